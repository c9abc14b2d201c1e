"""Families of distributions that have a formula: how long things take, and how that varies.

A distribution is asked for its quantile function: the value that a share ``u`` of the contacts stays below. Chance is drawn
elsewhere, as uniforms; a distribution only maps them, so the same uniform gives the same hardness whatever else changes.
Times are seconds. ``mean`` and ``cv`` (standard deviation / mean) are exact, never estimated from a sample.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from scenarios.tabulated import Tabulated
from scenarios.units import show_duration

FloatArray: TypeAlias = NDArray[np.float64]
Unit: TypeAlias = Literal["time", "number"]


@dataclass(frozen=True)
class Distribution(ABC):
    """A distribution of a quantity that is never negative: a time, or (busyness) a plain number."""

    unit: Unit = field(default="time", kw_only=True)

    @abstractmethod
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        """Map uniforms in [0, 1) to values; ``at``, the moments of arrival, matters to ``ByTime`` only."""

    def drawn(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        """Map uniforms in (0, 1) to values like ``quantile``, but quickly: by a table where there is no formula.

        A value from a table is off by less than 1e-9 of itself, or 1e-9 if it is below 1 (``scenarios/tabulated.py``).
        """
        return self.quantile(u, at)

    @abstractmethod
    def cdf(self, x: FloatArray) -> FloatArray:
        """Share of values up to and including ``x`` (x >= 0)."""

    @abstractmethod
    def mean(self) -> float:
        """Mean; infinite for what never ends."""

    @abstractmethod
    def cv(self) -> float:
        """Standard deviation divided by the mean (0 where both are 0)."""

    @abstractmethod
    def to_data(self) -> object:
        """Write it in the scenario language."""

    def atoms(self) -> FloatArray:
        """Values that have a probability of their own, ascending."""
        return np.empty(0)

    def describe(self) -> str:
        """Name the family, the mean and the variation in a few words."""
        return f"{type(self).__name__.lower()}, mean {self.show(self.mean())}, cv {self.cv():.3g}"

    def show(self, value: float) -> str | float:
        """Write a value of this distribution, with its unit if it is a time."""
        return show_duration(value) if self.unit == "time" else value


@dataclass(frozen=True)
class Fixed(Distribution):
    """Always the same value."""

    value: float

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        return np.full(np.shape(u), self.value)

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        return np.where(np.asarray(x) >= self.value, 1.0, 0.0)

    @override
    def mean(self) -> float:
        return self.value

    @override
    def cv(self) -> float:
        return 0.0

    @override
    def atoms(self) -> FloatArray:
        return np.array([self.value])

    @override
    def describe(self) -> str:
        return f"fixed, {self.show(self.value)}"

    @override
    def to_data(self) -> object:
        return {"fixed": self.show(self.value)}


@dataclass(frozen=True)
class Never(Distribution):
    """Patience without end: every value is infinite."""

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        return np.full(np.shape(u), math.inf)

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        return np.where(np.isposinf(x), 1.0, 0.0)

    @override
    def mean(self) -> float:
        return math.inf

    @override
    def cv(self) -> float:
        return 0.0

    @override
    def describe(self) -> str:
        return "never"

    @override
    def to_data(self) -> object:
        return "never"


@dataclass(frozen=True)
class WithoutFormula(Distribution):
    """What families have in common whose quantiles have to be solved for: they are drawn by a table."""

    @cached_property
    def _tabulated(self) -> Tabulated:
        return Tabulated(self.quantile)

    @override
    def drawn(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        return self._tabulated.values(u)


@dataclass(frozen=True)
class Exponential(Distribution):
    """Without memory: how long it has lasted says nothing about how long it still will."""

    average: float

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        return _after(u, self.average)

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        return -np.expm1(-np.asarray(x) / self.average)

    @override
    def mean(self) -> float:
        return self.average

    @override
    def cv(self) -> float:
        return 1.0

    @override
    def describe(self) -> str:
        return f"exponential, mean {self.show(self.average)}"

    @override
    def to_data(self) -> object:
        return {"exponential": {"mean": self.show(self.average)}}


@dataclass(frozen=True)
class MeanAndCv(Distribution):
    """What the families given by a mean and a cv have in common."""

    average: float
    variation: float

    @override
    def mean(self) -> float:
        return self.average

    @override
    def cv(self) -> float:
        return self.variation

    @override
    def to_data(self) -> object:
        return {type(self).__name__.lower(): {"mean": self.show(self.average), "cv": self.variation}}


@dataclass(frozen=True)
class Lognormal(MeanAndCv):
    """The usual shape of handle times: its logarithm is normal."""

    @cached_property
    def _sigma(self) -> float:
        return math.sqrt(math.log1p(self.variation**2))

    @cached_property
    def _mu(self) -> float:
        return math.log(self.average) - self._sigma**2 / 2

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        from scipy import special

        return np.asarray(np.exp(self._mu + self._sigma * special.ndtri(np.asarray(u, dtype=float))))

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        from scipy import special

        with np.errstate(divide="ignore"):
            return np.asarray(special.ndtr((np.log(np.asarray(x, dtype=float)) - self._mu) / self._sigma))


@dataclass(frozen=True)
class Gamma(MeanAndCv, WithoutFormula):
    """A sum of exponential steps, their number not necessarily whole."""

    @cached_property
    def _shape(self) -> float:
        return 1 / self.variation**2

    @cached_property
    def _scale(self) -> float:
        return self.average * self.variation**2

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        from scipy import special

        return np.asarray(special.gammaincinv(self._shape, np.asarray(u, dtype=float)) * self._scale)

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        from scipy import special

        return np.asarray(special.gammainc(self._shape, np.asarray(x, dtype=float) / self._scale))


@dataclass(frozen=True)
class Weibull(MeanAndCv):
    """Patience that wears out (cv below 1) or hardens (cv above 1) with the wait."""

    @cached_property
    def _shape(self) -> float:
        low, high = 0.05, 1e5  # The cv falls as the shape grows; at 0.05 it is far above any that is allowed.
        while high / low > 1 + 1e-15:
            middle = math.sqrt(low * high)
            if middle in {low, high}:
                break
            low, high = (middle, high) if _weibull_cv(middle) > self.variation else (low, middle)
        return high

    @cached_property
    def _scale(self) -> float:
        return self.average / math.exp(math.lgamma(1 + 1 / self._shape))

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        return np.asarray(self._scale * _after(u, 1.0) ** (1 / self._shape))

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        return np.asarray(-np.expm1(-((np.asarray(x, dtype=float) / self._scale) ** self._shape)))


def _weibull_cv(shape: float) -> float:
    return math.sqrt(math.expm1(math.lgamma(1 + 2 / shape) - 2 * math.lgamma(1 + 1 / shape)))


@dataclass(frozen=True)
class Hyperexponential(MeanAndCv, WithoutFormula):
    """Two kinds of contact, short and long, each exponential, each contributing half of the mean (balanced means)."""

    @cached_property
    def _short(self) -> float:
        """Share of the short kind."""
        square = self.variation**2
        return (1 + math.sqrt((square - 1) / (square + 1))) / 2

    @cached_property
    def _log_shares(self) -> tuple[float, float]:
        return math.log(self._short), math.log(1 - self._short)

    @cached_property
    def _rates(self) -> tuple[float, float]:
        return 2 * self._short / self.average, 2 * (1 - self._short) / self.average

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        """Solve for the logarithm of the share that lasts longer, which is convex and falls: Newton from the left.

        Three lower bounds of the answer are known (each kind alone, and Jensen's), so every step approaches from below
        and none can overshoot.
        """
        target = np.asarray(np.log1p(-np.asarray(u, dtype=float)))  # logarithm of the share that lasts longer
        (log_p, log_q), (fast, slow) = self._log_shares, self._rates
        start = -target / (self._short * fast + (1 - self._short) * slow)
        x = np.maximum(start, np.maximum((log_p - target) / fast, (log_q - target) / slow))
        for _ in range(50):
            one, two = self._short * np.exp(-fast * x), (1 - self._short) * np.exp(-slow * x)
            gone = self.cdf(x)
            with np.errstate(divide="ignore"):
                logarithm = np.where(gone < 0.5, np.log1p(-gone), np.log(one + two))
            step = np.where(np.isfinite(x), (logarithm - target) * (one + two) / (fast * one + slow * two), 0.0)
            x = x + step
            if np.all(step <= 1e-14 * x):
                break
        return np.asarray(np.maximum(x, 0.0))

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        (fast, slow), x = self._rates, np.asarray(x, dtype=float)
        return np.asarray(-self._short * np.expm1(-fast * x) - (1 - self._short) * np.expm1(-slow * x))


@dataclass(frozen=True)
class Uniform(Distribution):
    """Every value between two bounds is as likely as any other."""

    low: float
    high: float

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        return self.low + (self.high - self.low) * np.asarray(u, dtype=float)

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        return np.asarray(np.clip((np.asarray(x) - self.low) / (self.high - self.low), 0.0, 1.0))

    @override
    def mean(self) -> float:
        return (self.low + self.high) / 2

    @override
    def cv(self) -> float:
        return (self.high - self.low) / math.sqrt(12) / self.mean()

    @override
    def to_data(self) -> object:
        return {"uniform": {"low": self.show(self.low), "high": self.show(self.high)}}


@dataclass(frozen=True)
class Triangular(Distribution):
    """A lowest, a likeliest and a highest value: what an expert can estimate."""

    low: float
    mode: float
    high: float

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        u, width = np.asarray(u, dtype=float), self.high - self.low
        rising = self.low + np.sqrt(u * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1 - u) * width * (self.high - self.mode))
        return np.asarray(np.where(u * width < self.mode - self.low, rising, falling))

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        x, width = np.clip(x, self.low, self.high), self.high - self.low
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = (x - self.low) ** 2 / (width * (self.mode - self.low))
            falling = 1 - (self.high - x) ** 2 / (width * (self.high - self.mode))
        return np.asarray(np.where(x < self.mode, rising, np.where(x >= self.high, 1.0, falling)))

    @override
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @override
    def cv(self) -> float:
        a, b, c = self.low, self.mode, self.high
        return math.sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18) / self.mean()

    @override
    def to_data(self) -> object:
        bounds = {"low": self.low, "mode": self.mode, "high": self.high}
        return {"triangular": {name: self.show(value) for name, value in bounds.items()}}


def _after(u: FloatArray, mean: float) -> FloatArray:
    """Exponential quantile; log1p keeps the digits of small ``u``."""
    return np.asarray(-mean * np.log1p(-np.asarray(u, dtype=float)))
