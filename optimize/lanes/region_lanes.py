"""Lanes of regions: the centre that consists of nothing but VIPs and their lanes, and how few people each lane takes.

Every region's VIPs come as those of its contacts do who ask for a person, each as to the queue that they ask for: with its handling, its hours and the
wage of who serves it first. What the IVR settles is left out beforehand, for it is the same whatever lanes there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.handling import handling
from optimize.lanes.result import Estimate
from optimize.lanes.rule import HIGHEST, LEAST, MONEY, NEAR, days_of
from optimize.lanes.source import Data, Source
from optimize.shifts import FloatArray
from optimize.visits import flows, visits
from scenarios.units import show_duration
from sim.definitions import Sample
from sim.staffing import Staffing
from sim.sums.ratios import Ratio, ratio
from sim.sums.tally import within_key
from sim.targets import number

if TYPE_CHECKING:
    from optimize.search.days import Days
    from scenarios.schema import Scenario
    from sim.experiment import Results

CONTACTS = 100_000
SHARED = "shared_lane"
KEPT = ("channel", "patience")  # of a contact type
Kept = Callable[[Ratio], FloatArray]  # what of an answer rate is held against the promise
ENOUGH: tuple[Kept, ...] = (lambda rate: rate.mean, lambda rate: rate.high, lambda rate: rate.low)


@dataclass(frozen=True)
class Lanes:
    """A scenario of lanes alone: the people of each with its load (erlangs) by interval, and where each region's contacts are in it."""

    scenario: Scenario
    load: Mapping[str, FloatArray]
    asking: Mapping[str, tuple[str, ...]]  # region -> contact types
    place: Mapping[str, str]  # region -> group
    promise: tuple[float, float]

    def contacts(self, region: str) -> float:
        """Contacts of a region that ask for a person who is there."""
        return sum(float(flow.sum()) for (kind, _), flow in flows(self.scenario).items() if kind in self.asking[region])


@dataclass(frozen=True)
class Size:
    """People of a lane: what they cost and how many hours are paid."""

    cost: float
    hours: float


@dataclass(frozen=True)
class Sizes:
    """Lanes as sized, with the limits of what each costs, and what each region is answered with them."""

    lanes: Mapping[str, tuple[Size, Size, Size]]  # as it is, at least, at most
    rates: Mapping[str, Estimate]


def lane_of(region: str) -> str:
    """The group of a region's own lane."""
    return f"{region}_lane"


def asks(scenario: Scenario, name: str) -> bool:
    """Whether anybody of a type asks for a person who is there."""
    return any(flow.sum() > 0 for (kind, _), flow in flows(scenario).items() if kind == name)


def lanes_of(
    made: Source, names: Sequence[str], share: float, promise: tuple[float, float], *, together: bool
) -> Lanes:
    """The VIPs of all regions and nobody else, in lanes of their own or in one for all.

    Who asks for two queues is two contact types here, for each queue has its handling and its hours.
    """
    data, calls = made.data, _calling(made)
    kinds, queues, groups, open_hours = Data(), Data(), Data(), Data()
    asking: dict[str, tuple[str, ...]] = {}
    for name in names:
        place = SHARED if together else lane_of(name)
        theirs = [queue for kind, queue in calls if kind == name]
        for queue in theirs:
            own = name if len(theirs) == 1 else f"{name}_{queue}"
            kinds[own] = _kind(made, name, [share * one for one in calls[name, queue]])
            kinds[own]["enters"] = own
            queues[own] = {}
            if queue in data.get("open", {}):
                open_hours[own] = deepcopy(data["open"][queue])
            skill = data["agent_groups"][_server(made.scenario, queue)]["skills"][queue]
            kept = {key: deepcopy(value) for key, value in skill.items() if key in ("handle_time", "wrap_up")}
            regions_of_it = names if together else (name,)
            people = _people_of(made.scenario, {key: flow for key, flow in calls.items() if key[0] in regions_of_it})
            groups.setdefault(place, {**people, "skills": Data()})["skills"][own] = kept
            asking[name] = (*asking.get(name, ()), own)
    kept = {key: deepcopy(data[key]) for key in ("calendar", "busyness", "closing") if key in data}
    whole: Data = {**kept, "contact_types": kinds, "queues": queues, "agent_groups": groups, "open": open_hours}
    whole["targets"] = [{"answer_rate": promise[0], "within": show_duration(promise[1])}]
    ready = Source(whole, made.name, made.folder).scenario
    load = {name: np.zeros(ready.calendar.intervals) for name in groups}
    places = {own: SHARED if together else lane_of(name) for name, all_own in asking.items() for own in all_own}
    for (kind, queue), flow in visits(ready).items():
        load[places[kind]] += flow * handling(ready, places[kind], queue) / ready.calendar.interval
    return Lanes(ready, load, asking, {name: places[all_own[0]] for name, all_own in asking.items()}, promise)


