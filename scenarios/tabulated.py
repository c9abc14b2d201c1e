"""Tabulated quantiles: what takes long to work out, read from a table.

The quantile of a gamma or of a mixture has no formula; solving for it takes longer than everything else about a contact. So it is
worked out beforehand at places that are evenly spaced in standard deviations of a normal, and between them a polynomial goes
through the six nearest, of the value or of its logarithm, whichever follows the quantile better. Every piece is tried at three
places when the table is made; where it misses by more than half of ``ERROR``, as beside a value with a probability of its own,
and far out in the tails, the quantile is worked out as ever.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

ERROR = 1e-9  # at most this share of the value, or this much if the value is below 1 (a nanosecond of a second)
REACH = 5.0  # standard deviations of a normal; one uniform in two million lies beyond
PIECES = 1024
TRIED = (0.25, 0.5, 0.75)

NODES = np.arange(-2, 4)  # six neighbours; a piece goes from the one at 0 to the one at 1

Floats = NDArray[np.float64]


class Tabulated:
    """A quantile function, tabulated."""

    def __init__(self, quantile: Callable[[Floats], Floats]) -> None:
        """Work out the places, and try every piece between them."""
        from scipy import special

        self._quantile = quantile
        self._step = 2 * REACH / PIECES
        normal = -REACH + self._step * np.arange(PIECES + 5)
        values = quantile(special.ndtr(normal - 2 * self._step))
        places = normal[:PIECES, None] + self._step * np.array(TRIED)
        exact = quantile(special.ndtr(places).ravel()).reshape(places.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            plain, logarithm = _polynomials(values), _polynomials(np.log(values))
            off, off_logarithm = _misses(_tried(plain), exact), _misses(np.exp(_tried(logarithm)), exact)
        good = (
            np.minimum(off, off_logarithm) <= ERROR / 2
        )  # what lies between the places that were tried may miss by more
        good &= np.append(good[1:], True) & np.insert(good[:-1], 0, True)
        # One piece more at each end, where nothing is good, takes whatever lies beyond.
        self._exponential = np.pad(good & (off_logarithm < off), 1)
        self._good = np.pad(good, 1)
        self._polynomials = np.pad(
            np.where(good, np.where(off_logarithm < off, logarithm, plain), 0.0), ((0, 0), (1, 1))
        )

    def values(self, u: Floats) -> Floats:
        """Map uniforms to values."""
        from scipy import special

        place = np.clip((special.ndtri(u) + (REACH + self._step)) / self._step, 0, PIECES + 1)
        piece = place.astype(np.intp)
        place -= piece
        found = self._polynomials[-1][piece]
        for coefficients in self._polynomials[-2::-1]:
            found *= place
            found += coefficients[piece]
        exponential = np.flatnonzero(self._exponential[piece])
        found[exponential] = np.exp(found[exponential])
        rest = np.flatnonzero(~self._good[piece])
        if len(rest):
            found[rest] = self._quantile(u[rest])
        return np.asarray(found)


def _polynomials(values: Floats) -> Floats:
    """Give the polynomials through six neighbours each: (coefficients, pieces), the constant first."""
    around = np.lib.stride_tricks.sliding_window_view(values, len(NODES)).T
    found = np.linalg.inv(np.vander(NODES, increasing=True)) @ around
    found[0] = around[2]
    found[1:, (around == around[0]).all(axis=0)] = 0.0  # exactly, where nothing changes; also where all are infinite
    return np.asarray(found)


def _tried(polynomials: Floats) -> Floats:
    """Follow the polynomials to the places where they are tried: (pieces, places)."""
    found = np.zeros((polynomials.shape[1], len(TRIED)))
    for coefficients in polynomials[::-1]:
        found = found * np.array(TRIED) + coefficients[:, None]
    return found


def _misses(found: Floats, exact: Floats) -> Floats:
    """By how much each piece misses at the worst, as a share of the value, or of 1 if that is more; infinite where it is none."""
    off = np.where(found == exact, 0.0, np.abs(found - exact) / np.maximum(exact, 1.0))
    return np.asarray(np.where(np.isnan(off), np.inf, off).max(axis=1))
