"""Mending: the search for the changes that pay.

The plan as it stands is known, and most of it is right. So the search begins there: the plan meets the rest of the day on many fresh
days, and the master is tuned to it (``telling/lens.py``). Then, round after round, the master chooses among what may still be
changed, the choice is simulated on common days, and what it missed is asked for with a margin. A choice that keeps all targets on the
common days is relieved of every change that it does not need, and tested on fresh days. At the end, what costs less is tried next
to the best choice that passed (``savings.py``), on the common days and then on fresh ones.

What is minimised is the cost of the shifts and the price of the changes. If the plan as it stands keeps its targets, it is
only left for something that is cheaper with the price of the changes in it. What it is to keep a target stands in ``passing.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimize.beliefs import Beliefs, PeriodKey, learn, shortfalls
from optimize.in_time import simulate_in_time
from optimize.master import Master
from optimize.outcome import staffing_of
from optimize.program import Solved
from optimize.replanning.changes import Change, changes, halves, price, without
from optimize.replanning.passing import Forecast, allowed, judged, short, worse
from optimize.replanning.savings import savings
from optimize.telling.lens import Lens, duty_of
from optimize.telling.shortfall import shortfall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimize.effort import Clock, Effort
    from optimize.replanning.choices import Choices
    from optimize.roster import Shifts
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.staffing import Staffing

Say = Callable[[str], None]

ROUNDS, TESTS = 12, 4
STEP = 0.6  # by which beliefs move to what a choice showed
MARGIN_SINGLE, MARGIN_SUM = 2.0, 1.5  # in standard errors of a test: dozens of periods have to pass at once
ENOUGH = 0.7  # of the slack: what a choice has to have to spare on the common days
MORE = 0.3  # of the slack, that is asked for besides after each test that failed
SAVING_TESTS = 3
NEAR, SHIFTS, BRANCHES = 0.001, 0.1, 2_000  # of the solver
COMMON, FRESH = 300_007, 1_009  # seeds apart from the plan's own, and from test to test
TINY = 1e-6
LITTLE = 0.02  # of what a choice brings to periods that are missed all the same: so much may go for fewer changes
TRIALS = 60  # choices with fewer changes that are simulated


@dataclass(frozen=True)
class Tested:
    """Shifts on fresh days: what they are paid, what their changes cost besides, and how the targets fared.

    ``short``: periods that do not pass, and by how much. ``excused``: whether others pass only because they are as on days as forecast.
    ``cut``: there was no time for all of the days.
    """

    shifts: Shifts
    cost: float
    changes: tuple[Change, ...]
    price: float
    results: Results
    short: Mapping[PeriodKey, float]
    excused: bool = False
    cut: bool = False

    @property
    def met(self) -> bool:
        """Whether every target is met, on all the days of a test."""
        return not self.short and not self.cut

    @property
    def worth(self) -> float:
        """What is minimised."""
        return self.cost + self.price


@dataclass(frozen=True)
class Mended:
    """The end: the plan as it stands and the best one, both on fresh days; they are the same if nothing is to be changed."""

    standing: Tested
    best: Tested
    lens: Lens
    beliefs: Beliefs


class Mending:
    """The search; each round replaces what is believed."""

    def __init__(
        self,
        scenario: Scenario,
        choices: Choices,
        of_one: Mapping[str, float],
        effort: Effort,
        clock: Clock,
        say: Say,
        *,
        forecast: Forecast | None = None,
    ) -> None:
        """Begin with the plan as it stands; ``of_one``: price of changing one person's day, by group.

        ``forecast``: the day for which the plan kept its targets when it was made; None if that is not known of it.
        """
        self.scenario, self.choices, self.of_one, self.forecast = scenario, choices, of_one, forecast
        self.effort, self.clock, self.say = effort, clock, say
        self._tests = 0
        self._enough = ENOUGH
        self._proposed: list[Shifts] = []  # by the program
        self.standing = self._tested(choices.unchanged, "the plan as it stands")
        self.lens = Lens.at(
            scenario, choices.roster, choices.unchanged, seed=effort.seed + COMMON, workers=effort.workers,
            engine=effort.engine,
        )  # fmt: skip
        self._lost: set[PeriodKey] = set()  # periods that the master's last choice gave up
        self.aside: set[PeriodKey] = (
            set()
        )  # periods that nothing can save, as far as is seen: the others are looked after
        self.slack = self._slack()
        self.beliefs = replace(self.lens.beliefs, margins=dict(self.slack))

    def run(self) -> Mended:
        """Choose, simulate, learn; test what keeps its targets."""
        best = self.standing
        for number in range(1, ROUNDS + 1):
            shifts = None if self.clock.over else self._solved()
            if shifts is None or (best.met and self._worth(shifts) >= best.worth - 1e-6):
                break
            self._proposed.append(shifts)
            results, missed = self._seen(shifts)
            self.aside |= self._lost & missed.keys()
            hopeless = {key: share for key, share in missed.items() if key in self.aside}
            missed = {key: share for key, share in missed.items() if key not in self.aside}
            besides = f", and in {len(hopeless)} that nothing was seen to save" if hopeless else ""
            self.say(
                f"round {number}: {self._in_words(shifts)}; targets missed in {len(missed)} period{'' if len(missed) == 1 else 's'} of the rest of the day{besides}"
            )
            if not missed:
                tested = self._tested(self._relieved(shifts, hopeless), f"test {self._tests}")
                best = min(best, tested, key=self._rank)
                shifts, results = tested.shifts, tested.results
                missed = {key: by for key, by in tested.short.items() if key not in self.aside}
                if not missed or self._tests > TESTS:
                    break
                self._enough += MORE
            self._learn(shifts, results, missed)
        else:
            best = self._at_least_the_last(best)
        if best.met:
            best = self._saved(best)
        return Mended(self.standing, best, self.lens, self.beliefs)

    def _saved(self, best: Tested) -> Tested:
        """What costs less next to a choice that passed: no period that has little to spare may come to have less."""
        self._enough = ENOUGH
        before: dict[PeriodKey, float] = {}

        def holds(shifts: Shifts) -> bool:
            if self.clock.over:
                return False
            if not before:
                before.update({(-1, -1): 0.0, **self._seen(best.shifts)[1]})
            return all(share <= before.get(key, 0.0) + TINY for key, share in self._seen(shifts)[1].items())

        found = savings(self.choices, best.shifts, self._proposed, self._worth, holds)
        for _ in range(SAVING_TESTS):
            if not found or self.clock.over:
                break
            tested = self._tested(found[-1], f"test {self._tests}, of what costs less")
            if tested.met:
                return tested
            found = found[: len(found) // 2]
        return best

    def _at_least_the_last(self, best: Tested) -> Tested:
        """Where no choice kept all targets: the last one, tested too, if it comes nearer."""
        shifts = None if best.met or self.clock.over else self._solved()
        if shifts is None:
            return best
        return min(best, self._tested(shifts, f"test {self._tests}"), key=self._rank)

    def _rank(self, one: Tested) -> tuple[bool, bool, float, float]:
        """Less is better: met, then only what nothing can save is missed, then near, then cheap."""
        missed = one.short.keys() - self.aside
        near = 0.0 if one.met else shortfall(judged(one.results, one.short))
        return not one.met, bool(missed), near, one.worth

    def _solved(self) -> Shifts | None:
        """What the master would do, if need be missing something; None if it finds nothing in its time."""
        for elastic in (False, True):
            master = Master(self.lens.model, self.beliefs, elastic=elastic)
            seconds = max(self.clock.left, 1.0)
            solved = master.program.solve_near(gap=NEAR, seconds=seconds, branches=BRANCHES, shifts=SHIFTS)
            if isinstance(solved, Solved):
                self._lost = {
                    (demand.place, demand.first)
                    for demand in self.lens.model.demands
                    if solved.values.get(f"missing_target_{demand.place}_{demand.first}", 0.0) > TINY
                }
                return solved.shifts
        return None

    def _seen(self, shifts: Shifts) -> tuple[Results, dict[PeriodKey, float]]:
        """A choice on the common days, and what is missing to the periods that it misses."""
        (results,) = self.lens.days.run([self._staffing(shifts)])
        return results, self._missed(results, self._enough)

    def _relieved(self, shifts: Shifts, hopeless: Mapping[PeriodKey, float]) -> Shifts:
        """The choice without the changes that its targets do not need on the common days; the dearest go first.

        ``hopeless``: periods that it misses whatever is done, and what is missing to them: whatever brings them nearer is needed, too.
        """
        trials, as_it_stands = 0, self._missed(self.lens.results, self._enough)
        most = {
            key: missing + LITTLE * max(as_it_stands.get(key, missing) - missing, 0.0)
            for key, missing in hopeless.items()
        }
        for change in sorted(changes(self.choices, shifts), key=lambda one: -one.cost):
            left = change.people
            for people in halves(change.people):
                fewer = without(self.choices, shifts, change, min(people, left))
                if trials >= TRIALS or self.clock.over:
                    return shifts
                if people > left or self._worth(fewer) >= self._worth(shifts) - 1e-9:
                    continue
                trials += 1
                if all(missing <= most.get(key, 0.0) + TINY for key, missing in self._seen(fewer)[1].items()):
                    shifts, left = fewer, left - people
                if left == 0:
                    break
        return shifts

    def _learn(self, shifts: Shifts, results: Results, missed: Mapping[PeriodKey, float]) -> None:
        duty = duty_of(self.lens.model, self._staffing(shifts))
        margins = {**self.beliefs.margins}
        margins.update({key: margins.get(key, 0.0) + share for key, share in missed.items()})
        self.beliefs = replace(learn(self.beliefs, self.lens.model, duty, results, STEP), margins=margins)

    def _slack(self) -> dict[PeriodKey, float]:
        """What each period should have to spare, as a share of its contacts: some standard errors of a test, or none is passed.

        Where the plan has less on these days as they were forecast, no more than that, and it may be below 0.
        """
        single = {(demand.place, demand.first): demand.single for demand in self.lens.model.demands}
        of_a_test = (self.lens.days.count / self.effort.check_days) ** 0.5
        slack = {
            key: (MARGIN_SINGLE if single[key] else MARGIN_SUM) * error * of_a_test
            for key, _, error in shortfalls(self.lens.model, self.lens.results)
        }
        if self.forecast is None:
            return slack
        (as_forecast,) = replace(self.lens.days, scenario=self.forecast.scenario).run([self.forecast.staffing])
        least = allowed(self.lens.results, as_forecast)
        return {key: min(spare, least.get(key, spare)) for key, spare in slack.items()}

    def _missed(self, results: Results, part: float) -> dict[PeriodKey, float]:
        """What is missing to each period that has not even a ``part`` of its slack to spare, up to having all of it."""
        found = {}
        for key, missing, _ in shortfalls(self.lens.model, results):
            slack = self.slack.get(key, 0.0)
            if missing + min(slack, part * slack) > TINY:
                found[key] = missing + slack
        return found

    def _tested(self, shifts: Shifts, name: str) -> Tested:
        """Shifts on days that nothing was learned from and no other were tested on."""
        self.say(f"{name}: {self._in_words(shifts)}, simulating {self.effort.check_days} days")
        self._tests += 1
        results = self._simulated(self.scenario, self._staffing(shifts))
        missing = lacking = short(results)
        if lacking and self.forecast is not None and not self.clock.over:
            as_forecast = self._simulated(self.forecast.scenario, self.forecast.staffing)
            missing = worse(lacking, results, as_forecast)
        found = changes(self.choices, shifts)
        cost, weighed = self.choices.roster.cost(shifts), price(found, self.of_one)
        cut = results.replications < self.effort.check_days
        return Tested(shifts, cost, found, weighed, results, missing, excused=len(missing) < len(lacking), cut=cut)

    def _simulated(self, scenario: Scenario, staffing: Staffing) -> Results:
        """On the days of the test that is under way, or as many of them as there is time for."""
        return simulate_in_time(
            scenario, staffing, self.clock, replications=self.effort.check_days, seed=self.effort.seed + FRESH * self._tests,
            workers=self.effort.workers, engine=self.effort.engine, stratify=True,
        )  # fmt: skip

    def _staffing(self, shifts: Shifts) -> Staffing:
        return staffing_of(self.scenario, self.choices.roster, shifts)

    def _worth(self, shifts: Shifts) -> float:
        return self.choices.roster.cost(shifts) + price(changes(self.choices, shifts), self.of_one)

    def _in_words(self, shifts: Shifts) -> str:
        people = sum(change.people for change in changes(self.choices, shifts))
        return f"shifts for {self.choices.roster.cost(shifts):,.0f} with {people} people changed"
