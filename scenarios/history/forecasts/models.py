"""Models: ways to say how many contacts each interval of the days ahead will bring.

A model sees what one contact type has taught so far and what is known of the days ahead, and gives the expected counts and their relative
spread beyond that of counts (cv), for each day's total and for each interval. What it knows least, its own errors of the past correct later
(``spread``). Those here need nothing but NumPy and SciPy; ``statistical`` has those of the extra ``forecast``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scenarios.history.forecasts.almanac import Traits
from scenarios.history.forecasts.history import FloatArray, Learned
from scenarios.history.forecasts.regression import DAILY, MOST_DAYS, SHARES, Fitted, fit

FOUR = 4
MEAN_DAYS = 60
VAGUE = 1.0  # variance of the overall level of log totals about the mean of the past
VAGUE_SHARE = 0.3
USUAL_CV = 0.06  # of a model that does not say: a first guess, which past errors scale
SMOOTHING = np.linspace(0.05, 0.6, 12)  # weights of the newest day among which smoothing chooses
TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Guess:
    """What a model expects: counts [day, interval], and the relative spread of days and of intervals beyond that of counts.

    ``mutual``: the covariance of the days' logarithms, where the model knows it.
    """

    counts: FloatArray
    day_cv: FloatArray
    share_cv: FloatArray  # [day, interval], of the interval's share in its day
    mutual: FloatArray | None = None

    @property
    def totals(self) -> FloatArray:
        """Expected contacts of each day."""
        return np.asarray(self.counts.sum(axis=1))

    @classmethod
    def plain(cls, counts: FloatArray) -> Guess:
        """Of a model that says nothing about its spread."""
        return cls(counts, np.full(len(counts), USUAL_CV), np.full(counts.shape, USUAL_CV))


Model = Callable[[Learned, Traits, Traits], Guess]
"""Past counts, what is known of the past days, what is known of the days ahead: what will come."""


def last_week(learned: Learned, past: Traits, ahead: Traits) -> Guess:
    """The same weekday of the last week known (seasonal naive)."""
    return Guess.plain(_same_weekdays(learned, past, ahead, 1))


def median_of_four(learned: Learned, past: Traits, ahead: Traits) -> Guess:
    """The median of the last four same weekdays, interval by interval."""
    return Guess.plain(_same_weekdays(learned, past, ahead, FOUR))


def _same_weekdays(learned: Learned, past: Traits, ahead: Traits, most: int) -> FloatArray:
    rows = []
    for weekday, factor in zip(_weekday(learned, ahead), ahead.factor, strict=True):
        same = np.flatnonzero(_weekday(learned, past) == weekday)[-most:]
        chosen = learned.counts[same if len(same) else slice(-most, None)]
        filled = np.where(np.isnan(chosen), learned.shares.mean(axis=0) * learned.totals.mean(), chosen)
        rows.append(factor * np.median(filled, axis=0))
    return np.array(rows)


def _weekday(learned: Learned, days: Traits) -> FloatArray:
    """The weekday as the calendar has it, numbered from the history's first day."""
    return np.asarray(days.number % 7)


def smoothing(learned: Learned, past: Traits, ahead: Traits) -> Guess:
    """Exponential smoothing of the days' totals, weekdays taken out first; the weight is the one that served best so far."""
    logs = np.log(learned.totals / past.factor)
    effects = _weekday_effects(logs, past)
    level = logs - effects[past.group]
    errors = [np.abs(np.diff(level) - (_smoothed(level, w)[:-1] - level[:-1])).sum() for w in SMOOTHING]
    newest = _smoothed(level, float(SMOOTHING[int(np.argmin(errors))]))[-1]
    totals = np.exp(newest + effects[ahead.group]) * ahead.factor
    return Guess.plain(totals[:, None] * share_model(learned, past).ahead(ahead)[0])


