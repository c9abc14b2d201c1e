"""Ratios: a mean over days, and how sure it is.

Every measure is a ratio of two sums over replications, so that a busy day weighs more than a quiet one. Replications are
independent of one another, the contacts within one are not; so all limits here take the replication as the unit.

Limits are at 95 %, with Student's t on one degree of freedom fewer than replications. One replication has no limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special

if TYPE_CHECKING:
    from sim.variance import Known

FloatArray = NDArray[np.float64]

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Ratio:
    """Estimates with their 95 % limits, as arrays of one shape; NaN where undefined (0/0) or unknown (one replication)."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray


def ratio(over: FloatArray, under: FloatArray, most: float = np.inf, known: Known | None = None) -> Ratio:
    """Sum of ``over`` divided by sum of ``under``, both summed along the first axis, which is the replications.

    What is ``known`` of the replications' luck weights the sums and leaves less to doubt (``sim/variance.py``).

    Limits by the delta method (Law 2015, sec. 9.4): the residuals ``over - ratio x under`` have mean 0, and their standard
    error divided by the mean of ``under`` is that of the ratio. Limits stay between 0 and ``most``: no measure is negative.
    """
    weighted, total = (sums.sum(axis=0) if known is None else _weighted(known, sums) for sums in (over, under))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(total > 0, weighted / total, np.nan)
    if known is not None:
        mean = np.clip(mean, 0.0, most)
    half = half_width(over, under, mean, known)
    # Only rounding can take a share past 1.
    return Ratio(np.minimum(mean, most), np.maximum(mean - half, 0.0), np.minimum(mean + half, most))


def _weighted(known: Known, sums: FloatArray) -> FloatArray:
    return np.asarray(np.tensordot(known.weights, sums, axes=1))


def share_of_days(kept: FloatArray, told: FloatArray, known: Known | None = None) -> Ratio:
    """Sum of the days that are ``kept`` divided by the sum of those ``told``, along the first axis, the replications.

    Where every day says the same, the delta method knows no doubt: ten days of ten are not all days. So the limits are at least as
    wide as Wilson's (1927) for so many independent days.
    """
    found, days = ratio(kept, told, 1.0, known), told.sum(axis=0)
    normal = float(special.ndtri((1 + CONFIDENCE) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        widened = 1 + normal**2 / days
        middle = (found.mean + normal**2 / (2 * days)) / widened
        half = normal * np.sqrt(found.mean * (1 - found.mean) / days + normal**2 / (4 * days**2)) / widened
    return Ratio(found.mean, np.minimum(found.low, middle - half), np.maximum(found.high, middle + half))


def half_width(over: FloatArray, under: FloatArray, mean: FloatArray, known: Known | None = None) -> FloatArray:
    """Half of the width of the 95 % limits of the ratio ``mean``; NaN with one replication, and where the ratio is."""
    replications = len(over)
    if replications < 2:
        return np.full_like(mean, np.nan)
    residuals, freedom, total = over - mean * under, replications - 1, under.sum(axis=0)
    if known is None:
        square = (residuals**2).sum(axis=0) * replications / (replications - 1)
    else:
        left, freedom, total = known.unexplained(np.nan_to_num(residuals)), known.freedom, _weighted(known, under)
        square = np.tensordot(known.weights**2, left**2, axes=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(square) / total
    return np.asarray(float(special.stdtrit(freedom, (1 + CONFIDENCE) / 2)) * np.where(np.isnan(mean), np.nan, error))
