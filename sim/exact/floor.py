"""The floor solved: the figures of a small centre with exponential times, without a random number.

``solve`` reads a scenario, finds every state of its floor and gives the long run; ``solve_day`` follows a calendar whose arrivals or
staff change, interval by interval. Both give ``Figures``, whose words are those of the measures. They cover skills and preferences,
priorities, reserves, retries, repeats, complaints and service calls, escalations cold and warm, chats at once, call-backs,
an IVR with ports, and trunk lines; ``sim.exact.reading`` refuses what they do not.

One model of the whole floor, read from the scenario itself, stands here in place of one model for each of these, so that what
is compared with a simulation is the scenario, and so that the rules are also compared where they meet.

How waits are found: a contact that joins in the long run is marked, in each state it may join in, and the chain is followed until
its wait ends, everybody else coming and going around it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.exact.centre import INFINITE, Centre
from sim.exact.chain import Chain, Move
from sim.exact.reading import Period, periods
from sim.exact.rules import Rules
from sim.exact.state import Happened, State
from sim.exact.uniform import FloatArray

if TYPE_CHECKING:
    from scenarios.schema import Scenario

WAIT_ENDS = ("answered", "abandoned", "blocked", "cut")
RARE = 1e-15  # chance of a state that is not followed past a change of arrivals or staff


@dataclass(frozen=True)
class Figures:
    """What a centre comes to while ``chances`` is the share of time that it spends in each state."""

    centre: Centre
    chain: Chain[State]
    chances: FloatArray

    def rate(self, what: str, where: str | None = None, kind: str | None = None) -> float:
        """How often a second something happens: offered, answered, answered_at_once, abandoned, blocked, blocked_lines, contained, ...

        ``where``: the queue (the IVR node for what happens there); ``kind``: the contact type; both: any if left out.
        """
        return sum(
            self.chain.flow(self.chances, event)
            for event in self.chain.flows
            if isinstance(event, Happened)
            and event.what == what
            and where in (None, event.where)
            and kind in (None, event.kind)
        )

    def share(self, what: str, queue: str | None = None, kind: str | None = None) -> float:
        """Share of the offered contacts."""
        return self.rate(what, queue, kind) / self.rate("offered", queue, kind)

    def probability_of_wait(self, queue: str | None = None, kind: str | None = None) -> float:
        """Not answered at once / offered."""
        return 1.0 - self.share("answered_at_once", queue, kind)

    def mean_queue(self, queue: str) -> float:
        """Mean number of contacts in line, those who wait at home for a call included."""
        line = self.centre.line_of[queue]
        return self.chain.mean(self.chances, lambda state: sum(one[0] == queue for one in state.lines[line]))

    def mean_dialled(self, queue: str) -> float:
        """Mean number of contacts of the queue that are being dialled."""
        return self.chain.mean(self.chances, lambda state: _tasks(state, "dial", queue))

    def mean_wait_all(self, queue: str) -> float:
        """Mean wait of the offered, in seconds, by Little's law; the wait of who is called back ends when he is reached."""
        return (self.mean_queue(queue) + self.mean_dialled(queue)) / self.rate("offered", queue)

    def mean_busy(self, group: str) -> float:
        """Mean number of agents with something in hand."""
        crew = list(self.centre.groups).index(group)
        return self.chain.mean(self.chances, lambda state: sum(bool(hand) for hand in state.agents[crew]))

    def mean_in_hand(self, group: str) -> float:
        """Mean number of contacts in the group's hands: above ``mean_busy`` where chats go on at once."""
        crew = list(self.centre.groups).index(group)
        return self.chain.mean(self.chances, lambda state: sum(len(hand) for hand in state.agents[crew]))

    def slot_use(self, group: str) -> float:
        """Chats / slots; whatever is not a chat fills all of an agent's slots."""
        crew, has = list(self.centre.groups).index(group), self.centre.groups[group]
        slots = len(has.slowdown)
        filled = self.chain.mean(
            self.chances,
            lambda state: sum(
                slots if has.skills[task.queue].alone else 1 for hand in state.agents[crew] for task in hand
            ),
        )
        return filled / (slots * has.staff)

    def occupancy(self, group: str) -> float:
        """Share of the staff's time with something in hand."""
        return self.mean_busy(group) / self.centre.groups[group].staff

    def mean_lines_held(self) -> float:
        """Mean number of trunk lines in use, where they are limited."""
        if self.centre.lines == INFINITE:
            raise ValueError(f"lines(={self.centre.lines}) must be limited to be counted.")
        return self.chain.mean(self.chances, Rules(self.centre).lines_held)

    def mean_away(self) -> float:
        """Mean number of customers between two attempts."""
        return self.chain.mean(self.chances, lambda state: len(state.away))

    @property
    def cut(self) -> float:
        """Share of all contacts that were lost because the chain is cut off; what a figure can be trusted to."""
        return self.rate("cut") / sum(kind.arrivals for kind in self.centre.kinds.values())

    def waits(self, queue: str) -> Waits:
        """The waits in a queue; of the long run only."""
        return Waits.of(self, queue)


