"""Why no plan can meet the targets of a centre that can be computed exactly, and what would free it: proved.

Parts are the periods of the targets, the headcount and the staff minimum. Whether some of them go together is settled by planning for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from optimize.conflict import limit_in_words, smallest, target_in_words
from optimize.demands import Demand
from optimize.effort import Clock
from optimize.exact_plan import ExactProgram
from optimize.exact_search import search
from optimize.outcome import Infeasible
from optimize.telling.hours import Gap, gap_in_words, runs
from optimize.telling.parts import Limit
from optimize.telling.steps import Steps

if TYPE_CHECKING:
    from optimize.roster import Roster

Part: TypeAlias = Demand | Limit

FEW = 3  # periods of a target that are named one by one
STEPS = 150  # of searches, for the conflict, and as many for what would free it; what is not settled by then is called possible, and so stays out of it


def impossible(program: ExactProgram, limit: Clock | None = None) -> Infeasible:
    """Say which hours no shift covers, or which periods and limits do not go together, and how many people would do."""
    roster, group = program.roster, program.group
    on_time = program.losses.impatient and any(kind.breaks for kind in roster.kinds)
    proof = f"Proved by exact computation{' for breaks that are on time' if on_time else ''}."
    covered = roster.covered(group)
    bare = [at for at, people in enumerate(program.least) if people > 0 and covered[at] == 0]
    if bare:
        queue = next(iter(program.scenario.queues))
        found = [Gap(queue, (group,), first, last) for first, last in runs(bare)]
        said = tuple(gap_in_words(program.scenario, gap) for gap in found)
        wanted = ", ".join(gap.when(program.scenario) for gap in found)
        return Infeasible(said, (f"allow shifts of {group} that cover {wanted}",), proof)
    clock = Steps(STEPS, limit)
    limits = [Limit("headcount", group)] if group in roster.headcount else []
    limits += [Limit("staff minimum", group)] if roster.staff_minimum.get(group) else []
    parts: list[Part] = [*sorted(program.losses.demands, key=lambda demand: demand.weight), *limits]
    conflict = smallest(parts, lambda some: clock.spent or _possible(program, some, clock))
    said = (*_demands_in_words(program, conflict), *_limits_in_words(roster, conflict))
    limited = any(isinstance(part, Limit) and part.kind == "headcount" for part in conflict)
    return Infeasible(said, _more_people(program, Steps(STEPS, limit)) if limited else (), proof)


def _possible(program: ExactProgram, parts: Sequence[Part], clock: Clock) -> bool:
    """Whether some plan keeps these parts; whatever else there is is left out."""
    limits = {part.kind for part in parts if isinstance(part, Limit)}
    roster = program.roster
    kept = replace(
        roster,
        headcount=roster.headcount if "headcount" in limits else {},
        staff_minimum=roster.staff_minimum if "staff minimum" in limits else {},
    )
    asked = tuple(part for part in parts if isinstance(part, Demand))
    losses = replace(program.losses, demands=asked)
    return not search(ExactProgram(program.scenario, kept, losses, clock), clock, lambda _: None).impossible


def _more_people(program: ExactProgram, clock: Steps) -> tuple[str, ...]:
    """The fewest people with whom there is a plan, found by halving; every number that is said was planned with."""
    roster, group = program.roster, program.group
    limit, everybody = roster.headcount[group], search(_with(program, None, clock), clock, lambda _: None).best
    if everybody is None:
        return ()
    shifts = everybody.solved.shifts
    enough = round(roster.scheduled(group, shifts).max()) if roster.at_once else sum(shifts.values())
    few = limit
    while enough - few > 1 and not clock.spent:
        middle = (enough + few) // 2
        if search(_with(program, middle, clock), clock, lambda _: None).best is None:
            few = middle
        else:
            enough = middle
    fewest = f", and {few} are not" if enough - few == 1 and not clock.spent else ""
    return (f"raise the headcount of {group} from {limit} to {enough}: that is enough{fewest}",)


def _with(program: ExactProgram, most: int | None, clock: Clock) -> ExactProgram:
    headcount = {} if most is None else {program.group: most}
    return ExactProgram(program.scenario, replace(program.roster, headcount=headcount), program.losses, clock)


def _demands_in_words(program: ExactProgram, parts: Sequence[Part]) -> tuple[str, ...]:
    """Each target with its periods: by name if they are few, else how many there are, from the first to the last."""
    starts = program.scenario.calendar.starts
    by_target: dict[int, list[Demand]] = {}
    for part in sorted((one for one in parts if isinstance(one, Demand)), key=lambda one: (one.place, one.first)):
        by_target.setdefault(part.place, []).append(part)
    said = []
    for found in by_target.values():
        target, per = found[0].target, found[0].target.per
        if per == "horizon":
            said.append(f"{target_in_words(target)} over the whole calendar")
        elif len(found) <= FEW:
            said += [f"{target_in_words(target)} in the {per} from {starts[one.first]}" for one in found]
        else:
            span = f"from {starts[found[0].first]} to {starts[found[-1].first]}"
            said.append(f"{target_in_words(target)} in {len(found)} {per}s {span}")
    return tuple(said)


def _limits_in_words(roster: Roster, parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(
        limit_in_words(part.group, roster.headcount[part.group])
        if part.kind == "headcount"
        else f"the staff minimum of {part.group} ({roster.staff_minimum[part.group]})"
        for part in parts
        if isinstance(part, Limit)
    )
