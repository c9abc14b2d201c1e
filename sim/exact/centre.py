"""A small centre with exponential times: all that a chain of its floor needs to know.

The parts are those of the scenario language, with a rate (per second) wherever the language has a distribution: ``inf`` is a time of
nothing, 0 one without end. ``sim.exact.reading`` makes one from a scenario; ``sim.exact.rules`` says how it moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

INFINITE = float("inf")


@dataclass(frozen=True)
class Again:
    """Who tries again after not being served."""

    after_abandoning: float
    after_blocking: float
    delay: float
    attempts: float  # most tries in a row, the first included


@dataclass(frozen=True)
class Later:
    """A share that is heard of again, as contacts of a type, after a delay."""

    share: float
    kind: str
    delay: float


@dataclass(frozen=True)
class Kind:
    """A contact type."""

    arrivals: float
    enters: str
    leaving: float = 0.0  # 1 / mean patience
    balks: float = 0.0  # share that leaves unless taken at once
    holds_line: bool = True
    again: Again | None = None
    follow_up: Later | None = None  # of the resolved
    complaint: Later | None = None  # of those who abandon and do not try again
    grievance: Later | None = None  # of the unresolved


@dataclass(frozen=True)
class Node:
    """A step of the IVR. Exits are queues, nodes, ``contained`` or ``hang_up``, by contact type."""

    takes: float
    exits: Mapping[str, tuple[tuple[str, float], ...]]
    ports: float = INFINITE
    when_full: str | None = None


@dataclass(frozen=True)
class Callback:
    """An offer to call back to whoever would wait behind more than ``beyond`` contacts. Dialling that takes no time reaches all."""

    beyond: float
    accept: float
    dial: float
    reached: float


@dataclass(frozen=True)
class Queue:
    """A waiting line. ``room`` is where the chain is cut off; ``capacity`` is the centre's own limit."""

    priority: int = 1
    capacity: float = INFINITE
    tries: tuple[str, ...] = ()
    callback: Callback | None = None
    deferred: bool = False  # work that waits: no patience, no line
    room: int = 30


@dataclass(frozen=True)
class Escalation:
    """Contacts passed on to another queue. Of them a share is handed over in person (``warm``), at a rate."""

    to: str
    share: float
    warm: float = 0.0
    handover: float = 0.0


@dataclass(frozen=True)
class Skill:
    """What a group does with a queue's contacts. Shares are of all contacts that it answers."""

    talk: float
    wrap_up: float = INFINITE
    preference: int = 1
    alone: bool = True  # not a chat: nothing else is in hand meanwhile
    resolves: float = 1.0
    escalates: Escalation | None = None
    repeats: tuple[float, float] | None = None  # which share, and the rate of coming back


@dataclass(frozen=True)
class Group:
    """Agents who are alike. ``slowdown`` has a factor for each number of chats at once."""

    staff: int
    skills: Mapping[str, Skill]
    reserve: int = 0
    slowdown: tuple[float, ...] = (1.0,)


@dataclass(frozen=True)
class Centre:
    """A centre while nothing about it changes: neither its arrivals nor its staff."""

    kinds: Mapping[str, Kind]
    queues: Mapping[str, Queue]
    groups: Mapping[str, Group]
    nodes: Mapping[str, Node]
    freed_agent: Literal["priority", "longest_wait", "preference"] = "priority"
    lines: float = INFINITE
    away: int = 30  # most customers who are between two attempts, where the chain is cut off

    def asked(self, queue: str) -> tuple[str, ...]:
        """Groups in the order in which an arriving contact asks them."""
        first = {group: place for place, group in enumerate(self.queues[queue].tries)}
        able = [group for group, has in self.groups.items() if queue in has.skills]
        return tuple(
            sorted(able, key=lambda group: (first.get(group, len(first)), self.groups[group].skills[queue].preference))
        )

    def standing(self, group: str, queue: str) -> tuple[int, ...]:
        """What a free agent of the group looks at in a queue before he looks at the wait; less is better."""
        priority, preference = self.queues[queue].priority, self.groups[group].skills[queue].preference
        return {"priority": (priority,), "longest_wait": (), "preference": (preference, priority)}[self.freed_agent]

    @cached_property
    def line_of(self) -> Mapping[str, int]:
        """Queues whose waits are compared with each other, by some group, stand in one line, by the moment of joining."""
        line = {queue: place for place, queue in enumerate(self.queues)}
        for group, has in self.groups.items():
            for one, other in combinations(has.skills, 2):
                if self.standing(group, one) == self.standing(group, other):
                    joined = {line[one], line[other]}
                    line = {queue: min(joined) if place in joined else place for queue, place in line.items()}
        return line
