"""Shift rules: which shifts may be worked, by whom, and where their breaks may lie."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Self, TypeAlias

from pydantic import PlainValidator, ValidationInfo, model_validator

from scenarios import units
from scenarios.faults import Problem, RefusedError, choices, shown
from scenarios.fields import GroupName, Number, Part, PositiveSeconds, Seconds, Surroundings, TimeOfDay, Truth, field
from scenarios.grids import Grid
from scenarios.hours import NAMES
from scenarios.premiums import weekdays_of
from scenarios.units import DAY, show_clock, show_duration


class StartGrid(Part):
    """Starts at regular times of the day, both ends included."""

    first: TimeOfDay = field("Earliest start.", alias="from")
    last: TimeOfDay = field("Latest start.", alias="to")
    every: Seconds = field("Time between starts.", unit="time", at_least=60.0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise RefusedError(
                f"to {show_clock(self.last)} is before from {show_clock(self.first)}; write two rules to cross midnight"
            )
        return self

    def times(self) -> tuple[float, ...]:
        """All starts."""
        return tuple(
            self.first + self.every * step for step in range(int((self.last - self.first) / self.every + 1e-9) + 1)
        )


def _starts(value: object) -> tuple[float, ...]:
    if isinstance(value, Mapping):
        return StartGrid.model_validate(value).times()
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return _each(value, units.clock)
    raise ValueError(
        f'{shown(value)} are not starts; write {{from: "06:00", to: "16:00", every: 30 min}} or a list of times'
    )


def _lengths(value: object) -> tuple[float, ...]:
    lengths = _each(value if isinstance(value, list | tuple) else [value], units.duration)
    if not lengths or min(lengths) <= 0 or max(lengths) > DAY:
        raise ValueError("a shift is longer than 0 s and no longer than 24 h")
    return lengths


def _window(value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError(f"{shown(value)} is not a window; write [3 h, 5 h], from the shift's start")
    earliest, latest = _each(value, units.duration)
    if latest < earliest:
        raise ValueError(f"the window ends ({value[1]}) before it begins ({value[0]}); write [{value[1]}, {value[0]}]")
    return earliest, latest


def _each(values: Sequence[object], read: Callable[[object], float]) -> tuple[float, ...]:
    found, problems = [], []
    for index, value in enumerate(values):
        try:
            found.append(read(value))
        except ValueError as reason:
            problems.append(Problem(str(reason), (index,)))
    if problems:
        raise RefusedError(*problems)
    return tuple(found)


@dataclass(frozen=True)
class DutyDays:
    """Days of the week, Monday being 0, on which shifts begin; ``holidays``: on holidays too."""

    weekdays: frozenset[int]
    holidays: bool = False

    def hold(self, day: int, grid: Grid) -> bool:
        """Whether shifts begin on a day of the calendar."""
        return grid.weekday(day) in self.weekdays or (self.holidays and grid.is_holiday(day))


EVERY_DAY = DutyDays(frozenset(range(7)))


def _days(value: object, info: ValidationInfo) -> DutyDays:
    if isinstance(value, DutyDays):
        return value
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, Sequence) or not names:
        found = "no day is named" if names in ([], ()) else f"{shown(value)} are not days"
        raise ValueError(f"{found}; write weekdays, or [mon, tue, sat]")
    problems = [
        Problem(f"no day is called {shown(name)}; days are {choices(name, NAMES)}", (index,) if names is value else ())
        for index, name in enumerate(names)
        if name not in NAMES
    ]
    if problems:
        raise RefusedError(*problems)
    days = DutyDays(frozenset().union(*map(weekdays_of, names)), "holidays" in names)
    grid = Surroundings.of(info).grid
    if grid and not any(days.hold(day, grid) for day in range(grid.days)):
        raise ValueError(
            "no day of the calendar is among them, so that the shift is never worked; name one of its days"
        )
    return days


Days: TypeAlias = Annotated[DutyDays, PlainValidator(_days)]
Starts: TypeAlias = Annotated[tuple[float, ...], PlainValidator(_starts)]
Lengths: TypeAlias = Annotated[tuple[float, ...], PlainValidator(_lengths)]
Window: TypeAlias = Annotated[tuple[float, float], PlainValidator(_window)]


class Break(Part):
    """A break of a shift: its length, and when it may start."""

    length: Seconds = field("How long.", unit="time", above=0)
    between: Window = field("Earliest and latest start, from the shift's start.", unit="time")
    paid: Truth = field("Whether it is paid.", default=True)
    every: PositiveSeconds | None = field(
        "Time between moments at which it may begin; the calendar's interval if left out, and 30 min at most.",
        unit="time",
        default=None,
    )

    @property
    def earliest(self) -> float:
        """Earliest start, seconds from the shift's start."""
        return self.between[0]

    @property
    def latest(self) -> float:
        """Latest start, seconds from the shift's start."""
        return self.between[1]


