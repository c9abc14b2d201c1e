"""Opening hours, day by day, and over the calendar."""

import pytest

from .small import small, sound, told

H = 3600.0


def spans(hours, days=1, **calendar):
    changes = {f"calendar__{key}": value for key, value in calendar.items()}
    scenario = sound(open={"gold": hours}, calendar__days=days, **changes)
    return [(begin / H, end / H) for begin, end in scenario.open_spans("gold")]


def test_always_open_unless_named():
    assert sound(open={"gold": "08:00-09:00"}, calendar__days=2).open_spans("silver") == ((0, 48 * H),)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("06:00-24:00", [(6, 24), (30, 48)]),
        ("00:00-24:00", [(0, 48)]),
        ("22:00-06:00", [(0, 6), (22, 30), (46, 48)]),
        (["08:00-12:00", "13:00-17:00"], [(8, 12), (13, 17), (32, 36), (37, 41)]),
        (["13:00-17:00", "12:00-13:30"], [(12, 17), (36, 41)]),
        ("closed", []),
        (" 08:00 \u2013 08:30 ", [(8, 8.5), (32, 32.5)]),
    ],
)
def test_every_day_alike(hours, expected):
    assert spans(hours, days=2) == expected


def test_days_by_name_before_their_kind():
    hours = {"weekdays": "08:00-18:00", "fri": "08:00-15:00", "sat": ["09:00-12:00"]}
    assert spans(hours, days=7) == [
        *((day * 24 + 8, day * 24 + 18) for day in range(4)),
        (104, 111),
        (129, 132),
    ]


def test_holidays_before_all_others():
    hours = {"weekdays": "08:00-18:00", "tue": "08:00-15:00", "holidays": "closed"}
    assert spans(hours, days=3, holidays=["2026-03-03"]) == [(8, 18), (56, 66)]
    assert spans({"weekdays": "08:00-18:00"}, days=2, holidays=["2026-03-03"]) == [(8, 18), (32, 42)]


def test_a_night_belongs_to_the_day_it_begins_on():
    assert spans({"sun": "22:00-06:00"}, days=7) == [(0, 6), (166, 168)]  # Monday first: Sunday's night reaches in
    assert spans({"weekdays": "22:00-06:00", "sun": "closed"}, days=2) == [(22, 30), (46, 48)]
    assert spans({"mon": "22:00-06:00", "sun": "22:00-06:00", "holidays": "closed"}, holidays=["2026-03-01"]) == [
        (22, 24)
    ]


def test_a_queue_that_never_opens_is_a_warning():
    assert sound(open={"gold": "closed"}).warnings == ("open.gold: the queue is never open",)


@pytest.mark.parametrize(
    ("hours", "key", "message"),
    [
        ("9-17", "", '"9" is not a time of day; write it like "08:30"'),
        ("nine to five", "", '"nine to five" does not say when it is open; write "06:00-24:00", a list of such, or closed'),
        ("08:00-25:00", "", '"25:00" is not a time of day'),
        ("08:00-08:00", "", "begins when it ends; write 00:00-24:00 for all day, or closed"),
        ("24:00-06:00", "", "begins at the end of the day"),
        (8, "", "8 does not say when it is open"),
        ([], "", "a list does not say when it is open"),
        (["08:00-09:00", "x"], ".1", '"x" does not say when it is open'),
        ({}, "", "no hours are given"),
        ({"mon": "x"}, ".mon", '"x" does not say when it is open'),
        ({"mon": {"from": 8}}, ".mon", "a mapping does not say when it is open"),
        ({"tues": "closed", "mon": "closed"}, ".tues", "days are mon, tue, wed, thu, fri, sat, sun, weekdays, weekend, holidays. Did you mean tue?"),
        ({"sat": "08:00-12:00"}, "", "no day of the calendar is named here, so that the queue never opens; name its days, or closed"),
    ],
)  # fmt: skip
def test_faults(hours, key, message):
    found = told(small(open={"gold": hours}))
    assert [at for at, _ in found] == [f"open.gold{key}"]
    assert message in found[0][1]
    assert told(small(open={"golf": "closed"}))[0][1].endswith("Did you mean gold?")


def test_a_queue_that_is_closed_when_most_contacts_come_is_a_warning():
    """The volumes of six hours each are 1, 2, 3 and 4: at night come 1 and 4 of ten."""
    night, day = sound(open={"gold": "18:00-06:00"}), sound(open={"gold": "06:00-18:00"})
    assert night.warnings == ()
    assert day.warnings == ()
    assert sound(open={"gold": "00:00-12:00"}).warnings == (
        "open.gold: 70% of the contacts that may ask for it come while it is closed",
    )
