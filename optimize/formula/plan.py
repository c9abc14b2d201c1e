"""Planning by formula: the first look that a planner has always taken, honest about itself.

Each queue's requirement in each interval comes from a formula (``settled.py``). The agents of a group are shared out to the queues
that it serves, each counted for one at a time, and the shift program covers it all at least cost; a target over an hour or a
day may answer more where that is cheap. Nothing is learned from simulation. But the plan is simulated, on fresh days, before
anybody sees it: it is called met only if it kept its targets there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.attendance import cost_of_reinforcements
from optimize.beliefs import Beliefs, PeriodKey
from optimize.bound import lower_bound
from optimize.conflict import explain
from optimize.demands import Demand, demands, loads, occupancies
from optimize.effort import SEEDS_APART, Clock, Effort
from optimize.formula.assumed import assumed
from optimize.formula.covering import GAP, cover
from optimize.formula.settled import Formula, Settled, busyness_for
from optimize.handling import able, handling
from optimize.in_time import grace, simulate_in_time
from optimize.master import Master
from optimize.model import CurveKey, Duty, Model
from optimize.outcome import ByFormula, Infeasible, Met, Missed, Outcome, OutOfTime, Plan, choices, notes, staffing_of
from optimize.program import Roster, Solution, Solved
from optimize.required import minimum_on_floor, share_of, unknown
from optimize.search.aims import PASS
from optimize.search.standing import missed, standings
from optimize.shifts import FloatArray
from optimize.solver import NoSolution
from optimize.told import Stand, Told
from optimize.visits import Flows, visits
from sim.targets import AT_MOST

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Target
    from sim.experiment import Results
    from sim.staffing import Staffing

BOUND_BRANCHES = 50  # for the bound: a first look does not wait for its last tenth of a percent
WHOLE = 1e-6  # of a person: less is the solver's slack
TEST_DAYS = 100  # a first look is no verdict to the last half-percent
NOBODY = "By formula: no shifts keep the limits on people even where targets may be missed, so that no plan could be simulated."
NO_TIME = "There was no time to find a better plan: this one is by formula. "
NOTHING_PROVED = "By formula: nothing was searched for or learned from simulation, and nothing is proved. "


@dataclass(frozen=True)
class Reckoned:
    """A plan by formula before it is simulated: the staffing, who serves whom, and whether all the demands are met on paper."""

    model: Model
    beliefs: Beliefs
    solved: Solved
    staffing: Staffing
    duty: Duty
    possible: bool


class FormulaModel(Model):
    """A model in which nobody counts on help that only comes after a while, unless there is no other that a plan may send."""

    def worth(self, target: Target, group: str, queue: str) -> float:
        """What one agent of the group is worth to a queue's target, in agents of the fastest group."""
        groups = self.scenario.agent_groups
        if queue in groups[group].skills and groups[group].skills[queue].after > 0:
            planned = [name for name in able(self.scenario, queue) if name in self.roster.planned]
            at_once = any(groups[name].skills[queue].after == 0 for name in planned)
            if at_once:
                return 0.0
        return super().worth(target, group, queue)


