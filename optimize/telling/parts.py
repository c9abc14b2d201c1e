"""Parts: what may be in a conflict, each of which can be left out to see whether the rest goes together.

Demands of the targets; headcounts, staff minimums, labour rules and shares of part-time; and the hours of a group's shifts. To leave the hours out means that
people of the group may come for any single interval, as if there were a shift for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from optimize.deferred import Dated
from optimize.demands import Demand, Occupied
from optimize.master import Master
from optimize.program import Solved
from optimize.roster import Roster
from optimize.shifts import ShiftKind

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs
    from optimize.model import Model

SECONDS = 300.0  # a net: what decides is the program, not the machine


@dataclass(frozen=True)
class Limit:
    """A limit on people: of a group, or the labour rules and the shares of part-time (of nobody in particular)."""

    kind: Literal["headcount", "staff minimum", "hours", "labour", "part-time"]
    group: str = ""


Part: TypeAlias = Demand | Dated | Occupied | Limit


def every_part(model: Model) -> list[Part]:
    """All parts of a model: light demands first, then groups' rests, then limits, the hours of shifts last."""
    roster = model.roster
    asked: list[Demand | Dated] = sorted([*model.demands, *model.dated], key=lambda one: one.weight)
    limits = [Limit("headcount", group) for group in roster.headcount if group in roster.planned]
    limits += [
        Limit("staff minimum", group)
        for group, least in roster.staff_minimum.items()
        if group in roster.planned and least
    ]
    limits += [Limit("labour")] if roster.rules.labour else []
    limits += [Limit("part-time")] if roster.rules.part_time else []
    hours = [Limit("hours", group) for group in roster.planned] if model.scenario.shifts else []
    return [*asked, *model.occupied, *limits, *hours]


def feasible(model: Model, beliefs: Beliefs, parts: Sequence[Part]) -> bool:
    """Whether these parts go together, parts of people allowed; whatever else the model has is left out."""
    asked = [part for part in parts if isinstance(part, Demand | Dated)]
    limits = {part for part in parts if isinstance(part, Limit)}
    limited = [limit.group for limit in limits if limit.kind == "headcount"]
    master = Master(_only(model, parts, limits), beliefs, only=asked, limited=limited, whole=False)
    return isinstance(master.program.solve(seconds=SECONDS), Solved)


def _only(model: Model, parts: Sequence[Part], limits: set[Limit]) -> Model:
    """The model without the limits that are left out; demands and headcounts are left to the master."""
    roster = model.roster
    least = {group: fewest for group, fewest in roster.staff_minimum.items() if Limit("staff minimum", group) in limits}
    anytime = (
        [group for group in roster.planned if Limit("hours", group) not in limits] if model.scenario.shifts else []
    )
    if anytime:
        roster = _with_any_hours(model, anytime)
    part_time = roster.rules.part_time if Limit("part-time") in limits else ()
    # Whoever may work any hours may work long ones, too: a share of short shifts is then no limit.
    part_time = tuple(
        rule.model_copy(update={"groups": tuple(group for group in rule.groups if group not in anytime)})
        for rule in part_time
    )
    labour = roster.rules.labour if Limit("labour") in limits else None
    rules = replace(roster.rules, labour=labour, part_time=part_time)
    occupied = tuple(part for part in parts if isinstance(part, Occupied))
    return replace(model, roster=replace(roster, staff_minimum=least, rules=rules), occupied=occupied)


def _with_any_hours(model: Model, groups: Sequence[str]) -> Roster:
    """The roster with a shift of one interval more for each interval and group."""
    roster, scenario = model.roster, model.scenario
    length = scenario.calendar.interval
    added = [
        ShiftKind(group, at * length, length, (), 1.0) for group in groups for at in range(scenario.calendar.intervals)
    ]
    wider = Roster.of_kinds(scenario, [*roster.kinds, *added], solver=roster.solver)
    return replace(wider, headcount=roster.headcount, staff_minimum=roster.staff_minimum)
