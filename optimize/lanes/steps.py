"""Steps: by how many steps of people (``people.py``) a design has more where something else is asked of it, or where a first guess falls short.

Beta moves the logarithm of the share that is not answered in time nearly evenly; by how much a step does, the study has seen: its frontier has
every design with a step more and a step fewer. Nothing of that is a verdict: the people meet simulated days afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from optimize.lanes.measuring import is_about

if TYPE_CHECKING:
    from optimize.lanes.designs import Design
    from optimize.lanes.result import Found, FrontierPoint, Study
    from scenarios.schema import Target
    from sim.targets import Verdict

USUAL = -0.25  # change of log(not answered in time) by a step of people, where the study has nothing to tell it
GENTLEST = -0.02
MOST_RIGHT = 4.0  # steps by which a first guess is set right
NOTHING = -1e3  # steps
LEAST = 1e-4  # of contacts that are not answered in time

Key = tuple[str, str | None, str, float | None, str, float | None]
Rates = Mapping[str, float]  # answered in time, by class


def key_of(target: Target) -> Key:
    """A target by what it is about: designs may leave out others, so that its place may differ."""
    return (target.scope, target.of_what, target.measure, target.within, target.per, target.confidence)


def asked_more(study: Study, one: Found, asked: Mapping[Key, float]) -> dict[str, float]:
    """By how many steps each group has more people where this is asked instead."""
    if not asked:
        return {}
    found: dict[str, float] = {}
    for groups, classes in _parts(one.design):
        after, before = (_tightest(study, one, classes, some) for some in (asked, {}))
        found |= dict.fromkeys(groups, after - before)
    return found


def set_right(
    study: Study, one: Found, asked: Mapping[Key, float], steps: Mapping[str, float], here: Rates, home: Rates
) -> dict[str, float]:
    """Steps set right by what a first guess brought on the days on which the people of the study brought ``home``.

    The class whose promise is the tightest is to fare as in the study, or as its moved target has it; others may fare worse by what they have to spare.
    """
    found = dict(steps)
    for groups, classes in _parts(one.design):
        by = next((steps.get(name, 0.0) for name in groups), 0.0)
        needs = {key: _tightest(study, one, (key,), asked) for key in classes}
        off = -math.inf
        for key in classes:
            slope, slack = _slope(study, one.key, key), max(needs.values()) - needs[key]
            off = max(off, (_late(home[key]) + slope * by - _late(here[key])) / slope - slack)
        found |= dict.fromkeys(groups, by + min(max(off, -MOST_RIGHT), MOST_RIGHT))
    return found


def _late(rate: float) -> float:
    return math.log(max(1 - rate, LEAST))


def _tightest(study: Study, one: Found, classes: Sequence[str], asked: Mapping[Key, float]) -> float:
    """How many steps the tightest promise to some classes is away from what is reached; far below where nothing is promised."""
    needs = [
        _need(verdict, _slope(study, one.key, key), asked.get(key_of(verdict.target), verdict.target.asked))
        for key in classes
        for verdict in _about(study, one, key)
    ]
    return max(needs, default=NOTHING)


def _parts(design: Design) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Groups, and the classes for whom they are as many as they are."""
    if design.shared:
        return ((design.pool, ("vip", "others")),)
    return ((design.lane, ("vip",)), (design.pool, ("others",)))


def _about(study: Study, one: Found, key: str) -> list[Verdict]:
    """What became of the targets about a class."""
    return [
        verdict
        for verdict in one.verdicts
        if verdict.judged
        and verdict.target.measure == "answer_rate"
        and is_about(verdict.target.scope, verdict.target.of_what, study.classes.both[key])
    ]


def _need(verdict: Verdict, slope: float, asked: float) -> float:
    """Steps of people until the worst period of a target has what is asked; where days are counted, from what was asked of them."""
    target, worst = verdict.target, verdict.worst
    reached = target.asked if worst is None or worst.reached is None or target.confidence is not None else worst.reached
    return math.log(max(1 - asked, LEAST) / max(1 - reached, LEAST)) / slope


def _slope(study: Study, key: str, tier: str) -> float:
    """What a step of people does to log(not answered in time) of a class: by the design's frontier, else by that of the others."""

    def seen(points: Sequence[FrontierPoint]) -> float | None:
        order = sorted(points, key=lambda one: one.scale)
        late = [1 - (getattr(one, tier).mean or 0.0) for one in order]
        if len(order) < 3 or min(late) <= LEAST:
            return None
        return math.log(late[-1] / late[0]) / (len(order) - 1)

    moves_it = tier == "vip" or study.found(key).design.shared
    own = seen([one for one in study.frontier if one.key == key]) if moves_it else None
    if own is None:
        shared = [one.key for one in study.designs if one.design.shared]
        some = [
            slope for name in shared if (slope := seen([one for one in study.frontier if one.key == name])) is not None
        ]
        own = sum(some) / len(some) if some else USUAL
    return min(own, GENTLEST)
