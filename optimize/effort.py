"""Effort: how long a plan may be looked for, and how much is simulated for it.

How many days are simulated depends on how many contacts a day has, never on the clock: the same seed gives the same plan
on any machine. A time limit only ends the search early.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from optimize.visits import visits
from sim.experiment import pool

if TYPE_CHECKING:
    from scenarios.schema import Scenario

LEARNING_CONTACTS, CHECK_CONTACTS = 1_200_000, 15_000_000  # on the common days, and on those of a test
SEEDS_APART = 1009  # between one set of days and the next: whoever plans with seeds 1, 2, 3 has other days each time
OTHER_SEED = 104_729  # between the seed that something was found with and that of other days to hold it against
PROMISED = 2, 3  # times as many of both, where a target is about a share of the days: one day tells little of that
LONGER = 2  # times as many days, where those of a test do not decide
FEWEST_LEARNING_DAYS, MOST_LEARNING_DAYS = 16, 120
FEWEST_CHECK_DAYS, MOST_CHECK_DAYS = 40, 2000
FEWEST_LONG = 6  # calendars of several days, of which each counts for so many


class Clock:
    """Time spent, and time left of a limit."""

    def __init__(self, limit: float | None) -> None:
        """Start now."""
        self._start = monotonic()
        self._limit = limit

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return monotonic() - self._start

    @property
    def left(self) -> float:
        """Seconds until the limit; an hour if there is none."""
        return 3600.0 if self._limit is None else self._limit - self.seconds

    @property
    def over(self) -> bool:
        """Whether the limit has passed."""
        return self.left <= 0


@dataclass(frozen=True)
class Effort:
    """How much is simulated: common days to learn from, fresh days of a test; by whom, with which seed and engine."""

    learning_days: int
    check_days: int
    workers: int | Executor
    seed: int
    engine: str | None = None
    full_days: int = 0  # of a test, if nobody asks for another number

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        replications: int | None,
        workers: int | Executor,
        seed: int | None,
        engine: str | None = None,
    ) -> Effort:
        """Choose days by the contacts of a day; ``replications`` sets those of a test, and the scenario the seed if none is given."""
        coming = sum(sum(kind.arrivals.volumes) for kind in scenario.contact_types.values())
        contacts = max(coming, sum(float(volume.sum()) for volume in visits(scenario).values()), 1.0)
        fewest = [
            max(-(-days // scenario.calendar.days), FEWEST_LONG) for days in (FEWEST_LEARNING_DAYS, FEWEST_CHECK_DAYS)
        ]
        promised = any(target.confidence is not None for target in scenario.targets)
        times = PROMISED if promised else (1, 1)
        learning = min(max(round(times[0] * LEARNING_CONTACTS / contacts), fewest[0]), MOST_LEARNING_DAYS)
        check = min(max(round(times[1] * CHECK_CONTACTS / contacts), fewest[1]), MOST_CHECK_DAYS)
        asked = scenario.experiment.replications if "replications" in scenario.experiment.model_fields_set else 0
        full = max(check, asked)
        seed = scenario.experiment.seed if seed is None else seed
        return cls(learning, replications or full, workers, seed, engine, LONGER * full)


@contextmanager
def kept_on(workers: int | Executor) -> Iterator[int | Executor]:
    """Start processes once for all the simulations of a plan, where there are to be several; an executor stays its owner's."""
    if isinstance(workers, int) and workers > 1:
        with pool(workers) as crew:
            yield crew
    else:
        yield workers
