"""Moments: the dates with times of a column, which has to hold one way of writing them and no other.

Read are 2003-03-03 07:00 (also with T, slashes or dots, with seconds), 03.03.2003 07:00, 3/15/2003 7:00 AM, 15/3/2003 07:00 and
2003年3月3日 07:00. Whether 4/3 is in March or in April is read off the days of the column that can only be one of the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scenarios.faults import Fault, shown

TIME = r"[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
FORMS = {
    "2003-03-31": re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + TIME),
    "2003年3月31日": re.compile(
        r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日" + TIME.replace("[ T]+", "[ T]*")
    ),
    "31.03.2003": re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})" + TIME),
    "31/03/2003": re.compile(r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<year>\d{4})" + TIME),
}
EITHER = "31/03/2003"
ISO = "write all as 2003-03-31 07:00"
MOST_TOLD = 10


@dataclass(frozen=True)
class Cell:
    """A cell of the file: its line, and what stands there."""

    line: int
    text: str


def form(text: str) -> str | None:
    """The way in which a moment is written; None if it is none of those known."""
    return next((name for name, pattern in FORMS.items() if pattern.fullmatch(text)), None)


def moments(cells: Sequence[Cell], file: str, column: str) -> tuple[list[datetime], list[Fault]]:
    """Read the column; where there are faults the moments are not to be used."""
    forms = [form(cell.text) for cell in cells]
    counted: dict[str, int] = {}
    for one in forms:
        if one is not None:
            counted[one] = counted.get(one, 0) + 1
    usual = max(counted, key=lambda name: counted[name], default=None)
    faults = _odd(cells, forms, usual, file, column)
    day_first = _day_first(cells, forms, file, column, faults)
    found, told = [], {fault.line for fault in faults}
    for cell, one in zip(cells, forms, strict=True):
        if one is None or cell.line in told:
            continue
        try:
            found.append(_moment(FORMS[one], cell.text, day_first=day_first))
        except ValueError:
            faults.append(Fault(file, cell.line, column, f"{shown(cell.text)} is no moment of any calendar"))
    return found, _few(faults)


def _odd(cells: Sequence[Cell], forms: Sequence[str | None], usual: str | None, file: str, column: str) -> list[Fault]:
    faults = []
    for cell, one in zip(cells, forms, strict=True):
        if one == usual and one is not None:
            continue
        if one is not None:
            text = f"{shown(cell.text)} is written as {one} is, most others as {usual}; {ISO}"
        elif not cell.text:
            text = "the cell is empty; write when the interval starts, such as 2003-03-31 07:00"
        elif re.search(r"(Z|[+-]\d{2}:?\d{2})$", cell.text) and "T" in cell.text:
            text = (
                f"{shown(cell.text)} is in another clock than the centre's; write the wall clock, as 2003-03-31 07:00"
            )
        elif re.fullmatch(r"[\d./年月日-]+", cell.text):
            text = (
                f"{shown(cell.text)} has no time of day; a forecast needs counts by interval, such as 2003-03-31 07:00"
            )
        else:
            text = f"{shown(cell.text)} is not a date with a time; write it as 2003-03-31 07:00"
        faults.append(Fault(file, cell.line, column, text))
    return faults


def _day_first(cells: Sequence[Cell], forms: Sequence[str | None], file: str, column: str, faults: list[Fault]) -> bool:
    """Whether the day stands before the month in 4/3/2003; said as a fault where the column says both, or neither."""
    pairs = []
    for cell, one in zip(cells, forms, strict=True):
        if one == EITHER:
            match = FORMS[EITHER].fullmatch(cell.text)
            assert match is not None
            pairs.append((cell, int(match["a"]), int(match["b"])))
    if not pairs:
        return True
    days = [cell for cell, a, _ in pairs if a > 12]
    months = [cell for cell, _, b in pairs if b > 12]
    if days and months:
        few, other = (days, "month") if len(days) < len(months) else (months, "day")
        for cell in few:
            text = f"{shown(cell.text)} and other dates of the column cannot both be read: most have the {other} first; {ISO}"
            faults.append(Fault(file, cell.line, column, text))
    elif not days and not months:
        text = f"{shown(pairs[0][0].text)} may be day/month or month/day, and no date of the column tells; {ISO}"
        faults.append(Fault(file, pairs[0][0].line, column, text))
    return len(days) >= len(months) if days else not months


def _moment(pattern: re.Pattern[str], text: str, *, day_first: bool) -> datetime:
    match = pattern.fullmatch(text)
    assert match is not None
    parts = match.groupdict()
    if "a" in parts:
        parts["day"], parts["month"] = (parts["a"], parts["b"]) if day_first else (parts["b"], parts["a"])
    hour = int(parts["hour"])
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of half a day")
        hour = hour % 12 + (12 if parts["half"][0] in "Pp" else 0)
    return datetime(  # noqa: DTZ001 - the centre's wall clock
        int(parts["year"]),
        int(parts["month"]),
        int(parts["day"]),
        hour,
        int(parts["minute"]),
        int(parts["second"] or 0),
    )


def _few(faults: list[Fault]) -> list[Fault]:
    if len(faults) <= MOST_TOLD:
        return faults
    last = faults[MOST_TOLD]
    text = f"{len(faults) - MOST_TOLD} more faults like these follow in this column"
    return [*faults[:MOST_TOLD], Fault(last.file, last.line, last.key, text)]
