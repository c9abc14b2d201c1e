"""Shift rules: which shifts may be worked, by whom, and where their breaks may lie."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Self, TypeAlias

from pydantic import PlainValidator, model_validator

from scenarios import units
from scenarios.faults import Problem, RefusedError, shown
from scenarios.fields import GroupName, Number, Part, Seconds, TimeOfDay, Truth, field
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


Starts: TypeAlias = Annotated[tuple[float, ...], PlainValidator(_starts)]
Lengths: TypeAlias = Annotated[tuple[float, ...], PlainValidator(_lengths)]
Window: TypeAlias = Annotated[tuple[float, float], PlainValidator(_window)]


class Break(Part):
    """A break of a shift: its length, and when it may start."""

    length: Seconds = field("How long.", unit="time", above=0)
    between: Window = field("Earliest and latest start, from the shift's start.", unit="time")
    paid: Truth = field("Whether it is paid.", default=True)

    @property
    def earliest(self) -> float:
        """Earliest start, seconds from the shift's start."""
        return self.between[0]

    @property
    def latest(self) -> float:
        """Latest start, seconds from the shift's start."""
        return self.between[1]


class ShiftRule(Part):
    """Shifts that some groups may work: when they start, how long they last, their breaks and what they cost."""

    groups: tuple[GroupName, ...] = field("Groups that may work these shifts.")
    many: Starts | None = field(
        "Starts: {from, to, every}, or a list of times.", alias="starts", default=None, part=StartGrid
    )
    single: TimeOfDay | None = field("The one start.", alias="start", default=None)
    lengths: Lengths = field("Elapsed time, breaks inside; a list offers each.", alias="length", unit="time")
    breaks: tuple[Break, ...] = field("Breaks of each shift.", default=())
    premium: Number = field("Multiplies the cost of the whole shift.", default=1.0, at_least=0)
    cost: Number | None = field(
        "Price of one such shift, instead of hours times the group's cost.", unit="money", default=None, at_least=0
    )

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
