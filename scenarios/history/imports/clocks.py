"""Clocks: from what a file writes to the centre's wall clock.

A file may write moments in UTC, with an offset beside each, or on somebody's wall clock. `Calls` and `Intervals` are on the
centre's. Where clocks are put forward an hour does not exist; where they are put back an hour comes twice, and a moment of it that has
no offset beside it can be either: both are counted, neither is moved. Time that passed is measured between instants.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from scenarios.history.columns import DAY

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class Clock:
    """A time zone over some years: the instants at which its offset changes, and the offsets before and after each."""

    name: str
    at: FloatArray
    before: FloatArray
    after: FloatArray
    first: float  # the offset before the first change

    @classmethod
    def over(cls, name: str, low: float, high: float) -> "Clock":
        """The clock of a zone from ``low`` to ``high``, seconds since 1970 of any clock."""
        zone = ZoneInfo(name)
        days = np.arange(np.floor(low / DAY) - 2, np.ceil(high / DAY) + 3)
        offsets = [_offset(zone, day * DAY) for day in days.tolist()]
        changes = [
            _change(zone, days[place] * DAY, days[place + 1] * DAY)
            for place in range(len(days) - 1)
            if offsets[place] != offsets[place + 1]
        ]
        at = np.array(changes, dtype=np.float64)
        return cls(
            name, at, np.array([_offset(zone, one - 1) for one in changes], dtype=np.float64),
            np.array([_offset(zone, one) for one in changes], dtype=np.float64), offsets[0],
        )  # fmt: skip

    def wall(self, utc: FloatArray) -> FloatArray:
        """What the wall clock shows at these instants."""
        offsets = np.concatenate(([self.first], self.after))
        return utc + offsets[np.searchsorted(self.at, utc, side="right")]

    def utc(self, wall: FloatArray) -> FloatArray:
        """The instants at which the wall clock shows this: the first of two; of an hour that is skipped, as if it were not."""
        offsets = np.concatenate(([self.first], self.after))
        ends = self.at + np.maximum(self.before, self.after)  # until then the offset before holds, the first time round
        return wall - offsets[np.searchsorted(ends, wall, side="right")]

    def skipped(self, wall: FloatArray) -> BoolArray:
        """Moments that this clock never shows."""
        return self._between(wall, self.at + self.before, self.at + self.after)

    def twice(self, wall: FloatArray) -> BoolArray:
        """Moments that this clock shows twice."""
        return self._between(wall, self.at + self.after, self.at + self.before)

    def _between(self, wall: FloatArray, low: FloatArray, high: FloatArray) -> BoolArray:
        found = np.zeros(len(wall), dtype=np.bool_)
        for start, end in zip(low.tolist(), high.tolist(), strict=True):
            if end > start:
                found |= (wall >= start) & (wall < end)
        return found


def _offset(zone: ZoneInfo, second: float) -> float:
    offset = (EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()
    return offset.total_seconds() if offset is not None else 0.0


def _change(zone: ZoneInfo, low: float, high: float) -> float:
    """The second from which the later offset holds."""
    old = _offset(zone, low)
    while high - low > 1:
        middle = np.floor((low + high) / 2)
        low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
    return float(high)
