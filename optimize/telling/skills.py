"""Skills: what it would save if ten people of a group could serve one queue more.

Ten people of the group become a group of their own: once with its skills, once with the queue's skill besides, at the second
place of their preferences and as slow as the slowest who have it. Both meet the same contacts, so the difference is that of the
skill alone. What the targets gain by it the lens turns into money: the least cost with that much less to be done. The
days are cut into parts, each of which gives a saving of its own; their spread is the error.

A saving is what a new plan for these people could save, not what this one does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from optimize.search.days import Days
from optimize.telling.lens import Lens, Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenarios.schema import AgentGroup, Scenario, Skill
    from sim.days.results import Results
    from sim.staffing import Staffing, Steps

PEOPLE = 10
PARTS = 5  # of the days
NEARBY = 3  # rounds in which beliefs come to what a skill changes
MOST = 12  # pairs that are simulated
TRAINED = " trained"


@dataclass(frozen=True)
class Saving:
    """What so many people of a group who also serve a queue would save a calendar, with 95 % limits."""

    group: str
    queue: str
    people: int
    saves: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether it saves anything beyond doubt."""
        return self.low > 0


def pairs(lens: Lens) -> list[tuple[str, str]]:
    """Groups and queues they do not serve but others do; first those queues about whose targets most is asked."""
    scenario = lens.scenario
    asked = {queue for demand in lens.model.demands for queue in (cell.queue for cell in demand.cells)}
    found = [
        (group, queue)
        for group, staff in scenario.agent_groups.items()
        for queue in scenario.queues
        if queue in asked and queue not in staff.skills and _kin(scenario, staff, queue)
    ]
    load = {queue: sum(one.agents for one in lens.model.loads[queue]) for queue in scenario.queues}
    return sorted(found, key=lambda pair: -load[pair[1]])[:MOST]


def _kin(scenario: Scenario, staff: AgentGroup, queue: str) -> bool:
    """Whether somebody who works like this group (one contact at a time, or several) serves the queue."""
    return any(
        queue in other.skills and other.concurrency == staff.concurrency for other in scenario.agent_groups.values()
    )


def savings(lens: Lens, staffing: Staffing) -> Iterator[Saving]:
    """What each pair would save, in the order of ``pairs``."""
    known: dict[str, tuple[Results, int]] = {}
    for group, queue in pairs(lens):
        if group not in known:
            split, people = _apart(staffing, group)
            if people == 0:
                continue
            plain = _with_twin(lens.scenario, group, None)
            (results,) = _days(lens, plain).run([split])
            known[group] = results, people
        before, people = known[group]
        skilled = _with_twin(lens.scenario, group, queue)
        (after,) = _days(lens, skilled).run([before.staffing])
        yield _saving(lens, (group, queue, people), before, after)


def _days(lens: Lens, scenario: Scenario) -> Days:
    return replace(lens.days, scenario=scenario)


def _saving(lens: Lens, who: tuple[str, str, int], before: Results, after: Results) -> Saving:
    found = []
    for part in np.array_split(np.arange(before.replications), PARTS):
        least = [lens.least(Question(beliefs=lens.taught(_some(one, part), NEARBY))) for one in (before, after)]
        if least[0] is not None and least[1] is not None:
            found.append(least[0] - least[1])
    mean = float(np.mean(found)) if found else 0.0
    half = 0.0
    if len(found) > 1:
        half = float(student.ppf(0.975, len(found) - 1) * np.std(found, ddof=1) / np.sqrt(len(found)))
    return Saving(*who, mean, mean - half, mean + half)


def _some(results: Results, part: NDArray[np.int64]) -> Results:
    """Some of the days."""
    return replace(results, tallies=tuple(results.tallies[place] for place in part), asked=len(part))


def _with_twin(scenario: Scenario, group: str, queue: str | None) -> Scenario:
    """The scenario with a second group of the same people, who serve a queue more."""
    staff = scenario.agent_groups[group]
    skills = dict(staff.skills)
    if queue is not None:
        skills[queue] = _skill(scenario, staff, queue)
    twin = staff.model_copy(update={"skills": skills, "reserve": 0})
    groups: dict[str, AgentGroup] = {}
    for name, one in scenario.agent_groups.items():
        groups[name] = one
        if name == group:
            groups[name + TRAINED] = twin
    queues = {
        name: one.model_copy(update={"tries": _tried(one.tries, group)}) if group in one.tries else one
        for name, one in scenario.queues.items()
    }
    return scenario.model_copy(update={"agent_groups": groups, "queues": queues})


def _tried(tries: tuple[str, ...], group: str) -> tuple[str, ...]:
    return tuple(name for one in tries for name in ((one, one + TRAINED) if one == group else (one,)))


def _skill(scenario: Scenario, staff: AgentGroup, queue: str) -> Skill:
    """The skill as its slowest holder has it, after all that the group prefers."""
    holders = [other.skills[queue] for other in scenario.agent_groups.values() if queue in other.skills]
    slowest = max(holders, key=lambda skill: skill.handle_time.mean() + skill.wrap_up.mean())
    last = max(skill.preference for skill in staff.skills.values())
    return slowest.model_copy(update={"preference": last + 1})


def _apart(staffing: Staffing, group: str) -> tuple[Staffing, int]:
    """Ten people of a group in a group of their own, present as the group is; fewer if it never has as many."""
    most = max(people for _, people in staffing.on_shift(group))
    people = int(min(PEOPLE, most))
    share = people / most if most > 0 else 0.0
    twin = group + TRAINED

    def cut(steps: Mapping[str, Steps], part: float, name: str) -> Steps:
        return tuple((at, count * part) for at, count in steps[name])

    def both(steps: Mapping[str, Steps]) -> dict[str, Steps]:
        found: dict[str, Steps] = {}
        for name, own in steps.items():
            found[name] = cut(steps, 1 - share, name) if name == group else own
            if name == group:
                found[twin] = cut(steps, share, name)
        return found

    cost = {**staffing.cost, group: staffing.cost[group] * (1 - share), twin: staffing.cost[group] * share}
    changed = replace(
        staffing,
        steps=both(staffing.steps),
        present=both(staffing.present),
        shrinkage={**staffing.shrinkage, twin: staffing.shrinkage[group]},
        cost=cost,
    )
    return changed, people
