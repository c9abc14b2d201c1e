"""Shift design: few shifts that cover a week's demand, the TU Wien benchmark, solved to proved optimality.

Demand is given by slot of a week that repeats itself; shift types say when a shift may start and how long it may last. Minimised
are the minutes of too many people, the minutes of too few, and a price for every distinct shift (start and length) that is
worked on any day. (Di Gaspero and others, The minimum shift design problem, Annals of Operations Research 155, 2007; Kletzander
and Musliu, Modelling and solving the minimum shift design problem, CPAIOR 2019, who solve it as a flow.)

The program has one column a shift and day, and one binary a shift. What makes it quick:

- **How many at most.** Take one person off a shift, and every slot of his gets better if it had too many, else worse. So in
  some optimum no shift has more people than the demand of its middle slot, the slots sorted by demand: with more, most slots
  have too many. Those limits tie people to the binaries far more tightly than the demand's peak does.
- **Rises and falls.** Where demand rises by D and no shift that starts there is worked, presence cannot rise, so the slot has too
  few or the one before too many, by D together. The same holds for falls and ends. So: too few + too many >= D (1 - the shifts that
  start there).
- **People need not be asked to be whole.** With the shifts chosen, each person is an interval of slots, and the rest is a flow
  problem, whose solutions are whole (but for weeks that bite their own tail: this is looked at, and whole people are asked
  for if any is not). A whole solution of a program that may split people is optimal among whole ones.
- **Every price is a multiple of a slot** (of the greatest common divisor of slot and price): once the bound is nearer than that, it is proved.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import Any

import pulp

from benchmarks.timing import Section

DAY = 24 * 60  # minutes
FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "shift_design"
PRICE = 60  # minutes that a distinct shift is worth
SECONDS = 60.0  # asked for all five together
LEAST_WHOLE = 1e-6

Shift = tuple[int, int]  # start and length, in slots
Plan = Mapping[Shift, tuple[int, ...]]  # people by day


@dataclass(frozen=True)
class Instance:
    """A week: demand by slot, and (earliest start, latest start, shortest, longest) of each shift type, in slots."""

    name: str
    slot: int  # minutes
    days: int
    demand: tuple[int, ...]
    types: tuple[tuple[int, int, int, int], ...]
    price: int  # of a distinct shift, in minutes, as the file has it

    @property
    def slots_a_day(self) -> int:
        """Slots of a day."""
        return DAY // self.slot

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """Every shift of every type, by start and length."""
        found = {
            (start, length)
            for first, last, shortest, longest in self.types
            for start in range(first, last + 1)
            for length in range(shortest, longest + 1)
        }
        return tuple(sorted(found))

    def worked(self, shift: Shift, day: int) -> list[int]:
        """Slots in which somebody is there who works the shift that starts on the day; the week repeats itself."""
        first = day * self.slots_a_day + shift[0]
        return [slot % len(self.demand) for slot in range(first, first + shift[1])]


def read(path: Path) -> Instance:
    """Read a MiniZinc data file.

    Raises:
        ValueError: the file lacks a key, or its lists do not fit together; the text names the file and the key.

    """
    found = dict(re.findall(r"(\w+)\s*=\s*([^;]+);", path.read_text(encoding="utf-8")))
    keys = ("interval", "days", "demand", "minStart", "maxStart", "minLength", "maxLength", "weightShiftInstances")
    missing = [key for key in keys if key not in found]
    if missing:
        raise ValueError(f"{path.name}: {', '.join(missing)} is missing.")
    numbers = {key: tuple(int(number) for number in re.findall(r"-?\d+", found[key])) for key in keys}
    windows = [numbers[key] for key in ("minStart", "maxStart", "minLength", "maxLength")]
    if len({len(window) for window in windows}) > 1:
        raise ValueError(f"{path.name}: minStart, maxStart, minLength and maxLength are not equally long.")
    slot, days = numbers["interval"][0], numbers["days"][0]
    if DAY % slot or len(numbers["demand"]) != days * DAY // slot:
        raise ValueError(f"{path.name}: demand has {len(numbers['demand'])} slots of {slot} min for {days} days.")
    types = tuple(zip(*windows, strict=True))
    return Instance(path.stem, slot, days, numbers["demand"], types, numbers["weightShiftInstances"][0])


@dataclass(frozen=True)
class Score:
    """What a plan costs: minutes of too many and of too few people, and how many distinct shifts."""

    over: int
    under: int
    shifts: int

    def total(self, price: int) -> int:
        """The objective, in minutes."""
        return self.over + self.under + price * self.shifts


def evaluate(instance: Instance, plan: Plan) -> Score:
    """Count a plan minute by minute, knowing nothing of the program that made it.

    Raises:
        ValueError: the plan has a shift that no type allows, or not a whole number of people on each day.

    """
    week = instance.days * DAY
    present = [0] * week
    for (start, length), people in plan.items():
        if not any(a <= start <= b and c <= length <= d for a, b, c, d in instance.types):
            raise ValueError(f"{instance.name}: no shift type starts in slot {start} and lasts {length} slots.")
        if len(people) != instance.days or any(count != int(count) or count < 0 for count in people):
            raise ValueError(f"{instance.name}: {people} are not people on {instance.days} days.")
        for day, count in enumerate(people):
            begins = day * DAY + start * instance.slot
            for minute in range(begins, begins + length * instance.slot):
                present[minute % week] += count
    over = under = 0
    for minute, there in enumerate(present):
        asked = instance.demand[minute // instance.slot]
        over, under = over + max(there - asked, 0), under + max(asked - there, 0)
    return Score(over, under, sum(any(people) for people in plan.values()))


@dataclass(frozen=True)
class Solution:
    """A plan, its score by the evaluator, the bound that the solver proves, and the processor's seconds."""

    plan: Plan
    score: Score
    bound: float
    unit: int  # every total is a multiple of it
    seconds: float

    def proved(self, price: int) -> bool:
        """Whether no plan can cost less: none has a total between the bound and this one's."""
        return self.score.total(price) - self.bound < self.unit - LEAST_WHOLE


