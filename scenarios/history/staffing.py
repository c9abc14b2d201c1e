"""Who was there: staffing read off a log that does not record it.

The log names who answered each call, so a person is present from the first call of a stretch of work to the last. What
happens between two calls is judged by the callers, whom an available person would have answered at once:

- the pause after a call lasts at least as long as callers whom the person serves went on waiting in the gap;
- it lasts at most until the person's next call, and exactly so long if that caller had waited.

So each pause is known between two bounds, and their distribution is the likeliest one (Turnbull 1976). Pauses up to
`AWAY_AFTER` are part of the work (the log has no wrap-up; they stand in for it) and the person is present. A pause that is
longer for certain is absence: not staffed. So is a gap over `LONGEST_IDLE` in which nobody waited.

Two things fall outside the stretches. 491 answered calls name nobody (NO_SERVER), and now and then two calls of one name
overlap. Somebody held those calls, so their talk time is presence without a name, shared among the groups that are there.

Skills are read off as well: a person serves a family of calls when its share of his calls is at least `SKILLED` of its
share of all calls.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.history.bank_log import NOBODY, CallLog

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

AWAY_AFTER = 120.0
LONGEST_IDLE = 2700.0
SKILLED = 0.2
CELLS = np.array(
    [*range(11), 12, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120, 150, 180, 240, 300, 420, 600, 900, 1800, 3600, 1e6]
)  # ends of the cells (s) in which pauses are counted
ROUNDS = 1500


@dataclass(frozen=True)
class Stretch:
    """Unbroken presence of one person, in seconds of one day."""

    day: int
    server: str
    start: float
    end: float


@dataclass(frozen=True)
class Presence:
    """Stretches of presence, the pauses after calls as bounds (rows of low, high), and how gaps were told apart."""

    stretches: tuple[Stretch, ...]
    pauses: FloatArray
    counts: dict[str, int]


def skills(log: CallLog, family: IntArray, families: int) -> dict[str, frozenset[int]]:
    """Families of calls that each person serves; ``family`` holds one index a call."""
    named = np.array([who != NOBODY for who in log.server]) & log.answered
    overall = np.bincount(family[named], minlength=families) / max(named.sum(), 1)
    who = np.array(log.server)
    found: dict[str, frozenset[int]] = {}
    for server in sorted(set(who[named])):
        own = np.bincount(family[named & (who == server)], minlength=families)
        found[str(server)] = frozenset(
            int(i) for i in np.flatnonzero((own > 0) & (own >= SKILLED * overall * own.sum()))
        )
    return found


def presence(log: CallLog, family: IntArray, skilled: dict[str, frozenset[int]]) -> Presence:
    """Stretches of presence of every person on every day, nameless ones (server NO_SERVER) for calls that need them."""
    who = np.array(log.server)
    named = log.answered & (who != NOBODY)
    nameless = log.answered & (who == NOBODY)
    stretches = [
        Stretch(int(day), NOBODY, float(start), float(end))
        for day, start, end in zip(log.day[nameless], log.started[nameless], log.ended[nameless], strict=True)
    ]
    pauses: list[tuple[float, float]] = []
    counts: Counter[str] = Counter()
    for day in np.unique(log.day):
        today = log.day == day
        waits = {served: _waits(log, today & np.isin(family, list(served))) for served in set(skilled.values())}
        for server in sorted(set(who[named & today])):
            own = np.flatnonzero(named & today & (who == server))
            own = own[np.argsort(log.started[own], kind="stable")]
            stretches += _day(log, str(server), own, waits[skilled[str(server)]], pauses, counts)
    return Presence(tuple(stretches), np.array(pauses, dtype=np.float64).reshape(-1, 2), dict(counts))


def _day(
    log: CallLog,
    server: str,
    own: IntArray,
    waits: FloatArray,
    pauses: list[tuple[float, float]],
    counts: Counter[str],
) -> list[Stretch]:
    """Stretches of one person's day; ``own`` are the day's calls in order. Pauses and counts are added to."""
    day, starts, ends = int(log.day[own[0]]), log.started[own], np.maximum.accumulate(log.ended[own])
    stretches, began = [], float(starts[0])
    for end, start, call in zip(ends[:-1], starts[1:], own[1:], strict=True):
        if start < end:
            counts["calls that overlap the same person's last: the overlap is presence without a name"] += 1
            stretches.append(Stretch(day, NOBODY, float(start), float(min(end, log.ended[call]))))
            pauses.append((0.0, 0.0))
            continue
        pause = _pause(float(end), float(start), bool(log.waited[call] > 0), waits)
        pauses.append(pause)
        if pause[0] > AWAY_AFTER or start - end > LONGEST_IDLE:
            why = "callers waited in it" if pause[0] > AWAY_AFTER else "too long to be idle"
            counts[f"gaps between calls taken as absence: {why}"] += 1
            stretches.append(Stretch(day, server, began, float(end)))
            began = float(start)
        else:
            counts["gaps between calls taken as presence"] += 1
    return [*stretches, Stretch(day, server, began, float(ends[-1]))]


def _pause(end: float, start: float, next_waited: bool, waits: FloatArray) -> tuple[float, float]:
    """Bounds of the pause between a call's end and the next call's start."""
    if next_waited:
        return start - end, start - end
    # Logs have whole seconds, and lag a little: a wait that only touches the gap says nothing.
    inside = waits[np.searchsorted(waits[:, 1], end + 1, side="right") : np.searchsorted(waits[:, 0], start - 1)]
    return (float(min(inside[-1, 1], start)) - end if len(inside) else 0.0), start - end


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
    """Quantiles of the pauses up to AWAY_AFTER: as many equally likely seconds as asked for."""
    if not len(pauses):
        return np.zeros(count)
    cells, share = pause_distribution(pauses)
    short = cells <= AWAY_AFTER
    below = np.concatenate(([0.0], np.cumsum(share[short]) / share[short].sum()))
    return np.interp((np.arange(count) + 0.5) / count, below, np.concatenate(([0.0], cells[short])))


def _waits(log: CallLog, chosen: NDArray[np.bool_]) -> FloatArray:
    """Stretches of time in which any of the chosen callers waited, as rows (from, to), apart and in order."""
    queued = chosen & log.queued
    order = np.argsort(log.asked[queued], kind="stable")
    begins = log.asked[queued][order]
    ends = np.maximum.accumulate(begins + log.waited[queued][order]) if len(begins) else begins
    if not len(begins):
        return np.empty((0, 2))
    fresh = np.concatenate(([True], begins[1:] > ends[:-1]))
    lasts = np.concatenate((np.flatnonzero(fresh)[1:] - 1, [len(begins) - 1]))
    return np.column_stack((begins[fresh], ends[lasts]))


def hours_present(stretches: tuple[Stretch, ...], edges: FloatArray) -> FloatArray:
    """Person-seconds of presence between each two neighbours of ``edges``."""
    starts = np.array([one.start for one in stretches])
    ends = np.array([one.end for one in stretches])
    before = np.array([(np.minimum(ends, edge) - np.minimum(starts, edge)).sum() for edge in edges])
    return np.diff(before)


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
