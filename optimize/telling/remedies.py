"""Remedies: what would free a conflict, tested before it is said.

A remedy that the master suggests is only a guess, for its beliefs were learned from plans that were far from meeting the targets. So a
higher headcount is planned with once more, as a plan of its own: the number that is said is one with which a plan was found and
met every target on fresh days; a smaller one is tried, too. What could not be tested is said to be an estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, TypeAlias

import pulp

from optimize.by_interval import counts_hours
from optimize.demands import Demand
from optimize.master import Master
from optimize.program import Expression, Solved
from optimize.telling.parts import Limit, Part, every_part, feasible
from sim.targets import AT_MOST

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs
    from optimize.model import Model

Headcounts: TypeAlias = Mapping[str, int]
Found: TypeAlias = tuple[float, Headcounts]  # cost of a plan that meets every target, and the people it has by group


@dataclass(frozen=True)
class Again:
    """A way to plan once more with other headcounts (None: no plan was found), and to know whether there is time for it."""

    plan: Callable[[Headcounts], Found | None]
    late: Callable[[], bool]


TESTS = 3  # plans made to test a headcount
MORE = 1.1  # times as many people, where so many were not enough
TOLD = 5  # targets whose best value is said


def remedies(model: Model, beliefs: Beliefs, found: Sequence[Part], again: Again | None) -> tuple[str, ...]:
    """What would free a conflict, in sentences; ``again`` plans with other headcounts, if there is time for it."""
    limited = [part.group for part in found if isinstance(part, Limit) and part.kind == "headcount"]
    asked = [part for part in found if isinstance(part, Demand)]
    said = []
    needed = _more_people(model, beliefs, limited) if limited else None
    if needed is not None:
        unit = "agent-hours" if counts_hours(model.scenario) else model.scenario.currency
        said.append(_tested(model.roster.headcount, needed, again, unit))
    late = again.late if again is not None else lambda: False
    limits = [part for part in found if isinstance(part, Limit) and not (part.kind == "hours" and limited)]
    for part in limits:
        text = _loosened(model, part)
        said += [text + _unless_enough(model, beliefs, part, late)] if text else []
    lower = [text + _unless_enough(model, beliefs, one, late) for one, text in _less_asked(model, beliefs, asked)]
    return (*dict.fromkeys(said), *lower)


def _loosened(model: Model, limit: Limit) -> str:
    """What would loosen a limit; nothing of a headcount, of which the number is tried."""
    headcount = model.roster.headcount
    if limit.kind == "staff minimum":
        more = ", or raise its headcount" if limit.group in headcount else ""
        return f"lower the staff minimum of {limit.group}{more}"
    if limit.kind == "hours":
        return f"allow {limit.group} to work other shifts, beginning at other times"
    if limit.kind == "labour":
        return f"loosen the labour rules{', or raise the headcount' if headcount else ''}"
    return "allow more people in short shifts (part_time), or offer longer ones" if limit.kind == "part-time" else ""


def _unless_enough(model: Model, beliefs: Beliefs, part: Part, late: Callable[[], bool]) -> str:
    """A warning where other targets and limits are in conflict even without this part: there may be more conflicts than the one told."""
    rest = [one for one in every_part(model) if one != part]
    return "" if late() or feasible(model, beliefs, rest) else " (that alone is not enough)"


def _more_people(model: Model, beliefs: Beliefs, limits: Sequence[str]) -> dict[str, int] | None:
    """Fewest people in all, of the groups of the conflict, with whom the master meets every demand; None if none are enough."""
    others = [group for group in model.roster.headcount if group not in limits]
    master = Master(model, beliefs, limited=others, whole=False)
    more = {group: pulp.LpVariable(f"more_{group}", lowBound=0) for group in limits}
    for group in limits:
        master.program.limit(group, Expression([(more[group], 1)]))
    master.program.problem.setObjective(Expression((extra, 1) for extra in more.values()) + master.program.cost * 1e-6)
    solved = master.program.solve()
    if not isinstance(solved, Solved):
        return None
    return {group: model.roster.headcount[group] + ceil(solved.values[more[group].name] - 1e-6) for group in limits}


def _tested(now: Headcounts, needed: dict[str, int], again: Again | None, unit: str = "") -> str:
    """The remedy in words, as far as it was tested; ``unit``: what its cost is in."""
    if again is None or again.late():
        return f"raise the headcount {_in_words(now, needed)}, by estimate; it was not tested"
    enough: tuple[float, Headcounts] | None = None
    short: Headcounts | None = None
    trial: Headcounts = needed
    for _ in range(TESTS):
        planned = again.plan(trial)
        if planned is None and again.late():
            break
        if planned is None:
            short = trial
        else:
            enough = planned[0], {group: min(planned[1][group], trial[group]) for group in trial}
        trial = _more(trial) if enough is None else _fewer(now, enough[1], short)
        if enough is not None and trial in (enough[1], short):
            break
    if enough is None and short is None:
        return f"raise the headcount {_in_words(now, needed)}, by estimate; there was no time to test it"
    if enough is None:
        return f"raise the headcount {_in_words(now, needed)} at least, by estimate: no plan was found with {_listed(short or needed)} either"
    cost, people = enough
    less = (
        f"; with {_listed(short)} none was found"
        if short is not None and sum(short.values()) < sum(people.values())
        else ""
    )
    return f"raise the headcount {_in_words(now, people)}: tested, a plan for {f'{cost:,.0f} {unit}'.strip()} then meets every target{less}"


def _more(people: Headcounts) -> dict[str, int]:
    """A tenth more of each, and one at least."""
    return {group: max(ceil(count * MORE), count + 1) for group, count in people.items()}


def _fewer(now: Headcounts, enough: Headcounts, short: Headcounts | None) -> dict[str, int]:
    """Half way back to what is known to be too few."""
    floor = now if short is None else short
    return {group: min(people, max((people + floor[group] + 1) // 2, now[group])) for group, people in enough.items()}


def _in_words(now: Headcounts, needed: Headcounts) -> str:
    """`of floor from 3 to 7 and of desk from 2 to 4`."""
    changes = [f"of {group} from {now[group]} to {most}" for group, most in needed.items() if most > now[group]]
    return " and ".join(changes) or "as it is"


def _listed(people: Headcounts) -> str:
    return ", ".join(f"{count} of {group}" for group, count in people.items())


def _less_asked(model: Model, beliefs: Beliefs, asked: Sequence[Demand]) -> Iterator[tuple[Demand, str]]:
    """The best value of each target of the conflict that the people there are can reach, all else left aside; none that can be met."""
    from optimize.conflict import amount, described

    for demand in asked[:TOLD]:
        solved = Master(model, beliefs, only=[demand], elastic=True, whole=False).program.solve()
        if isinstance(solved, Solved):
            value = _reached(model, beliefs, demand, solved)
            sign = -1.0 if demand.target.measure in AT_MOST else 1.0
            if sign * (value - demand.target.asked) > 0:
                continue  # by itself it can be met: less would not free the others
            yield demand, f"lower {described(model, demand)}: about {amount(demand.target, value)} can be reached"


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
