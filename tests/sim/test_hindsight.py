"""Hindsight: values given what is known of them."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.distributions import ByTime, Distribution, Exponential, Fixed, Lognormal, Mixture, Never
from sim.chance.hindsight import as_hard, beyond, level

AT = np.zeros(4)
U = np.array([0.1, 0.4, 0.7, 0.95])
LATER = ByTime((0.0, 43200.0), (Exponential(60.0), Exponential(600.0)))


@pytest.mark.parametrize("distribution", [Exponential(60.0), Lognormal(180.0, 1.2), LATER])
def test_a_value_tells_its_luck(distribution: Distribution) -> None:
    assert level(distribution, distribution.quantile(U, AT), AT) == pytest.approx(U)


def test_what_never_varies_tells_nothing_about_luck() -> None:
    assert level(Fixed(30.0), np.full(4, 30.0), AT) == pytest.approx(np.full(4, 0.5))


def test_a_hard_case_is_hard_for_others() -> None:
    values = Exponential(60.0).quantile(U)
    assert as_hard(values, Exponential(60.0), Exponential(120.0), AT) == pytest.approx(2 * values)
    assert as_hard(values, Exponential(60.0), Exponential(60.0), AT) is values


def test_the_time_of_day_of_the_contact_counts() -> None:
    values = np.array([60.0, 600.0])
    at = np.array([3600.0, 50000.0])
    assert as_hard(values, LATER, Exponential(1.0), at) == pytest.approx([1.0, 1.0])


def test_patience_beyond_a_wait_forgets_the_wait_if_it_is_exponential() -> None:
    least = np.array([0.0, 10.0, 200.0, 900.0])
    assert beyond(Exponential(60.0), U, least, AT) == pytest.approx(least + Exponential(60.0).quantile(U))


def test_patience_beyond_a_wait_is_never_below_it() -> None:
    some_never = Mixture((0.2, 0.5, 0.3), (Fixed(0.0), Exponential(60.0), Never()))
    u = (np.arange(1000) + 0.5) / 1000
    drawn = beyond(some_never, u, np.full(1000, 1e5), np.zeros(1000))
    assert np.all(drawn >= 1e5)
    assert np.mean(np.isinf(drawn)) > 0.999
    assert np.mean(beyond(some_never, u, np.zeros(1000), np.zeros(1000)) == 0) == pytest.approx(0.2, abs=0.002)
