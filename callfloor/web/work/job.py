"""A run as its kind sees it: the scenarios, the settings, a folder, and whom to tell how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callfloor import blocks, output
from callfloor.language import ENGLISH, in_each
from callfloor.web.store.records import SO_FAR, WHOLE
from callfloor.web.work.asked import overrides_of, sources_of

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from callfloor.web.settings import Limits
    from callfloor.web.store.leases import Lease
    from callfloor.web.store.records import Run
    from scenarios.schema import Scenario

PAUSE = 0.5  # seconds between two words on how far it is
MOST = 400  # points of a course that are kept


@dataclass
class Job:
    """One run under way. ``workers``: how many processes it may use, or the cluster that it runs on."""

    record: Run
    lease: Lease
    limits: Limits
    workers: int | Executor
    begun: float = field(default_factory=time.monotonic)
    _course: list[dict[str, Any]] = field(default_factory=list)
    _told: float = float("-inf")
    _first: tuple[float, int] | None = (
        None  # seconds and what was done at the first word: days may have been kept, a start takes its time
    )

    @property
    def settings(self) -> dict[str, Any]:
        """What was asked for, beside the scenarios."""
        return self.record.settings

    @property
    def folder(self) -> Path:
        """Where its files go."""
        return self.record.folder

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, with the changes that were asked for, within the limits of this page."""
        from callfloor.web.safety.limits import check
        from scenarios.loading import load

        overrides = overrides_of(self.record)
        found = tuple(load(source, overrides) for source in sources_of(self.record, self.lease.store))
        for scenario in found:
            check(scenario, self.limits, self.settings.get("replications"))
        return found

    @property
    def scenario(self) -> Scenario:
        """The scenario, of a kind that has one."""
        return self.scenarios[0]

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self.begun

    def progress(
        self,
        done: int,
        total: int | None = None,
        note: str = "",
        *,
        now_at: bool = False,
        **course: Any,  # noqa: ANN401 - figures that close in
    ) -> None:
        """Say how far it is; ``course``: figures that close in, kept in a row with what is done and the seconds.

        What comes too soon after the last word is left out, unless it says what is being worked on from now on, ``now_at``.
        """
        now = time.monotonic()
        if self._first is None:
            self._first = (self.seconds, done)
        if course:
            self._course.append({"done": done, "seconds": round(self.seconds, 2), **course})
            if len(self._course) > MOST:  # every other one tells as much
                self._course[:] = self._course[::2]
        if now - self._told < PAUSE and done != total and not now_at:
            return
        self._told = now
        left = None if total is None else self._left(done, total)
        self.lease.tell(
            {"done": done, "total": total, "note": note, "seconds_left": left, "course": list(self._course)}
        )

    def _left(self, done: int, total: int) -> float | None:
        """Seconds to go, as fast as since the first word; what was kept of an earlier start took us no time."""
        begun, kept = self._first or (0.0, 0)
        return (self.seconds - begun) / (done - kept) * (total - done) if done > kept else None

    def write(self, files: Mapping[str, bytes]) -> None:
        """Put files into the run's folder, all of them or none."""
        output.write_files(self.folder, files)

    def report(self, make: Callable[[], blocks.Sheet], files: Mapping[str, bytes]) -> None:
        """Write the result: as the page shows it and as a report to mail, in every language, and these files; all of it or nothing."""
        from callfloor import page

        written = dict(files)
        for language, sheet in in_each(make).items():
            written[f"{WHOLE}.{language}.json"] = blocks.to_json(sheet).encode()
            written["report.html" if language == ENGLISH else f"report.{language}.html"] = page.rendered(sheet)
        self.write(written)

    def so_far(self, make: Callable[[], blocks.Sheet]) -> None:
        """Write what there is of a result before it is whole, as the page shows it; an earlier start may have left its own."""
        found = in_each(make).items()
        self.write({f"{SO_FAR}.{language}.json": blocks.to_json(sheet).encode() for language, sheet in found})

    def headline(self, make: Callable[[], str]) -> None:
        """Write down the answer in a sentence, in every language."""
        self.lease.answer(in_each(make))
