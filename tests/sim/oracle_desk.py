"""Who takes whom on the second floor of the tests (``tests/sim/oracle.py``): sections 3 and 4 of the rules, literally."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

from scenarios.schema import Scenario
from sim.log import Cause, Outcome, Sequel
from sim.traffic import Traffic
from tests.sim.oracle_agents import Agent, Team

COLUMNS = (
    *("number", "attempt", "cause", "contact_type", "arrived_at", "queue", "joined_at", "outcome", "taken_at"),
    *("answered_at", "ended_at", "released_at", "left_at", "group", "agent", "called_back", "sequel", "due_at"),
)


@dataclass
class Way:
    """What an attempt carries along."""

    kind: int  # contact type of this attempt
    cause: Cause = Cause.FIRST
    tries: int = 1
    came: float = 0.0  # when the attempt arrived whose escalations led here
    line: bool = False
    node: int = -1  # where in the IVR it is
    wanted: tuple[int, int, float] | None = None  # a repeat asks for (group, agent) and would wait so long for him
    held_until: float = -inf
    first_leg: int = -1  # whose agent waits for this one to be answered
    slowdown: float = 1.0


class Desk:
    """The state of the floor, and who of those waiting is taken by whom. Who waits is a row of the traffic."""

    def __init__(self, scenario: Scenario, traffic: Traffic) -> None:
        self.scenario, self.traffic = scenario, traffic
        self.kinds, self.groups = list(scenario.contact_types.values()), list(scenario.agent_groups.values())
        self.queue_names = list(scenario.queues)
        self.skills = [{self.queue_names.index(q): s for q, s in group.skills.items()} for group in self.groups]
        self.teams: list[Team] = []
        self.waiting: list[int] = []
        self.rows: dict[int, dict[str, Any]] = {}
        self.ways = {row: Way(int(traffic.contact_type[row])) for row in range(traffic.contacts)}
        self.now, self.end = 0.0, scenario.calendar.horizon

    def first_arrival(self, row: int) -> float:
        first = next(one for one in self.rows if one < self.traffic.contacts and self.number(one) == self.number(row))
        return float(self.rows[first]["arrived_at"])

    def number(self, row: int) -> int:
        return int(self.traffic.number[row])

    def deferred(self, row: int) -> bool:
        queue = self.rows[row].get("queue", -1)
        return not self.kinds[self.ways[row].kind].immediate or (
            queue >= 0 and self.scenario.deferred(self.queue_names[queue])
        )

    def chat(self, queue: int) -> bool:
        return self.scenario.channel_of[self.queue_names[queue]] == "chat"

    def able(self, group: int, queue: int) -> list[Agent]:
        """Agents with a free hand for the queue's contacts, who answers first foremost."""
        team = self.teams[group]
        if not self.chat(queue):
            return team.idle()
        free = [one for one in team.takes_chats() if not one.other]
        free = [one for one in free if len(one.chats) < self.groups[group].concurrency]
        return sorted(free, key=lambda one: (len(one.chats), one.since, one.number))

    def agent_for(self, group: int, row: int) -> Agent | None:
        """Who of the group may take the contact, if anybody may."""
        queue = self.rows[row]["queue"]
        skill = self.skills[group].get(queue)
        if skill is None or self.now < self.rows[row]["joined_at"] + skill.after:
            return None
        idle, reserve = len(self.teams[group].idle()), 0 if skill.preference == 1 else self.groups[group].reserve
        return next((one for one in self.able(group, queue) if idle - one.idle >= reserve), None)

    def is_held(self, row: int) -> bool:
        return self.now < self.ways[row].held_until

    def held_agent(self, row: int) -> tuple[Agent, int] | None:
        """The agent for whom a contact is held, if he has a free hand; and his group."""
        group, number, _ = self.ways[row].wanted or (-1, -1, 0.0)
        found = next((one for one in self.able(group, self.rows[row]["queue"]) if one.number == number), None)
        return None if found is None else (found, group)

    def first_agent(self, row: int, queue: int) -> tuple[Agent, int] | None:
        """Who takes a contact that joins the queue."""
        names = list(self.scenario.agent_groups)
        tries = [names.index(name) for name in self.scenario.queues[self.queue_names[queue]].tries]
        others = [group for group, skills in enumerate(self.skills) if queue in skills and group not in tries]
        for group in tries + sorted(others, key=lambda one: self.skills[one][queue].preference):
            if (agent := self.agent_for(group, row)) is not None:
                return agent, group
        return None

    def held_pair(self, group: int) -> tuple[int, Agent] | None:
        held = [row for row in self.waiting if self.is_held(row) and (self.ways[row].wanted or (-1,))[0] == group]
        for row in sorted(held, key=self.place):
            if (pair := self.held_agent(row)) is not None:
                return row, pair[0]
        return None

    def best_pair(self, group: int) -> tuple[int, Agent] | None:
        heads = []
        for queue in self.skills[group]:
            line = [row for row in self.waiting if self.rows[row]["queue"] == queue and not self.is_held(row)]
            if line and (agent := self.agent_for(group, head := min(line, key=self.place))) is not None:
                heads.append((self.worth(group, head), head, agent))
        return min(heads, key=lambda one: one[0])[1:] if heads else None

    def place(self, row: int) -> tuple[float, int]:
        return self.rows[row]["joined_at"], self.number(row)

    def worth(self, group: int, row: int) -> tuple[float, ...]:
        """How soon the group takes a contact that it may take: the least first."""
        queue, number, rule = self.rows[row]["queue"], self.number(row), self.scenario.routing
        wait, name = self.now - self.rows[row]["joined_at"], self.queue_names[queue]
        if rule.freed_agent == "longest_wait":
            return -(wait + rule.head_start.get(name, 0.0)) * rule.wait_weights.get(name, 1.0), number
        best = self.scenario.queues[name].priority, -wait, number
        return best if rule.freed_agent == "priority" else (self.skills[group][queue].preference, *best)

    # --- what happened ------------------------------------------------------------------------------------------------

    def table(self) -> list[tuple[Any, ...]]:
        """The rows as ``Log.table`` gives them."""
        told = []
        for row in sorted(self.rows, key=lambda one: (self.number(one), int(self.traffic.attempt[one]))):
            way, here = self.ways[row], {"queue": -1, "group": -1, "agent": -1, "called_back": 0, **self.rows[row]}
            here |= {"number": self.number(row), "attempt": int(self.traffic.attempt[row])}
            here |= {"cause": way.cause, "contact_type": way.kind}
            values = [here.get(name) for name in COLUMNS]
            told.append(tuple(v.name.lower() if isinstance(v, Cause | Outcome | Sequel) else v for v in values))
        return told

    def presence(self) -> list[tuple[int, int, float, float]]:
        spans = []
        for group, team in enumerate(self.teams):
            last: dict[int, float] = {}
            for here in self.rows.values():
                if here.get("group") == group and "released_at" in here:
                    last[here["agent"]] = max(last.get(here["agent"], 0.0), here["released_at"])
            spans += [(group, *span) for span in team.spans(last, self.end)]
        return sorted(spans)

    def stays(self) -> list[tuple[int, float, float]]:
        return sorted((group, *stay) for group, team in enumerate(self.teams) for stay in team.stays)
