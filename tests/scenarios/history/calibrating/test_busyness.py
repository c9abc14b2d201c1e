"""Busyness and correlation from counts of days: what was put in comes out, and chance alone is told as such."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.history.calibrating.busyness import busyness

DAYS = 140
WEEKDAY = np.arange(DAYS) % 7


def days(luck, means, factors):
    weekly = np.array([1.0, 1.1, 1.0, 0.9, 0.8, 0.3, 0.25])[WEEKDAY]
    return luck.poisson(np.outer(weekly, means) * factors)


def gamma(luck, cv):
    return luck.gamma(1 / cv**2, cv**2, (DAYS, 1))


def test_poisson_days_show_no_busyness_but_once_in_twenty():
    shown = 0
    for seed in range(200):
        luck = np.random.default_rng(seed)
        found = busyness(days(luck, [200], np.ones((DAYS, 1))), WEEKDAY, ["a"])
        shown += bool(found.pools)
    assert shown <= 27  # 5 % of 200; more than 27 once in a million


@pytest.mark.parametrize("seed", range(5))
def test_the_poisson_part_is_taken_away(seed):
    luck = np.random.default_rng(seed)
    found = busyness(days(luck, [100], gamma(luck, 0.1)), WEEKDAY, ["a"]).types[0]
    assert found.there
    assert abs(found.variance - 0.01) < 5 * found.variance_error


@pytest.mark.parametrize(("shared", "pools"), [(True, [("a", "b")]), (False, [("a",), ("b",)])])
def test_types_that_go_together_share_a_draw_and_others_do_not(shared, pools):
    luck = np.random.default_rng(3)
    factors = np.repeat(gamma(luck, 0.15), 2, axis=1) if shared else np.hstack((gamma(luck, 0.15), gamma(luck, 0.15)))
    found = busyness(days(luck, [400, 300], factors), WEEKDAY, ["a", "b"])
    (pair,) = found.pairs
    assert abs(pair.correlation - shared) < 5 * pair.error
    assert [spread.names for spread in found.pools.values()] == pools


def test_a_small_type_joins_those_it_moves_with():
    luck = np.random.default_rng(8)
    factor = np.repeat(gamma(luck, 0.2), 2, axis=1)
    found = busyness(days(luck, [1000, 12], factor), WEEKDAY, ["large", "small"])
    assert found.of("small") == found.of("large")


def test_a_holiday_is_named():
    luck = np.random.default_rng(2)
    counts = days(luck, [1000], np.ones((DAYS, 1)))
    counts[70] = 300
    assert [day for day, _ in busyness(counts, WEEKDAY, ["a"]).odd_days] == [70]
