"""Work: the parts of a study that can be done beside each other, each in whatever process.

A task sizes one design, searches its number if it has one, and measures it. The number is searched first: all its values are tried. What a
value costs (agents and lost customers) is told by the square-root rule on common days (``rule.py``), for a search for shifts is too lucky to tell 5
seconds from 10. Then the design is sized with the best.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimize.lanes.covering import covering
from optimize.lanes.measuring import Measured
from optimize.lanes.result import Search, Trial
from optimize.lanes.rule import Rule, Ruled, days_of
from optimize.lanes.sizing import Terms, size
from optimize.refusals import roster_of
from sim.experiment import simulate
from sim.staffing import on_floor, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimize.lanes.classes import Classes
    from optimize.lanes.designs import Design
    from optimize.roster import Roster
    from optimize.search.days import Days
    from optimize.simulated import Tried
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.staffing import Staffing, Steps

TRIAL_CONTACTS = 120_000  # on the days of which numbers are compared
CLOSE = 0.03  # of the cost of the best value: who is dearer by more is not sized once more
MEASURED_APART = 7919  # between the seed of the search and that of the measured days
LOOKED_APART = 5857  # and that of days on which staffings are varied


@dataclass(frozen=True)
class Task:
    """One design to be worked out; ``days``: to measure it on."""

    design: Design
    classes: Classes
    within: Mapping[str, float]
    terms: Terms
    days: int
    seed: int  # of the days on which it is measured


@dataclass(frozen=True)
class Done:
    """What came of a task: the design with its number chosen, its people, and what they gave; ``results`` is None if no plan was found."""

    design: Design
    roster: Roster | None
    tried: Tried | None
    results: Results | None
    search: Search | None
    by_rule: float | None  # cost of agents by the square-root rule
    possible: bool


def work_out(task: Task) -> Done:
    """Work one design out."""
    design, search, ruled = task.design, None, None
    if design.parameter is not None and design.make is not None:
        design, search, ruled = _searched(task)
    scenario = design.scenario
    ruled = ruled or Rule(scenario, design, task.classes, _days(scenario, task)).least()
    start = covering(roster_of(scenario), ruled.agents) if ruled.met else None
    sized = size(scenario, task.terms, start)
    by_rule = ruled.cost if ruled.met else None
    if sized is None:
        return Done(design, None, None, None, search, by_rule, possible=False)
    results = measure(scenario, sized.tried.staffing, replace(task.terms, seed=task.seed), task.days)
    return Done(design, sized.roster, sized.tried, results, search, by_rule, sized.possible)


def _days(scenario: Scenario, task: Task) -> Days:
    return days_of(scenario, task.terms.seed, task.terms.engine, TRIAL_CONTACTS)


def measure(scenario: Scenario, staffing: Staffing, terms: Terms, days: int, apart: int = MEASURED_APART) -> Results:
    """Simulate a design on days that all designs meet and no search has met."""
    return simulate(
        scenario, staffing, replications=days, seed=terms.seed + apart, workers=1, engine=terms.engine, stratify=True
    )


def _searched(task: Task) -> tuple[Design, Search, Ruled]:
    """Find the number of a design; gives the design with it, what was tried, and the agents by the rule."""
    design, parameter = task.design, task.design.parameter
    assert parameter is not None
    ladder = _Ladder(task)
    best = ladder.best()
    values, known = parameter.tried, ladder.known
    trials = tuple(_trial(values[place], known[place], task) for place in sorted(known))
    return (
        design.at(values[best]),
        Search(design.key, parameter.name, parameter.unit, trials, values[best]),
        known[best],
    )


class _Ladder:
    """The values of a number, each sized by the rule: all on equal terms, whichever was the first."""

    def __init__(self, task: Task) -> None:
        """Begin with nothing known."""
        assert task.design.parameter is not None
        self.task, self.values = task, task.design.parameter.tried
        self.known: dict[int, Ruled] = {}
        self._rules: dict[int, Rule] = {}

    def best(self) -> int:
        """Size all values; the place of the one that costs least.

        All, for costs have hollows: whoever followed the cheaper neighbour would stay in the first.
        """
        usual = self.task.design.parameter
        assert usual is not None
        order = sorted(range(len(self.values)), key=lambda place: (abs(self.values[place] - usual.value), place))
        for place in order:
            self._take(place, min(self.known, key=lambda other: abs(other - place), default=None))
        self._settle()
        return min(order, key=lambda place: self.known[place].whole)

    def _take(self, place: int, near: int | None) -> bool:
        """Size a value, from what is known of another; whether it is better than what was known of it."""
        if place not in self._rules:
            scenario = self.task.design.at(self.values[place]).scenario
            self._rules[place] = Rule(scenario, self.task.design, self.task.classes, _days(scenario, self.task))
        found = self._rules[place].least(None if near is None else self.known[near])
        better = place not in self.known or found.whole < self.known[place].whole
        if better:
            self.known[place] = found
        return better

    def _settle(self) -> None:
        """Size all that come near the best from what is known of each other, too: none is to be judged by a search that others were spared."""
        begun = set[tuple[int, float]]()  # at a value, with a lane like that of another
        better = True
        while better:
            better = False
            least = min(one.whole for one in self.known.values())
            close = [place for place in sorted(self.known) if self.known[place].whole <= (1 + CLOSE) * least]
            for place in close:
                for other in close:
                    lane = self.known[other].lane
                    if self.known[other].met and (place, lane) not in begun:
                        begun.add((place, lane))
                        better = self._take(place, other) or better


def _trial(value: float, one: Ruled, task: Task) -> Trial:
    seen = Measured(one.results, task.classes, task.within)
    rates = {key: seen.estimate(key, "answer_rate") for key in task.classes.both}
    return Trial(value, one.cost if one.met else None, seen.cost_of_loss().mean, rates)


@dataclass(frozen=True)
class Look:
    """A design at a given staffing on some days: what ``frontier.py`` and ``shocks.py`` are made of."""

    name: tuple[str, ...]
    scenario: Scenario
    staffing: Staffing


def look(looks: Sequence[Look], terms: Terms, days: int) -> list[Results]:
    """Simulate some staffings, all on the same days."""
    return [measure(one.scenario, one.staffing, terms, days, LOOKED_APART) for one in looks]


def fewer(staffing: Staffing, left: Mapping[str, float]) -> Staffing:
    """The same plan with part of each group absent; paid is whoever comes.

    People are away whole, and what one stretch of time cannot lack is owed to the next: 4 people of whom a tenth is away are not always 4.
    """
    away = {name: _away(staffing, name, 1 - share) for name, share in left.items() if share < 1}

    def there(steps: Mapping[str, Steps]) -> dict[str, Steps]:
        return {name: _less(own, away[name]) if name in away else own for name, own in steps.items()}

    return replace(
        staffing,
        steps=there(staffing.steps),
        present=there(staffing.present),
        cost={name: cost * left.get(name, 1.0) for name, cost in staffing.cost.items()},
    )


def _away(staffing: Staffing, group: str, share: float) -> Steps:
    """How many scheduled people of a group are away from when on, so that so large a share of its hours on the floor is lacking."""
    owed, found, shrinkage = 0.0, list[tuple[float, float]](), staffing.shrinkage[group]
    steps = staffing.steps[group]
    for (begins, people), ends in zip(steps, [*(at for at, _ in steps[1:]), staffing.horizon], strict=True):
        there, lasts = on_floor(people, shrinkage), ends - begins
        owed += share * there * lasts
        absent = min(rounded(owed / lasts), there) if lasts > 0 else 0
        owed -= absent * lasts
        found.append((begins, absent / (1 - shrinkage) if absent < there else people))
    return tuple(found)


def _less(steps: Steps, away: Steps) -> Steps:
    """Some people less those who are away."""
    moments = sorted({at for at, _ in (*steps, *away)})
    return tuple((at, max(_from(steps, at) - _from(away, at), 0.0)) for at in moments)


def _from(steps: Steps, moment: float) -> float:
    """The last step that has begun."""
    return next(people for at, people in reversed(steps) if at <= moment)
