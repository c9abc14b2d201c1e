"""Bound: a cost that no plan can undercut, whatever its routing and its luck.

Nobody answers more than there is time for. A contact that is answered takes somebody with the skill its mean handling and
wrap-up; a target demands that a share of the first attempts be answered; so the shifts must bring that much time, in the
right groups and hours. Three things soften it and are allowed for: a contact in hand at an interval's end is finished in the
next one, at a shift's end it is finished after hours, and contacts that wait at an interval's end are answered in the next.
One thing sharpens it: chance. The contacts of an interval bring a random amount of work, on busy days and quiet ones, and no
staff can do more than there is: the work done is at most the mean of min(time, work), which is less than either.

The bound is the dual bound of this program, with whole people. What queues cost beyond that (agents must be idle now and then
to answer within 20 s) is not in it, so plans lie a few percent above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pulp
from scipy.stats import norm

from optimize.curves import busy_factors
from optimize.demands import Demand, Flows, coarse, demands, fastest, flows, handling, loads
from optimize.program import Expression, NoSolution, Roster, ShiftProgram
from optimize.shifts import FloatArray

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Target

SECONDS = 10.0  # for the solver; its bound is valid whenever it stops
GAP = 0.003
TANGENTS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)  # where the curve of work done is touched, in standard deviations

PROOF = (
    "Lower bound by workload: every plan needs agents' time for the contacts that the targets demand to be answered, at the "
    "mean handling of whoever answers, and does at most the mean of min(time, work) in an interval. It assumes that "
    "contacts are not picked by how long they will take, that the work of an interval is about normally distributed, and "
    "that what is carried past an interval's or a shift's end is at most one remaining contact for each agent. "
    "It leaves out the idle time that short waits need, so the true least cost lies between the bound and the cost."
)


def lower_bound(scenario: Scenario, roster: Roster) -> tuple[float, str]:
    """Lower bound on the cost of any plan that meets the targets, and how it was obtained."""
    solution = _Workload(scenario, roster).program.solve(gap=GAP, seconds=SECONDS)
    if isinstance(solution, NoSolution):
        return 0.0, PROOF  # the search will find out why, and say so
    return max(solution.bound, 0.0), PROOF


def answered_share(target: Target, *, lossless: bool) -> float:
    """Share of the offered that a target demands to be answered; 0 if it demands none.

    ``lossless``: offered contacts are answered or abandon; where they may also be blocked or cleared, few abandonments do not
    mean many answers. With ``confidence`` only so many days must reach it, and the quiet ones at that, so none is counted.
    """
    if target.confidence is not None or target.scope == "agent_group":
        return 0.0
    if target.measure == "answer_rate" and target.of == "offered":
        return target.asked
    return 1 - target.asked if target.measure == "abandonment" and lossless else 0.0


@dataclass(frozen=True)
class _Work:
    """Mean and standard deviation of the work (seconds) that the contacts of an interval bring, for a busy day's factor."""

    mean: float
    deviation: float


