"""The judge: what a roster breaks and what it costs, told from the roster alone.

It knows nothing of how rosters are made, so that it can say whether one was made right, and whether one that a planner has
changed by hand still keeps the rules. Every broken rule names the person and the day; every price names what it is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimize.rostering.problem import DAY, NOBODY, SATURDAY, SUNDAY, Person, Problem, Roster, Row, spells

if TYPE_CHECKING:
    from optimize.rostering.problem import Request

HOUR = 3600.0


@dataclass(frozen=True)
class Broken:
    """A rule that a person's row breaks, on a day (or from that day on)."""

    person: str
    day: int
    rule: str
    text: str


@dataclass(frozen=True)
class Charge:
    """One price: ``kind`` is unmet, surplus, request, other_group, nights or weekends; ``count`` of what."""

    kind: str
    price: float
    count: float
    person: str | None = None
    day: int | None = None
    duty: int | None = None
    request: Request | None = None


def broken(roster: Roster) -> tuple[Broken, ...]:
    """Every rule that is broken, person by person."""
    problem = roster.problem
    return tuple(
        fault for person, row in zip(problem.people, roster.rows, strict=True) for fault in _of(problem, person, row)
    )


def _of(problem: Problem, person: Person, row: Row) -> Iterator[Broken]:
    for check in (_may, _rest, _rows, _weeks, _weekends, _most):
        yield from check(problem, person, row)


def _may(problem: Problem, person: Person, row: Row) -> Iterator[Broken]:
    for day, duty in enumerate(row):
        if duty == NOBODY:
            continue
        name = problem.duties[duty].name
        if day in person.away:
            yield Broken(person.name, day, "day off", f"works {name} on a day off")
        if duty not in person.duties:
            yield Broken(person.name, day, "skill", f"works {name}, but is in {', '.join(person.groups) or 'no group'}")
        if (day, duty) not in problem.cells:
            yield Broken(person.name, day, "demand", f"works {name}, for which nobody is wanted that day")


def _rest(problem: Problem, person: Person, row: Row) -> Iterator[Broken]:
    last_end = person.past.last_end
    if last_end is not None and row and row[0] != NOBODY:
        yield from _too_soon(problem, person, 0, last_end, row[0])
    for day in range(1, len(row)):
        if row[day] == NOBODY or row[day - 1] == NOBODY:
            continue
        before, after = problem.duties[row[day - 1]], problem.duties[row[day]]
        yield from _too_soon(problem, person, day, before.end - DAY, row[day])
        if after.name in before.never_before:
            yield Broken(person.name, day, "order", f"works {after.name} on the day after {before.name}")


def _too_soon(problem: Problem, person: Person, day: int, ended: float, duty: int) -> Iterator[Broken]:
    rest = problem.duties[duty].start - ended
    if rest < problem.rest - 1e-6:
        text = f"has {rest / HOUR:g} h of rest before {problem.duties[duty].name}; {problem.rest / HOUR:g} h are needed"
        yield Broken(person.name, day, "rest", text)


def _rows(_problem: Problem, person: Person, row: Row) -> Iterator[Broken]:
    """Days in a row; a stretch whose beginning or end lies outside the roster and is not known is never too short."""
    terms, before = person.terms, person.past.days_in_a_row
    if before and row and row[0] == NOBODY and before < terms.fewest_in_a_row:
        text = f"works {before} day{_s(before)} in a row before it; at least {terms.fewest_in_a_row} needed"
        yield Broken(person.name, 0, "fewest days in a row", text)
    for first, last, works in spells(tuple(duty != NOBODY for duty in row)):
        length = last - first + (before or 0 if works and first == 0 else 0)
        seen = last < len(row) and (first > 0 or (before is not None and (works or before > 0)))
        if works and terms.most_in_a_row is not None and length > terms.most_in_a_row:
            text = f"works {length} day{_s(length)} in a row; at most {terms.most_in_a_row} allowed"
            yield Broken(person.name, first, "days in a row", text)
        if works and seen and length < terms.fewest_in_a_row:
            text = f"works {length} day{_s(length)} in a row; at least {terms.fewest_in_a_row} needed"
            yield Broken(person.name, first, "fewest days in a row", text)
        if not works and seen and length < terms.fewest_days_off:
            text = f"has {length} day{_s(length)} off in a row; at least {terms.fewest_days_off} needed"
            yield Broken(person.name, first, "days off in a row", text)


