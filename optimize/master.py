"""The master: shifts that meet every demand as far as formula and measurements know.

What a queue gains from its agents is its curve (``curves.py``), moved by what simulation has taught (``beliefs.py``). Before
anything has been simulated the agents on the floor are shared out: so many of a group serve this queue, so many that one.
Later every agent counts for each queue by its slope (``slopes.py``). A demand that
one queue in one interval decides alone is a floor under its agents. An hour or a day is a sum, and the program itself finds
where answering is cheapest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pulp

from optimize.curves import Curve, Load, curve
from optimize.demands import Demand, Flows, Occupied, coarse, demands, fastest, handling, loads, occupancies
from optimize.program import Expression, Roster, ShiftProgram, Solved
from optimize.shifts import FloatArray

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs
    from scenarios.schema import Scenario, Target
    from sim.staffing import Staffing

MANY_KINDS = 60
MISSING_AGENT, MISSING_CONTACT = 100.0, 20.0  # price of missing a demand, in the dearest shift's cost
CurveKey = tuple[int, str, int]  # target, queue, interval


@dataclass(frozen=True)
class Duty:
    """Who is on the floor: agents by group, and how many of them are thought of as serving (group, queue, interval)."""

    present: Mapping[str, FloatArray]
    serving: Mapping[tuple[str, str, int], float]


@dataclass(frozen=True)
class Model:
    """A scenario as the master sees it: the roster, the demands, the loads and the curves."""

    scenario: Scenario
    roster: Roster
    demands: tuple[Demand, ...]
    occupied: tuple[Occupied, ...]
    loads: Mapping[str, tuple[Load, ...]]
    curves: Mapping[CurveKey, Curve]

    @classmethod
    def of(
        cls, scenario: Scenario, roster: Roster, expected: Flows, known: Mapping[CurveKey, Curve] | None = None
    ) -> Model:
        """Draw every curve that a demand needs and that is not ``known``; equal loads share one."""
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
        return cls(scenario, roster, asked, occupancies(scenario), offered, curves)

    def worth(self, target: Target, group: str, queue: str) -> float:
        """What one agent of the group is worth to a queue's target, in agents of the fastest group; 0 without the skill."""
        skill = self.scenario.agent_groups[group].skills.get(queue)
        if skill is None:
            return 0.0
        if target.measure == "answer_rate" and skill.after >= (target.within or 0.0) and skill.after > 0:
            return 0.0  # whoever may only take contacts that are late already answers none in time
        return fastest(self.scenario, queue) / handling(self.scenario, group, queue)

    def queues(self, group: str) -> list[str]:
        """Queues that the group serves and that a target is about."""
        asked = {cell.queue for demand in self.demands for cell in demand.cells}
        return [queue for queue in self.scenario.agent_groups[group].skills if queue in asked]

    def effective(
        self, place: int, queue: str, interval: int, duty: Duty, slopes: Mapping[tuple[int, str, str], float]
    ) -> float:
        """Agents at a queue as a target sees them: by slope, or before there are slopes as they are shared out."""
        if slopes:
            return float(
                sum(slopes[place, queue, group] * duty.present[group][interval] for group in self.roster.planned)
            )
        target = self.scenario.targets[place]
        return sum(
            self.worth(target, group, queue) * duty.serving.get((group, queue, interval), 0.0)
            for group in self.scenario.agent_groups
        )


def _coarse(model: Model) -> frozenset[tuple[str, int]]:
    """Where rounding is left to the measurement: everywhere if there are many kinds of shifts, or the solver takes for ever."""
    if len(model.roster.kinds) > MANY_KINDS:
        return frozenset((group, at) for group in model.roster.planned for at in range(model.roster.intervals))
    return coarse(model.scenario, model.loads)


