"""Limits: the rules on people, as rows over the shifts that they may be moved between.

A row adds up people, each shift's with its amount, to at most so much: people on call, and those who work one of several shifts, a
staff minimum, a headcount, shares of part-time, and what labour asks of the staff of a group (``labour.py``). They are the rows
of the master program (``program.py``), and people who are moved about keep them move by move (``annealing.py``).

What labour needs is staff, and staff may be hired up to the headcount: so much is the bound. Only where people have least hours a week fewer
may be better, and some number of them has to be right for all rows. A limit that the shifts exceed from which people are moved is
exceeded no further.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.shifts import FloatArray, IntArray
from sim.compiled.jit import part

if TYPE_CHECKING:
    from optimize.labour import Rules
    from optimize.search.layout import Layout
    from optimize.shifts import ShiftKind


TINY = 1e-6  # of a person, and of what is allowed


def inner(function: Any) -> Any:  # noqa: ANN401 - whatever it is, it stays
    """Compile what only other compiled functions call, and which makes no arrays (``annealing.py``)."""
    return part(function, _nrt=False, nogil=True)


class Limits(NamedTuple):
    """Rules on people: rows that add up people by shift, each row to at most so much.

    The rows of a group whose people have least hours lie side by side. For them there must be a whole number of people between what
    the rows of a positive ``each`` ask for and what those of a negative one allow.
    """

    first: IntArray  # by shift, where its entries begin; the last is the number of all
    row: NDArray[np.int32]  # of each entry
    amount: FloatArray
    most: FloatArray  # by row
    each: FloatArray  # by row, what one of the staff is good for
    staff: IntArray  # (groups, 2) the first of such rows, and the one after the last
    lack: FloatArray  # by group, people by whom it falls short of that at the origin


@inner
def count(limits: Limits, sums: FloatArray, off: int, on: int) -> None:
    """Count one person less and one more in what the rows add up to."""
    for shift, sign in ((off, -1), (on, 1)):
        if shift >= 0:
            for entry in range(limits.first[shift], limits.first[shift + 1]):
                sums[limits.row[entry]] += sign * limits.amount[entry]


def lack(limits: Limits, sums: FloatArray, group: int) -> float:
    """People whom a group's shifts need beyond those who all get their least hours."""
    needed, able = 0.0, np.inf
    for row in range(limits.staff[group, 0], limits.staff[group, 1]):
        people = sums[row] / limits.each[row]
        if limits.each[row] > 0:
            needed = max(needed, np.ceil(people - TINY))
        else:  # they all get their hours
            able = min(able, np.floor(TINY - people))
    return float(max(needed - able, 0.0))


_lack = inner(lack)


@inner
def allowed(limits: Limits, sums: FloatArray, groups: IntArray, off: int, on: int) -> bool:
    """Count a move; if that exceeds a limit, do not, and say no."""
    count(limits, sums, off, on)
    for shift in (off, on):
        if shift >= 0:
            kept = _lack(limits, sums, groups[shift]) <= limits.lack[groups[shift]]
            for entry in range(limits.first[shift], limits.first[shift + 1]):
                kept &= sums[limits.row[entry]] <= limits.most[limits.row[entry]] + TINY
            if not kept:
                count(limits, sums, on, off)
                return False
    return True


@dataclass(frozen=True)
class Row:
    """The people of some kinds, each counted by its amount, are at most ``most``; ``each``: for each of the staff, at least if below 0."""

    places: IntArray
    amounts: FloatArray
    most: float
    each: float = 0.0


