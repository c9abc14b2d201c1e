"""Groups: chats at once, absence, lateness, learning."""

from datetime import date

import pytest

from scenarios.distributions import Exponential

from .small import small, sound, told

CHATS = {"contact_types__vip__channel": "chat"}


def desk(**changes):
    return sound(**CHATS, **{f"agent_groups__desk__{key}": value for key, value in changes.items()}).agent_groups[
        "desk"
    ]


def test_what_is_left_out():
    found = sound().agent_groups["desk"]
    assert (found.concurrency, found.slowdown, found.absence, found.late, found.learning) == (1, (1,), 0, None, None)


def test_chats_at_once():
    assert (desk(concurrency=3).concurrency, desk(concurrency=3).slowdown) == (3, (1, 1, 1))
    assert desk(concurrency=2, slowdown=[0.9, 1.25]).slowdown == (0.9, 1.25)


def test_absence_and_lateness():
    found = desk(absence=0.04, late={"exponential": {"mean": "2 min"}})
    assert (found.absence, found.late) == (0.04, Exponential(120.0))


def test_learning_week_by_week():
    found = desk(learning={"handle_time": [1.4, 1.2, 1], "resolves": [0.8, 0.9], "since": "2026-02-18"}).learning
    assert [found.factors(week) for week in range(4)] == [(1.4, 0.8), (1.2, 0.9), (1, 0.9), (1, 0.9)]
    days = [date(2026, 2, 1), date(2026, 2, 18), date(2026, 2, 24), date(2026, 2, 25), date(2026, 3, 4)]
    assert [found.week(day) for day in days] == [0, 0, 0, 1, 2]


def test_learning_begins_with_the_calendar():
    found = desk(learning={"handle_time": [1.4]}).learning
    assert (found.since, found.resolves) == (date(2026, 3, 2), (1,))


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"concurrency": 0}, ".concurrency", "0 is too little; 1 is the least"),
        ({"concurrency": 2, "slowdown": [1]}, ".slowdown", "slowdown has 1 factor; give one for each number of chats up to concurrency, which is 2"),
        ({"slowdown": [1, 2]}, ".slowdown", "slowdown has 2 factors; give one for each number of chats up to concurrency, which is 1"),
        ({"concurrency": 2, "slowdown": [1, 0]}, ".slowdown.1", "0 is too little; it must be above 0"),
        ({"concurrency": 2, "slowdown": 1.25}, ".slowdown", "1.25 stands where a list belongs; write [...]"),
        ({"absence": 4}, ".absence", "write 0.04 for 4 %"),
        ({"late": "2 min"}, ".late", '"2 min" has no family'),
        ({"learning": {"handle_time": []}}, ".learning.handle_time", "no factor is given; write one for each week"),
        ({"learning": {"handle_time": [0]}}, ".learning.handle_time.0", "0 is too little; it must be above 0"),
        ({"learning": {"resolves": [1, 1.1]}}, ".learning.resolves", "1.1 times what gold and silver resolve is more than 1; lower the factor"),
        ({"learning": {"since": "Monday"}}, ".learning.since", '"Monday" is not a date'),
    ],
)  # fmt: skip
def test_faults(changes, key, message):
    found = told(small(**CHATS, **{f"agent_groups__desk__{name}": value for name, value in changes.items()}))
    assert [at for at, _ in found] == [f"agent_groups.desk{key}"]
    assert message in found[0][1]
