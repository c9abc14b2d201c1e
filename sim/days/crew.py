"""Crew: who runs the days of some jobs. This process alone, processes that it starts, or an executor of any kind.

Days are handed out in pieces of about half a second, so that sending them costs nothing to speak of, yet all workers end at
about the same time and what is done is soon known. Twice as many pieces as there are workers are on their way at any moment.

Starting processes takes them a second or two. Meanwhile this process runs days itself, so nothing is lost by it, and where all
would be done before they could begin, none are started. (What is to come is judged by the processor's time that days took: on a
busy machine they take longer, but so do processes to start.)
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TypeAlias

from scenarios.faults import Fault
from sim.days import work as task
from sim.days.identity import identity
from sim.days.jobs import Job
from sim.days.pool import Pool, pool

FIRST = 5.0  # seconds of a processor up to which a first day tells nothing: compiled code is loaded with it
PIECE = 0.5  # seconds that a piece of work should take
WORTH = 5.0  # seconds of a processor's work from which starting processes pays: each takes about two to get ready
ASK_AGAIN = 5.0  # seconds after which an executor is asked again how many workers it has
UNKNOWN_WIDTH = 64  # workers that an executor is taken to have if it does not say
RESTARTS = 2  # of a pool of which a process died
LOSSES = 5  # of one piece, by an executor that knows how to lose pieces, before it is held to be the piece's fault

Told: TypeAlias = Callable[[], None]
Places: TypeAlias = list[tuple[int, Job]]


def work_off(jobs: Sequence[Job], workers: int | Executor, told: Told) -> Iterator[int]:
    """Run all days of all jobs; give the place of each job as it is over, and tell whenever some days are done."""
    yield from (place for place, job in enumerate(jobs) if job.over)  # the days that were kept are enough
    to_do = [(place, job) for place, job in enumerate(jobs) if not job.over]
    if not isinstance(workers, int):
        yield from _sending(to_do, workers, told, None if isinstance(workers, Pool) else identity())
    elif workers == 1:
        yield from _here(to_do, told, lambda _: True)
    else:
        yield from _hiring(to_do, workers, told)


def _here(jobs: Places, told: Told, goes_on: Callable[[Job], bool]) -> Iterator[int]:
    """Run days in this process, one after the other, as long as asked after each."""
    for place, job in jobs:
        bench, on = task.Bench(job.work), True
        while on and not job.over:
            begun = time.thread_time()
            piece = task.run(bench, job.take(1))
            job.effort = time.thread_time() - begun
            job.put(piece.numbers, piece.tallies)
            job.seconds = piece.seconds
            told()
            on = goes_on(job)
        if job.over:
            yield place
        if not on:
            return


def _hiring(jobs: Places, workers: int, told: Told) -> Iterator[int]:
    """Run days here; if there is much to do, start processes meanwhile and leave the rest to them once they are there."""
    with ExitStack() as stack:
        hired: list[tuple[Pool, Future[None]]] = []
        days_run = 0

        def goes_on(job: Job) -> bool:
            nonlocal days_run
            days_run += 1
            if hired:
                return not hired[0][1].done()
            left = sum(job.left for _, job in jobs)
            telling = days_run > 1 or job.effort > FIRST
            if telling and left > 1 and left * job.effort > WORTH:
                started = stack.enter_context(pool(min(workers, left)))
                hired.append((started, started.submit(task.lay_out, task.packed(job.work))))
            return True

        yield from _here(jobs, told, goes_on)
        if hired:
            started, there = hired[0]
            if there.done():
                yield from _by_pool(_unfinished(jobs), started, stack, told)
            else:
                started.end()  # all is done, and they have not even begun


def _by_pool(jobs: Places, hired: Pool, stack: ExitStack, told: Told) -> Iterator[int]:
    """Have processes run the days; if one dies, all others are lost too: start anew with what is left."""
    for fall in range(RESTARTS + 1):
        if fall:
            hired.end()
            hired = stack.enter_context(pool(hired.width))
        try:
            yield from _sending(jobs, hired, told, None)
        except BrokenProcessPool:
            jobs = _unfinished(jobs)
        else:
            hired.end()  # all is done: nobody need wait for one of them that is only now getting ready
            return
    raise _lost()


def _unfinished(jobs: Places) -> Places:
    return [(place, job) for place, job in jobs if not job.over]


class WorkersLostError(task.RunError):
    """Worker processes died again and again."""


def _lost() -> WorkersLostError:
    message = (
        "Worker processes died again and again, perhaps for want of memory: ask for fewer workers. A program that asks "
        'for workers has to guard its entry point with if __name__ == "__main__".'
    )
    return WorkersLostError([Fault("workers", None, "", message)])


@dataclass
class _Flight:
    """Pieces that are on their way through an executor."""

    executor: Executor
    sender: str | None
    width: int = 0
    seconds: float = 0.0  # that a day took which came in last
    asked: float = -math.inf  # when the width was last asked for; a cluster grows
    pieces: dict[Future[task.Piece], tuple[int, Job, task.Numbers]] = field(default_factory=dict)
    landed: SimpleQueue[Future[task.Piece]] = field(default_factory=SimpleQueue)
    losses: Counter[task.Numbers] = field(default_factory=Counter)

    def fill(self, jobs: Places) -> None:
        """Send pieces of the first jobs that have any, until enough are on their way."""
        if time.monotonic() - self.asked > ASK_AGAIN:
            self.width, self.asked = width_of(self.executor), time.monotonic()
        on_the_way = sum(len(numbers) for _, _, numbers in self.pieces.values())
        left = sum(job.left for _, job in jobs) - on_the_way
        for place, job in jobs:
            while len(self.pieces) < 2 * self.width:
                share = -(-left // (2 * self.width))
                a_day = job.seconds or self.seconds  # experiments of one run are mostly alike
                numbers = job.take(max(1, min(share, int(PIECE / a_day) if a_day else 1)))
                if not numbers:
                    break
                self._send(place, job, numbers)
                left -= len(numbers)

    def _send(self, place: int, job: Job, numbers: task.Numbers) -> None:
        try:
            future = self.executor.submit(task.run_packed, job.parcel, numbers, self.sender)
        except BaseException:
            job.give_back(numbers)
            raise
        self.pieces[future] = place, job, numbers
        future.add_done_callback(self.landed.put)

    def land(self) -> tuple[int, Job]:
        """Wait for the next piece and hand it to its job; a piece that was lost on its way is handed out again."""
        future = self.landed.get()
        place, job, numbers = self.pieces[future]
        try:
            piece = future.result()
        except getattr(self.executor, "lost", ()):
            self.losses[numbers] += 1
            if self.losses[numbers] > LOSSES:
                raise
            job.give_back(numbers)
        else:
            job.put(piece.numbers, piece.tallies)
            job.seconds = self.seconds = piece.seconds / len(numbers)
        del self.pieces[future]
        return place, job

    def end(self) -> None:
        """Take back what is still on its way; it was not asked for in vain if somebody else goes on."""
        for future, (_, job, numbers) in self.pieces.items():
            job.give_back(numbers)
            # A pool that is ended stumbles over pieces that were cancelled, and has few of them anyway.
            if not isinstance(self.executor, ProcessPoolExecutor):
                future.cancel()


def _sending(jobs: Places, executor: Executor, told: Told, sender: str | None) -> Iterator[int]:
    """Send the days of all jobs to an executor, piece by piece."""
    flight = _Flight(executor, sender)
    try:
        while unfinished := _unfinished(jobs):
            flight.fill(unfinished)
            place, job = flight.land()
            told()
            if job.over:
                yield place
    finally:
        flight.end()


def width_of(executor: Executor) -> int:
    """How many pieces an executor runs at a time, as far as it says."""
    for name in ("width", "_max_workers", "num_workers"):
        width = getattr(executor, name, None)
        if isinstance(width, int) and width > 0:
            return width
    return UNKNOWN_WIDTH
