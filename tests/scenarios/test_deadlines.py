"""When deferred work is due."""

import numpy as np
import pytest

from scenarios.deadlines import Deadline

from .small import small, sound, told

DAY = 86400.0
WORK = {
    "contact_types__vip": {"channel": "work_order", "arrivals": {"rate": "1 per h"}, "enters": "gold"},
    "calendar__days": 7,
}


def due(deadline, *since, holidays=()):
    scenario = sound(**WORK, queues__gold__deadline=deadline, calendar__holidays=list(holidays))
    return scenario.due_at("gold", np.array(since)).tolist()


def test_elapsed_time():
    assert due("48 h", 0.0, 10.5) == [2 * DAY, 2 * DAY + 10.5]


def test_working_days_are_due_at_the_same_time_of_day():
    monday, thursday, friday, saturday = 100.0, 3 * DAY + 100, 4 * DAY + 100, 5 * DAY + 100
    assert due("1 working day", monday, thursday, friday, saturday) == [
        DAY + 100,
        4 * DAY + 100,
        7 * DAY + 100,
        7 * DAY + 100,
    ]
    assert due("3 working days", monday, friday) == [3 * DAY + 100, 9 * DAY + 100]


def test_holidays_are_no_working_days():
    assert due("2 working days", 100.0, holidays=["2026-03-03", "2026-03-07"]) == [3 * DAY + 100]
    assert due("5 working days", 4 * DAY, holidays=["2026-03-09"]) == [14 * DAY]


def test_no_moment_no_deadline():
    assert np.isnan(due("3 working days", np.nan)).all()
    assert np.isnan(due("48 h", np.nan)).all()
    scenario = sound()
    assert np.isnan(scenario.due_at("gold", np.array([0.0, 5.0]))).tolist() == [True, True]
    assert sound(**WORK, queues__gold__deadline="3 working days").due_at("gold", np.array([])).tolist() == []


def test_what_a_deadline_is():
    queue = sound(**WORK, queues__gold__deadline="3  working days").queues["gold"]
    assert (queue.deadline, queue.deadline_from) == (Deadline(None, 3), "joining")
    queue = sound(**WORK, queues__gold={"deadline": "48 h", "deadline_from": "first_arrival"}).queues["gold"]
    assert (queue.deadline, queue.deadline_from) == (Deadline(48 * 3600.0, None), "first_arrival")


@pytest.mark.parametrize(
    ("queue", "key", "message"),
    [
        ({"deadline": 48}, ".deadline", "48 has no unit; write 48 s or 48 min (or 3 working days)"),
        ({"deadline": "3 days"}, ".deadline", '"3 days" is not a duration; write it like 20 s, 4 min, 1 h 30 min or 2 d (or 3 working days)'),
        ({"deadline": "0 s"}, ".deadline", "a deadline of 0 s cannot be met"),
        ({"deadline": "0 working days"}, ".deadline", "a deadline is 1 to 1000 working days"),
        ({"deadline": ["1 h"]}, ".deadline", "a list is not a duration"),
        ({"deadline_from": "joining"}, ".deadline_from", "deadline_from does nothing without a deadline; write deadline: 48 h or take it out"),
        ({"deadline": "1 h", "deadline_from": "arrival"}, ".deadline_from", "Did you mean first_arrival?"),
    ],
)  # fmt: skip
def test_faults(queue, key, message):
    found = told(small(**WORK, queues__gold=queue))
    assert [at for at, _ in found] == [f"queues.gold{key}"]
    assert message in found[0][1]
