"""Quick: short computations for a page that must answer at once, in processes that are kept warm.

Each computation has a process to itself for as long as it takes. What takes longer than it may is ended with its process, and the page
says so; nobody else's computation is disturbed by that, and the next one finds a new process. A process whose page was killed ends
itself.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as LateError
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import get_context
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from callfloor.language import current, say, use
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from callfloor.web.settings import Limits

SECONDS = 20.0  # after which nobody waits any more
Asked = ParamSpec("Asked")
Result = TypeVar("Result")


class Quick:
    """`quick(function, *args)`: the function's result, out of a warm process. The function is one of a module."""

    def __init__(self, limits: Limits, processes: int = 2, seconds: float = SECONDS) -> None:
        """``processes``: how many are kept warm. ``seconds``: how long one may be waited for, and how long it may then compute."""
        self.limits, self.processes, self.seconds = limits, processes, seconds
        self._free: queue.LifoQueue[_Process] = queue.LifoQueue()  # the last one used is the warmest
        self._all = [_Process(limits) for _ in range(processes)]
        for process in self._all:
            self._free.put(process)

    def __call__(self, function: Callable[Asked, Result], *args: Asked.args, **values: Asked.kwargs) -> Result:
        """Compute it.

        Raises:
            InputError: what the function raises, or that it took too long.

        """
        try:
            process = self._free.get(timeout=self.seconds)
        except queue.Empty:
            raise _fault(say("others compute just now; try again in a moment")) from None
        try:
            found: Result = process.asked(_spoken, current(), function, args, values).result(self.seconds)
        except LateError:
            process.end()
            text = say("this took longer than {n} seconds and was stopped; ask for less", n=f"{self.seconds:g}")
            raise _fault(text) from None
        except BrokenProcessPool:
            process.end()
            raise _fault(say("its process ended, perhaps for want of memory; ask for less")) from None
        finally:
            self._free.put(process)
        return found

    def warm(self) -> None:
        """Start the processes before anybody asks, in the background."""
        for process in [self._free.get() for _ in range(self.processes)]:
            process.asked(_ready)
            self._free.put(process)

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for process in self._all:
            process.end()


class _Process:
    """One process, started when it is first needed, and anew after its end."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._pool: ProcessPoolExecutor | None = None

    def asked(self, function: Callable[..., Result], *args: object) -> Future[Result]:
        """Have it compute."""
        try:
            return self._started().submit(function, *args)
        except BrokenProcessPool:  # it ended while nobody looked
            self.end()
            return self._started().submit(function, *args)

    def end(self) -> None:
        """End it at once."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        processes = list((pool._processes or {}).values())  # there is no other way to end one that is late
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, mp_context=get_context("spawn"), initializer=_begin, initargs=(self.limits, os.getpid())
            )
        return self._pool


def _fault(text: str) -> InputError:
    return InputError([Fault(say("the computation"), None, "", text)])


def _begin(limits: Limits, parent: int) -> None:
    """Hold the memory of the process, and end it with the page's."""
    from callfloor.web.safety.limits import confine

    confine(limits)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _ready() -> None:
    """Load what most computations need."""
    for module in ("scenarios.catalogue", "scenarios.loading", "sim.experiment"):
        import_module(module)


def _spoken(
    language: str, function: Callable[..., Result], args: tuple[object, ...], values: dict[str, object]
) -> Result:
    use(language)
    return function(*args, **values)
