"""A history: recorded counts by contact type, day and interval, with nan for what is not known.

Days run from the first to the last date of the file without gaps. A day without contacts is closed; where its weekday is open else, it is a
holiday or it is missing, and what was decided of it stands among the findings. Intervals are those in which the centre ever had contacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
DAY = 86_400
MOSTLY = 0.5  # of a day's contacts have to be known for the day to teach its total


@dataclass(frozen=True)
class Finding:
    """Something about the history that a planner should know: what, how often, where first, what was done about it."""

    what: str
    count: int
    where: str
    done: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.what}: {self.count}, first {self.where}; {self.done}"


@dataclass(frozen=True, eq=False)
class History:
    """Counts [type, day, interval]; nan is unknown. ``starts``: second of the day of each interval; ``interval``: its length."""

    source: str
    first: date
    interval: int
    starts: tuple[int, ...]
    types: tuple[str, ...]
    counts: FloatArray
    findings: tuple[Finding, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """Every date from the first to the last."""
        return tuple(self.first + timedelta(days=place) for place in range(self.counts.shape[1]))

    @property
    def last(self) -> date:
        """The last date."""
        return self.first + timedelta(days=self.counts.shape[1] - 1)

    @property
    def worked(self) -> BoolArray:
        """Days on which anything was counted."""
        return np.asarray(np.nansum(self.counts, axis=(0, 2)) > 0)

    def until(self, day: date) -> History:
        """What was known on the evening before ``day``; the findings are those of the whole."""
        kept = max((day - self.first).days, 0)
        return History(
            self.source, self.first, self.interval, self.starts, self.types, self.counts[:, :kept], self.findings
        )

    def of(self, name: str) -> FloatArray:
        """Counts of one contact type [day, interval]."""
        return np.asarray(self.counts[self.types.index(name)])


@dataclass(frozen=True, eq=False)
class Learned:
    """What one contact type teaches: open days alone, their totals, and their counts with nan where unknown.

    ``places``: the days, counted from the history's first. ``totals`` of days with gaps are made up for by the usual share of what
    is known; ``known`` is that share.
    """

    places: NDArray[np.int64]
    totals: FloatArray
    counts: FloatArray
    known: FloatArray

    @classmethod
    def of(cls, counts: FloatArray, zeros: BoolArray | None = None) -> Learned:
        """Take the days that can teach: with contacts (or named by ``zeros``), and with at least half of a usual day known."""
        sums = np.nansum(counts, axis=1)
        usual = _usual(counts)
        known = np.where(np.isnan(counts), 0.0, usual).sum(axis=1)
        open_days = sums > 0 if zeros is None else (sums > 0) | zeros
        taught = np.flatnonzero(open_days & (known >= MOSTLY))
        share = known[taught]
        return cls(taught.astype(np.int64), sums[taught] / share, counts[taught], share)

    def __len__(self) -> int:
        """Days."""
        return len(self.places)

    @property
    def shares(self) -> FloatArray:
        """How each day spread over its intervals; unknown intervals have the usual share."""
        usual = _usual(self.counts)
        filled = np.where(np.isnan(self.counts), usual * self.totals[:, None], self.counts)
        return np.asarray(filled / np.maximum(filled.sum(axis=1, keepdims=True), 1e-12))


def _usual(counts: FloatArray) -> FloatArray:
    """The share of each interval in a day, over all days on which it is known."""
    known = ~np.isnan(counts)
    busy = np.nansum(counts, axis=1) > 0
    times = np.maximum(known[busy].sum(axis=0), 1)
    mean = np.nansum(counts[busy], axis=0) / times
    whole = mean.sum()
    return np.asarray(mean / whole if whole > 0 else np.full(counts.shape[1], 1.0 / counts.shape[1]))
