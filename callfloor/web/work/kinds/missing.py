"""Missing: by how many people a simulation misses its targets.

Settings: those of the simulation, whose days are simulated again (`scenario`, `overrides`, `seed`, `replications`), and `of`, its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import people_missing
from optimize.missing import missing

if TYPE_CHECKING:
    from callfloor.web.work.job import Job


def run(job: Job) -> None:
    """Look for them and write who they are."""
    days = job.settings.get("replications") or job.scenario.experiment.replications
    found = missing(
        job.scenario,
        replications=days,
        seed=job.settings.get("seed"),
        workers=job.workers,
        progress=lambda trial: job.progress(trial, None, f"trial {trial}: {days} days with more people", now_at=True),
    )
    job.report(lambda: people_missing.sheet(found), {})
    job.headline(lambda: people_missing.headline(found))
