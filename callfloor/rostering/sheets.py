"""Sheets: the rows of a CSV file or an Excel workbook, as words, each with the row it stands on.

A CSV may be UTF-8 or GBK (GB 18030, as Chinese spreadsheets save it), with commas, semicolons or tabs. Of a workbook the first sheet is
read, or the one that is named. Dates and times in cells become words as the rest of callfloor writes them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios import workbooks
from scenarios.faults import Fault, InputError, choices, listed


@dataclass(frozen=True)
class Sheet:
    """A header and its rows: the number of each row, and its cells by column."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read(path: Path, sheet: str | None = None) -> Sheet:
    """Read the table.

    Raises:
        InputError: there is no such file, it is no table, or a column stands twice.

    """
    try:
        lines = _excel(path, sheet) if workbooks.is_workbook(path) else _csv(path)
    except OSError as reason:
        raise InputError(
            [Fault(str(path), None, "", f"the file cannot be read: {(reason.strerror or str(reason)).lower()}")]
        ) from None
    lines = [(line, [cell.strip() for cell in cells]) for line, cells in lines]
    lines = [(line, cells) for line, cells in lines if any(cells)]
    if not lines:
        raise InputError([Fault(str(path), None, "", "the table is empty; its first row names the columns")])
    first, header = lines[0]
    while header and not header[-1]:
        header.pop()
    twice = sorted({name for name in header if name and header.count(name) > 1})
    faults = [Fault(str(path), first, name, "the column stands twice; keep one") for name in twice]
    for line, cells in lines[1:]:
        if any(cells[len(header) :]):
            text = (
                f"the row has {len(cells)} cells, the header {len(header)}; put a cell with commas in quotation marks"
            )
            faults.append(Fault(str(path), line, "", text))
    if faults:
        raise InputError(faults)
    rows = tuple((line, dict(zip(header, [*cells, *[""] * len(header)], strict=False))) for line, cells in lines[1:])
    return Sheet(str(path), tuple(header), rows)


def _csv(path: Path) -> list[tuple[int, list[str]]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError:
            mend = "is neither UTF-8 nor GBK text; save it as CSV UTF-8, or as .xlsx"
            raise InputError([Fault(str(path), None, "", mend)]) from None
    first = text.split("\n", 1)[0]
    mark = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as reason:
        raise InputError([Fault(str(path), reader.line_num, "", f"cannot be read as CSV: {reason}")]) from None


def _excel(path: Path, sheet: str | None) -> list[tuple[int, list[str]]]:
    pages = workbooks.read(path)
    if sheet is not None and sheet not in pages:
        text = f"has no sheet {sheet}; it has {choices(sheet, pages)}"
        raise InputError([Fault(str(path), None, "", text)])
    page = pages[sheet] if sheet is not None else next(iter(pages.values()))
    return [(line, [workbooks.word(cell) for cell in cells]) for line, cells in enumerate(page.rows, 1)]


def renamed(sheet: Sheet, names: dict[str, Sequence[str]], needed: Sequence[str]) -> Sheet:
    """Give each column its own name, whatever of its names the header has; unknown and missing ones are faults."""
    known = {_bare(one): name for name, all_of_it in names.items() for one in (name, *all_of_it)}
    own = {column: known.get(_bare(column)) for column in sheet.header if column}
    faults = [
        Fault(sheet.file, 1, column, f"no column is called that; columns are {choices(column, names)}")
        for column, name in own.items()
        if name is None
    ]
    found = [name for name in own.values() if name]
    for name in dict.fromkeys(found):
        if found.count(name) > 1:
            both = listed([column for column, one in own.items() if one == name], "and")
            faults.append(Fault(sheet.file, 1, name, f"{both} are the same column; keep one"))
    faults += [Fault(sheet.file, 1, name, "the column is missing; add it") for name in needed if name not in found]
    if faults:
        raise InputError(faults)
    rows = tuple(
        (line, {str(own[column]): cell for column, cell in cells.items() if column}) for line, cells in sheet.rows
    )
    return Sheet(sheet.file, tuple(found), rows)


def _bare(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")
