"""Plan: the least-cost shifts that keep a scenario's promises.

There are two ways. One queue with one group, all times exponential, is computed exactly and the optimum is proved
(``exact_plan.py``). Everything else is planned by formulas that simulation corrects (``simulated.py``), and the plan's cost
is set beside lower bounds: one that no plan can undercut (``bound.py``), and one learned by simulating (``search/learned.py``). Either way the plan is measured on days that nothing
was learned from.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from optimize.attendance import cost_of_reinforcements
from optimize.bound import lower_bound
from optimize.conflict import explain
from optimize.effort import Clock, Effort, kept_on
from optimize.exact_day import obstacles
from optimize.formula.plan import by_formula_at_last
from optimize.in_time import grace
from optimize.outcome import Infeasible, Met, Outcome, OutOfTime, Plan, choices, notes
from optimize.program import Roster
from optimize.refusals import roster_of
from optimize.required import required
from optimize.search.learned import ASSUMES, learned_bound, surer
from optimize.simulated import Found, Search
from optimize.solver import check_solver
from optimize.telling.remedies import Again, Headcounts
from optimize.told import Stand, Told, stand_of
from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from scenarios.schema import Scenario

Say = Callable[[str], None]
METHODS = ("simulation", "erlang")

BEYOND = 1e-6  # relative: by more than a solver's tolerance
REFUTED = (
    "A lower bound of {bound:,.2f} was worked out, and this plan meets its targets for less: what that bound rests on does not hold here, "
    "and the gap says nothing. Please report it."
)


def plan(  # noqa: PLR0913 - one for each option
    scenario: Scenario,
    *,
    method: str = "simulation",
    seed: int | None = None,
    replications: int | None = None,
    time_limit: float | None = None,
    workers: int | Executor = 1,
    engine: str | None = None,
    solver: str = "highs",
    progress: Say | None = None,
) -> Outcome:
    """Find the cheapest shifts that meet every target.

    ``method``: ``simulation``, or ``erlang``: requirements by formula, in seconds, tested on fresh days but not searched for
    (``formula/plan.py``); such a plan may be ``Missed``.
    ``replications``: fresh days on which a plan is tested. ``time_limit``: seconds after which the best plan so far is
    returned. ``progress`` is told in words how things stand. The same seed gives the same plan, for any ``workers``: a number of
    processes, or an executor; and for either ``engine``. ``solver``: ``highs`` or ``cbc``.

    Raises:
        InputError: the scenario cannot be planned (no shifts, no cost, no targets, or what ``refusals.py`` names),
            or the solver is not there.

    """
    from optimize.exact_search import plan_exactly
    from optimize.formula.plan import TEST_DAYS, plan_by_formula

    if method not in METHODS:
        text = f"is {method}; write simulation (search and simulate) or erlang (formulas)"
        raise InputError([Fault("--method", None, "", text)])
    solved_by = check_solver(solver)
    clock = Clock(time_limit)
    say = progress or (lambda _: None)
    roster = roster_of(scenario, solved_by)
    # A plan takes many simulations: workers are started once.
    with kept_on(workers) as crew:
        effort = Effort.of(scenario, replications, crew, seed, engine)
        if method == "erlang":
            brief = replace(effort, check_days=replications or max(scenario.experiment.replications, TEST_DAYS))
            longer = 0 if replications else effort.check_days
            return plan_by_formula(scenario, roster, brief, clock, say, longer=longer)
        if roster.slots == 1 and not obstacles(scenario):
            # The days decide nothing here, so the scenario's own number will do.
            effort = replace(effort, check_days=replications or scenario.experiment.replications)
            return plan_exactly(scenario, roster, effort, clock, say)
        return _plan_by_simulation(scenario, roster, effort, clock, say)


def _plan_by_simulation(scenario: Scenario, roster: Roster, effort: Effort, clock: Clock, say: Say) -> Outcome:
    say(f"{len(roster.kinds)} kinds of shifts; working out a lower bound on the cost")
    with ThreadPoolExecutor(1) as beside:  # nothing of the search depends on the bound
        bounding = beside.submit(lower_bound, scenario, roster, clock)
        called_in = sum(cost_of_reinforcements(scenario, group) for group in roster.planned)

        def tell(text: str) -> None:
            stand, known = stand_of(text), bounding.result()[0] if bounding.done() else None
            say(Told(text, Stand(None if stand.cost is None else stand.cost + called_in, stand.met, known)))

        found = Search(scenario, roster, effort, clock, tell).run()
        bound, proof = bounding.result()
    if clock.left > clock.seconds / 2:  # it takes a part of what the search did, and cannot be interrupted
        found = replace(found, beliefs=surer(found, effort))
    result = _plan(roster, found, proved=bound, proof=proof, clock=clock)
    if result is not None:
        say(
            Told(
                f"shifts for {result.cost:,.0f}, bound {result.bound:,.0f}",
                Stand(result.cost, found.best is not None, result.bound),
            )
        )
    if result is not None and found.best is not None:
        return Met(result)
    if result is None and clock.over:
        return by_formula_at_last(scenario, roster, effort, clock, say, bound=bound, proof=proof)
    if clock.over or found.possible:
        return OutOfTime(result, bound, 0 if clock.over else found.failed)
    say("no plan meets the targets; looking for the reason")
    again = Again(lambda headcounts: _with_more_people(scenario, roster, headcounts, effort, clock), lambda: clock.over)
    conflict, remedies = explain(found.model, found.beliefs, again, lambda: clock.over)
    proof = "Estimated by formulas corrected by simulation."
    if result is not None:
        proof = "Estimated by formulas corrected by simulation; the nearest plan was simulated, and misses targets too."
    if not conflict and clock.left <= 0:
        proof += " There was no time left to find out what stands in the way."
    return Infeasible(conflict, remedies, proof, result)


def _with_more_people(
    scenario: Scenario, roster: Roster, headcounts: Headcounts, effort: Effort, clock: Clock
) -> tuple[float, Headcounts] | None:
    """Cost of a plan that meets every target with other headcounts, and the people it has; None if none is found."""
    most = {**roster.headcount, **headcounts}
    other = scenario.model_copy(update={"headcount": most})
    best = Search(other, replace(roster, headcount=most), effort, clock, lambda _: None).run().best
    if best is None:
        return None
    people = dict(headcounts)
    for group in headcounts if scenario.calendar.days == 1 and scenario.shifts else ():
        people[group] = sum(count for kind, count in best.shifts.items() if kind.group == group and not kind.on_call)
    return best.cost + sum(cost_of_reinforcements(scenario, group) for group in roster.planned), people


def _plan(roster: Roster, found: Found, *, proved: float, proof: str, clock: Clock) -> Plan | None:
    """The best plan found, or else the last one tried, beside the better of two bounds: what is proved, and what was learned."""
    scenario = found.model.scenario
    tried = found.best or found.last
    if tried is None:
        return None
    called_in = sum(cost_of_reinforcements(scenario, group) for group in roster.planned)
    cost = tried.cost + called_in
    learned = 0.0
    if found.best is not None and clock.left > -grace(clock) / 4:
        seconds = max(clock.left, grace(clock) / 4)
        learned = learned_bound(found.model, found.beliefs, found.best, seconds=seconds) + called_in
    bound = max(proved, learned)
    refuted = (REFUTED.format(bound=bound),) if found.best is not None and bound > cost * (1 + BEYOND) else ()
    return Plan(
        scenario=scenario,
        shifts=choices(roster, tried.shifts),
        staffing=tried.staffing,
        cost=cost,
        bound=min(bound, cost) if found.best is not None else bound,
        proved_bound=min(proved, cost) if found.best is not None else proved,
        seconds=clock.seconds,
        results=tried.results,
        required=required(found.model, found.beliefs, tried.duty, tried.staffing, tried.results, clock),
        proof=proof if proved >= learned else ASSUMES,
        notes=(*notes(scenario, roster), *refuted),
        curves=found.model.curves,
    )
