"""What happened on a day: so that two engines which agree can be seen to have had something to agree on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from scenarios.schema import Scenario
from scenarios.units import DAY, clock, duration
from sim.log import Cause, Log, Outcome, Sequel
from tests.sim.any_scenario_day import Day

# Words of the language that matter to the floor, or to what it is given.
WORDS = {
    *(
        "voice",
        "counter",
        "chat",
        "email",
        "work_order",
        "outbound",
        "days",
        "interval",
        "holidays",
        "rate",
        "bookings",
    ),
    *("busyness", "weekdays", "patience", "retry", "after_abandoning", "after_blocking", "follow_up", "complaint"),
    *("after_waiting", "longer_than", "contained", "hang_up", "ports", "when_full", "lines", "priority", "capacity"),
    *("tries", "callback", "dial", "reached", "deadline", "deadline_from", "first_arrival", "wrap_up", "preference"),
    *(
        "after",
        "resolves",
        "unresolved",
        "escalate",
        "warm",
        "handover",
        "repeat",
        "same_agent",
        "reserve",
        "shrinkage",
    ),
    *("concurrency", "slowdown", "absence", "late", "learning", "longest_wait", "head_start", "wait_weights", "clear"),
    *(
        "serve_out",
        "open",
        "outage.ivr",
        "complaint.unresolved",
        "events.after",
        "call_in",
        "by_time",
        "mixture",
        "uniform",
    ),
    *("events.surge", "events.reinforce", "events.outage", "events.absence", "events.call_in"),
}
HAPPENED = {
    *(f"outcome: {one.name.lower()}" for one in Outcome),
    *(f"cause: {one.name.lower()}" for one in Cause),
    *(f"sequel: {one.name.lower()}" for one in Sequel),
    *("no line", "no port", "called back", "a call-back not reached", "a call-back never made", "a deadline"),
    *("a handover", "let go without one", "a chat handed on", "a chat at full load", "a repeat held for its agent"),
    *(
        "kept on at a closing",
        "at work past the end",
        "a break",
        "a break that was owed",
        "answered as another gave up",
    ),
}


def words(data: object, within: str = "") -> Iterator[str]:
    """The keys and words of a document, keys also with the one around them."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from (str(key), f"{within}.{key}")
            yield from words(value, str(key))
    elif isinstance(data, list | tuple):
        for value in data:
            yield from words(value, within)
    elif isinstance(data, str):
        yield data


def happened(day: Day, scenario: Scenario, log: Log) -> Iterator[str]:
    """What of ``HAPPENED`` happened."""
    for column, codes in {"outcome": Outcome, "cause": Cause, "sequel": Sequel}.items():
        found: Any = getattr(log, column)
        yield from (f"{column}: {codes(code).name.lower()}" for code in np.unique(found[found >= 0]))
    turned_away, back = log.outcome == Outcome.BLOCKED_LINES, log.called_back
    answered, in_before = log.outcome == Outcome.ANSWERED, ~np.isnan(log.left_at)
    waited_in_vain = (log.outcome == Outcome.CLEARED) | (log.outcome == Outcome.UNFINISHED)
    met = set(log.answered_at[answered & (log.wait > 0)]) & set(log.left_at[log.outcome == Outcome.ABANDONED])
    facts = {
        "no line": (turned_away & ~in_before).any(),
        "no port": (turned_away & in_before).any(),
        "called back": (back & answered).any(),
        "a call-back not reached": (back & (log.outcome == Outcome.ABANDONED)).any(),
        "a call-back never made": (back & waited_in_vain).any(),
        "a deadline": (~np.isnan(log.due_at)).any(),
        "kept on at a closing": len(log.stays.group) > 0,
        "at work past the end": (log.presence.ends > scenario.calendar.horizon).any(),
        "answered as another gave up": bool(met),
    }
    yield from (name for name, is_so in facts.items() if is_so)
    yield from _pairs(scenario, log)
    yield from _full_loads(scenario, log)
    yield from _breaks(day, scenario, log)


def _pairs(scenario: Scenario, log: Log) -> Iterator[str]:
    """What happened between an attempt and the next."""
    chats = [channel == "chat" for channel in scenario.channel_of.values()]
    groups, queues = list(scenario.agent_groups.values()), list(scenario.queues)
    for row in np.flatnonzero(np.diff(log.number) == 0).tolist():
        answered = log.outcome[row + 1] == Outcome.ANSWERED
        if log.cause[row + 1] == Cause.ESCALATION:
            if log.sequel[row] == Sequel.WARM:
                yield "a handover" if answered else "let go without one"
            if chats[log.queue[row]] and chats[log.queue[row + 1]]:
                yield "a chat handed on"
        elif log.cause[row + 1] == Cause.REPEAT and answered:
            own = (log.group[row], log.agent[row]) == (log.group[row + 1], log.agent[row + 1])
            unresolved = groups[log.group[row]].skills[queues[log.queue[row]]].unresolved
            held = unresolved is not None and unresolved.repeat is not None and unresolved.repeat.same_agent is not None
            if own and held and log.wait[row + 1] > 0:
                yield "a repeat held for its agent"


def _full_loads(scenario: Scenario, log: Log) -> Iterator[str]:
    for place, group in enumerate(scenario.agent_groups.values()):
        theirs = np.flatnonzero((log.group == place) & (group.concurrency > 1))
        for row in theirs.tolist():
            mine = theirs[log.agent[theirs] == log.agent[row]]
            at = log.taken_at[row]
            if ((log.taken_at[mine] <= at) & (at < log.released_at[mine])).sum() == group.concurrency:
                yield "a chat at full load"
                return


def _breaks(day: Day, scenario: Scenario, log: Log) -> Iterator[str]:
    """Agents who came back after just as long as a break lasts."""
    here = log.presence
    names = list(scenario.agent_groups)
    spans = sorted(zip(here.group.tolist(), here.agent.tolist(), here.begins.tolist(), here.ends.tolist(), strict=True))
    for (group, agent, _, gone), (same, again, back, _) in pairwise(spans):
        for one in day.breaks:
            if (group, agent) == (same, again) and names[group] == one.group and back - gone == duration(one.lasts):
                yield "a break" if gone % DAY == clock(one.at) else "a break that was owed"
