"""Shortfall: how far days miss what is asked of them, in one number, so that of two plans that miss the nearer can be told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.targets import AT_MOST

if TYPE_CHECKING:
    from scenarios.targets import Target
    from sim.targets import PeriodVerdict, Verdict


def shortfall(verdicts: Iterable[Verdict]) -> float:
    """Sum over all judged periods of what is missing to the target, as a share of what is asked."""
    return sum(_missing(verdict.target, period) for verdict in verdicts for period in verdict.periods)


def _missing(target: Target, period: PeriodVerdict) -> float:
    if period.skipped is not None or period.met:
        return 0.0
    if target.confidence is not None:
        return target.confidence - (period.days_met or 0.0)
    if period.reached is None:
        return 1.0
    sign = -1.0 if target.measure in AT_MOST else 1.0
    return max(sign * (target.asked - period.reached) / (target.asked or 1.0), 0.0)
