"""The lens: the master program, tuned so that it agrees with a plan.

To say what a target costs, the plan would have to be made again with another target, and again. Instead the plan is simulated on
days of its own, the master's beliefs are moved to what was seen there (all at once, without margins), and then the master is
solved anew with whatever has changed, parts of people allowed. At the plan it is right by construction; what it says is a
*difference*: so much more or less than this plan. Farther away it is an estimate, and some of its answers are tried on the
same days to see how good (``tried``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from optimize.beliefs import Beliefs, PeriodKey, SlopeKey, learn, shortfalls
from optimize.curves import Curve
from optimize.deferred import learn_burdens
from optimize.master import Master
from optimize.master import _coarse as coarse
from optimize.model import CurveKey, Duty, Model
from optimize.outcome import staffing_of
from optimize.program import Expression, Solved
from optimize.search.days import Days
from optimize.slopes import raised, read_slopes
from optimize.visits import measured_flows, visits
from sim.targets import AT_MOST, judge

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Executor

    from optimize.effort import Clock
    from optimize.program import Roster, ShiftProgram, Shifts
    from optimize.shifts import FloatArray
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.staffing import Staffing
    from sim.targets import Verdict

CONTACTS, MOST_CONTACTS = 400_000, 40_000_000  # simulated for one look; for all looks that tune it
FEWEST_DAYS, MOST_DAYS = 20, 100
TOO_FEW = 5  # days of a centre so large that no more can be had
SECONDS, TRIAL_BRANCHES, NEAR = 300.0, 1_000, 0.002  # the seconds are a net: branches are counted
ROUNDS = 8  # in which offsets come to where they belong; they move by a quarter of the agents at most at a time
REPAIRS = 3
STEP = 0.6  # by which beliefs move to what a trial showed
STAY = 0.3  # of a shift's cost, by which leaving the plan has to pay
TIGHTER = 1.1  # times what was missing: the curve is bent
SHIFTED = ("answer_rate", "abandonment")  # measures whose scores are a share less what is asked
SLIGHT = 1e-4  # of a period's contacts: nobody's luck is that fine


def days_for(scenario: Scenario, groups: int) -> int:
    """Days (calendars) of a look: by the contacts that one has, never by the clock, so that equal plans tell equal things.

    Fewer than ``TOO_FEW`` where the centre is so large that even these would take minutes.
    """
    offered = max(sum(float(volume.sum()) for volume in visits(scenario).values()), 1.0)
    wanted = min(max(round(CONTACTS / offered), FEWEST_DAYS), MOST_DAYS)
    return min(wanted, int(MOST_CONTACTS / (offered * (1 + groups))))


@dataclass(frozen=True)
class Tried:
    """Shifts of whole people, met with the lens's days: what they cost, and how every target fared.

    ``holds``: every period of every target is met, or misses what is asked now by no more than the plan misses, on these few days,
    what is asked of it.
    """

    cost: float
    shifts: Shifts
    verdicts: tuple[Verdict, ...]
    holds: bool


@dataclass(frozen=True)
class Question:
    """What is asked instead: another scenario's targets, another roster, other beliefs; None: as things are."""

    scenario: Scenario | None = None
    roster: Roster | None = None
    beliefs: Beliefs | None = None


AS_IT_IS = Question()


