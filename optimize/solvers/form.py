"""A program as columns and rows: what a solver is given, and what its answer is checked against.

Minimise ``costs @ x`` over ``lower <= x <= upper`` with ``least <= rows @ x <= most``, the columns ``whole`` being whole numbers.
PuLP's objects are read once; after that nothing depends on PuLP, so that every solver is given the same program, and a solver's
point is believed only where it keeps the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pulp
from numpy.typing import NDArray
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from typing import Self

TOLERANCE = 1e-5  # by which a row may be broken, per unit of what stands in it; CBC writes values with eight digits

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Form:
    """The program as arrays: columns in PuLP's order, rows in the order in which they were added."""

    names: tuple[str, ...]
    costs: FloatArray
    lower: FloatArray
    upper: FloatArray
    whole: BoolArray
    row_names: tuple[str, ...]
    rows: csr_array
    least: FloatArray
    most: FloatArray
    constant: float  # of the objective

    @classmethod
    def of(cls, problem: pulp.LpProblem) -> Self:
        """Read a PuLP program that minimises.

        Raises:
            ValueError: it maximises, has no objective, or two variables share a name (their values could not be told apart).

        """
        if problem.sense != pulp.LpMinimize or problem.objective is None:
            msg = "the program must minimise an objective; turn the signs of what is to be largest"
            raise ValueError(msg)
        columns = problem.variables()
        place = {column: number for number, column in enumerate(columns)}
        names = tuple(str(column.name) for column in columns)
        if len(set(names)) < len(names):
            msg = "two variables of the program have the same name"
            raise ValueError(msg)
        costs = np.zeros(len(columns))
        for column, cost in problem.objective.items():
            costs[place[column]] = cost
        rows, least, most = _rows(problem, place)
        return cls(
            names=names,
            costs=costs,
            lower=np.array(
                [-np.inf if column.lowBound is None else column.lowBound for column in columns], dtype=float
            ),
            upper=np.array([np.inf if column.upBound is None else column.upBound for column in columns], dtype=float),
            whole=np.array([column.cat == pulp.LpInteger for column in columns], dtype=bool),
            row_names=tuple(str(row.name) for row in problem.constraints()),
            rows=rows,
            least=least,
            most=most,
            constant=float(problem.objective.constant),
        )

    @property
    def floor(self) -> float:
        """What the bounds of the columns alone say of the cost: it is no less. Minus infinity where they say nothing."""
        at = np.where(self.costs > 0, self.lower, self.upper)
        used = self.costs != 0
        return float(self.costs[used] @ at[used]) if used.any() else 0.0

    def relaxed(self) -> Self:
        """The same program with parts of everything."""
        return replace(self, whole=np.zeros(len(self.names), dtype=bool))

    def free_of_cost(self) -> Self:
        """The same program, where any point will do."""
        return replace(self, costs=np.zeros(len(self.names)))

    def broken(self, point: FloatArray) -> str | None:
        """Name the row, bound or whole number that a point breaks by most, beyond the tolerance; None if it keeps all."""
        weight = 1.0 + abs(self.rows) @ np.abs(point)
        sides = self.rows @ point
        of_rows = np.maximum(self.least - sides, sides - self.most) / weight
        of_bounds = np.maximum(self.lower - point, point - self.upper) / (1.0 + np.abs(point))
        of_whole = np.where(self.whole, np.abs(point - np.round(point)) / (1.0 + np.abs(point)), 0.0)
        found = [
            (float(np.max(by, initial=0.0)), f"{what} {names[int(np.argmax(by))] if len(by) else ''}")
            for what, by, names in (
                ("row", of_rows, self.row_names), ("bound of", of_bounds, self.names), ("whole number", of_whole, self.names),
            )
        ]  # fmt: skip
        worst, what = max(found)
        return what if worst > TOLERANCE else None


def _rows(problem: pulp.LpProblem, place: dict[pulp.LpVariable, int]) -> tuple[csr_array, FloatArray, FloatArray]:
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    least, most = [], []
    for row in problem.constraints():
        for column, coefficient in row.items():
            if coefficient != 0:
                indices.append(place[column])
                data.append(float(coefficient))
        starts.append(len(indices))
        side = -float(row.constant)
        least.append(-np.inf if row.sense == pulp.LpConstraintLE else side)
        most.append(np.inf if row.sense == pulp.LpConstraintGE else side)
    shape = (len(least), len(place))
    rows = csr_array((np.array(data), np.array(indices, dtype=np.int32), np.array(starts, dtype=np.int32)), shape=shape)
    return rows, np.array(least), np.array(most)
