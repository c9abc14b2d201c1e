"""Luck: the uniforms behind every chance, each with an address of its own.

A uniform is addressed by (seed, purpose, day, interval, attempt, number). The seed and the purpose ("vip/patience") key a
Philox generator, the day, interval and attempt set its counter, and the number is the place in its stream (Salmon et al. 2011,
"Parallel random numbers: as easy as 1, 2, 3"). So whoever is added to a scenario, and however the floor is staffed, nobody
else's luck is shifted: scenarios are compared on the same contacts without further care.
"""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

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
        return self.streams(purpose, [0] * interval + [count], attempt)

    def streams(self, purpose: str, counts: Sequence[int], attempt: int = 1) -> NDArray[np.float64]:
        """Draw ``counts[i]`` uniforms for each interval i, one interval after the other."""
        drawn = np.empty(sum(counts))
        state: Any = self._start(purpose)
        first = 0
        for interval, count in enumerate(counts):
            if count:
                state["state"]["counter"] = np.array([0, attempt, interval, self.day % WORD], dtype=np.uint64)
                self._philox.state = state
                self._generator.random(out=drawn[first : first + count])
                first += count
        return np.maximum(drawn, LEAST, out=drawn)

    def one(self, purpose: str) -> float:
        """Draw the single uniform of a purpose that has one a day, such as busyness."""
        return float(self.stream(purpose, 0, 0, 1)[0])

    @cached_property
    def _philox(self) -> Philox:
        # Sent to each address in turn: measured, a quarter of the time that a generator for each of them takes.
        return Philox(key=0)

    @cached_property
    def _generator(self) -> Generator:
        return Generator(self._philox)

    def _start(self, purpose: str) -> dict[str, Any]:
        """Give the state of a generator that has drawn nothing yet, with the key of a purpose."""
        digest = int.from_bytes(blake2b(purpose.encode(), digest_size=8).digest(), "little")
        key = np.array([self.seed % WORD, digest], dtype=np.uint64)
        return {
            "bit_generator": "Philox",
            "state": {"key": key},
            "buffer": np.zeros(4, dtype=np.uint64),
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }
