"""The model: a centre as the planner sees it.

It holds what follows from the scenario alone: which kinds of shifts there are, what the targets demand of which queue in
which interval, and by formula what each queue gains from its agents. What simulation teaches beyond that stands in
``beliefs.py``; the program that is solved, in ``master.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimize.attendance import Attendance
from optimize.beliefs import SlopeKey, slope_of
from optimize.curves import Curve, Load, curve
from optimize.deferred import Dated, dated, served
from optimize.demands import Demand, Occupied, demands, loads, occupancies
from optimize.handling import fastest, handling
from optimize.program import Roster
from optimize.shifts import FloatArray
from optimize.visits import Flows

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Target
    from sim.experiment import Results

CurveKey = tuple[int, str, int]  # target, queue, interval


@dataclass(frozen=True)
class Duty:
    """Who can take contacts: agents by group, and how many of them are thought of as serving (group, queue, interval)."""

    present: Mapping[str, FloatArray]
    serving: Mapping[tuple[str, str, int], float]


@dataclass(frozen=True)
class Model:
    """A scenario as the master sees it: the roster, the demands, the loads and the curves.

    ``dated``: demands that work be done on time; ``expected``: visits; ``served``: contacts who wait in person and get an agent.
    """

    scenario: Scenario
    roster: Roster
    demands: tuple[Demand, ...]
    occupied: tuple[Occupied, ...]
    dated: tuple[Dated, ...]
    expected: Flows
    served: Mapping[str, FloatArray]
    loads: Mapping[str, tuple[Load, ...]]
    curves: Mapping[CurveKey, Curve]
    attendance: Attendance

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        roster: Roster,
        expected: Flows,
        known: Mapping[CurveKey, Curve] | None = None,
        results: Results | None = None,
    ) -> Model:
        """Draw every curve that a demand needs and that is not ``known``; equal loads share one. ``results``: what was seen last."""
        asked, offered = demands(scenario, expected), loads(scenario, expected)
        drawn: dict[tuple[int, Load], Curve] = {}
        curves = dict(known or {})
        for demand in asked:
            for cell in demand.cells:
                if (demand.place, cell.queue, cell.interval) in curves:
                    continue
                load = offered[cell.queue][cell.interval]
                if (demand.place, load) not in drawn:
                    drawn[demand.place, load] = curve(demand.target, load)
                curves[demand.place, cell.queue, cell.interval] = drawn[demand.place, load]
        return cls(
            scenario=scenario,
            roster=roster,
            demands=asked,
            occupied=occupancies(scenario),
            dated=dated(scenario, expected),
            expected=expected,
            served=served(scenario, expected, results),
            loads=offered,
            curves=curves,
            attendance=Attendance.of(scenario),
        )

    def worth(self, target: Target, group: str, queue: str) -> float:
        """What one agent of the group is worth to a queue's target, in agents of the fastest group; 0 without the skill."""
        skill = self.scenario.agent_groups[group].skills.get(queue)
        if skill is None:
            return 0.0
        if target.measure == "answer_rate" and skill.after > (target.within or 0.0):
            return 0.0  # who may only take contacts that are late already answers none in time; on the dot is in time
        return fastest(self.scenario, queue) / handling(self.scenario, group, queue)

    def queues(self, group: str) -> list[str]:
        """Queues that the group serves and that a target is about."""
        asked = {cell.queue for demand in self.demands for cell in demand.cells}
        return [queue for queue in self.scenario.agent_groups[group].skills if queue in asked]

    def effective(self, place: int, queue: str, interval: int, duty: Duty, slopes: Mapping[SlopeKey, float]) -> float:
        """Agents at a queue as a target sees them: by slope, or before there are slopes as they are shared out."""
        if slopes:
            return float(
                sum(
                    slope_of(slopes, place, queue, group, interval) * duty.present[group][interval]
                    for group in self.roster.planned
                )
            )
        target = self.scenario.targets[place]
        return sum(
            self.worth(target, group, queue) * duty.serving.get((group, queue, interval), 0.0)
            for group in self.scenario.agent_groups
        )
