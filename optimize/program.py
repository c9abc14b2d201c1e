"""The program: which shifts to work, as a mixed-integer program in PuLP.

Variables are the people who work each kind of shift. From them follow the scheduled people in every slot, and from those the
agents on the floor (after shrinkage, rounded half up as the scenario language says). What the agents must achieve is added by
others (``master.py``, ``workload.py``, ``exact_plan.py``); this module holds the shifts, the limits on people and the cost.

A solution is people by kind, ``Solved``; what else can come of solving stands in ``solver.py``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from math import ceil, gcd
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pulp

from optimize.shifts import FloatArray, ShiftKind, kinds, presence, present_people, slot_length
from optimize.solver import Feasible, NoSolution, SolverName, Unsolved, solve
from scenarios.faults import Fault, InputError
from sim.staffing import Staffing

if TYPE_CHECKING:
    from scenarios.schema import Scenario

NEAR = 0.02  # reduced cost, as a share of the kind's cost, above which a kind is not looked at
FEWEST_KINDS = 30
ROUNDING = 1e-6  # of a person, by which the solver may be off
HUNDREDTHS = 10_000  # costs are looked at to a hundredth of a cent
Expression: TypeAlias = pulp.LpAffineExpression


Shifts: TypeAlias = Mapping[ShiftKind, int]  # people by kind, only where there are any, in the roster's order


@dataclass(frozen=True)
class Solved:
    """A solution: people by kind of shift, its cost, and a lower bound on the cost of any solution of the same program."""

    shifts: Shifts
    values: Mapping[str, float]
    cost: float
    bound: float


Solution = Solved | NoSolution | Unsolved


@dataclass(frozen=True)
class Bundle:
    """Exactly so many people work one of these kinds; ``optional``: at most so many."""

    kinds: tuple[int, ...]  # places in the roster
    people: int
    optional: bool = False


@dataclass(frozen=True)
class Roster:
    """The choice a plan has: kinds of shifts, when they are present, and the people there are.

    ``presence``: kinds x slots. ``others``: mean agents on the floor, by interval, of the groups that are not planned.
    ``penalty``: price, by place of a kind, of one person working it, which counts in the choice but not in the cost.
    """

    kinds: tuple[ShiftKind, ...]
    planned: tuple[str, ...]  # groups, in the scenario's order
    presence: FloatArray
    slots: int  # in an interval
    slot: float  # seconds
    intervals: int
    shrinkage: Mapping[str, float]
    headcount: Mapping[str, int]
    staff_minimum: Mapping[str, int]
    others: Staffing | None
    cyclic: bool = False
    bundles: tuple[Bundle, ...] = ()
    penalty: Mapping[int, float] = field(default_factory=dict)
    solver: SolverName = "highs"  # of every program over this roster
    at_once: bool = False  # headcounts limit the people who are there at once, as without shifts, not those of the day

    @classmethod
    def of(cls, scenario: Scenario, solver: SolverName = "highs") -> Roster:
        """Unfold the scenario's shifts; groups named by them are planned, the others keep their staffing.

        Raises:
            InputError: a group has neither shifts nor staffing, or what ``shifts.kinds`` refuses.

        """
        return cls.of_kinds(scenario, kinds(scenario), solver=solver)

    @classmethod
    def of_kinds(
        cls,
        scenario: Scenario,
        shifts: Sequence[ShiftKind],
        bundles: Sequence[Bundle] = (),
        penalty: Mapping[int, float] | None = None,
        solver: SolverName = "highs",
    ) -> Roster:
        """Choose among these kinds; the groups that they name are planned, the others keep their staffing.

        Raises:
            InputError: a group has neither shifts nor staffing.

        """
        calendar = scenario.calendar
        planned = {kind.group for kind in shifts}
        slot = slot_length(calendar, shifts)
        return cls(
            kinds=tuple(shifts),
            planned=tuple(name for name in scenario.agent_groups if name in planned),
            presence=np.array([presence(kind, slot, calendar.horizon, cyclic=calendar.cyclic) for kind in shifts]),
            slots=round(calendar.interval / slot),
            slot=slot,
            intervals=calendar.intervals,
            shrinkage={name: group.shrinkage for name, group in scenario.agent_groups.items()},
            headcount=scenario.headcount,
            staff_minimum=scenario.staff_minimum,
            others=_others(scenario, planned),
            cyclic=calendar.cyclic,
            bundles=tuple(bundles),
            penalty=dict(penalty or {}),
            solver=solver,
            at_once=not scenario.shifts,
        )

    def of_group(self, group: str) -> list[int]:
        """Places of the group's kinds."""
        return [place for place, kind in enumerate(self.kinds) if kind.group == group]

    def scheduled(self, group: str, shifts: Shifts) -> FloatArray:
        """Scheduled people of a planned group by slot, when so many work each kind."""
        own = [(kind, people) for kind, people in shifts.items() if kind.group == group]
        return present_people(own, self.slot, self.horizon, cyclic=self.cyclic)

    def cost(self, shifts: Shifts) -> float:
        """Cost of so many people working each kind; penalties are not in it."""
        return float(sum(people * kind.cost for kind, people in shifts.items()))

    def shifts(self, people: Sequence[int]) -> Shifts:
        """So many people by place of the kind, as a mapping."""
        return {kind: int(count) for kind, count in zip(self.kinds, people, strict=True) if count > 0}

    @property
    def horizon(self) -> float:
        """Length of the calendar in seconds."""
        return float(self.presence.shape[1] * self.slot)

    def covered(self, group: str) -> FloatArray:
        """Tell by interval the largest share that one kind of the group can be present."""
        share = self.presence[self.of_group(group)].reshape(-1, self.intervals, self.slots).mean(axis=2)
        return np.asarray(share.max(axis=0))


