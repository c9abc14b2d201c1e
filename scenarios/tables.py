"""Tables: the CSV files and Excel workbooks that a scenario names.

A table (of a workbook its first sheet) has a header row that names its columns. A file is read relative to the scenario file that names it, and may not leave
that file's folder, not even through a link. Everything wrong with a column is told by the line of the table it stands on.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios import workbooks
from scenarios.faults import InputError, Problem, RefusedError, choices, shown
from scenarios.units import not_negative

TIME_COLUMNS = ("interval", "time", "start")
MOST_TOLD = 10  # faults told of one table; who mends these will see the rest


class FileName(str):
    """The name of a file, which remembers the folder of the scenario that names it."""

    __slots__ = ("folder",)
    folder: Path | None

    def __new__(cls, name: str, folder: Path | None = None) -> "FileName":
        """Keep the folder beside the name."""
        made = super().__new__(cls, name)
        made.folder = folder
        return made


@dataclass(frozen=True)
class Column:
    """A column of a table: its numbers, the line of each, and the times beside them where the table has any."""

    file: str
    numbers: tuple[float, ...]
    lines: tuple[int, ...]
    times: tuple[str, ...] | None
    problems: tuple[Problem, ...]


def read_column(name: object, column: object) -> Column:
    """Read a column of a table; cells that are no numbers stand among its problems."""
    path, shown_as = inside(name)
    header, rows = rows_of(path)
    wanted = str(column)
    if wanted not in header:
        raise RefusedError(
            Problem(f"{path.name} has no column {shown(column)}; it has {choices(wanted, header)}", ("column",))
        )
    numbers, problems = [], []
    for line, cells in rows:
        try:
            numbers.append(_number(cells, header, wanted))
        except ValueError as reason:
            numbers.append(0.0)
            problems.append(Problem(f"row {line}, column {wanted}: {reason}", file=shown_as, line=line))
    if not rows:
        problems.append(Problem("the table has a header and no rows", file=shown_as, line=1))
    clock = next((header.index(key) for key in TIME_COLUMNS if key in header and key != wanted), None)
    times = None if clock is None else tuple((*cells, *[""] * len(header))[clock] for _, cells in rows)
    return Column(shown_as, tuple(numbers), tuple(line for line, _ in rows), times, few(problems))


def few(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Keep the first of many problems with one table, and say how many more there are."""
    if len(problems) <= MOST_TOLD:
        return tuple(problems)
    last = problems[MOST_TOLD]
    more = f"{len(problems) - MOST_TOLD} more faults like these follow in this table"
    return (*problems[:MOST_TOLD], Problem(more, file=last.file, line=last.line))


def _number(cells: Sequence[str], header: Sequence[str], wanted: str) -> float:
    if len(cells) > len(header):
        raise ValueError(f"the row has {len(cells)} cells, the header {len(header)}; is a comma part of a number?")
    place = header.index(wanted)
    cell = cells[place] if place < len(cells) else ""
    if not cell:
        raise ValueError("the cell is empty; write a number, 0 if there is none")
    try:
        value = float(cell.replace("_", "?"))
    except ValueError:
        raise ValueError(f"{shown(cell)} is not a number") from None
    return not_negative(value)


def inside(name: object, key: str = "file") -> tuple[Path, str]:
    """Find the file a key names, in the folder of the scenario; give its path, and its name as messages have it."""
    if not isinstance(name, FileName):
        raise RefusedError(Problem(f"{shown(name)} is not the name of a file", (key,)))
    if name.folder is None:
        raise RefusedError(Problem(f"{shown(name)} cannot be read: this scenario has no folder", (key,)))
    folder = name.folder.resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        mend = "leaves the scenario's folder; put the file beside the scenario"
        raise RefusedError(Problem(f"{shown(name)} {mend}", (key,)))
    if not path.is_file():
        tables = sorted(str(found.relative_to(folder)) for end in ("csv", "xlsx") for found in folder.glob(f"*.{end}"))
        beside = f"the folder has {choices(name, tables)}" if tables else "the folder has no CSV file"
        raise RefusedError(Problem(f"there is no file {shown(name)}; {beside}", (key,)))
    return path, str(name.folder / name)


def rows_of(path: Path, key: str = "file") -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows of a CSV file or a workbook's first sheet, with the line of each; those with nothing on them are passed over."""
    if workbooks.is_workbook(path):
        return _sheet(path, key)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except UnicodeDecodeError:
        raise RefusedError(Problem(f"{path.name} is not UTF-8 text; save it as CSV UTF-8", (key,))) from None
    except (OSError, csv.Error) as reason:
        raise RefusedError(Problem(f"{path.name} cannot be read as CSV: {reason}", (key,))) from None
    lines = [(line, cells) for line, cells in lines if any(cells)]
    if not lines:
        raise RefusedError(Problem(f"{path.name} is empty; its first row names the columns", (key,)))
    header = lines[0][1]
    for mark, plural in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            mend = "separate the columns with commas, and write decimals with a point"
            raise RefusedError(Problem(f"{path.name} separates its columns with {plural}; {mend}", (key,)))
    return _no_column_twice(path, header, key), lines[1:]


def _no_column_twice(path: Path, header: list[str], key: str) -> list[str]:
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise RefusedError(Problem(f"{path.name} has the column {shown(twice[0])} twice; keep one", (key,)))
    return header


def _sheet(path: Path, key: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        header, rows = workbooks.table(path)
    except InputError as caught:
        said = (f"{path.name}{f', {fault.key}' if fault.key else ''}: {fault.message}" for fault in caught.faults)
        raise RefusedError(*(Problem(text, (key,)) for text in said)) from None
    return _no_column_twice(path, header, key), rows
