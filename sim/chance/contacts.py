"""Contacts: the table in which everything that is uncertain about a day is written down before it begins.

One row is one attempt that may come. The rows of one contact form a chain: first attempt, second, third. What makes the next
one happen is decided on the floor: nobody answered and the customer tries again, the case was not settled and he calls
another day, an agent passes him on, the centre calls back to ask how it went, he complains. A row therefore says what each of
these would be like, and whether it would happen. Moments are seconds since the calendar's start, lengths seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.chance.luck import Luck
from sim.log import Sequel

__all__ = [
    "CONTAINED",
    "HANG_UP",
    "NO_ROW",
    "TO_NODE",
    "CallbackLuck",
    "Flags",
    "Floats",
    "Ints",
    "Sequel",
    "Sequels",
    "StaffLuck",
    "Step",
    "Traffic",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

NO_ROW = -1
CONTAINED = -1  # where an IVR node leads to, if not to a queue: finished there
HANG_UP = -2
TO_NODE = -3  # node n is written TO_NODE - n
NO_PORT = -(1 << 40)  # turned away for want of a port: the floor finds that out, a recorded day says so


@dataclass(frozen=True)
class Step:
    """One IVR node: for each row the seconds in it and where it leads."""

    takes: Floats
    leads_to: Ints  # a queue, CONTAINED, HANG_UP, or TO_NODE - node


@dataclass(frozen=True)
class CallbackLuck:
    """What becomes of an offer to call back in one queue."""

    accepts: Flags
    dial: Floats
    reached: Flags


@dataclass(frozen=True)
class Sequels:
    """What follows each row if a certain group answers it in a certain queue."""

    kind: NDArray[np.int8]  # Sequel
    delay: Floats  # from the end of talk to a repeat, follow-up or complaint; infinite for what does not come later
    handover: Floats  # of a warm escalation, else 0


@dataclass(frozen=True)
class StaffLuck:
    """The uniforms behind random absence and lateness. How many people there are is not known when contacts are drawn."""

    seed: int
    day: int  # address of the calendar's first day

    def absent(self, group: str, day_offset: int, positions: int) -> Floats:
        """Draw one uniform for each numbered position of a group on one day of the calendar."""
        return Luck(self.seed, self.day + day_offset).stream(f"staff/{group}/absent", 0, 0, positions)

    def late(self, group: str, day_offset: int, count: int) -> Floats:
        """Draw one uniform for each time that somebody of a group comes to the floor on one day."""
        return Luck(self.seed, self.day + day_offset).stream(f"staff/{group}/late", 0, 0, count)


@dataclass(frozen=True)
class Traffic:
    """One row a possible attempt: first attempts in order of arrival, then second ones by contact, and so on.

    ``contact_type`` is that of the first attempt. A follow-up or a complaint is an attempt of another type, which the floor
    knows: it enters the queue that this type enters, has no patience and is not tried again.
    """

    contacts: int  # first attempts
    number: Ints
    attempt: Ints
    contact_type: Ints
    arrives_at: Floats  # first attempts; NaN for the others, whose moment the floor decides
    ivr: Mapping[int, Step]  # by node, for nodes that any row may come to
    patience: Floats  # infinite where the first attempt is deferred work
    next_row: Ints  # the contact's next attempt, or NO_ROW: then nothing can follow
    retries_abandoning: Flags  # if the tries so far allow it
    retries_blocked: Flags
    retry_delay: Floats
    complains_abandoning: Flags  # unless it tries again
    complains_waiting: Flags
    complaint_delay: Floats  # of these two
    callbacks: Mapping[int, CallbackLuck]  # by queue
    talk: Mapping[tuple[int, int], Floats]  # by queue and group: for rows that could come to the queue, NaN elsewhere
    wrap_up: Mapping[tuple[int, int], Floats]
    sequels: Mapping[tuple[int, int, int], Sequels]  # by queue, group and the attempt's type; missing: NOTHING for all
    calls_again_after: (
        Floats  # from the end of talk, whatever else would follow; infinite but for those who called in about a fault
    )
    fault_ends: Floats  # who would call again then or later does not: the fault is mended
    staff_luck: StaffLuck
    busyness: Mapping[str, tuple[float, ...]]  # the factor drawn for each day of the calendar
    ports_found: bool = False  # whether the steps say already who found a port, as those of a recorded day do
