"""Missing: how many more people would keep the targets that a simulation misses, on the whole floor.

Days are simulated again with more people until every period that was missed is kept (``today/mends.py``); then other days, on which
nothing was chosen, are simulated with all of them, for what is just enough on some days is now and then too little on others. Days are
stratified by their busyness: 40 that are drawn freely call for people who are too few on the next 40 (telecom_hotline with more
shrinkage: 0 of 3 targets kept there; stratified, 3 of 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimize.effort import OTHER_SEED
from optimize.today.mends import Mended, mended, with_more
from optimize.today.risks import risks
from sim.experiment import simulate
from sim.staffing import Staffing

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from scenarios.schema import Scenario
    from sim.experiment import Results


@dataclass(frozen=True)
class Missing:
    """``results``: the days as they are; ``mended``: who is missing, and these days with them; ``others``: other days with them, if anybody helps."""

    results: Results
    mended: Mended
    others: Results | None

    @property
    def scenario(self) -> Scenario:
        """The scenario, as it was simulated."""
        return self.results.scenario

    @property
    def staffing(self) -> Staffing:
        """The people there are."""
        return self.results.staffing

    @property
    def missed(self) -> int:
        """Targets that are missed as it is."""
        return missed(self.results)


def missed(results: Results) -> int:
    """How many targets are missed."""
    return sum(not verdict.met for verdict in results.verdicts)


def missing(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | Executor = 1,
    progress: Callable[[int], None] | None = None,
) -> Missing:
    """Look for the people that are missing. ``progress``: is told which trial begins.

    Raises:
        InputError: a group has no staffing.

    """
    seed = scenario.experiment.seed if seed is None else seed
    trials = 0

    def tried(staffing: Staffing, own_seed: int = seed) -> Results:
        nonlocal trials
        trials += 1
        if progress is not None:
            progress(trials)
        return simulate(scenario, staffing, replications=replications, seed=own_seed, workers=workers, stratify=True)

    results = tried(Staffing.of(scenario))
    last = scenario.calendar.intervals - 1
    lacking = tuple(risk for risk in risks(results, None, 0.0, last) if risk.at_risk)
    found = mended(lacking, results, (0, last), tried)
    helped = any(column.max() > 0 for column in found.short.values())
    others = tried(with_more(results.staffing, found.short), seed + OTHER_SEED) if helped else None
    return Missing(results, found, others)
