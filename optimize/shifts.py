"""Shifts: which ones may be worked, when they have people on duty, and what they cost.

A rule of the scenario ("start between 06:00 and 16:00, six or eight hours, a meal between the third and the fifth hour, on
weekdays") is unfolded into *kinds*: one day, one start, one length, for one group. Where the breaks may lie in a few ways, each
way is a kind of its own; where in many, there is one kind for all of them, a *shell*, and the program places the breaks
(``pools.py``). The plan then only has to say how many people work each kind. A kind is present or absent; presence is
looked at in *slots*, the coarsest even grid on which every shift and break begins and ends, so that the planner never has
to guess what half an interval is worth.

A shift that runs past the calendar's end goes on at its beginning when the calendar is cyclic (a typical day or week);
otherwise it is cut there. It costs the same either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import gcd
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimize.breaks import BreakTime, Placement, Way, in_few_ways, placements, ways
from scenarios.faults import Fault, InputError, Key

if TYPE_CHECKING:
    from optimize.pools import Pool
    from scenarios.premiums import Worth
    from scenarios.schema import Calendar, Scenario, ShiftRule

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FEW = 4  # placements of the breaks of a shift that are kinds of their own
DAY = 86400.0


@dataclass(frozen=True)
class ShiftKind:
    """One shift that people of a group may work: moments in seconds since 00:00 of the calendar's first day."""

    group: str
    start: float
    length: float
    breaks: tuple[BreakTime, ...]
    cost: float  # of one person working it once
    premium: float = 1.0
    on_call: bool = False  # people whom an event calls in (``on_call.py``)

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


@dataclass(frozen=True)
class Shell:
    """A kind of shift and, where its breaks may lie in many ways, what these are; the kind has one of the placements.

    ``rule``: place of the rule in the file. ``hour``: what an unpaid hour saves where all hours count the same.
    """

    kind: ShiftKind
    rule: int = -1
    ways: tuple[Way, ...] = ()
    hour: float = 0.0
    worth: Worth | None = None

    def price(self, start: float, length: float, *, paid: bool) -> float:
        """What the pay differs by if a break begins then, against hours that all count the same."""
        if paid or self.worth is None:
            return 0.0
        return round(-self.hour * (self.worth.between(start, start + length) - length) / 3600, 9)

    def prices(self, breaks: Placement) -> float:
        """The same of all breaks."""
        return sum(self.price(start, end - start, paid=paid) for start, end, paid in breaks)

    def placed(self, breaks: Placement) -> ShiftKind:
        """The kind with its breaks elsewhere."""
        kind = self.kind
        cost = round(kind.cost + self.prices(breaks) - self.prices(kind.breaks), 9)
        return ShiftKind(kind.group, kind.start, kind.length, breaks, cost, kind.premium)


def kinds(scenario: Scenario) -> tuple[ShiftKind, ...]:
    """Unfold the scenario's shift rules: the kinds of ``shells``."""
    return tuple(shell.kind for shell in shells(scenario))


def shells(scenario: Scenario) -> tuple[Shell, ...]:
    """Unfold the scenario's shift rules, in the file's order; a kind that two rules allow is kept at the lower cost.

    People on call come last.

    Without shift rules any single interval may be worked (``by_interval.py``).

    Raises:
        InputError: a group has no cost, or the breaks of a shift cannot all be placed.

    """
    _check(scenario)
    from optimize.on_call import on_call_kinds

    called = tuple(map(Shell, on_call_kinds(scenario)))
    if not scenario.shifts:
        from optimize.by_interval import interval_kinds

        return (*map(Shell, interval_kinds(scenario)), *called)
    calendar = scenario.calendar
    worth = scenario.premium_hours.worth(calendar.grid, cyclic=calendar.cyclic) if scenario.premium_hours else None
    cheapest: dict[object, Shell] = {}
    for place, rule in enumerate(scenario.shifts):
        days = [day for day in range(calendar.days) if rule.days.hold(day, calendar.grid)]
        for group, day, at, (length, more) in product(rule.groups, days, rule.starts, _lengths(rule)):
            start = day * DAY + at
            options = ways(rule.breaks, start, length, calendar.interval)  # overtime has none: it is paid in full
            few = in_few_ways(options, FEW)
            for breaks in placements(options, None if few else 1):
                pay = float(scenario.agent_groups[group].cost or 0.0), worth
                kind, hour = _kind(rule, pay, group, start, (length, more), breaks)
                known = cheapest.get(key := (group, start, length + more, breaks, few or (place, options)))
                if known is None or kind.cost < known.kind.cost:
                    cheapest[key] = Shell(kind, place, () if few else options, hour, worth)
    return (*cheapest.values(), *called)


