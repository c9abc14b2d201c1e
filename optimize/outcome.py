"""Outcomes: what ``plan`` comes back with. The caller cannot overlook that there is no plan, because it has another type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.attendance import cost_of_reinforcements
from optimize.by_interval import counts_hours
from optimize.deferred import dated
from optimize.on_call import called, on_shifts
from optimize.paid import Pay
from optimize.remarks import remarks
from optimize.shifts import FloatArray, ShiftKind, steps
from optimize.visits import visits
from sim.staffing import Called, Staffing

if TYPE_CHECKING:
    from optimize.curves import Curve
    from optimize.model import CurveKey
    from optimize.program import Roster, Shifts
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.targets import Verdict

FULL_DAY = 8.0  # paid hours of one full-time equivalent
FULL_WEEK = 40.0  # from calendars of a week on: five such days


@dataclass(frozen=True)
class ShiftChoice:
    """So many people work this kind of shift, at this cost together."""

    kind: ShiftKind
    agents: int
    cost: float


@dataclass(frozen=True)
class ByFormula:
    """What a plan by formula rests on: what it assumes, and what it promises of each target at its worst period (None: not reckoned)."""

    assumes: tuple[str, ...]
    promised: tuple[float | None, ...]


@dataclass(frozen=True)
class Plan:
    """Shifts, what they cost, how far from the least cost they may be at most, and how they fared on days not seen before.

    Money (``cost``, ``bound``, ``proved_bound``) is in the scenario's currency over its calendar, ``seconds`` is what the search took. What the bound
    assumes is said in ``proof`` and in `docs/least-cost.md`.
    ``cost`` is that of the planned shifts, and of people of the planned groups whom events call in; groups with a staffing of
    their own are not in it. ``required``: by planned group
    and interval, the fewest people on the floor, the others as planned, with which the targets that the interval belongs to
    are still met, NaN where no target is about it. ``exact_verdicts``: the targets judged without simulation, if they could be;
    ``corrected_verdicts``: judged by computed values to which simulation adds what late breaks change (``late_breaks.py``).
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
    corrected_verdicts: tuple[Verdict, ...] | None = None
    by_formula: ByFormula | None = None
    curves: Mapping[CurveKey, Curve] | None = None  # what the search drew, for whoever asks more about the plan
    proved_bound: float | None = None  # where ``bound`` is learned from simulation: what holds without that

    @property
    def learned(self) -> bool:
        """Whether the bound was learned from simulation, and holds only as far as ``proof`` says."""
        return self.proved_bound is not None and self.bound > self.proved_bound

    @property
    def gap(self) -> float:
        """(cost - bound) / cost: by how much a cheaper plan could undercut this one at most."""
        return max((self.cost - self.bound) / self.cost, 0.0) if self.cost > 0 else 0.0

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every target's verdict: exact where that is possible, else on the fresh days."""
        if self.exact_verdicts is not None:
            return self.exact_verdicts
        return self.results.verdicts if self.corrected_verdicts is None else self.corrected_verdicts

    @property
    def exact(self) -> bool:
        """Whether the verdicts were computed and not simulated."""
        return self.exact_verdicts is not None

    @property
    def met(self) -> bool:
        """Whether every target is met."""
        return all(verdict.met for verdict in self.verdicts)

    @property
    def called_in(self) -> tuple[Called, ...]:
        """Who is called in of the people on call, a row for each time; their cost is in ``cost``."""
        return self.staffing.called

    @property
    def after_the_end(self) -> float:
        """What of the cost is paid for hours past the end of a calendar that is not cyclic."""
        pay = Pay.of(self.scenario)
        return float(sum(choice.agents * pay.after_the_end(choice.kind) for choice in self.shifts))

    @property
    def most_at_once(self) -> float:
        """Most scheduled people of the planned groups in any interval, on its time average."""
        by_group = [self.staffing.mean_scheduled(group) for group in self.required]
        return float(np.sum(by_group, axis=0).max())

    @property
    def paid_hours(self) -> float:
        """Paid hours of all shifts."""
        return sum(choice.agents * choice.kind.paid_hours for choice in self.shifts)

    @property
    def fte(self) -> float:
        """Full-time equivalents: at 8 paid hours on each day of the calendar, from calendars of a week on at 40 a week."""
        return self.paid_hours / self.full_time

    @property
    def full_time(self) -> float:
        """Paid hours of one full-time equivalent over the calendar."""
        days = self.scenario.calendar.days
        return days * (FULL_DAY if days < 7 else FULL_WEEK / 7)


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
    """Left off before a plan was known to meet the targets, or at the time limit. ``best``: the best plan so far, or the nearest.

    It meets the targets only if ``best.met`` says so. ``tests``: so many plans were tested and failed, and then the search was over; 0 if it
    was the clock that stopped it.
    """

    best: Plan | None
    bound: float
    tests: int = 0


