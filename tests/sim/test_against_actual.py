"""Simulated against actual: the difference and its limits, checked on tallies made by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from scenarios.faults import InputError
from sim.against_actual import COLUMNS, Comparison, compare_with_actual, lines, read_actual


def results(*days: tuple[list[float], list[float]]) -> SimpleNamespace:
    """Days of four half-hours from 08:00: contacts offered and abandoned in each."""
    calendar = SimpleNamespace(starts=tuple(f"1999-02-02T{at}" for at in ("08:00", "08:30", "09:00", "09:30")), days=1)
    tallies = []
    for offered, lost in days:
        sums = {"offered": np.array([offered]), "abandoned": np.array([lost])}
        tallies.append(SimpleNamespace(sums={"centre": sums}))
    return SimpleNamespace(scenario=SimpleNamespace(calendar=calendar), tallies=tuple(tallies))


def row(measure: str, period: str, mean: object, error: object = "", days: object = 4) -> dict[str, str]:
    return dict(zip(COLUMNS, map(str, (measure, period, mean, error, days)), strict=True))


TWO_DAYS = results(([10.0, 10, 20, 0], [0.0, 2, 4, 0]), ([10.0, 10, 30, 10], [4.0, 0, 2, 0]))


def test_ratios_of_sums_by_day_and_hour():
    rows = [row("abandonment", "day", 0.1), row("abandonment", "08:00", 0.1), row("offered", "09:00", 28)]
    found = compare_with_actual(rows, TWO_DAYS)
    assert [(one.measure, one.period, one.simulated) for one in found] == [
        ("abandonment", "day", 12 / 100),
        ("abandonment", "08:00", 6 / 40),
        ("offered", "09:00", 30),  # 20 on one day, 40 on the other
    ]
    assert [(one.low, one.high, one.standard_errors, one.agrees) for one in found] == [(None, None, None, None)] * 3


def test_the_limits_combine_both_spreads():
    (one,) = compare_with_actual([row("offered", "day", 60, 4.0, 4)], TWO_DAYS)
    # Simulated: 40 and 60, standard error 10. Together sqrt(116); 116^2 / (16^2/3 + 100^2/1) = 1.334 degrees of freedom.
    assert one.standard_errors == pytest.approx(10 / 116**0.5)
    assert one.low == 0.0  # it would be below nothing
    assert one.high - 50 > 12.706 / 4 * 116**0.5  # wider than two degrees of freedom (4.3), narrower than one (12.7)
    assert one.high - 50 < 12.706 * 116**0.5
    assert one.agrees


def test_limits_end_where_figures_do():
    """Two days of 0 and 1 in 5 who give up, against a month that says little: no share is below 0 or above 1."""
    (share,) = compare_with_actual([row("abandonment", "day", 0.1, 0.9, 4)], TWO_DAYS)
    assert (share.low, share.high) == (0.0, 1.0)
    (count,) = compare_with_actual([row("offered", "day", 60, 200.0, 4)], TWO_DAYS)
    assert count.low == 0.0
    assert count.high > 100


def test_a_figure_outside_its_limits_is_said_to_be():
    many = results(*[([10.0 + luck % 3, 10, 10, 10], [1.0, 0, luck % 2, 0]) for luck in range(60)])
    (one,) = compare_with_actual([row("offered", "day", 60, 1.0, 30)], many)
    assert one.agrees is False
    assert lines([one])[1].endswith("outside")


def test_figures_that_are_not_known_and_hours_without_contacts_are_left_out():
    quiet = results(([10.0, 10, 0, 0], [0.0, 0, 0, 0]))
    assert compare_with_actual([row("abandonment", "day", ""), row("abandonment", "09:00", 0.1)], quiet) == ()


def test_the_whole_day_comes_first_in_the_table():
    found = [Comparison("offered", period, 1.0, 1.0, None, None, None, 1) for period in ("08:00", "day")]
    assert [line.split()[1] for line in lines(found)[1:]] == ["day", "08:00"]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (row("offers", "day", 1), "unknown measure 'offers'; known are offered"),
        (row("offered", "9", 1), "the period '9' is neither an hour such as 09:00 nor 'day'"),
        (row("offered", "25:00", 1), "the period '25:00'"),
        (row("offered", "day", "many"), "no numbers: mean 'many'"),
    ],
)
def test_a_row_that_says_nothing_is_refused(bad, told):
    with pytest.raises(InputError, match=told):
        compare_with_actual([bad], TWO_DAYS)


def test_an_actual_file_is_read_or_refused(tmp_path):
    path = tmp_path / "actual.csv"
    path.write_text("measure,period,mean,standard_error,days\noffered,day,60,4,4\n")
    assert read_actual(path) == [row("offered", "day", 60, 4, 4)]
    path.write_text("measure,period\n")
    with pytest.raises(InputError, match="the header lacks mean, standard_error, days"):
        read_actual(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_actual(tmp_path / "none.csv")
