"""The dispatcher: a thread of the page's process that starts a worker for each run that waits, and misses those that are gone.

Workers are processes of their own sessions: a page that is killed leaves them at work, and finds them there when it is started again. A
page that stops politely asks them to let their runs wait for its return.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import subprocess
import sys
import threading
from dataclasses import asdict
from typing import TYPE_CHECKING

from callfloor.options import cores
from callfloor.web.store.leases import claim, take_back

if TYPE_CHECKING:
    from callfloor.web.settings import Settings
    from callfloor.web.store.leases import Lease
    from callfloor.web.store.store import Store

PAUSE = 0.3  # seconds between two looks
log = logging.getLogger(__name__)


class Dispatcher:
    """Starts workers, and looks after them."""

    def __init__(self, store: Store, settings: Settings) -> None:
        """Begin at once."""
        self.store, self.settings = store, settings
        self._workers: dict[str, subprocess.Popen[str]] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="dispatcher", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; runs under way wait for the next start."""
        self._end.set()
        self._thread.join(timeout=10)
        for worker in self._workers.values():
            worker.terminate()
        for worker in self._workers.values():
            try:
                worker.wait(timeout=5)
            except subprocess.TimeoutExpired:
                worker.kill()
        self._missed(every=True)

    def _serve(self) -> None:
        while not self._end.wait(PAUSE):
            try:
                self._missed()
                take_back(self.store)
                self.store.sweep()
                while lease := claim(self.store, self.settings.workers, secrets.token_hex(16)):
                    self._workers[lease.holder] = self._started(lease)
            except Exception:  # a database that is away for a moment must not end us
                log.exception("the dispatcher could not look after the runs")

    def _missed(self, *, every: bool = False) -> None:
        """Take back at once the runs of our own workers that ended without a word."""
        over = [holder for holder, worker in self._workers.items() if worker.poll() is not None or every]
        for holder in over:
            del self._workers[holder]
        if over:
            take_back(self.store, over)

    def _started(self, lease: Lease) -> subprocess.Popen[str]:
        told = {
            "run": lease.run,
            "holder": lease.holder,
            "store": self.settings.database,  # not an argument, where others could read its password
            "files": str(self.settings.files),
            "log": str(self.settings.files / "work.log"),
            "limits": asdict(self.settings.limits),
            "workers": max(1, cores() // self.settings.workers),
            "cluster": self.settings.cluster,
        }
        worker = subprocess.Popen(
            [sys.executable, "-m", "callfloor.web.work"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        assert worker.stdin is not None
        worker.stdin.write(json.dumps(told) + "\n")
        worker.stdin.close()
        return worker
