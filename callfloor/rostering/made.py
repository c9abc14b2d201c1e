"""A roster made: who works when, with which breaks, what is left undone, what each person got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from callfloor import words
from callfloor.language import CHINESE, current, say
from callfloor.rostering.rules import Rules
from callfloor.rostering.wanted import Break, Demand
from optimize.rostering import judge
from optimize.rostering.judge import Broken, Charge
from optimize.rostering.problem import NOBODY, Duty, Person, Problem, Roster
from optimize.rostering.solving import Rostered
from scenarios.units import show_clock

HOUR = 3600.0
KINDS = ("unmet", "surplus", "request", "other_group", "nights", "weekends")


@dataclass(frozen=True)
class Stint:
    """A shift that somebody works."""

    person: str
    day: int
    date: date
    duty: Duty
    breaks: tuple[Break, ...]

    @property
    def start(self) -> datetime:
        """When it begins."""
        return datetime.combine(self.date, datetime.min.time()) + timedelta(seconds=self.duty.start)

    @property
    def end(self) -> datetime:
        """When it ends."""
        return datetime.combine(self.date, datetime.min.time()) + timedelta(seconds=self.duty.end)

    @property
    def clock(self) -> str:
        """08:00-16:00."""
        return f"{show_clock(self.duty.start)}-{show_clock(self.duty.end)}"


@dataclass(frozen=True)
class Got:
    """What one person got."""

    person: Person
    shifts: int
    hours: float
    least: float
    most: float
    nights: int
    weekend_days: int
    granted: int
    refused: int
    price: float


@dataclass(frozen=True)
class Made:
    """A roster with all that is said about it. ``solved`` is None where a roster was only checked."""

    demand: Demand
    rules: Rules
    roster: Roster
    solved: Rostered | None = None
    seed: int = 1

    @property
    def problem(self) -> Problem:
        """The question."""
        return self.roster.problem

    @cached_property
    def broken(self) -> tuple[Broken, ...]:
        """Rules that are broken."""
        return judge.broken(self.roster)

    @cached_property
    def charges(self) -> tuple[Charge, ...]:
        """All that has a price."""
        return judge.charges(self.roster)

    @cached_property
    def price(self) -> float:
        """Points of all charges."""
        return round(sum(charge.price for charge in self.charges), 6)

    @cached_property
    def prices(self) -> Mapping[str, float]:
        """Points by kind."""
        return {kind: round(sum(one.price for one in self.charges if one.kind == kind), 6) for kind in KINDS}

    def counted(self, kind: str) -> float:
        """How many of a kind."""
        return sum(one.count for one in self.charges if one.kind == kind)

    @property
    def bound(self) -> float | None:
        """No roster costs less, as far as is known."""
        return None if self.solved is None else self.solved.bound

    @property
    def gap(self) -> float | None:
        """(price - bound) / price."""
        return None if self.solved is None else self.solved.gap

    @property
    def status(self) -> str:
        """optimal, near, time_limit; kept or broken where a roster was only checked."""
        if self.solved is None:
            return "broken" if self.broken else "kept"
        if self.solved.proved:
            return "optimal"
        return "time_limit" if self.solved.stopped else "near"

    @cached_property
    def stints(self) -> tuple[Stint, ...]:
        """Every shift worked, person by person; breaks are dealt out in turn among those who work the same."""
        dealt: dict[tuple[int, int], int] = {}
        found = []
        for person, row in zip(self.problem.people, self.roster.rows, strict=True):
            for day, duty in enumerate(row):
                if duty == NOBODY:
                    continue
                turn = dealt[day, duty] = dealt.get((day, duty), -1) + 1
                found.append(
                    Stint(
                        person.name,
                        day,
                        self.problem.date(day),
                        self.problem.duties[duty],
                        self._breaks(day, duty, turn),
                    )
                )
        return tuple(found)

    @cached_property
    def _by_need(self) -> Mapping[tuple[int, int], tuple[tuple[Break, ...], ...]]:
        """By day and duty, the breaks of each of the people wanted."""
        found: dict[tuple[int, int], tuple[tuple[Break, ...], ...]] = {}
        places = {
            (one.group, one.start, one.end, round(one.paid)): place for place, one in enumerate(self.problem.duties)
        }
        for one in self.demand.shifts:
            place = places[one.group, one.start, one.end, round(one.paid)]
            every = tuple(breaks for breaks, people in one.breaks for _ in range(people))
            found[(one.day - self.demand.start).days, place] = every
        return found

    def _breaks(self, day: int, duty: int, turn: int) -> tuple[Break, ...]:
        every = self._by_need.get((day, duty), ())
        return every[turn % len(every)] if every else ()

    @cached_property
    def got(self) -> tuple[Got, ...]:
        """What each person got, in the order of the staff list."""
        costs: dict[str, float] = {}
        for charge in self.charges:
            if charge.person is not None:
                costs[charge.person] = costs.get(charge.person, 0.0) + charge.price
        return tuple(
            self._got(person, row, costs.get(person.name, 0.0))
            for person, row in zip(self.problem.people, self.roster.rows, strict=True)
        )

    def _got(self, person: Person, row: tuple[int, ...], price: float) -> Got:
        worked = [duty for duty in row if duty != NOBODY]
        granted = sum(request.granted(row[request.day]) for request in person.requests)
        return Got(
            person,
            len(worked),
            sum(self.problem.duties[duty].paid for duty in worked) / HOUR,
            sum(least for least, _ in person.terms.hours) / HOUR,
            sum(most for _, most in person.terms.hours) / HOUR,
            judge.nights(self.problem, row),
            judge.weekend_days(self.problem, row),
            granted,
            len(person.requests) - granted,
            price,
        )


def what(made: Made, charge: Charge) -> str:
    """A charge in words: 2 missing: general 08:00-16:00, Mon 2026-03-02."""
    day = "" if charge.day is None else day_of(made.problem.date(charge.day))
    told = {"day": day, "shift": "" if charge.duty is None else made.problem.duties[charge.duty].name}
    if charge.kind in ("unmet", "surplus"):
        text = "{count} missing: {shift}, {day}" if charge.kind == "unmet" else "{count} too many: {shift}, {day}"
        return say(text, count=f"{charge.count:g}", **told)
    if charge.kind == "request" and charge.request is not None:
        wish = charge.request
        which = "" if wish.duties is None else " " + made.problem.duties[min(wish.duties)].name.split(" ", 1)[-1]
        text = "{name} asked to work{shift} on {day}" if wish.on else "{name} asked not to work{shift} on {day}"
        return say(text, name=charge.person, shift=which, day=day)
    if charge.kind == "other_group":
        return say("{name} works {shift}, {day}", name=charge.person, **told)
    text = (
        "{name}: {count} nights above the fair share"
        if charge.kind == "nights"
        else "{name}: {count} weekend days above the fair share"
    )
    return say(text, name=charge.person, count=f"{charge.count:g}")


def day_of(on: date) -> str:
    """A day of a roster: Mon 2026-03-02."""
    return words.day(on, full=False) if current() == CHINESE else f"{on:%a} {on}"
