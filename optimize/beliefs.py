"""Beliefs: what simulation has taught the planner about its formulas.

For each target, queue and interval the *offset* says how many agents the queue is better (or worse) off than the formula
thinks: because agents are shared and pool their idle time, because priority takes them away, because a queue remembers the
last half-hour. After each simulated plan the offset is moved to where formula and measurement agree. What is left in an
hour or a day as a whole (days are not alike, contacts come back) is kept as ``extra`` contacts of that period.

Offsets are learned with a step below 1 and from new days every time, so that they settle on what is true on the average
and not on the luck of one set of days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.demands import Cell, Demand, Occupied
from optimize.shifts import FloatArray
from sim.definitions import Sample
from sim.targets import AT_MOST, Evidence, evidence

if TYPE_CHECKING:
    from optimize.deferred import Dated
    from optimize.model import Duty, Model
    from scenarios.schema import Target
    from sim.experiment import Results

CellKey = tuple[int, str, int]  # target, queue, interval
PeriodKey = tuple[int, int]  # target, first interval
SlopeKey = tuple[int, str, str] | tuple[int, str, str, int]  # target, queue, group; and an interval
SATURATED = 0.002  # a score this near to the best possible says "enough", not how much too many
FURTHEST = 0.25  # an offset moves by at most this share of the agents, and two more, in one round


@dataclass(frozen=True)
class Beliefs:
    """Offsets in agents, extras in contacts a day, margins in score (share of contacts), rest in agent-intervals.

    Burdens: how many times as much deferred work has to be thought of as there is, so that it is done on time.
    """

    offsets: Mapping[CellKey, float] = field(default_factory=dict)
    extras: Mapping[PeriodKey, float] = field(default_factory=dict)
    margins: Mapping[PeriodKey, float] = field(default_factory=dict)
    rest: Mapping[PeriodKey, float] = field(default_factory=dict)
    burdens: Mapping[PeriodKey, float] = field(default_factory=dict)
    slopes: Mapping[SlopeKey, float] = field(default_factory=dict)  # empty: agents are shared out instead

    def offset(self, place: int, cell: Cell) -> float:
        """Agents that the queue is better off than the formula says."""
        return self.offsets.get((place, cell.queue, cell.interval), 0.0)

    def slope(self, place: int, queue: str, group: str, interval: int) -> float:
        """Agents of a queue's curve that one of the group is worth in an interval."""
        return slope_of(self.slopes, place, queue, group, interval)

    def agents_needed(self, model: Model, demand: Demand) -> float:
        """Effective agents that a demand of one cell needs; infinite if no number is enough."""
        cell = demand.cells[0]
        drawn = model.curves[demand.place, cell.queue, cell.interval]
        margin = self.margins.get((demand.place, demand.first), 0.0)
        return drawn.needs(min(margin, 0.5 * float(drawn.score[-1])) if drawn.score[-1] > 0 else margin) - self.offset(
            demand.place, cell
        )

    def total_needed(self, demand: Demand) -> float:
        """Sum of scores, in contacts, that a demand of several cells needs."""
        key = (demand.place, demand.first)
        return self.margins.get(key, 0.0) * demand.weight - self.extras.get(key, 0.0)

    def burden(self, one: Dated) -> float:
        """How many times as much work as comes must find its time."""
        return self.burdens.get(one.key, 1.0)

    def rest_needed(self, occupied: Occupied) -> float:
        """Agent-intervals that keep a group's occupancy down."""
        key, asked = (occupied.place, occupied.first), occupied.target.asked
        return self.rest.get(key, 0.0) * asked / max(asked - self.margins.get(key, 0.0), 0.1 * asked)


def slope_of(slopes: Mapping[SlopeKey, float], place: int, queue: str, group: str, interval: int) -> float:
    """Slope in an interval; that of all intervals where none is known."""
    own = slopes.get((place, queue, group, interval))
    return slopes[place, queue, group] if own is None else own


