"""Rule: agents by the square-root rule, as few as the targets allow; quick enough to be asked hundreds of times.

A search for shifts is worth its time for ten designs, not for fifty, and its luck would hide what a few seconds of a delay are
worth. So numbers (``work.py``) and points of the map are compared by agents counted interval by interval: load + beta x square root of the load, which
is how the need of a group grows with its size (Halfin and Whitt 1981; Borst, Mandelbaum and Reiman 2004). A group has one beta,
and it is not taken from a formula: it is the least with which the targets are met over the simulated days as a whole.

People of a shared pool have one beta. A lane and its pool have one each: where neither helps the other, each is the least for its own class;
where one helps, the lane's is that at which both together, and lost customers, cost least. All betas are of one grid, so that the least of a design is the
same wherever its search begins: designs are compared, and some begin with what is known of their neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.handling import handling
from optimize.lanes.measuring import Measured, is_about
from optimize.lanes.source import awaited
from optimize.search.days import Days
from optimize.visits import visits
from sim.definitions import Sample
from sim.staffing import Staffing
from sim.targets import AT_MOST, evidence

if TYPE_CHECKING:
    from optimize.lanes.classes import Classes
    from optimize.lanes.designs import Design
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario, Target
    from sim.experiment import Results

Betas = Callable[[float], tuple[float, float]]  # from the beta that is searched to those of lane and pool
APART = 5857  # between the seed of a study and that of these days
FEWEST, MOST = 4, 40  # days
LEAST, HIGHEST = -2.4, 6.0  # beta
NEAR = 0.05  # between one beta of the grid and the next
STRIDE = 2  # of the grid: the first step away from the beta of a neighbour, each step twice the one before
STEP, FINE = 0.8, 0.4  # of the lane's beta where it is searched
MONEY = 1.0  # an hour, where nobody has a wage


def days_of(scenario: Scenario, seed: int, engine: str | None, contacts: float) -> Days:
    """Days with so many contacts in all."""
    coming = max(sum(awaited(scenario, name) for name in scenario.contact_types), 1.0)
    return Days(scenario, seed + APART, int(np.clip(round(contacts / coming), FEWEST, MOST)), 1, engine)


@dataclass(frozen=True)
class Ruled:
    """Agents by the rule: the beta of the lane and of the pool (of all, where they are shared), the cost and what came of it.

    ``met``: whether the targets are met; they cannot be by any number of agents if not.
    """

    lane: float
    pool: float
    cost: float
    results: Results
    met: bool
    loss: float = 0.0  # what lost customers of the classes cost

    @property
    def whole(self) -> float:
        """What agents and lost customers cost; without end where the targets cannot be met."""
        return self.cost + self.loss if self.met else np.inf

    @property
    def agents(self) -> dict[str, list[float]]:
        """Agents on the floor by group and interval."""
        staffing = self.results.staffing
        return {name: list(staffing.mean_on_floor(name).tolist()) for name in staffing.groups}


@dataclass(frozen=True)
class _Run:
    """Agents with some betas: what they cost, and whether all targets are met with them, and those of the VIPs."""

    cost: float
    all_met: bool
    vip_met: bool

    def for_all(self) -> bool:
        """Whether all have what they are promised."""
        return self.all_met

    def for_vip(self) -> bool:
        """Whether the VIPs have."""
        return self.vip_met


class Rule:
    """The rule for one design."""

    def __init__(self, scenario: Scenario, design: Design, classes: Classes, days: Days) -> None:
        """Work the loads out."""
        self.scenario, self.classes, self.days = scenario, classes, days
        self.load = loads(scenario, design)
        busy = [name for name, own in self.load.items() if own.sum() > 0]
        self.lane, self.pool = (tuple(name for name in part if name in busy) for part in (design.lane, design.pool))
        told = [target for target in scenario.targets if target.scope != "agent_group" and target.measure != "on_time"]
        self.asked, self.about_vip = told, [is_about(one.scope, one.of_what, classes.vip) for one in told]
        queues = [
            {queue for name in part for queue in scenario.agent_groups[name].skills} for part in (self.lane, self.pool)
        ]
        self.parted = not queues[0] & queues[1]
        self._known: dict[tuple[float, float], _Run] = {}
        self._ruled: dict[tuple[float, float], Ruled] = {}
        self._fresh: dict[tuple[float, float], Results] = {}

    def least(self, near: Ruled | None = None) -> Ruled:
        """The least agents; ``near``: those of a design that is much the same."""
        near = near if near is not None and near.met else None
        if not self.lane or not self.pool:
            return self._pool_for(0.0, None if near is None else near.pool)
        if self.parted:
            beta = self._least_beta(lambda one: (one, HIGHEST), _Run.for_vip, None if near is None else near.lane)
            return self._pool_for(beta, None if near is None else near.pool)
        return self._both(near)

    def _both(self, near: Ruled | None) -> Ruled:
        """Walk along the lane's beta to where both cost least, first with large steps and then with small ones."""
        known: dict[float, Ruled] = {}

        def at(beta: float) -> Ruled:
            beta = _beta(round(float(np.clip(beta, LEAST, HIGHEST)) / NEAR))
            if beta not in known:
                best = min((one for one in known.values() if one.met), key=lambda one: one.whole, default=near)
                known[beta] = self._pool_for(beta, None if best is None else best.pool)
            return known[beta]

        middle = 0.0 if near is None else near.lane
        while not at(middle).met and middle < HIGHEST:  # too small a lane, where nobody helps it
            middle += STEP
        for step in (STEP, FINE) if near is None else (FINE,):
            while True:
                beside = min((middle - step, middle + step), key=lambda beta: at(beta).whole)
                if at(beside).whole >= at(middle).whole:
                    break
                middle = beside
        return min(known.values(), key=lambda one: one.whole)

    def _pool_for(self, lane: float, near: float | None) -> Ruled:
        """The least pool with a given lane."""
        pool = self._least_beta(lambda one: (lane, one), _Run.for_all, near)
        if (lane, pool) not in self._ruled:
            run = self._at(lane, pool)
            results = self._fresh.get((lane, pool)) or self._simulated(lane, pool)[1]
            loss = Measured(results, self.classes, {}).cost_of_loss().mean or 0.0
            self._ruled[lane, pool] = Ruled(lane, pool, run.cost, results, run.all_met, loss)
        self._fresh.clear()  # what was seen on the way would fill the memory
        return self._ruled[lane, pool]

    def _least_beta(self, betas: Betas, enough: Callable[[_Run], bool], near: float | None) -> float:
        """The least beta of the grid that is enough, the highest if none is; near a known one the search begins there."""
        first, last = round(LEAST / NEAR), round(HIGHEST / NEAR)

        def met(place: int) -> bool:
            return enough(self._at(*betas(_beta(place))))

        low, high = first - 1, last  # not enough, as far as is known, and enough
        if near is not None:
            here, step = min(max(round(near / NEAR), first), last), STRIDE
            if met(here):
                high = here
                while high - step > low and met(high - step):
                    high, step = high - step, 2 * step
                low = max(high - step, low)
            else:
                low = here
                while low + step < last and not met(low + step):
                    low, step = low + step, 2 * step
                high = min(low + step, last)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if met(middle) else (middle, high)
        return _beta(high)

    def _at(self, lane: float, pool: float) -> _Run:
        """What agents with these betas cost, and whether they are enough."""
        if (lane, pool) not in self._known:
            cost, results = self._simulated(lane, pool)
            sample = Sample(results.scenario, results.tallies, results.known)
            kept = [_keeps(sample, target) for target in self.asked]
            of_vip = [one for one, about in zip(kept, self.about_vip, strict=True) if about]
            self._known[lane, pool] = _Run(cost, all(kept), all(of_vip))
            self._fresh[lane, pool] = results
        return self._known[lane, pool]

    def _simulated(self, lane: float, pool: float) -> tuple[float, Results]:
        betas = {**dict.fromkeys(self.lane, lane if self.pool else pool), **dict.fromkeys(self.pool, pool)}
        people = {name: people_of(self.scenario, name, self.load[name], beta) for name, beta in betas.items()}
        fixed = {name: group.staffing or () for name, group in self.scenario.agent_groups.items() if name not in betas}
        order = {**fixed, **people}
        staffing = Staffing.by_interval(
            self.scenario,
            {name: order[name] or [0.0] * self.scenario.calendar.intervals for name in self.scenario.agent_groups},
        )
        hours = self.scenario.calendar.interval / 3600
        cost = sum(sum(own) * hours * (self.scenario.agent_groups[name].cost or MONEY) for name, own in people.items())
        return cost, self.days.run([staffing])[0]


