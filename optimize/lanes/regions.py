"""Regions: a lane in every region against one that all of them share.

Thirty-one provinces each have some VIPs. A lane of their own in each needs somebody there all day, and enough to answer soon although few
call; one lane for all evens out who calls when. How much that is worth is found by sizing both by the square-root rule on the same contacts
(``rule.py``): every region's lane with a beta of its own, the shared one with one beta, both with one agent at least whenever anybody may call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from optimize.handling import handling
from optimize.lanes.result import Pooling, Region
from optimize.lanes.rule import HIGHEST, LEAST, MONEY, NEAR, days_of
from optimize.lanes.source import Data, Source, expected
from optimize.visits import visits
from scenarios.faults import Fault, InputError, choices, listed
from scenarios.units import show_duration
from scenarios.ways import reached
from sim.definitions import Sample
from sim.staffing import Staffing
from sim.targets import evidence

if TYPE_CHECKING:
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario
    from sim.experiment import Results

CONTACTS = 100_000
ASKED, WITHIN = 0.9, 15.0  # of the VIPs, if nobody says otherwise
SHARED = "shared_lane"


@dataclass(frozen=True)
class _Lanes:
    """A scenario of lanes alone: the people of each, and its load (erlangs) by interval."""

    scenario: Scenario
    load: Mapping[str, FloatArray]
    serves: Mapping[str, tuple[str, ...]]  # group -> queues


def regions(  # noqa: PLR0913 - one for each option
    source: str | Path | Mapping[str, Any],
    types: Sequence[str] | None = None,
    *,
    share: float = 1.0,
    answer_rate: float = ASKED,
    within: float = WITHIN,
    overrides: Sequence[str] = (),
    seed: int | None = None,
    workers: int | Executor = 1,
    engine: str | None = None,
) -> Pooling:
    """What regions gain by sharing one lane for their VIPs.

    ``types``: the regions, contact types of one channel; all immediate ones if left out. ``share``: of each region's contacts, the VIPs. ``answer_rate`` and ``within`` (s):
    what each region is promised. Handling and patience are those of the group that serves the region first; wages and
    shrinkage, too, and in the shared lane their mean, by contacts. There is no IVR, and there are no opening hours.

    Raises:
        InputError: a region is not there or has no volume, there are fewer than two, or the share is none.

    """
    made = Source.of(source, overrides)
    names = _checked(made, types, share)
    alone, shared = (_lanes(made, names, share, (answer_rate, within), together=one) for one in (False, True))
    seed = made.scenario.experiment.seed if seed is None else seed
    each, all_of_it = (_sized(lanes, seed, workers, engine) for lanes in (alone, shared))
    found = tuple(Region(name, sum(expected(alone.scenario.contact_types[name])), *each[_lane(name)]) for name in names)
    cost, hours = all_of_it[SHARED]
    return _told(made, found, cost, hours, share)


def _lane(name: str) -> str:
    return f"{name}_lane"


def _checked(made: Source, types: Sequence[str] | None, share: float) -> tuple[str, ...]:
    known = made.scenario.contact_types
    names = tuple(types) if types else tuple(name for name, kind in known.items() if kind.immediate)
    faults = [
        Fault("--regions", None, "", f"no contact type is called {name}; there are {choices(name, known)}")
        for name in names
        if name not in known
    ]
    faults += [
        Fault("--regions", None, "", f"{name} has no volume, or nobody waits there; leave it out")
        for name in names
        if name in known and not (known[name].immediate and sum(expected(known[name])) > 0)
    ]
    if not faults and len(names) < 2:
        faults.append(
            Fault("--regions", None, "", f"{listed(names)} has nobody to share with; name two regions or more")
        )
    if not 0 < share <= 1:
        faults.append(Fault("--share", None, "", f"{share:g} is no share of a region's contacts; write 0.1"))
    if faults:
        raise InputError(faults)
    return names


def _lanes(made: Source, names: Sequence[str], share: float, promise: tuple[float, float], *, together: bool) -> _Lanes:
    """The VIPs of all regions and nobody else, in lanes of their own or in one for all."""
    scenario, data = made.scenario, made.data
    kinds: Data = {}
    queues: Data = {}
    groups: Data = {}
    targets: list[Data] = []
    for name in names:
        queue, group = _served(scenario, name)
        kinds[name] = deepcopy(data["contact_types"][name])
        kinds[name]["arrivals"].pop("rate", None)
        kinds[name]["arrivals"]["volumes"] = [volume * share for volume in expected(scenario.contact_types[name])]
        for key in ("retry", "follow_up", "complaint"):
            kinds[name].pop(key, None)
        kinds[name]["enters"] = name
        queues[name] = {}
        own = deepcopy(data["agent_groups"][group])
        skill = {key: value for key, value in own["skills"][queue].items() if key in ("handle_time", "wrap_up")}
        place = SHARED if together else _lane(name)
        people = _people_of(scenario, [(each, _served(scenario, each)[1]) for each in (names if together else (name,))])
        groups.setdefault(place, {**people, "skills": Data()})["skills"][name] = skill
        about: Data = {} if together else {"queue": name}
        asked: Data = {**about, "answer_rate": promise[0], "within": show_duration(promise[1])}
        targets.append(asked)
    kept: Data = {key: deepcopy(data[key]) for key in ("calendar", "busyness") if key in data}
    whole: Data = {**kept, "contact_types": kinds, "queues": queues, "agent_groups": groups}
    whole["targets"] = targets[:1] if together else targets
    ready = Source(whole, made.name, made.folder).scenario
    load = {name: np.zeros(ready.calendar.intervals) for name in groups}
    for (_, queue), flow in visits(ready).items():
        place = SHARED if together else _lane(queue)
        load[place] += flow * handling(ready, place, queue) / ready.calendar.interval
    return _Lanes(ready, load, {name: tuple(group["skills"]) for name, group in groups.items()})


def _people_of(scenario: Scenario, served: Sequence[tuple[str, str]]) -> Data:
    """Wage and shrinkage of a lane: those of the groups that serve its regions, each counting as its region's contacts do."""
    contacts = np.array([sum(expected(scenario.contact_types[name])) for name, _ in served])
    groups = [scenario.agent_groups[group] for _, group in served]
    people: Data = {"shrinkage": float(np.average([group.shrinkage for group in groups], weights=contacts))}
    if all(group.cost is not None for group in groups):
        people["cost"] = f"{float(np.average([group.cost or 0.0 for group in groups], weights=contacts)):.6g} per h"
    return people


