"""What is odd about what is asked is said among a plan's notes."""

import pytest

from optimize.refusals import roster_of
from optimize.remarks import implies, remarks
from scenarios.targets import Target
from tests.optimize.whole_floor import TARGET, hourly, morning


def told(**more):
    scenario = morning(**more)
    return remarks(scenario, roster_of(scenario))


def target(**changes):
    asked = {"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "hour", **changes}
    return Target.model_validate({key: value for key, value in asked.items() if value is not None})


def test_nothing_odd_is_nothing_said():
    targets = [
        TARGET,
        {"queue": "calls", "abandonment": 0.05, "per": "hour"},
        {"agent_group": "team", "occupancy": 0.9},
    ]
    assert told(targets=targets, staff_minimum={"team": 1}, open={"calls": "08:00-12:00"}) == ()


@pytest.mark.parametrize(
    "weaker",
    [
        {"answer_rate": 0.7},
        {"within": "30 s"},
        {"per": "day"},
        {"per": "horizon", "within": "30 s"},
        {"at_least": 5},
        {"answer_rate": None, "within": None, "abandonment": 0.2},
        {"answer_rate": None, "within": None, "abandonment": 0.25, "per": "day"},
    ],
)
def test_a_target_that_another_one_implies(weaker):
    assert implies(target(), target(**weaker))
    assert not implies(target(**weaker), target())


@pytest.mark.parametrize(
    "other",
    [
        {"answer_rate": 0.9},
        {"within": "10 s"},
        {"per": "interval"},
        {"queue": "chats"},
        {"confidence": 0.5},
        {"of": "answered"},
        {"answer_rate": None, "within": None, "abandonment": 0.19},
        {"answer_rate": None, "within": None, "mean_wait": "20 s"},
    ],
)
def test_a_target_that_does_not(other):
    assert not implies(target(), target(**other))


def test_hours_that_are_skipped_imply_nothing_of_the_day():
    assert not implies(target(at_least=5), target(per="day"))


def test_days_that_keep_each_hour_need_not_keep_the_day_as_often():
    assert not implies(target(confidence=0.9), target(confidence=0.9, per="day"))
    assert implies(target(confidence=0.9), target(confidence=0.8))


def test_it_is_said_which_does_nothing_beside_which():
    targets = [TARGET, {**TARGET, "answer_rate": 0.9}, {**TARGET, "answer_rate": 0.9}]
    assert told(targets=targets) == (
        "targets[0] does nothing beside targets[1], which asks for as much or more.",
        "targets[2] says the same as targets[1], which asks for as much or more.",
    )


def test_a_target_that_is_never_judged():
    assert told(targets=[{**TARGET, "per": "hour", "at_least": 50}]) == (
        "targets[0] is never judged: no hour expects 50 contacts (at_least); the most is 40.",
    )
    assert told(targets=[{**TARGET, "per": "hour", "at_least": 40}]) == ()


def test_patience_without_end_has_nobody_abandon():
    targets = [TARGET, {"queue": "calls", "abandonment": 0.05}, {"contact_type": "call", "abandonment": 0.05}]
    assert told(targets=targets, call={"patience": "never"}) == (
        "targets[1] does nothing: nobody who waits there ever abandons (patience: never).",
        "targets[2] does nothing: nobody who waits there ever abandons (patience: never).",
    )


def test_a_minimum_where_no_shift_can_be():
    shifts = [*hourly(8, 9), *hourly(11, 11)]
    assert told(shifts=shifts, staff_minimum={"team": 2}, open={"calls": "08:00-13:00"}) == (
        "The minimum of team (2) is not kept where no shift can be: 10:00 to 11:00, 12:00 to 13:00.",
    )
    assert told(staff_minimum={"team": 2}) == (
        "The minimum of team (2) is not kept where no shift can be: 00:00 to 08:00, 12:00 to 24:00.",
    )
