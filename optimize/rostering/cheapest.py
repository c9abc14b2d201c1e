"""The cheapest row of everybody, whatever it is worth to fill a need: shortest ways through the graphs, all people at once.

What a person's row costs by itself is a price for each need filled (requests, another group) and for each day off, and what
nights and weekends beyond the share cost, which is on the arcs. To that come *worths*: what filling each need brings. A day's
duties of one sort differ in nothing else, so only the cheapest of them is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from optimize.rostering.paths import OFF, Builder, FloatArray, Graph, IntArray, Kin
from optimize.rostering.problem import NOBODY, SATURDAY, Problem

Pattern = tuple[int, ...]  # the places of the needs that a row fills


@dataclass(frozen=True)
class Prices:
    """What rows cost by themselves: people x needs (inf where it may not be worked), and people x days off."""

    work: FloatArray
    off: FloatArray

    @classmethod
    def of(cls, problem: Problem) -> Prices:
        """Lay requests, days off and other groups out by need and day."""
        work = np.full((len(problem.people), len(problem.needs)), np.inf)
        off = np.zeros((len(problem.people), problem.days))
        days = np.array([need.day for need in problem.needs], dtype=np.int64)
        by_duty: dict[int, list[int]] = {}
        for place, need in enumerate(problem.needs):
            by_duty.setdefault(need.duty, []).append(place)
        for row, person in enumerate(problem.people):
            for duty, price in person.duties.items():
                work[row, by_duty.get(duty, [])] = price
            for request in person.requests:
                same_day = days == request.day
                duties = request.duties
                met = [duties is None or problem.needs[place].duty in duties for place in np.flatnonzero(same_day)]
                refused = np.flatnonzero(same_day)[np.array(met, dtype=bool) != request.on]
                work[row, refused] += request.weight
                off[row, request.day] += request.weight if request.on else 0.0
            work[row, np.isin(days, list(person.away))] = np.inf
        return cls(work, off)


@dataclass(frozen=True)
class Column:
    """A row of one person: who, the needs it fills, its own price."""

    person: int
    pattern: Pattern
    price: float


@dataclass(frozen=True)
class Found:
    """Cheapest rows of some people: their price with the worths taken off, and the needs they fill."""

    prices: FloatArray
    patterns: tuple[Pattern, ...]


class Family:
    """People of one kin and their graph. Who has no row that keeps the rules is in ``stuck``."""

    def __init__(self, problem: Problem, kin: Kin, members: Sequence[int], prices: Prices) -> None:
        """``members``: places of the people."""
        people = [problem.people[place] for place in members]
        self.graph: Graph = Builder(problem, kin, people).build()
        self.problem = problem
        self.members = np.array(members, dtype=np.int64)
        self.work, self._off = prices.work[self.members], prices.off[self.members]
        self._start = np.array([self.graph.starts.get(person.past, -1) for person in people], dtype=np.int64)
        self._days = [_Day.of(self.graph, problem, day) for day in range(problem.days)]

    @property
    def stuck(self) -> list[int]:
        """People for whom the graph has no way at all, or none past their own days off."""
        if not self.graph.nodes:
            return [int(place) for place in self.members]
        costs = self.values(np.zeros(len(self.problem.needs)), np.arange(len(self.members)))[-1][:, 0]
        return [int(self.members[place]) for place in np.flatnonzero(~np.isfinite(costs) | (self._start < 0))]

    def cheapest(self, worths: FloatArray, some: IntArray | None = None) -> Found:
        """The cheapest row of each member (or of ``some``, by place within the family)."""
        rows = np.arange(len(self.members)) if some is None else some
        values = self.values(worths, rows)
        return Found(
            values[-1][:, 0], tuple(self._pattern(values, worths, place, int(row)) for place, row in enumerate(rows))
        )

    def values(self, worths: FloatArray, rows: IntArray) -> list[FloatArray]:
        """By day, people x nodes: the least price of getting there."""
        first = np.full((len(rows), max(self.graph.nodes, 1)), np.inf)
        starts = self._start[rows]
        first[np.flatnonzero(starts >= 0), starts[starts >= 0]] = 0.0
        values = [first]
        for day, step in enumerate(self.graph.steps):
            costs = self.costs(day, worths, rows)
            ways = values[-1][:, step.origin] + costs[:, step.sorts] + step.price
            values.append(
                np.minimum.reduceat(ways, step.begins, axis=1) if ways.shape[1] else np.full((len(rows), 1), np.inf)
            )
        return values

    def costs(self, day: int, worths: FloatArray, rows: IntArray) -> FloatArray:
        """People x sorts: the price of the cheapest duty of each sort."""
        here = self._days[day]
        costs = np.full((len(rows), len(self.graph.sorts)), np.inf)
        costs[:, OFF] = self._off[rows, day]
        if len(here.needs):
            each = self.work[np.ix_(rows, here.needs)] - worths[here.needs]
            costs[:, here.sorts] = np.minimum.reduceat(each, here.begins, axis=1)
        return costs

    def _pattern(self, values: Sequence[FloatArray], worths: FloatArray, place: int, row: int) -> Pattern:
        """Follow the cheapest way back from its end."""
        node, filled = 0, []
        if not np.isfinite(values[-1][place, 0]):
            return ()
        for day in range(self.problem.days - 1, -1, -1):
            step, arcs = self.graph.steps[day], self.arcs(day, node)
            costs = self.costs(day, worths, np.array([row]))[0]
            ways = values[day][place, step.origin[arcs]] + costs[step.sorts[arcs]] + step.price[arcs]
            arc = arcs.start + int(np.argmin(ways))
            sort = int(step.sorts[arc])
            if sort != OFF:
                own = self.needs(day, sort)
                filled.append(int(own[np.argmin(self.work[row, own] - worths[own])]))
            node = int(step.origin[arc])
        return tuple(reversed(filled))

    def within(self, worths: FloatArray, row: int, limit: float, most: int) -> list[Pattern] | None:
        """All rows of a member that cost no more than the limit after the worths; None if they are more than ``most``."""
        return Walk(self, worths, row, limit).patterns(most)

    def arcs(self, day: int, node: int) -> slice:
        """Where the arcs of a day stand that lead to a node."""
        step = self.graph.steps[day]
        last = step.begins[node + 1] if node + 1 < step.targets else len(step.origin)
        return slice(int(step.begins[node]), int(last))

    def needs(self, day: int, sort: int) -> IntArray:
        """Needs of a day whose duties are of one sort."""
        here = self._days[day]
        at = int(np.searchsorted(here.sorts, sort))
        end = here.begins[at + 1] if at + 1 < len(here.begins) else len(here.needs)
        return here.needs[here.begins[at] : end]


class Walk:
    """All rows of one person up to a price: back from the end, along the ways that can still be cheap enough."""

    def __init__(self, family: Family, worths: FloatArray, row: int, limit: float) -> None:
        """``row``: the person's place within the family."""
        self.family, self.worths, self.row, self.limit = family, worths, row, limit
        self.before = [layer[0] for layer in family.values(worths, np.array([row]))]
        days = range(family.problem.days)
        self.costs = [family.costs(day, worths, np.array([row]))[0] for day in days]

    def patterns(self, most: int) -> list[Pattern] | None:
        """The rows; None if there are more than ``most``."""
        found: list[Pattern] = []
        ahead: list[tuple[int, int, float, Pattern]] = [(self.family.problem.days, 0, 0.0, ())]
        while ahead:
            day, node, spent, filled = ahead.pop()
            if day == 0:
                found.append(filled)
                if len(found) > most:
                    return None
                continue
            step, arcs = self.family.graph.steps[day - 1], self.family.arcs(day - 1, node)
            ways = self.before[day - 1][step.origin[arcs]] + self.costs[day - 1][step.sorts[arcs]] + step.price[arcs]
            for arc in np.flatnonzero(ways + spent <= self.limit) + arcs.start:
                ahead += self._onward(day - 1, int(arc), spent, filled)
        return found

    def _onward(self, day: int, arc: int, spent: float, filled: Pattern) -> list[tuple[int, int, float, Pattern]]:
        step = self.family.graph.steps[day]
        sort, node = int(step.sorts[arc]), int(step.origin[arc])
        spent += float(step.price[arc])
        if sort == OFF:
            return [(day, node, spent + float(self.costs[day][OFF]), filled)]
        own = self.family.needs(day, sort)
        prices = self.family.work[self.row, own] - self.worths[own] + spent
        near = prices + self.before[day][node] <= self.limit
        return [
            (day, node, float(price), (int(need), *filled)) for need, price in zip(own[near], prices[near], strict=True)
        ]


