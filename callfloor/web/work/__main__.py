"""The process of one run: told on standard input which, it works on it, and writes down how it ended.

A thread says every second that we are there, and looks whether we should be: a run that is cancelled, or that takes too long, or
that another worker holds, ends this process and all it has started. Nothing is lost by that, for files are put in their
place whole, and days that are done are kept as they are done.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

from callfloor.options import Effort
from callfloor.web.settings import Limits
from callfloor.web.store.leases import ALONE, Lease
from callfloor.web.store.store import Store

log = logging.getLogger("callfloor.web.work")


def main() -> None:
    """Work on one run."""
    told: dict[str, Any] = json.loads(sys.stdin.readline())
    logging.basicConfig(
        filename=told["log"], level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s"
    )
    store = Store.open(told["store"], Path(told["files"]))
    lease = Lease(store, int(told["run"]), str(told["holder"]))
    limits = Limits(**told["limits"])
    signal.signal(signal.SIGTERM, lambda number, frame: _wait_again(lease, number, frame))
    threading.Thread(target=_watch, args=(lease, limits.seconds), daemon=True).start()
    try:
        _work(lease, limits, Effort(workers=int(told["workers"]), cluster=told.get("cluster")))
    finally:
        store.close()


def _work(lease: Lease, limits: Limits, effort: Effort) -> None:
    from callfloor.output import OutputError
    from callfloor.web.safety.limits import confine
    from callfloor.web.visit import NotFound
    from callfloor.web.work import kinds
    from callfloor.web.work.job import Job
    from scenarios.faults import InputError

    record = lease.asked()
    if record is None:  # deleted, or another's by now
        return
    try:
        confine(limits)
        record.folder.mkdir(parents=True, exist_ok=True)
        with effort.crew() as workers:
            kinds.of(record.kind)(Job(record, lease, limits, workers))
    except InputError as fault:
        lease.end("failed", str(fault), [_told(one, record.folder) for one in fault.faults])
    except (OutputError, NotFound) as fault:
        lease.end("failed", str(fault))
    except MemoryError:
        most = limits.memory // 2**30
        lease.end(
            "failed", f"It needs more than the {most} GB of memory that a run may take; ask for fewer days or contacts."
        )
    except Exception:
        number = secrets.token_hex(4)
        log.exception("run %s failed (%s)", lease.run, number)
        lease.end(
            "failed", f"Something went wrong that callfloor did not foresee; the log of the page has it under {number}."
        )
    else:
        lease.end("done")


def _told(fault: Any, folder: Path) -> dict[str, Any]:  # noqa: ANN401 - a Fault
    """A fault as data, without the folders of this machine."""
    place = str(fault.file)
    return {
        "file": Path(place).name if os.sep in place else place,
        "line": fault.line,
        "key": fault.key,
        "message": fault.message,
    }


def _watch(lease: Lease, seconds: float) -> None:
    """Be heard of; end everything when we should not go on."""
    until = time.monotonic() + seconds
    heard = time.monotonic()
    while True:
        try:
            alive = lease.beat()
            heard = time.monotonic()
        except Exception:  # the database may be away for a moment; if it stays so, others take the run
            log.exception("run %s cannot be reached", lease.run)
            alive = True if time.monotonic() < heard + ALONE else None
        if alive is None:
            _stop_all()
        if alive is False:
            lease.end("cancelled")
            _stop_all()
        if time.monotonic() > until:
            lease.end(
                "failed", f"It took longer than the {seconds / 3600:.3g} hours that a run may take; ask for fewer days."
            )
            _stop_all()
        time.sleep(1.0)


def _wait_again(lease: Lease, _number: int, _frame: FrameType | None) -> None:
    """The server stops: the run waits for its return."""
    lease.back()
    _stop_all()


def _stop_all() -> None:
    """End this process and those it started, which are of its group."""
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
