"""Rows: a plan's shifts as rows that are edited outside a workbook, on the page, and read as a workbook's are.

A row has the columns of the workbook's first sheet: times as `08:30`, breaks as `10:00-10:15`, days as `2026-03-02`. People on call, who have a sheet
of their own there, are rows like the others here (`CALL`: which of them), of which only the people are edited. What is read back goes the way of a
workbook, so that the same edit says the same, whether it was made in Excel or here.
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
    from scenarios.workbooks import Value

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
CALL = "call"  # of a row of people on call: its place in the plan's JSON
PLACE = re.compile(rf"({book.SHIFTS}|{book.CALLED})!\D+(\d+) (.*)")
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
    """The shifts of a plan's JSON as rows, then the people on call."""
    names = breaks(scenario, document)
    shifts = [{**_row(shift, names), book.NUMBER: number} for number, shift in enumerate(document["shifts"], 1)]
    return [*shifts, *_calls(scenario, document)]


def _calls(scenario: Scenario, document: Mapping[str, Any]) -> list[Row]:
    names, found = breaks(scenario, document), []
    for place, one in enumerate(document.get("called_in", ())):
        days, start = one["start"].split("T")
        shown = {"group": one["group"], "days": [days], "start": start, "end": one["end"].split("T")[1], "breaks": ()}
        found.append({**_row({**shown, "agents": one["agents"]}, names), CALL: place})
    return found


def _row(shift: Mapping[str, Any], names: Sequence[str]) -> Row:
    rest = [book.DASH.join(one) for one in shift["breaks"]]
    row: Row = {book.NUMBER: None, book.GROUP: shift["group"], book.DAYS: "; ".join(shift["days"])}
    row |= {book.START: shift["start"], book.END: shift["end"], book.AGENTS: int(shift["agents"])}
    return row | {name: rest[place] if place < len(rest) else "" for place, name in enumerate(names)}


def rows_of_workbook(scenario: Scenario, document: Mapping[str, Any], given: Given) -> list[Row]:
    """The shifts of a workbook that was given back, as rows of the plan that it came from, then the people on call."""
    from callfloor.documents import shift
    from optimize.outcome import ShiftChoice

    shown = [
        (number, shift(scenario, [ShiftChoice(one.kind, one.people, one.people * one.kind.cost) for one in posts]))
        for number, posts in given.rows
        if posts
    ]
    names = breaks(scenario, document)
    shifts = [{**_row(one, names), book.NUMBER: number} for number, one in shown]
    return [
        *shifts,
        *({**row, book.AGENTS: given.calls[row[CALL]]} for row in _calls(scenario, document)),
    ]


def read_rows(scenario: Scenario, document: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Given:
    """Read edited rows of a plan; ``document``: its JSON, as it was made (`slim` is enough).

    Raises:
        InputError: all that is wrong with them; `beside` says in which row and column.

    """
    names = columns(scenario, document)
    lines = tuple(tuple(_value(name, row.get(name)) for name in names) for row in rows if CALL not in row)
    pages = {book.SHIFTS: Sheet(book.SHIFTS, (names, *lines))}
    if document.get("called_in"):
        made = {row[CALL]: row for row in _calls(scenario, document)}
        called = tuple(_called(row, made, document) for row in rows if CALL in row)
        pages[book.CALLED] = Sheet(book.CALLED, (book.CALLED_COLUMNS, *called))
    return understood(FILE, scenario, pages, document)


def _called(row: Mapping[str, Any], made: Mapping[int, Row], document: Mapping[str, Any]) -> tuple[Value, ...]:
    """A row of people on call as the workbook has it; with what was typed where that is not to be edited, so that it is refused there."""
    known, one = made[row[CALL]], document["called_in"][row[CALL]]
    place = [
        one[name] if all(row.get(column) == known[column] for column in shown) else _value(name, row.get(name))
        for name, shown in (("group", (book.GROUP,)), ("start", (book.START, book.DAYS)), ("end", (book.END,)))
    ]
    return (*place, one["up_to"], _value(book.AGENTS, row.get(book.AGENTS)))


def beside(
    faults: Sequence[Fault], rows: Sequence[Mapping[str, Any]]
) -> tuple[dict[tuple[int, str], str], list[Fault]]:
    """Sentences by row (from 0) and column, and the faults that no cell of the rows shows."""
    found: dict[tuple[int, str], list[str]] = {}
    places = {
        sheet: [place for place, row in enumerate(rows) if (CALL in row) == on_call]
        for sheet, on_call in ((book.SHIFTS, False), (book.CALLED, True))
    }
    rest = []
    for fault in faults:
        cell = PLACE.fullmatch(fault.key)
        if cell is None:
            rest.append(fault)
        else:
            found.setdefault((places[cell[1]][int(cell[2]) - 2], cell[3]), []).append(fault.message)
    return {cell: "; ".join(sentences) for cell, sentences in found.items()}, rest


def _value(name: str, value: object) -> str | int | float | None:
    """A cell as a workbook has it: empty for no text, a number where people are counted."""
    if isinstance(value, str):
        text = value.strip()
        counts = name in (book.NUMBER, book.AGENTS) and WHOLE.fullmatch(text)
        return int(text) if counts else text or None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