def limits(layout: Layout, people: IntArray) -> Limits:
    """Write the rules down, and how far ``people`` break them."""
    rows, staff = [*_bundles(layout), *_part_time(layout)], np.zeros((len(layout.groups), 2), np.int64)
    for group, number in layout.groups.items():
        own = layout.on_shifts(group)
        rows += [*_minimum(layout, group, own), *_headcount(layout, group, own)]
        of_staff = list(_staff(layout, group, own))
        if any(row.each < 0 for row in of_staff):
            staff[number] = len(rows), len(rows) + len(of_staff)
        rows += of_staff
    sums = np.array([people[row.places] @ row.amounts for row in rows])
    place = np.concatenate([np.zeros(0, np.int64), *(row.places for row in rows)])
    order = np.argsort(place, kind="stable")
    found = Limits(
        first=np.searchsorted(place[order], np.arange(len(people) + 1)),
        row=np.repeat(np.arange(len(rows), dtype=np.int32), [len(row.places) for row in rows])[order],
        amount=np.concatenate([np.zeros(0), *(row.amounts for row in rows)])[order],
        most=np.maximum([row.most for row in rows], sums),
        each=np.array([row.each for row in rows]),
        staff=staff,
        lack=np.zeros(len(staff)),
    )
    return found._replace(lack=np.array([lack(found, sums, number) for number in range(len(staff))]))


def _bundles(layout: Layout) -> Iterator[Row]:
    place_of = {kind: place for place, kind in enumerate(layout.kinds)} if layout.roster.bundles else {}
    for bundle in layout.roster.bundles:
        own = [place_of[kind] for place in bundle.kinds for kind in layout.placed(place)]
        yield Row(np.array(own), np.ones(len(own)), bundle.people)
        if not bundle.optional:
            yield Row(np.array(own), np.full(len(own), -1.0), -bundle.people)


def _part_time(layout: Layout) -> Iterator[Row]:
    for _, share, own, brief in layout.roster.rules.short(layout.kinds):
        yield Row(np.array(own), np.isin(own, brief).astype(float) - share, 0.0)


def _minimum(layout: Layout, group: str, own: IntArray) -> Iterator[Row]:
    """At any time that the group is planned for at least so many are there."""
    least = layout.roster.staff_minimum.get(group)
    if least is not None:
        for places, amounts in _by_slot(layout, own):
            yield Row(places, -amounts, -least)


def _headcount(layout: Layout, group: str, own: IntArray) -> Iterator[Row]:
    """People of the day; where they are planned by interval, of any time; over several days they are staff."""
    roster = layout.roster
    most = roster.headcount.get(group)
    if most is None:
        return
    if roster.at_once:
        for places, amounts in _by_slot(layout, own):
            yield Row(places, amounts, most)
    elif roster.rules.days == 1:
        yield Row(own, np.ones(len(own)), most)


def _staff(layout: Layout, group: str, own: IntArray) -> Iterator[Row]:
    """What shifts need of the staff, if that is limited: by a headcount, or by hours that everybody gets."""
    roster, rules = layout.roster, layout.roster.rules
    if roster.at_once or rules.days == 1:
        return
    kinds, most = [layout.kinds[place] for place in own], roster.headcount.get(group, inf)
    needed = list(rules.needed(kinds))
    if most == inf and not any(row.most for row in needed):
        return
    for held in _held(rules, kinds):
        yield Row(own[list(held)], np.array(list(held.values()), float), most, 1.0)
    for row in needed:
        amounts = np.array(row.amounts)
        some = np.flatnonzero(amounts)
        each = -row.each if row.most else row.each
        yield Row(own[some], amounts[some], inf if row.most else most * each, each)


def _held(rules: Rules, kinds: Sequence[ShiftKind]) -> Iterator[dict[int, int]]:
    """Whom the staff is at least: those whom shifts hold at a moment, by place; moments at which more are held a moment later are left out."""
    holding: dict[int, int] = {}
    moments = list(rules.held(kinds))
    for number, (_, begin, over) in enumerate(moments):
        for place in over:
            holding[place] -= 1
        for place in begin:
            holding[place] = holding.get(place, 0) + 1
        if number + 1 == len(moments) or moments[number + 1][2]:
            holding = {place: times for place, times in holding.items() if times}
            yield holding


def _by_slot(layout: Layout, own: IntArray) -> Iterator[tuple[IntArray, FloatArray]]:
    """Places of the shifts that have people there in a slot, and how many each; slots in which none has are left out."""
    kind, column = np.nonzero(layout.present[own])
    slot = layout.slots(own)[kind, column]
    order = np.argsort(slot, kind="stable")
    for own_slot in np.split(order, np.flatnonzero(np.diff(slot[order])) + 1):
        yield own[kind[own_slot]], layout.present[own[kind[own_slot]], column[own_slot]].astype(float)
