"""Outcomes: what ``plan`` comes back with. The caller cannot overlook that there is no plan, because it has another type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.shifts import FloatArray, ShiftKind, slot_length, steps
from sim.staffing import Staffing

if TYPE_CHECKING:
    from optimize.program import Roster
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.targets import Verdict

FULL_DAY = 8.0  # paid hours of one full-time equivalent


@dataclass(frozen=True)
class ShiftChoice:
    """So many people work this kind of shift, at this cost together."""

    kind: ShiftKind
    agents: int
    cost: float


@dataclass(frozen=True)
class Plan:
    """Shifts, what they cost, how far from the least cost they may be at most, and how they fared on days not seen before.

    ``cost`` is that of the planned shifts; groups with a staffing of their own are not in it. ``required``: by planned group
    and interval, the fewest people on the floor, the others as planned, with which the targets that the interval belongs to
    are still met, NaN where no target is about it. ``exact_verdicts``: the targets judged without simulation, if they could be.
    """

    scenario: Scenario
    shifts: tuple[ShiftChoice, ...]
    staffing: Staffing
    cost: float
    bound: float
    seconds: float
    results: Results
    required: Mapping[str, FloatArray]
    proof: str
    notes: tuple[str, ...] = ()
    exact_verdicts: tuple[Verdict, ...] | None = None

    @property
    def gap(self) -> float:
        """(cost - bound) / cost: by how much a cheaper plan could undercut this one at most."""
        return max((self.cost - self.bound) / self.cost, 0.0) if self.cost > 0 else 0.0

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every target's verdict: exact where that is possible, else on the fresh days."""
        return self.exact_verdicts if self.exact_verdicts is not None else self.results.verdicts

    @property
    def exact(self) -> bool:
        """Whether the verdicts were computed and not simulated."""
        return self.exact_verdicts is not None

    @property
    def met(self) -> bool:
        """Whether every target is met."""
        return all(verdict.met for verdict in self.verdicts)

    @property
    def paid_hours(self) -> float:
        """Paid hours of all shifts."""
        return sum(choice.agents * choice.kind.paid_hours for choice in self.shifts)

    @property
    def fte(self) -> float:
        """Full-time equivalents, at 8 paid hours a day."""
        return self.paid_hours / FULL_DAY


@dataclass(frozen=True)
class Met:
    """A plan that meets every target."""

    plan: Plan


@dataclass(frozen=True)
class Infeasible:
    """No plan meets the targets. ``conflict``: the demands and limits that cannot all hold, as few as possible.

    ``remedies``: what would free it. ``nearest``: the plan that comes nearest, if one was tried. ``proof``: how it is known.
    """

    conflict: tuple[str, ...]
    remedies: tuple[str, ...]
    proof: str
    nearest: Plan | None = None

    @property
    def message(self) -> str:
        """The whole in words."""
        lines = ["No plan can meet the targets. These cannot all hold:", *(f"  - {part}" for part in self.conflict)]
        if self.remedies:
            lines += ["What would free it:", *(f"  - {part}" for part in self.remedies)]
        return "\n".join([*lines, self.proof])


@dataclass(frozen=True)
class OutOfTime:
    """Stopped at the time limit. ``best``: the best plan so far; it meets the targets only if ``best.met`` says so."""

    best: Plan | None
    bound: float


Outcome = Met | Infeasible | OutOfTime


def choices(roster: Roster, agents: Sequence[int]) -> tuple[ShiftChoice, ...]:
    """Shifts that somebody works, in the order of the roster."""
    return tuple(
        ShiftChoice(kind, count, count * kind.cost)
        for kind, count in zip(roster.kinds, agents, strict=True)
        if count > 0
    )


def staffing_of(scenario: Scenario, roster: Roster, agents: Sequence[int]) -> Staffing:
    """Turn people by kind into a staffing; a shift's cost is spread over the time for which it is paid."""
    chosen = [(kind, count) for kind, count in zip(roster.kinds, agents, strict=True) if count > 0]
    calendar = scenario.calendar
    all_steps, cost = {}, {}
    for group in scenario.agent_groups:
        if group in roster.planned:
            own = [(kind, count) for kind, count in chosen if kind.group == group]
            all_steps[group] = steps(own, roster.slot, calendar.horizon, cyclic=calendar.cyclic)
            cost[group] = sum((count * _cost(scenario, kind) for kind, count in own), np.zeros(calendar.intervals))
        else:
            assert roster.others is not None
            all_steps[group], cost[group] = roster.others.steps[group], roster.others.cost[group]
    return Staffing(all_steps, roster.shrinkage, cost, calendar.interval, calendar.horizon)


def _cost(scenario: Scenario, kind: ShiftKind) -> FloatArray:
    """Cost of one person by interval, in full even where the shift is cut by the calendar's end."""
    from optimize.shifts import presence

    calendar = scenario.calendar
    slot = slot_length(calendar, [kind])
    paid_breaks = tuple(rest for rest in kind.breaks if not rest[2])
    paid = ShiftKind(kind.group, kind.start, kind.length, paid_breaks, kind.cost)
    present = presence(paid, slot, calendar.horizon, cyclic=calendar.cyclic).reshape(calendar.intervals, -1).sum(axis=1)
    return np.asarray(kind.cost * present / present.sum() if present.sum() else present)


def notes(scenario: Scenario, roster: Roster) -> tuple[str, ...]:
    """Say what the reader of a plan should know about what was and was not planned."""
    ignored = [name for name in roster.planned if scenario.agent_groups[name].staffing is not None]
    kept = [name for name in scenario.agent_groups if name not in roster.planned]
    said = []
    if ignored:
        said.append(f"Staffing of {', '.join(ignored)} is ignored: shifts name the group, so it is planned.")
    if kept:
        said.append(f"Staffing of {', '.join(kept)} stays as it is, and its cost is not in the plan's cost.")
    return tuple(said)
