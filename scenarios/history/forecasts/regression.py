"""A mixed regression: what days share tells what a day will be.

Two days resemble each other as far as they share a weekday, a place in the month, a holiday, a named special day, the days after a closure,
the season, and as far as they are near. Each of these is a random effect with a spread of its own; the spreads are those under which the
past is most likely (maximum a posteriori, priors wide), so that an effect is believed only as far as the days show it. That is the mixed
model of Ibrahim and L'Ecuyer (2013) with more effects, solved as a Gaussian process (Rasmussen and Williams 2006, ch. 2): the forecast
comes with its covariance, error of level and of effects included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.optimize import minimize

from scenarios.history.forecasts.almanac import FAR, Traits
from scenarios.history.forecasts.history import FloatArray

YEAR = 365.25
SEASONS_FROM = 400  # days of history before a season of the year can be told from a level
ROUNDS = 40  # of the search for the spreads
MOST_DAYS = 750  # the latest days teach; older ones would cost time and hardly weigh
FARTHEST = 5.0  # widths of its prior that a spread may lie from the middle
SEARCHED = 200  # the latest days, on which the spreads are found
REACH, FADING = 1.0, 2.0  # open days: how alike neighbouring days after a closure are, how soon the effect fades

# Spread of each effect and, where it has one, its length: the middle of the prior, and how many e-folds it may be off.
DAILY: Mapping[str, tuple[float, float]] = {
    "level": (0.05, 0.7), "level_days": (30.0, 0.7), "weekday": (0.10, 0.7), "month": (0.05, 0.7), "month_days": (1.5, 0.5),
    "closure": (0.10, 0.7), "holiday": (0.30, 0.7), "special": (0.30, 0.7), "season": (0.10, 0.7), "noise": (0.03, 0.7),
}  # fmt: skip
SHARES: Mapping[str, tuple[float, float]] = {
    "level": (0.3, 1.0), "level_days": (60.0, 1.0), "weekday": (0.5, 1.0), "month": (0.3, 1.0), "month_days": (1.5, 0.5),
    "closure": (0.3, 1.0), "holiday": (0.5, 1.0), "special": (0.5, 1.0), "season": (0.2, 1.0), "noise": (1.0, 1.0),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Likeness:
    """What pairs of days share, one matrix an effect, before any spread is known."""

    apart: FloatArray
    weekday: FloatArray
    phases: FloatArray
    closure: FloatArray
    holiday: FloatArray
    special: FloatArray
    season: FloatArray

    @classmethod
    def of(cls, left: Traits, right: Traits) -> Likeness:
        """Compare each of the days on the left with each on the right."""

        def same(name: str) -> FloatArray:
            a, b = getattr(left, name), getattr(right, name)
            return np.asarray((a[:, None] == b) & (a[:, None] >= 0), dtype=float)

        a, b = left.since, right.since
        fade = [np.where(one < FAR, np.exp(-(np.minimum(one, 9.0) - 1) / FADING), 0.0) for one in (a, b)]
        apart = np.abs(left.number[:, None] - right.number)
        holidays = 0.5 * same("holiday") + 0.5 * ((left.holiday[:, None] >= 0) & (right.holiday >= 0))
        return cls(
            apart,
            same("group"),
            (left.phase[:, None] - right.phase) ** 2,
            np.exp(-np.abs(a[:, None] - b) / REACH) * fade[0][:, None] * fade[1],
            holidays,
            same("special"),
            np.exp(-2 * np.sin(np.pi * apart / YEAR) ** 2 / 0.5**2),
        )

    def covariance(self, spread: Mapping[str, float], *, seasons: bool) -> FloatArray:
        """How much the days vary together, given the spreads; the overall level, on which all agree, apart."""
        found = spread["level"] ** 2 * np.exp(-self.apart / spread["level_days"])
        found += spread["month"] ** 2 * np.exp(-0.5 * self.phases / spread["month_days"] ** 2)
        for name in ("weekday", "closure", "holiday", "special"):
            found += spread[name] ** 2 * getattr(self, name)
        return np.asarray(found + spread["season"] ** 2 * self.season if seasons else found)


@dataclass(frozen=True, eq=False)
class Fitted:
    """The past as the regression has understood it. ``values`` [day, column]: all columns share the spreads."""

    past: Traits
    values: FloatArray
    extra: FloatArray  # variance of each day beyond the noise, such as of counts
    spread: Mapping[str, float]
    vague: float  # variance of the overall level about nought
    seasons: bool

    def ahead(self, days: Traits) -> tuple[FloatArray, FloatArray]:
        """Expected values of days to come, and the covariance of what will be seen, but for ``extra``."""
        factor = cho_factor(self._seen(), lower=True)
        across = Likeness.of(days, self.past).covariance(self.spread, seasons=self.seasons) + self.vague
        among = Likeness.of(days, days).covariance(self.spread, seasons=self.seasons) + self.vague
        left = among - across @ cho_solve(factor, across.T)
        return across @ cho_solve(factor, self.values), left + self.spread["noise"] ** 2 * np.eye(len(days))

    def residuals(self) -> FloatArray:
        """What of the past the effects do not explain."""
        seen = self._seen()
        noise = self.spread["noise"] ** 2 + self.extra
        return np.asarray(noise[:, None] * cho_solve(cho_factor(seen, lower=True), self.values))

    def _seen(self) -> FloatArray:
        found = Likeness.of(self.past, self.past).covariance(self.spread, seasons=self.seasons) + self.vague
        return np.asarray(found + np.diag(self.spread["noise"] ** 2 + self.extra))


def fit(
    past: Traits, values: FloatArray, extra: FloatArray, prior: Mapping[str, tuple[float, float]], vague: float
) -> Fitted:
    """Find the spreads under which these values are most likely, as many columns as there are."""
    seasons = bool(np.ptp(past.number) >= SEASONS_FROM)
    latest = slice(-SEARCHED, None)
    near, seen_values, seen_extra = past.take(latest), values[latest], extra[latest]
    likeness = Likeness.of(near, near)
    names = [name for name in prior if _tells(name, near)]
    middle = np.log([prior[name][0] for name in names])
    width = np.array([prior[name][1] for name in names])
    columns = values.shape[1]
    room = list(zip(middle - FARTHEST * width, middle + FARTHEST * width, strict=True))

    def spreads(logs: FloatArray) -> dict[str, float]:
        return {**{name: prior[name][0] for name in prior}, **dict(zip(names, np.exp(logs).tolist(), strict=True))}

    def unlikely(logs: FloatArray) -> float:
        spread = spreads(logs)
        seen = likeness.covariance(spread, seasons=seasons) + vague
        seen[np.diag_indices_from(seen)] += spread["noise"] ** 2 + seen_extra
        try:
            factor = cho_factor(seen, lower=True)
        except LinAlgError:
            return 1e12
        misfit = 0.5 * float(np.sum(seen_values * cho_solve(factor, seen_values)))
        size = columns * float(np.log(np.diag(factor[0])).sum())
        prejudice = 0.5 * float(np.sum(((logs - middle) / width) ** 2))
        return float(misfit + size + prejudice)

    found = minimize(unlikely, middle, method="L-BFGS-B", bounds=room, options={"maxiter": ROUNDS})
    return Fitted(past, values, extra, spreads(found.x), vague, seasons)


def _tells(name: str, past: Traits) -> bool:
    """Whether the past has anything to say about a spread; else its prior stands, as that of a season does (too few are ever seen)."""
    return {
        "closure": bool((past.since < FAR).any()),
        "holiday": bool((past.holiday >= 0).any()),
        "special": bool((past.special >= 0).any()),
        "season": False,
    }.get(name, True)
