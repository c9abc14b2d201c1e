"""Slopes: what one more agent of a group is worth to each queue, found by trying.

Agents are shared: a generalist helps the VIP queue too, and a VIP agent the others now and then. How much cannot be read off
a formula. So the floor is simulated again on the same days with some more people of one group all day long, and what every
queue gains is expressed in agents of its own curve. Because the contacts are the same, few days are enough. There is one slope
for each target, queue and group over all intervals, and one for each interval, read off it and those beside it (`Beliefs.slope`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.beliefs import SATURATED, SlopeKey, cell_scores
from optimize.shifts import FloatArray
from sim.definitions import Sample
from sim.experiment import simulate

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from optimize.model import Model
    from sim.experiment import Results
    from sim.staffing import Staffing, Steps

# (target, queue, group), and with an interval -> agents of the queue's curve for one of the group
Slopes = Mapping[SlopeKey, float]

MORE = 0.06  # share of people added in an experiment
TRUST = 0.05  # weight of what the skills suggest, against what a whole experiment says
STEEPEST = 1.5
BESIDE = 1.5  # intervals: those beside one tell about it, too
DRAWN = 0.5  # weight of all intervals in one, against what an average interval and those beside it tell


def raised(staffing: Staffing, group: str) -> Staffing:
    """Give a group some more people at every moment at which it has any; breaks stay as they are."""
    one = 1 / max(1 - staffing.shrinkage[group], 0.1)
    moments = sorted({at for at, _ in (*staffing.steps[group], *staffing.on_shift(group))})
    working, on_shift = (_people_at(steps, moments) for steps in (staffing.steps[group], staffing.on_shift(group)))
    more = [max(one, MORE * people) if people > 0 else 0.0 for people in working]
    steps = tuple((at, people + plus) for at, people, plus in zip(moments, working, more, strict=True))
    present = tuple((at, people + plus) for at, people, plus in zip(moments, on_shift, more, strict=True))
    changed = replace(staffing, steps={**staffing.steps, group: steps})
    return replace(changed, present={**staffing.present, group: present}) if group in staffing.present else changed


def _people_at(steps: Steps, moments: Sequence[float]) -> list[float]:
    """People of a step function at each of some moments."""
    return [next(people for since, people in reversed(steps) if since <= at) for at in moments]


def try_slopes(model: Model, results: Results, *, workers: int | Executor) -> Slopes:
    """Simulate one experiment for each planned group, on the days of ``results``, and read the slopes off."""
    found: dict[SlopeKey, float] = {}
    for group in model.roster.planned:
        staffing = raised(results.staffing, group)
        more = simulate(
            model.scenario, staffing, replications=results.replications, seed=results.seed, workers=workers,
            engine=results.engine, stratify=True,
        )  # fmt: skip
        found.update(read_slopes(model, group, results, more))
    return found


def read_slopes(model: Model, group: str, before: Results, after: Results) -> Slopes:
    """Slopes of every target and queue from two simulations of the same days, the second with more of one group."""
    added = after.staffing.mean_on_floor(group) - before.staffing.mean_on_floor(group)
    added = added * model.attendance.share[group]
    samples = [Sample(model.scenario, results.tallies) for results in (before, after)]
    found: dict[SlopeKey, float] = {}
    for place, target in enumerate(model.scenario.targets):
        first, second = (cell_scores(sample, target) for sample in samples)
        sums: dict[str, FloatArray] = {}  # by queue: what was seen and what the curve says, by interval
        for (at, queue, interval), drawn in model.curves.items():
            if at != place:
                continue
            own = sums.setdefault(queue, np.zeros((2, model.roster.intervals)))
            if (queue, interval) not in first or added[interval] <= 0:
                continue
            curve, weight = drawn.concave, model.loads[queue][interval].rate
            low, high = first[queue, interval], second.get((queue, interval), np.nan)
            if not np.isfinite(high) or low >= float(drawn.score[-1]) - 5 * SATURATED:
                continue
            here = curve.needs(low)
            expected = curve.at(here + added[interval] / 2) - curve.at(here - added[interval] / 2)
            own[:, interval] = weight * expected * (high - low), weight * expected**2
        for queue, (over, under) in sums.items():
            trust = TRUST * under.sum() + 1e-9
            slope = (over.sum() + trust * suggested(model, place, queue, group)) / (under.sum() + trust)
            found[place, queue, group] = float(np.clip(slope, 0.0, STEEPEST))
            found.update(_by_interval(place, queue, group, over, under, found[place, queue, group]))
    return found


def _by_interval(
    place: int, queue: str, group: str, over: FloatArray, under: FloatArray, slope: float
) -> Iterator[tuple[SlopeKey, float]]:
    """Slopes of single intervals: from what was seen there and nearby, drawn to that of all intervals where that is little."""
    apart = np.abs(np.subtract.outer(np.arange(len(over)), np.arange(len(over))))
    near = np.exp(-((apart / BESIDE) ** 2) / 2)
    doubt = DRAWN * under.sum() * near.sum(axis=1).mean() / max(np.count_nonzero(under), 1) + 1e-9
    slopes = np.clip((near @ over + doubt * slope) / (near @ under + doubt), 0.0, STEEPEST)
    for interval, own in enumerate(slopes):
        yield (place, queue, group, interval), float(own) if slope > 0 else 0.0


def suggested(model: Model, place: int, queue: str, group: str) -> float:
    """What the skills suggest: the groups that prefer the queue count, the others do not."""
    skills = model.scenario.agent_groups[group].skills
    if queue not in skills or skills[queue].preference > min(skill.preference for skill in skills.values()):
        return 0.0
    return model.worth(model.scenario.targets[place], group, queue)
