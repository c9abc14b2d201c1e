"""The roster's question: which people there are, which shifts they may work on which day, and what it costs not to.

A *duty* is a shift that can be worked on several days (a group, a start, an end); a *need* is that so many people are wanted
for a duty on a day. Rules of rest, days and hours bind every person by itself and are never broken. All else has a price: a
place that stays empty, a person too many, a request that is not granted, nights and weekends beyond a fair share. So there is
always a roster as long as each person alone has a week that keeps the rules, and what is missing is seen in its price.

Days count from 0; a moment is in seconds since 00:00 of its day, and passes 24 h where a shift crosses midnight. A week is
seven days from the first day on. Prices are in points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

DAY = 86400.0
SATURDAY, SUNDAY = 5, 6
NOBODY = -1  # in a row of duties: a day off


@dataclass(frozen=True)
class Duty:
    """A shift as people know it; its breaks are dealt out later."""

    name: str
    group: str
    start: float
    end: float
    paid: float  # seconds
    night: bool = False
    never_before: frozenset[str] = frozenset()  # names of duties that may not follow on the next day, whatever the rest


@dataclass(frozen=True)
class Need:
    """So many people are wanted for a duty on a day; one too few costs ``short``, one too many ``over``."""

    day: int
    duty: int
    people: int
    short: float
    over: float


@dataclass(frozen=True)
class Request:
    """A wish to work (``on``) or not, that day: one of these duties, or at all (None). Not granted, it costs ``weight``."""

    day: int
    on: bool
    weight: float
    duties: frozenset[int] | None = None

    def granted(self, worked: int) -> bool:
        """Tell whether it is, where that duty is worked that day."""
        works = worked != NOBODY and (self.duties is None or worked in self.duties)
        return works == self.on


@dataclass(frozen=True)
class Terms:
    """What nobody may be asked; None does not bind. Hours are paid seconds, least and most of each week."""

    hours: tuple[tuple[float, float], ...]
    days_a_week: int | None = None
    most_in_a_row: int | None = None
    fewest_in_a_row: int = 1
    fewest_days_off: int = 1
    most_weekends: int | None = None
    whole_weekends: bool = False
    most: tuple[tuple[frozenset[int], int], ...] = ()  # of these duties, so many in all


@dataclass(frozen=True)
class Past:
    """How the time before the first day ended; None is unknown, and then binds nothing."""

    days_in_a_row: int | None = None
    last_end: float | None = None  # seconds since 00:00 of the first day, mostly negative


@dataclass(frozen=True)
class Share:
    """What may be had for nothing, and the price beyond: one more costs ``price``, the next twice that, and so on."""

    free: int
    price: float

    def cost(self, count: int) -> float:
        """Price of so many."""
        beyond = max(count - self.free, 0)
        return self.price * beyond * (beyond + 1) / 2

    def step(self, count: int) -> float:
        """Price of the last of so many."""
        return self.price * max(count - self.free, 0)


FREE = Share(0, 0.0)


@dataclass(frozen=True)
class Person:
    """Somebody to be rostered. ``duties``: those that may be worked, with the price of working them (0 in the own group)."""

    name: str
    groups: tuple[str, ...]
    terms: Terms
    duties: Mapping[int, float]
    off: frozenset[int] = frozenset()
    leave: frozenset[int] = frozenset()  # days off that count as worked hours
    requests: tuple[Request, ...] = ()
    past: Past = Past()
    seniority: float = 0.0
    nights: Share = FREE
    weekends: Share = FREE  # days on weekends

    @property
    def away(self) -> frozenset[int]:
        """Days on which nothing may be asked."""
        return self.off | self.leave


@dataclass(frozen=True)
class Problem:
    """All that a roster is made from."""

    start: date
    days: int
    duties: tuple[Duty, ...]
    needs: tuple[Need, ...]
    people: tuple[Person, ...]
    rest: float = 0.0
    week: int = 7
    counted: str = field(default="points")

    @cached_property
    def cells(self) -> Mapping[tuple[int, int], int]:
        """Place of the need of a day and a duty."""
        return {(need.day, need.duty): place for place, need in enumerate(self.needs)}

    @property
    def weeks(self) -> int:
        """Weeks begun."""
        return -(-self.days // self.week)

    def date(self, day: int) -> date:
        """Give the date of a day."""
        return self.start + timedelta(days=day)

    def weekday(self, day: int) -> int:
        """Monday is 0."""
        return (self.start.weekday() + day) % 7

    @cached_property
    def unfit(self) -> tuple[frozenset[int], ...]:
        """By duty, those that may not be worked on the day after it."""
        return tuple(
            self.unfit_after(duty.end - DAY)
            | {place for place, other in enumerate(self.duties) if other.name in duty.never_before}
            for duty in self.duties
        )

    def unfit_after(self, end: float) -> frozenset[int]:
        """Duties that begin too soon after a moment, on the day from which it is counted."""
        return frozenset(place for place, duty in enumerate(self.duties) if duty.start < end + self.rest - 1e-6)

    @cached_property
    def unit(self) -> float:
        """Largest amount of which every price is a multiple, to a thousandth; 0 where there is none."""
        from functools import reduce
        from math import gcd

        prices = [price for need in self.needs for price in (need.short, need.over)]
        for person in self.people:
            prices += [*person.duties.values(), *(request.weight for request in person.requests)]
            prices += [person.nights.price, person.weekends.price]
        scaled = {price * 1000 for price in prices if price}
        if not scaled or any(abs(price - round(price)) > 1e-6 for price in scaled):
            return 0.0
        return reduce(gcd, (round(price) for price in scaled)) / 1000


Row = tuple[int, ...]  # what one person works, by day: a duty's place or NOBODY


@dataclass(frozen=True)
class Roster:
    """Who works what: a row for each person, in their order."""

    problem: Problem
    rows: tuple[Row, ...]

    def staffed(self) -> tuple[int, ...]:
        """People at each need."""
        counts = [0] * len(self.problem.needs)
        for row in self.rows:
            for day, duty in enumerate(row):
                place = self.problem.cells.get((day, duty))
                if place is not None:
                    counts[place] += 1
        return tuple(counts)


def spells(worked: tuple[bool, ...]) -> list[tuple[int, int, bool]]:
    """Stretches of equal days: first, the day after the last, whether worked."""
    edges = [0, *(day for day in range(1, len(worked)) if worked[day] != worked[day - 1]), len(worked)]
    return [(first, last, worked[first]) for first, last in pairwise(edges)]