class Overtime(Part):
    """How much longer a shift may be made, and what the time more costs."""

    most: PositiveSeconds = field("At most so much longer.", unit="time")
    every: PositiveSeconds | None = field("In steps of so much; at once if left out.", unit="time", default=None)
    premium: Number = field("Multiplies the group's cost for the time more.", default=1.5, at_least=0)

    @model_validator(mode="after")
    def _in_steps(self) -> Self:
        if self.every is not None and self.every > self.most:
            most, every = show_duration(self.most), show_duration(self.every)
            raise RefusedError(f"steps of {every} are longer than the most, {most}; write every: {most} or less")
        return self

    def lengths(self) -> tuple[float, ...]:
        """How much longer a shift may be made, without not at all."""
        step = self.every or self.most
        return tuple(step * number for number in range(1, int(self.most / step + 1e-9) + 1))


class ShiftRule(Part):
    """Shifts that some groups may work: when they start, how long they last, their breaks and what they cost."""

    groups: tuple[GroupName, ...] = field("Groups that may work these shifts.")
    many: Starts | None = field(
        "Starts: {from, to, every}, or a list of times.", alias="starts", default=None, part=StartGrid
    )
    single: TimeOfDay | None = field("The one start.", alias="start", default=None)
    days: Days = field(
        "Days on which they begin: weekdays, weekend, holidays, mon to sun, or a list.", default=EVERY_DAY
    )
    lengths: Lengths = field("Elapsed time, breaks inside; a list offers each.", alias="length", unit="time")
    breaks: tuple[Break, ...] = field("Breaks of each shift.", default=())
    premium: Number = field("Multiplies the cost of the whole shift.", default=1.0, at_least=0)
    cost: Number | None = field(
        "Price of one such shift, instead of hours times the group's cost.", unit="money", default=None, at_least=0
    )

    overtime: Overtime | None = field("How much longer each may be made, and at which price.", default=None)

    @property
    def starts(self) -> tuple[float, ...]:
        """All starts, seconds since midnight."""
        return self.many if self.many is not None else (self.single or 0.0,)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        problems = []
        if (self.many is None) == (self.single is None):
            problems.append(
                Problem('write either start: "22:00" or starts: {from: "06:00", to: "16:00", every: 30 min}')
            )
        if not self.groups:
            problems.append(Problem("the rule names no group", ("groups",)))
        if max(self.starts) >= DAY:
            problems.append(Problem("a shift cannot start at 24:00, the end of the day; write 00:00"))
        for index, pause in enumerate(self.breaks):
            if message := self._misfit(pause):
                problems.append(Problem(message, ("breaks", index)))
        if self.overtime is not None and max(self.lengths) + self.overtime.most > DAY:
            longest = show_duration(max(self.lengths) + self.overtime.most)
            problems.append(
                Problem(f"with overtime a shift is as long as {longest}; 24 h is the most", ("overtime", "most"))
            )
        if sum(pause.length for pause in self.breaks) >= min(self.lengths) and not problems:
            problems.append(Problem("the breaks together are as long as the shift", ("breaks",)))
        if problems:
            raise RefusedError(*problems)
        return self

    def _misfit(self, pause: Break) -> str | None:
        """Why a break does not fit: it must fit the shortest shift at its earliest, the longest at its latest."""
        shortest, longest = min(self.lengths), max(self.lengths)
        length = show_duration(pause.length)
        if pause.length >= shortest:
            return f"a break of {length} is as long as the shift of {show_duration(shortest)}"
        if pause.earliest + pause.length > shortest:
            begins = show_duration(pause.earliest)
            return f"a break of {length} that begins after {begins} ends past the shift of {show_duration(shortest)}"
        if pause.latest + pause.length > longest:
            begins = show_duration(pause.latest)
            return f"a break of {length} that begins after {begins} ends past the shift of {show_duration(longest)}"
        return None
