"""Repeats: how many customers come again within a day and within a week, beside how many would by chance.

Of contacts that have a whole window ahead of them in the log, the share whose customer comes again within it. Customers who
often call come again whatever happened, so the same share is taken of a window that begins a week (for a day) or a week
(for a week) later, when the matter is, as a rule, settled: that is the base rate of chance calls.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.history.calibrating.sample import Sample
from scenarios.history.calls import Outcome
from scenarios.history.columns import DAY

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

WEEK = 7.0 * DAY
KNOWN = 0.05  # share of contacts with a known customer from which repeats are told
SOME = 30  # contacts in a denominator


@dataclass(frozen=True)
class Share:
    """A share, of how many contacts, and its standard error (binomial)."""

    value: float
    of: int

    @property
    def error(self) -> float:
        """Standard error."""
        return float(np.sqrt(self.value * (1 - self.value) / self.of)) if self.of else float("nan")


@dataclass(frozen=True)
class Repeats:
    """Customers who come again after an answer and after a loss, in a day and in a week; ``chance``: a week later."""

    known: Share  # contacts whose customer is known
    within_day: dict[str, Share]
    within_week: dict[str, Share]
    chance_day: Share | None
    chance_week: Share | None


def repeats(sample: Sample) -> Repeats | None:
    """Repeats; None where customers are not known."""
    calls = sample.calls
    identified = (calls.customer >= 0) & ~sample.handed_on
    known = Share(float(identified.mean()) if len(calls) else 0.0, len(calls))
    if known.value < KNOWN or len(np.unique(calls.customer[identified])) == identified.sum():
        return None
    end = float(calls.arrived.max())
    outcomes = {
        "answered": identified & calls.ended(Outcome.ANSWERED),
        "abandoned": identified & calls.ended(Outcome.ABANDONED),
    }

    def share(own: BoolArray, begins: float, length: float) -> Share | None:
        rows = np.flatnonzero(own & (calls.arrived + begins + length <= end))
        if len(rows) < SOME:
            return None
        return Share(float(_again(sample, identified, rows, begins, length).mean()), len(rows))

    day = {name: one for name, own in outcomes.items() if (one := share(own, 0.0, DAY))}
    week = {name: one for name, own in outcomes.items() if (one := share(own, 0.0, WEEK))}
    if not day:
        return None
    return Repeats(known, day, week, share(identified, WEEK, DAY), share(identified, WEEK, WEEK))


def _again(sample: Sample, identified: BoolArray, rows: NDArray[np.intp], begins: float, length: float) -> BoolArray:
    """Whether the customer of each row comes again in a window that opens ``begins`` after it and lasts ``length``."""
    calls = sample.calls
    span = float(calls.arrived.max()) + 60 * DAY
    pool = np.sort(calls.customer[identified] * span + calls.arrived[identified])
    own = calls.customer[rows] * span + calls.arrived[rows]
    low = np.searchsorted(pool, own + begins, side="right")
    high = np.searchsorted(pool, own + begins + length, side="right")
    return np.asarray(high > low, dtype=np.bool_)
