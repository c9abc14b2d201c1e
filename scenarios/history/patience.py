"""Patience read off a log: the Kaplan-Meier curve.

A caller who was answered after 40 s would have waited at least 40 s: his patience is censored there. Leaving such callers
out would make people look far less patient than they are, so the curve counts them as at risk up to their answer
(Kaplan and Meier 1958; limits by Greenwood's formula). The same curve reads any wait that something else may cut short,
such as an agent's pause after a call that ends unseen when the queue empties.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Curve:
    """Share still waiting just after each moment at which somebody gave up."""

    time: FloatArray
    survival: FloatArray
    error: FloatArray  # Greenwood's standard error
    at_risk: FloatArray

    def at(self, moments: FloatArray | float) -> FloatArray:
        """Share whose patience exceeds each moment."""
        steps = np.concatenate(([1.0], self.survival))
        return np.asarray(steps[np.searchsorted(self.time, moments, side="right")], dtype=np.float64)

    def quantile(self, share: FloatArray | float) -> FloatArray:
        """Seconds by which each share has given up; inf where the curve never falls so low."""
        reached = np.searchsorted(-self.survival, -(1.0 - np.asarray(share, dtype=np.float64)) - 1e-12, side="left")
        return np.asarray(np.concatenate((self.time, [np.inf]))[reached], dtype=np.float64)

    def mean_within(self, limit: float) -> float:
        """Mean of those that end within ``limit`` (nan when none does)."""
        inside = self.time <= limit
        drops = -np.diff(np.concatenate(([1.0], self.survival[inside])))
        return float((drops * self.time[inside]).sum() / drops.sum()) if drops.sum() > 0 else float("nan")


def kaplan_meier(seconds: FloatArray, ended: BoolArray) -> Curve:
    """Curve of durations; ``ended`` is False where the duration was cut short. Losses count before cuts at a tie."""
    moments = np.unique(seconds[ended])
    at_risk = len(seconds) - np.searchsorted(np.sort(seconds), moments, side="left")
    lost = np.unique(seconds[ended], return_counts=True)[1]
    survival = np.cumprod(1.0 - lost / at_risk)
    left = np.where(at_risk > lost, at_risk - lost, np.inf)
    return Curve(
        moments.astype(np.float64),
        survival.astype(np.float64),
        np.asarray(survival * np.sqrt(np.cumsum(lost / (at_risk * left))), dtype=np.float64),
        at_risk.astype(np.float64),
    )
