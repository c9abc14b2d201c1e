"""Busyness: what the morning says about the rest of the day.

A day is busier or quieter than its forecast by one factor, which the scenario draws from a distribution of mean 1. Taken as a
gamma with that spread, and contacts as Poisson given the factor, what is known of the factor once ``came`` contacts came
where ``expected`` were is a gamma again (the conjugate of the Poisson; Gelman et al., Bayesian Data Analysis, 3rd ed., sec. 2.6):

    shape = 1 / cv^2 + came,   rate = 1 / cv^2 + expected.

A morning of few contacts hardly moves it, one of many pins it down. Where the scenario has another family than the gamma, a gamma of
the same mean and spread stands in for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Factor:
    """What is known of a day's factor: its mean and its coefficient of variation. ``shape`` is that of the gamma."""

    mean: float
    shape: float

    @property
    def cv(self) -> float:
        """Standard deviation / mean."""
        return 1 / sqrt(self.shape)


def posterior(mean: float, cv: float, came: float, expected: float) -> Factor:
    """What is known of a factor of this mean and cv once ``came`` contacts came where ``expected`` x its mean were expected.

    ``expected``: contacts by the forecast for a factor of 1.

    Raises:
        ValueError: if the mean or the cv is not above 0, or a count is below 0.

    """
    if mean <= 0 or cv <= 0:
        raise ValueError(f"mean(={mean}) and cv(={cv}) must be > 0.")
    if came < 0 or expected < 0:
        raise ValueError(f"came(={came}) and expected(={expected}) must be >= 0.")
    shape, rate = 1 / cv**2, 1 / (cv**2 * mean)
    return Factor((shape + came) / (rate + expected), shape + came)
