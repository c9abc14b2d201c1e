"""The workbook: a page a planner would print and hang up, what is unmet, and what each person got.

The first sheet has a row for each person and a column for each day; early, day, late and night shifts have their colours (Okabe
and Ito's, washed out), and their times stand in the cell, so that it reads in black and white too. It may be changed by
hand and checked again (``callfloor roster … --check roster.xlsx``).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from callfloor.rostering.made import Made, Stint, what
from optimize.rostering.problem import SATURDAY

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HOUR = 3600.0
FIRST = 5  # columns before the first day: name, groups, hours, nights
SHEETS = ("Roster", "Unmet", "People", "Prices")
HEAD, REST = PatternFill("solid", fgColor="DDE3EA"), PatternFill("solid", fgColor="F1F3F5")
AWAY = PatternFill("lightUp", fgColor="9AA3AD")
SORTS = (
    ("early, before 09:00", PatternFill("solid", fgColor="CFE8F7")),
    ("day, 09:00 to 12:00", PatternFill("solid", fgColor="FBF3C4")),
    ("late, from 12:00", PatternFill("solid", fgColor="FADBB0")),
    ("night", PatternFill("solid", fgColor="C9CFE8")),
)
THIN = Side(style="thin", color="B5BCC4")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's stamps are local, and equal runs are to give equal bytes


def workbook(made: Made) -> bytes:
    """The whole workbook, as bytes."""
    book = Workbook()
    book.properties.creator = "callfloor"
    book.properties.created = book.properties.modified = EPOCH
    first = book.worksheets[0]
    first.title = SHEETS[0]
    _roster(first, made)
    _unmet(book.create_sheet(SHEETS[1]), made)
    _people(book.create_sheet(SHEETS[2]), made)
    _prices(book.create_sheet(SHEETS[3]), made)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sort(stint: Stint) -> int:
    """Early, day, late or night: the place in ``SORTS``."""
    if stint.duty.night:
        return 3
    return 0 if stint.duty.start < 9 * HOUR else 1 if stint.duty.start < 12 * HOUR else 2


def cell_text(stint: Stint, home: str) -> str:
    """The times, and the group where it is not the person's first."""
    return stint.clock if stint.duty.group == home else f"{stint.clock}\n{stint.duty.group}"


def _roster(page: Worksheet, made: Made) -> None:
    problem = made.problem
    days = [problem.date(day) for day in range(problem.days)]
    _header(page, ["name", "groups", "hours", "nights", *(f"{day:%a}\n{day.isoformat()}" for day in days)])
    stints = {(stint.person, stint.day): stint for stint in made.stints}
    for line, got in enumerate(made.got, 2):
        person = got.person
        about: tuple[str | float, ...] = (person.name, ", ".join(person.groups), got.hours, got.nights)
        for column, value in enumerate(about, 1):
            _put(page, line, column, value, middle=False)
        for day in range(problem.days):
            stint, rests = stints.get((person.name, day)), problem.weekday(day) >= SATURDAY
            if stint is not None:
                _put(page, line, FIRST + day, cell_text(stint, person.groups[0]), SORTS[sort(stint)][1])
            elif day in person.away:
                _put(page, line, FIRST + day, "leave" if day in person.leave else "off", AWAY)
            else:
                _put(page, line, FIRST + day, None, REST if rests else None)
    last = len(made.got) + 3
    for line, (name, fill) in enumerate(SORTS, last):  # below each other: a plan may have a single day
        _put(page, line, FIRST, name, fill)
        page.row_dimensions[line].height = 30
    _widths(page, (22, 20, 8, 8, *(13 for _ in days)))
    page.freeze_panes = f"{get_column_letter(FIRST)}2"
    page.oddFooter.center.text = f"{made.demand.name}, from {made.demand.start}: page &P of &N"  # type: ignore[union-attr]
    _paper(page)


def _put(
    page: Worksheet,
    line: int,
    column: int,
    value: str | float | None,
    fill: PatternFill | None = None,
    *,
    middle: bool = True,
) -> None:
    cell = page.cell(line, column, value)
    cell.border = BOX
    cell.alignment = Alignment(horizontal="center" if middle else None, vertical="center", wrap_text=middle)
    if fill is not None:
        cell.fill = fill
    if isinstance(value, float):
        cell.number_format = "0.0"


def _widths(page: Worksheet, widths: Sequence[float]) -> None:
    for column, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width


def _paper(page: Worksheet) -> None:
    """A4 across, as many pages down as there are people, the header on each."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.6


def _header(page: Worksheet, names: Sequence[str]) -> None:
    for column, name in enumerate(names, 1):
        cell = page.cell(1, column, name)
        cell.font, cell.fill, cell.border = Font(bold=True), HEAD, BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    page.row_dimensions[1].height = 32


def _table(
    page: Worksheet, names: Sequence[str], rows: Sequence[Sequence[str | float]], widths: Sequence[float]
) -> None:
    _header(page, names)
    for line, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            _put(page, line, column, value, middle=False)
    _widths(page, widths)
    page.freeze_panes = "A2"
    _paper(page)


def _unmet(page: Worksheet, made: Made) -> None:
    problem, staffed = made.problem, made.roster.staffed()
    rows: list[Sequence[str | float]] = []
    for charge in made.charges:
        if charge.kind in ("unmet", "surplus") and charge.day is not None and charge.duty is not None:
            place = problem.cells[charge.day, charge.duty]
            duty, day = problem.duties[charge.duty], problem.date(charge.day)
            wanted = problem.needs[place].people
            kind = "missing" if charge.kind == "unmet" else "too many"
            clock = duty.name.removeprefix(duty.group).strip()
            rows.append(
                (
                    day.isoformat(),
                    f"{day:%a}",
                    duty.group,
                    clock,
                    wanted,
                    staffed[place],
                    kind,
                    int(charge.count),
                    charge.price,
                )
            )
    names = ("date", "day", "group", "shift", "wanted", "there", "which is", "people", "points")
    _table(page, names, rows or [("every shift has its people",)], (12, 7, 20, 18, 9, 9, 12, 9, 10))


def _people(page: Worksheet, made: Made) -> None:
    names = (
        "name",
        "groups",
        "shifts",
        "hours",
        "least",
        "most",
        "nights",
        "weekend days",
        "requests granted",
        "refused",
        "seniority",
        "points",
    )
    rows = [
        (
            one.person.name, ", ".join(one.person.groups), one.shifts, one.hours, one.least, one.most, one.nights,
            one.weekend_days, one.granted, one.refused, one.person.seniority, one.price,
        )
        for one in made.got
    ]  # fmt: skip
    _table(page, names, rows, (22, 20, 8, 8, 8, 8, 8, 10, 10, 9, 10, 9))


def _prices(page: Worksheet, made: Made) -> None:
    rows = [(charge.kind.replace("_", " "), what(made, charge), charge.price) for charge in made.charges]
    rows.append(("all", "the roster", made.price))
    if made.bound is not None:
        rows.append(("bound", "no roster costs less", float(made.bound)))
    _table(page, ("kind", "what", "points"), rows, (16, 70, 10))
