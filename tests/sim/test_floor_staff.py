"""Chats, breaks, absence, lateness and outages, one rule at a time, as days that can be checked with a pencil.

Contacts are numbered from 0, agents too. Moments are seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenarios.schema import Scenario
from sim.floor import run
from sim.log import Log
from sim.traffic import Traffic
from tests.sim.by_hand import centre, contacts, day, presence, staff

HANDLE = {"handle_time": {"fixed": "1 s"}}


def chats(**of_desk: Any) -> Scenario:
    """A desk that serves up to three chats at once, and calls."""
    skills = {"chat": HANDLE, "calls": {**HANDLE, "preference": 1}}
    return centre(
        contact_types={
            "chat": {"channel": "chat", "arrivals": {"rate": "1 per h"}, "enters": "chat"},
            "call": {"arrivals": {"rate": "1 per h"}, "enters": "calls"},
        },
        queues={"chat": {}, "calls": {}},
        agent_groups={"desk": {"skills": skills, "concurrency": 3, **of_desk}},
    )


def test_a_chat_goes_to_the_agent_with_the_fewest_then_to_who_has_waited_longest_for_one() -> None:
    scenario = chats()
    traffic = contacts(scenario, at=[0, 1, 2, 3, 4, 5, 6], talk=[100, 100, 100, 100, 100, 100, 9])
    assert day(scenario, traffic, desk={0: 2}).table("number", "answered_at", "agent") == [
        (0, 0, 0),
        (1, 1, 1),
        (2, 2, 0),  # both have one; agent 0 has had his since 0, agent 1 since 1
        (3, 3, 1),
        (4, 4, 0),
        (5, 5, 1),
        (6, 100, 0),  # six chats are open; the first ends at 100
    ]


def test_a_chat_is_stretched_by_the_chats_its_agent_has_once_it_begins() -> None:
    scenario = chats(slowdown=[1, 1.5, 2])
    log = day(
        scenario, contacts(scenario, at=[0, 10, 20, 30], talk=[100, 100, 100, 100], wrap_up=[0, 4, 0, 0]), desk={0: 1}
    )
    assert log.table("number", "answered_at", "ended_at", "released_at") == [
        (0, 0, 100, 100),  # alone when it begins, and stays as long although others join
        (1, 10, 160, 164),  # wrap-up is not stretched
        (2, 20, 220, 220),
        (3, 100, 300, 300),  # again three at once
    ]


def test_a_call_needs_an_agent_without_chats_and_no_chat_comes_during_a_call() -> None:
    scenario = chats()
    kinds = ["chat", "call", "chat", "chat"]
    queues = ["chat", "calls", "chat", "chat"]
    traffic = contacts(scenario, at=[0, 10, 60, 70], talk=[50, 30, 40, 40], kind=kinds, queue=queues)
    assert day(scenario, traffic, desk={0: 1}).table("number", "answered_at") == [
        (0, 0),
        (1, 50),  # the chat ends at 50
        (2, 80),  # the call ends at 80; then both chats
        (3, 80),
    ]


def test_the_reserve_keeps_an_agent_without_chats() -> None:
    scenario = centre(
        contact_types={"chat": {"channel": "chat", "arrivals": {"rate": "1 per h"}, "enters": "chat"}},
        queues={"chat": {}, "calls": {}},
        agent_groups={
            "desk": {"skills": {"chat": {**HANDLE, "preference": 2}, "calls": HANDLE}, "concurrency": 2, "reserve": 1}
        },
    )
    traffic = contacts(scenario, at=[0, 10, 20], talk=[100, 100, 5])
    assert day(scenario, traffic, desk={0: 2}).table("number", "answered_at", "agent") == [
        (0, 0, 0),
        (1, 10, 0),  # agent 1 would have fewer chats, but is the reserve
        (2, 100, 0),
    ]


def test_an_agent_with_several_chats_takes_no_new_one_once_he_is_to_leave() -> None:
    scenario = chats()
    log = day(scenario, contacts(scenario, at=[0, 10, 60], talk=[100, 70, 5]), desk={0: 1, 50: 0, 200: 1})
    assert log.table("number", "answered_at") == [(0, 0), (1, 10), (2, 200)]
    assert presence(log) == [(0, 0, 0, 100), (0, 0, 200, 86400)]


# --- breaks ----------------------------------------------------------------------------------------------------------


def with_breaks(
    scenario: Scenario, traffic: Traffic, present: Mapping[float, float], working: Mapping[float, float]
) -> Log:
    """A day of the desk: people there including those on a break, and without them."""
    staffing = staff(scenario, desk=working)
    return run(scenario, traffic, replace(staffing, present={"desk": tuple(sorted(present.items()))}))


def test_a_break_begins_when_the_contact_in_hand_ends_and_keeps_its_length() -> None:
    scenario = centre()
    traffic = contacts(scenario, at=[0, 70, 100], talk=[90, 10, 10])
    log = with_breaks(scenario, traffic, present={0: 1}, working={0: 1, 60: 0, 80: 1})  # a break from 60 to 80
    assert log.table("number", "answered_at") == [(0, 0), (1, 110), (2, 120)]
    assert presence(log) == [(0, 0, 0, 90), (0, 0, 110, 86400)]


def test_an_idle_agent_goes_on_his_break_in_time_and_comes_back_as_himself() -> None:
    scenario = centre()
    traffic = contacts(scenario, at=[65, 66, 90], talk=[100, 100, 100])
    log = with_breaks(scenario, traffic, present={0: 2}, working={0: 2, 60: 1, 80: 2})
    assert log.table("number", "answered_at", "agent") == [(0, 65, 1), (1, 80, 0), (2, 165, 1)]
    assert presence(log) == [(0, 0, 0, 60), (0, 0, 80, 86400), (0, 1, 0, 86400)]


def test_who_comes_back_from_a_late_break_after_his_shift_goes_home() -> None:
    scenario = centre()
    traffic = contacts(scenario, at=[0, 150], talk=[90, 10])
    log = with_breaks(scenario, traffic, present={0: 1, 100: 0}, working={0: 1, 60: 0, 80: 1, 100: 0})
    assert presence(log) == [(0, 0, 0, 90)]  # a break of 20 from 90 to 110; the shift ended at 100
    assert log.table("outcome") == [("answered",), ("unfinished",)]


# --- absence, lateness, outages --------------------------------------------------------------------------------------


def desk(**more: Any) -> Scenario:
    return centre(agent_groups={"desk": {"skills": {"calls": HANDLE}, **more.pop("of_desk", {})}}, **more)


def spans(scenario: Scenario, steps: Mapping[float, float], **luck: Any) -> list[tuple[int, float, float]]:
    """(agent, from, until) of everybody on the floor of a day without contacts."""
    log = day(scenario, contacts(scenario, at=[], talk=[], **luck), desk=steps)
    return [(agent, begins, ends) for _, agent, begins, ends in presence(log)]


def test_an_absence_takes_its_share_of_the_people_rounded_half_up() -> None:
    scenario = desk(events=[{"at": "00:10", "lasts": "10 min", "absence": {"desk": 0.25}}])
    assert spans(scenario, {0: 2}) == [(0, 0, 600), (0, 1200, 86400), (1, 0, 86400)]  # 2 x 0.25 is a half: one goes


def test_positions_are_empty_at_random() -> None:
    scenario = desk(of_desk={"absence": 0.2})
    luck = {"absent": {"desk": [0.9, 0.1, 0.5]}}  # position 1 is empty
    assert spans(scenario, {0: 1}, **luck) == [(0, 0, 86400)]
    assert spans(scenario, {0: 2}, **luck) == [(0, 0, 86400)]
    assert spans(scenario, {0: 3}, **luck) == [(0, 0, 86400), (1, 0, 86400)]


def test_people_come_late_but_for_those_who_are_there_at_the_beginning() -> None:
    scenario = desk(of_desk={"late": {"uniform": {"low": "0 s", "high": "100 s"}}})
    luck = {"late": {"desk": [0.3, 0.1]}}  # 30 s and 10 s
    assert spans(scenario, {0: 1, 600: 3}, **luck) == [(0, 0, 86400), (1, 610, 86400), (2, 630, 86400)]


def test_reinforcements_are_people_like_others() -> None:
    scenario = desk(
        of_desk={"shrinkage": 0.5},
        events=[{"at": "00:10", "after": "5 min", "lasts": "5 min", "reinforce": {"desk": 4}}],
    )
    assert spans(scenario, {0: 0}) == [(0, 900, 1200), (1, 900, 1200)]


def test_agents_whose_tools_are_out_stay_idle_after_the_contact_in_hand() -> None:
    scenario = desk(events=[{"at": "00:01", "lasts": "1 min", "outage": {"desk": 0.5}}])
    traffic = contacts(scenario, at=[10, 20, 70, 75], talk=[60, 200, 10, 10])
    log = day(scenario, traffic, desk={0: 2})
    assert log.table("number", "answered_at", "agent") == [
        (0, 10, 0),
        (1, 20, 1),
        (2, 120, 0),  # agent 0 is free at 70, but his tools are out from 60 to 120
        (3, 130, 0),
    ]
    assert presence(log) == [(0, 0, 0, 86400), (0, 1, 0, 86400)]  # staffed and paid all along


def test_an_idle_agent_of_those_who_idle_longest_loses_his_tools_first() -> None:
    scenario = desk(events=[{"at": "00:01", "lasts": "1 min", "outage": {"desk": 0.5}}])
    traffic = contacts(scenario, at=[10, 70, 130], talk=[5, 5, 5])
    assert day(scenario, traffic, desk={0: 2}).table("number", "agent") == [
        (0, 0),
        (1, 0),  # agent 1 has idled since 0, agent 0 since 15: agent 1 is without tools
        (2, 1),
    ]
