"""What a morning says of the day's factor, beside numeric integration of Bayes' rule."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma, poisson

from optimize.replanning.busyness import posterior


@pytest.mark.parametrize(
    ("mean", "cv", "came", "expected"),
    [(1.0, 0.1, 55, 40.0), (1.0, 0.3, 3, 8.5), (1.2, 0.12, 900, 800.0), (1.0, 0.05, 0, 2.0)],
)
def test_the_posterior_is_that_of_bayes_rule_integrated_by_numbers(mean, cv, came, expected):
    prior = gamma(1 / cv**2, scale=mean * cv**2)

    def weight(factor):
        return prior.pdf(factor) * poisson.pmf(came, factor * expected)

    low, high = prior.ppf(1e-9) / 2, prior.ppf(1 - 1e-9) * 2
    whole, first, second = (quad(lambda f, p=p: f**p * weight(f), low, high, epsabs=0, limit=400)[0] for p in range(3))
    found = posterior(mean, cv, came, expected)
    assert found.mean == pytest.approx(first / whole, rel=1e-6)
    assert found.cv == pytest.approx(np.sqrt(second / whole - (first / whole) ** 2) / (first / whole), rel=1e-5)


def test_nothing_seen_changes_nothing_and_much_seen_leaves_little_of_the_forecast():
    assert posterior(1.0, 0.1, 0, 0.0).mean == pytest.approx(1.0)
    assert posterior(1.0, 0.1, 0, 0.0).cv == pytest.approx(0.1)
    assert posterior(1.0, 0.1, 120_000, 100_000.0).mean == pytest.approx(1.2, rel=1e-3)


def test_a_spread_of_nothing_has_no_posterior():
    with pytest.raises(ValueError, match=r"cv\(=0"):
        posterior(1.0, 0.0, 3, 4.0)
