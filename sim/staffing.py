"""Staffing: how many people of each group are on duty, and what they are paid.

People are scheduled and paid; on the floor are fewer of them (``shrinkage``: training, meetings, illness). A staffing is a
step function for each group, because shifts may begin at any moment, not only on the calendar's grid. It comes from the
scenario's ``staffing`` keys or from a plan's shifts; the floor, the measures and the charts do not know which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError

if TYPE_CHECKING:
    from scenarios.schema import Scenario

Steps = tuple[tuple[float, float], ...]  # (moment, people from then on), ascending, the first at 0

ROUNDING_SLACK = 1e-9  # 30 x (1 - 0.3) is 21, though floats say 20.999999999999996


def rounded(people: float) -> int:
    """Whole people, rounded half up."""
    return int(np.floor(people + 0.5 + ROUNDING_SLACK))


def on_floor(scheduled: float, shrinkage: float) -> int:
    """People on the floor out of ``scheduled`` ones: ``scheduled x (1 - shrinkage)``, rounded half up."""
    return rounded(scheduled * (1 - shrinkage))


@dataclass(frozen=True)
class Called:
    """So many people of a group whom a plan calls in, of those on call then (s), and what they are paid together."""

    group: str
    begins: float
    ends: float
    up_to: int
    people: int
    cost: float


@dataclass(frozen=True)
class Staffing:
    """Scheduled people by group over the calendar, and their pay by interval.

    ``steps[group]``: moments (s) and scheduled people from then on, without those on a break; ``present[group]``: with them, where
    there are breaks. ``cost[group]``: money for each interval of the calendar. ``shrinkage[group]``: share of the scheduled
    who are not on the floor. ``called``: of the groups that a plan has chosen for, who is called in of the people on call;
    they are among the others.
    """

    steps: Mapping[str, Steps]
    shrinkage: Mapping[str, float]
    cost: Mapping[str, NDArray[np.float64]]
    interval: float
    horizon: float
    present: Mapping[str, Steps] = field(default_factory=dict)
    reinforced: bool = False  # whether the people whom events call in are among them
    called: tuple[Called, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario) -> Staffing:
        """Read the staffing that the scenario states.

        Raises:
            InputError: naming every group that has no ``staffing``: it can be planned, but not simulated.

        """
        missing = [name for name, group in scenario.agent_groups.items() if group.staffing is None]
        if missing:
            message = (
                "is missing: the group can be planned (callfloor plan) but not simulated; "
                "give one number, one number per interval, or {file:, column:}"
            )
            places = {name: scenario.place("agent_groups", name, "staffing") for name in missing}
            raise InputError(
                Fault(place.file, place.line, f"agent_groups.{name}.staffing", message)
                for name, place in places.items()
            )
        return cls.by_interval(scenario, {name: group.staffing or () for name, group in scenario.agent_groups.items()})

    @classmethod
    def by_interval(cls, scenario: Scenario, people: Mapping[str, Sequence[float]]) -> Staffing:
        """Make a staffing from scheduled people per group and interval; every scheduled hour is paid, by what it is worth."""
        calendar = scenario.calendar
        hours = paid_hours(scenario)
        return cls(
            steps={name: _steps(calendar.interval, counts) for name, counts in people.items()},
            shrinkage={name: group.shrinkage for name, group in scenario.agent_groups.items()},
            cost={
                name: np.asarray(counts, float) * hours * (scenario.agent_groups[name].cost or 0.0)
                for name, counts in people.items()
            },
            interval=calendar.interval,
            horizon=calendar.horizon,
        )

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups' names, in the scenario's order."""
        return tuple(self.steps)

    def on_shift(self, group: str) -> Steps:
        """Moments and scheduled people from then on, those on a break included."""
        return self.present.get(group, self.steps[group])

    def on_floor_steps(self, group: str) -> tuple[tuple[float, int], ...]:
        """Moments and people on the floor from then on; moments without a change are left out."""
        changes: list[tuple[float, int]] = []
        for moment, people in self.steps[group]:
            present = on_floor(people, self.shrinkage[group])
            if not changes or changes[-1][1] != present:
                changes.append((moment, present))
        return tuple(changes)

    def mean_scheduled(self, group: str) -> NDArray[np.float64]:
        """Time average of the scheduled people in each interval of the calendar."""
        return self._mean(self.steps[group])

    def mean_on_floor(self, group: str) -> NDArray[np.float64]:
        """Time average of the people on the floor in each interval of the calendar."""
        return self._mean(self.on_floor_steps(group))

    def least_scheduled(self, group: str) -> NDArray[np.float64]:
        """Fewest people scheduled at any moment of each interval of the calendar."""
        return _least(self.steps[group], self.interval, self.horizon)

    def _mean(self, steps: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
        times = np.array([moment for moment, _ in steps])
        people = np.array([count for _, count in steps], float)
        worked = np.r_[0.0, np.cumsum(people[:-1] * np.diff(times))]  # person-seconds up to each step
        bounds = np.arange(round(self.horizon / self.interval) + 1) * self.interval
        last = np.searchsorted(times, bounds, side="right") - 1
        return np.asarray(np.diff(worked[last] + people[last] * (bounds - times[last])) / self.interval)


def paid_hours(scenario: Scenario) -> NDArray[np.float64]:
    """Hours paid to whoever is there for a whole interval: those at night or on a Sunday count for more (``premium_hours``)."""
    calendar = scenario.calendar
    edges = np.arange(calendar.intervals + 1) * calendar.interval
    if scenario.premium_hours:
        worth = scenario.premium_hours.worth(calendar.grid, cyclic=calendar.cyclic)
        edges = np.interp(edges, worth.moments, worth.paid)
    return np.asarray(np.diff(edges) / 3600)


def _steps(interval: float, counts: Sequence[float]) -> Steps:
    return tuple(
        (index * interval, float(count))
        for index, count in enumerate(counts)
        if index == 0 or count != counts[index - 1]
    )


def _least(steps: Sequence[tuple[float, float]], interval: float, horizon: float) -> NDArray[np.float64]:
    times = np.array([moment for moment, _ in steps])
    people = np.array([count for _, count in steps], float)
    starts = np.arange(round(horizon / interval)) * interval
    least = people[np.searchsorted(times, starts, side="right") - 1]
    inside = times < horizon
    np.minimum.at(least, (times[inside] // interval).astype(int), people[inside])
    return least
