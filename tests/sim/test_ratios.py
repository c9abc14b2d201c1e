"""Ratios and percentiles: small ones by pencil, and how often their limits hold the truth.

A share of n trials that each succeed with probability p lies within 5 standard errors of p but once in a million times.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from sim.sums.ratios import at_share, percentiles, ratio

STANDARD_ERRORS = 5


def test_a_ratio_of_sums_and_its_limits() -> None:
    found = ratio(np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 4.0]))
    assert found.mean == 0.75
    # Residuals -0.5, 0.5, 0: variance 0.25, standard error 0.5 / sqrt(3) over a mean of 8/3; t(2 df) is 4.3027.
    half = 4.30265273 * 0.5 / np.sqrt(3) / (8 / 3)
    assert found.low == pytest.approx(0.75 - half)
    assert found.high == pytest.approx(0.75 + half)
    assert ratio(np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 4.0]), most=1.0).high == 1


def test_nothing_over_nothing_is_undefined_and_one_day_has_no_limits() -> None:
    found = ratio(np.zeros((3, 2)), np.array([[0.0, 1.0]] * 3))
    assert np.isnan([found.mean[0], found.low[0], found.high[0]]).all()
    assert [found.mean[1], found.low[1], found.high[1]] == [0, 0, 0]
    alone = ratio(np.array([1.0]), np.array([4.0]))
    assert alone.mean == 0.25
    assert np.isnan([alone.low, alone.high]).all()


def test_limits_of_a_ratio_hold_the_truth_as_often_as_they_say() -> None:
    """Eight days, busier ones with more calls: 95 of 100 limits hold it. Limits without Student's t would hold it 91 times."""
    experiments, rng = 4000, np.random.default_rng(7)
    under = rng.normal(100, 10, (8, experiments))
    over = 0.8 * under + rng.normal(0, 5, (8, experiments))
    found = ratio(over, under)
    held = np.mean((found.low <= 0.8) & (found.high >= 0.8))
    assert abs(held - 0.95) < STANDARD_ERRORS * np.sqrt(0.95 * 0.05 / experiments)


def test_percentiles_are_interpolated_as_spreadsheets_do() -> None:
    waits = np.array([0.0, 10.0, 20.0, 40.0])
    assert at_share(waits, np.array([0.0, 0.5, 0.9, 1.0, np.nan])).tolist()[:4] == pytest.approx([0, 15, 34, 40])
    rng = np.random.default_rng(1)
    many = np.sort(rng.exponential(30, 1001))
    found = percentiles(many, np.zeros(1001, int), 1, (0.5, 0.9, 0.95))
    assert found.mean == pytest.approx(np.quantile(many, [0.5, 0.9, 0.95]))
    assert np.isnan(found.low).all()


def test_no_waits_have_no_percentiles() -> None:
    found = percentiles(np.empty(0), np.empty(0, int), 3, (0.5,))
    assert np.isnan([found.mean[0], found.low[0], found.high[0]]).all()


def test_days_that_agree_leave_no_doubt_about_a_percentile() -> None:
    waits, day = np.repeat([0.0, 10.0, 20.0], 4), np.tile(np.arange(4), 3)
    found = percentiles(waits, day, 4, (0.5,))
    assert (found.low[0], found.mean[0], found.high[0]) == (10, 10, 10)


def test_limits_of_a_percentile_know_that_calls_of_a_day_are_alike() -> None:
    """Every day is slow or fast as a whole. Limits that took calls for independent would hold the truth half as often."""
    days, calls, experiments, rng = 30, 40, 1000, np.random.default_rng(11)
    truth = optimize.brentq(
        lambda wait: (stats.expon.cdf(wait, scale=8) + stats.expon.cdf(wait, scale=12)) / 2 - 0.9, 1, 100
    )
    held = 0
    for _ in range(experiments):
        scale = np.repeat(rng.choice([8.0, 12.0], days), calls)
        waits, day = rng.exponential(scale), np.repeat(np.arange(days), calls)
        order = np.argsort(waits)
        found = percentiles(waits[order], day[order], days, (0.9,))
        held += int(found.low[0] <= truth <= found.high[0])
    # The method is right for many days; with 30 of them a further 0.01 is its own.
    assert abs(held / experiments - 0.95) < STANDARD_ERRORS * np.sqrt(0.95 * 0.05 / experiments) + 0.01
