"""Targets: is what was asked reached, when, and how sure is it?

A target asks something of one measure in every period (interval, hour, day or the whole calendar). Without ``confidence`` the
ratio of sums over all days has to reach it. With ``confidence`` it is a promise about single days: in each period
separately, the share of days that reach it has to be at least that much. The estimate itself decides; its limits stand
beside and say how sure the verdict is.

Some periods are not judged, and say why: nothing is offered (nothing due, nobody staffed), the warm-up still runs, or fewer contacts
are expected than the target's ``at_least``, measured by the mean offered per calendar. A period in which contacts are
offered but nobody is answered is judged, and fails a target on waits: a wait that never ends is no short one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scenarios.ways import comes_to
from sim.definitions import Sample, of_target
from sim.sums.ratios import FloatArray, Ratio, ratio
from sim.sums.tally import CENTRE, Tally

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from scenarios.targets import Target
    from sim.variance import Known

SLACK = 1e-9  # relative; 60 s asked and 60.00000000001 s reached is reached
AT_MOST = ("abandonment", "mean_wait", "occupancy")
LENGTHS = {"hour": 3600.0, "day": 86400.0}
# What a target is about: contacts offered, of all channels or the immediate ones as its measure has it, or work that is due.
OFFERED = {"answer_rate": "prompt offered", "mean_wait": "prompt offered", "on_time": "due"}
NOTHING = {"occupancy": "nobody staffed", "on_time": "nothing due"}


@dataclass(frozen=True)
class PeriodVerdict:
    """One period of a target, from the interval ``first`` to the interval ``last`` (both included).

    ``reached``: sum over days / sum over days, with 95 % limits; None where undefined. ``days_met``: replications that reach
    the target in this period / replications in which it can be told. ``skipped``: why the period is not judged, if so.
    """

    start: str
    first: int
    last: int
    reached: float | None
    low: float | None
    high: float | None
    days_met: float | None
    met: bool
    skipped: str | None


@dataclass(frozen=True)
class Verdict:
    """A target with its periods; ``worst`` is the judged period that falls short most, or comes nearest to it."""

    target: Target
    periods: tuple[PeriodVerdict, ...]
    worst: PeriodVerdict | None

    @property
    def judged(self) -> bool:
        """Whether there is any period to judge."""
        return self.worst is not None

    @property
    def met(self) -> bool:
        """Whether every judged period meets the target; periods that are skipped stand in nobody's way."""
        return all(period.met for period in self.periods if period.skipped is None)


def judge(scenario: Scenario, tallies: Sequence[Tally], known: Known | None = None) -> tuple[Verdict, ...]:
    """Judge every target of the scenario, in its order. ``known``: of the replications' luck (``sim/variance.py``)."""
    sample = Sample(scenario, tallies, known)
    return tuple(_verdict(sample, target) for target in scenario.targets)


@dataclass(frozen=True)
class Evidence:
    """What a target is judged by: for each replication (rows) and period (columns) the two sums of its measure.

    ``offered``: contacts that it is about: those due for on_time; a group counts as offered what it answered. ``base``: what there
    was to do it with: seconds staffed for occupancy, the offered for all else.
    """

    target: Target
    firsts: NDArray[np.int64]  # first interval of each period
    over: FloatArray
    under: FloatArray
    base: FloatArray
    offered: FloatArray
    known: Known | None = None

    @property
    def reaches(self) -> FloatArray:
        """1 where the replication's own ratio reaches the target in the period, else 0; 0 where it is undefined."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.reached_by(self.over / self.under).astype(float)

    @property
    def telling(self) -> FloatArray:
        """1 where something was offered in the replication and period, else 0."""
        return (self.base > 0).astype(float)

    @property
    def estimate(self) -> Ratio:
        """The measure in each period: sum over replications / sum over replications."""
        return ratio(self.over, self.under, of_target(self.target).most, self.known)

    def reached_by(self, value: FloatArray) -> NDArray[np.bool_]:
        """Whether values reach the target; an undefined one does not."""
        asked = self.target.asked
        if self.target.measure in AT_MOST:
            return np.asarray(value <= asked * (1 + SLACK))
        return np.asarray(value >= asked * (1 - SLACK))


def evidence(sample: Sample, target: Target, per: str) -> Evidence:
    """Collect the sums of a target's measure by replication and by period of the kind ``per``."""
    measure = of_target(target)
    row = sample.names(target.scope).index(name_of(target))
    firsts = periods(sample, per)

    def by_period(key: str) -> FloatArray:
        return np.add.reduceat(sample.sums(target.scope, key)[:, row], firsts, axis=1)

    offered = OFFERED.get(target.measure, "offered")
    base = "seconds staffed" if target.measure == "occupancy" else offered
    over, under, to_do, asked_for = (by_period(key) for key in (measure.over, measure.under, base, offered))
    return Evidence(target, firsts, over, under, to_do, asked_for, sample.known)