def _weeks(problem: Problem, person: Person, row: Row) -> Iterator[Broken]:
    for week in range(problem.weeks):
        first, last = week * problem.week, min((week + 1) * problem.week, problem.days)
        duties = [problem.duties[duty] for duty in row[first:last] if duty != NOBODY]
        paid, (least, most) = sum(duty.paid for duty in duties), person.terms.hours[week]
        limit = person.terms.days_a_week
        if paid > most + 1e-6:
            yield Broken(
                person.name, first, "hours", f"works {paid / HOUR:g} h in the week; at most {most / HOUR:g} h allowed"
            )
        if paid < least - 1e-6:
            text = f"works {paid / HOUR:g} h in the week; at least {least / HOUR:g} h needed"
            yield Broken(person.name, first, "fewest hours", text)
        if limit is not None and len(duties) > limit:
            text = f"works {len(duties)} day{_s(len(duties))} in the week; at most {limit} allowed"
            yield Broken(person.name, first, "days a week", text)


def _s(count: int) -> str:
    """The ending of so many."""
    return "" if count == 1 else "s"


def weekends(problem: Problem) -> list[tuple[int, ...]]:
    """Days of each weekend, those within the roster."""
    found: list[tuple[int, ...]] = []
    for day in range(problem.days):
        if problem.weekday(day) == SATURDAY:
            found.append((day, day + 1) if day + 1 < problem.days else (day,))
        elif problem.weekday(day) == SUNDAY and day == 0:
            found.append((day,))
    return found


def _weekends(problem: Problem, person: Person, row: Row) -> Iterator[Broken]:
    worked = [days for days in weekends(problem) if any(row[day] != NOBODY for day in days)]
    most = person.terms.most_weekends
    if most is not None and len(worked) > most:
        text = f"works on {len(worked)} weekend{_s(len(worked))}; at most {most} allowed"
        yield Broken(person.name, worked[most][0], "weekends", text)
    if person.terms.whole_weekends:
        for days in worked:
            if any(row[day] == NOBODY for day in days):
                yield Broken(person.name, days[0], "whole weekends", "works on one day of a weekend; both or none")


def _most(problem: Problem, person: Person, row: Row) -> Iterator[Broken]:
    for duties, most in person.terms.most:
        days = [day for day, duty in enumerate(row) if duty in duties]
        if len(days) > most:
            names = ", ".join(sorted({problem.duties[row[day]].name for day in days}))
            yield Broken(person.name, days[most], "most", f"works {len(days)} times {names}; at most {most} allowed")


def nights(problem: Problem, row: Row) -> int:
    """Night shifts of a row."""
    return sum(duty != NOBODY and problem.duties[duty].night for duty in row)


def weekend_days(problem: Problem, row: Row) -> int:
    """Days worked that are Saturdays or Sundays."""
    return sum(duty != NOBODY and problem.weekday(day) >= SATURDAY for day, duty in enumerate(row))


def charges(roster: Roster) -> tuple[Charge, ...]:
    """Everything that has a price, need by need and then person by person."""
    problem = roster.problem
    found = []
    for need, people in zip(problem.needs, roster.staffed(), strict=True):
        for kind, count, price in (
            ("unmet", need.people - people, need.short),
            ("surplus", people - need.people, need.over),
        ):
            if count > 0:
                found.append(Charge(kind, count * price, count, day=need.day, duty=need.duty))
    for person, row in zip(problem.people, roster.rows, strict=True):
        found += _personal(problem, person, row)
    return tuple(found)


def _personal(problem: Problem, person: Person, row: Row) -> list[Charge]:
    found = [
        Charge("request", request.weight, 1, person.name, request.day, request=request)
        for request in person.requests
        if not request.granted(row[request.day])
    ]
    for day, duty in enumerate(row):
        if duty != NOBODY and person.duties.get(duty, 0.0):
            found.append(Charge("other_group", person.duties[duty], 1, person.name, day, duty))
    for kind, share, count in (
        ("nights", person.nights, nights(problem, row)),
        ("weekends", person.weekends, weekend_days(problem, row)),
    ):
        if share.cost(count):
            found.append(Charge(kind, share.cost(count), count - share.free, person.name))
    return found


def price(roster: Roster) -> float:
    """What the roster costs, in points."""
    return sum(charge.price for charge in charges(roster))
