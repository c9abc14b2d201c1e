"""What must hold on the floor whatever the day: properties of the log, on random days of every feature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng

from scenarios.schema import Scenario
from sim.floor import run
from sim.log import Cause, Log, Outcome
from sim.replay import recorded
from sim.service.duty import reinforced
from sim.staffing import Staffing
from tests.sim.by_hand import centre, contacts, day
from tests.sim.random_days import a_day
from tests.sim.test_replay import alike

DAYS = st.integers(0, 10**6)
often = settings(max_examples=60, deadline=None, derandomize=True)
some = settings(max_examples=30, deadline=None, derandomize=True)


@cache
def simulated(seed: int) -> tuple[Scenario, Log]:
    scenario, traffic, staffing = a_day(seed)
    return scenario, run(scenario, traffic, reinforced(scenario, staffing))


@often
@given(DAYS)
def test_nobody_appears_or_vanishes(seed: int) -> None:
    _, traffic, _ = a_day(seed)
    _, log = simulated(seed)
    first = log.attempt == 1
    assert log.number[first].tolist() == list(range(traffic.contacts))
    assert log.arrived_at[first].tolist() == traffic.arrives_at[: traffic.contacts].tolist()
    assert len({*zip(log.number.tolist(), log.attempt.tolist(), strict=True)}) == len(log)
    # A retry or a complaint follows who was not served, everything else an answer.
    before = np.flatnonzero(~first) - 1
    answered = log.outcome[before] == Outcome.ANSWERED
    cause = log.cause[before + 1]
    assert answered[np.isin(cause, (Cause.REPEAT, Cause.ESCALATION, Cause.FOLLOW_UP))].all()
    assert not answered[cause == Cause.RETRY].any()


@often
@given(DAYS)
def test_nobody_does_what_nobody_can_do(seed: int) -> None:
    """Agents serve while they are here, one contact at a time or as many chats as they may; no queue is over its capacity."""
    scenario, log = simulated(seed)
    for group, members in enumerate(scenario.agent_groups.values()):
        for agent in np.unique(log.agent[log.group == group]):
            mine = (log.group == group) & (log.agent == agent)
            spans = log.presence.group == group
            spans &= log.presence.agent == agent
            begins, ends = log.presence.begins[spans], log.presence.ends[spans]
            chats = np.array([scenario.channel_of[name] == "chat" for name in scenario.queues])[log.queue]
            for row in np.flatnonzero(mine):
                here = (begins <= log.taken_at[row]) & (log.released_at[row] <= ends)
                assert here.any() or log.taken_at[row] == log.released_at[row]
                with_it = mine & (log.taken_at <= log.taken_at[row]) & (log.taken_at[row] < log.released_at)
                assert with_it.sum() <= (members.concurrency if chats[row] else 1)
    for queue, part in enumerate(scenario.queues.values()):
        here = (log.queue == queue) & ~np.isnan(log.joined_at) & (log.outcome != Outcome.BLOCKED)
        ends = _waits_until(scenario, log)
        for joined in log.joined_at[here & (ends > log.joined_at)]:
            assert part.capacity is None or (here & (log.joined_at <= joined) & (ends > joined)).sum() <= part.capacity


def _waits_until(scenario: Scenario, log: Log) -> Any:
    """When each row's wait ends: taken, left, or never (work: the calendar's end)."""
    deferred = np.array([scenario.deferred(name) for name in scenario.queues])[log.queue]
    never = np.where(deferred, scenario.calendar.horizon, inf)
    gone = np.where(np.isnan(log.left_at), never, log.left_at)
    ends = np.where(np.isnan(log.taken_at), gone, log.taken_at)
    return np.where(log.outcome == Outcome.BLOCKED, log.joined_at, ends)


# --- who waits, and who is idle ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """A day's log with what the questions below need."""

    scenario: Scenario
    log: Log
    ends: Any  # of the waits
    held: Any  # rows that may be held for their own agent

    @classmethod
    def of(cls, seed: int) -> Day:
        scenario, log = simulated(seed)
        return cls(scenario, log, _waits_until(scenario, log), log.cause == Cause.REPEAT)

    def moments(self) -> Any:
        """Between any two moments at which something happened, up to the calendar's end."""
        log = self.log
        columns = [log.arrived_at, log.joined_at, log.taken_at, log.released_at, log.left_at]
        columns += [log.presence.begins, log.presence.ends, np.array([self.scenario.calendar.horizon])]
        afters = [skill.after for group in self.scenario.agent_groups.values() for skill in group.skills.values()]
        columns += [log.joined_at + after for after in {*afters} - {0}]
        all_of_them = np.unique(np.concatenate(columns))
        all_of_them = all_of_them[all_of_them <= self.scenario.calendar.horizon]
        return (all_of_them[:-1] + all_of_them[1:]) / 2

    def idle(self, group: int, now: float) -> int:
        """How many of a group are on the floor with nothing in hand."""
        log, here = self.log, self.log.presence
        present = ((here.group == group) & (here.begins <= now) & (now < here.ends)).sum()
        busy = (log.group == group) & (log.taken_at <= now) & (now < log.released_at)
        return int(present - len(np.unique(log.agent[busy])))

    def waiting(self, queue: int, now: float) -> Any:
        return np.flatnonzero((self.log.queue == queue) & (self.log.joined_at <= now) & (now < self.ends) & ~self.held)

    def skills(self) -> Iterator[tuple[int, int, Any, int]]:
        """Group, queue, skill and the idle agents that are needed before one may take a contact; groups with their tools."""
        queues = list(self.scenario.queues)
        for number, (name, group) in enumerate(self.scenario.agent_groups.items()):
            if all(spell.of != name for spell in self.scenario.spells("outage")):
                for queue, skill in group.skills.items():
                    yield number, queues.index(queue), skill, 1 + (group.reserve if skill.preference > 1 else 0)


