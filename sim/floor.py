"""The floor: a SimPy model of who waits, who answers, and who gives up.

The floor takes a day's traffic and its staffing and lets the day happen. It throws no dice: everything uncertain was drawn
beforehand (``sim/traffic.py``). What can happen is a handful of moments: a contact ends, the staff changes, a wait comes due,
agents and waiting contacts are matched, patience runs out, a contact leaves the IVR, a contact arrives. Each is a SimPy event
whose callback changes the state and schedules what follows from it.

Logs have whole seconds, so many moments share an instant. Their order is the phase below, then the contact's number; both are
packed into SimPy's event priority. The rules are written out in ``docs/rules-of-the-floor.md``.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import simpy
from simpy.events import EventPriority

from sim.journal import Journal
from sim.log import NONE, Log, Outcome
from sim.routing import Head, Routing

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.staffing import Staffing
    from sim.traffic import Traffic

NUMBERS = 1 << 40  # room for contact numbers within a phase


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


class Moment(simpy.Event):
    """Something that will happen to a row of the traffic (or to a group) in a given phase of its instant."""

    def __init__(
        self, env: simpy.Environment, delay: float, phase: Phase, number: int, then: Callable[[Moment], None], row: int
    ) -> None:
        """Schedule ``then`` in ``delay`` seconds; ties within the phase go by ``number``."""
        self.env = env
        self.callbacks = [then]
        self._ok = True
        self._value = None
        self.row = row
        env.schedule(self, priority=EventPriority(phase * NUMBERS + number), delay=delay)


class Line:
    """The contacts waiting in one queue, longest wait first, then lower number."""

    def __init__(self, capacity: int | None) -> None:
        """Open the line, empty."""
        self.capacity = capacity
        self.length = 0
        self.rows: deque[int] = deque()  # with contacts that have left; they are skipped when they come first

    @property
    def full(self) -> bool:
        """Whether one more contact would be blocked."""
        return self.capacity is not None and self.length >= self.capacity


class Team:
    """The agents of one group: who is idle, who is at home, and how many departures are owed."""

    def __init__(self) -> None:
        """Begin with nobody on the floor."""
        self.due = 0  # agents who should be on the floor
        self.idle: list[tuple[float, int]] = []  # heap of (idle since, agent number)
        self.at_home: list[int] = []  # heap of agent numbers
        self.hired = 0  # agent numbers handed out so far
        self.owed: deque[float] = deque()  # when agents still in a contact should have left

    def arrive(self, now: float) -> None:
        """Let the lowest-numbered absent agent come to the floor."""
        if not self.at_home:
            heappush(self.at_home, self.hired)
            self.hired += 1
        heappush(self.idle, (now, heappop(self.at_home)))

    def leave(self) -> None:
        """Let the agent who has idled longest go home."""
        heappush(self.at_home, heappop(self.idle)[1])


class Floor:
    """One calendar on the floor, from its first moment until it comes to rest."""

    def __init__(self, scenario: Scenario, traffic: Traffic, staffing: Staffing) -> None:
        """Set the floor up at the calendar's start; ``play`` lets it happen."""
        self.env = simpy.Environment()
        self.scenario = scenario
        self.horizon = scenario.calendar.horizon
        self.routing = Routing.of(scenario)
        self.lines = [Line(queue.capacity) for queue in scenario.queues.values()]
        self.teams = [Team() for _ in scenario.agent_groups]
        self.idle = [team.idle for team in self.teams]
        self.free_trunks = float("inf") if scenario.lines is None else scenario.lines
        self.through_ivr = [kind.enters in scenario.ivr for kind in scenario.contact_types.values()]
        self.journal = Journal(traffic)
        self.waiting_rows: set[int] = set()
        self.matching = False
        self._schedule(staffing)

    def play(self) -> Log:
        """Let the day happen and give its log."""
        with _uncollected():
            self.env.run()
        self.journal.unfinished(self.waiting_rows)
        return self.journal.log()

    def _schedule(self, staffing: Staffing) -> None:
        for group, name in enumerate(self.scenario.agent_groups):
            for moment, agents in staffing.on_floor_steps(name):
                Moment(self.env, moment, Phase.STAFF, group, self._staff_changes(agents), group)
        if self.scenario.closing == "clear":
            Moment(self.env, self.horizon, Phase.CLOSE, 0, self._clear, NONE)
        for row in range(self.journal.contacts):
            self._at(self.journal.arrives_at[row], Phase.ARRIVE, row, self._arrive)

    def _at(self, delay: float, phase: Phase, row: int, then: Callable[[Moment], None]) -> None:
        Moment(self.env, delay, phase, self.journal.number[row], then, row)

    # --- contacts come -------------------------------------------------------------------------------------------

    def _arrive(self, moment: Moment) -> None:
        row, now = moment.row, self.env.now
        self.journal.arrived_at[row] = now
        if self.free_trunks <= 0:
            self._turn_away(row, Outcome.BLOCKED_LINES)
            return
        self.free_trunks -= 1
        if self.through_ivr[self.journal.contact_type[row]]:
            self._at(self.journal.ivr_time[row], Phase.LEAVE_IVR, row, self._leave_ivr)
        else:
            self._join(row)

    def _leave_ivr(self, moment: Moment) -> None:
        row = moment.row
        if self.journal.asks_for[row] == NONE:
            self.free_trunks += 1
            self.journal.outcome[row] = self.journal.ivr_outcome[row]
        elif self.env.now >= self.horizon and self.scenario.closing == "clear":
            self.free_trunks += 1
            self._turn_away(row, Outcome.CLOSED)
        else:
            self._join(row)

    def _join(self, row: int) -> None:
        now, journal = self.env.now, self.journal
        queue = journal.join(row, now)
        group = self.routing.answering_group(queue, self.idle, now)
        line = self.lines[queue]
        if group is not None:
            self._answer(row, group)
        elif line.full:
            self.free_trunks += 1
            self._turn_away(row, Outcome.BLOCKED)
        elif journal.patience[row] <= 0:
            self._abandon(row)
        else:
            self._wait(row, line)

    def _wait(self, row: int, line: Line) -> None:
        line.length += 1
        self.waiting_rows.add(row)
        self._line_up(row, line)
        patience = self.journal.patience[row]
        if patience != float("inf"):
            self._at(patience, Phase.PATIENCE, row, self._lose_patience)
        for _, skill in self.routing.tries[self.journal.queue[row]]:
            if skill.after > 0:
                self._at(skill.after, Phase.DUE, row, self._come_due)

    def _line_up(self, row: int, line: Line) -> None:
        """Append the row; contacts that joined at the same instant stand by their number."""
        overtaken = []
        while line.rows and self._standing(line.rows[-1]) > self._standing(row):
            overtaken.append(line.rows.pop())
        line.rows.append(row)
        line.rows.extend(reversed(overtaken))

    def _standing(self, row: int) -> tuple[float, int]:
        return self.journal.joined_at[row], self.journal.number[row]

    # --- contacts go ---------------------------------------------------------------------------------------------

    def _lose_patience(self, moment: Moment) -> None:
        if moment.row in self.waiting_rows:
            self._leave_line(moment.row)
            self._abandon(moment.row)

    def _leave_line(self, row: int) -> None:
        self.waiting_rows.remove(row)
        self.lines[self.journal.queue[row]].length -= 1

    def _abandon(self, row: int) -> None:
        self.free_trunks += 1
        self.journal.leave(row, Outcome.ABANDONED, self.env.now)
        if self.journal.retries_abandoning[row]:
            self._try_again(row)

    def _turn_away(self, row: int, outcome: Outcome) -> None:
        self.journal.outcome[row] = outcome
        if self.journal.retries_blocked[row]:
            self._try_again(row)

    def _try_again(self, row: int) -> None:
        following, delay = self.journal.retry_row[row], self.journal.retry_delay[row]
        if self.env.now + delay < self.horizon:
            self._at(delay, Phase.ARRIVE, following, self._arrive)
        else:
            self.journal.come_too_late(following, self.env.now + delay)

    def _clear(self, _moment: Moment) -> None:
        for row in sorted(self.waiting_rows):
            self._leave_line(row)
            self.free_trunks += 1
            self.journal.leave(row, Outcome.CLEARED, self.env.now)

    # --- agents --------------------------------------------------------------------------------------------------

    def _answer(self, row: int, group: int) -> None:
        _, agent = heappop(self.idle[group])
        talk, wrap_up = self.journal.answer(row, group, agent, self.env.now)
        self._at(talk, Phase.END, row, self._end_talk)
        if wrap_up > 0:
            self._at(talk + wrap_up, Phase.END, row, self._release)

    def _end_talk(self, moment: Moment) -> None:
        self.free_trunks += 1
        self.journal.ended_at[moment.row] = self.env.now
        if self.journal.wrap_up_of(moment.row) <= 0:
            self._release(moment)

    def _release(self, moment: Moment) -> None:
        row, now = moment.row, self.env.now
        self.journal.released_at[row] = now
        group, agent = self.journal.group[row], self.journal.agent[row]
        team = self.teams[group]
        if team.owed:
            self.journal.overrun(group, team.owed.popleft(), now)
            heappush(team.at_home, agent)
        else:
            heappush(team.idle, (now, agent))
            self._look_again()

    def _staff_changes(self, agents: int) -> Callable[[Moment], None]:
        def change(moment: Moment) -> None:
            team, now = self.teams[moment.row], self.env.now
            for _ in range(team.due - agents):
                if team.idle:
                    team.leave()
                else:
                    team.owed.append(now)
            for _ in range(agents - team.due):
                if team.owed:
                    self.journal.overrun(moment.row, team.owed.popleft(), now)
                else:
                    team.arrive(now)
            team.due = agents
            self._look_again()

        return change

    def _come_due(self, moment: Moment) -> None:
        if moment.row in self.waiting_rows:
            self._look_again()

    # --- agents and waiting contacts are matched -----------------------------------------------------------------

    def _look_again(self) -> None:
        """Have idle agents look at the waiting contacts once all changes of this instant have been made."""
        if self.waiting_rows and not self.matching:
            self.matching = True
            Moment(self.env, 0.0, Phase.MATCH, 0, self._match, NONE)

    def _match(self, _moment: Moment) -> None:
        self.matching = False
        for group, idle in enumerate(self.idle):
            while idle and self.waiting_rows:
                queue = self.routing.next_queue(group, len(idle), self._head, self.env.now)
                if queue is None:
                    break
                row = self.lines[queue].rows.popleft()
                self._leave_line(row)
                self._answer(row, group)

    def _head(self, queue: int) -> Head:
        rows = self.lines[queue].rows
        while rows and rows[0] not in self.waiting_rows:
            rows.popleft()
        return self._standing(rows[0]) if rows else None


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from looking through all moments again and again: measured, a fifth of the time of a day."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def run(scenario: Scenario, traffic: Traffic, staffing: Staffing) -> Log:
    """Let one calendar happen on the SimPy floor and give its log, checked for conservation.

    Raises:
        ConservationError: if a contact appeared or vanished, which would be a fault of callfloor.

    """
    log = Floor(scenario, traffic, staffing).play()
    log.check(traffic.contacts)
    return log