class Master:
    """The program of one round."""

    def __init__(
        self,
        model: Model,
        beliefs: Beliefs,
        *,
        only: Collection[Demand] | None = None,
        limited: Collection[str] | None = None,
        whole: bool = True,
        elastic: bool = False,
    ) -> None:
        """Write the program down, with ``only`` some demands and headcounts of the groups ``limited``, or all of either.

        ``whole=False`` allows parts of people; ``elastic`` lets every demand be missed, at a price far above any wage.
        """
        self.model = model
        self.beliefs = beliefs
        self.elastic = elastic
        self.program = ShiftProgram(model.roster, limited=limited, whole=whole, coarse=_coarse(model))
        self._dearest = max(kind.cost for kind in model.roster.kinds) + 1.0
        self.serve: dict[tuple[str, str, int], pulp.LpVariable] = {}
        if not beliefs.slopes:
            self._share_out()
        self.gains = {demand: self._gain(demand) for demand in (model.demands if only is None else only)}
        for demand, (gain, needed) in self.gains.items():
            name = f"target_{demand.place}_{demand.first}"
            self.program.demand(
                name, gain + self._missing(name, MISSING_AGENT if demand.single else MISSING_CONTACT), needed
            )
        for occupied in model.occupied:
            self._ask_rest(occupied)

    def on_floor(self, group: str, interval: int) -> Expression:
        """Agents of any group, planned or not."""
        roster = self.model.roster
        if group in roster.planned:
            return self.program.on_floor(group, interval)
        assert roster.others is not None
        return Expression(constant=float(roster.others.mean_on_floor(group)[interval]))

    def _share_out(self) -> None:
        cells = {(cell.queue, cell.interval) for demand in self.model.demands for cell in demand.cells}
        for group in self.model.scenario.agent_groups:
            queues = self.model.queues(group)
            for interval in range(self.model.roster.intervals):
                parts = []
                for queue in queues:
                    if (queue, interval) in cells:
                        part = self.program.variable(f"serve_{group}_{queue}_{interval}")
                        self.serve[group, queue, interval] = part
                        parts.append((part, -1))
                if parts:
                    self.program.demand(
                        f"shared_{group}_{interval}", self.on_floor(group, interval) + Expression(parts), 0.0
                    )

    def effective(self, place: int, queue: str, interval: int) -> Expression:
        """Agents at a queue as one target sees them."""
        slopes, total = self.beliefs.slopes, Expression()
        for group in self.model.roster.planned if slopes else ():
            if slopes[place, queue, group] > 0:
                total += self.program.on_floor(group, interval) * slopes[place, queue, group]
        target = self.model.scenario.targets[place]
        shared = [
            (self.serve[group, queue, interval], self.model.worth(target, group, queue))
            for group in self.model.scenario.agent_groups
            if (group, queue, interval) in self.serve
        ]
        return total + Expression((part, worth) for part, worth in shared if worth > 0)

    def _missing(self, name: str, price: float) -> Expression:
        if not self.elastic:
            return Expression()
        missing = self.program.variable(f"missing_{name}")
        self.program.problem.setObjective(self.program.problem.objective + price * self._dearest * missing)
        return Expression([(missing, 1)])

    def _gain(self, demand: Demand) -> tuple[Expression, float]:
        """What the plan gives to a demand, and how much of it is needed: agents of one cell, or the score of several."""
        if demand.single:
            cell = demand.cells[0]
            needed = self.beliefs.agents_needed(self.model, demand)
            # More than anybody has stands for infinitely many: no plan reaches it, and the program is to say so.
            return self.effective(demand.place, cell.queue, cell.interval), max(min(needed, 1e5), 0.0)
        total = []
        for cell in demand.cells:
            score = pulp.LpVariable(f"score_{demand.place}_{demand.first}_{cell.queue}_{cell.interval}", lowBound=None)
            at = self.effective(demand.place, cell.queue, cell.interval)
            offset = self.beliefs.offset(demand.place, cell)
            lines = self.model.curves[demand.place, cell.queue, cell.interval].concave.lines
            for number, (slope, intercept) in enumerate(lines):
                line = Expression([(score, -1)]) + at * slope
                self.program.demand(f"{score.name}_line_{number}", line, -(intercept + slope * offset))
            total.append((score, cell.weight))
        return Expression(total), self.beliefs.total_needed(demand)

    def _ask_rest(self, occupied: Occupied) -> None:
        group = occupied.target.of_what
        within = range(occupied.first, occupied.last + 1)
        agents = Expression()
        for interval in within:
            agents += self.on_floor(group, interval)
        self.program.demand(f"target_{occupied.place}_{occupied.first}", agents, self.beliefs.rest_needed(occupied))

    def duty(self, solved: Solved, staffing: Staffing) -> Duty:
        """Agents really on the floor; shared out over queues as solved, idle ones by the load of the queues."""
        present = {group: staffing.mean_on_floor(group) for group in self.model.scenario.agent_groups}
        found: dict[tuple[str, str, int], float] = {}
        for group in self.model.scenario.agent_groups if self.serve else ():
            for interval in range(self.model.roster.intervals):
                keys = [key for queue in self.model.queues(group) if (key := (group, queue, interval)) in self.serve]
                if keys:
                    parts = np.array([solved.values.get(self.serve[key].name, 0.0) for key in keys])
                    shared = self._all_used(keys, parts, float(present[group][interval]))
                    found.update(zip(keys, shared, strict=True))
        return Duty(present, found)

    def _all_used(self, keys: list[tuple[str, str, int]], parts: FloatArray, present: float) -> list[float]:
        idle = present - parts.sum()
        if idle < 0:
            return [float(part) for part in parts * present / parts.sum()]
        load = np.array([self.model.loads[queue][interval].agents for _, queue, interval in keys]) + 1e-9
        return [float(part) for part in parts + idle * load / load.sum()]
