"""Families of durations: shapes with a survival function, and how a scenario writes them.

Parameters are logarithms or logits, so that every value is allowed and a search cannot leave the family. A family is nothing
but its survival function: what is seen in whole seconds, or cut short, is said to the likelihood as it is
(``calibrating/likely.py``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

FloatArray = NDArray[np.float64]
Survival = Callable[[FloatArray, FloatArray], FloatArray]  # (seconds, parameters) -> share that lasts longer
Data = Mapping[str, object]

LONG = 1e7  # a logarithm of a parameter beyond this many seconds is no fit


@dataclass(frozen=True)
class Family:
    """A shape: its survival function of unconstrained parameters, where to start, and its form in a scenario."""

    name: str
    survival: Survival
    start: Callable[[float, float], list[float]]  # (mean, cv of the data) -> first guess
    data: Callable[[FloatArray], dict[str, object]]
    scale: int = 0  # the parameter that is the logarithm of the body's scale


def span(seconds: float) -> str:
    """A duration as a scenario writes it."""
    return f"{seconds:.4g} s" if seconds < 10_000 else f"{seconds:.0f} s"


def _exponential(t: FloatArray, log_mean: float) -> FloatArray:
    return np.asarray(np.exp(-t / np.exp(min(log_mean, np.log(LONG)))), dtype=np.float64)


def _lognormal(t: FloatArray, log_median: float, log_sigma: float) -> FloatArray:
    with np.errstate(divide="ignore"):
        return np.asarray(special.ndtr((log_median - np.log(t)) / np.exp(log_sigma)), dtype=np.float64)


def _weibull(t: FloatArray, log_scale: float, log_shape: float) -> FloatArray:
    return np.asarray(np.exp(-((t / np.exp(log_scale)) ** np.exp(log_shape))), dtype=np.float64)


def _gamma(t: FloatArray, log_mean: float, log_shape: float) -> FloatArray:
    shape = np.exp(log_shape)
    return np.asarray(special.gammaincc(shape, t * shape / np.exp(log_mean)), dtype=np.float64)


def share(logit: float) -> float:
    """A share from its logit."""
    return float(special.expit(logit))


def _short(p: FloatArray) -> tuple[float, float]:
    """Logarithms of median (under 10 s) and sigma (under 0.8) of the short calls, so that they stay short."""
    return float(np.log(10 * max(share(p[1]), 1e-6))), float(np.log(0.8 * max(share(p[2]), 1e-3)))


def _logs(mean: float, cv: float) -> list[float]:
    """Logarithms of median and sigma of a lognormal with this mean and cv."""
    sigma = np.sqrt(np.log1p(cv * cv))
    return [float(np.log(mean) - sigma**2 / 2), float(np.log(sigma))]


def exponential_data(log_mean: float) -> dict[str, object]:
    """Exponential in the language."""
    return {"exponential": {"mean": span(float(np.exp(log_mean)))}}


def lognormal_data(log_median: float, log_sigma: float) -> dict[str, object]:
    """Lognormal in the language."""
    variance = float(np.exp(2 * log_sigma))
    return {
        "lognormal": {
            "mean": span(float(np.exp(log_median + variance / 2))),
            "cv": round(float(np.sqrt(np.expm1(variance))), 4),
        }
    }


def weibull_data(log_scale: float, log_shape: float) -> dict[str, object]:
    """Weibull in the language."""
    inverse = float(np.exp(-log_shape))
    first, second = special.gamma(1 + inverse), special.gamma(1 + 2 * inverse)
    return {
        "weibull": {
            "mean": span(float(np.exp(log_scale) * first)),
            "cv": round(float(np.sqrt(second / first**2 - 1)), 4),
        }
    }


def gamma_data(log_mean: float, log_shape: float) -> dict[str, object]:
    """Gamma in the language."""
    return {"gamma": {"mean": span(float(np.exp(log_mean))), "cv": round(float(np.exp(-log_shape / 2)), 4)}}


def mixture_data(share: float, first: Data, second: Data) -> dict[str, object]:
    """Two parts in the language; the weights sum to 1 exactly."""
    weight = round(share, 4)
    return {"mixture": [{"weight": weight, "of": dict(first)}, {"weight": round(1 - weight, 4), "of": dict(second)}]}


EXPONENTIAL = Family("exponential", lambda t, p: _exponential(t, p[0]), lambda mean, cv: [float(np.log(mean))],
                     lambda p: exponential_data(p[0]))  # fmt: skip
LOGNORMAL = Family("lognormal", lambda t, p: _lognormal(t, p[0], p[1]), _logs, lambda p: lognormal_data(p[0], p[1]))
WEIBULL = Family("weibull", lambda t, p: _weibull(t, p[0], p[1]), lambda mean, cv: [float(np.log(mean)), 0.0],
                 lambda p: weibull_data(p[0], p[1]))  # fmt: skip
GAMMA = Family("gamma", lambda t, p: _gamma(t, p[0], p[1]), lambda mean, cv: [float(np.log(mean)), 0.0],
               lambda p: gamma_data(p[0], p[1]))  # fmt: skip
SHORT_AND_WEIBULL = Family(
    "short and weibull",  # some give up at once, about the first announcement; the rest think it over
    lambda t, p: share(p[0]) * _exponential(t, p[1]) + (1 - share(p[0])) * _weibull(t, p[2], p[3]),
    lambda mean, cv: [-2.2, float(np.log(12.0)), float(np.log(mean)), 0.0],
    lambda p: mixture_data(share(p[0]), exponential_data(p[1]), weibull_data(p[2], p[3])),
    scale=2,
)
TWO_EXPONENTIALS = Family(
    "two exponentials",
    lambda t, p: share(p[0]) * _exponential(t, p[1]) + (1 - share(p[0])) * _exponential(t, p[2]),
    lambda mean, cv: [-1.5, float(np.log(20.0)), float(np.log(mean * 1.2))],
    lambda p: mixture_data(share(p[0]), exponential_data(p[1]), exponential_data(p[2])),
    scale=2,
)
SHORT_AND_LOGNORMAL = Family(
    "short and lognormal",  # calls of a few seconds are a kind of their own: wrong numbers, hang-ups at the greeting
    lambda t, p: share(p[0]) * _lognormal(t, *_short(p)) + (1 - share(p[0])) * _lognormal(t, p[3], p[4]),
    lambda mean, cv: [-2.5, 0.0, 0.0, *_logs(mean, min(cv, 1.1))],
    lambda p: mixture_data(share(p[0]), lognormal_data(*_short(p)), lognormal_data(p[3], p[4])),
    scale=3,
)
HANDLING = (EXPONENTIAL, GAMMA, WEIBULL, LOGNORMAL, SHORT_AND_LOGNORMAL)
PATIENCE = (EXPONENTIAL, WEIBULL, TWO_EXPONENTIALS, SHORT_AND_WEIBULL)