def name_of(target: Target) -> str:
    """Name of what the target is about at its scope."""
    return CENTRE if target.scope == "centre" else target.of_what


def periods(sample: Sample, per: str) -> NDArray[np.int64]:
    """First interval of each period; an interval belongs to the hour or day in which it starts."""
    if per == "horizon":
        return np.zeros(1, np.int64)
    starts = np.arange(sample.grid.intervals) * sample.grid.interval
    return np.asarray(np.unique(starts // LENGTHS.get(per, sample.grid.interval), return_index=True)[1])


def _verdict(sample: Sample, target: Target) -> Verdict:
    found = evidence(sample, target, target.per)
    estimate = found.estimate
    days_met = ratio(found.reaches * found.telling, found.telling, 1.0, found.known).mean
    reached = found.reached_by(estimate.mean) if target.confidence is None else days_met >= target.confidence - SLACK
    lasts = np.append(found.firsts[1:], sample.grid.intervals) - 1
    reasons = skips(sample, found)
    verdicts = tuple(
        PeriodVerdict(
            start=sample.scenario.calendar.starts[first],
            first=int(first),
            last=int(lasts[place]),
            reached=number(estimate.mean[place]),
            low=number(estimate.low[place]),
            high=number(estimate.high[place]),
            days_met=number(days_met[place]),
            met=bool(reached[place]) and reasons[place] is None,
            skipped=reasons[place],
        )
        for place, first in enumerate(found.firsts)
    )
    judged = [period for period in verdicts if period.skipped is None]
    return Verdict(target, verdicts, max(judged, key=lambda period: _shortfall(target, period), default=None))


def skips(sample: Sample, found: Evidence) -> list[str | None]:
    """Say why each period is not judged, or nothing where it is."""
    target = found.target
    ends = np.append(found.firsts[1:], sample.grid.intervals) * sample.grid.interval
    nothing = NOTHING.get(target.measure, "nothing offered")
    expected, base = found.offered.mean(axis=0), found.base.sum(axis=0)
    starts, opened = found.firsts * sample.grid.interval, _opened(sample.scenario, target)

    def reason(place: int) -> str | None:
        if ends[place] <= sample.grid.warm_up:
            return "in the warm-up"
        if ends[place] <= sample.scenario.experiment.over:
            return "over"
        if not any(begins < ends[place] and starts[place] < closes for begins, closes in opened):
            return "closed"
        if base[place] == 0:
            return nothing
        if expected[place] < target.at_least:
            return f"expects {expected[place]:.3g} contacts, fewer than {target.at_least:g}"
        return None

    return [reason(place) for place in range(len(found.firsts))]


def _opened(scenario: Scenario, target: Target) -> list[tuple[float, float]]:
    """Spans in which a queue is open that the target's contacts can be in; a group's people may work at any time.

    Retries that are due after the calendar's end count as offered in the last interval, open or not.
    """
    if target.scope == "agent_group":
        return [(0.0, scenario.calendar.horizon)]
    names = {"queue": (target.of_what,), "contact_type": ()}.get(target.scope, tuple(scenario.queues))
    if target.scope == "contact_type":
        names = comes_to(scenario, target.of_what)
    return [span for name in names for span in scenario.open_spans(name)]


def _shortfall(target: Target, period: PeriodVerdict) -> tuple[float, float]:
    """How far a period falls short, relative to what is asked; with ``confidence`` the share of days comes first."""
    scale = target.asked or 1.0
    missing = np.inf if period.reached is None else (target.asked - period.reached) / scale
    if target.measure in AT_MOST and period.reached is not None:
        missing = -missing
    if target.confidence is None or period.days_met is None:
        return missing, 0.0
    return target.confidence - period.days_met, missing


def number(value: float) -> float | None:
    """Give a plain number, or None for NaN."""
    return None if math.isnan(value) else float(value)
