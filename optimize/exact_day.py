"""What one queue loses, exactly: the day of a plan, and lower bounds on what an interval loses under any plan.

``Losses`` computes, for each target and interval, how many contacts are lost to the target (not answered in time, or
abandoned) by a given staffing. It also says what an interval loses *at least* when only it and a few intervals before it
are known. The rest of the day is then taken as kindly as possible:

- later intervals have so many people that whoever still waits is answered;
- earlier ones leave as few contacts behind as any staffing could. If patience is not shorter than handling, contacts in
  service leave faster than those who wait, so the kindest past has everybody in service. If patience is shorter, those who
  wait leave faster, and the kindest past has nobody on duty: its contacts are lost to their own interval, and gone.

More people in the interval itself never lose more. More people *before* it never do in the first case, and never lose less in
the second: that is why a cut below may ask for fewer people there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimize.curves import curve
from optimize.demands import Demand, demands, loads
from optimize.handling import handling
from optimize.visits import flows
from sim.exact.day import Day, DayEvaluator
from sim.exact.figures import Crowd, ExactDay

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Target

RARE = 1e-11  # chance of a crowd that is not looked at
FORGOTTEN = 30.0  # means after which nothing is left of a crowd: exp(-30) is 1e-13
AMPLE = 6.0  # standard deviations above the load, and ten: with so many people practically nobody waits


@dataclass(frozen=True)
class Losses:
    """The day without its staff, and what its targets allow."""

    scenario: Scenario
    day: Day
    demands: tuple[Demand, ...]

    @classmethod
    def of(cls, scenario: Scenario, group: str, queue: str) -> Losses:
        """Take the one queue and group of a scenario."""
        expected = flows(scenario)
        volumes = sum(volume for (_, name), volume in expected.items() if name == queue)
        kinds = [scenario.contact_types[kind] for (kind, name) in expected if name == queue]
        day = Day(
            arrival_rates=tuple(float(v) / scenario.calendar.interval for v in np.asarray(volumes)),
            interval=scenario.calendar.interval,
            handle_mean=handling(scenario, group, queue),
            patience_mean=kinds[0].patience.mean(),
            within=tuple(sorted({t.within for t in scenario.targets if t.within is not None} | {20.0})),
            serve_out=scenario.closing == "serve_out",
            abandonment=any(target.measure == "abandonment" for target in scenario.targets),
        )
        judged = [d for d in demands(scenario, expected) if d.weight >= d.target.at_least]
        return cls(scenario, day, tuple(judged))

    @property
    def impatient(self) -> bool:
        """Whether patience is shorter than handling: then people before an interval can make it worse."""
        return self.day.patience_mean < self.day.handle_mean

    @cached_property
    def ample(self) -> tuple[int, ...]:
        """So many people in each interval that more make no difference."""
        load = np.array(self.day.arrival_rates) * self.day.handle_mean
        stays, there, worst = np.exp(-self.day.interval / self.day.handle_mean), 0.0, load.copy()
        for at, offered in enumerate(load):  # contacts may stay much longer than an interval
            worst[at] = max(offered, load[max(at - 1, 0)], there)
            there = there * stays + offered * (1 - stays)
        return tuple(int(v) for v in np.ceil(worst + AMPLE * np.sqrt(worst) + 10))

    @cached_property
    def _evaluator(self) -> DayEvaluator:
        return DayEvaluator(self.day)

    def exactly(self, agents: tuple[int, ...]) -> ExactDay:
        """The whole day with so many people on the floor in each interval."""
        return self._evaluator.evaluate(agents)

    @cached_property
    def _kindest(self) -> tuple[Crowd, ...]:
        """Who is there at every bound after the kindest past."""
        past = tuple(0 for _ in self.ample) if self.impatient else self.ample
        return DayEvaluator(replace(self.day, within=(), abandonment=False)).evaluate(past).states

    def at_least(self, first: int, agents: tuple[int, ...]) -> ExactDay:
        """The intervals from ``first`` on with these agents, after the kindest past and before the kindest future.

        Unless the calendar ends there, an interval follows in which nobody arrives and everybody is answered.
        """
        end = first + len(agents)
        last = end == len(self.ample)
        rates = self.day.arrival_rates[first:end] if last else (*self.day.arrival_rates[first:end], 0.0)
        key = replace(self.day, arrival_rates=rates, start=self._kindest[first])
        evaluator = DayEvaluator(key, store=self._evaluator.store)
        if last:
            return evaluator.evaluate(agents)
        day = evaluator.evaluate((*agents, self.ample[end]), judged=len(agents))
        there = day.states[len(agents)]
        present = there.busy + there.queue
        most = int(present[there.chance > RARE].max(initial=0))
        return day if most <= self.ample[end] else evaluator.evaluate((*agents, most), judged=len(agents))

    def alike(self, at: int) -> tuple[float, ...] | None:
        """Arrivals that decide what interval ``at`` loses by itself: equal ones, equal losses, but for less than anybody looks at.

        The kindest past has everybody served or leaving at once, so what came before dies out with the handling (or the
        patience): after so many means as there are here, 1e-13 of it is left. None near the calendar's ends.
        """
        first = at - self._reach - 1
        return self.day.arrival_rates[first : at + 2] if first >= 0 and at + 2 < len(self.ample) else None

    @property
    def _reach(self) -> int:
        """Intervals after which nothing is left of a crowd."""
        slowest = max(self.day.handle_mean, self.day.patience_mean if self.impatient else 0.0)
        return int(np.ceil(FORGOTTEN * slowest / self.day.interval))

    def with_fewer(self, day: ExactDay, at: int, people: int) -> ExactDay:
        """The day from ``at`` on, with so many people then, until nothing is left of the change: what follows is as it was.

        Longer patience than handling makes a backlog last; so the stretch is the longer of what either takes to be forgotten.
        """
        patience = self.day.patience_mean if np.isfinite(self.day.patience_mean) else np.inf
        steps = max(self._reach, np.ceil(FORGOTTEN * patience / self.day.interval)) + 2
        end = int(min(at + steps, len(self.ample)))
        stretch = replace(self.day, arrival_rates=self.day.arrival_rates[at:end], start=day.states[at])
        evaluator = DayEvaluator(stretch, store=self._evaluator.store)
        return evaluator.evaluate((people, *day.agents[at + 1 : end]))

    def lost(self, target: Target, day: ExactDay) -> np.ndarray:
        """Contacts lost to a target by interval (in which they joined)."""
        if target.measure == "abandonment":
            return day.abandoned
        return np.asarray(day.offered - day.answered_within[target.within or 0.0])

    def steady_need(self, demand: Demand) -> float:
        """About how many people a demand of one interval needs: where to begin looking."""
        cell = demand.cells[0]
        load = loads(self.scenario, flows(self.scenario))[cell.queue][cell.interval]
        return curve(demand.target, load).needs(0.0)

    def in_period(self, demand: Demand, day: ExactDay) -> float:
        """Contacts lost in a period."""
        lost = self.lost(demand.target, day)
        return float(sum(lost[cell.interval] for cell in demand.cells))


def allowed(demand: Demand) -> float:
    """Contacts that a period may lose to its target."""
    share = demand.target.asked if demand.target.measure == "abandonment" else 1 - demand.target.asked
    return share * demand.weight


def obstacles(scenario: Scenario) -> tuple[str, ...]:
    """Why a scenario cannot be computed exactly; nothing if it can."""
    from scenarios.distributions import Exponential, Never

    found: list[str] = []
    queues = {kind.enters for kind in scenario.contact_types.values()}
    kinds = list(scenario.contact_types.values())
    if len(queues) != 1 or not queues <= set(scenario.queues):
        return ("contacts do not all go straight into one queue",)
    queue = scenario.queues[next(iter(queues))]
    able = list(scenario.agent_groups.values())
    if len(able) != 1 or set(able[0].skills) != queues:
        return ("there is more than one group, or the group serves another queue",)
    skill = able[0].skills[kinds[0].enters]
    checks = {
        "handling is not exponential": isinstance(skill.handle_time, Exponential),
        "there is wrap-up": skill.wrap_up.mean() == 0,
        "patience is not exponential, or not the same for all": all(
            isinstance(kind.patience, Exponential | Never) for kind in kinds
        ) and len({kind.patience.mean() for kind in kinds}) == 1,
        "days differ in busyness": all(kind.arrivals.busyness is None for kind in kinds),
        "contacts come back": all(kind.retry is None for kind in kinds),
        "agents take contacts only after a while, or are held in reserve": skill.after == 0 and able[0].reserve == 0,
        "agents have several contacts at once": able[0].concurrency == 1,
        "agents learn": able[0].learning is None,
        "people are absent or late": able[0].absence == 0 and able[0].late is None,
        "some contacts are not settled, and may come again": skill.resolves == 1,
        "contacts lead to service calls or complaints": all(
            kind.follow_up is None and kind.complaint is None for kind in kinds
        ),
        "contacts come by appointment or from a log": all(
            kind.arrivals.bookings is None and kind.arrivals.replay is None for kind in kinds
        ),
        "there is deferred work": all(kind.immediate for kind in kinds) and queue.deadline is None,
        "customers are called back": queue.callback is None,
        "there are events": not scenario.events,
        "the queue closes": not scenario.open,
        "lines or the queue are limited": scenario.lines is None and queue.capacity is None,
        "there is a warm-up": scenario.experiment.warm_up == 0,
        "a target is of another kind": all(map(computable, scenario.targets)),
    }  # fmt: skip
    found.extend(text for text, holds in checks.items() if not holds)
    return tuple(found)


def computable(target: Target) -> bool:
    """Whether a target is a share of the offered, of all days together, about contacts."""
    if target.measure == "occupancy" or target.confidence is not None or target.scope == "contact_type":
        return False
    return target.measure == "abandonment" or (target.measure == "answer_rate" and target.of == "offered")
