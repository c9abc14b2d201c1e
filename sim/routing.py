"""Routing: which group answers an arriving contact, and which contact a free agent takes.

The rules of the floor (``docs/rules-of-the-floor.md``) in two decisions, stated once:

- an **arriving contact** looks at the groups in the order of its queue's ``tries``, then of their ``preference`` for the queue,
  then of the file, and is taken by the first that has an agent who may take it;
- a **free agent** looks at the contact that has waited longest in each queue of his group and takes the best of them by
  ``freed_agent``: priority, longest wait or preference.

An agent *may* take a contact if it has waited the skill's ``after`` and, when the skill is not the group's first preference, if
the group's ``reserve`` of idle agents stays untouched.

To try a rule of your own, write a class with the two methods of ``Router`` and give it to ``simulate(..., router=MyRouter)``. It is
made anew for each day with the scenario, and sees the floor through a ``View``; what it may not do (give a contact to a
group that may not take it) is refused. Queues and groups are numbered in the file's order::

    class ShortestQueueFirst:
        def __init__(self, scenario):
            self.usual = Routing.of(scenario)

        def answering_group(self, queue, floor):
            return self.usual.answering_group(queue, floor)

        def next_queue(self, group, floor):
            able = [queue for queue in range(floor.queues) if floor.may_take(group, queue)]
            return min(able, key=floor.waiting_in, default=None)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scenarios.schema import Scenario

Rank = tuple[float, ...]  # the smallest rank is served first


class RoutingError(RuntimeError):
    """A router of one's own gave a contact to a group that may not take it."""


class View(Protocol):
    """What a router sees of the floor; queues and groups are places in the scenario."""

    @property
    def now(self) -> float:
        """Seconds since the calendar's start."""

    @property
    def queues(self) -> int:
        """How many queues there are."""

    def waiting_in(self, queue: int) -> int:
        """Contacts waiting in a queue."""

    def idle(self, group: int) -> int:
        """Agents of a group with nothing in hand."""

    def first(self, queue: int) -> tuple[float, int] | None:
        """(joined at, contact number) of the contact that is next in a queue; None if nobody waits there."""

    def may_join(self, group: int, queue: int) -> bool:
        """Whether the group may take a contact that joins the queue now."""

    def may_take(self, group: int, queue: int) -> bool:
        """Whether the group may take the contact that is next in the queue; False if there is none."""


class Router(Protocol):
    """The two decisions of routing."""

    def answering_group(self, queue: int, floor: View) -> int | None:
        """Choose the group that answers a contact joining ``queue`` now, or None: then it waits."""

    def next_queue(self, group: int, floor: View) -> int | None:
        """Choose the queue whose first contact one of the group's agents takes, or None: then he stays idle."""


@dataclass(frozen=True)
class Skill:
    """One queue that a group can serve."""

    queue: int
    preference: int
    after: float
    reserve: int  # agents of the group who must stay idle when a contact of this queue is taken
    chat: bool

    def is_due(self, joined_at: float, now: float) -> bool:
        """Tell whether a contact that joined at ``joined_at`` has waited long enough for this group."""
        # Not now - joined_at >= after: a wait that comes due at this very moment must not be lost to rounding.
        return now >= joined_at + self.after


def skills_of(scenario: Scenario) -> tuple[dict[int, Skill], ...]:
    """Give every group's skills by queue, in the file's order."""
    queues = list(scenario.queues)
    return tuple(
        {
            queues.index(name): Skill(
                queues.index(name),
                skill.preference,
                skill.after,
                group.reserve if skill.preference >= 2 else 0,
                scenario.channel_of[name] == "chat",
            )
            for name, skill in group.skills.items()
        }
        for group in scenario.agent_groups.values()
    )


@dataclass(frozen=True)
class Routing:
    """The scenario's routing: the router that is used unless another is given."""

    skills: tuple[dict[int, Skill], ...]  # by group
    tries: tuple[tuple[int, ...], ...]  # by queue: groups to look at, first to last
    rank: Callable[[Skill, float, int, float], Rank]  # (skill, joined at, contact number, now)

    @classmethod
    def of(cls, scenario: Scenario) -> Routing:
        """Read the routing of a scenario."""
        skills = skills_of(scenario)
        return cls(skills, _tries(scenario, skills), _ranking(scenario))

    def answering_group(self, queue: int, floor: View) -> int | None:
        """Choose the first group in the order of the queue's tries that may answer."""
        return next((group for group in self.tries[queue] if floor.may_join(group, queue)), None)

    def next_queue(self, group: int, floor: View) -> int | None:
        """Choose the queue whose first contact has the best rank among those the group may take."""
        best: Rank | None = None
        chosen = None
        for queue, skill in self.skills[group].items():
            first = floor.first(queue)
            if first is None or not floor.may_take(group, queue):
                continue
            rank = self.rank(skill, first[0], first[1], floor.now)
            if best is None or rank < best:
                best, chosen = rank, queue
        return chosen


def _tries(scenario: Scenario, skills: tuple[dict[int, Skill], ...]) -> tuple[tuple[int, ...], ...]:
    groups = list(scenario.agent_groups)
    orders = []
    for number, queue in enumerate(scenario.queues.values()):
        first = {groups.index(name): place for place, name in enumerate(queue.tries)}
        able = [(group, known[number]) for group, known in enumerate(skills) if number in known]
        able.sort(key=lambda one: (first.get(one[0], len(groups)), one[1].preference, one[0]))
        orders.append(tuple(group for group, _ in able))
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
