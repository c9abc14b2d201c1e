"""Events: what breaks a day's routine, and what is done about it.

An event has a moment (of every day, or of one date), a length, and one thing that it does: more or fewer contacts (`surge`),
a fault that makes customers call (`call_in`), tools that are out (`outage`), people who are away (`absence`), people who
are called in (`reinforce`). A `Spell` is an event as it works: from when until when, on what, and how strongly. Of people
on call it is for a plan to say how many come.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, Literal, Self, TypeAlias, TypeVar

from pydantic import PlainValidator, TypeAdapter, ValidationInfo, model_validator

from scenarios import units
from scenarios.distributions import Fixed
from scenarios.faults import Problem, RefusedError, choices, listed, shown
from scenarios.fields import (
    ContactTypeName,
    Factor,
    GroupName,
    Lasting,
    Part,
    People,
    Seconds,
    Share,
    Surroundings,
    Time,
    field,
    read_share,
)
from scenarios.grids import Grid
from scenarios.units import DAY, show_duration

SpellKind: TypeAlias = Literal["surge", "reinforce", "outage", "absence", "call_in"]
KINDS: tuple[SpellKind, ...] = ("surge", "reinforce", "outage", "absence", "call_in")
IVR = "ivr"  # what an outage of the IVR is of


class CallInRepeat(Part):
    """Who was answered and calls again while the fault lasts."""

    share: Share = field("Share of the answered.")
    delay: Lasting = field("From the end of talk until the next call.", unit="time")


class CallIn(Part):
    """Customers whom a fault makes call."""

    contacts: Factor = field("How many call, on average.", unit="contacts")
    delay: Time = field("From the beginning of the fault until each calls.", unit="time", default=Fixed(0.0))
    repeat: CallInRepeat | None = field("Who calls again while the fault lasts.", default=None)


class OnCall(Part):
    """People on call: a plan chooses how many of them are called in."""

    up_to: People = field("At most so many can be called in; a plan chooses how many.", unit="people")
    staffing: People = field("How many come where no plan has chosen.", unit="people", default=0)

    @model_validator(mode="after")
    def _no_more_than_there_are(self) -> Self:
        if self.staffing > self.up_to:
            raise RefusedError(
                Problem(f"{self.staffing} are more than can be called in (up_to: {self.up_to})", ("staffing",))
            )
        return self


def _called_in(value: object, info: ValidationInfo) -> OnCall | int:
    """A number of people, or people on call."""
    if isinstance(value, Mapping | OnCall):
        return OnCall.model_validate(value, context=info.context)
    return _PEOPLE.validate_python(value)


_PEOPLE: TypeAdapter[int] = TypeAdapter(People)
CalledIn: TypeAlias = Annotated[OnCall | int, PlainValidator(_called_in)]
Amount = TypeVar("Amount", float, CallIn, OnCall)


@dataclass(frozen=True)
class Spell(Generic[Amount]):
    """An event at work: seconds from the calendar's start, what it is of, how much, and its place in the file's list."""

    begins: float
    ends: float
    of: str
    amount: Amount
    event: int


@dataclass(frozen=True)
class When:
    """A time of day: of one date, or of every day."""

    day: date | None
    time: float


def _when(value: object, info: ValidationInfo) -> When:
    if isinstance(value, When):
        return value
    parts = re.fullmatch(r"\s*(\d{4}-\d{2}-\d{2})(?:\s+|T)(\S+)\s*", value) if isinstance(value, str) else None
    try:
        found = When(units.day(parts[1]), units.clock(parts[2])) if parts else When(None, units.clock(value))
    except ValueError as reason:
        raise ValueError(f'{reason}; an event is at "10:30" (every day) or "2026-03-02 10:30"') from None
    if found.time >= DAY:
        raise ValueError("an event cannot be at 24:00, the end of the day; write 00:00")
    grid = Surroundings.of(info).grid
    if found.day and grid and not 0 <= found.day.toordinal() - grid.start.toordinal() < grid.days:
        last = date.fromordinal(min(grid.start.toordinal() + grid.days - 1, date.max.toordinal()))
        span = f"{grid.start} to {last}" if grid.days > 1 else f"{grid.start} only"
        raise ValueError(f"{found.day} is not in the calendar, which is {span}; leave the date out for every day")
    return found


def _outage(value: object, info: ValidationInfo) -> Mapping[str, float]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"{shown(value)} does not say what is out; write {{ivr: true}} or {{vip_desk: 0.5}}")
    names = Surroundings.of(info).names
    groups = names.get("agent_groups", ())
    found: dict[str, float] = {}
    problems = []
    for name, amount in value.items():
        try:
            if name == IVR and amount is True:
                if names and not names.get("ivr"):
                    raise ValueError("the file defines no ivr that could be out")
                found[IVR] = 1.0
            elif names and name not in groups:
                mend = "write ivr: true" if name == IVR else f"there are {choices(name, (IVR, *groups))}"
                raise ValueError(f"an outage is of the IVR (ivr: true) or of a group's tools; {mend}")
            else:
                found[name] = read_share(amount)
        except ValueError as reason:
            problems.append(Problem(str(reason), (name,)))
    if problems:
        raise RefusedError(*problems)
    return found


Moment: TypeAlias = Annotated[When, PlainValidator(_when)]
Outage: TypeAlias = Annotated[Mapping[str, float], PlainValidator(_outage)]


class Event(Part):
    """Something that happens at a moment and lasts a while."""

    at: Moment = field("When: a time of every day, or a date and time.")
    lasts: Seconds = field("How long, from when it takes hold.", unit="time", above=0)
    after: Seconds = field("How long after `at` it takes hold.", unit="time", default=0.0)
    surge: dict[ContactTypeName, Factor] | None = field(
        "What volumes are multiplied by, by contact type.", default=None
    )
    reinforce: dict[GroupName, CalledIn] | None = field(
        "People added, by group: a number, or {up_to: 20}, of whom a plan chooses how many come.",
        unit="people",
        default=None,
    )
    outage: Outage | None = field(
        "What is out: {ivr: true}, or the share of a group's people without tools.", default=None
    )
    absence: dict[GroupName, Share] | None = field("Share of a group's people who are away.", default=None)
    call_in: dict[ContactTypeName, CallIn] | None = field("Customers whom a fault makes call, by type.", default=None)

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        problems = []
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            found = f"does {listed(given, 'and')}; write one event for each" if given else "does nothing"
            problems.append(Problem(f"the event {found}; an event is one of {listed(KINDS, 'or')}"))
        problems += [Problem(f"{kind} names nothing", (kind,)) for kind in given if not getattr(self, kind)]
        if self.at.day is None and self.lasts > DAY:
            mend = "give it a date, or let it last 24 h at most"
            problems.append(
                Problem(f"an event of every day cannot last {show_duration(self.lasts)}; {mend}", ("lasts",))
            )
        if problems:
            raise RefusedError(*problems)
        return self

    def begins(self, grid: Grid) -> tuple[float, ...]:
        """When it takes hold, on each day of the calendar that it is at."""
        days = range(grid.days) if self.at.day is None else [self.at.day.toordinal() - grid.start.toordinal()]
        return tuple(day * DAY + self.at.time + self.after for day in days)


def spells(
    events: Sequence[Event], kind: SpellKind, grid: Grid
) -> tuple[Spell[float], ...] | tuple[Spell[CallIn], ...]:
    """Every spell of one kind, in the order of the events' places in the file, then of time; cut at the calendar's end.

    Of people on call come as many as do where no plan has chosen.
    """
    return tuple(
        Spell(begins, ends, name, amount.staffing if isinstance(amount, OnCall) else amount, index)
        for begins, ends, name, amount, index in _at_work(events, kind, grid)
    )


def on_call(events: Sequence[Event], grid: Grid) -> tuple[Spell[OnCall], ...]:
    """Every spell of people on call, in the same order."""
    found = _at_work(events, "reinforce", grid)
    return tuple(
        Spell(begins, ends, name, amount, index)
        for begins, ends, name, amount, index in found
        if isinstance(amount, OnCall)
    )


def _at_work(events: Sequence[Event], kind: SpellKind, grid: Grid) -> Iterator[tuple[float, float, str, Any, int]]:
    horizon = grid.days * DAY
    for index, event in enumerate(events):
        for begin in event.begins(grid):
            if begin < horizon:
                for name, amount in (getattr(event, kind) or {}).items():
                    yield begin, min(begin + event.lasts, horizon), name, amount, index
