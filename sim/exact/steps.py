"""Steps of a chain, compiled: the loops in which uniformisation spends its time.

The chains are small and the steps many, so that calling a matrix product takes ten times as long as the product. Sums are taken in
the order in which a sparse product takes them, so nothing changes in the last digit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled.jit import njit

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int32]


@njit
def weighted(
    rows: IndexArray, columns: IndexArray, rates: FloatArray, start: FloatArray, weights: FloatArray
) -> FloatArray:
    """Sum over k of weights[k] x (step matrix to the power of k) @ start, column by column.

    The matrix is given by rows (CSR). ``start``: states x columns; ``weights``: powers x columns.
    """
    states, width = start.shape
    current, following, total = start.copy(), np.zeros((states, width)), np.zeros((states, width))
    for number in range(len(weights)):
        for state in range(states):
            for column in range(width):
                total[state, column] += current[state, column] * weights[number, column]
        following[:] = 0.0
        for state in range(states):
            for entry in range(rows[state], rows[state + 1]):
                rate, other = rates[entry], columns[entry]
                for column in range(width):
                    following[state, column] += rate * current[other, column]
        current, following = following, current
    return total


@njit
def summed(
    rows: IndexArray, columns: IndexArray, rates: FloatArray, start: FloatArray, weights: FloatArray
) -> FloatArray:
    """The same of one column with several sums of weights: states x sums, ``weights`` powers x sums."""
    states, sums = len(start), weights.shape[1]
    current, following, total = start.copy(), np.zeros(states), np.zeros((states, sums))
    for number in range(len(weights)):
        for state in range(states):
            for one in range(sums):
                total[state, one] += current[state] * weights[number, one]
        for state in range(states):
            value = 0.0
            for entry in range(rows[state], rows[state + 1]):
                value += rates[entry] * current[columns[entry]]
            following[state] = value
        current, following = following, current
    return total