def plan_by_formula(
    scenario: Scenario,
    roster: Roster,
    effort: Effort,
    clock: Clock,
    say: Callable[[str], None],
    *,
    test_seed: int | None = None,
    longer: int = 0,
) -> Outcome:
    """Reckon the requirements, cover them with shifts, and test the plan on ``effort.check_days`` fresh days (of ``test_seed``).

    If it keeps its targets by so little that other days may say otherwise, it is tested again on ``longer`` many. ``Met`` if it keeps
    them all by a standard error, else ``Missed``. ``Infeasible`` if not even on paper a plan keeps them.
    """
    say(f"{len(roster.kinds)} kinds of shifts; requirements by formula")
    bound, bound_says = lower_bound(scenario, roster, clock, BOUND_BRANCHES)
    model = model_by_formula(scenario, roster)
    beliefs = Beliefs(rest=rest_by_formula(model))
    reckoned = reckon(model, beliefs, clock)
    if reckoned is None:
        return OutOfTime(None, bound)
    if isinstance(reckoned, NoSolution):
        say("no shifts keep the limits on people; looking for the reason")
        return Infeasible(*explain(model, beliefs, late=lambda: clock.over), NOBODY)
    called_in = sum(cost_of_reinforcements(scenario, group) for group in roster.planned)
    cost = roster.cost(reckoned.solved.shifts) + called_in
    seed = effort.seed + SEEDS_APART if test_seed is None else test_seed
    say(Told(f"shifts for {cost:,.0f}, simulating {effort.check_days} days as a test", Stand(cost, bound=bound)))
    results = _tested(scenario, reckoned.staffing, effort, seed, clock)
    in_doubt = bool(results.verdicts) and all(v.met for v in results.verdicts) and not surely(results)
    if longer > effort.check_days and in_doubt and not clock.over:
        say(f"targets kept by little, simulating {longer} other days")
        results = _tested(scenario, reckoned.staffing, replace(effort, check_days=longer), seed + SEEDS_APART, clock)
    told = ByFormula(assumed(reckoned.model, rounded=roster.slots == 1), promised(reckoned))
    found = Plan(
        scenario=scenario,
        shifts=choices(roster, reckoned.solved.shifts),
        staffing=reckoned.staffing,
        cost=cost,
        bound=min(bound, cost) if all(verdict.met for verdict in results.verdicts) else bound,
        seconds=clock.seconds,
        results=results,
        required=unknown(roster) if clock.over else required_by_formula(reckoned),
        proof=NOTHING_PROVED + bound_says,
        notes=notes(scenario, roster),
        by_formula=told,
    )
    if clock.over and results.replications < effort.check_days:
        return OutOfTime(found, found.bound)
    return _verdict(found, reckoned, clock, say)


def _verdict(found: Plan, reckoned: Reckoned, clock: Clock, say: Callable[[str], None]) -> Outcome:
    """How a plan by formula that was tested ends."""
    if found.met and surely(found.results):
        return Met(found)
    if reckoned.possible or found.met:
        return Missed(found)
    if clock.over:
        return OutOfTime(found, found.bound)
    say("no plan meets the targets on paper; looking for the reason")
    conflict, remedies = explain(reckoned.model, reckoned.beliefs, late=lambda: clock.over)
    proof = "By formula: nothing is proved. The nearest plan was simulated, and misses targets too."
    return Infeasible(conflict, remedies, proof, found)


def by_formula_at_last(
    scenario: Scenario,
    roster: Roster,
    effort: Effort,
    clock: Clock,
    say: Callable[[str], None],
    *,
    bound: float = 0.0,
    proof: str = "",
) -> OutOfTime:
    """What is given where time was over before any plan was searched for: the plan by formula, beside the ``bound`` known by then."""
    say("there is no time to search for a plan; one by formula is given")
    brief = replace(effort, check_days=min(effort.check_days, TEST_DAYS))
    ended = plan_by_formula(scenario, roster, brief, clock, say)
    found = (
        ended.nearest if isinstance(ended, Infeasible) else ended.best if isinstance(ended, OutOfTime) else ended.plan
    )
    if found is None:
        return OutOfTime(None, bound)
    said = NO_TIME + (NOTHING_PROVED + proof if bound > found.bound else found.proof)
    best = replace(found, bound=max(bound, found.bound), proof=said, seconds=clock.seconds)
    best = replace(best, bound=min(best.bound, best.cost)) if best.met else best
    return OutOfTime(best, best.bound)


def _tested(scenario: Scenario, staffing: Staffing, effort: Effort, seed: int, clock: Clock) -> Results:
    return simulate_in_time(
        scenario, staffing, clock, late=grace(clock) / 2, replications=effort.check_days, seed=seed,
        workers=effort.workers, engine=effort.engine, stratify=True,
    )  # fmt: skip


