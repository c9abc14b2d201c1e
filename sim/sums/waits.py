"""Waits: how they spread, over the answered contacts of all days pooled.

A mean wait says little of the one in ten who waited longest. A histogram counts the answered by how long they waited; the
percentiles are among the measures (``sim/definitions.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.sums.grid import FloatArray
from sim.sums.tally import INSTANT, names_of

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.sums.tally import Tally


def pooled(scenario: Scenario, tallies: Sequence[Tally], scope: str, name: str) -> FloatArray:
    """Waits (s) of a name's answered contacts, all days together, ascending; of its immediate ones where it has any."""
    place = names_of(scenario)[scope].index(name)
    parts = [one.waits.wait[one.waits.codes(scope) == place] for one in tallies]
    return np.sort(np.concatenate(parts).astype(float)) if parts else np.empty(0)


@dataclass(frozen=True)
class Histogram:
    """Shares of the answered by wait: ``at_once``, then ``shares[i]`` above ``edges[i]`` up to ``edges[i + 1]``, then ``longer``.

    All are shares of the same contacts, and sum to 1; NaN where nobody was answered.
    """

    at_once: float
    edges: FloatArray
    shares: FloatArray
    longer: float


def histogram(waits: FloatArray, width: float, bars: int) -> Histogram:
    """Sort ascending waits into ``bars`` bars of ``width`` seconds; who waited longer than all of them is told apart."""
    if width <= 0 or bars < 1:
        raise ValueError(f"a histogram needs a width(={width}) > 0 s and bars(={bars}) >= 1.")
    edges = np.arange(bars + 1, dtype=np.float64) * width
    up_to = np.searchsorted(waits, edges + INSTANT, side="right")
    counts = np.r_[up_to[0], np.diff(up_to), len(waits) - up_to[-1]]
    shares = counts / len(waits) if len(waits) else np.full(len(counts), np.nan)
    return Histogram(float(shares[0]), edges, shares[1:-1], float(shares[-1]))
