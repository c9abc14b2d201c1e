"""Judged: the figure that a target's verdict is about.

Without ``confidence`` it is the measure over all days together. With it, it is the share of the days that reach what is asked, and beside
a verdict stands that share, with its limits, and not the mean: a mean may be fine where too many days are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.asked import FLOORS, on_a_day, style_of, what
from callfloor.language import say
from sim.definitions import Sample
from sim.sums.ratios import share_of_days
from sim.targets import evidence, number

if TYPE_CHECKING:
    from scenarios.targets import Target
    from sim.experiment import Results
    from sim.targets import PeriodVerdict, Verdict

Limits = tuple[float | None, float | None]
Days = Mapping[int, Limits]  # of the share of days that reach a target, by the first interval of its periods


@dataclass(frozen=True)
class Figure:
    """What is asked of a period, what was reached, and its 95 % limits; None where undefined or not known."""

    asked: float
    reached: float | None
    low: float | None
    high: float | None


def days_of(results: Results) -> tuple[Days, ...]:
    """Limits of the share of days, for each target; empty where a target is not about days."""
    sample = Sample(results.scenario, results.tallies, results.known)
    return tuple(_days(sample, target) if of_days(target) else {} for target in results.scenario.targets)


def _days(sample: Sample, target: Target) -> Days:
    found = evidence(sample, target, target.per)
    share = share_of_days(found.reaches * found.telling, found.telling, found.known)
    limits = zip(share.low.tolist(), share.high.tolist(), strict=True)
    return {int(first): (number(low), number(high)) for first, (low, high) in zip(found.firsts, limits, strict=True)}


def of_days(target: Target) -> bool:
    """Whether the target is a promise about days."""
    return target.confidence is not None


def figure(target: Target, period: PeriodVerdict, days: Days) -> Figure:
    """The figure that the verdict of one period is about."""
    if target.confidence is None:
        return Figure(target.asked, period.reached, period.low, period.high)
    return Figure(target.confidence, period.days_met, *days.get(period.first, (None, None)))


def said(target: Target, value: float | None) -> str:
    """A value of the figure that is judged: `84.2 %`, or `86 % of days`."""
    if of_days(target):
        return say("{share} of days", share=words.share(value)) if value is not None else words.NOTHING
    return words.styled(value, style_of(target))


def limits(target: Target, found: Figure) -> str:
    """Its 95 % limits."""
    return words.limits(found.low, found.high, "share" if of_days(target) else style_of(target))


def measured(verdict: Verdict, period: PeriodVerdict | None = None) -> str:
    """A period, or the worst, in words: `84.2 % answered within 15 s`, or `80 % answered within 15 s on 86 % of days`."""
    target, worst = verdict.target, period or verdict.worst
    if not of_days(target):
        value = words.styled(None if worst is None else worst.reached, style_of(target))
        return say("{value} {what}", value=value, what=what(target))
    share = said(target, None if worst is None else worst.days_met)
    return say("{promise} on {share}", promise=on_a_day(target), share=share)


def asked(target: Target) -> str:
    """What is asked of the figure that is judged: `90 %`, or `90 % of days`."""
    return said(target, target.asked if target.confidence is None else target.confidence)


def short(target: Target, found: Figure) -> float | None:
    """By how much the figure is on the wrong side of what is asked; below 0 on the right side; None where it is undefined."""
    if found.reached is None:
        return None
    sign = 1.0 if of_days(target) or target.measure in FLOORS else -1.0
    return sign * (found.asked - found.reached)
