"""Order: contacts of many sources, put in order of their arrival, and what stands beside them in order of theirs.

A sort takes longer for each contact the more there are of them. Moments are spread over the day, so it is enough to throw them
into as many equal spans as there are contacts, and to set right the few that share one.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.compiled.jit import njit

Rows: TypeAlias = NDArray[np.integer[Any]]  # int64

CROWD = 64  # contacts in one span from which on they are sorted as usual: all who book the same moment, say


def by_moment(moments: NDArray[np.float64]) -> NDArray[np.int32]:
    """Give the places of all moments in ascending order; of equal ones the earlier place first."""
    count = len(moments)
    order, starts = np.empty(count, np.int32), np.zeros(count + 2, np.int32)
    crowded = count > 0 and _spread(moments, order, starts)
    for span in np.flatnonzero(np.diff(starts) > CROWD).tolist() if crowded else ():
        crowd = order[starts[span] : starts[span + 1]]
        crowd[:] = crowd[np.argsort(moments[crowd], kind="stable")]
    return order


@njit
def _spread(moments: NDArray[np.float64], order: NDArray[np.int32], starts: NDArray[np.int32]) -> bool:
    """Sort places by spans of time; within a span by moment, unless it is crowded. A span's places begin at its ``starts``.

    Whether any is crowded.
    """
    count, crowded = len(moments), False
    least = most = moments[0]
    for moment in moments:
        least, most = min(least, moment), max(most, moment)
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
        if last - first > CROWD:
            crowded = True
        else:
            for upto in range(first + 1, last):
                place, at = order[upto], upto
                while at > first and moments[order[at - 1]] > moments[place]:
                    order[at] = order[at - 1]
                    at -= 1
                order[at] = place
    return crowded


@njit
def count(rows: Rows, ends: NDArray[np.int32]) -> None:
    """Count what stands beside each row, so that running sums of ``ends`` tell where the seats of row r begin: at ``ends[r + 1]``."""
    for row in rows:
        ends[row + 2] += 1


@njit
def seat(rows: Rows, ends: NDArray[np.int32], seats: NDArray[np.int32]) -> None:
    """Give each row its next seat; when all are seated, the seats of row r end at ``ends[r + 1]``."""
    for place in range(len(rows)):
        at = rows[place] + 1
        seats[place] = ends[at]
        ends[at] += 1


@njit
def seat_stays(
    rows: Rows,
    ends: NDArray[np.int32],
    stay: tuple[int, NDArray[np.float64], NDArray[Any]],
    column: tuple[NDArray[Any], ...],
) -> None:
    """Seat the rows that come to a node of the IVR, like ``seat``, and write the node, the seconds and where it leads."""
    for place in range(len(rows)):
        at = rows[place] + 1
        seated = ends[at]
        ends[at] += 1
        column[0][seated], column[1][seated], column[2][seated] = stay[0], stay[1][place], stay[2][place]


@njit
def note(
    ends: NDArray[np.int32], places: NDArray[np.int32], before: int, first: NDArray[np.int32], many: NDArray[np.int16]
) -> None:
    """Write down at the rows' places where their seats begin, and how many they are, when all are seated."""
    for row in range(len(places)):
        first[places[row]] = before + ends[row]
        many[places[row]] = ends[row + 1] - ends[row]


@njit
def split(
    luck: NDArray[np.float64],
    bounds: NDArray[np.float64],
    rows: Rows,
    chosen: NDArray[np.int16],
    parts: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Send each row where its luck falls between the bounds; gather the rows of each way in ``parts``, and say how many they are."""
    many = np.zeros(len(bounds) + 1, np.int64)
    for place in range(len(rows)):
        way = 0
        for bound in bounds:
            way += luck[place] >= bound
        chosen[place] = way
        parts[way, many[way]] = rows[place]
        many[way] += 1
    return many
