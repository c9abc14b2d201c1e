"""Order: contacts of many sources, put in order of their arrival, and what stands beside them in order of theirs.

A sort takes longer for each contact the more there are of them. Moments are spread over the day, so it is enough to throw them
into as many equal spans as there are contacts, and to set right the few that share one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled.jit import njit

CROWD = 64  # contacts in one span from which on they are sorted as usual: all who book the same moment, say


def by_moment(moments: NDArray[np.float64]) -> NDArray[np.int32]:
    """Give the places of all moments in ascending order; of equal ones the earlier place first."""
    count = len(moments)
    order, starts = np.empty(count, np.int32), np.zeros(count + 2, np.int32)
    if count:
        _spread(moments, float(moments.min()), float(moments.max()), order, starts)
    for span in np.flatnonzero(np.diff(starts) > CROWD).tolist():
        crowd = order[starts[span] : starts[span + 1]]
        crowd[:] = crowd[np.argsort(moments[crowd], kind="stable")]
    return order


@njit
def _spread(
    moments: NDArray[np.float64], least: float, most: float, order: NDArray[np.int32], starts: NDArray[np.int32]
) -> None:
    """Sort places by spans of time; within a span by moment, unless it is crowded. A span's places begin at its ``starts``."""
    count = len(moments)
    scale = count / (most - least) if most > least else 0.0
    for place in range(count):
        starts[min(int((moments[place] - least) * scale), count - 1) + 2] += 1
    for span in range(count):
        starts[span + 2] += starts[span + 1]
    for place in range(count):
        span = min(int((moments[place] - least) * scale), count - 1) + 1
        order[starts[span]] = place
        starts[span] += 1
    for span in range(count):
        first, last = starts[span], starts[span + 1]
        if last - first <= CROWD:
            for upto in range(first + 1, last):
                place, at = order[upto], upto
                while at > first and moments[order[at - 1]] > moments[place]:
                    order[at] = order[at - 1]
                    at -= 1
                order[at] = place


def seats(parts: Sequence[NDArray[np.integer[Any]]], rows: int) -> tuple[NDArray[np.int32], list[NDArray[np.int32]]]:
    """Seat parts, each with some of the rows, in one list sorted by row, earlier parts first.

    Gives where each row's seats begin (and where the list ends), and the seats of each part.
    """
    starts = np.zeros(rows + 2, np.int32)
    for part in parts:
        _count(part, starts)
    np.cumsum(starts, out=starts)
    found = [np.empty(len(part), np.int32) for part in parts]
    for part, own in zip(parts, found, strict=True):
        _seat(part, starts, own)
    return starts[:-1], found


@njit
def _count(part: NDArray[np.integer[Any]], starts: NDArray[np.int32]) -> None:
    for row in part:
        starts[row + 2] += 1


@njit
def _seat(part: NDArray[np.integer[Any]], starts: NDArray[np.int32], own: NDArray[np.int32]) -> None:
    for place in range(len(part)):
        own[place] = starts[part[place] + 1]
        starts[part[place] + 1] += 1
