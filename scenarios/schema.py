"""The scenario language: what a centre is, what is asked of it, and what may be chosen.

This is the reference of the language. Each class is a part of the file, each field one key: what it means, its unit, its
bounds, and what holds if it is left out. Inside, all durations are seconds and all moments seconds since 00:00 of the
calendar's first day. Everything is frozen.
"""

from datetime import date
from pathlib import Path
from typing import Literal, Self, overload

import numpy as np
from pydantic import PrivateAttr, ValidationInfo, model_validator

from scenarios import events
from scenarios.arrivals import Arrivals, Bookings, TableColumn
from scenarios.calendars import Calendar
from scenarios.deadlines import DeadlineTime
from scenarios.distributions import Fixed, FloatArray, Never
from scenarios.document import Origin, Place, nearest
from scenarios.events import CallIn, Event, Spell, SpellKind
from scenarios.faults import Key, Problem, RefusedError, listed, shown
from scenarios.fields import (
    IMMEDIATE,
    Channel,
    Day,
    Entry,
    Factor,
    GroupName,
    Multiplier,
    NewName,
    Number,
    Overflow,
    Part,
    Patience,
    People,
    Positive,
    QueueName,
    Seconds,
    Share,
    Staffing,
    Surroundings,
    Then,
    Time,
    Truth,
    Version,
    Wage,
    Whole,
    Words,
    field,
)
from scenarios.hours import OpeningHours
from scenarios.journeys import SLACK, Callback, Complaint, Escalate, FollowUp, Repeat, Retry, Unresolved
from scenarios.labour import Labour, PartTime
from scenarios.premiums import PremiumHours, Premiums
from scenarios.satisfaction import Satisfaction
from scenarios.shift_rules import Break, ShiftRule
from scenarios.targets import Target
from scenarios.ways import Ways

__all__ = [
    "IMMEDIATE",
    "AgentGroup",
    "Arrivals",
    "Bookings",
    "Break",
    "Calendar",
    "CallIn",
    "Callback",
    "Complaint",
    "ContactType",
    "Escalate",
    "Event",
    "Experiment",
    "FollowUp",
    "IvrNode",
    "Learning",
    "Queue",
    "Repeat",
    "Retry",
    "Routing",
    "Scenario",
    "ShiftRule",
    "Skill",
    "Spell",
    "TableColumn",
    "Target",
    "Unresolved",
]


class ContactType(Part):
    """A kind of contact: how many come, where they enter, how long they will wait."""

    channel: Channel = field(
        "voice, chat or counter: somebody waits; email, work_order or outbound (calls the centre makes): deferred work.",
        default="voice",
    )
    arrivals: Arrivals = field("How many contacts come.")
    enters: Entry = field("Where they enter: an IVR node or a queue.")
    patience: Patience = field(
        "Longest wait in queue before abandoning; never if left out.", unit="time", default=Never()
    )
    retry: Retry | None = field("Who tries again; nobody if left out.", default=None)
    follow_up: FollowUp | None = field("Service calls to those whose matter was settled.", default=None)
    complaint: Complaint | None = field("Who complains.", default=None)
    cost_of_loss: Number = field("What one lost contact costs the business.", unit="money", default=0.0, at_least=0)

    @property
    def immediate(self) -> bool:
        """Whether somebody waits now; the rest is deferred work: no patience, no line."""
        return self.channel in IMMEDIATE

    @model_validator(mode="after")
    def _patient_if_deferred(self) -> Self:
        if not self.immediate and "patience" in self.model_fields_set:
            mend = "waits without patience; take it out, and give the queue a deadline: 48 h"
            raise RefusedError(Problem(f"{self.channel} is deferred work and {mend}", ("patience",)))
        return self


