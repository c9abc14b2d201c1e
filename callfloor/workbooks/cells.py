"""Cells: what people write into a sheet, read as what it is to be: people, times, days; and what to say where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from callfloor.workbooks.plan_book import AGENTS
from scenarios import units, workbooks
from scenarios.faults import Fault, shown
from scenarios.units import DAY, clock

if TYPE_CHECKING:
    from scenarios.workbooks import Value

EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - where a workbook's days are counted from
DAYS = (20_000, 80_000)  # numbers that look like days: 1954 to 2119


@dataclass(frozen=True)
class At:
    """A row of a sheet: reads its cells, and says where a fault is."""

    file: str
    faults: list[Fault]
    sheet: str
    line: int
    columns: Mapping[str, int]
    merged: frozenset[str] = frozenset()  # cells of which enough is said: whatever stands there is not read

    def fault(self, column: str, text: str) -> None:
        """Tell of a fault in a cell: its address and its column."""
        cell = workbooks.place(self.sheet, self.line, self.columns.get(column, 0) + 1)
        if cell in self.merged:
            text = "is part of merged cells, so that what stands there is not known; unmerge them and fill each"
        self.faults.append(Fault(self.file, None, f"{cell} {column}", text))

    def people(self, value: Value) -> int | None:
        """A whole number of people."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or value != int(value):
            self.fault(AGENTS, f"{said(value)} is no number of people; write a whole number, 0 for nobody")
            return None
        return int(value)

    def clock(self, column: str, value: Value) -> float | None:
        """A time of day in seconds."""
        if isinstance(value, datetime) and value.date() in (EXCEL_ZERO.date(), date(1900, 1, 1), date(1899, 12, 31)):
            value = value.time()
        if isinstance(value, time):
            return value.hour * 3600.0 + value.minute * 60 + value.second
        if isinstance(value, str):
            try:
                return clock(value) % DAY
            except ValueError as reason:
                self.fault(column, str(reason))
                return None
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and 0 <= float(value) < 1:  # type: ignore[arg-type]
            at = timedelta(days=round(float(value) * 1440) / 1440)  # type: ignore[arg-type]
            text = f"is Excel's number for {units.show_clock(at.total_seconds())}; format the cell as a time, or write {units.show_clock(at.total_seconds())}"
        else:
            text = "is no time of day; write one such as 08:30"
        self.fault(column, f"{said(value)} {text}")
        return None


def said(value: Value) -> str:
    """A value as messages show it."""
    return shown(workbooks.word(value)) if isinstance(value, date | time) else shown(value)


def days_of(value: Value) -> list[str | date]:
    """The days that a cell names: one, or several parted by semicolons or commas."""
    if isinstance(value, datetime):
        return [value.date()]
    if isinstance(value, date):
        return [value]
    if isinstance(value, str):
        return [
            part.strip()
            for part in value.replace(",", ";").replace("，", ";").replace("；", ";").split(";")
            if part.strip()
        ]
    return []


def day_fault(value: Value) -> str | None:
    """What to say of a number where a day belongs."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if DAYS[0] <= value <= DAYS[1]:
        day = (EXCEL_ZERO + timedelta(days=int(value))).date()
        return f"{said(value)} is Excel's number for {day}; format the cell as a date, or write {day}"
    return f"{said(value)} is no day; write one such as 2026-03-02"
