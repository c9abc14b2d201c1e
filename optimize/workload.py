"""Workload: the program behind the bound, which says what time every plan must bring.

Nobody answers more than there is time for. A contact that is answered takes somebody with the skill its mean handling and
wrap-up; a target demands that a share of the first attempts be answered; so the shifts must bring that much time, in the
right groups and hours. Three things soften it and are allowed for: a contact in hand at an interval's end is finished in the
next one, at a shift's end it is finished after hours, and contacts that wait at an interval's end are answered in the next.
One thing sharpens it: chance. The contacts of an interval bring a random amount of work, on busy days and quiet ones, and no
staff can do more than there is: the work done is at most the mean of min(time, work), which is less than either.

Contacts that come again, are handed on or complain are let in wherever and whenever suits the plan, up to the most that there can
be. People who are absent, late or without tools are reckoned with only as far as that surely costs time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pulp
from scipy.stats import norm

from optimize.attendance import reinforcements
from optimize.curves import busy_factors
from optimize.deferred import Dated, dated
from optimize.demands import Demand, coarse, demands, loads
from optimize.extra import come_again, extra_visits
from optimize.handling import able, least_handling, talk_of
from optimize.program import Expression, Roster, ShiftProgram
from optimize.shifts import FloatArray
from optimize.visits import Flows, flows

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Skill, Target

SURELY_JUDGED = 1.03  # times ``at_least``: periods that expect less may be skipped
ROUNDED_UP = 0.5  # people that rounding can bring at most
TANGENTS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)  # where the curve of work done is touched, in standard deviations


def closings_of(scenario: Scenario, queue: str) -> tuple[float, ...]:
    """Moments inside the calendar at which a queue closes."""
    return tuple(ends for _, ends in scenario.open_spans(queue) if ends < scenario.calendar.horizon)


def answered_share(target: Target, *, lossless: bool) -> float:
    """Share of the offered that a target demands to be answered; 0 if it demands none.

    ``lossless``: offered contacts are answered or abandon; where they may also be blocked or cleared, or wait for ever, few
    abandonments do not mean many answers. With ``confidence`` only so many days must reach it, and the quiet ones at that, so none is counted.
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


