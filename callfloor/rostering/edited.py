"""A roster read back: roster.csv or roster.xlsx, as it was written or as a planner has changed it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from callfloor.rostering import sheets
from callfloor.rostering.sheets import Sheet
from optimize.rostering.problem import NOBODY, Problem, Roster
from scenarios import units
from scenarios.faults import Fault, InputError, choices, shown

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "员工"),
    "date": ("day", "日期"),
    "group": ("技能组", "班组"),
    "start": ("开始", "上班"),
    "end": ("结束", "下班"),
    "hours": ("工时",),
    "night": ("夜班",),
    "breaks": ("休息",),
}
DATED = re.compile(r"(?:\w{2,9}\s+)?(\d{4}-\d{2}-\d{2})")
CLOCKS = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})\s*(.*)", re.DOTALL)
AWAY = ("", "off", "leave", "-", "–", "休", "休息", "休假")


@dataclass
class _Filling:
    """Rows being filled, and what is wrong on the way."""

    problem: Problem
    file: str
    rows: list[list[int]]
    faults: list[Fault]

    def put(self, line: int, column: str, name: str, day: object, shift: tuple[str, str, str]) -> None:
        """Somebody works ``shift`` (group or "", start, end) on a day."""
        place = next((at for at, person in enumerate(self.problem.people) if person.name == name), None)
        if place is None:
            known = [person.name for person in self.problem.people]
            near = choices(name, known).rpartition(". ")[2] if len(known) > 12 else choices(name, known)
            return self.fault(line, "name", f"nobody on the staff list is called {shown(name)}; {near}")
        try:
            at = (units.day(day) - self.problem.start).days
            duty = self._duty(place, *shift)
        except ValueError as reason:
            return self.fault(line, column, str(reason))
        if not 0 <= at < self.problem.days:
            last = self.problem.date(self.problem.days - 1)
            return self.fault(line, column, f"{shown(day)} is outside the plan, {self.problem.start} to {last}")
        if self.rows[place][at] != NOBODY:
            return self.fault(line, column, f"{name} has two shifts on {day}; one a day is all there can be")
        self.rows[place][at] = duty
        return None

    def fault(self, line: int, column: str, text: str) -> None:
        """Remember what is wrong."""
        self.faults.append(Fault(self.file, line, column, text))

    def _duty(self, place: int, group: str, start: str, end: str) -> int:
        first, last = units.clock(start), units.clock(end)
        groups = (group,) if group else self.problem.people[place].groups
        for wanted in groups:
            for at, duty in enumerate(self.problem.duties):
                if duty.group == wanted and duty.start == first and duty.end % 86400 == last % 86400:
                    return at
        known = [duty.name for duty in self.problem.duties if duty.group in groups]
        asked = f"{group or groups[0]} {start}-{end}"
        raise ValueError(f"no shift of the plan is {shown(asked)}; shifts are {choices(asked, known)}")


def read(path: Path, problem: Problem) -> Roster:
    """Read it.

    Raises:
        InputError: people, days or shifts that the plan and the staff list do not have, by row and column.

    """
    sheet = sheets.read(path)
    filling = _Filling(problem, sheet.file, [[NOBODY] * problem.days for _ in problem.people], [])
    if any(DATED.fullmatch(column) for column in sheet.header):
        _grid(sheet, filling)
    else:
        listed = sheets.renamed(sheet, dict(COLUMNS), ("name", "date", "start", "end"))
        for line, cells in listed.rows:
            filling.put(
                line, "start", cells["name"], cells["date"], (cells.get("group", ""), cells["start"], cells["end"])
            )
    if filling.faults:
        raise InputError(filling.faults)
    return Roster(problem, tuple(tuple(row) for row in filling.rows))


def _grid(sheet: Sheet, filling: _Filling) -> None:
    """People by days, as on the first sheet of roster.xlsx."""
    days = {column: found[1] for column in sheet.header if (found := DATED.fullmatch(column))}
    name = next((column for column in sheet.header if column.lower() in ("name", "姓名", "员工")), None)
    if name is None:
        filling.fault(1, "name", "the column is missing; add it")
        return
    for line, cells in sheet.rows:
        if not cells[name]:  # the key to the colours, under the people
            if any(CLOCKS.fullmatch(cells[column].strip()) for column in days):
                filling.fault(line, "name", "is empty; write who works these shifts")
            continue
        for column, day in days.items():
            text = cells[column].strip()
            if text.lower() in AWAY:
                continue
            found = CLOCKS.fullmatch(text)
            if found is None:
                filling.fault(
                    line,
                    day,
                    f"{shown(text)} is no shift; write 08:00-16:00, and the group where it is not the first",
                )
            else:
                filling.put(line, day, cells[name], day, (found[3].strip(), found[1], found[2]))
