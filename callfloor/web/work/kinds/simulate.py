"""Simulate: days of one scenario, with the limits of its answer rate closing in; what `callfloor simulate` says and writes.

Settings: `replications`, `seed`, `precision` (a list as `--precision` has it). Days that are done are kept: a run that was cut
short goes on where it was.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from callfloor import documents, exports, headlines, league, report, tables
from callfloor.figures.actual import against_actual
from callfloor.figures.reading import Reading
from callfloor.language import in_each
from callfloor.options import DAYS, Effort
from sim import experiment
from sim.days.keep import Keeper

if TYPE_CHECKING:
    from callfloor.web.work.job import Job
    from sim.experiment import Results

SHARE = 0.1  # of the time may go into limits on the way
FEWEST = 5  # days before which limits say nothing


def run(job: Job) -> None:
    """Simulate and write."""
    results = simulated(job)
    reading = Reading(results)
    extra = against_actual(results)
    standings = in_each(lambda: league.to_data(league.standings(reading, job.record.title)))
    leagues = {f"job.league.{key}.json": documents.text({"standings": own}).encode() for key, own in standings.items()}
    job.report(
        lambda: report.simulation_sheet(reading, extra),
        {
            **exports.simulation(reading),
            **leagues,
            exports.LOG: exports.day_log(reading),
        },
    )
    job.headline(lambda: headlines.simulated(reading))
    Keeper(job.folder / DAYS, results.work, resume=True).forget()


def simulated(job: Job) -> Results:
    """The days, told as they are done."""
    asked = job.settings
    effort = Effort(
        asked.get("seed"), asked.get("replications"), precision=tuple(asked.get("precision", ())), resume=True
    )
    prepared = experiment.prepare(job.scenario, **effort.asked(job.folder / DAYS))
    told = _Told(job, prepared)
    (_, results), *_ = experiment.run([prepared], workers=job.workers, progress=told)
    told.last(results)
    return results


class _Told:
    """Tells days done, and now and then the limits of the answer rate so far."""

    def __init__(self, job: Job, prepared: experiment.Job) -> None:
        self.job, self.prepared = job, prepared
        self._next = time.monotonic() + 1.0

    def __call__(self, done: int, total: int) -> None:
        if done >= FEWEST and time.monotonic() >= self._next:
            begun = time.monotonic()
            results = self.prepared.results()
            if results is not None:
                self.job.progress(done, total, **_limits(results))
                self._next = time.monotonic() + max(1.0, (time.monotonic() - begun) / SHARE)
                return
        self.job.progress(done, total)

    def last(self, results: Results) -> None:
        """The limits of all days."""
        days = results.replications
        self.job.progress(days, days, **_limits(results))


def _limits(results: Results) -> dict[str, Any]:
    within = tables.headline_within(results.scenario)
    row = Reading(results).row("answer_rate", "centre", within=within)
    if row is None:
        return {}
    return {"measure": "answer_rate", "within": within, "mean": row.mean, "low": row.low, "high": row.high}
