"""The exact way from a scenario to a plan: solve, compute, cut, until the optimum is proved or the rounds are used up.

Every solution of the program is computed exactly. If it misses a target, cuts forbid it, and a repaired one is tried at once:
the interval that loses most is asked for one more, so that there is a plan to return early on. The best plan found is then
simulated on fresh days as a check of everything; its verdict is the computed one, or where shifts have breaks the computed one with
what late breaks change about it (``late_breaks.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.bound import lower_bound
from optimize.demands import Demand
from optimize.effort import SEEDS_APART, Clock
from optimize.exact_day import Losses, allowed
from optimize.exact_plan import ExactProgram, Trial
from optimize.formula.plan import by_formula_at_last
from optimize.in_time import grace, simulate_in_time
from optimize.late_breaks import Difference, corrected, differences
from optimize.outcome import Met, Outcome, OutOfTime, Plan, choices, notes, staffing_of
from optimize.program import Roster, Solved
from optimize.required import minimum_on_floor, share_of, unknown
from optimize.shifts import FloatArray
from optimize.solver import NoSolution
from optimize.told import Stand, Told, missed_in
from sim.targets import PeriodVerdict, Verdict

if TYPE_CHECKING:
    from optimize.effort import Effort
    from scenarios.schema import Scenario
    from sim.exact.figures import ExactDay
    from sim.experiment import Results
    from sim.staffing import Staffing

ROUNDS = 60
REPAIRS = 40
ATTEMPTS = 10  # at a plan that late breaks do not spoil
CAUTION = (2.0, 0.0)  # standard errors by which more is asked; where that is impossible, none
SLIGHTLY = 1e-4  # of a share
WORTH_PROVING = 1e-6  # relative gap at which the optimum counts as proved
# The solver's work is counted in branches, so that no answer depends on how busy the machine is: those of a round, those of a repair, and
# how many rounds may end without their optimum before the bound is left as it is.
BRANCHES, REPAIR_BRANCHES, UNSETTLED = 20_000, 2_000, 3
# A target over an hour or a day can be kept in so many ways that the last of its optimum takes hours.
BRANCHES_OF_SUMS = 1_000
ONE_BY_ONE, HALVES = 24, 6  # intervals of a sum up to which people are asked for one by one
A_LITTLE_MORE = 0.998  # of what a sum may lose, where a repair asks for less
REPAIR_GAP = 0.005

PROVED = (
    "The optimum, proved: every plan was bounded by what its intervals lose at least, computed exactly (Markov chain, one queue, "
    "exponential times, empty floor at the start). No plan with these kinds of shifts is cheaper."
)
BOUNDED = (
    "A lower bound computed exactly (Markov chain, one queue, exponential times, empty floor at the start): no plan with these "
    "kinds of shifts costs less. Whether one exists between the bound and the cost is not settled."
)
SPOILT = (
    "A lower bound computed exactly (Markov chain, one queue, exponential times, empty floor at the start): no plan with these "
    "kinds of shifts costs less. Late breaks spoil this plan; whether another one keeps every target was not settled."
)
LATE_BREAKS = (
    " It is computed as if breaks began and ended on time. On the floor they begin when a contact ends and keep their length, which only "
    "takes people away; with patience not shorter than handling that never makes a plan better, so the bound holds there, too."
)
MEASURED = (
    "Shifts have breaks, and on the floor a break begins when a contact ends. So targets are judged by the value computed for breaks "
    "on time plus what late breaks change about it, measured on fresh days simulated with and without."
)


@dataclass
class _State:
    """What is known so far."""

    best: Trial | None = None
    bound: float = 0.0
    impossible: bool = False


@dataclass(frozen=True)
class _Checked:
    """A trial, simulated: its verdicts, and what late breaks change about each target."""

    trial: Trial
    staffing: Staffing
    results: Results
    verdicts: tuple[Verdict, ...]
    late: tuple[Difference, ...]

    @property
    def short(self) -> float:
        """By how much targets are missed, all periods together."""
        return sum(
            abs(period.reached - verdict.target.asked)
            for verdict in self.verdicts
            for period in verdict.periods
            if not period.met and period.reached is not None and period.skipped is None
        )


def plan_exactly(
    scenario: Scenario, roster: Roster, effort: Effort, clock: Clock, say: Callable[[str], None]
) -> Outcome:
    """Find and prove the cheapest plan of a scenario that can be computed exactly."""
    from optimize.telling.exact_conflict import impossible

    queue = next(iter(scenario.contact_types.values())).enters
    losses = Losses.of(scenario, next(iter(scenario.agent_groups)), queue)
    say(f"{len(roster.kinds)} kinds of shifts; this centre is computed exactly, not simulated")
    program = ExactProgram(scenario, roster, losses, clock)
    state = search(program, clock, say)
    if state.impossible:
        return impossible(program, clock)
    if state.best is None and not program.late:
        return OutOfTime(None, state.bound)
    if state.best is None:
        return by_formula_at_last(scenario, roster, effort, clock, say, bound=state.bound)
    result = _plan(program, state, effort, clock, say)
    cut_short = not result.exact and result.results.replications < effort.check_days
    if not result.met or cut_short or (clock.over and result.gap > WORTH_PROVING):
        return OutOfTime(result, result.bound)
    return Met(result)


def search(program: ExactProgram, clock: Clock, say: Callable[[str], None]) -> _State:
    """Solve, compute and cut until the optimum is proved, nothing is learned or the time is over."""
    state, unsettled = _State(), 0
    branches = BRANCHES if all(demand.single for demand in program.losses.demands) else BRANCHES_OF_SUMS
    for number in range(1, ROUNDS + 1):
        if program.late:
            return state
        solution = program.solve(seconds=max(clock.left, 0.1), branches=branches)
        if isinstance(solution, NoSolution):
            state.impossible = state.best is None
            return state
        state.bound = max(state.bound, solution.bound)
        if not isinstance(solution, Solved):
            return state
        trial = program.trial(solution)
        _keep(state, trial)
        said = f"round {number}: at least {state.bound:,.2f}; {missed_in(len(trial.missed))}"
        say(Told(said, Stand(solution.cost, not trial.missed, state.bound)))
        unsettled += solution.cost - solution.bound > WORTH_PROVING * solution.cost
        if not trial.missed or clock.over or unsettled == UNSETTLED or program.learn(trial) == 0:
            return state
        if number == 1:
            _repair(program, state, trial, clock)
        if state.best is not None and state.bound >= state.best.solved.cost * (1 - WORTH_PROVING):
            return state
    return state


def _keep(state: _State, trial: Trial) -> None:
    if not trial.missed and (state.best is None or trial.solved.cost < state.best.solved.cost):
        state.best = trial


def _repair(program: ExactProgram, state: _State, trial: Trial, clock: Clock) -> None:
    """Ask for one more where most is lost, or for less to be lost in a long sum, until every target is met: a good plan, not yet the best."""
    wishes: dict[int, int] = {}
    stricter: dict[Demand, float] = {}
    for _ in range(REPAIRS):
        for demand in trial.missed:
            if len(demand.cells) <= ONE_BY_ONE:
                at = _weakest(program.losses, demand, trial)
                wishes[at] = max(wishes.get(at, 0), trial.agents[at] + 1)
            else:  # the program takes an interval to lose less than it does
                share = allowed(demand) / program.losses.in_period(demand, trial.day)
                stricter[demand] = stricter.get(demand, allowed(demand)) * share * A_LITTLE_MORE
        found = _wished(program, state, wishes, stricter, clock)
        if found is None:
            return
        trial = found
        if not trial.missed:
            _loosened(program, state, wishes, stricter, clock)
            return


def _wished(
    program: ExactProgram, state: _State, wishes: Mapping[int, int], stricter: Mapping[Demand, float], clock: Clock
) -> Trial | None:
    """A plan with what is asked for besides, kept if it is the best so far; none if there is none, or time is over."""
    solution = program.solve(
        seconds=max(clock.left, 0.1),
        branches=REPAIR_BRANCHES,
        gap=REPAIR_GAP,
        extra=sorted(wishes.items()),
        stricter=stricter,
    )
    if not isinstance(solution, Solved) or clock.over:
        return None
    trial = program.trial(solution)
    _keep(state, trial)
    return trial


def _loosened(
    program: ExactProgram, state: _State, wishes: Mapping[int, int], kept: Mapping[Demand, float], clock: Clock
) -> None:
    """Find out, by halves, how much of what was asked for besides is needed for the sums to be kept."""
    missed = {demand: allowed(demand) for demand in kept}
    for _ in range(HALVES if kept else 0):
        middle = {demand: (missed[demand] + strict) / 2 for demand, strict in kept.items()}
        trial = _wished(program, state, wishes, middle, clock)
        if trial is None:
            return
        if trial.missed:
            missed = middle
        else:
            kept = middle


def _weakest(losses: Losses, demand: Demand, trial: Trial) -> int:
    """Interval of a missed period that loses the largest share."""
    lost = losses.lost(demand.target, trial.day)
    return max(demand.cells, key=lambda cell: lost[cell.interval] / cell.weight).interval


def _plan(program: ExactProgram, state: _State, effort: Effort, clock: Clock, say: Callable[[str], None]) -> Plan:
    """The best trial as a plan; where its shifts have breaks, one that keeps the targets though breaks begin late, if one is found."""
    assert state.best is not None
    scenario, roster = program.scenario, program.roster
    breaks = any(kind.breaks for kind in roster.kinds)
    bound, proof = state.bound, None
    if breaks and program.losses.impatient:
        bound, proof = lower_bound(scenario, roster, clock)
    found = _keeping(program, state.best, bound, effort, clock, say)
    shifts = found.trial.solved.shifts
    cost = roster.cost(shifts)
    bound = min(bound, cost)
    proved = cost - bound <= WORTH_PROVING * cost
    missed = not all(verdict.met for verdict in found.verdicts)
    on_time = (SPOILT if missed else PROVED if proved else BOUNDED) + (LATE_BREAKS if breaks else "")
    said = MEASURED if breaks else "Targets were computed exactly; the simulated days are a check beside it."
    return Plan(
        scenario=scenario,
        shifts=choices(roster, shifts),
        staffing=found.staffing,
        cost=cost,
        bound=cost if proved else bound,
        seconds=clock.seconds,
        results=found.results,
        required=_required(program, found.trial),
        proof=on_time if proof is None else proof,
        notes=(*notes(scenario, roster), said),
        exact_verdicts=None if breaks else found.verdicts,
        corrected_verdicts=found.verdicts if breaks else None,
    )


def _keeping(
    program: ExactProgram, trial: Trial, bound: float, effort: Effort, clock: Clock, say: Callable[[str], None]
) -> _Checked:
    """The trial, or while late breaks spoil it another one that more was asked of; in the end, the one that misses least."""
    own, nearest = program, None
    for attempt in range(1 + ATTEMPTS):
        cost = program.roster.cost(trial.solved.shifts)
        said = f"best plan {cost:,.2f}, bound {min(bound, cost):,.2f}; simulating {effort.check_days} days as a check"
        say(Told(said, Stand(cost, met=True, bound=min(bound, cost))))
        checked = _checked(program, trial, replace(effort, seed=effort.seed + SEEDS_APART * attempt), clock)
        if nearest is None or checked.short < nearest.short:
            nearest = checked
        if checked.short == 0 or not checked.late or clock.over or attempt == ATTEMPTS:
            break
        for caution in CAUTION:
            tighter = _tightened(program, own, checked, caution)
            better = search(tighter, clock, say).best
            if better is not None or clock.over:
                break
        if better is None:
            break
        trial, own = replace(better, missed=()), tighter
    assert nearest is not None
    return nearest


def _checked(program: ExactProgram, trial: Trial, effort: Effort, clock: Clock) -> _Checked:
    """Simulate a trial, and where shifts have breaks correct what was computed by what late breaks change."""
    staffing = staffing_of(program.scenario, program.roster, trial.solved.shifts)
    results = simulate_in_time(
        program.scenario, staffing, clock, late=grace(clock) / 4, replications=effort.check_days, seed=effort.seed,
        workers=effort.workers, engine=effort.engine, stratify=True,
    )  # fmt: skip
    verdicts = tuple(_verdict(program.losses, place, trial, seen) for place, seen in enumerate(results.verdicts))
    late: tuple[Difference, ...] = ()
    if any(kind.breaks for kind in program.roster.kinds):
        late = differences(program.scenario, staffing, results, effort, clock)
        verdicts = tuple(map(corrected, verdicts, late))
    return _Checked(trial, staffing, results, verdicts, late)


def _tightened(program: ExactProgram, own: ExactProgram, checked: _Checked, caution: float) -> ExactProgram:
    """The program with the targets that late breaks spoil asking for more, by what they take and its error times ``caution``.

    More than in ``own``, too, the program of which this is what came.
    """
    asked = []
    for first, demand in zip(program.losses.demands, own.losses.demands, strict=True):
        missed = any(one.first == demand.first and not one.met for one in checked.verdicts[demand.place].periods)
        if missed:
            late, sign = checked.late[demand.place], -1 if demand.target.measure == "abandonment" else 1
            taken = -sign * late.mean[demand.first] + caution * late.error[demand.first]
            before = sign * (demand.target.asked - first.target.asked)
            value = float(np.clip(first.target.asked + sign * max(taken, before + SLIGHTLY), 0.0, 1.0))
            stricter = demand.target.model_copy(update={demand.target.measure: value})
            asked.append(replace(demand, target=stricter))
        else:
            asked.append(demand)
    losses = replace(program.losses, demands=tuple(asked))
    return ExactProgram(program.scenario, program.roster, losses, program.clock)


def _verdict(losses: Losses, place: int, trial: Trial, seen: Verdict) -> Verdict:
    """The simulated verdict with the computed values in place of the estimates."""
    by_first = {demand.first: demand for demand in losses.demands if demand.place == place}
    periods = tuple(_period(losses, by_first.get(period.first), trial, period) for period in seen.periods)
    judged = [period for period in periods if period.skipped is None and period.reached is not None]
    at_most = seen.target.measure == "abandonment"
    worst = max(judged, key=lambda p: (p.reached or 0.0) * (1 if at_most else -1), default=None)
    return replace(seen, periods=periods, worst=worst)


def _period(losses: Losses, demand: Demand | None, trial: Trial, seen: PeriodVerdict) -> PeriodVerdict:
    if demand is None:
        return replace(seen, skipped=seen.skipped or "expects too few contacts", met=False)
    lost = losses.in_period(demand, trial.day) / demand.weight
    value = lost if demand.target.measure == "abandonment" else 1 - lost
    return replace(seen, reached=value, low=value, high=value, met=demand not in trial.missed, skipped=None)


def _required(program: ExactProgram, trial: Trial) -> dict[str, FloatArray]:
    """Fewest people on the floor by interval, the others as planned, with which every target is still met: exact. Unknown if time is over."""
    found = np.full(len(trial.agents), minimum_on_floor(program.roster, program.group))
    for at, planned in enumerate(trial.agents):
        if not any(share_of(demand, at) > 0 for demand in program.losses.demands):
            continue
        if program.late:
            return unknown(program.roster)
        low, high = 0, planned
        while low < high:
            middle = (low + high) // 2
            day = program.losses.with_fewer(trial.day, at, middle)
            if all(_holds(program, trial, demand, day, at) for demand in program.losses.demands if demand.last >= at):
                high = middle
            else:
                low = middle + 1
        found[at] = np.fmax(found[at], low)
    return {program.group: found}


def _holds(program: ExactProgram, trial: Trial, demand: Demand, day: ExactDay, at: int) -> bool:
    """Whether fewer people in interval ``at`` keep a demand, using up no more than the interval's share of its slack.

    ``day``: the day from ``at`` on, until it is as planned again; its last interval, if others follow, is not looked at.
    """
    if demand in trial.missed:
        return True
    planned = program.losses.in_period(demand, trial.day)
    share = share_of(demand, at) or 1.0  # an earlier interval has no share, but must not break the period
    until = at + len(day.agents) - (at + len(day.agents) < len(trial.agents))
    now, before = program.losses.lost(demand.target, day), program.losses.lost(demand.target, trial.day)
    changed = [cell.interval for cell in demand.cells if at <= cell.interval < until]
    more = sum(float(now[interval - at] - before[interval]) for interval in changed)
    return more <= (allowed(demand) - planned) * share + 1e-6
