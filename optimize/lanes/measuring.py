"""Measuring: what each class gets in a design, and what sets two designs apart.

A class may be several contact types, so its figures are made of their sums as those of one type are (``sim/definitions.py``): answered
within / offered, abandoned / offered, percentiles of the waits of all answered pooled. Designs are measured on the same
stratified days, which no search has met, and compared day by day (``sim/pulls.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.lanes.result import ClassFigures, Estimate
from sim.definitions import Sample
from sim.pulls import Pulls
from sim.sums.ratios import FloatArray, Ratio, ratio
from sim.sums.tally import STANDARD_WITHIN, names_of, within_key
from sim.sums.waits import Part, Pool
from sim.targets import number

if TYPE_CHECKING:
    from optimize.lanes.classes import Classes, Tier
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.variance import Known

LEVELS = (0.50, 0.90, 0.95)
MOMENTS = (0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 240.0, 300.0, 420.0, 600.0)
GONE = ("abandoned", "blocked", "cleared")
COMPARED = ("answer_rate", "abandonment", "mean_wait", "cost_of_loss", "lost")
Two = tuple[FloatArray, FloatArray]


def thresholds_of(scenario: Scenario, classes: Classes) -> dict[str, float]:
    """The wait (s) that each class is promised: of its first target on answers, 20 s without one."""
    found = {}
    for key, tier in classes.both.items():
        promised = [
            target.within
            for target in scenario.targets
            if target.measure == "answer_rate"
            and target.within is not None
            and is_about(target.scope, target.of_what, tier)
        ]
        found[key] = promised[0] if promised else STANDARD_WITHIN
    return found


def is_about(scope: str, of_what: str, tier: Tier) -> bool:
    """Whether a target is about a class."""
    return (scope == "queue" and of_what in tier.queues) or (scope == "contact_type" and of_what in tier.contact_types)


@dataclass(frozen=True)
class Losses:
    """What lost customers cost, by class and replication, and what is known of the replications' luck."""

    by_class: Mapping[str, FloatArray]
    known: Known | None

    @property
    def estimate(self) -> Estimate:
        """Of all classes together."""
        over = np.sum(list(self.by_class.values()), axis=0)
        return _estimate(ratio(over[:, None], np.ones_like(over)[:, None], known=self.known))

    def at(self, times: Mapping[str, float]) -> Losses:
        """The same with customers worth so many times as much."""
        return Losses({key: own * times.get(key, 1.0) for key, own in self.by_class.items()}, self.known)


