"""One queue, one group: the centre on which simulators are raced, and what it comes to exactly.

Calls arrive at random at one rate for eight hours, handling times and patience are exponential, agents are alike, first come
first served, and the calls still there at the end are served out. That is Erlang's model A on a day that starts empty.
Every program records the same: of each call how long it waited and whether it was answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from sim.exact import evaluate_day

WITHIN = 20.0  # seconds
ERRORS = 5.0  # standard errors by which a program may be off; a true one fails once in a million


@dataclass(frozen=True)
class OneQueue:
    """What is simulated. Seconds, and calls per second."""

    rate: float = 50 / 60
    handling: float = 240.0  # mean
    patience: float = 120.0  # mean
    agents: int = 205
    closes: float = 8 * 3600.0  # a whole number of intervals after the opening
    interval: float = 1800.0

    @property
    def calls(self) -> float:
        """Expected calls of a day."""
        return self.rate * self.closes


@dataclass(frozen=True)
class Calls:
    """One day as a program recorded it."""

    waits: NDArray[np.float64]  # seconds until the answer or until the caller gave up
    answered: NDArray[np.bool_]

    def figures(self) -> tuple[float, float, float]:
        """Answer rate within 20 s, abandonment, mean wait of the answered."""
        in_time = self.answered & (self.waits <= WITHIN)
        return float(in_time.mean()), float(1 - self.answered.mean()), float(self.waits[self.answered].mean())


@dataclass(frozen=True)
class Check:
    """A program's figure beside the exact one."""

    figure: str
    found: float
    error: float  # standard error of ``found``
    exact: float

    @property
    def agrees(self) -> bool:
        """Whether the difference is within the limits."""
        return abs(self.found - self.exact) <= ERRORS * self.error


@cache
def exact(queue: OneQueue) -> tuple[float, float, float]:
    """Give the three figures as the time-varying Markov chain has them."""
    intervals = round(queue.closes / queue.interval)
    day = evaluate_day(
        [queue.rate] * intervals,
        [queue.agents] * intervals,
        queue.interval,
        queue.handling,
        queue.patience,
        within=[WITHIN],
    )
    if day.wait_answered is None:
        raise AssertionError("evaluate_day gives the waits of the answered.")
    return day.answer_rate(WITHIN), day.abandonment(), float(day.wait_answered.sum() / day.answered.sum())


def checks(queue: OneQueue, days: Sequence[Calls], typical: Sequence[Calls]) -> list[Check]:
    """Set a program's days against the exact figures: sums over days divided by sums.

    Days scatter alike whoever simulates them, so how much they do is taken from many ``typical`` ones, not from these few.
    """
    names = (f"answered within {WITHIN:.0f} s", "abandoned", "mean wait of the answered, s")
    found, spread = (_ratios(some) for some in (days, typical))
    return [
        Check(name, own[0], usual[1] / sqrt(len(days)), right)
        for name, own, usual, right in zip(names, found, spread, exact(queue), strict=True)
    ]


def _ratios(days: Sequence[Calls]) -> list[tuple[float, float]]:
    """Each figure over all days, weighted by the calls it is over, and the standard deviation of one day (delta method)."""
    offered = np.array([len(day.waits) for day in days], dtype=float)
    answered = np.array([day.answered.sum() for day in days], dtype=float)
    values = np.array([day.figures() for day in days])
    found = []
    for column, weights in zip(values.T, (offered, offered, answered), strict=True):
        mean = float(np.average(column, weights=weights))
        found.append((mean, float(np.std((column - mean) * weights / weights.mean(), ddof=1))))
    return found
