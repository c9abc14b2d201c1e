"""Sheets: a workbook as a table of words, read row by row.

Cells keep their kind: a moment in a cell is written as 2026-03-02 08:30:00, whatever the cell's format shows. Merged cells and formulas
without a value are told with sheet, row and column; of several sheets the mapping names one.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from scenarios.faults import Fault, InputError, choices, listed
from scenarios.history.imports.opening import Opened, refused
from scenarios.history.imports.tables import ROWS, SAMPLE, Piece, Source, Wanted, check_header, named
from scenarios.workbooks import place as cell_place

HALF_A_SECOND = timedelta(microseconds=500_000)
MOST_MERGED = 10
ERRORS = {"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!"}


def of_workbook(found: Opened, wanted: Wanted) -> Source:
    """The table on the one sheet, or on the one that the mapping names."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(found.path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, EOFError, OSError):
        raise refused(
            found.shown, "is no whole Excel workbook; open it in the spreadsheet and save it as .xlsx"
        ) from None
    sheet = _sheet(book, found, wanted)
    rows = [(number, _words(cells)) for number, cells in _first(sheet, SAMPLE)]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        raise refused(found.shown, "the sheet is empty; it has no rows", key=sheet.title)
    width = max(len(_trimmed(cells)) for _, cells in rows)
    before = 0
    if wanted.header:
        before = next((place for place, (number, _) in enumerate(rows) if number >= wanted.header), 0)
    else:
        full = max(sum(map(bool, cells)) for _, cells in rows[:60])
        before = next(place for place, (_, cells) in enumerate(rows) if sum(map(bool, cells)) > full / 2)
    merged = [one for one in _merged(found, book.worksheets.index(sheet), sheet) if _last_row(one) >= rows[before][0]]
    if merged:
        faults = [Fault(found.shown, _row_of(one), f"{sheet.title}!{one}", _MERGED) for one in merged[:MOST_MERGED]]
        if len(merged) > MOST_MERGED:
            faults.append(
                Fault(found.shown, None, sheet.title, f"{len(merged) - MOST_MERGED} more ranges of merged cells")
            )
        raise InputError(faults)
    has_header = check_header(wanted.header, rows[before][1])
    top = rows[before][0] if has_header else rows[before][0] - 1
    header = [*rows[before][1], *[""] * width][:width]
    names = named(header) if has_header else tuple(str(place) for place in range(1, width + 1))
    body = [cells for _, cells in rows[before + has_header :]]
    if not body:
        raise refused(found.shown, "has a header and no rows", top, sheet.title)
    sample = {name: [([*cells, *[""] * width])[place] for cells in body] for place, name in enumerate(names)}
    notes = {**found.notes, "format": "Excel", "sheet": sheet.title}
    return Source(
        names, sample, top if has_header else 0, notes, lambda columns: _pieces(found, sheet, top, names, columns)
    )


_MERGED = "is merged cells, of which only the first has a value; unmerge them, fill each cell and save"


def _sheet(book: Any, found: Opened, wanted: Wanted) -> Any:  # noqa: ANN401 - openpyxl's read-only sheets are untyped
    names = [one.title for one in book.worksheets]
    if wanted.sheet is not None:
        if wanted.sheet not in names:
            raise refused(
                found.shown,
                f'no sheet is called "{wanted.sheet}"; sheets are {choices(wanted.sheet, names)}',
                key="sheet",
            )
        return book[wanted.sheet]
    filled = [one for one in book.worksheets if next(_first(one, 1), None) is not None]
    if len(filled) > 1:
        titles = listed([one.title for one in filled])
        raise refused(
            found.shown,
            f"has {len(filled)} sheets with cells: {titles}; name one in the mapping (sheet: {filled[0].title})",
        )
    if not filled:
        raise refused(found.shown, "has no sheet with cells")
    return filled[0]


def _first(sheet: Any, most: int) -> Iterator[tuple[int, Sequence[Any]]]:  # noqa: ANN401
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > most:
            return
        yield number, cells


def _merged(found: Opened, index: int, sheet: Any) -> list[str]:  # noqa: ANN401
    """Ranges of merged cells, from the sheet's own text: reading row by row does not see them."""
    path = getattr(sheet, "_worksheet_path", f"xl/worksheets/sheet{index + 1}.xml")
    with zipfile.ZipFile(found.path) as book, book.open(path.lstrip("/")) as stream:
        kept, ranges = b"", []
        while piece := stream.read(1 << 20):
            text = kept + piece
            ranges += re.findall(rb'<(?:\w+:)?mergeCell\s+ref="([^"]+)"', text)
            kept = text[text.rfind(b"<") :] if b"<" in text else b""
            ranges = list(dict.fromkeys(ranges))
    return [one.decode() for one in ranges]


def _row_of(cells: str) -> int | None:
    found = re.search(r"\d+", cells)
    return int(found[0]) if found else None


def _last_row(cells: str) -> int:
    return max((int(one) for one in re.findall(r"\d+", cells)), default=1 << 30)


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _words(cells: Sequence[Any]) -> list[str]:
    return [_word(cell) for cell in cells]


def _word(value: object) -> str:  # noqa: PLR0911 - one for each kind of cell
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (value + HALF_A_SECOND).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return (datetime.combine(date(2000, 1, 1), value) + HALF_A_SECOND).strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


def _pieces(found: Opened, sheet: Any, top: int, names: Sequence[str], columns: Sequence[str]) -> Iterator[Piece]:  # noqa: ANN401
    places = [names.index(name) for name in columns]
    kept: list[list[str]] = []
    number = top
    for number, cells in enumerate(sheet.iter_rows(min_row=top + 1, values_only=True), top + 1):
        words = [_word(cells[place]) if place < len(cells) else "" for place in places]
        wrong = next((place for place, word in enumerate(words) if word in ERRORS), None)
        if wrong is not None:
            at = cell_place(sheet.title, number, places[wrong] + 1)
            raise refused(found.shown, f"is the error {words[wrong]}; mend the formula, or clear the cell", number, at)
        kept.append(words)
        if len(kept) == ROWS:
            yield _piece(kept, columns, number - ROWS + 1)
            kept = []
    if kept:
        yield _piece(kept, columns, number - len(kept) + 1)


def _piece(rows: Sequence[Sequence[str]], columns: Sequence[str], first: int) -> Piece:
    cells = {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(columns)}
    return Piece(cells, len(rows), lambda places: np.asarray(places) + first)
