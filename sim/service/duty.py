"""Duty: who is due on the floor, moment by moment, and what keeps them from it.

A staffing says how many people are scheduled. Fewer are on the floor: some are on leave or in training (shrinkage), ill (absence,
drawn or as an event), late, on a break, or sit before tools that are out. This module turns the one into the other: a list
of changes for each group, which the floor obeys. The rules are written out in ``docs/rules-of-the-floor.md``, section 5.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scenarios.events import on_call
from sim.staffing import Staffing, Steps, on_floor, rounded

if TYPE_CHECKING:
    from scenarios.events import OnCall, Spell
    from scenarios.schema import AgentGroup, Scenario
    from sim.chance.contacts import StaffLuck

DAY = 86400.0


@dataclass(frozen=True)
class Change:
    """What becomes of one group at one moment: everything that is due from then on, and the breaks that begin."""

    moment: float
    on_shift: int  # people due on the floor or on a break
    unable: int  # of these, people whose tools are out
    breaks: tuple[float, ...] = ()  # lengths of the breaks that fall due now


Duty = tuple[tuple[Change, ...], ...]  # by group, in the file's order; each group's first change is at 0


def reinforced(scenario: Scenario, staffing: Staffing) -> Staffing:
    """Add the people that events call in, and what they are paid, to a staffing that does not have them yet.

    People on call of whom a plan has chosen some are in it already.
    """
    if staffing.reinforced:
        return staffing
    steps, present, cost = dict(staffing.steps), dict(staffing.present), dict(staffing.cost)
    edges = np.arange(len(next(iter(cost.values()), ())) + 1) * staffing.interval
    chosen = {(one.group, one.begins, one.ends) for one in staffing.called}
    on_call = {(spell.event, spell.of) for spell in on_call_in(scenario)}
    for spell in scenario.spells("reinforce"):
        if (spell.event, spell.of) in on_call and (spell.of, spell.begins, spell.ends) in chosen:
            continue
        steps[spell.of] = _added(steps[spell.of], spell)
        if spell.of in present:
            present[spell.of] = _added(present[spell.of], spell)
        hours = np.diff(np.clip(edges, spell.begins, spell.ends)) / 3600
        cost[spell.of] = cost[spell.of] + hours * spell.amount * (scenario.agent_groups[spell.of].cost or 0.0)
    return replace(staffing, steps=steps, present=present, cost=cost, reinforced=True)


def on_call_in(scenario: Scenario) -> tuple[Spell[OnCall], ...]:
    """When people are on call, and how many."""
    return on_call(scenario.events, scenario.calendar.grid)


def unplanned(scenario: Scenario) -> tuple[str, ...]:
    """Say of people on call how many come where no plan has chosen."""
    found = {(spell.event, spell.of): spell.amount for spell in on_call_in(scenario)}
    return tuple(
        f"events.{event}.reinforce.{group}: {people.staffing} of up to {people.up_to} come (staffing); a plan chooses how many"
        for (event, group), people in found.items()
    )


def _added(steps: Steps, spell: Spell[float]) -> Steps:
    moments = sorted({moment for moment, _ in steps} | {spell.begins, spell.ends})
    return tuple(
        (moment, _at(steps, moment) + (spell.amount if spell.begins <= moment < spell.ends else 0.0))
        for moment in moments
    )


def _at(steps: Sequence[tuple[float, float]], moment: float) -> float:
    """People at a moment: those of the last step up to it."""
    return next(people for at, people in reversed(steps) if at <= moment)


def duty(scenario: Scenario, staffing: Staffing, luck: StaffLuck) -> Duty:
    """Work out every group's changes over the calendar; ``staffing`` has its reinforcements already."""
    return tuple(_Roll(scenario, staffing, luck, name).changes() for name in scenario.agent_groups)


