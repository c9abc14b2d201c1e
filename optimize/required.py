"""Required: the fewest people of a group on the floor with whom the targets are still met, the others as planned.

Looked for interval by interval and group by group, every other interval and group staying as planned. What a target over an
hour or a day has to spare is shared out over its intervals by their contacts: else each interval could claim all of it, and
people would seem needless everywhere who are needed somewhere. Where no target is about an interval nothing is required
(NaN), unless a minimum of staff is. Wherever the plan was found by simulation it is an estimate: small centres are simulated with fewer
people (``required_tried.py``), and a number is given only if it was enough there; in others it is judged by the formula, as it agrees
with the plan on its test days, by the curve itself and by the one the program uses, whichever loses more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.beliefs import learn
from optimize.demands import Demand
from optimize.required_tried import Trials, days_for
from optimize.shifts import FloatArray
from sim.staffing import on_floor

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimize.beliefs import Beliefs
    from optimize.effort import Clock
    from optimize.model import Duty, Model
    from optimize.program import Roster
    from sim.experiment import Results
    from sim.staffing import Staffing


def required(
    model: Model, beliefs: Beliefs, duty: Duty, staffing: Staffing, results: Results, clock: Clock | None = None
) -> Mapping[str, FloatArray]:
    """Fewest people on the floor by planned group and interval; ``results``: the plan on its test days.

    Where the ``clock`` is over before all is known, nobody knows (``unknown``): half of it would look like all.
    """

    def late() -> bool:
        return clock is not None and clock.over

    if late():
        return unknown(model.roster)
    if not beliefs.slopes:  # nothing was simulated yet
        return {group: np.ceil(staffing.mean_on_floor(group) - 1e-9) for group in model.roster.planned}
    guessed = _by_curves(model, _at_the_plan(model, beliefs, duty, results), duty, staffing, late)
    if late() or not days_for(model) or not all(verdict.met for verdict in results.verdicts):
        return unknown(model.roster) if late() else guessed
    trials, found = Trials(model, staffing, results), {}
    for group, fewest in guessed.items():
        least, planned = np.nan_to_num(minimum_on_floor(model.roster, group)), staffing.mean_on_floor(group)
        tried = trials.fewest(group, fewest, float(least), late)
        found[group] = np.fmin(tried, np.where(np.isnan(fewest), np.nan, planned))
    return unknown(model.roster) if late() else found


def unknown(roster: Roster) -> dict[str, FloatArray]:
    """What is required where there was no time to find out."""
    return {group: np.full(roster.intervals, np.nan) for group in roster.planned}


def _at_the_plan(model: Model, beliefs: Beliefs, duty: Duty, results: Results) -> Beliefs:
    """What is believed, moved to this plan; where it has more than enough nothing tells how much, and the formula is not bettered."""
    beliefs = replace(beliefs, offsets={key: min(offset, 0.0) for key, offset in beliefs.offsets.items()})
    return learn(beliefs, model, duty, results, 1.0)


def _by_curves(
    model: Model, beliefs: Beliefs, duty: Duty, staffing: Staffing, late: Callable[[], bool]
) -> dict[str, FloatArray]:
    """What the curves say; nobody looks at it where it got ``late`` on the way."""
    slack = {(d.place, d.first): _score(model, beliefs, d, duty) - _needed(beliefs, d) for d in model.demands}
    found = {}
    for group in model.roster.planned:
        present = np.ceil(staffing.mean_on_floor(group) - 1e-9)
        fewest = np.full(len(present), minimum_on_floor(model.roster, group))
        for interval, people in enumerate(present):
            if late():
                break
            for demand in model.demands:
                share = share_of(demand, interval)
                if share > 0 and _serves(model, demand, group):
                    spare = max(slack[demand.place, demand.first], 0.0) * share
                    asked = _fewest(
                        model, beliefs, demand, duty, group=group, interval=interval, people=people, spare=spare
                    )
                    fewest[interval] = np.fmax(fewest[interval], asked)
        # Where people come or go within an interval, whole people would be more than the plan, which is enough, has on average.
        planned = staffing.mean_on_floor(group)
        found[group] = np.where(fewest > planned, planned, fewest)
    return found


def share_of(demand: Demand, interval: int) -> float:
    """Share of a period's contacts that the interval has."""
    return sum(cell.weight for cell in demand.cells if cell.interval == interval) / demand.weight


def minimum_on_floor(roster: Roster, group: str) -> float:
    """People on the floor out of the staff minimum, NaN where there is none."""
    least = roster.staff_minimum.get(group)
    return np.nan if least is None else float(on_floor(least, roster.shrinkage[group]))


def _serves(model: Model, demand: Demand, group: str) -> bool:
    return any(model.worth(demand.target, group, cell.queue) > 0 for cell in demand.cells)


def _needed(beliefs: Beliefs, demand: Demand) -> float:
    """Score that the period needs, margins aside: what the extras leave to be done."""
    return 0.0 if demand.single else -beliefs.extras.get((demand.place, demand.first), 0.0)


def _score(
    model: Model, beliefs: Beliefs, demand: Demand, duty: Duty, interval: int | None = None, *, drawn_out: bool = False
) -> float:
    """Score of a period (or of one interval of it), in contacts, as believed; ``drawn_out``: by the curves as they were drawn."""
    total = 0.0
    for cell in demand.cells:
        if interval in (None, cell.interval):
            drawn = model.curves[demand.place, cell.queue, cell.interval]
            agents = model.effective(demand.place, cell.queue, cell.interval, duty, beliefs.slopes)
            curve = drawn if demand.single or drawn_out else drawn.concave
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
    planned = [_score(model, beliefs, demand, duty, interval, drawn_out=true) for true in (False, True)]
    least, most = 0, int(people)
    while least < most:
        middle = (least + most) // 2
        present = duty.present[group].copy()
        present[interval] = model.attendance.working_at(group, interval, middle)
        fewer = replace(duty, present={**duty.present, group: present})
        left = [_score(model, beliefs, demand, fewer, interval, drawn_out=true) for true in (False, True)]
        if max(before - after for before, after in zip(planned, left, strict=True)) <= spare + 1e-9:
            most = middle
        else:
            least = middle + 1
    return float(most)
