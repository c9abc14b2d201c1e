"""Results: what an experiment gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sim.batches import BatchRow, batch_means, with_limits
from sim.measures import MeasureRow, daily, rows
from sim.sums.tally import CENTRE, STANDARD_WITHIN, Tally
from sim.targets import Verdict, judge
from sim.variance import Known, known

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.days.precision import Reached
    from sim.days.work import Work
    from sim.log import Log
    from sim.staffing import Staffing
    from sim.sums.ratios import FloatArray


@dataclass(frozen=True)
class Results:
    """What an experiment gave: its tallies, one a replication, and everything that follows from them.

    ``asked``: how many replications it was to have; it has fewer if it was interrupted. ``precision``: how near the limits of
    the measures came for which that was asked. ``notes``: what the reader should know about how the days came about. ``control``:
    figures are corrected for how many calls were drawn (``sim/variance.py``). ``batches``: the calendar's limits are from so many batches
    of each replication (``sim/batches.py``).
    """

    work: Work
    tallies: tuple[Tally, ...]
    asked: int = 0
    precision: tuple[Reached, ...] = ()
    notes: tuple[str, ...] = ()
    control: bool = False
    batches: int | None = None

    @property
    def scenario(self) -> Scenario:
        """What was simulated."""
        return self.work.scenario

    @property
    def staffing(self) -> Staffing:
        """Who was scheduled, the people that events called in among them."""
        return self.work.staffing

    @property
    def seed(self) -> int:
        """Where chance began."""
        return self.work.seed

    @property
    def engine(self) -> str:
        """Which engine ran the days; with a router of one's own it is the SimPy model."""
        return self.work.engine

    @property
    def replications(self) -> int:
        """How many days (or calendars) were simulated."""
        return len(self.tallies)

    @property
    def complete(self) -> bool:
        """Whether every day that was asked for was run."""
        return self.replications >= self.asked

    def log(self, number: int = 0) -> Log:
        """What happened in one replication, contact by contact: the very day that was measured, run again."""
        return self.work.log(number)

    @cached_property
    def known(self) -> Known | None:
        """What is known of the days' luck, to make the figures surer."""
        return known_luck(self.work, self.replications, control=self.control, complete=self.complete)

    @cached_property
    def rows(self) -> list[MeasureRow]:
        """Every measure at every scope, for the calendar and each interval."""
        plain = rows(self.scenario, self.tallies, self.known)
        return plain if self.batches is None else with_limits(plain, self.batch_rows)

    @cached_property
    def batch_rows(self) -> tuple[BatchRow, ...]:
        """The calendar's figures with limits from batches, and whether neighbours depend on each other; none if not asked for."""
        return () if self.batches is None else batch_means(self, self.batches)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every target's verdict, in the scenario's order."""
        return judge(self.scenario, self.tallies, self.known)

    @cached_property
    def _by_key(self) -> Mapping[tuple[object, ...], MeasureRow]:
        return {
            (row.measure, row.scope, row.name, row.interval, row.within_s, row.of, row.target): row for row in self.rows
        }

    def value(
        self,
        measure: str,
        scope: str = "centre",
        name: str = CENTRE,
        *,
        within: float | None = None,
        interval: str | None = None,
        of: str | None = None,
        target: int | None = None,
    ) -> MeasureRow:
        """Find one figure; an answer rate without ``within`` is the one within 20 s.

        ``measure``: a word of `docs/measures.md`; ``scope``: centre, contact_type, queue or agent_group; ``within``: seconds; ``interval``: its
        start, ``2026-03-02T08:30``, or None for the whole calendar; ``target``: its place in the file, from 0. The row's ``mean``, ``low`` and ``high`` (95 %
        limits) are shares from 0 to 1, seconds, contacts a day (calendar), people or money, each as the measure's page says; None where the denominator is 0.

        Raises:
            KeyError: if there is no such figure.

        """
        if measure == "answer_rate" and within is None:
            within = STANDARD_WITHIN
        return self._by_key[measure, scope, name, interval, within, of, target]

    def days(self, measure: str, scope: str = "centre", name: str = CENTRE, within: float | None = None) -> FloatArray:
        """Give a measure of each single replication: an array (replications, 1 + intervals), NaN where undefined.

        Column 0 is the whole calendar, the others its intervals in order; units are those of ``value``, ``within`` is in seconds.
        """
        if measure == "answer_rate" and within is None:
            within = STANDARD_WITHIN
        return daily(self.scenario, self.tallies, measure, scope, name, within)


def known_luck(work: Work, days: int, *, control: bool, complete: bool = True) -> Known | None:
    """What is known of the luck of a work's first days. The first of days that were to be stratified are not spread evenly."""
    if work.busyness and not complete:
        return None
    return known(work.scenario, work.seed, work.first_day, days, work.busyness, control=control)
