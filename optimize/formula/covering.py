"""Covering: whole people on shifts for the requirements that a formula has written down, near the least cost and soon.

A person on the floor is rounded half up, group by group and interval by interval. With parts of people that gives away half an agent
everywhere, so in a large centre whole numbers lie far from the relaxed ones, and the solver would look for them for hours. There shifts are taken from
around the relaxed program in which people on the floor are not rounded: that is right on average, and soon enough whole numbers beside it are
found that keep every requirement with people rounded as the floor does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

import pulp

from optimize.master import Master
from optimize.program import Solved
from optimize.solver import Feasible, Optimal, solve

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs
    from optimize.model import Model
    from optimize.program import Solution

GAP = 0.005  # of the solver, relative; a first look needs no more
BRANCHES, WORK = 5_000, 300_000  # of the solver at most, and so many columns in all its branches: some seconds
MANY = 500  # whole numbers above which a program is large
FEW_BRANCHES = 1  # there: the root alone
AROUND = (0, 1, 2)  # people beside the relaxed numbers among whom whole ones are looked for
TINY = 1e-6  # of a person


@dataclass(frozen=True)
class Covered:
    """The program that was solved, and what came of it."""

    master: Master
    solution: Solution


def cover(model: Model, beliefs: Beliefs, *, elastic: bool, seconds: float) -> Covered:
    """Whole people for every demand, or (``elastic``) for as much of it as can be met."""
    master = Master(model, beliefs, elastic=elastic, coarse=frozenset())
    columns = master.program.problem.variables()
    large = sum(column.cat == pulp.LpInteger for column in columns) > MANY
    found: Solution | None = _beside(master, seconds) if large else None
    if found is None:
        branches = FEW_BRANCHES if large else min(max(WORK // len(columns), FEW_BRANCHES), BRANCHES)
        found = master.program.solve_around(gap=GAP, seconds=seconds, branches=branches)
    return Covered(master, found)


def _beside(master: Master, seconds: float) -> Solved | None:
    """Whole people beside those of the relaxed program without rounding; None if none of the tries comes to any."""
    values = _without_rounding(master, seconds)
    for more in AROUND if values else ():
        for place, person in enumerate(master.program.people):
            person.lowBound = max(floor(values[place] + TINY) - more, 0)
            person.upBound = ceil(values[place] - TINY) + more
        found = master.program.solve(gap=GAP, seconds=seconds, branches=FEW_BRANCHES)
        for person in master.program.people:
            person.lowBound, person.upBound = 0, None
        if isinstance(found, Solved):
            return found
    return None


def _without_rounding(master: Master, seconds: float) -> list[float]:
    """Parts of people by kind of shift, where people on the floor are not rounded; empty if there are none."""
    roster = master.model.roster
    everywhere: Collection[tuple[str, int]] = frozenset(
        (group, interval) for group in roster.planned for interval in range(roster.intervals)
    )
    smooth = Master(master.model, master.beliefs, elastic=master.elastic, coarse=everywhere).program
    answer = solve(smooth.problem, seconds=seconds, solver=roster.solver, relaxed=True)
    if not isinstance(answer, Optimal | Feasible):
        return []
    return [answer.values.get(str(person.name), 0.0) for person in smooth.people]
