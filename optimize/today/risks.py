"""Risks: how likely each target is missed in what is left of a day.

The simulated days all have the morning that was, and differ in what is still open. The chance of missing a target in a period is the
share of them on which that period's own figure misses, with the limits of a share of days. Beside it stands the chance on a day as
forecast, seen from the same moment with nothing counted: a plan that is just good enough misses an interval on many a day.

A period is at risk if it would not be met by the target's own rule (``sim/targets.py``): its figure over all these days falls short, or, with
``confidence``, too few of them reach it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.definitions import Sample
from sim.outlook import outlook
from sim.sums.ratios import share_of_days
from sim.targets import evidence, number

if TYPE_CHECKING:
    from sim.experiment import Results
    from sim.outlook import Warned
    from sim.targets import PeriodVerdict

Key = tuple[int, int]  # target, first interval


@dataclass(frozen=True)
class Risk:
    """One period of a target: the ``chance`` of missing it with 95 % limits, and ``usual``, that of a day as forecast."""

    target: int
    period: PeriodVerdict
    chance: float
    low: float
    high: float
    usual: float | None
    warned: Warned

    @property
    def at_risk(self) -> bool:
        """Whether the target's own rule says that it is missed."""
        return not self.period.met


def risks(results: Results, usual: Results | None, until: float, last: int) -> tuple[Risk, ...]:
    """Every judged period that is not over and begins before the interval ``last`` + 1, in the scenario's order."""
    before = {} if usual is None else {key: chance for key, (chance, _, _) in chances(usual).items()}
    now, sample = chances(results), results.scenario
    warned = {(one.target, one.start): one for one in outlook(sample, results.tallies)}
    found = []
    for place, verdict in enumerate(results.verdicts):
        for period in verdict.periods:
            key = (place, period.first)
            ends = (period.last + 1) * sample.calendar.interval
            if period.skipped is None and key in now and ends > until and period.first <= last:
                found.append(Risk(place, period, *now[key], before.get(key), warned[place, period.start]))
    return tuple(found)


def chances(results: Results) -> dict[Key, tuple[float, float, float]]:
    """Chance of missing each period with its limits, where it can be told on any day."""
    sample = Sample(results.scenario, results.tallies, results.known)
    found: dict[Key, tuple[float, float, float]] = {}
    for place, target in enumerate(results.scenario.targets):
        seen = evidence(sample, target, target.per)
        kept = share_of_days(seen.reaches * seen.telling, seen.telling, seen.known)
        for at, first in enumerate(seen.firsts):
            mean = number(float(kept.mean[at]))
            if mean is not None:
                low, high = 1 - float(kept.high[at]), 1 - float(kept.low[at])
                found[place, int(first)] = (1 - mean, max(low, 0.0), min(high, 1.0))
    return found
