"""Rule: agents by the square-root rule, as few as the targets allow; quick enough to be asked hundreds of times.

A search for shifts is worth its time for ten designs, not for fifty, and its luck would hide what a few seconds of a delay are
worth. So numbers (``work.py``) and points of the map are compared by agents counted interval by interval: load + beta x square root of the load, which
is how the need of a group grows with its size (Halfin and Whitt 1981; Borst, Mandelbaum and Reiman 2004). A group has one beta,
and it is not taken from a formula: it is the least with which the targets are met over the simulated days as a whole.

People of a shared pool have one beta. A lane and its pool have one each: where neither helps the other, each is the least for its own class;
where one helps, the lane's is that at which both together cost least.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimize.handling import handling
from optimize.lanes.measuring import is_about
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
LEAST, HIGHEST = -2.5, 6.0  # beta
NEAR = 0.07  # how near a beta is found
WIDE = 0.6  # around the beta of a neighbour
STEP, FINE = 1.0, 0.4  # of the lane's beta where it is searched
MONEY = 1.0  # an hour, where nobody has a wage


def days_of(scenario: Scenario, seed: int, engine: str | None, contacts: float) -> Days:
    """Days with so many contacts in all."""
    coming = max(sum(sum(kind.arrivals.volumes) for kind in scenario.contact_types.values()), 1.0)
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

    @property
    def agents(self) -> dict[str, list[float]]:
        """Agents on the floor by group and interval."""
        staffing = self.results.staffing
        return {name: list(staffing.mean_on_floor(name).tolist()) for name in staffing.groups}


class Rule:
    """The rule for one design."""

    def __init__(self, scenario: Scenario, design: Design, classes: Classes, days: Days) -> None:
        """Work the loads out."""
        self.scenario, self.days = scenario, days
        self.load = loads(scenario, design)
        busy = [name for name, own in self.load.items() if own.sum() > 0]
        self.lane, self.pool = (tuple(name for name in part if name in busy) for part in (design.lane, design.pool))
        asked = [target for target in scenario.targets if target.scope != "agent_group" and target.measure != "on_time"]
        self.of_vip = [target for target in asked if is_about(target.scope, target.of_what, classes.vip)]
        self.of_all = asked
        queues = [
            {queue for name in part for queue in scenario.agent_groups[name].skills} for part in (self.lane, self.pool)
        ]
        self.parted = not queues[0] & queues[1]

    def least(self, near: Ruled | None = None) -> Ruled:
        """The least agents; ``near``: those of a design that is much the same."""
        near = near if near is not None and near.met else None
        if not self.lane or not self.pool:
            return self._pool_for(0.0, None if near is None else near.pool)
        if self.parted:
            beta = self._halved(lambda one: (one, HIGHEST), self.of_vip, None if near is None else near.lane)
            return self._pool_for(beta, None if near is None else near.pool)
        return self._both(near)

    def _both(self, near: Ruled | None) -> Ruled:
        """Walk along the lane's beta to where both cost least, first with large steps and then with small ones."""
        known: dict[float, Ruled] = {}

        def at(beta: float) -> Ruled:
            beta = round(float(np.clip(beta, LEAST, HIGHEST)), 3)
            if beta not in known:
                best = min((one for one in known.values() if one.met), key=_merit, default=near)
                known[beta] = self._pool_for(beta, None if best is None else best.pool)
            return known[beta]

        middle = 0.0 if near is None else near.lane
        while not at(middle).met and middle < HIGHEST:  # too small a lane, where nobody helps it
            middle += STEP
        for step in (STEP, FINE) if near is None else (FINE,):
            while True:
                beside = min((middle - step, middle + step), key=lambda beta: _merit(at(beta)))
                if _merit(at(beside)) >= _merit(at(middle)):
                    break
                middle = beside
        return min(known.values(), key=_merit)

    def _pool_for(self, lane: float, near: float | None) -> Ruled:
        """The least pool with a given lane."""
        beta = self._halved(lambda one: (lane, one), self.of_all, near)
        cost, results = self._at(lane, beta)
        return Ruled(lane, beta, cost, results, self._met(results, self.of_all))

    def _halved(self, betas: Betas, targets: Sequence[Target], near: float | None) -> float:
        """The least beta with which targets are met, by halving; near a known one the search begins there."""
        low, high = (LEAST, HIGHEST) if near is None else (max(near - WIDE, LEAST), min(near + WIDE, HIGHEST))
        if near is not None:
            if not self._met(self._at(*betas(high))[1], targets):
                low, high = high, HIGHEST
            elif self._met(self._at(*betas(low))[1], targets):
                low, high = LEAST, low
        while high - low > NEAR:
            middle = (low + high) / 2
            low, high = (low, middle) if self._met(self._at(*betas(middle))[1], targets) else (middle, high)
        return high

    @cached_property
    def _known(self) -> dict[tuple[float, float], tuple[float, Results]]:
        return {}

    def _at(self, lane: float, pool: float) -> tuple[float, Results]:
        """What agents with these betas cost and give."""
        if (lane, pool) not in self._known:
            betas = {**dict.fromkeys(self.lane, lane if self.pool else pool), **dict.fromkeys(self.pool, pool)}
            people = {name: people_of(self.scenario, name, self.load[name], beta) for name, beta in betas.items()}
            fixed = {
                name: group.staffing or () for name, group in self.scenario.agent_groups.items() if name not in betas
            }
            order = {**fixed, **people}
            staffing = Staffing.by_interval(
                self.scenario,
                {name: order[name] or [0.0] * self.scenario.calendar.intervals for name in self.scenario.agent_groups},
            )
            hours = self.scenario.calendar.interval / 3600
            cost = sum(
                sum(own) * hours * (self.scenario.agent_groups[name].cost or MONEY) for name, own in people.items()
            )
            self._known[lane, pool] = cost, self.days.run([staffing])[0]
        return self._known[lane, pool]

    @staticmethod
    def _met(results: Results, targets: Sequence[Target]) -> bool:
        sample = Sample(results.scenario, results.tallies, results.known)
        return all(_keeps(sample, target) for target in targets)


def _merit(one: Ruled) -> float:
    return one.cost if one.met else np.inf


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
