"""Lanes: the study of how to serve a preferred class; what `callfloor lanes` says and writes, and what sliders move afterwards.

Settings: `vip`, `others` (contact types), `only` (designs), `parts`, `seed`, `replications`, `shares`. The study is kept as it is (`sliding.py`), so that a
slider begins with it and need not simulate it again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callfloor import documents, lanes_document, lanes_report, lanes_tables
from callfloor.blocks import Rows, Section, Sheet
from callfloor.exports import csv
from callfloor.lanes_words import SHORT, headline, plainly
from callfloor.language import plural, say
from callfloor.web.work import sliding
from callfloor.web.work.asked import overrides_of, sources_of
from optimize.lanes import study as studied

if TYPE_CHECKING:
    from callfloor.web.work.job import Job
    from optimize.lanes import Study

PARTS = ("frontier", "shocks", "map", "again")


def run(job: Job) -> None:
    """Study and write."""
    told, overrides = job.settings, overrides_of(job.record)
    (source,) = sources_of(job.record, job.lease.store)
    job.scenario  # noqa: B018 - what is too much for this page is said before anything is run
    found = studied(
        source,
        vip=tuple(told["vip"]),
        others=tuple(told["others"]),
        overrides=overrides,
        shares=told.get("shares"),
        only=told.get("only"),
        parts=tuple(told.get("parts", PARTS)),
        seed=told.get("seed"),
        replications=told.get("replications"),
        workers=job.workers,
        progress=_Told(job),
    )
    files = {
        "lanes.json": documents.text(lanes_document.lanes(found)).encode(),
        **{name: csv(frame) for name, frame in lanes_tables.frames(found).items()},
        **lanes_document.scenarios(found),
        sliding.FILE: sliding.kept(found, sliding.centre_of(source, overrides, told)),
    }
    job.report(lambda: lanes_report.sheet(found), files)
    job.headline(lambda: headline(found))


class _Told:
    """Tells how far the study is, what is being worked on, and the designs that are sized already."""

    def __init__(self, job: Job) -> None:
        self.job, self.sized = job, -1  # none at all takes the place of what an earlier start left

    def __call__(self, text: str, study: Study | None, done: float) -> None:
        if study is not None and len(study.designs) > self.sized:
            self.sized = len(study.designs)
            self.job.so_far(lambda: _so_far(study))
        key, space, rest = text.partition(" ")
        self.job.progress(round(100 * done), 100, plainly(SHORT.get(key, key) + space + rest), now_at=True)


def _so_far(study: Study) -> Sheet:
    """The designs that are sized; which is best is said once all are."""
    if not study.designs:
        return Sheet(say("No design is sized yet."), say("No design is sized yet."), ())
    heading = plural("{n} design so far", "{n} designs so far", len(study.designs))
    rows = Rows(lanes_tables.designs(replace(study, recommendation=None)))
    return Sheet(
        heading,
        say("Costs of the first round: the best are sized once more before the end."),
        (Section(heading, (rows,)),),
    )
