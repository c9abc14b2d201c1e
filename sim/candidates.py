"""Candidates: what screening has to remember of a scenario, so that a thousand of them fit into memory.

Of the measure that ranks them a candidate keeps its two sums of every day, because rivals are compared day by day. Of each
period of each target it keeps a few totals: whether a target is kept is told from how far each day overshoots it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.definitions import Percentile, Sample, measures
from sim.sums.ratios import FloatArray
from sim.sums.tally import CENTRE, STANDARD_WITHIN
from sim.targets import AT_MOST, SLACK, evidence, name_of

if TYPE_CHECKING:
    from scenarios.targets import Target
    from sim.experiment import Results

TRIALS = ("answer_rate", "abandonment", "on_time")  # what counts contacts out of contacts


@dataclass(frozen=True)
class Promises:
    """The periods of all targets, one a column: what is asked, and totals over ``days``.

    A day overshoots a period by ``sign`` x (over - asked x under), which is at least 0 on average where the target is kept.
    ``overshoot`` and ``squared`` are the sums of that and of its square. ``trials``: over counts some of those in under.
    ``offered`` and ``base`` are as in ``sim.targets.Evidence``; a period of fewer than ``at_least`` a day is not judged.
    """

    names: tuple[str, ...]
    asked: FloatArray
    sign: FloatArray
    trials: NDArray[np.bool_]
    at_least: FloatArray
    days: int
    over: FloatArray
    under: FloatArray
    overshoot: FloatArray
    squared: FloatArray
    offered: FloatArray
    base: FloatArray

    @classmethod
    def of(cls, results: Results) -> Promises:
        """Collect the targets of a scenario; periods that end within the warm-up are left out."""
        sample = Sample(results.scenario, results.tallies)
        parts = [_promises(sample, target) for target in results.scenario.targets]
        return cls.joined(parts, len(results.tallies))

    @classmethod
    def joined(cls, parts: Iterable[Promises], days: int) -> Promises:
        """Lay the promises of several targets side by side; of none, there is nothing to keep."""
        parts = list(parts)
        columns = {
            key: np.concatenate([np.empty(0), *(getattr(part, key) for part in parts)])
            for key in ("asked", "sign", "at_least", *TOTALS)
        }
        trials = np.concatenate([np.empty(0, bool), *(part.trials for part in parts)])
        return cls(tuple(name for part in parts for name in part.names), trials=trials, days=days, **columns)

    def __add__(self, more: Promises) -> Promises:
        """Add further days."""
        totals = {key: getattr(self, key) + getattr(more, key) for key in TOTALS}
        return replace(self, days=self.days + more.days, **totals)

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Periods in which something is offered, and enough of it."""
        return (self.base > 0) & (self.offered >= self.at_least * self.days)

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Periods that the sums over all days say are kept; those that are not judged are in nobody's way."""
        with np.errstate(divide="ignore", invalid="ignore"):
            reached = self.over / self.under
        enough = np.where(self.sign > 0, reached >= self.asked * (1 - SLACK), reached <= self.asked * (1 + SLACK))
        return ~self.judged | enough

    def doubt(self) -> tuple[FloatArray, FloatArray]:
        """Chance, in each period, of such days if the target were just kept: of worse ones, and of better ones.

        By Student's t on the days' overshoots, and where contacts or days are counted no surer than the binomial law allows
        for so many of them: ten of ten are not all. Both are 1 where nothing is judged, or one day is all there is.
        """
        nobody = self.judged & (self.under == 0)  # offered, and nobody answered: no short wait, surely missed
        if self.days < 2:
            return np.where(nobody, 0.0, 1.0), np.ones_like(self.asked)
        mean = self.overshoot / self.days
        scatter = np.maximum(self.squared - self.days * mean**2, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            t = mean / np.sqrt(scatter / (self.days * (self.days - 1)))
        t = np.where(self.judged & (mean != 0), t, np.nan)
        worse, better = (np.nan_to_num(special.stdtr(self.days - 1, end), nan=1.0) for end in (t, -t))
        few, many = _at_most(self.over, self.under, self.asked), _at_least(self.over, self.under, self.asked)
        worse = np.where(self.trials, np.maximum(worse, np.where(self.sign > 0, few, many)), worse)
        better = np.where(self.trials, np.maximum(better, np.where(self.sign > 0, many, few)), better)
        return np.where(nobody, 0.0, np.where(self.judged, worse, 1.0)), np.where(nobody, 1.0, better)


def _at_least(successes: FloatArray, trials: FloatArray, chance: FloatArray) -> FloatArray:
    """Chance of so many successes or more, by the binomial law."""
    known = special.betainc(np.maximum(successes, 1), np.maximum(trials - successes, 0) + 1, chance)
    return np.where(successes > 0, known, 1.0)


def _at_most(successes: FloatArray, trials: FloatArray, chance: FloatArray) -> FloatArray:
    return _at_least(trials - successes, trials, 1 - chance)


TOTALS = ("over", "under", "overshoot", "squared", "offered", "base")


def _promises(sample: Sample, target: Target) -> Promises:
    """Take one target; with ``confidence`` it is about the share of days that reach it."""
    found = evidence(sample, target, target.per)
    over, under, asked, at_most = found.over, found.under, target.asked, target.measure in AT_MOST
    if target.confidence is not None:
        over, under, asked, at_most = found.reaches * found.telling, found.telling, target.confidence, False
    sign = -1.0 if at_most else 1.0
    overshoot = sign * (over - asked * under)
    ends = np.append(found.firsts[1:], sample.grid.intervals) * sample.grid.interval
    after = np.flatnonzero(ends > sample.grid.warm_up)
    what = f"{target.scope} {name_of(target)}: {target.measure} {target.asked:g}"
    starts = sample.scenario.calendar.starts

    def column(value: float) -> FloatArray:
        return np.full(len(after), value)

    return Promises(
        names=tuple(what if target.per == "horizon" else f"{what} from {starts[found.firsts[at]]}" for at in after),
        asked=column(asked),
        sign=column(sign),
        trials=np.full(len(after), target.confidence is not None or target.measure in TRIALS),
        at_least=column(target.at_least),
        days=len(over),
        **{
            key: sums.sum(axis=0)[after]
            for key, sums in zip(TOTALS, (over, under, overshoot, overshoot**2, found.offered, found.base), strict=True)
        },
    )


@dataclass(frozen=True)
class Candidate:
    """A scenario on some days: ``over`` and ``under`` are the two sums, day by day, of the measure that ranks it."""

    over: FloatArray
    under: FloatArray
    promises: Promises

    @classmethod
    def of(
        cls,
        results: Results,
        measure: str = "cost",
        scope: str = "centre",
        name: str = CENTRE,
        *,
        within: float | None = None,
        targets: bool = True,
    ) -> Candidate:
        """Take what screening needs from results. Without ``targets`` those of the scenario do not matter.

        Raises:
            ValueError: if there is no such measure, or it is a percentile, which days do not add up to.

        """
        if measure == "answer_rate" and within is None:
            within = STANDARD_WITHIN
        sample = Sample(results.scenario, results.tallies)
        for defined in measures(results.scenario):
            if (defined.name, defined.within, defined.of) == (measure, within, None) and scope in defined.scopes:
                break
        else:
            raise ValueError(f"there is no measure {measure!r} of a {scope} to rank by.")
        if isinstance(defined, Percentile):
            raise ValueError(
                f"{measure} cannot rank: percentiles of days do not add up; take mean_wait or answer_rate."
            )
        if name not in sample.names(scope):
            raise ValueError(f"there is no {scope} {name!r} to rank by.")
        row = sample.names(scope).index(name)
        over, under = (sums[:, row, 0] for sums in defined.by_day(sample, scope))
        promises = Promises.of(results) if targets else Promises.joined((), len(results.tallies))
        return cls(over, under, promises)

    @property
    def days(self) -> int:
        """How many days it was simulated on."""
        return len(self.over)

    def __add__(self, more: Candidate) -> Candidate:
        """The same candidate on further days."""
        return Candidate(
            np.concatenate([self.over, more.over]),
            np.concatenate([self.under, more.under]),
            self.promises + more.promises,
        )
