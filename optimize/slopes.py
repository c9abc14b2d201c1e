"""Slopes: what one more agent of a group is worth to each queue, found by trying.

Agents are shared: a generalist helps the VIP queue too, and a VIP agent the others now and then. How much cannot be read off
a formula. So the floor is simulated again on the same days with some more people of one group all day long, and what every
queue gains is expressed in agents of its own curve. Because the contacts are the same, few days are enough. There is one slope
for each target, queue and group over all intervals, and one for each interval, read off it and those beside it (`Beliefs.slope`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from optimize.beliefs import SATURATED, SlopeKey, cell_scores
from optimize.shifts import FloatArray
from sim.definitions import Sample

if TYPE_CHECKING:
    from optimize.curves import Concave, Curve
    from optimize.model import Model
    from optimize.search.days import Days
    from sim.experiment import Results
    from sim.staffing import Staffing, Steps

# (target, queue, group), and with an interval -> agents of the queue's curve for one of the group
Slopes = Mapping[SlopeKey, float]
Scores = Mapping[tuple[str, int], float]  # by queue and interval

MANY = 16  # groups beyond which several are tried at once
MORE = 0.06  # share of people added in an experiment
TRUST = 0.05  # weight of what the skills suggest, against what a whole experiment says
STEEPEST = 1.5
TURNS, LEAST = 4, 1e-3  # of the fit; slopes below are none
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


def together(model: Model) -> list[tuple[str, ...]]:
    """Planned groups that may be raised in one experiment.

    Where there are many, each on its own takes too long, and groups without a common queue share one: what a group brings to a
    queue that it does not serve, by taking work off those who do, is left out then.
    """
    groups = model.roster.planned
    if len(groups) <= MANY:
        return [(group,) for group in groups]
    found: list[tuple[list[str], set[str]]] = []
    for group in groups:
        queues = set(model.scenario.agent_groups[group].skills)
        for members, taken in found:
            if not queues & taken:
                members.append(group)
                taken.update(queues)
                break
        else:
            found.append(([group], queues))
    return [tuple(members) for members, _ in found]


def found_by_trying(model: Model, days: Days, before: Results) -> dict[SlopeKey, float]:
    """Slopes of all planned groups around a plan that was simulated on these days."""
    raising = together(model)
    more = days.run([reduce(raised, groups, before.staffing) for groups in raising])
    first = _Scored(model, before)
    slopes: dict[SlopeKey, float] = {}
    for groups, results in zip(raising, more, strict=True):
        second = _Scored(model, results)
        for group in groups:
            slopes.update(_slopes_of(model, group, first, second, alone=len(groups) == 1))
    return slopes


def read_slopes(model: Model, group: str, before: Results, after: Results) -> Slopes:
    """Slopes of every target and queue from two simulations of the same days, the second with more of one group."""
    return dict(_slopes_of(model, group, _Scored(model, before), _Scored(model, after), alone=True))


class _Scored:
    """A simulated plan, and what every queue scored in every interval, as each target would judge it; worked out once, if asked for."""

    def __init__(self, model: Model, results: Results) -> None:
        self.staffing = results.staffing
        self._targets, self._sample = model.scenario.targets, Sample(model.scenario, results.tallies)
        self._found: dict[int, Scores] = {}

    def of(self, place: int, queues: Iterable[str]) -> Scores:
        """Scores by queue and interval, for one target; the queues are the same each time."""
        if place not in self._found:
            self._found[place] = cell_scores(self._sample, self._targets[place], set(queues))
        return self._found[place]


def _slopes_of(
    model: Model, group: str, before: _Scored, after: _Scored, *, alone: bool
) -> Iterator[tuple[SlopeKey, float]]:
    """Slopes of one group. Not ``alone``: others were raised, too, and only the group's own queues say what it is worth."""
    added = after.staffing.mean_on_floor(group) - before.staffing.mean_on_floor(group)
    added = added * model.attendance.share[group]
    own_queues = model.scenario.agent_groups[group].skills
    for place, curves in _curves(model).items():
        for queue, own in curves.items():
            if not alone and queue not in own_queues:
                yield (place, queue, group), 0.0
                continue
            first, second = before.of(place, curves), after.of(place, curves)
            steps = list(_steps(own, queue, model, added, first, second))
            slope, over, under = _fitted(steps, suggested(model, place, queue, group), model.roster.intervals)
            yield (place, queue, group), slope
            yield from _by_interval(place, queue, group, over, under, slope)


@dataclass(frozen=True)
class _Step:
    """A queue in an interval, before and after agents were added: scores, and the weight that they have."""

    interval: int
    curve: Concave
    weight: float
    added: float
    low: float
    high: float


def _curves(model: Model) -> dict[int, dict[str, dict[int, Curve]]]:
    """Curves by target, queue and interval."""
    found: dict[int, dict[str, dict[int, Curve]]] = {}
    for (place, queue, interval), drawn in model.curves.items():
        found.setdefault(place, {}).setdefault(queue, {})[interval] = drawn
    return found


def _steps(
    curves: Mapping[int, Curve], queue: str, model: Model, added: FloatArray, first: Scores, second: Scores
) -> Iterator[_Step]:
    """The intervals that tell something: the queue is judged in both, and was not well served anyway."""
    for interval, drawn in curves.items():
        low, high = first.get((queue, interval)), second.get((queue, interval))
        if low is None or high is None or not np.isfinite(high) or added[interval] <= 0:
            continue
        if low < float(drawn.score[-1]) - 5 * SATURATED:
            rate = model.loads[queue][interval].rate
            yield _Step(interval, drawn.concave, rate, float(added[interval]), low, high)


def _fitted(steps: Sequence[_Step], hint: float, intervals: int) -> tuple[float, FloatArray, FloatArray]:
    """The slope that fits all intervals best, and what each of them says: its slope is the first sum over the second.

    Curves bend: so much of an agent brings more than so much of what an agent brings. Hence the turns.
    """
    slope, sums = 1.0, np.zeros((2, intervals))
    here = [step.curve.needs(step.low) for step in steps]
    for _ in range(TURNS):
        sums[:] = 0.0
        for step, agents in zip(steps, here, strict=True):
            brings = (step.curve.at(agents + slope * step.added) - step.curve.at(agents)) / slope
            sums[:, step.interval] = step.weight * brings * (step.high - step.low), step.weight * brings**2
        over, under = sums.sum(axis=1)
        trust = TRUST * under + 1e-9
        slope = float(np.clip((over + trust * hint) / (under + trust), LEAST, STEEPEST))
    return (slope if slope > LEAST else 0.0), sums[0], sums[1]


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
