"""Late breaks: what it costs that a break begins only when a contact ends.

The exact day counts heads: it has a break end when it was to end. On the floor a break that begins late keeps its full length,
so its agent is missing a little longer. By how much that changes a target's value is measured: the plan is simulated on fresh days
twice, with breaks as they are on the floor and with breaks that end when they were to end, the contacts being the same. The two days differ
hardly ever, so the mean difference is known far better than either mean, and the computed value plus the difference is the
estimate that targets are judged by.

A late break only takes people away. Where patience is not shorter than handling, fewer people never answer more, now or later
(``exact_day.py``); so what is a lower bound on the cost when breaks are on time is one on the floor, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.in_time import grace, simulate_in_time
from sim.definitions import Sample
from sim.targets import Verdict, evidence

if TYPE_CHECKING:
    from optimize.effort import Clock, Effort
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.staffing import Staffing

LIMITS = 1.96  # standard errors: 95 %
SLACK = 1e-9  # of a share


@dataclass(frozen=True)
class Difference:
    """What late breaks add to a target's value in each of its periods, with its standard error; by first interval."""

    mean: dict[int, float]
    error: dict[int, float]


def differences(
    scenario: Scenario, staffing: Staffing, results: Results, effort: Effort, clock: Clock
) -> tuple[Difference, ...]:
    """Measure by target what late breaks add, against the same days with breaks that end when they were to end.

    If time runs out, on as many of the days as there was time for.
    """
    punctual = simulate_in_time(
        scenario, replace(staffing, present={}), clock, late=grace(clock) / 2, replications=results.replications,
        seed=results.seed, workers=effort.workers, engine=results.engine, stratify=True,
    )  # fmt: skip
    samples = [Sample(scenario, both.tallies[: punctual.replications]) for both in (results, punctual)]
    found = []
    for target in scenario.targets:
        late, on_time = (evidence(sample, target, target.per) for sample in samples)
        added = late.over - on_time.over
        offered = np.maximum(on_time.under.mean(axis=0), 1e-9)
        firsts = [int(first) for first in late.firsts]
        found.append(Difference(*(dict(zip(firsts, part / offered, strict=True)) for part in _mean_and_error(added))))
    return tuple(found)


def _mean_and_error(by_day: FloatArray) -> tuple[FloatArray, FloatArray]:
    days = len(by_day)
    error = by_day.std(axis=0, ddof=1) / np.sqrt(days) if days > 1 else np.zeros(by_day.shape[1])
    return by_day.mean(axis=0), np.asarray(error)


def corrected(verdict: Verdict, difference: Difference) -> Verdict:
    """Add to a computed verdict what late breaks change about it."""
    at_most = verdict.target.measure == "abandonment"
    periods = []
    for period in verdict.periods:
        if period.skipped is not None or period.reached is None:
            periods.append(period)
            continue
        value = float(np.clip(period.reached + difference.mean[period.first], 0.0, 1.0))
        either_way = float(LIMITS * difference.error[period.first])
        met = value <= verdict.target.asked + SLACK if at_most else value >= verdict.target.asked - SLACK
        periods.append(
            replace(period, reached=value, low=max(value - either_way, 0.0), high=min(value + either_way, 1.0), met=met)
        )
    judged = [period for period in periods if period.skipped is None and period.reached is not None]
    worst = max(judged, key=lambda p: (p.reached or 0.0) * (1 if at_most else -1), default=None)
    return replace(verdict, periods=tuple(periods), worst=worst)
