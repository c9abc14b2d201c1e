"""Grids: values that have one number for each interval of the calendar.

A list has one entry for each interval of the calendar, or of one day (then repeated). A table likewise; where it has a
column ``interval``, ``time`` or ``start``, that holds the interval starts (``08:30``, or ``2026-03-02T08:30``) in order
without gaps, so that a lost row is noticed and not shifted over.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import PurePath

from scenarios.faults import Problem, RefusedError, choices, listed, shown
from scenarios.tables import Column, few, read_column
from scenarios.units import DAY, MINUTE, clock, not_negative, show_clock, show_duration


@dataclass(frozen=True)
class Grid:
    """The calendar's intervals, as far as lists and tables need them."""

    start: date
    days: int
    interval: float
    holidays: frozenset[date] = frozenset()

    @property
    def per_day(self) -> int:
        """Intervals of one day."""
        return round(DAY / self.interval)

    @property
    def count(self) -> int:
        """Intervals of the whole calendar."""
        return self.per_day * self.days

    def clock(self, index: int) -> str:
        """Time of day at which an interval starts."""
        return show_clock(index % self.per_day * self.interval)

    def moment(self, index: int) -> str:
        """Date and time at which an interval starts: ``2026-03-02T08:30``."""
        return f"{self.start + timedelta(days=index // self.per_day)}T{self.clock(index)}"

    def weekday(self, day: int) -> int:
        """Weekday of a day of the calendar, the first being day 0 and Monday 0; works for days around it too."""
        return (self.start.weekday() + day) % 7

    def is_holiday(self, day: int) -> bool:
        """Whether a day of the calendar, the first being 0, is a holiday."""
        return bool(self.holidays) and self.start.toordinal() + day in {one.toordinal() for one in self.holidays}


def per_interval(value: object, grid: Grid | None) -> tuple[float, ...]:
    """One number for each interval of the calendar; without a (sound) calendar the length is not checked."""
    if isinstance(value, Mapping):
        numbers = _from_table(value, grid)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        numbers = _from_list(value, grid)
    else:
        raise RefusedError(f"{shown(value)} is neither a list of numbers nor {{file: ..., column: ...}}")
    return numbers * grid.days if grid and len(numbers) == grid.per_day else numbers


def _from_list(value: Sequence[object], grid: Grid | None) -> tuple[float, ...]:
    numbers, problems = [], []
    for index, item in enumerate(value):
        try:
            numbers.append(not_negative(item))
        except ValueError as reason:
            problems.append(Problem(str(reason), (index,)))
    if wrong := _wrong_length(len(value), grid):
        problems.append(Problem(f"the list has {wrong}"))
    if problems:
        raise RefusedError(*problems)
    return tuple(numbers)


def _wrong_length(count: int, grid: Grid | None) -> str | None:
    if grid is None or count in {grid.per_day, grid.count}:
        return None
    day = f"{grid.per_day}, one for each interval of a day"
    whole = f"{grid.count}, one for each interval of the calendar, or {day} (repeated)"
    return f"{count} entries; write {whole if grid.days > 1 else day}"


def _from_table(value: Mapping[str, object], grid: Grid | None) -> tuple[float, ...]:
    keys = ("file", "column")
    problems = [
        Problem(f"a table has no key {shown(key)}; it has {choices(key, keys)}", (key,))
        for key in value
        if key not in keys
    ]
    problems += [Problem(f"{key} is missing; write {{file: ..., column: ...}}") for key in keys if key not in value]
    if problems:
        raise RefusedError(*problems)
    table = read_column(value["file"], value["column"])
    problems += table.problems
    if grid is not None and table.numbers:
        problems += few(_lost_times(table, grid)) if table.times else _lost_rows(table, grid)
    if problems:
        raise RefusedError(*problems)
    return table.numbers


def _lost_rows(table: Column, grid: Grid) -> list[Problem]:
    wrong = _wrong_length(len(table.numbers), grid)
    return [Problem(f"the table has {wrong}", file=table.file, line=table.lines[-1])] if wrong else []


def _lost_times(table: Column, grid: Grid) -> list[Problem]:
    """Compare the times of a table with the calendar's interval starts: each once, in order, none left out."""
    times = [_same_form(time) for time in table.times or ()]
    if other := _other_step(table, times, grid):
        return [other]
    dated = any("T" in time for time in times)
    count = grid.count if dated or len(times) > grid.per_day else grid.per_day
    expected = [grid.moment(index) if dated else grid.clock(index) for index in range(count)]
    problems: list[Problem] = []
    due = 0
    for line, time in zip(table.lines, times, strict=True):
        message = None
        if time in expected[due:]:
            found = expected.index(time, due)
            message = f"{_missing(expected[due:found])} before {time}" if found > due else None
            due = found + 1
        elif time in expected:
            message = f"{time} is given twice or out of order"
        else:
            message = f"{shown(time)} is not the start of an interval of the calendar, such as {expected[0]}"
        if message:
            problems.append(Problem(f"row {line}: {message}", file=table.file, line=line))
    if due < count:
        last = table.lines[-1]
        problems.append(Problem(f"{_missing(expected[due:])} after row {last}", file=table.file, line=last))
    return problems


def _missing(times: Sequence[str]) -> str:
    if len(times) > 3:
        return f"{times[0]} to {times[-1]} are missing, {len(times)} rows,"
    return f"{listed(times, 'and')} {'is' if len(times) == 1 else 'are'} missing"


def _other_step(table: Column, times: Sequence[str], grid: Grid) -> Problem | None:
    """Tell, as one fault, that most rows of a table follow each other in other steps than the calendar's."""
    steps = Counter(_steps(times))
    step, count = steps.most_common(1)[0] if steps else (None, 0)
    if step is None or step <= 0 or step == grid.interval or count * 2 <= steps.total():
        return None
    rows, interval = show_duration(step), show_duration(grid.interval)
    fits = step % MINUTE == 0 and DAY % step == 0
    mend = f"give rows every {interval}" + (f" or write calendar: {{interval: {rows}}}" if fits else "")
    name = PurePath(table.file).name
    message = f"{name} has a row every {rows}, the calendar an interval of {interval}; {mend}"
    return Problem(message, file=table.file, line=table.lines[0])


def _steps(times: Sequence[str]) -> list[float | None]:
    """Seconds from each row to the next, over midnight too; None where a time cannot be read."""
    moments = [_seconds(time) for time in times]
    return [None if a is None or b is None else (b - a) % DAY for a, b in pairwise(moments)]


def _seconds(time: str) -> float | None:
    try:
        return clock(time.rpartition("T")[2])
    except ValueError:
        return None


def _same_form(time: str) -> str:
    """Write a time of day or a moment the way the calendar does, if it can be read at all."""
    try:
        if "-" in time:
            moment = datetime.fromisoformat(time)
            # Not dropped: 12:00Z is another moment elsewhere, and who logs 06:00:30 does not mean 06:00.
            odd = moment.tzinfo is not None or moment.second or moment.microsecond
            return time if odd else moment.strftime("%Y-%m-%dT%H:%M")
        return show_clock(clock(time))
    except ValueError:
        return time
