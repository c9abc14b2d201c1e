"""Relaxing: the least price with parts of rows, and so a price below which no roster can be.

Rows are sought by the worths of the master's last solution until none is worth adding. On the way each set of worths proves
a bound by itself: what everybody's cheapest row costs after the worths, and the worths of what is wanted (Lagrange). So the
bound holds whenever one stops.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from optimize.rostering.cheapest import Column, Everybody
from optimize.rostering.master import Master, Relaxed
from optimize.rostering.paths import FloatArray

SCATTERED = 20  # sets of worths drawn at random, so that the first master knows rows of all sorts
CLOSE = 1e-6


@dataclass(frozen=True)
class Bounded:
    """Where relaxing ended: the last solution, its columns, the best bound and the worths that prove it."""

    relaxed: Relaxed
    columns: list[Column]
    bound: float
    worths: FloatArray


def lifted(bound: float, unit: float) -> float:
    """A bound, lifted to the next price that there can be."""
    return round(ceil(bound / unit - 1e-4) * unit, 6) if unit > 0 else bound


def relax(
    everybody: Everybody,
    people: Sequence[int],
    wanted: FloatArray,
    columns: Sequence[Column],
    *,
    near: float,
    rounds: int,
    inner: bool,
    go_on: Callable[[], bool],
) -> Bounded:
    """Add rows until the bound is ``near`` (as a share) the price, or for so many rounds, or until told to stop."""
    master = Master(everybody.problem, people, wanted, inner=inner)
    master.add(columns)
    unit = everybody.problem.unit
    bound, best = -np.inf, np.zeros(len(wanted))
    relaxed = master.solve()
    for _ in range(rounds):
        found = everybody.cheapest(relaxed.worths, people)
        proved = float(relaxed.worths @ wanted) + sum(price for price, _ in found)
        if proved > bound:
            bound, best = proved, relaxed.worths
        row = {person: place for place, person in enumerate(people)}
        better = [one for price, one in found if price < relaxed.people[row[one.person]] - CLOSE]
        done = (
            relaxed.price - bound <= near * abs(relaxed.price) + CLOSE or lifted(bound, unit) >= relaxed.price - CLOSE
        )
        if done or not go_on() or not master.add(better):
            break
        relaxed = master.solve()
    parts = np.zeros(len(master.columns))
    parts[: len(relaxed.parts)] = relaxed.parts
    return Bounded(Relaxed(relaxed.price, parts, relaxed.worths, relaxed.people), master.columns, bound, best)


def scattered(everybody: Everybody, seed: int) -> list[Column]:
    """Rows to begin with, cheapest at worths drawn at random."""
    chance = np.random.default_rng(seed)
    found = []
    for place in range(SCATTERED):
        width = (everybody.short + everybody.over) * (0.2 if place % 2 else 0.05)
        worths = chance.random(len(everybody.wanted)) * width - everybody.over
        found += [column for _, column in everybody.cheapest(worths)]
    return found
