"""What is wanted: the shifts of a plan, by day, from plan.json (``callfloor plan``) or from a table of shifts.

A shift is known by its group, start and end; where breaks differ it is one duty, and the breaks are dealt out among those who work
it. A plan of one day is repeated for a week, which is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from callfloor.language import later
from callfloor.rostering import sheets
from callfloor.rostering.notes import Note
from scenarios import units
from scenarios.faults import Fault, InputError, shown

DAY, HOUR = 86400.0, 3600.0
WEEK = 7
MOST_DAYS = 14  # what a person's row has to remember grows with every night and weekend of the plan
Break = tuple[str, str]
COLUMNS: dict[str, tuple[str, ...]] = {
    "group": ("技能组", "班组"),
    "start": ("开始", "上班"),
    "end": ("结束", "下班"),
    "days": ("day", "date", "日期"),
    "agents": ("people", "人数"),
    "breaks": ("休息",),
    "paid_hours": ("总计薪工时",),  # of all its people on all its days
    "paid_each": ("计薪工时",),
    "cost": ("费用",),
}
WORKBOOK = (
    "no",
    "paid hours each",
    "cost of all",
)  # columns of plan.xlsx, whose hours are calculated anew once it was edited


@dataclass(frozen=True)
class Wanted:
    """People wanted for a shift on a day; times in seconds from 00:00 of that day; breaks with how many take them so."""

    day: date
    group: str
    start: float
    end: float
    paid: float
    people: int
    breaks: tuple[tuple[tuple[Break, ...], int], ...] = ()


@dataclass(frozen=True)
class Demand:
    """All that is wanted, in the order of days, groups, times; and what should be said about it."""

    name: str
    start: date
    days: int
    shifts: tuple[Wanted, ...]
    notes: tuple[Note, ...] = ()
    known: tuple[str, ...] = ()  # groups of the whole plan, also of days that are left out

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups for which anybody is wanted, in the plan's order, and then those of its other days."""
        return tuple(dict.fromkeys([*(one.group for one in self.shifts), *self.known]))


def read(path: Path, days: int | None = None) -> Demand:
    """Read a plan; one of a single day is repeated over ``days`` (7 if not said), of a longer one these are the first days.

    Raises:
        InputError: the file is no plan, or what is wrong with its shifts.

    """
    rows, name = _document(path) if path.suffix.lower() == ".json" else _table(path)
    faults: list[Fault] = []
    found: list[Wanted] = []
    for place, row in rows:
        found += _shift(str(path), place, row, faults)
    if not found and not faults:
        faults.append(Fault(str(path), None, "shifts", "the plan has no shifts; there is nobody to be rostered"))
    if faults:
        raise InputError(faults)
    known = tuple(dict.fromkeys(one.group for one in found))
    first, last = min(one.day for one in found), max(one.day for one in found)
    length = (last - first).days + 1
    notes: list[Note] = []
    if length == 1 and days != 1:
        length = days or WEEK
        found = [replace(one, day=one.day + timedelta(days=ahead)) for ahead in range(length) for one in found]
        said = later("The plan is of one day, {first}; it is repeated for {count} days. --days says for how many.")
        notes.append(Note(said, first=first, count=length))
    elif days is not None and days > length:
        text = f"the plan has {length} days and no more; write --days {length} or fewer, or leave it out"
        raise InputError([Fault("--days", None, str(days), text)])
    elif days is not None and days < length:
        said = later("The plan has {count} days; these are the first {first} of them (--days).")
        notes.append(Note(said, count=length, first=days))
        found = [one for one in found if (one.day - first).days < days]
        length = days
    if length > MOST_DAYS:
        text = (
            f"the plan has {length} days; a roster has {MOST_DAYS} at most: roster the first weeks, then the next with days_in_a_row, "
            "last_end, nights_before and weekends_before in the staff list"
        )
        raise InputError([Fault(str(path), None, "days", text)])
    return Demand(name, first, length, _together(found), tuple(notes), known)


