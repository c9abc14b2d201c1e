"""Shifts during which all that their group serves is closed."""

import pytest

from .small import small, sound, told

DAY = {"gold": "08:00-20:00", "silver": "09:00-22:00"}


def shift(**changes):
    return {"groups": ["desk"], "start": "22:00", "length": "6 h"} | changes


def test_a_shift_that_meets_no_open_queue():
    assert told(small(shifts=[shift()], open=DAY)) == [
        ("shifts.0.start",
         "nothing that desk serves (gold and silver) is open from 22:00 to 04:00; move the shift, take desk out, or open longer"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({"start": "21:59"}, DAY),
        ({"start": "02:00", "length": "6 h 1 min"}, DAY),
        ({}, {"gold": "08:00-20:00"}),  # silver is always open
        ({}, {"gold": "23:00-01:00", "silver": "09:00-10:00"}),
        ({}, {}),
    ],
)
def test_a_shift_that_meets_one(changes, hours):
    sound(shifts=[shift(**changes)], open=hours)


def test_several_of_one_rule_are_one_fault():
    rule = {"groups": ["desk"], "starts": {"from": "00:00", "to": "23:00", "every": "1 h"}, "length": "1 h"}
    ((key, message),) = told(small(shifts=[rule], open={"gold": "08:00-20:00", "silver": "closed"}))
    assert key == "shifts.0.starts"
    assert message.startswith(
        "nothing that desk serves (gold and silver) is open from 00:00 to 01:00 (and 11 more of this rule)"
    )


def test_past_the_end_only_a_typical_day_goes_on_in_the_morning():
    early = {"gold": "00:00-03:00", "silver": "closed"}
    sound(shifts=[shift()], open=early, calendar__cyclic=True)
    assert [key for key, _ in told(small(shifts=[shift()], open=early))] == ["shifts.0.start"]
    sound(shifts=[shift()], open=early, calendar__days=2)


def test_one_day_of_the_calendar_is_enough():
    hours = {"gold": {"sun": "22:00-23:00"}, "silver": "closed"}
    sound(shifts=[shift()], open=hours, calendar__days=7)
    assert len(told(small(shifts=[shift()], open=hours | {"gold": {"sat": "closed"}}, calendar__days=7))) == 1


def test_it_is_told_beside_other_faults():
    found = told(small(shifts=[shift(), 3], open=DAY, lines=0))
    assert {"lines", "shifts.0.start", "shifts.1"} == {key for key, _ in found}
