"""Pool: processes of this machine that run days.

Ctrl-C in a terminal reaches every process of a run. The workers are deaf to it, or each would answer with a traceback; whoever
started them ends them. A worker whose parent was killed ends itself, for nobody would read the days it is at.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, resource_tracker
from threading import Thread, current_thread, main_thread


class Pool(ProcessPoolExecutor):
    """Processes that this process started: their callfloor is ours."""

    def __init__(self, workers: int) -> None:
        """Start them."""
        others = set(active_children())
        # Spawned, not forked: a fork copies the locks of threads that others (a solver, a web server) may hold.
        super().__init__(workers, get_context("spawn"), initializer=_serve, initargs=(os.getpid(),))
        self.width = workers
        try:
            with _deaf():  # from their first moment: whoever is started now inherits it
                for _ in range(workers):
                    self.submit(int)
        except BaseException:
            self._mine = set(active_children()) - others
            self.end()
            raise
        self._mine = set(active_children()) - others

    def end(self) -> None:
        """End them at once, whatever they are at."""
        for worker in self._mine:
            worker.terminate()
        self.shutdown(wait=False)


@contextmanager
def pool(workers: int) -> Iterator[Pool]:
    """Start worker processes that several experiments may share; whoever leaves the block by an exception ends them."""
    hired = Pool(workers)
    try:
        yield hired
    except BaseException:
        hired.end()
        raise
    hired.shutdown()


def _serve(parent: int) -> None:
    """Begin a worker: deaf to Ctrl-C, and gone when its parent is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


@contextmanager
def _deaf() -> Iterator[None]:
    """Have processes that are started meanwhile be deaf to Ctrl-C, and ourselves hear it only once they are started."""
    heard: list[int] = []
    in_main = current_thread() is main_thread()  # only it has a say in this
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number)) if in_main else None
    try:
        with _blocked():
            yield
    finally:
        if in_main:
            signal.signal(signal.SIGINT, before)
    if heard and callable(before):
        before(signal.SIGINT, None)


@contextmanager
def _blocked() -> Iterator[None]:
    """Block Ctrl-C in this thread, which is what processes inherit that it starts; Windows has its own ways."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # starting it later would unblock it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
