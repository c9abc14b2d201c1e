"""The floor's journal: the traffic in, the log out, as plain lists while the day happens.

The floor touches single values millions of times, and a Python list gives one faster than a NumPy array does. So the journal
unpacks the traffic once, is written to row by row, and is packed into a ``Log`` at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.chance.contacts import NO_ROW
from sim.log import NONE, Cause, ConservationError, Log, Outcome, Presence, Sequel, Stays
from sim.service.moments import of_contact

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.chance.asides import Answers, Visits
    from sim.traffic import Traffic

NOT_SEEN = -2  # a row whose attempt never came
NAN = float("nan")
SETTLED = (Sequel.NOTHING, float("inf"), 0.0)


class Journal:
    """The rows of one day: what was drawn for each, and what has become of it so far."""

    def __init__(self, traffic: Traffic) -> None:
        """Unpack the traffic and open an empty row for each attempt that may come."""
        rows = len(traffic.number)
        self.contacts = traffic.contacts
        self.number: list[int] = traffic.number.tolist()
        self.attempt = traffic.attempt
        attempts: list[int] = traffic.attempt.tolist()
        self.place = list(map(of_contact, self.number, attempts))  # within a phase of an instant
        self.contact_type: list[int] = traffic.contact_type.tolist()
        self.first_type: list[int] = traffic.contact_type.tolist()
        self.arrives_at: list[float] = traffic.arrives_at.tolist()
        self.patience: list[float] = traffic.patience.tolist()
        self.next_row: list[int] = traffic.next_row.tolist()
        self.retries_abandoning: list[bool] = traffic.retries_abandoning.tolist()
        self.retries_blocked: list[bool] = traffic.retries_blocked.tolist()
        self.retry_delay: list[float] = traffic.retry_delay.tolist()
        self.complains_abandoning: list[bool] = traffic.complains_abandoning.tolist()
        self.complains_waiting: list[bool] = traffic.complains_waiting.tolist()
        self.complaint_delay: list[float] = traffic.complaint_delay.tolist()
        self.calls_again_after: list[float] = traffic.calls_again_after.tolist()
        self.fault_ends: list[float] = traffic.fault_ends.tolist()
        self._variant: list[list[int]] = traffic.visits.variant.tolist()
        self._visits = Visited(traffic.visits)
        self._answers = Answered(traffic.answers)

        self.cause = [Cause.FIRST] * rows
        self.tries = [1] * rows  # in a row, up to this one
        self.entered_at = [NAN] * rows  # when the attempt arrived, or the one that was handed on to it
        self.outcome = [NOT_SEEN] * rows
        self.arrived_at = [NAN] * rows
        self.queue = [NONE] * rows
        self.joined_at = [NAN] * rows
        self.taken_at = [NAN] * rows
        self.answered_at = [NAN] * rows
        self.ended_at = [NAN] * rows
        self.released_at = [NAN] * rows
        self.left_at = [NAN] * rows
        self.group = [NONE] * rows
        self.agent = [NONE] * rows
        self.called_back = [False] * rows
        self.sequel = [NONE] * rows
        self._presence: list[tuple[int, int, float, float]] = []
        self._stays: list[tuple[int, float, float]] = []

    def arrive(self, row: int, now: float) -> None:
        """Note that the row's attempt arrives."""
        self.arrived_at[row] = self.entered_at[row] = now

    def follow(self, row: int, cause: Cause) -> int:
        """Open the contact's next row for a reason; give it."""
        following = self.next_row[row]
        if following == NO_ROW:
            raise ConservationError(f"contact {self.number[row]} has a {cause.name.lower()} that was not drawn")
        self.cause[following] = cause
        self.tries[following] = self.tries[row] + 1 if cause is Cause.RETRY else 1
        self.contact_type[following] = self.contact_type[row]
        return following

    def is_first_type(self, row: int) -> bool:
        """Whether the attempt is of the type that the contact began with, not a follow-up or a complaint."""
        return self.contact_type[row] == self.first_type[row]

    def accepts_call_back(self, row: int) -> bool:
        """Whether the row accepts a call-back in its queue."""
        visit = self._visits.find(row, self.queue[row])
        return visit is not None and bool(self._visits.accepts) and self._visits.accepts[visit]

    def dial(self, row: int) -> float:
        """Give the seconds of ringing it back."""
        return self._visits.dial[self._visit(row)]

    def is_reached(self, row: int) -> bool:
        """Whether it is reached."""
        return self._visits.reached[self._visit(row)]

    def take(self, row: int, group: int, agent: int, now: float) -> None:
        """Note who is occupied with the row from now on."""
        self.taken_at[row] = now
        self.group[row] = group
        self.agent[row] = agent

    def talk(self, row: int) -> float:
        """Give the length of the row's talk with whoever took it."""
        return self._visits.talk[self._service(row)]

    def wrap_up(self, row: int) -> float:
        """Give the length of the wrap-up that follows the row's talk."""
        return self._visits.wrap_up[self._service(row)]

    def _visit(self, row: int) -> int:
        visit = self._visits.find(row, self.queue[row])
        if visit is None:
            raise ConservationError(f"contact {self.number[row]} is in a queue that was not drawn for it")
        return visit

    def _service(self, row: int) -> int:
        return self._visits.at[self._visit(row)] + self._variant[self.queue[row]][self.group[row]]

    def sequel_of(self, row: int) -> tuple[int, float, float]:
        """Give what follows the row's answer: (sequel, delay, handover)."""
        answers, queue = self._answers, self.queue[row]
        case = answers.find(row, queue, self.contact_type[row])
        if case is None:
            return SETTLED
        at = answers.at[case] + self._variant[queue][self.group[row]]
        return answers.kind[at], answers.delay[at], answers.handover[at]

    def leave(self, row: int, outcome: Outcome, now: float) -> None:
        """Note that the row's wait ended without an answer."""
        self.outcome[row] = outcome
        self.left_at[row] = now

    def come_too_late(self, row: int, due: float) -> None:
        """Note a retry that would arrive after the calendar's end."""
        self.outcome[row] = Outcome.UNFINISHED
        self.arrived_at[row] = due

    def unfinished(self, rows: Iterable[int]) -> None:
        """Note rows that nobody will serve any more."""
        for row in rows:
            self.outcome[row] = Outcome.UNFINISHED

    def was_here(self, group: int, agent: int, begins: float, ends: float) -> None:
        """Note that an agent was on the floor for a while."""
        if ends > begins:
            self._presence.append((group, agent, begins, ends))

    def was_kept(self, group: int, begins: float, ends: float) -> None:
        """Note that somebody of the group was kept on after a closing."""
        self._stays.append((group, begins, ends))

    def log(self, scenario: Scenario) -> Log:
        """Pack what happened; attempts that never came are left out."""
        outcome = np.array(self.outcome, np.int8)
        number, attempt = np.array(self.number, np.int64), self.attempt.astype(np.int16)
        order = np.lexsort((attempt, number))
        order = order[outcome[order] != NOT_SEEN]

        def column(name: str, kind: type[Any]) -> NDArray[Any]:
            found: NDArray[Any] = np.array(getattr(self, name), kind)[order]
            return found

        moments = {
            name: column(name, np.float64)
            for name in ("arrived_at", "joined_at", "taken_at", "answered_at", "ended_at", "released_at", "left_at")
        }
        number, queue = number[order], column("queue", np.int16)
        presence = np.array(sorted(self._presence), float).reshape(-1, 4)
        stays = np.array(sorted(self._stays), float).reshape(-1, 3)
        return Log(
            number=number,
            attempt=attempt[order],
            cause=column("cause", np.int8),
            contact_type=column("contact_type", np.int16),
            queue=queue,
            outcome=outcome[order],
            group=column("group", np.int16),
            agent=column("agent", np.int32),
            called_back=column("called_back", np.bool_),
            sequel=column("sequel", np.int8),
            due_at=deadlines(scenario, number, queue, moments),
            presence=Presence(
                presence[:, 0].astype(np.int16), presence[:, 1].astype(np.int32), presence[:, 2], presence[:, 3]
            ),
            stays=Stays(stays[:, 0].astype(np.int16), stays[:, 1], stays[:, 2]),
            **moments,
        )


