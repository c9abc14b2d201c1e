"""Moments: what will happen on the floor, and in which order within one instant.

Logs have whole seconds, so many things share an instant. Their order is the phase below, then the contact's number (or the group's);
both are packed into the priority of a SimPy event. ``docs/rules-of-the-floor.md``, section 1, says why in this order.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum

import simpy
from simpy.events import EventPriority

NUMBERS = 1 << 44  # room within a phase for numbers such as those below


class Phase(IntEnum):
    """The order of things at one instant."""

    END = 1
    STAFF = 2
    DUE = 3
    MATCH = 4
    CLOSE = 5
    PATIENCE = 6
    LEAVE_IVR = 7
    ARRIVE = 8


WRAPPED_UP = 1 << 10  # added to a place: talk ends before wrap-up does


def of_contact(number: int, attempt: int) -> int:
    """The place of a contact's attempt within a phase."""
    return number << 11 | min(attempt, WRAPPED_UP - 1)


def of_agent(group: int, agent: int) -> int:
    """The place of an agent within a phase; what concerns the whole group (agent -1) comes first."""
    return group << 24 | (agent + 1)


class Moment(simpy.Event):
    """Something that will happen to a row of the traffic (or to a group) in a given phase of its instant."""

    def __init__(
        self, env: simpy.Environment, delay: float, phase: Phase, number: int, then: Callable[[Moment], None], row: int
    ) -> None:
        """Schedule ``then`` in ``delay`` seconds; ties within the phase go by ``number``, then by who was scheduled first."""
        self.env = env
        self.callbacks = [then]
        self._ok = True
        self._value = None
        self.row = row
        env.schedule(self, priority=EventPriority(phase * NUMBERS + number), delay=delay)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from looking through all moments again and again: measured, a fifth of the time of a day."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
