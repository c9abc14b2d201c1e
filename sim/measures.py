"""Measures: what the logs of many days say about a centre.

Every figure that anyone sees is computed here, from tallies (``sim/sums/tally.py``), so that a measure means the same in the
terminal, the report and the planner. What each measure divides by what stands in ``sim/definitions.py``; how its limits are
found in ``sim/sums/ratios.py``.

The rows come in a fixed order: scope, name, measure, then the calendar followed by its intervals. The two measures of how
often a target is met come last, in the order of the targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.definitions import Sample, measures
from sim.sums.ratios import FloatArray, Ratio, share_of_days
from sim.sums.tally import SCOPES, Tally, names_of, tally
from sim.targets import LENGTHS, Evidence, evidence, name_of, number, skips

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from scenarios.targets import Target
    from sim.variance import Known

__all__ = ["MeasureRow", "Ratio", "Tally", "daily", "rows", "tally"]


@dataclass(frozen=True)
class MeasureRow:
    """One figure: a measure of one name at one scope, over the calendar (``interval`` None) or in one interval.

    ``mean`` is None where undefined (0/0), ``low`` and ``high`` also with a single replication. ``within_s``: the answer rate's
    threshold. ``of``: its denominator where it is not the offered. ``target``: place of the target in the file, from 0.
    """

    measure: str
    scope: str
    name: str
    interval: str | None
    within_s: float | None
    mean: float | None
    low: float | None
    high: float | None
    target: int | None = None
    of: str | None = None


def rows(scenario: Scenario, tallies: Sequence[Tally], known: Known | None = None) -> list[MeasureRow]:
    """Every measure at every scope where it is defined, zeros included. ``known``: of the replications' luck (``sim/variance.py``)."""
    sample = Sample(scenario, tallies, known)
    return [*_measure_rows(sample), *_target_rows(sample)]


def _measure_rows(sample: Sample) -> Iterator[MeasureRow]:
    starts = (None, *sample.scenario.calendar.starts)
    for scope in SCOPES:
        defined = [measure for measure in measures(sample.scenario) if scope in measure.scopes]
        estimates = [measure.estimate(sample, scope) for measure in defined]
        for row, name in enumerate(names_of(sample.scenario)[scope]):
            for measure, estimate in zip(defined, estimates, strict=True):
                for start, (mean, low, high) in zip(starts, _columns(estimate, row), strict=True):
                    yield MeasureRow(measure.name, scope, name, start, measure.within, mean, low, high, of=measure.of)


def _columns(estimate: Ratio, row: int) -> Iterator[tuple[float | None, float | None, float | None]]:
    columns = (
        [number(value) for value in values[row].tolist()] for values in (estimate.mean, estimate.low, estimate.high)
    )
    return zip(*columns, strict=True)


def _target_rows(sample: Sample) -> Iterator[MeasureRow]:
    """How often targets are met, by the replications' own ratios, whatever the target's own ``per`` and ``confidence``.

    ``intervals_meeting_target``: intervals that reach what is asked / intervals in which it can be told, of all
    replications; also by interval. ``days_meeting_target``: calendar days on which every hour or interval of a target ``per``
    hour or interval reaches it (or the day itself, for other targets) / days on which it can be told. Neither counts what
    the target skips.
    """
    starts = sample.scenario.calendar.starts
    for place, target in enumerate(sample.scenario.targets):
        by_interval = share_of_days(*intervals_met(sample, target), sample.known)
        by_day = share_of_days(*days_met(sample, target), sample.known)
        for start, (mean, low, high) in zip((None, *starts), _columns(by_interval, 0), strict=True):
            yield _target_row("intervals_meeting_target", target, place, start, (mean, low, high))
        yield _target_row("days_meeting_target", target, place, None, next(_columns(by_day, 0)))


def days_met(sample: Sample, target: Target) -> tuple[FloatArray, FloatArray]:
    """Count in each replication the calendar days that keep the target, and those on which it can be told."""
    found = evidence(sample, target, target.per if target.per in ("hour", "interval") else "day")
    judged, reaches = _judged(sample, found)
    first_of_day = np.unique(found.firsts * sample.grid.interval // LENGTHS["day"], return_index=True)[1]
    kept = np.minimum.reduceat(np.where(judged > 0, reaches, 1.0), first_of_day, axis=1)
    told = np.maximum.reduceat(judged, first_of_day, axis=1)
    return (kept * told).sum(axis=1)[:, None, None], told.sum(axis=1)[:, None, None]


def intervals_met(sample: Sample, target: Target) -> tuple[FloatArray, FloatArray]:
    """Count in each replication the intervals that reach the target, and those in which it can be told: all, then each."""
    judged, reaches = _judged(sample, evidence(sample, target, "interval"))
    over, under = (np.c_[values.sum(axis=1), values][:, None] for values in (reaches, judged))
    return over, under


def _judged(sample: Sample, found: Evidence) -> tuple[FloatArray, FloatArray]:
    """By replication and period: 1 where the target can be told, and 1 where it is reached there."""
    judged = found.telling * [reason is None for reason in skips(sample, found)]
    return judged, found.reaches * judged


def _target_row(
    measure: str, target: Target, place: int, start: str | None, values: tuple[float | None, float | None, float | None]
) -> MeasureRow:
    return MeasureRow(measure, target.scope, name_of(target), start, None, *values, target=place)


def daily(
    scenario: Scenario, tallies: Sequence[Tally], measure: str, scope: str, name: str, within: float | None = None
) -> FloatArray:
    """A measure of each single replication: an array (replications, calendar and intervals), NaN where undefined.

    Each value is the sum of that replication alone / the sum of that replication alone, for pictures of a fan of days.
    """
    row = names_of(scenario)[scope].index(name)
    defined = next(
        one
        for one in measures(scenario)
        if one.name == measure and scope in one.scopes and one.of is None and within in (None, one.within)
    )
    return np.stack([defined.estimate(Sample(scenario, (one,)), scope).mean[row] for one in tallies])
