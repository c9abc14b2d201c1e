"""The proved optimum for one queue and one group whose times are exponential.

A program chooses the shifts; what each interval loses to each target is a variable of it, held from below by what the
interval loses at least (``exact_day.py``): first by itself, whatever happens around it, as a convex function of its people;
then, where a solution turns out to lose more, by *cuts*. A cut says: with no more people than this in the interval, and no
more (or, with impatient contacts, no fewer) than that in the few before it, so many contacts are lost. Everything in the
program holds for every plan, so its cost is a lower bound. When its solution meets the targets exactly, it is the optimum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pulp

from optimize.demands import Demand
from optimize.exact_day import Losses, allowed
from optimize.program import Expression, Roster, ShiftProgram, Solution, Solved
from sim.staffing import on_floor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimize.effort import Clock
    from scenarios.schema import Scenario
    from sim.exact.figures import ExactDay

SLACK = 1e-7  # contacts; the chains leave out less than this
NOTHING = 1e-3  # contacts lost below which more people are not looked at
NEARLY_ALL = 0.9  # of an interval's contacts: where so many are lost, nobody plans to be
UNHEARD_OF = 10**5  # people on the floor at once


@dataclass(frozen=True)
class Cut:
    """At least ``lost`` contacts of an interval are lost to a target, unless somebody is added where it says so.

    ``agents`` are those of the intervals from ``first`` on, ``at`` (which loses) and the next one among them.
    """

    place: int  # of the target
    at: int
    first: int
    agents: tuple[int, ...]
    lost: float
    decides: bool = False  # the loss alone is more than the target allows: one of the ways out must be taken


@dataclass(frozen=True)
class Trial:
    """A solution of the program and what it comes to: the day, exactly, and the demands that it misses."""

    solved: Solved
    agents: tuple[int, ...]  # on the floor by interval
    day: ExactDay
    missed: tuple[Demand, ...]


class ExactProgram:
    """The program with the cuts found so far; rebuilt for every solve, so that it depends on nothing but them."""

    def __init__(self, scenario: Scenario, roster: Roster, losses: Losses, clock: Clock | None = None) -> None:
        """Find out what every interval loses at least by itself, as far as the ``clock`` lets: with less the bound is lower."""
        self.scenario, self.roster, self.losses, self.clock = scenario, roster, losses, clock
        self.group = next(iter(scenario.agent_groups))
        self.cuts: list[Cut] = []
        self.most = self._most_people()
        self.least = self._alone()
        self.curves = self._curves()

    @property
    def late(self) -> bool:
        """Whether time is over."""
        return self.clock is not None and self.clock.left <= 0

    def _most_people(self) -> list[int]:
        """People on the floor that some cheapest plan, of those the one with the fewest shifts, never exceeds.

        Each of its people is missed if he is left out: in an interval of his shift where without him there would be less than
        the ample or the minimum, or by a rule. So many as an interval may miss are summed over those that share a shift with
        this one. A share of part-time asks for others only while those others are few: their part-timers over the share, plus
        one. What else can make people be there (least hours a week, bundles, prices that are no costs) is not reckoned with.
        """
        roster, limit = self.roster, self.roster.headcount.get(self.group, UNHEARD_OF)
        minimum = on_floor(float(roster.staff_minimum.get(self.group, 0)), roster.shrinkage[self.group])
        missed = np.maximum(self.losses.ample, minimum) + 2  # one for him, one for what rounding hides
        labour = roster.rules.labour
        hours = labour.weekly_hours if labour else None
        if (hours is not None and hours.min is not None) or roster.bundles or roster.penalty:
            return [limit] * roster.intervals
        reach = roster.reach > 0
        if not roster.rules.part_time:
            together = reach.T.astype(int) @ reach.astype(int) > 0  # intervals that one shift can cover
            return [min(int(row @ missed), limit) for row in together]
        shares = [rule.most for rule in roster.rules.part_time if rule.most > 0]
        days = np.array([roster.rules.day_of(kind) for kind in roster.kinds])
        most = np.zeros(roster.intervals)
        for day in np.unique(days):
            covered = reach[days == day].any(axis=0)
            most += covered * np.ceil((covered @ missed + len(shares)) / np.prod(shares))
        return [int(min(people, limit)) for people in most]

    def _alone(self) -> list[int]:
        """Fewest people of each interval whatever the rest of the day: from the demands that one interval decides."""
        least = [0] * self.roster.intervals
        known: dict[object, int] = {}
        more = 0  # than in the long run, at the interval before: where to begin looking
        for demand in self.losses.demands:
            if demand.single and not self.late:
                at = demand.cells[0].interval
                alike = (demand.place, self.losses.alike(at) or at, least[at])
                if alike not in known:
                    steady = round(self.losses.steady_need(demand))
                    people = known[alike] = self._fewest(demand, max(steady + more, least[at], 0), least[at])
                    more = people - steady
                least[at] = known[alike]
        return least

    def _fewest(self, demand: Demand, guess: int, least: int) -> int:
        """Fewest people, ``least`` or more, with whom an interval keeps its demand by itself."""
        people, ample = guess, self.losses.ample[demand.cells[0].interval]
        while people < ample and not self._enough(demand, people):
            people += 1
        if people == guess:  # else one fewer was not enough a moment ago
            while people > least and self._enough(demand, people - 1):
                people -= 1
        return people

    def _enough(self, demand: Demand, people: int) -> bool:
        at = demand.cells[0].interval
        return self._loss(demand.place, at, at, (people,)) <= allowed(demand) + SLACK

    def _loss(self, place: int, at: int, first: int, agents: tuple[int, ...]) -> float:
        """What interval ``at`` loses at least, when the intervals from ``first`` on have these people."""
        day = self.losses.at_least(first, agents)
        return float(self.losses.lost(self.scenario.targets[place], day)[at - first])

    def _curves(self) -> dict[tuple[int, int], list[tuple[float, float]]]:
        """Lines below what an interval loses by itself, as a function of its people, for targets over several intervals."""
        needed = {(d.place, cell.interval): cell for d in self.losses.demands if not d.single for cell in d.cells}
        found: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for (place, at), cell in needed.items():
            points: list[tuple[int, float]] = []  # from many people down to few
            for count in range(self.losses.ample[at], self.least[at] - 1, -1):
                if self.late:
                    points = []
                    break
                lost = max(self._loss(place, at, at, (count,)) - SLACK, 0.0)
                points = [*(points if lost >= NOTHING else []), (count, lost)]
                if lost > NEARLY_ALL * cell.weight and count > self.least[at]:  # fewer people lose as many at least
                    points.append((self.least[at], lost))
                    break
            found[place, at] = below(points[::-1]) if points else []
        return found

    def solve(
        self,
        *,
        seconds: float,
        gap: float = 0.0,
        branches: int | None = None,
        extra: list[tuple[int, int]] | None = None,
        stricter: Mapping[Demand, float] | None = None,
    ) -> Solution:
        """Solve; a heuristic wishes for ``extra`` (interval, people), and for fewer contacts lost in some periods."""
        program = ShiftProgram(self.roster)
        floor = [program.on_floor(self.group, at) for at in range(self.roster.intervals)]
        self._agents_exact(program, floor)
        for at, people in enumerate(self.least):
            if people > 0:
                program.demand(f"alone_{at}", floor[at], people)
        for number, (at, people) in enumerate(extra or []):
            program.demand(f"wish_{number}", floor[at], people)
        lost = self._lost(program, floor, stricter or {})
        bits: dict[tuple[int, int, bool], pulp.LpVariable] = {}
        for number, cut in enumerate(self.cuts):
            way_out = Expression((self._bit(program, floor, bits, key), 1) for key in self._ways_out(cut))
            if cut.decides:
                program.demand(f"cut_{number}", way_out, 1.0)
            else:
                program.demand(f"cut_{number}", way_out * cut.lost + lost[cut.place, cut.at], cut.lost)
        return program.solve(gap=gap, seconds=seconds, branches=branches)

    def _agents_exact(self, program: ShiftProgram, floor: list[Expression]) -> None:
        """Where fewer people can be a way out, people on the floor must not be understated."""
        present = 1 - self.roster.shrinkage[self.group]
        if self.losses.impatient and present < 1:
            for at in range(self.roster.intervals):
                scheduled = program.scheduled(self.group, at)
                if scheduled:
                    program.demand(f"rounded_{at}", floor[at] - scheduled * present, -0.5)

    def _lost(
        self, program: ShiftProgram, floor: list[Expression], stricter: Mapping[Demand, float]
    ) -> dict[tuple[int, int], pulp.LpVariable]:
        """Contacts that each interval loses to each target, and the sums that the periods allow."""
        lost: dict[tuple[int, int], pulp.LpVariable] = {}
        for demand in self.losses.demands:
            for cell in demand.cells:
                key = (demand.place, cell.interval)
                lost[key] = program.variable(f"lost_{key[0]}_{key[1]}")
                for number, (slope, level) in enumerate(self.curves.get(key, [])):
                    line = Expression([(lost[key], 1)]) - floor[cell.interval] * slope
                    program.demand(f"loses_{key[0]}_{key[1]}_{number}", line, level)
            total = Expression((lost[demand.place, cell.interval], -1) for cell in demand.cells)
            program.demand(
                f"target_{demand.place}_{demand.first}", total, -stricter.get(demand, allowed(demand)) - SLACK
            )
        return lost

    def _ways_out(self, cut: Cut) -> list[tuple[int, int, bool]]:
        """(interval, people, whether more or fewer) that lift a cut."""
        ways = []
        for at, people in enumerate(cut.agents, start=cut.first):
            if at >= cut.at or not self.losses.impatient:
                ways.append((at, people + 1, True))
            elif people > 0:
                ways.append((at, people - 1, False))
        return ways

    def _bit(
        self, program: ShiftProgram, floor: list[Expression],
        bits: dict[tuple[int, int, bool], pulp.LpVariable], key: tuple[int, int, bool],
    ) -> pulp.LpVariable:  # fmt: skip
        """A 0/1 variable that can only be 1 if an interval has at least (or at most) so many people."""
        if key not in bits:
            at, people, more = key
            bits[key] = program.variable(f"{'more' if more else 'fewer'}_{at}_{people}", binary=True)
            if more:
                program.demand(f"{bits[key].name}_holds", floor[at] - Expression([(bits[key], people)]), 0.0)
            else:
                most = max(self.most[at], people)
                limit = -floor[at] - Expression([(bits[key], most - people)])
                program.demand(f"{bits[key].name}_holds", limit, -float(most))
        return bits[key]

    def trial(self, solved: Solved) -> Trial:
        """Compute the day of a solution."""
        scheduled = self.roster.scheduled(self.group, solved.shifts)
        agents = tuple(on_floor(float(people), self.roster.shrinkage[self.group]) for people in scheduled)
        day = self.losses.exactly(agents)
        missed = tuple(d for d in self.losses.demands if self.losses.in_period(d, day) > allowed(d) + 2 * SLACK)
        return Trial(solved, agents, day, missed)

    def learn(self, trial: Trial) -> int:
        """Add cuts that forbid a solution; tell how many."""
        before = len(self.cuts)
        for demand in trial.missed:
            for window in range(2, self.roster.intervals + 1):
                if self.late:
                    break
                found = [self._cut(demand, cell.interval, trial.agents, window) for cell in demand.cells]
                if sum(cut.lost for cut in found) > allowed(demand) + SLACK or window >= self.roster.intervals:
                    self.cuts += [cut for cut in map(self._widened, found) if cut.lost > SLACK and cut not in self.cuts]
                    break
        return len(self.cuts) - before

    def _cut(self, demand: Demand, at: int, agents: tuple[int, ...], window: int) -> Cut:
        first = max(at - window + 1, 0)
        own = agents[first : at + 2]
        lost = self._loss(demand.place, at, first, own)
        return Cut(
            demand.place, at, first, own, max(lost - SLACK, 0.0), demand.single and lost > allowed(demand) + SLACK
        )

    def _widened(self, cut: Cut) -> Cut:
        """Make a cut that decides hold for as many staffings of the intervals before as it can."""
        if not cut.decides or self.losses.impatient:
            return cut
        demand = next(
            d for d in self.losses.demands if d.single and d.place == cut.place and d.cells[0].interval == cut.at
        )
        agents = list(cut.agents)
        for number in range(len(agents)):
            if cut.first + number == cut.at:
                continue
            low, high = agents[number], self.losses.ample[cut.first + number]
            while low < high:
                middle = (low + high + 1) // 2
                more = (*agents[:number], middle, *agents[number + 1 :])
                if self._loss(cut.place, cut.at, cut.first, more) > allowed(demand) + SLACK:
                    low = middle
                else:
                    high = middle - 1
            agents[number] = low
        return replace(cut, agents=tuple(agents))


def below(points: list[tuple[int, float]]) -> list[tuple[float, float]]:
    """(slope, level) of lines under (people, lost), touching their lower convex hull; beyond the last, nothing is lost."""
    keep: list[int] = []
    points = [*points, (points[-1][0] + 1, 0.0)]
    for place, (x, y) in enumerate(points):
        while len(keep) > 1:
            (x1, y1), (x2, y2) = points[keep[-2]], points[keep[-1]]
            if (y2 - y1) * (x - x1) < (y - y1) * (x2 - x1):
                break
            keep.pop()
        keep.append(place)
    hull = [points[place] for place in keep]
    return [((b[1] - a[1]) / (b[0] - a[0]), a[1] - (b[1] - a[1]) / (b[0] - a[0]) * a[0]) for a, b in pairwise(hull)]