class _Roll:
    """The roll of one group: who is due, who is absent, who is late, who is on a break."""

    def __init__(self, scenario: Scenario, staffing: Staffing, luck: StaffLuck, name: str) -> None:
        self.group: AgentGroup = scenario.agent_groups[name]
        self.name, self.luck, self.horizon = name, luck, scenario.calendar.horizon
        self.shrinkage = staffing.shrinkage[name]
        self.absences = [spell for spell in scenario.spells("absence") if spell.of == name]
        self.outages = [spell for spell in scenario.spells("outage") if spell.of == name]
        self.working, self.scheduled = staffing.steps[name], staffing.on_shift(name)
        self.empty: dict[int, np.ndarray] = {}  # by day: which positions nobody fills
        self.counted: defaultdict[int, int] = defaultdict(int)  # by day: how many have come so far

    def changes(self) -> tuple[Change, ...]:
        """Every moment at which something changes for the group."""
        moments = self._moments()
        on_shift = [self._heads(self.scheduled, moment) for moment in moments]
        at_work = [self._heads(self.working, moment) for moment in moments]
        unable = [self._unable(heads, moment) for heads, moment in zip(at_work, moments, strict=True)]
        comings, breaks = self._late(self._comings(moments, on_shift), self._breaks(moments, on_shift, at_work))
        goings = [(at, -1) for at, more in _differences(moments, on_shift) for _ in range(-more)]
        return tuple(self._merged(moments, unable, [*goings, *((at, 1) for at in comings)], breaks))

    def _moments(self) -> list[float]:
        """Moments at which anything may change; from one to the next nothing does."""
        spells = [edge for spell in (*self.absences, *self.outages) for edge in (spell.begins, spell.ends)]
        days = np.arange(0.0, self.horizon, DAY).tolist() if self.group.absence else [0.0]
        steps = [moment for moment, _ in (*self.working, *self.scheduled)]
        return sorted(moment for moment in {*spells, *days, *steps} if moment < self.horizon)

    def _heads(self, steps: Steps, moment: float) -> int:
        """People of a step function who are there at a moment: after shrinkage, absence events and random absence."""
        people = on_floor(_at(steps, moment), self.shrinkage)
        missing = sum(rounded(people * spell.amount) for spell in self.absences if spell.begins <= moment < spell.ends)
        return self._present(max(people - missing, 0), int(moment // DAY))

    def _present(self, people: int, day: int) -> int:
        if not self.group.absence:
            return people
        empty = self.empty.get(day)
        if empty is None or len(empty) < people:
            empty = self.empty[day] = self.luck.absent(self.name, day, max(2 * people, 16)) < self.group.absence
        return people - int(empty[:people].sum())

    def _unable(self, people: int, moment: float) -> int:
        stopped = (rounded(people * spell.amount) for spell in self.outages if spell.begins <= moment < spell.ends)
        return min(sum(stopped), people)

    def _comings(self, moments: list[float], on_shift: list[int]) -> list[float]:
        return [at for at, more in _differences(moments, on_shift) for _ in range(more)]

    def _breaks(self, moments: list[float], on_shift: list[int], at_work: list[int]) -> list[tuple[float, float]]:
        """(due, back) of every break: whoever went first is back first."""
        away = [max(shift - work, 0) for shift, work in zip(on_shift, at_work, strict=True)]
        under_way: deque[float] = deque()
        found = []
        for at, more in _differences(moments, away):
            under_way.extend(at for _ in range(more))
            found += [(under_way.popleft(), at) for _ in range(-more)]
        return sorted([*found, *((at, self.horizon) for at in under_way)])

    def _late(
        self, comings: list[float], breaks: list[tuple[float, float]]
    ) -> tuple[list[float], list[tuple[float, float]]]:
        """Let those who come, to a shift or back from a break, come late; whoever begins with the calendar is there."""
        if self.group.late is None:
            return comings, breaks
        kept, returns = list(comings), [back for _, back in breaks]
        order = sorted([(at, 0, place) for place, at in enumerate(kept)] + [(b, 1, p) for p, b in enumerate(returns)])
        for at, back, place in order:
            if at < self.horizon and at > 0:
                (returns if back else kept)[place] = at + self._lateness(at)
        return kept, [(due, back) for (due, _), back in zip(breaks, returns, strict=True)]

    def _lateness(self, at: float) -> float:
        assert self.group.late is not None
        day = int(at // DAY)
        self.counted[day] += 1
        uniform = self.luck.late(self.name, day, self.counted[day])[-1:]
        return float(self.group.late.quantile(uniform, np.array([at]))[0])

    def _merged(
        self, moments: list[float], unable: list[int], moves: list[tuple[float, int]], breaks: list[tuple[float, float]]
    ) -> Iterator[Change]:
        by_moment: defaultdict[float, int] = defaultdict(int)
        for at, move in moves:
            by_moment[at] += move
        begin: defaultdict[float, list[float]] = defaultdict(list)
        for due, back in breaks:
            begin[due].append(back - due)
        tools = dict(zip(moments, unable, strict=True))
        people, out, before = 0, 0, None
        for at in sorted(moment for moment in {*by_moment, *begin, *tools, 0.0} if moment < self.horizon):
            people, out = people + by_moment[at], tools.get(at, out)
            if (people, out) != before or begin[at]:
                yield Change(at, people, out, tuple(begin[at]))
            before = people, out


def _differences(moments: list[float], people: list[int]) -> Iterator[tuple[float, int]]:
    """(moment, how many more than before); negative where there are fewer."""
    for at, before, now in zip(moments, [0, *people], people, strict=False):
        if now != before:
            yield at, now - before
