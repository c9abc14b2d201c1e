"""Conflicts: why no plan can meet the targets, in as few words as possible.

Of all demands and headcounts a smallest set is sought that cannot hold together: leave any one of it out and a plan exists.
It is found by halving (QuickXplain, Junker 2004). Then it is asked what would free it: how many more people, or how much
less of the target.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import TYPE_CHECKING

import pulp

from optimize.deferred import Dated
from optimize.demands import Demand
from optimize.master import Master
from optimize.model import Model
from optimize.program import Expression, Solved
from sim.targets import AT_MOST

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs
    from scenarios.targets import Target

Part = Demand | Dated | str  # a demand, or the group of a headcount


def smallest(parts: Sequence[Part], feasible: Callable[[Sequence[Part]], bool]) -> list[Part]:
    """A smallest subset of ``parts`` (in the sense that no part can be left out) that is not feasible together."""

    def explain(held: list[Part], added: bool, rest: list[Part]) -> list[Part]:
        if added and not feasible(held):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        from_second = explain(held + first, bool(first), second)
        from_first = explain(held + from_second, bool(from_second), first)
        return from_first + from_second

    return explain([], False, list(parts)) if parts else []


def explain(model: Model, beliefs: Beliefs) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the smallest conflict of a model without solution, and what would free it: two lists of sentences."""
    headcounts = [group for group in model.roster.headcount if group in model.roster.planned]

    def feasible(parts: Sequence[Part]) -> bool:
        asked = [part for part in parts if isinstance(part, Demand | Dated)]
        limited = [part for part in parts if isinstance(part, str)]
        master = Master(model, beliefs, only=asked, limited=limited, whole=False)
        return isinstance(master.program.solve(), Solved)

    every: list[Demand | Dated] = [*model.demands, *model.dated]
    parts: list[Part] = [*sorted(every, key=lambda demand: demand.weight), *headcounts]
    if feasible(parts):
        return ("the targets can be met with parts of people, but not with whole ones",), ()
    found = smallest(parts, feasible)
    asked = [part for part in found if isinstance(part, Demand)]
    in_time = [part for part in found if isinstance(part, Dated)]
    limits = [part for part in found if isinstance(part, str)]
    sentences = [described(model, demand) for demand in asked] + [described(model, one) for one in in_time]
    sentences += [limit_in_words(group, model.roster.headcount[group]) for group in limits]
    if (
        not asked and not in_time
    ):  # no target is needed for the conflict, so it is with what must be staffed in any case
        least = model.roster.staff_minimum
        sentences += [f"the staff minimum of {group} ({least[group]})" for group in limits if least.get(group)]
    sentences += uncovered(model, asked)
    return tuple(sentences), tuple(_more_people(model, beliefs, limits) + _less_asked(model, beliefs, asked))


def described(model: Model, demand: Demand | Dated) -> str:
    """Say a demand in words: what is asked, of whom, when."""
    starts = model.scenario.calendar.starts
    whole = demand.target.per == "horizon"
    when = "over the whole calendar" if whole else f"in the {demand.target.per} from {starts[demand.first]}"
    return f"{target_in_words(demand.target)} {when}"


def target_in_words(target: Target) -> str:
    """`the target of queue vip (answer rate 0.9 within 15 s)`."""
    who = "the centre" if target.scope == "centre" else f"{target.scope.replace('_', ' ')} {target.of_what}"
    return f"the target of {who} ({amount(target, target.asked)})"


def limit_in_words(group: str, headcount: int) -> str:
    """`the headcount of vip_desk (30)`."""
    return f"the headcount of {group} ({headcount})"


def amount(target: Target, value: float) -> str:
    """Write a value of the target's measure with the measure's name."""
    most = "at most " if target.measure in AT_MOST else ""
    name = target.measure.replace("_", " ")
    if target.measure == "mean_wait":
        return f"{name} {most}{value:.3g} s"
    within = f" within {target.within:.4g} s" if target.within is not None else ""
    return f"{name} {most}{value:.4g}{within}"


def uncovered(model: Model, asked: Sequence[Demand]) -> list[str]:
    """Sentences about intervals of the demands that no shift and no other group's staffing reaches."""
    roster, scenario = model.roster, model.scenario
    found: dict[str, None] = {}
    for demand in asked:
        for cell in demand.cells if demand.single or len(demand.cells) <= 2 else ():
            able = [g for g in scenario.agent_groups if model.worth(demand.target, g, cell.queue) > 0]
            shifts = any(roster.covered(g)[cell.interval] > 0 for g in able if g in roster.planned)
            others = roster.others is not None and any(
                roster.others.mean_on_floor(g)[cell.interval] > 0 for g in able if g not in roster.planned
            )
            if not shifts and not others:
                when = scenario.calendar.starts[cell.interval]
                found[
                    f"no shift covers {when} for queue {cell.queue} (groups with the skill: {', '.join(able) or 'none'})"
                ] = None
    return list(found)


def _more_people(model: Model, beliefs: Beliefs, limits: Sequence[str]) -> list[str]:
    """Fewest more people in all, over the groups of the conflict, that let every demand be met."""
    if not limits:
        return []
    others = [group for group in model.roster.headcount if group not in limits]
    master = Master(model, beliefs, limited=others, whole=False)
    more = {group: pulp.LpVariable(f"more_{group}", lowBound=0) for group in limits}
    for group in limits:
        master.program.limit(group, Expression([(more[group], 1)]))
    master.program.problem.setObjective(Expression((extra, 1) for extra in more.values()) + master.program.cost * 1e-6)
    solved = master.program.solve()
    if not isinstance(solved, Solved):
        return []
    needed = {group: model.roster.headcount[group] + ceil(solved.values[more[group].name] - 1e-6) for group in limits}
    changes = [
        f"of {group} from {model.roster.headcount[group]} to {most}"
        for group, most in needed.items()
        if most > model.roster.headcount[group]
    ]
    return [f"raise the headcount {' and '.join(changes)}, at least"] if changes else []


def _less_asked(model: Model, beliefs: Beliefs, asked: Sequence[Demand]) -> list[str]:
    """The best value of each target of the conflict that the people there are can reach, all else left aside."""
    sentences = []
    for demand in asked[:5]:
        master = Master(model, beliefs, only=[demand], elastic=True, whole=False)
        solved = master.program.solve()
        if not isinstance(solved, Solved):
            continue
        value = _reached(model, beliefs, demand, solved)
        sentences.append(f"lower {described(model, demand)}: about {amount(demand.target, value)} can be reached")
    return sentences


def _reached(model: Model, beliefs: Beliefs, demand: Demand, solved: Solved) -> float:
    missing = solved.values[f"missing_target_{demand.place}_{demand.first}"]
    if demand.single:
        cell = demand.cells[0]
        drawn = model.curves[demand.place, cell.queue, cell.interval]
        needed = max(min(beliefs.agents_needed(model, demand), 1e5), 0.0)
        score = drawn.at(needed - missing + beliefs.offset(demand.place, cell))
    else:
        score = (beliefs.total_needed(demand) - missing) / demand.weight
    sign = -1.0 if demand.target.measure in AT_MOST else 1.0
    scale = demand.target.asked if demand.target.measure == "mean_wait" else 1.0
    return max(demand.target.asked + sign * scale * score, 0.0)
