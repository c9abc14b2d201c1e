"""Map: where a lane of its own starts to pay.

For some shares of VIPs and some volumes both ways are sized anew: a dedicated lane beside a pool, and the shared pool. Sizing fifty
centres by a search would take too long, and shifts would blur what is to be seen, so agents are counted by the square-root rule
(``rule.py``). A lane pays where what it saves of lost customers is worth more than what its people cost more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.lanes.measuring import Measured
from optimize.lanes.result import Map, MapCell
from optimize.lanes.rule import NEAR, Rule, Ruled, days_of
from optimize.lanes.source import awaited, scaled

if TYPE_CHECKING:
    from optimize.lanes.classes import Classes
    from optimize.lanes.designs import Design
    from optimize.lanes.sizing import Terms
    from scenarios.schema import Scenario

SHARES = (0.5, 1.0, 2.0, 4.0)  # times the scenario's share of VIPs
MOST_SHARE = 0.6
VOLUMES = (0.25, 1.0, 2.0)
VALUES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)  # times what a lost VIP costs in the scenario
CONTACTS = 200_000  # simulated of each point and beta


@dataclass(frozen=True)
class Point:
    """One point of the map, to be worked out anywhere."""

    lane: Design
    pool: Design
    classes: Classes
    within: Mapping[str, float]
    share: float
    volume: float
    value: float  # of a lost VIP, on average
    seed: int
    engine: str | None


def points(
    lane: Design, pool: Design, classes: Classes, within: Mapping[str, float], value: float, terms: Terms
) -> tuple[Point, ...]:
    """The points of the map; ``value``: what a lost VIP costs."""
    usual = share_of(lane.scenario, classes)
    shares = sorted({round(min(usual * times, MOST_SHARE), 3) for times in SHARES})
    return tuple(
        Point(lane, pool, classes, within, share, volume, value, terms.seed, terms.engine)
        for share in shares
        for volume in VOLUMES
    )


def share_of(scenario: Scenario, classes: Classes) -> float:
    """Share of VIPs among the expected contacts of the classes."""
    vip, others = (sum(awaited(scenario, kind) for kind in tier.contact_types) for tier in classes.both.values())
    return vip / (vip + others)


def cell(point: Point) -> MapCell:
    """Size both ways at a point."""
    usual = share_of(point.lane.scenario, point.classes)
    factors = {
        **dict.fromkeys(point.classes.vip.contact_types, point.volume * point.share / usual),
        **dict.fromkeys(point.classes.others.contact_types, point.volume * (1 - point.share) / (1 - usual)),
    }
    lane, pool = (_sized(scaled(one.source, factors).scenario, one, point) for one in (point.lane, point.pool))
    seen = [Measured(one.results, point.classes, point.within) for one in (pool, lane)]
    saved, others = (float((seen[0].lost(key) - seen[1].lost(key)).mean()) for key in point.classes.both)
    money, of_others = (
        float((seen[0].sums(key, "cost of loss") - seen[1].sums(key, "cost of loss")).mean())
        for key in point.classes.both
    )
    counted = money / point.value if point.value else saved
    met = lane.met and pool.met
    edges = edges_of(lane.cost - pool.cost - of_others, counted) if met else (None, None)
    return MapCell(
        point.share,
        point.volume,
        lane.cost,
        pool.cost,
        saved,
        others,
        *edges,
        counted=counted,
        others_money=of_others,
        met=met,
    )


def edges_of(dearer: float, saved: float) -> tuple[float | None, float | None]:
    """Between which values of a lost VIP a lane pays that costs so much more and saves so many: from, and up to (None: without end)."""
    if saved > 0:
        return max(dearer / saved, 0.0), None
    if dearer >= 0:
        return None, None
    return 0.0, dearer / saved if saved < 0 else None


def worth_of(seen: Measured, key: str) -> float:
    """What a lost customer of a class costs, on average over those who are lost; over those who come, where nobody is."""
    scenario, types = seen.results.scenario, seen.classes.both[key].contact_types
    values = [scenario.contact_types[name].cost_of_loss for name in types]
    lost = float(seen.lost(key).sum())
    if len(set(values)) == 1 or not lost:
        coming = [awaited(scenario, name) for name in types]
        return float(np.average(values, weights=coming)) if sum(coming) else values[0]
    return float(seen.sums(key, "cost of loss").sum()) / lost


def _sized(scenario: Scenario, design: Design, point: Point) -> Ruled:
    days = days_of(scenario, point.seed, point.engine, CONTACTS)
    return Rule(scenario, design, point.classes, days).least()


def drawn(made: Sequence[MapCell], lane: Design, pool: Design, worth: tuple[float, float], classes: Classes) -> Map:
    """The map, and what it says; ``worth``: what a lost customer of each class costs."""
    value, name, currency = worth[0], classes.vip.name, lane.scenario.currency
    shares, volumes = (tuple(sorted({getattr(one, key) for one in made})) for key in ("share", "volume"))
    values = tuple(times * (value or 1.0) for times in VALUES)
    sized = [one for one in made if one.met]
    pays = [one for one in sized if one.pays(value)]
    money = f" {currency}".rstrip()
    if not sized:
        said = "At no point of this map do both ways keep the targets, whatever the number of agents: costs cannot be compared."
    elif not pays:
        said = f"{lane.title} pays nowhere on this map at {value:,.0f}{money} a lost customer of {name}"
        said += f"{_elsewhere(sized, value, name, money)}."
    elif len(pays) == len(made):
        said = f"{lane.title} pays everywhere on this map."
    else:
        least = min(pays, key=lambda one: (one.share, one.volume))
        said = f"{lane.title} pays at {len(pays)} of {len(made)} points, from a share of {least.share:.1%} at {least.volume:g} times the volume on."
    if pays and len(pays) < len(made) and any(one.up_to is not None for one in made):
        said += f" Where it costs less but loses more of {name}, it pays only while a lost one costs little."
    if sized and len(sized) < len(made):
        said += f" At {len(made) - len(sized)} points no number of agents keeps the targets both ways."
    notes = (
        f"The map holds a dedicated lane against one shared design, the cheapest in the centre as it is ({pool.called}), at every point.",
        "Agents are counted interval by interval without shifts, by load + beta x square root of the load with the least beta that meets the "
        f"targets over the days as a whole; a beta is found to within {NEAR:g}.",
        *_of_many(classes, lane.scenario),
    )
    order = tuple(sorted(made, key=lambda one: (one.volume, one.share)))
    return Map(lane.key, pool.key, shares, volumes, values, order, said, notes, worth)


def _of_many(classes: Classes, scenario: Scenario) -> list[str]:
    """What the value of a lost customer is where a class has several."""
    return [
        f"A lost customer of {tier.name} is the mean one: each contact type counts at its own cost, by how many of it are lost."
        for tier in classes.both.values()
        if len({scenario.contact_types[name].cost_of_loss for name in tier.contact_types}) > 1
    ]


def _elsewhere(made: Sequence[MapCell], value: float, name: str, money: str) -> str:
    """At which other values a lane would pay somewhere."""
    later = [one.breaks_even for one in made if one.breaks_even is not None and one.breaks_even > value]
    less = [one.up_to for one in made if one.up_to is not None]
    parts = [f"it would from {min(later):,.0f}{money} on, at the best point"] if later else []
    if less:
        parts.append(
            f"at {len(less)} points its people cost less but more {name} are lost: there it pays only up to {max(less):,.0f}{money}"
        )
    return f"; {'; '.join(parts)}" if parts else ": it saves none of them"
