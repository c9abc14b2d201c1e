"""Tabulated quantiles: as near to the exact ones as they say, for whatever may be written."""

import math
import time
from typing import Any

import numpy as np
import pytest
from scipy import special

from scenarios.distributions import ByTime, Exponential, Gamma, Hyperexponential, Lognormal, Mixture, distribution
from scenarios.tabulated import ERROR

TINY, LAST = 2.0**-54, 1 - 2.0**-53  # the least and the largest uniform that is ever drawn
ENDS = np.array([TINY, 1e-12, special.ndtr(-5.0), special.ndtr(5.0), 1 - 1e-12, LAST])
BALKING = {
    "mixture": [{"weight": 0.1, "of": {"fixed": "0 s"}}, {"weight": 0.9, "of": {"exponential": {"mean": "2 min"}}}]
}


def any_part(rng: np.random.Generator) -> dict[str, Any]:
    mean, cv = f"{10 ** rng.uniform(-1, 4):.4g} s", float(10 ** rng.uniform(-1.5, 1))
    family = rng.choice(
        ["fixed", "exponential", "lognormal", "gamma", "weibull", "hyperexponential", "uniform", "triangular"]
    )
    match family:
        case "fixed":
            return {"fixed": str(rng.choice(["0 s", "1 min", mean]))}
        case "exponential":
            return {"exponential": {"mean": mean}}
        case "uniform":
            return {"uniform": {"low": "0 s", "high": mean}}
        case "triangular":
            return {"triangular": {"low": "0 s", "mode": "0.05 s", "high": mean}}
        case _:
            return {family: {"mean": mean, "cv": max(cv, 1.0) if family == "hyperexponential" else cv}}


def any_mixture(case: int) -> dict[str, Any]:
    rng = np.random.default_rng(case)
    weights = rng.dirichlet(np.full(int(rng.integers(2, 5)), rng.choice([0.3, 3.0])))
    parts: list[Any] = [any_part(rng) for _ in weights]
    if rng.random() < 0.3:
        parts[-1] = "never"
    weights[-1] = 1 - math.fsum(weights[:-1])
    return {"mixture": [{"weight": float(weight), "of": part} for weight, part in zip(weights, parts, strict=True)]}


def uniforms(case: int, found: Any) -> Any:
    """At random, at both ends, and beside every value that has a probability of its own."""
    steps = found.cdf(found.atoms())
    beside = np.concatenate([steps * (1 + nearly) for nearly in (-1e-6, -1e-13, 0.0, 1e-13, 1e-6)])
    return np.concatenate([np.random.default_rng(case).random(5000), ENDS, np.clip(beside, TINY, LAST)])


def check(found: Any, u: Any) -> None:
    exact, drawn = found.quantile(u), found.drawn(u)
    same = exact == drawn  # also where both are infinite
    assert np.all(np.abs(drawn[~same] - exact[~same]) <= ERROR * np.maximum(exact[~same], 1.0))


@pytest.mark.parametrize("cv", [0.02, 0.3, 0.7, 1.0, 1.6, 5.0, 40.0])
@pytest.mark.parametrize("mean", [0.01, 1.0, 300.0])
def test_a_gamma_is_drawn_as_near_as_it_says(mean: float, cv: float) -> None:
    check(Gamma(mean, cv), uniforms(1, Gamma(mean, cv)))
    if cv > 1:
        check(Hyperexponential(mean, cv), uniforms(2, Gamma(mean, cv)))


@pytest.mark.parametrize("case", range(80))
def test_any_mixture_is_drawn_as_near_as_it_says(case: int) -> None:
    found = distribution(any_mixture(case))
    check(found, uniforms(case, found))


def test_a_value_with_a_probability_of_its_own_is_drawn_exactly() -> None:
    parts = [{"weight": 0.3, "of": {"fixed": "60 s"}}, {"weight": 0.7, "of": {"exponential": {"mean": "2 min"}}}]
    for data, atom, share in ((BALKING, 0.0, 0.1), ({"mixture": parts}, 60.0, 0.3)):
        drawn = distribution(data).drawn((np.arange(100_000) + 0.5) / 100_000)
        assert np.mean(drawn == atom) == pytest.approx(share, abs=2e-5)


def test_who_has_patience_without_end_keeps_it() -> None:
    found = distribution(
        {"mixture": [{"weight": 0.4, "of": "never"}, {"weight": 0.6, "of": {"exponential": {"mean": "9 s"}}}]}
    )
    drawn = found.drawn((np.arange(10_000) + 0.5) / 10_000)
    assert np.mean(np.isposinf(drawn)) == 0.4


def test_a_formula_is_drawn_as_it_is() -> None:
    u = np.random.default_rng(1).random(100)
    for found in (Lognormal(240.0, 1.1), Exponential(60.0)):
        assert np.array_equal(found.drawn(u), found.quantile(u))


def test_parts_of_the_day_are_drawn_each_by_its_own_table() -> None:
    found = ByTime((0.0, 43200.0), (Gamma(60.0, 0.5), Mixture((0.5, 0.5), (Gamma(60.0, 2.0), Exponential(9.0)))))
    u, at = np.random.default_rng(1).random(2000), np.linspace(0, 86399, 2000)
    exact = found.quantile(u, at)
    assert np.all(np.abs(found.drawn(u, at) - exact) <= ERROR * np.maximum(exact, 1.0))


def test_a_table_is_quicker_than_solving() -> None:
    u = np.random.default_rng(1).random(20_000)
    for found in (Gamma(240.0, 0.7), distribution(BALKING)):
        found.drawn(u[:1])  # makes the table
        spent = []
        for way in (found.quantile, found.drawn):
            begun = time.process_time()
            for _ in range(5):
                way(u)
            spent.append(time.process_time() - begun)
        assert spent[1] < spent[0] / 3  # a tenth on the machine it was written on
