"""Checks that look at several parts at once: what no part can know of itself.

``relations`` works on the plain data, before the parts are known to be sound, so that its findings stand beside all others.
``sound`` and ``warnings`` look at a scenario whose parts are all sound.
"""

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

from scenarios import raw
from scenarios.channel_checks import channel_problems
from scenarios.circles import circles
from scenarios.closed_shifts import closed_shifts
from scenarios.faults import Problem, listed, shown
from scenarios.fields import Surroundings
from scenarios.journeys import SLACK
from scenarios.schema import Scenario
from scenarios.units import DAY, HOUR, show_duration
from scenarios.ways import EVERYONE, Ways

MOSTLY = 0.5
MOST_CONTACTS = 1e8  # of one type, in one calendar


def relations(data: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Find what parts must be to each other and are not."""
    ways = Ways.of_data(data)
    yield from _names_used_twice(data)
    yield from _unserved_queues(data)
    yield from _unskilled_tries(data)
    yield from circles(data, ways)
    yield from channel_problems(data, ways)
    yield from _unpriced_groups(data)
    yield from closed_shifts(data, around)
    yield from _unresolved_shares(data)
    yield from _long_warm_up(data, around)
    yield from _hours_of_no_intervals(data, around)
    yield from _missing_splits(data, ways)


def _names_used_twice(data: Mapping[str, Any]) -> Iterator[Problem]:
    for name in raw.mapping(data.get("ivr")):
        if name in raw.mapping(data.get("queues")):
            yield Problem(f"{name} is both an IVR node and a queue; give one of them another name", ("ivr", name))


def _skilled(data: Mapping[str, Any], queue: str) -> list[str]:
    groups = raw.mapping(data.get("agent_groups")).items()
    return [name for name, group in groups if queue in raw.mapping(raw.mapping(group).get("skills"))]


def _unserved_queues(data: Mapping[str, Any]) -> Iterator[Problem]:
    for queue in raw.mapping(data.get("queues")):
        if not _skilled(data, queue):
            mend = f"give a group skills: {{{queue}: ...}}, or take the queue out"
            yield Problem(f"no group serves {queue}; {mend}", ("queues", queue))


def _unskilled_tries(data: Mapping[str, Any]) -> Iterator[Problem]:
    groups = list(raw.mapping(data.get("agent_groups")))
    for queue, part in raw.mapping(data.get("queues")).items():
        skilled = _skilled(data, queue)
        for index, group in enumerate(raw.items(raw.mapping(part).get("tries"))):
            if group in groups and group not in skilled:
                have = f"those who do are {listed(skilled)}" if skilled else "nobody does"
                yield Problem(f"{group} has no skill for {queue}; {have}", ("queues", queue, "tries", index))


def _unpriced_groups(data: Mapping[str, Any]) -> Iterator[Problem]:
    rules = [raw.mapping(rule) for rule in raw.items(data.get("shifts"))]
    named = [group for rule in rules if rule.get("cost") is None for group in raw.items(rule.get("groups"))]
    for name, group in raw.mapping(data.get("agent_groups")).items():
        if name in named and raw.mapping(group).get("cost") is None:
            mend = "write cost: 30 per h (or give the shifts a cost of their own)"
            yield Problem(f"{name} works shifts but has no cost; {mend}", ("agent_groups", name))


def _unresolved_shares(data: Mapping[str, Any]) -> Iterator[Problem]:
    for group, queue, skill in raw.skills(data):
        shares = [raw.share(raw.inside(skill, "unresolved", part, "share")) for part in ("escalate", "repeat")]
        if sum(shares) > 1 + SLACK:
            total = f"the shares of escalate and repeat sum to {shown(sum(shares))}, more than 1"
            mend = "who is neither goes away unresolved, so lower one of them"
            yield Problem(f"{total}; {mend}", ("agent_groups", group, "skills", queue, "unresolved"))


def _long_warm_up(data: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    warm_up = raw.duration(raw.inside(data, "experiment", "warm_up"))
    if around.grid is not None and warm_up >= around.grid.days * DAY:
        yield Problem("the warm-up lasts as long as the calendar", ("experiment", "warm_up"))


def _hours_of_no_intervals(data: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    for index, target in enumerate(raw.items(data.get("targets"))):
        if around.grid is not None and raw.inside(target, "per") == "hour" and HOUR % around.grid.interval:
            found = f"an hour is not a number of intervals of {show_duration(around.grid.interval)}"
            yield Problem(f"{found}; write per: interval", ("targets", index, "per"))


def _missing_splits(data: Mapping[str, Any], ways: Ways) -> Iterator[Problem]:
    for contact_type in ways.enters:
        for name in ways.reached(contact_type):
            exits = ways.nodes.get(name, {})
            if exits and contact_type not in exits and EVERYONE not in exits:
                message = f"{contact_type} contacts come here and no split is given for them"
                yield Problem(f"{message}; write {contact_type}: {{...}}", ("ivr", name, "then"))


def sound(scenario: Scenario) -> Iterator[Problem]:
    """Find what is wrong although every part is sound: nothing to measure, or more than a computer can hold."""
    immediate = any(kind.immediate for kind in scenario.contact_types.values())
    for index, target in enumerate(scenario.targets):
        if target.scope == "centre" and target.measure == "answer_rate" and not immediate:
            found = "the centre's answer rate is over calls, chats and visitors, and there are none"
            yield Problem(f"{found}; name a queue or a contact type", ("targets", index))
    for name, kind in scenario.contact_types.items():
        surges = [spell for spell in scenario.spells("surge") if spell.of == name]
        together = [prod(one.amount for one in surges if one.begins <= at.begins < one.ends) for at in surges]
        expected = sum(kind.arrivals.volumes) * max([1.0, *together])
        if expected > MOST_CONTACTS:
            message = f"{expected:.3g} contacts are expected (surges included), more than {MOST_CONTACTS:,.0f}"
            yield Problem(f"{message}; is a unit wrong, or the rate?", ("contact_types", name, "arrivals"))


def warnings(scenario: Scenario) -> tuple[str, ...]:
    """Tell what is odd though not at fault: queues that no contact can come to, keys that do nothing."""
    ways = Ways.of(scenario)
    filled = {name for contact_type in scenario.contact_types for name in ways.comes_to(contact_type)}
    found = [f"queues.{queue}: no contact can come here" for queue in scenario.queues if queue not in filled]
    if scenario.routing.wait_weights and scenario.routing.freed_agent != "longest_wait":
        found.append(f"routing.wait_weights: does nothing with freed_agent: {scenario.routing.freed_agent}")
    found += [f"open.{queue}: the queue is never open" for queue in scenario.open if not scenario.open_spans(queue)]
    return (
        *found,
        *_odd_arrivals(scenario),
        *_odd_hours(scenario, ways),
        *_odd_groups(scenario),
        *_odd_surges(scenario),
    )


def _odd_hours(scenario: Scenario, ways: Ways) -> Iterator[str]:
    """Tell of queues that are closed when most of their contacts come; 20:00-08:00 is a night."""
    interval = scenario.calendar.interval
    for queue in scenario.open:
        volumes = [
            kind.arrivals.volumes for name, kind in scenario.contact_types.items() if queue in ways.reached(name)
        ]
        expected = [sum(several) for several in zip(*volumes, strict=False)]
        spans = scenario.open_spans(queue)
        shut = sum(
            volume
            for index, volume in enumerate(expected)
            if not any(begins <= (index + 0.5) * interval < ends for begins, ends in spans)
        )
        if spans and shut > MOSTLY * sum(expected):
            yield f"open.{queue}: {shut / sum(expected):.0%} of the contacts that may ask for it come while it is closed"


def _odd_arrivals(scenario: Scenario) -> Iterator[str]:
    holidays = "holidays" in scenario.calendar.model_fields_set
    for name, kind in scenario.contact_types.items():
        if kind.arrivals.holidays is not None and not holidays:
            yield f"contact_types.{name}.arrivals.holidays: does nothing; the calendar names no holidays"
        if kind.arrivals.replay is not None:
            calls = kind.arrivals.replay.calls
            for reason, count in calls.left_out.items():
                yield f"contact_types.{name}.arrivals.replay: {reason} of the whole log: {count}"
            if calls.not_read:
                yield f"contact_types.{name}.arrivals.replay: not read: {listed(calls.not_read)}; see docs/replay.md"


def _odd_groups(scenario: Scenario) -> Iterator[str]:
    for name, group in scenario.agent_groups.items():
        least = min(group.learning.resolves) if group.learning else 1.0
        for queue, skill in group.skills.items():
            if skill.unresolved is not None and skill.resolves * least >= 1:
                place = f"agent_groups.{name}.skills.{queue}.unresolved"
                yield f"{place}: does nothing with resolves: 1; write resolves: 0.8, or whatever share is settled"


def _odd_surges(scenario: Scenario) -> Iterator[str]:
    for index, event in enumerate(scenario.events):
        for name in event.surge or {}:
            arrivals = scenario.contact_types[name].arrivals
            if arrivals.replay is not None or arrivals.bookings is not None:
                yield f"events.{index}.surge.{name}: does nothing; these contacts are recorded or booked"
