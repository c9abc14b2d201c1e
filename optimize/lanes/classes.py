"""Classes: whose service is compared, and which people and queues it is about.

A study has a preferred class (``vip``) and the ``others``, each of one or more contact types; every one of them may be a tier of its
own. Designs speak of queues and groups, so the centre is brought into a form in which each class has queues of its own (where
two classes share one, it is divided), there are people for a lane and people for the pool, and it is known how long
each of them would talk to whom. What had to be assumed for that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scenarios.faults import Fault, InputError, choices, listed
from scenarios.ways import reached

if TYPE_CHECKING:
    from optimize.lanes.source import Source
    from scenarios.schema import Scenario

WAITS = ("answer_rate", "abandonment", "mean_wait")
VIP, OTHERS = "vip", "others"  # keys of the two classes


@dataclass(frozen=True)
class Tier:
    """Some contact types that are treated alike, and the queues that they come to by themselves."""

    name: str
    contact_types: tuple[str, ...]
    queues: tuple[str, ...]


@dataclass(frozen=True)
class Classes:
    """The preferred class, the others, and all tiers one by one, the most preferred first."""

    vip: Tier
    others: Tier
    tiers: tuple[Tier, ...]

    @classmethod
    def of(cls, source: Source, vip: Sequence[str], others: Sequence[str]) -> Classes:
        """Find the classes in a scenario.

        Raises:
            InputError: naming every class that is not there, that nobody waits in, that has no volume, or that nothing is asked of.

        """
        scenario = source.scenario
        faults = list(_faults(source, vip, others))
        if faults:
            raise InputError(faults)
        first, rest = _tier(scenario, vip), _tier(scenario, others)
        return cls(_apart(first, rest), rest, tuple(_apart(_tier(scenario, (name,)), rest) for name in vip)
                   + tuple(_tier(scenario, (name,)) for name in others))  # fmt: skip

    @property
    def both(self) -> dict[str, Tier]:
        """The two classes by key."""
        return {VIP: self.vip, OTHERS: self.others}

    @property
    def queues(self) -> tuple[str, ...]:
        """All their queues."""
        return tuple(dict.fromkeys((*self.vip.queues, *self.others.queues)))


def _tier(scenario: Scenario, types: Sequence[str]) -> Tier:
    queues = [name for kind in types for name in reached(scenario, kind) if name in scenario.queues]
    order = {name: place for place, name in enumerate(scenario.queues)}
    return Tier(listed(types, "and"), tuple(types), tuple(sorted(dict.fromkeys(queues), key=order.__getitem__)))


def _apart(first: Tier, rest: Tier) -> Tier:
    """A tier with the queues that are its own, if it has any; what an IVR overflows to, say, is then a queue of the others."""
    own = tuple(queue for queue in first.queues if queue not in rest.queues)
    return replace(first, queues=own) if own else first


def _faults(source: Source, vip: Sequence[str], others: Sequence[str]) -> list[Fault]:
    """What is wrong with the classes asked for."""
    scenario, found = source.scenario, list[Fault]()
    for option, names in (("--vip", vip), ("--others", others)):
        if not names:
            found.append(Fault(option, None, "", f"names no contact type; there are {listed(scenario.contact_types)}"))
        found += [fault for name in names for fault in _of_one(source, option, name)]
    twice = [name for name in vip if name in others]
    if twice:
        found.append(Fault("--others", None, "", f"{listed(twice, 'and')} cannot be in both classes; name it once"))
    if found:
        return found
    channels = {scenario.contact_types[name].channel for name in (*vip, *others)}
    if len(channels) > 1:
        told = listed([f"{name} comes by {scenario.contact_types[name].channel}" for name in (*vip, *others)], "and")
        found.append(Fault("--others", None, "", f"{told}: a lane divides one line; name types of one channel"))
    return found or _nothing_asked(scenario, vip, others)


def _of_one(source: Source, option: str, name: str) -> list[Fault]:
    scenario = source.scenario
    known = scenario.contact_types
    if name not in known:
        return [Fault(option, None, "", f"no contact type is called {name}; there are {choices(name, known)}")]
    kind = known[name]
    if not kind.immediate:
        waiting = [other for other, one in known.items() if one.immediate]
        text = f"{name} is deferred work, for which nobody waits in a line; people wait in {listed(waiting)}"
        return [Fault(option, None, "", text)]
    if kind.arrivals.replay is not None:
        return [Fault(option, None, "", f"{name} is one recorded day; designs are sized on days to come: give volumes")]
    if kind.arrivals.bookings is None and not sum(kind.arrivals.volumes) > 0:
        busy = [other for other, one in known.items() if sum(one.arrivals.volumes) > 0]
        return [Fault(option, None, "", f"{name} has no volume; contacts come of {listed(busy)}")]
    if not any(queue in scenario.queues for queue in reached(scenario, name)):
        return [Fault(option, None, "", f"{name} never asks for a person, so that no lane would serve it")]
    return []


def _nothing_asked(scenario: Scenario, vip: Sequence[str], others: Sequence[str]) -> list[Fault]:
    """Say so if no target is about the waits of either class."""
    queues = {*_tier(scenario, vip).queues, *_tier(scenario, others).queues}
    about = [
        target
        for target in scenario.targets
        if target.measure in WAITS
        and (
            target.scope == "centre"
            or (target.scope == "queue" and target.of_what in queues)
            or (target.scope == "contact_type" and target.of_what in {*vip, *others})
        )
    ]
    if about:
        return []
    there = listed([f"{target.measure} of {target.of_what or 'the centre'}" for target in scenario.targets])
    queue = sorted(queues)[0]
    text = (
        f"none is about how soon {listed([*vip, *others], 'or')} are answered, so that no design could be sized; there is: {there}. "
        f"Write {{queue: {queue}, answer_rate: 0.8, within: 20 s}}"
    )
    place = scenario.place("targets")
    return [Fault(place.file, place.line, "targets", text)]
