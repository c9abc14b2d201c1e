"""Models of the extra ``forecast``: AutoETS, AutoARIMA and AutoTheta of statsforecast, for the days' totals.

They want a series without holes: the days that are open by their weekday, in order, with a season of one week. A day that was closed or is
missing gets the median of its weekday's four before it. How a day spreads over its intervals comes from the regression of shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from scenarios.history.forecasts.almanac import Traits
from scenarios.history.forecasts.history import FloatArray, Learned
from scenarios.history.forecasts.models import FOUR, Guess, Model, share_model

MOST = 400  # of the latest days: older ones cost time and hardly weigh
CENTRAL = 80  # the level whose width gives the spread
HALF_WIDTHS = 1.2816  # standard deviations from the middle to that level's limit
METHODS = {
    "ets": ("AutoETS", "exponential smoothing, its form chosen by statsforecast (AutoETS)"),
    "arima": ("AutoARIMA", "seasonal ARIMA, its order chosen by statsforecast (AutoARIMA)"),
    "theta": ("AutoTheta", "the Theta method, its form chosen by statsforecast (AutoTheta)"),
}


def installed() -> bool:
    """Whether the extra ``forecast`` is there."""
    return find_spec("statsforecast") is not None


def models(open_weekdays: frozenset[int], first_weekday: int) -> Mapping[str, tuple[Model, str]]:
    """The models of the extra, and what they are; none without it. ``first_weekday``: of the history's first day."""
    if not installed():
        return {}
    places = frozenset((weekday - first_weekday) % 7 for weekday in open_weekdays)
    return {name: (partial(_forecast, kind, places), words) for name, (kind, words) in METHODS.items()}


def _forecast(kind: str, open_places: frozenset[int], learned: Learned, past: Traits, ahead: Traits) -> Guess:
    logs = np.log(learned.totals / past.factor)
    start, end = int(past.number[0]), int(past.number[-1])
    grid = [day for day in range(start, end + 1) if day % 7 in open_places]
    series = _without_holes(grid, dict(zip(past.number.astype(int).tolist(), logs.tolist(), strict=True)))
    last = int(ahead.number[-1])
    future = [day for day in range(end + 1, last + 1) if day % 7 in open_places]
    wanted = {day: place for place, day in enumerate(future)}
    mean, sd = _ahead(kind, series[-MOST:], max(len(open_places), 1), max(len(future), 1))
    at = np.array([_nearest(wanted, int(day)) for day in ahead.number])
    totals = np.exp(mean[at] + 0.5 * sd[at] ** 2) * ahead.factor
    shares, cv = share_model(learned, past).ahead(ahead)
    return Guess(totals[:, None] * shares, np.maximum(sd[at], 1e-3), cv)


def _nearest(wanted: Mapping[int, int], day: int) -> int:
    """The place of a day; one that is open against its weekday has that of the nearest before it."""
    return wanted.get(day, max((place for one, place in wanted.items() if one <= day), default=0))


def _without_holes(grid: list[int], known: Mapping[int, float]) -> FloatArray:
    found: dict[int, float] = {}
    usual = float(np.median(list(known.values())))
    for day in grid:
        before = [found[day - 7 * back] for back in range(1, FOUR + 1) if day - 7 * back in found]
        found[day] = known.get(day, float(np.median(before)) if before else usual)
    return np.array([found[day] for day in grid])


def _ahead(kind: str, series: FloatArray, season: int, horizon: int) -> tuple[FloatArray, FloatArray]:
    """Expected logarithms and their standard deviations."""
    model: Any = getattr(import_module("statsforecast.models"), kind)(season_length=season)
    found = model.forecast(y=series, h=horizon, level=[CENTRAL])
    half = (np.asarray(found[f"hi-{CENTRAL}"]) - np.asarray(found[f"lo-{CENTRAL}"])) / 2
    return np.asarray(found["mean"], dtype=float), np.asarray(half / HALF_WIDTHS, dtype=float)
