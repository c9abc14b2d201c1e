"""A second floor, for tests: it obeys the same rules as ``sim/floor.py`` and shares nothing with it but the traffic.

Written from ``docs/rules-of-the-floor.md``: one heap of moments, plain lists, and after each change a fresh look at everybody.
Who takes whom is in ``oracle_desk.py``, the agents of a group in ``oracle_agents.py``, when they are due in ``oracle_duty.py``;
here are the contacts.
"""

from __future__ import annotations

from heapq import heappop, heappush
from math import inf, isfinite
from typing import Any

import numpy as np

from scenarios.schema import Scenario
from sim.chance.contacts import CONTAINED, HANG_UP, NO_ROW, TO_NODE, Traffic
from sim.log import Cause, Outcome, Sequel
from sim.staffing import Staffing
from tests.sim.oracle_agents import Agent, Team
from tests.sim.oracle_desk import Desk, Way
from tests.sim.oracle_duty import due
from tests.sim.oracle_hours import Hours

ENDS, STAFF, DUE, MATCH, CLEARS, PATIENCE, IVR, ARRIVES = range(1, 9)  # the order of things at one instant


class Oracle(Desk):
    """One calendar on the floor."""

    def __init__(self, scenario: Scenario, traffic: Traffic, staffing: Staffing) -> None:
        super().__init__(scenario, traffic)
        self.hours, self.nodes = Hours(scenario), list(scenario.ivr)
        self.heap: list[tuple[Any, ...]] = []
        self.teams = [self.team(group, name, staffing) for group, name in enumerate(scenario.agent_groups)]
        for moment in self.hours.moments():
            self.push(moment, CLEARS, 0)
        for row in range(traffic.contacts):
            self.happens(traffic.arrives_at[row], ARRIVES, row)
        while self.heap:
            self.now, phase, *_, what, word = heappop(self.heap)
            if phase <= DUE:
                self.push(self.now, MATCH, 0)
            getattr(self, f"on_{phase}")(what, word)
            for team in self.teams if phase >= MATCH else ():
                team.settle(self.now)
        self.rest()

    def team(self, group: int, name: str, staffing: Staffing) -> Team:
        people = due(self.scenario, self.traffic, staffing, name)
        for moment in people.moments():
            self.push(moment, STAFF, group)
        return Team(
            people,
            lambda: self.needed(group),
            lambda back: self.push(back, STAFF, group),
            lambda number: self.goes_home(group, number),
        )

    def push(self, at: float, phase: int, order: int) -> None:
        moment = (float(at), phase, order, 0, 0, order, "")
        if moment not in self.heap:
            heappush(self.heap, moment)

    def happens(self, at: float, phase: int, row: int, word: str = "") -> None:
        """Something happens to a contact; among those of one phase by contact number."""
        number, attempt = int(self.traffic.number[row]), int(self.traffic.attempt[row])
        heappush(self.heap, (float(at), phase, number, int(word == "wrap-up"), attempt, row, word))

    # --- one instant, in its order ------------------------------------------------------------------------------------

    def on_1(self, row: int, word: str) -> None:
        """Talk frees the line, wrap-up the agent; dialling is over."""
        here = self.rows[row]
        if word == "talk":
            self.end_talk(row)
        elif word == "let go":
            here["ended_at"] = self.now
            wrap_up = self.traffic.wrap_up[here["queue"], here["group"]][row]
            if wrap_up > 0:
                self.happens(self.now + wrap_up, ENDS, row, "wrap-up")
            else:
                self.release(row)
        elif word == "wrap-up":
            self.release(row)
        elif self.traffic.callbacks[here["queue"]].reached[row]:
            self.answer(row)
        else:
            here |= {"outcome": Outcome.ABANDONED, "left_at": self.now}
            self.release(row)
            self.abandoned(row)

    def on_2(self, group: int, _: str) -> None:
        """The staff changes."""
        self.teams[group].change(self.now)

    def on_3(self, *_: object) -> None:
        """A wait comes due: the match that follows sees it."""

    def on_4(self, *_: object) -> None:
        """Idle agents and waiting contacts are matched."""
        for group in range(len(self.groups)):
            while (pair := self.held_pair(group) or self.best_pair(group)) is not None:
                self.waiting.remove(pair[0])
                self.take(*pair, group)

    def on_5(self, *_: object) -> None:
        """A queue closes (or opens), or the calendar ends."""
        for row in sorted(self.waiting, key=lambda one: int(self.traffic.number[one])):
            queue = self.rows[row]["queue"]
            if self.deferred(row):
                if self.now >= self.end:
                    self.waiting.remove(row)
                    self.rows[row]["outcome"] = Outcome.UNFINISHED
            elif self.scenario.closing == "clear" and not self.hours.is_open(queue, self.now):
                self.waiting.remove(row)
                self.rows[row] |= {"outcome": Outcome.CLEARED, "left_at": self.now}
                self.unanswered(row)

    def on_6(self, row: int, _: str) -> None:
        """Patience runs out."""
        if row in self.waiting:
            self.waiting.remove(row)
            self.rows[row] |= {"outcome": Outcome.ABANDONED, "left_at": self.now}
            self.unanswered(row)
            self.abandoned(row)

    def on_7(self, row: int, word: str) -> None:
        """A contact leaves a node of the IVR, or joins the queue that it is handed on to."""
        way = self.ways[row]
        if word == "escalated":
            here = self.rows[row]
            return self.ask(row, here.pop("to"))
        leads, way.node = int(self.traffic.ivr[way.node].leads_to[row]), -1
        if leads >= 0:
            return self.ask(row, leads)
        if leads <= TO_NODE:
            return self.enter(row, TO_NODE - leads)
        return self.finish(row, {CONTAINED: Outcome.CONTAINED, HANG_UP: Outcome.HUNG_UP}[leads])

    def on_8(self, row: int, _: str) -> None:
        """A contact arrives."""
        way, kind = self.ways[row], self.kinds[self.ways[row].kind]
        self.rows[row] = {"arrived_at": self.now}
        way.came = self.now
        if kind.channel == "voice":
            if self.scenario.lines is not None and sum(one.line for one in self.ways.values()) >= self.scenario.lines:
                self.turn_away(row, Outcome.BLOCKED_LINES)
                del self.rows[row]["left_at"]  # it never was in
                return None
            way.line = True
        if kind.enters in self.queue_names:
            return self.ask(row, self.queue_names.index(kind.enters))
        if any(s.of == "ivr" and s.begins <= self.now < s.ends for s in self.scenario.spells("outage")):
            return self.turn_away(row, Outcome.CLOSED)
        return self.enter(row, self.nodes.index(kind.enters))

    def rest(self) -> None:
        """Nothing more happens: who still waits is never served."""
        for row in self.waiting:
            self.rows[row]["outcome"] = Outcome.UNFINISHED
            if (first := self.ways[row].first_leg) >= 0:
                here = self.rows[first]
                here["ended_at"] = max(self.end, self.rows[row]["joined_at"])
                wrap_up = self.traffic.wrap_up[here["queue"], here["group"]][first]
                here["released_at"] = here["ended_at"] + wrap_up

    # --- the way to a person ------------------------------------------------------------------------------------------

    def enter(self, row: int, node: int) -> None:
        part = self.scenario.ivr[self.nodes[node]]
        if part.ports is not None and sum(way.node == node for way in self.ways.values()) >= part.ports:
            if part.when_full is None:
                return self.turn_away(row, Outcome.BLOCKED_LINES)
            if part.when_full == "hang_up":
                return self.finish(row, Outcome.HUNG_UP)
            if part.when_full in self.queue_names:
                return self.ask(row, self.queue_names.index(part.when_full))
            return self.enter(row, self.nodes.index(part.when_full))
        self.ways[row].node = node
        return self.happens(self.now + self.traffic.ivr[node].takes[row], IVR, row)

    def ask(self, row: int, queue: int) -> None:
        here, way, part = self.rows[row], self.ways[row], self.scenario.queues[self.queue_names[queue]]
        here["queue"] = queue
        if not self.hours.is_open(queue, self.now) and (
            self.scenario.closing == "clear" or not self.hours.is_open(queue, way.came)
        ):
            return self.turn_away(row, Outcome.CLOSED)
        here["joined_at"] = self.now
        if part.deadline is not None:
            since = self.now if part.deadline_from == "joining" else self.first_arrival(row)
            moment = float(self.scenario.due_at(self.queue_names[queue], np.array([since]))[0])
            here["due_at"] = None if np.isnan(moment) else moment
        if self.deferred(row) and self.now >= self.end:
            return self.finish(row, Outcome.UNFINISHED)
        return self.join(row, queue)

    def join(self, row: int, queue: int) -> None:
        way, part = self.ways[row], self.scenario.queues[self.queue_names[queue]]
        if way.wanted is not None and way.wanted[2] > 0 and queue in self.skills[way.wanted[0]]:
            group, number, patience = way.wanted
            if self.teams[group].knows(number):
                way.held_until = self.now + patience
        pair = self.held_agent(row) if self.is_held(row) else self.first_agent(row, queue)
        if pair is not None:
            return self.take(row, *pair)
        ahead = sum(self.rows[one]["queue"] == queue for one in self.waiting)
        if part.capacity is not None and ahead >= part.capacity:
            return self.turn_away(row, Outcome.BLOCKED)
        if part.callback is not None and way.first_leg < 0 and self.long_wait(queue, ahead):
            self.rows[row]["called_back"] = int(self.traffic.callbacks[queue].accepts[row])
            way.line = way.line and not self.rows[row]["called_back"]
        self.waiting.append(row)
        patience = self.traffic.patience[row]
        if isfinite(patience) and not self.deferred(row) and not self.rows[row].get("called_back"):
            self.happens(self.now + patience, PATIENCE, row)
        for wait in [skills[queue].after for skills in self.skills if queue in skills] + [way.held_until - self.now]:
            if wait > 0:
                self.happens(self.now + wait, DUE, row)
        return None

    def long_wait(self, queue: int, ahead: int) -> bool:
        """Whether a call-back is offered."""
        able = [
            (skills[queue], len(team.here))
            for skills, team in zip(self.skills, self.teams, strict=True)
            if queue in skills
        ]
        agents = sum(count for _, count in able)
        if not agents:
            return True
        work = sum((skill.handle_time.mean() + skill.wrap_up.mean()) * count for skill, count in able) / agents
        callback = self.scenario.queues[self.queue_names[queue]].callback
        assert callback is not None
        return (ahead + 1) * work / agents > callback.offer_above

    # --- with an agent ------------------------------------------------------------------------------------------------

    def take(self, row: int, agent: Agent, group: int) -> None:
        queue, way = self.rows[row]["queue"], self.ways[row]
        way.held_until, agent.since = -inf, self.now
        (agent.chats if self.chat(queue) else agent.other).append(row)
        self.rows[row] |= {"taken_at": self.now, "group": group, "agent": agent.number}
        if self.chat(queue):
            way.slowdown = self.groups[group].slowdown[len(agent.chats) - 1]
        if self.rows[row].get("called_back"):
            self.happens(self.now + self.traffic.callbacks[queue].dial[row], ENDS, row, "dial")
        else:
            self.answer(row)

    def answer(self, row: int) -> None:
        here, way = self.rows[row], self.ways[row]
        here |= {"outcome": Outcome.ANSWERED, "answered_at": self.now}
        ends = self.now + self.traffic.talk[here["queue"], here["group"]][row] * way.slowdown
        if way.first_leg >= 0:
            first = self.rows[way.first_leg]
            luck = self.traffic.sequels[first["queue"], first["group"], self.ways[way.first_leg].kind]
            handover = luck.handover[way.first_leg]
            self.happens(self.now + handover, ENDS, way.first_leg, "let go")
            ends += handover
        self.happens(ends, ENDS, row, "talk")

    def release(self, row: int) -> None:
        here = self.rows[row]
        here["released_at"] = self.now
        team = self.teams[here["group"]]
        agent = next(one for one in team.here if one.number == here["agent"])
        (agent.chats if row in agent.chats else agent.other).remove(row)
        team.freed(agent, self.now)

    def end_talk(self, row: int) -> None:
        here, way = self.rows[row], self.ways[row]
        sequel, delay = self.what_follows(row)
        here["sequel"] = sequel
        following = int(self.traffic.next_row[row])
        skill = self.skills[here["group"]][here["queue"]]
        if sequel in (Sequel.COLD, Sequel.WARM) and following != NO_ROW:
            to = self.queue_names.index(skill.unresolved.escalate.to)
            line = way.line and not self.scenario.deferred(self.queue_names[to])
            first_leg = row if sequel == Sequel.WARM else -1
            self.ways[following] = Way(way.kind, Cause.ESCALATION, 1, way.came, line, first_leg=first_leg)
            self.rows[following] = {"arrived_at": self.now, "to": to}
            self.happens(self.now, IVR, following, "escalated")
        elif sequel == Sequel.REPEAT:
            same = (
                skill.unresolved.repeat.same_agent if skill.unresolved is not None and skill.unresolved.repeat else None
            )
            wanted = None if same is None else (here["group"], here["agent"], same)
            self.follow(row, delay, Way(way.kind, Cause.REPEAT, wanted=wanted))
        elif sequel in (Sequel.FOLLOW_UP, Sequel.COMPLAINT, Sequel.DISPLEASED):
            cause = Cause.FOLLOW_UP if sequel == Sequel.FOLLOW_UP else Cause.COMPLAINT
            self.follow(row, delay, Way(self.next_kind(row, cause), cause))
        way.line = False
        if sequel != Sequel.WARM or following == NO_ROW:
            self.happens(self.now, ENDS, row, "let go")

    def what_follows(self, row: int) -> tuple[Sequel, float]:
        here, way, kind = self.rows[row], self.ways[row], self.kinds[self.ways[row].kind]
        luck = self.traffic.sequels.get((here["queue"], here["group"], way.kind))
        sequel = Sequel.NOTHING if luck is None else Sequel(int(luck.kind[row]))
        delay = inf if luck is None else float(luck.delay[row])
        again = float(self.traffic.calls_again_after[row])
        if self.now + again < self.traffic.fault_ends[row] and self.is_itself(row):
            return Sequel.REPEAT, again
        if sequel in (Sequel.COLD, Sequel.WARM):
            unresolved = self.skills[here["group"]][here["queue"]].unresolved
            return (Sequel.COLD if self.scenario.deferred(unresolved.escalate.to) else sequel), delay
        if sequel != Sequel.REPEAT and self.is_itself(row) and self.traffic.complains_waiting[row]:
            longer_than = None if kind.complaint is None else kind.complaint.longer_than
            if longer_than is not None and here["answered_at"] - here["joined_at"] > longer_than:
                settled = sequel in (Sequel.NOTHING, Sequel.FOLLOW_UP)
                return Sequel.DISPLEASED if settled else Sequel.COMPLAINT, float(self.traffic.complaint_delay[row])
        return sequel, delay

    def next_kind(self, row: int, cause: Cause) -> int:
        kind = self.kinds[self.ways[row].kind]
        part = kind.follow_up if cause == Cause.FOLLOW_UP else kind.complaint
        assert part is not None
        return list(self.scenario.contact_types).index(part.contact_type)

    # --- not served ---------------------------------------------------------------------------------------------------

    def is_itself(self, row: int) -> bool:
        """Whether the attempt is of the contact's first type, not a follow-up or a complaint."""
        return self.ways[row].kind == int(self.traffic.contact_type[row])

    def finish(self, row: int, outcome: Outcome) -> None:
        self.rows[row]["outcome"] = outcome
        if outcome not in (Outcome.BLOCKED, Outcome.UNFINISHED):
            self.rows[row]["left_at"] = self.now
        self.ways[row].line = False

    def turn_away(self, row: int, outcome: Outcome) -> None:
        self.finish(row, outcome)
        self.unanswered(row)
        self.tries_again(row, self.traffic.retries_blocked[row])

    def unanswered(self, row: int) -> None:
        """It left: the line is free, and so is an agent who wanted to hand it over."""
        self.ways[row].line = False
        if self.ways[row].first_leg >= 0:
            self.happens(self.now, ENDS, self.ways[row].first_leg, "let go")

    def abandoned(self, row: int) -> None:
        kind = self.kinds[self.ways[row].kind]
        if self.tries_again(row, self.traffic.retries_abandoning[row]) or not self.is_itself(row):
            return
        if self.traffic.complains_abandoning[row] and kind.complaint is not None:
            delay = float(self.traffic.complaint_delay[row])
            self.follow(row, delay, Way(self.next_kind(row, Cause.COMPLAINT), Cause.COMPLAINT))

    def tries_again(self, row: int, wants: bool) -> bool:
        way = self.ways[row]
        retry = self.kinds[way.kind].retry
        if not wants or retry is None or way.tries >= retry.attempts or not self.is_itself(row):
            return False
        self.follow(row, float(self.traffic.retry_delay[row]), Way(way.kind, Cause.RETRY, way.tries + 1))
        return True

    def follow(self, row: int, delay: float, way: Way) -> None:
        following = int(self.traffic.next_row[row])
        if following == NO_ROW:
            return
        self.ways[following] = way
        if self.now + delay < self.end:
            self.happens(self.now + delay, ARRIVES, following)
        elif way.cause == Cause.RETRY:  # what follows an answer belongs to another calendar then
            self.rows[following] = {"arrived_at": self.now + delay, "outcome": Outcome.UNFINISHED}

    # --- who stays, who goes ------------------------------------------------------------------------------------------

    def needed(self, group: int) -> bool:
        """Whether a contact in a closed queue, or on its way to one, may still be served by the group."""
        if self.scenario.closing == "clear":
            return False
        for row, way in self.ways.items():
            queue = -1
            if row in self.waiting and not self.deferred(row):
                queue = self.rows[row]["queue"]
            elif way.node >= 0 and self.kinds[way.kind].immediate:
                queue = self.asks_for(row, self.nodes.index(self.kinds[way.kind].enters))
                queue = queue if queue >= 0 and self.hours.is_open(queue, way.came) else -1
            if queue in self.skills[group] and not self.hours.is_open(queue, self.now):
                return True
        return False

    def asks_for(self, row: int, node: int) -> int:
        """The queue at the end of a way through the IVR, with a port free everywhere; negative if there is none."""
        leads = int(self.traffic.ivr[node].leads_to[row])
        return self.asks_for(row, TO_NODE - leads) if leads <= TO_NODE else leads

    def goes_home(self, group: int, number: int) -> None:
        """Nobody is held for him any more."""
        for way in self.ways.values():
            if way.wanted is not None and way.wanted[:2] == (group, number):
                way.held_until = -inf
