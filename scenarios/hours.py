"""Opening hours: when a queue takes contacts.

Hours are spans of a day (``06:00-24:00``; ``22:00-06:00`` runs over midnight and belongs to the day it begins on), one or
a list of them, or ``closed``; or a mapping from days to such: ``mon`` to ``sun``, ``weekdays``, ``weekend``, ``holidays``. A day by
its own name goes before its kind, holidays before both; days that the mapping does not name are closed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import PlainValidator, ValidationInfo

from scenarios import units
from scenarios.faults import Problem, RefusedError, choices, shown
from scenarios.fields import Surroundings
from scenarios.grids import Grid
from scenarios.units import DAY

Spans: TypeAlias = tuple[tuple[float, float], ...]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KINDS_OF_DAY = {"weekdays": DAYS[:5], "weekend": DAYS[5:]}
NAMES = (*DAYS, *KINDS_OF_DAY, "holidays")
EXAMPLE = '"06:00-24:00", a list of such, or closed'


@dataclass(frozen=True)
class Hours:
    """Spans of each weekday, from Monday on, and of holidays; None where nothing is said. Spans may pass midnight."""

    weekdays: tuple[Spans | None, ...]
    holidays: Spans | None = None

    def on(self, day: int, grid: Grid) -> Spans | None:
        """Spans of a day of the calendar (or the day before it), in seconds of that day."""
        if self.holidays is not None and grid.is_holiday(day):
            return self.holidays
        return self.weekdays[grid.weekday(day)]

    def covers(self, grid: Grid) -> bool:
        """Whether any day of the calendar is named at all."""
        return any(self.on(day, grid) is not None for day in range(grid.days))

    def spans(self, grid: Grid) -> Spans:
        """When it is open over the calendar, from the night that reaches into it to its end; spans that meet are one."""
        days = range(-1, grid.days)
        found = sorted((day * DAY + a, day * DAY + b) for day in days for a, b in self.on(day, grid) or ())
        return merged([(max(a, 0.0), min(b, grid.days * DAY)) for a, b in found])


def merged(spans: Sequence[tuple[float, float]]) -> Spans:
    """Spans in order, those that meet or overlap made one, empty ones left out."""
    kept: list[tuple[float, float]] = []
    for begin, end in sorted(spans):
        if end <= begin:
            continue
        if kept and begin <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((begin, end))
    return tuple(kept)


def _hours(value: object, info: ValidationInfo) -> Hours:
    if isinstance(value, Hours):
        return value
    if not isinstance(value, Mapping):
        return Hours((day_spans(value),) * 7)
    found: dict[str, Spans] = {}
    problems = [] if value else [Problem(f"no hours are given; write {EXAMPLE}")]
    for name, hours in value.items():
        try:
            if name not in NAMES:
                raise ValueError(f"no day is called {shown(name)}; days are {choices(name, NAMES)}")
            found[name] = day_spans(hours)
        except RefusedError as refused:
            problems += refused.under(name)
        except ValueError as reason:
            problems.append(Problem(str(reason), (name,)))
    if problems:
        raise RefusedError(*problems)
    kinds = {day: found[kind] for kind, days in KINDS_OF_DAY.items() if kind in found for day in days}
    made = Hours(tuple(found.get(day, kinds.get(day)) for day in DAYS), found.get("holidays"))
    grid = Surroundings.of(info).grid
    if grid and not made.covers(grid):
        raise ValueError(
            "no day of the calendar is named here, so that the queue never opens; name its days, or closed"
        )
    return made


def day_spans(value: object) -> Spans:
    """Read the spans of one day; the end of one that runs over midnight lies past 24 h."""
    if value == "closed":
        return ()
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        spans, problems = [], []
        for index, item in enumerate(value):
            try:
                spans.append(_span(item))
            except ValueError as reason:
                problems.append(Problem(str(reason), (index,)))
        if problems:
            raise RefusedError(*problems)
        return tuple(spans)
    return (_span(value),)


def _span(value: object) -> tuple[float, float]:
    parts = re.fullmatch(r"\s*([\d:]+)\s*[-\u2013]\s*([\d:]+)\s*", value) if isinstance(value, str) else None
    if parts is None:
        raise ValueError(f"{shown(value)} does not say when it is open; write {EXAMPLE}")
    begin, end = units.clock(parts[1]), units.clock(parts[2])
    if begin == end:
        raise ValueError(f"{shown(value)} begins when it ends; write 00:00-24:00 for all day, or closed")
    if begin >= DAY:
        raise ValueError(f"{shown(value)} begins at the end of the day; write 00:00 of the day after")
    return begin, end if end > begin else end + DAY


OpeningHours: TypeAlias = Annotated[Hours, PlainValidator(_hours)]
