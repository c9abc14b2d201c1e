"""The Kaplan-Meier curve against a table worked by hand and against a known distribution."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.history.patience import kaplan_meier


def test_a_table_worked_by_hand():
    # 6 callers: gave up after 10, 20, 20, 40; answered after 20 and 30. A loss counts before a cut at the same second.
    curve = kaplan_meier(np.array([10.0, 20, 20, 20, 30, 40]), np.array([True, True, True, False, False, True]))
    assert curve.time.tolist() == [10, 20, 40]
    assert curve.at_risk.tolist() == [6, 5, 1]
    assert curve.survival == pytest.approx([5 / 6, 5 / 6 * 3 / 5, 0])
    # Greenwood: S^2 times the sum of lost / (at risk x left)
    assert curve.error[:2] == pytest.approx([5 / 6 * (1 / 30) ** 0.5, 0.5 * (1 / 30 + 2 / 15) ** 0.5])


def test_the_curve_steps_down_at_the_loss():
    curve = kaplan_meier(np.array([10.0, 20]), np.array([True, True]))
    assert curve.at(np.array([0, 9.9, 10, 20])).tolist() == [1, 1, 0.5, 0]
    assert curve.quantile(np.array([0.25, 0.5, 0.75])).tolist() == [10, 10, 20]


def test_a_curve_that_never_falls_so_low_has_no_quantile():
    curve = kaplan_meier(np.array([10.0, 20]), np.array([True, False]))
    assert curve.quantile(0.5) == 10
    assert np.isinf(curve.quantile(0.6))


def test_censoring_does_not_shorten_patience():
    luck = np.random.default_rng(7)
    patience, answer = luck.exponential(300, 20_000), luck.exponential(60, 20_000)
    curve = kaplan_meier(np.minimum(patience, answer), patience <= answer)
    known = np.array([30.0, 60, 120])
    error = curve.error[np.searchsorted(curve.time, known) - 1]
    assert np.all(np.abs(curve.at(known) - np.exp(-known / 300)) < 5 * error)
    assert abs(np.median(np.minimum(patience, answer)) - 300 * np.log(2)) > 100  # what the plain median would have said
