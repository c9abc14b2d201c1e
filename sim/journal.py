"""The floor's journal: the traffic in, the log out, as plain lists while the day happens.

The floor touches single values millions of times, and a Python list gives one faster than a NumPy array does. So the journal
unpacks the traffic once, is written to row by row, and is packed into a ``Log`` at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from sim.log import NONE, Log, Outcome, Overruns

if TYPE_CHECKING:
    from sim.traffic import Traffic

NOT_SEEN = -2  # a row whose attempt never came
NAN = float("nan")


class Journal:
    """The rows of one day: what was drawn for each, and what has become of it so far."""

    def __init__(self, traffic: Traffic) -> None:
        """Unpack the traffic and open an empty row for each attempt that may come."""
        rows = len(traffic.number)
        self.contacts = traffic.contacts
        self.number: list[int] = traffic.number.tolist()
        self.attempt = traffic.attempt
        self.contact_type: list[int] = traffic.contact_type.tolist()
        self.arrives_at: list[float] = traffic.arrives_at.tolist()
        self.ivr_time: list[float] = traffic.ivr_time.tolist()
        self.asks_for: list[int] = traffic.asks_for.tolist()
        self.ivr_outcome: list[int] = traffic.ivr_outcome.tolist()
        self.patience: list[float] = traffic.patience.tolist()
        self.retry_row: list[int] = traffic.retry_row.tolist()
        self.retries_abandoning: list[bool] = traffic.retries_abandoning.tolist()
        self.retries_blocked: list[bool] = traffic.retries_blocked.tolist()
        self.retry_delay: list[float] = traffic.retry_delay.tolist()
        self._talk = {skill: lengths.tolist() for skill, lengths in traffic.talk.items()}
        self._wrap_up = {skill: lengths.tolist() for skill, lengths in traffic.wrap_up.items()}

        self.outcome = [NOT_SEEN] * rows
        self.arrived_at = [NAN] * rows
        self.queue = [NONE] * rows
        self.joined_at = [NAN] * rows
        self.answered_at = [NAN] * rows
        self.ended_at = [NAN] * rows
        self.released_at = [NAN] * rows
        self.left_at = [NAN] * rows
        self.group = [NONE] * rows
        self.agent = [NONE] * rows
        self._overruns: list[tuple[int, float, float]] = []

    def join(self, row: int, now: float) -> int:
        """Note that the row asks for its queue; give the queue."""
        self.joined_at[row] = now
        self.queue[row] = self.asks_for[row]
        return self.asks_for[row]

    def answer(self, row: int, group: int, agent: int, now: float) -> tuple[float, float]:
        """Note who answers; give the lengths of talk and wrap-up."""
        self.outcome[row] = Outcome.ANSWERED
        self.answered_at[row] = now
        self.group[row] = group
        self.agent[row] = agent
        return self._talk[self.queue[row], group][row], self.wrap_up_of(row)

    def wrap_up_of(self, row: int) -> float:
        """Give the length of the wrap-up that follows the row's talk."""
        length: float = self._wrap_up[self.queue[row], self.group[row]][row]
        return length

    def leave(self, row: int, outcome: Outcome, now: float) -> None:
        """Note that the row's wait ended without an answer."""
        self.outcome[row] = outcome
        self.left_at[row] = now

    def come_too_late(self, row: int, due: float) -> None:
        """Note a retry that would arrive after the calendar's end."""
        self.outcome[row] = Outcome.UNFINISHED
        self.arrived_at[row] = due

    def unfinished(self, rows: Iterable[int]) -> None:
        """Note the rows that still wait when the floor has come to rest: nobody can serve them."""
        for row in rows:
            self.outcome[row] = Outcome.UNFINISHED

    def overrun(self, group: int, due_at: float, left_at: float) -> None:
        """Note that an agent of the group stayed in a contact beyond the end of a shift."""
        self._overruns.append((group, due_at, left_at))

    def log(self) -> Log:
        """Pack what happened; attempts that never came are left out."""
        outcome = np.array(self.outcome, np.int8)
        number, attempt = np.array(self.number, np.int64), self.attempt.astype(np.int16)
        order = np.lexsort((attempt, number))
        order = order[outcome[order] != NOT_SEEN]
        overruns = np.array(self._overruns, float).reshape(-1, 3)
        return Log(
            number=number[order],
            attempt=attempt[order],
            contact_type=np.array(self.contact_type, np.int16)[order],
            arrived_at=np.array(self.arrived_at, float)[order],
            queue=np.array(self.queue, np.int16)[order],
            joined_at=np.array(self.joined_at, float)[order],
            outcome=outcome[order],
            answered_at=np.array(self.answered_at, float)[order],
            ended_at=np.array(self.ended_at, float)[order],
            released_at=np.array(self.released_at, float)[order],
            left_at=np.array(self.left_at, float)[order],
            group=np.array(self.group, np.int16)[order],
            agent=np.array(self.agent, np.int32)[order],
            overruns=Overruns(overruns[:, 0].astype(np.int16), overruns[:, 1], overruns[:, 2]),
        )
