import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import units


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("20 s", 20), ("4 min", 240), ("1 h 30 min", 5400), ("2 d", 172800), ("0 s", 0), ("5.5 min", 330), ("90s", 90),
        ("1e-3 s", 0.001), (" 1 h ", 3600),
    ],
)  # fmt: skip
def test_durations(written, seconds):
    assert units.duration(written) == seconds


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (120, "120 has no unit; write 120 s or 120 min"),
        ("120", '"120" has no unit; write 120 s or 120 min'),
        (0, "0 has no unit; write 0 s"),
        ("4 minutes", '"4 minutes" is not a duration; write it like 20 s, 4 min, 1 h 30 min or 2 d'),
        ("-3 min", '"-3 min" is not a duration (it may not be negative); write it like 20 s, 4 min, 1 h 30 min or 2 d'),
        ("soon", '"soon" is not a duration; write it like 20 s, 4 min, 1 h 30 min or 2 d'),
        (True, "true is not a duration; write it like 20 s, 4 min, 1 h 30 min or 2 d"),
        ("1e999 s", '"1e999 s" is too large a number'),
        (None, "nothing is not a duration; write it like 20 s, 4 min, 1 h 30 min or 2 d"),
    ],
)
def test_what_is_not_a_duration(written, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        units.duration(written)


@pytest.mark.parametrize(
    ("written", "per_second"),
    [("50 per min", 50 / 60), ("300 per h", 300 / 3600), ("1.5/s", 1.5), ("48 per d", 48 / 86400)],
)
def test_rates(written, per_second):
    assert units.rate(written) == pytest.approx(per_second, rel=1e-15)


def test_a_rate_without_a_unit():
    with pytest.raises(ValueError, match="50 has no unit; write 50 per min or 50 per h"):
        units.rate(50)
    with pytest.raises(ValueError, match='"5 min" is not a rate; write it like 50 per min or 300 per h'):
        units.rate("5 min")


def test_money_per_hour():
    assert units.wage("45 per h") == 45
    assert units.wage("0.5 per min") == 30
    with pytest.raises(ValueError, match="45 has no unit; write 45 per h"):
        units.wage(45)


@pytest.mark.parametrize(("written", "seconds"), [("10:30", 37800), ("00:00", 0), ("24:00", 86400), ("8:05", 29100)])
def test_times_of_day(written, seconds):
    assert units.clock(written) == seconds


@pytest.mark.parametrize("written", ["24:01", "10:60", "10", 630, "10:3", "noon", None])
def test_what_is_not_a_time_of_day(written):
    with pytest.raises(ValueError, match="is not a time of day"):
        units.clock(written)


def test_days():
    assert units.day("2026-03-02") == date(2026, 3, 2)
    for wrong in ("2026-02-30", "2.3.2026", 2026, "20260302"):
        with pytest.raises(ValueError, match="is not a date"):
            units.day(wrong)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(90, "1 min 30 s"), (0, "0 s"), (86400, "1 d"), (5400, "1 h 30 min"), (0.25, "0.25 s"), (253.7, "4 min 13.7 s")],
)
def test_durations_are_written_as_they_are_read(seconds, written):
    assert units.show_duration(seconds) == written


@settings(derandomize=True)
@given(st.floats(min_value=0, max_value=1e9, allow_nan=False))
def test_a_written_duration_reads_back_exactly(seconds):
    assert units.duration(units.show_duration(seconds)) == seconds


@settings(derandomize=True)
@given(st.integers(min_value=0, max_value=86399))
def test_a_written_time_of_day_reads_back_exactly(seconds):
    assert units.clock(units.show_clock(seconds)) == seconds
