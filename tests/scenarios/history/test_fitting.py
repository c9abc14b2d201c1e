"""Fits: known parameters come back, the right family wins, and the language reads what is written."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.distributions import distribution
from scenarios.history import fitting

SIZE = 4000


@pytest.fixture
def luck() -> np.random.Generator:
    return np.random.default_rng(11)


def test_whole_seconds_do_not_bias_a_short_mean(luck):
    found = fitting.fit(fitting.EXPONENTIAL, np.round(luck.exponential(3.0, SIZE)))
    assert abs(found.mean() - 3.0) < 5 * 3.0 / SIZE**0.5


def test_censored_patience_comes_back(luck):
    patience, answer = 200 * luck.weibull(0.8, SIZE), luck.exponential(150, SIZE)
    found = fitting.fit(fitting.WEIBULL, np.round(np.minimum(patience, answer)), patience <= answer)
    shape, losses = float(np.exp(found.parameters[1])), int((patience <= answer).sum())
    assert abs(shape - 0.8) < 5 * 0.8 / losses**0.5
    assert found.ks < 0.05
    assert np.isnan(found.ad)


def test_the_family_the_data_come_from_wins(luck):
    short = luck.random(SIZE) < 0.08
    seconds = np.round(np.where(short, luck.lognormal(np.log(4), 0.4, SIZE), luck.lognormal(np.log(120), 0.8, SIZE)))
    fits = tuple(fitting.fit(family, seconds) for family in fitting.HANDLING)
    chosen = fitting.best(fits)
    assert chosen.family is fitting.SHORT_AND_LOGNORMAL
    assert chosen.ks < 0.02 < min(fit.ks for fit in fits if fit is not chosen)
    assert chosen.ad < 2.5 < min(fit.ad for fit in fits if fit is not chosen)
    assert chosen.qq > 0.99


def test_matched_keeps_the_mean_of_the_data(luck):
    seconds = np.round(luck.gamma(2.0, 60, SIZE))
    kept = fitting.matched(fitting.fit(fitting.LOGNORMAL, seconds), seconds)
    assert kept.mean() == pytest.approx(seconds.mean(), rel=1e-3)


@pytest.mark.parametrize("family", [*fitting.HANDLING, *fitting.PATIENCE], ids=lambda family: family.name)
def test_the_language_reads_each_family_with_the_same_curve(family, luck):
    found = fitting.fit(family, np.round(luck.gamma(0.9, 150, 500)))
    read = distribution(found.data)
    for share in (0.1, 0.5, 0.9):
        at = read.quantile(np.array([share]))
        assert found.survival(at)[0] == pytest.approx(1 - share, abs=2e-3)


def test_anderson_darling_of_perfect_quantiles_is_next_to_nothing():
    perfect = -100_000 * np.log1p(-(np.arange(2000) + 0.5) / 2000)
    found = fitting.fit(fitting.EXPONENTIAL, perfect)
    assert found.ad < 0.05
    assert found.qq > 0.9999