def surely(results: Results) -> bool:
    """Whether every judged period clears its target by a standard error, as a plan by simulation has to (``simulated.py``)."""
    return not any(missed(standings(results), {}, PASS))


def reckon(model: Model, beliefs: Beliefs, clock: Clock) -> Reckoned | NoSolution | None:
    """The plan on paper; where no plan meets every demand, the one that misses least; none if time is over first.

    ``NoSolution`` where the limits on people cannot be kept whatever is missed.
    """
    scenario, roster = model.scenario, model.roster
    solved: Solution | None = None
    for elastic, whole in ((False, True), (True, True), (True, False)):
        if whole and elastic and clock.over:
            continue  # a relaxed program, its parts of people rounded up, is there at once
        seconds = max(clock.left, grace(clock) / (4 if whole else 1))
        if whole:
            covered = cover(model, beliefs, elastic=elastic, seconds=seconds)
            master, solved = covered.master, covered.solution
        else:
            master = Master(model, beliefs, elastic=elastic, whole=False, coarse=frozenset())
            solved = master.program.solve(gap=GAP, seconds=seconds)
        if isinstance(solved, Solved):
            staffing = staffing_of(scenario, roster, solved.shifts)
            return Reckoned(model, beliefs, solved, staffing, master.duty(solved, staffing), possible=not elastic)
    return solved if isinstance(solved, NoSolution) else None


def model_by_formula(scenario: Scenario, roster: Roster) -> Model:
    """The planner's model with every curve as the formula of its queue has it, for each whole number of agents."""
    expected = visits(scenario)
    offered = loads(scenario, expected)
    formulas = {queue: Formula.of(scenario, queue, _coming(expected, queue)) for queue in scenario.queues}
    curves: dict[CurveKey, Settled] = {}
    drawn: dict[tuple[int, str, float], Settled] = {}
    for demand in demands(scenario, expected):
        for cell in demand.cells:
            load = offered[cell.queue][cell.interval]
            key = (demand.place, cell.queue, load.rate)
            if key not in drawn:
                own = replace(load, busyness=busyness_for(scenario, demand.target, load))
                drawn[key] = Settled.draw(demand.target, own, formulas[cell.queue])
            curves[demand.place, cell.queue, cell.interval] = drawn[key]
    return FormulaModel.of(scenario, roster, expected, known=curves)


def _coming(expected: Flows, queue: str) -> tuple[str, ...]:
    """Contact types that come to a queue."""
    return tuple(name for (name, to), volume in expected.items() if to == queue and float(volume.sum()) > 0)


def rest_by_formula(model: Model) -> dict[PeriodKey, float]:
    """Agent-intervals that each target on occupancy needs: the work of the queues that the group is first for, over the share asked."""
    scenario, needed = model.scenario, {}
    volumes = {queue: sum(v for (_, to), v in model.expected.items() if to == queue) for queue in scenario.queues}
    for occupied in occupancies(scenario):
        group, work = occupied.target.of_what, np.zeros(model.roster.intervals)
        for queue in scenario.agent_groups[group].skills:
            first = min(scenario.agent_groups[name].skills[queue].preference for name in able(scenario, queue))
            sharing = [
                name for name in able(scenario, queue) if scenario.agent_groups[name].skills[queue].preference == first
            ]
            if group in sharing:
                work = work + volumes[queue] * handling(scenario, group, queue) / len(sharing)
        busy = float(np.sum(work[occupied.first : occupied.last + 1])) / scenario.calendar.interval
        needed[occupied.place, occupied.first] = busy / occupied.target.asked
    return needed


