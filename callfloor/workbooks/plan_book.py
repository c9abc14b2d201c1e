"""A plan as a workbook that planners edit and give back.

Shifts with their breaks, staffing by interval, targets, cost. What may be edited is yellow: on the first sheet all but what is calculated, and how
many people on call are called in. A hidden sheet has the plan as it was made, so that whoever reads the workbook again can say what was changed,
old -> new, and a plan that nobody touched comes back to the last break.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from callfloor import documents_planned
from callfloor.workbooks import looks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from callfloor.ended import Ended

SHIFTS, CALLED, STAFFING, TARGETS, COST, HOW, HIDDEN = (
    "Shifts", "Called in", "Staffing", "Targets", "Cost", "How to edit", "_plan",
)  # fmt: skip
NUMBER, GROUP, DAYS, START, END, AGENTS = "no", "group", "days", "start", "end", "agents"
BREAK = "break "  # break 1, break 2
CALCULATED = ("paid hours each", "cost each", "cost of all")
CALLED_COLUMNS = (GROUP, START, END, "on call", AGENTS)
CHUNK = 30_000  # characters of a cell; Excel has room for 32,767
DASH = "-"


def workbook(ended: Ended, document: Mapping[str, Any] | None = None) -> bytes:
    """The workbook of a plan; ``document``: its JSON, if that is at hand."""
    plan = documents_planned.plan(ended) if document is None else document
    book = looks.new()
    most = breaks_of(ended, plan)
    _shifts(book.create_sheet(SHIFTS), plan, most)
    if plan["called_in"]:
        _called(book.create_sheet(CALLED), plan)
    _staffing(book.create_sheet(STAFFING), plan)
    _targets(book.create_sheet(TARGETS), plan)
    _cost(book.create_sheet(COST), plan)
    looks.notes(book.create_sheet(HOW), _how(ended, plan))
    hidden = book.create_sheet(HIDDEN)
    text = json.dumps(plan, ensure_ascii=True, allow_nan=False)
    for line, first in enumerate(range(0, len(text), CHUNK), 1):
        hidden.cell(line, 1, text[first : first + CHUNK]).data_type = "s"
    hidden.sheet_state = "veryHidden"
    return looks.as_bytes(book)


def breaks_of(ended: Ended, plan: Mapping[str, Any]) -> int:
    """The most breaks that a shift may have: so many columns there are."""
    rules = (len(rule.breaks) for rule in ended.scenario.shifts)
    return max([*rules, *(len(row["breaks"]) for row in plan["shifts"])], default=0)


def _shifts(page: Worksheet, plan: Mapping[str, Any], most: int) -> None:
    currency = plan["currency"]
    names = [
        (NUMBER, 6, "The shift's number in the plan; leave it, and leave it empty in a new row.", False),
        (GROUP, 20, "The agent group.", True),
        (DAYS, 24, "The day, or several days parted by ;", True),
        (START, 9, "When the shift begins.", True),
        (END, 9, "When it ends; before the start means on the next day.", True),
        *(
            (f"{BREAK}{number}", 14, "A break as 10:00-10:15, within its window.", True)
            for number in range(1, most + 1)
        ),
        (AGENTS, 9, "People who work this shift on each of its days; 0 for nobody.", True),
        (CALCULATED[0], 11, "Paid hours of one person on one day.", False),
        (CALCULATED[1], 11, f"{currency} for one person on one day.", False),
        (CALCULATED[2], 13, f"{currency} for all its people on all its days.", False),
    ]
    looks.header(page, names)
    page.freeze_panes = "D2"
    for line, row in enumerate(plan["shifts"], 2):
        breaks = [DASH.join(one) for one in row["breaks"]]
        days, agents = row["days"], int(row["agents"])
        each = agents * len(days)
        cells: list[looks.Value] = [
            line - 1, row["group"], _days(days), time.fromisoformat(row["start"]), time.fromisoformat(row["end"]),
            *breaks, *[None] * (most - len(breaks)), agents,
            float(row["paid_hours"]) / each if each else None, float(row["cost"]) / each if each else None, float(row["cost"]),
        ]  # fmt: skip
        for column, value in enumerate(cells, 1):
            looks.put(page, line, column, value, editable=names[column - 1][3])
    page.auto_filter.ref = page.dimensions


def _days(days: list[str]) -> str | date:
    return date.fromisoformat(days[0]) if len(days) == 1 else "; ".join(days)


def _called(page: Worksheet, plan: Mapping[str, Any]) -> None:
    meanings = ("", "", "", "So many may be called in.", "So many are called in.")
    widths = (20, 18, 18, 10, 10)
    names = [
        (name, width, text, name == AGENTS) for name, width, text in zip(CALLED_COLUMNS, widths, meanings, strict=True)
    ]
    looks.header(page, names)
    for line, row in enumerate(plan["called_in"], 2):
        cells = (
            row["group"],
            datetime.fromisoformat(row["start"]),
            datetime.fromisoformat(row["end"]),
            int(row["up_to"]),
            int(row["agents"]),
        )
        for column, value in enumerate(cells, 1):
            looks.put(page, line, column, value, editable=column == len(cells))


def _staffing(page: Worksheet, plan: Mapping[str, Any]) -> None:
    groups = list(dict.fromkeys(row["group"] for row in plan["staffing"]))
    names: list[tuple[str, float, str, bool]] = [("interval", 18, "Start of the interval.", False)]
    for group in groups:
        names += [
            (f"{group} scheduled", max(12, len(group)), "Scheduled people, time average.", False),
            (f"{group} on the floor", max(12, len(group)), "After shrinkage, without those on a break.", False),
            (
                f"{group} required",
                max(12, len(group)),
                "Fewest on the floor with whom the targets are kept; empty where not known.",
                False,
            ),
        ]
    looks.header(page, names)
    page.freeze_panes = "B2"
    lines: dict[str, int] = {}
    for row in plan["staffing"]:
        line = lines.setdefault(row["interval"], len(lines) + 2)
        looks.put(page, line, 1, datetime.fromisoformat(row["interval"]))
        column = 2 + 3 * groups.index(row["group"])
        required, floor = row["required"], row["on_floor"]
        for place, value in enumerate((row["agents"], floor, required)):
            short = place == 1 and required is not None and floor < required
            looks.put(page, line, column + place, value, fill=looks.SHORT if short else None)


def _targets(page: Worksheet, plan: Mapping[str, Any]) -> None:
    keys = ("measure", "within_s", "per", "confidence", "asked", "reached", "low", "high", "at", "met")
    looks.header(page, [("of", 20, "What the target is about.", False), *((key, 13, "", False) for key in keys)])
    for line, row in enumerate(plan["targets"], 2):
        name = row[next(iter(row))]
        cells = [name, *(row[key] for key in keys)]
        cells[-1] = {True: "met", False: "MISSED", None: "not judged"}[row["met"]]
        for column, value in enumerate(cells, 1):
            looks.put(
                page, line, column, value, fill=looks.SHORT if row["met"] is False and column == len(cells) else None
            )
            if row["measure"] != "mean_wait" and column in (6, 7, 8, 9):
                page.cell(line, column).number_format = "0.0%"


def _cost(page: Worksheet, plan: Mapping[str, Any]) -> None:
    columns = (("group", 20), ("shifts worked", 14), ("paid hours", 14), (f"cost, {plan['currency']}".rstrip(", "), 16))
    looks.header(page, [(name, width, "", False) for name, width in columns])
    groups = list(dict.fromkeys(row["group"] for row in plan["shifts"]))
    line = 1
    for line, group in enumerate(groups, 2):
        own = [row for row in plan["shifts"] if row["group"] == group]
        worked = sum(int(row["agents"]) * len(row["days"]) for row in own)
        for column, value in enumerate(
            (group, worked, float(sum(row["paid_hours"] for row in own)), float(sum(row["cost"] for row in own))), 1
        ):
            looks.put(page, line, column, value)
    shifts = float(sum(row["cost"] for row in plan["shifts"]))
    rest = float(plan["cost"] or 0.0) - shifts
    if abs(rest) > 0.005:
        line += 1
        for column, value in enumerate(("people who are called in", None, None, rest), 1):
            looks.put(page, line, column, value)
    for column, value in enumerate(("all", None, plan["paid_hours"], plan["cost"]), 1):
        looks.put(page, line + 1, column, value)


def _how(ended: Ended, plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    scenario = ended.scenario
    status = {"met": "keeps its targets"}.get(plan["status"], f"status {plan['status']}")
    said = [
        ("Plan", f"{scenario.title or scenario.name}, from {scenario.calendar.start}, {status}. {plan['proof']}"),
        ("Yellow", "May be edited: people, times, breaks, days, groups. Delete a row to drop a shift, add one at the bottom for a new shift (no number)."),
        ("Grey", "Calculated. It is calculated anew when the file is given back; what stands there then is not read."),
        ("Times", "08:30 as a time of day; 00:00 for midnight. An end before the start is on the next day. Breaks as 10:00-10:15."),
        ("Give it back", f"callfloor check SCENARIO plan.xlsx reads it again, says what is wrong and where, simulates and prices it. callfloor plan SCENARIO --from plan.xlsx and callfloor today SCENARIO --plan plan.xlsx take it too. SCENARIO is what {scenario.name} was planned from: its file, its folder, or its name in the library."),
    ]  # fmt: skip
    from callfloor.workbooks.allowed import rules_in_words

    said += [("Shifts that may be worked", text) for text in rules_in_words(scenario)]
    if scenario.headcount:
        said.append(("People there are", "; ".join(f"{group}: {count}" for group, count in scenario.headcount.items())))
    return said
