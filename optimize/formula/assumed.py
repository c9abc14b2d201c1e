"""What a plan by formula assumes, in the words of the scenario it is about: only what this centre has is spoken of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from optimize.formula.settled import Settled

if TYPE_CHECKING:
    from optimize.model import Model
    from scenarios.schema import Scenario


def assumed(model: Model, *, rounded: bool) -> tuple[str, ...]:
    """Sentences, the formula first; ``rounded``: whether the program rounds people on the floor as the floor does."""
    scenario = model.scenario
    return (
        *_formulas(model),
        *_sharing(scenario),
        *_targets(scenario),
        *_rounding(scenario, rounded=rounded),
        *_left_out(scenario),
    )


def _rounding(scenario: Scenario, *, rounded: bool) -> Iterator[str]:
    if not rounded and any(group.shrinkage > 0 for group in scenario.agent_groups.values()):
        yield (
            "Shifts or breaks begin within an interval, so people on the floor are taken as its time average, not rounded as the floor "
            "does at every moment."
        )


def _formulas(model: Model) -> Iterator[str]:
    by_name: dict[str, dict[str, None]] = {}
    for (_, queue, _), curve in model.curves.items():
        if isinstance(curve, Settled):
            by_name.setdefault(curve.formula.name, {})[queue] = None
    said = "; ".join(f"{name} for {', '.join(queues)}" for name, queues in by_name.items())
    if said:
        yield (
            f"Formula: {said}. Every interval is taken by itself, as if it had lasted for long, at the mean handling and wrap-up "
            "of the fastest group; others count for less."
        )
    if model.dated:
        yield "Deferred work is taken as a fluid: time enough before its deadline, when the rest is served."


def _sharing(scenario: Scenario) -> Iterator[str]:
    if any(len(group.skills) > 1 for group in scenario.agent_groups.values()):
        yield (
            "Whoever serves several queues is counted for one at a time: what agents gain by helping each other (pooling), and what "
            "priority takes from the others, is left out."
        )
    if any(group.concurrency > 1 for group in scenario.agent_groups.values()):
        yield "An agent with several chats counts as so many agents with one chat each, slowed down as the busiest is."


def _targets(scenario: Scenario) -> Iterator[str]:
    if any(target.confidence is not None for target in scenario.targets):
        busy = any(kind.arrivals.busyness for kind in scenario.contact_types.values())
        what = (
            "is kept on a day so busy that just the other days are busier; the luck within a day is left out"
            if busy
            else "is planned as the average day's: days do not differ in busyness, and the luck within a day is left out"
        )
        yield f"A target with confidence {what}."
    elif any(kind.arrivals.busyness for kind in scenario.contact_types.values()):
        yield "Busyness is averaged over five days from quiet to busy."
    if any(target.measure == "occupancy" for target in scenario.targets):
        yield "Occupancy counts the work of the queues that the group is first for, every contact answered."


def _left_out(scenario: Scenario) -> Iterator[str]:
    kinds, groups = scenario.contact_types.values(), scenario.agent_groups.values()
    checks = {
        "those who try again": any(kind.retry is not None for kind in kinds),
        "what limits lines or ports": scenario.lines is not None
        or any(n.ports is not None for n in scenario.ivr.values()),
        "callbacks": any(queue.callback is not None for queue in scenario.queues.values()),
        "agents held in reserve, and contacts that a group takes only after a while": any(
            group.reserve > 0 or any(skill.after > 0 for skill in group.skills.values()) for group in groups
        ),
        "breaks that begin late": any(rule.breaks for rule in scenario.shifts),
        "people who come late": any(group.late is not None for group in groups),
        "how handling times scatter": True,
    }
    yield f"Left out: {', '.join(text for text, there in checks.items() if there)}, and what one interval leaves to the next."
