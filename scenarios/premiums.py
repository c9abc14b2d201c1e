"""Premium hours: what an hour of work is multiplied by at night, on a Sunday, on a holiday.

``{"22:00-06:00": 1.35, sun: 1.5, "sat 14:00-24:00": 1.25}``: hours of every day, a day, or hours of a day. A day is ``mon`` to
``sun``, ``weekdays``, ``weekend`` or ``holidays``. Hours that run over midnight belong to the day they begin on. Where several hold,
the highest counts; where none does, an hour is worth one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import numpy as np
from pydantic import PlainValidator

from scenarios import units
from scenarios.faults import Problem, RefusedError, choices, shown
from scenarios.grids import Grid
from scenarios.hours import DAYS, KINDS_OF_DAY, NAMES, Spans, day_spans
from scenarios.units import DAY

EXAMPLE = '"22:00-06:00", sun, or "sat 14:00-24:00"'
BEYOND = 3  # days past the calendar that a shift may reach into


@dataclass(frozen=True)
class Premium:
    """Hours of some days, and what an hour of them is worth."""

    weekdays: frozenset[int]  # 0 is Monday
    holidays: bool
    spans: Spans  # seconds of the day; one that runs over midnight ends past 24 h
    factor: float

    def holds(self, day: int, grid: Grid) -> bool:
        """Whether it holds on a day of the calendar."""
        return grid.weekday(day) in self.weekdays or (self.holidays and grid.is_holiday(day))


@dataclass(frozen=True)
class Premiums:
    """All premium hours of a scenario.

    ``begins_again``: past the calendar's end hours are worth what those of its beginning are, even where it is not cyclic (the rest of a
    cyclic day is planned as a day that ends, and paid as ever).
    """

    rules: tuple[Premium, ...] = ()
    begins_again: bool = False

    def __bool__(self) -> bool:
        """Whether any hour is worth more or less than another."""
        return bool(self.rules)

    def worth(self, grid: Grid, *, cyclic: bool) -> "Worth":
        """What time is worth over the calendar and a few days past it; past the end of a cyclic one it begins again."""
        found: list[tuple[float, float, float]] = []
        for day in range(-1, grid.days + BEYOND):
            really = day % grid.days if cyclic or self.begins_again else day
            for rule in self.rules:
                if rule.holds(really, grid):
                    found += [(day * DAY + begin, day * DAY + end, rule.factor) for begin, end in rule.spans]
        moments = np.unique([0.0, (grid.days + BEYOND) * DAY, *(m for begin, end, _ in found for m in (begin, end))])
        middle = (moments[1:] + moments[:-1]) / 2
        factors = np.full(len(middle), -np.inf)
        for begin, end, factor in found:
            within = (begin < middle) & (middle < end)
            factors[within] = np.maximum(factors[within], factor)
        factors[np.isneginf(factors)] = 1.0
        return Worth(tuple(moments), tuple(np.r_[0.0, np.cumsum(factors * np.diff(moments))]))


@dataclass(frozen=True)
class Worth:
    """What time is worth: seconds by the clock, and seconds paid from the first moment until then."""

    moments: tuple[float, ...]
    paid: tuple[float, ...]

    def between(self, begin: float, end: float) -> float:
        """Seconds paid for the time from ``begin`` to ``end``."""
        until = np.interp([begin, end], self.moments, self.paid)
        return float(until[1] - until[0])


def _premiums(value: object) -> Premiums:
    if isinstance(value, Premiums):
        return value
    if not isinstance(value, Mapping):
        raise RefusedError(f"{shown(value)} are not premium hours; write {{{EXAMPLE.split(',', maxsplit=1)[0]}: 1.35}}")
    rules, problems = [], []
    for name, factor in value.items():
        try:
            rules.append(_premium(name, factor))
        except ValueError as reason:
            problems.append(Problem(str(reason), (name,)))
    if problems:
        raise RefusedError(*problems)
    return Premiums(tuple(rules))


def _premium(name: object, factor: object) -> Premium:
    if not isinstance(name, str):
        raise ValueError(f"{shown(name)} are no hours; write {EXAMPLE}")
    first, _, rest = name.strip().partition(" ")
    known = first.lower() in NAMES
    if not known and (rest or not first[:1].isdigit()):
        raise ValueError(f"no day is called {shown(first)}; days are {choices(first, NAMES)}")
    hours = rest if known else name
    spans = day_spans(hours) if hours else ((0.0, DAY),)
    day = first.lower() if known else ""
    return Premium(
        weekdays_of(day) if day else frozenset(range(7)), day == "holidays", spans, units.not_negative(factor)
    )


def weekdays_of(name: str) -> frozenset[int]:
    """Weekdays, Monday being 0, that a name stands for; none for ``holidays``."""
    own = KINDS_OF_DAY.get(name, (name,))
    return frozenset(DAYS.index(day) for day in own if day in DAYS)


PremiumHours: TypeAlias = Annotated[Premiums, PlainValidator(_premiums)]
