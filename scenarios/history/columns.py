"""Columns: what tables of history have in common. A row each, moments on the centre's wall clock, columns of one length."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any, ClassVar, Self, cast

import numpy as np
from numpy.typing import NDArray

from scenarios.history.coded import BoolArray, Coded
from scenarios.history.origin import Origin

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DAY = 86_400


class Columns:
    """A frozen dataclass of columns; ``first_day`` and what else is ``of_all`` rows stand beside them. ``moment``: the column that dates a row."""

    of_all: ClassVar[frozenset[str]] = frozenset({"first_day", "origin"})
    moment: ClassVar[str]
    first_day: date
    origin: Origin

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The columns, in their order."""
        return tuple(one.name for one in fields(cast("Any", cls)) if one.name not in cls.of_all)

    def __post_init__(self) -> None:
        """Refuse columns of different lengths."""
        lengths = {name: len(getattr(self, name)) for name in self.names()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns differ in length: {lengths}")

    def __len__(self) -> int:
        """Rows."""
        return len(self._moments)

    @property
    def _moments(self) -> FloatArray:
        return cast("FloatArray", getattr(self, self.moment))

    @property
    def day(self) -> IntArray:
        """The day of each row: 0 is ``first_day``."""
        return np.floor_divide(self._moments, DAY).astype(np.int64)

    @property
    def second(self) -> FloatArray:
        """The wall-clock second of the day at which each row begins."""
        return self._moments % DAY

    @property
    def days(self) -> tuple[date, ...]:
        """The dates with at least one row, in order."""
        return tuple(self.first_day + timedelta(days=int(day)) for day in np.unique(self.day))

    def where(self, rows: BoolArray) -> Self:
        """Some of the rows; the origin stays that of the whole."""
        place = np.flatnonzero(rows)
        columns = {name: getattr(self, name) for name in self.names()}
        taken = {name: one.taken(place) if isinstance(one, Coded) else one[place] for name, one in columns.items()}
        return cast("Self", replace(cast("Any", self), **taken))
