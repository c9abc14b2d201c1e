"""Rows: a log as compiled functions read it, and what can be said of one row alone."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled.jit import part
from sim.log import Log, Outcome

Floats = NDArray[np.float64]
Ints = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]

# Numbers in place of names: constants, for the compiler.
ANSWERED, BLOCKED, UNFINISHED = int(Outcome.ANSWERED), int(Outcome.BLOCKED), int(Outcome.UNFINISHED)

CODES: dict[str, type[Any]] = {
    "number": np.int64,
    "cause": np.int8,
    "contact_type": np.int16,
    "queue": np.int16,
    "outcome": np.int8,
    "group": np.int16,
    "agent": np.int32,
    "sequel": np.int8,
}


class Rows(NamedTuple):
    """Columns of a log, each of one kind of number whoever wrote it: another kind would be compiled anew."""

    number: Ints
    cause: Ints
    contact_type: Ints
    arrived_at: Floats
    queue: Ints
    joined_at: Floats
    outcome: Ints
    taken_at: Floats
    answered_at: Floats
    ended_at: Floats
    released_at: Floats
    left_at: Floats
    group: Ints
    agent: Ints
    sequel: Ints
    due_at: Floats

    def some(self, begin: int, end: int) -> Rows:
        """Give the rows from one on until before another."""
        return Rows._make(column[begin:end] for column in self)

    @classmethod
    def of(cls, log: Log) -> Rows:
        """Take the columns of a log; nothing is copied unless it has to be."""
        return cls._make(np.ascontiguousarray(getattr(log, name), CODES.get(name, np.float64)) for name in cls._fields)


@part
def interval_of(moment: float, interval: float) -> int:
    """Whole intervals before a moment that is not negative."""
    place = int(moment / interval)
    # The quotient is rounded, up to a whole number it may be.
    return place - 1 if place * interval > moment else place


@part
def waited(outcome: int, joined: float, answered: float, left: float, end: float) -> float:
    """Seconds waited; an unfinished contact has waited until the calendar's end, an attempt due after it not at all."""
    if outcome == UNFINISHED:
        return 0.0 if np.isnan(joined) else max(end - joined, 0.0)
    if outcome == BLOCKED:
        return 0.0
    return (answered if outcome == ANSWERED else left) - joined


@part
def place_of(moment: float, interval: float, intervals: int) -> int:
    """Interval of a moment; before the first one it is the first, after the last one the last."""
    if moment <= 0.0:
        return 0
    if moment >= interval * intervals:
        return intervals - 1
    return min(interval_of(moment, interval), intervals - 1)


class Stretch(NamedTuple):
    """A span of time cut to what is measured: the intervals of its two ends, and how far into each they lie (s)."""

    first: int
    last: int
    head: float
    tail: float


@part
def stretch(begins: float, ends: float, interval: float, least: float, most: float) -> Stretch:
    """Cut a span to what lies between ``least`` and ``most``."""
    begins, ends = min(max(begins, least), most), min(max(ends, least), most)
    first, last = interval_of(begins, interval), interval_of(ends, interval)
    return Stretch(first, last, begins - first * interval, ends - last * interval)


@part
def lay(spans: Floats, name: int, over: Stretch, weight: float) -> None:
    """Lay a stretch of time over the intervals of a name.

    It adds the part of its last interval up to its end, takes off the part of its first one before its beginning, and fills every
    interval from the first up to the last. All three are counted at their interval, so nothing large is subtracted from
    anything large. What they come to says ``Grid.filled``.
    """
    spans[0, name, over.first] += weight
    spans[0, name, over.last] -= weight
    spans[1, name, over.last] += over.tail * weight
    spans[2, name, over.first] += over.head * weight
