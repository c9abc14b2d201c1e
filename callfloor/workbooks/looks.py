"""How our workbooks look: what may be edited is yellow, what is calculated is grey, headers stay in sight, and equal runs give equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | float | int | date | time | None

HEAD = PatternFill("solid", fgColor="DDE3EA")
EDITED = PatternFill("solid", fgColor="FFF6CC")
FIXED = PatternFill("solid", fgColor="F1F3F5")
SHORT = PatternFill("solid", fgColor="FBD9C3")
THIN = Side(style="thin", color="B5BCC4")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's stamps are local, and equal runs are to give equal bytes
PART = (1980, 1, 1, 0, 0, 0)


def new() -> Workbook:
    """An empty workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "callfloor"
    book.properties.created = book.properties.modified = EPOCH
    return book


def header(page: Worksheet, names: Sequence[tuple[str, float, str, bool]]) -> None:
    """The first row: name, width, what it means, whether the column may be edited. It stays in sight."""
    for column, (name, width, meaning, editable) in enumerate(names, 1):
        cell = page.cell(1, column, name)
        cell.font, cell.fill, cell.border = Font(bold=True), EDITED if editable else HEAD, BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if meaning:
            cell.comment = Comment(
                f"{meaning} {'May be edited.' if editable else 'Calculated: changes here are not read.'}", "callfloor"
            )
            cell.comment.width, cell.comment.height = 260, 110
        page.column_dimensions[get_column_letter(column)].width = width
    page.row_dimensions[1].height = 32
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def put(
    page: Worksheet, row: int, column: int, value: Value, *, editable: bool = False, fill: PatternFill | None = None
) -> None:
    """A cell with its border, its colour, and the format of its kind."""
    cell = page.cell(row, column, value)
    cell.border, cell.fill = BOX, fill or (EDITED if editable else FIXED)
    if isinstance(value, time):
        cell.number_format, cell.alignment = "hh:mm", Alignment(horizontal="center")
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, float):
        cell.number_format = "#,##0.0" if abs(value) < 1000 else "#,##0"
    elif isinstance(value, int):
        cell.number_format = "#,##0"


def notes(page: Worksheet, lines: Sequence[tuple[str, str]]) -> None:
    """A sheet of plain words: a bold word and what is to be said of it."""
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 110
    for row, (what, text) in enumerate(lines, 1):
        page.cell(row, 1, what).font = Font(bold=True)
        cell = page.cell(row, 2, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if what == "Yellow":
            page.cell(row, 1).fill = EDITED
        if what == "Grey":
            page.cell(row, 1).fill = FIXED


def as_bytes(book: Workbook) -> bytes:
    """The workbook as bytes: the same for the same content, whenever it is written."""
    first, last = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in made.infolist():
            content = made.read(part.filename)
            if part.filename == "docProps/core.xml":
                content = _no_stamp(content)
            kept.writestr(zipfile.ZipInfo(part.filename, PART), content, zipfile.ZIP_DEFLATED)
    return last.getvalue()


def _no_stamp(content: bytes) -> bytes:
    """The properties without the moment of saving, which openpyxl writes whatever it was told."""
    import re

    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
