"""Layout: what the compiled floor has to know of a scenario, as arrays by contact type, queue, group and agent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled.day import KIND, NONE, QUEUE, SKILL
from sim.routing import Routing
from sim.service.desk import mean_service
from sim.service.hours import Hours
from sim.service.ivr import when_full
from sim.service.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenarios.schema import Scenario

RULES = ("priority", "longest_wait", "preference")


@dataclass(frozen=True)
class Arrays:
    """The scenario as arrays; ``sim/compiled/day.py`` says what their records mean."""

    kinds: NDArray[Any]
    queues: NDArray[Any]
    skills: NDArray[Any]
    tries: NDArray[np.int16]
    serves: NDArray[np.int16]
    concurrency: tuple[int, ...]
    slows_down: tuple[bool, ...]
    slowdown: NDArray[np.float64]
    opens: NDArray[np.float64]
    closes: NDArray[np.float64]
    afters: NDArray[np.float64]
    outages: NDArray[np.float64]
    when_full: NDArray[np.int32]
    ports: NDArray[np.int32]
    rule: int
    lines: int
    serves_out: bool
    hours: Hours

    @classmethod
    def of(cls, scenario: Scenario) -> Arrays:
        """Read a scenario."""
        layout, hours, groups = Layout.of(scenario), Hours(scenario), list(scenario.agent_groups.values())
        skills = _skills(scenario, layout)
        afters = [sorted(set(column["after"][column["skilled"]].tolist()) - {0.0}) for column in skills.T]
        spans = [scenario.open_spans(queue) for queue in scenario.queues]
        most = max(group.concurrency for group in groups)
        slowdown = np.ones((len(groups), most))
        for place, factors in enumerate(layout.slowdown):
            slowdown[place, : len(factors or ())] = factors or ()
        routing = Routing.of(scenario)
        return cls(
            kinds=_kinds(layout),
            queues=_queues(scenario, layout, spans, afters),
            skills=skills,
            tries=_padded(routing.tries),
            serves=_padded(routing.skills),
            concurrency=tuple(group.concurrency for group in groups),
            slows_down=tuple(factors is not None for factors in layout.slowdown),
            slowdown=slowdown,
            opens=np.array([begins for one in spans for begins, _ in one], float),
            closes=np.array([ends for one in spans for _, ends in one], float),
            afters=np.array([after for one in afters for after in one], float),
            outages=np.array(hours.outages, float).reshape(-1, 2),
            when_full=np.array(when_full(scenario), np.int32),
            ports=np.array([NONE if node.ports is None else node.ports for node in scenario.ivr.values()], np.int32),
            rule=RULES.index(scenario.routing.freed_agent),
            lines=np.iinfo(np.int64).max // 2 if scenario.lines is None else scenario.lines,
            serves_out=scenario.closing == "serve_out",
            hours=hours,
        )


def _kinds(layout: Layout) -> NDArray[Any]:
    kinds = np.zeros(len(layout.enters), KIND)
    for name in ("is_call", "enters", "attempts", "follow_up", "complaint", "complains_after"):
        kinds[name] = getattr(layout, name)
    return kinds


def _queues(
    scenario: Scenario, layout: Layout, spans: Sequence[Sequence[Any]], afters: Sequence[Sequence[float]]
) -> NDArray[Any]:
    """Queues, and one record more: where the spans and waits of the last one end."""
    queues = np.zeros(len(scenario.queues) + 1, QUEUE)
    queues["first"] = queues["last"] = NONE
    queues["first_span"], queues["first_after"] = _starts(spans), _starts(afters)
    for place, (name, queue) in enumerate(scenario.queues.items()):
        one = queues[place]
        one["is_work"], one["is_chat"] = layout.is_work[place], scenario.channel_of[name] == "chat"
        one["always_open"] = list(spans[place]) == [(0.0, scenario.calendar.horizon)]
        offer = layout.callbacks[place]
        one["offers_call_back"], one["offer_above"] = offer is not None, offer.offer_above if offer else 0.0
        one["head_start"] = scenario.routing.head_start.get(name, 0.0)
        one["weight"] = scenario.routing.wait_weights.get(name, 1.0)
        one["priority"], one["capacity"] = queue.priority, NONE if queue.capacity is None else queue.capacity
    return queues


def _skills(scenario: Scenario, layout: Layout) -> NDArray[Any]:
    """Skills by group and queue."""
    skills = np.zeros((len(scenario.agent_groups), len(scenario.queues)), SKILL)
    skills["escalates_to"] = NONE
    for group, known in enumerate(Routing.of(scenario).skills):
        for queue, skill in known.items():
            one = skills[group, queue]
            one["skilled"], one["after"] = True, skill.after
            one["reserve"], one["preference"] = skill.reserve, skill.preference
            one["same_agent"] = layout.same_agent.get((queue, group), 0.0)
            one["escalates_to"] = layout.escalates_to.get((queue, group), NONE)
    for queue, served in enumerate(mean_service(scenario)):
        for group, seconds in served:
            skills[group, queue]["service"] = seconds
    return skills


def _starts(lists: Sequence[Sequence[Any]]) -> list[int]:
    return list(accumulate((len(one) for one in lists), initial=0))


def _padded(lists: Sequence[Iterable[int]]) -> NDArray[np.int16]:
    """Lists of numbers as rows that end with -1."""
    whole = [[*one, NONE] for one in lists]
    longest = max(len(one) for one in whole)
    return np.array([one + [NONE] * (longest - len(one)) for one in whole], np.int16)
