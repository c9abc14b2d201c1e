"""Sizing: the least-cost people of a design, quickly and on the same terms for all designs.

``optimize.simulated`` finds a plan that passes a test on days that it has not seen, by a margin. A study compares ten designs whose costs
differ by a few percent, so what counts here is that all are held to the same brink. Each is sized by the same search on the
same common days, so that every judged period just meets its target there; then fresh days, again the same for all, tell how far the common
ones flatter each period, and the search goes on with needs set right by that. The margin
is small (``SURE``): it would cost a design the more the more of its periods are at the brink. Whether targets are met is said of the days on which designs are measured.

Where a plan of a neighbouring design is at hand, the search begins with it in place of formulas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import override

from optimize.effort import Clock, Effort
from optimize.refusals import roster_of
from optimize.search.aims import Aims
from optimize.search.standing import missed
from optimize.simulated import Search, Tried

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from optimize.beliefs import PeriodKey
    from optimize.program import Shifts
    from optimize.roster import Roster
    from optimize.search.standing import Standings
    from scenarios.schema import Scenario

Say = Callable[[str], None]
ROUNDS = (6, 4)  # of refining: before the fresh days were seen, and after
WARM_ROUNDS = (2, 3)
TRIES = 4_000  # of moves in a round, for each person
LONGER = 1  # so many times the rounds again, if a period falls short
SURE = 0.7  # standard errors of the fresh days


@dataclass(frozen=True)
class Terms:
    """What every design is sized on: common days to search on, fresh days to be set right by, and where chance begins."""

    common: int
    fresh: int
    seed: int
    workers: int | Executor = 1
    engine: str | None = None

    @property
    def effort(self) -> Effort:
        """The same in the words of the search."""
        return Effort(self.common, self.fresh, self.workers, self.seed, self.engine, self.fresh)


@dataclass(frozen=True)
class Sized:
    """People who meet the targets of a design at least cost, as far as was found; ``possible``: whether any plan can."""

    tried: Tried
    roster: Roster
    possible: bool


def size(scenario: Scenario, terms: Terms, start: Shifts | None = None, say: Say | None = None) -> Sized | None:
    """Find the cheapest people for a design; None if nothing at all was found.

    Raises:
        InputError: the design cannot be planned.

    """
    roster = roster_of(scenario)
    search = Sizing(scenario, roster, terms.effort, Clock(None), say or (lambda _: None), start=start)
    tried = search.size()
    return None if tried is None else Sized(tried, roster, search.possible)


class Brink(Aims):
    """What periods are aimed at so that they are just kept: no test comes after, so what is missing weighs more."""

    mild, hard = 0.3, 3.0

    @override
    def needs(self, found: Standings, safety: float = SURE) -> dict[PeriodKey, float]:
        """Score that each period needs on the common days: as much as they flatter it, and what makes it likely to be kept on others."""
        by = min(safety, SURE) * self.shorter
        return {key: self.flattered(key) + by * one.error for key, one in found.items()}


class Sizing(Search):
    """A search without margins, and without tests."""

    tries = TRIES
    aiming = Brink

    def size(self) -> Tried | None:
        """Look for the cheapest people."""
        self.begin()
        some = ROUNDS if self.start is None else WARM_ROUNDS
        for number, rounds in enumerate(some):
            if self.leading is None:
                return None
            if number > 0:
                self.aims.compare(self.leading, self._fresh(self.leading, self.effort.check_days, "fresh days"))
            self._improve(rounds)
        for _ in range(LONGER):
            if self.leading is None or not self._short(self.leading):
                break
            self._improve(some[-1])
        return self.leading

    def _short(self, tried: Tried) -> bool:
        """Whether a period falls short by more than its error on the fresh days."""
        needed = self.aims.needs(tried.standings, -1.0)
        return any(missed(tried.standings, needed))
