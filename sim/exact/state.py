"""The state of a small centre: who is where, and the little arithmetic of tuples that changes it.

A chain looks its states up, so they are tuples all through. Agents who are alike, and customers who are, have no names: what has no
order of its own is kept sorted, so that what is the same looks the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Customer(NamedTuple):
    """Whatever about a customer decides what becomes of him."""

    kind: str
    tries: int = 1
    at_home: bool = False  # waits to be called back
    off_line: bool = False  # holds no trunk line, where they are limited
    holder: tuple[int, str] | tuple[()] = ()  # group and queue of the agent who stays to hand him over
    marked: bool = False  # the one whose wait is followed


NOBODY = Customer("", off_line=True)


class Task(NamedTuple):
    """What an agent is at: ``dial``, ``talk``, ``wrap_up``, ``hold`` for another who will take over, or ``take_over``."""

    what: str
    queue: str
    customer: Customer
    rate: float


class Happened(NamedTuple):
    """What is counted: at which queue or node, to which type."""

    what: str
    where: str
    kind: str
    marked: bool = False


Hand = tuple[Task, ...]
Waiting = tuple[str, Customer]


class State(NamedTuple):
    """Who is where. ``ivr`` and ``away`` are sorted, lines by the moment of joining."""

    ivr: tuple[tuple[str, Customer], ...]
    lines: tuple[tuple[Waiting, ...], ...]
    agents: tuple[tuple[Hand, ...], ...]  # by group; with chats by load, then in the order of their last change
    away: tuple[tuple[Customer, float], ...]  # with the rate at which each comes back


class Branch(NamedTuple):
    """With which share, what is so then, and what counts."""

    share: float
    state: State
    events: tuple[Happened, ...] = ()


Branches = Iterator[Branch]


def times(share: float, branches: Branches) -> Branches:
    """Branches of what happens with a share only."""
    if share > 0:
        for branch in branches:
            yield branch._replace(share=branch.share * share)


def after(events: tuple[Happened, ...], branches: Branches) -> Branches:
    """Branches after something else has happened."""
    for branch in branches:
        yield branch._replace(events=(*events, *branch.events))


def runs(parts: Iterable[T]) -> Iterator[tuple[int, T, int]]:
    """Equal neighbours as one: the place of the first, and how many they are."""
    place = 0
    for one, run in groupby(parts):
        count = len(list(run))
        yield place, one, count
        place += count


def added(bag: tuple[T, ...], one: T) -> tuple[T, ...]:
    """Put one more into what is kept sorted."""
    return tuple(sorted((*bag, one)))  # type: ignore[type-var]


def without(bag: tuple[T, ...], one: T) -> tuple[T, ...]:
    """Take one out."""
    index = bag.index(one)
    return bag[:index] + bag[index + 1 :]


def put(parts: tuple[T, ...], place: int, part: T) -> tuple[T, ...]:
    """Put a part in place of another."""
    return (*parts[:place], part, *parts[place + 1 :])
