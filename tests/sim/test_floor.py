"""The floor, one rule at a time, as days that can be checked with a pencil.

Contacts are numbered from 0. Moments are seconds.
"""

from __future__ import annotations

from tests.sim.by_hand import centre, contacts, day, presence


def two_queues(**of_pool: object) -> dict[str, object]:
    """A VIP and a standard queue served by one group, the pool."""
    handle = {"handle_time": {"fixed": "1 s"}}
    return {
        "contact_types": {
            "vip": {"arrivals": {"rate": "1 per h"}, "enters": "vip"},
            "plain": {"arrivals": {"rate": "1 per h"}, "enters": "plain"},
        },
        "queues": {"vip": {"priority": 1}, "plain": {"priority": 2}},
        "agent_groups": {"pool": {"skills": {"vip": handle, "plain": handle}, **of_pool}},
    }


def two_groups(**of_pool: object) -> dict[str, object]:
    """A desk for VIPs only, and a pool that prefers plain contacts but knows VIPs too."""
    handle = {"handle_time": {"fixed": "1 s"}}
    data = two_queues()
    data["agent_groups"] = {
        "desk": {"skills": {"vip": handle}},
        "pool": {"skills": {"plain": handle, "vip": {**handle, "preference": 2, "after": "10 s"}}, **of_pool},
    }
    return data


def test_contacts_are_answered_in_order_and_wrap_up_keeps_the_agent() -> None:
    scenario = centre()
    log = day(scenario, contacts(scenario, at=[0, 10, 20], talk=[60, 30, 5], wrap_up=[15, 0, 0]), desk={0: 1})
    assert log.table("number", "outcome", "answered_at", "ended_at", "released_at") == [
        (0, "answered", 0, 60, 75),
        (1, "answered", 75, 105, 105),
        (2, "answered", 105, 110, 110),
    ]


def test_patience_runs_out_and_a_match_at_the_same_instant_comes_first() -> None:
    scenario = centre()
    traffic = contacts(scenario, at=[0, 10, 20, 30], talk=[60, 30, 9, 9], patience=[99, 50, 39, 80])
    assert day(scenario, traffic, desk={0: 1}).table("number", "outcome", "answered_at", "left_at") == [
        (0, "answered", 0, None),
        (1, "answered", 60, None),  # its patience ends at 60 too: the free agent is faster
        (2, "abandoned", None, 59),
        (3, "answered", 90, None),
    ]


def test_without_patience_a_contact_leaves_unless_answered_at_once() -> None:
    scenario = centre()
    traffic = contacts(scenario, at=[0, 10], talk=[60, 30], patience=[0, 0])
    assert day(scenario, traffic, desk={0: 1}).table("outcome", "answered_at", "left_at") == [
        ("answered", 0, None),
        ("abandoned", None, 10),
    ]


def test_a_full_queue_blocks_and_a_loss_system_has_no_queue_at_all() -> None:
    scenario = centre(queues={"calls": {"capacity": 1}})
    traffic = contacts(scenario, at=[0, 10, 20], talk=[60, 30, 30])
    assert day(scenario, traffic, desk={0: 1}).table("outcome") == [("answered",), ("answered",), ("blocked",)]
    loss = centre(queues={"calls": {"capacity": 0}})
    assert day(loss, contacts(loss, at=[0, 10], talk=[60, 30]), desk={0: 1}).table("outcome") == [
        ("answered",),
        ("blocked",),
    ]


def test_an_agent_whose_shift_ends_finishes_the_call_in_hand() -> None:
    scenario = centre()
    log = day(scenario, contacts(scenario, at=[0, 50], talk=[100, 30]), desk={0: 1, 60: 0, 120: 1})
    assert log.table("number", "answered_at", "ended_at") == [
        (0, 0, 100),  # the shift ends at 60; the call goes on to 100
        (1, 120, 150),  # waits from 50 until somebody is back
    ]
    assert presence(log) == [(0, 0, 0, 100), (0, 0, 120, 86400)]


def test_a_departure_still_owed_is_cancelled_when_staff_rises() -> None:
    scenario = centre()
    log = day(scenario, contacts(scenario, at=[0, 50, 55], talk=[100, 30, 5]), desk={0: 1, 60: 0, 80: 1})
    assert log.table("number", "answered_at", "agent") == [(0, 0, 0), (1, 100, 0), (2, 130, 0)]


def test_idle_agents_leave_first_the_longest_idle_before_the_others() -> None:
    scenario = centre()
    traffic = contacts(scenario, at=[0, 5, 100], talk=[10, 10, 10])
    assert day(scenario, traffic, desk={0: 2, 50: 1}).table("number", "agent") == [
        (0, 0),
        (1, 1),
        (2, 1),  # agent 0 has idled since 10, agent 1 since 15: agent 0 went home at 50
    ]


