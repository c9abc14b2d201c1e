"""Grid: the calendar's intervals, and the time that passes in each.

Sums are kept by name and interval. A name that a row does not have is -1; such rows are left out. The span that is measured
runs from the end of the warm-up to the calendar's end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scenarios.schema import Scenario

FloatArray = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Grid:
    """The calendar's intervals, and the span of it that is measured: from the end of the warm-up to the calendar's end."""

    interval: float
    intervals: int
    warm_up: float

    @classmethod
    def of(cls, scenario: Scenario) -> Grid:
        """Take the grid of a scenario's calendar and experiment."""
        calendar = scenario.calendar
        return cls(float(calendar.interval), calendar.intervals, float(scenario.experiment.warm_up))

    @property
    def end(self) -> float:
        """The calendar's end, in seconds."""
        return self.interval * self.intervals

    @property
    def measured(self) -> FloatArray:
        """Seconds of each interval that are measured."""
        starts = np.arange(self.intervals) * self.interval
        return np.asarray(np.clip(starts + self.interval - np.maximum(starts, self.warm_up), 0.0, self.interval))

    @property
    def whole(self) -> Grid:
        """The same grid without a warm-up: people are paid for it."""
        return replace(self, warm_up=0.0)

    def place(self, moments: FloatArray) -> NDArray[np.int64]:
        """Interval of each moment; moments after the calendar's end belong to the last."""
        return np.clip((moments // self.interval).astype(np.int64), 0, self.intervals - 1)

    def cells(self, codes: Codes, place: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number the cell of each row: its name's code and its interval; rows without a name (code -1) come first."""
        return (codes.astype(np.int64) + 1) * self.intervals + place

    def sums(self, cells: NDArray[np.int64], names: int, weights: FloatArray | None = None) -> FloatArray:
        """Sum of the weights (1 each if left out) by name and interval; rows without a name are left out."""
        flat = np.bincount(cells, weights, minlength=(names + 1) * self.intervals)
        return flat.astype(float).reshape(-1, self.intervals)[1:]

    def longest(self, cells: NDArray[np.int64], values: FloatArray, names: int) -> FloatArray:
        """Largest of the values, which are not negative, by name and interval; NaN where there is none."""
        longest = np.full((names + 1) * self.intervals, -1.0)
        np.maximum.at(longest, cells, values)
        longest[longest < 0] = np.nan
        return longest.reshape(-1, self.intervals)[1:]

    def overlaps(
        self, codes: Codes, names: int, begins: FloatArray, ends: FloatArray, weights: FloatArray | None = None
    ) -> FloatArray:
        """Seconds that the spans spend in each interval's measured part, by name.

        A span adds the part of its last interval up to its end, takes off the part of its first one before its beginning,
        and fills every interval from the first up to the last. All three are counted at their interval, so nothing large
        is subtracted from anything large.
        """
        begins, ends = np.clip(begins, self.warm_up, self.end), np.clip(ends, self.warm_up, self.end)
        weights = np.ones(len(begins)) if weights is None else weights
        columns = self.intervals + 1  # a span that ends with the calendar ends in the column after the last
        first, last = (begins // self.interval).astype(np.int64), (ends // self.interval).astype(np.int64)
        rows = (codes.astype(np.int64) + 1) * columns

        def at(place: NDArray[np.int64], amount: FloatArray) -> FloatArray:
            flat = np.bincount(rows + place, amount * weights, minlength=(names + 1) * columns)
            return flat.astype(float).reshape(-1, columns)[1:]

        ones = np.ones(len(begins))
        filled = np.cumsum(at(first, ones) - at(last, ones), axis=1) * self.interval
        parts = at(last, ends - last * self.interval) - at(first, begins - first * self.interval)
        return np.maximum(filled + parts, 0.0)[:, :-1]
