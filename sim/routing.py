"""Routing: which group answers an arriving contact, and which contact a free agent takes.

The rules of the floor (``docs/rules-of-the-floor.md``) in two decisions, stated once:

- an **arriving contact** looks at the groups in the order of its queue's ``tries``, then of their ``preference`` for the queue,
  then of the file, and is taken by the first that has an agent who may take it;
- a **free agent** looks at the contact that has waited longest in each queue of his group and takes the best of them by
  ``freed_agent``: priority, longest wait or preference.

An agent *may* take a contact if it has waited the skill's ``after`` and, when the skill is not the group's first preference, if
the group's ``reserve`` of idle agents stays untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.schema import Scenario

NOBODY_WAITS = None
Head = tuple[float, int] | None  # (joined at, contact number) of the contact first in line
Rank = tuple[float, ...]  # the smallest rank is served first


@dataclass(frozen=True)
class Skill:
    """One queue that a group can serve."""

    queue: int
    preference: int
    after: float
    reserve: int  # agents of the group who must stay idle when a contact of this queue is taken

    def may_take(self, joined_at: float, now: float, idle: int) -> bool:
        """Tell whether one of ``idle`` free agents may take a contact that joined at ``joined_at``."""
        # Not now - joined_at >= after: a wait that comes due at this very moment must not be lost to rounding.
        return now >= joined_at + self.after and idle > self.reserve


@dataclass(frozen=True)
class Routing:
    """The scenario's routing, with queues and groups as numbers in the file's order."""

    skills: tuple[tuple[Skill, ...], ...]  # by group
    tries: tuple[tuple[tuple[int, Skill], ...], ...]  # by queue: groups to look at, first to last
    rank: Callable[[Skill, float, int, float], Rank]  # (skill, joined at, contact number, now)

    @classmethod
    def of(cls, scenario: Scenario) -> Routing:
        """Read the routing of a scenario."""
        queues = list(scenario.queues)
        skills = tuple(
            tuple(
                Skill(queues.index(name), skill.preference, skill.after, group.reserve if skill.preference >= 2 else 0)
                for name, skill in group.skills.items()
            )
            for group in scenario.agent_groups.values()
        )
        return cls(skills, _tries(scenario, skills), _ranking(scenario))

    def answering_group(self, queue: int, idle: Sequence[Sequence[object]], now: float) -> int | None:
        """Choose the group that answers a contact joining ``queue`` now, if any may; ``idle`` lists each group's free agents."""
        for group, skill in self.tries[queue]:
            if idle[group] and skill.may_take(now, now, len(idle[group])):
                return group
        return None

    def next_queue(self, group: int, idle: int, head: Callable[[int], Head], now: float) -> int | None:
        """Choose the queue whose first contact one of the group's ``idle`` free agents takes, if any may be taken."""
        best: Rank | None = None
        chosen = None
        for skill in self.skills[group]:
            first = head(skill.queue)
            if first is NOBODY_WAITS or not skill.may_take(first[0], now, idle):
                continue
            rank = self.rank(skill, first[0], first[1], now)
            if best is None or rank < best:
                best, chosen = rank, skill.queue
        return chosen


def _tries(scenario: Scenario, skills: tuple[tuple[Skill, ...], ...]) -> tuple[tuple[tuple[int, Skill], ...], ...]:
    groups = list(scenario.agent_groups)
    orders = []
    for number, queue in enumerate(scenario.queues.values()):
        first = {groups.index(name): place for place, name in enumerate(queue.tries)}
        able = [(group, skill) for group, known in enumerate(skills) for skill in known if skill.queue == number]
        orders.append(tuple(sorted(able, key=lambda one: (first.get(one[0], len(groups)), one[1].preference, one[0]))))
    return tuple(orders)


def _ranking(scenario: Scenario) -> Callable[[Skill, float, int, float], Rank]:
    priority = [queue.priority for queue in scenario.queues.values()]
    weight = [scenario.routing.wait_weights.get(name, 1.0) for name in scenario.queues]
    head_start = [scenario.routing.head_start.get(name, 0.0) for name in scenario.queues]

    def by_priority(skill: Skill, joined_at: float, number: int, _now: float) -> Rank:
        return (priority[skill.queue], joined_at, number)

    def by_longest_wait(skill: Skill, joined_at: float, number: int, now: float) -> Rank:
        return (-(now - joined_at + head_start[skill.queue]) * weight[skill.queue], number)

    def by_preference(skill: Skill, joined_at: float, number: int, _now: float) -> Rank:
        return (skill.preference, priority[skill.queue], joined_at, number)

    return {"priority": by_priority, "longest_wait": by_longest_wait, "preference": by_preference}[
        scenario.routing.freed_agent
    ]
