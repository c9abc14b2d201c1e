"""Pulls: how far each day draws every figure away from its mean.

A figure of many days is a ratio of two sums, and its limits come from what the single days contribute: a day pulls the ratio
by ``(over - ratio x under) / mean of under`` (the delta method; Law 2015, sec. 9.4). The pulls of all days add up to 0 and
their standard error is the figure's. Two figures of the same days have their pulls side by side, so that those of their
difference are the differences of their pulls: what a hard day does to both cancels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

from sim.definitions import Percentile, Sample, measures
from sim.measures import days_met, intervals_met
from sim.sums.ratios import CONFIDENCE, FloatArray
from sim.sums.tally import SCOPES
from sim.targets import name_of

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.sums.tally import Tally


LEAST = 4  # days that tell to which side they stray
STRAIGHT = 1e-4  # less lean than this makes no difference, and rounding would


class Key(NamedTuple):
    """Which figure: as in ``MeasureRow`` (``sim/measures.py``)."""

    measure: str
    scope: str
    name: str
    interval: str | None
    within_s: float | None
    of: str | None
    target: int | None


@dataclass(frozen=True)
class Pulls:
    """Figures and the pulls of the days on them: ``mean`` has a value a figure, ``pull`` a row a day and a column a figure.

    ``mean`` is NaN where undefined. ``pull`` is NaN where it is not known.
    """

    mean: FloatArray
    pull: FloatArray

    @classmethod
    def of_sums(cls, over: FloatArray, under: FloatArray) -> Pulls:
        """Take figures that are ``over`` / ``under``, both summed along the first axis, the days."""
        total = under.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(total > 0, over.sum(axis=0) / total, np.nan)
            return cls(mean, (over - mean * under) / (total / len(under)))

    def minus(self, other: Pulls) -> Pulls:
        """Differences of figures of the same days."""
        return Pulls(self.mean - other.mean, self.pull - other.pull)

    @property
    def error(self) -> FloatArray:
        """Standard errors; NaN with a single day."""
        days = len(self.pull)
        if days < 2:
            return np.full_like(self.mean, np.nan)
        return np.asarray(np.sqrt((self.pull**2).sum(axis=0) / (days * (days - 1))))

    @property
    def half_width(self) -> FloatArray:
        """Half of the width of the 95 % limits, with Student's t on one degree of freedom fewer than days."""
        return np.asarray(float(stats.t.ppf((1 + CONFIDENCE) / 2, max(len(self.pull) - 1, 1))) * self.error)

    @property
    def limits(self) -> tuple[FloatArray, FloatArray]:
        """95 % limits that lean to the side to which single days stray furthest (Willink 2005).

        They are those of Student's t, bent by the third moment of the pulls.
        """
        days = len(self.pull)
        half = self.half_width
        if days < LEAST:
            return self.mean - half, self.mean + half
        t = float(stats.t.ppf((1 + CONFIDENCE) / 2, days - 1))
        third = (self.pull**3).sum(axis=0) * days / ((days - 1) * (days - 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            lean = third / (6 * np.sqrt(days) * (self.error * np.sqrt(days)) ** 3)
            far, near = ((np.cbrt(1 + 6 * lean * (end - lean)) - 1) / (2 * lean) for end in (t, -t))
        straight = ~(np.abs(lean) > STRAIGHT)
        return (
            self.mean - self.error * np.where(straight, t, far),
            self.mean - self.error * np.where(straight, -t, near),
        )

    @property
    def p(self) -> FloatArray:
        """Two-sided p-values of figures that ought to be 0, by Student's t; 1 where every day says 0, 0 where all say else."""
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.abs(self.mean) / self.error
        p = 2 * stats.t.sf(t, max(len(self.pull) - 1, 1))
        return np.where((self.mean == 0) & (self.error == 0), 1.0, p)


def pulls(scenario: Scenario, tallies: Sequence[Tally], *, intervals: bool = False) -> tuple[tuple[Key, ...], Pulls]:
    """Give the figures of every measure at every scope, for the calendar and, if asked for, in each interval.

    They are the figures of ``sim.measures.rows``, in that order. The pulls on percentiles are not known.
    """
    sample = Sample(scenario, tallies)
    columns: list[tuple[Key, float, FloatArray]] = []
    for part in (_of_measures(sample, intervals), _of_targets(sample, intervals)):
        columns += part
    keys, mean, pull = zip(*columns, strict=True)
    return keys, Pulls(np.array(mean), np.stack(pull, axis=1))


def _of_measures(sample: Sample, intervals: bool) -> Iterator[tuple[Key, float, FloatArray]]:
    starts = _starts(sample, intervals)
    for scope in SCOPES:
        defined = [measure for measure in measures(sample.scenario) if scope in measure.scopes]
        found = []
        for measure in defined:
            if isinstance(measure, Percentile):
                mean = measure.estimate(sample, scope).mean
                found.append(Pulls(mean, np.full((len(sample.tallies), *mean.shape), np.nan)))
            else:
                found.append(Pulls.of_sums(*measure.by_day(sample, scope)))
        for row, name in enumerate(sample.names(scope)):
            for measure, one in zip(defined, found, strict=True):
                for column, start in enumerate(starts):
                    key = Key(measure.name, scope, name, start, measure.within, measure.of, None)
                    yield key, one.mean[row, column], one.pull[:, row, column]


def _of_targets(sample: Sample, intervals: bool) -> Iterator[tuple[Key, float, FloatArray]]:
    for place, target in enumerate(sample.scenario.targets):
        by_interval, by_day = (Pulls.of_sums(*counts(sample, target)) for counts in (intervals_met, days_met))
        for measure, one, starts in (
            ("intervals_meeting_target", by_interval, _starts(sample, intervals)),
            ("days_meeting_target", by_day, (None,)),
        ):
            for column, start in enumerate(starts):
                key = Key(measure, target.scope, name_of(target), start, None, None, place)
                yield key, one.mean[0, column], one.pull[:, 0, column]


def _starts(sample: Sample, intervals: bool) -> tuple[str | None, ...]:
    return (None, *sample.scenario.calendar.starts) if intervals else (None,)
