"""Standing: how far above what is asked a plan ended, period by period, and how sure that is.

Every judged period of every target has a *score*: how far its measure is on the right side of what is asked (waits as a share of what
is asked). 0 is just enough. With ``confidence`` it is the score that so large a share of the days reaches. Scores are per
contact (per second staffed, for occupancy), so a margin means the same in a quiet hour and a busy one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import special

from optimize.beliefs import PeriodKey, scores_by_day
from sim.definitions import Sample
from sim.sums.ratios import CONFIDENCE, FloatArray, half_width
from sim.targets import AT_MOST, Evidence, evidence, skips

if TYPE_CHECKING:
    from sim.days.results import Results

FAR = 4.0  # standard errors from which a period passes for sure
ENOUGH_DAYS = 20  # of so many each period's own error is told well enough


@dataclass(frozen=True)
class Standing:
    """One period: its score, the standard error of that, and the contacts (seconds staffed) a day that it is about."""

    score: float
    error: float
    weight: float


Standings: TypeAlias = Mapping[PeriodKey, Standing]


def standings(results: Results) -> Standings:
    """Where a plan stands after some days, by target and first interval of the period."""
    sample = Sample(results.scenario, results.tallies, results.known)
    found: dict[PeriodKey, Standing] = {}
    for place, target in enumerate(results.scenario.targets):
        shown = evidence(sample, target, target.per)
        scored = _of_mean(shown) if target.confidence is None else _of_days(shown, target.confidence)
        weights = (shown.base if target.measure == "occupancy" else shown.offered).mean(axis=0)
        judged = [column for column, reason in enumerate(skips(sample, shown)) if reason is None]
        own = [Standing(*scored[column], float(weights[column])) for column in judged]
        firsts = [int(shown.firsts[column]) for column in judged]
        found.update(zip(((place, first) for first in firsts), _steadied(own, len(shown.over)), strict=True))
    return found


def _steadied(own: list[Standing], days: int) -> Iterator[Standing]:
    """Errors of few days, steadied: one period's is a matter of luck then, and among many periods some look sure that are not.

    What the target's periods tell together, for as many contacts, stands in for the days that are missing.
    """
    fellows = max(ENOUGH_DAYS - days, 0)
    usual = float(np.mean([one.error**2 * one.weight for one in own])) if own else 0.0
    for one in own:
        among = usual / one.weight if one.weight > 0 else one.error**2
        error = ((fellows * among + (days - 1) * one.error**2) / (fellows + days - 1)) ** 0.5
        yield replace(one, error=error) if fellows else one


def _of_mean(shown: Evidence) -> list[tuple[float, float]]:
    """Score of the mean day."""
    target, mean = shown.target, shown.estimate.mean
    scale = target.asked if target.measure == "mean_wait" else 1.0
    sign = -1.0 if target.measure in AT_MOST else 1.0
    freedom = len(shown.over) - 1 if shown.known is None else shown.known.freedom
    wide = half_width(shown.over, shown.under, mean, shown.known)
    error = wide / float(special.stdtrit(freedom, (1 + CONFIDENCE) / 2)) / scale
    scores = np.nan_to_num(sign * (mean - target.asked) / scale, nan=-1.0)  # nobody is answered: as bad as can be
    return list(zip(scores.tolist(), np.nan_to_num(error, nan=1.0).tolist(), strict=True))


def _of_days(shown: Evidence, confidence: float) -> list[tuple[float, float]]:
    """Score that so large a share of the days reaches; its error from the days next to it in order."""
    by_day, found = scores_by_day(shown), []
    for column in range(by_day.shape[1]):
        telling = shown.telling[:, column] > 0
        under = np.maximum(shown.offered[telling, column].mean(), 1e-9) if telling.any() else 1.0
        found.append(_quantile(by_day[telling, column] / under, 1 - confidence))
    return found


def _quantile(scores: FloatArray, level: float) -> tuple[float, float]:
    if len(scores) == 0:
        return 0.0, 1.0
    beside = np.sqrt(max(level * (1 - level), 0.25 / len(scores)) / len(scores))
    levels = np.clip([level, level - beside, level + beside], 0.0, 1.0)
    middle, low, high = np.quantile(scores, levels, method="inverted_cdf")
    return float(middle), float(max(high - low, 1e-6) / 2)


def for_all(found: Standings, flattered: Mapping[PeriodKey, float], shorter: float, failing: float) -> float:
    """Standard errors (times ``shorter``) by which periods have to be aimed at their targets, so that only ``failing`` are expected to fail."""
    close = sum(one.score - flattered[key] < FAR * one.error * shorter for key, one in found.items())
    return float(special.ndtri(1 - failing / max(close, 1)))


def missed(found: Standings, needed: Mapping[PeriodKey, float], risk: float = 0.0) -> Iterator[tuple[PeriodKey, float]]:
    """Periods that fall short of what they need (0 if nothing is said), and by how much; ``risk`` in standard errors."""
    for key, one in found.items():
        short = needed.get(key, 0.0) + risk * one.error - one.score
        if short > 0:
            yield key, short