def _calling(made: Source) -> dict[tuple[str, str], FloatArray]:
    """Contacts that ask for each queue, by type and interval, whether it is open or not: what the lanes' queues see, at a day's usual busyness."""
    always = made.copied()
    always.pop("open", None)
    scenario = made.changed(always).scenario
    found = {}
    for (name, queue), flow in flows(scenario).items():
        busyness = scenario.contact_types[name].arrivals.busyness
        found[name, queue] = flow / (1.0 if busyness is None else scenario.busyness[busyness].mean())
    return {key: flow for key, flow in found.items() if flow.sum() > 0}


def _kind(made: Source, name: str, volumes: Sequence[float]) -> Data:
    """A contact type whose contacts all ask for a person, and come once."""
    own = {key: deepcopy(value) for key, value in made.data["contact_types"][name].items() if key in KEPT}
    busyness = made.scenario.contact_types[name].arrivals.busyness
    own["arrivals"] = {"volumes": list(volumes), **({} if busyness is None else {"busyness": busyness})}
    return own


def _people_of(scenario: Scenario, calls: Mapping[tuple[str, str], FloatArray]) -> Data:
    """Wage and shrinkage of a lane: those of the groups that serve its queues, each counting as the contacts that it takes."""
    contacts = [float(flow.sum()) for flow in calls.values()]
    groups = [scenario.agent_groups[_server(scenario, queue)] for _, queue in calls]
    people: Data = {"shrinkage": float(np.average([group.shrinkage for group in groups], weights=contacts))}
    if all(group.cost is not None for group in groups):
        people["cost"] = f"{float(np.average([group.cost or 0.0 for group in groups], weights=contacts)):.6g} per h"
    return people


def _server(scenario: Scenario, queue: str) -> str:
    """The group that likes a queue best, the cheapest of several."""
    able = {key: group for key, group in scenario.agent_groups.items() if queue in group.skills}
    return min(
        able, key=lambda key: (able[key].skills[queue].preference, able[key].skills[queue].after, able[key].cost or 0)
    )


def sized(lanes: Lanes, seed: int, workers: int | Executor, engine: str | None) -> Sizes:
    """Each lane as small as its promise allows, and within which limits that is so."""
    days = days_of(lanes.scenario, seed, engine, CONTACTS)
    days = type(days)(lanes.scenario, days.seed, days.count, workers, engine)
    betas = [_betas(lanes, days, enough) for enough in ENOUGH]
    found = {name: tuple(_size(lanes, name, beta[name]) for beta in betas) for name in lanes.load}
    results = _run(lanes, days, betas[0])
    rates = {}
    for region, kinds in lanes.asking.items():
        rate = _rate(lanes, results, kinds)
        rates[region] = Estimate(*(number(float(part[0])) for part in (rate.mean, rate.low, rate.high)))
    return Sizes({name: (one[0], one[1], one[2]) for name, one in found.items()}, rates)


def _betas(lanes: Lanes, days: Days, enough: Kept) -> dict[str, float]:
    """The least beta of each lane with which the promise is kept: all are halved at a time, for none helps another."""
    low, high = dict.fromkeys(lanes.load, LEAST), dict.fromkeys(lanes.load, HIGHEST)
    while max(high[name] - low[name] for name in lanes.load) > NEAR:
        middle = {name: (low[name] + high[name]) / 2 for name in lanes.load}
        results = _run(lanes, days, middle)
        for name in lanes.load:
            kinds = [kind for region, own in lanes.asking.items() if lanes.place[region] == name for kind in own]
            rate = float(enough(_rate(lanes, results, kinds))[0])
            (high if np.isnan(rate) or rate >= lanes.promise[0] else low)[name] = middle[name]
    return high


def _run(lanes: Lanes, days: Days, betas: Mapping[str, float]) -> Results:
    people = {name: _people(lanes, name, beta) for name, beta in betas.items()}
    return days.run([Staffing.by_interval(lanes.scenario, people)])[0]


def _rate(lanes: Lanes, results: Results, kinds: Sequence[str]) -> Ratio:
    """Answered in time / offered of some contact types over all days, with limits."""
    sample = Sample(results.scenario, results.tallies, results.known)
    rows = [sample.names("contact_type").index(kind) for kind in kinds]
    over, under = (
        sample.sums("contact_type", key)[:, rows].sum(axis=(1, 2))[:, None]
        for key in (within_key("answered within", lanes.promise[1]), "prompt offered")
    )
    return ratio(over, under, 1.0, results.known)


def _size(lanes: Lanes, name: str, beta: float) -> Size:
    paid = sum(_people(lanes, name, beta)) * lanes.scenario.calendar.interval / 3600
    return Size(paid * (lanes.scenario.agent_groups[name].cost or MONEY), paid)


def _people(lanes: Lanes, name: str, beta: float) -> list[float]:
    load = lanes.load[name]
    agents = np.where(load > 0, np.maximum(np.floor(load + beta * np.sqrt(load) + 0.5), 1.0), 0.0)
    return list((agents / (1 - lanes.scenario.agent_groups[name].shrinkage)).tolist())
