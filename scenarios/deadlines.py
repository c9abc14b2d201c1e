"""Deadlines: by when deferred work is due.

A deadline is an elapsed time (``48 h``) or a number of working days (``3 working days``): Monday to Friday without
holidays, due at the same time of day. It runs from when the work joins its queue, or from the customer's first arrival.
"""

import re
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import numpy as np
from pydantic import PlainValidator

from scenarios import units
from scenarios.distributions import FloatArray
from scenarios.faults import shown
from scenarios.grids import Grid
from scenarios.units import DAY

_WORKING_DAYS = re.compile(r"\s*(\d+)\s+working\s+days?\s*")
MOST_WORKING_DAYS = 1000  # four years; more is a slip of the pen


@dataclass(frozen=True)
class Deadline:
    """A time, or a number of working days; the other is None."""

    seconds: float | None = None
    working_days: int | None = None

    def due(self, since: FloatArray, grid: Grid) -> FloatArray:
        """Moments at which what began at the moments ``since`` is due; NaN stays NaN."""
        begin = np.asarray(since, dtype=float)
        if self.seconds is not None:
            return begin + self.seconds
        known = ~np.isnan(begin)
        due = np.full(begin.shape, np.nan)
        days = np.floor(begin[known] / DAY).astype(np.int64)
        later = {int(day): _working_day_after(int(day), self.working_days or 0, grid) for day in np.unique(days)}
        due[known] = begin[known] + np.array([later[int(day)] - int(day) for day in days], dtype=float) * DAY
        return due


def _working_day_after(day: int, count: int, grid: Grid) -> int:
    """The day that is so many working days after a day; days are counted from the calendar's first."""
    free = {one.toordinal() - grid.start.toordinal() for one in grid.holidays}
    while count:
        day += 1
        count -= grid.weekday(day) < 5 and day not in free
    return day


def _deadline(value: object) -> Deadline:
    if isinstance(value, Deadline):
        return value
    if found := _WORKING_DAYS.fullmatch(value) if isinstance(value, str) else None:
        if not 1 <= int(found[1]) <= MOST_WORKING_DAYS:
            raise ValueError(f"{shown(value)}: a deadline is 1 to {MOST_WORKING_DAYS} working days")
        return Deadline(working_days=int(found[1]))
    try:
        seconds = units.duration(value)
    except ValueError as reason:
        raise ValueError(f"{reason} (or 3 working days)") from None
    if seconds <= 0:
        raise ValueError("a deadline of 0 s cannot be met; write one such as 48 h or 3 working days")
    return Deadline(seconds=seconds)


DeadlineTime: TypeAlias = Annotated[Deadline, PlainValidator(_deadline)]
