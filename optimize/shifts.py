"""Shifts: which ones may be worked, when they have people on duty, and what they cost.

A rule of the scenario ("start between 06:00 and 16:00, six or eight hours, a meal between the third and the fifth hour") is
unfolded into *kinds*: one start, one length, one placement of the breaks, for one group. The plan then only has to say how
many people work each kind. A kind is present or absent; presence is looked at in *slots*, the coarsest even grid on which
every shift and break begins and ends, so that the planner never has to guess what half an interval is worth.

A shift that runs past the calendar's end goes on at its beginning when the calendar is cyclic (a typical day); otherwise
it is cut there. It costs the same either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise, product
from math import gcd
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from scenarios.schema import Break, Calendar, Scenario, ShiftRule

Item = TypeVar("Item")
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BreakTime = tuple[float, float, bool]  # start, end (seconds since the calendar's start), paid

FINEST_BREAK_GRID = 15 * 60.0
COARSEST_BREAK_GRID = 30 * 60.0
MOST_PLACEMENTS = 48  # of the breaks of one start and length; more are thinned out evenly
ALTERNATIVES = 3  # placements kept of a lesser break when there are too many


@dataclass(frozen=True)
class ShiftKind:
    """One shift that people of a group may work: moments in seconds since 00:00 of the calendar's first day."""

    group: str
    start: float
    length: float
    breaks: tuple[BreakTime, ...]
    cost: float  # of one person working it once
    premium: float = 1.0

    @property
    def end(self) -> float:
        """When it ends; past the calendar's horizon if it wraps or is cut."""
        return self.start + self.length

    @property
    def paid_hours(self) -> float:
        """Hours paid: everything but unpaid breaks."""
        unpaid = sum(end - start for start, end, paid in self.breaks if not paid)
        return (self.length - unpaid) / 3600

    @property
    def spells(self) -> tuple[tuple[float, float], ...]:
        """The stretches of presence: the shift without its breaks."""
        bounds = [self.start, *(moment for start, end, _ in self.breaks for moment in (start, end)), self.end]
        return tuple((a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True) if b > a)


def kinds(scenario: Scenario) -> tuple[ShiftKind, ...]:
    """Unfold the scenario's shift rules, in the file's order; a kind that two rules allow is kept at the lower cost.

    Raises:
        InputError: shifts are missing, a group has no cost, or the calendar is longer than a day.

    """
    _check(scenario)
    cheapest: dict[tuple[str, float, float, tuple[BreakTime, ...]], ShiftKind] = {}
    for rule in scenario.shifts:
        for group, start, length in product(rule.groups, rule.starts, rule.lengths):
            for breaks in placements(rule.breaks, start, length, scenario.calendar.interval):
                kind = _kind(scenario, rule, group, start, length, breaks)
                known = cheapest.get((group, start, length, breaks))
                if known is None or kind.cost < known.cost:
                    cheapest[group, start, length, breaks] = kind
    return tuple(cheapest.values())


def _check(scenario: Scenario) -> None:
    faults: list[tuple[str, str]] = []
    if not scenario.shifts:
        faults.append(("shifts", "is missing: a plan chooses among shifts; name groups, starts and lengths"))
    elif scenario.calendar.days > 1:
        faults.append(
            (
                "calendar.days",
                f"is {scenario.calendar.days}; shifts are planned for one day, not yet for more: set days: 1",
            )
        )
    for place, rule in enumerate(scenario.shifts):
        unpaid = [group for group in rule.groups if rule.cost is None and scenario.agent_groups[group].cost is None]
        text = f"is missing, and shifts[{place}] has no cost of its own; write 32 per h"
        faults.extend((f"agent_groups.{group}.cost", text) for group in unpaid)
    if faults:
        raise InputError(
            tuple(Fault(file=scenario.name, line=None, key=key, message=text) for key, text in dict.fromkeys(faults))
        )


def _kind(
    scenario: Scenario, rule: ShiftRule, group: str, start: float, length: float, breaks: tuple[BreakTime, ...]
) -> ShiftKind:
    kind = ShiftKind(group, start, length, breaks, 0.0, rule.premium)
    if rule.cost is not None:
        cost = float(rule.cost)
    else:
        cost = float(scenario.agent_groups[group].cost or 0.0) * kind.paid_hours * rule.premium
    return ShiftKind(group, start, length, breaks, round(cost, 9), rule.premium)


