"""Luck: the uniforms behind every chance, each with an address of its own.

A uniform is addressed by (seed, purpose, day, interval, attempt, number). The seed and the purpose ("vip/patience") key a
Philox generator, the day, interval and attempt set its counter, and the number is the place in its stream (Salmon et al. 2011,
"Parallel random numbers: as easy as 1, 2, 3"). So whoever is added to a scenario, and however the floor is staffed, nobody
else's luck is shifted: scenarios are compared on the same contacts without further care.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.chance.philox import LEAST, fill, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["LEAST", "Luck"]

WORD = 2**64


class Luck:
    """The uniforms of one day, or of several."""

    def __init__(self, seed: int, day: int, per_day: int = WORD // 4) -> None:
        """Fix the seed and the day; every draw names the rest of its address.

        Intervals from number ``per_day`` on are those of the next day, and so on.
        """
        self.seed = seed
        self.day = day
        self.per_day = per_day

    def stream(self, purpose: str, interval: int, attempt: int, count: int) -> NDArray[np.float64]:
        """Draw ``count`` uniforms in (0, 1) for one purpose, interval and attempt."""
        return self.streams(purpose, [0] * interval + [count], attempt)

    def streams(
        self, purpose: str, counts: Sequence[int] | NDArray[np.integer[Any]], attempt: int = 1
    ) -> NDArray[np.float64]:
        """Draw ``counts[i]`` uniforms for each interval i, one interval after the other."""
        return self.drawn(purpose, attempt, np.cumsum(counts, dtype=np.int64))

    def drawn(
        self, purpose: str, attempt: int, ends: NDArray[np.int64], places: NDArray[np.int32] | None = None
    ) -> NDArray[np.float64]:
        """Draw the uniforms of all intervals, where those of interval i stand up to ``ends[i]``; or those at some ``places`` only.

        Places ascend. What is not wanted is not drawn, and nothing else depends on it.
        """
        digest = int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "little")
        key = np.array([self.seed % WORD, digest, self.day % WORD], dtype=np.uint64)
        if places is None:
            uniforms = np.empty(int(ends[-1]) if len(ends) else 0)
            fill(key, attempt, self.per_day, ends, uniforms)
        else:
            uniforms = np.empty(len(places))
            pick(key, attempt, self.per_day, ends, places, uniforms)
        return uniforms

    def one(self, purpose: str) -> float:
        """Draw the single uniform of a purpose that has one a day, such as busyness."""
        return float(self.stream(purpose, 0, 0, 1)[0])
