"""Grid: the calendar's intervals, and the time that passes in each.

Sums are kept by name and interval. The span that is measured runs from the end of the warm-up to the calendar's end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled.jit import njit
from sim.sums.rows import Floats, Ints, lay, stretch

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

    def overlaps(
        self, codes: Codes, names: int, begins: FloatArray, ends: FloatArray, weights: FloatArray | None = None
    ) -> FloatArray:
        """Seconds that the spans spend in each interval's measured part, by name; each counts ``weights`` times (once if left out)."""
        spans = self.no_spans(names)
        weights = np.ones(len(begins)) if weights is None else weights
        _lay_all(codes.astype(np.int64), begins, ends, weights, (self.interval, self.warm_up, self.end), spans)
        return self.filled(spans)

    def no_spans(self, names: int) -> FloatArray:
        """Make room for spans of time by name (``lay``); one that ends with the calendar ends in the column after the last."""
        return np.zeros((3, names, self.intervals + 1))

    def filled(self, spans: FloatArray) -> FloatArray:
        """Seconds by name and interval that spans come to which were laid over them."""
        filled = np.cumsum(spans[0], axis=1) * self.interval
        return np.asarray(np.maximum(filled + (spans[1] - spans[2]), 0.0)[:, :-1])


@njit
def _lay_all(
    names: Ints, begins: Floats, ends: Floats, weights: Floats, grid: tuple[float, float, float], spans: Floats
) -> None:
    """Lay all spans over the grid: the interval, the warm-up and the end (s)."""
    interval, warm_up, end = grid
    for row in range(len(names)):
        lay(spans, names[row], stretch(begins[row], ends[row], interval, warm_up, end), weights[row])
