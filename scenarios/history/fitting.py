"""Distributions fitted to durations of a log, each with how well it fits.

A log has whole seconds, and some durations are cut short (a caller answered after 40 s: patience over 40 s). Both are
said to the likelihood as they are: a duration of 12 s means "between 11.5 and 12.5", a cut one "over 40". So a family is
nothing but its survival function; zeros and ties need no special care. The families compete by Akaike's criterion, and
each carries its distance from the data (Kolmogorov-Smirnov; Anderson-Darling; correlation of quantiles).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from scenarios.history.patience import Curve, kaplan_meier

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
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


@dataclass(frozen=True)
class Fit:
    """A family with the parameters that make the data likeliest, and its distances from the data."""

    family: Family
    parameters: FloatArray
    log_likelihood: float
    ks: float  # largest distance between the fitted and the observed curve
    ad: float  # Anderson-Darling A^2; nan where durations are cut short
    qq: float  # correlation of fitted and observed quantiles

    @property
    def aic(self) -> float:
        """Akaike's criterion; smaller is better."""
        return 2 * len(self.parameters) - 2 * self.log_likelihood

    @property
    def data(self) -> dict[str, object]:
        """The distribution as a scenario writes it."""
        return self.family.data(self.parameters)

    def survival(self, seconds: FloatArray) -> FloatArray:
        """Share that lasts longer than each duration."""
        return self.family.survival(np.asarray(seconds, dtype=np.float64), self.parameters)

    def mean(self) -> float:
        """Mean in seconds: the area under the survival function."""
        grid = _grid()
        return float(np.trapezoid(self.survival(grid), grid))


def fit(family: Family, seconds: FloatArray, ended: BoolArray | None = None) -> Fit:
    """The likeliest member of ``family``; ``ended`` is False where a duration was cut short."""
    whole = np.ones(len(seconds), dtype=np.bool_) if ended is None else ended
    seen, seen_count = np.unique(seconds[whole], return_counts=True)
    cut, cut_count = np.unique(seconds[~whole], return_counts=True)

    def unlikelihood(parameters: FloatArray) -> float:
        with np.errstate(all="ignore"):
            share = family.survival(np.maximum(seen - 0.5, 0.0), parameters) - family.survival(seen + 0.5, parameters)
            value = (seen_count * np.log(np.maximum(share, 1e-300))).sum()
            value += (cut_count * np.log(np.maximum(family.survival(cut, parameters), 1e-300))).sum()
        return -float(value) if np.isfinite(value) else 1e15

    mean = float(seconds.sum() / max(whole.sum(), 1))
    cv = float(seconds[whole].std() / max(seconds[whole].mean(), 1e-9))
    found = optimize.minimize(unlikelihood, family.start(mean, max(cv, 0.1)), method="Nelder-Mead",
                              options={"maxiter": 4000, "maxfev": 4000, "xatol": 1e-5, "fatol": 1e-4})  # fmt: skip
    parameters = np.asarray(found.x, dtype=np.float64)
    curve = kaplan_meier(seconds, whole)
    return Fit(family, parameters, -float(found.fun), *_distances(family, parameters, seconds, whole, curve))


def matched(fitted: Fit, seconds: FloatArray) -> Fit:
    """The same shape with the mean of the data: the mean is the workload, and a tail fitted by likelihood may miss it."""
    parameters = fitted.parameters.copy()
    wanted = max(float(seconds.mean()), 1e-3)
    for _ in range(30):
        parameters[fitted.family.scale] += np.log(wanted / replace(fitted, parameters=parameters).mean())
    whole = np.ones(len(seconds), dtype=np.bool_)
    distances = _distances(fitted.family, parameters, seconds, whole, kaplan_meier(seconds, whole))
    return Fit(fitted.family, parameters, fitted.log_likelihood, *distances)


def best(fits: tuple[Fit, ...]) -> Fit:
    """The fit that Akaike's criterion prefers."""
    return min(fits, key=lambda one: one.aic)


def _distances(
    family: Family, parameters: FloatArray, seconds: FloatArray, whole: BoolArray, curve: Curve
) -> tuple[float, float, float]:
    """Kolmogorov-Smirnov distance, Anderson-Darling statistic and correlation of quantiles."""
    # A whole second stands for the second around it, so both curves are compared at its upper edge. The last losses of a
    # censored curve hang on a handful of callers, so moments with under 20 at risk are left out.
    firm = curve.at_risk >= (20 if not whole.all() else 0)
    gaps = np.abs(family.survival(curve.time[firm] + 0.5, parameters) - curve.survival[firm])
    ks = float(gaps.max()) if len(gaps) else float("nan")
    grid = _grid()
    if not whole.all():
        shares = 1.0 - curve.survival[firm]
        fitted = np.interp(shares, 1.0 - family.survival(grid, parameters), grid)
        return ks, float("nan"), _correlation(fitted, curve.time[firm])
    spread = _spread(seconds)
    below = np.clip(1.0 - family.survival(spread, parameters), 1e-12, 1 - 1e-12)
    size = len(spread)
    rank = 2 * np.arange(1, size + 1) - 1
    ad = float(-size - (rank * (np.log(below) + np.log1p(-below[::-1]))).sum() / size)
    fitted = np.interp((np.arange(size) + 0.5) / size, 1.0 - family.survival(grid, parameters), grid)
    return ks, ad, _correlation(fitted, spread)


def _correlation(fitted: FloatArray, observed: FloatArray) -> float:
    """Correlation of quantiles; nan where there are too few, or they are all the same."""
    if len(observed) < 3 or np.ptp(observed) == 0 or np.ptp(fitted) == 0:
        return float("nan")
    return float(np.corrcoef(fitted, observed)[0, 1])


def _spread(seconds: FloatArray) -> FloatArray:
    """Sorted durations, those of one whole second spread evenly over it, so that ties do not count as misfit."""
    values, counts = np.unique(seconds, return_counts=True)
    return np.concatenate(
        [
            max(value - 0.5, 0.0) + (value + 0.5 - max(value - 0.5, 0.0)) * (np.arange(n) + 0.5) / n
            for value, n in zip(values, counts, strict=True)
        ]
    )


def _grid() -> FloatArray:
    """Durations from zero to a fortnight, dense where calls are."""
    return np.concatenate(([0.0], np.geomspace(0.05, 1.2e6, 6000)))


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
