"""Amounts: durations and numbers of a column, with those that cannot be taken as unknown and counted; rows that are blank."""

import numpy as np
import pyarrow.compute
from numpy.typing import NDArray

from scenarios.history.imports.deciding import Plan
from scenarios.history.imports.tables import Piece
from scenarios.history.imports.tally import Tally

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def amounts(
    plan: Plan, piece: Piece, name: str, usable: BoolArray, tally: Tally, *, what: str, below: str
) -> FloatArray:
    """Values of a field, nan where there are none that can be. ``what`` they are (a duration, a number); ``below`` nought: why not."""
    values, bad = plan.numbers(piece, name)
    column = plan.columns[name]
    tally.add(f"{column}: cells that are no {what}: taken as unknown", "mended", bad & usable, piece)
    tally.cells(piece, column, bad & usable, f"not a {what}")
    negative = usable & (values < 0)
    tally.add(f"{column}: negative {what}s: taken as unknown", "mended", negative, piece)
    tally.cells(piece, column, negative, below)
    return np.where(negative, np.nan, values)


def blank(plan: Plan, piece: Piece) -> BoolArray:
    """Rows with nothing in any column that is read."""
    empty = np.ones(piece.rows, dtype=np.bool_)
    for column in dict.fromkeys(plan.columns.values()):
        empty &= pyarrow.compute.equal(piece.cells[column], "").to_numpy(zero_copy_only=False)
        if not empty.any():
            break
    return empty
