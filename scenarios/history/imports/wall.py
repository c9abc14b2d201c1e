"""Moments of rows on the centre's wall clock, and as instants to measure between."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.history.columns import DAY
from scenarios.history.imports.clocks import Clock
from scenarios.history.imports.deciding import Plan
from scenarios.history.imports.moments import BAD, BLANK, TIME_ONLY, Read
from scenarios.history.imports.tables import Piece
from scenarios.history.imports.tally import Tally

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Seen:
    """Moments on the centre's wall clock and as instants, seconds since 1970; nan where unknown.

    ``twice``: of an hour that comes twice, without an offset beside it: the instant may be an hour later.
    """

    wall: FloatArray
    instant: FloatArray
    twice: BoolArray
    clock: Clock | None = None

    @classmethod
    def of(cls, plan: Plan, found: Read, tally: Tally, piece: Piece, name: str) -> "Seen":
        """Moments as a file writes them on the centre's clock."""
        wall = found.wall
        none = np.zeros(len(wall), dtype=np.bool_)
        column = plan.columns[name]
        if plan.dated[name].zoned:
            instant = wall - found.offset
            if plan.clock:
                return cls(plan.clock.wall(instant), instant, none, plan.clock)
            return cls(wall, instant, none)
        written = plan.written or plan.clock
        if written is None:
            return cls(wall, wall, none)
        tally.add(
            f"{column}: moments of an hour that the clocks of {written.name} skip", "kept", written.skipped(wall), piece
        )
        twice = written.twice(wall)
        tally.add(
            f"{column}: moments of an hour that comes twice in {written.name}: read as the first", "kept", twice, piece
        )
        instant = written.utc(wall)
        if plan.written and plan.clock:
            wall = plan.clock.wall(instant)
        return cls(wall, instant, twice, plan.clock or plan.written)

    def shown(self, instant: FloatArray) -> FloatArray:
        """What the clock shows at other instants of the same rows; a clock that is not known goes on as it stood."""
        if self.clock is None:
            return instant + (self.wall - self.instant)
        return self.clock.wall(instant) + (
            self.wall - self.clock.wall(self.instant)
        )  # a moment that never was stays itself

    def since(self, earlier: "Seen") -> FloatArray:
        """Seconds that passed since an earlier moment; over the end of summer time an hour more where it would else be negative."""
        passed = self.instant - earlier.instant
        return np.where((passed < 0) & self.twice & (passed >= -3600), passed + 3600, passed)


def of_day(day: Read, time: Read) -> Read:
    """A day and a time of day that stand apart, as one moment."""
    bad = (day.kind == BAD) | (time.kind == BAD)
    blank = (day.kind == BLANK) | (time.kind == BLANK)
    kind = np.where(bad, BAD, np.where(blank, BLANK, day.kind)).astype(np.int8)
    return replace(day, second=time.second, offset=np.where(np.isnan(day.offset), time.offset, day.offset), kind=kind)


def moment(plan: Plan, piece: Piece, name: str, arrived: Seen, tally: Tally) -> Seen:
    """Another moment of each row: a time of day alone is that of the day of arrival, past midnight of the next."""
    found = plan.moments(piece, name)
    column = plan.columns[name]
    tally.add(f"{column}: cells that are no moment: taken as unknown", "mended", found.kind == BAD, piece)
    tally.cells(piece, column, found.kind == BAD, "not a moment")
    if plan.dated[name].kind != TIME_ONLY:
        return Seen.of(plan, found, tally, piece, name)
    with np.errstate(invalid="ignore"):
        wall = np.floor(arrived.wall / DAY) * DAY + np.where(found.kind == TIME_ONLY, found.second, np.nan)
        wall = np.where(wall < arrived.wall - DAY / 2, wall + DAY, wall)
    if arrived.clock is not None:
        return Seen(wall, arrived.clock.utc(wall), arrived.clock.twice(wall), arrived.clock)
    return Seen(wall, wall - (arrived.wall - arrived.instant), np.zeros(len(wall), dtype=np.bool_))