@often
@given(DAYS)
def test_nobody_waits_while_an_agent_who_may_take_them_is_idle(seed: int) -> None:
    one = Day.of(seed)
    for now in one.moments():
        idle = [one.idle(group, now) for group in range(len(one.scenario.agent_groups))]
        for group, queue, skill, needed in one.skills():
            if idle[group] >= needed:
                waits = now - one.log.joined_at[one.waiting(queue, now)]
                assert (waits < skill.after).all(), f"group {group} is idle at {now}, queue {queue} waits"


@often
@given(DAYS)
def test_the_better_priority_is_served_first(seed: int) -> None:
    one = Day.of(seed)
    if one.scenario.routing.freed_agent != "priority":
        return
    parts, names = list(one.scenario.queues.values()), list(one.scenario.queues)
    log = one.log
    for group, queue, skill, _ in one.skills():
        if skill.preference > 1 or one.scenario.channel_of[names[queue]] == "chat":
            continue  # the reserve, or a chat that may be waiting for a free hand of its own
        waited = (log.queue == queue) & ~one.held
        for row in np.flatnonzero((log.group == group) & ~one.held):
            now, taken = log.taken_at[row], int(log.queue[row])
            if parts[taken].priority > parts[queue].priority and one.scenario.channel_of[names[taken]] != "chat":
                better = waited & (log.joined_at < now) & (log.joined_at + skill.after <= now) & (one.ends > now)
                assert not better.any(), f"row {row} is taken at {now} before {np.flatnonzero(better)}"


# --- whole days compared ----------------------------------------------------------------------------------------------


@some
@given(DAYS)
def test_a_log_replayed_is_the_same_log(seed: int) -> None:
    scenario, traffic, staffing = a_day(seed)
    people = reinforced(scenario, staffing)
    log = run(scenario, traffic, people)
    alike(log, run(scenario, recorded(scenario, log, traffic.staff_luck), people))


@often
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_more_agents_make_nobody_wait_longer(seed: int, more: int) -> None:
    """Without abandonment, one queue and one group: each contact waits at most as long, whatever the staff does over the day."""
    luck = default_rng(seed)
    scenario = centre()
    arrivals = np.sort(luck.integers(0, 1500, luck.integers(2, 120))).astype(float).tolist()
    talk, wrap_up = (luck.integers(0, most, len(arrivals)).astype(float).tolist() for most in (120, 20))
    traffic = contacts(scenario, at=arrivals, talk=talk, wrap_up=wrap_up)
    steps = {float(moment): float(luck.integers(0, 4)) for moment in [0, *luck.integers(1, 1500, 6).tolist(), 1600]}
    steps[1600.0] = max(steps[1600.0], 1.0)  # in the end everybody is served
    few = day(scenario, traffic, desk=steps)
    many = day(scenario, traffic, desk={moment: people + more for moment, people in steps.items()})
    assert (few.outcome == Outcome.ANSWERED).all()
    assert (many.answered_at <= few.answered_at).all()


@some
@given(DAYS)
def test_the_same_day_twice_is_the_same_day(seed: int) -> None:
    scenario, traffic, staffing = a_day(seed)
    people: Staffing = replace(reinforced(scenario, staffing))
    alike(run(scenario, traffic, people), run(scenario, traffic, people))
