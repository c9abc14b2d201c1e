"""Paths: every row of duties that one person may work, as ways through a graph.

A node is what the rules need to remember at the end of a day: how many days in a row, how many hours this week, how soon the
next shift may begin, which weekends and nights. An arc is a day off or a *sort* of duty: duties that rest, hours and counts
cannot tell apart are one sort. Nodes from which the same may follow are one node (as in a minimal automaton), so a week has
some hundreds of nodes, and the cheapest row of each of five hundred people, whatever the prices, is found at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.rostering.problem import SATURDAY, SUNDAY, Past, Person, Problem, Share, Terms

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
OFF = 0  # the sort of a day off


@dataclass(frozen=True)
class Sort:
    """Duties that the rules cannot tell apart."""

    duties: tuple[int, ...]
    paid: int  # seconds
    night: bool
    unfit: int  # place of the set of duties that may not follow
    counted: tuple[bool, ...]  # by limit of the terms, whether it counts


class Node(NamedTuple):
    """What is remembered at the end of a day."""

    unfit: int  # place of the set of duties that may not follow
    run: int  # days in a row worked (> 0) or off (< 0); 0 before the first day if the past is unknown
    known: bool  # whether all of the run is seen, so that it may be found too short
    paid: int = 0  # this week, in seconds
    days: int = 0  # this week
    saturday: bool = False  # yesterday, worked
    weekends: int = 0
    nights: int = 0
    weekend_days: int = 0
    most: tuple[int, ...] = ()


Arc = tuple[int, Node, float]  # sort, where it leads, its price


@dataclass(frozen=True)
class Kin:
    """People whose rows obey the same rules, so that one graph is theirs."""

    terms: Terms
    nights: Share
    weekends: Share

    @classmethod
    def of(cls, person: Person) -> Kin:
        """The kin of a person."""
        return cls(person.terms, person.nights, person.weekends)


@dataclass(frozen=True)
class Step:
    """One day's arcs, sorted by where they lead: ``begins`` is where each node's arcs begin, ``sorts`` what is worked."""

    origin: IntArray
    sorts: IntArray
    price: FloatArray
    begins: IntArray
    targets: int


@dataclass(frozen=True)
class Graph:
    """All rows of one kin. ``starts``: the first node of each past; none where no row keeps the rules."""

    sorts: tuple[Sort, ...]  # the first is a day off
    steps: tuple[Step, ...]
    starts: Mapping[Past, int]
    nodes: int  # at the first layer


class Builder:
    """Builds the graph of one kin."""

    def __init__(self, problem: Problem, kin: Kin, people: Sequence[Person]) -> None:
        """``people``: all of that kin."""
        self.problem, self.kin, self.terms = problem, kin, kin.terms
        self.pasts = tuple(dict.fromkeys(person.past for person in people))
        sets = dict.fromkeys([frozenset[int](), *problem.unfit])
        sets |= dict.fromkeys(self._barred(past) for past in self.pasts)
        self.sets = tuple(sets)
        self.sorts = self._sorts({duty for person in people for duty in person.duties})
        self.wanted = [
            [
                place
                for place, sort in enumerate(self.sorts)
                if any((day, duty) in problem.cells for duty in sort.duties)
            ]
            for day in range(problem.days)
        ]
        self.fits = [
            [self.sorts[place].duties[0] not in unfit for place in range(1, len(self.sorts))] for unfit in sets
        ]
        self.night_price, self.weekend_price = kin.nights.price > 0, kin.weekends.price > 0
        self.weekends = kin.terms.most_weekends is not None or kin.terms.whole_weekends

    def _barred(self, past: Past) -> frozenset[int]:
        return frozenset() if past.last_end is None else self.problem.unfit_after(past.last_end)

    def _sorts(self, duties: set[int]) -> tuple[Sort, ...]:
        """Tell duties apart as far as the rules do; the first sort is a day off."""
        problem, limits = self.problem, [some for some, _ in self.terms.most]
        found: dict[tuple[object, ...], list[int]] = {}
        for place in sorted(duties):
            duty, unfit = problem.duties[place], self.sets.index(problem.unfit[place])
            barred = tuple(place in some for some in self.sets)
            counted = tuple(place in some for some in limits)
            found.setdefault((round(duty.paid), duty.night, unfit, barred, counted), []).append(place)
        sorts = [Sort((), 0, night=False, unfit=0, counted=(False,) * len(limits))]
        for members in found.values():
            first = problem.duties[members[0]]
            unfit = self.sets.index(problem.unfit[members[0]])
            counted = tuple(members[0] in some for some in limits)
            sorts.append(Sort(tuple(members), round(first.paid), first.night, unfit, counted))
        return tuple(sorts)

    def build(self) -> Graph:
        """Unfold forwards from every past, then fold backwards; ways that keep no rule to the end are dropped."""
        first = {past: self._first(past) for past in self.pasts}
        layers: list[dict[Node, list[Arc]]] = []
        ahead = dict.fromkeys(first.values())
        for day in range(self.problem.days):
            layer = {node: list(self._arcs(node, day)) for node in ahead}
            layers.append(layer)
            ahead = dict.fromkeys(target for arcs in layer.values() for _, target, _ in arcs)
        return self._folded(layers, first, ahead)

    def _first(self, past: Past) -> Node:
        before = past.days_in_a_row
        run = 0 if before is None else before or -1
        most = (0,) * len(self.terms.most)
        return Node(self.sets.index(self._barred(past)), run, known=run > 0, most=most)

    def _arcs(self, node: Node, day: int) -> Iterator[Arc]:
        rested = self._rested(node)
        if rested is not None:
            after = self._ended(rested, day)
            if after is not None:
                yield OFF, after, 0.0
        fits = self.fits[node.unfit]
        worked = self._worked(node, day)
        if worked is None:
            return
        most_paid = self.terms.hours[day // self.problem.week][1] + 1e-6
        for place in self.wanted[day]:
            if fits[place - 1] and worked.paid + self.sorts[place].paid <= most_paid:
                found = self._doing(worked, day, self.sorts[place])
                if found is not None:
                    after = self._ended(found[0], day)
                    if after is not None:
                        yield place, after, found[1]

    def _rested(self, node: Node) -> Node | None:
        if node.run > 0:
            if node.known and node.run < self.terms.fewest_in_a_row:
                return None
            run, known = -1, True
        else:
            run, known = max(node.run - 1, -self.terms.fewest_days_off), node.known
        return node._replace(unfit=0, run=run, known=known and -run < self.terms.fewest_days_off)

    def _worked(self, node: Node, day: int) -> Node | None:
        """Working that day, whatever the sort."""
        terms = self.terms
        if node.run < 0 and node.known and -node.run < terms.fewest_days_off:
            return None
        run = max(node.run, 0) + 1
        if terms.most_in_a_row is not None and run > terms.most_in_a_row:
            return None
        if terms.days_a_week is not None and node.days >= terms.days_a_week:
            return None
        weekday = self.problem.weekday(day)
        weekends = node.weekends
        if self.weekends and weekday >= SATURDAY and not (weekday == SUNDAY and node.saturday):
            weekends += 1
            if terms.most_weekends is not None and weekends > terms.most_weekends:
                return None
        known = node.known if node.run > 0 else node.run < 0
        if terms.most_in_a_row is None:
            run = min(run, terms.fewest_in_a_row)
        return node._replace(
            run=run,
            known=known and run < terms.fewest_in_a_row,
            days=node.days + (terms.days_a_week is not None),
            weekends=weekends if terms.most_weekends is not None else 0,
        )

    def _doing(self, node: Node, day: int, sort: Sort) -> tuple[Node, float] | None:
        price, nights, weekend_days = 0.0, node.nights, node.weekend_days
        if sort.night and self.night_price:
            nights += 1
            price += self.kin.nights.step(nights)
        if self.weekend_price and self.problem.weekday(day) >= SATURDAY:
            weekend_days += 1
            price += self.kin.weekends.step(weekend_days)
        most = node.most
        if any(sort.counted):
            most = tuple(count + one for count, one in zip(most, sort.counted, strict=True))
            if any(count > limit for count, (_, limit) in zip(most, self.terms.most, strict=True)):
                return None
        paid = node.paid + sort.paid
        return node._replace(unfit=sort.unfit, paid=paid, nights=nights, weekend_days=weekend_days, most=most), price

    def _ended(self, node: Node, day: int) -> Node | None:
        """The day is over, and perhaps the weekend and the week."""
        weekday, week = self.problem.weekday(day), self.problem.week
        if self.weekends:
            works = node.run > 0
            if weekday == SUNDAY and day > 0 and self.terms.whole_weekends and works != node.saturday:
                return None
            node = node._replace(saturday=works and weekday == SATURDAY)
        if (day + 1) % week == 0 or day + 1 == self.problem.days:
            if node.paid < self.terms.hours[day // week][0] - 1e-6:
                return None
            node = node._replace(paid=0, days=0)
        return node

    def _folded(self, layers: list[dict[Node, list[Arc]]], first: Mapping[Past, Node], last: Iterable[Node]) -> Graph:
        """Give one place to all nodes of a layer from which the same may follow."""
        places: dict[Node, int] = dict.fromkeys(last, 0)
        steps: list[Step] = []
        for layer in reversed(layers):
            known: dict[tuple[tuple[int, int, float], ...], int] = {}
            here: dict[Node, int] = {}
            for node, arcs in layer.items():
                onward = tuple((sort, places[target], price) for sort, target, price in arcs if target in places)
                if onward:
                    here[node] = known.setdefault(onward, len(known))
            steps.append(_step(known, len(set(places.values()))))
            places = here
        starts = {past: places[node] for past, node in first.items() if node in places}
        return Graph(self.sorts, tuple(reversed(steps)), starts, len(set(places.values())))


def _step(known: Mapping[tuple[tuple[int, int, float], ...], int], targets: int) -> Step:
    arcs = sorted((target, place, sort, price) for onward, place in known.items() for sort, target, price in onward)
    if not arcs:
        empty = np.zeros(0, dtype=np.int64)
        return Step(empty, empty, np.zeros(0), empty, targets)
    columns = np.array([arc[:3] for arc in arcs], dtype=np.int64).T
    begins = np.searchsorted(columns[0], np.arange(targets))
    return Step(columns[1], columns[2], np.array([arc[3] for arc in arcs]), begins, targets)
