"""Two methods side by side: the plan that is searched for and simulated, and the plan by formula, on the same fresh days.

Neither has learned anything from these days, so what each reaches on them may be compared. Where the formula's plan is off,
``why.py`` says by what.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimize.effort import Clock, Effort, kept_on
from optimize.formula.plan import plan_by_formula
from optimize.formula.why import Cause, causes
from optimize.outcome import Infeasible, Outcome, OutOfTime, Plan
from optimize.plan import Say, plan
from optimize.refusals import roster_of
from optimize.solver import check_solver

if TYPE_CHECKING:
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario


@dataclass(frozen=True)
class Methods:
    """How both methods ended, how long each took (s), and why the formula is off (empty if there is no plan by formula)."""

    scenario: Scenario
    searched: Outcome
    by_formula: Outcome
    seconds: tuple[float, float]
    causes: tuple[Cause, ...]

    @property
    def plans(self) -> tuple[Plan | None, Plan | None]:
        """The two plans, each the nearest or the best so far if it is no more than that."""
        return plan_of(self.searched), plan_of(self.by_formula)

    def more_people(self, group: str) -> FloatArray | None:
        """Scheduled people by interval that the formula's plan has more than the other; None unless there are both."""
        searched, by_formula = self.plans
        if searched is None or by_formula is None:
            return None
        return by_formula.staffing.mean_scheduled(group) - searched.staffing.mean_scheduled(group)


def plan_of(outcome: Outcome) -> Plan | None:
    """The plan of an outcome: met, missed, the best so far, the nearest, or none."""
    if isinstance(outcome, OutOfTime):
        return outcome.best
    return outcome.nearest if isinstance(outcome, Infeasible) else outcome.plan


def both(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replications: int | None = None,
    time_limit: float | None = None,
    workers: int | Executor = 1,
    engine: str | None = None,
    solver: str = "highs",
    progress: Say | None = None,
) -> Methods:
    """Plan by both methods, test the formula's plan on the days of the other's test, and find out why it is off.

    Raises:
        InputError: as ``plan`` does.

    """
    say = progress or (lambda _: None)
    with kept_on(workers) as crew:
        clock = Clock(None)
        searched = plan(
            scenario, seed=seed, replications=replications, time_limit=time_limit, workers=crew, engine=engine,
            solver=solver, progress=lambda text: say(f"simulation: {text}"),
        )  # fmt: skip
        searched_in, clock = clock.seconds, Clock(None)
        first = plan_of(searched)
        effort = Effort.of(scenario, replications, crew, seed, engine)
        if first is not None:
            effort = replace(effort, check_days=first.results.replications)
        by_formula = plan_by_formula(
            scenario, roster_of(scenario, check_solver(solver)), effort, clock, lambda text: say(f"erlang: {text}"),
            test_seed=None if first is None else first.results.seed,
        )  # fmt: skip
        formula_in, second = clock.seconds, plan_of(by_formula)
        say("erlang: simulating the plan without what the formula leaves out")
        why = () if second is None else causes(second, crew)
    return Methods(scenario, searched, by_formula, (searched_in, formula_in), why)