class IvrNode(Part):
    """A step of the IVR: how long it takes, and where contacts go then."""

    takes: Time = field("Time spent in this node.", unit="time")
    then: Then = field("Share of each exit: a node, a queue, contained or hang_up; or one split for each contact type.")
    ports: Whole | None = field(
        "Contacts that can be in it at once; without limit if left out.", default=None, at_least=1
    )
    when_full: Overflow | None = field(
        "Where who finds it full goes: a queue, a node or hang_up; left out, they are turned away.", default=None
    )

    @model_validator(mode="after")
    def _can_be_full(self) -> Self:
        if self.when_full is not None and self.ports is None:
            mend = "when_full does nothing without ports; write ports: 30 or take it out"
            raise RefusedError(Problem(mend, ("when_full",)))
        return self

    def exits(self, contact_type: str) -> tuple[tuple[str, float], ...]:
        """Where contacts of this type go, and with which shares."""
        return self.then.of(contact_type)


class Queue(Part):
    """A waiting line."""

    priority: Whole = field("Lower is served first.", default=1)
    capacity: Whole | None = field(
        "Most contacts that may wait; without limit if left out, 0 for a loss system.", default=None, at_least=0
    )
    tries: tuple[GroupName, ...] = field("Order in which an arriving contact tries the groups.", default=())
    callback: Callback | None = field("An offer to call back, instead of waiting on the line.", default=None)
    deadline: DeadlineTime | None = field(
        "By when deferred work is due: 48 h, or 3 working days.", unit="time", default=None
    )
    deadline_from: Literal["joining", "first_arrival"] = field(
        "What the deadline runs from: joining this queue, or the customer's first arrival.", default="joining"
    )

    @model_validator(mode="after")
    def _has_a_deadline(self) -> Self:
        if self.deadline is None and "deadline_from" in self.model_fields_set:
            mend = "deadline_from does nothing without a deadline; write deadline: 48 h or take it out"
            raise RefusedError(Problem(mend, ("deadline_from",)))
        return self


class Skill(Part):
    """What a group does with the contacts of one queue."""

    handle_time: Time = field("Talk and hold of one contact, before wrap-up.", unit="time")
    wrap_up: Time = field("Work after the contact has gone, the agent still busy.", unit="time", default=Fixed(0.0))
    preference: Whole = field("Lower is taken first.", default=1, at_least=1)
    after: Seconds = field("Only contacts that have waited this long.", unit="time", default=0.0)
    resolves: Share = field("Share of contacts that need no other.", default=1.0)
    unresolved: Unresolved | None = field("What becomes of the others; they go away if left out.", default=None)


