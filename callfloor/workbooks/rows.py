"""Rows: a plan's shifts as rows that are edited outside a workbook, on the page, and read as a workbook's are.

A row has the columns of the workbook's first sheet: times as `08:30`, breaks as `10:00-10:15`, days as `2026-03-02`. What is read back goes the
way of a workbook, so that the same edit says the same, whether it was made in Excel or here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callfloor.workbooks import plan_book as book
from callfloor.workbooks.plan_read import understood
from scenarios.workbooks import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from callfloor.workbooks.plan_read import Given
    from scenarios.faults import Fault
    from scenarios.schema import Scenario

FILE = Path("plan.xlsx")  # what faults name as their place
KEPT = (
    "format",
    "scenario",
    "made_for",
    "status",
    "currency",
    "cost",
    "paid_hours",
    "shifts",
    "called_in",
    "replanned",
    "verified",
)
PLACE = re.compile(rf"{book.SHIFTS}!\D+(\d+) (.*)")
WHOLE = re.compile(r"\d{1,9}")

Row = dict[str, Any]


def slim(document: Mapping[str, Any]) -> dict[str, Any]:
    """What it takes of a plan's JSON to read edited rows against it."""
    return {key: document[key] for key in KEPT if key in document}


def breaks(scenario: Scenario, document: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of breaks: as many as a shift of the scenario, or of the plan, has at most."""
    counts = [*(len(rule.breaks) for rule in scenario.shifts), *(len(row["breaks"]) for row in document["shifts"])]
    return tuple(f"{book.BREAK}{number}" for number in range(1, max(counts, default=0) + 1))


def columns(scenario: Scenario, document: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that may be edited, in order, the number first."""
    return (book.NUMBER, book.GROUP, book.DAYS, book.START, book.END, *breaks(scenario, document), book.AGENTS)


def rows_of(scenario: Scenario, document: Mapping[str, Any]) -> list[Row]:
    """The shifts of a plan's JSON as rows."""
    names = breaks(scenario, document)
    return [{**_row(shift, names), book.NUMBER: number} for number, shift in enumerate(document["shifts"], 1)]


def _row(shift: Mapping[str, Any], names: Sequence[str]) -> Row:
    rest = [book.DASH.join(one) for one in shift["breaks"]]
    row: Row = {book.NUMBER: None, book.GROUP: shift["group"], book.DAYS: "; ".join(shift["days"])}
    row |= {book.START: shift["start"], book.END: shift["end"], book.AGENTS: int(shift["agents"])}
    return row | {name: rest[place] if place < len(rest) else "" for place, name in enumerate(names)}


def rows_of_workbook(scenario: Scenario, document: Mapping[str, Any], given: Given) -> list[Row]:
    """The shifts of a workbook that was given back, as rows of the plan that it came from."""
    from callfloor.documents import shift
    from optimize.outcome import ShiftChoice

    shown = [
        (number, shift(scenario, [ShiftChoice(one.kind, one.people, one.people * one.kind.cost) for one in posts]))
        for number, posts in given.rows
        if posts
    ]
    names = breaks(scenario, document)
    return [{**_row(one, names), book.NUMBER: number} for number, one in shown]


def read_rows(scenario: Scenario, document: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Given:
    """Read edited rows of a plan; ``document``: its JSON, as it was made (`slim` is enough).

    Raises:
        InputError: all that is wrong with them; `beside` says in which row and column.

    """
    names = columns(scenario, document)
    lines = tuple(tuple(_value(name, row.get(name)) for name in names) for row in rows)
    pages = {book.SHIFTS: Sheet(book.SHIFTS, (names, *lines))}
    if document.get("called_in"):
        called = [
            (one["group"], one["start"], one["end"], one["up_to"], one["agents"]) for one in document["called_in"]
        ]
        pages[book.CALLED] = Sheet(book.CALLED, (book.CALLED_COLUMNS, *called))
    return understood(FILE, scenario, pages, document)


def beside(faults: Sequence[Fault]) -> tuple[dict[tuple[int, str], str], list[Fault]]:
    """Sentences by row (from 0) and column, and the faults that no cell shows."""
    found: dict[tuple[int, str], list[str]] = {}
    rest = []
    for fault in faults:
        place = PLACE.fullmatch(fault.key)
        if place is None:
            rest.append(fault)
        else:
            found.setdefault((int(place[1]) - 2, place[2]), []).append(fault.message)
    return {cell: "; ".join(sentences) for cell, sentences in found.items()}, rest


def _value(name: str, value: object) -> str | int | float | None:
    """A cell as a workbook has it: empty for no text, a number where people are counted."""
    if isinstance(value, str):
        text = value.strip()
        counts = name in (book.NUMBER, book.AGENTS) and WHOLE.fullmatch(text)
        return int(text) if counts else text or None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
