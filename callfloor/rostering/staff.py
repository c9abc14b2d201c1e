"""The staff list: who there is, in which groups, under what contract, with which wishes; every fault by row and column.

Columns are known by name, English or Chinese (``COLUMNS``); only ``name`` and ``groups`` must be there. Days are dates
(2026-03-04), spans of them (2026-03-04..2026-03-06) or weekdays (Mon, 周一), which mean each such day of the plan; several are
parted by ``;``. A request is ``on`` or ``off``, a day, perhaps a shift (22:00 or 22:00-06:00), perhaps a weight: ``off Sat 3``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from callfloor.rostering import sheets
from callfloor.rostering.sheets import Sheet
from scenarios import units
from scenarios.faults import Fault, InputError, choices, shown

Value = TypeVar("Value")
HOUR = 3600.0
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "员工", "employee", "agent"),
    "groups": ("group", "skills", "skill", "技能", "技能组", "班组"),
    "hours": ("contract_hours", "contract", "weekly_hours", "周工时", "合同工时"),
    "hours_min": ("min_hours", "least_hours", "最少工时"),
    "hours_max": ("max_hours", "most_hours", "最多工时"),
    "days_off": ("off", "day_off", "休息日", "休息"),
    "leave": ("paid_leave", "vacation", "holiday", "休假", "年假"),
    "requests": ("request", "wishes", "请求", "申请"),
    "seniority": ("years", "工龄", "年资"),
    "days_in_a_row": ("worked_in_a_row", "连续上班", "连续上班天数"),
    "last_end": ("last_shift_end", "上次下班", "上次下班时间"),
    "nights_before": ("nights", "夜班数", "已上夜班"),
    "weekends_before": ("weekend_days", "周末班数", "已上周末班"),
    "days_per_week": ("days_a_week", "每周天数"),
    "most_in_a_row": ("最多连续天数",),
    "most_nights": ("最多夜班",),
    "most_weekends": ("最多周末",),
}
WEEKDAYS = {
    name: place
    for place, names in enumerate(
        (
            ("mon", "monday", "周一", "星期一"),
            ("tue", "tuesday", "周二", "星期二"),
            ("wed", "wednesday", "周三", "星期三"),
            ("thu", "thursday", "周四", "星期四"),
            ("fri", "friday", "周五", "星期五"),
            ("sat", "saturday", "周六", "星期六"),
            ("sun", "sunday", "周日", "星期日", "星期天"),
        )
    )
    for name in names
}
ON, OFF = ("on", "work", "想上", "上班"), ("off", "free", "想休", "休息", "休")


@dataclass(frozen=True)
class Wish:
    """A request: the day, whether to work, a shift by its start (and end) in seconds, its weight."""

    day: int
    on: bool
    weight: float
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True)
class Member:
    """A row of the staff list. Hours are seconds; None: the rules say."""

    row: int
    name: str
    groups: tuple[str, ...]
    least: float | None = None
    most: float | None = None
    off: frozenset[int] = frozenset()
    leave: frozenset[int] = frozenset()
    wishes: tuple[Wish, ...] = ()
    seniority: float = 0.0
    days_in_a_row: int | None = None
    last_end: float | None = None
    nights_before: float = 0.0
    weekends_before: float = 0.0
    days_per_week: int | None = None
    most_in_a_row: int | None = None
    most_nights: int | None = None
    most_weekends: int | None = None


@dataclass(frozen=True)
class Staff:
    """The whole list, and the file it was read from."""

    file: str
    members: tuple[Member, ...]
    outside: int = 0  # people of whom days were passed over that are not among those of the roster


def read(path: Path, start: date, days: int, groups: Sequence[str], *, part: bool = False) -> Staff:
    """Read a staff list for so many days; ``groups`` are those of the plan.

    ``part``: the days were chosen for this roster, and the list may be of more of them; what is about other days is passed over.

    Raises:
        InputError: every row and column that is at fault.

    """
    sheet = sheets.renamed(sheets.read(path), dict(COLUMNS), ("name", "groups"))
    reader = _Reader(sheet, start, days, groups, part=part)
    members = tuple(reader.member(line, cells) for line, cells in sheet.rows)
    if not members:
        reader.faults.append(Fault(sheet.file, None, "", "the list has a header and no people"))
    first: dict[str, int] = {}
    for one in members:
        if one.name and one.name in first:
            text = f"{shown(one.name)} stands in row {first[one.name]} too; give each person a name of their own"
            reader.faults.append(Fault(sheet.file, one.row, "name", text))
        first.setdefault(one.name, one.row)
    if reader.faults:
        raise InputError(sorted(reader.faults, key=lambda fault: fault.line or 0))
    return Staff(sheet.file, members, len(reader.outside))


class _Reader:
    def __init__(self, sheet: Sheet, start: date, days: int, groups: Sequence[str], *, part: bool = False) -> None:
        self.sheet, self.start, self.days, self.groups, self.part = sheet, start, days, groups, part
        self.faults: list[Fault] = []
        self.line = 0  # that is being read
        self.outside: set[int] = set()  # lines with days that were passed over

    def member(self, line: int, cells: dict[str, str]) -> Member:
        self.line = line

        def get(column: str, read: Callable[[str], Value], default: Value) -> Value:
            text = cells.get(column, "")
            if not text:
                return default
            try:
                return read(text)
            except ValueError as reason:
                self.faults.append(Fault(self.sheet.file, line, column, str(reason)))
                return default

        if not cells.get("name"):
            self.faults.append(Fault(self.sheet.file, line, "name", "is empty; write who it is"))
        if not cells.get("groups"):
            text = f"is empty; write one or several of {choices('', self.groups)}"
            self.faults.append(Fault(self.sheet.file, line, "groups", text))
        unsaid: tuple[float | None, float | None] = (None, None)
        least, most = get("hours", _hours, unsaid)
        least, most = get("hours_min", _positive, least), get("hours_max", _positive, most)
        if least is not None and most is not None and least > most:
            text = f"{least / HOUR:g} h at least is more than {most / HOUR:g} h at most; exchange them"
            self.faults.append(Fault(self.sheet.file, line, "hours", text))
        return Member(
            row=line,
            name=cells.get("name", ""),
            groups=get("groups", self._groups, ()),
            least=least,
            most=most,
            off=get("days_off", self._days, frozenset()),
            leave=get("leave", self._days, frozenset()),
            wishes=get("requests", self._wishes, ()),
            seniority=get("seniority", _number, 0.0),
            days_in_a_row=get("days_in_a_row", _count, None),
            last_end=get("last_end", self._moment, None),
            nights_before=get("nights_before", _number, 0.0),
            weekends_before=get("weekends_before", _number, 0.0),
            days_per_week=get("days_per_week", _count, None),
            most_in_a_row=get("most_in_a_row", _count, None),
            most_nights=get("most_nights", _count, None),
            most_weekends=get("most_weekends", _count, None),
        )

    def _groups(self, text: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(_parts(text, r"[;,，；、/|]")))
        unknown = [one for one in found if one not in self.groups]
        if unknown:
            raise ValueError(
                f"no group of the plan is called {shown(unknown[0])}; groups are {choices(unknown[0], self.groups)}"
            )
        return found

    def _days(self, text: str) -> frozenset[int]:
        return frozenset(day for part in _parts(text) for day in self._day(part))

    def _day(self, text: str) -> list[int]:
        """Days of a date, a span of dates, or a weekday."""
        if text.lower() in WEEKDAYS:
            wanted = WEEKDAYS[text.lower()]
            found = [day for day in range(self.days) if (self.start.weekday() + day) % 7 == wanted]
            if not found and not self.part:
                raise ValueError(f"{shown(text)} is no day of the plan, {self._span()}")
            self.outside |= set() if found else {self.line}
            return found
        ends = [units.day(part.strip()) for part in text.split("..")]
        if len(ends) > 2 or ends[-1] < ends[0]:
            raise ValueError(f"{shown(text)} is no span of days; write the earlier date first, 2026-03-04..2026-03-06")
        outside = [end for end in ends if not 0 <= (end - self.start).days < self.days]
        if outside and not self.part:
            raise ValueError(f"{outside[0]} is outside the plan, {self._span()}; leave it out")
        self.outside |= {self.line} if outside else set()
        return list(range(max((ends[0] - self.start).days, 0), min((ends[-1] - self.start).days + 1, self.days)))

    def _span(self) -> str:
        return f"which runs from {self.start} to {self.start + timedelta(days=self.days - 1)}"

    def _wishes(self, text: str) -> tuple[Wish, ...]:
        return tuple(wish for part in _parts(text) for wish in self._wish(part))

    def _wish(self, text: str) -> list[Wish]:
        words = text.split()
        example = "write it like: off Sat 3; on 2026-03-04 22:00-06:00 5"
        if len(words) < 2 or words[0].lower() not in (*ON, *OFF):
            raise ValueError(f"{shown(text)} is no request; {example}")
        days, start, end, weight = self._day(words[1]), None, None, 1.0
        for word in words[2:]:
            if ":" in word:
                ends = [units.clock(part) for part in word.split("-")]
                start, end = ends[0], ends[1] if len(ends) == 2 else None
            else:
                weight = _number(word.lstrip("x×"))
        if len(words) > 4:
            raise ValueError(f"{shown(text)} says more than a day, a shift and a weight; {example}")
        return [Wish(day, words[0].lower() in ON, weight, start, end) for day in days]

    def _moment(self, text: str) -> float:
        """Seconds from 00:00 of the plan's first day."""
        try:
            found = datetime.strptime(text.replace("T", " ")[:16], "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local, as the plan is
        except ValueError:
            raise ValueError(f"{shown(text)} is no moment; write it like 2026-03-01 23:00") from None
        return (found - datetime.combine(self.start, datetime.min.time())).total_seconds()


def _parts(text: str, marks: str = r"[;；]") -> list[str]:
    return [part.strip() for part in re.split(marks, text) if part.strip()]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{shown(text)} is not a number") from None
    return units.not_negative(value)


def _count(text: str) -> int | None:
    return units.whole(_number(text))


def _positive(text: str) -> float | None:
    return _number(re.sub(r"\s*(h|小时)$", "", text)) * HOUR


def _hours(text: str) -> tuple[float | None, float | None]:
    """``40``: at most so many; ``30-40``: between them."""
    ends = [part for part in re.split(r"\s*(?:-|–|~|\.\.)\s*", re.sub(r"\s*(h|小时)$", "", text)) if part]
    if len(ends) > 2 or not ends:
        raise ValueError(f"{shown(text)} are no contract hours; write 40, or 30-40")
    numbers = [_number(part) * HOUR for part in ends]
    return (None, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
