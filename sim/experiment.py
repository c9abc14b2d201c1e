"""Experiment: many independent days of one scenario, and what they say.

A replication is one calendar: its contacts are drawn, happen on the floor and are added up. Replications share nothing, so
they run in as many processes as wanted, and every replication's chance depends on the seed and its own number alone. The
results are therefore the same, to the last digit, for any number of workers.

With ``stratify`` the days are not quite independent: the luck behind each busyness is spread evenly over its range, one day
in each of as many equal strata as there are replications. Busy days are then as frequent as they should be even among few
days. It is meant for planning; the limits of the measures do not know of it and come out a little wide.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import active_children, get_context
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING

import numpy as np

from sim import floor, traffic
from sim.chance.luck import Luck
from sim.measures import MeasureRow, daily, rows, tally
from sim.service.duty import reinforced
from sim.staffing import Staffing
from sim.sums.ratios import FloatArray
from sim.sums.tally import CENTRE, STANDARD_WITHIN, Tally
from sim.targets import Verdict, judge

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.log import Log
    from sim.routing import Router

ENGINE = "simpy"
CHUNKS = 16  # small enough to share the work evenly and report progress, large enough to be worth sending

Progress = Callable[[int, int], None]  # (replications done, replications in all)


@dataclass(frozen=True)
class Work:
    """All that a worker needs to know: a scenario, its staffing, and which days. ``staffing`` has whom events call in."""

    scenario: Scenario
    staffing: Staffing
    router: Callable[[Scenario], Router] | None
    seed: int
    first_day: int
    busyness: Mapping[str, FloatArray]

    def log(self, number: int) -> Log:
        """Draw and run one replication; the floor checks that no contact appeared or vanished."""
        day = self.first_day + number * self.scenario.calendar.days
        luck = {name: uniforms[number] for name, uniforms in self.busyness.items()}
        drawn = traffic.draw(self.scenario, self.seed, day, luck)
        return floor.run(self.scenario, drawn, self.staffing, router=self.router)

    def replication(self, number: int) -> Tally:
        """Add up one replication; the tally checks its sums."""
        added = tally(self.scenario, self.log(number), self.staffing)
        added.check()
        return added

    def chunk(self, numbers: range) -> list[Tally]:
        """Run several replications."""
        return [self.replication(number) for number in numbers]


@dataclass(frozen=True)
class Results:
    """What an experiment gave: its tallies, one a replication, and everything that follows from them."""

    work: Work
    tallies: tuple[Tally, ...]
    engine: str = ENGINE

    @property
    def scenario(self) -> Scenario:
        """What was simulated."""
        return self.work.scenario

    @property
    def staffing(self) -> Staffing:
        """Who was scheduled, the people that events called in among them."""
        return self.work.staffing

    @property
    def seed(self) -> int:
        """Where chance began."""
        return self.work.seed

    @property
    def replications(self) -> int:
        """How many days (or calendars) were simulated."""
        return len(self.tallies)

    def log(self, number: int = 0) -> Log:
        """What happened in one replication, contact by contact: the very day that was measured, run again."""
        return self.work.log(number)

    @cached_property
    def rows(self) -> list[MeasureRow]:
        """Every measure at every scope, for the calendar and each interval."""
        return rows(self.scenario, self.tallies)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every target's verdict, in the scenario's order."""
        return judge(self.scenario, self.tallies)

    @cached_property
    def _by_key(self) -> Mapping[tuple[object, ...], MeasureRow]:
        return {
            (row.measure, row.scope, row.name, row.interval, row.within_s, row.of, row.target): row for row in self.rows
        }

    def value(
        self,
        measure: str,
        scope: str = "centre",
        name: str = CENTRE,
        *,
        within: float | None = None,
        interval: str | None = None,
        of: str | None = None,
        target: int | None = None,
    ) -> MeasureRow:
        """Find one figure; an answer rate without ``within`` is the one within 20 s.

        Raises:
            KeyError: if there is no such figure.

        """
        if measure == "answer_rate" and within is None:
            within = STANDARD_WITHIN
        return self._by_key[measure, scope, name, interval, within, of, target]

    def days(self, measure: str, scope: str = "centre", name: str = CENTRE, within: float | None = None) -> FloatArray:
        """Give a measure of each single replication: (replications, calendar and intervals), NaN where undefined."""
        if measure == "answer_rate" and within is None:
            within = STANDARD_WITHIN
        return daily(self.scenario, self.tallies, measure, scope, name, within)


