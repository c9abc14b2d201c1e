"""Map: where a lane of its own starts to pay.

For some shares of VIPs and some volumes both ways are sized anew: a dedicated lane beside a pool, and the shared pool. Sizing fifty
centres by a search would take too long, and shifts would blur what is to be seen, so agents are counted interval by interval
here by the square-root rule: load + beta x square root of the load, which is how the need of a group grows with its size (Halfin and
Whitt 1981; Borst, Mandelbaum and Reiman 2004). Each group has one beta, and it is not taken from the rule: it is the least with which
the targets are met over the simulated days as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.handling import handling
from optimize.lanes.measuring import Measured, is_about
from optimize.lanes.result import Map, MapCell
from optimize.lanes.source import expected, scaled
from optimize.lanes.work import LOOKED_APART
from optimize.search.days import Days
from optimize.visits import visits
from sim.definitions import Sample
from sim.staffing import Staffing
from sim.targets import AT_MOST, evidence

if TYPE_CHECKING:
    from optimize.lanes.classes import Classes
    from optimize.lanes.designs import Design
    from optimize.lanes.sizing import Terms
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario, Target
    from sim.experiment import Results

SHARES = (0.25, 0.5, 1.0, 2.0, 4.0)  # times the scenario's share of VIPs
MOST_SHARE = 0.6
VOLUMES = (0.25, 1.0, 2.0)
VALUES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)  # times what a lost VIP costs in the scenario
CONTACTS = 200_000  # simulated of each point and beta
FEWEST, MOST = 4, 40  # days
STEPS = 7
LEAST, HIGHEST = -2.5, 6.0  # beta
NEAR = 0.02


@dataclass(frozen=True)
class Point:
    """One point of the map, to be worked out anywhere."""

    lane: Design
    pool: Design
    classes: Classes
    within: Mapping[str, float]
    share: float
    volume: float
    seed: int
    engine: str | None


def points(
    lane: Design, pool: Design, classes: Classes, within: Mapping[str, float], terms: Terms
) -> tuple[Point, ...]:
    """The points of the map."""
    usual = share_of(lane.scenario, classes)
    shares = sorted({round(min(usual * times, MOST_SHARE), 3) for times in SHARES})
    return tuple(
        Point(lane, pool, classes, within, share, volume, terms.seed, terms.engine)
        for share in shares
        for volume in VOLUMES
    )


def share_of(scenario: Scenario, classes: Classes) -> float:
    """Share of VIPs among the expected contacts of the classes."""
    vip, others = (
        sum(sum(expected(scenario.contact_types[kind])) for kind in tier.contact_types)
        for tier in classes.both.values()
    )
    return vip / (vip + others)


def cell(point: Point) -> MapCell:
    """Size both ways at a point."""
    usual = share_of(point.lane.scenario, point.classes)
    factors = {
        **dict.fromkeys(point.classes.vip.contact_types, point.volume * point.share / usual),
        **dict.fromkeys(point.classes.others.contact_types, point.volume * (1 - point.share) / (1 - usual)),
    }
    lane, pool = (_sized(scaled(one.source, factors).scenario, one, point) for one in (point.lane, point.pool))
    saved, others = (float((pool.lost[key] - lane.lost[key]).mean()) for key in ("vip", "others"))
    dearer = lane.cost - pool.cost
    even = 0.0 if dearer <= 0 else dearer / saved if saved > 0 else None
    return MapCell(point.share, point.volume, lane.cost, pool.cost, saved, others, even)


@dataclass(frozen=True)
class _Sized:
    cost: float
    lost: Mapping[str, FloatArray]


def _sized(scenario: Scenario, design: Design, point: Point) -> _Sized:
    """The least betas with which the targets are met, and what the agents cost."""
    load = loads(scenario, design)
    contacts = sum(sum(kind.arrivals.volumes) for kind in scenario.contact_types.values())
    days = Days(
        scenario, point.seed + LOOKED_APART, int(np.clip(round(CONTACTS / contacts), FEWEST, MOST)), 1, point.engine
    )

    def at(betas: Mapping[str, float]) -> tuple[Staffing, Results]:
        people = {name: people_of(scenario, name, load[name], beta) for name, beta in betas.items()}
        fixed = {name: group.staffing or () for name, group in scenario.agent_groups.items() if name not in betas}
        order = {**fixed, **people}
        staffing = Staffing.by_interval(scenario, {name: order[name] for name in scenario.agent_groups})
        return staffing, days.run([staffing])[0]

    parts = _parts(scenario, design, point.classes, load)
    betas = _least(at, parts)
    staffing, results = at(betas)
    seen = Measured(results, point.classes, point.within)
    cost = sum(float(staffing.cost[name].sum()) for name in betas)
    return _Sized(cost, {key: seen.lost(key) for key in point.classes.both})


def loads(scenario: Scenario, design: Design) -> dict[str, FloatArray]:
    """Offered load (erlangs) by interval of each group of a design: of the queues that it likes best, shared evenly with who does too."""
    found = {name: np.zeros(scenario.calendar.intervals) for name in (*design.lane, *design.pool)}
    for (_, queue), flow in visits(scenario).items():
        able = {name: group.skills[queue] for name, group in scenario.agent_groups.items() if queue in group.skills}
        liked = min((skill.preference for skill in able.values()), default=None)
        ours = [name for name, skill in able.items() if skill.preference == liked]
        for name in ours:
            if name in found:
                found[name] += flow / len(ours) * handling(scenario, name, queue) / scenario.calendar.interval
    return found


def people_of(scenario: Scenario, name: str, load: FloatArray, beta: float) -> list[float]:
    """Scheduled people of a group by interval: load + beta x square root of the load.

    What rounding takes from one interval it gives to the next, so that a slightly larger beta brings some people, if not everywhere.
    """
    wanted = np.maximum(load + beta * np.sqrt(load), 0.0)
    agents = np.diff(np.floor(np.concatenate([[0.0], np.cumsum(wanted)]) + 0.5))
    return list((agents / (1 - scenario.agent_groups[name].shrinkage)).tolist())


def _parts(
    scenario: Scenario, design: Design, classes: Classes, load: Mapping[str, FloatArray]
) -> dict[tuple[str, ...], tuple[Target, ...]]:
    """Groups that share a beta, and the targets that it has to meet."""
    asked = tuple(
        target for target in scenario.targets if target.scope != "agent_group" and target.measure != "on_time"
    )
    busy = {name for name, own in load.items() if own.sum() > 0}
    lane, pool = (tuple(name for name in part if name in busy) for part in (design.lane, design.pool))
    if not lane or not pool:
        return {(*lane, *pool): asked}
    of_vip = tuple(target for target in asked if is_about(target.scope, target.of_what, classes.vip))
    return {lane: of_vip, pool: tuple(target for target in asked if target not in of_vip)}


def _least(
    at: Callable[[Mapping[str, float]], tuple[Staffing, Results]], parts: Mapping[tuple[str, ...], Sequence[Target]]
) -> dict[str, float]:
    """Find the least beta of each part with which its targets are met, all parts at a time: halving, which needs no slope."""
    low, high = dict.fromkeys(parts, LEAST), dict.fromkeys(parts, HIGHEST)
    for _ in range(STEPS):
        middle = {part: (low[part] + high[part]) / 2 for part in parts}
        _, results = at({name: beta for part, beta in middle.items() for name in part})
        sample = Sample(results.scenario, results.tallies, results.known)
        for part, targets in parts.items():
            (high if all(_met(sample, target) for target in targets) else low)[part] = middle[part]
    return {name: beta for part, beta in high.items() for name in part}


def _met(sample: Sample, target: Target) -> bool:
    """Whether a target is met over all days and periods together."""
    found = evidence(sample, target, "horizon")
    mean = float(found.estimate.mean[0])
    if np.isnan(mean):
        return True
    return mean <= target.asked if target.measure in AT_MOST else mean >= target.asked


def drawn(made: Sequence[MapCell], lane: Design, pool: Design, worth: tuple[float, float], classes: Classes) -> Map:
    """The map, and what it says; ``worth``: what a lost customer of each class costs."""
    (value, others), name, currency = worth, classes.vip.name, lane.scenario.currency
    shares, volumes = (tuple(sorted({getattr(one, key) for one in made})) for key in ("share", "volume"))
    values = tuple(times * (value or 1.0) for times in VALUES)
    pays = [one for one in made if one.pays(value, others)]
    money = f" {currency}".rstrip()
    if not pays:
        even = [one.breaks_even for one in made if one.breaks_even is not None]
        said = f"{lane.title} pays nowhere on this map at {value:,.0f}{money} a lost customer of {name}"
        said += (
            f"; it would from {min(even):,.0f}{money} on, at the best point." if even else ": it saves none of them."
        )
    elif len(pays) == len(made):
        said = f"{lane.title} pays everywhere on this map."
    else:
        least = min(pays, key=lambda one: (one.share, one.volume))
        said = f"{lane.title} pays at {len(pays)} of {len(made)} points, from a share of {least.share:.1%} at {least.volume:g} times the volume on."
    notes = (
        "Agents are counted interval by interval without shifts, by load + beta x square root of the load with the least beta that meets the "
        "targets over the days as a whole; a beta is found to within 0.07.",
    )
    order = tuple(sorted(made, key=lambda one: (one.volume, one.share)))
    return Map(lane.key, pool.key, shares, volumes, values, order, said, notes)