def _document(path: Path) -> tuple[list[tuple[str, Mapping[str, Any]]], str]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as reason:
        raise InputError(
            [Fault(str(path), None, "", f"the file cannot be read: {(reason.strerror or str(reason)).lower()}")]
        ) from None
    except ValueError as reason:
        raise InputError([Fault(str(path), None, "", f"is not JSON: {reason}")]) from None
    if not isinstance(document, dict) or not str(document.get("format", "")).startswith("callfloor/plan/"):
        found = document.get("format") if isinstance(document, dict) else document
        text = f"{shown(found)} is not callfloor/plan/1; give the plan.json that callfloor plan writes"
        raise InputError([Fault(str(path), None, "format", text)])
    rows = document.get("shifts")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError([Fault(str(path), None, "shifts", "is missing, or is no list of shifts")])
    return [(f"shifts[{place}]", row) for place, row in enumerate(rows)], str(document.get("scenario") or path.stem)


def _table(path: Path) -> tuple[list[tuple[str, Mapping[str, Any]]], str]:
    plain = sheets.read(path)
    if set(WORKBOOK) <= set(plain.header):
        text = f"is the workbook of a plan; callfloor check SCENARIO {path.name} --out edited, then roster edited/plan.json"
        raise InputError([Fault(str(path), None, "", text)])
    sheet = sheets.renamed(plain, dict(COLUMNS), ("group", "start", "end", "days", "agents"))
    rows: list[tuple[str, Mapping[str, Any]]] = []
    for line, cells in sheet.rows:
        listed = [part.strip() for part in cells["days"].replace("，", ";").replace(",", ";").split(";")]
        breaks = [part.strip().split("-") for part in cells.get("breaks", "").split(";") if part.strip()]
        rows.append(
            (f"row {line}", {**cells, "days": listed, "breaks": breaks, "total_hours": cells.get("paid_hours")})
        )
    return rows, path.stem


def _shift(file: str, place: str, row: Mapping[str, Any], faults: list[Fault]) -> list[Wanted]:
    def bad(key: str, text: str) -> None:
        faults.append(Fault(file, None, f"{place}.{key}", text))

    before = len(faults)
    times: list[float] = []
    for key in ("start", "end"):
        try:
            times.append(units.clock(row.get(key)))
        except ValueError as reason:
            bad(key, str(reason))
    days: list[date] = []
    listed = row.get("days") or []
    for text in listed if isinstance(listed, list) else [listed]:
        try:
            days.append(units.day(text))
        except ValueError as reason:
            bad("days", str(reason))
    group = row.get("group")
    if not isinstance(group, str) or not group:
        bad("group", f"{shown(group)} is not the name of a group")
    people = _people(row.get("agents"))
    if people is None:
        bad("agents", f"{shown(row.get('agents'))} is not a whole number of people, 0 or more")
    if not days and len(faults) == before:
        bad("days", "names no day; write dates like 2026-03-02")
    if len(faults) > before or not people:
        return []
    start, end = times[0], times[1] if times[1] > times[0] else times[1] + DAY
    breaks = tuple((str(one[0]), str(one[1])) for one in row.get("breaks") or [] if len(one) == 2)
    paid = _paid(row, end - start, people * len(days))
    return [Wanted(day, str(group), start, end, paid, people, ((breaks, people),)) for day in days]


def _people(value: object) -> int | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return int(number) if number >= 0 and number.is_integer() and not isinstance(value, bool) else None


def _paid(row: Mapping[str, Any], length: float, people: int) -> float:
    """Paid seconds of one person: as the plan says, of each or of all on all days together, else the shift's length."""
    for key, share in (("paid_each", 1), ("paid_hours", people)):
        try:
            return min(float(row[key]) * HOUR / share, length)
        except (KeyError, TypeError, ValueError):
            continue
    return length


def _together(found: list[Wanted]) -> tuple[Wanted, ...]:
    """Shifts that differ in their breaks alone are one."""
    groups = list(dict.fromkeys(one.group for one in found))
    kept: dict[tuple[object, ...], Wanted] = {}
    for one in found:
        key = (one.day, one.group, one.start, one.end, round(one.paid))
        before = kept.get(key)
        kept[key] = (
            one
            if before is None
            else replace(before, people=before.people + one.people, breaks=before.breaks + one.breaks)
        )
    return tuple(
        sorted(kept.values(), key=lambda one: (one.day, groups.index(one.group), one.start, one.end, one.paid))
    )
