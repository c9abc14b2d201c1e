"""Philox: the generator behind every uniform, compiled.

Philox4x64-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") makes four words of a counter and a key by ten rounds of
multiplication; the n-th uniform of a stream needs none of those before it. NumPy's own generator gives the same uniforms to the last
bit, but is slow to send to an address: here a purpose's luck of a whole day, thousands of addresses, is drawn in one call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

from sim.compiled.jit import njit, part

if TYPE_CHECKING:
    from numpy.typing import NDArray

ONE, TWO = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)  # the multipliers
STEP_ONE, STEP_TWO = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)  # from one round's key to the next
Word: TypeAlias = Any  # np.uint64; Numba needs no telling
LEAST = 2.0**-54  # a uniform of exactly 0 has no quantile in families without a lower bound


def _multiply(typing: Any, a: Word, b: Word) -> Any:  # noqa: ANN401 - what Numba wants of an intrinsic
    words = types.UniTuple(types.uint64, 2)  # type: ignore[no-untyped-call]

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        wide, word = ir.IntType(128), ir.IntType(64)
        product = builder.mul(*(builder.zext(argument, wide) for argument in arguments))
        high = builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), word)
        return context.make_tuple(builder, words, (high, builder.trunc(product, word)))

    return words(types.uint64, types.uint64), generate


# Both words of a product: one instruction gives them, but it has no name in Python.
_product: Any = intrinsic(_multiply)


@njit
def four(
    block: Word, attempt: Word, interval: Word, day: Word, seed: Word, purpose: Word
) -> tuple[Word, Word, Word, Word]:
    """Give the four words of one counter under a key."""
    a, b, c, d = block, attempt, interval, day
    for _ in range(10):
        first, second = _product(TWO, c), _product(ONE, a)
        a, b, c, d = first[0] ^ b ^ seed, first[1], second[0] ^ d ^ purpose, second[1]
        seed += STEP_ONE
        purpose += STEP_TWO
    return a, b, c, d


@part
def _uniform(word: Word) -> float:
    return max(np.float64(word >> np.uint64(11)) * 2.0**-53, LEAST)


@njit
def fill(
    key: NDArray[np.uint64], attempt: int, per_day: int, ends: NDArray[np.int64], out: NDArray[np.float64]
) -> None:
    """Draw all uniforms of a purpose: those of interval i stand up to ``ends[i]``.

    ``key`` is (seed, purpose, first day); of the intervals ``per_day`` belong to the first day, as many to the next, and so on.
    """
    seed, purpose = key[0], key[1]
    at = 0
    for interval in range(len(ends)):
        block, last = np.uint64(0), ends[interval]
        day, within = key[2] + np.uint64(interval // per_day), np.uint64(interval % per_day)
        while at < last:
            block += np.uint64(1)  # NumPy counts before it draws
            words = four(block, np.uint64(attempt), within, day, seed, purpose)
            if at + 4 <= last:
                out[at] = _uniform(words[0])
                out[at + 1] = _uniform(words[1])
                out[at + 2] = _uniform(words[2])
                out[at + 3] = _uniform(words[3])
            else:
                for place in range(last - at):
                    out[at + place] = _uniform(words[place])
            at = min(at + 4, last)


@njit
def pick(
    key: NDArray[np.uint64],
    attempt: int,
    per_day: int,
    ends: NDArray[np.int64],
    places: NDArray[np.int32],
    out: NDArray[np.float64],
) -> None:
    """Draw the uniforms at some ``places`` (ascending) among those that ``fill`` would draw, and no others."""
    seed, purpose = key[0], key[1]
    interval, first, last = 0, 0, -1
    a = b = c = d = np.uint64(0)
    for i in range(len(places)):
        while places[i] >= ends[interval]:
            first = ends[interval]
            interval += 1
            last = -1
        number = places[i] - first
        if number >> 2 != last:
            last = number >> 2
            day, within = key[2] + np.uint64(interval // per_day), np.uint64(interval % per_day)
            a, b, c, d = four(np.uint64(last + 1), np.uint64(attempt), within, day, seed, purpose)
        word = (a if number & 1 == 0 else b) if number & 2 == 0 else (c if number & 1 == 0 else d)
        out[i] = _uniform(word)
