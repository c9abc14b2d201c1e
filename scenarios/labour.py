"""Labour rules: what a plan of several days must not ask of anybody, and how much of the work may be part-time.

The rules for one person bind from calendars of 7 days on; shares of part-time always.
"""

from typing import Annotated, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from scenarios import units
from scenarios.faults import Problem, RefusedError, shown
from scenarios.fields import GroupName, Part, PositiveSeconds, Seconds, Share, Whole, field
from scenarios.units import HOUR

DaysOfAWeek: TypeAlias = Annotated[int, BeforeValidator(units.whole), Field(ge=1, le=7)]


class WeeklyHours(Part):
    """Paid time of one person in a week."""

    min: Seconds | None = field("At least.", unit="time", default=None)
    max: PositiveSeconds | None = field("At most.", unit="time", default=None)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            least, most = f"{shown(self.min / HOUR)} h", f"{shown(self.max / HOUR)} h"
            raise RefusedError(f"min: {least} is more than max: {most}; exchange them")
        return self


class Labour(Part):
    """Days, rest and hours of one person."""

    days_per_week: DaysOfAWeek | None = field("Most days worked in a week.", default=None)
    most_in_a_row: Whole | None = field("Most days worked in a row.", default=None, at_least=1)
    rest: Seconds | None = field("Least time between two shifts.", unit="time", default=None)
    weekly_hours: WeeklyHours | None = field("Paid time in a week, {min, max}.", default=None)


class PartTime(Part):
    """How many of a group's shifts may be short ones, on any one day."""

    groups: tuple[GroupName, ...] = field("Groups for which it holds, each by itself.")
    below: PositiveSeconds = field("Shifts shorter than this are part-time.", unit="time")
    most: Share = field("At most this share of the people who work on a day.")

    @model_validator(mode="after")
    def _names_a_group(self) -> Self:
        if not self.groups:
            raise RefusedError(Problem("the rule names no group", ("groups",)))
        return self
