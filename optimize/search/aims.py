"""Aims: how far above what is asked each period has to stand on the common days, so that it passes on fresh ones.

A plan that was chosen by its days is flattered by them: by how much each period is learned from every set of fresh days. On top comes what
chance may take away, so that all periods are likely to pass at once. What is asked has to be reached at any price;
what makes it safe is worth the more the more plans have failed their test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimize.search.standing import Standings, for_all, missed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimize.beliefs import PeriodKey
    from optimize.effort import Effort
    from optimize.search.tried import Tried

PASS = 1.0  # standard errors by which a period has to clear its target on the test days
FAILING = 0.7  # periods may be expected to fail, of a plan that is tested
PATIENT, FEWER = 2, 4.0  # tests may fail until fewer are to be expected, each time so many times
SAFETY = 1.5  # more of them are aimed at, or what is needed for all periods to pass at once


class Aims:
    """What periods are aimed at, by all that was seen so far.

    ``mild`` and ``hard``: times the price of a missing contact, for what makes a test safe and for what it takes to pass. That price is (``DEAR`` of ``ground.py``)
    itself some times what mending costs where it is cheapest. Were it much more, hardly a step that saves people in many shifts and lacks
    a few in others would be gone on from, though a round or two mend it.
    """

    mild, hard = 0.05, 0.5

    def __init__(self, effort: Effort) -> None:
        """Begin without knowing how far the common days flatter."""
        self._learned_on = float(effort.learning_days)
        self._mild = self.mild
        self._failed = 0
        self._flattered: dict[PeriodKey, tuple[float, float]] = {}  # score too much on the common days, and fresh days
        self.shorter = (effort.learning_days / effort.check_days) ** 0.5  # the errors of a test's days

    def flattered(self, key: PeriodKey) -> float:
        """Score by which the common days flatter a period, as far as is known."""
        return self._flattered.get(key, (0.0, 0.0))[0]

    def needs(self, found: Standings, safety: float = SAFETY) -> dict[PeriodKey, float]:
        """Score that each period needs on the common days, to pass on fresh ones."""
        by = {key: self.flattered(key) for key in found}
        safety *= max(1.0, for_all(found, by, self.shorter, self._failing) / SAFETY)
        return {key: (PASS + safety) * one.error * self.shorter + by[key] for key, one in found.items()}

    @property
    def _failing(self) -> float:
        """How many periods may be expected to fail: fewer once so many plans have failed their test that chance alone does not explain it."""
        return FAILING / FEWER ** max(self._failed - PATIENT, 0)

    def price_of_missing(self, found: Standings, prices: Mapping[PeriodKey, float], dearest: float) -> float:
        """Money for what a plan misses; ``prices`` of a contact missing by period, ``dearest`` where none is known."""
        total = 0.0
        for times, safety in ((self.hard, 0.0), (self._mild, SAFETY)):
            short = missed(found, self.needs(found, safety))
            total += times * sum(by * found[key].weight * prices.get(key, dearest) for key, by in short)
        return total

    def compare(self, common: Tried, fresh: Tried) -> None:
        """Learn how far the common days flatter each period; the more fresh days, the more it is believed."""
        days = float(fresh.results.replications)
        for key, one in fresh.standings.items():
            if key in common.standings:
                before, weight = self._flattered.get(key, (0.0, self._learned_on))
                by = common.standings[key].score - one.score
                self._flattered[key] = (before * weight + by * days) / (weight + days), weight + days

    def failed(self, periods: int) -> None:
        """Aim at more: a plan failed its test in so many periods."""
        self._failed += 1
        self._mild = min(self._mild * max(2.0, periods / 2), self.hard)