def _smoothed(values: FloatArray, weight: float) -> FloatArray:
    found = np.empty_like(values)
    state = float(values[: max(len(values) // 4, 1)].mean())
    for place, value in enumerate(values):
        state += weight * (float(value) - state)
        found[place] = state
    return found


def _weekday_effects(logs: FloatArray, past: Traits) -> FloatArray:
    found = np.zeros(7)
    for weekday in range(7):
        own = logs[past.group == weekday]
        if len(own):
            found[weekday] = float(np.median(own) - np.median(logs))
    return found


def regression(learned: Learned, past: Traits, ahead: Traits) -> Guess:
    """The mixed regression on log totals, and the regression of shares."""
    daily = fit_totals(learned, past)
    logs, covariance = daily.ahead(ahead)
    mean = _mean_log(learned, past)
    variance = np.maximum(np.diag(covariance), TINY)
    totals = np.exp(mean + logs[:, 0] + 0.5 * variance) * ahead.factor
    shares, cv = share_model(learned, past).ahead(ahead)
    return Guess(totals[:, None] * shares, np.sqrt(variance), cv, covariance)


def _mean_log(learned: Learned, past: Traits) -> float:
    return float(np.log(learned.totals / past.factor).mean())


def fit_totals(learned: Learned, past: Traits) -> Fitted:
    """The regression of the latest days' log totals; the chance in counts is apart from the noise."""
    logs = np.log(learned.totals / past.factor) - _mean_log(learned, past)
    kept = slice(-MOST_DAYS, None)
    extra = 1.0 / np.maximum(learned.totals * learned.known, 1.0) + (1.0 - learned.known) * 0.05**2
    return fit(past.take(kept), logs[kept, None], extra[kept], DAILY, VAGUE)


@dataclass(frozen=True, eq=False)
class Shares:
    """How days spread over their intervals, understood by regression: all intervals in one, so that shares go on adding up to 1."""

    mean: FloatArray
    scale: FloatArray
    fitted: Fitted
    left: FloatArray  # spread of each interval that the effects do not explain, beside that of all

    def ahead(self, days: Traits) -> tuple[FloatArray, FloatArray]:
        """Shares of the days to come, and their relative spread."""
        values, covariance = self.fitted.ahead(days)
        shares = np.maximum(self.mean + self.scale * values, 0.0)
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), TINY)
        spread = self.scale * self.left * np.sqrt(np.maximum(np.diag(covariance), TINY))[:, None]
        return shares, np.where(shares > TINY, spread / np.maximum(shares, TINY), 0.0)


@lru_cache(maxsize=2)
def share_model(learned: Learned, past: Traits) -> Shares:
    """Fit the shares of the latest days; kept for a moment, for most models of an origin ask for the same."""
    kept = slice(-MOST_DAYS, None)
    shares, days = learned.shares[kept], past.take(kept)
    mean = shares.mean(axis=0)
    scale = np.sqrt(np.maximum(shares.var(axis=0), TINY))
    values = (shares - mean) / scale
    fitted = fit(days, values, np.zeros(len(days)), SHARES, VAGUE_SHARE)
    left = np.sqrt((fitted.residuals() ** 2).mean(axis=0))
    return Shares(mean, scale, fitted, left / max(float(np.sqrt((left**2).mean())), TINY))


def mean_day(learned: Learned, past: Traits, ahead: Traits) -> Guess:
    """The mean of the latest days, all weekdays alike: of rare contacts, of which a median says 0 or 1, nothing else is unbiased."""
    latest = slice(-MEAN_DAYS, None)
    day = np.nan_to_num(np.nanmean(learned.counts[latest] / past.factor[latest, None], axis=0))
    return Guess.plain(ahead.factor[:, None] * day)


RARE: Mapping[str, tuple[Model, str]] = {
    "mean_day": (mean_day, f"the mean of the latest {MEAN_DAYS} days, for contacts that are rare")
}

OWN: Mapping[str, tuple[Model, str]] = {
    "last_week": (last_week, "the same weekday of the last week (seasonal naive)"),
    "median_of_four": (median_of_four, "the median of the last four same weekdays"),
    "smoothing": (smoothing, "exponential smoothing of days, weekdays taken out"),
    "regression": (regression, "mixed regression: weekday, month, holidays, closures, level"),
}