def promised(reckoned: Reckoned) -> tuple[float | None, ...]:
    """What the formula promises of each target at its worst period; None where it does not reckon the target at all."""
    model = reckoned.model
    worst: dict[int, float] = {}
    for demand in model.demands:
        score = _score(reckoned, demand) / demand.weight
        worst[demand.place] = min(worst.get(demand.place, np.inf), score)
    found: list[float | None] = []
    for place, target in enumerate(model.scenario.targets):
        if place not in worst:
            found.append(None)
            continue
        sign = -1.0 if target.measure in AT_MOST else 1.0
        scale = target.asked if target.measure == "mean_wait" else 1.0
        found.append(max(target.asked + sign * scale * worst[place], 0.0))
    return tuple(found)


def _score(reckoned: Reckoned, demand: Demand, duty: Duty | None = None, interval: int | None = None) -> float:
    """Score of a period (or of one interval of it), in contacts, by formula."""
    model, total = reckoned.model, 0.0
    for cell in demand.cells:
        if interval in (None, cell.interval):
            agents = model.effective(demand.place, cell.queue, cell.interval, duty or reckoned.duty, {})
            drawn = model.curves[demand.place, cell.queue, cell.interval]
            # One cell needs whole agents, and has them reckoned exactly; sums are as the program sees them.
            if demand.single and isinstance(drawn, Settled):
                total += cell.weight * drawn.exactly(agents)
            else:
                total += cell.weight * drawn.concave.at(agents)
    return total


def required_by_formula(reckoned: Reckoned) -> dict[str, FloatArray]:
    """Fewest people on the floor by planned group and interval with whom the demands are still met, the others as planned.

    They share their time among queues as the plan does. What a target over several intervals has to spare is shared
    out by contacts. NaN where nothing is asked.
    """
    model, duty = reckoned.model, reckoned.duty
    slack = {id(demand): max(_score(reckoned, demand), 0.0) for demand in model.demands if not demand.single}
    found = {}
    for group in model.roster.planned:
        planned = reckoned.staffing.mean_on_floor(group)
        fewest = np.full(len(planned), minimum_on_floor(model.roster, group))
        for interval, people in enumerate(planned):
            for demand in model.demands:
                if any(c.interval == interval and duty.serving.get((group, c.queue, interval)) for c in demand.cells):
                    if demand.single:
                        asked = _fewest_alone(reckoned, demand, group, float(people))
                    else:
                        spare = slack[id(demand)] * share_of(demand, interval)
                        asked = _fewest(reckoned, demand, group, interval, people=float(people), spare=spare)
                    fewest[interval] = np.fmax(fewest[interval], asked)
        found[group] = np.where(fewest > planned, planned, fewest)
    return found


def _fewest_alone(reckoned: Reckoned, demand: Demand, group: str, people: float) -> float:
    """Fewest people of a group with whom a queue has the agents that it needs in the one interval that is judged."""
    cell, model = demand.cells[0], reckoned.model
    own = reckoned.duty.serving[group, cell.queue, cell.interval] * model.worth(demand.target, group, cell.queue)
    if own <= 0:
        return 0.0
    agents = model.effective(demand.place, cell.queue, cell.interval, reckoned.duty, {})
    needed = model.curves[demand.place, cell.queue, cell.interval].needs(0.0)
    return float(np.ceil(max(people * (needed - (agents - own)) / own, 0.0) - WHOLE))


def _fewest(reckoned: Reckoned, demand: Demand, group: str, interval: int, *, people: float, spare: float) -> float:
    """Fewest people of a group with whom an interval of a period loses no more than it can spare."""
    planned = _score(reckoned, demand, None, interval)
    least, most = 0, int(np.ceil(people - WHOLE))
    while least < most:
        middle = (least + most) // 2
        fewer = _with(reckoned.duty, group, interval, middle / people)
        if planned - _score(reckoned, demand, fewer, interval) <= spare + WHOLE:
            most = middle
        else:
            least = middle + 1
    return float(most)


def _with(duty: Duty, group: str, interval: int, share: float) -> Duty:
    """The same people, but of one group in one interval only a share."""
    fewer = {key: part * share if (key[0], key[2]) == (group, interval) else part for key, part in duty.serving.items()}
    return replace(duty, serving=fewer)
