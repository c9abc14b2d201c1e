"""Deferred work: enough time for it before its deadline.

Work that waits needs no idle agents, only time: what contacts who wait in person leave of the agents' time, until the work is due. So it is
planned as a fluid. In every interval the time of each group is shared out to the contacts of its queues. Those who wait in
person get what they were seen to get; deferred work gets time after it came and before it is due. How much more time than the fluid it
takes (days differ, agents are not free when the work is there) is the *burden*: what simulation teaches (``learn_burdens``).

Only work that is due before the calendar's end counts for a target, and only that is planned for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.demands import SURELY_BELOW, joining, periods, warm
from optimize.handling import able, fastest, handling
from optimize.shifts import FloatArray
from optimize.visits import Flows
from sim.definitions import Sample
from sim.targets import evidence

if TYPE_CHECKING:
    from optimize.beliefs import PeriodKey
    from scenarios.schema import Scenario, Target
    from sim.experiment import Results

MOMENTS = 10  # of an interval at which a deadline is looked at
HALF = 0.5
SLIGHT, STEEP = 0.02, 0.15  # a burden rises by so much at least, and at most, when a target is missed
RELIEF, LIGHTEST = 0.03, 0.6  # it falls by so much when the target is met easily, to no less than that
RISK, EASY = 1.5, 3.0  # standard errors: met by less is at risk, met by more is easy


@dataclass(frozen=True)
class Batch:
    """Work that joins a queue in an interval: so many contacts of it that are due in the calendar, the last interval for them."""

    queue: str
    interval: int
    weight: float
    until: int


@dataclass(frozen=True)
class Dated:
    """One period of a target that work be done on time: intervals ``first`` to ``last``, and the batches it is about."""

    place: int  # of the target in the scenario
    target: Target
    first: int
    last: int
    batches: tuple[Batch, ...]

    @property
    def weight(self) -> float:
        """Contacts expected in the period whose deadline is in the calendar."""
        return sum(batch.weight for batch in self.batches)

    @property
    def key(self) -> PeriodKey:
        """Target and first interval."""
        return self.place, self.first


def dated(scenario: Scenario, expected: Flows) -> tuple[Dated, ...]:
    """Break every target about deadlines down to its judged periods."""
    found = []
    for place, target in enumerate(scenario.targets):
        if target.measure != "on_time":
            continue
        joined = {
            queue: v for queue, v in joining(scenario, target, expected).items() if scenario.queues[queue].deadline
        }
        for first, last in periods(scenario, target.per):
            batches = tuple(_batches(scenario, joined, range(max(first, warm(scenario)), last + 1)))
            if batches and sum(batch.weight for batch in batches) >= target.at_least * SURELY_BELOW:
                found.append(Dated(place, target, first, last, batches))
    return tuple(found)


def _batches(scenario: Scenario, joined: Mapping[str, FloatArray], intervals: range) -> Iterator[Batch]:
    """Work by queue and interval, and until when there is time for it: who has done it when it is due has begun a handling time before."""
    length, horizon = scenario.calendar.interval, scenario.calendar.horizon
    for queue, volumes in joined.items():
        takes = fastest(scenario, queue)
        for interval in intervals:
            due = scenario.due_at(queue, (interval + (np.arange(MOMENTS) + HALF) / MOMENTS) * length)
            inside = due[due <= horizon]
            weight = float(volumes[interval]) * len(inside) / MOMENTS
            if weight > 1e-6:
                until = int(np.floor((np.median(inside) - takes) / length + HALF)) - 1
                yield Batch(queue, interval, weight, max(until, interval))


def work_to_do(scenario: Scenario, expected: Flows, queue: str) -> FloatArray:
    """Contacts of a queue that come by the end of each interval."""
    own = (volume for (_, name), volume in expected.items() if name == queue)
    return np.asarray(np.cumsum(sum(own, np.zeros(scenario.calendar.intervals))))


def served(scenario: Scenario, expected: Flows, results: Results | None) -> Mapping[str, FloatArray]:
    """Contacts waiting in person who get an agent, by queue and interval: all that are expected, or what was seen."""
    found = {}
    for place, queue in enumerate(scenario.queues):
        if not scenario.deferred(queue):
            if results is None:
                own = (volume for (_, name), volume in expected.items() if name == queue)
                found[queue] = sum(own, np.zeros(scenario.calendar.intervals))
            else:
                answered = [tally.sums["queue"]["answered"][place] for tally in results.tallies]
                found[queue] = np.asarray(np.mean(answered, axis=0))
    return found


def time_of(scenario: Scenario, queue: str) -> dict[str, float]:
    """Intervals of an agent's time that one contact of the queue takes, by group."""
    return {group: handling(scenario, group, queue) / scenario.calendar.interval for group in able(scenario, queue)}


def learn_burdens(
    burdens: Mapping[PeriodKey, float], asked: tuple[Dated, ...], results: Results, *, only_up: bool
) -> dict[PeriodKey, float]:
    """Move the burdens to what a simulated plan showed: up where work was late, down where it was all easily done."""
    sample = Sample(results.scenario, results.tallies)
    found = dict(burdens)
    for one in asked:
        missing, error = _missing(sample, one)
        before = found.get(one.key, 1.0)
        if missing > -RISK * error:
            found[one.key] = before + float(np.clip((missing + RISK * error) / 2, SLIGHT, STEEP))
        elif missing < -EASY * error and not only_up:
            found[one.key] = max(before - RELIEF, LIGHTEST)
    return found


def _missing(sample: Sample, one: Dated) -> tuple[float, float]:
    """Share of the work that is missing to the target (below 0: to spare), and its standard error."""
    found = evidence(sample, one.target, one.target.per)
    column = list(found.firsts).index(one.first)
    over, under = found.over[:, column], found.under[:, column]
    due = max(float(under.mean()), 1e-9)
    if one.target.confidence is not None:
        telling = under > 0
        reached = float(found.reaches[telling, column].mean()) if telling.any() else 1.0
        return one.target.confidence - reached, float(np.sqrt(reached * (1 - reached) / max(telling.sum(), 1)))
    by_day = one.target.asked * under - over
    error = float(by_day.std(ddof=1) / np.sqrt(len(by_day))) if len(by_day) > 1 else due
    return float(by_day.mean()) / due, error / due
