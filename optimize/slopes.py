"""Slopes: what one more agent of a group is worth to each queue, found by trying.

Agents are shared: a generalist helps the VIP queue too, and a VIP agent the others now and then. How much cannot be read off
a formula. So the floor is simulated again on the same days with some more people of one group all day long, and what every
queue gains is expressed in agents of its own curve. Because the contacts are the same, few days are enough. One slope is kept
for each target, queue and group, over all intervals; what it gets wrong in one interval, the offsets put right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.beliefs import SATURATED, cell_scores
from sim.definitions import Sample
from sim.experiment import simulate

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from optimize.model import Model
    from sim.experiment import Results
    from sim.staffing import Staffing, Steps

Slopes = Mapping[
    tuple[int, str, str], float
]  # (target, queue, group) -> agents of the queue's curve for one of the group

MORE = 0.06  # share of people added in an experiment
TRUST = 0.05  # weight of what the skills suggest, against what a whole experiment says
STEEPEST = 1.5


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
    found: dict[tuple[int, str, str], float] = {}
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
    found = {}
    for place, target in enumerate(model.scenario.targets):
        first, second = (cell_scores(sample, target) for sample in samples)
        sums: dict[str, list[float]] = {}
        for (at, queue, interval), drawn in model.curves.items():
            if at != place or (queue, interval) not in first or added[interval] <= 0:
                continue
            curve, weight = drawn.concave, model.loads[queue][interval].rate
            low, high = first[queue, interval], second.get((queue, interval), np.nan)
            if not np.isfinite(high) or low >= float(drawn.score[-1]) - 5 * SATURATED:
                continue
            here = curve.needs(low)
            expected = curve.at(here + added[interval] / 2) - curve.at(here - added[interval] / 2)
            own = sums.setdefault(queue, [0.0, 0.0])
            own[0] += weight * expected * (high - low)
            own[1] += weight * expected**2
        for queue in {queue for at, queue, _ in model.curves if at == place}:
            over, under = sums.get(queue, [0.0, 0.0])
            prior = suggested(model, place, queue, group)
            trust = TRUST * under + 1e-9
            found[place, queue, group] = float(np.clip((over + trust * prior) / (under + trust), 0.0, STEEPEST))
    return found


def suggested(model: Model, place: int, queue: str, group: str) -> float:
    """What the skills suggest: the groups that prefer the queue count, the others do not."""
    skills = model.scenario.agent_groups[group].skills
    if queue not in skills or skills[queue].preference > min(skill.preference for skill in skills.values()):
        return 0.0
    return model.worth(model.scenario.targets[place], group, queue)