def learn(
    beliefs: Beliefs, model: Model, duty: Duty, results: Results, step: float, only: Collection[PeriodKey] | None = None
) -> Beliefs:
    """Move the beliefs to what a simulated plan showed, about ``only`` some periods or all; ``step`` 1 forgets the past."""
    sample = Sample(results.scenario, results.tallies)
    offsets, extras = dict(beliefs.offsets), dict(beliefs.extras)
    about: dict[int, set[str]] = {}
    for place, queue, _ in model.curves:
        about.setdefault(place, set()).add(queue)
    scores = {place: cell_scores(sample, results.scenario.targets[place], queues) for place, queues in about.items()}
    for demand in model.demands:
        if only is not None and (demand.place, demand.first) not in only:
            continue
        total = _total(sample, demand)
        modelled = 0.0
        for cell in demand.cells:
            key = (demand.place, cell.queue, cell.interval)
            seen = total / cell.weight if demand.single else scores[demand.place].get((cell.queue, cell.interval))
            agents = model.effective(demand.place, cell.queue, cell.interval, duty, beliefs.slopes)
            offsets[key] = _moved(model, demand, key, agents, old=offsets.get(key, 0.0), seen=seen, step=step)
            modelled += cell.weight * model.curves[key].concave.at(agents + offsets[key])
        extras[demand.place, demand.first] = total - modelled
    return replace(beliefs, offsets=offsets, extras=extras, rest=_rest(beliefs, model, sample, step))


def _moved(
    model: Model, demand: Demand, key: CellKey, agents: float, *, old: float, seen: float | None, step: float
) -> float:
    if seen is None or not np.isfinite(seen):
        return old
    drawn = model.curves[key] if demand.single else model.curves[key].concave
    top = float(drawn.score[-1]) - SATURATED
    found = drawn.needs(min(seen, top)) - agents
    if seen >= top:
        found = max(found, old)
    if seen <= float(drawn.score[0]) + SATURATED:
        found = min(found, old)
    most = np.inf if step == 1 else FURTHEST * agents + 2  # around what was measured the past does not count
    return old + step * float(np.clip(found - old, -most, most))


def _sign(target: Target) -> float:
    return -1.0 if target.measure in AT_MOST else 1.0


def scores_by_day(found: Evidence) -> FloatArray:
    """Score by replication and period, in contacts: how far above (or below) the target it ended."""
    target = found.target
    scale = target.asked if target.measure == "mean_wait" else 1.0
    return np.asarray(_sign(target) * (found.over - target.asked * found.under) / scale)


def _total(sample: Sample, demand: Demand) -> float:
    """Score of a period: the mean over days, or with ``confidence`` the level that enough days reach."""
    found = _evidence_of(sample, demand)
    column = list(found.firsts).index(demand.first)
    by_day = scores_by_day(found)[:, column]
    if demand.target.confidence is None:
        return float(by_day.mean())
    telling = by_day[found.telling[:, column] > 0]
    if len(telling) == 0:
        return 0.0
    return float(np.quantile(telling, 1 - demand.target.confidence, method="inverted_cdf"))


def _evidence_of(sample: Sample, demand: Demand) -> Evidence:
    return evidence(sample, demand.target, demand.target.per)


def cell_scores(sample: Sample, target: Target, queues: Collection[str]) -> dict[tuple[str, int], float]:
    """Score per offered contact of some queues in every interval, judged as the target would judge the queue."""
    found = {}
    if target.measure == "occupancy":
        return {}
    for queue in queues:
        own = evidence(sample, target.model_copy(update={"queue": queue, "contact_type": None}), "interval")
        offered, score = own.offered.sum(axis=0), scores_by_day(own).sum(axis=0)
        found.update({(queue, int(at)): float(score[at] / offered[at]) for at in np.flatnonzero(offered)})
    return found


def _rest(beliefs: Beliefs, model: Model, sample: Sample, step: float) -> dict[PeriodKey, float]:
    """Agent-intervals that each occupancy target needs: the work seen, over the share of time that may be worked."""
    rest = dict(beliefs.rest)
    for occupied in model.occupied:
        key = (occupied.place, occupied.first)
        found = evidence(sample, occupied.target, occupied.target.per)
        busy = float(found.over[:, list(found.firsts).index(occupied.first)].mean())
        needed = busy / sample.grid.interval / occupied.target.asked
        rest[key] = rest.get(key, needed) + step * (needed - rest.get(key, needed))
    return rest


def shortfalls(model: Model, results: Results) -> Iterator[tuple[PeriodKey, float, float]]:
    """(period, score per contact missing, its standard error) of every judged period of every demand."""
    sample = Sample(results.scenario, results.tallies)
    for demand in model.demands:
        found = _evidence_of(sample, demand)
        column = list(found.firsts).index(demand.first)
        by_day = scores_by_day(found)[:, column]
        offered = max(float(found.offered[:, column].mean()), 1e-9)
        error = float(by_day.std(ddof=1) / np.sqrt(len(by_day))) if len(by_day) > 1 else offered
        yield (demand.place, demand.first), -_total(sample, demand) / offered, error / offered
