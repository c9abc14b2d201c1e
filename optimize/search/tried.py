"""What a search has in hand: shifts with their people, what came of them when they were simulated, and what it ends with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from optimize.search.standing import Standings, missed, standings

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs
    from optimize.model import Duty, Model
    from optimize.program import Shifts
    from sim.days.results import Results
    from sim.staffing import Staffing

FEW = 200  # people of a small centre, where the master is quick, and chance has few moves that are any good
MANY = 1_000  # people of a large one, where a round takes seconds


@dataclass(frozen=True)
class Worked:
    """People by kind of shift, what they cost, and when they are there."""

    shifts: Shifts
    cost: float
    staffing: Staffing
    duty: Duty

    @property
    def few(self) -> bool:
        """Whether the centre is a small one: the master proposes, too, and chance is given some turns."""
        return sum(self.shifts.values()) <= FEW

    @property
    def many(self) -> bool:
        """Whether it is a large one: one round of the master is enough to begin with, and a plan that failed is mended, not sought anew."""
        return sum(self.shifts.values()) > MANY


@dataclass(frozen=True)
class Tried(Worked):
    """Shifts that were simulated, and what came of it."""

    results: Results

    @property
    def met(self) -> bool:
        """Whether it met every target on its days."""
        return all(verdict.met for verdict in self.results.verdicts)

    @cached_property
    def standings(self) -> Standings:
        """Where every judged period stands."""
        return standings(self.results)

    @property
    def lacks(self) -> float:
        """Contacts whose promise is missing, and people's seconds."""
        return sum(by * self.standings[key].weight for key, by in missed(self.standings, {}))


@dataclass(frozen=True)
class Found:
    """The end of a search: the best tested plan (or none), the last one tried, and what is believed by then.

    ``possible``: whether there is a plan, by all that is believed at the end. ``failed``: plans that failed a test.
    """

    best: Tried | None
    last: Tried | None
    model: Model
    beliefs: Beliefs
    possible: bool
    failed: int
