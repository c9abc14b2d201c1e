"""Diving: from parts of rows to whole ones.

Who works nearly one row is held to it; for the others the program is relaxed again, with new rows that suit what is left, until
everybody is held. Then people are taken out again, one by one and in companies, and put back better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from optimize.rostering.cheapest import Column, Everybody
from optimize.rostering.paths import FloatArray
from optimize.rostering.relaxing import relax

WHOLE = 0.999
HELD_AT_ONCE = 0.08  # of the people left, at least
ENOUGH = 0.6  # a part from which on more than that may be held
ACTIVE = 12  # columns a person that a dive begins with
ROUNDS = 6  # of new rows after each step of a dive


def active(columns: Sequence[Column], worths: FloatArray, people: Sequence[int], most: int = ACTIVE) -> list[Column]:
    """The columns of each person that cost least after the worths."""
    wanted = set(people)
    by_person: dict[int, list[tuple[float, int]]] = {person: [] for person in people}
    for place, column in enumerate(columns):
        if column.person in wanted:
            by_person[column.person].append((column.price - float(worths[list(column.pattern)].sum()), place))
    return [columns[place] for own in by_person.values() for _, place in sorted(own)[:most]]


def dive(
    everybody: Everybody,
    people: Sequence[int],
    wanted: FloatArray,
    columns: Sequence[Column],
    go_on: Callable[[], bool],
) -> list[Column]:
    """A whole row for each of the people, so that what is wanted is filled at a low price."""
    left, held = list(people), []
    wanted = wanted.copy()
    while left and go_on():
        bounded = relax(everybody, left, wanted, columns, near=2e-3, rounds=ROUNDS, inner=False, go_on=go_on)
        chosen = _nearly_whole(bounded.relaxed.parts, bounded.columns, len(left))
        held += chosen
        for column in chosen:
            wanted[list(column.pattern)] -= 1
        gone = {column.person for column in chosen}
        left = [person for person in left if person not in gone]
        columns = active(bounded.columns, bounded.relaxed.worths, left)
    return held + respond(everybody, left, wanted)


def _nearly_whole(parts: FloatArray, columns: Sequence[Column], people: int) -> list[Column]:
    order = np.argsort(-parts, kind="stable")
    least = max(1, round(people * HELD_AT_ONCE))
    chosen: dict[int, Column] = {}
    for place in order:
        part, column = parts[place], columns[place]
        if part < (WHOLE if len(chosen) >= least else CLOSE_TO_NOTHING) and not (
            part >= ENOUGH and len(chosen) < 3 * least
        ):
            break
        chosen.setdefault(column.person, column)
    return list(chosen.values())


CLOSE_TO_NOTHING = 1e-6


def respond(everybody: Everybody, people: Sequence[int], wanted: FloatArray) -> list[Column]:
    """Give each person in turn the row that is best for what is left."""
    wanted, found = wanted.copy(), []
    for person in people:
        worths = np.where(wanted > 0, everybody.short, -everybody.over)
        ((_, column),) = everybody.cheapest(worths, [person])
        wanted[list(column.pattern)] -= 1
        found.append(column)
    return found


def sweep(everybody: Everybody, roster: Sequence[Column], order: Sequence[int]) -> list[Column]:
    """Take people out one by one, in this order, and put each back where it is cheapest."""
    rows = list(roster)
    place = {column.person: at for at, column in enumerate(rows)}
    left = everybody.wanted - everybody.staffed(rows)
    for person in order:
        own = rows[place[person]]
        left[list(own.pattern)] += 1
        worths = np.where(left > 0, everybody.short, -everybody.over)
        ((price, column),) = everybody.cheapest(worths, [person])
        if price < own.price - float(worths[list(own.pattern)].sum()) - 1e-6:
            rows[place[person]] = own = column
        left[list(own.pattern)] -= 1
    return rows


def company(
    everybody: Everybody,
    roster: Sequence[Column],
    people: Sequence[int],
    columns: Sequence[Column],
    go_on: Callable[[], bool],
) -> list[Column]:
    """Take some people out together, and put them back better if that can be done."""
    out = set(people)
    kept = [column for column in roster if column.person not in out]
    own = [column for column in roster if column.person in out]
    wanted = everybody.wanted - everybody.staffed(kept)
    new = kept + dive(everybody, people, wanted, [*own, *columns], go_on)
    new.sort(key=lambda column: column.person)
    return new if everybody.price(new) <= everybody.price(roster) + 1e-9 else list(roster)