def test_newcomers_take_waiting_contacts_at_once() -> None:
    scenario = centre()
    log = day(scenario, contacts(scenario, at=[0, 1], talk=[10, 10]), desk={0: 0, 30: 2})
    assert log.table("number", "answered_at", "agent") == [(0, 30, 0), (1, 30, 1)]


def test_an_agent_who_ends_a_contact_as_his_shift_ends_takes_no_other() -> None:
    scenario = centre()
    log = day(scenario, contacts(scenario, at=[0, 10], talk=[60, 30]), desk={0: 1, 60: 0, 90: 1})
    assert log.table("number", "answered_at") == [(0, 0), (1, 90)]
    assert presence(log) == [(0, 0, 0, 60), (0, 0, 90, 86400)]


def test_the_agent_idle_longest_answers() -> None:
    scenario = centre()
    log = day(scenario, contacts(scenario, at=[0, 1, 20, 21], talk=[9, 5, 50, 50]), desk={0: 2})
    assert log.table("number", "agent") == [(0, 0), (1, 1), (2, 1), (3, 0)]


def test_priority_is_served_before_longest_wait() -> None:
    scenario = centre(**two_queues())
    traffic = contacts(
        scenario, at=[0, 1, 2], talk=[10, 10, 10], kind=["plain", "plain", "vip"], queue=["plain", "plain", "vip"]
    )
    log = day(scenario, traffic, pool={0: 1})
    assert log.table("number", "answered_at") == [(0, 0), (1, 20), (2, 10)]


def test_with_longest_wait_a_head_start_counts_as_waiting() -> None:
    scenario = centre(**two_queues(), routing={"freed_agent": "longest_wait", "head_start": {"vip": "3 s"}})
    kinds = ["plain", "plain", "vip", "plain", "vip"]
    traffic = contacts(scenario, at=[0, 1, 3, 5, 9], talk=[10] * 5, kind=kinds, queue=kinds)
    log = day(scenario, traffic, pool={0: 1})
    assert log.table("number", "answered_at") == [
        (0, 0),
        (1, 20),  # at 10 it has waited 9, contact 2 has waited 7 + 3
        (2, 10),
        (3, 30),  # has waited 25, contact 4 has waited 21 + 3
        (4, 40),
    ]


def test_wait_weights_multiply_the_wait() -> None:
    scenario = centre(**two_queues(), routing={"freed_agent": "longest_wait", "wait_weights": {"vip": 3}})
    kinds = ["plain", "plain", "vip"]
    traffic = contacts(scenario, at=[0, 1, 6], talk=[10] * 3, kind=kinds, queue=kinds)
    log = day(scenario, traffic, pool={0: 1})
    assert log.table("number", "answered_at") == [(0, 0), (1, 20), (2, 10)]  # at 10: 9 against (10 - 6) x 3 = 12


def test_with_preference_the_groups_own_queue_comes_first() -> None:
    handle = {"handle_time": {"fixed": "1 s"}}
    data = two_queues()
    data["agent_groups"] = {"pool": {"skills": {"vip": {**handle, "preference": 2}, "plain": handle}}}
    scenario = centre(**data, routing={"freed_agent": "preference"})
    kinds = ["plain", "vip", "plain"]
    log = day(scenario, contacts(scenario, at=[0, 1, 2], talk=[10] * 3, kind=kinds, queue=kinds), pool={0: 1})
    assert log.table("number", "answered_at") == [(0, 0), (1, 20), (2, 10)]


def test_help_comes_only_after_the_agreed_wait() -> None:
    scenario = centre(**two_groups())
    kinds = ["vip", "vip"]
    log = day(scenario, contacts(scenario, at=[0, 5], talk=[60, 20], kind=kinds, queue=kinds), desk={0: 1}, pool={0: 1})
    assert log.table("number", "answered_at", "group") == [
        (0, 0, 0),
        (1, 15, 1),  # the pool is idle all the time, and may help from 5 + 10 on
    ]


def test_a_reserve_keeps_agents_idle_for_their_own_queue() -> None:
    scenario = centre(**two_groups(reserve=1))
    kinds = ["vip", "vip", "plain", "plain"]
    traffic = contacts(scenario, at=[0, 0, 30, 31], talk=[99, 5, 40, 15], kind=kinds, queue=kinds)
    log = day(scenario, traffic, desk={0: 1}, pool={0: 2})
    assert log.table("number", "answered_at", "group") == [
        (0, 0, 0),
        (1, 10, 1),  # two of the pool idle: one may help, one stays
        (2, 30, 1),
        (3, 31, 1),
    ]
    alone = day(scenario, traffic, desk={0: 1}, pool={0: 1})
    assert alone.table("number", "answered_at", "group")[1] == (1, 99, 0)  # nobody can be spared


