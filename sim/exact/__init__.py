"""Small floors solved exactly: chains with so few states that the chance of each can be computed.

A floor whose arrivals, handling and patience are all exponential is a Markov chain (``sim.exact.chain``): a function tells where
a state may go and how fast. Two floors are ready made: a priority queue, and the N design (one group for one queue, another
for both). They say what the simulator must come to, and they are short enough to read the rules of the floor from.

Queues are cut off at ``room`` waiting contacts; ``edge`` says how likely the cut is, so that a result can be trusted.
The day of one queue with changing arrivals and staff is in ``sim.exact.day`` (``evaluate_day`` here); the whole floor, read from a
scenario, in ``sim.exact.floor``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sim.exact.chain import Chain, Move
from sim.exact.day import Day, DayEvaluator, evaluate_day
from sim.exact.figures import Crowd, ExactDay

State = tuple[int, ...]
Moves = Callable[[State], Iterable[tuple[float, State]]]

__all__ = [
    "Class",
    "Crowd",
    "Day",
    "DayEvaluator",
    "ExactDay",
    "Served",
    "Settled",
    "evaluate_day",
    "n_design",
    "priority_queue",
    "stationary",
]


@dataclass(frozen=True)
class Class:
    """Contacts of one kind: arrivals per second, and mean patience in seconds."""

    arrivals: float
    patience_mean: float


@dataclass(frozen=True)
class Served:
    """What a class comes to in the long run."""

    mean_queue: float
    abandonment: float  # share of offered
    mean_wait_all: float  # seconds, of offered
    probability_of_wait: float


@dataclass(frozen=True)
class Settled:
    """A floor in the long run."""

    classes: tuple[Served, ...]
    busy: tuple[float, ...]  # mean busy agents, by group
    edge: float  # chance that a queue is as long as it may be in the model


def stationary(start: State, moves: Moves) -> dict[State, float]:
    """Long-run chance of every state that can be reached from ``start``; ``moves`` gives (rate, next state) pairs."""
    chain = Chain.reached([start], lambda state: (Move(rate, after) for rate, after in moves(state)))
    return dict(zip(chain.states, chain.settled().tolist(), strict=True))


def priority_queue(first: Class, second: Class, handle_mean: float, agents: int, room: int = 60) -> Settled:
    """Two classes, one group; a freed agent takes the first class before the second; nobody is interrupted.

    State: (busy agents, first waiting, second waiting).
    """
    service = 1.0 / handle_mean

    def moves(state: State) -> Iterable[tuple[float, State]]:
        busy, one, two = state
        if busy < agents:
            yield first.arrivals + second.arrivals, (busy + 1, 0, 0)
            yield busy * service, (busy - 1, 0, 0)
            return
        yield first.arrivals * (one < room), (busy, one + 1, two)
        yield second.arrivals * (two < room), (busy, one, two + 1)
        yield one / first.patience_mean, (busy, one - 1, two)
        yield two / second.patience_mean, (busy, one, two - 1)
        yield busy * service, (busy, one - 1, two) if one else (busy, 0, two - 1) if two else (busy - 1, 0, 0)

    chances = stationary((0, 0, 0), moves)
    waits = sum(chance for state, chance in chances.items() if state[0] == agents)
    edge = sum(chance for state, chance in chances.items() if room in state[1:])
    served = (_served(first, _mean(chances, 1), waits), _served(second, _mean(chances, 2), waits))
    return Settled(served, (_mean(chances, 0),), edge)


def n_design(one: Class, two: Class, handle_mean: float, only_one: int, both: int, room: int = 40) -> Settled:
    """Class 1 is served by a group of its own, else by the group for both; class 2 by the latter alone.

    The group for both takes class 2 before class 1. State: (busy of the first group, of the second, 1 waiting, 2 waiting).
    """
    service = 1.0 / handle_mean

    def moves(state: State) -> Iterable[tuple[float, State]]:
        a, b, q1, q2 = state
        if a < only_one:
            yield one.arrivals, (a + 1, b, q1, q2)
        elif b < both:
            yield one.arrivals, (a, b + 1, q1, q2)
        else:
            yield one.arrivals * (q1 < room), (a, b, q1 + 1, q2)
        if b < both:
            yield two.arrivals, (a, b + 1, q1, q2)
        else:
            yield two.arrivals * (q2 < room), (a, b, q1, q2 + 1)
        yield a * service, (a, b, q1 - 1, q2) if q1 else (a - 1, b, q1, q2)
        yield b * service, (a, b, q1, q2 - 1) if q2 else (a, b, q1 - 1, q2) if q1 else (a, b - 1, q1, q2)
        yield q1 / one.patience_mean, (a, b, q1 - 1, q2)
        yield q2 / two.patience_mean, (a, b, q1, q2 - 1)

    chances = stationary((0, 0, 0, 0), moves)
    wait_one = sum(chance for (a, b, _, _), chance in chances.items() if a == only_one and b == both)
    wait_two = sum(chance for (_, b, _, _), chance in chances.items() if b == both)
    edge = sum(chance for state, chance in chances.items() if room in state[2:])
    served = (_served(one, _mean(chances, 2), wait_one), _served(two, _mean(chances, 3), wait_two))
    return Settled(served, (_mean(chances, 0), _mean(chances, 1)), edge)


def _mean(chances: Mapping[State, float], place: int) -> float:
    return sum(state[place] * chance for state, chance in chances.items())


def _served(kind: Class, queue: float, waits: float) -> Served:
    """By Little's law, and because each waiting contact gives up at rate 1 / mean patience."""
    wait = queue / kind.arrivals
    return Served(queue, wait / kind.patience_mean, wait, waits)
