"""Common days: contacts that are drawn once and meet many staffings.

A search compares plans by the hundred, and most of what a simulated day costs is drawing it. Here the days stay the same (their
busyness stratified), each worker keeps their contacts as far as memory allows, and only the floor and the sums are done anew.
What comes back is what ``simulate`` gives for the same seed and days, to the last digit, whoever runs them.

Two plans that meet the same contacts differ by little but what they themselves do, so few days tell which is better. How good
either is they do not tell, least of all of a plan that was chosen by them: it has to be tested on others.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from scenarios.faults import Fault
from sim.days import engines
from sim.days.crew import width_of
from sim.days.identity import identity
from sim.days.pool import Pool
from sim.days.results import Results
from sim.days.work import VersionError, Work
from sim.experiment import stratified
from sim.measures import tally
from sim.service.duty import reinforced
from sim.sums.walk import Rules
from sim.traffic import Drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenarios.schema import Scenario
    from sim.chance.contacts import Traffic
    from sim.staffing import Staffing
    from sim.sums.ratios import FloatArray
    from sim.sums.tally import Tally

ROOM = 500_000_000  # bytes of contacts that a process keeps; the days beyond are drawn each time
PIECES = 3  # of the days for each worker, at least: so all end at about the same time


@dataclass(frozen=True)
class Days:
    """So many days (calendars) of a scenario, on which any number of staffings can be tried.

    ``workers``: an executor, such as a ``sim.days.pool``; anything else is this process alone. Days before ``first_day`` are not used.
    """

    scenario: Scenario
    seed: int
    count: int
    workers: int | Executor = 1
    engine: str | None = None
    first_day: int = 0

    def run(self, staffings: Sequence[Staffing]) -> list[Results]:
        """Simulate every staffing on these days.

        Raises:
            VersionError: if a worker on another machine has another callfloor.

        """
        staffed = [reinforced(self.scenario, staffing) for staffing in staffings]
        if isinstance(self.workers, Executor):
            found = self._sent(staffed, self.workers)
        else:
            found = [self._here.tallies(staffing, range(self.count)) for staffing in staffed]
        return [self._results(staffing, own) for staffing, own in zip(staffed, found, strict=True)]

    def _results(self, staffing: Staffing, tallies: Iterable[Tally]) -> Results:
        luck = self._luck
        work = Work(self.scenario, staffing, None, luck.seed, luck.first_day, luck.busyness, luck.engine)
        return Results(work, tuple(tallies), asked=self.count)

    def _sent(self, staffed: Sequence[Staffing], executor: Executor) -> list[list[Tally]]:
        """Have pieces of the days run elsewhere, each of them for every staffing."""
        many = -(-PIECES * width_of(executor) // max(len(staffed), 1))
        pieces = [range(part[0], part[-1] + 1) for part in np.array_split(np.arange(self.count), many) if len(part)]
        sender = None if isinstance(executor, Pool) else identity()
        sent = [[executor.submit(_run, self._parcel, own, piece, sender) for piece in pieces] for own in staffed]
        return [[one for part in own for one in part.result()] for own in sent]

    @cached_property
    def _luck(self) -> _Luck:
        busyness = stratified(self.scenario, self.seed, self.first_day, self.count)
        return _Luck(self.scenario, self.seed, self.first_day, busyness, engines.chosen(self.engine, None))

    @cached_property
    def _here(self) -> _Kept:
        return _Kept(self._luck)

    @cached_property
    def _parcel(self) -> bytes:
        return pickle.dumps(self._luck, protocol=pickle.HIGHEST_PROTOCOL)


@dataclass(frozen=True)
class _Luck:
    """All that a worker needs to know to draw the days."""

    scenario: Scenario
    seed: int
    first_day: int
    busyness: Mapping[str, FloatArray]
    engine: str


class _Kept:
    """The days' contacts in one process, as far as there is room."""

    def __init__(self, luck: _Luck) -> None:
        self.luck = luck
        self.drawing, self.rules = Drawing(luck.scenario), Rules.of(luck.scenario)
        self.drawn: dict[int, Traffic] = {}
        self.room = ROOM

    def tallies(self, staffing: Staffing, numbers: Iterable[int]) -> list[Tally]:
        """Run some of the days."""
        scenario = self.luck.scenario
        floor = engines.floor(self.luck.engine, scenario, staffing, None)
        found = []
        for number in numbers:
            found.append(tally(scenario, floor(self._traffic(number)), staffing, self.rules))
            found[-1].check()
        return found

    def _traffic(self, number: int) -> Traffic:
        known = self.drawn.get(number)
        if known is not None:
            return known
        luck = {name: uniforms[number] for name, uniforms in self.luck.busyness.items()}
        day = self.luck.first_day + number * self.luck.scenario.calendar.days
        traffic = self.drawing.draw(self.luck.seed, day, luck)
        size = _bytes(traffic)
        if size <= self.room:
            self.room -= size
            self.drawn[number] = traffic
        return traffic


def _bytes(part: object) -> int:
    """Bytes of all arrays in a table; a column that repeats one value takes no room."""
    if isinstance(part, np.ndarray):
        return 0 if 0 in part.strides else part.nbytes
    if is_dataclass(part):
        return sum(_bytes(getattr(part, field.name)) for field in fields(part))
    return 0


def _run(parcel: bytes, staffing: Staffing, numbers: range, sender: str | None) -> list[Tally]:
    """Run some days of a parcel, in whatever process this is."""
    if sender is not None and sender != identity():
        raise VersionError([Fault("workers", None, "", f"A worker runs {identity()}, this program {sender}.")])
    return _HERE.of(parcel).tallies(staffing, numbers)


class _Last(threading.local):
    """The days that were asked for here last; two would take twice the room. Each thread has its own: an engine runs one day at a time."""

    def __init__(self) -> None:
        self.of = lru_cache(maxsize=1)(lambda parcel: _Kept(pickle.loads(parcel)))


_HERE = _Last()
