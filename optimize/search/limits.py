"""Limits: the rules on people, as rows over the shifts that they may be moved between.

A row adds up people, each shift's with its amount, to at most so much: people on call, and those who work one of several shifts, a
staff minimum, a headcount, shares of part-time, and what labour asks of the staff of a group (``labour.py``). They are the rows
of the master program (``program.py``), and people who are moved about keep them move by move (``annealing.py``).

What labour needs is staff, and staff may be hired up to the headcount: so much is the bound. Where people have least hours a week, these are
for as many as the shifts need at least. Between one number of people and the next there may be no shifts that fill everybody's hours, so on the
way hours may be missing, at their price; what is kept as the best has them all. A limit that the shifts exceed from which people are
moved is exceeded no further.
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
FILLED = 1.1  # times its wage: an hour that is owed, so that it is better to fill it


def inner(function: Any) -> Any:  # noqa: ANN401 - whatever it is, it stays
    """Compile what only other compiled functions call, and which makes no arrays (``annealing.py``)."""
    return part(function, _nrt=False, nogil=True)


class Limits(NamedTuple):
    """Rules on people: rows that add up people by shift, each row to at most so much.

    The rows of a group whose people have least hours lie side by side: those of a positive ``each`` say how many people its shifts need,
    those of a negative one how many hours they get. Hours that are missing are owed: what it costs to fill them, and a little more.
    """

    first: IntArray  # by shift, where its entries begin; the last is the number of all
    row: NDArray[np.int32]  # of each entry
    amount: FloatArray
    most: FloatArray  # by row
    each: FloatArray  # by row, what one of the staff is good for
    staff: IntArray  # (groups, 2) the first of such rows, and the one after the last
    hour: FloatArray  # by group, what is owed for an hour
    owed: float  # at the origin


@inner
def count(limits: Limits, sums: FloatArray, off: int, on: int) -> None:
    """Count one person less and one more in what the rows add up to."""
    for shift, sign in ((off, -1), (on, 1)):
        if shift >= 0:
            for entry in range(limits.first[shift], limits.first[shift + 1]):
                sums[limits.row[entry]] += sign * limits.amount[entry]


@inner
def allowed(limits: Limits, sums: FloatArray, off: int, on: int) -> bool:
    """Count a move; if that exceeds a limit, do not, and say no."""
    count(limits, sums, off, on)
    for shift in (off, on):
        if shift >= 0:
            for entry in range(limits.first[shift], limits.first[shift + 1]):
                if sums[limits.row[entry]] > limits.most[limits.row[entry]] + TINY:
                    count(limits, sums, on, off)
                    return False
    return True


def owed(limits: Limits, sums: FloatArray, group: int) -> float:
    """Money for the hours that the fewest people who can work a group's shifts do not get, though they are to."""
    needed, found = 0.0, 0.0
    for row in range(limits.staff[group, 0], limits.staff[group, 1]):
        if limits.each[row] > 0:
            needed = max(needed, np.ceil(sums[row] / limits.each[row] - TINY))
    for row in range(limits.staff[group, 0], limits.staff[group, 1]):
        if limits.each[row] < 0:
            found += max(-limits.each[row] * needed - sums[row] - TINY, 0.0) * limits.hour[group]
    return float(found)


_owed = inner(owed)


@inner
def filled(limits: Limits, sums: FloatArray) -> bool:
    """Whether everybody gets the least hours, or no more are owed than at the origin."""
    total = 0.0
    for group in range(len(limits.hour)):
        total += _owed(limits, sums, group)
    return bool(total <= limits.owed + TINY)


@inner
def more_owed(limits: Limits, sums: FloatArray, groups: IntArray, off: int, on: int) -> float:
    """How much more a move makes owed."""
    one = groups[off] if off >= 0 else groups[on]
    other = groups[on] if on >= 0 else one
    if limits.staff[one, 1] == 0 and limits.staff[other, 1] == 0:
        return 0.0
    before = _owed(limits, sums, one) + (_owed(limits, sums, other) if other != one else 0.0)
    count(limits, sums, off, on)
    after = _owed(limits, sums, one) + (_owed(limits, sums, other) if other != one else 0.0)
    count(limits, sums, on, off)
    return float(after - before)


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
        hour=np.array([_hour(layout, group) for group in layout.groups]),
        owed=0.0,
    )
    return found._replace(owed=sum(owed(found, sums, number) for number in range(len(staff))))


def _hour(layout: Layout, group: str) -> float:
    """Price of an hour that somebody is to get: a little more than the cheapest that can be worked."""
    own = (layout.kinds[place] for place in layout.on_shifts(group))
    return FILLED * min((kind.cost / kind.paid_hours for kind in own if kind.paid_hours > 0), default=0.0)


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
