"""Pauses and people: what stands in for wrap-up where it is not recorded, and presence in whole people.

A log names who answered, not when a person was ready again. What happens between two contacts is judged by the callers, whom an
available person would have answered at once:

- the pause after a contact lasts at least as long as callers whom the person serves went on waiting in the gap;
- it lasts at most until the person's next contact, and exactly so long if that caller had waited.

So each pause is known between two bounds, and their distribution is the likeliest one (Turnbull 1976). Pauses up to
`AWAY_AFTER` are part of the work. A pause that is longer for certain is absence; so is a gap over `LONGEST_IDLE` in which
nobody waited, or over a longer time where contacts are rare (``calibrating/presence.py``).
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

AWAY_AFTER = 120.0
LONGEST_IDLE = 2700.0
SKILLED = 0.2  # of what would be a person's share of a queue if all served it alike, from which the queue is a skill
CELLS = np.array(
    [*range(11), 12, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120, 150, 180, 240, 300, 420, 600, 900, 1800, 3600, 1e6]
)  # ends of the cells (s) in which pauses are counted
ROUNDS = 1500


def pause_distribution(pauses: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Ends of cells (s) and the likeliest share of pauses in each, from their bounds, by self-consistency (Turnbull)."""
    low, high = np.searchsorted(CELLS, pauses[:, 0]), np.searchsorted(CELLS, pauses[:, 1])
    bounds, times = np.unique(np.column_stack((low, high)), axis=0, return_counts=True)
    cell = np.arange(len(CELLS))
    possible = (cell >= bounds[:, :1]) & (cell <= bounds[:, 1:])
    share = np.full(len(CELLS), 1.0 / len(CELLS))
    for _ in range(ROUNDS):
        weight = possible * share
        share = (times[:, None] * weight / weight.sum(axis=1, keepdims=True)).sum(axis=0) / times.sum()
    return CELLS, np.asarray(share, dtype=np.float64)


def wrap_up(pauses: FloatArray, count: int = 200) -> FloatArray:
    """Quantiles of the pauses up to AWAY_AFTER: as many equally likely seconds as asked for; noughts where none is so short."""
    if not len(pauses):
        return np.zeros(count)
    cells, share = pause_distribution(pauses)
    short = cells <= AWAY_AFTER
    if not share[short].any():
        return np.zeros(count)
    below = np.concatenate(([0.0], np.cumsum(share[short]) / share[short].sum()))
    return np.interp((np.arange(count) + 0.5) / count, below, np.concatenate(([0.0], cells[short])))


def whole_people(mean: FloatArray) -> IntArray:
    """Whole people for each group (row) and interval (column) that keep the mean presence over the day.

    What rounding takes from an interval is carried to the next, for the total first and within it for each group, so 6.5
    people become 7, 6, 7, 6: no group and no hour drifts. Where somebody was there for a quarter of the time, one person is;
    with less, nobody is, and nothing is carried across.
    """
    carried, total_carried = np.zeros(len(mean)), 0.0
    people = np.zeros(mean.shape, dtype=np.int64)
    for interval in range(mean.shape[1]):
        wanted = mean[:, interval]
        if wanted.sum() < 0.25:
            carried, total_carried = np.zeros(len(mean)), 0.0
            continue
        total = max(int(np.floor(wanted.sum() + total_carried + 0.5)), 1)
        total_carried += wanted.sum() - total
        people[:, interval] = _shared(total, np.where(wanted > 0, np.maximum(wanted + carried, 0.0), 0.0), wanted > 0)
        carried += wanted - people[:, interval]
    return people


def _shared(total: int, due: FloatArray, there: NDArray[np.bool_]) -> IntArray:
    """``total`` people in whole numbers as near to what is ``due`` as can be; only groups that are ``there`` get any."""
    share = np.floor(due).astype(np.int64)
    while share.sum() < total:
        share[int(np.argmax(np.where(there, due - share, -np.inf)))] += 1
    while share.sum() > total:
        share[int(np.argmax(np.where(share > 0, share - due, -np.inf)))] -= 1
    return share
