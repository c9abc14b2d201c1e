"""What actually happened on like days, as figures: sums over the days divided by sums over them, as simulated ones are.

Each figure carries its standard error between days (Law 2015, sec. 9.4).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

SOON = 20.0  # seconds; the answer rate that every reader expects


@dataclass(frozen=True)
class Figure:
    """What actually happened: a measure of an hour (or ``day``), over how many days, with its standard error."""

    measure: str
    period: str
    mean: float | None
    error: float | None
    days: int
    contacts: float  # per day, in the denominator's period


@dataclass(frozen=True)
class Sums:
    """Sums of each like day (rows) by hour of the day (columns)."""

    offered: FloatArray
    answered: FloatArray
    soon: FloatArray
    wait: FloatArray
    busy: FloatArray
    staffed: FloatArray


def figures(sums: Sums) -> Iterator[Figure]:
    """Every measure of the whole day and of each hour that had calls."""
    parts = {
        "offered": (sums.offered, np.ones_like(sums.offered)),
        "answer_rate": (sums.answered, sums.offered),
        "answered_within_20_s": (sums.soon, sums.offered),
        "abandonment": (sums.offered - sums.answered, sums.offered),
        "mean_wait": (sums.wait, sums.answered),
        "occupancy": (sums.busy, sums.staffed),
    }
    for measure, (over, under) in parts.items():
        whole = under.sum(axis=1) if measure != "offered" else np.ones(len(under))
        yield _figure(measure, "day", over.sum(axis=1), whole, sums.offered.sum(axis=1))
        for hour in np.flatnonzero(sums.offered.sum(axis=0) > 0):
            yield _figure(measure, f"{hour:02d}:00", over[:, hour], under[:, hour], sums.offered[:, hour])


def _figure(measure: str, period: str, over: FloatArray, under: FloatArray, contacts: FloatArray) -> Figure:
    """Sum over sum, and its standard error between days (None with a single day)."""
    days, per_day = len(over), float(contacts.mean())
    if under.sum() <= 0:
        return Figure(measure, period, None, None, days, per_day)
    mean = float(over.sum() / under.sum())
    if days < 2:
        return Figure(measure, period, mean, None, days, per_day)
    error = float(np.sqrt(((over - mean * under) ** 2).sum() * days / (days - 1)) / under.sum())
    return Figure(measure, period, mean, error, days, per_day)