class Design:
    """The program of an instance, a distinct shift costing ``price`` minutes."""

    def __init__(self, instance: Instance, price: int, *, whole: bool = False) -> None:
        """Write it down; ``whole`` asks for whole people."""
        self.instance, self.unit = instance, gcd(instance.slot, price)
        self.problem = pulp.LpProblem(f"{instance.name}_{price}", pulp.LpMinimize)
        slots = range(len(instance.demand))
        self.used = {shift: pulp.LpVariable(f"used_{shift[0]}_{shift[1]}", cat="Binary") for shift in instance.shifts}
        self.over = [pulp.LpVariable(f"over_{slot}", lowBound=0) for slot in slots]
        self.under = [pulp.LpVariable(f"under_{slot}", lowBound=0) for slot in slots]
        self.problem += pulp.lpSum([*self.over, *self.under]) * instance.slot + pulp.lpSum(self.used.values()) * price
        self.people: dict[tuple[Shift, int], pulp.LpVariable] = {}
        there: list[list[pulp.LpVariable]] = [[] for _ in slots]
        for shift, used in self.used.items():
            for day in range(instance.days):
                own = instance.worked(shift, day)
                most = sorted(instance.demand[slot] for slot in own)[len(own) // 2]
                category = "Integer" if whole else "Continuous"
                people = pulp.LpVariable(f"people_{shift[0]}_{shift[1]}_{day}", 0, most, category)
                self.problem += (people <= most * used, f"used_{shift[0]}_{shift[1]}_{day}")
                self.people[shift, day] = people
                for slot in own:
                    there[slot].append(people)
        for slot, asked in enumerate(instance.demand):
            self.problem += (pulp.lpSum(there[slot]) - self.over[slot] + self.under[slot] == asked, f"demand_{slot}")
            self._step(slot)

    def _step(self, slot: int) -> None:
        """Where demand rises or falls, some shift starts or ends, or else people are too many or too few."""
        before, at = (slot - 1) % len(self.instance.demand), slot % self.instance.slots_a_day
        step = self.instance.demand[slot] - self.instance.demand[before]
        if step > 0:
            moving = [u for (start, _), u in self.used.items() if start % self.instance.slots_a_day == at]
            amiss = self.under[slot] + self.over[before]
        else:
            moving = [
                u for (start, length), u in self.used.items() if (start + length) % self.instance.slots_a_day == at
            ]
            amiss = self.over[slot] + self.under[before]
        if step:
            self.problem += (amiss + abs(step) * pulp.lpSum(moving) >= abs(step), f"step_{slot}")

    def solve(self, seconds: float) -> tuple[dict[tuple[Shift, int], float], float]:
        """People by shift and day, and the proved bound.

        Raises:
            RuntimeError: the solver found nothing.

        """
        solver = pulp.HiGHS(
            msg=False, threads=1, parallel="off", random_seed=1, timeLimit=seconds, gapRel=0.0, gapAbs=self.unit * 0.99
        )
        solver.createAndConfigureSolver(self.problem)
        solver.buildSolverModel(self.problem)
        solver.callSolver(self.problem)
        highs: Any = self.problem.solverModel
        info = highs.getInfo()
        if info.primal_solution_status != 2:  # 2: a feasible point is held
            raise RuntimeError(f"{self.problem.name}: nothing was found in {seconds:g} s.")
        values = highs.getSolution().col_value
        found = {key: float(values[people.index]) for key, people in self.people.items()}
        return found, float(info.mip_dual_bound)


def solve(instance: Instance, price: int, seconds: float = SECONDS) -> Solution:
    """Find the cheapest plan; if some people come out split, once more with whole ones."""
    began = time.process_time()
    design = Design(instance, price)
    found, bound = design.solve(seconds)
    if any(abs(people - round(people)) > LEAST_WHOLE for people in found.values()):
        design = Design(instance, price, whole=True)
        found, better = design.solve(seconds)
        bound = max(bound, better)
    by_shift = {shift: tuple(round(found[shift, day]) for day in range(instance.days)) for shift in instance.shifts}
    plan = {shift: people for shift, people in by_shift.items() if any(people)}
    return Solution(plan, evaluate(instance, plan), bound, design.unit, time.process_time() - began)


def instances(folder: Path = FOLDER) -> list[Instance]:
    """The instances that are there; none where the data is absent."""
    return [read(path) for path in sorted(folder.glob("*.dzn"))]


def shift_design() -> Section:
    """The table: each instance at the price of 60 minutes a shift, and at its file's own."""
    title, found = "Shift design: proved optima", instances()
    head = ("instance", "shifts to choose from", "minutes over / under, shifts", "total", "bound", "proved", "CPU s")
    if not found:
        return Section(title, head, (), ("Skipped: the instances are not here (../shared/data/shift_design).",))
    rows, spent = [], 0.0
    for instance in found:
        solution = solve(instance, PRICE)
        spent += solution.seconds
        rows.append(_row(instance, solution, PRICE))
    said = f"All {len(found)} at {PRICE} minutes a shift: {spent:.1f} s of processor time (asked: {SECONDS:g}). "
    notes = [said + "Totals are counted minute by minute by an evaluator that knows nothing of the program."]
    others = [instance for instance in found if instance.price != PRICE]
    rows += [_row(instance, solve(instance, instance.price), instance.price) for instance in others]
    return Section(title, head, rows, notes)


def _row(instance: Instance, solution: Solution, price: int) -> tuple[str, ...]:
    score = solution.score
    return (
        f"{instance.name}, {price} min a shift",
        str(len(instance.shifts)),
        f"{score.over} / {score.under}, {score.shifts}",
        str(score.total(price)),
        f"{solution.bound:.1f}",
        "yes" if solution.proved(price) else "NO",
        f"{solution.seconds:.1f}",
    )
