"""Refusals: what can be simulated but not planned, and what contradicts itself. It is said before anything is solved, all at once.

Targets cannot contradict each other: they all ask for more, and with enough people all come nearer. But a target may contradict the rest of
the scenario: ask for an answer before anybody may take the contact, judge a queue that never opens, or forbid that anybody is busy.
A headcount may be too small for the fewest people that are to be there at any time, and a share of part-time may leave nobody who may work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, TypeAlias

import pulp

from optimize.labour import TINY
from optimize.program import Expression, Roster, ShiftProgram
from optimize.solver import Feasible, NoSolution, Optimal, SolverName, solve
from scenarios.faults import Fault, InputError, Key, listed
from scenarios.units import show_duration
from scenarios.ways import comes_to

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Target

WAITS = ("answer_rate", "mean_wait", "abandonment")
SECONDS, BRANCHES = 60.0, 2_000  # to find out how many people the minimum takes; the seconds are a net
Found: TypeAlias = tuple[tuple[Key, ...], str]


def roster_of(scenario: Scenario, solver: SolverName = "highs") -> Roster:
    """The shifts to choose among, if the scenario can be planned.

    Raises:
        InputError: naming every key that stands in the way, and what to do instead.

    """
    found = [
        *_nothing_asked(scenario),
        *_recorded(scenario),
        *_waits_of_deferred_work(scenario),
        *_contradictions(scenario),
    ]
    try:
        roster = Roster.of(scenario, solver)
    except InputError as refused:
        raise InputError([*_placed(scenario, found), *refused.faults]) from None
    found += [*_short_shifts_alone(roster), *_too_few_heads(scenario, roster)]
    if found:
        raise InputError(_placed(scenario, found))
    return roster


def _placed(scenario: Scenario, found: list[Found]) -> list[Fault]:
    places = [scenario.place(*path) for path, _ in found]
    return [Fault(place.file, place.line, shown(path), text) for place, (path, text) in zip(places, found, strict=True)]


def shown(path: tuple[Key, ...]) -> str:
    """Write a path of keys as the messages do: ``targets[2].answer_rate``."""
    written = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return written.removeprefix(".")


def _nothing_asked(scenario: Scenario) -> Iterator[Found]:
    if not scenario.targets and not scenario.staff_minimum:
        queue = next(iter(scenario.queues))
        text = f"are missing, so that nobody is needed; write [{{queue: {queue}, answer_rate: 0.8, within: 20 s, per: hour}}]"
        yield ("targets",), text


def _recorded(scenario: Scenario) -> Iterator[Found]:
    for name, kind in scenario.contact_types.items():
        if kind.arrivals.replay is not None:
            text = (
                "is one recorded day, and a plan is tested on days that it has not seen; give volumes instead "
                "(callfloor calibrate makes them from the log), or simulate the day"
            )
            yield ("contact_types", name, "arrivals", "replay"), text


def _waits_of_deferred_work(scenario: Scenario) -> Iterator[Found]:
    for place, target in enumerate(scenario.targets):
        if target.measure in WAITS and _deferred(scenario, target):
            text = (
                f"asks about the waits of {_what(target)}, which has deferred work only; a plan sees to deadlines: write on_time, and give "
                "the queue a deadline, or take the target out and simulate the plan"
            )
            yield ("targets", place, target.measure), text


def _what(target: Target) -> str:
    """`queue vip`."""
    return f"{target.scope.replace('_', ' ')} {target.of_what}" if target.of_what else "the centre"


def _deferred(scenario: Scenario, target: Target) -> bool:
    """Whether a target is about deferred work only."""
    if target.scope == "queue":
        return scenario.deferred(target.of_what)
    if target.scope == "contact_type":
        return not scenario.contact_types[target.of_what].immediate
    return target.scope == "centre" and all(scenario.deferred(queue) for queue in scenario.queues)


def _contradictions(scenario: Scenario) -> Iterator[Found]:
    """Targets that nobody can meet whatever the shifts."""
    for place, target in enumerate(scenario.targets):
        if target.measure == "occupancy":
            if target.asked == 0:
                text = "at most 0 is asked, so that nobody may take a contact; write 0.85, or take the target out"
                yield ("targets", place, "occupancy"), text
            continue
        queues = about(scenario, target)
        if queues and not any(_judged_open(scenario, queue) for queue in queues):
            text = (
                f"is about {listed(queues, 'and')}, closed whenever it is judged; open longer, or take the target out"
            )
            yield ("targets", place), text
        elif target.measure == "mean_wait" and target.asked == 0:
            text = "at most 0 s is asked, so that nobody may wait at all; write 20 s, or take the target out"
            yield ("targets", place, "mean_wait"), text
        elif target.measure in ("answer_rate", "mean_wait"):
            yield from _before_anybody_may(scenario, place, target, queues)


def about(scenario: Scenario, target: Target) -> tuple[str, ...]:
    """Queues whose contacts a target is about."""
    if target.scope == "queue":
        return (target.of_what,)
    return comes_to(scenario, target.of_what) if target.scope == "contact_type" else tuple(scenario.queues)


def _judged_open(scenario: Scenario, queue: str) -> bool:
    """Whether a queue is open at any time after the warm-up."""
    return any(end > scenario.experiment.warm_up for _, end in scenario.open_spans(queue))


def _before_anybody_may(scenario: Scenario, place: int, target: Target, queues: Sequence[str]) -> Iterator[Found]:
    """Answers asked for sooner than ``after`` lets anybody give them."""
    soonest = min((_soonest(scenario, queue) for queue in queues if not scenario.deferred(queue)), default=0.0)
    rate = target.measure == "answer_rate"
    asked = (target.within or 0.0) if rate else target.asked
    if soonest > asked and not (rate and target.asked == 0):
        text = (
            f"{show_duration(asked)} is asked, and nobody takes a contact of {listed(queues, 'or')} before it has waited "
            f"{show_duration(soonest)} (after); shorten after, or ask for {show_duration(soonest)} or more"
        )
        yield ("targets", place, "within" if rate else target.measure), text


def _soonest(scenario: Scenario, queue: str) -> float:
    """Seconds after which the first group may take a contact of a queue."""
    return min(group.skills[queue].after for group in scenario.agent_groups.values() if queue in group.skills)


def _short_shifts_alone(roster: Roster) -> Iterator[Found]:
    """Shares of part-time where there are no other shifts, so that nobody may work."""
    for number, rule in enumerate(roster.rules.part_time):
        for group in rule.groups if rule.most < 1 else ():
            own = [roster.kinds[place] for place in roster.on_shifts(group)]
            if own and all(kind.length < rule.below - TINY for kind in own):
                text = (
                    f"is {rule.most:g}, and every shift of {group} is shorter than {show_duration(rule.below)}, so that nobody may work "
                    "one; write most: 1, or offer longer shifts"
                )
                yield ("part_time", number, "most"), text


def _too_few_heads(scenario: Scenario, roster: Roster) -> Iterator[Found]:
    """Headcounts that cannot cover the fewest people that are to be there, hour by hour, with the shifts there are."""
    for group, least in scenario.staff_minimum.items():
        if group in roster.planned and group in roster.headcount and least > 0:
            missing = _missing(roster, group)
            if missing > 0:
                heads = roster.headcount[group]
                people = "person is" if heads == 1 else "people are"
                text = (
                    f"{heads} {people} too few for {least} at any time (the staff minimum), which takes {heads + missing} "
                    f"with these shifts; raise it, lower the staff minimum of {group}, or allow longer shifts"
                )
                yield ("headcount", group), text


def _missing(roster: Roster, group: str) -> int:
    """How many people more than the headcount the minimum takes, at least."""
    alone = replace(roster, staff_minimum={group: roster.staff_minimum[group]}, bundles=(), penalty={})
    program = ShiftProgram(alone, limited=())
    more = pulp.LpVariable(f"more_{group}", lowBound=0, cat=pulp.LpInteger)
    program.limit(group, Expression([(more, 1)]))
    program.problem.setObjective(Expression([(more, 1)]))
    answer = solve(program.problem, seconds=SECONDS, branches=BRANCHES, unit=1.0, solver=roster.solver)
    if isinstance(answer, NoSolution):  # another rule stands in the way; the search says which
        return 0
    return ceil(answer.bound - 1e-6) if isinstance(answer, Optimal | Feasible) else 0