def _lengths(rule: ShiftRule) -> list[tuple[float, float]]:
    """Lengths of a rule's shifts, and overtime at their end."""
    more = (0.0, *(rule.overtime.lengths() if rule.overtime else ()))
    return [(length, over) for length in rule.lengths for over in more]


def _check(scenario: Scenario) -> None:
    from optimize.on_call import unpaid as unpaid_on_call

    faults: dict[tuple[str, str], tuple[Key, ...]] = {}
    for place, rule in enumerate(scenario.shifts):
        unpaid = [group for group in rule.groups if rule.cost is None and scenario.agent_groups[group].cost is None]
        text = f"is missing, and shifts[{place}] has no cost of its own; write 32 per h"
        for group in unpaid:
            faults[f"agent_groups.{group}.cost", text] = ("agent_groups", group)
        if rule.cost is not None and rule.overtime is not None and rule.overtime.premium > 0:
            text = (
                f"is missing, and shifts[{place}] has overtime, paid by the hour on top of its own cost; write 32 per h, "
                "or take overtime out"
            )
            for group in (name for name in rule.groups if scenario.agent_groups[name].cost is None):
                faults.setdefault((f"agent_groups.{group}.cost", text), ("agent_groups", group))
        for text in _unplaced(scenario, rule):
            faults[f"shifts[{place}].breaks", text] = ("shifts", place, "breaks")
    places = {key: scenario.place(*path) for key, path in faults.items()}
    found = [Fault(file=place.file, line=place.line, key=key, message=text) for (key, text), place in places.items()]
    found += [fault for fault in unpaid_on_call(scenario) if fault.key not in {one.key for one in found}]
    if found:
        raise InputError(found)


def _unplaced(scenario: Scenario, rule: ShiftRule) -> Iterator[str]:
    """Say of the first shift whose breaks cannot all be placed that they cannot."""
    for start, length in product(rule.starts, rule.lengths):
        if not ways(rule.breaks, start, length, scenario.calendar.interval):
            clock = f"{int(start // 3600):02d}:{int(start % 3600 // 60):02d}"
            yield (
                f"cannot all be taken in the shift of {length / 3600:g} h from {clock}: "
                "one would begin before another is over; widen between, or take one out"
            )
            return


def _kind(
    rule: ShiftRule,
    pay: tuple[float, Worth | None],
    group: str,
    start: float,
    lengths: tuple[float, float],
    breaks: Placement,
) -> tuple[ShiftKind, float]:
    """A kind with its cost, and what an unpaid hour of it saves."""
    (length, more), (hourly, worth) = lengths, pay
    wage = hourly * rule.premium

    def hours(begin: float, end: float) -> float:
        return (end - begin if worth is None else worth.between(begin, end)) / 3600

    cost, hour = float(rule.cost or 0.0), 0.0
    if rule.cost is None:
        unpaid = sum(hours(begin, end) for begin, end, paid in breaks if not paid)
        cost, hour = wage * (hours(start, start + length) - unpaid), wage
    if rule.overtime is not None and more:
        cost += wage * rule.overtime.premium * hours(start + length, start + length + more)
    return ShiftKind(group, start, length + more, breaks, round(cost, 9), rule.premium), hour


def slot_length(calendar: Calendar, shifts: Sequence[ShiftKind], pools: Sequence[Pool] = ()) -> float:
    """Longest even grid (s) on which the intervals and all shifts and breaks begin and end."""
    moments = {calendar.interval}
    for kind in shifts:
        for spell in kind.spells:
            moments.update(spell)
    for pool in pools:
        moments.update(at for starts in pool.starts for at in starts)
        moments.update(pool.lengths)
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
