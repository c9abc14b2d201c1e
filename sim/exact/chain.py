"""Chains: what may happen next, and how fast, made into the long run or the next hour.

A floor whose times are all exponential forgets how long anything has lasted: what may happen next depends only on the state it is
in. It is then told completely by a function that gives a state's moves: at which rate, to which state, and what is
counted when it happens. ``Chain.reached`` finds every state there is by following the moves from where the floor starts.
The rest is one system of linear equations for the long run (``settled``), or uniformisation for a span of time
(``followed``). There are no random numbers in it, so its figures are what a simulation must come to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.sparse.linalg import LinearOperator, gmres, spilu, splu

from sim.exact.uniform import FloatArray, diagonal, forward, stepped

S = TypeVar("S", bound=Hashable)
Event = Hashable  # whatever is to be counted

MOST_STATES = 60_000
SMALL = 1500  # states up to which equations are solved directly


class Move(NamedTuple, Generic[S]):
    """One thing that may happen: how often a second, the state after it (None: the chain is left), and what counts then."""

    rate: float
    to: S | None
    events: tuple[Event, ...] = ()


Moves = Callable[[S], Iterable[Move[S]]]


class TooLargeError(ValueError):
    """Raised where a floor has more states than are worth solving."""


@dataclass(frozen=True)
class Chain(Generic[S]):
    """All states that can be reached, the rates between them, and how often each event happens in each of them."""

    states: tuple[S, ...]
    rates: csr_array  # from row to column, without the diagonal
    outflow: FloatArray  # rate of leaving each state, leaving the chain included
    flows: Mapping[Event, FloatArray]  # by event: how often a second it happens in each state

    @classmethod
    def reached(cls, starts: Iterable[S], moves: Moves[S], most: int = MOST_STATES) -> Chain[S]:
        """Find all states that can be reached from ``starts``.

        Raises:
            TooLargeError: if there are more than ``most``.

        """
        number = {state: place for place, state in enumerate(dict.fromkeys(starts))}
        states, found = list(number), _Found()
        for place, state in enumerate(states):  # grows while it is walked through
            for rate, to, events in moves(state):
                if rate <= 0:
                    continue
                if to is not None and to not in number:
                    number[to] = len(states)
                    states.append(to)
                found.add(place, None if to is None else number[to], rate, events)
            if len(states) > most:
                raise TooLargeError(f"there are more than {most:,} states; make the centre smaller, or room less.")
        return cls(tuple(states), *found.matrices(len(states)))

    @cached_property
    def _pace(self) -> float:
        return max(float(self.outflow.max(initial=0.0)), 1e-12)

    @cached_property
    def _step(self) -> csr_array:
        return stepped(self.rates, self.outflow, self._pace)

    def settled(self) -> FloatArray:
        """Long-run chance of each state: what flows into it flows out of it.

        Where the chain starts has the weight 1, and its equation, which the others imply, is left out.
        """
        balance = csr_array(self.rates.T - diagonal(self.outflow))
        others = _solution(balance[1:, 1:], -balance[1:, [0]].toarray().ravel())
        weights = np.concatenate([[1.0], others])
        return np.asarray(weights / weights.sum())

    def followed(self, start: FloatArray, span: float) -> tuple[FloatArray, FloatArray]:
        """Chances after ``span`` seconds, and the mean time spent in each state until then."""
        return forward(self._step, self._pace, span, start)

    def until_left(self, start: FloatArray) -> FloatArray:
        """Mean time spent in each state until the chain is left, as it must be."""
        return _solution((diagonal(self.outflow) - self.rates).T, start)

    def value_until_left(self, income: FloatArray) -> FloatArray:
        """What ``income``, a rate by state, brings from each state until the chain is left."""
        return _solution(diagonal(self.outflow) - self.rates, income)

    def chances(self, weight: Mapping[S, float]) -> FloatArray:
        """Weights by state as a column, 0 for states without one."""
        return np.array([weight.get(state, 0.0) for state in self.states])

    def mean(self, chances: FloatArray, value: Callable[[S], float]) -> float:
        """Mean of a value of the state."""
        return float(chances @ np.array([value(state) for state in self.states], dtype=np.float64))

    def flow(self, chances: FloatArray, event: Event) -> float:
        """How often a second an event happens."""
        return float(chances @ self.flows[event]) if event in self.flows else 0.0


@dataclass
class _Found:
    """The moves found so far."""

    sources: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    leaving: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    counted: dict[Event, dict[int, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))

    def add(self, source: int, target: int | None, rate: float, events: Iterable[Event]) -> None:
        for event in events:
            self.counted[event][source] += rate
        if target is None:
            self.leaving[source] += rate
        elif target != source:  # what changes nothing still counts, but moves nobody
            self.sources.append(source)
            self.targets.append(target)
            self.rates.append(rate)

    def matrices(self, size: int) -> tuple[csr_array, FloatArray, dict[Event, FloatArray]]:
        rates = csr_array((np.array(self.rates), (self.sources, self.targets)), shape=(size, size))
        outflow = np.asarray(rates.sum(axis=1), dtype=np.float64).ravel() + _column(self.leaving, size)
        return rates, outflow, {event: _column(by_state, size) for event, by_state in self.counted.items()}


def _solution(system: csr_array, values: FloatArray) -> FloatArray:
    """Solve a chain's equations: small ones directly, large ones step by step from a rough factorisation, far sooner."""
    if not len(values):
        return values
    columns = csc_array(system)
    if len(values) > SMALL:
        rough = spilu(columns, drop_tol=1e-2, fill_factor=5, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0)
        nearly = LinearOperator(system.shape, matvec=rough.solve)
        found, failed = gmres(columns, values, rtol=1e-13, atol=0.0, restart=60, maxiter=5, M=nearly)
        if not failed:
            return np.asarray(found)
    factors = splu(columns, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return np.asarray(factors.solve(values))


def _column(values: Mapping[int, float], size: int) -> FloatArray:
    column = np.zeros(size)
    column[list(values)] = list(values.values())
    return column
