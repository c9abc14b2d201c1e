"""Calendars: the time that is simulated, the intervals it is cut into, and which of its days are holidays.

Holidays matter to volumes (``arrivals: {holidays: 0.5}``), opening hours and deadlines in working days. They are written as
a country's code, or as dates.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, PlainValidator, ValidationInfo

from scenarios import units
from scenarios.faults import Problem, RefusedError, choices, shown
from scenarios.fields import Day, Part, Truth, field
from scenarios.grids import Grid
from scenarios.units import DAY, show_duration

MOST_DAYS = 3660  # ten years; more is a slip of the pen
BEYOND = 31  # days past the calendar whose holidays are known too: deadlines may fall there


def _holidays(value: object, info: ValidationInfo) -> frozenset[date]:
    """Holidays from the day before the calendar (whose night may reach into it) to a month past its end."""
    start, days = info.data.get("start"), info.data.get("days")
    found = _of_country(value, start, days) if isinstance(value, str) else _dates(value)
    if start is None or days is None:
        return found
    first = start.toordinal()
    return frozenset(day for day in found if first - 1 <= day.toordinal() <= first + days + BEYOND)


def _dates(value: object) -> frozenset[date]:
    if not isinstance(value, Sequence | frozenset | set):
        raise RefusedError(f"{shown(value)} is neither a country such as CN nor a list of dates such as [2026-05-01]")
    found, problems = set(), []
    for index, item in enumerate(value):
        try:
            found.add(units.day(item))
        except ValueError as reason:
            problems.append(Problem(str(reason), (index,)))
    if problems:
        raise RefusedError(*problems)
    return frozenset(found)


def _of_country(value: str, start: date | None, days: int | None) -> frozenset[date]:
    # A calendar of dates for all the world takes its time to import; most scenarios need none.
    from holidays import country_holidays, list_supported_countries

    regions = list_supported_countries()
    country, _, region = value.strip().upper().partition("-")
    if country not in regions:
        raise RefusedError(f"no country has the code {shown(value)}; write a code such as CN or DE, or a list of dates")
    if region and region not in regions[country]:
        have = f"its regions are {choices(region, regions[country])}" if regions[country] else f"write {country}"
        raise RefusedError(f"no region of {country} with holidays of its own is called {shown(region)}; {have}")
    if start is None or days is None:
        return frozenset()
    last = min(start.toordinal() + min(days, MOST_DAYS) + BEYOND, date.max.toordinal())
    years = range(date.fromordinal(max(start.toordinal() - 1, 1)).year, date.fromordinal(last).year + 1)
    return frozenset(country_holidays(country, subdiv=region or None, years=years))


Holidays: TypeAlias = Annotated[frozenset[date], PlainValidator(_holidays)]


def _days(value: object) -> int:
    days = units.whole(value)
    if days > MOST_DAYS:
        raise ValueError(f"{days} days are more than {MOST_DAYS}")
    return days


def _interval(value: object) -> float:
    length = units.duration(value)
    if length >= units.MINUTE and DAY % length:
        mend = "write 5 min, 10 min, 15 min, 20 min, 30 min or 1 h"
        raise ValueError(f"{show_duration(length)} does not divide 24 h; {mend}")
    return length


Days: TypeAlias = Annotated[int, BeforeValidator(_days)]
Interval: TypeAlias = Annotated[float, BeforeValidator(_interval)]


class Calendar(Part):
    """The time that is simulated, and the intervals it is cut into."""

    start: Day = field("First day, such as 2026-03-02.")
    days: Days = field("How many days.", default=1, at_least=1)
    interval: Interval = field("Length of an interval; divides 24 h.", unit="time", default=1800.0, at_least=60.0)
    cyclic: Truth = field("A typical day or week: shifts past the end wrap to the beginning.", default=False)
    holidays: Holidays = field(
        "Holidays: a country's code, such as CN or DE-BY, or a list of dates.", default=frozenset()
    )

    @property
    def grid(self) -> Grid:
        """The calendar as lists and tables see it."""
        return Grid(self.start, self.days, self.interval, self.holidays)

    @property
    def per_day(self) -> int:
        """Intervals of one day."""
        return self.grid.per_day

    @property
    def intervals(self) -> int:
        """Intervals of the whole calendar."""
        return self.grid.count

    @property
    def horizon(self) -> float:
        """Length of the whole calendar in seconds."""
        return self.days * DAY

    @property
    def starts(self) -> tuple[str, ...]:
        """When each interval starts: ``2026-03-02T08:30``."""
        return tuple(self.grid.moment(index) for index in range(self.intervals))

    def date_of(self, day: int) -> date:
        """The date of a day of the calendar, the first being 0."""
        return date.fromordinal(self.start.toordinal() + day)
