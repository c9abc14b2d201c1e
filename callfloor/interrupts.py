"""Ctrl-C with many processes: one of them hears it, the others are ended by it.

A terminal sends Ctrl-C to every process of a run at once, and each worker would answer with a traceback of its own. So the
signal is blocked before workers start (they inherit that), one thread of the main process waits for it, ends the workers
and wakes the main thread with a `KeyboardInterrupt`. Where the system knows no such signals, nothing is changed.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LOOK_AGAIN = 0.05  # s between looks whether the work is done


@contextmanager
def heard_once() -> Iterator[None]:
    """Within, Ctrl-C raises `KeyboardInterrupt` here and ends worker processes without a word of theirs."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "sigtimedwait"):
        yield
        return
    done = threading.Event()
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    before = signal.signal(signal.SIGUSR1, _raise)
    listener = threading.Thread(target=_listen, args=(threading.get_ident(), done), daemon=True)
    listener.start()
    try:
        yield
    finally:
        done.set()
        listener.join()
        signal.signal(signal.SIGUSR1, before)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _raise(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _listen(main: int, done: threading.Event) -> None:
    while not done.is_set():
        if signal.sigtimedwait({signal.SIGINT}, LOOK_AGAIN) is not None and not done.is_set():
            _end_workers()
            signal.pthread_kill(main, signal.SIGUSR1)


def _end_workers() -> None:
    from multiprocessing import active_children

    for child in active_children():
        child.terminate()
