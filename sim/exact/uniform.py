"""Uniformisation: a Markov chain in continuous time, followed by adding up what can only be positive.

A chain whose fastest state moves at ``pace`` looks, at the ticks of a Poisson clock of that pace, like a chain in steps.
Its state after a time t is then a Poisson-weighted sum of step counts. Every term is a probability, nothing is
subtracted, so small probabilities keep their digits however unequal the rates are; a general matrix exponential, or an
expansion in eigenvectors, loses them all for a centre that starts empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import gammainc, gammaln

from sim.exact.steps import summed, weighted

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SMALL_PRODUCT = 200_000  # multiplications up to which a BLAS library stays on one core
FAINT = 1e-60  # chances below it are dropped: processors are a hundred times slower with numbers near the smallest they know


def product(left: FloatArray, right: FloatArray) -> FloatArray:
    """Matrix product in pieces that stay on one core.

    Days are evaluated by several processes side by side. Threads of such small products, waiting for each other across
    cores that are busy elsewhere, take up to a hundred times as long as one alone.
    """
    rows = max(1, SMALL_PRODUCT // (right.shape[0] * right.shape[1]))
    if rows >= len(left):
        return np.asarray(left @ right)
    pieces = -(-len(left) // rows)
    padded = np.zeros((pieces * rows, left.shape[1]))
    padded[: len(left)] = left
    split = np.matmul(padded.reshape(pieces, rows, -1), right)
    return np.asarray(split.reshape(pieces * rows, -1)[: len(left)])


def transitions(size: int, moves: Sequence[tuple[IntArray, IntArray, NDArray[np.floating[Any]]]]) -> csr_array:
    """Rate matrix without its diagonal, from (from, to, rate) triples of arrays."""
    source = np.concatenate([move[0] for move in moves])
    target = np.concatenate([move[1] for move in moves])
    rate = np.concatenate([move[2] for move in moves])
    kept = rate > 0
    return csr_array((rate[kept], (source[kept], target[kept])), shape=(size, size))


def diagonal(values: FloatArray) -> csr_array:
    """A matrix of ``values`` on its diagonal."""
    place = np.arange(len(values))
    return csr_array((values, (place, place)), shape=(len(values), len(values)))


def stepped(rates: csr_array, outflow: FloatArray, pace: float) -> csr_array:
    """Step matrix I + Q / pace of a chain whose states are left at ``outflow`` in all (what leaves the chain included)."""
    states = len(outflow)
    row = np.repeat(np.arange(states), np.diff(rates.indptr))
    place = np.arange(states)
    entries = np.concatenate([rates.data * (1.0 / pace), 1.0 - outflow / pace])
    source, target = np.concatenate([row, place]), np.concatenate([rates.indices, place])
    return csr_array((entries, (source, target)), shape=(states, states))


def steps_needed(ticks: float) -> int:
    """Steps after which the Poisson weights of ``ticks`` expected ticks are below 1e-16 in all."""
    return int(ticks + 8.5 * np.sqrt(ticks) + 24.0)


def weights(ticks: FloatArray, steps: int) -> FloatArray:
    """Poisson probabilities, one row a step, one column an entry of ``ticks``."""
    step = np.arange(steps, dtype=np.float64)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        powers = np.where(step == 0, 0.0, step * np.log(ticks)[None, :])
    return np.asarray(np.exp(powers - ticks[None, :] - gammaln(step + 1.0)))


def tails(ticks: FloatArray, steps: int) -> FloatArray:
    """Probability of more ticks than the step's number; divided by the pace it is the mean time spent at that step."""
    return np.asarray(gammainc(np.arange(1.0, steps + 1.0)[:, None], ticks[None, :]))


def backward(
    step: csr_array, pace: float, spans: FloatArray, final: FloatArray | None, income: FloatArray | None
) -> FloatArray:
    """Value ``span`` before the end, one column a span: the final value's mean, plus the income earned until then.

    ``final`` has one column a span (or one for all), ``income`` is a rate a state, the same for every span.
    """
    ticks = spans * pace
    count = steps_needed(float(ticks.max(initial=0.0)))
    value = np.zeros((step.shape[0], len(spans)))
    if final is not None:
        wide = np.ascontiguousarray(np.broadcast_to(final, value.shape), dtype=np.float64)
        value += weighted(step.indptr, step.indices, step.data, wide, weights(ticks, count))
    if income is not None:
        rate = np.ascontiguousarray(income, dtype=np.float64)
        value += summed(step.indptr, step.indices, step.data, rate, tails(ticks, count) / pace)
    return value


def forward(step: csr_array, pace: float, span: float, start: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Distribution after ``span`` and the mean time spent in each state until then, from distribution ``start``."""
    ticks = np.array([span * pace])
    count = steps_needed(float(ticks[0]))
    both = np.hstack([weights(ticks, count), tails(ticks, count) / pace])
    turned = csr_array(step.T)
    found = summed(turned.indptr, turned.indices, turned.data, np.ascontiguousarray(start, dtype=np.float64), both)
    return found[:, 0].copy(), found[:, 1].copy()


def exponential(step: csr_array, pace: float, span: float) -> FloatArray:
    """The whole matrix of transition probabilities over ``span``: a short Taylor sum, then squared up."""
    doublings = max(0, int(np.ceil(np.log2(max(span * pace / 2.0, 1.0)))))
    ticks = span * pace / 2.0**doublings
    identity = np.eye(step.shape[0])
    sum_ = identity
    for number in range(24, 0, -1):
        sum_ = identity + (ticks / number) * (step @ sum_)
    result = sum_ * np.exp(-ticks)
    for _ in range(doublings):
        result[result < FAINT] = 0.0
        result = product(result, result)
        result /= result.sum(axis=1, keepdims=True)
    return np.asarray(result)