class Visited:
    """The queues that rows may come to, as plain lists."""

    def __init__(self, visits: Visits) -> None:
        """Unpack what was drawn."""
        self._first: list[int] = visits.first.tolist()
        self._count: list[int] = visits.count.tolist()
        self._queue: list[int] = visits.queue.tolist()
        self.at: list[int] = visits.at.tolist()
        self.talk: list[float] = visits.talk.tolist()
        self.wrap_up: list[float] = visits.wrap_up.tolist()
        self.accepts: list[bool] = visits.accepts.tolist()
        self.dial: list[float] = visits.dial.tolist()
        self.reached: list[bool] = visits.reached.tolist()

    def find(self, row: int, queue: int) -> int | None:
        """Give the row's visit to a queue; None if it was not drawn."""
        first = self._first[row]
        for visit in range(first, first + self._count[row]):
            if self._queue[visit] == queue:
                return visit
        return None


class Answered:
    """What follows answers that do not settle everything, as plain lists."""

    def __init__(self, answers: Answers) -> None:
        """Unpack what was drawn."""
        self._first: list[int] = answers.first.tolist()
        self._count: list[int] = answers.count.tolist()
        self._queue: list[int] = answers.queue.tolist()
        self._contact_type: list[int] = answers.contact_type.tolist()
        self.at: list[int] = answers.at.tolist()
        self.kind: list[int] = answers.kind.tolist()
        self.delay: list[float] = answers.delay.tolist()
        self.handover: list[float] = answers.handover.tolist()

    def find(self, row: int, queue: int, contact_type: int) -> int | None:
        """Give the row's case in a queue as an attempt of a contact type; None if whoever answers it settles it."""
        first = self._first[row]
        for case in range(first, first + self._count[row]):
            if self._queue[case] == queue and self._contact_type[case] == contact_type:
                return case
        return None


def deadlines(
    scenario: Scenario, number: NDArray[np.int64], queue: NDArray[np.int16], moments: dict[str, NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Deadline of each row, from when it joined its queue or from when its contact first arrived."""
    due = np.full(len(number), np.nan)
    for place, (name, part) in enumerate(scenario.queues.items()):
        if part.deadline is not None:
            rows = np.flatnonzero(queue == place)
            joined = moments["joined_at"][rows]
            since = joined
            if part.deadline_from == "first_arrival":  # rows are sorted by contact, then attempt
                since = moments["arrived_at"][np.searchsorted(number, number[rows])]
            due[rows] = np.where(np.isnan(joined), np.nan, scenario.due_at(name, since))
    return due