def placements(
    breaks: Sequence[Break], start: float, length: float, interval: float
) -> tuple[tuple[BreakTime, ...], ...]:
    """Ways to place the breaks of a shift: none overlap, all end within the shift, equal breaks are taken in order.

    Breaks start on the grid of intervals (at most 30 min apart). Where that gives more than 48 ways, only three evenly
    spread placements of every break but the longest are kept.
    """
    choices = [_candidates(rest, start, length, interval) for rest in breaks]
    ways = _combine(breaks, choices)
    if len(ways) > MOST_PLACEMENTS:
        longest = max(range(len(breaks)), key=lambda place: breaks[place].length)
        few = [own if place == longest else _spread(own, ALTERNATIVES) for place, own in enumerate(choices)]
        ways = _spread(_combine(breaks, few), MOST_PLACEMENTS)
    return tuple(ways)


def _candidates(rest: Break, start: float, length: float, interval: float) -> list[BreakTime]:
    latest = min(rest.latest, length - rest.length)
    for grid in (min(interval, COARSEST_BREAK_GRID), FINEST_BREAK_GRID):
        first = np.ceil((start + rest.earliest) / grid - 1e-9) * grid
        moments = np.arange(first, start + latest + 1e-6, grid)
        if len(moments) > 1:
            break
    if len(moments) == 0:
        moments = np.array([start + rest.earliest] if rest.earliest <= latest else [])
    return [(float(at), float(at) + rest.length, rest.paid) for at in moments]


def _combine(breaks: Sequence[Break], choices: Sequence[Sequence[BreakTime]]) -> list[tuple[BreakTime, ...]]:
    ways: dict[tuple[BreakTime, ...], None] = {}
    for chosen in product(*choices):
        in_order = tuple(sorted(chosen))
        apart = all(first[1] <= second[0] for first, second in pairwise(in_order))
        if apart and len(chosen) == len(breaks):
            ways[in_order] = None  # two equal breaks that change places are one way
    return list(ways)


def _spread(items: Sequence[Item], most: int) -> list[Item]:
    if len(items) <= most:
        return list(items)
    return [items[round(place)] for place in np.linspace(0, len(items) - 1, most)]


def slot_length(calendar: Calendar, shifts: Sequence[ShiftKind]) -> float:
    """Longest even grid (s) on which the intervals and all shifts and breaks begin and end."""
    moments = {calendar.interval}
    for kind in shifts:
        for spell in kind.spells:
            moments.update(spell)
    return float(reduce(gcd, (round(moment) for moment in moments)))


def presence(kind: ShiftKind, slot: float, horizon: float, *, cyclic: bool) -> FloatArray:
    """Tell by slot how often one person of the kind is present: 0 or 1 (more if a cyclic shift outlasts the calendar)."""
    count = round(horizon / slot)
    present = np.zeros(count)
    for start, end in kind.spells:
        for place in range(round(start / slot), round(end / slot)):
            if cyclic or place < count:
                present[place % count] += 1.0
    return present


def cover(kind: ShiftKind, calendar: Calendar) -> FloatArray:
    """Share of each interval of the calendar during which one person of the kind is present."""
    slot = slot_length(calendar, [kind])
    by_slot = presence(kind, slot, calendar.horizon, cyclic=calendar.cyclic)
    return np.asarray(by_slot.reshape(calendar.intervals, -1).mean(axis=1))


def present_people(chosen: Iterable[tuple[ShiftKind, int]], slot: float, horizon: float, *, cyclic: bool) -> FloatArray:
    """People present by slot, when so many work each kind."""
    count = round(horizon / slot)
    changes: dict[int, float] = {}
    for kind, people in chosen:
        for start, end in kind.spells:
            for place, change in ((round(start / slot), people), (round(end / slot), -people)):
                changes[place] = changes.get(place, 0.0) + change
    days_over = max(changes, default=0) // count + 1
    by_slot = np.zeros(days_over * count)
    by_slot[list(changes)] = list(changes.values())
    people_by_slot = np.cumsum(by_slot).reshape(days_over, count)
    return np.asarray(people_by_slot.sum(axis=0) if cyclic else people_by_slot[0])


def steps(
    chosen: Sequence[tuple[ShiftKind, int]], slot: float, horizon: float, *, cyclic: bool
) -> tuple[tuple[float, float], ...]:
    """Scheduled people from each moment of change on, when ``agents`` work each kind."""
    people = present_people(chosen, slot, horizon, cyclic=cyclic)
    changes = [0, *(np.flatnonzero(np.diff(people)) + 1)]
    return tuple((float(place * slot), float(people[place])) for place in changes)
