"""Planning by formula corrected by simulation: the way for every centre that cannot be computed exactly.

Round after round the master program (``master.py``) gives shifts, the floor is simulated with them on new days, and the
beliefs (``beliefs.py``) move to what was seen. The first rounds are short and only learn. The later ones are *checks*: long,
on days that nothing was learned from before. A plan that meets every target on its check may be returned, the cheapest
first; one that misses raises the margin of the targets that it missed, and the search goes on.

How many days are simulated depends on how many contacts a day has, never on the clock: the same seed gives the same plan
on any machine. A time limit only ends the search early.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

from optimize.beliefs import Beliefs, PeriodKey, learn, shortfalls
from optimize.deferred import learn_burdens
from optimize.master import Master
from optimize.model import Duty, Model
from optimize.outcome import staffing_of
from optimize.program import Roster, Shifts, Solved
from optimize.slopes import try_slopes
from optimize.visits import Flows, measured_flows, visits
from sim.experiment import simulate

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.staffing import Staffing

Say = Callable[[str], None]

LEARNING_STEPS = (1.0, 0.8, 0.6, 0.5, 0.4, 0.3)
HOPELESS = 3  # such rounds are enough to go and look for the reason
CHECKS = 10
WORTHWHILE = 0.03  # a plan that is cheaper by more, though it misses something, is worth mending
SECOND_LOOKS = 3  # plans of the learning rounds that are tested in the end, where they cost less
CHECK_STEP = 0.5
LEARNING_CONTACTS, CHECK_CONTACTS = 400_000, 2_000_000  # simulated in one round
FEWEST_LEARNING_DAYS, MOST_LEARNING_DAYS = 16, 100
FEWEST_CHECK_DAYS, MOST_CHECK_DAYS = 100, 400
RISK = 1.5  # standard errors of a check by which a period has to clear its target, or it is tightened
MARGIN_SINGLE, MARGIN_SUM = 2.0, 1.5  # in standard errors of a check: dozens of periods have to pass at once
LEARNING_NEAR, CHECK_NEAR = (0.01, 1.0), (0.004, 0.5)  # of the solver: relative gap, or so many of the cheapest shifts
SEEDS_APART = 1009  # between rounds: whoever plans with seeds 1, 2, 3 has other days each time
SOLVER_SECONDS = 60.0  # a safety net: the gap is reached long before


class Clock:
    """Time spent, and time left of a limit."""

    def __init__(self, limit: float | None) -> None:
        """Start now."""
        self._start = monotonic()
        self._limit = limit

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return monotonic() - self._start

    @property
    def left(self) -> float:
        """Seconds until the limit; an hour if there is none."""
        return 3600.0 if self._limit is None else self._limit - self.seconds

    @property
    def over(self) -> bool:
        """Whether the limit has passed."""
        return self.left <= 0


@dataclass(frozen=True)
class Effort:
    """How much is simulated: days of a learning round, days of a check; by whom, with which seed and engine."""

    learning_days: int
    check_days: int
    workers: int | Executor
    seed: int
    engine: str | None = None

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        replications: int | None,
        workers: int | Executor,
        seed: int,
        engine: str | None = None,
    ) -> Effort:
        """Choose days by the contacts of a day; ``replications`` sets those of a check."""
        coming = sum(sum(kind.arrivals.volumes) for kind in scenario.contact_types.values())
        contacts = max(coming, sum(float(volume.sum()) for volume in visits(scenario).values()), 1.0)
        learning = min(max(round(LEARNING_CONTACTS / contacts), FEWEST_LEARNING_DAYS), MOST_LEARNING_DAYS)
        check = min(max(round(CHECK_CONTACTS / contacts), FEWEST_CHECK_DAYS), MOST_CHECK_DAYS)
        return cls(learning, replications or max(check, scenario.experiment.replications), workers, seed, engine)


@dataclass(frozen=True)
class Worked:
    """People by kind of shift, what they cost, and when they are there."""

    shifts: Shifts
    cost: float
    staffing: Staffing
    duty: Duty


@dataclass(frozen=True)
class Tried(Worked):
    """Shifts that were simulated, and what came of it."""

    results: Results

    @property
    def met(self) -> bool:
        """Whether it met every target on its days."""
        return all(verdict.met for verdict in self.results.verdicts)


@dataclass(frozen=True)
class Found:
    """The end of a search: the best verified plan (or none), the last one tried, and what is believed by then.

    ``possible``: whether the master had a solution in the last round.
    """

    best: Tried | None
    last: Tried | None
    model: Model
    beliefs: Beliefs
    possible: bool


class Search:
    """The loop. It holds what is known so far; each round replaces it."""

    def __init__(self, scenario: Scenario, roster: Roster, effort: Effort, clock: Clock, say: Say) -> None:
        """Begin with formulas alone."""
        self.scenario, self.roster, self.effort, self.clock, self.say = scenario, roster, effort, clock, say
        self._expected: Flows = visits(scenario)
        self._rounds = 0  # simulated so far; each has a seed of its own, so that no day is seen twice
        self.model = Model.of(scenario, roster, self._expected)
        self.beliefs = Beliefs()
        self.best: Tried | None = None
        self.last: Tried | None = None
        self._failed: list[Shifts] = []  # of plans that missed a check
        self._promising: list[Tried] = []  # met all targets on the few days of a learning round
        self.possible = True

    def run(self) -> Found:
        """Learn, then check, until a verified plan is good enough, the rounds are done or time is over."""
        hopeless = 0  # rounds on end in which the master found no plan at all
        for number, step in enumerate(LEARNING_STEPS, start=1):
            if self.clock.over:
                break
            tried = self._round(self.effort.learning_days, LEARNING_NEAR, f"learning {number} of {len(LEARNING_STEPS)}")
            if tried is not None:
                if self.model.demands and not self.beliefs.slopes:
                    self._try_slopes(tried)
                self._learn(tried, step)
                self._promising += [tried] if tried.met else []
            hopeless = 0 if self.possible else hopeless + 1
            if hopeless == HOPELESS:
                break
        for number in range(1, CHECKS + 1):
            if self.clock.over or self._check(number):
                break
        self._look_again()
        return Found(self.best, self.last, self.model, self.beliefs, self.possible)

    def _check(self, number: int) -> bool:
        """Test one plan on many fresh days; true when the search may end."""
        tried = self._round(self.effort.check_days, CHECK_NEAR, f"check {number} of at most {CHECKS}")
        if tried is None:
            return True
        if tried.met and (self.best is None or tried.cost < self.best.cost):
            self.best = tried
        self._failed += [] if tried.met else [tried.shifts]
        if not tried.met and not self.possible:
            return True
        if number == 1:
            self._learn(tried, CHECK_STEP)
            return False
        if self.best is not None and tried.cost > self.best.cost * (1 - WORTHWHILE):
            return True
        # Nearly there: tighten what was missed, or met by so little that it may be missed on the next days, and leave the
        # rest alone, or the plan never comes to rest.
        self._learn(tried, CHECK_STEP, only=frozenset(self._at_risk(tried)))
        return False

    def _look_again(self) -> None:
        """Test what was learned from and met all targets on its few days, where it costs less than the best by now."""
        cheaper = sorted((one for one in self._promising if one.shifts not in self._failed), key=lambda one: one.cost)
        for number, tried in enumerate(cheaper[:SECOND_LOOKS], start=1):
            if self.clock.over or (self.best is not None and tried.cost > self.best.cost * (1 - WORTHWHILE)):
                return
            found = self._simulated(tried, self.effort.check_days, f"second look {number}")
            if found.met:
                self.best = found
                return

    def _at_risk(self, tried: Tried) -> Iterator[PeriodKey]:
        for key, missing, error in shortfalls(self.model, tried.results):
            if missing > -RISK * error:
                yield key

    def _round(self, days: int, near: tuple[float, float], name: str) -> Tried | None:
        solved, master = self._solve(*near)
        if solved is None:
            return None
        staffing = staffing_of(self.scenario, self.roster, solved.shifts)
        cost = self.roster.cost(solved.shifts)
        self.last = self._simulated(Worked(solved.shifts, cost, staffing, master.duty(solved, staffing)), days, name)
        return self.last

    def _simulated(self, worked: Worked, days: int, name: str) -> Tried:
        """Simulate shifts on days that no other were simulated on."""
        self.say(f"{name}: shifts for {worked.cost:,.0f}, simulating {days} days")
        self._rounds += 1
        results = simulate(
            self.scenario, worked.staffing, replications=days, seed=self.effort.seed + SEEDS_APART * self._rounds,
            workers=self.effort.workers, engine=self.effort.engine, stratify=True,
        )  # fmt: skip
        missed = sum(1 for v in results.verdicts for p in v.periods if p.skipped is None and not p.met)
        below = f"targets missed in {missed} period{'' if missed == 1 else 's'}"
        self.say(f"{name}: {below if missed else 'all targets met'}")
        return Tried(worked.shifts, worked.cost, worked.staffing, worked.duty, results)

    def _solve(self, gap: float, shifts: float) -> tuple[Solved | None, Master]:
        """Solve the master to a relative gap, or to within so many of the cheapest shifts; if it contradicts itself, elastically."""
        master = Master(self.model, self.beliefs)
        seconds = min(max(self.clock.left, 1.0), SOLVER_SECONDS)
        solution = master.program.solve_near(gap=gap, seconds=seconds, shifts=shifts)
        self.possible = isinstance(solution, Solved)
        if not isinstance(solution, Solved):
            master = Master(self.model, self.beliefs, elastic=True)
            solution = master.program.solve_near(gap=gap, seconds=seconds, shifts=shifts)
        return (solution if isinstance(solution, Solved) else None), master

    def _try_slopes(self, tried: Tried) -> None:
        """Find out on the same days what more people of each group bring to each queue."""
        self.say(f"trying what more people bring: {', '.join(self.roster.planned)}")
        slopes = try_slopes(self.model, tried.results, workers=self.effort.workers)
        self.beliefs = replace(self.beliefs, slopes=slopes)

    def _learn(self, tried: Tried, step: float, only: frozenset[PeriodKey] | None = None) -> None:
        self.beliefs = learn(self.beliefs, self.model, tried.duty, tried.results, step, only)
        expected = measured_flows(self._expected, tried.results)
        burdens = self.beliefs.burdens
        if self.possible:  # else work is late for want of people, and the burden would only grow
            burdens = learn_burdens(burdens, self.model.dated, tried.results, only_up=only is not None)
        self.model = Model.of(self.scenario, self.roster, expected, self.model.curves, tried.results)
        self.beliefs = replace(self.beliefs, margins=self._margins(tried, only), burdens=burdens)

    def _margins(self, tried: Tried, only: frozenset[PeriodKey] | None) -> dict[PeriodKey, float]:
        """Keep each margin at some standard errors of a check, and raise it where a check was missed."""
        margins = dict(self.beliefs.margins)
        single = {(demand.place, demand.first): demand.single for demand in self.model.demands}
        for key, missing, error in shortfalls(self.model, tried.results):
            of_a_check = error * (tried.results.replications / self.effort.check_days) ** 0.5
            if only is None:
                margins[key] = (MARGIN_SINGLE if single[key] else MARGIN_SUM) * of_a_check
            elif key in only:
                margins[key] = margins.get(key, 0.0) + max(missing + RISK * error, 0.0)
        return margins
