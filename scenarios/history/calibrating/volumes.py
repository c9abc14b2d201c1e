"""Volumes: how many contacts come in each interval of a weekday, and how surely that is known.

A volume counts contacts that nothing else in the log brought about (no retries: the scenario makes those). It is counted
from those who asked for a person, raised by the share of their type that ends in the IVR, so that what reaches the agents
is right in every interval. The standard error is that of a mean over the like days of Poisson counts, with busyness.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.history.calibrating.busyness import Busyness, busyness
from scenarios.history.calibrating.sample import HOUR, Sample
from scenarios.history.columns import DAY

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Volumes:
    """Mean contacts of a like day by kind (row) and interval (column), with standard errors, and contacts counted."""

    mean: FloatArray
    error: FloatArray
    counted: IntArray  # contacts of each kind's type on the like days
    days: int


def daily(sample: Sample) -> FloatArray:
    """Fresh contacts of each day (row) by type (column)."""
    rows = sample.fresh
    table = np.zeros((len(sample.date_of), len(sample.types)))
    np.add.at(table, (sample.day[rows], sample.type[rows]), 1.0)
    return table


def spread_of_days(sample: Sample) -> Busyness:
    """Busyness of the types, over the weekdays on which each is busy."""
    return busyness(daily(sample), sample.weekday, sample.types)


def through_ivr(sample: Sample, code: int) -> BoolArray:
    """Contacts of a type that got through the IVR or ended in it, in hours of the week in which anybody is ever answered."""
    known = (sample.type == code) & ~(np.isnan(sample.calls.asked) & ~sample.ended_in_ivr)
    hour = sample.weekday[sample.day] * 24 + (sample.calls.second // HOUR).astype(np.int64)
    served = np.bincount(hour[sample.answered], minlength=7 * 24) > 0
    return np.asarray(known & served[hour], dtype=np.bool_)


def ivr_share(sample: Sample, code: int) -> float:
    """Share of a type that ends in the IVR, of those who get there; handed-on contacts and retries count too."""
    own = through_ivr(sample, code)
    return float(sample.ended_in_ivr[own].mean()) if own.any() else 0.0


def volumes(
    sample: Sample, days: IntArray, interval: float, found: Busyness, weights: Mapping[int, float] | None = None
) -> Volumes:
    """Volumes of the mean of ``days``; ``weights``: share of a type's retries that chance brought (all, if it has none)."""
    per_day = round(DAY / interval)
    place = np.clip(sample.calls.second // interval, 0, per_day - 1).astype(np.int64)
    today = np.isin(sample.day, days)
    mean, error = np.zeros((len(sample.kinds), per_day)), np.zeros((len(sample.kinds), per_day))
    counted = np.zeros(len(sample.kinds), dtype=np.int64)
    hour = (np.arange(per_day) * interval // HOUR).astype(np.int64)
    for row, kind in enumerate(sample.kinds):
        own = today & (sample.type == kind.type)
        raised = 1.0 / (1.0 - ivr_share(sample, kind.type)) if ivr_share(sample, kind.type) < 1 else 1.0
        value, variance = np.zeros(per_day), np.zeros(per_day)
        for chosen, factor in _parts(sample, own, raised, (weights or {}).get(kind.type, 1.0)):
            count = np.bincount(place[chosen], minlength=per_day)
            value += factor * count
            variance += factor**2 * count
        share = kind.share[hour]
        mean[row] = value * share / max(len(days), 1)
        pool = found.of(sample.types[kind.type])
        cv = found.pools[pool].cv if pool else 0.0
        error[row] = np.sqrt((variance * share**2 / max(len(days), 1) + (cv * mean[row]) ** 2) / max(len(days), 1))
        counted[row] = int((own & sample.fresh).sum())
    return Volumes(mean, error, counted, len(days))


def _parts(sample: Sample, own: BoolArray, raised: float, weight: float) -> Sequence[tuple[BoolArray, float]]:
    """Rows that count, and what each counts for."""
    asked = ~sample.ended_in_ivr
    turned_away = asked & np.isnan(sample.calls.asked)  # no line was free: nobody knows what it would have asked for
    if raised == 1.0 and sample.ended_in_ivr[own].all():
        asked = np.ones(len(own), dtype=np.bool_)
    return (
        (own & sample.fresh & asked & ~turned_away, raised),
        (own & sample.fresh & turned_away, 1.0),
        (own & sample.retry & asked & ~turned_away, raised * weight),
    )
