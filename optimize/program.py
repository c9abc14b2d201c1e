"""The program: which shifts to work, as a mixed-integer program in PuLP.

Variables are the people who work each kind of shift. From them follow the scheduled people in every slot, and from those the
agents on the floor (after shrinkage, rounded half up as the scenario language says). What the agents must achieve is added by
others (``master.py``, ``workload.py``, ``exact_plan.py``); this module holds the shifts, the limits on people and the cost.

A solution is people by kind, ``Solved``; what else can come of solving stands in ``solver.py``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TypeAlias

import numpy as np
import pulp

from optimize.pools import Resting, Terms, clock
from optimize.roster import Bundle, Roster, Shifts
from optimize.shifts import ShiftKind
from optimize.solver import Feasible, NoSolution, Optimal, Unsolved, solve, unit_of

__all__ = ["Bundle", "Expression", "Roster", "ShiftProgram", "Shifts", "Solution", "Solved"]

NEAR = 0.02  # reduced cost, as a share of the kind's cost, above which a kind is not looked at
FEWEST_KINDS = 30
ROUNDING = TINY = 1e-6  # of a person, by which the solver may be off
LARGE = 2500  # whole numbers above which breaks are counted in parts of people, and rounded when they are handed out
LARGE_GAP = 0.02
LARGE_BOUND = 20_000  # rows above which a bound leaves whole numbers out
LONG = 4  # entries of a sum of people above which it becomes a variable
Expression: TypeAlias = pulp.LpAffineExpression
Sums: TypeAlias = dict[pulp.LpVariable, float]


@dataclass(frozen=True)
class Solved:
    """A solution: people by kind of shift, its cost, and a lower bound on the cost of any solution of the same program."""

    shifts: Shifts
    values: Mapping[str, float]
    cost: float
    bound: float


Solution = Solved | NoSolution | Unsolved


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
        self._on_call = {person for person, kind in zip(self.people, roster.kinds, strict=True) if kind.on_call}
        self._none: pulp.LpVariable | None = None
        self._resting = Resting(self)
        self._present, self._leaving = self._there(), self._leavers()
        self._staff: dict[str, pulp.LpVariable] = {}
        plain = [kind.cost for kind in roster.kinds]
        for place, shell in enumerate(roster.shells):
            plain[place] -= shell.prices(shell.kind.breaks) if shell.ways else 0.0
        self.cost = Expression([*zip(self.people, plain, strict=True), *self._resting.charges()])
        self.problem.setObjective(self.cost)
        self.cost = self.problem.objective
        if roster.penalty:
            self.charge(Expression((self.people[place], price) for place, price in roster.penalty.items()))
        self._bundles()
        self._floor: dict[tuple[str, int], Expression] = {}
        self._minimum_staff()
        self._part_time()
        for group in () if roster.at_once else roster.planned:
            if roster.rules.labour is not None or (group in roster.headcount and roster.rules.days > 1):
                self._labour(group)
        for group in roster.headcount if limited is None else limited:
            if group in roster.planned:
                self.limit(group)

    def _by_slot(self, found: Iterable[tuple[tuple[str, int], pulp.LpVariable, float]]) -> dict[tuple[str, int], Sums]:
        """Sum up by group and slot; slots past the calendar's end are those of its beginning if it is cyclic, else nothing."""
        count = self.roster.intervals * self.roster.slots
        summed: dict[tuple[str, int], Sums] = {}
        for (group, slot), person, amount in found:
            if self.roster.cyclic or slot < count:
                own = summed.setdefault((group, slot % count), {})
                own[person] = own.get(person, 0.0) + amount
        return summed

    def _spells(self) -> Iterator[tuple[str, pulp.LpVariable, int, int]]:
        """First slot, and the one after the last, of every spell; breaks that lie elsewhere for everybody are not taken out."""
        loose = {member.place for pool in self.roster.pools for member in pool.members}
        for place, (person, kind) in enumerate(zip(self.people, self.roster.kinds, strict=True)):
            for begin, end in [(kind.start, kind.end)] if place in loose else kind.spells:
                yield kind.group, person, round(begin / self.roster.slot), round(end / self.roster.slot)

    def _there(self) -> dict[tuple[str, int], Sums]:
        """Who is present."""
        shifts = [
            ((group, slot), person, 1.0) for group, person, first, end in self._spells() for slot in range(first, end)
        ]
        return self._by_slot([*shifts, *self._resting.away()])

    def _leavers(self) -> dict[tuple[str, int], Sums]:
        """Who leaves at a slot's end, for good or for a break; nobody does at the end of a calendar that is not cyclic."""
        count = self.roster.intervals * self.roster.slots
        ends = [((group, end - 1), person, 1.0) for group, person, _, end in self._spells()]
        off = [*ends, *self._resting.off()]
        return self._by_slot(item for item in off if self.roster.cyclic or item[0][1] < count - 1)

    def _labour(self, group: str) -> None:
        """Write the rules for people as rules for the staff of a group, the fewest people that its shifts need (``labour.py``)."""
        places, rules = self.roster.on_shifts(group), self.roster.rules
        kinds = [self.roster.kinds[place] for place in places]
        staff = self._staff[group] = self.count(f"staff_{group}")
        moments = list(rules.held(kinds))
        before: pulp.LpVariable | None = None
        for number, (at, begin, over) in enumerate(moments):
            name = f"{group}_{clock(at)}"
            held = self.variable(f"held_{name}")
            terms: Terms = [(held, -1.0)] if before is None else [(held, -1.0), (before, 1.0)]
            changed = [(self.people[places[p]], 1.0) for p in begin] + [(self.people[places[p]], -1.0) for p in over]
            self.equal(f"holds_{name}", [*terms, *changed], 0.0)
            if number + 1 == len(moments) or moments[number + 1][2]:  # else more are held at the next moment
                self.demand(f"staff_{name}", Expression([(staff, 1.0), (held, -1.0)]), 0.0)
            before = held
        for row in rules.needed(kinds):
            worked = Expression(
                (self.people[place], -amount) for place, amount in zip(places, row.amounts, strict=True) if amount
            )
            enough = worked + Expression([(staff, row.each)])
            self.demand(f"{row.name}_{group}", -enough if row.most else enough, 0.0)

    def _part_time(self) -> None:
        for name, share, own, brief in self.roster.rules.short(self.roster.kinds):
            few = [(self.people[place], share - (place in brief)) for place in own]
            self.demand(name, Expression(few), 0.0)

    def limit(self, group: str, more: Expression | None = None) -> None:
        """Keep a group to its headcount, and ``more``: over the day, or where people are planned by interval, at any time.

        On calendars of several days the headcount is the most staff.
        """
        most = -float(self.roster.headcount[group])
        if not self.roster.at_once:
            self.demand(f"headcount_{group}", (more or Expression()) - self.headcount(group), most)
            return
        for slot in range(self.roster.presence.shape[1]):
            self.demand(f"headcount_{group}_{slot}", (more or Expression()) - self.on_shift(group, slot), most)

    def headcount(self, group: str) -> Expression:
        """People of the group: its staff, on calendars of one day those who work that day, each one shift."""
        if group in self._staff:
            return Expression([(self._staff[group], 1)])
        return Expression((self.people[place], 1) for place in self.roster.on_shifts(group))

    def scheduled(self, group: str, slot: int) -> Expression:
        """Scheduled people of the group in a slot."""
        return Expression(self._present.get((group, slot), {}))

    def on_shift(self, group: str, slot: int) -> Expression:
        """The same without people who are called in."""
        present = self._present.get((group, slot), {})
        return Expression({person: amount for person, amount in present.items() if person not in self._on_call})

    def leaving(self, group: str, interval: int) -> Expression:
        """Scheduled people of the group who leave in an interval or at its end, for good or for a break."""
        slots = range(interval * self.roster.slots, (interval + 1) * self.roster.slots)
        return self._summed(self._leaving.get((group, slot), {}) for slot in slots)

    @staticmethod
    def _summed(parts: Iterable[Sums]) -> Expression:
        total: Sums = {}
        for part in parts:
            for person, amount in part.items():
                total[person] = total.get(person, 0.0) + amount
        return Expression(total)

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
        total = self._summed(self._present.get((group, interval * slots + slot), {}) for slot in range(slots))
        if not total or (present == 1 and slots == 1):
            return total
        if present == 1 or slots > 1 or (group, interval) in self._coarse:
            benefit = 0.0 if present == 1 else self._benefit
            return self._short(f"floor_{group}_{interval}", total * (present / slots)) + benefit
        agents = pulp.LpVariable(f"floor_{group}_{interval}", lowBound=0, cat=self._category)
        self.demand(f"rounding_{group}_{interval}", total * present - agents, -0.5)
        return Expression([(agents, 1)])

    def _short(self, name: str, total: Expression) -> Expression:
        """A sum of people, as a variable if it is long: rows that use it stay short."""
        if len(total) <= LONG:
            return total
        known = self.variable(name)
        self.equal(f"{name}_is", [*total.items(), (known, -1.0)], 0.0)
        return Expression([(known, 1)])

    def _minimum_staff(self) -> None:
        for group, least in self.roster.staff_minimum.items():
            if group in self.roster.planned:
                for slot in range(self.roster.presence.shape[1]):
                    scheduled = self.on_shift(group, slot)
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

    def count(self, name: str) -> pulp.LpVariable:
        """Add a number of people: whole, if the program asks for whole people."""
        return pulp.LpVariable(name, lowBound=0, cat=self._category)

    def equal(self, name: str, terms: Terms, to: float) -> None:
        """Ask for a sum to be just so much."""
        self.problem += (Expression(terms) == to, name)

    def demand(self, name: str, left: Expression, at_least: float) -> None:
        """Ask for ``left >= at_least``; an empty left side that falls short makes the program impossible."""
        if not left:
            if at_least <= left.constant + 1e-9:
                return
            left = Expression([(self._nothing(), 1)], left.constant)
        self.problem += (left >= at_least, name)

    def _nothing(self) -> pulp.LpVariable:
        if self._none is None:
            self._none = pulp.LpVariable("nothing", lowBound=0, upBound=0)
        return self._none

    def solve(self, *, gap: float = 0.0, seconds: float = 60.0, branches: float | None = None) -> Solution:
        """Solve with the roster's solver, to the relative ``gap``, for so many seconds or branches; the cost is the objective, penalties included."""
        most = None if branches is None else int(branches)
        answer = solve(
            self.problem, gap=gap, seconds=seconds, branches=most, unit=self._unit(), solver=self.roster.solver
        )
        if isinstance(answer, NoSolution | Unsolved):
            return answer
        return Solved(self._worked(answer.values), answer.values, answer.cost, answer.bound)

    def root_bound(self, *, gap: float, seconds: float) -> float:
        """Lower bound on the cost with whole people, from the root of the solver's search alone; 0 where nothing is known."""
        large = self.problem.numConstraints() > LARGE_BOUND
        answer = solve(
            self.problem,
            gap=gap,
            seconds=seconds,
            branches=0,
            unit=self._unit(),
            solver=self.roster.solver,
            relaxed=large,
        )
        return 0.0 if isinstance(answer, NoSolution) else max(answer.bound, 0.0)

    def _worked(self, values: Mapping[str, float]) -> Shifts:
        """People by kind, with their breaks."""
        people = [ceil(values.get(person.name, 0.0) - ROUNDING) for person in self.people]
        if self._category != pulp.LpInteger:
            return self.roster.shifts(people)
        resting = self._resting.hand_out(values)
        found: dict[ShiftKind, int] = {}
        for place, (kind, count) in enumerate(zip(self.roster.kinds, people, strict=True)):
            placed = resting.get(place, {kind.breaks: count} if count else {})
            for breaks, working in sorted(placed.items()):
                one = kind if breaks == kind.breaks else self.roster.shells[place].placed(breaks)
                found[one] = found.get(one, 0) + working
        return found

    def solve_near(self, *, gap: float, seconds: float, branches: float | None = None, shifts: float = 0.5) -> Solution:
        """Solve near the relaxed program's solution, or else only with kinds that it uses or nearly uses: near the optimum, and soon.

        The bound of the answer is that of the relaxed program, which holds for all kinds. In a small centre a shift is much more than
        the ``gap``, and to prove the last part of a shift takes for ever: ``shifts`` of the cheapest kind are near enough.
        """
        relaxed = solve(self.problem, seconds=seconds, solver=self.roster.solver, relaxed=True)
        if isinstance(relaxed, NoSolution | Unsolved):
            return relaxed
        if isinstance(relaxed, Feasible):
            return self.solve(gap=gap, seconds=seconds, branches=branches)
        cheapest = min(kind.cost for kind in self.roster.kinds)
        gap = max(gap, shifts * cheapest / relaxed.cost) if relaxed.cost > 0 else gap
        if sum(one.cat == pulp.LpInteger for one in self.problem.variables()) > LARGE:
            self._resting.loosen()
            solution = self._rounded(relaxed.values, 0, gap=max(gap, LARGE_GAP), seconds=seconds, branches=branches)
            if isinstance(solution, Solved):
                return replace(solution, bound=min(relaxed.cost, solution.cost))
        # With breaks to place the solver takes long to prove the last part of the gap, so twice the gap is near enough.
        enough = relaxed.cost * (1 + (2 if self.roster.pools else 1) * gap) + TINY
        for more in (0, 1) if self.roster.pools else (0,):
            solution = self._rounded(relaxed.values, more, gap=gap, seconds=seconds, branches=branches)
            if isinstance(solution, Solved) and solution.cost <= enough:
                return replace(solution, bound=min(relaxed.cost, solution.cost))
        if isinstance(
            solution, NoSolution
        ):  # parts of people get half an agent for nothing, everywhere: whole ones need two more
            solution = self._rounded(relaxed.values, 2, gap=gap, seconds=seconds, branches=branches)
            if isinstance(solution, Solved):
                return replace(solution, bound=min(relaxed.cost, solution.cost))
        return self._among_cheap(relaxed, gap=gap, seconds=seconds, branches=branches)

    def _among_cheap(self, relaxed: Optimal, *, gap: float, seconds: float, branches: float | None) -> Solution:
        """Solve with the kinds that the relaxed program uses or nearly uses; with all of them if that is impossible."""
        dear = [person for person in self.people if self._worth(person, relaxed.reduced) > NEAR]
        if len(self.people) - len(dear) < FEWEST_KINDS:
            dear = []
        for person in dear:
            person.upBound = 0
        solution = self.solve(gap=gap, seconds=seconds, branches=branches)
        for person in dear:
            person.upBound = None
        if isinstance(solution, Solved):
            return replace(solution, bound=min(relaxed.cost, solution.cost))
        return self.solve(gap=gap, seconds=seconds, branches=branches) if dear else solution

    def solve_around(self, *, gap: float, seconds: float, branches: float | None = None) -> Solution:
        """Solve with whole numbers at most one beyond those around the relaxed program's: soon, and near the optimum in practice.

        The bound of the answer is that of the relaxed program. Where nothing is found there, it is looked for as ``solve_near`` does.
        """
        relaxed = solve(self.problem, seconds=seconds, solver=self.roster.solver, relaxed=True)
        if isinstance(relaxed, NoSolution | Unsolved):
            return relaxed
        solution = self._rounded(relaxed.values, 1, gap=gap, seconds=seconds, branches=branches)
        if isinstance(solution, Solved):
            return replace(solution, bound=min(relaxed.cost, solution.cost))
        return self.solve_near(gap=gap, seconds=seconds, branches=branches)

    def _rounded(
        self, values: Mapping[str, float], more: int, *, gap: float, seconds: float, branches: float | None
    ) -> Solution:
        """Solve with whole numbers between the relaxed ones rounded down, and rounded up and ``more`` (RENS, Berthold 2014)."""
        whole = [one for one in self.problem.variables() if one.cat == pulp.LpInteger]
        bounds = [(one.lowBound, one.upBound) for one in whole]
        for one in whole:
            value = values[str(one.name)]
            one.lowBound, one.upBound = max(floor(value + TINY), 0), ceil(value - TINY) + more
        solution = self.solve(gap=gap, seconds=seconds, branches=branches)
        for one, (low, high) in zip(whole, bounds, strict=True):
            one.lowBound, one.upBound = low, high
        return solution

    def _worth(self, person: pulp.LpVariable, reduced: Mapping[str, float]) -> float:
        """How much dearer somebody of a kind makes the relaxed plan, per cost of the kind."""
        price = float(self.problem.objective.get(person, 0.0) or 1.0)
        return reduced.get(str(person.name), price) / price

    def _unit(self) -> float:
        """Largest amount of which every possible cost is a multiple: costs nearer than that are the same."""
        if self._category != pulp.LpInteger or self.problem.objective is not self.cost or self.roster.penalty:
            return 0.0
        return unit_of(list(self.cost.values()))


def _name(kind: ShiftKind, place: int) -> str:
    return f"{kind.group}_{clock(kind.start)}_{clock(kind.end)}_{place}"