class Learning(Part):
    """How a group gets better week by week; the last week's factors hold on."""

    handle_time: tuple[Positive, ...] = field("What handle times are multiplied by in each week.", default=(1.0,))
    resolves: tuple[Factor, ...] = field("What the share resolved is multiplied by in each week.", default=(1.0,))
    begin: Day | None = field("First day of the first week; the calendar's if left out.", alias="since", default=None)

    _since: date = PrivateAttr(default=date.min)

    @model_validator(mode="after")
    def _begins(self, info: ValidationInfo) -> Self:
        empty = [key for key in ("handle_time", "resolves") if not getattr(self, key)]
        if empty:
            raise RefusedError(*(Problem("no factor is given; write one for each week", (key,)) for key in empty))
        grid = Surroundings.of(info).grid
        self._since = self.begin or (grid.start if grid else date.min)
        return self

    @property
    def since(self) -> date:
        """First day of the first week."""
        return self._since

    def week(self, day: date) -> int:
        """The week that a day is in, the first being 0; days before it count to the first."""
        return max((day - self.since).days // 7, 0)

    def factors(self, week: int) -> tuple[float, float]:
        """What handle times and shares resolved are multiplied by in a week, the first being 0."""
        return self.handle_time[min(week, len(self.handle_time) - 1)], self.resolves[min(week, len(self.resolves) - 1)]


class AgentGroup(Part):
    """People with the same skills, scheduled together."""

    skills: dict[QueueName, Skill] = field("The queues they serve.", filled=True)
    reserve: Whole = field(
        "Agents kept idle rather than take a contact of preference 2 or more.", default=0, at_least=0
    )
    staffing: Staffing | None = field(
        "Scheduled people: a number, one for each interval, or {file, column}; left out, the plan decides.",
        unit="people",
        default=None,
        part=TableColumn,
    )
    shrinkage: Share = field("Share of scheduled people not on the floor.", default=0.0)
    cost: Wage | None = field("Cost of a paid hour, such as 45 per h.", unit="money per hour", default=None)
    concurrency: Whole = field("Chats at once.", default=1, at_least=1)
    stretch: tuple[Positive, ...] | None = field(
        "What a chat's handling is multiplied by if its agent then has 1, 2, ... chats; 1 if left out.",
        alias="slowdown",
        default=None,
    )
    absence: Share = field("Chance that a person due is away for the day.", default=0.0)
    late: Time | None = field("How late each one comes, to a shift or back from a break.", unit="time", default=None)
    learning: Learning | None = field("How the group gets better week by week.", default=None)

    @property
    def slowdown(self) -> tuple[float, ...]:
        """What a chat's handling is multiplied by, for each number of chats at once."""
        return self.stretch or (1.0,) * self.concurrency

    @model_validator(mode="after")
    def _factors_fit(self) -> Self:
        problems = []
        if self.stretch is not None and len(self.stretch) != self.concurrency:
            found = f"{len(self.stretch)} {'factor' if len(self.stretch) == 1 else 'factors'}"
            mend = f"give one for each number of chats up to concurrency, which is {self.concurrency}"
            problems.append(Problem(f"slowdown has {found}; {mend}", ("slowdown",)))
        best = max(self.learning.resolves) if self.learning else 1.0
        over = [queue for queue, skill in self.skills.items() if skill.resolves * best > 1 + SLACK]
        if over:
            share = f"{shown(best)} times what {listed(over, 'and')} {'resolves' if len(over) == 1 else 'resolve'}"
            problems.append(Problem(f"{share} is more than 1; lower the factor", ("learning", "resolves")))
        if problems:
            raise RefusedError(*problems)
        return self


class Routing(Part):
    """Who takes whom."""

    freed_agent: Literal["priority", "longest_wait", "preference"] = field(
        "How a freed agent chooses.", default="priority"
    )
    arriving_contact: Literal["preference"] = field("How an arriving contact chooses.", default="preference")
    wait_weights: dict[QueueName, Number] = field(
        "With longest_wait: waits are multiplied by these (1 if unnamed).", default={}
    )
    head_start: dict[QueueName, Seconds] = field(
        "With longest_wait: queues as if it had waited this long already.", unit="time", default={}
    )

    @model_validator(mode="after")
    def _only_with_longest_wait(self) -> Self:
        if self.freed_agent != "longest_wait" and self.head_start:
            mend = f"does nothing with freed_agent: {self.freed_agent}; write freed_agent: longest_wait or take it out"
            raise RefusedError(Problem(f"head_start {mend}", ("head_start",)))
        negative = [queue for queue, weight in self.wait_weights.items() if weight <= 0]
        if negative:
            raise RefusedError(*(Problem("a weight is above 0", ("wait_weights", queue)) for queue in negative))
        return self


class Experiment(Part):
    """How the scenario is simulated unless the command says otherwise."""

    replications: Whole = field("Days (or calendars) to simulate.", default=100, at_least=1)
    seed: Whole = field("Chance begins here; the same seed gives the same contacts.", default=1, at_least=0)
    warm_up: Seconds = field("Time from the start that counts in no measure.", unit="time", default=0.0)

    _over: float = PrivateAttr(default=0.0)

    @property
    def over(self) -> float:
        """Moment (s) up to which the calendar is over: periods of targets that end by then are not judged any more."""
        return self._over

    def judged_from(self, moment: float) -> Self:
        """The same experiment at a moment of its calendar; a copy."""
        copy = self.model_copy()
        copy._over = moment
        return copy


class Scenario(Part):
    """A whole scenario."""

    version: Version = field("Version of the language.", alias="callfloor", default=1)
    title: Words = field("What this is, in a few words.", default="")
    currency: Words = field("Currency of all money.", default="")
    calendar: Calendar = field("The time that is simulated.")
    contact_types: dict[NewName, ContactType] = field("The kinds of contact.", filled=True)
    busyness: dict[NewName, Multiplier] = field(
        "One draw a day multiplies the volumes of every type that names it.", default={}
    )
    ivr: dict[NewName, IvrNode] = field("Steps before a queue.", default={})
    lines: Whole | None = field("Trunk lines, which calls hold; without limit if left out.", default=None, at_least=1)
    queues: dict[NewName, Queue] = field("The waiting lines.", filled=True)
    agent_groups: dict[NewName, AgentGroup] = field("The people.", filled=True)
    routing: Routing = field("Who takes whom.", default=Routing())
    closing: Literal["serve_out", "clear"] = field(
        "What becomes of the waiting at a queue's closing and at the end.", default="serve_out"
    )
    overtime: Truth = field("Whether those who stay to serve out, at a closing or at the end, are paid.", default=False)
    targets: tuple[Target, ...] = field("What is asked of the centre.", default=())
    shifts: tuple[ShiftRule, ...] = field("Shifts that may be worked.", default=())
    headcount: dict[GroupName, People] = field("Most people of a group.", unit="people", default={})
    staff_minimum: dict[GroupName, People] = field("Fewest people of a group at any time.", unit="people", default={})
    experiment: Experiment = field("How it is simulated.", default=Experiment())
    events: tuple[Event, ...] = field("Surges, faults, outages, absence, and people called in.", default=())
    labour: Labour | None = field("Rules for one person; they bind plans from calendars of 7 days on.", default=None)
    part_time: tuple[PartTime, ...] = field("How much of the work may be in short shifts.", default=())
    premium_hours: PremiumHours = field(
        'What paid time is multiplied by: {"22:00-06:00": 1.35, sun: 1.5}; the highest counts.', default=Premiums()
    )
    open: dict[QueueName, OpeningHours] = field("Opening hours of queues; always open if unnamed.", default={})
    satisfaction: Satisfaction | None = field("How customers score their service.", default=None)

    _name: str = PrivateAttr(default="scenario")
    _folder: Path | None = PrivateAttr(default=None)
    _warnings: tuple[str, ...] = PrivateAttr(default=())
    _origin: Origin = PrivateAttr(default=Origin())

    @property
    def name(self) -> str:
        """The scenario's name: of the library, or of its file or folder."""
        return self._name

    @property
    def folder(self) -> Path | None:
        """The folder of its file; none if it was given as text."""
        return self._folder

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd, though not at fault."""
        return self._warnings

    @property
    def channel_of(self) -> dict[str, str]:
        """What waits in each queue: voice, chat, counter, or deferred work."""
        return Ways.of(self).channel_of()

    def deferred(self, queue: str) -> bool:
        """Whether a queue holds deferred work, which nobody waits for on the line."""
        return self.channel_of[queue] not in IMMEDIATE

    def due_at(self, queue: str, since: FloatArray) -> FloatArray:
        """Deadlines of work that a queue's deadline runs for since these moments; NaN without a deadline."""
        deadline = self.queues[queue].deadline
        return deadline.due(since, self.calendar.grid) if deadline else np.full(np.shape(since), np.nan)

    def open_spans(self, queue: str) -> tuple[tuple[float, float], ...]:
        """When a queue is open, over the calendar; spans that meet are one."""
        hours = self.open.get(queue)
        return hours.spans(self.calendar.grid) if hours else ((0.0, self.calendar.horizon),)

    @overload
    def spells(self, kind: Literal["call_in"]) -> tuple[Spell[CallIn], ...]: ...

    @overload
    def spells(self, kind: Literal["surge", "reinforce", "outage", "absence"]) -> tuple[Spell[float], ...]: ...

    def spells(self, kind: SpellKind) -> tuple[Spell[CallIn], ...] | tuple[Spell[float], ...]:
        """When the events of one kind are at work, on what, and how strongly."""
        return events.spells(self.events, kind, self.calendar.grid)

    def place(self, *path: Key) -> Place:
        """The file and line of a key, or of the nearest one around it; the scenario's name where that is not known."""
        return nearest({(): Place(self._name, None), **self._origin.places}, path)

    def known_as(self, name: str, folder: Path | None, warnings: tuple[str, ...], origin: Origin) -> Self:
        """The same scenario with its name, folder and warnings, and where its keys stand; a copy."""
        copy = self.model_copy(update={} if self.title else {"title": name})
        copy._name, copy._folder, copy._warnings, copy._origin = name, folder, warnings, origin
        return copy