@dataclass(frozen=True)
class _Day:
    """The needs of a day, sorted by sort; ``sorts`` are those that have any, ``begins`` where each one's needs begin."""

    needs: IntArray
    sorts: IntArray
    begins: IntArray

    @classmethod
    def of(cls, graph: Graph, problem: Problem, day: int) -> _Day:
        needs: list[int] = []
        sorts: list[int] = []
        begins: list[int] = []
        for place, sort in enumerate(graph.sorts):
            own = [problem.cells[day, duty] for duty in sort.duties if (day, duty) in problem.cells]
            if own:
                sorts.append(place)
                begins.append(len(needs))
                needs += own
        return cls(*(np.array(column, dtype=np.int64) for column in (needs, sorts, begins)))


class Everybody:
    """All people, by kin, and the cheapest row of any of them."""

    def __init__(self, problem: Problem) -> None:
        """Build the graph of each kin."""
        self.problem = problem
        self.prices = Prices.of(problem)
        kin: dict[Kin, list[int]] = {}
        for place, person in enumerate(problem.people):
            kin.setdefault(Kin.of(person), []).append(place)
        self.families = tuple(Family(problem, one, members, self.prices) for one, members in kin.items())
        self._home = {
            int(place): (family, row)
            for family, own in enumerate(self.families)
            for row, place in enumerate(own.members)
        }
        self.wanted = np.array([need.people for need in problem.needs], dtype=float)
        self.short = np.array([need.short for need in problem.needs])
        self.over = np.array([need.over for need in problem.needs])

    @property
    def stuck(self) -> list[int]:
        """People of whom no row keeps the rules."""
        return sorted(place for family in self.families for place in family.stuck)

    def cheapest(self, worths: FloatArray, people: Sequence[int] | None = None) -> list[tuple[float, Column]]:
        """The cheapest row of each of the people (or of all), after the worths; with what it then costs."""
        chosen: dict[int, list[int]] = {}
        for place in range(len(self.problem.people)) if people is None else people:
            family, row = self._home[place]
            chosen.setdefault(family, []).append(row)
        found = []
        for family, rows in chosen.items():
            own = self.families[family]
            best = own.cheapest(worths, np.array(rows, dtype=np.int64))
            for row, price, pattern in zip(rows, best.prices, best.patterns, strict=True):
                total = float(price + worths[list(pattern)].sum())
                found.append((float(price), Column(int(own.members[row]), pattern, round(total, 6))))
        return found

    def cheapest_of_each(self, worths: FloatArray) -> list[tuple[float, Column]]:
        """The cheapest row of each, in the people's order."""
        return sorted(self.cheapest(worths), key=lambda found: found[1].person)

    def within(self, worths: FloatArray, person: int, limit: float, most: int) -> list[Column] | None:
        """All rows of a person that cost no more than the limit after the worths; None if more than ``most``."""
        family, row = self._home[person]
        own = self.families[family]
        found = own.within(worths, row, limit, most)
        return None if found is None else [self.column(person, pattern) for pattern in found]

    def column(self, person: int, pattern: Pattern) -> Column:
        """A row with its own price: what the needs it fills, the days off, nights and weekends come to."""
        problem, who = self.problem, self.problem.people[person]
        filled = {problem.needs[need].day for need in pattern}
        price = sum(float(self.prices.work[person, need]) for need in pattern)
        price += sum(float(self.prices.off[person, day]) for day in range(problem.days) if day not in filled)
        price += who.nights.cost(sum(problem.duties[problem.needs[need].duty].night for need in pattern))
        price += who.weekends.cost(sum(problem.weekday(day) >= SATURDAY for day in filled))
        return Column(person, pattern, round(price, 6))

    def staffed(self, columns: Iterable[Column]) -> FloatArray:
        """People at each need."""
        counts = np.zeros(len(self.wanted))
        for column in columns:
            counts[list(column.pattern)] += 1
        return counts

    def price(self, columns: Sequence[Column]) -> float:
        """What a roster of these rows costs."""
        missing = self.wanted - self.staffed(columns)
        needs = np.maximum(missing, 0) @ self.short + np.maximum(-missing, 0) @ self.over
        return float(needs) + sum(column.price for column in columns)


def row_of(problem: Problem, pattern: Pattern) -> tuple[int, ...]:
    """A pattern as a row of duties by day."""
    row = [NOBODY] * problem.days
    for place in pattern:
        row[problem.needs[place].day] = problem.needs[place].duty
    return tuple(row)
