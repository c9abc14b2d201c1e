"""Distributions fitted by likelihood, with standard errors.

Durations are counted in cells: a log of whole seconds says "between 11.5 and 12.5 s", a finer one is cut into cells 3 %
wide, and a duration that was cut short (a caller answered after 40 s: patience over 40 s) says "over 40". The likelihood of
counts in cells is exact, whatever the grain, and a hundred thousand calls are no slower than a thousand. Families compete
by the Bayesian criterion (Schwarz 1978), which asks more of a second part than Akaike's. Standard errors are those of the
observed information: minus the second derivatives of the log-likelihood at its top, inverted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from scenarios.history import fitting
from scenarios.history.fitting import Family
from scenarios.history.patience import Curve, kaplan_meier

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FINEST = 1e-3  # s: shorter durations are one cell, unless they are exactly 0
EDGES: FloatArray = np.concatenate(([-1.0, 0.0], np.geomspace(FINEST, 1e7, 800)))
FIRM = 20  # moments of a censored curve with fewer at risk hang on a handful of callers and are not compared
STEP = 1e-3  # of a parameter (all are logarithms or logits) when derivatives are taken
LOG_TIME: FloatArray = np.linspace(np.log(1e-4), np.log(1e8), 1500)


@dataclass(frozen=True)
class Cells:
    """Durations counted: between ``low`` (below 0: from exactly 0 on) and ``high``; ``cut`` ones lasted longer than that."""

    low: FloatArray
    high: FloatArray
    count: FloatArray
    cut: FloatArray
    cut_count: FloatArray

    @classmethod
    def of(cls, seconds: FloatArray, ended: BoolArray) -> "Cells":
        """Count durations; ``ended`` is False where one was cut short."""
        seen, seen_count = np.unique(seconds[ended], return_counts=True)
        cut, cut_count = np.unique(seconds[~ended], return_counts=True)
        if np.all(seen == np.round(seen)):
            return cls(seen - 0.5, seen + 0.5, _real(seen_count), cut, _real(cut_count))
        edges = EDGES  # the same whatever the data: only then can likelihoods of parts and of the whole be compared
        place = np.searchsorted(edges, np.minimum(seen, edges[-1]), side="left")
        count = np.bincount(place, seen_count, minlength=len(edges))
        full = np.flatnonzero(count)
        cut_place = np.searchsorted(edges, cut, side="left")
        cuts = np.bincount(cut_place, cut_count, minlength=len(edges) + 1)
        where = np.flatnonzero(cuts)
        mean_cut = np.bincount(cut_place, cut * cut_count, minlength=len(edges) + 1)[where] / cuts[where]
        return cls(edges[full - 1], edges[full], _real(count[full]), _real(mean_cut), _real(cuts[where]))

    def log_likelihood(self, family: Family, parameters: FloatArray) -> float:
        """How likely these counts are."""
        with np.errstate(all="ignore"):
            before = np.where(self.low < 0, 1.0, family.survival(np.maximum(self.low, 0.0), parameters))
            share = before - family.survival(self.high, parameters)
            value = float((self.count * np.log(np.maximum(share, 1e-300))).sum())
            longer = np.where(self.cut <= 0, 1.0, family.survival(self.cut, parameters))
            value += float((self.cut_count * np.log(np.maximum(longer, 1e-300))).sum())
        return value if np.isfinite(value) else -1e15


@dataclass(frozen=True)
class Likely:
    """The likeliest member of a family, how sure it is, and how far it is from the data."""

    family: Family
    parameters: FloatArray
    covariance: FloatArray
    log_likelihood: float
    events: int  # durations seen to their end
    ks: float  # largest distance between the fitted and the observed share still going on

    @property
    def criterion(self) -> float:
        """Schwarz's criterion; smaller is better."""
        return len(self.parameters) * float(np.log(max(self.events, 2))) - 2 * self.log_likelihood

    @property
    def data(self) -> dict[str, object]:
        """The distribution as a scenario writes it."""
        with np.errstate(all="ignore"):
            return self.family.data(self.parameters)

    def survival(self, seconds: FloatArray) -> FloatArray:
        """Share that lasts longer than each duration."""
        with np.errstate(all="ignore"):
            return self.family.survival(np.asarray(seconds, dtype=np.float64), self.parameters)

    def error(self, figure: Callable[[FloatArray], float]) -> float:
        """Standard error of a figure that the parameters give (delta method); nan where it is not determined."""
        slopes = np.array(
            [(figure(self.parameters + step) - figure(self.parameters - step)) / (2 * STEP) for step in self._steps()]
        )
        variance = float(slopes @ self.covariance @ slopes)
        return float(np.sqrt(variance)) if np.isfinite(variance) and variance >= 0 else float("nan")

    def _steps(self) -> FloatArray:
        return np.eye(len(self.parameters)) * STEP

    @property
    def mean(self) -> float:
        """Mean (s)."""
        return moments(self.family, self.parameters)[0]

    @property
    def mean_error(self) -> float:
        """Its standard error."""
        return self.error(lambda parameters: moments(self.family, parameters)[0])

    @property
    def cv(self) -> float:
        """Standard deviation / mean."""
        return moments(self.family, self.parameters)[1]

    @property
    def cv_error(self) -> float:
        """Its standard error."""
        return self.error(lambda parameters: moments(self.family, parameters)[1])


