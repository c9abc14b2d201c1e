"""Pulls: how far each day draws every figure away from its mean.

A figure of many days is a ratio of two sums, and its limits come from what the single days contribute: a day pulls the ratio
by ``(over - ratio x under) / mean of under`` (the delta method; Law 2015, sec. 9.4). The standard error of the pulls' mean is the
figure's. Two figures of the same days have their pulls side by side, so that those of their difference are the differences of
their pulls: what a hard day does to both cancels.

A percentile is pulled by the share of a day's waits up to it (Bahadur 1966): so much above the level, so much less the
percentile, times how steeply waits rise there, which its limits tell (Woodruff 1952).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from sim.definitions import Measure, Percentile, Sample, Share, measures
from sim.measures import days_met, intervals_met
from sim.sums.ratios import CONFIDENCE, FloatArray, Ratio, half_width, ratio
from sim.sums.tally import SCOPES
from sim.targets import name_of

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.sums.tally import Tally
    from sim.variance import Known


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

    Both are NaN where undefined. ``explained``: degrees of freedom spent on what is known of the days (``sim/variance.py``).
    """

    mean: FloatArray
    pull: FloatArray
    explained: int = 0

    @classmethod
    def of_sums(cls, over: FloatArray, under: FloatArray, known: Known | None = None, most: float = np.inf) -> Pulls:
        """Take figures that are ``over`` / ``under``, both summed along the first axis, the days; none is past ``most``."""
        days, figures = len(over), ratio(over, under, most, known)
        residuals = over - figures.mean * under
        with np.errstate(divide="ignore", invalid="ignore"):
            if known is None:
                return cls(figures.mean, residuals / (under.sum(axis=0) / days))
            left = (known.unexplained(np.nan_to_num(residuals)).T * known.weights).T
            total = np.tensordot(known.weights, under, axes=1)
            return cls(figures.mean, left / total * np.sqrt(days * (days - 1)), days - 1 - known.freedom)

    @classmethod
    def of_percentile(cls, found: Ratio, up_to: FloatArray, answered: FloatArray) -> Pulls:
        """Take percentiles with their limits; ``up_to``: waits of each day that are no longer, ``answered``: all of them."""
        with np.errstate(divide="ignore", invalid="ignore"):
            share = up_to.sum(axis=0) / answered.sum(axis=0)
            half = half_width(up_to, answered, share)
            between = np.minimum(share + half, 1.0) - np.maximum(share - half, 0.0)
            steep = np.where(half > 0, (found.high - found.low) / between, np.where(half == 0, 0.0, np.nan))
            return cls(found.mean, -steep * (up_to - share * answered) / (answered.sum(axis=0) / len(answered)))

    def only(self, places: Sequence[int]) -> Pulls:
        """Leave out all figures but some."""
        return replace(self, mean=self.mean[places], pull=self.pull[:, places])

    def minus(self, other: Pulls) -> Pulls:
        """Differences of figures of the same days."""
        return Pulls(self.mean - other.mean, self.pull - other.pull, max(self.explained, other.explained))

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the limits; at least 1, for with a single day there are no limits anyhow."""
        return max(len(self.pull) - 1 - self.explained, 1)

    @property
    def error(self) -> FloatArray:
        """Standard errors; NaN with a single day."""
        days = len(self.pull)
        if days < 2:
            return np.full_like(self.mean, np.nan)
        return np.asarray(np.sqrt((self.pull**2).sum(axis=0) / (days * (days - 1))))

    @property
    def half_width(self) -> FloatArray:
        """Half of the width of the 95 % limits, by Student's t."""
        return np.asarray(float(special.stdtrit(self.freedom, (1 + CONFIDENCE) / 2)) * self.error)

    @property
    def limits(self) -> tuple[FloatArray, FloatArray]:
        """95 % limits that lean to the side to which single days stray furthest (Willink 2005).

        They are those of Student's t, bent by the third moment of the pulls.
        """
        days = len(self.pull)
        half = self.half_width
        if days < LEAST:
            return self.mean - half, self.mean + half
        t = float(special.stdtrit(self.freedom, (1 + CONFIDENCE) / 2))
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
        p = 2 * special.stdtr(self.freedom, -t)
        return np.where((self.mean == 0) & (self.error == 0), 1.0, p)


def pulls(
    scenario: Scenario, tallies: Sequence[Tally], *, intervals: bool = False, known: Known | None = None
) -> tuple[tuple[Key, ...], Pulls]:
    """Give the figures of every measure at every scope, for the calendar and, if asked for, in each interval.

    They are the figures of ``sim.measures.rows``, in that order.
    """
    sample = Sample(scenario, tallies, known)
    columns: list[tuple[Key, float, FloatArray]] = []
    for part in (_of_measures(sample, intervals), _of_targets(sample, intervals)):
        columns += part
    keys, mean, pull = zip(*columns, strict=True)
    return keys, Pulls(np.array(mean), np.stack(pull, axis=1), 0 if known is None else len(tallies) - 1 - known.freedom)


def _of_measures(sample: Sample, intervals: bool) -> Iterator[tuple[Key, float, FloatArray]]:
    starts = _starts(sample, intervals)
    for scope in SCOPES:
        defined = [measure for measure in measures(sample.scenario) if scope in measure.scopes]
        found = [_of_measure(sample, scope, measure) for measure in defined]
        for row, name in enumerate(sample.names(scope)):
            for measure, one in zip(defined, found, strict=True):
                for column, start in enumerate(starts):
                    key = Key(measure.name, scope, name, start, measure.within, measure.of, None)
                    yield key, one.mean[row, column], one.pull[:, row, column]


def _of_measure(sample: Sample, scope: str, measure: Measure) -> Pulls:
    """Give a measure by name, first for the calendar and then for each interval, as ``Measure.estimate`` does."""
    sums = measure.by_day(sample, scope)
    if isinstance(measure, Percentile):
        return Pulls.of_percentile(measure.estimate(sample, scope), *sums)
    return Pulls.of_sums(*sums, sample.known, measure.most if isinstance(measure, Share) else np.inf)


def _of_targets(sample: Sample, intervals: bool) -> Iterator[tuple[Key, float, FloatArray]]:
    for place, target in enumerate(sample.scenario.targets):
        by_interval, by_day = (
            Pulls.of_sums(*counts(sample, target), sample.known, 1.0) for counts in (intervals_met, days_met)
        )
        for measure, one, starts in (
            ("intervals_meeting_target", by_interval, _starts(sample, intervals)),
            ("days_meeting_target", by_day, (None,)),
        ):
            for column, start in enumerate(starts):
                key = Key(measure, target.scope, name_of(target), start, None, None, place)
                yield key, one.mean[0, column], one.pull[:, 0, column]


def days_by_target(scenario: Scenario, tallies: Sequence[Tally], *, intervals: bool = False) -> dict[Key, FloatArray]:
    """Count for each figure about a target the intervals or days of each replication that reach it."""
    sample, found = Sample(scenario, tallies), {}
    for place, target in enumerate(scenario.targets):
        for measure, counts, starts in (
            ("intervals_meeting_target", intervals_met, _starts(sample, intervals)),
            ("days_meeting_target", days_met, (None,)),
        ):
            reached = counts(sample, target)[0][:, 0]
            for column, start in enumerate(starts):
                found[Key(measure, target.scope, name_of(target), start, None, None, place)] = reached[:, column]
    return found


def _starts(sample: Sample, intervals: bool) -> tuple[str | None, ...]:
    return (None, *sample.scenario.calendar.starts) if intervals else (None,)
