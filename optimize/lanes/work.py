"""Work: the parts of a study that can be done beside each other, each in whatever process.

A task sizes one design, searches its number if it has one, and measures it. The number is searched on common days: from
people sized for its usual value a few rounds of refining tell, for the values next to it, what the design would cost with them, and
whichever way is cheaper is followed until neither neighbour is. Then the best is sized to the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimize.effort import Clock
from optimize.lanes.measuring import Measured
from optimize.lanes.result import Search, Trial
from optimize.lanes.sizing import Sizing, Terms, on, size
from optimize.refusals import roster_of
from sim.experiment import simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimize.lanes.classes import Classes
    from optimize.lanes.designs import Design
    from optimize.program import Shifts
    from optimize.roster import Roster
    from optimize.simulated import Tried
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.staffing import Staffing

TRIAL_ROUNDS = 2
MEASURED_APART = 7919  # between the seed of the search and that of the measured days
LOOKED_APART = 5857  # and that of days on which staffings are varied


@dataclass(frozen=True)
class Task:
    """One design to be worked out; ``start``: shifts of a neighbour; ``days``: to measure it on; ``trials``: terms of the search for its number."""

    design: Design
    classes: Classes
    within: Mapping[str, float]
    terms: Terms
    trials: Terms
    days: int
    start: Shifts | None = None


@dataclass(frozen=True)
class Done:
    """What came of a task: the design with its number chosen, its people, and what they gave; ``results`` is None if no plan was found."""

    design: Design
    roster: Roster | None
    tried: Tried | None
    results: Results | None
    search: Search | None
    possible: bool


def work_out(task: Task) -> Done:
    """Work one design out."""
    design, start, search = task.design, task.start, None
    if design.parameter is not None and design.make is not None:
        design, start, search = _searched(task)
    sized = size(design.scenario, task.terms, start)
    if sized is None:
        return Done(design, None, None, None, search, possible=False)
    results = measure(design.scenario, sized.tried.staffing, task.terms, task.days)
    return Done(design, sized.roster, sized.tried, results, search, sized.possible)


def measure(scenario: Scenario, staffing: Staffing, terms: Terms, days: int, apart: int = MEASURED_APART) -> Results:
    """Simulate a design on days that all designs meet and no search has met."""
    return simulate(
        scenario, staffing, replications=days, seed=terms.seed + apart, workers=1, engine=terms.engine, stratify=True
    )


def _searched(task: Task) -> tuple[Design, Shifts | None, Search]:
    """Find the number of a design; gives the design, people to begin with, and what was tried."""
    design, parameter = task.design, task.design.parameter
    assert parameter is not None
    values = parameter.tried
    at = min(range(len(values)), key=lambda place: abs(values[place] - parameter.value))
    known: dict[int, tuple[Trial, float, Shifts | None]] = {}

    def tried(place: int, start: Shifts | None) -> float:
        if place not in known:
            known[place] = _trial(design.at(values[place]), values[place], task, start)
        return known[place][1]

    tried(at, task.start)
    while True:
        start = known[at][2]
        beside = [place for place in (at - 1, at + 1) if 0 <= place < len(values)]
        best = min(beside, key=lambda place: tried(place, start), default=at)
        if known[best][1] >= known[at][1]:
            break
        at = best
    trials = tuple(known[place][0] for place in sorted(known))
    chosen = design.at(values[at])
    return chosen, known[at][2], Search(design.key, parameter.name, parameter.unit, trials, values[at])


def _trial(design: Design, value: float, task: Task, start: Shifts | None) -> tuple[Trial, float, Shifts | None]:
    """What a design would cost with one number, as far as a few rounds tell."""
    scenario = design.scenario
    search = Sizing(scenario, roster_of(scenario), task.trials.effort, Clock(None), lambda _: None)
    tried, cost = search.look(start, TRIAL_ROUNDS)
    if tried is None:
        return Trial(value, None, {}), cost, None
    seen = Measured(tried.results, task.classes, task.within)
    rates = {key: seen.estimate(key, "answer_rate") for key in task.classes.both}
    return Trial(value, cost, rates), cost, tried.shifts


@dataclass(frozen=True)
class Look:
    """A design at a given staffing on some days: what ``frontier.py`` and ``shocks.py`` are made of."""

    name: tuple[str, ...]
    scenario: Scenario
    staffing: Staffing


def look(looks: Sequence[Look], terms: Terms, days: int) -> list[Results]:
    """Simulate some staffings, all on the same days."""
    return [measure(one.scenario, one.staffing, terms, days, LOOKED_APART) for one in looks]


def scaled(staffing: Staffing, factors: Mapping[str, float]) -> Staffing:
    """The same people times a factor by group, paid as before but for it."""
    return replace(
        staffing,
        steps={
            name: tuple((at, people * factors.get(name, 1.0)) for at, people in steps)
            for name, steps in staffing.steps.items()
        },
        present={
            name: tuple((at, people * factors.get(name, 1.0)) for at, people in steps)
            for name, steps in staffing.present.items()
        },
        cost={name: cost * factors.get(name, 1.0) for name, cost in staffing.cost.items()},
    )


def alone(terms: Terms) -> Terms:
    """Terms for a worker, who has nobody to share with."""
    return on(terms, 1)
