"""How a planning run ended, in the one shape that every face reads.

The planner gives one of four types (met, infeasible, out of time, missed). Faces need the same few things of each: a plan if
there is one, the bound, what stands in the way and the exit code; so they are gathered here, once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from callfloor import words
from callfloor.cost_words import cost_in_words
from callfloor.language.below import retold

if TYPE_CHECKING:
    from optimize.outcome import Outcome, Plan
    from optimize.replanning.replan import Replanned
    from optimize.telling.telling import Telling
    from scenarios.schema import Scenario

Status = Literal["met", "infeasible", "time_limit", "missed", "tests_failed"]
# Missed: by formula alone, and the plan did not keep its targets when it was tested. Tests failed: nor did any plan that was searched for,
# and no clock stopped the search. There is a plan, as at a time limit.
EXIT_CODES: dict[Status, int] = {"met": 0, "infeasible": 3, "time_limit": 4, "missed": 4, "tests_failed": 4}
MOMENT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d\b")


@dataclass(frozen=True)
class Ended:
    """The end of a planning run; `plan` is the plan, the nearest one or the best so far, or None.

    `conflict`: what cannot all hold; `remedies`: what would free it; `seconds`: how long the run took; `tests`: of how many plans
    it is known that they were tested and failed, where none passed.
    """

    scenario: Scenario
    status: Status
    plan: Plan | None
    bound: float | None
    seconds: float
    proof: str
    conflict: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    replanned: Replanned | None = None  # what changes, where a plan at work was planned anew
    telling: Telling | None = None  # what the targets cost, which limits bind; where that was asked for
    tests: int | None = None
    limited: bool = True  # whether there was a time limit that may have stopped it

    @property
    def known_bound(self) -> float | None:
        """The lower bound on cost; None where none is known, for that no plan costs less than nothing is no news."""
        return self.bound or None

    @property
    def no_solution(self) -> bool:
        """Whether the plan, if there is one, is known to be none that was asked for, but the nearest."""
        return self.status in ("infeasible", "tests_failed")

    @property
    def stands(self) -> tuple[str, ...]:
        """What stands in the way, each for a line of its own."""
        from optimize.conflict import WHOLE_PEOPLE

        return tuple(
            retold(WHOLE_PEOPLE.replace("they", "the targets", 1)) if one == WHOLE_PEOPLE else self.by_the_clock(one)
            for one in self.conflict
        )

    @property
    def frees(self) -> tuple[str, ...]:
        """What would free it, likewise."""
        return tuple(map(self.by_the_clock, self.remedies))

    def by_the_clock(self, text: str) -> str:
        """A text with its moments as a planner says them: 10:30, on calendars of several days with the day."""
        dated = self.scenario.calendar.days > 1
        return MOMENT.sub(lambda found: words.clock(found[0], dated=dated), retold(text))

    @property
    def by_interval(self) -> bool:
        """Whether there are no shifts, and the plan is the agents of each interval."""
        return not self.scenario.shifts

    def priced(self, cost: float | None) -> str:
        """A cost in words: money, or agent-hours where nobody has a wage."""
        return cost_in_words(self.scenario, cost)

    @property
    def exit_code(self) -> int:
        """0 met, 3 infeasible, 4 out of time, or missed by every plan that was tested."""
        return EXIT_CODES[self.status]

    @classmethod
    def of(cls, scenario: Scenario, outcome: Outcome, seconds: float, *, limited: bool = True) -> Ended:
        """Read what the planner came back with; ``limited``: whether it had a time limit."""
        from optimize.outcome import Infeasible, Met, Missed

        if isinstance(outcome, Met | Missed):
            found = outcome.plan
            status: Status = "met" if isinstance(outcome, Met) else "missed"
            return cls(scenario, status, found, found.bound, seconds, found.proof)
        if isinstance(outcome, Infeasible):
            return cls(
                scenario,
                "infeasible",
                outcome.nearest,
                None,
                seconds,
                outcome.proof,
                outcome.conflict,
                outcome.remedies,
            )
        proof = "Stopped before any plan was found." if outcome.best is None else outcome.best.proof
        failed = outcome.best is not None and not (limited and outcome.tests == 0)
        status = "tests_failed" if failed else "time_limit"
        return cls(
            scenario, status, outcome.best, outcome.bound, seconds, proof, tests=outcome.tests or None, limited=limited
        )
