"""Small rosters, drawn at random from a seed: few people, few days, all rules."""

from datetime import date

import numpy as np

from optimize.rostering.problem import Duty, Need, Past, Person, Problem, Request, Share, Terms

HOUR = 3600.0
EARLY = Duty("early", "a", 6 * HOUR, 14 * HOUR, 7.5 * HOUR)
LATE = Duty("late", "a", 14 * HOUR, 22 * HOUR, 8 * HOUR)
NIGHT = Duty("night", "b", 22 * HOUR, 30 * HOUR, 8 * HOUR, night=True)
MONDAY = date(2026, 3, 2)


def maybe(chance, value, otherwise=None):
    return value if chance.random() < 0.5 else otherwise


def terms(chance, weeks):
    return Terms(
        hours=tuple((maybe(chance, 15 * HOUR, 0.0), maybe(chance, 31 * HOUR, 100 * HOUR)) for _ in range(weeks)),
        days_a_week=maybe(chance, int(chance.integers(2, 5))),
        most_in_a_row=maybe(chance, int(chance.integers(2, 5))),
        fewest_in_a_row=int(chance.integers(1, 3)),
        fewest_days_off=int(chance.integers(1, 3)),
        most_weekends=maybe(chance, int(chance.integers(0, 2))),
        whole_weekends=bool(chance.random() < 0.3),
        most=maybe(chance, ((frozenset([2]), 1),), ()),
    )


def past(chance):
    days = maybe(chance, int(chance.integers(0, 4)))
    return Past(days, maybe(chance, -2 * HOUR) if days else None)


def request(chance, days):
    which = maybe(chance, frozenset([int(chance.integers(3))]))
    return Request(int(chance.integers(days)), bool(chance.random() < 0.5), float(chance.integers(1, 6)), which)


def person(chance, name, days, weeks):
    return Person(
        name,
        ("a",),
        terms(chance, weeks),
        {0: 0.0, 1: 0.0, 2: 1.0} if chance.random() < 0.7 else {0: 0.0, 1: 0.0},
        off=frozenset([int(chance.integers(days))]) if chance.random() < 0.3 else frozenset(),
        requests=tuple(request(chance, days) for _ in range(int(chance.integers(0, 4)))),
        past=past(chance),
        nights=Share(int(chance.integers(0, 2)), maybe(chance, 2.0, 0.0)),
        weekends=Share(int(chance.integers(0, 2)), maybe(chance, 3.0, 0.0)),
    )


def problem(seed, people=2, days=5, start=MONDAY, week=7):
    chance = np.random.default_rng(seed)
    needs = tuple(
        Need(
            day, duty, int(chance.integers(1, people + 1)), float(chance.integers(5, 30)), float(chance.integers(1, 4))
        )
        for day in range(days)
        for duty in range(3)
        if chance.random() < 0.8
    )
    weeks = -(-days // week)
    staff = tuple(person(chance, f"p{place}", days, weeks) for place in range(people))
    return Problem(start, days, (EARLY, LATE, NIGHT), needs, staff, rest=11 * HOUR, week=week)
