"""Proving: the best roster of all, where few enough rows can be in it.

The bound says what everybody's rows cost at least after the worths. A row that costs so much more than its person's cheapest
that it alone lifts the bound above the best roster known cannot be in a better one. What is left is often few thousand rows,
and the program over them with whole rows only (PuLP) has the best roster in it, or shows that the one known is the best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulp

from optimize.rostering.cheapest import Column, Everybody
from optimize.rostering.paths import FloatArray
from optimize.rostering.relaxing import lifted
from optimize.solver import Feasible, Optimal, solve

MOST = 60_000  # rows, of all people together
# The solver's work is counted, so that the same roster comes out on any machine: so many rows and branches of its tree, one times the other.
WORK, FEWEST, BRANCHES = 20_000_000, 200, 20_000


@dataclass(frozen=True)
class Proved:
    """The best roster found, and a bound on every roster."""

    roster: list[Column]
    bound: float


def prove(
    everybody: Everybody, roster: Sequence[Column], worths: FloatArray, bound: float, seconds: float
) -> Proved | None:
    """Find the best roster among the rows that can matter; None where these are too many."""
    price, unit = everybody.price(roster), everybody.problem.unit
    slack = price - bound - (unit * 0.99 if unit else 1e-6)
    columns: list[Column] = []
    for person, (least, _) in enumerate(everybody.cheapest_of_each(worths)):
        found = everybody.within(worths, person, least + slack + 1e-6, MOST - len(columns))
        if found is None:
            return None
        columns += found
    columns += roster
    branches = min(max(WORK // len(columns), FEWEST), BRANCHES)
    answer = solve(program(everybody, columns), gap=0.0, seconds=seconds, branches=branches, unit=unit)
    if not isinstance(answer, Optimal | Feasible):
        return Proved(list(roster), bound)
    chosen = [column for place, column in enumerate(columns) if answer.values.get(f"row_{place}", 0.0) > 0.5]
    chosen = sorted({column.person: column for column in chosen}.values(), key=lambda column: column.person)
    best = chosen if everybody.price(chosen) < price else list(roster)
    # A roster that is better than any of these rows allow has a row that is not among them, and costs as much as is known.
    return Proved(best, max(bound, min(lifted(answer.bound, unit), everybody.price(best))))


def program(everybody: Everybody, columns: Sequence[Column]) -> pulp.LpProblem:
    """Everyone works one whole row; needs are filled, left short or overfilled."""
    problem = pulp.LpProblem("roster", pulp.LpMinimize)
    rows = [pulp.LpVariable(f"row_{place}", cat=pulp.LpBinary) for place in range(len(columns))]
    needs = everybody.problem.needs
    short = [pulp.LpVariable(f"short_{place}", lowBound=0) for place in range(len(needs))]
    over = [pulp.LpVariable(f"over_{place}", lowBound=0) for place in range(len(needs))]
    prices = [(row, column.price) for row, column in zip(rows, columns, strict=True)]
    prices += [(var, need.short) for var, need in zip(short, needs, strict=True)]
    prices += [(var, need.over) for var, need in zip(over, needs, strict=True)]
    problem.setObjective(pulp.LpAffineExpression(prices))
    by_person: dict[int, list[tuple[pulp.LpVariable, float]]] = {}
    by_need: dict[int, list[tuple[pulp.LpVariable, float]]] = {place: [] for place in range(len(needs))}
    for row, column in zip(rows, columns, strict=True):
        by_person.setdefault(column.person, []).append((row, 1.0))
        for place in column.pattern:
            by_need[place].append((row, 1.0))
    for person, terms in by_person.items():
        problem += (pulp.LpAffineExpression(terms) == 1, f"person_{person}")
    for place, need in enumerate(needs):
        terms = [*by_need[place], (short[place], 1.0), (over[place], -1.0)]
        problem += (pulp.LpAffineExpression(terms) == need.people, f"need_{place}")
    return problem
