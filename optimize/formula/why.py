"""Why a formula is off: the plan simulated again without one thing that the formula does not know.

The formula promised something, the simulated days gave something else. For everything that this centre has and the formula
leaves out, the same plan meets the same days without it: callers who do not try again, agents who take only the queues that
they are first for, days that are all alike. What then changes is what that thing does to the target. Parts do not
add up to the whole, for they work on each other; what is left when all is taken away is that a day does not settle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scenarios.families import Exponential, Fixed
from sim.experiment import simulate

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from optimize.outcome import Plan
    from scenarios.schema import AgentGroup, ContactType, Queue, Scenario, Skill
    from sim.staffing import Staffing
    from sim.targets import Verdict


ALL = "all of these"


@dataclass(frozen=True)
class Cause:
    """One thing that the formula leaves out, and what each target reaches without it, in its worst period with it."""

    without: str
    reached: tuple[float | None, ...]


def causes(plan: Plan, workers: int | Executor = 1) -> tuple[Cause, ...]:
    """Simulate the plan's days again without each thing that the formula leaves out, and then without all of them."""
    found, bare, bare_staffing = [], plan.scenario, plan.staffing
    for name, change in CHANGES.items():
        scenario = change(plan.scenario)
        if scenario is not None:
            found.append(Cause(name, _reached(plan, scenario, plan.staffing, workers)))
            bare = change(bare) or bare
    if plan.staffing.present:
        bare_staffing = replace(plan.staffing, present={})
        found.append(Cause("breaks that begin late", _reached(plan, plan.scenario, bare_staffing, workers)))
    if len(found) > 1:
        found.append(Cause(ALL, _reached(plan, bare, bare_staffing, workers)))
    return tuple(found)


def _reached(plan: Plan, scenario: Scenario, staffing: Staffing, workers: int | Executor) -> tuple[float | None, ...]:
    results = simulate(
        scenario, staffing, replications=plan.results.replications, seed=plan.results.seed, workers=workers,
        engine=plan.results.engine, stratify=True,
    )  # fmt: skip
    return tuple(_in_the_same_period(*pair) for pair in zip(plan.results.verdicts, results.verdicts, strict=True))


def _in_the_same_period(before: Verdict, after: Verdict) -> float | None:
    if before.worst is None:
        return None
    same = [period for period in after.periods if period.first == before.worst.first]
    return same[0].reached if same and same[0].skipped is None else None


def _nobody_tries_again(scenario: Scenario) -> Scenario | None:
    return _types(scenario, lambda kind: None if kind.retry is None else kind.model_copy(update={"retry": None}))


def _days_alike(scenario: Scenario) -> Scenario | None:
    def change(kind: ContactType) -> ContactType | None:
        if kind.arrivals.busyness is None:
            return None
        return kind.model_copy(update={"arrivals": kind.arrivals.model_copy(update={"busyness": None})})

    return _types(scenario, change)


def _nobody_helps(scenario: Scenario) -> Scenario | None:
    """Each group takes the queues only that no group prefers more; one that is first for none keeps those it likes best."""
    groups = scenario.agent_groups
    best = {
        queue: min(group.skills[queue].preference for group in groups.values() if queue in group.skills)
        for queue in scenario.queues
        if any(queue in group.skills for group in groups.values())
    }

    def change(group: AgentGroup) -> AgentGroup | None:
        own = {queue: skill for queue, skill in group.skills.items() if skill.preference == best[queue]}
        liked = min(skill.preference for skill in group.skills.values())
        own = own or {queue: skill for queue, skill in group.skills.items() if skill.preference == liked}
        return None if len(own) == len(group.skills) else group.model_copy(update={"skills": own})

    changed = _groups(scenario, change)
    if changed is None:
        return None

    def tried(name: str, queue: Queue) -> Queue:
        kept = tuple(group for group in queue.tries if name in changed.agent_groups[group].skills)
        return queue.model_copy(update={"tries": kept})

    queues = {name: tried(name, queue) for name, queue in scenario.queues.items()}
    return changed.model_copy(update={"queues": queues})


def _everybody_comes(scenario: Scenario) -> Scenario | None:
    def change(group: AgentGroup) -> AgentGroup | None:
        return None if group.late is None else group.model_copy(update={"late": None})

    return _groups(scenario, change)


def _exponential(scenario: Scenario) -> Scenario | None:
    """Handling that scatters as the formula has it, each talk and wrap-up with the mean it has."""

    def scattered(skill: Skill) -> Skill:
        times = {"handle_time": skill.handle_time, "wrap_up": skill.wrap_up}
        return skill.model_copy(
            update={key: Exponential(time.mean()) if time.mean() > 0 else Fixed(0.0) for key, time in times.items()}
        )

    def change(group: AgentGroup) -> AgentGroup | None:
        if all(isinstance(skill.handle_time, Exponential) for skill in group.skills.values()):
            return None
        return group.model_copy(update={"skills": {queue: scattered(skill) for queue, skill in group.skills.items()}})

    return _groups(scenario, change)


CHANGES: Mapping[str, Callable[[Scenario], Scenario | None]] = {
    "callers who try again": _nobody_tries_again,
    "busy and quiet days": _days_alike,
    "help from other groups": _nobody_helps,
    "people who come late": _everybody_comes,
    "handling times that scatter otherwise": _exponential,
}


def _types(scenario: Scenario, change: Callable[[ContactType], ContactType | None]) -> Scenario | None:
    changed = {name: change(kind) for name, kind in scenario.contact_types.items()}
    if not any(changed.values()):
        return None
    return scenario.model_copy(
        update={"contact_types": {name: changed[name] or kind for name, kind in scenario.contact_types.items()}}
    )


def _groups(scenario: Scenario, change: Callable[[AgentGroup], AgentGroup | None]) -> Scenario | None:
    changed = {name: change(group) for name, group in scenario.agent_groups.items()}
    if not any(changed.values()):
        return None
    return scenario.model_copy(
        update={"agent_groups": {name: changed[name] or group for name, group in scenario.agent_groups.items()}}
    )