def _others(scenario: Scenario, planned: set[str]) -> Staffing | None:
    others = {name: group for name, group in scenario.agent_groups.items() if name not in planned}
    missing = [name for name, group in others.items() if group.staffing is None]
    if missing:
        text = "is missing, and no shift names the group; give it staffing, or name it in shifts"
        raise InputError(
            tuple(
                Fault(file=scenario.name, line=None, key=f"agent_groups.{name}.staffing", message=text)
                for name in missing
            )
        )
    if not others:
        return None
    return Staffing.by_interval(scenario, {name: group.staffing or () for name, group in others.items()})


class ShiftProgram:
    """A PuLP program over a roster: cost, people, limits. What agents must achieve is added with ``demand``."""

    def __init__(
        self,
        roster: Roster,
        *,
        limited: Iterable[str] | None = None,
        whole: bool = True,
        coarse: Container[tuple[str, int]] = frozenset(),
        benefit: float = 0.0,
    ) -> None:
        """Write down cost, coverage and headcounts (of the groups ``limited``, or all); ``whole`` asks for whole people.

        Where a group is ``coarse`` in an interval, its agents on the floor are not rounded but get the ``benefit`` of the
        doubt: 0 is right on average, 0.5 is what rounding can bring at most.
        """
        self.roster, self._coarse, self._benefit = roster, coarse, benefit
        self.problem = pulp.LpProblem("plan", pulp.LpMinimize)
        self._category = pulp.LpInteger if whole else pulp.LpContinuous
        self.people = [
            pulp.LpVariable(_name(kind, place), lowBound=0, cat=self._category)
            for place, kind in enumerate(roster.kinds)
        ]
        self.cost = Expression((person, kind.cost) for person, kind in zip(self.people, roster.kinds, strict=True))
        self.problem.setObjective(self.cost)
        self.cost = self.problem.objective
        if roster.penalty:
            self.charge(Expression((self.people[place], price) for place, price in roster.penalty.items()))
        self._bundles()
        self._floor: dict[tuple[str, int], Expression] = {}
        self._minimum_staff()
        for group in roster.headcount if limited is None else limited:
            if group in roster.planned:
                self.limit(group)

    def limit(self, group: str, more: Expression | None = None) -> None:
        """Keep a group to its headcount, and ``more``: over the day, or where people are planned by interval, at any time."""
        most = -float(self.roster.headcount[group])
        if not self.roster.at_once:
            self.demand(f"headcount_{group}", (more or Expression()) - self.headcount(group), most)
            return
        for slot in range(self.roster.presence.shape[1]):
            self.demand(f"headcount_{group}_{slot}", (more or Expression()) - self.scheduled(group, slot), most)

    def headcount(self, group: str) -> Expression:
        """People of the group who work that day, each one shift."""
        return Expression((self.people[place], 1) for place in self.roster.of_group(group))

    def scheduled(self, group: str, slot: int) -> Expression:
        """Scheduled people of the group in a slot."""
        present = self.roster.presence[:, slot]
        return Expression((self.people[k], float(present[k])) for k in self.roster.of_group(group) if present[k] > 0)

    def on_floor(self, group: str, interval: int) -> Expression:
        """Agents of a planned group on the floor in an interval: time average, rounded half up where that is exact.

        Rounding is exact when nothing changes inside an interval; with shifts or breaks that begin inside one, the
        unrounded average is used, and what rounding brings is left to the measurement.
        """
        known = self._floor.get((group, interval))
        if known is None:
            known = self._floor[group, interval] = self._on_floor(group, interval)
        return known

    def _on_floor(self, group: str, interval: int) -> Expression:
        slots = self.roster.slots
        present = 1 - self.roster.shrinkage[group]
        total = Expression()
        for slot in range(interval * slots, (interval + 1) * slots):
            total += self.scheduled(group, slot)
        if present == 1 or not total:
            return total * (present / slots)
        if slots > 1 or (group, interval) in self._coarse:
            return total * (present / slots) + self._benefit
        agents = pulp.LpVariable(f"floor_{group}_{interval}", lowBound=0, cat=self._category)
        self.demand(f"rounding_{group}_{interval}", total * present - agents, -0.5)
        return Expression([(agents, 1)])

    def _minimum_staff(self) -> None:
        for group, least in self.roster.staff_minimum.items():
            if group in self.roster.planned:
                for slot in range(self.roster.presence.shape[1]):
                    scheduled = self.scheduled(group, slot)
                    if scheduled:
                        self.demand(f"staff_minimum_{group}_{slot}", scheduled, least)

    def _bundles(self) -> None:
        for number, bundle in enumerate(self.roster.bundles):
            worked = Expression((self.people[place], 1) for place in bundle.kinds)
            self.demand(f"bundle_{number}_most", -worked, -float(bundle.people))
            if not bundle.optional:
                self.demand(f"bundle_{number}_least", worked, float(bundle.people))

    def charge(self, price: Expression) -> None:
        """Add to what is minimised something that is no cost."""
        self.problem.setObjective(self.problem.objective + price)

    def variable(self, name: str, *, most: float | None = None, binary: bool = False) -> pulp.LpVariable:
        """Add a variable that is at least 0."""
        if binary:
            return pulp.LpVariable(name, lowBound=0, upBound=1, cat=self._category)
        return pulp.LpVariable(name, lowBound=0, upBound=None if most is None or np.isinf(most) else most)

    def demand(self, name: str, left: Expression, at_least: float) -> None:
        """Ask for ``left >= at_least``; an empty left side that falls short makes the program impossible."""
        if not left:
            if at_least <= left.constant + 1e-9:
                return
            left = Expression([(self._nothing(), 1)], left.constant)
        self.problem += (left >= at_least, name)

    def _nothing(self) -> pulp.LpVariable:
        known = self.problem.variablesDict().get("nothing")
        return known or pulp.LpVariable("nothing", lowBound=0, upBound=0)

    def solve(self, *, gap: float = 0.0, seconds: float = 60.0) -> Solution:
        """Solve with the roster's solver, to the relative ``gap`` or for so many seconds; the cost is the objective, penalties included."""
        answer = solve(self.problem, gap=gap, seconds=seconds, unit=self._unit(), solver=self.roster.solver)
        if isinstance(answer, NoSolution | Unsolved):
            return answer
        people = [ceil(answer.values.get(person.name, 0.0) - ROUNDING) for person in self.people]
        return Solved(self.roster.shifts(people), answer.values, answer.cost, answer.bound)

    def solve_near(self, *, gap: float, seconds: float, shifts: float = 0.5) -> Solution:
        """Solve only with kinds that the relaxed program uses or nearly uses: not the optimum, but near it, and soon.

        The bound of the answer is that of the relaxed program, which holds for all kinds. In a small centre a shift is much more than
        the ``gap``, and to prove the last part of a shift takes for ever: ``shifts`` of the cheapest kind are near enough.
        """
        relaxed = solve(self.problem, seconds=seconds, solver=self.roster.solver, relaxed=True)
        if isinstance(relaxed, NoSolution | Unsolved):
            return relaxed
        if isinstance(relaxed, Feasible):
            return self.solve(gap=gap, seconds=seconds)
        cheapest = min(kind.cost for kind in self.roster.kinds)
        gap = max(gap, shifts * cheapest / relaxed.cost) if relaxed.cost > 0 else gap
        dear = [person for person in self.people if self._worth(person, relaxed.reduced) > NEAR]
        if len(self.people) - len(dear) < FEWEST_KINDS:
            dear = []
        for person in dear:
            person.upBound = 0
        solution = self.solve(gap=gap, seconds=seconds)
        for person in dear:
            person.upBound = None
        if isinstance(solution, Solved):
            return replace(solution, bound=min(relaxed.cost, solution.cost))
        return self.solve(gap=gap, seconds=seconds) if dear else solution

    def _worth(self, person: pulp.LpVariable, reduced: Mapping[str, float]) -> float:
        """How much dearer somebody of a kind makes the relaxed plan, per cost of the kind."""
        price = float(self.problem.objective.get(person, 0.0) or 1.0)
        return reduced.get(str(person.name), price) / price

    def _unit(self) -> float:
        """Largest amount of which every possible cost is a multiple: costs nearer than that are the same."""
        if self._category != pulp.LpInteger or self.problem.objective is not self.cost or self.roster.penalty:
            return 0.0
        return reduce(gcd, (round(kind.cost * HUNDREDTHS) for kind in self.roster.kinds)) / HUNDREDTHS


def _name(kind: ShiftKind, place: int) -> str:
    start, end = (f"{int(at // 3600):02d}{int(at % 3600 // 60):02d}" for at in (kind.start, kind.end))
    return f"{kind.group}_{start}_{end}_{place}"
