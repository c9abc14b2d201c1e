"""Distributions made of others, or of data: resampled from a file, mixed, or changing over the day."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from scenarios.families import Distribution, FloatArray, Never, WithoutFormula
from scenarios.units import DAY, show_clock

LANDMARKS = 512  # quantiles of a mixture worked out beforehand; more would not make the others any quicker


@dataclass(frozen=True)
class Empirical(Distribution):
    """Resampled: each recorded value is as likely as any other."""

    values: tuple[float, ...]
    file: str = ""
    column: str = ""
    file_unit: str = "s"

    @cached_property
    def _sorted(self) -> FloatArray:
        return np.sort(np.array(self.values, dtype=float))

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        count = len(self.values)
        place = np.floor(np.asarray(u, dtype=float) * count).astype(np.int64)
        return np.asarray(self._sorted[np.clip(place, 0, count - 1)])

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        return np.asarray(np.searchsorted(self._sorted, x, side="right") / len(self.values))

    @override
    def mean(self) -> float:
        return float(np.mean(self._sorted))

    @override
    def cv(self) -> float:
        return float(np.std(self._sorted)) / self.mean() if self.mean() else 0.0

    @override
    def atoms(self) -> FloatArray:
        return np.unique(self._sorted)

    @override
    def to_data(self) -> object:
        unit = {"unit": self.file_unit} if self.unit == "time" else {}
        return {"empirical": {"file": str(self.file), "column": self.column, **unit}}


@dataclass(frozen=True)
class Mixture(WithoutFormula):
    """Several kinds of contact, each with its share and its own distribution; the shares sum to 1."""

    weights: tuple[float, ...]
    parts: tuple[Distribution, ...]

    @cached_property
    def _ending(self) -> tuple[float, tuple[tuple[float, Distribution], ...]]:
        """The share that ends at all, and the parts it is made of, with shares of it."""
        pairs = [(w, p) for w, p in zip(self.weights, self.parts, strict=True) if w > 0 and not isinstance(p, Never)]
        total = math.fsum(weight for weight, _ in pairs)
        share = total if any(isinstance(part, Never) for part in self.parts) else 1.0
        return share, tuple((weight / total, part) for weight, part in pairs)

    @cached_property
    def _steps(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Values with a probability of their own, and the cdf (of what ends) just below and at each."""
        atoms = self.atoms()
        jumps = np.zeros(atoms.shape)
        for weight, part in self._ending[1]:
            own = part.atoms()
            if own.size:
                at = part.cdf(own)
                jumps[np.searchsorted(atoms, own)] += weight * np.diff(at, prepend=0.0)
        upto = self._ending_cdf(atoms)
        return atoms, upto - jumps, upto

    def _ending_cdf(self, x: FloatArray) -> FloatArray:
        return np.asarray(sum((weight * part.cdf(x) for weight, part in self._ending[1]), np.zeros(np.shape(x))))

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        return np.asarray(
            sum((w * p.cdf(x) for w, p in zip(self.weights, self.parts, strict=True)), np.zeros(np.shape(x)))
        )

    @cached_property
    def _landmarks(self) -> FloatArray:
        """Quantiles (of what ends) at 0, 1/512, 2/512 ...: they fence in all others."""
        u = np.arange(LANDMARKS) / LANDMARKS
        quantiles = np.array([part.quantile(u) for _, part in self._ending[1]])
        return self._between(u, quantiles.min(axis=0), quantiles.max(axis=0))

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        """Invert the cdf: a value with a probability of its own exactly, all others to the last digits."""
        share, parts = self._ending
        shape, u = np.shape(u), np.ravel(np.asarray(u, dtype=float)) / share
        answer = np.full(u.shape, math.inf)  # who is not among the share that ends waits for ever
        ends = np.flatnonzero(u < 1.0)
        u = u[ends]
        place = np.floor(u * LANDMARKS).astype(np.int64)
        low, high = self._landmarks[place], np.append(self._landmarks, math.nan)[place + 1]
        last = place == LANDMARKS - 1
        high[last] = np.max([part.quantile(u[last]) for _, part in parts], axis=0)
        answer[ends] = self._between(u, low, np.maximum(low, high))
        return answer.reshape(shape)

    def _between(self, u: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
        """Quantiles (of what ends) that are known to lie between bounds, as a mixture's lie between those of its parts."""
        atoms, below, upto = self._steps
        place = np.searchsorted(upto, u, side="right")  # the first atom whose cdf lies above u
        atom = np.append(atoms, math.inf)[place]
        on_atom = np.append(below, math.inf)[place] <= u
        high = np.where(on_atom, atom, np.minimum(high, atom))
        low = np.where(on_atom, atom, np.minimum(high, np.maximum(low, np.append(-math.inf, atoms)[place])))
        return _root(self._ending_cdf, u, low, high)

    @override
    def mean(self) -> float:
        return sum(weight * part.mean() for weight, part in zip(self.weights, self.parts, strict=True) if weight)

    @override
    def cv(self) -> float:
        mean = self.mean()
        if mean == 0 or math.isinf(mean):
            return 0.0 if mean == 0 else math.inf
        pairs = zip(self.weights, self.parts, strict=True)
        variance = sum(w * ((p.mean() * p.cv()) ** 2 + (p.mean() - mean) ** 2) for w, p in pairs if w)
        return math.sqrt(variance) / mean

    @override
    def atoms(self) -> FloatArray:
        own = [part.atoms() for _, part in self._ending[1]]
        return np.unique(np.concatenate(own)) if own else np.empty(0)

    @override
    def to_data(self) -> object:
        pairs = zip(self.weights, self.parts, strict=True)
        return {"mixture": [{"weight": weight, "of": part.to_data()} for weight, part in pairs]}


@dataclass(frozen=True)
class ByTime(Distribution):
    """A distribution that changes over the day, chosen by the moment the contact arrives.

    Each holds from its time of day to the next one's; the last holds over midnight until the first. ``mean`` and ``cv``
    are of all moments of a day alike.
    """

    times: tuple[float, ...]
    parts: tuple[Distribution, ...]

    def at(self, moment: float) -> Distribution:
        """Give the distribution in force at a moment (seconds since 00:00 of the calendar's start)."""
        return self.parts[int(self._place(np.array(float(moment))))]

    def _place(self, at: FloatArray) -> NDArray[np.intp]:
        place = np.searchsorted(np.array(self.times), np.asarray(at, dtype=float) % DAY, side="right") - 1
        return np.where(place < 0, len(self.times) - 1, place)

    @override
    def quantile(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        return self._of_parts(u, at, lambda part, own: part.quantile(own))

    @override
    def drawn(self, u: FloatArray, at: FloatArray | None = None) -> FloatArray:
        return self._of_parts(u, at, lambda part, own: part.drawn(own))

    def _of_parts(
        self, u: FloatArray, at: FloatArray | None, values: Callable[[Distribution, FloatArray], FloatArray]
    ) -> FloatArray:
        """Let the part in force at each moment map the uniforms."""
        if at is None:
            raise ValueError("a distribution that changes over the day needs the moments of arrival")
        u, place = np.broadcast_arrays(np.asarray(u, dtype=float), self._place(at))
        answer = np.empty(u.shape)
        for index, part in enumerate(self.parts):
            here = np.flatnonzero(place == index) if u.ndim == 1 else place == index
            answer[here] = values(part, u[here])
        return answer

    @cached_property
    def _all_day(self) -> Mixture:
        lasts = np.diff(np.array([*self.times, self.times[0] + DAY])) / DAY
        return Mixture(tuple(float(share) for share in lasts), self.parts, unit=self.unit)

    @override
    def cdf(self, x: FloatArray) -> FloatArray:
        return self._all_day.cdf(x)

    @override
    def mean(self) -> float:
        return self._all_day.mean()

    @override
    def cv(self) -> float:
        return self._all_day.cv()

    @override
    def describe(self) -> str:
        pairs = zip(self.times, self.parts, strict=True)
        return "; ".join(f"from {show_clock(time)} {part.describe()}" for time, part in pairs)

    @override
    def to_data(self) -> object:
        pairs = zip(self.times, self.parts, strict=True)
        return {"by_time": {show_clock(time): part.to_data() for time, part in pairs}}


def _root(cdf: Callable[[FloatArray], FloatArray], u: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Solve cdf(x) = u between ``low`` and ``high``, for all u at once, to the last digits (Chandrupatla 1997).

    Inverse quadratic interpolation where it is safe, bisection elsewhere; the bracket never lets go of the root.
    """
    at_low, at_high = cdf(low) - u, cdf(high) - u
    answer = np.where(at_low >= 0, low, high)
    todo = np.flatnonzero((at_low < 0) & (at_high > 0) & (low < high))
    u, a, b, fa, fb = u[todo], low[todo], high[todo], at_low[todo], at_high[todo]
    c, fc, t = a, fa, np.full(a.shape, 0.5)
    for _ in range(200):
        best = np.where(np.abs(fa) < np.abs(fb), a, b)
        tolerance = 4e-16 * np.abs(best) / np.maximum(np.abs(b - a), 1e-300)
        done = (tolerance > 0.5) | (fa == 0) | (fb == 0)
        answer[todo[done]] = best[done]
        if done.all():
            break
        todo, u, a, b, c, fa, fb, fc, t, tolerance = (v[~done] for v in (todo, u, a, b, c, fa, fb, fc, t, tolerance))
        x = a + np.clip(t, tolerance, 1 - tolerance) * (b - a)
        fx = cdf(x) - u
        same = np.sign(fx) == np.sign(fa)
        c, fc = np.where(same, a, b), np.where(same, fa, fb)
        b, fb = np.where(same, b, a), np.where(same, fb, fa)
        a, fa = x, fx
        with np.errstate(divide="ignore", invalid="ignore"):
            xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
            inverse = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
            safe = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi) & np.isfinite(inverse)
        t = np.where(safe, inverse, 0.5)
    return answer
