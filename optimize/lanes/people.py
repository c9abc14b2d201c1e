"""People: those of a design as sized, with other loads or other promises, interval by interval, without a search for shifts.

The square-root rule: load + beta x square root of the load, each interval keeping the beta that the study found for it, or moved by so many *steps*
of people, a quarter of their square root each. What a group works is not only its own queue's load: what the pool does for the lane, or the
lane for the pool, is read off the hours in which they were busy in the study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.lanes.rule import loads
from sim.staffing import Staffing, on_floor, rounded

if TYPE_CHECKING:
    from optimize.lanes.designs import Design
    from optimize.lanes.result import Crew, Found, Study
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario
    from sim.staffing import Steps

QUARTER = 0.25  # of the square root of the people: a step (``looks.with_more``)


def moved_people(study: Study, one: Found, scenario: Scenario, steps: Mapping[str, float]) -> tuple[Staffing, float]:
    """A design's people with the sliders elsewhere, each group with so many ``steps`` of people more, and what they cost."""
    assert one.staffing is not None
    helped = _helped(study, one)
    before, after = (_worked(one.design, place, helped) for place in (one.design.scenario, scenario))
    staffing = one.staffing
    times = {
        name: _ratio(staffing, name, before[name], after[name], steps.get(name, 0.0))
        for name in before
        if staffing.mean_scheduled(name).any()
    }
    times |= {name: times[name] * _room(one, scenario, name, times[name]) for name in times}
    people = replace(
        staffing,
        steps={name: _scaled(staffing, own, name, times) for name, own in staffing.steps.items()},
        present={name: _scaled(staffing, own, name, times) for name, own in staffing.present.items()},
        cost={name: own * times.get(name, 1.0) for name, own in staffing.cost.items()},
    )
    return people, sum(crew.cost for crew in paid(one, people))


def _helped(study: Study, one: Found) -> tuple[float, float]:
    """The share of the VIPs' work that the pool does for the lane, and of the others' that the lane does for the pool, in the study."""
    loaded, found = loads(one.design.scenario, one.design), list[float]()
    for groups, key in ((one.design.lane, "vip"), (one.design.pool, "others")):
        hours = sum(float(loaded[name].sum()) for name in groups) * study.scenario.calendar.interval / 3600
        hours *= 1 - (one.classes[key].abandonment.mean or 0.0)
        own = sum(crew.busy_hours for crew in one.crews if crew.group in groups)
        found.append(max(1 - own / hours, 0.0) if groups and hours > 0 and not one.design.shared else 0.0)
    return found[0], found[1]


def _worked(design: Design, scenario: Scenario, helped: tuple[float, float]) -> dict[str, FloatArray]:
    """Work by group and interval (erlangs): its own, less what is done for it, and what it does for the other side."""
    own = loads(scenario, design)
    sides = [(design.lane, design.pool, *helped), (design.pool, design.lane, *helped[::-1])]
    found = dict(own)
    for groups, other, away, back in sides:
        there, theirs = (
            sum((own[name] for name in part), np.zeros(scenario.calendar.intervals)) for part in (groups, other)
        )
        for name in groups:
            part = np.divide(own[name], there, out=np.zeros_like(there), where=there > 0)
            found[name] = own[name] * (1 - away) + part * theirs * back
    return found


def _room(one: Found, scenario: Scenario, name: str, times: FloatArray) -> float:
    """What is left of a group's people where there are no more of them on the books."""
    most, crew = (scenario.headcount or {}).get(name), next((crew for crew in one.crews if crew.group == name), None)
    if most is None or crew is None or one.staffing is None:
        return 1.0
    there = one.staffing.mean_scheduled(name)
    wanted = float((there * times).max())
    if crew.shifts is not None and scenario.calendar.days == 1:
        wanted = crew.shifts * float((there * times).sum()) / float(there.sum())
    return min(most / wanted, 1.0) if wanted > 0 else 1.0


def _ratio(staffing: Staffing, name: str, before: FloatArray, after: FloatArray, steps: float) -> FloatArray:
    """How many times as many people of a group there are in each interval: its beta kept, and moved by so many steps."""
    there = staffing.mean_on_floor(name)
    root = np.sqrt(np.divide(after, before, out=np.ones_like(after), where=before > 0))
    wanted = np.where(before > 0, after + (there - before) * root, there)
    step = np.maximum(QUARTER * np.sqrt(staffing.mean_scheduled(name)) * (1 - staffing.shrinkage[name]), 1.0)
    wanted = np.maximum(np.where(there > 0, wanted + steps * step, 0.0), 0.0)
    return np.asarray(np.divide(wanted, there, out=np.ones_like(there), where=there > 0))


def _scaled(staffing: Staffing, own: Steps, name: str, times: Mapping[str, FloatArray]) -> Steps:
    """People by moment, so many times as many; whole people on the floor, what rounding takes from one stretch going to the next."""
    if name not in times or bool((times[name] == 1.0).all()):
        return own
    interval, horizon, shrinkage = staffing.interval, staffing.horizon, staffing.shrinkage[name]
    moments = sorted({at for at, _ in own} | {place * interval for place in range(len(times[name]))})
    owed, found, last = 0.0, list[tuple[float, float]](), 0
    for begins, ends in zip(moments, [*moments[1:], horizon], strict=True):
        while last + 1 < len(own) and own[last + 1][0] <= begins:
            last += 1
        people, lasts = own[last][1], ends - begins
        owed += on_floor(people, shrinkage) * float(times[name][int(begins // interval)]) * lasts
        there = max(rounded(owed / lasts), 0) if people > 0 and lasts > 0 else 0
        owed -= there * lasts
        found.append((begins, there / (1 - shrinkage)))
    return tuple(found)


def paid(one: Found, people: Staffing) -> tuple[Crew, ...]:
    """Crews with what the moved people cost: each as much more as its people by interval do."""
    assert one.staffing is not None
    found = []
    for crew in one.crews:
        before, after = (_weight(staffing, crew.group) for staffing in (one.staffing, people))
        times = after / before if before else 1.0
        found.append(
            replace(
                crew, cost=crew.cost * times, paid_hours=crew.paid_hours * times, most_at_once=float(people.mean_scheduled(crew.group).max()),
                shifts=None if crew.shifts is None else round(crew.shifts * times),
            )
        )  # fmt: skip
    return tuple(found)


def _weight(staffing: Staffing, group: str) -> float:
    """What a group costs over the calendar; its hours where nobody has a wage."""
    cost = float(staffing.cost[group].sum())
    return cost or float(staffing.mean_scheduled(group).sum())
