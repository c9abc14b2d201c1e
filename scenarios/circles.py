"""Circles: ways that lead back to where they began, on which a contact might go round for ever.

There are three: through the IVR, by escalation from queue to queue, and by service calls and complaints that lead to others.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scenarios import raw
from scenarios.faults import Problem
from scenarios.ways import Ways

Leads = Mapping[str, set[str]]


def circles(data: Mapping[str, Any], ways: Ways) -> Iterator[Problem]:
    """Find every circle of the plain data; each is told once, where it first leaves the part that comes first."""
    for way in _circles({name: {to for ends in exits.values() for to in ends} for name, exits in ways.nodes.items()}):
        message = f"contacts can go round in the IVR: {_written(way)}; lead one of them elsewhere"
        full = raw.inside(data, "ivr", way[0], "when_full") == way[1]
        yield Problem(message, ("ivr", way[0], "when_full" if full else "then"))
    for way in _circles({queue: set(to) for queue, to in ways.escalates.items()}):
        group = next(
            name for name, queue, skill in raw.skills(data) if queue == way[0] and _escalates_to(skill) == way[1]
        )
        path = ("agent_groups", group, "skills", way[0], "unresolved", "escalate", "to")
        yield Problem(f"contacts can be handed on in a circle: {_written(way)}; hand them on elsewhere", path)
    for way in _circles({name: set(_sequels(kind).values()) for name, kind in _kinds(data).items()}):
        key = next(key for key, to in _sequels(_kinds(data)[way[0]]).items() if to == way[1])
        message = f"each of these brings the next, for ever: {_written(way)}; take one out"
        yield Problem(message, ("contact_types", way[0], key, "contact_type"))


def _written(way: Iterable[str]) -> str:
    return " -> ".join(way)


def _kinds(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return raw.mapping(data.get("contact_types"))


def _escalates_to(skill: Mapping[str, Any]) -> str:
    escalate = raw.mapping(raw.inside(skill, "unresolved", "escalate"))
    return raw.word(escalate.get("to")) if escalate.get("share") != 0 else ""


def _sequels(kind: object) -> dict[str, str]:
    """The contact types that a contact of this kind can bring about, by the key that says so."""
    return {key: raw.word(raw.inside(kind, key, "contact_type")) for key in ("follow_up", "complaint")}


def _circles(leads: Leads) -> Iterator[list[str]]:
    """Each circle once, from its first member in the file back to itself."""
    inner = {name: {to for to in names if to in leads} for name, names in leads.items()}
    told: set[str] = set()
    for name in inner:
        way = _way_back(inner, name)
        if way and not told & set(way):
            told |= set(way)
            yield [*way, name]


def _way_back(leads: Leads, start: str) -> list[str] | None:
    """Shortest way from a member back to itself."""
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
