"""Moments, clocks and durations as exports write them."""

# ruff: noqa: DTZ001 - moments on a wall clock

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.history.imports import durations
from scenarios.history.imports.clocks import Clock
from scenarios.history.imports.moments import AMBIGUOUS, BAD, BLANK, TIME_ONLY, YEAR_FIRST, read

EPOCH = datetime(1970, 1, 1)


def seconds(*when: int) -> float:
    return (datetime(*when) - EPOCH).total_seconds()


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("2026-03-02 07:05:11", seconds(2026, 3, 2, 7, 5, 11)),
        ("2026/3/2 7:05", seconds(2026, 3, 2, 7, 5)),
        ("20260302", seconds(2026, 3, 2)),
        ("990201", seconds(1999, 2, 1)),
        ("2026年3月2日 07:05:11", seconds(2026, 3, 2, 7, 5, 11)),
        ("2026/3/2 1:05下午", seconds(2026, 3, 2, 13, 5)),
        ("2026/3/2 12:05上午", seconds(2026, 3, 2, 0, 5)),
        ("2026年10月1日 上午8:31", seconds(2026, 10, 1, 8, 31)),
        ("2026年10月1日下午 8:31:09", seconds(2026, 10, 1, 20, 31, 9)),
        ("2026/10/1 下午12:05", seconds(2026, 10, 1, 12, 5)),
        ("46296.354861", seconds(2026, 10, 1, 8, 31)),  # a spreadsheet's number
        ("46296.9999999", seconds(2026, 10, 2)),
        ("2-Mar-2026 07:05", seconds(2026, 3, 2, 7, 5)),
        ("2026-03-02 12:05:00 AM", seconds(2026, 3, 2, 0, 5)),
        ("2026-03-02 12:05 pm", seconds(2026, 3, 2, 12, 5)),
        ("2024-02-29", seconds(2024, 2, 29)),
        (" 2026-03-02 07:05 ", seconds(2026, 3, 2, 7, 5)),
        ("1772435111", seconds(2026, 3, 2, 7, 5, 11)),
        ("1772435111000", seconds(2026, 3, 2, 7, 5, 11)),
    ],
)
def test_a_date_is_read_as_it_is_written(text, wall):
    found = read(pa.array([text]))
    assert found.kind.tolist() == [YEAR_FIRST]
    assert found.wall.tolist() == [wall]


@pytest.mark.parametrize(
    "text",
    [
        "60000.50",  # a spreadsheet's number of 2064: some other figure
        "12345.50",
        "2026-02-30",
        "2023-02-29 10:00",
        "2026-13-01",
        "2026-03-02 25:00",
        "2026-03-02 07:61",
        "tomorrow",
        "12",
        "2026-03-02 13:05 PM",
    ],
)
def test_what_is_no_moment_is_not_read(text):
    assert read(pa.array([text])).kind.tolist() == [BAD]


def test_day_and_month_are_read_in_the_order_asked_for():
    cells = pa.array(["02/03/2026 07:05", "13/03/2026 07:05"])
    assert read(cells).kind.tolist() == [AMBIGUOUS, AMBIGUOUS]
    assert read(cells, "day first").wall.tolist() == [seconds(2026, 3, 2, 7, 5), seconds(2026, 3, 13, 7, 5)]
    month_first = read(cells, "month first")
    assert month_first.kind.tolist() == [AMBIGUOUS, BAD]
    assert month_first.wall[0] == seconds(2026, 2, 3, 7, 5)


def test_times_of_day_and_blanks_are_told_apart():
    found = read(pa.array(["7:02:47", "", None, "0730", "24:00"]), times=True)
    assert found.kind.tolist() == [TIME_ONLY, BLANK, BLANK, TIME_ONLY, TIME_ONLY]
    assert found.second.tolist() == [7 * 3600 + 2 * 60 + 47, 0, 0, 7.5 * 3600, 86_400]


def test_an_offset_beside_a_moment_gives_the_instant():
    found = read(pa.array(["2026-03-02T07:05:11.250+08:00", "2026-03-02T07:05:11Z", "2026-03-02 07:05:11 UTC"]))
    assert found.offset.tolist() == [28_800, 0, 0]
    assert found.utc[0] == seconds(2026, 3, 1, 23, 5, 11) + 0.25


@given(
    st.lists(st.datetimes(datetime(1980, 1, 1), datetime(2099, 12, 31)), min_size=1, max_size=30),
    st.sampled_from(
        ["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d-%b-%Y %H:%M:%S", "%Y%m%d %H:%M:%S"]
    ),
)
def test_any_moment_comes_back_from_its_writing(moments, form):
    order = {"%d.": "day first", "%m/": "month first"}.get(form[:3])
    whole = [one.replace(microsecond=0) for one in moments]
    found = read(pa.array([one.strftime(form) for one in whole]), order)
    assert found.wall.tolist() == [(one - EPOCH).total_seconds() for one in whole]


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_the_wall_clock_is_that_of_the_zone(when, zone):
    instant = when.replace(tzinfo=UTC, microsecond=0)
    utc = np.array([instant.timestamp()])
    clock = Clock.over(zone, utc[0] - 1e6, utc[0] + 1e6)
    local = instant.astimezone(ZoneInfo(zone))
    wall = (local.replace(tzinfo=None) - EPOCH).total_seconds()
    assert clock.wall(utc).tolist() == [wall]
    back = clock.utc(np.array([wall]))[0]
    assert back == local.replace(fold=0).timestamp()
    assert bool(clock.twice(np.array([wall]))[0]) == (
        local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    )


def test_the_hour_that_does_not_exist_and_the_hour_that_comes_twice():
    spring, autumn = seconds(2026, 3, 29), seconds(2026, 10, 25)
    clock = Clock.over("Europe/Berlin", spring, autumn)
    walls = spring + np.array([1.99, 2.0, 2.99, 3.0]) * 3600
    assert clock.skipped(walls).tolist() == [False, True, True, False]
    walls = autumn + np.array([1.99, 2.0, 2.99, 3.0]) * 3600
    assert clock.twice(walls).tolist() == [False, True, True, False]
    assert clock.utc(np.array([autumn + 2.5 * 3600])).tolist() == [
        datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2))).timestamp()
    ]


@pytest.mark.parametrize(
    ("word", "comma", "value"),
    [("12", False, 12), ("0:02:23", False, 143), ("3:25", False, 205), ("-0:00:05", False, -5), ("12,5", True, 12.5), ("1.234,5", True, 1234.5),
     ("1,234.5", False, 1234.5), ("12,5", False, None), ("abc", False, None), ("3:75", False, None), ("2 min 5 s", False, 125), ("2分5秒", False, 125), ("1e999", False, None),
     ("1.5", True, None)],
)  # fmt: skip
def test_a_duration_is_a_number_or_a_clock(word, comma, value):
    assert durations.one(word, comma=comma) == value


def test_a_column_of_durations_with_a_cell_that_is_none():
    values, bad = durations.column(pa.array(["12", "", "x", "-", "0:01:00"]), unit=1.0)
    assert np.nan_to_num(values, nan=-9).tolist() == [12, -9, -9, -9, 60]
    assert bad.tolist() == [False, False, True, False, False]


def test_a_comma_that_nothing_explains_is_not_read():
    values, bad = durations.column(pa.array(["12", "1,234"]), comma=None)
    assert values[0] == 12
    assert bad.tolist() == [False, True]
    assert durations.decimal_comma(["1,234"]) is None
    assert durations.decimal_comma(["1,234", "12,5"]) is True
    assert durations.decimal_comma(["1,234", "12.5"]) is False
