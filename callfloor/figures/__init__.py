"""Figures: what a planner reads in five seconds.

Each figure is a function from measures (`Reading`) or a plan to a `Picture`: a Plotly figure, the answer in a sentence, and
the table behind it. The report and notebooks show the same ones.
"""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING

from callfloor.figures.costs import costs
from callfloor.figures.curves import Curve, curves
from callfloor.figures.day import day
from callfloor.figures.deadlines import deadlines, deferred_queues
from callfloor.figures.goals import goals
from callfloor.figures.needed import needed, unknown
from callfloor.figures.occupancy import occupancy
from callfloor.figures.outlook import ahead
from callfloor.figures.picture import Picture, Table
from callfloor.figures.reading import Reading
from callfloor.figures.shifts import shifts
from callfloor.figures.staffing import staffing
from callfloor.figures.volumes import volumes
from callfloor.figures.waiting import waiting
from callfloor.figures.waits import survival
from callfloor.language import say

if TYPE_CHECKING:
    from optimize.outcome import Plan

__all__ = [
    "Curve",
    "Picture",
    "Reading",
    "Table",
    "ahead",
    "costs",
    "curves",
    "day",
    "deadlines",
    "goals",
    "occupancy",
    "of_plan",
    "of_simulation",
    "shifts",
    "staffing",
    "survival",
    "volumes",
    "waiting",
]


def of_simulation(reading: Reading) -> list[Picture]:
    """The figures of a simulation, in the order of a planner's questions."""
    return [
        goals(reading),
        *_ahead(reading),
        staffing(reading),
        *_queues(reading),
        day(reading.scenario, reading.log),
        occupancy(reading),
        volumes(reading),
        costs(reading),
    ]


def of_plan(plan: Plan, reading: Reading) -> list[Picture]:
    """The figures of a plan, measured on its fresh days."""
    return [
        *([shifts(plan)] if plan.scenario.shifts else []),
        _estimated(plan, staffing(reading, needed(plan), unknown(plan))),
        goals(reading, plan.verdicts, exact=plan.exact),
        *(() if plan.exact else _ahead(reading)),
        *_queues(reading),
        day(reading.scenario, reading.log),
        occupancy(reading),
        volumes(reading),
        costs(reading),
    ]


def _estimated(plan: Plan, picture: Picture) -> Picture:
    """Say that the required people are an estimate, or what the formula says, where they are."""
    if plan.by_formula is not None:
        return replace(picture, caption=picture.caption + say(" Required is what the formula says."))
    if (
        plan.exact
        or plan.corrected_verdicts is not None
        or all(isnan(n) for row in plan.required.values() for n in row)
    ):
        return picture
    return replace(
        picture, caption=picture.caption + say(" The required people are estimated by simulation, not proved.")
    )


def _ahead(reading: Reading) -> list[Picture]:
    """The warning ahead, where anything is asked."""
    return [ahead(reading)] if reading.scenario.targets else []


def _queues(reading: Reading) -> list[Picture]:
    """How people wait and how work waits: each where the scenario has it."""
    scenario = reading.scenario
    work = deferred_queues(scenario)
    people = [waiting(reading)] if len(work) < len(scenario.queues) else []
    return [*people, *([deadlines(reading)] if work else []), survival(reading)]
