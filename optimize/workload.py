"""Workload: the program behind the bound, which says what time every plan must bring.

Nobody answers more than there is time for. A contact that is answered takes somebody with the skill its mean handling and
wrap-up; a target demands that a share of the first attempts be answered; so the shifts must bring that much time, in the
right groups and hours. Three things soften it and are allowed for: a contact in hand at an interval's end is finished in the
next one, at a shift's end it is finished after hours, and contacts that wait at an interval's end are answered in the next.
One thing sharpens it: chance. The contacts of an interval bring a random amount of work, on busy days and quiet ones, and no
staff can do more than there is. Why that holds however a plan adapts to chance is said at ``Workload._chance``.

Contacts that come again, are handed on or complain are let in wherever and whenever suits the plan, up to the most that there can
be. People who are absent, late or without tools are reckoned with only as far as that surely costs time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pulp
from scipy.stats import poisson

from optimize.attendance import reinforcements
from optimize.deferred import Dated, dated
from optimize.demands import Demand, coarse, demands, loads
from optimize.extra import come_again, extra_visits
from optimize.handling import able, least_handling, talk_of
from optimize.on_call import reinforcements_of
from optimize.program import Expression, Roster, ShiftProgram
from optimize.shifts import FloatArray
from optimize.visits import Flows, flows

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Target

SURELY_JUDGED = 1.03  # times ``at_least``: periods that expect less may be skipped
ROUNDED_UP = 0.5  # people that rounding can bring at most
TANGENTS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)  # where the curve of work done is touched, in standard deviations
STRATA = 5  # of busyness
POINTS = 200  # at which the distribution of busyness is looked at in each of them


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
class WorkOfADay:
    """Seconds of work that new contacts bring on days of one busyness: a mean that is counted on, and a Poisson number of contacts."""

    certain: float
    count: float  # the mean of the Poisson number
    handled: float  # mean seconds of one of these

    def done(self, time: float) -> float:
        """Find the mean of min(time, work) if every contact took its mean time: with times that vary it is less (Jensen)."""
        if time <= self.certain or self.count * self.handled <= 0:
            return min(time, self.certain)
        most = np.floor((time - self.certain) / self.handled)  # contacts for which there is time
        within = self.handled * self.count * poisson.cdf(most - 1, self.count)
        return float(self.certain + within + (time - self.certain) * poisson.sf(most, self.count))

    def slope(self, time: float) -> float:
        """Find the chance that more time would do more work: a slope of ``done``."""
        if time < self.certain or self.count * self.handled <= 0:
            return float(time < self.certain)
        return float(poisson.sf(np.floor((time - self.certain) / self.handled), self.count))


class Workload:
    """The program of the bound."""

    def __init__(self, scenario: Scenario, roster: Roster, *, whole: bool = True) -> None:
        """Write it down, with whole people or with parts of people."""
        self.scenario, self.roster = scenario, roster
        self.interval = scenario.calendar.interval
        self.expected: Flows = flows(scenario)
        self.extra = extra_visits(scenario, self.expected)
        self.loads = loads(scenario, self.expected)
        self.closings = {queue: self._closings(queue) for queue in scenario.queues}
        self.program = ShiftProgram(roster, coarse=coarse(scenario, self.loads), benefit=0.5, whole=whole)
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
        self.factors: dict[str, list[float]] = {}
        for interval in range(roster.intervals):
            self._flow(interval)
        for interval in range(roster.intervals):
            self._capacity(interval)
            self._balance(interval)
        for first in range(0, roster.intervals, scenario.calendar.per_day):
            self._chance(first, min(first + scenario.calendar.per_day, roster.intervals) - 1)
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
        ends = reinforcements_of(self.scenario, group)
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
        """Contacts of an interval are answered in it or wait at its end."""
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

    def _chance(self, first: int, last: int) -> None:
        """No more is done of the contacts that join on a day than there is time for and than they bring.

        Let W be the work that the first attempts of the day bring, T the day's time, and L what is in hand or waits to be answered
        when it ends, with what is finished after hours. What is done for these contacts within the day is neither more than T nor more than W, and
        the rest of what they ever get is in L. So on every day, for every plan, it is at most min(T, W) + L.

        - W does not depend on the plan and T does not depend on W: by Jensen's inequality E min(T, W) <= f(E T) with f(x) = E min(x, W),
          which is concave and lies below its tangents.
        - L may follow chance as the plan likes: E min(T + L, W) can be more than f(E T + E L). So L is counted in full.
        - Nothing is taken off for what is there when the day begins, which may follow chance too.
        - W is taken to be more even than it is: its mean given the number of contacts, in strata of busyness. By Jensen's inequality
          again that makes f larger, whatever the distributions of times are.

        That the rows are of days, not of intervals, is what makes L small against T; within a day chance evens out, but busy days stay
        busy. Work that can be put off to another day is left out on both sides.
        """
        work_of = {queue: self._least(queue) for queue in self.offered if not self.scenario.deferred(queue)}
        done, time, left = Expression(), Expression(), Expression()
        for interval in range(first, last + 1):
            for queue, work in work_of.items():
                done += Expression([(self.joined[queue, interval], work), (self.again[queue, interval], -work)])
                if (queue, interval) in self.served_out:
                    left += Expression([(self.served_out[queue, interval], work)])
            for group in self.scenario.agent_groups:
                time += self._on_floor(group, interval) * self.interval
                left += self._leavers(group, interval) * self._remaining(group)
        left += Expression((self.waiting[queue, last], work) for queue, work in work_of.items())
        for group in self.scenario.agent_groups:
            carried = self._carry(group, last)
            assert carried is not None
            left += carried
        for number, (slope, level) in enumerate(tangents(self._brought(first, last))):
            self.program.demand(f"chance_{first}_{number}", time * slope + left - done, -level)

    def _brought(self, first: int, last: int) -> list[WorkOfADay]:
        """The work that first attempts bring on a day, at each level of busyness.

        Only one busyness is followed, the one that matters most; others, and appointments and the like, are taken at their mean: less spread
        is the safe side.
        """
        certain = 0.0
        parts: dict[str | None, list[tuple[float, float]]] = {None: []}  # by busyness: mean number, seconds of each
        about_faults = {spell.of for spell in self.scenario.spells("call_in")}
        for (kind, queue), volume in self.expected.items():
            if self.scenario.deferred(queue):
                continue
            handled, count = self._least(queue), float(volume[first : last + 1].sum())
            arrivals = self.scenario.contact_types[kind].arrivals
            if arrivals.bookings is not None or arrivals.replay is not None or arrivals.known:
                certain += count * handled
            else:
                parts.setdefault(None if kind in about_faults else arrivals.busyness, []).append((count, handled))
        weights = {name: sum(n * h for n, h in some) for name, some in parts.items() if name is not None}
        followed = max(weights, key=weights.__getitem__, default=None)
        found = []
        for factor in self._factors(followed):
            counted = [(n * (factor if name == followed else 1.0), h) for name, some in parts.items() for n, h in some]
            count = sum(n for n, _ in counted)
            found.append(WorkOfADay(certain, count, sum(n * h for n, h in counted) / count if count > 0 else 0.0))
        return found

    def _factors(self, busyness: str | None) -> list[float]:
        """Mean busyness of equal strata of days, 1 in all."""
        if busyness is None:
            return [1.0]
        if busyness not in self.factors:
            places = (np.arange(STRATA * POINTS) + 0.5) / (STRATA * POINTS)
            means = self.scenario.busyness[busyness].quantile(places).reshape(STRATA, POINTS).mean(axis=1)
            self.factors[busyness] = [float(mean) for mean in means / means.mean()]
        return self.factors[busyness]

    def _least(self, queue: str) -> float:
        """Least seconds of anybody's time that a contact of the queue takes."""
        return min(least_handling(self.scenario, group, queue) for group in able(self.scenario, queue))

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


def tangents(works: list[WorkOfADay]) -> list[tuple[float, float]]:
    """(slope, level) of lines above the mean of min(time, work) as a function of time."""
    means: FloatArray = np.array([work.certain + work.count * work.handled for work in works])
    deviation = float(np.mean([work.handled * np.sqrt(work.count) for work in works]))
    whole = float(np.hypot(deviation, means.std()))
    found = [(1.0, 0.0)]
    for place in TANGENTS:
        time = float(means.mean()) + place * whole
        slope = float(np.mean([work.slope(time) for work in works]))
        found.append((slope, float(np.mean([work.done(time) for work in works])) - slope * time))
    return found