class Measured:
    """The results of a design, read class by class."""

    def __init__(self, results: Results, classes: Classes, within: Mapping[str, float]) -> None:
        """Keep them; what is asked often is worked out once."""
        self.results, self.classes, self.within = results, classes, within
        self.sample = Sample(results.scenario, results.tallies, results.known)
        self._names = names_of(results.scenario)["contact_type"]

    def sums(self, key: str, name: str) -> FloatArray:
        """A sum of a class by replication."""
        rows = [self._names.index(kind) for kind in self.classes.both[key].contact_types]
        return np.asarray(self.sample.sums("contact_type", name)[:, rows].sum(axis=(1, 2)))

    def lost(self, key: str) -> FloatArray:
        """Customers of a class lost for good, by replication; attempts that were, where nothing is said of what a loss costs."""
        found = np.zeros(self.results.replications)
        for kind in self.classes.both[key].contact_types:
            row, value = self._names.index(kind), self.results.scenario.contact_types[kind].cost_of_loss
            names = ("cost of loss",) if value > 0 else GONE
            found += sum(self.sample.sums("contact_type", name)[:, row].sum(axis=1) for name in names) / (value or 1.0)
        return found

    def two(self, key: str, measure: str) -> Two:
        """The two sums of a measure of a class, by replication."""
        days = np.ones(self.results.replications)
        offered, answered = "prompt offered", "prompt answered"
        if measure == "answer_rate":
            return self.sums(key, within_key("answered within", self.within[key])), self.sums(key, offered)
        if measure == "abandonment":
            return self.sums(key, "abandoned"), self.sums(key, "offered")
        if measure == "mean_wait":
            return self.sums(key, "wait of answered"), self.sums(key, answered)
        if measure == "lost":
            return self.lost(key), days
        return self.sums(key, {"cost_of_loss": "cost of loss", "offered": "offered"}[measure]), days

    def estimate(self, key: str, measure: str) -> Estimate:
        """A measure of a class."""
        most = 1.0 if measure in ("answer_rate", "abandonment") else np.inf
        over, under = (part[:, None] for part in self.two(key, measure))
        return _estimate(ratio(over, under, most, self.results.known))

    def cost_of_loss(self) -> Estimate:
        """Of both classes together."""
        return self.losses().estimate

    def losses(self) -> Losses:
        """What lost customers cost, by class and replication."""
        return Losses({key: self.sums(key, "cost of loss") for key in self.classes.both}, self.results.known)

    def figures(self, key: str) -> ClassFigures:
        """All figures of a class."""
        pool = self._pool(key)
        found = pool.percentiles(LEVELS)
        percentiles = [
            _estimate(Ratio(*(part[at, 0, :1] for part in (found.mean, found.low, found.high))))
            for at in range(len(LEVELS))
        ]
        offered, rate, abandonment, wait = (
            self.estimate(key, name) for name in ("offered", "answer_rate", "abandonment", "mean_wait")
        )
        p50, p90, p95 = percentiles
        return ClassFigures(
            within=self.within[key],
            offered=offered,
            answer_rate=rate,
            abandonment=abandonment,
            mean_wait=wait,
            wait_p50=p50,
            wait_p90=p90,
            wait_p95=p95,
            lost=self.estimate(key, "lost"),
            cost_of_loss=self.estimate(key, "cost_of_loss"),
            waiting=self._waiting(pool),
        )

    def _pool(self, key: str) -> Pool:
        """The waits of a class, of all days."""
        rows = [self._names.index(kind) for kind in self.classes.both[key].contact_types]
        days = []
        for tally in self.results.tallies:
            part = tally.waits.part("contact_type")
            days.append(Part(np.where(np.isin(part.names, rows), 0, -1).astype(np.int16), *part[1:]))
        return Pool.over(days, (1, self.results.scenario.calendar.intervals))

    def _waiting(self, pool: Pool) -> tuple[tuple[float, float], ...]:
        """Share of the answered who waited longer than some moments."""
        longer = pool.single[: int(pool.longer.sum())]
        answered = int(pool.at_once.sum()) + len(longer)
        return tuple((at, float((longer > at).sum()) / answered) for at in MOMENTS) if answered else ()


def difference(first: Measured, second: Measured, key: str, measure: str) -> Estimate:
    """A measure of a class in the second less in the first, on the same days."""
    most = 1.0 if measure in ("answer_rate", "abandonment") else np.inf
    mine, theirs = (_pulls(one, key, measure, most) for one in (first, second))
    apart = theirs.minus(mine)
    mean, half = apart.mean[0], apart.half_width[0]
    return Estimate(number(mean), number(mean - half), number(mean + half))


def _pulls(one: Measured, key: str, measure: str, most: float) -> Pulls:
    over, under = (part[:, None] for part in one.two(key, measure))
    return Pulls.of_sums(over, under, one.results.known, most)


def differences(first: Measured, second: Measured, keys: Sequence[str]) -> dict[str, dict[str, Estimate]]:
    """What each class gains from the first to the second."""
    return {key: {measure: difference(first, second, key, measure) for measure in COMPARED} for key in keys}


def _estimate(found: Ratio) -> Estimate:
    return Estimate(*(number(float(np.ravel(part)[0])) for part in (found.mean, found.low, found.high)))
