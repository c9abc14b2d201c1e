"""Calls and work orders side by side: what counts where. Two intervals of 12 h (43,200 s); work is due 6 h (21,600 s) after it joins."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.schema import Scenario
from sim.log import Cause, Outcome, Sequel
from sim.measures import rows
from sim.targets import judge
from tests.sim.halves import AFTERNOON, HALF, MORNING, Figures, two_halves
from tests.sim.logs import (
    Attempt,
    abandoned,
    answered,
    blocked,
    never_offered,
    not_reached,
    tally_of,
    too_late,
    unfinished,
)

CALLS, WORK = 0, 1  # queues, and the types that come to them
DESK, CLERKS = 0, 1  # groups
HANDLING = {"handle_time": {"fixed": "1 min"}}


def mixed(**changes: Any) -> Scenario:
    return two_halves(
        **{
            "contact_types": {
                "call": {"arrivals": {"rate": "1 per h"}, "enters": "calls", "cost_of_loss": 5},
                "order": {
                    "channel": "work_order",
                    "arrivals": {"rate": "1 per h"},
                    "enters": "work",
                    "cost_of_loss": 7,
                },
            },
            "queues": {"calls": {}, "work": {"deadline": "6 h"}},
            "agent_groups": {
                "desk": {"skills": {"calls": HANDLING, "work": HANDLING}, "staffing": 2, "cost": "36 per h"},
                "clerks": {"skills": {"work": HANDLING}, "staffing": 1, "cost": "10 per h"},
            },
            **changes,
        }
    )


def order(joined: float, at: float, ended: float, **more: Any) -> Attempt:
    return answered(joined, at, ended, **{"kind": WORK, "queue": WORK, "due": joined + 21600, **more})


A_DAY = (
    answered(0, 10, 110),  # a call that waits 10 s
    abandoned(0, 30),
    order(0, 7200, 7300, group=CLERKS),  # in time
    order(0, 21500, 21700, group=DESK),  # 100 s late
    order(40000, 61000, 61600),  # finished at its very deadline
    unfinished(60000, kind=WORK, queue=WORK, due=81600),
    unfinished(70000, kind=WORK, queue=WORK, due=91600),  # due tomorrow: not judged
)


@pytest.fixture(scope="module")
def figures() -> Figures:
    scenario = mixed()
    day = tally_of(scenario, *A_DAY)
    day.check()
    return Figures(scenario, day)


def test_everything_is_offered_but_the_centres_answer_rate_is_over_calls(figures: Figures) -> None:
    assert figures("offered", "centre") == [7, 5, 2]
    assert figures("answered", "centre") == [4, 4, 0]
    assert figures("unfinished", "centre") == [2, 0, 2]
    assert figures("answer_rate", "centre", within_s=20) == [1 / 2, 1 / 2, None]
    assert figures("abandonment", "centre") == [1 / 7, 1 / 5, 0]


def test_the_centres_waits_are_those_of_calls(figures: Figures) -> None:
    assert figures("mean_wait", "centre") == figures("wait_p95", "centre") == [10, 10, None]
    assert figures("longest_wait", "centre") == [30, 30, None]
    assert figures("mean_wait_all", "centre") == [20, 20, None]
    assert figures("probability_of_wait", "centre") == [1, 1, None]


def test_a_queue_and_a_type_of_deferred_work_have_waits_of_their_own(figures: Figures) -> None:
    for scope, name in (("queue", "work"), ("contact_type", "order")):
        assert figures("mean_wait", scope, name=name) == [(7200 + 21500 + 21000) / 3] * 2 + [None]
        assert figures("answer_rate", scope, name=name, within_s=20) == [0, 0, 0]


def test_a_group_that_also_takes_calls_is_measured_by_its_calls(figures: Figures) -> None:
    assert figures("mean_wait", "agent_group", name="desk") == [10, 10, None]
    assert figures("mean_wait", "agent_group", name="clerks") == [7200, 7200, None]
    assert figures("answered", "agent_group", name="desk") == [3, 3, 0]


def test_queues_grow_by_work_too(figures: Figures) -> None:
    waited = 10 + 30 + 7200 + 21500 + 21000 + 26400 + 16400
    assert figures("mean_queue_length", "centre")[0] == pytest.approx(waited / 86400)


@pytest.mark.parametrize(("scope", "name"), [("queue", "work"), ("contact_type", "order"), ("centre", "centre")])
def test_on_time_is_of_the_work_due_inside_the_calendar(figures: Figures, scope: str, name: str) -> None:
    assert figures("on_time", scope, name=name) == [2 / 4, 2 / 3, 0]
    assert figures("on_time", "queue", name="calls") == [None, None, None]


def test_a_centre_without_calls_is_measured_by_its_work() -> None:
    changes = {
        "contact_types": {"order": {"channel": "email", "arrivals": {"rate": "1 per h"}, "enters": "work"}},
        "queues": {"work": {"deadline": "6 h"}},
        "agent_groups": {"clerks": {"skills": {"work": HANDLING}, "staffing": 1}},
    }
    scenario = two_halves(**changes)
    found = Figures(scenario, tally_of(scenario, answered(0, 100, 200, due=21600)))
    assert found("mean_wait", "centre") == [100, 100, None]
    assert found("answer_rate", "queue", name="work", within_s=20) == [0, 0, None]
    assert found("answer_rate", "centre", within_s=20) == [None, None, None]  # it is over immediate channels


def test_a_call_escalated_to_the_work_counts_as_work_there() -> None:
    day = (
        answered(0, 10, 110, number=0, sequel=Sequel.COLD),
        order(110, 3700, 4000, number=0, attempt=2, cause=Cause.ESCALATION, kind=CALLS, group=CLERKS),
    )
    found = Figures(mixed(), tally_of(mixed(), *day))
    assert found("offered", "contact_type", name="call") == [2, 2, 0]
    assert found("answer_rate", "contact_type", name="call", within_s=20) == [1, 1, None]
    assert found("mean_wait", "contact_type", name="call") == [10, 10, None]
    assert found("mean_wait", "queue", name="work") == [3590, 3590, None]
    assert found("on_time", "contact_type", name="call") == [1, 1, None]
    assert found("on_time", "contact_type", name="order") == [None, None, None]


def test_a_target_on_time_is_judged_where_work_is_due() -> None:
    asked = {"queue": "work", "on_time": 0.6, "per": "interval"}
    scenario = mixed(
        targets=[asked, {**asked, "at_least": 2}, {"on_time": 0.5}, {"answer_rate": 0.5, "within": "20 s"}]
    )
    by_interval, enough, centre, prompt = judge(scenario, [tally_of(scenario, *A_DAY)])
    assert [(one.start, one.reached, one.met) for one in by_interval.periods] == [
        (MORNING, 2 / 3, True),
        (AFTERNOON, 0, False),
    ]
    assert enough.periods[1].skipped == "expects 1 contacts, fewer than 2"
    assert centre.met
    assert prompt.met
    nothing = judge(scenario, [tally_of(scenario, answered(0, 0, 60))])[0]
    assert {one.skipped for one in nothing.periods} == {"nothing due"}


# --- what follows an answer -----------------------------------------------------------------------------------------


def test_repeats_count_where_they_are_offered() -> None:
    day = (
        answered(0, 0, 100, number=0, sequel=Sequel.REPEAT),
        answered(HALF, HALF, HALF + 100, number=0, attempt=2, cause=Cause.REPEAT, sequel=Sequel.REPEAT),
        too_late(90000, number=0, attempt=3, cause=Cause.REPEAT),
        answered(0, 0, 100, number=1, sequel=Sequel.REPEAT),
        never_offered(Outcome.BLOCKED_LINES, 50000, number=1, attempt=2, cause=Cause.REPEAT),
        abandoned(0, 10, number=2),
        answered(60, 60, 70, number=2, attempt=2),  # a retry is no repeat
    )
    found = Figures(mixed(), tally_of(mixed(), *day))
    assert found("repeats", "queue", name="calls") == [1, 0, 1]
    assert found("repeats", "centre") == [2, 0, 2]  # the one that is due tomorrow is offered, though to no queue


@pytest.mark.parametrize(
    ("sequel", "resolved"),
    [
        (Sequel.NOTHING, 1),
        (Sequel.UNRESOLVED, 1),
        (Sequel.FOLLOW_UP, 1),
        (Sequel.COMPLAINT, 1),
        (Sequel.REPEAT, 0),
        (Sequel.COLD, 0),
        (Sequel.WARM, 0),
    ],
)
def test_only_a_repeat_or_an_escalation_spoils_first_contact_resolution(sequel: Sequel, resolved: int) -> None:
    day = (
        answered(0, 0, 100, number=0, sequel=sequel),
        answered(9000, 9000, 9100, number=0, attempt=2, cause=Cause.REPEAT),  # only first attempts can resolve
        answered(0, 0, 100, number=1),
    )
    found = Figures(mixed(), tally_of(mixed(), *day))
    for scope, name in (("centre", "centre"), ("contact_type", "call"), ("queue", "calls"), ("agent_group", "desk")):
        assert found("first_contact_resolution", scope, name=name) == [(1 + resolved) / 2, (1 + resolved) / 2, None]


def test_a_call_back_waits_until_it_is_reached_and_busies_the_agent_from_dialling() -> None:
    day = (
        answered(0, 120, 300, taken=100, called_back=True),
        not_reached(0, 200, 230, agent=1),
    )
    tallied = tally_of(mixed(), *day)
    found = Figures(mixed(), tallied)
    assert found("mean_wait", "queue", name="calls") == [120, 120, None]
    assert found("mean_wait_all", "queue", name="calls") == [(120 + 230) / 2] * 2 + [None]
    assert found("mean_queue_length", "queue", name="calls")[0] == pytest.approx(350 / 86400)
    assert found("abandonment", "queue", name="calls") == [1 / 2, 1 / 2, None]
    assert tallied.sums["agent_group"]["seconds busy"][DESK].tolist() == [230, 0]
    assert found("answered", "agent_group", name="desk") == [1, 1, 0]


# --- who is lost ----------------------------------------------------------------------------------------------------


def test_customers_turned_away_from_what_is_closed_are_lost_unless_they_come_again() -> None:
    day = (
        never_offered(Outcome.CLOSED, 0, queue=CALLS),
        never_offered(Outcome.CLOSED, 0),  # the IVR was out
        never_offered(Outcome.CLOSED, 10, number=9),
        answered(HALF, HALF, HALF + 60, number=9, attempt=2),
        never_offered(Outcome.CLOSED, HALF, kind=WORK, queue=WORK),
    )
    found = Figures(mixed(), tally_of(mixed(), *day))
    assert found("closed", "centre") == [4, 3, 1]
    assert found("closed", "queue", name="calls") == [1, 1, 0]
    assert found("cost_of_loss", "centre") == [17, 10, 7]
    assert found("cost_of_loss", "queue", name="calls") == [5, 5, 0]
    assert found("cost_of_loss", "contact_type", name="order") == [7, 0, 7]


def test_who_waits_for_nobody_is_lost_but_work_left_over_is_not() -> None:
    day = (
        unfinished(100),
        unfinished(100, kind=WORK, queue=WORK, due=21700),
        abandoned(0, 30, number=7),
        too_late(90000, number=7, attempt=2),  # may still be served tomorrow
        abandoned(0, 30, number=8),
        unfinished(500, number=8, attempt=2, cause=Cause.COMPLAINT, kind=WORK, queue=WORK),  # heard, and to be answered
        answered(0, 0, 50, number=9, sequel=Sequel.REPEAT),
        blocked(600, number=9, attempt=2, cause=Cause.REPEAT),
    )
    found = Figures(mixed(), tally_of(mixed(), *day))
    assert found("cost_of_loss", "centre") == [10, 10, 0]


# --- properties of any day ------------------------------------------------------------------------------------------

moments, lengths = st.floats(0, 86000), st.floats(0, 30000)


@st.composite
def contacts(draw: st.DrawFn) -> Attempt:
    queue, joined, wait, seconds = draw(st.sampled_from([CALLS, WORK])), draw(moments), draw(lengths), draw(lengths)
    there: dict[str, Any] = {"kind": draw(st.sampled_from([CALLS, WORK])), "queue": queue}
    if queue == WORK:
        there["due"] = joined + 21600
        ended = joined + wait + seconds
        done = answered(joined, joined + wait, ended, group=draw(st.sampled_from([DESK, CLERKS])), **there)
        return draw(st.sampled_from([done, unfinished(joined, **there)]))
    taken = answered(joined, joined + wait, joined + wait + seconds, **there)
    return draw(st.sampled_from([taken, abandoned(joined, joined + wait, **there), blocked(joined, **there)]))


@settings(max_examples=60, deadline=None)
@given(st.lists(contacts(), max_size=30))
def test_the_centre_answers_as_its_immediate_queues_do(day: list[Attempt]) -> None:
    scenario = mixed()
    found = {
        (row.measure, row.scope, row.name, row.interval): row.mean
        for row in rows(scenario, [tally_of(scenario, *day)])
        if row.of is None
    }
    for interval in (None, MORNING, AFTERNOON):
        for measure in ("answer_rate", "mean_wait", "mean_wait_all", "wait_p90", "longest_wait", "probability_of_wait"):
            assert found[measure, "centre", "centre", interval] == found[measure, "queue", "calls", interval]
        for measure in ("offered", "answered", "unfinished", "mean_queue_length"):
            queues = sum(found[measure, "queue", name, interval] or 0.0 for name in scenario.queues)
            assert found[measure, "centre", "centre", interval] == pytest.approx(queues)
        on_time, due = found["on_time", "queue", "work", interval], found["on_time", "centre", "centre", interval]
        assert on_time == due
        assert on_time is None or 0 <= on_time <= 1
