"""Stuck: a person of whom no row keeps the rules, and the rule without which there would be one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from optimize.rostering.cheapest import Everybody
from optimize.rostering.problem import Past, Person, Problem

HOUR = 3600.0


@dataclass(frozen=True)
class Stuck:
    """The rule that stands in the way, by the name of its column, and what to do, in words."""

    rule: str
    text: str


def why_stuck(problem: Problem, place: int) -> Stuck:
    """Find it, for a person who has no row."""
    person = problem.people[place]
    for rule, freed, text in _ways(problem, person):
        if _possible(problem, freed):
            return Stuck(rule, text())
    return Stuck(
        "hours", "no week keeps all the rules: several of hours, days off and days in a row contradict each other"
    )


def _possible(problem: Problem, person: Person) -> bool:
    """Whether any row keeps the rules; requests and shares do not matter."""
    bare = replace(person, requests=())
    return not Everybody(replace(problem, people=(bare,))).stuck


def _ways(problem: Problem, person: Person) -> list[tuple[str, Person, Callable[[], str]]]:
    """Rules to leave out one at a time, the likeliest first."""
    terms = person.terms
    free = tuple((0.0, most) for _, most in terms.hours)
    least = max(least for least, _ in terms.hours) / HOUR

    def hours() -> str:
        reached = _most_hours(problem, person)
        return (
            f"{least:g} h a week at least cannot be reached: the wanted shifts, days off and rules leave {reached:g} h at most; "
            "lower the least hours, free days or let longer shifts be planned"
        )

    return [
        ("hours", replace(person, terms=replace(terms, hours=free)), hours),
        (
            "days_off",
            replace(person, off=frozenset(), leave=frozenset()),
            lambda: "too many days off for the other rules; free some",
        ),
        (
            "days_in_a_row",
            replace(person, past=Past()),
            lambda: "what was worked before leaves no week that keeps the rules; look at days_in_a_row and last_end",
        ),
        (
            "whole_weekends",
            replace(person, terms=replace(terms, whole_weekends=False)),
            lambda: "whole weekends cannot be kept with these days off; free the other day of the weekend",
        ),
    ]


def _most_hours(problem: Problem, person: Person) -> float:
    """Paid hours of the fullest first week that keeps the other rules."""
    terms = replace(person.terms, hours=tuple((0.0, most) for _, most in person.terms.hours))
    bare = replace(person, terms=terms, requests=(), duties=dict.fromkeys(person.duties, 0.0))
    alone = Everybody(replace(problem, people=(bare,)))
    paid = np.array([problem.duties[need.duty].paid * (need.day < problem.week) for need in problem.needs])
    ((_, column),) = alone.cheapest(1e3 * paid)
    return float(sum(paid[place] for place in column.pattern)) / HOUR
