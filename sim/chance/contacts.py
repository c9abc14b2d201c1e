"""Contacts: the table in which everything that is uncertain about a day is written down before it begins.

One row is one attempt that may come. The rows of one contact form a chain: first attempt, second, third. What makes the next
one happen is decided on the floor: nobody answered and the customer tries again, the case was not settled and he calls
another day, an agent passes him on, the centre calls back to ask how it went, he complains. A row therefore says what each of
these would be like, and whether it would happen. Moments are seconds since the calendar's start, lengths seconds.

What concerns only some rows (a node of the IVR, a queue, a group) is kept beside the table, in the order of the rows
(``sim/chance/asides.py``): a centre of thirty queues takes no more room than one of three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.chance.asides import (
    Answers,
    CallbackLuck,
    Sequels,
    Step,
    Visits,
    Walks,
    answers_of,
    call_backs_as_columns,
    lengths_as_columns,
    sequels_as_columns,
    steps_as_columns,
    visits_of,
    walks_of,
)
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
Ints: TypeAlias = NDArray[np.integer[Any]]
Flags: TypeAlias = NDArray[np.bool_]

NO_ROW = -1
CONTAINED = -1  # where an IVR node leads to, if not to a queue: finished there
HANG_UP = -2
TO_NODE = -3  # node n is written TO_NODE - n
NO_PORT = -(1 << 14)  # turned away for want of a port: the floor finds that out, a recorded day says so


NARROW: dict[str, type[Any]] = {
    "number": np.int32,
    "attempt": np.int16,
    "contact_type": np.int16,
    "next_row": np.int32,
}


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

    Columns of what no contact does (retries, complaints, calling again) repeat one value and take no room.
    """

    contacts: int  # first attempts
    number: Ints
    attempt: Ints
    contact_type: Ints
    arrives_at: Floats  # first attempts; NaN for the others, whose moment the floor decides
    patience: Floats  # infinite where the first attempt is deferred work
    next_row: Ints  # the contact's next attempt, or NO_ROW: then nothing can follow
    retries_abandoning: Flags  # if the tries so far allow it
    retries_blocked: Flags
    retry_delay: Floats
    complains_abandoning: Flags  # unless it tries again
    complains_waiting: Flags
    complaint_delay: Floats  # of these two
    calls_again_after: (
        Floats  # from the end of talk, whatever else would follow; infinite but for those who called in about a fault
    )
    fault_ends: Floats  # who would call again then or later does not: the fault is mended
    walks: Walks  # through the IVR
    visits: Visits  # to queues
    answers: Answers  # and what follows them
    staff_luck: StaffLuck
    busyness: Mapping[str, tuple[float, ...]]  # the factor drawn for each day of the calendar
    ports_found: bool = False  # whether the walks say already who found a port, as those of a recorded day do

    @classmethod
    def of_columns(
        cls,
        *,
        ivr: Mapping[int, Step],
        talk: Mapping[tuple[int, int], Floats],
        wrap_up: Mapping[tuple[int, int], Floats],
        callbacks: Mapping[int, CallbackLuck],
        sequels: Mapping[tuple[int, int, int], Sequels],
        **columns: Any,  # noqa: ANN401 - the other columns, as they are
    ) -> Traffic:
        """Make a traffic whose walks, visits and answers are given as columns: by node, skill, queue and case.

        Every row has a length for each skill, NaN where it cannot come.
        """
        count = len(columns["number"])
        columns |= {name: np.asarray(columns[name], kind) for name, kind in NARROW.items()}
        visits = visits_of(talk, wrap_up, callbacks, count)
        return cls(
            walks=walks_of(ivr, count), visits=visits, answers=answers_of(sequels, visits.variant, count), **columns
        )

    @cached_property
    def ivr(self) -> dict[int, Step]:
        """The walks as columns by node."""
        return steps_as_columns(self.walks, HANG_UP)

    @cached_property
    def talk(self) -> dict[tuple[int, int], Floats]:
        """Seconds of talk as columns by queue and group; NaN for rows that cannot come to the queue."""
        return lengths_as_columns(self.visits, self.visits.talk)

    @cached_property
    def wrap_up(self) -> dict[tuple[int, int], Floats]:
        """Seconds of wrap-up, like ``talk``."""
        return lengths_as_columns(self.visits, self.visits.wrap_up)

    @cached_property
    def callbacks(self) -> dict[int, CallbackLuck]:
        """The luck of call-backs as columns by queue."""
        return call_backs_as_columns(self.visits)

    @cached_property
    def sequels(self) -> dict[tuple[int, int, int], Sequels]:
        """What follows answers, as columns by queue, group and the attempt's type; missing: NOTHING for all."""
        return sequels_as_columns(self.answers, self.visits.variant)
