"""Exactly: where a centre can be computed, every question is a plan of its own, proved.

Shifts with breaks are computed as if breaks began on time (``exact_search.py``); a difference between two such plans hardly feels it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from optimize.exact_day import Losses
from optimize.exact_plan import ExactProgram
from optimize.exact_search import search
from optimize.roster import Roster
from optimize.telling.binding import Binding, Limit
from optimize.telling.trade_off import Least

if TYPE_CHECKING:
    from optimize.effort import Clock
    from scenarios.schema import Scenario

PROVED = 1e-6  # relative gap


def exact_least(scenario: Scenario, roster: Roster, clock: Clock) -> Least | None:
    """The least cost of a scenario that can be computed; None if no plan meets its targets, or there is no time."""
    if clock.over:
        return None
    queue = next(iter(scenario.contact_types.values())).enters
    losses = Losses.of(scenario, next(iter(scenario.agent_groups)), queue)
    state = search(ExactProgram(scenario, roster, losses, clock), clock, lambda _: None)
    if state.best is None:
        return None
    cost = state.best.solved.cost
    return Least(cost, proved=cost - state.bound <= PROVED * cost)


def by_exact_plans(clock: Clock) -> Callable[[Scenario], Least | None]:
    """Least costs of scenarios that ask for something else, each planned anew."""
    return lambda scenario: exact_least(scenario, Roster.of(scenario), clock)


def exact_binding(scenario: Scenario, roster: Roster, cost: float, clock: Clock) -> tuple[Binding, ...]:
    """Headcounts and staff minimums that cost something, the dearest first."""
    moved: list[tuple[Limit, Roster]] = []
    for group, most in roster.headcount.items():
        more = replace(roster, headcount={**roster.headcount, group: most + 1})
        moved.append((Limit("headcount", group, str(most), str(most + 1)), more))
    for group, least in roster.staff_minimum.items():
        if least > 0:
            fewer = replace(roster, staff_minimum={**roster.staff_minimum, group: least - 1})
            moved.append((Limit("staff_minimum", group, str(least), str(least - 1)), fewer))
    found = []
    for limit, other in moved:
        then = exact_least(scenario, other, clock)
        if then is not None and cost - then.cost > PROVED * cost:
            found.append(Binding(limit, cost - then.cost, proved=then.proved))
    return tuple(sorted(found, key=lambda one: -one.saves))
