"""The workload: how many people of each group the contacts keep busy, interval by interval.

It is the contacts offered times the time that each keeps an agent busy, if each goes to the group that prefers its queue most.
Groups that prefer a queue equally share it so that all of them are as busy as one another, as far as their skills allow. Of an
agent with several chats a chat takes its share. Deferred work can wait: it is spread over the hours in which its people are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from callfloor.figures.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenarios.schema import Scenario, Skill

Floats = NDArray[np.float64]
ROUNDS = 30  # of evening out; a few are enough unless skills overlap in long chains
LITTLE = 1e-9


@dataclass(frozen=True)
class _Flow:
    """The work of one queue: people's time that it would take of each group (rows) by interval, and who may have it."""

    time: Floats
    groups: list[int]


def workload(reading: Reading, floor: Mapping[str, Floats]) -> dict[str, list[float]]:
    """People kept busy, by group and interval; ``floor``: people on the floor."""
    names = list(reading.scenario.agent_groups)
    people = np.array([floor[name] for name in names])
    flows = [_flow(reading, queue, people) for queue in reading.scenario.queues]
    shares = [_even(people[flow.groups]) for flow in flows]
    for _ in range(ROUNDS if any(len(flow.groups) > 1 for flow in flows) else 0):
        use = _load(flows, shares, people.shape) / np.maximum(people, LITTLE)
        shares = [
            _even(share / np.maximum(use[flow.groups], LITTLE)) for flow, share in zip(flows, shares, strict=True)
        ]
    return dict(zip(names, _load(flows, shares, people.shape).tolist(), strict=True))


def _flow(reading: Reading, queue: str, people: Floats) -> _Flow:
    """What the contacts of a queue ask of the groups that prefer it most."""
    scenario = reading.scenario
    skilled = [
        (place, name, group.skills[queue])
        for place, (name, group) in enumerate(scenario.agent_groups.items())
        if queue in group.skills
    ]
    best = min((skill.preference for _, _, skill in skilled), default=0)
    first = [one for one in skilled if one[2].preference == best]
    groups = [place for place, _, _ in first]
    offered = np.array([value or 0.0 for value in reading.line("offered", "queue", queue).mean])
    present = people[groups].sum(axis=0) if groups else np.zeros_like(offered)
    if scenario.deferred(queue) and present.sum():
        offered = offered.sum() * present / present.sum()
    busy = np.array([_kept_busy(scenario, name, queue, skill) for _, name, skill in first])
    return _Flow(busy[:, None] * offered / scenario.calendar.interval, groups)


def _kept_busy(scenario: Scenario, group: str, queue: str, skill: Skill) -> float:
    """Seconds of one agent that a contact takes: of a chat, with as many at once as there may be, his share."""
    team = scenario.agent_groups[group]
    if scenario.channel_of[queue] != "chat":
        return skill.handle_time.mean() + skill.wrap_up.mean()
    return (skill.handle_time.mean() * team.slowdown[-1] + skill.wrap_up.mean()) / team.concurrency


def _even(weights: Floats) -> Floats:
    """Shares of the groups (rows) by their weights; equal ones where nobody is there."""
    total = weights.sum(axis=0)
    equal = np.full_like(weights, 1 / max(len(weights), 1))
    return np.asarray(np.divide(weights, total, out=equal, where=total > 0))


def _load(flows: list[_Flow], shares: list[Floats], shape: tuple[int, ...]) -> Floats:
    load = np.zeros(shape)
    for flow, share in zip(flows, shares, strict=True):
        load[flow.groups] += flow.time * share
    return load
