"""Work: which days are to be run, and what running one of them means.

A day (or calendar, where that is longer) is drawn, happens on the floor and is added up. Its chance depends on the seed and its
own number alone, so it does not matter who runs it, nor when, nor what he ran before.
"""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from typing_extensions import override

from scenarios.faults import Fault, InputError
from sim.archive import write_day
from sim.days import engines
from sim.days.identity import fingerprint, identity
from sim.measures import tally
from sim.sums.walk import Rules
from sim.traffic import Drawing

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.log import Log
    from sim.routing import Router
    from sim.staffing import Staffing
    from sim.sums.ratios import FloatArray
    from sim.sums.tally import Tally

Numbers: TypeAlias = tuple[int, ...]

KEPT = 4  # works that a worker keeps laid out; pieces of two or three experiments may come by turns


class RunError(InputError):
    """A run cannot go on, for a reason that whoever asked for it can mend."""

    @override
    def __str__(self) -> str:
        return "; ".join(fault.message for fault in self.faults)


class VersionError(RunError):
    """A worker has another callfloor than the program that sends it work."""


@dataclass(frozen=True)
class Work:
    """All that a worker needs to know: a scenario, its staffing, and which days. ``staffing`` has whom events call in."""

    scenario: Scenario
    staffing: Staffing
    router: Callable[[Scenario], Router] | None
    seed: int
    first_day: int
    busyness: Mapping[str, FloatArray]
    engine: str = engines.DEFAULT
    logs: Path | None = None

    def log(self, number: int) -> Log:
        """Draw and run one day; the floor checks that no contact appeared or vanished."""
        return Bench(self).log(number)


class Bench:
    """A work laid out in one process: what depends on its scenario and staffing alone is made once, not for each day."""

    def __init__(self, work: Work) -> None:
        """Make all ready."""
        self.work = work
        self.drawing = Drawing(work.scenario)
        self.floor = engines.floor(work.engine, work.scenario, work.staffing, work.router)
        self.rules = Rules.of(work.scenario)
        self.run = "" if work.logs is None else fingerprint(work)

    def log(self, number: int) -> Log:
        """Draw and run one day."""
        work = self.work
        day = work.first_day + number * work.scenario.calendar.days
        luck = {name: uniforms[number] for name, uniforms in work.busyness.items()}
        return self.floor(self.drawing.draw(work.seed, day, luck))

    def tally(self, number: int) -> Tally:
        """Add up one day; the tally checks its sums. Its log is written where that was asked for."""
        work, log = self.work, self.log(number)
        if work.logs is not None:
            write_day(work.logs, work.scenario, number, log, self.run)
        added = tally(work.scenario, log, work.staffing, self.rules)
        added.check()
        return added


@dataclass(frozen=True)
class Piece:
    """Some days, done: their tallies in the order of the numbers, and how long they took."""

    numbers: Numbers
    tallies: list[Tally]
    seconds: float


def run(bench: Bench, numbers: Numbers) -> Piece:
    """Run some days."""
    begun = time.perf_counter()
    tallies = [bench.tally(number) for number in numbers]
    return Piece(numbers, tallies, time.perf_counter() - begun)


def packed(work: Work) -> bytes:
    """A work as it travels to other processes: packed once, sent along with each piece."""
    return pickle.dumps(work, protocol=pickle.HIGHEST_PROTOCOL)


def run_packed(parcel: bytes, numbers: Numbers, sender: str | None) -> Piece:
    """Run some days of a work that was sent here. ``sender``: the identity of the sender's callfloor, None if it is ours.

    Raises:
        VersionError: if the sender has another callfloor, whose days would not fit ours.

    """
    if sender is not None and sender != identity():
        message = (
            f"A worker runs {identity()}, this program {sender}: their figures must not be mixed. "
            "Install the same callfloor on the workers and start them again."
        )
        raise VersionError([Fault("workers", None, "", message)])
    return run(_bench(parcel), numbers)


def lay_out(parcel: bytes) -> None:
    """Get ready for a work that is going to be sent here."""
    _bench(parcel)


class _Benches(threading.local):
    """The works that were sent here last, laid out. Each thread has its own: an engine runs one day at a time."""

    def __init__(self) -> None:
        self.of = lru_cache(maxsize=KEPT)(lambda parcel: Bench(pickle.loads(parcel)))


_HERE = _Benches()


def _bench(parcel: bytes) -> Bench:
    """Unpack a work once, not for each piece."""
    return _HERE.of(parcel)
