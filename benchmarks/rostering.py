"""Rosters: named staff on callfloor's roster program, the published instances and a week of five hundred people.

Nurse rostering is asked to reach the proved best totals, which a reading of the format of its own judges (`nurse_rostering.py`). The week
is made here: five hundred people in four groups, one and two skills, full and part time, requests, days off; 27 shifts and a night a group.
It is asked to come within 2 % of its bound in five minutes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import numpy as np

from benchmarks.nurse_rostering import BEST, HERE, problem, read, shifts_of, total
from benchmarks.timing import Section
from optimize.rostering.judge import broken
from optimize.rostering.problem import Duty, Need, Past, Person, Problem, Request, Share, Terms
from optimize.rostering.solving import Rostered, solve

HOUR = 3600.0
GROUPS, SHORTAGES = 4, (1.0, 1.1, 1.2)
STARTS, LENGTHS = np.arange(6, 15), (6, 8, 9)
GAP, SECONDS = 0.02, 300.0


def rostering() -> Section:
    """Run both, and give the table."""
    rows = [_nurses(name, best) for name, best in BEST.items() if (HERE / f"{name}.txt").exists()]
    notes = [
        "price: of everything left undone, in points; bound: no roster costs less. Processor time; limits are asked of the clock.",
        "nurse rostering: published bests, proved; hard rules and total judged by a reading of the format that shares no line with callfloor",
    ]
    if not rows:
        notes.append(f"nurse rostering was left out: its files are not in {HERE.name} beside the project")
    rows += [_week(shortage) for shortage in SHORTAGES]
    return Section("Rosters", ["roster", "people", "price", "bound", "gap %", "CPU s", "asked", "reached"], rows, notes)


def _timed(work: Callable[[], Rostered]) -> tuple[Rostered, float]:
    begun = time.process_time()
    return work(), time.process_time() - begun


def _told(name: str, found: Rostered, seconds: float, asked: str, *, reached: bool) -> list[str]:
    figures = [f"{found.price:g}", f"{found.bound:g}", f"{100 * found.gap:.2f}", f"{seconds:.1f}"]
    return [name, str(len(found.roster.rows)), *figures, asked, "yes" if reached else "no"]


def _nurses(name: str, best: int) -> list[str]:
    instance = read(HERE / f"{name}.txt")
    found, seconds = _timed(lambda: solve(problem(instance), gap=0.0))
    penalty, faults = total(instance, shifts_of(found.roster))
    reached = not faults and penalty == found.price == best
    return _told(f"nurse rostering, {name}", found, seconds, str(best), reached=reached)


def _week(shortage: float) -> list[str]:
    asked = week(500, shortage=shortage)
    found, seconds = _timed(lambda: solve(asked, gap=GAP / 2))
    reached = not broken(found.roster) and found.gap <= GAP and found.seconds <= SECONDS
    wanted = sum(need.people for need in asked.needs)
    return _told(f"a week, {wanted:,} shifts wanted", found, seconds, f"{GAP:.0%} in {SECONDS:.0f} s", reached=reached)


def week(people: int, *, shortage: float = 1.0, seed: int = 1, days: int = 7) -> Problem:
    """A made-up week. ``shortage``: demand by this factor; at 1 there are people for nearly all of it."""
    chance = np.random.default_rng(seed)
    duties = tuple(duty for group in range(GROUPS) for duty in _duties(f"group {group}"))
    needs = tuple(need for group in range(GROUPS) for need in _needs(chance, duties, group, people * shortage, days))
    staff = tuple(_person(chance, place, duties, days) for place in range(people))
    return Problem(date(2026, 3, 2), days, duties, needs, staff, rest=11 * HOUR)


def _duties(group: str) -> list[Duty]:
    found = [
        Duty(
            f"{group} {start:02d}-{start + length:02d}",
            group,
            start * HOUR,
            (start + length) * HOUR,
            (length - 0.5) * HOUR,
        )
        for start in STARTS
        for length in LENGTHS
    ]
    return [*found, Duty(f"{group} night", group, 22 * HOUR, 30 * HOUR, 7.5 * HOUR, night=True)]


def _needs(chance: np.random.Generator, duties: tuple[Duty, ...], group: int, people: float, days: int) -> list[Need]:
    own = [place for place, duty in enumerate(duties) if duty.group == f"group {group}"]
    found = []
    for day in range(days):
        share = chance.dirichlet(np.full(len(own), 1.5))
        share[-1] = 0.1
        wanted = people / GROUPS * 4.3 / 7 * (0.8 if day % 7 >= 5 else 1.1)
        for place, count in zip(own, chance.multinomial(int(wanted), share / share.sum()), strict=True):
            if count:
                hours = duties[place].paid / HOUR
                found.append(Need(day, place, int(count), 10 * hours, hours))
    return found


def _person(chance: np.random.Generator, place: int, duties: tuple[Duty, ...], days: int) -> Person:
    home = place % GROUPS
    groups = [f"group {home}", *([f"group {(home + 1) % GROUPS}"] if chance.random() < 0.3 else [])]
    may = {k: float(duty.group != groups[0]) for k, duty in enumerate(duties) if duty.group in groups}
    least, most = ((30, 40), (20, 25), (36, 40), (30, 38))[int(chance.choice(4, p=[0.4, 0.2, 0.2, 0.2]))]
    asks = []
    for _ in range(int(chance.integers(0, 4))):
        start = chance.choice(STARTS) * HOUR
        which = frozenset(k for k in may if duties[k].start == start) if chance.random() < 0.5 else None
        asks.append(
            Request(int(chance.integers(days)), bool(chance.random() < 0.4), float(chance.integers(1, 6)), which)
        )
    terms = Terms(((least * HOUR, most * HOUR),) * (-(-days // 7)), days_a_week=5, most_in_a_row=6)
    off = frozenset([int(chance.integers(days))]) if chance.random() < 0.2 else frozenset[int]()
    past = Past(int(chance.integers(0, 4))) if chance.random() < 0.5 else Past()
    return Person(
        f"person {place}", tuple(groups), terms, may, off, requests=tuple(asks), past=past, nights=Share(1, 2.0), weekends=Share(1, 3.0)
    )  # fmt: skip
