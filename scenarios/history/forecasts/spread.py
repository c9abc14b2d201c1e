"""Spread: how far off a forecast may be, from how far off it was.

A model's own idea of its spread is scaled by its errors on days before the origin, the error of a day's total and that of how the day
spreads over its intervals apart. Then the limits are set where past errors say (split conformal, Vovk et al. 2005; Lei et al. 2018): the
80 % interval is as wide, in these units, as would have held 80 % of what came. No law of errors is assumed, only that errors go on as
they were. What is stated is measured again on later days (``coverage``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from scenarios.history.forecasts.history import FloatArray
from scenarios.history.forecasts.models import Guess
from scenarios.history.forecasts.origins import Trial

LEVELS = (0.8, 0.95)
REPRESENTATIVE = 0.5  # origins that had less than this part of the present history learnt from too little
ENOUGH_DAYS = 15  # of past errors; with fewer the errors are taken as normal
CENTRAL = 0.8  # scales are set where this part of past errors lies: the rest may be days out of the ordinary
SMALLEST, LARGEST = 0.2, 5.0
SEEN = 1e-9


@dataclass(frozen=True)
class Calibration:
    """Scales of a model's spread, and the lower and upper limits of its errors in those units, a pair for each of ``LEVELS``."""

    day_scale: float
    share_scale: float
    intervals: tuple[tuple[float, float], ...]
    days: tuple[tuple[float, float], ...]
    period_cv: float  # relative error of a whole horizon's total: what all its days share
    learnt_from: int  # days of past errors


@dataclass(frozen=True, eq=False)
class Band:
    """Limits [level, day, interval] and of totals [level, day]; the cv of a day and of an interval beyond that of counts."""

    low: FloatArray
    high: FloatArray
    day_low: FloatArray
    day_high: FloatArray
    day_cv: FloatArray
    interval_cv: FloatArray


def calibrate(of_model: Sequence[Trial], origin: int) -> Calibration:
    """Learn from errors on days before the origin."""
    past = [one.before(origin) for one in of_model if one.origin >= REPRESENTATIVE * origin]
    past = [one for one in past if len(one)]
    normal = tuple((-NormalDist().inv_cdf(0.5 + level / 2), NormalDist().inv_cdf(0.5 + level / 2)) for level in LEVELS)
    if sum(len(one) for one in past) < ENOUGH_DAYS:
        return Calibration(1.0, 1.0, normal, normal, 0.0, sum(len(one) for one in past))
    central = NormalDist().inv_cdf(0.5 + CENTRAL / 2)
    by_day = np.concatenate([_day_errors(one) for one in past])
    by_share = np.concatenate([_share_errors(one) for one in past])
    day_scale = float(np.clip(np.quantile(np.abs(by_day), CENTRAL) / central, SMALLEST, LARGEST))
    share_scale = float(np.clip(np.quantile(np.abs(by_share), CENTRAL) / central, SMALLEST, LARGEST))
    errors = np.concatenate([_errors(one, day_scale, share_scale) for one in past])
    totals = np.concatenate([_day_errors(one, day_scale) for one in past])
    return Calibration(
        day_scale, share_scale, _limits(errors), _limits(totals), _period(past), sum(len(one) for one in past)
    )


def _limits(errors: FloatArray) -> tuple[tuple[float, float], ...]:
    pairs = [np.quantile(errors, [0.5 - level / 2, 0.5 + level / 2]) for level in LEVELS]
    return tuple((min(float(low), 0.0), max(float(high), 0.0)) for low, high in pairs)


def _period(past: Sequence[Trial]) -> float:
    """Root mean square of the relative error of all days of an origin together, of origins with the longest horizon known."""
    longest = max(len(one) for one in past)
    off = []
    for one in past:
        known = ~np.isnan(one.came)
        if 2 * len(one) >= longest and one.came[known].sum() > 0:
            off.append(one.came[known].sum() / max(one.guess.counts[known].sum(), SEEN) - 1)
    return float(np.sqrt(np.mean(np.square(off)))) if off else 0.0


def _known_totals(one: Trial) -> tuple[FloatArray, FloatArray]:
    """What came and what was expected on each day, of the intervals known."""
    known = ~np.isnan(one.came)
    return np.where(known, one.came, 0.0).sum(axis=1), np.where(known, one.guess.counts, 0.0).sum(axis=1)


