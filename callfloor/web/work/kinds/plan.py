"""Plan: the least-cost shifts of one scenario, best plan and bound closing on each other; what `callfloor plan` says and writes.

Settings: `method`, `time_limit` (seconds), `seed`, `replications`, `explain`. The plan is that of the command line with the same options, for it
comes from the same function.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from callfloor import exports, headlines, planning, report
from callfloor.planning import Asked
from optimize.told import stand_of

if TYPE_CHECKING:
    from callfloor.ended import Ended
    from callfloor.web.work.job import Job


def run(job: Job) -> None:
    """Plan and write."""
    ended = planned(job)
    job.report(lambda: report.planning_sheet(ended), exports.planning(ended))
    job.headline(lambda: headlines.planned(ended))


def planned(job: Job) -> Ended:
    """The plan, told as it is found."""
    told = job.settings
    limit = told.get("time_limit")
    asked = Asked(
        method=told.get("method", "simulation"),
        seed=told.get("seed"),
        replications=told.get("replications"),
        limit=None if limit is None else float(limit),
        explain=bool(told.get("explain", True)),
    )
    return planning.found(job.scenario, asked, job.workers, _Told(job, asked.limit))


class _Told:
    """Tells what the search says, and the figures behind it: what was tried, the best so far, the bound."""

    def __init__(self, job: Job, limit: float | None) -> None:
        self.job, self.limit, self.rounds = job, limit, 0
        self.best: float | None = None

    def __call__(self, text: str) -> None:
        self.rounds += 1
        stand, figures = stand_of(text), dict[str, Any]()
        if stand.met and stand.cost is not None and (self.best is None or stand.cost < self.best):
            self.best = stand.cost
        known = {"cost": stand.cost, "met": stand.met, "best": self.best, "bound": stand.bound}
        if stand.cost is not None or stand.bound is not None:
            figures = {name: value for name, value in known.items() if value is not None}
        self.job.progress(self.rounds, None, text, **figures)