@dataclass(frozen=True)
class Waits:
    """How long the contacts of one queue wait: a chain in which one of them is marked, left when its wait ends."""

    chain: Chain[State]
    start: FloatArray  # by state: how often a second a contact joins and then has to wait in this state
    offered: float
    at_once: float  # answered at once, a second
    left_at_once: float  # had no patience, a second
    ends: Mapping[str, FloatArray]  # by state: rate at which the wait ends, by answer or by abandoning

    @classmethod
    def of(cls, figures: Figures, queue: str) -> Waits:
        """Mark each contact that joins the queue, in each state of the floor."""
        marking, plain = Rules(figures.centre, marks=queue), Rules(figures.centre)
        weight: dict[State, float] = defaultdict(float)
        ended: dict[str | None, float] = defaultdict(float)
        for chance, state in zip(figures.chances, figures.chain.states, strict=True):
            for rate, after, events in marking.moves(state):
                if after is not None and _joined(events):
                    ended[_ends(events)] += float(chance) * rate
                    if _ends(events) is None:
                        weight[after] += float(chance) * rate

        def moves(state: State) -> Iterator[Move[State]]:
            for rate, after, events in plain.moves(state):
                end = _ends(events)
                yield Move(rate, None if end else after, (end,) if end else ())

        chain = Chain.reached(weight, moves)
        return cls(
            chain,
            chain.chances(weight),
            sum(ended.values()),
            ended["answered"],
            ended["abandoned"],
            chain.flows,  # type: ignore[arg-type]
        )

    def answer_rate(self, within: float) -> float:
        """Answered with a wait of at most ``within`` seconds (``inf``: ever) / offered."""
        return (self.at_once + self._ended("answered", within)) / self.offered

    def abandoned_within(self, within: float) -> float:
        """Abandoned after at most ``within`` seconds / offered."""
        return (self.left_at_once + self._ended("abandoned", within)) / self.offered

    def mean_wait_all(self) -> float:
        """Mean wait of the offered, in seconds: what Little's law gives as well."""
        return float(self.chain.until_left(self.start).sum()) / self.offered

    def mean_wait(self) -> float:
        """Mean wait of the answered, in seconds: the time waited counts by the chance to be answered in the end."""
        answered = self.chain.value_until_left(self.ends.get("answered", np.zeros(len(self.start))))
        spent = self.chain.until_left(self.start)
        return float(spent @ answered) / (self.at_once + float(self.start @ answered))

    def _ended(self, how: str, within: float) -> float:
        spent = self.chain.until_left(self.start) if within == INFINITE else self.chain.followed(self.start, within)[1]
        return float(spent @ self.ends[how]) if how in self.ends else 0.0


def settled(centre: Centre) -> Figures:
    """The long run of a centre."""
    rules = Rules(centre)
    chain = Chain.reached([rules.empty()], rules.moves)
    return Figures(centre, chain, chain.settled())


def followed(course: tuple[Period, ...]) -> tuple[Figures, ...]:
    """A centre whose arrivals or staff change, from an empty floor: the figures of each period, things counted where they happen."""
    figures = []
    weight = {Rules(course[0].centre).empty(): 1.0}
    for period in course:
        rules, moved = Rules(period.centre), defaultdict[State, float](float)
        for state, chance in weight.items():
            moved[rules.restaffed(state)] += chance
        chain = Chain.reached(moved, rules.moves)
        end, spent = chain.followed(chain.chances(moved), period.span)
        figures.append(Figures(period.centre, chain, spent / period.span))
        weight = {state: float(chance) for state, chance in zip(chain.states, end, strict=True) if chance > RARE}
    return tuple(figures)


def solve(scenario: Scenario, room: int = 30, away: int = 30) -> Figures:
    """The long run of a scenario whose arrivals and staff never change.

    ``room``: most contacts waiting in a queue, ``away``: most customers between two attempts, in the chain; what that leaves out is
    told by ``Figures.cut``.

    Raises:
        InputError: naming all that a chain cannot follow.
        TooLargeError: if it has too many states.

    """
    course = periods(scenario, room, away)
    if len(course) > 1:
        raise ValueError(f"arrivals or staff change {len(course) - 1} times; solve_day follows them.")
    return settled(course[0].centre)


def solve_day(scenario: Scenario, room: int = 30, away: int = 30) -> tuple[Figures, ...]:
    """A scenario from an empty floor to the calendar's end: the figures of each interval. Raises as ``solve`` does."""
    return followed(periods(scenario, room, away, every_interval=True))


def _tasks(state: State, what: str, queue: str) -> int:
    return sum(task.what == what and task.queue == queue for hands in state.agents for hand in hands for task in hand)


def _joined(events: tuple[object, ...]) -> bool:
    return any(isinstance(event, Happened) and event.marked and event.what == "offered" for event in events)


def _ends(events: tuple[object, ...]) -> str | None:
    """How the marked contact's wait ended with this, if it did."""
    ends = (event.what for event in events if isinstance(event, Happened) and event.marked)
    return next((what for what in ends if what in WAIT_ENDS), None)
