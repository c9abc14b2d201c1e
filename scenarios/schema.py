"""The scenario language: what a centre is, what is asked of it, and what may be chosen.

This is the reference of the language. Each class is a part of the file, each field one key: what it means, its unit, its
bounds, and what holds if it is left out. Inside, all durations are seconds and all moments seconds since 00:00 of the
calendar's first day. Everything is frozen.
"""

from pathlib import Path
from typing import Literal, Self

from pydantic import PrivateAttr, model_validator

from scenarios.distributions import Fixed, Never
from scenarios.document import Origin, Place, nearest
from scenarios.faults import Key, Problem, RefusedError
from scenarios.fields import (
    BusynessName,
    Channel,
    Day,
    Entry,
    GroupName,
    Later,
    Multiplier,
    NewName,
    Number,
    Part,
    Patience,
    People,
    QueueName,
    Resolves,
    Seconds,
    Share,
    Staffing,
    SteadyVolumes,
    Then,
    Time,
    Truth,
    Version,
    Volumes,
    Wage,
    Whole,
    Words,
    field,
)
from scenarios.grids import Grid
from scenarios.shift_rules import Break, ShiftRule
from scenarios.targets import Target
from scenarios.units import DAY, show_duration

__all__ = [
    "AgentGroup",
    "Arrivals",
    "Break",
    "Calendar",
    "ContactType",
    "Experiment",
    "IvrNode",
    "Queue",
    "Retry",
    "Routing",
    "Scenario",
    "ShiftRule",
    "Skill",
    "TableColumn",
    "Target",
]

MOST_DAYS = 3660  # ten years; more is a slip of the pen


class Calendar(Part):
    """The time that is simulated, and the intervals it is cut into."""

    start: Day = field("First day, such as 2026-03-02.")
    days: Whole = field("How many days.", default=1, at_least=1)
    interval: Seconds = field("Length of an interval; divides 24 h.", unit="time", default=1800.0, at_least=60.0)
    cyclic: Truth = field("A typical day or week: shifts past the end wrap to the beginning.", default=False)

    @model_validator(mode="after")
    def _divides_a_day(self) -> Self:
        if self.interval % 60 or DAY % self.interval:
            mend = "write 5 min, 10 min, 15 min, 20 min, 30 min or 1 h"
            found = f"{show_duration(self.interval)} does not divide 24 h into whole minutes"
            raise RefusedError(Problem(f"{found}; {mend}", ("interval",)))
        if self.days > MOST_DAYS:
            raise RefusedError(Problem(f"{self.days} days are more than {MOST_DAYS}", ("days",)))
        return self

    @property
    def grid(self) -> Grid:
        """The calendar as lists and tables see it."""
        return Grid(self.start, self.days, self.interval)

    @property
    def per_day(self) -> int:
        """Intervals of one day."""
        return self.grid.per_day

    @property
    def intervals(self) -> int:
        """Intervals of the whole calendar."""
        return self.grid.count

    @property
    def horizon(self) -> float:
        """Length of the whole calendar in seconds."""
        return self.days * DAY

    @property
    def starts(self) -> tuple[str, ...]:
        """When each interval starts: ``2026-03-02T08:30``."""
        return tuple(self.grid.moment(index) for index in range(self.intervals))


class TableColumn(Part):
    """A column of a CSV table that lies beside the scenario."""

    file: Words = field("The file, relative to the scenario.")
    column: Words = field("The column, by the name in the header row.")


class Arrivals(Part):
    """How many contacts come. Poisson, at a constant rate within each interval, given the day's busyness."""

    by_interval: Volumes | None = field(
        "Expected contacts of each interval: a list, or {file, column}.",
        alias="volumes",
        unit="contacts",
        default=None,
        part=TableColumn,
    )
    steady: SteadyVolumes | None = field(
        "A rate that never changes, such as 40 per h; instead of volumes.", alias="rate", unit="rate", default=None
    )
    busyness: BusynessName | None = field("The day's multiplier of the volumes, by its name.", default=None)
    replay: Later = field("Arrival moments from a call log.", default=None)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.by_interval is None) == (self.steady is None):
            both = "volumes and rate are both given" if self.steady else "how many contacts come is missing"
            raise RefusedError(f"{both}; write volumes: {{file: ..., column: ...}} or rate: 40 per h")
        return self

    @property
    def volumes(self) -> tuple[float, ...]:
        """Expected contacts of each interval of the calendar."""
        return self.by_interval or self.steady or ()


