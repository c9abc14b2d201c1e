"""A second floor, for tests: it obeys the same rules as ``sim/floor.py`` and shares nothing with it but the traffic.

Written from ``docs/rules-of-the-floor.md``: one heap of moments, plain lists, and after each change a fresh look at everybody.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

import numpy as np

from scenarios.schema import Scenario
from sim.log import Outcome
from sim.staffing import Staffing, on_floor
from sim.traffic import Traffic

ENDS, STAFF, DUE, MATCH, CLEARS, PATIENCE, IVR, ARRIVES = range(1, 9)  # the order of things at one instant
COLUMNS = (
    *("number", "attempt", "outcome", "arrived_at", "queue", "joined_at", "answered_at", "ended_at", "released_at"),
    *("left_at", "group", "agent"),
)


class Oracle:
    """One day on the floor. Idle agents are (idle since, number); who waits is a row of the traffic."""

    def __init__(self, scenario: Scenario, traffic: Traffic, staffing: Staffing) -> None:
        self.scenario, self.traffic = scenario, traffic
        self.queue_names, self.group_names = list(scenario.queues), list(scenario.agent_groups)
        self.groups = list(scenario.agent_groups.values())
        self.skills = [{self.queue_names.index(q): s for q, s in group.skills.items()} for group in self.groups]
        self.idle: list[list[tuple[float, int]]] = [[] for _ in self.groups]
        self.here: list[set[int]] = [set() for _ in self.groups]  # agent numbers on the floor, idle or busy
        self.people, self.owed = [0] * len(self.groups), [[0.0] * 0 for _ in self.groups]
        self.waiting: list[int] = []
        self.lines, self.now, self.end = 0, 0.0, scenario.calendar.horizon
        self.rows: dict[int, dict[str, Any]] = {}
        self.overruns: list[tuple[int, float, float]] = []
        self.heap: list[tuple[float, int, int, int, str]] = [(self.end, CLEARS, 0, 0, "")]
        for group, name in enumerate(self.group_names):
            for moment, count in staffing.steps[name]:
                self.push(moment, STAFF, group, on_floor(count, self.groups[group].shrinkage))
        for row in range(traffic.contacts):
            self.push(traffic.arrives_at[row], ARRIVES, row, row)
        while self.heap:
            self.now, phase, order, what, word = heappop(self.heap)
            if phase <= DUE:
                self.push(self.now, MATCH, 0, 0)
            getattr(self, f"on_{phase}")(order, what, word)
        for row in self.waiting:
            self.rows[row]["outcome"] = "unfinished"

    def push(self, at: float, phase: int, order: int, what: int, word: str = "") -> None:
        heappush(self.heap, (float(at), phase, int(order), int(what), word))

    def on_1(self, _: int, row: int, word: str) -> None:
        """Talk frees the line, wrap-up the agent."""
        if word == "talk":
            self.lines -= 1
            return
        group, agent = self.rows[row]["group"], self.rows[row]["agent"]
        if self.owed[group]:
            self.overruns.append((group, self.owed[group].pop(0), self.now))
            self.here[group].remove(agent)
        else:
            self.idle[group].append((self.now, agent))

    def on_2(self, group: int, people: int, _: str) -> None:
        """The staff changes: idle longest leaves first; owed departures are cancelled before anybody comes."""
        for _more in range(self.people[group], people):
            if self.owed[group]:
                self.overruns.append((group, self.owed[group].pop(0), self.now))
            else:
                agent = next(number for number in range(1000) if number not in self.here[group])
                self.here[group].add(agent)
                self.idle[group].append((self.now, agent))
        for _fewer in range(people, self.people[group]):
            if self.idle[group]:
                leaver = min(self.idle[group])
                self.idle[group].remove(leaver)
                self.here[group].remove(leaver[1])
            else:
                self.owed[group].append(self.now)
        self.people[group] = people

    def on_3(self, *_: object) -> None:
        """A wait comes due: the match that follows sees it."""

    def on_4(self, *_: object) -> None:
        """Idle agents and waiting contacts are matched."""
        for group in range(len(self.groups)):
            while self.idle[group] and (able := [row for row in self.waiting if self.may(group, row)]):
                row = min(able, key=lambda one: self.worth(group, one))
                self.waiting.remove(row)
                self.take(group, row)

    def on_5(self, *_: object) -> None:
        """The calendar ends."""
        if self.scenario.closing == "clear":
            for row in list(self.waiting):
                self.give_up(row, "cleared")

    def on_6(self, _: int, row: int, __: str) -> None:
        """Patience runs out."""
        if row in self.waiting:
            self.give_up(row, "abandoned")
            self.again(row, self.traffic.retries_abandoning[row])

    def on_7(self, _: int, row: int, __: str) -> None:
        """A contact leaves the IVR."""
        if self.traffic.asks_for[row] < 0:
            self.lines -= 1
            self.rows[row]["outcome"] = Outcome(self.traffic.ivr_outcome[row]).name.lower()
        elif self.now >= self.end and self.scenario.closing == "clear":
            self.turn_away(row, "closed")
        else:
            self.join(row)

    def on_8(self, _: int, row: int, __: str) -> None:
        """A contact arrives."""
        self.rows[row] = {"arrived_at": self.now}
        self.lines += 1
        if self.scenario.lines is not None and self.lines > self.scenario.lines:
            self.turn_away(row, "blocked_lines")
        elif self.traffic.contact_type[row] == 0:  # the type "menu"
            self.push(self.now + self.traffic.ivr_time[row], IVR, self.traffic.number[row], row)
        else:
            self.join(row)

    def join(self, row: int) -> None:
        queue = int(self.traffic.asks_for[row])
        part = self.scenario.queues[self.queue_names[queue]]
        self.rows[row] |= {"joined_at": self.now, "queue": queue}
        tries = [self.group_names.index(name) for name in part.tries]
        others = [group for group, skills in enumerate(self.skills) if queue in skills and group not in tries]
        for group in tries + sorted(others, key=lambda one: self.skills[one][queue].preference):
            if self.idle[group] and self.may(group, row):
                return self.take(group, row)
        if part.capacity is not None and part.capacity <= sum(self.rows[one]["queue"] == queue for one in self.waiting):
            return self.turn_away(row, "blocked")
        self.waiting.append(row)
        if np.isfinite(self.traffic.patience[row]):
            self.push(self.now + self.traffic.patience[row], PATIENCE, self.traffic.number[row], row)
        for skills in self.skills:
            if queue in skills and skills[queue].after > 0:
                self.push(self.now + skills[queue].after, DUE, self.traffic.number[row], row)
        return None

    def may(self, group: int, row: int) -> bool:
        skill = self.skills[group].get(self.rows[row]["queue"])
        if skill is None or self.now - self.rows[row]["joined_at"] < skill.after:
            return False
        return skill.preference == 1 or len(self.idle[group]) - 1 >= self.groups[group].reserve

    def worth(self, group: int, row: int) -> tuple[float, ...]:
        """How soon the group takes a contact that it may take: the least first."""
        queue, number, rule = self.rows[row]["queue"], int(self.traffic.number[row]), self.scenario.routing
        wait, name = self.now - self.rows[row]["joined_at"], self.queue_names[queue]
        if rule.freed_agent == "longest_wait":
            return -(wait + rule.head_start.get(name, 0.0)) * rule.wait_weights.get(name, 1.0), number
        best = self.scenario.queues[name].priority, -wait, number
        return best if rule.freed_agent == "priority" else (self.skills[group][queue].preference, *best)

    def take(self, group: int, row: int) -> None:
        queue, agent = self.rows[row]["queue"], min(self.idle[group])
        self.idle[group].remove(agent)
        ended = self.now + self.traffic.talk[queue, group][row]
        released = ended + self.traffic.wrap_up[queue, group][row]
        self.rows[row] |= {"outcome": "answered", "answered_at": self.now, "ended_at": ended, "released_at": released}
        self.rows[row] |= {"group": group, "agent": agent[1]}
        self.push(ended, ENDS, self.traffic.number[row], row, "talk")
        self.push(released, ENDS, self.traffic.number[row], row, "wrap-up")

    def turn_away(self, row: int, outcome: str) -> None:
        self.lines -= 1
        self.rows[row]["outcome"] = outcome
        self.again(row, self.traffic.retries_blocked[row])

    def give_up(self, row: int, outcome: str) -> None:
        self.lines -= 1
        self.waiting.remove(row)
        self.rows[row] |= {"outcome": outcome, "left_at": self.now}

    def again(self, row: int, wants: bool) -> None:
        if wants:
            due, following = self.now + self.traffic.retry_delay[row], int(self.traffic.retry_row[row])
            if due < self.end:
                self.push(due, ARRIVES, self.traffic.number[row], following)
            else:
                self.rows[following] = {"arrived_at": due, "outcome": "unfinished"}

    def table(self) -> list[tuple[Any, ...]]:
        """The rows as ``Log.table`` gives them."""
        order = sorted(self.rows, key=lambda row: (self.traffic.number[row], self.traffic.attempt[row]))
        absent = {"queue": -1, "group": -1, "agent": -1}
        numbers = [(int(self.traffic.number[row]), int(self.traffic.attempt[row])) for row in order]
        told = [tuple(self.rows[row].get(name, absent.get(name)) for name in COLUMNS[2:]) for row in order]
        return [number + rest for number, rest in zip(numbers, told, strict=True)]
