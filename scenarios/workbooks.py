"""Workbooks: Excel sheets opened with care, every cell with its place.

A workbook is a zip file, and comes from people: it may be no zip at all, unpack to far more than it is, have merged cells or formulas that
nobody calculated. All of that is said, none of it is guessed at. Values are given as they stand: a number is a number, a time a time.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from scenarios.faults import Fault, InputError

EXCEL = (".xlsx", ".xlsm")
MOST_BYTES, MOST_TIMES = 400_000_000, 200  # unpacked; and against the file itself, where that is more than a little
LITTLE = 20_000_000
HALF_A_SECOND = timedelta(microseconds=500_000)

Value = str | float | int | bool | date | datetime | time | None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows from the first, each a list of values; ``merged``: ranges of merged cells; ``formulas``: cells without a value."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    hidden: bool = False


def is_workbook(path: Path) -> bool:
    """Whether the name says that it is one."""
    return path.suffix.lower() in EXCEL


def read(path: Path) -> Mapping[str, Sheet]:
    """Open a workbook: its sheets by name, in their order.

    Raises:
        InputError: it cannot be read, is no workbook, or unpacks to far more than a planner's sheet has.

    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _checked(path)
        values = openpyxl.load_workbook(path, data_only=True)
        written = openpyxl.load_workbook(path)
    except OSError as reason:
        text = f"the file cannot be read: {(reason.strerror or str(reason)).lower()}"
        raise InputError([Fault(str(path), None, "", text)]) from None
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, EOFError):
        text = "is no Excel workbook; open it in the spreadsheet and save it as .xlsx"
        raise InputError([Fault(str(path), None, "", text)]) from None
    found = {}
    for page in values.worksheets:
        raw = written[page.title]
        formulas = tuple(
            cell.coordinate
            for row in raw.iter_rows()
            for cell in row
            if cell.data_type == "f" and page[cell.coordinate].value is None
        )
        merged = tuple(str(one) for one in raw.merged_cells.ranges)
        rows = tuple(tuple(map(_plain, row)) for row in page.iter_rows(values_only=True))
        found[page.title] = Sheet(page.title, rows, merged, formulas, page.sheet_state != "visible")
    return found


def _plain(value: object) -> Value:
    """A value as a planner sees it: times to the second, for a sheet keeps them as fractions of a day; words without blanks around them."""
    if isinstance(value, datetime):
        return (value + HALF_A_SECOND).replace(microsecond=0)
    if isinstance(value, time):
        return (datetime.combine(date(2000, 1, 1), value) + HALF_A_SECOND).time().replace(microsecond=0)
    if isinstance(value, timedelta):  # a time of 24:00 or more
        return f"{value.total_seconds() / 3600:g} h"
    if value is None or isinstance(value, int | float | date):
        return value
    return str(value).strip() or None


def _checked(path: Path) -> None:
    """See that it unpacks to no more than it should, before anything is unpacked."""
    size = path.stat().st_size
    with zipfile.ZipFile(path) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MOST_BYTES or (unpacked > LITTLE and unpacked > MOST_TIMES * size):
            text = f"unpacks to {unpacked / 1e6:,.0f} MB from {size / 1e6:.1f} MB; that is no planner's sheet, and it was not opened"
            raise InputError([Fault(str(path), None, "", text)])


def place(sheet: str, row: int, column: int) -> str:
    """A cell as people find it: `Shifts!C7`; rows and columns from 1."""
    from openpyxl.utils import get_column_letter

    return f"{sheet}!{get_column_letter(column)}{row}"


def word(value: Value) -> str:
    """A value as words: 2026-03-02, 08:30, 40 without .0."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def cells_of(span: str) -> list[str]:
    """The cells of a range: A1 and A2 of A1:A2."""
    from openpyxl.utils import rows_from_range

    return [cell for row in rows_from_range(span) for cell in row]


def table(path: Path, sheet: str | None = None) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The first sheet (or the one named) as a table of words: its header, and its rows with their numbers; empty rows are passed over.

    Midnight stands as a moment, not as a day: `2026-03-02 00:00` where the sheet's other rows have times.

    Raises:
        InputError: as ``read``; cells are merged, or have formulas that nobody calculated.

    """
    pages = read(path)
    page = next(iter(pages.values())) if sheet is None else pages[sheet]
    faults = [
        Fault(str(path), None, f"{page.name}!{one}", "is merged cells; unmerge them and fill each")
        for one in page.merged
    ]
    faults += [
        Fault(
            str(path),
            None,
            f"{page.name}!{one}",
            "has a formula without its value; open it in the spreadsheet and save it",
        )
        for one in page.formulas
    ]
    if faults:
        raise InputError(faults)
    lines = [
        (number, _words(row))
        for number, row in enumerate(page.rows, 1)
        if any(value not in (None, "") for value in row)
    ]
    if not lines:
        raise InputError([Fault(str(path), None, page.name, "is empty; its first row names the columns")])
    header = lines[0][1]
    while header and not header[-1]:
        header.pop()
    return header, [
        (line, cells[: len(header)] if not any(cells[len(header) :]) else cells) for line, cells in lines[1:]
    ]


def _words(row: Sequence[Value]) -> list[str]:
    return [f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else word(value) for value in row]
