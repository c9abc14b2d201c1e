"""A scenario as small centres with exponential times: one for each stretch of time in which nothing about it changes.

What a chain cannot follow is refused, all of it at once and by its place in the file: a time that is not exponential, and
whatever depends on how long something has lasted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scenarios.distributions import Distribution, Exponential, Fixed, Mixture, Never
from scenarios.document import dotted
from scenarios.faults import Fault, InputError, Key
from sim.exact.centre import INFINITE, Again, Callback, Centre, Escalation, Group, Kind, Later, Node, Queue, Skill
from sim.staffing import on_floor

if TYPE_CHECKING:
    from scenarios import schema
    from scenarios.journeys import Escalate, Retry
    from scenarios.schema import Scenario

MEND = "an exact solution needs exponential: {mean: ...}"


@dataclass(frozen=True)
class Period:
    """A stretch of time, in seconds, and the centre that holds then."""

    begins: float
    span: float
    centre: Centre


def periods(scenario: Scenario, room: int, away: int, every_interval: bool = False) -> tuple[Period, ...]:
    """The calendar cut where arrivals or staff change, or at every interval.

    Raises:
        InputError: naming all that a chain cannot follow.

    """
    reading = _Reading(scenario, room, away)
    course: list[Period] = []
    span = scenario.calendar.interval
    for number in range(scenario.calendar.intervals):
        centre = reading.centre(number)
        if course and course[-1].centre == centre and not every_interval:
            course[-1] = replace(course[-1], span=course[-1].span + span)
        else:
            course.append(Period(number * span, span, centre))
    if reading.faults:
        raise InputError(dict.fromkeys(reading.faults))
    return tuple(course)


class _Reading:
    """Reads a scenario part by part, and collects what stands in the way."""

    def __init__(self, scenario: Scenario, room: int, away: int) -> None:
        self.scenario, self.room, self.away = scenario, room, away
        self.faults: list[Fault] = []
        routing = scenario.routing
        self._only(not scenario.events, "whatever happens once", "events")
        self._only(not scenario.open, "opening hours", "open")
        self._only(set(routing.wait_weights.values()) <= {1.0}, "the length of a wait", "routing", "wait_weights")
        self._only(set(routing.head_start.values()) <= {0.0}, "the length of a wait", "routing", "head_start")
        self.nodes = {name: self._node(name, node) for name, node in scenario.ivr.items()}

    def centre(self, interval: int) -> Centre:
        """The centre in one interval of the calendar."""
        scenario = self.scenario
        groups = {name: self._group(name, group, interval) for name, group in scenario.agent_groups.items()}
        return Centre(
            kinds={name: self._kind(name, kind, interval) for name, kind in scenario.contact_types.items()},
            queues={name: self._queue(name, queue, groups) for name, queue in scenario.queues.items()},
            groups=groups,
            nodes=self.nodes,
            freed_agent=scenario.routing.freed_agent,
            lines=INFINITE if scenario.lines is None else scenario.lines,
            away=self.away,
        )

    def _only(self, holds: bool, what: str, *path: Key) -> None:
        if not holds:
            self._fault(f"a chain cannot follow {what}; take it out to solve the rest exactly", *path)

    def _fault(self, message: str, *path: Key) -> None:
        place = self.scenario.place(*path)
        self.faults.append(Fault(place.file, place.line, dotted(path), message))

    def _rate(self, time: Distribution, *path: Key) -> float:
        match time:
            case Exponential():
                return 1.0 / time.mean()
            case Fixed(value=0.0):
                return INFINITE
            case Never():
                return 0.0
        self._fault(f"{time.describe()} is not exponential; {MEND}", *path)
        return 1.0

    def _kind(self, name: str, kind: schema.ContactType, interval: int) -> Kind:
        path = ("contact_types", name)
        arrivals = kind.arrivals
        self._only(arrivals.bookings is None, "bookings", *path, "arrivals", "bookings")
        self._only(arrivals.replay is None, "a recorded day", *path, "arrivals", "replay")
        self._only(arrivals.busyness is None, "busier and quieter days", *path, "arrivals", "busyness")
        balks, leaving = self._patience(kind.patience, *path, "patience")
        complaint, grievance = self._complaints(kind, *path, "complaint")
        return Kind(
            arrivals=arrivals.volumes[interval] / self.scenario.calendar.interval,
            enters=kind.enters,
            leaving=leaving,
            balks=balks,
            holds_line=kind.channel == "voice",
            again=self._again(kind.retry, *path, "retry") if kind.retry else None,
            follow_up=self._follow_up(kind, *path, "follow_up"),
            complaint=complaint,
            grievance=grievance,
        )

    def _patience(self, patience: Distribution, *path: Key) -> tuple[float, float]:
        """The share without any, and the rate at which the others lose theirs."""
        if not isinstance(patience, Mixture):
            return (1.0, 0.0) if patience == Fixed(0.0) else (0.0, self._rate(patience, *path))
        parts = list(zip(patience.weights, patience.parts, strict=True))
        others = [part for _, part in parts if part != Fixed(0.0)]
        if len(others) > 1:
            self._fault(f"only one part of a mixture may be above 0; {MEND} beside fixed: 0 s", *path)
        balks = sum(weight for weight, part in parts if part == Fixed(0.0))
        return balks, self._rate(others[0], *path) if others else 0.0

    def _again(self, retry: Retry, *path: Key) -> Again:
        delay = self._rate(retry.delay, *path, "delay")
        return Again(retry.after_abandoning, retry.after_blocking, delay, retry.attempts)

    def _follow_up(self, kind: schema.ContactType, *path: Key) -> Later | None:
        after = kind.follow_up
        return (
            None if after is None else Later(after.share, after.contact_type, self._rate(after.delay, *path, "delay"))
        )

    def _complaints(self, kind: schema.ContactType, *path: Key) -> tuple[Later | None, Later | None]:
        """Complaints of those who abandon, and of the unresolved."""
        after = kind.complaint
        if after is None:
            return None, None
        self._only(after.after_waiting == 0, "the length of a wait", *path, "after_waiting")
        delay = self._rate(after.delay, *path, "delay")
        return Later(after.after_abandoning, after.contact_type, delay), Later(
            after.unresolved, after.contact_type, delay
        )

    def _node(self, name: str, node: schema.IvrNode) -> Node:
        exits = {kind: tuple(node.exits(kind)) for kind in self.scenario.contact_types}
        ports = INFINITE if node.ports is None else node.ports
        return Node(self._rate(node.takes, "ivr", name, "takes"), exits, ports, node.when_full)

    def _queue(self, name: str, queue: schema.Queue, groups: dict[str, Group]) -> Queue:
        return Queue(
            priority=queue.priority,
            capacity=INFINITE if queue.capacity is None else queue.capacity,
            tries=queue.tries,
            callback=self._callback(name, queue, groups),
            deferred=self.scenario.deferred(name),
            room=self.room if queue.capacity is None else min(self.room, queue.capacity),
        )

    def _callback(self, name: str, queue: schema.Queue, groups: dict[str, Group]) -> Callback | None:
        offer = queue.callback
        if offer is None:
            return None
        dial = self._rate(offer.dial, "queues", name, "callback", "dial")
        if dial == INFINITE and offer.reached < 1:
            self._fault(f"takes no time, though not all are reached; {MEND}", "queues", name, "callback", "dial")
        able = [(group.staff, group.skills[name]) for group in groups.values() if name in group.skills]
        agents = sum(staff for staff, _ in able)
        work = sum(staff * (1 / skill.talk + 1 / skill.wrap_up) for staff, skill in able)
        return Callback(
            beyond=offer.offer_above * agents**2 / work - 1.0 if work else -1.0,
            accept=offer.accept,
            dial=dial,
            reached=offer.reached,
        )

    def _group(self, name: str, group: schema.AgentGroup, interval: int) -> Group:
        path = ("agent_groups", name)
        self._only(group.absence == 0, "random absence", *path, "absence")
        self._only(group.late is None, "lateness", *path, "late")
        self._only(group.learning is None, "learning", *path, "learning")
        if group.staffing is None:
            self._fault("is missing: how many people are there?", *path, "staffing")
        people = group.staffing or (0.0,) * self.scenario.calendar.intervals
        self._only(group.concurrency == 1 or len(set(people)) == 1, "chats of people who leave", *path, "staffing")
        return Group(
            staff=on_floor(people[interval], group.shrinkage),
            skills={queue: self._skill(queue, skill, *path, "skills", queue) for queue, skill in group.skills.items()},
            reserve=group.reserve,
            slowdown=group.slowdown,
        )

    def _skill(self, queue: str, skill: schema.Skill, *path: Key) -> Skill:
        self._only(skill.after == 0, "the length of a wait", *path, "after")
        after = skill.unresolved
        left = 1.0 - skill.resolves
        escalate, repeat = (after.escalate, after.repeat) if after else (None, None)
        if repeat:
            self._only(repeat.same_agent is None, "who talked to whom", *path, "unresolved", "repeat", "same_agent")
        delay = self._rate(repeat.delay, *path, "unresolved", "repeat", "delay") if repeat else 0.0
        return Skill(
            talk=self._rate(skill.handle_time, *path, "handle_time"),
            wrap_up=self._rate(skill.wrap_up, *path, "wrap_up"),
            preference=skill.preference,
            alone=self.scenario.channel_of[queue] != "chat",
            resolves=skill.resolves,
            escalates=self._escalation(escalate, left, *path, "unresolved", "escalate") if escalate else None,
            repeats=(left * repeat.share, delay) if repeat else None,
        )

    def _escalation(self, passed: Escalate, left: float, *path: Key) -> Escalation:
        warm = 0.0 if self.scenario.deferred(passed.to) else passed.warm
        if not warm:
            return Escalation(passed.to, left * passed.share)
        handover = self._rate(passed.handover, *path, "handover")
        if handover == INFINITE:
            self._fault(f"takes no time; {MEND}", *path, "handover")
        self._only(self.scenario.channel_of[passed.to] != "chat", "chats handed over in person", *path, "warm")
        return Escalation(passed.to, left * passed.share, warm, handover)