@dataclass(frozen=True)
class Lens:
    """The master as it agrees with one plan: its model, its beliefs, and the days that taught it."""

    scenario: Scenario
    roster: Roster
    model: Model
    beliefs: Beliefs
    duty: Duty
    days: Days
    results: Results
    shifts: Shifts
    limit: Clock | None = None  # somebody's limit on time, which cuts a trial short

    @classmethod
    def at(
        cls,
        scenario: Scenario,
        roster: Roster,
        shifts: Shifts,
        *,
        seed: int,
        workers: int | Executor = 1,
        engine: str | None = None,
        known: Mapping[CurveKey, Curve] | None = None,
    ) -> Lens:
        """Simulate a plan, and each planned group with some more people, and tune the master to what was seen.

        ``known``: curves that were drawn for it before.
        """
        days = Days(scenario, seed, max(days_for(scenario, len(roster.planned)), 2), workers, engine)
        staffing = staffing_of(scenario, roster, shifts)
        results, *more = days.run([staffing, *(raised(staffing, group) for group in roster.planned)])
        model = Model.of(scenario, roster, measured_flows(visits(scenario), results), known, results)
        slopes: dict[SlopeKey, float] = {}
        for group, after in zip(roster.planned, more, strict=True):
            slopes.update(read_slopes(model, group, results, after))
        beliefs = Beliefs(slopes=slopes, burdens=learn_burdens({}, model.dated, results, only_up=False))
        lens = cls(scenario, roster, model, beliefs, duty_of(model, staffing), days, results, shifts)
        # The plan keeps its targets on many days; what it misses on these few is their luck, and asked of nobody else.
        luck = {key: -missing for key, missing, _ in shortfalls(model, results) if missing > 0}
        return replace(lens, beliefs=replace(lens.taught(results), margins=luck))

    def taught(self, results: Results, rounds: int = ROUNDS) -> Beliefs:
        """What the lens would believe had it seen these days of the same plan, maybe of a floor with other skills."""
        beliefs = self.beliefs
        for _ in range(rounds):
            beliefs = learn(beliefs, self.model, self.duty, results, 1.0)
        return beliefs

    @cached_property
    def base(self) -> float | None:
        """Least cost of parts of people as things are; None if even they contradict themselves."""
        return self.least()

    def least(self, question: Question = AS_IT_IS) -> float | None:
        """Least cost of parts of people, if something else were asked, allowed or believed; None if nothing would do."""
        model, beliefs = self._asked(question)
        solved = Master(model, beliefs, whole=False).program.solve(seconds=SECONDS)
        return solved.cost if isinstance(solved, Solved) else None

    def differs(self, question: Question) -> float | None:
        """By how much the least cost would be higher (lower, if below 0); None if that cannot be told."""
        least = self.least(question)
        return None if least is None or self.base is None else least - self.base

    def tried(self, question: Question) -> Tried | None:
        """Shifts of whole people, simulated on the lens's days; asked for more where they miss a target, a few times.

        None if the master has none. The last ones are given even if they miss something: ``holds`` says so.
        """
        model, beliefs = self._asked(question)
        found = None
        for _ in range(1 + REPAIRS):
            seconds = SECONDS if self.limit is None else min(SECONDS, self.limit.left)
            if seconds <= 0:
                break
            master = Master(model, beliefs)
            _stay_near(master.program, self.shifts)
            solved = master.program.solve_near(gap=NEAR, seconds=seconds, branches=TRIAL_BRANCHES, shifts=0.25)
            if not isinstance(solved, Solved):
                return found
            found, results, missing = self._met(model, solved.shifts)
            if found.holds:
                return found
            staffing = staffing_of(model.scenario, model.roster, solved.shifts)
            beliefs = learn(beliefs, model, duty_of(model, staffing), results, STEP)
            margins = {key: beliefs.margins.get(key, 0.0) + TIGHTER * share for key, share in missing.items()}
            beliefs = replace(beliefs, margins={**beliefs.margins, **margins})
        return found

    def _met(self, model: Model, shifts: Shifts) -> tuple[Tried, Results, dict[PeriodKey, float]]:
        """Shifts on the lens's days, and what is missing to each period that they miss, as a share of its contacts."""
        (results,) = self.days.run([staffing_of(model.scenario, model.roster, shifts)])
        luck = {key: max(missing, 0.0) for key, missing, _ in shortfalls(self.model, self.results)}
        missed = {
            key: missing - luck.get(key, 0.0)
            for key, missing, _ in shortfalls(model, results)
            if missing > luck.get(key, 0.0) + SLIGHT
        }
        verdicts = judge(model.scenario, results.tallies)
        return Tried(model.roster.cost(shifts), shifts, verdicts, holds=not missed), results, missed

    def _asked(self, question: Question) -> tuple[Model, Beliefs]:
        scenario, roster = question.scenario or self.scenario, question.roster or self.roster
        beliefs = question.beliefs or self.beliefs
        if scenario is self.scenario and roster is self.roster:
            return self.model, beliefs
        known = _moved_curves(self.model, scenario)
        model = Model.of(scenario, roster, self.model.expected, known, self.results)
        return model, rescaled(beliefs, self.scenario, scenario)


def duty_of(model: Model, staffing: Staffing) -> Duty:
    """Who can take contacts under a staffing, as the master counts them."""
    working = model.attendance.working
    return Duty({group: working(group, on_floor(model, staffing, group)) for group in model.scenario.agent_groups}, {})


def _moved_curves(model: Model, scenario: Scenario) -> dict[CurveKey, Curve]:
    """The curves of targets that may ask for something else: a share asked moves a curve up or down and leaves its shape."""
    found = {}
    for key, drawn in model.curves.items():
        before, after = model.scenario.targets[key[0]], scenario.targets[key[0]]
        more = after.asked - before.asked
        if more == 0:
            found[key] = drawn
        elif before.measure in SHIFTED:
            found[key] = Curve(drawn.agents, drawn.score + (more if before.measure in AT_MOST else -more))
    return found


def on_floor(model: Model, staffing: Staffing, group: str) -> FloatArray:
    """Agents on the floor as the master counts them: not rounded where it does not round."""
    rough = coarse(model)
    exact, fluid = staffing.mean_on_floor(group), staffing.mean_scheduled(group) * (1 - staffing.shrinkage[group])
    return np.array([fluid[at] if (group, at) in rough else exact[at] for at in range(len(exact))])


def _stay_near(program: ShiftProgram, shifts: Shifts) -> None:
    """Have every change of the plan pay for itself with something over: where little is moved, the master is right, and soon solved."""
    price = Expression()
    people = planned_people(program.roster, shifts)
    for place, (person, kind) in enumerate(zip(program.people, program.roster.kinds, strict=True)):
        changed = program.variable(f"changed_{place}")
        planned = float(people[place])
        program.demand(f"more_{place}", Expression([(changed, 1), (person, -1)]), -planned)
        program.demand(f"fewer_{place}", Expression([(changed, 1), (person, 1)]), planned)
        price += Expression([(changed, STAY * kind.cost)])
    program.charge(price)


def planned_people(roster: Roster, shifts: Shifts) -> list[int]:
    """People by place of the kind; who has his breaks elsewhere counts where his shift stands with other breaks."""
    places = {kind: place for place, kind in enumerate(roster.kinds)}
    alike = {(kind.group, kind.start, kind.length): place for place, kind in reversed(list(enumerate(roster.kinds)))}
    found = [0] * len(roster.kinds)
    for kind, people in shifts.items():
        place = places.get(kind, alike.get((kind.group, kind.start, kind.length)))
        if place is not None:
            found[place] += people
    return found


def rescaled(beliefs: Beliefs, before: Scenario, after: Scenario) -> Beliefs:
    """Beliefs for targets that ask for something else: the time a group needs to rest goes with the occupancy asked."""
    asked = [
        old.asked / new.asked if new.measure == "occupancy" and new.asked > 0 else 1.0
        for old, new in zip(before.targets, after.targets, strict=True)
    ]
    return replace(beliefs, rest={key: rest * asked[key[0]] for key, rest in beliefs.rest.items()})
