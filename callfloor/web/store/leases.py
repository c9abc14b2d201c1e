"""Who works on which run: a run is claimed by one worker, which says every second that it is there.

A claim is a change of one row from waiting to running, so of two workers only one makes it. A worker that was not heard of for
`SILENT` seconds is taken for dead (killed, or its machine gone), and its run waits again, three times at most. A worker that finds its
run held by another stops at once. So no run is worked on twice at a time, and none is lost with its worker or the server.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from callfloor.web.store.records import Run, Status
from callfloor.web.store.store import Store
from callfloor.web.store.tables import RUNS
from callfloor.web.visit import NotFound

SILENT = 30.0  # seconds: a process may be kept from speaking by a long step, or by a busy machine
ALONE = 20.0  # after which a worker that reaches nobody stops by itself, before another takes its run
TRIES = 3
LOST = "Its worker stopped without a word, three times. What it had done is kept; it can be started again."


@dataclass(frozen=True)
class Lease:
    """One worker's hold on one run."""

    store: Store
    run: int
    holder: str

    def beat(self) -> bool | None:
        """Say that we are there: True goes on, False is to stop, None is no longer ours."""
        with self.store.engine.begin() as connection:
            ours = connection.execute(update(RUNS).where(*self._mine()).values(beat=time.time())).rowcount
            if not ours:
                return None
            return not connection.execute(select(RUNS.c.stop).where(RUNS.c.id == self.run)).scalar_one()

    def asked(self) -> Run | None:
        """What is to be done; None if there is no such run any more, or it is another worker's."""
        with self.store.engine.connect() as connection:
            owner = connection.execute(select(RUNS.c.owner).where(*self._mine())).scalar_one_or_none()
        try:
            return None if owner is None else self.store.run(owner, self.run)
        except NotFound:  # deleted a moment ago
            return None

    def tell(self, progress: Mapping[str, Any]) -> None:
        """Write down how far the run is."""
        self._change(progress=dict(progress))

    def answer(self, headline: Mapping[str, str]) -> None:
        """Write down the answer, in each language."""
        self._change(headline=dict(headline))

    def end(self, status: Status, fault: str = "", faults: Sequence[Mapping[str, Any]] = ()) -> None:
        """Write down how the run ended."""
        told = [dict(one) for one in faults]
        self._change(status=status, fault=fault, faults=told, ended=time.time(), holder="")

    def back(self) -> None:
        """Have the run wait again: we are asked to stop, it is not."""
        self._change(status="waiting", holder="", tries=RUNS.c.tries - 1)

    def _mine(self) -> tuple[Any, ...]:
        return (RUNS.c.id == self.run, RUNS.c.holder == self.holder, RUNS.c.status == "running")

    def _change(self, **values: Any) -> None:  # noqa: ANN401 - columns
        with self.store.engine.begin() as connection:
            connection.execute(update(RUNS).where(*self._mine()).values(**values))


def claim(store: Store, most: int, holder: str) -> Lease | None:
    """The next run to work on; None if none waits, or as many are under way as may be.

    Of several users the one with the fewest under way comes first, then who asked first.
    """
    with store.engine.connect() as connection:
        under_way = (
            select(RUNS.c.owner, func.count().label("n")).where(RUNS.c.status == "running").group_by(RUNS.c.owner)
        )
        busy = {str(row.owner): int(row.n) for row in connection.execute(under_way)}
        waiting = connection.execute(
            select(RUNS.c.id, RUNS.c.owner).where(RUNS.c.status == "waiting", RUNS.c.gone.is_(False))
        ).all()
    if sum(busy.values()) >= most:
        return None
    for row in sorted(waiting, key=lambda one: (busy.get(one.owner, 0), one.id)):
        now = time.time()
        taken = {"status": "running", "holder": holder, "beat": now, "started": now, "tries": RUNS.c.tries + 1}
        with store.engine.begin() as connection:
            free = (RUNS.c.id == row.id, RUNS.c.status == "waiting", RUNS.c.stop.is_(False))
            if connection.execute(update(RUNS).where(*free).values(**taken)).rowcount:
                return Lease(store, int(row.id), holder)
    return None


def take_back(store: Store, holders: Sequence[str] = ()) -> None:
    """Take up the runs of workers that are gone: silent ones, and ``holders`` that are known to have ended without a word."""
    silent = RUNS.c.beat < time.time() - SILENT
    lost = (RUNS.c.status == "running", silent | RUNS.c.holder.in_(list(holders)))
    stopped = {"status": "cancelled", "holder": "", "ended": time.time()}
    given_up = {"status": "interrupted", "fault": LOST, "holder": "", "ended": time.time()}
    with store.engine.begin() as connection:
        connection.execute(update(RUNS).where(*lost, RUNS.c.stop.is_(True)).values(**stopped))
        connection.execute(update(RUNS).where(*lost, RUNS.c.tries >= TRIES).values(**given_up))
        connection.execute(update(RUNS).where(*lost).values(status="waiting", holder=""))
