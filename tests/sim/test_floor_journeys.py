"""What a contact may go through, one thing at a time, as days that can be checked with a pencil.

Contacts are numbered from 0. Moments are seconds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.schema import Scenario
from sim.log import Sequel
from tests.sim.by_hand import Again, centre, contacts, day

HANDLE = {"handle_time": {"fixed": "1 s"}}


def call(**more: Any) -> dict[str, Any]:
    """A contact type that enters the first line."""
    return {"arrivals": {"rate": "1 per h"}, "enters": "first", **more}


def two_lines(lines: int = 9, **of_second: Any) -> Scenario:
    """A first line that hands half of what it does not settle on to a second one."""
    unresolved = {"escalate": {"to": "second", "share": 0.5}, "repeat": {"share": 0.5, "delay": {"fixed": "1 s"}}}
    return centre(
        contact_types={"call": call()},
        queues={"first": {}, "second": of_second},
        agent_groups={
            "front": {"skills": {"first": {**HANDLE, "resolves": 0.5, "unresolved": unresolved}}},
            "back": {"skills": {"second": HANDLE}},
        },
        lines=lines,
    )


# --- after the answer ----------------------------------------------------------------------------------------------


def test_a_cold_transfer_frees_the_first_agent_and_waits_in_the_second_line() -> None:
    scenario = two_lines()
    traffic = contacts(
        scenario,
        at=[0, 20],
        talk=[60, 10],
        wrap_up=[5, 0],
        again={0: [Again(sequel=Sequel.COLD, talk=100)], 1: [Again(sequel=Sequel.COLD, talk=40)]},
    )
    log = day(scenario, traffic, front={0: 1}, back={0: 1})
    assert log.table("number", "attempt", "cause", "arrived_at", "answered_at", "ended_at", "released_at", "group") == [
        (0, 1, "first", 0, 0, 60, 65, 0),
        (0, 2, "escalation", 60, 60, 160, 160, 1),
        (1, 1, "first", 20, 65, 75, 75, 0),
        (1, 2, "escalation", 75, 160, 200, 200, 1),  # waits for the second line from 75 to 160
    ]
    assert log.table("sequel") == [("cold",), ("nothing",), ("cold",), ("nothing",)]


def test_a_warm_transfer_keeps_the_first_agent_until_the_handover_is_over() -> None:
    scenario = two_lines()
    traffic = contacts(
        scenario,
        at=[0, 10, 100],
        talk=[60, 30, 7],
        wrap_up=[5, 0, 0],
        again={0: [Again(sequel=Sequel.COLD, talk=50)], 1: [Again(sequel=Sequel.WARM, handover=20, talk=40)]},
    )
    log = day(scenario, traffic, front={0: 1}, back={0: 1})
    assert log.table("number", "attempt", "joined_at", "answered_at", "ended_at", "released_at") == [
        (0, 1, 0, 0, 60, 65),
        (0, 2, 60, 60, 110, 110),
        (1, 1, 10, 65, 130, 130),  # talks until 95, stays on the line until 110, hands over until 130
        (1, 2, 95, 110, 170, 170),  # the second agent: 20 of handover and 40 of talk
        (2, 1, 100, 130, 137, 137),
    ]


def test_who_gives_up_during_a_warm_transfer_frees_the_first_agent() -> None:
    scenario = two_lines()
    again = [Again(sequel=Sequel.WARM, handover=20, talk=40, patience=25)]
    traffic = contacts(scenario, at=[0, 30], talk=[60, 30], wrap_up=[5, 0], again={0: again})
    log = day(scenario, traffic, front={0: 1}, back={0: 0})
    assert log.table("number", "attempt", "outcome", "joined_at", "left_at", "answered_at", "released_at") == [
        (0, 1, "answered", 0, None, 0, 90),  # until 60 + 25, then wrap-up
        (0, 2, "abandoned", 60, 85, None, None),
        (1, 1, "answered", 30, None, 90, 120),
    ]


def test_an_escalated_call_keeps_its_line() -> None:
    scenario = two_lines(lines=1)
    traffic = contacts(scenario, at=[0, 70], talk=[60, 5], again={0: [Again(sequel=Sequel.COLD, talk=50)]})
    log = day(scenario, traffic, front={0: 1}, back={0: 0, 100: 1})
    assert log.table("number", "attempt", "outcome", "answered_at") == [
        (0, 1, "answered", 0),
        (0, 2, "answered", 100),
        (1, 1, "blocked_lines", None),
    ]


def test_an_escalation_into_a_work_queue_is_cold_and_frees_the_line() -> None:
    scenario = two_lines(lines=1, deadline="48 h")
    again = {0: [Again(sequel=Sequel.WARM, handover=20, talk=50, patience=9)]}
    log = day(scenario, contacts(scenario, at=[0, 70], talk=[60, 5], again=again), front={0: 1}, back={0: 0, 100: 1})
    assert log.table("number", "attempt", "sequel", "answered_at", "ended_at", "due_at") == [
        (0, 1, "cold", 0, 60, None),
        (0, 2, "nothing", 100, 150, 60 + 48 * 3600),
        (1, 1, "nothing", 70, 75, None),
    ]


def test_an_unsettled_contact_comes_again_as_a_repeat() -> None:
    scenario = two_lines()
    traffic = contacts(scenario, at=[0], talk=[60], again={0: [Again(delay=3600, sequel=Sequel.REPEAT, talk=30)]})
    log = day(scenario, traffic, front={0: 1}, back={0: 0})
    assert log.table("attempt", "cause", "arrived_at", "answered_at", "sequel") == [
        (1, "first", 0, 0, "repeat"),
        (2, "repeat", 3660, 3660, "nothing"),
    ]


def test_who_called_about_a_fault_calls_again_while_it_lasts_whatever_else_would_follow() -> None:
    scenario = two_lines()
    again = {0: [Again(sequel=Sequel.COLD, talk=30)], 1: [Again(sequel=Sequel.COLD, talk=30)]}
    traffic = contacts(scenario, at=[0, 100], talk=[60, 60], again=again)
    about_a_fault = replace(
        traffic, calls_again_after=np.array([20.0, 20.0, np.inf, np.inf]), fault_ends=np.full(4, 150.0)
    )
    log = day(scenario, about_a_fault, front={0: 1}, back={0: 1})
    assert log.table("number", "attempt", "cause", "arrived_at", "sequel") == [
        (0, 1, "first", 0, "repeat"),
        (0, 2, "repeat", 80, "nothing"),  # at 60 it would call again at 80: the fault lasts until 150
        (
            1,
            1,
            "first",
            100,
            "cold",
        ),  # talks from 110 to 170: the fault is mended, and it goes the way of its own answer
        (1, 2, "escalation", 170, "nothing"),
    ]


def test_a_repeat_of_another_day_leaves_no_row() -> None:
    scenario = two_lines()
    traffic = contacts(scenario, at=[0], talk=[60], again={0: [Again(delay=86400, sequel=Sequel.REPEAT, talk=30)]})
    assert day(scenario, traffic, front={0: 1}, back={0: 0}).table("attempt", "sequel") == [(1, "repeat")]


def same_agent(seconds: str) -> Scenario:
    repeat = {"share": 1, "delay": {"fixed": "1 s"}, "same_agent": seconds}
    skill = {**HANDLE, "resolves": 0.5, "unresolved": {"repeat": repeat}}
    return centre(
        contact_types={"call": call()}, queues={"first": {}}, agent_groups={"front": {"skills": {"first": skill}}}
    )


def test_a_repeat_waits_for_the_agent_who_had_it_before_and_then_for_anybody() -> None:
    for seconds, answered_at, agent in (("60 s", 150, 0), ("30 s", 140, 1)):
        scenario = same_agent(seconds)
        again = {0: [Again(delay=100, sequel=Sequel.REPEAT, talk=10)]}
        traffic = contacts(scenario, at=[0, 50, 60], talk=[10, 5, 90], again=again)
        log = day(scenario, traffic, front={0: 2})
        assert log.table("number", "attempt", "joined_at", "answered_at", "agent") == [
            (0, 1, 0, 0, 0),
            (0, 2, 110, answered_at, agent),  # agent 1 is idle all the time; agent 0 is busy from 60 to 150
            (1, 1, 50, 50, 1),
            (2, 1, 60, 60, 0),
        ]


def test_nobody_waits_for_an_agent_who_has_gone_home() -> None:
    scenario = same_agent("1 h")
    traffic = contacts(scenario, at=[0], talk=[10], again={0: [Again(delay=100, sequel=Sequel.REPEAT, talk=10)]})
    log = day(scenario, traffic, front={0: 1, 50: 0, 105: 1, 106: 2, 107: 1})
    # Agent 0 comes back at 105, and is the one who has idled longest at 107: he goes again before the repeat at 110.
    assert log.table("attempt", "answered_at", "agent") == [(1, 0, 0), (2, 110, 1)]


def served_again() -> Scenario:
    """Settled calls are rung up later; who waited long, or gave up, complains."""
    return centre(
        contact_types={
            "call": call(
                follow_up={"share": 0.5, "contact_type": "service_call", "delay": {"fixed": "1 s"}},
                complaint={
                    "contact_type": "complaint",
                    "after_abandoning": 0.5,
                    "after_waiting": 0.5,
                    "longer_than": "20 s",
                    "delay": {"fixed": "1 s"},
                },
            ),
            "service_call": {"channel": "outbound", "arrivals": {"rate": "0 per h"}, "enters": "outbound"},
            "complaint": {"channel": "work_order", "arrivals": {"rate": "0 per h"}, "enters": "complaints"},
        },
        queues={"first": {}, "outbound": {"priority": 3}, "complaints": {"priority": 2, "deadline": "48 h"}},
        agent_groups={"front": {"skills": {"first": HANDLE, "outbound": HANDLE, "complaints": HANDLE}}},
    )


def test_a_settled_contact_may_be_rung_up_when_agents_are_idle() -> None:
    scenario = served_again()
    again = {0: [Again(delay=20, sequel=Sequel.FOLLOW_UP, talk=15)]}
    log = day(scenario, contacts(scenario, at=[0, 70], talk=[60, 30], again=again), front={0: 1})
    assert log.table("number", "attempt", "cause", "contact_type", "queue", "joined_at", "answered_at") == [
        (0, 1, "first", 0, 0, 0, 0),
        (0, 2, "follow_up", 1, 1, 80, 100),  # waits, without patience, until the agent is free
        (1, 1, "first", 0, 0, 70, 70),
    ]


def test_who_gives_up_or_waited_long_may_complain() -> None:
    scenario = served_again()  # 20 s are a long wait
    again = {number: [Again(delay=100, talk=15)] for number in (0, 1, 2)}
    traffic = contacts(scenario, at=[0, 10, 20], talk=[60, 30, 5], patience=[99, 99, 15], again=again)
    everybody = np.ones(6, bool)
    log = day(
        scenario,
        replace(traffic, complains_abandoning=everybody, complains_waiting=everybody),
        front={0: 1},
    )
    assert log.table("number", "attempt", "cause", "contact_type", "sequel", "arrived_at", "answered_at", "due_at") == [
        (0, 1, "first", 0, "nothing", 0, 0, None),  # did not wait
        (1, 1, "first", 0, "displeased", 10, 60, None),  # waited for 50, and talked until 90
        (1, 2, "complaint", 2, "nothing", 190, 190, 190 + 48 * 3600),
        (2, 1, "first", 0, None, 20, None, None),  # gave up at 35
        (2, 2, "complaint", 2, "nothing", 135, 135, 135 + 48 * 3600),
    ]


def test_visitors_of_a_counter_hold_no_line() -> None:
    scenario = centre(
        contact_types={"call": call(), "visitor": call(channel="counter", enters="tickets")},
        queues={"first": {}, "tickets": {}},
        agent_groups={"front": {"skills": {"first": HANDLE, "tickets": HANDLE}}},
        lines=1,
    )
    kinds, queues = ["visitor", "visitor", "call", "call"], ["tickets", "tickets", "first", "first"]
    traffic = contacts(scenario, at=[0, 1, 2, 3], talk=[10, 10, 10, 10], kind=kinds, queue=queues)
    assert day(scenario, traffic, front={0: 1}).table("number", "outcome", "answered_at") == [
        (0, "answered", 0),
        (1, "answered", 10),
        (2, "answered", 20),
        (3, "blocked_lines", None),  # the only line is held by contact 2, who waits
    ]


# --- before the answer ---------------------------------------------------------------------------------------------


def call_back(above: str = "50 s") -> Scenario:
    offer = {"offer_above": above, "accept": 0.5, "dial": {"fixed": "10 s"}, "reached": 0.9}
    return centre(
        contact_types={"call": call()},
        queues={"first": {"callback": offer}},
        agent_groups={"front": {"skills": {"first": {"handle_time": {"fixed": "60 s"}}}}},
        lines=2,
    )


def test_who_accepts_a_call_back_frees_the_line_and_keeps_the_place() -> None:
    scenario = call_back()
    traffic = contacts(
        scenario,
        at=[0, 10, 20, 30],
        talk=[60, 60, 60, 60],
        patience=[999, 5, 999, 999],
        call_back=([False, True, False, False], [0, 10, 0, 0], [True] * 4),
    )
    log = day(scenario, traffic, front={0: 1})
    assert log.table("number", "outcome", "called_back", "joined_at", "taken_at", "answered_at", "released_at") == [
        (0, "answered", 0, 0, 0, 0, 60),
        (1, "answered", 1, 10, 60, 70, 130),  # waits 60 although its patience is 5; the agent dials for 10
        (2, "answered", 0, 20, 130, 130, 190),  # gets the line that contact 1 left
        (3, "blocked_lines", 0, None, None, None, None),
    ]


def test_a_call_back_that_is_not_reached_is_abandoned() -> None:
    scenario = call_back()
    accepts = ([False, True, False], [0, 10, 0], [True, False, True])
    traffic = contacts(scenario, at=[0, 10, 20], talk=[60, 60, 60], patience=[999] * 3, call_back=accepts)
    log = day(scenario, traffic, front={0: 1})
    assert log.table("number", "outcome", "taken_at", "answered_at", "left_at", "released_at", "agent") == [
        (0, "answered", 0, 0, None, 60, 0),
        (1, "abandoned", 60, None, 70, 70, 0),
        (2, "answered", 70, 70, None, 130, 0),
    ]


def test_a_call_back_is_offered_only_above_the_agreed_wait() -> None:
    for above, accepted in (("59 s", 1), ("60 s", 0)):
        scenario = call_back(above)  # one agent, 60 s a contact: the next one would wait 60 s
        traffic = contacts(
            scenario, at=[0, 10], talk=[60, 60], patience=[999, 999], call_back=([True, True], [0, 0], [True, True])
        )
        assert day(scenario, traffic, front={0: 1}).table("called_back")[1] == (accepted,)


def bot(**of_bot: Any) -> Scenario:
    return centre(
        contact_types={"call": call(enters="menu")},
        ivr={
            "menu": {"takes": {"fixed": "10 s"}, "then": {"bot": 1}},
            "bot": {"takes": {"fixed": "60 s"}, "then": {"first": 0.5, "contained": 0.5}, **of_bot},
        },
        queues={"first": {}, "other": {}},
        agent_groups={"front": {"skills": {"first": HANDLE, "other": HANDLE}}},
        lines=9,
    )


NODES = {
    "menu": [(10, "bot"), (10, "bot"), (10, "bot")],
    "bot": [(60, "contained"), (60, "first"), (60, "first")],
}


def test_a_bot_takes_as_many_at_once_as_it_has_ports() -> None:
    scenario = bot(ports=1)
    traffic = contacts(scenario, at=[0, 30, 60], talk=[9, 9, 9], nodes=NODES)
    assert day(scenario, traffic, front={0: 1}).table("number", "outcome", "joined_at", "left_at") == [
        (0, "contained", None, 70),
        (1, "blocked_lines", None, 40),  # at the bot's door at 40, while contact 0 is in there
        (2, "answered", 130, None),  # at the door at 70: the port falls free at that moment
    ]


def test_who_finds_the_bot_full_may_be_led_to_a_person() -> None:
    scenario = bot(ports=1, when_full="other")
    traffic = contacts(scenario, at=[0, 30, 61], talk=[9, 9, 9], nodes=NODES)
    assert day(scenario, traffic, front={0: 1}).table("number", "queue", "joined_at") == [
        (0, -1, None),
        (1, 1, 40),
        (2, 0, 131),
    ]


def test_while_the_ivr_is_out_calls_are_turned_away_and_those_inside_go_on() -> None:
    scenario = centre(
        contact_types={
            "call": call(enters="menu", retry={"after_blocking": 1, "delay": {"fixed": "1 s"}, "attempts": 2})
        },
        ivr={"menu": {"takes": {"fixed": "10 s"}, "then": {"first": 1}}},
        queues={"first": {}},
        agent_groups={"front": {"skills": {"first": HANDLE}}},
        events=[{"at": "00:01", "lasts": "1 min", "outage": {"ivr": True}}],
    )
    traffic = contacts(scenario, at=[55, 60, 120], talk=[5, 5, 5], ivr=[10, 10, 10], retries={1: (90, 5, 9)})
    assert day(scenario, traffic, front={0: 1}).table("number", "attempt", "outcome", "joined_at", "queue") == [
        (0, 1, "answered", 65, 0),
        (1, 1, "closed", None, -1),
        (1, 2, "answered", 160, 0),
        (2, 1, "answered", 130, 0),
    ]


@pytest.mark.parametrize("after", ["0 s", "30 s"])
def test_work_waits_without_patience_and_fills_idle_time(after: str) -> None:
    skills = {"first": HANDLE, "mail": {**HANDLE, "preference": 2, "after": after}}
    scenario = centre(
        contact_types={
            "call": call(),
            "mail": {"channel": "email", "arrivals": {"rate": "1 per h"}, "enters": "mail"},
        },
        queues={"first": {}, "mail": {"priority": 2, "deadline": "1 h"}},
        agent_groups={"front": {"skills": skills, "reserve": 1}},
    )
    kinds = ["mail", "call", "mail"]
    traffic = contacts(
        scenario, at=[0, 40, 50], talk=[100, 30, 20], kind=kinds, queue=["mail", "first", "mail"], patience=[1, 9, 1]
    )
    log = day(scenario, traffic, front={0: 2})
    begins = 30 if after == "30 s" else 0
    assert log.table("number", "answered_at", "due_at") == [
        (0, begins, 3600),
        (1, 40, None),  # the agent in reserve takes the call
        (2, max(begins + 100, 50), 3650),  # both free again: one may work, one stays in reserve
    ]
