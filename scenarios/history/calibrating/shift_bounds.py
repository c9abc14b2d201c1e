"""When people came and went, of which a log shows only the contacts between.

After the last contact of a shift a person may have left at once or been idle until it was over; the longer the idle time
would have been, the less likely is it that nobody called. The contact may also have run over the end of the shift, which is
then any moment since the contact began. So the end has a likelihood at every moment: 1 during the last contact, falling
afterwards by the rate at which people of the group are called at that time of day. Beginnings are the same backwards. How many
shifts begin and end at each time of day is common to all people; it and the rates are found together by
expectation-maximization (Dempster, Laird and Rubin 1977), which leaves every bound at several moments, each with its chance.

Shifts begin and end on the edges of intervals, or between two of them at any moment alike: with a share for each moment
of its own the likeliest shares would follow the chance in the last contacts. A break has no such times of day: a person is
idle before and after it for the mean time, within its interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.history.calibrating.stretches import Span, Stretches
from scenarios.history.columns import DAY

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

HALF_HOUR = 1800.0  # the rate of calls is even within
HALF_HOURS = round(DAY / HALF_HOUR)
CELL = 300.0  # s: shifts begin and end at multiples of this
CELLS = round(DAY / CELL)
STEADY = 5.0  # calls' worth of a group's mean rate that steady the rate of each half-hour
ROUNDS, SETTLED = 300, 1e-4  # at most so many, until no chance changes by more


class _Idle:
    """Idle times by half-hour: ``seconds`` of each (column) in the half-hours it may touch (row) and the place of their rate."""

    def __init__(self, begins: FloatArray, ends: FloatArray, group: IntArray) -> None:
        """Idle times, each in one group."""
        longest = (ends - begins).max(initial=0.0)
        half_hour = begins // HALF_HOUR + np.arange(int(longest // HALF_HOUR) + 2)[:, None]
        inside = np.minimum(ends, (half_hour + 1) * HALF_HOUR) - np.maximum(begins, half_hour * HALF_HOUR)
        self.seconds = np.maximum(inside, 0.0)
        self.place = group * HALF_HOURS + half_hour.astype(np.int64) % HALF_HOURS

    def by_place(self, chance: FloatArray, places: int) -> FloatArray:
        """Seconds by place of the rate, each idle time by the chance of it."""
        return _sums(self.place.ravel(), (self.seconds * chance).ravel(), places)


@dataclass(frozen=True)
class _Bounds:
    """Beginnings (``kind`` 0) and ends (1) of shifts: the contact next to each, and between which moments each lies."""

    kind: IntArray
    group: IntArray
    answered: FloatArray
    ended: FloatArray
    earliest: FloatArray
    latest: FloatArray


@dataclass(frozen=True)
class _Likely:
    """Moments at which each bound (``row``) may lie, with their chances; calls a second by group (row) and half-hour."""

    row: IntArray
    moment: FloatArray
    chance: FloatArray
    rate: FloatArray


def located(spans: Sequence[Span], idle: FloatArray, longest: FloatArray, interval: float, pause: float) -> Stretches:
    """Presence with what lies between the contacts next to the bounds of each stretch and the bounds themselves.

    ``idle``: gaps in which people were there, as rows (end, length, group). ``longest``: longest idle time by group (row) and
    hour of the day. ``pause`` follows every contact of the scenario, that before a break too, where wrap-up is not recorded.
    """
    begins, ends, since, until, last = (
        np.array([getattr(one, name) for one in spans], dtype=np.float64)
        for name in ("begins", "ends", "since", "until", "last")
    )
    in_line, came, left = (
        np.array([getattr(one, name) for one in spans], dtype=np.bool_) for name in ("in_line", "came", "left")
    )
    group = np.array([one.group for one in spans], dtype=np.int64)
    earliest = np.where(in_line, np.maximum(since, begins - longest[group, _half_hour(begins) // 2]), begins)
    latest = np.clip(until, ends, ends + longest[group, _half_hour(ends) // 2])
    bounds = _Bounds(
        np.concatenate((np.zeros_like(begins[came]), np.ones_like(ends[left]))).astype(np.int64),
        np.concatenate((group[came], group[left])),
        np.concatenate((begins[came], last[left])),
        np.concatenate((begins[came], ends[left])),
        np.concatenate((earliest[came], np.nextafter(last[left], np.inf))),
        np.concatenate((begins[came], latest[left])),
    )
    found = _likely(bounds, idle, interval)
    back = begins - in_line / found.rate[group, _half_hour(begins)]
    back = np.maximum(back, np.maximum(np.floor(begins / interval) * interval, since))
    away = np.minimum(ends + 1 / found.rate[group, _half_hour(ends)], (np.floor(ends / interval) + 1) * interval)
    away = np.maximum(np.minimum(away, until), ends + pause)
    starts = found.row < came.sum()
    coming, going = np.flatnonzero(came)[found.row[starts]], np.flatnonzero(left)[found.row[~starts] - came.sum()]
    # Each stretch in two, cut where the last contact begins: when a person came and when he left are told apart.
    return Stretches(
        np.concatenate((found.moment[starts], back[~came], last[going], last[~left])),
        np.concatenate((last[coming], last[~came], found.moment[~starts], away[~left])),
        np.concatenate((group[coming], group[~came], group[going], group[~left])),
        np.concatenate(
            (found.chance[starts], np.ones_like(back[~came]), found.chance[~starts], np.ones_like(away[~left]))
        ),
    )


def _half_hour(moment: FloatArray) -> IntArray:
    """The half-hour of the day."""
    return (moment % DAY // HALF_HOUR).astype(np.int64)


def _sums(place: IntArray, weight: FloatArray, places: int) -> FloatArray:
    """Weight by place."""
    return np.asarray(np.bincount(place, weight, minlength=places), dtype=np.float64)


def _likely(bounds: _Bounds, idle: FloatArray, interval: float) -> _Likely:
    """Where bounds lie, by expectation-maximization."""
    row, moment = _moments(bounds)
    group, answered, ended = bounds.group[row], bounds.answered[row], bounds.ended[row]
    early = moment < answered
    beside = _Idle(np.where(early, moment, ended), np.where(early, answered, np.maximum(moment, ended)), group)
    known = idle[:, 2].astype(np.int64)
    groups = int(max(known.max(initial=0), bounds.group.max(initial=0))) + 1
    places, time = groups * HALF_HOURS, bounds.kind[row] * CELLS + (moment % DAY // CELL).astype(np.int64)
    calls = _sums(known * HALF_HOURS + _half_hour(idle[:, 0]), np.ones(len(idle)), places)
    free = _Idle(idle[:, 0] - idle[:, 1], idle[:, 0], known).by_place(np.ones(len(idle)), places)
    usual = np.repeat(_usual(calls, free), HALF_HOURS)
    ending = bounds.kind[row] == 1
    share, chance, rate = np.ones(2 * CELLS), np.zeros(len(row)), usual
    for _ in range(ROUNDS):
        weight = share[time] * np.exp(-(beside.seconds * rate[beside.place]).sum(axis=0))
        before, chance = chance, weight / np.bincount(row, weight)[row]
        if np.abs(chance - before).max(initial=0) < SETTLED:
            break
        share = _levelled(_sums(time, chance, 2 * CELLS), interval)
        rate = (calls + STEADY) / (free + beside.by_place(chance * ending, places) + STEADY / usual)
    return _Likely(row, moment, chance, rate.reshape(groups, HALF_HOURS))


def _moments(bounds: _Bounds) -> tuple[IntArray, FloatArray]:
    """Where each bound may lie (rows of bounds, moments): at cells within its limits, or else at the end of its contact."""
    first = np.ceil(bounds.earliest / CELL)
    count = np.maximum(np.floor(bounds.latest / CELL) - first + 1, 0).astype(np.int64)
    many = np.maximum(count, 1)
    row = np.repeat(np.arange(len(many)), many)
    place = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    return row, np.where(count[row] > 0, (first[row] + place) * CELL, bounds.ended[row])


def _usual(calls: FloatArray, idle: FloatArray) -> FloatArray:
    """Calls a second to who is idle over the day, by group."""
    calls, idle = calls.reshape(-1, HALF_HOURS).sum(axis=1), idle.reshape(-1, HALF_HOURS).sum(axis=1)
    return np.asarray(np.maximum(calls, 1.0) / np.maximum(idle, 1.0), dtype=np.float64)


def _levelled(count: FloatArray, interval: float) -> FloatArray:
    """Bounds by time of day, those between the edges of intervals alike within each half-hour."""
    moment = np.arange(CELLS) * CELL
    between = ((moment % interval > 0) & (moment % HALF_HOUR > 0)).reshape(HALF_HOURS, -1)
    split = count.reshape(2, HALF_HOURS, -1)
    mean = (split * between).sum(axis=2, keepdims=True) / np.maximum(between.sum(axis=1), 1)[:, None]
    return np.asarray(np.where(between, mean, split).ravel(), dtype=np.float64)
