"""Overflow after a delay, solved: a lane whose waiting contacts may be taken by the pool once they have waited so long.

A chain forgets how long anybody has waited, so the delay goes by in ``stages`` that each take an exponential time, its mean the delay
divided by their number. The more stages, the more such a delay is a fixed one: the figures differ from those of a fixed delay by about
a constant over the number of stages, so two numbers of stages tell what the fixed delay comes to (``fixed``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from sim.exact import Class, Served, Settled
from sim.exact.chain import Chain, Move

Ages: TypeAlias = tuple[
    int, ...
]  # stages that each waiting contact of the lane has been through, the longest wait first
Floor: TypeAlias = tuple[
    int, int, Ages, int
]  # busy in the lane, busy in the pool, ages in the lane's queue, waiting for the pool


@dataclass(frozen=True)
class _Rules:
    """What may happen on the floor; rates are per second."""

    first: Class
    second: Class
    service: float
    lane: int
    pool: int
    stages: int
    step: float
    room: int

    def moves(self, state: Floor) -> Iterator[Move[Floor]]:
        """Everything that may happen next."""
        yield from self._arrivals(state)
        yield from self._ends(state)
        yield from self._waits(state)

    def _arrivals(self, state: Floor) -> Iterator[Move[Floor]]:
        a, b, ages, waiting = state
        if a < self.lane:
            yield Move(self.first.arrivals, (a + 1, b, ages, waiting))
        elif len(ages) < self.room:
            yield Move(self.first.arrivals, (a, b, (*ages, 0), waiting))
        if b < self.pool:
            yield Move(self.second.arrivals, (a, b + 1, ages, waiting))
        elif waiting < self.room:
            yield Move(self.second.arrivals, (a, b, ages, waiting + 1))

    def _ends(self, state: Floor) -> Iterator[Move[Floor]]:
        """Whoever becomes free takes the longest wait that he may take; the pool the first class before the second."""
        a, b, ages, waiting = state
        if a:
            yield Move(a * self.service, (a, b, ages[1:], waiting) if ages else (a - 1, b, ages, waiting))
        ripe = next((place for place, age in enumerate(ages) if age == self.stages), None)
        if b and ripe is not None:
            yield Move(b * self.service, (a, b, _without(ages, ripe), waiting))
        elif b:
            yield Move(b * self.service, (a, b, ages, waiting - 1) if waiting else (a, b - 1, ages, waiting))

    def _waits(self, state: Floor) -> Iterator[Move[Floor]]:
        """Waits go on, come due, and end for want of patience."""
        a, b, ages, waiting = state
        for place, age in enumerate(ages):
            yield Move(1 / self.first.patience_mean, (a, b, _without(ages, place), waiting))
            if age == self.stages - 1 and b < self.pool:
                yield Move(self.step, (a, b + 1, _without(ages, place), waiting))
            elif age < self.stages:
                yield Move(self.step, (a, b, (*ages[:place], age + 1, *ages[place + 1 :]), waiting))
        if waiting:
            yield Move(waiting / self.second.patience_mean, (a, b, ages, waiting - 1))


def _without(ages: Ages, place: int) -> Ages:
    return ages[:place] + ages[place + 1 :]


def overflow(
    first: Class, second: Class, handle_mean: float, *, lane: int, pool: int, delay: float, stages: int, room: int
) -> Settled:
    """The lane serves the first class alone; the pool serves the second, and before it the first once the delay is over.

    No more than ``room`` contacts of each class may wait; who finds the queue full is blocked. Nobody is interrupted.
    """
    rules = _Rules(first, second, 1.0 / handle_mean, lane, pool, stages, stages / delay, room)
    empty: Floor = (0, 0, (), 0)
    chain = Chain.reached([empty], rules.moves)
    chances = chain.settled()

    def served(kind: Class, queue: float, waits: float) -> Served:
        wait = queue / kind.arrivals
        return Served(queue, wait / kind.patience_mean, wait, waits)

    lines = [chain.mean(chances, lambda state: len(state[2])), chain.mean(chances, lambda state: state[3])]
    all_busy = [
        chain.mean(chances, lambda state: state[0] == lane),
        chain.mean(chances, lambda state: state[1] == pool),
    ]
    return Settled(
        (served(first, lines[0], all_busy[0]), served(second, lines[1], all_busy[1])),
        (chain.mean(chances, lambda state: state[0]), chain.mean(chances, lambda state: state[1])),
        chain.mean(chances, lambda state: len(state[2]) == room or state[3] == room),
    )


def fixed(few: Settled, many: Settled) -> Settled:
    """What a fixed delay comes to, from a delay of so many stages and one of twice as many."""

    def beyond(one: float, two: float) -> float:
        return 2 * two - one

    classes = tuple(
        Served(*(beyond(one, two) for one, two in zip(vars(a).values(), vars(b).values(), strict=True)))
        for a, b in zip(few.classes, many.classes, strict=True)
    )
    busy = tuple(beyond(one, two) for one, two in zip(few.busy, many.busy, strict=True))
    return replace(many, classes=classes, busy=busy)
