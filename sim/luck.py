"""Luck: the uniforms behind every chance, each with an address of its own.

A uniform is addressed by (seed, purpose, day, interval, attempt, number). The seed and the purpose ("vip/patience") key a
Philox generator, the day, interval and attempt set its counter, and the number is the place in its stream (Salmon et al. 2011,
"Parallel random numbers: as easy as 1, 2, 3"). So whoever is added to a scenario, and however the floor is staffed, nobody
else's luck is shifted: scenarios are compared on the same contacts without further care.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator, Philox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WORD = 2**64
LEAST = 2.0**-54  # a uniform of exactly 0 has no quantile in families without a lower bound


class Luck:
    """The uniforms of one day."""

    def __init__(self, seed: int, day: int) -> None:
        """Fix the seed and the day; every draw names the rest of its address."""
        self.seed = seed
        self.day = day

    def stream(self, purpose: str, interval: int, attempt: int, count: int) -> NDArray[np.float64]:
        """Draw ``count`` uniforms in (0, 1) for one purpose, interval and attempt."""
        counter = np.array([0, attempt, interval, self.day % WORD], dtype=np.uint64)
        return np.maximum(Generator(Philox(key=self._key(purpose), counter=counter)).random(count), LEAST)

    def streams(self, purpose: str, counts: Sequence[int], attempt: int = 1) -> NDArray[np.float64]:
        """Draw ``counts[i]`` uniforms for each interval i, one interval after the other."""
        drawn = [self.stream(purpose, interval, attempt, count) for interval, count in enumerate(counts) if count]
        return np.concatenate(drawn) if drawn else np.empty(0)

    def one(self, purpose: str) -> float:
        """Draw the single uniform of a purpose that has one a day, such as busyness."""
        return float(self.stream(purpose, 0, 0, 1)[0])

    def _key(self, purpose: str) -> NDArray[np.uint64]:
        digest = int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "little")
        return np.array([self.seed % WORD, digest], dtype=np.uint64)