def _beta(place: int) -> float:
    """A beta of the grid."""
    return round(place * NEAR, 3)


def _keeps(sample: Sample, target: Target) -> bool:
    """Whether a target is met over all days and periods together."""
    mean = float(evidence(sample, target, "horizon").estimate.mean[0])
    if np.isnan(mean):
        return True
    return mean <= target.asked if target.measure in AT_MOST else mean >= target.asked


def loads(scenario: Scenario, design: Design) -> dict[str, FloatArray]:
    """Offered load (erlangs) by interval of each group of a design: of the queues that it likes best, shared evenly with who does too."""
    found = {name: np.zeros(scenario.calendar.intervals) for name in (*design.lane, *design.pool)}
    for (_, queue), flow in visits(scenario).items():
        able = {name: group.skills[queue] for name, group in scenario.agent_groups.items() if queue in group.skills}
        liked = min((skill.preference for skill in able.values()), default=None)
        ours = [name for name, skill in able.items() if skill.preference == liked]
        for name in ours:
            if name in found:
                found[name] += flow / len(ours) * handling(scenario, name, queue) / scenario.calendar.interval
    return found


def people_of(scenario: Scenario, name: str, load: FloatArray, beta: float) -> list[float]:
    """Scheduled people of a group by interval: load + beta x square root of the load.

    What rounding takes from one interval it gives to the next, so that a slightly larger beta brings some people, if not everywhere.
    """
    wanted = np.maximum(load + beta * np.sqrt(load), 0.0)
    agents = np.diff(np.floor(np.concatenate([[0.0], np.cumsum(wanted)]) + 0.5))
    return list((agents / (1 - scenario.agent_groups[name].shrinkage)).tolist())
