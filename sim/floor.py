"""The floor: a SimPy model of who waits, who answers, and who gives up.

The floor takes a day's traffic and its staffing and lets the day happen. It throws no dice: everything uncertain was drawn
beforehand (``sim/traffic.py``). What can happen is a handful of moments: a contact ends, the staff changes, a wait comes due,
agents and waiting contacts are matched, patience runs out, a contact leaves the IVR, a contact arrives. Each is a SimPy event
whose callback changes the state and schedules what follows from it (``sim/service/moments.py``).

This module is the way of a contact: in, into a queue, to an agent, and what comes after. Who serves whom is decided at the desk
(``sim/service/desk.py``). The rules are written out in ``docs/rules-of-the-floor.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import simpy

from sim.chance.contacts import CONTAINED, HANG_UP, NO_PORT
from sim.log import NONE, Cause, Log, Outcome, Sequel
from sim.routing import Router
from sim.service.desk import Desk, OwnAgent
from sim.service.duty import duty
from sim.service.hours import Hours
from sim.service.ivr import Ivr, Way, is_node
from sim.service.journal import Journal
from sim.service.layout import Layout
from sim.service.moments import WRAPPED_UP, Moment, Phase, uncollected

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.staffing import Staffing
    from sim.traffic import Traffic

NEVER = float("inf")


class Floor:
    """One calendar on the floor, from its first moment until it comes to rest."""

    def __init__(self, scenario: Scenario, traffic: Traffic, staffing: Staffing, router: Router | None = None) -> None:
        """Set the floor up at the calendar's start; ``play`` lets it happen."""
        self.env = simpy.Environment()
        self.scenario = scenario
        self.horizon = scenario.calendar.horizon
        self.layout = Layout.of(scenario)
        self.journal = Journal(traffic)
        self.hours = Hours(scenario)
        self.ivr = Ivr(scenario, traffic)
        self.desk = Desk(scenario, self.env, self.journal, self.hours, router, self._taken)
        self.free_lines = NEVER if scenario.lines is None else scenario.lines
        self._on_line: set[int] = set()
        self._ways: dict[int, Way] = {}  # where each contact in the IVR is going
        self._heading: dict[int, int] = {}  # the queue it will be let in to, where closings ask for it
        self._own_agent: dict[int, OwnAgent] = {}  # of repeats that ask for whom they had before
        self._on_hold: dict[int, int] = {}  # escalated row -> row whose agent stays for the handover
        self.desk.schedule(duty(scenario, staffing, traffic.staff_luck))

    def play(self) -> Log:
        """Let the day happen and give its log."""
        for moment, queues in self.hours.closings:
            Moment(self.env, moment, Phase.CLOSE, 0, self._close(queues), NONE)
        for moment in self.hours.openings if self.hours.serves_out_closings else ():
            Moment(self.env, moment, Phase.CLOSE, 0, lambda _: self.desk.check_stays(), NONE)
        for row in range(self.journal.contacts):
            self._at(self.journal.arrives_at[row], Phase.ARRIVE, row, self._arrive)
        with uncollected():
            self.env.run()
        self._come_to_rest()
        return self.journal.log(self.scenario)

    def _come_to_rest(self) -> None:
        """Leave those unfinished whom nobody can ever serve; an agent who still holds one for a handover wraps up."""
        self.journal.unfinished(self.desk.waiting)
        for following, first in self._on_hold.items():
            self.journal.ended_at[first] = max(self.horizon, self.journal.joined_at[following])
            self.journal.released_at[first] = self.journal.ended_at[first] + self.journal.wrap_up(first)
            self.desk.release(first, self.journal.released_at[first])
        self.desk.everybody_goes(self.horizon)

    def _at(self, delay: float, phase: Phase, row: int, then: Callable[[Moment], None]) -> None:
        Moment(self.env, delay, phase, self.journal.place[row], then, row)

    # --- contacts come -------------------------------------------------------------------------------------------

    def _arrive(self, moment: Moment) -> None:
        row, now = moment.row, self.env.now
        self.journal.arrive(row, now)
        kind = self.journal.contact_type[row]
        if self.layout.is_call[kind]:
            if self.free_lines <= 0:
                self._turn_away(row, Outcome.BLOCKED_LINES)  # it never was in, so it has no moment of leaving
                return
            self.free_lines -= 1
            self._on_line.add(row)
        enters = self.layout.enters[kind]
        if not is_node(enters):
            self._join(row, enters)
        elif self.hours.ivr_is_out(now):
            self._send_out(row, Outcome.CLOSED)
        else:
            self._await(row, enters)
            self._go(row, enters)

    def _await(self, row: int, place: int) -> None:
        """Note which queue a contact will come to out of the IVR, where somebody may have to be kept on for it."""
        if self.hours.serves_out_closings:
            queue = self.ivr.destination(row, place)
            if queue >= 0 and self.hours.is_open(queue, self.env.now):
                self._heading[row] = queue
                self.desk.awaited[queue] += 1

    def _go(self, row: int, place: int) -> None:
        """Bring a contact to a place: on through the IVR, out of it, or into a queue."""
        if is_node(place):
            way = self.ivr.way(row, place)
            if isinstance(way, Way):
                self._ways[row] = way
                self._at(way.seconds, Phase.LEAVE_IVR, row, self._leave_ivr)
                return
            place = way
        if row in self._heading:
            self.desk.awaited[self._heading.pop(row)] -= 1
        if place == NO_PORT:
            self._send_out(row, Outcome.BLOCKED_LINES)
        elif place in {CONTAINED, HANG_UP}:
            self._free_line(row)
            self.journal.leave(row, Outcome.CONTAINED if place == CONTAINED else Outcome.HUNG_UP, self.env.now)
        else:
            self._join(row, place)

    def _leave_ivr(self, moment: Moment) -> None:
        way = self._ways.pop(moment.row)
        if way.port is not None:
            self.ivr.free(way.port)
        self._go(moment.row, way.place)
        self.desk.check_stays()

    def _join(self, row: int, queue: int) -> None:
        """Let a contact ask for a queue: it is taken at once, turned away, or waits."""
        now, journal, is_work = self.env.now, self.journal, self.layout.is_work[queue]
        journal.queue[row] = queue
        if not self.hours.lets_in(queue, now, journal.entered_at[row]):
            self._send_out(row, Outcome.CLOSED)
            return
        journal.joined_at[row] = now
        if is_work:
            self._free_line(row)
            if now >= self.horizon:
                journal.unfinished([row])
                return
        own = self._own_agent.pop(row, None)
        if own is not None and not self.desk.is_there_for(queue, own):
            own = None
        if self.desk.takes_at_once(row, queue) if own is None else self.desk.own_takes_at_once(row, queue, own):
            return
        if self.desk.lines[queue].full:
            self._turn_away(row, Outcome.BLOCKED)
        elif self._accepts_call_back(row, queue) or is_work or journal.patience[row] == NEVER:
            self.desk.wait(row, own)
        elif journal.patience[row] > 0:
            self.desk.wait(row, own)
            self._at(journal.patience[row], Phase.PATIENCE, row, self._lose_patience)
        else:
            self._abandon(row)

    def _accepts_call_back(self, row: int, queue: int) -> bool:
        offer = self.layout.callbacks[queue]
        if offer is None or row in self._on_hold or not self.journal.accepts_call_back(row):
            return False
        if self.desk.expected_wait(queue) <= offer.offer_above:
            return False
        self.journal.called_back[row] = True
        self._free_line(row)
        return True

    # --- contacts go ---------------------------------------------------------------------------------------------

    def _lose_patience(self, moment: Moment) -> None:
        if moment.row in self.desk.waiting:
            self.desk.leave(moment.row)
            self._abandon(moment.row)
            self.desk.check_stays()

    def _free_line(self, row: int) -> None:
        if row in self._on_line:
            self._on_line.remove(row)
            self.free_lines += 1

    def _abandon(self, row: int) -> None:
        journal = self.journal
        self._free_line(row)
        journal.leave(row, Outcome.ABANDONED, self.env.now)
        if journal.retries_abandoning[row] and self._may_try_again(row):
            self._try_again(row)
        elif journal.complains_abandoning[row] and journal.is_first_type(row):
            self._come_later(row, Cause.COMPLAINT, journal.complaint_delay[row])
        self._end_hold(row)

    def _turn_away(self, row: int, outcome: Outcome) -> None:
        self._free_line(row)
        self.journal.outcome[row] = outcome
        if self.journal.retries_blocked[row] and self._may_try_again(row):
            self._try_again(row)
        self._end_hold(row)

    def _send_out(self, row: int, outcome: Outcome) -> None:
        """Turn a contact away that was in already."""
        self.journal.left_at[row] = self.env.now
        self._turn_away(row, outcome)

    def _may_try_again(self, row: int) -> bool:
        kind = self.journal.contact_type[row]
        return self.journal.is_first_type(row) and self.journal.tries[row] < self.layout.attempts[kind]

    def _try_again(self, row: int) -> None:
        delay = self.journal.retry_delay[row]
        if not self._come_later(row, Cause.RETRY, delay):
            self.journal.come_too_late(self.journal.follow(row, Cause.RETRY), self.env.now + delay)

    def _come_later(self, row: int, cause: Cause, delay: float) -> bool:
        """Let the contact's next attempt arrive after a delay, unless the calendar has ended by then."""
        if self.env.now + delay >= self.horizon:
            return False
        following = self.journal.follow(row, cause)
        kind = self.layout.becomes(cause, self.journal.contact_type[row])
        self.journal.contact_type[following] = kind
        self._at(delay, Phase.ARRIVE, following, self._arrive)
        return True

    def _close(self, queues: Sequence[int]) -> Callable[[Moment], None]:
        """Close queues: with ``clear`` their waiting are disconnected; the calendar's end leaves work undone."""

        def close(_moment: Moment) -> None:
            waiting = [row for queue in queues for row in self.desk.lines[queue].waiting]
            for row in sorted(waiting, key=self.journal.place.__getitem__):
                if self.layout.is_work[self.journal.queue[row]]:
                    if self.env.now >= self.horizon:
                        self.desk.leave(row)
                        self.journal.unfinished([row])
                elif self.scenario.closing == "clear":
                    self.desk.leave(row)
                    self._free_line(row)
                    self.journal.leave(row, Outcome.CLEARED, self.env.now)
                    self._end_hold(row)
            self.desk.check_stays()

        return close

    # --- contacts are answered -----------------------------------------------------------------------------------

    def _taken(self, row: int, group: int, agent: int) -> None:
        """An agent takes the contact: to talk, or to ring back first."""
        self.journal.take(row, group, agent, self.env.now)
        if self.journal.called_back[row]:
            self._at(self.journal.dial(row), Phase.END, row, self._ring_back)
        else:
            self._answer(row)

    def _ring_back(self, moment: Moment) -> None:
        row = moment.row
        if self.journal.is_reached(row):
            self._answer(row)
        else:
            self.journal.released_at[row] = self.env.now
            self._abandon(row)
            self.desk.release(row, self.env.now)
            self.desk.look_again()

    def _answer(self, row: int) -> None:
        journal, now = self.journal, self.env.now
        journal.outcome[row] = Outcome.ANSWERED
        journal.answered_at[row] = now
        group = journal.group[row]
        talk = journal.talk(row)
        slowdown = self.layout.slowdown[group]
        if slowdown is not None and self.desk.skills[group][journal.queue[row]].chat:
            talk *= slowdown[self.desk.teams[group].load(journal.agent[row]) - 1]
        first = self._on_hold.pop(row, None)
        if first is not None:
            handover = journal.sequel_of(first)[2]
            self._at(handover, Phase.END, first, self._let_go)
            talk += handover
        self._at(talk, Phase.END, row, self._end_talk)

    # --- what comes after ----------------------------------------------------------------------------------------

    def _end_talk(self, moment: Moment) -> None:
        """End a contact's talk with its agent: it is settled, passed on, or will be heard of again."""
        row = moment.row
        sequel, delay = self._sequel(row)
        self.journal.sequel[row] = sequel
        if sequel in {Sequel.COLD, Sequel.WARM}:
            following = self._pass_on(row)
            if sequel == Sequel.WARM:
                self._on_hold[following] = row  # the agent stays until the handover
                return
        else:
            self._free_line(row)
            cause = CAUSES.get(sequel)
            if cause is not None and self._come_later(row, cause, delay) and cause is Cause.REPEAT:
                self._ask_for_own_agent(row)
        self._let_go(moment)

    def _sequel(self, row: int) -> tuple[int, float]:
        """What follows the talk, and after which delay."""
        journal = self.journal
        calls_again_after = journal.calls_again_after[row]
        if self.env.now + calls_again_after < journal.fault_ends[row] and journal.is_first_type(row):
            return Sequel.REPEAT, calls_again_after
        sequel, delay, _ = journal.sequel_of(row)
        if sequel == Sequel.REPEAT:
            return sequel, delay
        if sequel in {Sequel.COLD, Sequel.WARM}:
            work = self.layout.is_work[self.layout.escalates_to[journal.queue[row], journal.group[row]]]
            return Sequel.COLD if work else sequel, NEVER
        waited = journal.answered_at[row] - journal.joined_at[row]
        may_complain = journal.complains_waiting[row] and journal.is_first_type(row)
        if may_complain and waited > self.layout.complains_after[journal.contact_type[row]]:
            settled = sequel in {Sequel.NOTHING, Sequel.FOLLOW_UP}
            return Sequel.DISPLEASED if settled else Sequel.COMPLAINT, journal.complaint_delay[row]
        return sequel, delay

    def _pass_on(self, row: int) -> int:
        """Escalate a contact to its next queue; give its row there."""
        journal = self.journal
        to = self.layout.escalates_to[journal.queue[row], journal.group[row]]
        following = journal.follow(row, Cause.ESCALATION)
        journal.arrived_at[following], journal.entered_at[following] = self.env.now, journal.entered_at[row]
        if row in self._on_line:
            self._on_line.remove(row)
            self._on_line.add(following)
        self._at(0.0, Phase.LEAVE_IVR, following, lambda _: self._join(following, to))
        return following

    def _end_hold(self, row: int) -> None:
        """Let the agent go who was to hand over a contact that has gone."""
        first = self._on_hold.pop(row, None)
        if first is not None:
            self._at(0.0, Phase.END, first, self._let_go)

    def _ask_for_own_agent(self, row: int) -> None:
        journal = self.journal
        seconds = self.layout.same_agent.get((journal.queue[row], journal.group[row]))
        if seconds is not None:
            self._own_agent[journal.next_row[row]] = OwnAgent(journal.group[row], journal.agent[row], seconds)

    def _let_go(self, moment: Moment) -> None:
        """Let an agent wrap up, the contact being gone."""
        row = moment.row
        self.journal.ended_at[row] = self.env.now
        wrap_up = self.journal.wrap_up(row)
        if wrap_up > 0:
            Moment(self.env, wrap_up, Phase.END, self.journal.place[row] + WRAPPED_UP, self._release, row)
        else:
            self._release(moment)

    def _release(self, moment: Moment) -> None:
        self.journal.released_at[moment.row] = self.env.now
        self.desk.release(moment.row, self.env.now)
        self.desk.look_again()


CAUSES: dict[int, Cause] = {
    Sequel.REPEAT: Cause.REPEAT,
    Sequel.FOLLOW_UP: Cause.FOLLOW_UP,
    Sequel.COMPLAINT: Cause.COMPLAINT,
    Sequel.DISPLEASED: Cause.COMPLAINT,
}


def run(
    scenario: Scenario,
    traffic: Traffic,
    staffing: Staffing,
    router: Callable[[Scenario], Router] | None = None,
) -> Log:
    """Let one calendar happen on the SimPy floor and give its log, checked for conservation.

    ``staffing`` has its reinforcements already (``sim.service.duty.reinforced``). ``router`` replaces the scenario's routing.

    Raises:
        ConservationError: if a contact appeared or vanished, which would be a fault of callfloor.
        RoutingError: if the router gave a contact to a group that may not take it.

    """
    log = Floor(scenario, traffic, staffing, router(scenario) if router else None).play()
    log.check(traffic.contacts)
    return log
