"""A plan's workbook read again, as it was written or as a planner has edited it.

Every cell that may be edited is looked at, and all that is wrong is told at once: the sheet and the cell, the column, what stands there, what may
stand there. A row that nobody touched gives back exactly the posts it came from, by its number; any other has to be a shift that the scenario
allows, at the scenario's price.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callfloor.workbooks import plan_book as book
from callfloor.workbooks.allowed import wrong
from callfloor.workbooks.cells import At, day_fault, days_of, said
from optimize.replanning.standing import FORMAT, ON_CALL, Allowed, Post, Standing, by_row, parse
from scenarios import units, workbooks
from scenarios.faults import Fault, InputError, choices
from scenarios.units import DAY, clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenarios.schema import Scenario
    from scenarios.workbooks import Sheet, Value

BREAKS = book.BREAK.strip()
GROUP, START, END = book.GROUP, book.START, book.END


@dataclass(frozen=True)
class Given:
    """A workbook given back: the plan as it stands there, by row, and as it was made.

    ``rows``: number of each row's shift, None if new. ``calls``: people called in, by their place in the plan's JSON.
    """

    standing: Standing
    before: Standing
    document: Mapping[str, Any]
    rows: tuple[tuple[int | None, tuple[Post, ...]], ...]
    before_rows: tuple[tuple[Post, ...], ...]
    calls: Mapping[int, int]

    @property
    def untouched(self) -> bool:
        """Whether it is the plan as it was made."""
        return Counter(self.standing.posts) == Counter(self.before.posts)


def read(path: Path, scenario: Scenario) -> Given:
    """Read it.

    Raises:
        InputError: all that is wrong with it, cell by cell.

    """
    pages = workbooks.read(path)
    return understood(path, scenario, pages, _document(path, pages))


def understood(path: Path, scenario: Scenario, pages: Mapping[str, Sheet], document: Mapping[str, Any]) -> Given:
    """The same of sheets that are open; ``document``: the plan as it was made, ``path``: what faults name as their place.

    Raises:
        InputError: all that is wrong with them, cell by cell.

    """
    if not document.get("shifts"):
        text = "the plan has no shifts: people by interval are not edited here; change the scenario's staffing"
        raise InputError([Fault(str(path), None, book.SHIFTS, text)])
    before = parse(document, scenario, path)
    given = _Reader(path, scenario, document, by_row(document, scenario, path)).read(pages)
    called = tuple(post for post in before.posts if post.rule == ON_CALL)
    posts = (*(post for _, row in given.rows for post in row), *given.called(called))
    sorted_only = Counter(posts) == Counter(before.posts)
    standing = before if sorted_only else Standing(posts)
    return Given(standing, before, document, tuple(given.rows), tuple(given.known), given.calls)


def _document(path: Path, pages: Mapping[str, Sheet]) -> dict[str, Any]:
    """The plan as it was made, from the hidden sheet."""
    hidden = pages.get(book.HIDDEN)
    try:
        document = json.loads("".join(str(row[0]) for row in hidden.rows if row)) if hidden else None
    except ValueError:
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        text = "is no plan of callfloor, or its hidden sheet is lost; edit the plan.xlsx that callfloor plan wrote, and save it as .xlsx"
        raise InputError([Fault(str(path), None, "", text)])
    return document


@dataclass
class _Reader:
    """The sheets being read, and what is wrong with them so far."""

    path: Path
    scenario: Scenario
    document: Mapping[str, Any]
    known: list[tuple[Post, ...]]
    faults: list[Fault] = field(default_factory=list)
    rows: list[tuple[int | None, tuple[Post, ...]]] = field(default_factory=list)
    calls: dict[int, int] = field(default_factory=dict)

    def read(self, pages: Mapping[str, Sheet]) -> _Reader:
        """Read all that may be edited."""
        self.allowed = Allowed(self.scenario)
        for name in (book.SHIFTS, *((book.CALLED,) if self.document.get("called_in") else ())):
            if name not in pages:
                self._fault(
                    name, f"the sheet is missing; it has {choices(name, [one for one in pages if one != book.HIDDEN])}"
                )
                continue
            merged = self._whole(pages[name])
            (self._shifts if name == book.SHIFTS else self._called)(pages[name], merged)
        if not self.faults and not any(post.people for _, row in self.rows for post in row):
            self._fault(book.SHIFTS, "nobody works any shift; a plan has at least one")
        if not self.faults:
            self.faults += [
                Fault(str(self.path), None, f"{book.SHIFTS}, {book.AGENTS}", text) for text in self._too_many()
            ]
        if self.faults:
            raise InputError(self.faults)
        return self

    def called(self, before: Sequence[Post]) -> Iterator[Post]:
        """The people who are called in, as the workbook has them now."""
        for post in self._windows(before):
            if post.people:
                yield post

    def _windows(self, before: Sequence[Post]) -> Iterator[Post]:
        from optimize.on_call import on_call_kinds, window_of

        kinds = {window_of(kind): kind for kind in on_call_kinds(self.scenario)}
        begun = datetime.combine(self.scenario.calendar.start, time())
        known = {window_of(post.kind): post for post in before}
        for number, row in enumerate(self.document.get("called_in", ())):
            begins, ends = ((datetime.fromisoformat(row[at]) - begun).total_seconds() for at in ("start", "end"))
            kind, people = kinds[row["group"], begins, ends], self.calls.get(number, int(row["agents"]))
            post = known.get(window_of(kind), Post(kind, kind, ON_CALL, people))
            yield replace(post, people=people)

    def _whole(self, page: Sheet) -> frozenset[str]:
        """What is wrong with a sheet as a sheet; the cells that are merged."""
        for one in page.merged:
            self._fault(f"{page.name}!{one}", "is merged cells; unmerge them and fill each")
        for one in page.formulas:
            self._fault(f"{page.name}!{one}", "has a formula without its value; open it in the spreadsheet and save it")
        return frozenset(f"{page.name}!{cell}" for one in page.merged for cell in workbooks.cells_of(one))

    def _columns(self, page: Sheet, needed: Sequence[str]) -> dict[str, int]:
        header = [workbooks.word(value) for value in page.rows[0]] if page.rows else []
        for name in needed:
            if header.count(name) != 1:
                what = (
                    "the column is missing; keep the header as it was"
                    if name not in header
                    else "the column stands twice; keep one"
                )
                self._fault(f"{page.name}, {name}", what)
        known = {
            *needed,
            *book.CALCULATED,
            *(name for name in header if name.startswith(BREAKS)),
            *book.CALLED_COLUMNS,
            "",
        }
        for name in header:
            if name not in known:
                self._fault(f"{page.name}, {name}", f"no column is called that; columns are {choices(name, needed)}")
        return {name: place for place, name in enumerate(header) if name}

    def _shifts(self, page: Sheet, merged: frozenset[str]) -> None:
        needed = (book.NUMBER, book.GROUP, book.DAYS, book.START, book.END, book.AGENTS)
        count = len(self.faults)
        columns = self._columns(page, needed)
        if len(self.faults) > count:
            return
        edited = [name for name in columns if name not in (*book.CALCULATED, book.NUMBER)]
        seen: dict[int, int] = {}
        for line, row in enumerate(page.rows[1:], 2):
            cells = {name: row[place] if place < len(row) else None for name, place in columns.items()}
            if all(cells[name] is None for name in edited):
                continue
            number = self._number(
                At(str(self.path), self.faults, page.name, line, columns, merged), cells[book.NUMBER], seen
            )
            posts = _Row(self, At(str(self.path), self.faults, page.name, line, columns, merged), cells, number).posts()
            self.rows.append((number, tuple(posts)))

    def _number(self, at: At, value: Value, seen: dict[int, int]) -> int | None:
        """The shift of the plan that a row was; none of a new row, and of a copy of one."""
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 1 <= value <= len(self.known)
            or value != int(value)
        ):
            at.fault(
                book.NUMBER,
                f"{said(value)} is the number of no shift of the plan (1 to {len(self.known)}); leave it empty in a new row",
            )
            return None
        if int(value) in seen:
            return None  # a row that was copied is a new shift
        seen[int(value)] = at.line
        return int(value)

    def _called(self, page: Sheet, merged: frozenset[str]) -> None:
        """How many are called in, by who they are and when, wherever their row stands: a sheet may be sorted."""
        count = len(self.faults)
        columns = self._columns(page, book.CALLED_COLUMNS)
        if len(self.faults) > count:
            return
        windows = {(row[GROUP], row[START], row[END]): place for place, row in enumerate(self.document["called_in"])}
        for line, row in enumerate(page.rows[1:], 2):
            at = At(str(self.path), self.faults, page.name, line, columns, merged)
            cells = {name: row[place] if place < len(row) else None for name, place in columns.items()}
            if all(cells[name] is None for name in book.CALLED_COLUMNS):
                continue
            place = windows.get((cells[GROUP], _moment(cells[START]), _moment(cells[END])))
            if place is None:
                what = " ".join(said(cells[name]) for name in (GROUP, START, END))
                at.fault(GROUP, f"nobody is on call as {what}; leave group, start and end as the plan has them")
            elif place in self.calls:
                at.fault(GROUP, "these people on call stand there twice; keep one row")
            else:
                self._calls_in(at, cells[book.AGENTS], place)
        for (group, start, end), place in windows.items():
            if place not in self.calls:
                when = f"{start} to {end}".replace("T", " ")
                text = f"the row of {group} on call from {when} is missing; put it back, with 0 if nobody is called in"
                self._fault(page.name, text)

    def _calls_in(self, at: At, value: Value, place: int) -> None:
        people, most = at.people(value), int(self.document["called_in"][place]["up_to"])
        if people is not None and people > most:
            at.fault(book.AGENTS, f"{people} is more than are on call then; write {most} or fewer")
        self.calls[place] = people or 0

    def _too_many(self) -> Iterator[str]:
        """Headcounts, rules of labour and shares of part-time that the shifts break, group by group, unless the plan broke them as it was made."""
        from optimize.replanning.at_work import people_of, roster_for

        now, before = (
            people_of(post for row in rows for post in row) for rows in ((row for _, row in self.rows), self.known)
        )
        roster = roster_for(self.scenario, {**now, **before})
        for group in roster.planned:
            own, was = (
                {kind: count for kind, count in people.items() if kind.group == group} for people in (now, before)
            )
            said, known = (roster.rules.broken(shifts, [group], roster.headcount) for shifts in (own, was))
            if said and (not known or roster.rules.staff(own)[0] > roster.rules.staff(was)[0]):
                yield f"{said}; plan fewer of these shifts, or change headcount, labour or part_time in the scenario"

    def _fault(self, key: str, text: str) -> None:
        self.faults.append(Fault(str(self.path), None, key, text))


@dataclass(frozen=True)
class _Row:
    """One shift of the sheet."""

    reader: _Reader
    at: At
    cells: Mapping[str, Value]
    number: int | None

    def posts(self) -> Iterator[Post]:
        """Its posts, one a day; none where it is at fault."""
        before = len(self.reader.faults)
        group, days = self._group(), self._days()
        start, end = (self.at.clock(name, self.cells[name]) for name in (book.START, book.END))
        people, breaks = self.at.people(self.cells[book.AGENTS]), self._breaks(start)
        if len(self.reader.faults) > before or group is None or start is None or end is None or not people:
            return
        length = (end - start) % DAY or DAY
        known = self.reader.known[self.number - 1] if self.number is not None else ()
        for day in days:
            begins = day * DAY + start
            rest = tuple(sorted((day * DAY + one, day * DAY + other) for one, other in breaks))
            same = next((post for post in known if self._same(post, group, begins, length, rest)), None)
            if same is not None:
                yield replace(same, people=people)
                continue
            found = self._post(group, begins, length, rest, people)
            if found is None:
                return  # the other days would say the same
            yield found

    @staticmethod
    def _same(post: Post, group: str, start: float, length: float, breaks: tuple[tuple[float, float], ...]) -> bool:
        kind = post.kind
        times = tuple((one, other) for one, other, _ in kind.breaks)
        return (kind.group, kind.start, kind.length, times) == (group, start, length, breaks)

    def _post(
        self, group: str, start: float, length: float, breaks: tuple[tuple[float, float], ...], people: int
    ) -> Post | None:
        count = len(self.reader.faults)
        for one in wrong(self.reader.scenario, group, start, length, breaks):
            self.at.fault(one.column, one.text)
        if len(self.reader.faults) > count:
            return None
        try:
            kind, rule = self.reader.allowed.kind(group, start, length, breaks, None)
        except ValueError as reason:
            self.at.fault(book.START, str(reason))
            return None
        return Post(kind, kind, rule, people)

    def _group(self) -> str | None:
        value, groups = self.cells[book.GROUP], self.reader.scenario.agent_groups
        if isinstance(value, str) and value in groups:
            return value
        text = (
            f"no group is called {said(value)}; groups are {choices(value, groups)}"
            if value is not None
            else "is empty; write the group"
        )
        self.at.fault(book.GROUP, text)
        return None

    def _days(self) -> list[int]:
        """Places of the days in the calendar."""
        value, calendar = self.cells[book.DAYS], self.reader.scenario.calendar
        found: list[int] = []
        for one in days_of(value):
            try:
                day = one if isinstance(one, date) else units.day(one)
                offset = (day - calendar.start).days
                if not 0 <= offset < calendar.days:
                    last = calendar.start + timedelta(days=calendar.days - 1)
                    raise ValueError(f"{day} is outside the calendar; its days are {calendar.start} to {last}")
                if offset in found:
                    raise ValueError(f"{day} stands there twice")
                found.append(offset)
            except ValueError as reason:
                self.at.fault(book.DAYS, day_fault(value) or str(reason))
                break
        if not days_of(value):
            self.at.fault(book.DAYS, day_fault(value) or "is empty; write a day such as 2026-03-02")
        return found

    def _breaks(self, start: float | None) -> list[tuple[float, float]]:
        """The breaks, in seconds from 00:00 of the shift's first day."""
        found = []
        for column in (name for name in self.cells if name.startswith(BREAKS)):
            value = self.cells[column]
            if value is None:
                continue
            ends = [part.strip() for part in str(value).replace("–", "-").split("-")] if isinstance(value, str) else []
            try:
                if len(ends) != 2:
                    raise ValueError(f"{said(value)} is no break; write it as 10:00-10:15, or leave it empty")
                one, other = (clock(part) for part in ends)
            except ValueError as reason:
                self.at.fault(column, str(reason))
                continue
            begins = (start or 0.0) + (one - (start or 0.0)) % DAY
            found.append((begins, begins + ((other - one) % DAY or DAY)))
        return found


def _moment(value: Value) -> str | None:
    """A moment as a plan's JSON has it; None of what is none."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.replace(" ", "T") if isinstance(value, str) else None
