"""Required: the fewest people of a group on the floor with whom the targets are still met, the others as planned.

Looked for interval by interval and group by group, every other interval and group staying as planned. A target over an hour
or a day asks of an interval what it takes for the whole period to be met still. Judged by the formula as simulation has
corrected it, so it is an estimate wherever the plan was found by simulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.demands import Demand
from optimize.shifts import FloatArray

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs
    from optimize.model import Duty, Model
    from sim.staffing import Staffing


def required(model: Model, beliefs: Beliefs, duty: Duty, staffing: Staffing) -> Mapping[str, FloatArray]:
    """Fewest people on the floor by planned group and interval."""
    if not beliefs.slopes:  # nothing was simulated yet
        return {group: np.ceil(staffing.mean_on_floor(group) - 1e-9) for group in model.roster.planned}
    slack = {(d.place, d.first): _score(model, beliefs, d, duty) - _needed(beliefs, d) for d in model.demands}
    found = {}
    for group in model.roster.planned:
        present = np.ceil(staffing.mean_on_floor(group) - 1e-9)
        fewest = np.zeros(len(present))
        for interval, people in enumerate(present):
            concerned = [d for d in model.demands if d.first <= interval <= d.last and _serves(model, d, group)]
            fewest[interval] = max(
                (
                    _fewest(
                        model, beliefs, d, duty, group=group, interval=interval, people=people,
                        spare=max(slack[d.place, d.first], 0.0),
                    )
                    for d in concerned
                ),
                default=0.0,
            )  # fmt: skip
        found[group] = fewest
    return found


def _serves(model: Model, demand: Demand, group: str) -> bool:
    return any(model.worth(demand.target, group, cell.queue) > 0 for cell in demand.cells)


def _needed(beliefs: Beliefs, demand: Demand) -> float:
    """Score that the period needs, margins aside: what the extras leave to be done."""
    return 0.0 if demand.single else -beliefs.extras.get((demand.place, demand.first), 0.0)


def _score(model: Model, beliefs: Beliefs, demand: Demand, duty: Duty, interval: int | None = None) -> float:
    """Score of a period (or of one interval of it), in contacts, as believed."""
    total = 0.0
    for cell in demand.cells:
        if interval in (None, cell.interval):
            drawn = model.curves[demand.place, cell.queue, cell.interval]
            agents = model.effective(demand.place, cell.queue, cell.interval, duty, beliefs.slopes)
            curve = drawn if demand.single else drawn.concave
            total += cell.weight * curve.at(agents + beliefs.offset(demand.place, cell))
    return total


def _fewest(
    model: Model,
    beliefs: Beliefs,
    demand: Demand,
    duty: Duty,
    *,
    group: str,
    interval: int,
    people: float,
    spare: float,
) -> float:
    """Fewest people with whom the period keeps a score of at least 0; as many as planned if it has nothing to spare."""
    cells = [cell for cell in demand.cells if cell.interval == interval]
    if not cells or people <= 0:
        return 0.0
    planned = _score(model, beliefs, demand, duty, interval)
    least, most = 0, int(people)
    while least < most:
        middle = (least + most) // 2
        present = duty.present[group].copy()
        present[interval] = middle
        fewer = replace(duty, present={**duty.present, group: present})
        if planned - _score(model, beliefs, demand, fewer, interval) <= spare + 1e-9:
            most = middle
        else:
            least = middle + 1
    return float(most)
