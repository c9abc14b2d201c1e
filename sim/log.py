"""Log: what happened, one row for each contact attempt.

The floor writes a row when an attempt has reached its end: answered, abandoned, turned away, or finished in the IVR. Beside the
rows stand the spans during which each agent was on the floor. Nothing else about a day is recorded, because nothing else
is needed: every figure that anyone reads is computed from these (``sim/measures.py``) and from what the staff is paid.

Moments are seconds since 00:00 of the calendar's first day; a moment that never came is NaN, an absent queue, group or
agent is -1.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.schema import Scenario

NONE = -1


class Sequel(IntEnum):
    """What follows an answered contact."""

    NOTHING = 0  # it is settled
    UNRESOLVED = 1  # it is not, and nothing follows
    REPEAT = 2
    COLD = 3  # escalated; the first agent is free
    WARM = 4  # escalated; the first agent stays for the handover
    FOLLOW_UP = 5
    COMPLAINT = 6
    DISPLEASED = 7  # it is settled, but the wait is complained of


class Outcome(IntEnum):
    """How an attempt ended. The first five make up ``offered``: the contact asked for a person at an open queue."""

    ANSWERED = 0
    ABANDONED = 1
    BLOCKED = 2  # found the queue full
    CLEARED = 3  # disconnected at closing
    UNFINISHED = 4  # nobody could serve it before the floor came to rest, or an attempt due after the calendar's end
    BLOCKED_LINES = 5  # found no free trunk line, or no free port of an IVR node
    CLOSED = 6  # asked for a queue that was closed, or called while the IVR was out
    CONTAINED = 7  # finished in the IVR or by the bot
    HUNG_UP = 8  # left the IVR


class Cause(IntEnum):
    """Why an attempt was made."""

    FIRST = 0
    RETRY = 1  # after giving up or being turned away
    REPEAT = 2  # after an answer that did not settle it
    ESCALATION = 3  # handed on to another queue
    FOLLOW_UP = 4  # the centre calls back to ask
    COMPLAINT = 5  # bad service made it


OFFERED = (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BLOCKED, Outcome.CLEARED, Outcome.UNFINISHED)


# Attempts that ended without an answer at a moment of their own, as do those who were in already and found no port.
LEFT = (Outcome.ABANDONED, Outcome.CLEARED, Outcome.CLOSED, Outcome.CONTAINED, Outcome.HUNG_UP)
CODES: dict[str, type[IntEnum]] = {"outcome": Outcome, "cause": Cause, "sequel": Sequel}  # columns that hold codes


class ConservationError(AssertionError):
    """A log in which contacts appear or vanish: a fault of callfloor, never of the scenario."""


@dataclass(frozen=True)
class Presence:
    """Spans during which agents were on the floor, one row each; breaks are left out, finishing a contact after a shift is not."""

    group: NDArray[np.int16] = field(default_factory=lambda: np.empty(0, np.int16))
    agent: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    begins: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    ends: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class Stays:
    """People kept on at a queue's closing until the waiting were served, one row a person: what ``overtime: true`` pays."""

    group: NDArray[np.int16] = field(default_factory=lambda: np.empty(0, np.int16))
    begins: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    ends: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class Log:
    """One row an attempt, sorted by contact number and attempt; all columns have the same length."""

    number: NDArray[np.int64]  # of the contact, by first arrival; all its attempts keep it
    attempt: NDArray[np.int16]  # 1, 2, ...
    cause: NDArray[np.int8]  # why this attempt was made: Cause
    contact_type: NDArray[np.int16]  # a complaint's is that of complaints, whoever complains
    arrived_at: NDArray[np.float64]  # an escalated contact arrives when it is handed on
    queue: NDArray[np.int16]
    joined_at: NDArray[np.float64]  # when it asked for a person; a blocked contact too
    outcome: NDArray[np.int8]
    taken_at: NDArray[np.float64]  # from here on an agent is occupied: the answer, or the dialling of a call-back
    answered_at: NDArray[np.float64]
    ended_at: NDArray[np.float64]  # end of talk and, after a warm transfer, of handing over
    released_at: NDArray[np.float64]  # end of wrap-up
    left_at: NDArray[np.float64]  # end of a wait that was not answered, of a way through the IVR that led to nobody
    group: NDArray[np.int16]
    agent: NDArray[np.int32]
    called_back: NDArray[np.bool_]  # whether it accepted a call-back
    sequel: NDArray[np.int8]  # what followed the answer: Sequel, -1 where none was given
    due_at: NDArray[np.float64]  # deadline of deferred work
    presence: Presence = field(default_factory=Presence)
    stays: Stays = field(default_factory=Stays)

    def __len__(self) -> int:
        """Count the attempts."""
        return len(self.number)

    @property
    def offered(self) -> NDArray[np.bool_]:
        """Which attempts asked for a person at an open queue."""
        return np.asarray(self.outcome <= Outcome.UNFINISHED)

    @property
    def wait(self) -> NDArray[np.float64]:
        """Seconds from joining to the answer, abandonment or clearing; 0 for a blocked contact, NaN where nobody waited."""
        ends = np.where(self.outcome == Outcome.ANSWERED, self.answered_at, self.left_at)
        return np.where(self.outcome == Outcome.BLOCKED, 0.0, ends - self.joined_at)

    def table(self, *columns: str) -> list[tuple[Any, ...]]:
        """Give the named columns as a list of rows, outcomes as lower-case words: made for tests and for reading."""
        return list(zip(*(self._plain(name) for name in columns), strict=True))

    def _plain(self, name: str) -> list[Any]:
        column: NDArray[Any] = getattr(self, name)
        if name in CODES:
            return [CODES[name](code).name.lower() if code >= 0 else None for code in column]
        if column.dtype.kind == "f":
            return [None if np.isnan(value) else float(value) for value in column]
        return [int(value) for value in column]

    def frame(self, scenario: Scenario) -> pd.DataFrame:
        """Give the log as a table with the scenario's names, for CSV and Parquet."""
        import pandas as pd

        table = pd.DataFrame({name: getattr(self, name) for name in COLUMNS})
        for column, names in {
            "contact_type": list(scenario.contact_types),
            "queue": list(scenario.queues),
            "group": list(scenario.agent_groups),
            **{column: [code.name.lower() for code in codes] for column, codes in CODES.items()},
        }.items():
            codes = table[column].to_numpy(dtype=np.int64)
            table[column] = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(names))
        return table

    def check(self, contacts: int) -> None:
        """Check conservation: each of the ``contacts`` that arrived has its attempts 1, 2, ... exactly once.

        Every row carries exactly one outcome, so ``offered = answered + abandoned + blocked + cleared + unfinished`` can only
        fail if a row is lost, doubled, or says one thing in its outcome and another in its moments. That is what is checked.

        Raises:
            ConservationError: naming the first row that does not add up.

        """
        from sim.sums.conserved import audit  # it is written in terms of this module

        firsts, fault = audit(self)
        if firsts != contacts:
            raise ConservationError(f"{contacts} contacts arrived, {firsts} first attempts are in the log")
        if fault is not None:
            raise ConservationError(fault)


COLUMNS = tuple(
    column.name for column in fields(Log) if column.name not in ("presence", "stays")
)  # one value an attempt each