def test_tries_decides_which_group_an_arriving_contact_looks_at_first() -> None:
    data = two_groups()
    data["agent_groups"]["pool"]["skills"]["vip"]["after"] = "0 s"  # type: ignore[index]
    data["queues"] = {"vip": {"priority": 1, "tries": ["pool", "desk"]}, "plain": {"priority": 2}}
    scenario = centre(**data)
    log = day(scenario, contacts(scenario, at=[0, 1], talk=[9, 9], queue=["vip", "vip"]), desk={0: 1}, pool={0: 1})
    assert log.table("number", "group") == [(0, 1), (1, 0)]


def test_trunk_lines_are_held_from_arrival_to_the_end_of_talk() -> None:
    scenario = centre(lines=1)
    traffic = contacts(scenario, at=[0, 59, 60, 75], talk=[60, 9, 15, 5], wrap_up=[10, 0, 0, 0])
    assert day(scenario, traffic, desk={0: 1}).table("number", "outcome", "joined_at", "answered_at") == [
        (0, "answered", 0, 0),
        (1, "blocked_lines", None, None),
        (2, "answered", 60, 70),  # the line is free at 60, the agent wraps up until 70
        (3, "blocked_lines", None, None),
    ]


def test_the_ivr_takes_time_and_may_contain_a_contact() -> None:
    scenario = centre(
        ivr={"menu": {"takes": {"fixed": "1 s"}, "then": {"calls": 0.5, "contained": 0.5}}},
        contact_types={"call": {"arrivals": {"rate": "1 per h"}, "enters": "menu"}},
    )
    traffic = contacts(scenario, at=[0, 10], talk=[60, 30], queue=["calls", None], ivr=[25, 30])
    assert day(scenario, traffic, desk={0: 1}).table("outcome", "joined_at", "answered_at") == [
        ("answered", 25, 25),
        ("contained", None, None),
    ]


RETRY = {"after_abandoning": 1, "delay": {"fixed": "1 s"}, "attempts": 2}


def test_who_abandons_may_try_again_as_a_new_attempt() -> None:
    scenario = centre(contact_types={"call": {"arrivals": {"rate": "1 per h"}, "enters": "calls", "retry": RETRY}})
    traffic = contacts(scenario, at=[0, 10], talk=[60, 30], patience=[99, 20], retries={1: (40, 7, 99)})
    assert day(scenario, traffic, desk={0: 1}).table("number", "attempt", "outcome", "arrived_at", "answered_at") == [
        (0, 1, "answered", 0, 0),
        (1, 1, "abandoned", 10, None),
        (1, 2, "answered", 70, 70),
    ]


def test_a_retry_due_after_the_end_is_unfinished() -> None:
    scenario = centre(contact_types={"call": {"arrivals": {"rate": "1 per h"}, "enters": "calls", "retry": RETRY}})
    traffic = contacts(scenario, at=[86000], talk=[60], patience=[100], retries={0: (300, 7, 99)})
    assert day(scenario, traffic, desk={0: 0}).table("attempt", "outcome", "arrived_at", "joined_at") == [
        (1, "abandoned", 86000, 86000),
        (2, "unfinished", 86400, None),
    ]


def test_closing_serves_the_waiting_or_clears_them() -> None:
    for closing, last in (("serve_out", ("answered", 86420.0, None)), ("clear", ("cleared", None, 86400.0))):
        scenario = centre(closing=closing)
        traffic = contacts(scenario, at=[86350, 86390], talk=[70, 30])
        assert day(scenario, traffic, desk={0: 1}).table("outcome", "answered_at", "left_at")[1] == last


def test_whoever_can_never_be_served_is_unfinished_not_lost() -> None:
    scenario = centre()
    assert day(scenario, contacts(scenario, at=[10], talk=[5]), desk={0: 0}).table("outcome") == [("unfinished",)]


def test_ties_go_by_contact_number_even_between_an_ivr_and_the_front_door() -> None:
    scenario = centre(
        contact_types={
            "direct": {"arrivals": {"rate": "1 per h"}, "enters": "calls"},
            "menu": {"arrivals": {"rate": "1 per h"}, "enters": "menu"},
        },
        ivr={"menu": {"takes": {"fixed": "1 s"}, "then": {"calls": 1.0}}},
    )
    traffic = contacts(scenario, at=[0, 10, 20], talk=[60, 5, 5], kind=["direct", "menu", "direct"], ivr=[0, 10, 0])
    assert day(scenario, traffic, desk={0: 1}).table("number", "answered_at") == [(0, 0), (1, 60), (2, 65)]
