"""A forecast as a workbook: the volumes of each contact type by interval, with their band; edited, it is the scenario's volumes.

The first sheet is a table as scenarios read it (`volumes: {file: forecast.xlsx, column: NAME}`): a row for each interval, a column for each type.
What is expected may be edited; the band beside it is for reading.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from callfloor.workbooks import looks

if TYPE_CHECKING:
    import pandas as pd

SHEET = "Forecast"
LOW, HIGH = " low", " high"


def workbook(rows: pd.DataFrame, *, level: float = 0.8, title: str = "") -> bytes:
    """The workbook; ``rows``: columns interval (`2026-03-02 08:00`), contact_type, mean, low and high (may be missing)."""
    book = looks.new()
    page = book.create_sheet(SHEET)
    kinds = list(dict.fromkeys(rows["contact_type"]))
    band = "low" in rows and "high" in rows
    names: list[tuple[str, float, str, bool]] = [("interval", 18, "Start of the interval; leave it as it is.", False)]
    for name in kinds:
        names.append((name, max(12, len(name) + 2), f"Contacts of {name} that are expected in the interval.", True))
        if band:
            names += [
                (f"{name}{end}", 10, f"The {side} end of a band that holds {level:.0%} of days.", False)
                for end, side in ((LOW, "lower"), (HIGH, "upper"))
            ]
    looks.header(page, names)
    page.freeze_panes = "B2"
    moments = sorted(dict.fromkeys(rows["interval"]))
    lines = {moment: line for line, moment in enumerate(moments, 2)}
    for moment, line in lines.items():
        looks.put(page, line, 1, datetime.fromisoformat(moment))
    step = 3 if band else 1
    for row in rows.to_dict("records"):
        line, column = lines[row["interval"]], 2 + step * kinds.index(row["contact_type"])
        looks.put(page, line, column, _number(row["mean"]), editable=True)
        for place, key in enumerate(("low", "high") if band else (), 1):
            looks.put(page, line, column + place, _number(row[key]))
    looks.notes(book.create_sheet("How to edit"), _how(kinds, title, level))
    return looks.as_bytes(book)


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else float(value)


def _how(kinds: list[str], title: str, level: float) -> list[tuple[str, str]]:
    name = kinds[0] if kinds else "calls"
    return [
        ("Forecast", title),
        ("Yellow", "Contacts that are expected: edit them. Numbers, 0 where nobody is expected; fractions are welcome, they are means."),
        ("Grey", f"Start of the interval, and a band that holds {level:.0%} of days: for reading. Do not add, remove, sort or merge rows."),
        ("Give it back", f"Put the file beside the scenario and write volumes: {{file: forecast.xlsx, column: {name}}} under arrivals of {name}, and so on; "
         f"or --set contact_types.{name}.arrivals.volumes=\"{{file: forecast.xlsx, column: {name}}}\"."),
        ("What is checked", "Every interval of the calendar once and in order, a number of at least 0 in each; merged cells and formulas without a value are refused by their place."),
    ]  # fmt: skip
