"""The solver: a PuLP program in, one of four answers out, each a type of its own.

``Optimal`` is proved, to the gap that was asked for. ``Feasible`` is a solution of a run that stopped early, with the best bound it had.
``NoSolution`` is proved too. ``Unsolved`` is none of these, and says why: the time was up, the program is unbounded, the solver was killed.

PuLP's own statuses are not used: it calls a run cut off by its time limit optimal, and gives values for programs without solution.
Nor is a solver's word taken for a solution: its point is put into the rows first (``solvers/form.py``). HiGHS and CBC are given the
same columns and rows, and answer the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import ceil, gcd, isfinite
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from optimize.solvers import cbc, highs
from optimize.solvers.ended import Ended, Ending, Limits
from optimize.solvers.form import Form
from scenarios.faults import Fault, InputError, choices

if TYPE_CHECKING:
    import pulp

SolverName = Literal["highs", "cbc"]
SOLVERS: tuple[SolverName, ...] = get_args(SolverName)

NEAR = 1e-6  # absolute gap that is no gap; and by how much of a unit a bound may fail to reach the next
HUNDREDTHS = 10_000  # costs are looked at to a hundredth of a cent
SHORTEST = 0.01  # seconds: HiGHS takes 0 for no time at all

_RUN: Mapping[str, Callable[[Form, Limits], Ended]] = {"highs": highs.run, "cbc": cbc.run}
_MISSING: Mapping[str, Callable[[], str | None]] = {"highs": highs.missing, "cbc": cbc.missing}


@dataclass(frozen=True)
class Optimal:
    """No solution is cheaper than ``bound``; ``cost`` is that or, by no more than the gap, above it.

    ``values`` by variable, whole numbers being whole. ``reduced``: by variable, of a program solved with parts of everything,
    what one more would add to the cost.
    """

    values: Mapping[str, float]
    cost: float
    bound: float
    reduced: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Feasible:
    """A solution of a run that stopped before it had proved anything better than ``bound``."""

    values: Mapping[str, float]
    cost: float
    bound: float


@dataclass(frozen=True)
class NoSolution:
    """The program contradicts itself: proved by the solver."""


@dataclass(frozen=True)
class Unsolved:
    """The solver stopped with nothing to show but, perhaps, a bound on the cost of any solution; ``why`` in words."""

    bound: float
    why: str = ""


Answer: TypeAlias = Optimal | Feasible | NoSolution | Unsolved


def check_solver(solver: str) -> SolverName:
    """Make sure that a solver is known and there.

    Raises:
        InputError: it is not; naming what to install, or which other solver to name.

    """
    known = next((name for name in SOLVERS if name == solver), None)
    if known is None:
        raise InputError(
            [Fault("--solver", None, solver, f"no solver is called that; write {choices(solver, SOLVERS)}")]
        )
    absent = _MISSING[known]()
    if absent is not None:
        others = [other for other in SOLVERS if other != known and _MISSING[other]() is None]
        mend = f", or name the other solver: --solver {others[0]}" if others else ""
        raise InputError([Fault("--solver", None, known, absent + mend)])
    return known


def solve(
    problem: pulp.LpProblem,
    *,
    gap: float = 0.0,
    seconds: float = 60.0,
    branches: int | None = None,
    unit: float = 0.0,
    solver: str = "highs",
    relaxed: bool = False,
) -> Answer:
    """Minimise a program, to the relative ``gap`` or for so many seconds, on one thread and with a fixed seed.

    ``branches``: stop after so many nodes of the search tree. Whoever limits work by them has the same answer on any machine,
    however busy; seconds are then a net below.
    ``unit``: an amount of which every possible cost is a multiple, if there is one: costs nearer than that are the same, and a bound
    is lifted to the next. ``relaxed``: with parts of everything, which gives ``reduced`` costs.

    Raises:
        InputError: the solver is unknown or not installed.
        ValueError: the program maximises, or two of its variables share a name.

    """
    run = _RUN[check_solver(solver)]
    form = Form.of(problem)
    if relaxed:
        form = form.relaxed()
    limits = Limits(gap, max(NEAR, unit * 0.99), max(seconds, SHORTEST), branches)
    return _answer(form, _empty(form) if not form.names else _settled(form, limits, run), limits, unit)


def unit_of(prices: Sequence[float]) -> float:
    """Largest amount of which every price is a multiple, to a hundredth of a cent; 0 where there is none to be sure of.

    An hour at 25, in thirds, is no multiple of anything but itself: a bound lifted to the next hundredth would be too high.
    """
    parts = [price * HUNDREDTHS for price in prices]
    if all(abs(part - round(part)) < NEAR for part in parts):
        return reduce(gcd, map(round, parts), 0) / HUNDREDTHS
    least = min(price for price in prices if price > 0)
    return least if all(price == least * round(price / least) for price in prices) else 0.0


def _empty(form: Form) -> Ended:
    """A program without columns: its rows hold or do not."""
    nothing = np.zeros(0)
    holds = form.broken(nothing) is None
    return Ended(Ending.OPTIMAL, nothing, 0.0, nothing) if holds else Ended(Ending.INFEASIBLE)


def _settled(form: Form, limits: Limits, run: Callable[[Form, Limits], Ended]) -> Ended:
    """Run the solver; where it could not tell an impossible program from an unbounded one, find out which it is."""
    ended = run(form, limits)
    if ended.ending is not Ending.EITHER:
        return ended
    if isfinite(form.floor):
        return Ended(Ending.INFEASIBLE)
    possible = run(form.free_of_cost(), limits).ending in {Ending.OPTIMAL, Ending.UNBOUNDED}
    return Ended(Ending.UNBOUNDED if possible else Ending.INFEASIBLE)


def _answer(form: Form, ended: Ended, limits: Limits, unit: float) -> Answer:
    if ended.ending is Ending.INFEASIBLE:
        return NoSolution()
    if ended.ending is Ending.UNBOUNDED:
        return Unsolved(float("-inf"), "the program is unbounded: something in it can become ever cheaper")
    known = max(ended.bound if isfinite(ended.bound) else form.floor, form.floor)
    if unit > 0 and isfinite(known):
        known = round(ceil(known / unit - NEAR) * unit, 6)
    bound = known + form.constant
    if ended.point is None:
        return Unsolved(bound, ended.why)
    broken = form.broken(ended.point)
    if broken is not None:
        return Unsolved(bound if ended.ending is not Ending.FAILED else form.floor + form.constant,
                        f"{ended.why}, with a point that breaks {broken}")  # fmt: skip
    point = np.where(form.whole, np.round(ended.point), ended.point)
    cost = float(form.costs @ point) + form.constant
    values = dict(zip(form.names, point.tolist(), strict=True))
    bound = min(bound, cost)
    near = max(limits.gap * abs(cost), limits.nearness) + NEAR * (1 + abs(cost))
    if ended.ending is not Ending.OPTIMAL or cost - bound > near:
        return Feasible(values, cost, bound)
    reduced = {} if ended.reduced is None else dict(zip(form.names, ended.reduced.tolist(), strict=True))
    return Optimal(values, cost, bound, reduced)
