"""The master: shifts that meet every demand as far as formula and measurements know.

What a queue gains from its agents is its curve (``curves.py``), moved by what simulation has taught (``beliefs.py``). Before
anything has been simulated the agents on the floor are shared out: so many of a group serve this queue, so many that one.
Later every agent counts for each queue by its slope (``slopes.py``). A demand that
one queue in one interval decides alone is a floor under its agents. An hour or a day is a sum, and the program itself finds
where answering is cheapest. Deferred work needs time before it is due (``fluid.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Container
from typing import TYPE_CHECKING

import numpy as np
import pulp

from optimize.deferred import Dated
from optimize.demands import Cell, Demand, Occupied, coarse
from optimize.fluid import Fluid
from optimize.model import Duty, Model
from optimize.program import Expression, ShiftProgram, Solved
from optimize.shifts import FloatArray

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs
    from sim.staffing import Staffing

MANY_KINDS = 60
MISSING_AGENT, MISSING_CONTACT = 100.0, 20.0  # price of missing a demand, in the dearest shift's cost


def _coarse(model: Model) -> frozenset[tuple[str, int]]:
    """Where rounding is left to the measurement: everywhere if there are many kinds of shifts, or the solver takes for ever."""
    if len(model.roster.kinds) > MANY_KINDS and not model.roster.at_once:
        return frozenset((group, at) for group in model.roster.planned for at in range(model.roster.intervals))
    return coarse(model.scenario, model.loads)


def left_out(model: Model) -> frozenset[tuple[str, int]]:
    """(group, interval) whose people are rounded on the floor and not in the program."""
    return frozenset((group, at) for group, at in _coarse(model) if model.roster.shrinkage[group] > 0)


class Master:
    """The program of one round."""

    def __init__(
        self,
        model: Model,
        beliefs: Beliefs,
        *,
        only: Collection[Demand | Dated] | None = None,
        limited: Collection[str] | None = None,
        whole: bool = True,
        elastic: bool = False,
        coarse: Container[tuple[str, int]] | None = None,
        benefit: float = 0.0,
    ) -> None:
        """Write the program down, with ``only`` some demands and headcounts of the groups ``limited``, or all of either.

        ``whole=False`` allows parts of people; ``elastic`` lets every demand be missed, at a price far above any wage;
        ``coarse``: (group, interval) whose agents on the floor are not rounded, else those where it matters least; they have
        the ``benefit`` of so many agents.
        """
        self.model = model
        self.beliefs = beliefs
        self.elastic = elastic
        self.program = ShiftProgram(
            model.roster,
            limited=limited,
            whole=whole,
            coarse=_coarse(model) if coarse is None else coarse,
            benefit=benefit,
        )
        self._dearest = max(kind.cost for kind in model.roster.kinds) + 1.0
        self.serve: dict[tuple[str, str, int], pulp.LpVariable] = {}
        if not beliefs.slopes:
            self._share_out()
        asked = (*model.demands, *model.dated) if only is None else only
        self._ask_in_time([one for one in asked if isinstance(one, Dated)])
        self.gains = {demand: self._gain(demand) for demand in asked if isinstance(demand, Demand)}
        for demand, (gain, needed) in self.gains.items():
            name = f"target_{demand.place}_{demand.first}"
            self.program.demand(
                name, gain + self._missing(name, MISSING_AGENT if demand.single else MISSING_CONTACT), needed
            )
        for occupied in model.occupied:
            self._ask_rest(occupied)

    def _ask_in_time(self, asked: Collection[Dated]) -> None:
        """Ask for time for the deferred work that is due."""
        if not asked:
            return
        fluid = Fluid(self.program, self.model, self.beliefs, asked, self.on_floor)
        for one in asked:
            fluid.ask(one, self._missing(f"target_{one.place}_{one.first}", MISSING_CONTACT))

    def on_floor(self, group: str, interval: int) -> Expression:
        """Agents of any group, planned or not, who can take contacts."""
        roster, attendance = self.model.roster, self.model.attendance
        if group not in roster.planned:
            assert roster.others is not None
            people = float(roster.others.mean_on_floor(group)[interval])
            return Expression(constant=attendance.working_at(group, interval, people))
        called_in, share = attendance.called_in[group][interval], attendance.share[group][interval]
        return (self.program.on_floor(group, interval) + float(called_in)) * float(share)

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
            slope = self.beliefs.slope(place, queue, group, interval)
            if slope > 0:
                total += self.on_floor(group, interval) * slope
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
        self.program.charge(price * self._dearest * missing)
        return Expression([(missing, 1)])

    def _gain(self, demand: Demand) -> tuple[Expression, float]:
        """What the plan gives to a demand, and how much of it is needed: agents of one cell, or the score of several."""
        if demand.single:
            cell = demand.cells[0]
            needed = self.beliefs.agents_needed(self.model, demand)
            # More than anybody has stands for infinitely many: no plan reaches it, and the program is to say so.
            return self.effective(demand.place, cell.queue, cell.interval), max(min(needed, 1e5), 0.0)
        total, needed = Expression(), self.beliefs.total_needed(demand)
        for cell in demand.cells:
            found, already = self._gained(demand, cell)
            total += found * cell.weight
            needed -= already * cell.weight
        return total, needed

    def _gained(self, demand: Demand, cell: Cell) -> tuple[Expression, float]:
        """Score of a cell above that of the first point of its curve, and that score.

        Agents are taken piece by piece along the curve, each piece being worth less than the one before. A row for every piece of
        the curve says the same, but takes the solver three times as long.
        """
        curve = self.model.curves[demand.place, cell.queue, cell.interval].concave
        name = f"{demand.place}_{demand.first}_{cell.queue}_{cell.interval}"
        lengths = np.diff(curve.agents).tolist()
        pieces = [
            pulp.LpVariable(f"gain_{name}_{number}", lowBound=0 if number else None, upBound=length)
            for number, length in enumerate(lengths)
        ]
        at = self.effective(demand.place, cell.queue, cell.interval)
        begin = float(curve.agents[0]) - self.beliefs.offset(demand.place, cell)
        self.program.demand(f"gained_{name}", at - Expression((piece, 1.0) for piece in pieces), begin)
        slopes = (np.diff(curve.score) / np.diff(curve.agents)).tolist()
        return Expression(zip(pieces, slopes, strict=True)), float(curve.score[0])

    def _ask_rest(self, occupied: Occupied) -> None:
        group = occupied.target.of_what
        within = range(occupied.first, occupied.last + 1)
        agents = Expression()
        for interval in within:
            agents += self.on_floor(group, interval)
        self.program.demand(f"target_{occupied.place}_{occupied.first}", agents, self.beliefs.rest_needed(occupied))

    def duty(self, solved: Solved, staffing: Staffing) -> Duty:
        """Agents who can really take contacts; shared out over queues as solved, idle ones by the load of the queues."""
        working = self.model.attendance.working
        present = {group: working(group, staffing.mean_on_floor(group)) for group in self.model.scenario.agent_groups}
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
