"""Staffing by interval: what is planned where no shifts are given.

A planner who has no shifts yet (or draws them elsewhere) asks for the fewest agents of each half-hour. The same planner answers
it, by the same search: every group may work any single interval, as a shift of one interval's length; premium hours cost what they
are worth. A headcount then limits the people of a group who are there at once, not those of the whole day.

Planned are the groups that have no staffing; if every group has one, all are planned. Where no planned group has a wage,
every agent-hour counts the same, and the plan's cost is agent-hours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.shifts import ShiftKind
from scenarios.faults import Fault, InputError
from sim.staffing import paid_hours

if TYPE_CHECKING:
    from scenarios.schema import Scenario

HOURLY = 1.0  # cost of an hour where nobody has a wage


def planned_by_interval(scenario: Scenario) -> tuple[str, ...]:
    """Groups that are planned interval by interval; none where there are shifts."""
    if scenario.shifts:
        return ()
    without = tuple(name for name, group in scenario.agent_groups.items() if group.staffing is None)
    return without or tuple(scenario.agent_groups)


def counts_hours(scenario: Scenario) -> bool:
    """Whether the plan's cost is agent-hours: it is planned by interval, and no planned group has a wage."""
    planned = planned_by_interval(scenario)
    return bool(planned) and all(scenario.agent_groups[name].cost is None for name in planned)


def interval_kinds(scenario: Scenario) -> tuple[ShiftKind, ...]:
    """One kind of an interval's length for each planned group and interval, in the file's order.

    Raises:
        InputError: some planned groups have a wage and others have none, so that their hours cannot be compared.

    """
    planned, hours = planned_by_interval(scenario), paid_hours(scenario)
    unpaid = [name for name in planned if scenario.agent_groups[name].cost is None]
    if unpaid and not counts_hours(scenario):
        paid = next(name for name in planned if name not in unpaid)
        text = f"is missing, and {paid} has one; write 32 per h, or take all out to plan the fewest agent-hours"
        raise InputError(
            Fault(place.file, place.line, f"agent_groups.{name}.cost", text)
            for name in unpaid
            for place in [scenario.place("agent_groups", name)]
        )
    length = scenario.calendar.interval
    if counts_hours(scenario):
        hours = np.full(scenario.calendar.intervals, length / 3600)
    wages = {name: HOURLY if name in unpaid else float(scenario.agent_groups[name].cost or 0.0) for name in planned}
    return tuple(
        ShiftKind(name, at * length, length, (), round(wages[name] * float(hours[at]), 9))
        for name in planned
        for at in range(scenario.calendar.intervals)
    )
