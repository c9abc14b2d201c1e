"""Telling: what a plan says beyond its cost, worked out after the plan stands.

What each target costs, which limits bind, and what a further skill would save. Everything here is for the plan as it is and changes
nothing about it. How much is done depends on the scenario alone; a limit on time only leaves out what comes last, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimize.attendance import cost_of_reinforcements
from optimize.effort import Clock
from optimize.exact_day import obstacles
from optimize.on_call import with_called
from optimize.roster import Roster
from optimize.telling.binding import Binding, binding
from optimize.telling.exactly import by_exact_plans, exact_binding
from optimize.telling.honest import few_steps, held, made_honest, worth_trying
from optimize.telling.lens import TOO_FEW, Lens, days_for
from optimize.telling.skills import Saving, pairs, savings
from optimize.telling.steps import Steps, steps_for
from optimize.telling.trade_off import TESTED, Least, TradeOff, by_lens, trade_offs, with_trial

if TYPE_CHECKING:
    from optimize.outcome import Plan

Say = Callable[[str], None]

AWAY = 500_009  # seeds of the lens's days from those on which the plan was measured
EXACT_STEPS = 200  # of searches, where every question is planned anew
WORTH_TRYING = 1  # targets whose curves are tried: the dearest


@dataclass(frozen=True)
class Telling:
    """What a plan says beyond its cost; ``left_out``: what there was no time for; ``days``: simulated days behind the estimates, 0 if proved."""

    trade_offs: tuple[TradeOff, ...]
    bindings: tuple[Binding, ...]
    savings: tuple[Saving, ...]
    days: int
    left_out: tuple[str, ...] = ()


def tell(
    plan: Plan,
    *,
    workers: int | Executor = 1,
    engine: str | None = None,
    time_limit: float | None = None,
    progress: Say | None = None,
) -> Telling:
    """Work out what a plan that meets its targets says beyond its cost. ``workers``: an executor, or this process alone."""
    say, clock = progress or (lambda _: None), Clock(time_limit)
    scenario = plan.scenario
    roster = Roster.of(scenario)
    if roster.slots == 1 and not obstacles(scenario) and plan.gap < 1e-9:
        say("what each target costs, and which limits bind: planned anew, exactly")
        steps = Steps(EXACT_STEPS, clock)
        least, here = by_exact_plans(steps), Least(plan.cost, proved=True)
        curves = tuple(trade_offs(scenario, here, least, _half_a_shift(roster)))
        return Telling(curves, exact_binding(scenario, roster, plan.cost, steps), (), 0, _late(steps))
    return _by_lens(plan, roster, clock, say, workers=workers, engine=engine)


def _by_lens(
    plan: Plan, roster: Roster, limit: Clock, say: Say, *, workers: int | Executor, engine: str | None
) -> Telling:
    scenario = plan.scenario
    shifts = with_called({choice.kind: choice.agents for choice in plan.shifts}, roster.kinds, plan.called_in)
    if days_for(scenario, len(roster.planned)) < TOO_FEW:
        return Telling((), (), (), 0, ("The centre is too large to work out in a minute what its targets cost.",))
    say("tuning the master to the plan, to see what its targets cost")
    seed = plan.results.seed + AWAY
    lens = Lens.at(scenario, roster, shifts, seed=seed, workers=workers, engine=engine, known=plan.curves)
    lens = replace(lens, limit=limit)
    if lens.base is None:
        return Telling((), (), (), lens.days.count, ("the master contradicts itself at this plan",))
    clock = Steps(steps_for(lens.model, lens.beliefs), limit)
    called_in = sum(cost_of_reinforcements(scenario, group) for group in roster.planned)
    curves = []
    for curve in trade_offs(scenario, Least(plan.cost, proved=False), by_lens(lens, plan.cost), _half_a_shift(roster)):
        curves.append(held(plan, curve))
        if clock.over:
            break
    bindings = () if clock.spent else binding(lens, clock)
    curves = _tried(plan, lens, curves, called_in, clock, say)
    found = []
    for number, saving in enumerate(savings(lens, plan.staffing) if not clock.spent else (), start=1):
        say(f"skill {number} of {len(pairs(lens))}: {saving.group} for {saving.queue}")
        found.append(saving)
        if clock.over:
            break
    ranked = tuple(sorted(found, key=lambda one: -one.saves))
    return Telling(tuple(curves), bindings, ranked, lens.days.count, _late(clock))


def _tried(plan: Plan, lens: Lens, curves: list[TradeOff], called_in: float, clock: Steps, say: Say) -> list[TradeOff]:
    """The curves with some values tried: the outer ones of the dearest, or where few people work all of them."""
    few, found = few_steps(plan), list(curves)
    ranked = sorted(range(len(curves)), key=lambda place: -_rise(curves[place]))
    for place in ranked[: None if few else WORTH_TRYING]:
        steps = TESTED if not few else tuple(sorted((point.steps for point in curves[place].points), key=_outer_first))
        for by in steps if _rise(curves[place]) > 0 else ():
            point = next((point for point in found[place].points if point.steps == by), None)
            if not clock.over and point is not None and worth_trying(found[place], point):
                say(f"trying target {place + 1} of {len(curves)}, {by:+d} steps")
                found[place] = made_honest(with_trial(lens, found[place], by, called_in), whole=few)
    return found


def _rise(curve: TradeOff) -> float:
    """How steep a curve is where it is steepest around the plan."""
    here = curve.cost(0)
    return (
        0.0
        if here is None
        else max((abs(cost - here) for by in (-1, 1) if (cost := curve.cost(by)) is not None), default=0.0)
    )


def _outer_first(steps: int) -> tuple[int, int]:
    return -abs(steps), -steps


def _half_a_shift(roster: Roster) -> float:
    return 0.5 * min((kind.cost for kind in roster.kinds), default=0.0)


def _late(clock: Steps) -> tuple[str, ...]:
    return ("There was no time left to look at everything.",) if clock.spent else ()