class Workload:
    """The program of the bound."""

    def __init__(self, scenario: Scenario, roster: Roster) -> None:
        """Write it down."""
        self.scenario, self.roster = scenario, roster
        self.interval = scenario.calendar.interval
        self.expected: Flows = flows(scenario)
        self.extra = extra_visits(scenario, self.expected)
        self.loads = loads(scenario, self.expected)
        self.closings = {queue: self._closings(queue) for queue in scenario.queues}
        self.program = ShiftProgram(roster, coarse=coarse(scenario, self.loads), benefit=0.5)
        self.offered = {
            queue: np.asarray(sum(v for (_, name), v in self.expected.items() if name == queue))
            * np.ones(roster.intervals)
            for queue in scenario.queues
        }
        self.carried: dict[tuple[str, int], Expression] = {}
        self.work: dict[tuple[str, str, int], pulp.LpVariable] = {}
        self.served_out: dict[tuple[str, int], pulp.LpVariable] = {}
        self.joined: dict[tuple[str, int], pulp.LpVariable] = {}
        self.again: dict[tuple[str, int], pulp.LpVariable] = {}
        self.waiting: dict[tuple[str, int], pulp.LpVariable] = {}
        for interval in range(roster.intervals):
            self._flow(interval)
        for interval in range(roster.intervals):
            self._capacity(interval)
            self._balance(interval)
        for number, queues in enumerate(come_again(scenario)):
            self._come_back(number, queues, sum(self.extra[queue].total for queue in queues))
        for demand in demands(scenario, self.expected):
            if demand.weight >= demand.target.at_least * SURELY_JUDGED:
                self._ask(demand)
        for one in dated(scenario, self.expected):
            if one.weight >= one.target.at_least * SURELY_JUDGED:
                self._ask_in_time(one)

    def _come_back(self, number: int, queues: Sequence[str], extra: float) -> None:
        """Of the contacts that are not answered at most a share tries again, at whatever time suits the plan; so do all others.

        Who tries again may come to another of the ``queues`` than before.
        """
        if np.isinf(extra):
            return
        share = 0.0
        for kind, name in self.expected:
            retry = self.scenario.contact_types[kind].retry
            if name in queues and retry is not None:
                share = max(share, retry.after_abandoning, retry.after_blocking)
        cells = [(queue, interval) for queue in queues for interval in range(self.roster.intervals)]
        parts = [(self.again[cell], share - 1) for cell in cells] + [(self.joined[cell], -share) for cell in cells]
        offered = sum(float(self.offered[queue].sum()) for queue in queues)
        self.program.demand(f"come_back_{number}", Expression(parts), -share * offered - extra)

    def _flow(self, interval: int) -> None:
        variable = self.program.variable
        for queue, offered in self.offered.items():
            name = f"{queue}_{interval}"
            self.joined[queue, interval] = variable(f"joined_{name}")
            self.again[queue, interval] = variable(f"again_{name}")
            there = Expression([(self.again[queue, interval], 1), (self.joined[queue, interval], -1)])
            self.program.demand(f"offered_{name}", there, -float(offered[interval]))
            self.waiting[queue, interval] = variable(f"waiting_{name}", most=self._may_wait(queue, interval))
            if interval in self.closings[queue]:
                self.served_out[queue, interval] = variable(f"served_out_{name}", most=self._may_wait(queue, interval))
            for group, staff in self.scenario.agent_groups.items():
                if queue in staff.skills:
                    self.work[group, queue, interval] = variable(f"answered_{group}_{name}")

    def _closings(self, queue: str) -> frozenset[int]:
        """Intervals in which, or at whose end, the queue closes and those who wait there are served out."""
        if self.scenario.closing != "serve_out" or self.scenario.deferred(queue):
            return frozenset()
        return frozenset(int(np.ceil(moment / self.interval)) - 1 for moment in closings_of(self.scenario, queue))

    def _may_wait(self, queue: str, interval: int) -> float:
        """Most contacts that may, on the mean, wait at the interval's end and still be answered.

        Nobody who is still to count for an answer rate has waited longer than the longest ``within``; otherwise no more wait
        than would if nobody were ever answered.
        """
        rate = self.offered[queue][: interval + 1].max(initial=0.0) / self.interval
        if self.scenario.deferred(queue):  # what is left at the calendar's end is never done
            last = interval == self.roster.intervals - 1
            return 0.0 if last else float(self.offered[queue].sum()) + self.extra[queue].total
        own = [kind for (kind, name), v in self.expected.items() if name == queue and v.sum() > 0]
        patience = max((self.scenario.contact_types[kind].patience.mean() for kind in own), default=0.0)
        if self.scenario.queues[queue].callback is not None:  # who is to be called back does not give up
            patience = np.inf
        asked = [t for t in self.scenario.targets if answered_share(t, lossless=True) > 0]
        if asked and all(t.measure == "answer_rate" for t in asked):
            patience = min(patience, max(t.within or 0.0 for t in asked))
        # Who joined within the mean patience may still wait, and of those before at most as many (Markov's inequality).
        return float(rate * min(patience, self.scenario.calendar.horizon)) + 2 * self.extra[queue].within(patience)

    def _capacity(self, interval: int) -> None:
        """What a group answers in an interval fits its time, less what it brings along, plus what it leaves to later."""
        for group, staff in self.scenario.agent_groups.items():
            answered = Expression(
                (self.work[group, queue, interval], -least_handling(self.scenario, group, queue))
                for queue in staff.skills
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
        staff = self.scenario.agent_groups[group]
        longest = 0.0
        for queue, skill in staff.skills.items():
            talk, wrap_up = talk_of(self.scenario, group, queue) * max(staff.slowdown), skill.wrap_up.mean()
            mean, part = talk + wrap_up, least_handling(self.scenario, group, queue)
            variance = (talk * skill.handle_time.cv()) ** 2
            variance += (wrap_up * skill.wrap_up.cv()) ** 2 if wrap_up > 0 else 0.0
            left = max(mean, (mean + variance / mean) / 2 if mean > 0 else 0.0)
            shortest = talk * min(staff.slowdown) / max(staff.slowdown) + wrap_up
            # Of several chats at once each takes its part of the agent's time, and all of them may be left.
            alone = staff.concurrency == 1 or self.scenario.channel_of[queue] != "chat" or shortest == 0
            longest = max(longest, left if alone else left * staff.concurrency * part / shortest)
        return longest

    def _on_floor(self, group: str, interval: int) -> Expression:
        """People on the floor at most: those called in too, rounded up; without those who are ill, but with the late and the idle."""
        called_in = reinforcements(self.scenario, group)[interval] * (1 - self.roster.shrinkage[group])
        more = float(called_in) + ROUNDED_UP if called_in > 0 else 0.0
        present = 1 - self.scenario.agent_groups[group].absence
        if group in self.roster.planned:
            return (self.program.on_floor(group, interval) + more) * present
        assert self.roster.others is not None
        return Expression(constant=(float(self.roster.others.mean_on_floor(group)[interval]) + more) * present)

    def _leavers(self, group: str, interval: int) -> Expression:
        """People on the floor whose shift ends or whose break begins in the interval or at its end; those called in too."""
        ends = [spell for spell in self.scenario.spells("reinforce") if spell.of == group]
        now = [
            spell.amount for spell in ends if interval * self.interval < spell.ends <= (interval + 1) * self.interval
        ]
        return self._off_shift(group, interval) + float(sum(now) * (1 - self.roster.shrinkage[group]))

    def _off_shift(self, group: str, interval: int) -> Expression:
        if group not in self.roster.planned:
            assert self.roster.others is not None
            people = self.roster.others.mean_on_floor(group)
            later = people[interval + 1] if interval + 1 < len(people) else people[interval]
            return Expression(constant=max(float(people[interval] - later), 0.0))
        return self.program.leaving(group, interval) * (1 - self.roster.shrinkage[group])

    def _balance(self, interval: int) -> None:
        """Contacts of an interval are answered in it or wait at its end; and no more work is done than there is."""
        for queue in self.offered:
            groups = [name for name, staff in self.scenario.agent_groups.items() if queue in staff.skills]
            answered = [(self.work[group, queue, interval], 1) for group in groups]
            left = Expression([*answered, (self.waiting[queue, interval], 1), (self.joined[queue, interval], -1)])
            if (queue, interval) in self.served_out:  # by people who stay for them, unpaid
                left += Expression([(self.served_out[queue, interval], 1)])
            if interval > 0:
                left += Expression([(self.waiting[queue, interval - 1], -1)])
            self.program.demand(f"balance_{queue}_{interval}", left, 0.0)
            self.program.demand(f"balance_back_{queue}_{interval}", -left, 0.0)
        work_of = {queue: self._least(queue) for queue in self.offered}
        done = Expression((self.joined[queue, interval], work) for queue, work in work_of.items())
        done += Expression((self.again[queue, interval], -work) for queue, work in work_of.items())
        time = Expression()
        for group in self.scenario.agent_groups:
            time += self._time(group, interval)
        for queue, work in work_of.items():
            time += Expression([(self.waiting[queue, interval], work)])
            if (queue, interval) in self.served_out:
                time += Expression([(self.served_out[queue, interval], work)])
            if interval > 0:
                time += Expression([(self.waiting[queue, interval - 1], -work)])
        for number, (slope, level) in enumerate(tangents(self._brought(interval))):
            self.program.demand(f"chance_{interval}_{number}", time * slope - done, -level)

    def _brought(self, interval: int) -> list[_Work]:
        """The work that contacts joining in an interval bring, at each level of busyness."""
        mean = variance = spread = 0.0
        about_faults = {spell.of for spell in self.scenario.spells("call_in")}
        for (kind, queue), volume in self.expected.items():
            handled, count = self._least(queue), float(volume[interval])
            arrivals = self.scenario.contact_types[kind].arrivals
            # Appointments are steadier than chance, and faults do not depend on how busy the day is: less spread is the safe side.
            squares = self._spread(queue) + (handled**2 if arrivals.bookings is None else 0.0)
            busyness = None if kind in about_faults else arrivals.busyness
            mean += count * handled
            variance += count * squares
            spread += count * handled * (float(self.scenario.busyness[busyness].cv()) if busyness else 0.0)
        factors = busy_factors(spread / mean if mean > 0 else 0.0)
        return [_Work(mean * factor, float(np.sqrt(variance * factor))) for factor in factors]

    def _least(self, queue: str) -> float:
        """Least seconds of anybody's time that a contact of the queue takes."""
        return min(least_handling(self.scenario, group, queue) for group in able(self.scenario, queue))

    def _spread(self, queue: str) -> float:
        """Least variance of that time."""
        groups = [(group, self.scenario.agent_groups[group].skills[queue]) for group in able(self.scenario, queue)]
        return float(min((least_handling(self.scenario, group, queue) * _part(skill)) ** 2 for group, skill in groups))

    def _ask(self, demand: Demand) -> None:
        lossless = self.scenario.closing == "serve_out" and all(map(self._lossless, {c.queue for c in demand.cells}))
        share = answered_share(demand.target, lossless=lossless)
        if (
            share == 0 or demand.target.scope == "contact_type"
        ):  # others in the same queue might be answered in its place
            return
        cells = {(cell.queue, cell.interval): cell.weight for cell in demand.cells}
        total = Expression([(self.joined[key], 1) for key in cells] + [(self.again[key], -share) for key in cells])
        if (
            demand.target.measure == "abandonment"
        ):  # attempts due after the end are offered then, but nobody abandons there
            last = self.roster.intervals - 1
            total += Expression((self.again[key], 1) for key in cells if key[1] == last)
        self.program.demand(f"target_{demand.place}_{demand.first}", total, share * sum(cells.values()))

    def _ask_in_time(self, one: Dated) -> None:
        """Work that is to be done by a deadline inside the calendar is done before its end, whatever the others of its queue get."""
        if one.target.scope == "contact_type" or one.target.confidence is not None:
            return
        share = one.target.asked
        cells = {(batch.queue, batch.interval): batch.weight for batch in one.batches}
        total = Expression([(self.joined[key], 1) for key in cells] + [(self.again[key], -share) for key in cells])
        self.program.demand(f"target_{one.place}_{one.first}", total, share * sum(cells.values()))

    def _lossless(self, queue: str) -> bool:
        """Whether all who are offered are answered or abandon: nobody is blocked, or can wait for ever."""
        part, kinds = self.scenario.queues[queue], self.scenario.contact_types
        patience = [kinds[name].patience.mean() for name, to in self.expected if to == queue]
        return part.capacity is None and part.callback is None and bool(np.all(np.isfinite(patience)))


def _part(skill: Skill) -> float:
    """Standard deviation of talk as a share of talk and wrap-up."""
    whole = skill.handle_time.mean() + skill.wrap_up.mean()
    return float(skill.handle_time.mean() * skill.handle_time.cv() / whole) if whole > 0 else 0.0


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
