"""Checks that look at several parts at once: what no part can know of itself.

``relations`` works on the plain data, before the parts are known to be sound, so that its findings stand beside all others.
``sound`` and ``unreached`` look at a scenario whose parts are all sound.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.faults import Problem, listed
from scenarios.schema import Scenario
from scenarios.units import HOUR, show_duration


def section(data: Mapping[str, Any], name: str) -> dict[str, Mapping[str, Any]]:
    """Give the named parts of a section that are mappings; anything else is a fault found elsewhere."""
    found = data.get(name)
    if not isinstance(found, Mapping):
        return {}
    return {str(key): part for key, part in found.items() if isinstance(part, Mapping)}


def relations(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Find what parts must be to each other and are not."""
    yield from _names_used_twice(data)
    yield from _unserved_queues(data)
    yield from _unskilled_tries(data)
    yield from _ivr_circles(data)
    yield from _unpriced_groups(data)


def _names_used_twice(data: Mapping[str, Any]) -> Iterator[Problem]:
    for name in section(data, "ivr"):
        if name in (data.get("queues") or {}):
            yield Problem(f"{name} is both an IVR node and a queue; give one of them another name", ("ivr", name))


def _skilled(data: Mapping[str, Any], queue: str) -> list[str]:
    groups = section(data, "agent_groups").items()
    return [name for name, group in groups if isinstance(group.get("skills"), Mapping) and queue in group["skills"]]


def _unserved_queues(data: Mapping[str, Any]) -> Iterator[Problem]:
    queues = data.get("queues")
    for queue in queues if isinstance(queues, Mapping) else ():
        if not _skilled(data, queue):
            mend = f"give a group skills: {{{queue}: ...}}, or take the queue out"
            yield Problem(f"no group serves {queue}; {mend}", ("queues", queue))


def _unskilled_tries(data: Mapping[str, Any]) -> Iterator[Problem]:
    groups = section(data, "agent_groups")
    for queue, part in section(data, "queues").items():
        tries = part.get("tries")
        skilled = _skilled(data, queue)
        for index, group in enumerate(tries if isinstance(tries, list) else ()):
            if group in groups and group not in skilled:
                have = f"those who do are {listed(skilled)}" if skilled else "nobody does"
                yield Problem(f"{group} has no skill for {queue}; {have}", ("queues", queue, "tries", index))


def _destinations(then: object) -> set[str]:
    """All names a node may lead to, whatever the contact type."""
    if not isinstance(then, Mapping):
        return set()
    splits = [inner for inner in then.values() if isinstance(inner, Mapping)] or [then]
    return {str(name) for split in splits for name, share in split.items() if share != 0}


def _ivr_circles(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Find each circle of IVR nodes once, at the node of it that comes first in the file."""
    leads = {name: _destinations(node.get("then")) for name, node in section(data, "ivr").items()}
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
    rules = data.get("shifts")
    groups = section(data, "agent_groups")
    told: set[str] = set()
    for rule in rules if isinstance(rules, list) else ():
        if not isinstance(rule, Mapping) or rule.get("cost") is not None:
            continue
        named = rule.get("groups")
        for group in named if isinstance(named, list) else ():
            if group in groups and groups[group].get("cost") is None and group not in told:
                told.add(group)
                mend = "write cost: 30 per h (or give the shifts a cost of their own)"
                yield Problem(f"{group} works shifts but has no cost; {mend}", ("agent_groups", group))


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
        for name in _reached(scenario, contact_type):
            if name in scenario.ivr and not scenario.ivr[name].exits(contact_type):
                mend = f"write {contact_type}: {{...}}"
                message = f"{contact_type} contacts come here and no split is given for them; {mend}"
                yield Problem(message, ("ivr", name, "then"))


def unreached(scenario: Scenario) -> tuple[str, ...]:
    """Warn of queues that no contact can come to."""
    reached = {name for contact_type in scenario.contact_types for name in _reached(scenario, contact_type)}
    return tuple(f"queues.{queue}: no contact can come here" for queue in scenario.queues if queue not in reached)


def _reached(scenario: Scenario, contact_type: str) -> tuple[str, ...]:
    """Give the nodes and queues that contacts of a type can come to, from where they enter."""
    seen: list[str] = []
    ahead = [scenario.contact_types[contact_type].enters]
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.append(name)
        if name in scenario.ivr:
            ahead += [to for to, share in scenario.ivr[name].exits(contact_type) if share > 0]
    return tuple(seen)
