"""Needed: the people that a plan requires, as far as they are known.

The planner looks for the fewest people with whom what is met is still met, and hardly ever for more than there are. So where a target is missed
and its number is no more than there are, it says nothing: more would be needed, and nobody knows how many. There nothing is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimize.outcome import Plan
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario
    from scenarios.targets import Target
    from sim.targets import Verdict


def unknown(plan: Plan) -> Mapping[str, NDArray[np.bool_]]:
    """By planned group, the intervals in which a target is missed that its people could help, though as many as required are there.

    A formula's numbers are its own.
    """
    found = too_few(plan.scenario, plan.verdicts if plan.by_formula is None else (), plan.required)
    return {
        group: flags & ~(plan.required[group] > plan.staffing.mean_on_floor(group)) for group, flags in found.items()
    }


def too_few(scenario: Scenario, verdicts: Iterable[Verdict], groups: Iterable[str]) -> Mapping[str, NDArray[np.bool_]]:
    """By group, the intervals in which a target is missed that its people could help."""
    found = {group: np.zeros(scenario.calendar.intervals, bool) for group in groups}
    for verdict in verdicts:
        for period in verdict.periods:
            if period.skipped is None and not period.met:
                for group, flags in found.items():
                    if _helps(scenario, verdict.target, group):
                        flags[period.first : period.last + 1] = True
    return found


def _helps(scenario: Scenario, target: Target, group: str) -> bool:
    if target.scope == "agent_group":
        return group == target.of_what
    return target.scope != "queue" or target.of_what in scenario.agent_groups[group].skills


def needed(plan: Plan) -> Mapping[str, FloatArray]:
    """The people required by planned group and interval; NaN where nothing is, and where nobody knows."""
    hidden = unknown(plan)
    return {group: np.where(hidden[group], np.nan, people) for group, people in plan.required.items()}