def _served(scenario: Scenario, name: str) -> tuple[str, str]:
    """The queue that a region's contacts come to first, and the group that likes it best, the cheapest of several."""
    queue = next(place for place in reached(scenario, name) if place in scenario.queues)
    able = {key: group for key, group in scenario.agent_groups.items() if queue in group.skills}
    return queue, min(
        able, key=lambda key: (able[key].skills[queue].preference, able[key].skills[queue].after, able[key].cost or 0)
    )


def _sized(lanes: _Lanes, seed: int, workers: int | Executor, engine: str | None) -> dict[str, tuple[float, float]]:
    """Cost and paid hours of each lane, as small as its promise allows: all are halved at a time, for none helps another."""
    scenario = lanes.scenario
    days = days_of(scenario, seed, engine, CONTACTS)
    days = type(days)(scenario, days.seed, days.count, workers, engine)
    low, high = dict.fromkeys(lanes.load, LEAST), dict.fromkeys(lanes.load, HIGHEST)
    while max(high[name] - low[name] for name in lanes.load) > NEAR:
        middle = {name: (low[name] + high[name]) / 2 for name in lanes.load}
        staffing = Staffing.by_interval(scenario, {name: _people(lanes, name, middle[name]) for name in lanes.load})
        kept = _kept(days.run([staffing])[0])
        for place, name in enumerate(lanes.load):
            (high if kept[place] else low)[name] = middle[name]
    hours = scenario.calendar.interval / 3600
    found = {}
    for name in lanes.load:
        paid = sum(_people(lanes, name, high[name])) * hours
        found[name] = paid * (scenario.agent_groups[name].cost or MONEY), paid
    return found


def _people(lanes: _Lanes, name: str, beta: float) -> list[float]:
    load = lanes.load[name]
    agents = np.where(load > 0, np.maximum(np.floor(load + beta * np.sqrt(load) + 0.5), 1.0), 0.0)
    return list((agents / (1 - lanes.scenario.agent_groups[name].shrinkage)).tolist())


def _kept(results: Results) -> list[bool]:
    """Whether each target is met over all days; the targets stand in the order of the lanes."""
    sample = Sample(results.scenario, results.tallies, results.known)
    rates = [(float(evidence(sample, one, "horizon").estimate.mean[0]), one.asked) for one in results.scenario.targets]
    return [bool(np.isnan(rate)) or rate >= asked for rate, asked in rates]


def _told(made: Source, found: tuple[Region, ...], cost: float, hours: float, share: float) -> Pooling:
    alone = sum(one.cost for one in found)
    saved = 1 - cost / alone if alone else 0.0
    smallest = min(found, key=lambda one: one.contacts)
    currency = made.scenario.currency
    said = (
        f"{len(found)} lanes of their own cost {alone:,.0f} {currency} a calendar, one that all share {cost:,.0f}: {abs(saved):.0%} {'less' if saved >= 0 else 'more'}. "
        f"{smallest.contact_type}, the smallest, has {smallest.contacts:,.0f} VIPs and pays {smallest.cost / max(smallest.contacts, 1e-9):,.0f} for each "
        f"by itself, {cost / sum(one.contacts for one in found):,.1f} in the shared lane."
    )
    notes = (
        f"VIPs are {share:.0%} of each region's contacts, all alike in when they call. Nobody retries; there are no shifts: agents are counted by interval, "
        "one at least whenever anybody may call. Where regions pay unlike wages, the shared lane pays their mean, by contacts.",
        *(("The IVR is left out: all who call ask for a person.",) if made.scenario.ivr else ()),
        *(("Opening hours are left out: the lanes are open whenever contacts come.",) if made.data.get("open") else ()),
    )
    return Pooling(found, cost, hours, said.replace("  ", " "), notes)
