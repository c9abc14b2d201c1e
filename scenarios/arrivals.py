"""Arrivals: how many contacts come, and when.

There are four ways of saying so, of which a contact type uses one: expected volumes by interval, a rate that never changes,
a recorded day (`replay`), or appointments (`bookings`). Volumes and rates are means of Poisson arrivals, at a constant
rate within each interval, given the day's busyness; weekdays and holidays scale them.
"""

from collections.abc import Sequence
from typing import Self

from pydantic import PrivateAttr, ValidationInfo, model_validator

from scenarios.distributions import Fixed
from scenarios.faults import Problem, RefusedError, listed
from scenarios.fields import (
    BusynessName,
    Factor,
    Part,
    Share,
    Slots,
    SteadyVolumes,
    Surroundings,
    Time,
    Volumes,
    Words,
    field,
)
from scenarios.grids import Grid
from scenarios.replay import Replay

SOURCES = ("volumes", "rate", "replay", "bookings")
COUNTED = ("replay", "bookings")  # sources that say themselves how many come
MULTIPLIERS = ("busyness", "weekdays", "holidays")  # of volumes and rates; they do nothing with the others
MENDS = "write volumes: {file: ..., column: ...} or rate: 40 per h"


class TableColumn(Part):
    """A column of a CSV table that lies beside the scenario."""

    file: Words = field("The file, relative to the scenario.")
    column: Words = field("The column, by the name in the header row.")


class WeekdayFactors(Part):
    """What the volumes of each weekday are multiplied by."""

    mon: Factor = field("On Mondays.", default=1.0)
    tue: Factor = field("On Tuesdays.", default=1.0)
    wed: Factor = field("On Wednesdays.", default=1.0)
    thu: Factor = field("On Thursdays.", default=1.0)
    fri: Factor = field("On Fridays.", default=1.0)
    sat: Factor = field("On Saturdays.", default=1.0)
    sun: Factor = field("On Sundays.", default=1.0)

    @property
    def by_weekday(self) -> tuple[float, ...]:
        """The factors, from Monday on."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)


class Bookings(Part):
    """Appointments: how many in each interval (spread evenly over it), who comes, how early or late."""

    slots: Slots = field(
        "Appointments of each interval: a whole number, a list, or {file, column}.",
        unit="contacts",
        part=TableColumn,
    )
    no_show: Share = field("Share of those booked who never come.", default=0.0)
    early: Time = field("How long before the appointment they come.", unit="time", default=Fixed(0.0))
    late: Time = field("How long after the appointment they come.", unit="time", default=Fixed(0.0))


class Arrivals(Part):
    """How many contacts come: exactly one of volumes, rate, replay and bookings."""

    by_interval: Volumes | None = field(
        "Expected contacts of each interval: a list, or {file, column}.",
        alias="volumes",
        unit="contacts",
        default=None,
        part=TableColumn,
    )
    steady: SteadyVolumes | None = field(
        "A rate that never changes, such as 40 per h; instead of volumes.", alias="rate", unit="rate", default=None
    )
    replay: Replay | None = field("Arrivals, and what else is recorded, from a call log.", default=None)
    bookings: Bookings | None = field("Appointments.", default=None)
    busyness: BusynessName | None = field("The day's multiplier of the volumes, by its name.", default=None)
    weekdays: WeekdayFactors | None = field("What volumes are multiplied by on each weekday.", default=None)
    holidays: Factor | None = field("What volumes are multiplied by on holidays, whatever the weekday.", default=None)

    _volumes: tuple[float, ...] = PrivateAttr(default=())
    _known: int = PrivateAttr(default=0)

    @model_validator(mode="after")
    def _one_source(self, info: ValidationInfo) -> Self:
        parts = (self.by_interval, self.steady, self.replay, self.bookings)
        given = [name for name, part in zip(SOURCES, parts, strict=True) if part is not None]
        if len(given) != 1:
            both = f"{listed(given, 'and')} are {'both' if len(given) == 2 else 'all'} given"
            raise RefusedError(f"{both if given else 'how many contacts come is missing'}; {MENDS}")
        if given[0] in COUNTED:
            idle = [name for name in MULTIPLIERS if getattr(self, name) is not None]
            if idle:
                mend = f"multiplies volumes or a rate and does nothing with {given[0]}; take it out"
                raise RefusedError(*(Problem(f"{name} {mend}", (name,)) for name in idle))
        self._volumes = self._expected(Surroundings.of(info).grid)
        return self

    def _expected(self, grid: Grid | None) -> tuple[float, ...]:
        """Expected contacts of each interval of the calendar; none are expected of what is recorded or booked."""
        if self.by_interval is None and self.steady is None:
            return (0.0,) * grid.count if grid else ()
        volumes = self.by_interval or self.steady or ()
        if grid is None or (self.weekdays is None and self.holidays is None) or len(volumes) != grid.count:
            return volumes
        factors = [self._factor(grid, day) for day in range(grid.days)]
        return tuple(volume * factors[index // grid.per_day] for index, volume in enumerate(volumes))

    def _factor(self, grid: Grid, day: int) -> float:
        if self.holidays is not None and grid.is_holiday(day):
            return self.holidays
        weekdays: Sequence[float] = self.weekdays.by_weekday if self.weekdays else (1.0,) * 7
        return weekdays[grid.weekday(day)]

    @property
    def volumes(self) -> tuple[float, ...]:
        """Expected contacts of each interval of the calendar; zeros with replay and bookings."""
        return self._volumes

    @property
    def known(self) -> int:
        """So many of the first intervals are over: their volumes are contacts that came, and no chance is left in them."""
        return self._known

    def counted(self, came: Sequence[int], expected: Sequence[float]) -> Self:
        """The same source once part of the calendar is over: so many came in its first intervals, so many are expected after."""
        copy = self.model_copy()
        copy._volumes, copy._known = (*map(float, came), *expected), len(came)
        return copy