class _Workload:
    """The program of the bound."""

    def __init__(self, scenario: Scenario, roster: Roster) -> None:
        """Write it down."""
        self.scenario, self.roster = scenario, roster
        self.interval = scenario.calendar.interval
        self.expected: Flows = flows(scenario)
        self.loads = loads(scenario, self.expected)
        self.program = ShiftProgram(roster, coarse=coarse(scenario, self.loads), benefit=0.5)
        self.offered = {
            queue: np.asarray(sum(v for (_, name), v in self.expected.items() if name == queue))
            * np.ones(roster.intervals)
            for queue in scenario.queues
        }
        self.carried: dict[tuple[str, int], Expression] = {}
        self.work: dict[tuple[str, str, int], pulp.LpVariable] = {}
        self.joined: dict[tuple[str, int], pulp.LpVariable] = {}
        self.again: dict[tuple[str, int], pulp.LpVariable] = {}
        self.waiting: dict[tuple[str, int], pulp.LpVariable] = {}
        for interval in range(roster.intervals):
            self._flow(interval)
        for interval in range(roster.intervals):
            self._capacity(interval)
            self._balance(interval)
        for queue in scenario.queues:
            self._come_back(queue)
        for demand in demands(scenario, self.expected):
            self._ask(demand)

    def _come_back(self, queue: str) -> None:
        """Of the contacts of a queue that are not answered at most a share tries again, at whatever time suits the plan."""
        share = 0.0
        for kind, name in self.expected:
            retry = self.scenario.contact_types[kind].retry
            if name == queue and retry is not None:
                share = max(share, retry.after_abandoning, retry.after_blocking)
        again = [(self.again[queue, interval], share - 1) for interval in range(self.roster.intervals)]
        joined = [(self.joined[queue, interval], -share) for interval in range(self.roster.intervals)]
        lost = Expression([*again, *joined])
        self.program.demand(f"come_back_{queue}", lost, -share * float(self.offered[queue].sum()))

    def _flow(self, interval: int) -> None:
        variable = self.program.variable
        for queue, offered in self.offered.items():
            name = f"{queue}_{interval}"
            self.joined[queue, interval] = variable(f"joined_{name}")
            self.again[queue, interval] = variable(f"again_{name}")
            there = Expression([(self.again[queue, interval], 1), (self.joined[queue, interval], -1)])
            self.program.demand(f"offered_{name}", there, -float(offered[interval]))
            self.waiting[queue, interval] = variable(f"waiting_{name}", most=self._may_wait(queue, interval))
            for group, staff in self.scenario.agent_groups.items():
                if queue in staff.skills:
                    self.work[group, queue, interval] = variable(f"answered_{group}_{name}")

    def _may_wait(self, queue: str, interval: int) -> float:
        """Most contacts that may, on the mean, wait at the interval's end and still be answered.

        Nobody who is still to count for an answer rate has waited longer than the longest ``within``; otherwise no more wait
        than would if nobody were ever answered.
        """
        rate = self.offered[queue][: interval + 1].max(initial=0.0) / self.interval
        own = [kind for (kind, name), v in self.expected.items() if name == queue and v.sum() > 0]
        patience = max((self.scenario.contact_types[kind].patience.mean() for kind in own), default=0.0)
        asked = [t for t in self.scenario.targets if answered_share(t, lossless=True) > 0]
        if asked and all(t.measure == "answer_rate" for t in asked):
            patience = min(patience, max(t.within or 0.0 for t in asked))
        return float(rate * min(patience, self.scenario.calendar.horizon))

    def _capacity(self, interval: int) -> None:
        """What a group answers in an interval fits its time, less what it brings along, plus what it leaves to later."""
        for group, staff in self.scenario.agent_groups.items():
            answered = Expression(
                (self.work[group, queue, interval], -handling(self.scenario, group, queue)) for queue in staff.skills
            )
            self.program.demand(f"time_{group}_{interval}", answered + self._time(group, interval), 0.0)

    def _time(self, group: str, interval: int) -> Expression:
        """Seconds of the group for contacts taken in the interval, with what is finished later."""
        before = self._carry(group, interval - 1)
        on_floor = self._on_floor(group, interval)
        return on_floor * self.interval + self._over(group, interval) - (before if before is not None else 0)

    def _carry(self, group: str, interval: int) -> Expression | None:
        """Work that agents take into the next interval: at most one remaining contact for each agent there."""
        if interval < 0:
            return None
        if (group, interval) not in self.carried:
            carried = self.program.variable(f"carried_{group}_{interval}")
            limit = self._on_floor(group, interval) * self._remaining(group)
            self.program.demand(f"carry_{group}_{interval}", limit - Expression([(carried, 1)]), 0.0)
            self.carried[group, interval] = Expression([(carried, 1)])
        return self.carried[group, interval]

    def _over(self, group: str, interval: int) -> Expression:
        carried = self._carry(group, interval)
        assert carried is not None
        return carried + self._leavers(group, interval) * self._remaining(group)

    def _remaining(self, group: str) -> float:
        """Mean seconds left of a contact in hand at most, of the longest: (1 + cv squared) / 2 of its mean in the long run.

        Not less than the mean: a shift's start sets everybody going at once, and its end may find all contacts just begun.
        """
        skills = self.scenario.agent_groups[group].skills.values()
        longest = 0.0
        for skill in skills:
            mean = skill.handle_time.mean() + skill.wrap_up.mean()
            variance = (skill.handle_time.mean() * skill.handle_time.cv()) ** 2
            variance += (skill.wrap_up.mean() * skill.wrap_up.cv()) ** 2 if skill.wrap_up.mean() > 0 else 0.0
            longest = max(longest, mean, (mean + variance / mean) / 2 if mean > 0 else 0.0)
        return longest

    def _on_floor(self, group: str, interval: int) -> Expression:
        if group in self.roster.planned:
            return self.program.on_floor(group, interval)
        assert self.roster.others is not None
        return Expression(constant=float(self.roster.others.mean_on_floor(group)[interval]))

    def _leavers(self, group: str, interval: int) -> Expression:
        """People on the floor whose shift ends or whose break begins in the interval or at its end."""
        if group not in self.roster.planned:
            assert self.roster.others is not None
            people = self.roster.others.mean_on_floor(group)
            later = people[interval + 1] if interval + 1 < len(people) else people[interval]
            return Expression(constant=max(float(people[interval] - later), 0.0))
        slots, presence = self.roster.slots, self.roster.presence
        parts = []
        for place in self.roster.of_group(group):
            own = np.append(
                presence[place], presence[place][0] if self.scenario.calendar.cyclic else presence[place][-1]
            )
            leaves = np.maximum(-np.diff(own), 0.0)[interval * slots : (interval + 1) * slots].sum()
            if leaves:
                parts.append((self.program.people[place], float(leaves) * (1 - self.roster.shrinkage[group])))
        return Expression(parts)

    def _balance(self, interval: int) -> None:
        """Contacts of an interval are answered in it or wait at its end; and no more work is done than there is."""
        for queue in self.offered:
            answered = [(var, 1) for (_, name, at), var in self.work.items() if name == queue and at == interval]
            left = Expression([*answered, (self.waiting[queue, interval], 1), (self.joined[queue, interval], -1)])
            if interval > 0:
                left += Expression([(self.waiting[queue, interval - 1], -1)])
            self.program.demand(f"balance_{queue}_{interval}", left, 0.0)
            self.program.demand(f"balance_back_{queue}_{interval}", -left, 0.0)
        work_of = {queue: fastest(self.scenario, queue) for queue in self.offered}
        done = Expression((self.joined[queue, interval], work) for queue, work in work_of.items())
        done += Expression((self.again[queue, interval], -work) for queue, work in work_of.items())
        time = Expression()
        for group in self.scenario.agent_groups:
            time += self._time(group, interval)
        for queue, work in work_of.items():
            time += Expression([(self.waiting[queue, interval], work)])
            if interval > 0:
                time += Expression([(self.waiting[queue, interval - 1], -work)])
        for number, (slope, level) in enumerate(tangents(self._brought(interval))):
            self.program.demand(f"chance_{interval}_{number}", time * slope - done, -level)

    def _brought(self, interval: int) -> list[_Work]:
        """The work that contacts joining in an interval bring, at each level of busyness."""
        mean = variance = spread = 0.0
        for (kind, queue), volume in self.expected.items():
            handled, count = fastest(self.scenario, queue), float(volume[interval])
            squares = min(
                handled**2 + (skill.handle_time.mean() * skill.handle_time.cv()) ** 2
                for staff in self.scenario.agent_groups.values()
                if (skill := staff.skills.get(queue)) is not None
            )
            busyness = self.scenario.contact_types[kind].arrivals.busyness
            mean += count * handled
            variance += count * squares
            spread += count * handled * (float(self.scenario.busyness[busyness].cv()) if busyness else 0.0)
        factors = busy_factors(spread / mean if mean > 0 else 0.0)
        return [_Work(mean * factor, float(np.sqrt(variance * factor))) for factor in factors]

    def _ask(self, demand: Demand) -> None:
        lossless = self.scenario.closing == "serve_out" and all(
            q.capacity is None for q in self.scenario.queues.values()
        )
        share = answered_share(demand.target, lossless=lossless)
        if (
            share == 0 or demand.target.scope == "contact_type"
        ):  # others in the same queue might be answered in its place
            return
        cells = {(cell.queue, cell.interval): cell.weight for cell in demand.cells}
        total = Expression([(self.joined[key], 1) for key in cells] + [(self.again[key], -share) for key in cells])
        self.program.demand(f"target_{demand.place}_{demand.first}", total, share * sum(cells.values()))


def tangents(works: list[_Work]) -> list[tuple[float, float]]:
    """(slope, level) of lines above the mean of min(time, work) as a function of time, the work being normal on each day."""
    means: FloatArray = np.array([work.mean for work in works])
    deviations: FloatArray = np.array([max(work.deviation, 1e-9) for work in works])
    whole = float(np.sqrt(deviations.mean() ** 2 + means.std() ** 2))
    found = [(0.0, float(means.mean())), (1.0, 0.0)]
    for place in TANGENTS:
        time = float(means.mean()) + place * whole
        z = (time - means) / deviations
        slope = float((1 - norm.cdf(z)).mean())
        value = float(np.mean(means * norm.cdf(z) - deviations * norm.pdf(z) + time * (1 - norm.cdf(z))))
        found.append((slope, value - slope * time))
    return found
