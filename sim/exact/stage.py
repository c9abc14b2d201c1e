"""Stages: a floor while nothing about it changes, and a contact that waits on it.

While the arrival rate and the staff stand still, one queue with one group of agents is a Markov chain. Its state is
(agents busy, contacts waiting). Contacts wait only if every agent of the staff is busy. More than the staff may be busy
for a while: when a shift ends, whoever is on a call finishes it and then leaves; such agents are the ``surplus``.

``Floor`` is that chain. ``Waiting`` is the same floor as one waiting contact sees it: how many agents are still to leave,
and how many contacts stand ahead of it. Who stands behind does not matter, so its chain only ever runs down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.sparse.linalg import splu
from scipy.special import betainc, gammainccinv

from sim.exact.uniform import FloatArray, IntArray, backward, diagonal, stepped, transitions

SETTLED = 1e-11  # a wait (or a surplus) is over when the chance that it is not falls below this


class Jumps:
    """What uniformisation needs of a chain, made of the rates of its jumps."""

    @cached_property
    def rates(self) -> csr_array:
        """Rates of the jumps from each state to each other."""
        raise NotImplementedError

    @cached_property
    def outflow(self) -> FloatArray:
        """Rate of any change, by state."""
        raise NotImplementedError

    @cached_property
    def pace(self) -> float:
        """Fastest rate of change."""
        return max(float(self.outflow.max()), 1e-12)

    @cached_property
    def step(self) -> csr_array:
        """Step matrix of uniformisation."""
        return stepped(self.rates, self.outflow, self.pace)


@dataclass(frozen=True)
class Waiting(Jumps):
    """One waiting contact, first come first served: (surplus agents, contacts ahead), each from 0 up."""

    agents: int
    surplus: int
    room: int  # most contacts ahead
    service: float  # contacts an agent ends per second
    leaving: float  # 1 / mean patience, 0 for contacts that wait for ever

    @cached_property
    def size(self) -> int:
        """Number of states; state (surplus s, ahead k) is number s * (room + 1) + k."""
        return (self.surplus + 1) * (self.room + 1)

    @cached_property
    def ahead(self) -> IntArray:
        """Contacts ahead, by state."""
        return np.arange(self.size, dtype=np.int64) % (self.room + 1)

    @cached_property
    def still_to_leave(self) -> IntArray:
        """Surplus agents, by state."""
        return np.arange(self.size, dtype=np.int64) // (self.room + 1)

    @cached_property
    def answering(self) -> FloatArray:
        """Rate at which the contact itself is answered: first in line, and no surplus agent left to go."""
        first = (self.ahead == 0) & (self.still_to_leave == 0)
        return np.where(first, self.agents * self.service, 0.0)

    @cached_property
    def outflow(self) -> FloatArray:
        """Rate of any change: an agent ends a contact, somebody ahead gives up, the contact itself gives up."""
        return (self.agents + self.still_to_leave) * self.service + (self.ahead + 1) * self.leaving

    @cached_property
    def rates(self) -> csr_array:
        """Rates between states; answers and giving up leave the chain."""
        state = np.arange(self.size, dtype=np.int64)
        more, behind = self.still_to_leave > 0, self.ahead > 0
        ends = (self.agents + self.still_to_leave) * self.service
        next_up = ~more & behind
        return transitions(
            self.size,
            [
                (state[more], state[more] - (self.room + 1), ends[more]),
                (state[next_up], state[next_up] - 1, ends[next_up]),
                (state[behind], state[behind] - 1, self.ahead[behind] * self.leaving),
            ],
        )

    @cached_property
    def settles(self) -> float:
        """Time after which practically no contact that stood anywhere in this queue is still waiting.

        The last in line waits until all ahead are gone and an agent is free. If contacts give up at rate h and agents end
        contacts at rate c h, exp(-h wait) has the distribution Beta(c, contacts ahead + 1); and it may give up itself.
        """
        ends = self.agents * self.service
        shed = gammainccinv(self.surplus, SETTLED) / (ends + self.service) if self.surplus else 0.0
        if not self.leaving:
            return float(shed + gammainccinv(self.room + 1, SETTLED) / ends) if ends else np.inf
        low, high = np.log(SETTLED) - 1.0, 0.0
        for _ in range(18):
            middle = (low + high) / 2
            waits = np.exp(middle) * (betainc(ends / self.leaving, self.room + 1, np.exp(middle)) if ends else 1.0)
            low, high = (middle, high) if waits <= SETTLED else (low, middle)
        return float(shed - low / self.leaving)

    def until_settled(self, income: FloatArray) -> FloatArray:
        """Mean of what ``income`` (a rate by state) brings until the wait is over, if the staff stays as it is."""
        return np.asarray(splu(csc_array(diagonal(self.outflow) - self.rates)).solve(income))

    def followed(self, spans: FloatArray, final: FloatArray | None, income: FloatArray | None) -> FloatArray:
        """Value ``span`` before the end of this staff, one column a span (see ``uniform.backward``)."""
        return backward(self.step, self.pace, spans, final, income)

    def restaffed(self, agents: int) -> Waiting:
        """The chain after the staff has changed to ``agents``."""
        return replace(self, agents=agents, surplus=max(0, self.agents + self.surplus - agents))

    def seen_before(self, agents: int, after: FloatArray, answered: float) -> FloatArray:
        """Values just before the staff becomes ``agents``, from those ``after``; ``answered``: the value of being taken at once."""
        busy = self.agents + self.still_to_leave
        started = np.maximum(agents - busy, 0)
        ahead = np.maximum(self.ahead - started, 0)
        state = np.maximum(busy - agents, 0) * (self.room + 1) + ahead
        return np.where((self.ahead < started)[:, None], answered, after[state])


@dataclass(frozen=True)
class Floor(Jumps):
    """One queue, one group: states (busy, waiting), first the ones with an idle agent, then by surplus and queue."""

    arrivals: float
    agents: int
    surplus: int
    room: int  # most contacts waiting
    service: float
    leaving: float

    @cached_property
    def waiting(self) -> Waiting:
        """The same floor for a waiting contact."""
        return Waiting(self.agents, self.surplus, self.room, self.service, self.leaving)

    @cached_property
    def size(self) -> int:
        """Number of states."""
        return self.agents + self.waiting.size

    @cached_property
    def busy(self) -> IntArray:
        """Busy agents, by state."""
        return np.concatenate([np.arange(self.agents, dtype=np.int64), self.agents + self.waiting.still_to_leave])

    @cached_property
    def queue(self) -> IntArray:
        """Contacts waiting, by state."""
        return np.concatenate([np.zeros(self.agents, dtype=np.int64), self.waiting.ahead])

    @cached_property
    def full(self) -> FloatArray:
        """1 where an arrival finds no room, by state."""
        return self.on_queue(np.where(self.waiting.ahead == self.room, 1.0, 0.0), idle=0.0)

    @cached_property
    def all_busy(self) -> FloatArray:
        """1 where an arrival is not answered at once, by state."""
        return np.where(self.busy >= self.agents, 1.0, 0.0)

    def on_queue(self, values: FloatArray, idle: float) -> FloatArray:
        """``values`` by (surplus, waiting), put behind ``idle`` for the states with an idle agent."""
        return np.asarray(np.concatenate([np.full((self.agents, *values.shape[1:]), idle), values]), dtype=np.float64)

    def joining(self, values: FloatArray, idle: float) -> FloatArray:
        """Rate of value brought by arrivals, if a contact that waits is worth ``values`` and one answered at once ``idle``."""
        rows = self.on_queue(values, idle)
        rows[self.full > 0] = 0.0
        return np.asarray(rows * self.arrivals)

    def held(self, values: FloatArray) -> FloatArray:
        """Sum of ``values`` over the contacts waiting, by state."""
        shape = (self.surplus + 1, self.room + 1, *values.shape[1:])
        sums = np.cumsum(values.reshape(shape), axis=1)
        sums = np.concatenate([np.zeros_like(sums[:, :1]), sums[:, :-1]], axis=1)
        return self.on_queue(sums.reshape(values.shape), idle=0.0)

    @cached_property
    def rates(self) -> csr_array:
        """Rates between states."""
        state = np.arange(self.size, dtype=np.int64)
        idle, row = self.busy < self.agents, self.room + 1
        joins = idle | (self.queue < self.room)
        ends = self.busy * self.service
        back = np.where((self.busy == self.agents) | idle, 1, row)  # one down, or one surplus agent less
        works, waits = self.busy > 0, self.queue > 0
        return transitions(
            self.size,
            [
                (state[joins], state[joins] + 1, np.full(int(joins.sum()), self.arrivals)),
                (state[works], (state - back)[works], ends[works]),
                (state[waits], state[waits] - 1, self.queue[waits] * self.leaving),
            ],
        )

    @cached_property
    def outflow(self) -> FloatArray:
        """Rate of any change, by state."""
        return np.asarray(self.rates.sum(axis=1), dtype=np.float64).ravel()

    @cached_property
    def sheds(self) -> float:
        """Time after which practically no surplus agent is left."""
        if not self.surplus:
            return 0.0
        return float(gammainccinv(self.surplus, SETTLED) / ((self.agents + 1) * self.service))
