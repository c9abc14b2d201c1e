"""What the exact day says: a floor's state as chances, and a day's figures in means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.exact.uniform import FloatArray, IntArray


@dataclass(frozen=True)
class Crowd:
    """Chances of (busy agents, contacts waiting), as lists of equal length: a day's state at one moment."""

    busy: IntArray
    queue: IntArray
    chance: FloatArray

    @classmethod
    def of(cls, busy: int = 0, queue: int = 0) -> Crowd:
        """Exactly so many busy and waiting; nothing of either is an empty floor."""
        return cls(np.array([busy]), np.array([queue]), np.array([1.0]))

    def mean_busy(self) -> float:
        """Mean number of busy agents."""
        return float(self.busy @ self.chance)

    def mean_queue(self) -> float:
        """Mean number of contacts waiting."""
        return float(self.queue @ self.chance)


@dataclass(frozen=True)
class ExactDay:
    """A day in means, one entry an interval. "Joined": counted where the contact joined the queue, as measures count."""

    agents: tuple[int, ...]
    offered: FloatArray
    blocked: FloatArray
    answered: FloatArray  # joined, and was answered, ever so late
    abandoned: FloatArray  # joined
    left: FloatArray  # joined; still waiting when the floor was cleared, or nobody was there to serve
    abandoned_here: FloatArray  # where it happened
    answered_within: Mapping[float, FloatArray]  # joined, by threshold
    wait_all: FloatArray  # joined; seconds waited by all of them
    wait_answered: FloatArray | None  # joined; seconds waited by the answered; None unless asked for
    mean_queue: FloatArray
    mean_busy: FloatArray
    completed: FloatArray
    probability_of_wait: FloatArray  # not answered at once (or blocked) / offered
    states: tuple[Crowd, ...]  # at every bound, just before the staff changes there; the last is the calendar's end
    error: float  # bound on the chance and the number of arrivals that were left out of the states

    def answer_rate(self, within: float) -> float:
        """Answered within ``within`` / offered, over the whole day."""
        return _share(self.answered_within[within], self.offered)

    def abandonment(self) -> float:
        """Abandoned / offered, over the whole day."""
        return _share(self.abandoned, self.offered)


def _share(part: FloatArray, whole: FloatArray) -> float:
    total = float(whole.sum())
    return float(part.sum()) / total if total > 0 else float("nan")
