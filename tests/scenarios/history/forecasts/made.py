"""Histories made by a known law, so that a test knows what the forecast should find."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np

START = date(2026, 1, 5)  # a Monday
WEEKDAY = (1.2, 1.0, 0.95, 0.95, 1.05, 0.5, 0.0)  # closed on Sundays
SHAPE = np.array([2.0, 5.0, 8.0, 7.0, 6.0, 7.0, 5.0, 3.0])  # hours from 08:00
HOUR = 3600


def expected(day: date, level: float = 400.0) -> np.ndarray:
    """Expected contacts of each hour of a day."""
    return level * WEEKDAY[day.weekday()] * SHAPE / SHAPE.sum()


def rows(
    days: int = 140,
    *,
    cv: float = 0.0,
    share_cv: float = 0.0,
    seed: int = 1,
    level: float = 400.0,
    chance: bool = True,
    factors=None,
):
    """Moments and counts of a made-up centre; ``factors``: of single dates."""
    luck = np.random.default_rng(seed)
    at, counts = [], []
    for number in range(days):
        day = START + timedelta(days=number)
        if day.weekday() == 6:
            continue
        rates = expected(day, level) * (factors or {}).get(day, 1.0)
        if cv:
            rates = rates * luck.gamma(1 / cv**2, cv**2)
        if share_cv:
            rates = rates * luck.gamma(1 / share_cv**2, share_cv**2, len(rates))
        came = luck.poisson(rates) if chance else rates
        at += [datetime.fromisoformat(f"{day} {8 + hour:02d}:00") for hour in range(len(SHAPE))]
        counts += [float(value) for value in came]
    return at, counts


def text(at, counts, form="%Y-%m-%d %H:%M", header="datetime,calls") -> str:
    """The rows as a file."""
    return "\n".join([header, *(f"{moment:{form}},{count:g}" for moment, count in zip(at, counts, strict=True))]) + "\n"
