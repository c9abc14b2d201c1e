"""Passing: when a choice keeps its targets for the rest of a day.

As a plan, a choice passes if every judged period clears its target by a standard error (``PASS``) on its test days: an estimate just at the
target is a coin's throw. But a good plan has nothing to spare, and dozens of its periods are judged, so that some of them fall short of that on
any set of days. The plan kept its targets when it was made, proved or on many more days. So what counts is what *today* has changed: the
plan as it was made meets the same days once more, with the forecast in place of what came. A period that is no worse than
that, by no more than chance can tell (``SURE`` standard errors of the difference, day by day), stands as it was planned.

A day that goes as its forecast has no such difference, and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.beliefs import PeriodKey, scores_by_day
from optimize.search.standing import standings
from sim.definitions import Sample
from sim.targets import Verdict, evidence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.staffing import Staffing

PASS = 1.0  # standard errors by which a period has to clear its target
SURE = 2.0  # standard errors of the difference to a day as forecast


@dataclass(frozen=True)
class Forecast:
    """The day as it was forecast, and the plan for it that keeps its targets then."""

    scenario: Scenario
    staffing: Staffing


def short(results: Results) -> dict[PeriodKey, float]:
    """Periods that do not clear their targets surely, and by how much (score) they fall short of that."""
    missing = {key: PASS * one.error - one.score for key, one in standings(results).items()}
    return {key: by for key, by in missing.items() if by > 0}


def allowed(today: Results, as_forecast: Results) -> dict[PeriodKey, float]:
    """Score that each period may have today, for the plan has hardly more on the same days as they were forecast."""
    before, now = standings(as_forecast), standings(today)
    errors = _differences(today, as_forecast)
    return {key: before[key].score - SURE * errors.get(key, now[key].error) for key in now if key in before}


def worse(found: Mapping[PeriodKey, float], today: Results, as_forecast: Results) -> dict[PeriodKey, float]:
    """Of periods that are short those that are worse than on days as forecast."""
    least, now = allowed(today, as_forecast), standings(today)
    return {key: by for key, by in found.items() if key not in least or now[key].score < least[key]}


def _differences(today: Results, as_forecast: Results) -> dict[PeriodKey, float]:
    """Standard error of the difference in score, the days being the same; targets about single days have none."""
    samples = [Sample(one.scenario, one.tallies, one.known) for one in (today, as_forecast)]
    found = {}
    for place, target in enumerate(today.scenario.targets):
        if target.confidence is None:
            shown = [evidence(sample, target, target.per) for sample in samples]
            now, before = (scores_by_day(one) / np.maximum(one.under.mean(axis=0), 1e-9) for one in shown)
            if len(now) == len(before) > 1:
                errors = (now - before).std(axis=0, ddof=1) / np.sqrt(len(now))
                found.update({(place, int(first)): float(e) for first, e in zip(shown[0].firsts, errors, strict=True)})
    return found


def judged(results: Results, missed: Collection[PeriodKey]) -> tuple[Verdict, ...]:
    """The verdicts, in which what is not missed is met, however its estimate falls."""
    found = []
    for place, verdict in enumerate(results.verdicts):
        periods = tuple(
            period if period.skipped is not None or (place, period.first) in missed else replace(period, met=True)
            for period in verdict.periods
        )
        worst = verdict.worst and next(one for one in periods if one.first == verdict.worst.first)
        found.append(Verdict(verdict.target, periods, worst))
    return tuple(found)
