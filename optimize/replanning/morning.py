"""The morning: the contacts that really came, and the day as it looks now.

The table has one row for each interval up to the moment of re-planning and contact type (columns ``interval``, ``contact_type`` and
``count``), or one row for each interval with a column for each contact type. Counts are those of contacts as they arrive, before any
IVR, as the scenario's volumes are. Where nobody is expected, or all that a contact may ask for is closed, a row may be missing: then
nobody came.

In the scenario that is re-planned, what came stands in place of the forecast, without any chance. For the rest of the day
every contact type follows its busyness: the forecast is scaled by what the morning says of the factor (``busyness.py``), and
what remains uncertain of it is drawn. A type that was not counted follows the factor that others tell of all day. Types without busyness keep
their forecast: if a scenario says that a day is never busier than forecast, a busy morning is chance. Periods of targets that are over are not judged any more; one that is not over is judged as a
whole, what has become of the morning's contacts in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimize.replanning.busyness import Factor, posterior
from optimize.shifts import FloatArray
from scenarios.events import Event, When
from scenarios.families import Gamma
from scenarios.faults import Fault, InputError, RefusedError, choices, shown
from scenarios.tables import TIME_COLUMNS, rows_of
from scenarios.units import DAY, clock, show_clock
from scenarios.ways import comes_to
from sim.chance.surges import Surge

if TYPE_CHECKING:
    from scenarios.schema import Scenario

LONG = ("contact_type", "count")
Counts = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Morning:
    """What came by contact type and interval, up to a moment (s); empty ``came``: nothing is known but the time."""

    until: float
    came: Counts

    @property
    def known(self) -> bool:
        """Whether any counts are known."""
        return bool(self.came)


@dataclass(frozen=True)
class Learned:
    """What a morning says of one busyness: contacts that came and were expected of all types that follow it, and the factor.

    ``usual``: the factor's mean before anything was known of the day.
    """

    name: str
    came: int
    expected: float
    factor: Factor
    usual: float = 1.0

    @property
    def scale(self) -> float:
        """What the forecast is multiplied by."""
        return self.factor.mean / self.usual


def moment(scenario: Scenario, text: str, option: str = "--after") -> float:
    """Seconds of a written moment: a time of day, or a date and time where the calendar has several days.

    Raises:
        InputError: it is not in the calendar, or not where an interval begins.

    """
    calendar = scenario.calendar
    try:
        date, _, time = text.strip().replace("T", " ").rpartition(" ")
        offset = _day(scenario, date) if date else 0
        found = offset * DAY + clock(time)
        if not date and calendar.days > 1:
            raise ValueError(
                f"the calendar has {calendar.days} days; write a date too, such as {calendar.start} {time}"
            )
        if not 0 < found < calendar.horizon:
            raise ValueError("nothing of the calendar is over then, or all of it")
        if found % calendar.interval:
            before = found - found % calendar.interval
            near = f"{show_clock(before % DAY)} or {show_clock((before + calendar.interval) % DAY or DAY)}"
            raise ValueError(f"no interval begins then; write {near}")
    except ValueError as reason:
        raise InputError([Fault(option, None, "", f"{shown(text)}: {reason}")]) from None
    return found


def _day(scenario: Scenario, text: str) -> int:
    from scenarios import units

    offset = (units.day(text) - scenario.calendar.start).days
    if not 0 <= offset < scenario.calendar.days:
        raise ValueError(f"{text} is not in the calendar")
    return offset


def last_counted(path: Path, scenario: Scenario) -> float:
    """The end of the last interval for which a table has a count: until then the day is known.

    Raises:
        InputError: no row has a count and the time of an interval.

    """
    table = _Table(path, *_rows(path), scenario, scenario.calendar.horizon)
    ends = table.ends()
    if not ends:
        raise InputError(table.faults or [Fault(str(path), None, "", "has no row with a count")])
    return min(max(ends), scenario.calendar.horizon - scenario.calendar.interval)


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        return rows_of(path)
    except RefusedError as refused:
        raise InputError([Fault(str(path), None, "", problem.message) for problem in refused.problems]) from None


def read(path: Path, scenario: Scenario, until: float) -> Morning:
    """Read what came up to a moment.

    Raises:
        InputError: naming every row that is at fault, every interval that is missing.

    """
    return _Table(path, *_rows(path), scenario, until).read()


class _Table:
    """A table of counts being read: what it said so far, and what is wrong with it."""

    def __init__(
        self, path: Path, header: list[str], rows: list[tuple[int, list[str]]], scenario: Scenario, until: float
    ) -> None:
        self.path, self.header, self.rows, self.scenario, self.until = path, header, rows, scenario, until
        self.intervals = round(until / scenario.calendar.interval)
        self.faults: list[Fault] = []
        self.counts: dict[tuple[str, int], int] = {}

    def read(self) -> Morning:
        for line, cells, time, columns in self._lines():
            self._row(line, cells, time, columns)
        self._nothing_missing()
        if self.faults:
            raise InputError(self.faults)
        names = dict.fromkeys(name for name, _ in self.counts)
        return Morning(
            self.until, {name: tuple(self.counts.get((name, at), 0) for at in range(self.intervals)) for name in names}
        )

    def ends(self) -> list[float]:
        """Ends of all intervals that have a count."""
        step = self.scenario.calendar.interval
        return [
            (at + 1) * step
            for line, cells, time, columns in self._lines()
            if any(text.strip() for _, text in self._cells(line, cells, columns))
            and (at := self._interval(line, cells[time])) is not None
        ]

    def _lines(self) -> Iterator[tuple[int, list[str], int, Mapping[str, int]]]:
        """The rows as they are read: with the place of the time, and of the contact types' own columns."""
        time = next((self.header.index(name) for name in TIME_COLUMNS if name in self.header), None)
        if time is None:
            names = f"{TIME_COLUMNS[0]} (or {' or '.join(TIME_COLUMNS[1:])})"
            self._fault(1, f"has no column {names}; it has {', '.join(self.header)}")
        columns = self._columns()
        if self.faults or time is None:
            raise InputError(self.faults)
        for line, cells in self.rows:
            yield line, [*cells, *[""] * (len(self.header) - len(cells))], time, columns

    def _columns(self) -> dict[str, int]:
        """Places of the contact types' own columns; none in a long table."""
        if all(name in self.header for name in LONG):
            return {}
        kinds = self.scenario.contact_types
        found = {name: place for place, name in enumerate(self.header) if name in kinds}
        others = [name for name in self.header if name not in kinds and name not in TIME_COLUMNS]
        for name in others:
            self._fault(1, f"no contact type is called {shown(name)}; there are {choices(name, kinds)}")
        if not found and not others:
            self._fault(1, f"has no counts; write the columns {', '.join(LONG)}, or a column for each contact type")
        return found

    def _row(self, line: int, cells: list[str], time: int, columns: Mapping[str, int]) -> None:
        at = self._interval(line, cells[time])
        if at is None:
            return
        for name, text in self._cells(line, cells, columns):
            if not text.strip():
                continue  # as if the row were not there
            if (name, at) in self.counts:
                self._fault(line, f"{name} at {cells[time]} stands there twice")
            self.counts[name, at] = self._count(line, text)

    def _cells(self, line: int, cells: list[str], columns: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        if columns:
            yield from ((name, cells[place]) for name, place in columns.items())
            return
        name, text = (cells[self.header.index(column)] for column in LONG)
        if name in self.scenario.contact_types:
            yield name, text
        else:
            known = choices(name, self.scenario.contact_types)
            self._fault(line, f"no contact type is called {shown(name)}; there are {known}")

    def _interval(self, line: int, text: str) -> int | None:
        """The interval that begins at a written moment; None after the moment of re-planning, or if it is at fault."""
        calendar = self.scenario.calendar
        try:
            date, _, time = text.replace("T", " ").rpartition(" ")
            seconds = (_day(self.scenario, date) if date else 0) * DAY + clock(time)
            if seconds % calendar.interval:
                raise ValueError(f"no interval begins at {text}")
        except ValueError as reason:
            self._fault(line, str(reason))
            return None
        return None if seconds >= self.until else round(seconds / calendar.interval)

    def _count(self, line: int, text: str) -> int:
        try:
            count = float(text)
        except ValueError:
            count = -1.0
        if count < 0 or not count.is_integer():
            self._fault(line, f"{shown(text)} is no count; write a whole number, 0 if nobody came")
            return 0
        return int(count)

    def _nothing_missing(self) -> None:
        starts = self.scenario.calendar.starts
        for name in dict.fromkeys(name for name, _ in self.counts):
            quiet = quiet_intervals(self.scenario, name)
            missing = [
                starts[at][11:] for at in range(self.intervals) if (name, at) not in self.counts and not quiet[at]
            ]
            if missing:
                some = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")
                self._fault(None, f"{name} has no count for {some}; write 0 if nobody came")
        if not self.counts and not self.faults:
            self._fault(None, f"has no row before {show_clock(self.until % DAY)}")

    def _fault(self, line: int | None, message: str) -> None:
        self.faults.append(Fault(str(self.path), line, "", message))


def quiet_intervals(scenario: Scenario, name: str) -> NDArray[np.bool_]:
    """Tell by interval whether none of a contact type is forecast, before any fault, or all that it may ask for is closed."""
    starts = np.arange(scenario.calendar.intervals) * scenario.calendar.interval
    spans = [span for queue in comes_to(scenario, name) for span in scenario.open_spans(queue)]
    some_open = np.zeros(len(starts), bool)
    for begins, ends in spans:
        some_open |= (begins < starts + scenario.calendar.interval) & (starts < ends)
    faults = [spell.begins for spell in scenario.spells("call_in") if spell.of == name]
    before = starts + scenario.calendar.interval <= min(faults, default=scenario.calendar.horizon)
    return np.asarray(((expected(scenario, name) == 0) & before) | ~some_open)


def expected(scenario: Scenario, name: str) -> FloatArray:
    """Contacts of a type that the forecast expects in each interval, surges among them, for a factor of 1."""
    calendar = scenario.calendar
    volumes = np.asarray(scenario.contact_types[name].arrivals.volumes, float).reshape(calendar.days, -1)
    found = []
    for offset, day in enumerate(volumes):
        surge = Surge.of(scenario, name, offset)
        if surge is None:
            found.append(day)
        else:
            lasting = surge.factors * np.diff(surge.edges)
            found.append(day * np.bincount(surge.interval_of, lasting, surge.per_day) / surge.interval)
    return np.concatenate(found)


def learned(scenario: Scenario, morning: Morning) -> tuple[Learned, ...]:
    """What the morning says of each busyness that it has counts for: of the calendar's day in which the moment lies."""
    calendar = scenario.calendar
    last = round(morning.until / calendar.interval)
    first = last - 1 - (last - 1) % calendar.per_day
    found = []
    for name, distribution in scenario.busyness.items():
        own = [kind for kind in morning.came if scenario.contact_types[kind].arrivals.busyness == name]
        if own and distribution.cv() > 0:
            came = sum(sum(morning.came[kind][first:last]) for kind in own)
            forecast = sum(float(expected(scenario, kind)[first:last].sum()) for kind in own)
            factor = posterior(distribution.mean(), distribution.cv(), came, forecast)
            found.append(Learned(name, came, forecast, factor, distribution.mean()))
    return tuple(found)


def as_it_looks(scenario: Scenario, morning: Morning) -> Scenario:
    """The scenario once the morning is over: what came is certain, the rest is scaled, nothing before is judged.

    On a calendar of several days only the rest of the day is scaled, and what remains uncertain of its factor is drawn as on any day.
    """
    after = seen_from(scenario, morning.until)
    if not morning.known:
        return after
    calendar, of = scenario.calendar, {one.name: one for one in learned(scenario, morning)}
    last = round(morning.until / calendar.interval)
    until = -(-last // calendar.per_day) * calendar.per_day
    kinds = dict(after.contact_types)
    for name, kind in after.contact_types.items():
        own, came = of.get(kind.arrivals.busyness or ""), morning.came.get(name, ())
        if own is None and name not in morning.came:
            continue
        rest = np.array(kind.arrivals.volumes[len(came) :], float)
        if own is not None:  # of this day only, its morning too where nobody counted
            first = max(until - calendar.per_day - len(came), 0)
            rest[first : until - len(came)] *= own.scale
        kinds[name] = kind.model_copy(update={"arrivals": kind.arrivals.counted(came, rest.tolist())})
    spread = {
        name: Gamma(distribution.mean(), of[name].factor.cv) if name in of and calendar.days == 1 else distribution
        for name, distribution in scenario.busyness.items()
    }
    return after.model_copy(update={"contact_types": kinds, "busyness": spread, "events": _from_now(scenario, morning)})


def seen_from(scenario: Scenario, until: float) -> Scenario:
    """The scenario once a moment of it has come: nothing before is judged."""
    return scenario.model_copy(update={"experiment": scenario.experiment.judged_from(until)})


def _from_now(scenario: Scenario, morning: Morning) -> tuple[Event, ...]:
    """The events, without what surges did to contacts that have been counted; types that nobody counted keep theirs."""
    grid, found = scenario.calendar.grid, []
    for event in scenario.events:
        begins = [moment for moment in event.begins(grid) if moment < scenario.calendar.horizon]
        counted = {name: factor for name, factor in (event.surge or {}).items() if name in morning.came}
        if not counted or not begins or begins[0] >= morning.until:
            found.append(event)
            continue
        others = {name: factor for name, factor in (event.surge or {}).items() if name not in counted}
        if others:
            found.append(event.model_copy(update={"surge": others}))
        for begin in begins:  # of an event of every day each day's own
            start, end = max(begin, morning.until), begin + event.lasts
            if start < end:
                day = scenario.calendar.start + timedelta(days=start // DAY)
                update = {"at": When(day, start % DAY), "after": 0.0, "lasts": end - start, "surge": counted}
                found.append(event.model_copy(update=update))
    return tuple(found)
