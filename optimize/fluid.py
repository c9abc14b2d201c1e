"""The fluid part of the master: agents' time shared out to those who wait in person and to the work that is due (``deferred.py``)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import pulp

from optimize.deferred import Dated, time_of, work_to_do
from optimize.program import Expression

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs
    from optimize.model import Model
    from optimize.program import ShiftProgram


class Fluid:
    """Adds to a program that all work of the given targets can be done on time."""

    def __init__(
        self,
        program: ShiftProgram,
        model: Model,
        beliefs: Beliefs,
        asked: Collection[Dated],
        on_floor: Callable[[str, int], Expression],
    ) -> None:
        """Share out everybody's time; ``on_floor`` gives the agents of a group in an interval."""
        self.program, self.model, self.beliefs, self.asked = program, model, beliefs, tuple(asked)
        self.due = {batch.queue for one in self.asked for batch in one.batches}
        self.done: dict[tuple[str, str, int], pulp.LpVariable] = {}
        self.so_far: dict[tuple[str, int], pulp.LpVariable] = {}
        self.left_out: list[pulp.LpVariable] = []
        self.times = {queue: time_of(model.scenario, queue) for queue in model.scenario.queues}
        for interval in range(model.roster.intervals):
            self._share_out(interval, on_floor)
        # Dear, for what those who wait in person were seen to get can be had.
        dearest = max(kind.cost for kind in model.roster.kinds) + 1.0
        program.charge(Expression((left_out, dearest) for left_out in self.left_out))
        for queue in sorted(self.due):
            self._not_before_it_comes(queue)

    def _queues(self, group: str) -> list[str]:
        return [q for q in self.model.scenario.agent_groups[group].skills if q in self.due or q in self.model.served]

    def _share_out(self, interval: int, on_floor: Callable[[str, int], Expression]) -> None:
        """No group does more in an interval than it has time for, and those who wait in person come first."""
        for group in self.model.scenario.agent_groups:
            parts = []
            for queue in self._queues(group):
                done = self.done[group, queue, interval] = self.program.variable(f"done_{group}_{queue}_{interval}")
                parts.append((done, -self.times[queue][group]))
            if parts:
                self.program.demand(f"time_{group}_{interval}", on_floor(group, interval) + Expression(parts), 0.0)
        for queue, contacts in self.model.served.items():
            if contacts[interval] > 0 and any(queue in self._queues(group) for group in self.times[queue]):
                name = f"served_{queue}_{interval}"
                left_out = self.program.variable(f"left_out_{name}")
                self.left_out.append(left_out)
                total = self._total(queue, interval) + Expression([(left_out, 1)])
                self.program.demand(name, total, float(contacts[interval]))

    def _total(self, queue: str, interval: int) -> Expression:
        return Expression((self.done[group, queue, interval], 1) for group in self.times[queue])

    def _not_before_it_comes(self, queue: str) -> None:
        burden = max(self.beliefs.burden(one) for one in self.asked if any(b.queue == queue for b in one.batches))
        before = Expression()
        for interval, come in enumerate(work_to_do(self.model.scenario, self.model.expected, queue)):
            # A variable for all that is done by then: rows over all intervals before would be long.
            by_then = self.program.variable(f"so_far_{queue}_{interval}", most=float(come) * max(burden, 1.0))
            self.so_far[queue, interval] = by_then
            total = before + self._total(queue, interval)
            self.program.equal(f"done_by_{queue}_{interval}", [*total.items(), (by_then, -1.0)], 0.0)
            before = Expression([(by_then, 1)])

    def ask(self, one: Dated, missing: Expression) -> None:
        """Ask that of all that came up to each batch the share that the target asks for is done when the batch is due."""
        for batch in one.batches:
            share = one.target.asked * self.beliefs.burden(one)
            come = float(work_to_do(self.model.scenario, self.model.expected, batch.queue)[batch.interval])
            done = Expression([(self.so_far[batch.queue, batch.until], 1)])
            name = f"target_{one.place}_{one.first}_{batch.queue}_{batch.interval}"
            self.program.demand(name, done + missing, share * come)