def _day_errors(one: Trial, scale: float = 1.0) -> FloatArray:
    came, expected = _known_totals(one)
    spread = np.sqrt(expected + (scale * expected * one.guess.day_cv) ** 2)
    return np.asarray((came - expected) / np.maximum(spread, SEEN))


def _share_errors(one: Trial) -> FloatArray:
    """How far intervals are off once their day's total is right."""
    came, expected = _known_totals(one)
    scaled = one.came * (expected / np.maximum(came, SEEN))[:, None]
    return _of_intervals(scaled - one.guess.counts, _share_sd(one.guess), one)


def _errors(one: Trial, day_scale: float, share_scale: float) -> FloatArray:
    return _of_intervals(one.came - one.guess.counts, _sd(one.guess, day_scale, share_scale), one)


def _of_intervals(off: FloatArray, sd: FloatArray, one: Trial) -> FloatArray:
    there = ~np.isnan(one.came) & (one.guess.counts > SEEN)
    return np.asarray(off[there] / np.maximum(sd[there], SEEN))


def _share_sd(guess: Guess) -> FloatArray:
    """Of an interval whose day's total is known: chance in counts, and whatever the share varies beyond it."""
    counts = guess.counts
    beyond = np.maximum(guess.share_cv**2 - 1.0 / np.maximum(counts, SEEN), 0.0)
    return np.asarray(np.sqrt(counts + counts**2 * beyond))


def _sd(guess: Guess, day_scale: float, share_scale: float) -> FloatArray:
    by_day = day_scale * guess.counts * guess.day_cv[:, None]
    return np.asarray(np.sqrt(by_day**2 + (share_scale * _share_sd(guess)) ** 2))


def band(guess: Guess, calibration: Calibration) -> Band:
    """Limits of a forecast."""
    sd = _sd(guess, calibration.day_scale, calibration.share_scale)
    totals = guess.totals
    day_sd = np.sqrt(totals + (calibration.day_scale * totals * guess.day_cv) ** 2)
    low = np.array([guess.counts + pair[0] * sd for pair in calibration.intervals])
    high = np.array([guess.counts + pair[1] * sd for pair in calibration.intervals])
    day_low = np.array([totals + pair[0] * day_sd for pair in calibration.days])
    day_high = np.array([totals + pair[1] * day_sd for pair in calibration.days])
    # What all intervals of a day share stays, however narrow the rest was set: an interval is no surer than its day.
    shared = (calibration.day_scale * guess.counts * guess.day_cv[:, None]) ** 2
    beyond = np.maximum(sd**2 - guess.counts, shared)
    interval_cv = np.sqrt(beyond.sum(axis=1) / np.maximum((guess.counts**2).sum(axis=1), SEEN))
    return Band(
        np.maximum(low, 0.0), high, np.maximum(day_low, 0.0), day_high,
        calibration.day_scale * guess.day_cv, interval_cv,
    )  # fmt: skip


def coverage(bands: Sequence[Band], of_model: Sequence[Trial], *, daily: bool = False) -> tuple[float, ...]:
    """Share of intervals (or days) that fell within their limits, one for each of ``LEVELS``; limits belong to the interval."""
    within: list[list[FloatArray]] = [[] for _ in LEVELS]
    for one, limits in zip(of_model, bands, strict=True):
        known = ~np.isnan(one.came)
        for place, found in enumerate(within):
            if daily:
                whole = known.all(axis=1)
                came = one.came[whole].sum(axis=1)
                found.append((came >= limits.day_low[place][whole]) & (came <= limits.day_high[place][whole]))
            else:
                there = known & (one.guess.counts > SEEN)
                came = one.came[there]
                found.append((came >= limits.low[place][there]) & (came <= limits.high[place][there]))
    return tuple(float(np.concatenate(found).mean()) if found else float("nan") for found in within)


def width(bands: Sequence[Band], of_model: Sequence[Trial]) -> float:
    """Width of the first level's interval, over what was expected."""
    wide = sum(float((limits.high[0] - limits.low[0]).sum()) for limits in bands)
    expected = sum(float(one.guess.counts.sum()) for one in of_model)
    return wide / expected if expected > 0 else float("nan")
