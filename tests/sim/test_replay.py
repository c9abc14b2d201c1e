"""Replay: the contacts read out of a log give the same log, to the last bit, if they meet the same staff."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from scenarios.loading import load, parse
from scenarios.schema import Scenario
from sim import floor
from sim.duty import reinforced
from sim.log import Cause, Log, Outcome, Presence, Sequel, Stays
from sim.replay import lengths, recorded
from sim.staffing import Staffing
from sim.traffic import draw

TALK = {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.1}}, "wrap_up": {"exponential": {"mean": "30 s"}}}
PATIENCE = {
    "mixture": [{"weight": 0.1, "of": {"fixed": "0 s"}}, {"weight": 0.9, "of": {"exponential": {"mean": "2 min"}}}]
}
RETRY = {"after_abandoning": 0.5, "after_blocking": 0.8, "delay": {"exponential": {"mean": "8 min"}}, "attempts": 3}
SOON = {"exponential": {"mean": "20 min"}}


def centre(call: dict[str, Any], **parts: Any) -> Scenario:
    data = {
        "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min"},
        "contact_types": {"call": {"arrivals": {"rate": "2 per min"}, "enters": "calls", "patience": PATIENCE, **call}},
        "queues": {"calls": {}},
        "agent_groups": {"desk": {"skills": {"calls": TALK}, "staffing": 5}},
    }
    others = parts.pop("others", {})
    return parse({**data, **parts, "contact_types": data["contact_types"] | others})


MENU = {
    "menu": {"takes": {"lognormal": {"mean": "20 s", "cv": 0.5}}, "then": {"bot": 0.5, "calls": 0.4, "hang_up": 0.1}},
    "bot": {"takes": {"exponential": {"mean": "50 s"}}, "then": {"contained": 0.4, "calls": 0.6}},
}


def impatient() -> Scenario:
    """An IVR, few lines, a short queue, and retries."""
    return centre({"enters": "menu", "retry": RETRY}, ivr=MENU, lines=10, queues={"calls": {"capacity": 3}})


def closing() -> Scenario:
    """A queue that closes twice a day, and clears."""
    hours = ["06:00-12:00", "13:00-22:00"]
    return centre({"enters": "menu", "retry": RETRY}, ivr=MENU, open={"calls": hours}, closing="clear")


def skilled() -> Scenario:
    """Two lanes, help after a while, a reserve, breaks of random absence and lateness."""
    slow = {"handle_time": {"gamma": {"mean": "6 min", "cv": 0.7}}, "wrap_up": {"fixed": "20 s"}}
    return centre(
        {},
        others={"vip": {"arrivals": {"rate": "1 per min"}, "enters": "vips", "patience": PATIENCE}},
        queues={"calls": {"priority": 2}, "vips": {"priority": 1}},
        agent_groups={
            "desk": {
                "skills": {"calls": TALK, "vips": {**slow, "preference": 2, "after": "20 s"}},
                "staffing": 10,
                "absence": 0.1,
            },
            "lounge": {
                "skills": {"vips": TALK, "calls": {**slow, "preference": 2, "after": "45 s"}},
                "reserve": 1,
                "staffing": [6] * 16 + [8] * 16 + [5] * 16,
                "late": {"exponential": {"mean": "3 min"}},
            },
        },
    )


def escalating() -> Scenario:
    """Everything that may follow an answer, call-backs and deferred work with a closing in the evening."""
    unresolved = {
        "escalate": {"to": "experts", "share": 0.4, "warm": 0.5, "handover": {"exponential": {"mean": "40 s"}}},
        "repeat": {"share": 0.4, "delay": SOON, "same_agent": "2 min"},
    }
    complaint = {
        "contact_type": "complaint",
        "after_abandoning": 0.2,
        "after_waiting": 0.2,
        "longer_than": "1 min",
        "unresolved": 0.1,
        "delay": SOON,
    }
    work = {"channel": "work_order", "arrivals": {"rate": "0 per h"}, "enters": "desk work"}
    return centre(
        {
            "retry": RETRY,
            "complaint": complaint,
            "follow_up": {"share": 0.2, "contact_type": "service", "delay": SOON},
        },
        others={"complaint": work, "service": {**work, "channel": "outbound"}},
        queues={
            "calls": {
                "callback": {
                    "offer_above": "90 s",
                    "accept": 0.5,
                    "dial": {"uniform": {"low": "5 s", "high": "20 s"}},
                    "reached": 0.8,
                }
            },
            "experts": {"priority": 2},
            "desk work": {"priority": 3, "deadline": "4 h"},
        },
        agent_groups={
            "line": {"skills": {"calls": {**TALK, "resolves": 0.6, "unresolved": unresolved}}, "staffing": 8},
            "experts": {
                "skills": {
                    "calls": {**TALK, "resolves": 0.8, "preference": 2, "after": "1 min"},
                    "experts": TALK,
                    "desk work": TALK,
                },
                "staffing": 6,
                "learning": {"handle_time": [1.2, 1.1]},
            },
        },
        lines=40,
        open={"calls": "08:00-20:00", "experts": "08:00-21:00"},
    )


def chatting() -> Scenario:
    """Chats at once, stretching each other, beside the telephone."""
    return centre(
        {"channel": "chat", "enters": "chats"},
        others={"voice": {"arrivals": {"rate": "1 per min"}, "enters": "calls", "patience": PATIENCE}},
        queues={"calls": {"priority": 2}, "chats": {}},
        agent_groups={
            "desk": {"skills": {"calls": TALK}, "staffing": 3},
            "chat desk": {
                "skills": {"chats": TALK, "calls": {**TALK, "preference": 2}},
                "concurrency": 3,
                "slowdown": [1, 1.25, 1.6],
                "staffing": [4] * 24 + [6] * 24,
            },
        },
    )


def eventful() -> Scenario:
    """Surges, faults, outages, absence, people called in."""
    again = {"share": 0.3, "delay": SOON}
    return centre(
        {"enters": "menu", "retry": RETRY},
        ivr={"menu": {"takes": {"fixed": "20 s"}, "then": {"calls": 1}}},
        events=[
            {"at": "10:10", "lasts": "1 h", "surge": {"call": 2.5}},
            {"at": "14:00", "lasts": "1 h", "call_in": {"call": {"contacts": 150, "delay": SOON, "repeat": again}}},
            {"at": "15:00", "lasts": "20 min", "outage": {"ivr": True}},
            {"at": "16:00", "lasts": "40 min", "outage": {"desk": 0.5}},
            {"at": "17:00", "lasts": "2 h", "absence": {"desk": 0.3}},
            {"at": "17:30", "lasts": "1 h", "reinforce": {"desk": 4}},
        ],
    )


def alike(one: Log, other: Log) -> None:
    """Check that two logs are the same to the last bit."""
    for column in fields(Log):
        left, right = getattr(one, column.name), getattr(other, column.name)
        if isinstance(left, Presence | Stays):
            for part in fields(left):
                assert np.array_equal(getattr(left, part.name), getattr(right, part.name)), f"{column.name}.{part.name}"
        else:
            same = (left == right) | ((left != left) & (right != right))  # noqa: PLR0124 - NaN is not itself
            assert same.all(), f"{column.name}, row {np.argmin(same)} of {len(same)}"


@pytest.mark.parametrize("make", [impatient, closing, skilled, escalating, chatting, eventful])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_log_replayed_is_the_same_log(make: Any, seed: int) -> None:
    scenario = make()
    staffing = reinforced(scenario, Staffing.of(scenario))
    traffic = draw(scenario, seed, 0)
    log = floor.run(scenario, traffic, staffing)
    alike(log, floor.run(scenario, recorded(scenario, log, traffic.staff_luck, seed=99), staffing))


def test_the_scenarios_replayed_have_everything_in_them() -> None:
    logs = [floor.run(make(), draw(make(), 1, 0), Staffing.of(make())) for make in (impatient, closing, escalating)]
    for column, codes in (("outcome", Outcome), ("cause", Cause), ("sequel", Sequel)):
        found = np.concatenate([getattr(log, column) for log in logs])
        assert {int(code) for code in codes} <= set(found.tolist())
    assert logs[2].called_back.any()


def test_a_library_day_replayed_is_the_same_day() -> None:
    scenario = load("single_queue")
    staffing = Staffing.of(scenario)
    log = floor.run(scenario, draw(scenario, 1, 0), staffing)
    alike(log, floor.run(scenario, recorded(scenario, log), staffing))


def test_more_people_make_the_same_contacts_wait_less() -> None:
    scenario = skilled()
    few, many = (Staffing.of(scenario), Staffing.of(parse_with(scenario, 20)))
    traffic = draw(scenario, 1, 0)
    log = floor.run(scenario, traffic, few)
    better = floor.run(scenario, recorded(scenario, log, traffic.staff_luck), many)
    assert np.array_equal(log.arrived_at, better.arrived_at)
    assert np.nanmean(better.wait) < np.nanmean(log.wait) / 2
    both = (log.outcome == Outcome.ANSWERED) & (better.outcome == Outcome.ANSWERED) & (log.group == better.group)
    talks = [part.ended_at[both] - part.answered_at[both] for part in (log, better)]
    assert np.allclose(talks[0], talks[1], rtol=0, atol=1e-9)


def parse_with(scenario: Scenario, people: int) -> Scenario:
    groups = {
        name: group.model_copy(update={"staffing": (float(people),) * 48})
        for name, group in scenario.agent_groups.items()
    }
    return scenario.model_copy(update={"agent_groups": groups})


def test_patience_read_out_of_a_log_is_that_of_the_scenario() -> None:
    scenario = centre({"patience": {"exponential": {"mean": "2 min"}}})
    patience = []
    for day in range(4):
        log = floor.run(scenario, draw(scenario, 5, day), Staffing.of(scenario))
        patience.append(recorded(scenario, log, seed=day).patience)
    drawn = np.concatenate(patience)
    assert abs(drawn.mean() - 120) < 5 * 120 / np.sqrt(len(drawn))
    assert abs(np.mean(drawn < 60) - (1 - np.exp(-0.5))) < 5 * 0.5 / np.sqrt(len(drawn))


def test_lengths_lead_to_the_last_digit() -> None:
    random = np.random.default_rng(1)
    begins = random.random(100_000) * 86400
    ends = begins + random.exponential(100, 100_000)
    assert np.array_equal(begins + lengths(begins, ends), ends)
