"""How a planning run ended, in the one shape that every face reads.

The planner gives one of four types (met, infeasible, out of time, missed). Faces need the same few things of each: a plan if
there is one, the bound, what stands in the way and the exit code; so they are gathered here, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from callfloor import words

if TYPE_CHECKING:
    from optimize.outcome import Outcome, Plan
    from optimize.replanning.replan import Replanned
    from optimize.telling.telling import Telling
    from scenarios.schema import Scenario

Status = Literal["met", "infeasible", "time_limit", "missed"]
# Missed: by formula alone, and the plan did not keep its targets when it was tested; there is a plan, as at a time limit.
EXIT_CODES: dict[Status, int] = {"met": 0, "infeasible": 3, "time_limit": 4, "missed": 4}


@dataclass(frozen=True)
class Ended:
    """The end of a planning run; `plan` is the plan, the nearest one or the best so far, or None.

    `conflict`: what cannot all hold; `remedies`: what would free it; `seconds`: how long the run took.
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

    @property
    def known_bound(self) -> float | None:
        """The lower bound on cost; None where none is known, for that no plan costs less than nothing is no news."""
        return self.bound or None

    @property
    def by_interval(self) -> bool:
        """Whether there are no shifts, and the plan is the agents of each interval."""
        return not self.scenario.shifts

    def priced(self, cost: float | None) -> str:
        """A cost in words: money, or agent-hours where nobody has a wage."""
        from optimize.by_interval import counts_hours

        if cost is not None and counts_hours(self.scenario):
            return f"{words.number(cost)} agent-hours"
        return words.money(cost, self.scenario.currency)

    @property
    def exit_code(self) -> int:
        """0 met, 3 infeasible, 4 out of time, or missed by a plan that only a formula made."""
        return EXIT_CODES[self.status]

    @classmethod
    def of(cls, scenario: Scenario, outcome: Outcome, seconds: float) -> Ended:
        """Read what the planner came back with."""
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
        return cls(scenario, "time_limit", outcome.best, outcome.bound, seconds, proof)
