"""How a planning run ended, in the one shape that every face reads.

The planner gives one of three types (met, infeasible, out of time). Faces need the same few things of each: a plan if
there is one, the bound, what stands in the way and the exit code; so they are gathered here, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from optimize.outcome import Outcome, Plan
    from scenarios.schema import Scenario

Status = Literal["met", "infeasible", "time_limit"]
EXIT_CODES: dict[Status, int] = {"met": 0, "infeasible": 3, "time_limit": 4}


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

    @property
    def known_bound(self) -> float | None:
        """The lower bound on cost; None where none is known, for that no plan costs less than nothing is no news."""
        return self.bound or None

    @property
    def exit_code(self) -> int:
        """0 met, 3 infeasible, 4 out of time."""
        return EXIT_CODES[self.status]

    @classmethod
    def of(cls, scenario: Scenario, outcome: Outcome, seconds: float) -> Ended:
        """Read what the planner came back with."""
        from optimize.outcome import Infeasible, Met

        if isinstance(outcome, Met):
            found = outcome.plan
            return cls(scenario, "met", found, found.bound, seconds, found.proof)
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
