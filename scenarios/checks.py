"""Checks that look at several parts at once: what no part can know of itself.

``relations`` works on the plain data, before the parts are known to be sound, so that its findings stand beside all others.
``sound`` and ``warnings`` look at a scenario whose parts are all sound.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.faults import Problem, listed
from scenarios.schema import Scenario
from scenarios.units import HOUR, show_duration
from scenarios.ways import comes_to, reached


def _mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a mapping, else an empty one: what else it may be is told elsewhere."""
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def relations(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Find what parts must be to each other and are not."""
    yield from _names_used_twice(data)
    yield from _unserved_queues(data)
    yield from _unskilled_tries(data)
    yield from _ivr_circles(data)
    yield from _unpriced_groups(data)


def _names_used_twice(data: Mapping[str, Any]) -> Iterator[Problem]:
    for name in _mapping(data.get("ivr")):
        if name in _mapping(data.get("queues")):
            yield Problem(f"{name} is both an IVR node and a queue; give one of them another name", ("ivr", name))


def _skilled(data: Mapping[str, Any], queue: str) -> list[str]:
    groups = _mapping(data.get("agent_groups")).items()
    return [name for name, group in groups if queue in _mapping(_mapping(group).get("skills"))]


def _unserved_queues(data: Mapping[str, Any]) -> Iterator[Problem]:
    for queue in _mapping(data.get("queues")):
        if not _skilled(data, queue):
            mend = f"give a group skills: {{{queue}: ...}}, or take the queue out"
            yield Problem(f"no group serves {queue}; {mend}", ("queues", queue))


def _unskilled_tries(data: Mapping[str, Any]) -> Iterator[Problem]:
    groups = list(_mapping(data.get("agent_groups")))
    for queue, part in _mapping(data.get("queues")).items():
        skilled = _skilled(data, queue)
        for index, group in enumerate(_list(_mapping(part).get("tries"))):
            if group in groups and group not in skilled:
                have = f"those who do are {listed(skilled)}" if skilled else "nobody does"
                yield Problem(f"{group} has no skill for {queue}; {have}", ("queues", queue, "tries", index))


def _destinations(node: object) -> set[str]:
    """All names a node may lead to, whatever the contact type."""
    then = _mapping(_mapping(node).get("then"))
    splits = [inner for inner in then.values() if isinstance(inner, Mapping)] or [then]
    return {str(name) for split in splits for name, share in split.items() if share != 0}


def _ivr_circles(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Find each circle of IVR nodes once, at the node of it that comes first in the file."""
    leads = {name: _destinations(node) for name, node in _mapping(data.get("ivr")).items()}
    leads = {name: {to for to in names if to in leads} for name, names in leads.items()}
    told: set[str] = set()
    for name in leads:
        way = _way_back(leads, name)
        if way and not told & set(way):
            told |= set(way)
            circle = " -> ".join([*way, name])
            yield Problem(
                f"contacts can go round in the IVR: {circle}; lead one of them elsewhere", ("ivr", name, "then")
            )


def _way_back(leads: Mapping[str, set[str]], start: str) -> list[str] | None:
    """Shortest way from a node back to itself."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop(0)
        for name in sorted(leads[way[-1]]):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return None


def _unpriced_groups(data: Mapping[str, Any]) -> Iterator[Problem]:
    rules = [_mapping(rule) for rule in _list(data.get("shifts"))]
    named = [group for rule in rules if rule.get("cost") is None for group in _list(rule.get("groups"))]
    for name, group in _mapping(data.get("agent_groups")).items():
        if name in named and _mapping(group).get("cost") is None:
            mend = "write cost: 30 per h (or give the shifts a cost of their own)"
            yield Problem(f"{name} works shifts but has no cost; {mend}", ("agent_groups", name))


def sound(scenario: Scenario) -> Iterator[Problem]:
    """Find what is wrong with the whole although every part is sound."""
    calendar = scenario.calendar
    if scenario.experiment.warm_up >= calendar.horizon:
        yield Problem("the warm-up lasts as long as the calendar", ("experiment", "warm_up"))
    for index, target in enumerate(scenario.targets):
        if target.per == "hour" and HOUR % calendar.interval:
            mend = f"an hour is not a number of intervals of {show_duration(calendar.interval)}; write per: interval"
            yield Problem(mend, ("targets", index, "per"))
    for contact_type in scenario.contact_types:
        for name in reached(scenario, contact_type):
            if name in scenario.ivr and not scenario.ivr[name].exits(contact_type):
                mend = f"write {contact_type}: {{...}}"
                message = f"{contact_type} contacts come here and no split is given for them; {mend}"
                yield Problem(message, ("ivr", name, "then"))


def warnings(scenario: Scenario) -> tuple[str, ...]:
    """Tell what is odd though not at fault: queues that no contact can come to, weights that weigh nothing."""
    filled = {name for contact_type in scenario.contact_types for name in comes_to(scenario, contact_type)}
    found = [f"queues.{queue}: no contact can come here" for queue in scenario.queues if queue not in filled]
    if scenario.routing.wait_weights and scenario.routing.freed_agent != "longest_wait":
        found.append(f"routing.wait_weights: does nothing with freed_agent: {scenario.routing.freed_agent}")
    return tuple(found)