@dataclass(frozen=True)
class Missed:
    """A plan by formula that kept its targets on paper and missed some of them on its test days."""

    plan: Plan


Outcome = Met | Infeasible | OutOfTime | Missed


def choices(roster: Roster, shifts: Shifts) -> tuple[ShiftChoice, ...]:
    """Shifts that somebody works, group by group, else in their order; people on call are no shift (``Plan.called_in``)."""
    in_order = sorted(on_shifts(shifts).items(), key=lambda item: roster.planned.index(item[0].group))
    return tuple(ShiftChoice(kind, people, people * kind.cost) for kind, people in in_order if people > 0)


def staffing_of(scenario: Scenario, roster: Roster, shifts: Shifts) -> Staffing:
    """Turn people by kind into a staffing; what a shift costs falls on the hours for which it is paid (``paid.py``).

    Those on a break are still on shift: the floor lets a break that begins late last as long as any other.
    """
    chosen = [(kind, count) for kind, count in shifts.items() if count > 0]
    calendar, pay = scenario.calendar, Pay.of(scenario)
    all_steps, cost, present = {}, {}, {}
    for group in scenario.agent_groups:
        if group in roster.planned:
            own = [(kind, count) for kind, count in chosen if kind.group == group]
            all_steps[group] = steps(own, roster.slot, calendar.horizon, cyclic=calendar.cyclic)
            if any(kind.breaks for kind, _ in own):
                on_shift = [(replace(kind, breaks=()), count) for kind, count in own]
                present[group] = steps(on_shift, roster.slot, calendar.horizon, cyclic=calendar.cyclic)
            paid = [] if counts_hours(scenario) else own
            cost[group] = sum((count * pay.by_interval(kind) for kind, count in paid), np.zeros(calendar.intervals))
        else:
            assert roster.others is not None
            all_steps[group], cost[group] = roster.others.steps[group], roster.others.cost[group]
    of_call = called(scenario, shifts)
    return Staffing(all_steps, roster.shrinkage, cost, calendar.interval, calendar.horizon, present, called=of_call)


def notes(scenario: Scenario, roster: Roster) -> tuple[str, ...]:
    """Say what the reader of a plan should know about what was and was not planned."""
    ignored = [name for name in roster.planned if scenario.agent_groups[name].staffing is not None]
    kept = [name for name in scenario.agent_groups if name not in roster.planned]
    said = []
    if ignored:
        one = len(ignored) == 1
        why = f"shifts name {'the group' if one else 'these groups'}" if scenario.shifts else ""
        why = why or "there are no shifts, and every group has staffing"
        they = "it is" if one else "they are"
        said.append(f"Staffing of {', '.join(ignored)} is ignored: {why}, so {they} planned.")
    if kept:
        said.append(f"Staffing of {', '.join(kept)} stays as it is, and its cost is not in the plan's cost.")
    called = {name: cost for name in roster.planned if (cost := cost_of_reinforcements(scenario, name)) > 0}
    if called:
        paid = f"{sum(called.values()):,.2f} {scenario.currency}".strip()
        said.append(
            f"The cost includes {paid} for people of {', '.join(called)} whom events call in, whatever the shifts."
        )
    if scenario.overtime and scenario.closing == "serve_out":
        said.append("Overtime at a closing is paid besides; the plan's cost is that of its shifts.")
    said += [*_not_planned(scenario), *remarks(scenario, roster)]
    return tuple(said)


def _not_planned(scenario: Scenario) -> list[str]:
    """Deferred work that no target of the calendar is about."""
    due = {batch.queue for one in dated(scenario, visits(scenario)) for batch in one.batches}
    left = [queue for queue in scenario.queues if scenario.deferred(queue) and queue not in due]
    if not left:
        return []
    return [
        f"No target asks for deferred work of {', '.join(left)} that is due before the calendar's end: it gets what time is left."
    ]
