"""Hindsight: chance, given what is already known.

A recorded contact says how long it was talked to, or that it was prepared to wait for at least so long. What it does not say
is drawn given that. A talk says how hard the case was (the share of cases that take less), and so how long it would
have taken another group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.distributions import ByTime
from sim.chance.luck import LEAST

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from sim.chance.contacts import Floats

MOST = 1 - 2.0**-53  # the largest uniform below 1


def level(distribution: Distribution, values: Floats, at: Floats) -> Floats:
    """Give the share of cases below each value; halfway up where a value has a probability of its own."""
    if isinstance(distribution, ByTime):
        levels = np.empty(len(values))
        place = np.searchsorted(np.array(distribution.times), at % 86400.0, side="right") - 1
        for index in np.unique(place):
            here = place == index
            levels[here] = level(distribution.parts[index], values[here], at[here])
        return levels
    below = np.where(values > 0, distribution.cdf(np.nextafter(values, 0.0)), 0.0)
    return np.clip((below + distribution.cdf(values)) / 2, LEAST, MOST)


def as_hard(values: Floats, source: Distribution, target: Distribution, at: Floats) -> Floats:
    """Give the values of ``target`` that are as far up in it as ``values`` are in ``source``."""
    return values if source == target else target.quantile(level(source, values, at), at)


def beyond(distribution: Distribution, uniforms: Floats, least: Floats, at: Floats) -> Floats:
    """Draw values given that they are at least ``least``."""
    reached = level(distribution, least, at)
    reached = np.where(least > 0, reached, 0.0)
    return np.maximum(distribution.quantile(np.clip(reached + uniforms * (1 - reached), LEAST, MOST), at), least)
