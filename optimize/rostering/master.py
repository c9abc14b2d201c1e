"""The master: a little of many rows for everybody, and what it is then worth to fill a need.

A linear program over rows found so far: everyone works one row (or parts of several that make one), every need is filled, left
short or overfilled at its price. Its dual prices are the worths by which better rows are sought. Rows come by the thousand
while it is solved again and again, so they are handed to HiGHS directly, which goes on from where it was; PuLP would write
the whole program anew each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from optimize.rostering.cheapest import Column, Pattern
from optimize.rostering.paths import FloatArray
from optimize.rostering.problem import Problem

ARTIFICIAL = 1e5  # points for a person without a row; never in a solution once everybody has one


@dataclass(frozen=True)
class Relaxed:
    """A solution with parts of rows: its price, the parts by column, the worths of the needs and of the people."""

    price: float
    parts: FloatArray
    worths: FloatArray
    people: FloatArray


class Master:
    """The linear program of some people and of so many still wanted at each need. Columns are only ever added."""

    def __init__(self, problem: Problem, people: Sequence[int], wanted: FloatArray, *, inner: bool) -> None:
        """``inner``: solve from within, which gives worths between those of the corners, and better rows sooner."""
        self.columns: list[Column] = []
        self._known: set[tuple[int, Pattern]] = set()
        self._row = {person: row for row, person in enumerate(people)}
        self._people = len(people)
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        options: list[tuple[str, bool | int | float | str]] = [
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("parallel", "off"),
        ]
        options += [("solver", "ipm"), ("run_crossover", "off"), ("ipm_optimality_tolerance", 1e-3)] if inner else []
        for option, value in options:
            self._highs.setOptionValue(option, value)
        lower = np.concatenate([np.ones(self._people), wanted])
        none = np.zeros(0, dtype=np.int32)
        self._highs.addRows(len(lower), lower, lower, 0, none, none, np.zeros(0))
        self._most = np.array([need.short for need in problem.needs])
        self._least = -np.array([need.over for need in problem.needs])
        self._first = self._people + 2 * len(problem.needs)
        needs = range(self._people, len(lower))
        self._add([ARTIFICIAL] * self._people, [[row] for row in range(self._people)], 1.0)
        self._add(list(self._most), [[row] for row in needs], 1.0)
        self._add(list(-self._least), [[row] for row in needs], -1.0)

    def _add(self, prices: Sequence[float], rows: Sequence[Sequence[int]], value: float) -> None:
        starts = np.cumsum([0, *(len(some) for some in rows)])
        index = np.array([row for some in rows for row in some], dtype=np.int32)
        lower, upper = np.zeros(len(prices)), np.full(len(prices), highspy.kHighsInf)
        begins, values = starts[:-1].astype(np.int32), np.full(len(index), value)
        self._highs.addCols(len(prices), np.array(prices, dtype=float), lower, upper, len(index), begins, index, values)

    def add(self, columns: Iterable[Column]) -> int:
        """Add the columns that are new; say how many were."""
        new = []
        for column in columns:
            key = (column.person, column.pattern)
            if key not in self._known:
                self._known.add(key)
                new.append(column)
        self.columns += new
        rows = [[self._row[one.person], *(self._people + need for need in one.pattern)] for one in new]
        if new:
            self._add([one.price for one in new], rows, 1.0)
        return len(new)

    def solve(self) -> Relaxed:
        """Solve; worths are cut to what leaving a need short or overfilling it can bring at all."""
        self._highs.run()
        solution = self._highs.getSolution()
        duals = np.array(solution.row_dual)
        worths = np.clip(duals[self._people :], self._least, self._most)
        price = float(self._highs.getInfo().objective_function_value)
        return Relaxed(price, np.array(solution.col_value)[self._first :], worths, duals[: self._people])
