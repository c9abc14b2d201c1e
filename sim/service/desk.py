"""The desk: who serves whom.

Here stand the lines of those who wait and the teams of those who serve, and here they are brought together: when a contact
joins, when an agent falls free, when a wait comes due. Which contact goes to which group is the router's choice
(``sim/routing.py``); who may, and which agent of the group it is, are the rules of ``docs/rules-of-the-floor.md``, sections 3 to 6.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.log import NONE
from sim.routing import Router, Routing, RoutingError, skills_of
from sim.service.lines import Line, Standing
from sim.service.moments import Moment, Phase, of_agent
from sim.service.teams import Team

if TYPE_CHECKING:
    import simpy

    from scenarios.schema import Scenario
    from sim.service.duty import Change, Duty
    from sim.service.hours import Hours
    from sim.service.journal import Journal


@dataclass(frozen=True, slots=True)
class OwnAgent:
    """The agent who served a customer before, and how long a repeat waits for him alone."""

    group: int
    agent: int
    seconds: float


class Desk:
    """Lines and teams of one calendar; ``taken`` is told of every (row, agent) brought together, its group noted before."""

    def __init__(
        self,
        scenario: Scenario,
        env: simpy.Environment,
        journal: Journal,
        hours: Hours,
        router: Router | None,
        taken: Callable[[int, int, int], None],
    ) -> None:
        """Open with nobody waiting and nobody on the floor."""
        self.env, self.journal, self.hours = env, journal, hours
        self.lines = [Line(queue.capacity, self._standing) for queue in scenario.queues.values()]
        self.teams = [
            self._team(place, group.concurrency) for place, group in enumerate(scenario.agent_groups.values())
        ]
        self.skills = skills_of(scenario)
        self.router: Router = Routing.of(scenario) if router is None else router
        self.waiting: set[int] = set()
        self._held: dict[int, OwnAgent] = {}  # rows that wait for one agent alone
        self.awaited = [0] * len(self.lines)  # contacts in the IVR that will be let in to each queue, for its closing
        self._afters = [
            sorted({known[queue].after for known in self.skills if queue in known} - {0.0})
            for queue in range(len(self.lines))
        ]
        self._is_work = [scenario.deferred(queue) for queue in scenario.queues]
        self._service = mean_service(scenario)
        self._matching = False
        self._taken = taken

    def _team(self, place: int, concurrency: int) -> Team:
        def goes_on_break(agent: int, length: float) -> None:
            Moment(self.env, length, Phase.STAFF, of_agent(place, agent), lambda _: self._come_back(place, agent), NONE)

        def was_here(agent: int, begins: float, ends: float) -> None:
            self.journal.was_here(place, agent, begins, ends)

        def was_kept(begins: float, ends: float) -> None:
            self.journal.was_kept(place, begins, ends)

        return Team(concurrency, was_here, goes_on_break, was_kept)

    def _standing(self, row: int) -> Standing:
        return self.journal.joined_at[row], self.journal.number[row]

    # --- what a router sees --------------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """Seconds since the calendar's start."""
        return float(self.env.now)

    @property
    def queues(self) -> int:
        """How many queues there are."""
        return len(self.lines)

    def waiting_in(self, queue: int) -> int:
        """Contacts waiting in a queue."""
        return len(self.lines[queue].waiting)

    def idle(self, group: int) -> int:
        """Agents of a group with nothing in hand."""
        return len(self.teams[group].idle)

    def first(self, queue: int) -> Standing | None:
        """(joined at, contact number) of the contact that is next in a queue; None if nobody waits there."""
        row = self.lines[queue].first()
        return None if row is None else self._standing(row)

    def may_join(self, group: int, queue: int) -> bool:
        """Whether the group may take a contact that joins the queue now."""
        skill = self.skills[group].get(queue)
        return skill is not None and skill.after <= 0 and self.teams[group].has_room(skill.chat, skill.reserve)

    def may_take(self, group: int, queue: int) -> bool:
        """Whether the group may take the contact that is next in the queue; False if there is none."""
        skill, row = self.skills[group].get(queue), self.lines[queue].first()
        if skill is None or row is None or not skill.is_due(self.journal.joined_at[row], self.env.now):
            return False
        return self.teams[group].has_room(skill.chat, skill.reserve)

    # --- contacts join, wait and leave ---------------------------------------------------------------------------

    def takes_at_once(self, row: int, queue: int) -> bool:
        """Give a contact that joins to an agent who may take it now, if there is one."""
        group = self.router.answering_group(queue, self)
        if group is None:
            return False
        if not self.may_join(group, queue):
            raise RoutingError(
                f"the router gave a contact of queue {queue} to group {group}, which may not take it now"
            )
        self._take(row, group, queue)
        return True

    def is_there_for(self, queue: int, own: OwnAgent | None) -> bool:
        """Whether a repeat that joins the queue can be held for the agent who served it before."""
        return own is not None and queue in self.skills[own.group] and self.teams[own.group].here_or_on_break(own.agent)

    def own_takes_at_once(self, row: int, queue: int, own: OwnAgent) -> bool:
        """Give a repeat to the agent who served it before, if he is free."""
        if not self.teams[own.group].can_take(own.agent, self.skills[own.group][queue].chat):
            return False
        self._take_by_own(row, own)
        return True

    def wait(self, row: int, own: OwnAgent | None = None) -> None:
        """Let a contact wait in the queue that it asked for, at first for one agent alone if so asked."""
        queue = self.journal.queue[row]
        self.lines[queue].waiting.add(row)
        self.waiting.add(row)
        if own is None:
            self.lines[queue].stand(row)
        else:
            self._held[row] = own
            self._at(own.seconds, row, self._stop_holding)
        for after in self._afters[queue]:
            self._at(after, row, self._come_due)

    def _at(self, delay: float, row: int, then: Callable[[Moment], None]) -> None:
        Moment(self.env, delay, Phase.DUE, self.journal.place[row], then, row)

    def _come_due(self, moment: Moment) -> None:
        if moment.row in self.waiting:
            self.look_again()

    def _stop_holding(self, moment: Moment) -> None:
        if self._held.pop(moment.row, None):
            self.lines[self.journal.queue[moment.row]].stand(moment.row)
            self.look_again()

    def leave(self, row: int) -> None:
        """Take a contact out of its line."""
        self.waiting.remove(row)
        self.lines[self.journal.queue[row]].waiting.remove(row)
        self._held.pop(row, None)

    def expected_wait(self, queue: int) -> float:
        """Seconds until one more contact would be served, by the mean time that each occupies an agent; endless with nobody there."""
        people = [(len(self.teams[group].came), seconds) for group, seconds in self._service[queue]]
        total = sum(count for count, _ in people)
        if not total:
            return float("inf")
        seconds = sum(count * mean for count, mean in people) / total
        return (len(self.lines[queue].waiting) + 1) * seconds / total

    # --- agents and contacts are brought together ----------------------------------------------------------------

    def release(self, row: int, now: float) -> None:
        """Let the agent be done with a contact."""
        self.teams[self.journal.group[row]].release(self.journal.agent[row], now)

    def look_again(self) -> None:
        """Have agents look at the waiting contacts once all changes of this instant have been made."""
        if self.waiting and not self._matching:
            self._matching = True
            Moment(self.env, 0.0, Phase.MATCH, 0, self._match, NONE)

    def _match(self, _moment: Moment) -> None:
        self._matching = False
        if self._held:
            self._send_on_those_whose_agent_left()
        for group, team in enumerate(self.teams):
            if self._held:
                self._serve_held(group)
            while self.waiting and (team.idle or team.concurrency > 1):
                queue = self.router.next_queue(group, self)
                if queue is None:
                    break
                self._serve(group, queue)
        self.check_stays()

    def _serve(self, group: int, queue: int) -> None:
        row = self.lines[queue].first()
        if row is None or not self.may_take(group, queue):
            raise RoutingError(f"the router let group {group} serve queue {queue}, which it may not do now")
        self.leave(row)
        self._take(row, group, queue)

    def _serve_held(self, group: int) -> None:
        for row in sorted((row for row, own in self._held.items() if own.group == group), key=self._standing):
            own = self._held[row]
            if self.teams[group].can_take(own.agent, self.skills[group][self.journal.queue[row]].chat):
                self.leave(row)
                self._take_by_own(row, own)

    def _send_on_those_whose_agent_left(self) -> None:
        for row, own in list(self._held.items()):
            if not self.teams[own.group].here_or_on_break(own.agent):
                del self._held[row]
                self.lines[self.journal.queue[row]].stand(row)

    def _take(self, row: int, group: int, queue: int) -> None:
        skill = self.skills[group][queue]
        self._taken(row, group, self.teams[group].take(self.env.now, skill.chat, skill.reserve))

    def _take_by_own(self, row: int, own: OwnAgent) -> None:
        chat = self.skills[own.group][self.journal.queue[row]].chat
        self.teams[own.group].take_by(own.agent, self.env.now, chat)
        self._taken(row, own.group, own.agent)

    # --- staff ---------------------------------------------------------------------------------------------------

    def schedule(self, duty: Duty) -> None:
        """Put every change of the staff into the calendar."""
        for group, changes in enumerate(duty):
            for change in changes:
                Moment(self.env, change.moment, Phase.STAFF, of_agent(group, NONE), self._changes(change), group)

    def _changes(self, change: Change) -> Callable[[Moment], None]:
        def make(moment: Moment) -> None:
            self.teams[moment.row].change(change, self.env.now, self._is_still_needed(moment.row))
            self.look_again()

        return make

    def _come_back(self, group: int, agent: int) -> None:
        self.teams[group].come_back(agent, self.env.now)
        self.look_again()

    def _is_still_needed(self, group: int) -> bool:
        """Whether somebody may still come to be served by the group in a queue that has closed."""
        if not self.hours.serves_out_closings:
            return False
        closed = [
            queue
            for queue in self.skills[group]
            if not self._is_work[queue] and not self.hours.is_open(queue, self.env.now)
        ]
        return any(self.lines[queue].waiting or self.awaited[queue] for queue in closed)

    def check_stays(self) -> None:
        """Let those go who were kept on at a closing and are needed no more."""
        if not self.hours.serves_out_closings:
            return
        for group, team in enumerate(self.teams):
            if team.stays and not self._is_still_needed(group):
                Moment(self.env, 0.0, Phase.STAFF, of_agent(group, NONE), self._let_go, group)

    def _let_go(self, moment: Moment) -> None:
        self.teams[moment.row].let_go(self.env.now)
        self.look_again()

    def everybody_goes(self, horizon: float) -> None:
        """Close the book on those who are still on the floor at the end: at the calendar's end, or with their last contact."""
        for group, team in enumerate(self.teams):
            for agent, begins in team.came.items():
                ends = max((free[0] for free in (*team.idle, *team.dark) if free[1] == agent), default=horizon)
                self.journal.was_here(group, agent, begins, max(ends, horizon))


def mean_service(scenario: Scenario) -> list[list[tuple[int, float]]]:
    """For each queue the groups that serve it, with the mean seconds that one contact occupies one of their agents."""
    return [
        [
            (place, group.skills[queue].handle_time.mean() + group.skills[queue].wrap_up.mean())
            for place, group in enumerate(scenario.agent_groups.values())
            if queue in group.skills
        ]
        for queue in scenario.queues
    ]
