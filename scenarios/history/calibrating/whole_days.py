"""Whole days: a log that begins or ends inside a day has that day in part, and on two days a year the clocks change.

A day cut short would count as a quiet one: volumes and people too low, busyness too high. The first and the last day are
part days where contacts are missing that their like days (those of the same weekday, else all others) make all but certain:
so many would have been due before the first contact, or after the last, that chance would leave none with a probability
under one in twenty thousand. A day on which the clocks change lacks an hour or has one twice. Both are left out, and said so.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from scenarios.history.calls import Calls

IntArray = NDArray[np.int64]

DUE = 10.0  # contacts: Poisson chance leaves none with probability exp(-10)


def whole_days(calls: Calls) -> tuple[Calls, Mapping[str, int]]:
    """The calls of whole days, and how many were left out, by the reason."""
    days = np.unique(calls.day)
    if len(days) < 2:
        return calls, {}
    notes: dict[str, int] = {}
    out: set[int] = set()
    weekday = np.array([(calls.first_day + timedelta(days=int(day))).weekday() for day in days])
    for day, kind in zip(days.tolist(), weekday.tolist(), strict=True):
        when = calls.first_day + timedelta(days=day)
        others = days[(weekday == kind) & (days != day) & ~np.isin(days, list(out))]
        reason = None
        if day in (days[0], days[-1]) and _cut(calls, day, days, others, first=day == days[0]):
            reason = f"contacts of {when}, of which the log has only a part: left out"
        elif len(others) and _clocks_change(when, calls.origin.time_zone):
            reason = f"contacts of {when}, on which the clocks changed: left out"
        if reason is not None:
            out.add(day)
            notes[reason] = int((calls.day == day).sum())
    return (calls.where(~np.isin(calls.day, list(out))) if out else calls), notes


def _cut(calls: Calls, day: int, days: IntArray, like: IntArray, *, first: bool) -> bool:
    """Whether contacts are missing at the beginning (or end) of a day that its like days make all but certain."""
    others = like if len(like) else days[(days != days[0]) & (days != days[-1])]
    others = others[(others != days[0]) & (others != days[-1])] if len(others) > 1 else others
    if not len(others):
        return False
    own = calls.second[calls.day == day]
    edge = own.min() if first else own.max()
    there = calls.second[np.isin(calls.day, others)]
    due = (there < edge).sum() if first else (there > edge).sum()
    # Measured against how busy the day was while the log has it: a quiet day is not a cut one.
    rest, rest_due = len(own), len(there) - due
    pace = min(rest * len(others) / rest_due, 1.0) if rest_due else 1.0
    return bool(pace * due / len(others) >= DUE)


def _clocks_change(when: date, zone: str) -> bool:
    """Whether the centre's clocks are put forward or back on a date."""
    if not zone:
        return False
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    midnight = datetime(when.year, when.month, when.day, tzinfo=place)
    after = when + timedelta(days=1)
    next_midnight = datetime(after.year, after.month, after.day, tzinfo=place)
    return next_midnight.astimezone(UTC) - midnight.astimezone(UTC) != timedelta(days=1)
