"""Opening hours, closing and calendars of several days, one rule at a time, as days that can be checked with a pencil."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.schema import Scenario
from sim.log import Sequel
from tests.sim.by_hand import Again, centre, contacts, day, presence

CLOSES = 3600.0  # the shop is open for an hour


def shop(**more: Any) -> Scenario:
    return centre(**{"open": {"calls": "00:00-01:00"}, **more})


def stays(log: Any) -> list[tuple[float, float]]:
    return list(zip(log.stays.begins.tolist(), log.stays.ends.tolist(), strict=True))


def test_who_asks_for_a_closed_queue_is_turned_away() -> None:
    scenario = shop()
    traffic = contacts(scenario, at=[CLOSES - 1, CLOSES, CLOSES + 9], talk=[5, 5, 5])
    assert day(scenario, traffic, desk={0: 1}).table("outcome", "queue", "joined_at", "left_at") == [
        ("answered", 0, CLOSES - 1, None),
        ("closed", 0, None, CLOSES),  # at the very moment of closing it is closed
        ("closed", 0, None, CLOSES + 9),
    ]


def test_at_its_closing_the_waiting_are_served_by_people_who_stay() -> None:
    scenario = shop()
    traffic = contacts(scenario, at=[3500, 3510, 3520], talk=[200, 30, 40])
    log = day(scenario, traffic, desk={0: 2, CLOSES: 0})
    assert log.table("number", "answered_at", "agent") == [(0, 3500, 0), (1, 3510, 1), (2, 3540, 1)]
    # Agent 1 ends the last one that waits at 3580, before the closing: nobody waits any more, both go when they are free.
    assert presence(log) == [(0, 0, 0, 3700), (0, 1, 0, CLOSES)]
    assert stays(log) == []

    traffic = contacts(scenario, at=[3500, 3510, 3520], talk=[200, 300, 40])
    log = day(scenario, traffic, desk={0: 2, CLOSES: 0})
    assert log.table("number", "answered_at", "agent") == [(0, 3500, 0), (1, 3510, 1), (2, 3700, 0)]
    assert presence(log) == [(0, 0, 0, 3740), (0, 1, 0, 3810)]
    assert stays(log) == [(CLOSES, 3700), (CLOSES, 3700)]  # from then on nobody waits; both finish what they have


def test_with_clear_the_waiting_are_disconnected_at_the_closing() -> None:
    scenario = shop(closing="clear")
    traffic = contacts(scenario, at=[3500, 3510], talk=[200, 30])
    log = day(scenario, traffic, desk={0: 1, CLOSES: 0})
    assert log.table("outcome", "left_at") == [("answered", None), ("cleared", CLOSES)]
    assert presence(log) == [(0, 0, 0, 3700)]


@pytest.mark.parametrize(("closing", "outcome"), [("serve_out", "answered"), ("clear", "closed")])
def test_who_is_in_the_ivr_at_the_closing_is_still_served_or_finds_it_closed(closing: str, outcome: str) -> None:
    scenario = shop(
        closing=closing,
        ivr={"menu": {"takes": {"fixed": "1 s"}, "then": {"calls": 1}}},
        contact_types={"call": {"arrivals": {"rate": "1 per h"}, "enters": "menu"}},
    )
    traffic = contacts(scenario, at=[3590, 3601], talk=[10, 10], ivr=[60, 60])
    log = day(scenario, traffic, desk={0: 1, CLOSES: 0})
    assert log.table("outcome") == [(outcome,), ("closed",)]
    assert presence(log) == [(0, 0, 0, 3660 if outcome == "answered" else CLOSES)]


def test_a_queue_opens_again_the_next_day_and_staff_runs_through_the_night() -> None:
    scenario = centre(calendar={"start": "2026-03-02", "days": 2, "interval": "30 min"}, open={"calls": "22:00-02:00"})
    day_2 = 86400.0
    traffic = contacts(scenario, at=[7200, 80000, day_2 - 5, day_2 + 7000], talk=[5, 5, 20, 5])
    log = day(scenario, traffic, desk={0: 0, 79200: 1, day_2 + 7200: 0})
    assert log.table("outcome", "answered_at", "ended_at") == [
        ("closed", None, None),
        ("answered", 80000, 80005),
        ("answered", day_2 - 5, day_2 + 15),  # midnight is no closing
        ("answered", day_2 + 7000, day_2 + 7005),
    ]
    assert presence(log) == [(0, 0, 79200, day_2 + 7200)]


def test_work_left_at_the_end_is_unfinished_and_nobody_stays_for_it() -> None:
    scenario = centre(
        contact_types={
            "call": {"arrivals": {"rate": "1 per h"}, "enters": "calls"},
            "mail": {"channel": "email", "arrivals": {"rate": "1 per h"}, "enters": "mail"},
        },
        queues={"calls": {}, "mail": {"priority": 2, "deadline": "2 h"}},
        agent_groups={
            "desk": {"skills": {"calls": {"handle_time": {"fixed": "1 s"}}, "mail": {"handle_time": {"fixed": "1 s"}}}}
        },
    )
    end = 86400.0
    kinds, queues = ["mail", "call", "call", "mail"], ["mail", "calls", "calls", "mail"]
    traffic = contacts(
        scenario, at=[end - 60, end - 50, end - 40, end - 30], talk=[30, 40, 7, 9], kind=kinds, queue=queues
    )
    assert day(scenario, traffic, desk={0: 1}).table("number", "outcome", "answered_at", "due_at") == [
        (0, "answered", end - 60, end + 7140),
        (1, "answered", end - 30, None),
        (2, "answered", end + 10, None),  # served out after the end
        (3, "unfinished", None, end + 7170),
    ]


def test_work_in_a_queue_that_has_closed_earlier_is_left_at_the_end_too() -> None:
    scenario = centre(
        contact_types={
            "mail": {"channel": "email", "arrivals": {"rate": "1 per h"}, "enters": "calls"},
        },
        open={"calls": "00:00-01:00"},
    )
    traffic = contacts(scenario, at=[3590, 3595], talk=[82900, 10])
    assert day(scenario, traffic, desk={0: 1}).table("outcome", "answered_at") == [
        ("answered", 3590),
        ("unfinished", None),
    ]


def test_an_escalation_after_the_end_is_served_out_too() -> None:
    unresolved = {"escalate": {"to": "second", "share": 1}}
    handle = {"handle_time": {"fixed": "1 s"}}
    scenario = centre(
        contact_types={"call": {"arrivals": {"rate": "1 per h"}, "enters": "first"}},
        queues={"first": {}, "second": {}},
        agent_groups={
            "desk": {"skills": {"first": {**handle, "resolves": 0, "unresolved": unresolved}, "second": handle}}
        },
    )
    end = 86400.0
    traffic = contacts(scenario, at=[end - 10], talk=[30], again={0: [Again(sequel=Sequel.COLD, talk=5)]})
    assert day(scenario, traffic, desk={0: 1}).table("attempt", "outcome", "answered_at") == [
        (1, "answered", end - 10),
        (2, "answered", end + 20),
    ]


def test_deadlines_count_working_days() -> None:
    scenario = centre(  # Friday 6 March to Thursday 12 March
        calendar={"start": "2026-03-06", "days": 7, "interval": "30 min", "holidays": ["2026-03-09"]},
        contact_types={"order": {"channel": "work_order", "arrivals": {"rate": "1 per h"}, "enters": "orders"}},
        queues={"orders": {"deadline": "3 working days"}},
        agent_groups={"desk": {"skills": {"orders": {"handle_time": {"fixed": "1 s"}}}}},
    )
    log = day(scenario, contacts(scenario, at=[36000], talk=[60]), desk={0: 1})
    assert log.table("due_at") == [
        (36000 + 6 * 86400,)
    ]  # Saturday, Sunday and the holiday do not count: Thursday 10:00
