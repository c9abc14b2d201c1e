"""Labour: the rules for people, as far as a plan without names can keep them.

A plan says how many people work each shift, not who. So the rules for one person become rules for the number of people that a group
needs, its *staff*:

- Nobody works two shifts that begin on one day, nor a shift before the rest after another is over. A shift *holds* somebody from
  its start until both allow another, so at every moment the staff is at least those held. That is not only necessary:
  shifts are intervals, and intervals of which no more than so many overlap can be worked by so many (interval graphs are
  perfect). Only round the end of a cyclic calendar it may take somebody more.
- Nobody works more than so many days a week, days in a row or hours a week: the staff times that is at least what is worked. The
  least hours a week bind from the other side. These are necessary; whether names can be found is left to ``callfloor roster``.

The rules of ``labour`` bind from calendars of 7 days on, weeks being counted from the calendar's first day. A headcount is the
most staff; on calendars of one day it is the most people of that day. Shares of part-time hold for every day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from scenarios.units import show_duration

if TYPE_CHECKING:
    from optimize.shifts import ShiftKind
    from scenarios.labour import Labour, PartTime
    from scenarios.schema import Scenario

DAY, HOUR = 86400.0, 3600.0
WEEK = 7
TINY = 1e-6


@dataclass(frozen=True)
class Needed:
    """A row: staff x ``each`` is at least the worked shifts by their ``amounts``; ``most``: at most."""

    name: str
    each: float
    amounts: tuple[float, ...]  # by kind, in the order of the kinds
    most: bool = False


@dataclass(frozen=True)
class Rules:
    """The rules of a scenario, and its days."""

    days: int = 1
    cyclic: bool = False
    labour: Labour | None = None  # where it binds
    part_time: tuple[PartTime, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario) -> Rules:
        """Read them."""
        days = scenario.calendar.days
        labour = scenario.labour if days >= WEEK and scenario.shifts else None
        return cls(days, scenario.calendar.cyclic, labour, scenario.part_time)

    @property
    def rest(self) -> float:
        """Least time between two shifts of one person, seconds."""
        return (self.labour.rest or 0.0) if self.labour else 0.0

    def until(self, kind: ShiftKind) -> float:
        """Moment from which somebody who has worked a shift may begin another."""
        return max(kind.end + self.rest, (kind.start // DAY + 1) * DAY)

    def day_of(self, kind: ShiftKind) -> int:
        """Day on which a shift begins, the first being 0."""
        return int(kind.start // DAY)

    def held(self, kinds: Sequence[ShiftKind]) -> Iterator[tuple[float, list[int], list[int]]]:
        """Moments at which shifts begin, with the places of those that begin, and of those that let go since the one before.

        On a cyclic calendar the first comes with those that still hold somebody from the end; they let go later.
        """
        horizon = self.days * DAY
        starts: dict[float, list[int]] = {}
        ends: list[tuple[float, int]] = []
        first = min((kind.start for kind in kinds), default=0.0)
        for place, kind in enumerate(kinds):
            starts.setdefault(kind.start, []).append(place)
            until = self.until(kind)
            ends.append((until, place))
            if self.cyclic and self.days > 1 and until - horizon > first + TINY:  # it holds on into the beginning, too
                starts.setdefault(first, []).append(place)
                ends.append((until - horizon, place))
        ends.sort()
        given = 0
        for at in sorted(starts):
            over = []
            while given < len(ends) and ends[given][0] <= at + TINY:
                over.append(ends[given][1])
                given += 1
            yield at, starts[at], over

    def needed(self, kinds: Sequence[ShiftKind]) -> Iterator[Needed]:
        """Rows of days and hours for the kinds of one group."""
        labour = self.labour
        if labour is None:
            return
        days = [self.day_of(kind) for kind in kinds]
        for week in range(-(-self.days // WEEK)):
            within = [day // WEEK == week for day in days]
            length = min(WEEK, self.days - week * WEEK)
            if labour.days_per_week is not None and labour.days_per_week < length:
                yield Needed(f"week_{week}", labour.days_per_week, tuple(map(float, within)))
            hours = tuple(kind.paid_hours if own else 0.0 for kind, own in zip(kinds, within, strict=True))
            limits = labour.weekly_hours
            if limits is not None and limits.max is not None:
                yield Needed(f"most_hours_{week}", limits.max / HOUR, hours)
            if limits is not None and limits.min is not None and length == WEEK:
                yield Needed(f"least_hours_{week}", limits.min / HOUR, hours, most=True)
        row = labour.most_in_a_row
        if row is not None and row < self.days:
            for first in range(self.days if self.cyclic else self.days - row):
                run = {(first + number) % self.days for number in range(row + 1)}
                yield Needed(f"row_{first}", row, tuple(float(day in run) for day in days))

    def short(self, kinds: Sequence[ShiftKind]) -> Iterator[tuple[str, float, list[int], list[int]]]:
        """Shares of part-time: a name, the share, the places of a day's kinds, and of those that are part-time."""
        for number, rule in enumerate(self.part_time):
            for group in rule.groups:
                for day in range(self.days):
                    own = [
                        p for p, k in enumerate(kinds) if k.group == group and self.day_of(k) == day and not k.on_call
                    ]
                    brief = [place for place in own if kinds[place].length < rule.below - TINY]
                    if brief:
                        yield f"part_time_{number}_{group}_{day}", rule.most, own, brief

    def staff(self, shifts: Mapping[ShiftKind, int]) -> tuple[int, str, float]:
        """Fewest people who can work the shifts of one group, the rule that asks for them, and the most whom the least hours allow."""
        kinds, people = list(shifts), list(shifts.values())
        least, why, most = 0, "shifts and rests that overlap", float("inf")
        held = 0
        for _, begin, over in self.held(kinds):
            held += sum(people[place] for place in begin) - sum(people[place] for place in over)
            least = max(least, held)
        for row in self.needed(kinds):
            worked = sum(amount * count for amount, count in zip(row.amounts, people, strict=True))
            if row.most:
                most = min(most, floor(worked / row.each + TINY))
            elif (asked := ceil(worked / row.each - TINY)) > least:
                least, why = asked, _RULES[row.name.rpartition("_")[0]]
        return least, why, most

    def broken(
        self, shifts: Mapping[ShiftKind, int], groups: Sequence[str], headcount: Mapping[str, int]
    ) -> str | None:
        """The first rule that shifts break, in words."""
        for group in groups:
            own = {kind: count for kind, count in shifts.items() if kind.group == group}
            if group in headcount or self.labour is not None:
                least, why, most = self.staff(own)
                if least > headcount.get(group, least):
                    return f"{group}: {why} need {least} people; there are {headcount[group]}"
                if least > most:
                    return f"{group}: {why} need {least} people, who do not all get their least hours a week"
        kinds, people = list(shifts), list(shifts.values())
        for name, share, all_day, brief in self.short(kinds):
            few, present = (sum(people[p] for p in places) for places in (brief, all_day))
            if few > share * present + TINY:
                number, group = name.split("_")[2], kinds[all_day[0]].group
                below = show_duration(self.part_time[int(number)].below)
                return f"{group}: {few} of the {present} people of a day work shifts below {below}; at most {100 * share:g} % may"
        return None


_RULES = {"week": "days a week", "most_hours": "hours a week", "row": "days in a row"}
