"""Honest curves: the plan itself, and what was tried, against what the lens estimates.

The lens allows parts of people, so where a centre has few of them its steps are not the centre's. Three things are known besides. The plan
surely keeps a stricter target if the limits of its test days say so: then that costs no more than the plan. A looser target never
costs more than the plan. And what was tried with whole people stands, whatever was estimated. Between what is known, estimates
stay within it, so no curve falls as its target gets stricter.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.telling.moves import moved
from sim.targets import AT_MOST, judge

if TYPE_CHECKING:
    from optimize.outcome import Plan
    from optimize.telling.trade_off import Point, TradeOff
    from scenarios.schema import Scenario
    from scenarios.targets import Target
    from sim.experiment import Results
    from sim.targets import PeriodVerdict

FEW_STEPS = 40  # people at work in a plan; with fewer, one is more than an estimate can tell
SURE = 1.96  # standard errors of the share of days that keep a promise


def surely_keeps(results: Results, scenario: Scenario, place: int, value: float) -> bool:
    """Whether a plan, on the days on which it was tested, keeps a target that asks for ``value``, by its limits."""
    other = moved(scenario, place, value)
    verdict = judge(other, results.tallies, results.known)[place]
    judged = [period for period in verdict.periods if period.skipped is None]
    return bool(judged) and all(_surely(verdict.target, period, results.replications) for period in judged)


def _surely(target: Target, period: PeriodVerdict, days: int) -> bool:
    if target.confidence is not None:
        share = period.days_met or 0.0
        return share - SURE * float(np.sqrt(share * (1 - share) / days)) >= target.confidence
    if target.measure in AT_MOST:
        return period.high is not None and period.high <= target.asked
    return period.low is not None and period.low >= target.asked


def held(plan: Plan, curve: TradeOff) -> TradeOff:
    """The curve with the stricter values that the plan keeps as it is."""
    points = tuple(
        replace(point, held=surely_keeps(plan.results, plan.scenario, curve.place, point.asked))
        if point.steps > 0
        else point
        for point in curve.points
    )
    return made_honest(replace(curve, points=points))


def few_steps(plan: Plan) -> bool:
    """Whether so few people work that whole ones have to be tried at every value."""
    return sum(choice.agents for choice in plan.shifts) < FEW_STEPS


def made_honest(curve: TradeOff, *, whole: bool = False) -> TradeOff:
    """The curve within what is known; ``whole``: every trial stands, not only those that found nothing cheaper."""
    here = curve.cost(0)
    if here is None:
        return curve
    known = _known(curve, here, whole=whole)
    points, least = [], 0.0
    for point in curve.points:  # from the loosest
        below = [cost for steps, cost in known.items() if steps <= point.steps]
        above = [cost for steps, cost in known.items() if steps >= point.steps]
        if point.first_estimate is None and not (above and (point.held or point.steps <= 0)):
            points.append(point)
            continue
        guessed = here if point.first_estimate is None else point.first_estimate
        least = max([known.get(point.steps, min([guessed, *above])), *below, least])
        points.append(replace(point, least=point.least_at(least), estimate=point.first_estimate))
    return replace(curve, points=tuple(points))


def _known(curve: TradeOff, here: float, *, whole: bool) -> dict[int, float]:
    """Costs by step that do not rest on an estimate: of the plan, and of trials; none dearer than what keeps a stricter target."""
    known = {0: here}
    for point in curve.points:
        if point.held or (point.futile and point.steps < 0):
            known[point.steps] = here
        elif whole and point.tried is not None and point.tried.holds:
            known[point.steps] = min(point.tried.cost, here) if point.steps < 0 else max(point.tried.cost, here)
    return {steps: min(cost for other, cost in known.items() if other >= steps) for steps in known}


def worth_trying(curve: TradeOff, point: Point) -> bool:
    """Whether whole people could tell more: not where the plan keeps the value, nor where a looser one was found to save nothing."""
    if point.steps == 0 or point.held or point.least is None:
        return False
    return not any(other.futile and point.steps < 0 and other.steps <= point.steps for other in curve.points)
