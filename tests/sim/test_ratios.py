"""Ratios: small ones by pencil, and how often their limits hold the truth.

A share of n trials that each succeed with probability p lies within 5 standard errors of p but once in a million times.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.sums.ratios import ratio

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
