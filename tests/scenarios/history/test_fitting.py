"""Fits: known parameters come back, the right family wins, and the language reads what is written."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.distributions import distribution
from scenarios.history import fitting
from scenarios.history.calibrating import likely
from scenarios.history.calibrating.durations import handling

SIZE = 4000


def fit(family, seconds, ended=None):
    return likely.fit(family, seconds, np.ones(len(seconds), dtype=np.bool_) if ended is None else ended)


@pytest.fixture
def luck() -> np.random.Generator:
    return np.random.default_rng(11)


def test_whole_seconds_do_not_bias_a_short_mean(luck):
    found = fit(fitting.EXPONENTIAL, np.round(luck.exponential(3.0, SIZE)))
    assert abs(found.mean - 3.0) < 5 * 3.0 / SIZE**0.5


def test_censored_patience_comes_back(luck):
    patience, answer = 200 * luck.weibull(0.8, SIZE), luck.exponential(150, SIZE)
    found = fit(fitting.WEIBULL, np.round(np.minimum(patience, answer)), patience <= answer)
    shape, losses = float(np.exp(found.parameters[1])), int((patience <= answer).sum())
    assert abs(shape - 0.8) < 5 * 0.8 / losses**0.5
    assert found.ks < 0.05
    assert abs(found.mean - found.family.survival(np.arange(0.5, 20_000), found.parameters).sum()) < 1


def test_the_family_the_data_come_from_wins(luck):
    short = luck.random(SIZE) < 0.08
    seconds = np.round(np.where(short, luck.lognormal(np.log(4), 0.4, SIZE), luck.lognormal(np.log(120), 0.8, SIZE)))
    fits = tuple(fit(family, seconds) for family in fitting.HANDLING)
    chosen = likely.best(fits)
    assert chosen.family is fitting.SHORT_AND_LOGNORMAL
    assert chosen.ks < 0.02 < min(fit.ks for fit in fits if fit is not chosen)


def test_the_chosen_one_keeps_the_mean_of_the_data(luck):
    seconds = luck.gamma(2.0, 60, SIZE)
    found = handling(seconds, "talk")
    assert found.chosen.family is fitting.GAMMA
    assert found.mean == seconds.mean()
    assert found.chosen.mean == pytest.approx(seconds.mean(), rel=1e-5)


def test_what_never_varies_is_fixed_and_a_share_of_nothing_stands_apart(luck):
    assert handling(np.full(50, 30.0), "wrap_up").data == {"fixed": "30 s"}
    seconds = np.where(luck.random(SIZE) < 0.3, 0.0, luck.exponential(40.3, SIZE))
    (nothing, rest) = handling(seconds, "wrap_up").data["mixture"]
    assert nothing["of"] == {"fixed": "0 s"}
    assert abs(nothing["weight"] - 0.3) < 5 * (0.21 / SIZE) ** 0.5
    assert "exponential" in rest["of"]


def test_cells_are_the_same_whatever_the_data_so_that_parts_and_whole_compare(luck):
    seconds = luck.exponential(100, 600)
    whole = likely.Cells.of(seconds, np.ones(600, dtype=np.bool_))
    halves = [likely.Cells.of(half, np.ones(300, dtype=np.bool_)) for half in (seconds[:300], seconds[300:])]
    at = np.array([np.log(100.0)])
    together = sum(half.log_likelihood(fitting.EXPONENTIAL, at) for half in halves)
    assert together == pytest.approx(whole.log_likelihood(fitting.EXPONENTIAL, at), rel=1e-12)


@pytest.mark.parametrize("family", [*fitting.HANDLING, *fitting.PATIENCE], ids=lambda family: family.name)
def test_the_language_reads_each_family_with_the_same_curve(family, luck):
    found = fit(family, np.round(luck.gamma(0.9, 150, 500)))
    read = distribution(found.data)
    for share in (0.1, 0.5, 0.9):
        at = read.quantile(np.array([share]))
        assert found.survival(at)[0] == pytest.approx(1 - share, abs=2e-3)


@pytest.mark.parametrize(
    "family", [likely.ZERO_AND_EXPONENTIAL, likely.ZERO_AND_WEIBULL], ids=lambda family: family.name
)
def test_a_share_without_patience_is_read_as_such(family, luck):
    seconds = np.where(luck.random(500) < 0.2, 0.0, luck.exponential(100, 500))
    read = distribution(fit(family, seconds).data)
    assert read.weights[0] == pytest.approx((seconds == 0).mean(), abs=1e-3)
    assert read.quantile(np.array([read.weights[0] / 2]))[0] == 0
