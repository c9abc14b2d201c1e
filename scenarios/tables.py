"""Tables: the CSV files that a scenario names, and lists with one number for each interval.

A table has a header row; columns are named. Where it has a column ``interval``, ``time`` or ``start``, that holds the
interval starts (``08:30``, or ``2026-03-02T08:30``) in order without gaps. A file is read relative to the scenario file that
names it, and may not leave that file's folder.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from scenarios.faults import Problem, Refused, listed, nearest, shown
from scenarios.units import DAY, clock, number, show_clock

TIME_COLUMNS = ("interval", "time", "start")


class FileName(str):
    """The name of a file, which remembers the folder of the scenario that named it."""

    __slots__ = ("folder",)
    folder: Path | None

    def __new__(cls, name: str, folder: Path | None) -> "FileName":
        """Keep the folder beside the name."""
        made = super().__new__(cls, name)
        made.folder = folder
        return made


@dataclass(frozen=True)
class Grid:
    """The calendar's intervals, as far as lists and tables need them."""

    start: date
    days: int
    interval: float

    @property
    def per_day(self) -> int:
        """Intervals of one day."""
        return round(DAY / self.interval)

    def clock(self, index: int) -> str:
        """Time of day at which an interval starts."""
        return show_clock(index % self.per_day * self.interval)

    def moment(self, index: int) -> str:
        """Date and time at which an interval starts: ``2026-03-02T08:30``."""
        return f"{self.start + timedelta(days=index // self.per_day)}T{self.clock(index)}"


def per_interval(value: object, grid: Grid | None, what: str) -> tuple[float, ...]:
    """One number for each interval of the calendar, from a list or a table's column; one day's worth is repeated."""
    if isinstance(value, Mapping):
        numbers = _from_table(value, grid)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        numbers = _from_list(value, grid)
    else:
        raise Refused(f"{shown(value)} is neither a list of {what} nor {{file: ..., column: ...}}")
    if grid is None:
        return numbers
    return numbers * grid.days if len(numbers) == grid.per_day else numbers


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
        raise Refused(*problems)
    return tuple(numbers)


def not_negative(value: object) -> float:
    """Check for a number that is 0 or more."""
    found = number(value)
    if found < 0:
        raise ValueError(f"{shown(value)} is negative; 0 is the least")
    return found


def _wrong_length(count: int, grid: Grid | None) -> str | None:
    if grid is None or count in {grid.per_day, grid.per_day * grid.days}:
        return None
    allowed = f"{grid.per_day}, one for each interval of a day"
    if grid.days > 1:
        allowed = f"{grid.per_day * grid.days}, one for each interval of the calendar, or {allowed} (repeated)"
    return f"{count} entries; write {allowed}"


def _from_table(value: Mapping[str, object], grid: Grid | None) -> tuple[float, ...]:
    table = read_column(value)
    problems = list(table.problems)
    if grid is not None:
        gaps = _time_problems(table, grid)
        wrong = None if gaps else _wrong_length(len(table.numbers), grid)
        problems += [*gaps, *([Problem(f"{table.file} has {wrong}")] if wrong else [])]
    if problems:
        raise Refused(*problems)
    return table.numbers


@dataclass(frozen=True)
class Column:
    """A column of a table: its numbers, the line of each, and the times beside them where the table has any."""

    file: str
    numbers: tuple[float, ...]
    lines: tuple[int, ...]
    times: tuple[str, ...] | None
    problems: tuple[Problem, ...]


def read_column(value: Mapping[str, object]) -> Column:
    """Read the column that ``{file: ..., column: ...}`` names; cells that are no numbers stand among its problems."""
    path, wanted = _inside(value["file"]), str(value["column"])
    header, rows = _rows(path)
    if wanted not in header:
        raise Refused(
            Problem(
                f"{path.name} has no column {shown(wanted)}; it has {listed(header)}.{nearest(wanted, header)}",
                ("column",),
            )
        )
    numbers, problems = [], []
    for line, cells in rows:
        try:
            numbers.append(not_negative(_as_number(cells.get(wanted, ""))))
        except ValueError as reason:
            numbers.append(0.0)
            problems.append(Problem(f"column {wanted}: {reason}", file=str(value["file"]), line=line))
    clock = next((name for name in TIME_COLUMNS if name in header and name != wanted), None)
    times = tuple(cells.get(clock, "") for _, cells in rows) if clock else None
    if not rows:
        problems.append(Problem(f"{path.name} has a header and no rows"))
    return Column(str(value["file"]), tuple(numbers), tuple(line for line, _ in rows), times, tuple(problems))


def _as_number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise ValueError(f"{shown(cell)} is not a number") from None


def _inside(name: object) -> Path:
    """Find a named file, which must lie in the folder of the scenario that names it, links followed."""
    if not isinstance(name, FileName) or name.folder is None:
        raise Refused(Problem(f"{shown(name)} cannot be read: a scenario given as text has no folder", ("file",)))
    folder = name.folder.resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise Refused(
            Problem(f"{shown(name)} leaves the scenario's folder; put the file beside the scenario", ("file",))
        )
    if not path.is_file():
        tables = sorted(str(found.relative_to(folder)) for found in folder.glob("*.csv"))
        beside = f"the folder has {listed(tables)}" if tables else "the folder has no CSV file"
        raise Refused(Problem(f"there is no file {shown(name)}; {beside}.{nearest(name, tables)}", ("file",)))
    return path


def _rows(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Header and rows of a CSV file, with the line of each row; lines with nothing on them are passed over."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cells)]
    except UnicodeDecodeError:
        raise Refused(Problem(f"{path.name} is not UTF-8 text; save it as CSV UTF-8", ("file",))) from None
    if not lines:
        raise Refused(Problem(f"{path.name} is empty; its first row names the columns", ("file",)))
    header = lines[0][1]
    return header, [(number, dict(zip(header, cells, strict=False))) for number, cells in lines[1:]]


def _time_problems(table: Column, grid: Grid) -> list[Problem]:
    """Check that the times beside the numbers are the calendar's interval starts, each once, none left out."""
    if table.times is None:
        return []
    dated = any("-" in time for time in table.times)
    count = grid.per_day * (grid.days if dated or len(table.times) > grid.per_day else 1)
    expected = [grid.moment(index) if dated else grid.clock(index) for index in range(count)]
    problems: list[Problem] = []
    due = 0
    for line, time in zip(table.lines, table.times, strict=True):
        written = _same_form(time)
        if due < count and written == expected[due]:
            due += 1
            continue
        if written in expected[due:]:
            found = expected.index(written, due)
            problems.append(
                Problem(f"{_missing(expected[due:found])} missing before {time}", file=table.file, line=line)
            )
            due = found + 1
        elif written in expected:
            problems.append(Problem(f"{time} is given twice or out of order", file=table.file, line=line))
        else:
            problems.append(
                Problem(f"{shown(time)} is not the start of an interval of the calendar", file=table.file, line=line)
            )
    if due < count:
        problems.append(
            Problem(f"{_missing(expected[due:])} missing at the end", file=table.file, line=table.lines[-1])
        )
    return problems


def _missing(times: Sequence[str]) -> str:
    return (
        f"{listed(times)} {'is' if len(times) == 1 else 'are'}" if len(times) < 4 else f"{times[0]} to {times[-1]} are"
    )


def _same_form(time: str) -> str:
    """Write a time of day or a moment the way the calendar does, if it can be read at all."""
    try:
        return datetime.fromisoformat(time).strftime("%Y-%m-%dT%H:%M") if "-" in time else show_clock(clock(time))
    except ValueError:
        return time
