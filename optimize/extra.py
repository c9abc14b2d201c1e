"""Extra visits: how many more than its first attempts can come to a queue at most.

The bound must hold for every plan. A plan may be lucky in when contacts come again, are handed on, are called back to or complain; so it
is given the most of them that there can be. Each visit to a queue leads to so many others at most, whoever answers it or
nobody; adding these up over and over gives a number that no plan exceeds on average, or none where they never end.

How many of them can be there at once is limited, too: a delay that is drawn by chance brings together, in any span of time, no
more than the share of delays that lie in a span of that length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.handling import able, resolves
from optimize.visits import Flows, flows, paths
from scenarios.distributions import ByTime

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from scenarios.schema import Scenario

Visit = tuple[str, str]  # contact type, queue
LONGEST = 2000  # legs that are followed
NEGLIGIBLE = 1e-9  # of the contacts
POINTS = 2000  # at which a delay is looked at


@dataclass(frozen=True)
class Cause:
    """A share of visits that leads to a visit of a type, after one of the delays (none: at once); escalated to a queue, or anew."""

    name: str
    share: float
    delays: tuple[Distribution, ...] = ()
    escalated_to: str | None = None


@dataclass(frozen=True)
class Extra:
    """Extra visits to a queue on average at most, in parts: how many, and the delays after which they come."""

    parts: tuple[tuple[float, tuple[Distribution, ...]], ...] = ()

    @property
    def total(self) -> float:
        """All of them; may be infinite."""
        return sum(count for count, _ in self.parts)

    def within(self, seconds: float) -> float:
        """How many of them can come within so many seconds."""
        return sum(count * crowded(delays, seconds) for count, delays in self.parts)


def crowded(delays: tuple[Distribution, ...], seconds: float) -> float:
    """Largest share of delays that lies in a span of so many seconds; 1 if there is no delay that spreads them."""
    if not delays or any(isinstance(delay, ByTime) for delay in delays):
        return 1.0
    most = 0.0
    for delay in delays:
        ends = np.sort(delay.quantile((np.arange(POINTS) + 0.5) / POINTS, np.zeros(POINTS)))
        inside = np.searchsorted(ends, ends + seconds, side="right") - np.arange(POINTS)
        most = max(most, (float(inside.max()) + 1) / POINTS)
    return min(most, 1.0)


def extra_visits(scenario: Scenario, expected: Flows) -> Mapping[str, Extra]:
    """Visits by queue that are neither first attempts nor retries of those who were not answered there."""
    visits = [(name, queue) for name in scenario.contact_types for queue in scenario.queues]
    leads = {key: tuple(_causes(scenario, *key)) for key in visits}
    ahead = {key: float(expected[key].sum()) if key in expected else 0.0 for key in visits}
    parts: dict[str, list[tuple[float, tuple[Distribution, ...]]]] = {queue: [] for queue in scenario.queues}
    for (name, queue), count in _retries_of_the_turned_away(scenario, ahead).items():
        retry = scenario.contact_types[name].retry
        assert retry is not None
        parts[queue].append((count, (retry.delay,)))
        ahead[name, queue] += count
    if not any(leads.values()):
        return {queue: Extra(tuple(found)) for queue, found in parts.items()}
    for key, count in _all_visits(scenario, leads, ahead).items():
        for cause in leads[key]:
            for queue, share in _comes_to(scenario, cause):
                parts[queue].append((count * cause.share * share if count else 0.0, cause.delays))
    return {queue: Extra(tuple(found)) for queue, found in parts.items()}


def _all_visits(
    scenario: Scenario, leads: Mapping[Visit, tuple[Cause, ...]], ahead: dict[Visit, float]
) -> dict[Visit, float]:
    """All visits to which some lead, themselves among them; infinite where they never end."""
    found = dict(ahead)
    for _ in range(LONGEST):
        later = dict.fromkeys(ahead, 0.0)
        for key, count in ahead.items():
            for cause in (*leads[key], *_retries(scenario, key[0])) if count else ():
                for queue, share in _comes_to(scenario, cause):
                    later[cause.name, queue] += count * cause.share * share
        for key, count in later.items():
            found[key] += count
        ahead = later
        if sum(ahead.values()) <= NEGLIGIBLE:
            return found
    return {key: np.inf if ahead[key] > 0 else count for key, count in found.items()}


def come_again(scenario: Scenario) -> list[tuple[str, ...]]:
    """Queues in groups within which those who try again stay, whatever way the IVR takes them."""
    groups = [{queue} for queue in scenario.queues]
    for name, kind in scenario.contact_types.items():
        if kind.retry is not None:
            reached = {queue for queue, _, _ in paths(scenario, name)}
            together = [group for group in groups if group & reached]
            groups = [group for group in groups if not group & reached]
            groups += [set().union(*together)] if together else []
    return [tuple(queue for queue in scenario.queues if queue in group) for group in groups]


def _causes(scenario: Scenario, name: str, queue: str) -> Iterator[Cause]:
    """What one visit leads to at most, other than being tried again: the most that any group's answer does, or waiting does."""
    kind = scenario.contact_types[name]
    unsettled, settled = 0.0, 0.0
    repeats: list[tuple[float, Distribution]] = []
    escalated: dict[str, float] = {}
    for group in able(scenario, queue):
        share, unresolved = 1 - resolves(scenario, group, queue), scenario.agent_groups[group].skills[queue].unresolved
        unsettled, settled = max(unsettled, share), max(settled, 1 - share)
        if unresolved is not None and unresolved.escalate is not None:
            to = unresolved.escalate.to
            escalated[to] = max(escalated.get(to, 0.0), share * unresolved.escalate.share)
        if unresolved is not None and unresolved.repeat is not None:
            repeats.append((share * unresolved.repeat.share, unresolved.repeat.delay))
    faults = [spell.amount.repeat for spell in scenario.spells("call_in") if spell.of == name and spell.amount.repeat]
    repeats += [(again.share, again.delay) for again in faults]
    yield from (Cause(name, share, escalated_to=to) for to, share in escalated.items() if share > 0)
    again = max((share for share, _ in repeats), default=0.0)
    if again > 0:
        yield Cause(name, again, tuple(delay for _, delay in repeats))
    if kind.follow_up is not None and settled * kind.follow_up.share > 0:
        yield Cause(kind.follow_up.contact_type, settled * kind.follow_up.share, (kind.follow_up.delay,))
    if kind.complaint is not None:
        answered = min(kind.complaint.after_waiting + unsettled * kind.complaint.unresolved, 1.0)
        share = max(kind.complaint.after_abandoning, answered)
        if share > 0:
            yield Cause(kind.complaint.contact_type, share, (kind.complaint.delay,))


def _comes_to(scenario: Scenario, cause: Cause) -> list[tuple[str, float]]:
    """Queues to which a cause leads, and with which shares."""
    if cause.escalated_to is not None:
        return [(cause.escalated_to, 1.0)]
    return [(queue, share) for queue, share, _ in paths(scenario, cause.name)]


def _retries(scenario: Scenario, name: str) -> tuple[Cause, ...]:
    retry = scenario.contact_types[name].retry
    return () if retry is None else (Cause(name, max(retry.after_abandoning, retry.after_blocking), (retry.delay,)),)


def _retries_of_the_turned_away(scenario: Scenario, first: Mapping[Visit, float]) -> dict[Visit, float]:
    """Retries of those who found a queue closed or the IVR out, at most."""
    if not scenario.open and not scenario.events:
        return {}
    always = scenario.model_copy(
        update={"open": {}, "events": tuple(event for event in scenario.events if event.outage is None)}
    )
    found = {}
    for key, volume in flows(always).items():
        retry, away = scenario.contact_types[key[0]].retry, float(volume.sum()) - first.get(key, 0.0)
        if retry is not None and away > NEGLIGIBLE:
            found[key] = away * retry.after_blocking * (retry.attempts - 1)
    return found
