"""Re-planning: from a plan at work, a moment and what the morning brought to the plan for the rest of the day.

The day is simulated from its start, with the contacts that really came and the people who were there, so that the floor at the
moment is as full and as busy as it can be known to be. Periods of targets that are over are not judged any more. What is over
stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.attendance import cost_of_reinforcements
from optimize.conflict import target_in_words
from optimize.effort import Clock, Effort, kept_on
from optimize.on_call import on_shifts
from optimize.outcome import Infeasible, Met, Missed, Outcome, OutOfTime, Plan, ShiftChoice, notes, staffing_of
from optimize.refusals import roster_of
from optimize.replanning.changes import Change
from optimize.replanning.choices import LAST_NIGHT, Choices, Freedom, choices, posts_of, straight
from optimize.replanning.mending import Mended, Mending, Tested
from optimize.replanning.morning import Learned, Morning, as_it_looks, learned, seen_from
from optimize.replanning.passing import Forecast, judged
from optimize.replanning.standing import ON_CALL, Post, Standing
from optimize.required import required
from optimize.shifts import FloatArray, ShiftKind
from optimize.solver import check_solver
from optimize.telling.lens import duty_of
from scenarios.units import DAY, show_clock

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.staffing import Staffing

REACH, NOTICE = 7200.0, 3600.0  # seconds
HOURS = 2.0  # of pay that changing one person's day has to be worth, unless said: no less than sending him home earlier saves
PROOF = (
    "Found by search from the plan as it stood: formulas tuned to it, corrected by simulation. No bound is known on what the rest of the "
    "day must cost. Periods of targets that ended by {now} are not judged any more; those that go on are judged as a whole, with what has "
    "become of them until then."
)

EXCUSED = "The plan kept its targets when it was made. A period that misses on these days by no more than on the same days as they were forecast counts as kept."
Say = Callable[[str], None]


@dataclass(frozen=True)
class Replanned:
    """How a re-planning ended: ``outcome`` with the plan for the day, and what is different from the plan that stood.

    ``before``: cost of the plan that stood; ``kept``: whether it kept its targets for the rest of the day, had nothing been changed;
    ``price``: what the changes cost besides, which is not paid; ``learned``: what the morning says of the day's busyness; ``posts``: the
    shifts of the plan, each with how it was planned at first; ``as_made``: it is still the plan that kept its targets when it was made.
    """

    outcome: Outcome
    now: float
    before: float
    kept: bool
    changes: tuple[Change, ...]
    price: float
    of_one: Mapping[str, float]
    learned: tuple[Learned, ...]
    standing: Plan
    posts: tuple[Post, ...]
    counted: bool
    as_made: bool = False

    @property
    def outcome_cost(self) -> float | None:
        """Cost of the plan that came of it, if there is one."""
        found = self.outcome
        plan = (
            found.plan
            if isinstance(found, Met | Missed)
            else found.nearest
            if isinstance(found, Infeasible)
            else found.best
        )
        return None if plan is None else plan.cost


def replan(  # noqa: PLR0913 - one for each option
    scenario: Scenario,
    standing: Standing,
    morning: Morning,
    *,
    change_cost: float | None = None,
    reach: float = REACH,
    notice: float = NOTICE,
    seed: int | None = None,
    replications: int | None = None,
    time_limit: float | None = None,
    workers: int | Executor = 1,
    engine: str | None = None,
    solver: str = "highs",
    progress: Say | None = None,
) -> Replanned:
    """Plan the rest of a day anew.

    ``change_cost``: price of changing one person's day, two hours' pay of the group if left out; it is weighed and not paid. ``reach``: seconds
    by which a shift may end earlier or later; ``notice``: seconds before somebody who is called in can begin. All else as for ``plan``.

    Raises:
        InputError: the scenario cannot be planned.

    """
    solved_by = check_solver(solver)
    roster_of(scenario, solved_by)  # what cannot be planned is refused
    clock, say = Clock(time_limit), progress or (lambda _: None)
    today = as_it_looks(straight(scenario, standing), morning)
    of_one = {group: _of_one(scenario, group, change_cost) for group in scenario.agent_groups}
    own = choices(today, posts_of(scenario, standing), Freedom(morning.until, reach, notice, of_one), solved_by)
    with kept_on(workers) as crew:
        effort = Effort.of(today, replications, crew, seed, engine)
        forecast = _forecast(scenario, standing, own, morning.until)
        mended = Mending(today, own, of_one, effort, clock, say, forecast=forecast).run()
    plans = {id(one): _plan(today, own, mended, one, clock, standing.notes) for one in (mended.standing, mended.best)}
    best = plans[id(mended.best)]
    return Replanned(
        outcome=_outcome(best, mended, clock, morning.until),
        now=morning.until,
        before=plans[id(mended.standing)].cost,
        kept=mended.standing.met,
        changes=mended.best.changes,
        price=mended.best.price,
        of_one=of_one,
        learned=learned(scenario, morning) if morning.known else (),
        standing=plans[id(mended.standing)],
        posts=_posts(own, mended.best),
        counted=morning.known,
        as_made=standing.as_made and not mended.best.changes,
    )


def _forecast(scenario: Scenario, standing: Standing, own: Choices, until: float) -> Forecast | None:
    """The day for which the plan was made, if it kept its targets then."""
    if not standing.as_made:
        return None
    day = seen_from(straight(scenario, standing), until)
    return Forecast(day, staffing_of(day, own.roster, own.unchanged))


def _of_one(scenario: Scenario, group: str, change_cost: float | None) -> float:
    return HOURS * float(scenario.agent_groups[group].cost or 0.0) if change_cost is None else change_cost


def _outcome(best: Plan, mended: Mended, clock: Clock, now: float) -> Outcome:
    if mended.best.met:
        return Met(best)
    if clock.over:
        return OutOfTime(best, 0.0)
    missed = tuple(
        f"{target_in_words(verdict.target)} {'over the whole calendar' if verdict.target.per == 'horizon' else f'in the {verdict.target.per} from {period.start}'}"
        f"{', met by so little that other days may say otherwise' if period.met else ''}"
        for place, verdict in enumerate(mended.best.results.verdicts)
        for period in verdict.periods
        if (place, period.first) in mended.best.short
    )
    proof = (
        f"Nothing that may still be changed after {show_clock(now % DAY)} was found to meet every target; the nearest plan is given. "
        "It was found by search, not proved."
    )
    return Infeasible(missed, (), proof, best)


def _plan(scenario: Scenario, own: Choices, mended: Mended, one: Tested, clock: Clock, said: tuple[str, ...]) -> Plan:
    """The choice as a plan. Those still at work from the night before are on the floor, but no shift of this day."""
    staffing = staffing_of(scenario, own.roster, one.shifts)
    called_in = sum(cost_of_reinforcements(scenario, group) for group in own.roster.planned)
    return Plan(
        scenario=scenario,
        shifts=tuple(
            ShiftChoice(kind, count, count * kind.cost) for kind, count in on_shifts(_together(own, one)).items()
        ),
        staffing=staffing,
        cost=one.cost + called_in,
        bound=0.0,
        seconds=clock.seconds,
        results=one.results,
        required=_required(own, mended, staffing, one, clock),
        proof=PROOF.format(now=show_clock(scenario.experiment.over % DAY)),
        corrected_verdicts=judged(one.results, one.short) if one.excused else None,
        notes=(*notes(scenario, own.roster), *said, *((EXCUSED,) if one.excused else ())),
    )


def _required(own: Choices, mended: Mended, staffing: Staffing, one: Tested, clock: Clock) -> Mapping[str, FloatArray]:
    """Fewest people needed, by group and interval; not known where there was no time to find out."""
    if clock.over:
        return {group: np.full(own.roster.intervals, np.nan) for group in own.roster.planned}
    model = mended.lens.model
    return required(model, mended.beliefs, duty_of(model, staffing), staffing, one.results)


def _together(own: Choices, one: Tested) -> dict[ShiftKind, int]:
    """People by shift, whichever post they belong to."""
    found: dict[ShiftKind, int] = {}
    for post in _posts(own, one):
        found[post.kind] = found.get(post.kind, 0) + post.people
    return found


def _posts(own: Choices, one: Tested) -> tuple[Post, ...]:
    """The shifts of a choice by group, start and end, with how each was planned; without those of the night before."""
    people: dict[tuple[ShiftKind, ShiftKind, int], int] = {}
    for post, ways in zip(own.posts, own.ways, strict=True):
        for kind in ways if post.rule != LAST_NIGHT else ():
            key = (_plain(kind), post.planned, post.rule)
            people[key] = people.get(key, 0) + one.shifts.get(kind, 0)
    for new in own.new:
        rule = ON_CALL if new.on_call else 0
        people[new, new, rule] = people.get((new, new, rule), 0) + one.shifts.get(new, 0)
    groups = own.roster.planned
    found = [Post(kind, planned, rule, count) for (kind, planned, rule), count in people.items() if count > 0]
    return tuple(sorted(found, key=lambda post: (groups.index(post.kind.group), post.kind.start, post.kind.length)))


def _plain(kind: ShiftKind) -> ShiftKind:
    return ShiftKind(kind.group, kind.start, kind.length, kind.breaks, kind.cost, kind.premium, kind.on_call)
