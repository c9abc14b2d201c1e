"""Required people, tried: what the curves say is simulated before it is said, where that is cheap.

A curve is right about the shape and may be wrong by a person; with one or two people on the floor that is all there is. So fewer people
are put on the floor in every third interval at once, the others as planned, on days of their own, and a number is only given if the
targets of its interval were kept with it there, surely (by ``RISK`` standard errors). Else it is as many as planned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimize.beliefs import PeriodKey, cell_scores
from optimize.demands import Demand, periods
from optimize.search.days import Days
from optimize.search.standing import Standings, standings
from optimize.shifts import FloatArray
from sim.definitions import Sample
from sim.staffing import on_floor

if TYPE_CHECKING:
    from optimize.model import Model
    from sim.experiment import Results
    from sim.staffing import Staffing, Steps

APART = 3  # intervals between those with fewer people
ROUNDS = 5  # of trials
CONTACTS = 4_000_000  # simulated for all trials together
FEWEST_DAYS, MOST_DAYS = 40, 800  # of a trial; with fewer nothing would be sure
AWAY = 700_001  # seeds of these days from those on which the plan was tested
RISK = 2.0  # standard errors by which a period has to clear its target


def days_for(model: Model) -> int:
    """Days of a trial, by the contacts there are; 0 where they would be too few."""
    offered = max(sum(float(volume.sum()) for volume in model.expected.values()), 1.0)
    days = min(int(CONTACTS / (offered * APART * ROUNDS * max(len(model.roster.planned), 1))), MOST_DAYS)
    return days if days >= FEWEST_DAYS else 0


def fewer(staffing: Staffing, group: str, most: Mapping[int, float]) -> Staffing:
    """At most so many people of a group on the floor in some intervals; breaks stay as they are."""
    shrinkage, length = staffing.shrinkage[group], staffing.interval
    edges = {at * length for interval in most for at in (interval, interval + 1)}
    on_shift = staffing.on_shift(group)
    moments = sorted(
        {at for at, _ in (*staffing.steps[group], *on_shift)} | {at for at in edges if at < staffing.horizon}
    )
    working, present = [], []
    for at in moments:
        people, limit = _people_at(staffing.steps[group], at), most.get(int((at + 1e-6) // length))
        kept = people if limit is None or on_floor(people, shrinkage) <= limit else limit / (1 - shrinkage)
        working.append((at, kept))
        present.append((at, max(_people_at(on_shift, at) - (people - kept), 0.0)))
    changed = replace(staffing, steps={**staffing.steps, group: tuple(working)})
    if group not in staffing.present:
        return changed
    return replace(changed, present={**staffing.present, group: tuple(present)})


def _people_at(steps: Steps, moment: float) -> float:
    return next((people for since, people in reversed(steps) if since <= moment + 1e-9), 0.0)


@dataclass(frozen=True)
class Trials:
    """Trials of fewer people than a plan has, which met every target as ``results`` say."""

    model: Model
    staffing: Staffing
    results: Results

    def fewest(
        self, group: str, guessed: FloatArray, least: float, late: Callable[[], bool] = lambda: False
    ) -> FloatArray:
        """Fewest people of a group by interval that were seen to be enough, tried around what was guessed; NaN stays NaN.

        Nothing is tried any more once it is ``late``.
        """
        present = np.ceil(self.staffing.mean_on_floor(group) - 1e-9)
        brackets = {
            at: _Bracket(max(least, 0.0) - 1, float(people), min(float(guessed[at]), float(people) - 1))
            for at, people in enumerate(present)
            if not np.isnan(guessed[at]) and people > max(least, 0.0)
        }
        for _ in range(ROUNDS):
            for phase in range(APART):
                tried = {at: one.guess for at, one in brackets.items() if at % APART == phase and one.open}
                if tried and not late():
                    (seen,) = self._days.run([fewer(self.staffing, group, tried)])
                    kept = self._kept(seen, tried)
                    for at in tried:
                        brackets[at] = brackets[at].after(enough=kept[at])
        found = np.where(np.isnan(guessed), np.nan, present)
        for at, bracket in brackets.items():
            found[at] = bracket.enough
        return found

    @cached_property
    def _days(self) -> Days:
        return Days(self.model.scenario, self.results.seed + AWAY, days_for(self.model), 1, self.results.engine)

    @cached_property
    def _whole(self) -> Results:
        """The plan itself on these days."""
        (found,) = self._days.run([self.staffing])
        return found

    @cached_property
    def _lasts(self) -> Mapping[PeriodKey, int]:
        """Last interval of every period of every target."""
        scenario = self.model.scenario
        return {
            (place, first): last
            for place, target in enumerate(scenario.targets)
            for first, last in periods(scenario, target.per)
        }

    @cached_property
    def _spare(self) -> Mapping[PeriodKey, float]:
        """What each period has to spare, in contacts, by the days on which the plan was tested; a standard error is left out."""
        return {key: max(one.score - one.error, 0.0) * one.weight for key, one in standings(self.results).items()}

    def _kept(self, seen: Results, tried: Mapping[int, float]) -> dict[int, bool]:
        """Whether the targets of each of these intervals are kept."""
        stand, shared = standings(seen), [one for one in self.model.demands if one.last > one.first]
        lost = {place: self._lost(seen, place) for place in {one.place for one in shared}}
        keys = {(one.place, one.first) for one in shared}
        return {
            at: self._alone(stand, at, keys) and all(self._affords(one, lost[one.place], at) for one in shared)
            for at in tried
        }

    def _alone(self, stand: Standings, at: int, shared: set[PeriodKey]) -> bool:
        """Whether every period of the interval is met, but those whose slack is shared out."""
        return all(
            one.score >= RISK * one.error
            for key, one in stand.items()
            if key not in shared and key[1] <= at <= self._lasts.get(key, key[1])
        )

    def _lost(self, seen: Results, place: int) -> dict[tuple[str, int], float]:
        """Score that each queue and interval lost for want of people."""
        target = self.model.scenario.targets[place]
        before, after = (
            cell_scores(Sample(one.scenario, one.tallies), target, one.scenario.queues) for one in (self._whole, seen)
        )
        return {key: score - after.get(key, score) for key, score in before.items()}

    def _affords(self, demand: Demand, lost: Mapping[tuple[str, int], float], at: int) -> bool:
        """Whether a longer period loses no more by an interval, and those after it, than the interval's share of what it has to spare."""
        weight = sum(cell.weight for cell in demand.cells if cell.interval == at)
        if not demand.first <= at <= demand.last or weight <= 0:
            return True
        gone = sum(
            cell.weight * lost.get((cell.queue, cell.interval), 0.0)
            for cell in demand.cells
            if at <= cell.interval < at + APART
        )
        return gone <= self._spare.get((demand.place, demand.first), 0.0) * weight / demand.weight + 1e-9


@dataclass(frozen=True)
class _Bracket:
    """Too few people, enough people, and the number to be tried next; ``step``: how far to go while one end is not known."""

    too_few: float
    enough: float
    guess: float
    step: float = 1.0
    failed: bool = False
    passed: bool = False

    @property
    def open(self) -> bool:
        return self.enough - self.too_few > 1 and self.too_few < self.guess < self.enough

    def after(self, *, enough: bool) -> _Bracket:
        """What is known, and what to try, after the guess was or was not enough."""
        few, many = (self.too_few, self.guess) if enough else (self.guess, self.enough)
        failed, passed = self.failed or not enough, self.passed or enough
        guess = (few + many) // 2 if failed and passed else self.guess + (-self.step if enough else self.step)
        guess = float(min(max(guess, few + 1), many - 1))
        return _Bracket(few, many, guess, 2 * self.step, failed, passed)
