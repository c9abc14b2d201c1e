"""Check: a plan that was edited by hand, on all the fresh days of a test; what `callfloor check` says and writes.

Settings: `plan` (its JSON as it was made, as much as reading its rows takes), `of` (the number of its run), `rows` (the shifts as they are now),
`seed`, `replications`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from callfloor import documents, exports
from callfloor.ended import Ended
from callfloor.web.work import editing
from callfloor.workbooks import check, plan_book, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from callfloor.web.work.job import Job


def run(job: Job) -> None:
    """Read the rows, simulate both plans, and write."""
    told, scenario = job.settings, job.scenario
    given = rows.read_rows(scenario, _plan(job), told["rows"])
    found = check.check_rows(
        scenario,
        given,
        seed=told.get("seed"),
        replications=told.get("replications"),
        workers=job.workers,
        progress=_Told(job),
    )
    ended = Ended(scenario, "met" if found.met else "missed", found.plan, None, found.plan.seconds, found.plan.proof)
    document = check.as_document(found, ended)
    files = exports.planning(ended) | {
        "plan.json": documents.text(document).encode(),
        "plan.xlsx": plan_book.workbook(ended, document),
        check.FILE: exports.csv(check.frame(found)),
    }
    job.report(lambda: check.sheet(found, ended), files)
    job.headline(lambda: check.headline(found))


def _plan(job: Job) -> Mapping[str, Any]:
    """The plan as it was made, with the people that it required while its run is there."""
    made: Mapping[str, Any] = job.settings["plan"]
    folder = job.lease.store.folder(job.settings["of"]) if "of" in job.settings else None
    return editing.document_of(folder) if folder is not None and (folder / "plan.json").is_file() else made


class _Told:
    """Tells which of the two plans is simulated."""

    def __init__(self, job: Job) -> None:
        self.job, self.plans = job, 0

    def __call__(self, text: str) -> None:
        self.job.progress(self.plans, 2, text)
        self.plans += 1
