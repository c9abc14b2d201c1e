"""Solving: from a problem to a roster, with a bound below which no roster can be.

First everybody is given the best row for what is left (a roster within a second), then the program is relaxed, which gives the bound
and the worths; a dive from there makes rows whole, companies of people are put back better, and where few enough rows can
be in a better roster, the best is found and proved. Stopped at any moment it has a roster and a bound.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from optimize.rostering.cheapest import Column, Everybody, row_of
from optimize.rostering.diving import active, company, dive, respond, sweep
from optimize.rostering.paths import FloatArray
from optimize.rostering.problem import Problem, Roster
from optimize.rostering.proving import prove
from optimize.rostering.relaxing import Bounded, lifted, relax, scattered

NEAR = 1e-3  # as a share: how near the bound comes to the relaxed price
ROUNDS = 200
COMPANIES, VAIN = 60, 15  # taken out together, and so many in vain before it is left at that
COMPANY = (0.12, 0.25, 0.5)  # of all people; of few people also
MORE, FEW = (0.75, 1.0), 150
SMALLEST = 6
GOAL = 0.01
NET = 14_400.0  # seconds for the last proof, where no time limit is set: its work is counted, and far less
KEPT = 8  # columns a person with which a company is put back


@dataclass(frozen=True)
class Rostered:
    """A roster, its price, the bound, and whether it was stopped by the clock before the gap was as small as asked for."""

    roster: Roster
    price: float
    bound: float
    seconds: float
    stopped: bool = False

    @property
    def gap(self) -> float:
        """(price - bound) / price."""
        return max((self.price - self.bound) / self.price, 0.0) if self.price > 0 else 0.0

    @property
    def proved(self) -> bool:
        """Whether no roster is cheaper."""
        return self.price <= self.bound + 1e-6


class _Clock:
    def __init__(self, limit: float | None) -> None:
        self.begun, self.limit = time.monotonic(), limit

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    @property
    def left(self) -> float:
        return NET if self.limit is None else max(self.limit - self.seconds, 0.0)

    def going(self) -> bool:
        return self.limit is None or self.seconds < self.limit


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    gap: float = GOAL,
    time_limit: float | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Rostered:
    """Make a roster whose price is at most the share ``gap`` above the bound, or the best there is time for.

    The same seed gives the same roster, unless the clock stops it.

    Raises:
        ValueError: somebody has no row that keeps the rules (``stuck.why_stuck`` says which rule is in the way).

    """
    clock, search = _Clock(time_limit), None
    if problem.people and problem.needs:
        everybody = Everybody(problem)
        if everybody.stuck:
            names = ", ".join(problem.people[place].name for place in everybody.stuck)
            raise ValueError(f"no row keeps the rules for {names}")
        search = _Search(everybody, clock, np.random.default_rng(seed), say)
        search.run(seed, gap)
    rows = tuple((-1,) * problem.days for _ in problem.people)
    if search is not None:
        rows = tuple(row_of(problem, column.pattern) for column in search.roster)
        found = Rostered(Roster(problem, rows), search.price, min(search.bound, search.price), clock.seconds)
        stopped = not clock.going() and found.gap > gap
        return Rostered(found.roster, found.price, found.bound, found.seconds, stopped)
    from optimize.rostering.judge import price

    least = price(Roster(problem, rows))
    return Rostered(Roster(problem, rows), least, least, clock.seconds)


class _Search:
    """The best roster so far, and the best bound."""

    def __init__(
        self, everybody: Everybody, clock: _Clock, chance: np.random.Generator, say: Callable[[str], None]
    ) -> None:
        self.everybody, self.clock, self.chance, self.say = everybody, clock, chance, say
        self.people = range(len(everybody.problem.people))
        self.roster: list[Column] = respond(everybody, self.people, everybody.wanted)
        self.bound = 0.0  # no price is negative

    @property
    def price(self) -> float:
        return round(self.everybody.price(self.roster), 6)

    def gap(self) -> float:
        return (self.price - self.bound) / self.price if self.price > 0 else 0.0

    def run(self, seed: int, gap: float) -> None:
        self._swept(3)
        if self._done():
            return
        bounded = self._bounded(seed)
        self.say(f"No roster can cost less than {self.bound:g}; the first costs {self.price:g}")
        if self._done():
            return
        first = active(bounded.columns, bounded.relaxed.worths, self.people)
        self._take(dive(self.everybody, self.people, self.everybody.wanted, first, self.clock.going))
        self._swept(3)
        self.say(f"A roster at {self.price:g}, of which another could save {100 * self.gap():.1f} % at most")
        if not self._done() and self.clock.going() and self._proof(bounded.worths):
            return
        self._companies(bounded, gap)
        if not self._done() and self.clock.going():
            self._proof(bounded.worths)

    def _done(self) -> bool:
        return self.price <= self.bound + 1e-6

    def _take(self, roster: Sequence[Column]) -> None:
        roster = sorted(roster, key=lambda column: column.person)
        if self.everybody.price(roster) < self.price - 1e-9:
            self.roster = roster

    def _swept(self, times: int) -> None:
        for _ in range(times):
            if self.clock.going():
                self._take(sweep(self.everybody, self.roster, self.chance.permutation(len(self.people)).tolist()))

    def _bounded(self, seed: int) -> Bounded:
        columns = [*self.roster, *scattered(self.everybody, seed)]
        args = (self.everybody, self.people, self.everybody.wanted)
        found = relax(*args, columns, near=NEAR, rounds=ROUNDS, inner=True, go_on=self.clock.going)
        self.bound = max(self.bound, lifted(found.bound, self.everybody.problem.unit))
        return found

    def _proof(self, worths: FloatArray) -> bool:
        """Whether the best roster is found and proved, which only is tried where it is not too much."""
        found = prove(self.everybody, self.roster, worths, self._at(worths), self.clock.left)
        if found is None:
            return False
        self._take(found.roster)
        self.bound = max(self.bound, found.bound)
        return self._done()

    def _at(self, worths: FloatArray) -> float:
        """The bound that the worths prove."""
        return float(worths @ self.everybody.wanted) + sum(price for price, _ in self.everybody.cheapest(worths))

    def _companies(self, bounded: Bounded, gap: float) -> None:
        vain, sizes = 0, COMPANY + (MORE if len(self.people) <= FEW else ())
        for turn in range(COMPANIES):
            if self.gap() <= gap / 4 or vain >= VAIN or not self.clock.going():
                return
            share = sizes[turn % len(sizes)]
            size = max(round(share * len(self.people)), min(SMALLEST, len(self.people)))
            some = self._near_trouble(size)
            columns = active(bounded.columns, bounded.worths, some, KEPT)
            before = self.price
            # One as good is taken too: from there another way may lead down.
            self.roster = company(self.everybody, self.roster, some, columns, self.clock.going)
            vain = 0 if self.price < before else vain + 1
        self.say(f"A roster at {self.price:g}, of which another could save {100 * self.gap():.1f} % at most")

    def _near_trouble(self, size: int) -> list[int]:
        """People drawn at random, those more likely whose rows cost something or who could fill what is left."""
        left = self.everybody.wanted - self.everybody.staffed(self.roster)
        uneven = left != 0
        weights = np.array([1.0 + 4.0 * (column.price > 0) for column in self.roster])
        open_to = np.isfinite(self.everybody.prices.work[:, uneven]).any(axis=1)
        weights += 4.0 * open_to
        chosen = self.chance.choice(len(self.people), size=size, replace=False, p=weights / weights.sum())
        return sorted(int(person) for person in chosen)
