"""Extra visits: how many more than its first attempts can come to a queue at most.

The bound must hold for every plan. A plan may be lucky in when contacts come again, are handed on, are called back to or complain; so it
is given the most of them that there can be. Each visit to a queue leads to so many others at most, whoever answers it or
nobody; adding these up over and over gives a number that no plan exceeds on average, or none where they never end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from optimize.handling import able, resolves
from optimize.visits import Flows, flows, paths

if TYPE_CHECKING:
    from scenarios.schema import Scenario

Visit = tuple[str, str]  # contact type, queue
LONGEST = 2000  # legs that are followed
NEGLIGIBLE = 1e-9  # of the contacts


def extra_visits(scenario: Scenario, expected: Flows) -> Mapping[str, float]:
    """Visits by queue that are neither first attempts nor retries of those who were not answered there; may be infinite."""
    first = {key: float(volume.sum()) for key, volume in expected.items()}
    turned_away = _retries_of_the_turned_away(scenario, first)
    leads = {key: _sequels(scenario, *key) for key in _visits(scenario)}
    tries = {key: _retries(scenario, *key) for key in leads}
    found = dict.fromkeys(scenario.queues, 0.0)
    for (_, queue), count in turned_away.items():
        found[queue] += count
    if not any(leads.values()) and not turned_away:
        return found
    ahead = {key: first.get(key, 0.0) + turned_away.get(key, 0.0) for key in leads}
    for _ in range(LONGEST):
        later = dict.fromkeys(leads, 0.0)
        for key, count in ahead.items():
            for (name, queue), share in leads[key].items():
                later[name, queue] += count * share
                found[queue] += count * share
            for to, share in tries[key].items():
                later[to] += count * share
        ahead = later
        if sum(ahead.values()) <= NEGLIGIBLE:
            return found
    reached = {queue for (_, queue), count in ahead.items() if count > 0}
    return {queue: np.inf if queue in reached else count for queue, count in found.items()}


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


def _visits(scenario: Scenario) -> list[Visit]:
    return [(name, queue) for name in scenario.contact_types for queue in scenario.queues]


def _sequels(scenario: Scenario, name: str, queue: str) -> dict[Visit, float]:
    """What one visit leads to at most, other than being tried again: the most that any group's answer does, or waiting does."""
    kind = scenario.contact_types[name]
    found: dict[Visit, float] = {}
    unsettled, settled, repeats = 0.0, 0.0, 0.0
    for group in able(scenario, queue):
        share, unresolved = 1 - resolves(scenario, group, queue), scenario.agent_groups[group].skills[queue].unresolved
        unsettled, settled = max(unsettled, share), max(settled, 1 - share)
        if unresolved is not None and unresolved.escalate is not None:
            to = (name, unresolved.escalate.to)
            found[to] = max(found.get(to, 0.0), share * unresolved.escalate.share)
        if unresolved is not None and unresolved.repeat is not None:
            repeats = max(repeats, share * unresolved.repeat.share)
    calls = [
        spell.amount.repeat.share for spell in scenario.spells("call_in") if spell.of == name and spell.amount.repeat
    ]
    _add(found, scenario, name, max([repeats, *calls]))
    if kind.follow_up is not None:
        _add(found, scenario, kind.follow_up.contact_type, settled * kind.follow_up.share)
    if kind.complaint is not None:
        complaint = kind.complaint
        answered = complaint.after_waiting + unsettled * complaint.unresolved
        _add(found, scenario, complaint.contact_type, max(complaint.after_abandoning, min(answered, 1.0)))
    return {to: share for to, share in found.items() if share > 0}


def _add(found: dict[Visit, float], scenario: Scenario, name: str, share: float) -> None:
    for queue, part, _ in paths(scenario, name):
        found[name, queue] = found.get((name, queue), 0.0) + share * part


def _retries(scenario: Scenario, name: str, queue: str) -> dict[Visit, float]:
    retry = scenario.contact_types[name].retry
    if retry is None:
        return {}
    found: dict[Visit, float] = {}
    _add(found, scenario, name, max(retry.after_abandoning, retry.after_blocking))
    return found


def _retries_of_the_turned_away(scenario: Scenario, first: Mapping[Visit, float]) -> dict[Visit, float]:
    """Retries of those who found a queue closed or the IVR out, at most."""
    always = scenario.model_copy(
        update={"open": {}, "events": tuple(event for event in scenario.events if event.outage is None)}
    )
    found = {}
    for key, volume in flows(always).items():
        retry, away = scenario.contact_types[key[0]].retry, float(volume.sum()) - first.get(key, 0.0)
        if retry is not None and away > NEGLIGIBLE:
            found[key] = away * retry.after_blocking * (retry.attempts - 1)
    return found
