"""Calls: what records say about contacts, one row a contact attempt, in columns.

Every call-by-call log becomes this table, whatever its maker calls his columns; whoever estimates, forecasts or replays
reads this table and nothing else. Rows stand in order of arrival, ties in the order of the file.

**Moments** (``arrived``, ``asked``, ``answered``) are seconds of the centre's wall clock counted from 00:00 of
``first_day``: a day has 86,400 of them on every date, also where the clocks are put forward or back. **Durations** (``ivr``,
``waited``, ``handled``, ``wrap_up``) are seconds that passed. Where nothing is known there stands nan; code -1 in coded
columns, -1 in ``customer`` and in ``outcome``. Nothing here was filled in: what is not in the source is unknown.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from scenarios.history.coded import BoolArray, Coded
from scenarios.history.columns import Columns, FloatArray, IntArray
from scenarios.history.origin import Origin

OutcomeArray = NDArray[np.int8]

MOMENTS = ("arrived", "asked", "answered")
DURATIONS = ("ivr", "waited", "handled", "wrap_up")
WORDS = ("contact_type", "queue", "group", "agent", "channel")


class Outcome(IntEnum):
    """How an attempt ended; the numbers in the column ``outcome``."""

    UNKNOWN = -1
    ANSWERED = 0
    ABANDONED = 1  # hung up while waiting for a person
    BLOCKED = 2  # no line, or no room in the queue
    CONTAINED = 3  # finished in the IVR or by the bot
    HANG_UP = 4  # left in the IVR, asked for nobody
    CLOSED = 5  # asked for a queue that was closed


@dataclass(frozen=True, eq=False)
class Calls(Columns):
    """Contact attempts in columns; see the module for units.

    ``asked`` is the moment a person was asked for (the wait begins there; nan: never asked, or not recorded). ``waited`` is nan
    unless asked; ``answered`` and ``handled`` (talk and hold) are nan unless answered. ``ivr``: from the arrival to ``asked``
    or to the end in the IVR. ``customer`` is the same number for the same customer, within this table only.
    """

    moment: ClassVar = "arrived"

    first_day: date
    arrived: FloatArray
    asked: FloatArray
    ivr: FloatArray
    waited: FloatArray
    outcome: OutcomeArray
    answered: FloatArray
    handled: FloatArray
    wrap_up: FloatArray
    contact_type: Coded
    queue: Coded
    group: Coded
    agent: Coded
    channel: Coded
    customer: IntArray
    origin: Origin

    def ended(self, *outcomes: Outcome) -> BoolArray:
        """Rows that ended in one of these ways."""
        return np.isin(self.outcome, [int(outcome) for outcome in outcomes])

    @property
    def offered(self) -> BoolArray:
        """Attempts that asked for a person at an open queue: answered, abandoned or blocked."""
        return self.ended(Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BLOCKED)


COLUMNS = Calls.names()