def _real(values: NDArray[np.generic]) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def moments(family: Family, parameters: FloatArray) -> tuple[float, float]:
    """Mean and cv: areas under the survival function, taken over the logarithm of time, where it is smooth."""
    time = np.exp(LOG_TIME)
    with np.errstate(all="ignore"):
        share = family.survival(time, parameters)
    mean = float(np.trapezoid(share * time, LOG_TIME))
    second = 2 * float(np.trapezoid(share * time * time, LOG_TIME))
    return mean, float(np.sqrt(max(second - mean * mean, 0.0)) / mean) if mean > 0 else 0.0


def fit(family: Family, seconds: FloatArray, ended: BoolArray) -> Likely:
    """The likeliest member of ``family``."""
    cells = Cells.of(seconds, ended)
    mean = float(seconds.sum() / max(ended.sum(), 1))
    cv = float(seconds[ended].std() / max(seconds[ended].mean(), 1e-9))
    guess = np.asarray(family.start(max(mean, 1e-2), max(cv, 0.1)), dtype=np.float64)
    parameters, value = likeliest(lambda at: cells.log_likelihood(family, at), guess)
    covariance = spread(lambda at: cells.log_likelihood(family, at), parameters)
    found = Likely(family, parameters, covariance, value, int(ended.sum()), float("nan"))
    return replace(found, ks=distance(found.survival, cells, kaplan_meier(seconds, ended), cut=not ended.all()))


def likeliest(log_likelihood: Callable[[FloatArray], float], guess: FloatArray) -> tuple[FloatArray, float]:
    """Where a log-likelihood is at its top, and its value there; the search begins again where it ended until it stays."""
    at, value = guess, -np.inf
    for _ in range(6):
        found = optimize.minimize(
            _turned(log_likelihood), at, method="Nelder-Mead", options={"maxiter": 2000, "xatol": 1e-4, "fatol": 1e-4}
        )
        at, before, value = np.asarray(found.x, dtype=np.float64), value, -float(found.fun)
        if value - before < 0.01:
            break
    return at, value


def _turned(log_likelihood: Callable[[FloatArray], float]) -> Callable[[FloatArray], float]:
    """What is to be least."""
    return lambda place: -log_likelihood(place)


def spread(log_likelihood: Callable[[FloatArray], float], at: FloatArray) -> FloatArray:
    """Covariance of the parameters by the observed information; nan where the top is flat or none."""
    size = len(at)
    steps = np.eye(size) * STEP
    information = np.empty((size, size))
    for row in range(size):
        for column in range(row, size):
            one, two = steps[row], steps[column]
            bend = log_likelihood(at + one + two) - log_likelihood(at + one - two)
            bend += log_likelihood(at - one - two) - log_likelihood(at - one + two)
            information[row, column] = information[column, row] = -bend / (4 * STEP * STEP)
    unknown: FloatArray = np.full((size, size), np.nan)
    try:
        np.linalg.cholesky(information)
        return np.asarray(np.linalg.inv(information), dtype=np.float64)
    except np.linalg.LinAlgError:
        return unknown


def distance(survival: Callable[[FloatArray], FloatArray], cells: Cells, curve: Curve, *, cut: bool) -> float:
    """Largest distance between a fitted and the observed (Kaplan-Meier) share still going on, at the edges of cells."""
    edges = cells.high
    if cut:
        edges = edges[edges <= (curve.time[curve.at_risk >= FIRM].max(initial=-1.0) + 0.5)]
    return float(np.abs(survival(edges) - curve.at(edges)).max()) if len(edges) else float("nan")


def best(fits: Sequence[Likely]) -> Likely:
    """The fit that Schwarz's criterion prefers."""
    return min(fits, key=lambda one: one.criterion)


def _with_zero(body: Family, name: str) -> Family:
    """A share that lasts no time at all, and a body for the rest."""
    return Family(
        name,
        lambda t, p: (1 - fitting.share(p[0])) * body.survival(t, p[1:]),
        lambda mean, cv: [-2.5, *body.start(mean, cv)],
        lambda p: fitting.mixture_data(fitting.share(p[0]), {"fixed": "0 s"}, body.data(p[1:])),
        scale=1 + body.scale,
    )


ZERO_AND_EXPONENTIAL = _with_zero(fitting.EXPONENTIAL, "zero and exponential")
ZERO_AND_WEIBULL = _with_zero(fitting.WEIBULL, "zero and weibull")
HANDLING = fitting.HANDLING
PATIENCE = (
    fitting.EXPONENTIAL,
    fitting.WEIBULL,
    fitting.LOGNORMAL,
    ZERO_AND_EXPONENTIAL,
    ZERO_AND_WEIBULL,
    fitting.TWO_EXPONENTIALS,
    fitting.SHORT_AND_WEIBULL,
)
PLAIN = (fitting.EXPONENTIAL, fitting.GAMMA, fitting.WEIBULL, fitting.LOGNORMAL)
