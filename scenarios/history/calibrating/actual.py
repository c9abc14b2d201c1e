"""What actually happened on like days: by hour and over the day, of the centre and of each contact type.

Every figure is a sum over the like days divided by a sum over them, as simulated figures are, with its standard error
between days. A contact counts in the hour in which it asked for a person; time counts where it passes. Busy is talk and
wrap-up (or, where that is not recorded, the mean pause after a contact), staffed is presence, not rounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.history.calibrating.presence import Presence
from scenarios.history.calibrating.sample import HOUR, Sample
from scenarios.history.calibrating.stretches import seconds
from scenarios.history.columns import DAY
from scenarios.history.typical_day import SOON, Figure, Sums, figures

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


ENOUGH = 5.0  # contacts of a type in an hour, a day, for its figures to be compared


@dataclass(frozen=True)
class Actual:
    """Figures of one scope: the centre, or a contact type."""

    scope: str
    name: str
    figures: tuple[Figure, ...]


def actual(sample: Sample, found: Presence, days: IntArray, opened: BoolArray, pause: float) -> tuple[Actual, ...]:
    """Figures of the like ``days``, over the intervals that are ``opened``; ``pause``: mean wrap-up where none is recorded."""
    interval = DAY / len(opened)
    inside = opened[np.clip(sample.joined // interval, 0, len(opened) - 1).astype(np.int64)]
    own = sample.offered & inside & np.isin(sample.day, days)
    busy, staffed = _work(sample, found, days, opened, pause)
    centre = Actual("centre", "centre", tuple(figures(_sums(sample, days, own, busy, staffed))))
    none = np.zeros((len(days), 24))
    split = {kind.type for kind in sample.kinds if kind.queue >= 0}
    types = [
        Actual("contact_type", name, tuple(_contacts(sample, days, own & (sample.type == code), none)))
        for code, name in enumerate(sample.types)
        if code not in split and (own & (sample.type == code)).any()
    ]
    return (centre, *(types if len(sample.types) > 1 else ()))


def _contacts(sample: Sample, days: IntArray, own: BoolArray, none: FloatArray) -> Iterator[Figure]:
    """Figures of contacts alone; of hours with a few contacts a day no limits hold, so they are left out."""
    found = figures(_sums(sample, days, own, none, none))
    return (one for one in found if one.measure != "occupancy" and (one.period == "day" or one.contacts >= ENOUGH))


def _sums(sample: Sample, days: IntArray, own: BoolArray, busy: FloatArray, staffed: FloatArray) -> Sums:
    """Sums of each day (row) by hour (column)."""
    calls = sample.calls
    place = np.searchsorted(days, sample.day)
    hour = np.clip(sample.joined // HOUR, 0, 23).astype(np.int64)

    def table(rows: BoolArray, weight: FloatArray | None = None) -> FloatArray:
        values = None if weight is None else weight[rows]
        found = np.bincount(place[rows] * 24 + hour[rows], values, minlength=24 * len(days))
        return np.asarray(found, dtype=np.float64).reshape(len(days), 24)

    answered = own & sample.answered
    waited = np.nan_to_num(calls.waited)
    return Sums(table(own), table(answered), table(answered & (waited <= SOON)), table(answered, waited), busy, staffed)


def _work(
    sample: Sample, found: Presence, days: IntArray, opened: BoolArray, pause: float
) -> tuple[FloatArray, FloatArray]:
    """Seconds busy and staffed of each day by hour, in hours with an open interval."""
    calls = sample.calls
    rows = sample.answered & ~np.isnan(calls.handled)
    start = calls.answered[rows]
    wrap_up = np.where(np.isnan(calls.wrap_up[rows]), pause, np.nan_to_num(calls.wrap_up[rows]))
    end = start + calls.handled[rows] + wrap_up
    hours = opened.reshape(24, -1).any(axis=1) if len(opened) % 24 == 0 else np.ones(24, dtype=np.bool_)
    firsts = np.unique(calls.day)[days]
    busy, staffed = np.zeros((len(days), 24)), np.zeros((len(days), 24))
    for row, first in enumerate(firsts):
        edges = first * DAY + np.arange(25.0) * HOUR
        busy[row] = seconds(start, end, edges) * hours
        staffed[row] = found.stretches.seconds(edges) * hours
    return busy, staffed
