"""Attendance: how many of the people that are scheduled can take contacts.

A plan schedules people. Besides shrinkage (which the program rounds) some are ill or away, some sit before tools that are out, and others
are called in by events. All this is known on average, so the planner counts on that many; what lateness and chance take away
besides, simulation tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.on_call import reinforcements_of
from optimize.shifts import FloatArray
from optimize.visits import during

if TYPE_CHECKING:
    from scenarios.schema import Scenario


@dataclass(frozen=True)
class Attendance:
    """By group and interval: people called in (after shrinkage), and the share of all on the floor who can take contacts."""

    called_in: Mapping[str, FloatArray]
    share: Mapping[str, FloatArray]

    @classmethod
    def of(cls, scenario: Scenario) -> Attendance:
        """Read it off the groups and the events."""
        called_in, share = {}, {}
        for name, group in scenario.agent_groups.items():
            away, out = _taken(scenario, "absence", name), _taken(scenario, "outage", name)
            share[name] = (1 - group.absence) * np.maximum(1 - away, 0.0) * np.maximum(1 - out, 0.0)
            called_in[name] = reinforcements(scenario, name) * (1 - group.shrinkage)
        return cls(called_in, share)

    def working(self, group: str, on_floor: FloatArray) -> FloatArray:
        """People who can take contacts, of so many on the floor by shifts, in each interval."""
        return np.asarray((on_floor + self.called_in[group]) * self.share[group])

    def working_at(self, group: str, interval: int, on_floor: float) -> float:
        """The same in one interval."""
        return float((on_floor + self.called_in[group][interval]) * self.share[group][interval])


def _taken(scenario: Scenario, kind: str, group: str) -> FloatArray:
    """Share of a group's people that events of a kind take away, on average over each interval."""
    spells = scenario.spells("absence") if kind == "absence" else scenario.spells("outage")
    nothing = np.zeros(scenario.calendar.intervals)
    return sum((s.amount * during(scenario, [(s.begins, s.ends)]) for s in spells if s.of == group), nothing)


def reinforcements(scenario: Scenario, group: str) -> FloatArray:
    """Scheduled people whom events call in whatever the plan, on average over each interval."""
    spells = reinforcements_of(scenario, group)
    nothing = np.zeros(scenario.calendar.intervals)
    return sum((s.amount * during(scenario, [(s.begins, s.ends)]) for s in spells), nothing)


def cost_of_reinforcements(scenario: Scenario, group: str) -> float:
    """What a group's people are paid whom events call in."""
    hours = float(reinforcements(scenario, group).sum()) * scenario.calendar.interval / 3600
    return hours * float(scenario.agent_groups[group].cost or 0.0)
