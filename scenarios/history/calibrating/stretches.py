"""Stretches of presence: what a log shows of each, and person-seconds of many."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

NOBODY = -1  # in place of a group: presence of nobody by name


@dataclass(frozen=True)
class Span:
    """Unbroken presence of one person of a group, from the first contact to the last.

    ``in_line``: the first contact had not waited, so the person may have; ``came``: the person had just come to work;
    ``left``: the person then left work; ``until``: when next somebody waited whom the person did not take;
    ``since``: until when somebody had; ``last``: when the last contact began.
    """

    begins: float
    ends: float
    group: int
    in_line: bool = False
    came: bool = False
    left: bool = False
    until: float = np.inf
    since: float = -np.inf
    last: float = np.inf


@dataclass(frozen=True)
class Stretches:
    """Stretches of presence, each with its group (or NOBODY) and the chance that the person was there."""

    begins: FloatArray
    ends: FloatArray
    of: IntArray
    chance: FloatArray

    def and_nobody(self, rows: FloatArray) -> "Stretches":
        """These and others of nobody by name, as rows (from, to)."""
        return Stretches(
            np.concatenate((self.begins, rows[:, 0])),
            np.concatenate((self.ends, rows[:, 1])),
            np.concatenate((self.of, np.full(len(rows), NOBODY))),
            np.concatenate((self.chance, np.ones(len(rows)))),
        )

    def seconds(self, edges: FloatArray, group: int | None = None) -> FloatArray:
        """Expected person-seconds between each two neighbours of ``edges``, of one group where it is named."""
        own = np.ones(len(self.of), dtype=np.bool_) if group is None else self.of == group
        return seconds(self.begins[own], self.ends[own], edges, self.chance[own])


def seconds(begins: FloatArray, ends: FloatArray, edges: FloatArray, chance: FloatArray | None = None) -> FloatArray:
    """Person-seconds between each two neighbours of ``edges``; each stretch counts by its ``chance`` (1 unless given)."""
    weight = np.ones(len(begins)) if chance is None else chance

    def passed(moments: FloatArray) -> FloatArray:
        """Sum over moments of the time since, at each edge."""
        order = np.argsort(moments)
        before = np.searchsorted(moments[order], edges)
        count = np.concatenate(([0.0], np.cumsum(weight[order])))
        sums = np.concatenate(([0.0], np.cumsum((weight * moments)[order])))
        return np.asarray(count[before] * edges - sums[before], dtype=np.float64)

    return np.diff(passed(begins) - passed(ends))