def simulate(  # noqa: PLR0913 - a run has that many knobs; all but two are keywords
    scenario: Scenario,
    staffing: Staffing | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | Executor = 1,
    progress: Progress | None = None,
    stratify: bool = False,
    first_day: int = 0,
    router: Callable[[Scenario], Router] | None = None,
) -> Results:
    """Simulate a scenario on many days and measure it.

    ``staffing``, ``replications`` and ``seed`` are the scenario's own if left out. Days before ``first_day`` are not used, so
    that a plan can be measured on days that it has not seen. A program that asks for ``workers`` > 1 has to guard its
    entry point with ``if __name__ == "__main__"``, as every program does that starts processes. Whoever simulates again and
    again starts them once (``pool``) and gives them as ``workers``. ``router`` makes a routing of one's own from the scenario
    (``sim/routing.py``); with ``workers`` > 1 it is defined in a module, for it has to travel to other processes.

    Raises:
        InputError: if a group has no staffing.
        ValueError: if ``replications`` or ``workers`` is below 1.

    """
    replications = scenario.experiment.replications if replications is None else replications
    seed = scenario.experiment.seed if seed is None else seed
    if replications < 1:
        raise ValueError(f"replications(={replications}) must be >= 1.")
    if isinstance(workers, int) and workers < 1:
        raise ValueError(f"workers(={workers}) must be >= 1.")
    work = Work(
        scenario=scenario,
        staffing=reinforced(scenario, Staffing.of(scenario) if staffing is None else staffing),
        router=router,
        seed=seed,
        first_day=first_day,
        busyness=stratified(scenario, seed, first_day, replications) if stratify else {},
    )
    tallies: list[Tally] = []
    for finished in _run(work, replications, workers):
        tallies.extend(finished)
        if progress is not None:
            progress(len(tallies), replications)
    return Results(work, tuple(tallies))


def stratified(scenario: Scenario, seed: int, first_day: int, replications: int) -> dict[str, FloatArray]:
    """Spread the luck of each busyness over its range: one day in each of as many equal strata as there are days in all.

    Gives arrays (replications, days of the calendar). Every name has an order of its own, or two of them would be busy on the same days.
    """
    luck, days = Luck(seed, first_day), replications * scenario.calendar.days
    spread = {}
    for name in scenario.busyness:
        order = np.argsort(luck.stream(f"stratum/{name}", 0, 0, days))
        uniforms = (order + luck.stream(f"within stratum/{name}", 0, 0, days)) / days
        spread[name] = uniforms.reshape(replications, scenario.calendar.days)
    return spread


@contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """Start worker processes that several experiments may share.

    Ctrl-C in a terminal reaches every process of a run. The workers are deaf to it, or each would answer with a traceback;
    whoever leaves the block by an exception ends them, since nobody will read the days they are at.
    """
    others = set(active_children())
    # Spawned, not forked: a fork copies the locks of threads that others (a solver, a web server) may hold.
    executor = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_serve, initargs=(os.getpid(),))
    with _deaf():  # from their first moment: whoever is started now inherits it
        for _ in range(workers):
            executor.submit(int)
    try:
        yield executor
    except BaseException:
        for worker in set(active_children()) - others:
            worker.terminate()
        executor.shutdown(wait=False)
        raise
    executor.shutdown()


def _serve(parent: int) -> None:
    """Begin a worker: deaf to Ctrl-C, and gone when its parent is killed, for nobody would read the days it is at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


@contextmanager
def _deaf() -> Iterator[None]:
    """Ignore Ctrl-C meanwhile; only the main thread has a say in this."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _run(work: Work, replications: int, workers: int | Executor) -> Iterator[list[Tally]]:
    """Run all replications and give their tallies in order, piece by piece."""
    if workers == 1 or replications == 1:
        yield from (work.chunk(range(number, number + 1)) for number in range(replications))
    elif isinstance(workers, int):
        with pool(min(workers, replications)) as own:
            yield from _run(work, replications, own)
    else:
        size = -(-replications // CHUNKS)
        chunks = [range(first, min(first + size, replications)) for first in range(0, replications, size)]
        # Not executor.map: it cancels what is left when it is interrupted, and a pool that is ended then stumbles over that.
        for future in [workers.submit(work.chunk, chunk) for chunk in chunks]:
            yield future.result()
