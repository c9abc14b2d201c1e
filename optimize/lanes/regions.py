"""Regions: a lane in every region against one that all of them share.

Thirty-one provinces each have some VIPs. A lane of their own in each needs somebody there all day, and enough to answer soon although few
call; one lane for all evens out who calls when. How much that is worth is found by sizing both by the square-root rule on the same contacts
(``region_lanes.py``): every region's lane with a beta of its own, the shared one with one beta, both with one agent at least whenever anybody may call.

Who counts is whoever asks for a person while there is one: what the IVR settles, or who hangs up in it, needs no agent of a lane, and nobody waits
outside opening hours. The cost of a lane is as sure as the days on which it was sized: its limits are what it would cost if the promise had to be
kept surely, and what it would if it need only not surely be broken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from optimize.lanes.region_lanes import SHARED, Size, Sizes, asks, lane_of, lanes_of, sized
from optimize.lanes.result import Estimate, Pooling, Region
from optimize.lanes.source import Source
from scenarios.faults import Fault, InputError, choices, listed
from scenarios.ways import reached

ASKED, WITHIN = 0.9, 15.0  # of the VIPs, if nobody says otherwise


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
    shrinkage, too, and in the shared lane their mean, by contacts. Only who asks for a person at an open queue is counted.

    Raises:
        InputError: a region is not there or has no volume, there are fewer than two, or the share is none.

    """
    made = Source.of(source, overrides)
    names = _checked(made, types, share)
    alone, shared = (lanes_of(made, names, share, (answer_rate, within), together=one) for one in (False, True))
    seed = made.scenario.experiment.seed if seed is None else seed
    each, all_of_it = (sized(lanes, seed, workers, engine) for lanes in (alone, shared))
    found = tuple(
        _region(name, alone.contacts(name), each.lanes[lane_of(name)], each.rates[name], all_of_it.rates[name])
        for name in names
    )
    return _told(made, found, all_of_it, share, (answer_rate, within))


def _region(name: str, contacts: float, sizes: tuple[Size, Size, Size], alone: Estimate, shared: Estimate) -> Region:
    size, least, most = sizes
    return Region(name, contacts, size.cost, size.hours, (least.cost, most.cost), alone, shared)


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
        if name in known and not (known[name].immediate and asks(made.scenario, name))
    ]
    faults += [
        Fault("--regions", None, "", f"{name} is named twice; its contacts come once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
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


def _told(
    made: Source, found: tuple[Region, ...], all_of_it: Sizes, share: float, promise: tuple[float, float]
) -> Pooling:
    size, least, most = all_of_it.lanes[SHARED]
    alone = sum(one.cost for one in found)
    saved = 1 - size.cost / alone if alone else 0.0
    smallest = min(found, key=lambda one: one.contacts)
    money = f" {made.scenario.currency}".rstrip()
    said = (
        f"{len(found)} lanes of their own cost {alone:,.0f}{money} a calendar, one that all share {size.cost:,.0f}: {abs(saved):.0%} {'less' if saved >= 0 else 'more'}. "
        f"{smallest.contact_type}, the smallest, has {smallest.contacts:,.0f} VIPs and pays {smallest.cost / max(smallest.contacts, 1e-9):,.0f} for each "
        f"by itself, {size.cost / sum(one.contacts for one in found):,.1f} in the shared lane."
    )
    asked = {queue for name in (one.contact_type for one in found) for queue in reached(made.scenario, name)}
    called = sum(sum(made.scenario.contact_types[one.contact_type].arrivals.volumes) for one in found) * share
    notes = (
        f"VIPs are {share:.0%} of each region's contacts, all alike in when they call. Nobody retries or comes back; there are no shifts: agents are counted "
        "by interval, one at least whenever anybody may call. Where regions pay unlike wages, the shared lane pays their mean, by contacts.",
        *(_who_counts(made, asked, called, sum(one.contacts for one in found))),
        "The limits of a cost are what the lane costs if its promise is to be kept surely (95 %) on the simulated days, and if it is not to be broken "
        "surely; those of all regions' lanes are added up, which is more than they need.",
        *_worse(found, promise[0]),
    )
    return Pooling(found, size.cost, size.hours, said, notes, (least.cost, most.cost), promise)


def _who_counts(made: Source, asked: set[str], called: float, asking: float) -> list[str]:
    """Say that not all who call need a person, where that is so."""
    ways = [text for text, there in (
        ("go through the IVR to a person", bool(asked & set(made.scenario.ivr))),
        ("come while their queue is open", bool(asked & set(made.data.get("open", {})))),
    ) if there]  # fmt: skip
    if not ways:
        return []
    among = f" of {called:,.0f}" if asking < called else ""  # surges bring some besides
    return [f"Counted are those who {listed(ways, 'and')}: {asking:,.0f}{among} VIPs a calendar."]


def _worse(found: Sequence[Region], asked: float) -> list[str]:
    """Say which regions the shared lane surely serves worse than was promised."""
    short = [
        f"{one.contact_type} ({one.shared_rate.mean:.0%})"
        for one in found
        if one.shared_rate.mean is not None and one.shared_rate.high is not None and one.shared_rate.high < asked
    ]
    return (
        [f"The shared lane keeps the promise to all of them together; surely less get {listed(short, 'and')}."]
        if short
        else []
    )
