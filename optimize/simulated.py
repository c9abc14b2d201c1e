"""Planning by simulation: the way for every centre that cannot be computed exactly.

1. *Approach.* The master program (``master.py``) gives shifts, the floor is simulated with them, and the beliefs (``beliefs.py``) move to
   what was seen; a few rounds lead from formulas to where they agree with the floor. All rounds meet the same days
   (``search/days.py``), whose contacts are drawn once.
2. *Refine.* Around the best shifts so far people are moved about by what is predicted (``search/ground.py``), the outcome is
   simulated on the same days, and kept if it is cheaper, what it misses being priced. Where people cannot be
   moved freely (deadlines, least hours) the master itself proposes, and in small centres it does so besides.
3. *Test.* Whatever was chosen by its days is flattered by them. So the plan is simulated on fresh days, many of them, that no plan
   has met. It passes if every judged period clears its target by a standard error (``PASS``): an estimate just at the target is a coin's
   throw. Where it fails, how far the common days flatter each period is known by now, the needs are set right by
   that, and the search goes on; on other fresh days each time. A large centre's plan that fails is mended where it missed.

How many days are simulated depends on how many contacts a day has, never on the clock: the same seed gives the same plan
on any machine. A time limit only ends the search early.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from optimize.beliefs import Beliefs, PeriodKey, learn
from optimize.deferred import learn_burdens
from optimize.effort import SEEDS_APART, Clock, Effort
from optimize.in_time import grace, simulate_in_time
from optimize.master import Master
from optimize.model import Duty, Model
from optimize.outcome import staffing_of
from optimize.program import Roster, Shifts, Solved
from optimize.search.aims import PASS, Aims
from optimize.search.annealing import Cooling
from optimize.search.days import Days
from optimize.search.ground import Moves, movable
from optimize.search.region import stay_near
from optimize.search.standing import missed
from optimize.search.tried import Found, Tried, Worked
from optimize.slopes import found_by_trying
from optimize.told import Stand, Told, missed_in
from optimize.visits import Flows, measured_flows, visits

if TYPE_CHECKING:
    from scenarios.schema import Scenario

__all__ = ["Found", "Search", "Tried", "Worked"]

Say = Callable[[str], None]

STEPS = (1.0, 0.8, 0.6, 0.5)  # of learning, one for each round of the approach
SHARED = 2  # rounds in which agents are shared out; then it is tried what they are worth to whom
HOPELESS = 3  # such rounds are enough to go and look for the reason
REFINEMENTS = 16  # rounds before each test, at most
BEGINNINGS = 4  # rounds before the first look at fresh days
TESTS = 8
AGAIN = 3  # plans that are tried after one has passed
WORTHWHILE = 0.0015  # a plan has to be cheaper by so much to be tested then
PREVIEW, TWICE = 4, 2  # a first look at fresh days has so many times fewer of them, but so many times the common ones
NEAR = (0.01, 1.0)  # of the solver: relative gap, or so many of the cheapest shifts
BRANCHES, SOLVER_SECONDS = 200, 120.0  # of the solver, as nets: it is so near long before, but in the largest centres
TRIES, FEWEST_TRIES, MOST_TRIES = 12_000, 200_000, 16_000_000  # of moves in a round: for each person, and in all
HOT, COLD = 0.3, 0.003  # temperatures, in shifts of the cheapest kind
REACH, NEAREST = 0.1, 0.7  # how many people are moved at most: at first so large a share of all; and when to leave off
LEAST_REACH = 4.0  # people, at first
TURNS = 3  # given to chance where people are few
GIVE_UP, SLIGHT = 4, 1e-4  # rounds without success, or with so slight a one, that end it
SLOW_OF_MANY, SLIGHT_OF_MANY = 2, 1e-3  # the same where people are many
WIDER, NARROWER, WRONG = 1.5, 0.5, 0.35  # how the reach changes: if far was best, if near was, if neither was any good
POLISHES, SINGLES = 3, 8  # how often single moves are tried, and how many at most


class Search:
    """The search. It holds what is known so far."""

    tries = TRIES  # moves in a round, for each person; a study of many designs asks for fewer
    aiming: type[Aims] = Aims

    def __init__(
        self, scenario: Scenario, roster: Roster, effort: Effort, clock: Clock, say: Say, *, start: Shifts | None = None
    ) -> None:
        """Begin with formulas alone, or with the shifts of a plan for a centre much like this one."""
        self.scenario, self.roster, self.effort, self.clock, self.say = scenario, roster, effort, clock, say
        self._expected: Flows = visits(scenario)
        self.days = Days(scenario, effort.seed + SEEDS_APART, effort.learning_days, effort.workers, effort.engine)
        self._seeds = 1  # used so far; each set of fresh days has its own
        self.model = Model.of(scenario, roster, self._expected)
        self.beliefs = Beliefs()
        self.best: Tried | None = None  # passed its test
        self.leading: Tried | None = None  # on the common days
        self.possible = True
        self.start = start
        self.aims = self.aiming(effort)
        self._prices: Mapping[PeriodKey, float] = {}
        self._failed: list[Shifts] = []  # a test
        self._nearest: Tried | None = None  # of those that failed, on the days of its test
        self._barely = False  # the last test was met by so little that a cheaper plan would hardly pass

    def run(self) -> Found:
        """Approach, refine and test until a plan passes and nothing cheaper is in sight, or time is over."""
        self.begin()
        again = 0
        for number in range(1, TESTS + 1):
            if self.clock.over or self.leading is None or not self.possible:
                break
            if number == 1:
                self._improve(BEGINNINGS)
                self._preview()
            self._refine()
            if self.best is not None and self.leading.cost > self.best.cost * (1 - WORTHWHILE):
                break
            if self.leading.shifts in self._failed:  # nothing better was found, though it is known by now what it lacks
                break
            if not self.clock.over:
                self._test(number)
            again += self.best is not None
            if again > AGAIN or (self.best is not None and (self.best.many or self._barely)):
                break
        last = self._seen_fresh()
        self.possible = self.possible and self._still_possible()
        return Found(self.best, last, self.model, self.beliefs, self.possible, len(self._failed))

    def _still_possible(self) -> bool:
        """Whether there is a plan by all that was learned, if none was found; where people are not limited there is."""
        if (
            self.best is not None
            or self.leading is None
            or self.leading.met
            or not self.roster.limited
            or self.clock.over
        ):
            return True
        self._learn(self.leading, 1.0)
        self.beliefs = replace(self.beliefs, margins={})  # what is asked, and no more
        return self._solve()[1]

    # Approach

    def begin(self) -> None:
        """Have a first plan to go on from."""
        if self.start is None:
            self._approach()
        else:
            self._lead(*self._try([self._worked(self.start)], "where it begins"))

    def _approach(self) -> None:
        hopeless = 0  # rounds on end in which the master found no plan at all
        begun = False
        for number, step in enumerate(STEPS, start=1):
            if self.clock.over or hopeless == HOPELESS:
                break
            worked, self.possible = self._solve()
            hopeless = 0 if self.possible else hopeless + 1
            begun = begun or self.possible
            if worked is None:
                continue
            (tried,) = self._try([worked], f"round {number}")
            shared = number >= SHARED or worked.many
            moving = shared and movable(self.model) and self.possible and not worked.few
            if self.model.demands and SHARED <= number <= SHARED + 1 and not moving:
                self._try_slopes(tried)
            self._learn(tried, step)
            self._lead(tried)
            if moving:  # from here on people are moved about, which is surer
                break
        # Some rounds' beliefs may be wrong and ask for more than there is. A plan that was seen to meet everything says it is possible,
        # and where people are not limited what formulas find possible is.
        seen = (self.leading is not None and self.leading.met) or (begun and not self.roster.limited)
        moved = movable(self.model) and bool(self.beliefs.slopes)
        self.possible = seen or (hopeless < HOPELESS if moved else hopeless == 0)

    def _solve(self, near: Shifts | None = None, moved: float = inf) -> tuple[Worked | None, bool]:
        """Solve the master, ``near`` known shifts or anywhere; elastically if it contradicts itself. Tell whether it does not."""
        master = self._master(near, moved)
        limits = {
            "gap": NEAR[0],
            "shifts": NEAR[1],
            "branches": BRANCHES,
            "seconds": min(max(self.clock.left, 1.0), SOLVER_SECONDS),
        }
        solution = master.program.solve_near(**limits)
        possible = isinstance(solution, Solved)
        if not isinstance(solution, Solved):
            master = self._master(near, moved, elastic=True)
            solution = master.program.solve_near(**limits)
        if not isinstance(solution, Solved):
            return None, possible
        staffing = staffing_of(self.scenario, self.roster, solution.shifts)
        duty = master.duty(solution, staffing)
        return Worked(solution.shifts, self.roster.cost(solution.shifts), staffing, duty), possible

    def _master(self, near: Shifts | None, moved: float, *, elastic: bool = False) -> Master:
        master = Master(self.model, self.beliefs, elastic=elastic)
        if near is not None:
            stay_near(master.program, near, moved)
        return master

    def _try_slopes(self, tried: Tried) -> None:
        """Find out on the same days what more people of each group bring to each queue."""
        self.beliefs = replace(self.beliefs, slopes=found_by_trying(self.model, self.days, tried.results))

    def _learn(self, tried: Tried, step: float, *, only_up: bool = False) -> None:
        """Move the beliefs to what was seen, and the margins to what is needed."""
        self.beliefs = learn(self.beliefs, self.model, tried.duty, tried.results, step)
        burdens = self.beliefs.burdens
        if self.possible:  # else work is late for want of people, and the burden would only grow
            burdens = learn_burdens(burdens, self.model.dated, tried.results, only_up=only_up)
        expected = measured_flows(self._expected, tried.results)
        self.model = Model.of(self.scenario, self.roster, expected, self.model.curves, tried.results)
        self.beliefs = replace(self.beliefs, margins=self.aims.needs(tried.standings), burdens=burdens)

    # Refine

    def _refine(self) -> None:
        """Look for something better around the leading plan."""
        if self._mend():
            return
        self._improve(REFINEMENTS)
        if not movable(self.model) or not self.beliefs.slopes:
            return
        if self.leading is not None and self.leading.many:
            self._improve(REFINEMENTS)  # single moves are nothing there; what people are worth is other by now
            return
        for number in range(POLISHES):
            if self.clock.over or not self._polish(f"single moves {number + 1}"):
                break

    def _mend(self) -> bool:
        """Add people where the plan of a large centre missed in its test: of so many periods, some always miss of those made cheaper."""
        base = self.leading
        if base is None or base.shifts not in self._failed or not base.many or not movable(self.model):
            return False
        self._try_slopes(base)
        self._learn(base, 1.0)
        shifts = Moves(self.model, self.beliefs, base.shifts).mended()
        return shifts != base.shifts and any(self._lead(tried) for tried in self._try([self._worked(shifts)], "mended"))

    def _improve(self, rounds: int) -> None:
        """Try what is predicted to be better than the leading plan, and go on from there."""
        base = self.leading
        if base is not None and self.model.demands and (self.beliefs.slopes or movable(self.model)):
            self._try_slopes(base)
        reach = 0.0 if base is None else max(REACH * sum(base.shifts.values()), LEAST_REACH)
        many = base is not None and base.many
        slight, most_slow = (SLIGHT_OF_MANY, SLOW_OF_MANY) if many else (SLIGHT, GIVE_UP)
        wrong = slow = 0  # rounds on end
        for number in range(rounds):
            if base is None or self.clock.over or (reach < NEAREST and wrong >= GIVE_UP) or slow > most_slow:
                break
            tried = self._try(self._proposals(base, number, reach), f"refining {number + 1}")
            if not tried:
                break
            best = min(tried, key=self._merit)
            # Predictions hold near what they were made from: who believed too much has to look nearer.
            better = self._merit(best) < self._merit(base)
            wrong = 0 if better else wrong + 1
            slow = 0 if self._merit(best) < self._merit(base) * (1 - slight) else slow + 1
            reach *= (WIDER if best is tried[0] else NARROWER) if better else WRONG
            base = best if better else base
            self._lead(best)

    def _polish(self, name: str) -> bool:
        """Try single moves around the leading plan, the most promising ones; true if that was worth while."""
        if self.leading is None:
            return False
        self._learn(self.leading, 1.0)
        failed = self.leading.shifts in self._failed  # then anything else is better
        found = Moves(self.model, self.beliefs, self.leading.shifts).singles(SINGLES, at_any_price=failed)
        if not found:
            return False
        before = self._merit(self.leading)
        best = min(self._try([self._worked(shifts) for shifts in found], name), key=self._merit)
        return self._lead(best) and self._merit(best) < before * (1 - SLIGHT)

    def _proposals(self, base: Tried, number: int, reach: float) -> list[Worked]:
        """Shifts around those of ``base`` that are predicted to be better: some far from it, some near."""
        self._learn(base, 1.0)
        if not movable(self.model) or (self.model.demands and not self.beliefs.slopes):
            if self.model.demands:
                self._prices = self._prices or Moves(self.model, self.beliefs, base.shifts).prices
            return [worked for worked, _ in [self._solve(base.shifts, reach)] if worked is not None]
        moves = Moves(self.model, self.beliefs, base.shifts)
        self._prices = moves.prices
        coolings = self._coolings(base, reach)
        seeds = [self.effort.seed + len(coolings) * number + turn for turn in range(len(coolings))]
        with ThreadPoolExecutor(2) as threads:
            found = list(threads.map(moves.better, coolings, seeds))
        if base.few:
            worked, _ = self._solve()
            found += [worked.shifts] if worked is not None else []
        return [self._worked(shifts) for at, shifts in enumerate(found) if shifts not in (base.shifts, *found[:at])]

    def _coolings(self, base: Tried, reach: float) -> list[Cooling]:
        """How people are moved about in a round: far, and near."""
        cheapest = min(kind.cost for kind in self.roster.kinds)
        tries = min(max(self.tries * sum(base.shifts.values()), FEWEST_TRIES), MOST_TRIES)
        return [
            Cooling(tries, HOT * cheapest, COLD * cheapest, max(round(reach * part), 1))
            for part in (1.0, NARROWER) * (TURNS if base.few else 1)
        ]

    def _worked(self, shifts: Shifts) -> Worked:
        staffing = staffing_of(self.scenario, self.roster, shifts)
        working = self.model.attendance.working
        present = {group: working(group, staffing.mean_on_floor(group)) for group in self.scenario.agent_groups}
        return Worked(shifts, self.roster.cost(shifts), staffing, Duty(present, {}))

    def _try(self, proposed: Sequence[Worked], name: str) -> list[Tried]:
        """Simulate shifts on the common days."""
        results = self.days.run([worked.staffing for worked in proposed])
        found = [
            Tried(worked.shifts, worked.cost, worked.staffing, worked.duty, own)
            for worked, own in zip(proposed, results, strict=True)
        ]
        if found:
            self._tell(min(found, key=self._merit), name)
        return found

    def _tell(self, tried: Tried, name: str) -> None:
        short = len(dict(missed(tried.standings, {})))
        said = f"{name}: shifts for {tried.cost:,.0f}, {tried.results.replications} days: {missed_in(short)}"
        self.say(Told(said, Stand(tried.cost, not short)))

    def _lead(self, tried: Tried) -> bool:
        """Let a plan lead if it is better than the one that does."""
        if self.leading is not None and self._merit(tried) >= self._merit(self.leading) - 1e-9:
            return False
        self.leading = tried
        return True

    def _merit(self, tried: Tried) -> float:
        """What a plan costs, what it misses being priced; one that failed its test is no plan, by however little."""
        if tried.shifts in self._failed:
            return inf
        dearest = max(kind.cost for kind in self.roster.kinds)
        return tried.cost + self.aims.price_of_missing(tried.standings, self._prices, dearest)

    # Test

    def _preview(self) -> None:
        """See on some fresh days how far the common ones flatter."""
        assert self.leading is not None
        days = min(
            max(-(-self.effort.check_days // PREVIEW), TWICE * self.effort.learning_days), self.effort.check_days
        )
        self.aims.compare(self.leading, self._fresh(self.leading, days, "preview"))

    def _test(self, number: int) -> None:
        """Test the leading plan on many fresh days."""
        assert self.leading is not None
        name = f"test {number} of at most {TESTS}"
        tried = self._fresh(self.leading, self.effort.check_days, name)
        self._barely = tried.met and any(missed(tried.standings, {}, PASS))
        if self._barely:
            self.say(f"{name}: met by so little that other days may say otherwise")
            if self.effort.check_days < self.effort.full_days and not self.clock.over:
                tried = self._fresh(self.leading, self.effort.full_days, f"{name}, again")
        if tried.results.replications < self.effort.check_days:  # out of time: no test
            return
        if tried.met and not any(missed(tried.standings, {}, PASS)):
            self.best = tried
        else:
            self._failed.append(tried.shifts)
            short = sum(1 for _ in missed(tried.standings, {}, PASS))
            self.aims.failed(short)
            if self._nearest is None or tried.lacks < self._nearest.lacks:
                self._nearest = tried
            if self.model.dated:
                self._learn(tried, STEPS[-1], only_up=True)
        self.aims.compare(self.leading, tried)

    def _fresh(self, worked: Worked, days: int, name: str, late: float = 0.0) -> Tried:
        """Simulate days that no plan has met; fewer of them if time runs out."""
        self._seeds += 1
        results = simulate_in_time(
            self.scenario, worked.staffing, self.clock, late=late, replications=days,
            seed=self.effort.seed + SEEDS_APART * self._seeds, workers=self.effort.workers,
            engine=self.effort.engine, stratify=True,
        )  # fmt: skip
        tried = Tried(worked.shifts, worked.cost, worked.staffing, worked.duty, results)
        self._tell(tried, name)
        return tried

    def _seen_fresh(self) -> Tried | None:
        """If no plan has passed: the one that failed by least, else the leading one, on days that it was not chosen by."""
        if self.best is not None or self.leading is None or self._nearest is not None:
            return self.best or self._nearest
        days = -(-self.effort.check_days // (PREVIEW if self.clock.over else 1))
        return self._fresh(self.leading, days, "the nearest plan", grace(self.clock))
