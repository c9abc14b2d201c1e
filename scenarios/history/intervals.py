"""Intervals: what an ACD's export says, one row an interval and key, in columns.

The key of a row is all that tells it from others of the same interval: queue, contact type, channel, skill and language, as
far as the export has them. ``starts`` is seconds of the centre's wall clock counted from 00:00 of ``first_day``, as in `Calls`;
where the clocks are put back, two rows of one key may start at the same second. Rows stand in order of ``starts``, ties in the
order of the file. Counts are contacts, ``…_seconds`` are sums over contacts; nan is unknown, never nought.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.history.coded import BoolArray, Coded
from scenarios.history.origin import Origin

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DAY = 86_400
KEYS = ("queue", "contact_type", "channel", "skill", "language")
COUNTS = ("offered", "answered", "abandoned", "answered_within")
SUMS = ("handle_seconds", "wait_seconds")


@dataclass(frozen=True, eq=False)
class Intervals:
    """Interval records in columns; see the module for units.

    ``length``: seconds of an interval. ``answered_within``: answered after a wait of at most ``threshold`` seconds (nan: not
    said). ``handle_seconds``: talk, hold and wrap-up of the contacts of the row together, as ACDs sum them;
    ``wait_seconds``: waits of the answered together.
    """

    first_day: date
    length: float
    starts: FloatArray
    queue: Coded
    contact_type: Coded
    channel: Coded
    skill: Coded
    language: Coded
    offered: FloatArray
    answered: FloatArray
    abandoned: FloatArray
    answered_within: FloatArray
    handle_seconds: FloatArray
    wait_seconds: FloatArray
    threshold: float
    origin: Origin

    def __post_init__(self) -> None:
        """Refuse columns of different lengths."""
        lengths = {name: len(getattr(self, name)) for name in COLUMNS}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns differ in length: {lengths}")

    def __len__(self) -> int:
        """Rows."""
        return len(self.starts)

    @property
    def day(self) -> IntArray:
        """The day of each row: 0 is ``first_day``."""
        return np.floor_divide(self.starts, DAY).astype(np.int64)

    @property
    def second(self) -> FloatArray:
        """The wall-clock second of the day at which each row's interval starts."""
        return self.starts % DAY

    @property
    def days(self) -> tuple[date, ...]:
        """The dates with at least one row, in order."""
        return tuple(self.first_day + timedelta(days=int(day)) for day in np.unique(self.day))

    def where(self, rows: BoolArray) -> "Intervals":
        """Some of the rows; the origin stays that of the whole."""
        place = np.flatnonzero(rows)
        columns: dict[str, Any] = {name: getattr(self, name) for name in COLUMNS}
        taken: dict[str, Any] = {
            name: one.taken(place) if isinstance(one, Coded) else one[place] for name, one in columns.items()
        }
        return replace(self, **taken)


COLUMNS: tuple[str, ...] = tuple(
    one.name for one in fields(Intervals) if one.name not in {"first_day", "length", "threshold", "origin"}
)