class Retry(Part):
    """Who tries again after not being served, and when."""

    after_abandoning: Share = field("Share of those who abandoned who try again.", default=0.0)
    after_blocking: Share = field("Share of those who were blocked who try again.", default=0.0)
    delay: Time = field("From giving up to the next attempt.", unit="time")
    attempts: Whole = field("Most attempts of one customer, the first included.", at_least=1)


class ContactType(Part):
    """A kind of contact: how many come, where they enter, how long they will wait."""

    channel: Channel = field(
        "voice (chat, email, work_order and counter are not simulated by this version yet).", default="voice"
    )
    arrivals: Arrivals = field("How many contacts come.")
    enters: Entry = field("Where they enter: an IVR node or a queue.")
    patience: Patience = field(
        "Longest wait in queue before abandoning; never if left out.", unit="time", default=Never()
    )
    retry: Retry | None = field("Who tries again; nobody if left out.", default=None)
    cost_of_loss: Number = field("What one lost contact costs the business.", unit="money", default=0.0, at_least=0)


class IvrNode(Part):
    """A step of the IVR: how long it takes, and where contacts go then."""

    takes: Time = field("Time spent in this node.", unit="time")
    then: Then = field("Share of each exit: a node, a queue, contained or hang_up; or one split for each contact type.")

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
    callback: Later = field("An offer to call back.", default=None)
    deadline: Later = field("Deadline of work that waits.", default=None)


class Skill(Part):
    """What a group does with the contacts of one queue."""

    handle_time: Time = field("Talk and hold of one contact, before wrap-up.", unit="time")
    wrap_up: Time = field("Work after the contact has gone, the agent still busy.", unit="time", default=Fixed(0.0))
    preference: Whole = field("Lower is taken first.", default=1, at_least=1)
    after: Seconds = field("Only contacts that have waited this long.", unit="time", default=0.0)
    resolves: Resolves = field("Share of contacts that need no other.", default=1.0)
    unresolved: Later = field("What unresolved contacts do.", default=None)


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
    concurrency: Later = field("Chats at once.", default=None)
    slowdown: Later = field("How chats at once stretch each other.", default=None)


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
    lines: Whole | None = field("Trunk lines; without limit if left out.", default=None, at_least=1)
    queues: dict[NewName, Queue] = field("The waiting lines.", filled=True)
    agent_groups: dict[NewName, AgentGroup] = field("The people.", filled=True)
    routing: Routing = field("Who takes whom.", default=Routing())
    closing: Literal["serve_out", "clear"] = field("What becomes of the waiting at the end.", default="serve_out")
    overtime: Truth = field("Whether serving out after the end is paid.", default=False)
    targets: tuple[Target, ...] = field("What is asked of the centre.", default=())
    shifts: tuple[ShiftRule, ...] = field("Shifts that may be worked.", default=())
    headcount: dict[GroupName, People] = field("Most people of a group.", unit="people", default={})
    staff_minimum: dict[GroupName, People] = field("Fewest people of a group at any time.", unit="people", default={})
    experiment: Experiment = field("How it is simulated.", default=Experiment())
    events: Later = field("Surges, outages, absence.", default=None)
    labour: Later = field("Labour rules of plans of several days.", default=None)
    open: Later = field("Opening hours of queues.", default=None)

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

    def place(self, *path: Key) -> Place:
        """The file and line of a key, or of the nearest one around it; the scenario's name where that is not known."""
        return nearest({(): Place(self._name, None), **self._origin.places}, path)

    def known_as(self, name: str, folder: Path | None, warnings: tuple[str, ...], origin: Origin) -> Self:
        """The same scenario with its name, folder and warnings, and where its keys stand; a copy."""
        copy = self.model_copy(update={} if self.title else {"title": name})
        copy._name, copy._folder, copy._warnings, copy._origin = name, folder, warnings, origin
        return copy
