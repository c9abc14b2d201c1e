"""Nurse rostering: the instances of schedulingbenchmarks.org on callfloor's own roster program.

Fourteen days and named staff (Curtois and Qu 2014). The rules are those of callfloor's rosters, counted in other units: one week as long
as the horizon, minutes for hours, forbidden successions for rest, and a price for each nurse too few or too many. ``total`` is a second
reading of the format, from its description alone, and judges every roster; it shares no line with the product.

The files are not ours to pass on, so they are read from a folder beside the project, if it is there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

from optimize.rostering.problem import NOBODY, Duty, Need, Person, Problem, Request, Roster, Terms

HERE = Path(__file__).parents[2] / "shared" / "data" / "nurse_rostering"
BEST = {"Instance1": 607, "Instance2": 828, "Instance3": 1001}  # proved, as the site has them
MONDAY = date(2026, 3, 2)  # all instances begin on a Monday


@dataclass(frozen=True)
class Instance:
    """The sections of a file, line by line, as words."""

    name: str
    sections: dict[str, list[list[str]]]

    @property
    def days(self) -> int:
        """Length of the horizon."""
        return int(self.sections["HORIZON"][0][0])


def read(path: Path) -> Instance:
    """Read a file: comments begin with #, sections with SECTION_."""
    sections: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text.startswith("SECTION_"):
            rows = sections.setdefault(text.removeprefix("SECTION_"), [])
        elif text and not text.startswith("#"):
            rows.append([cell.strip() for cell in text.split(",")])
    return Instance(path.stem, sections)


def problem(instance: Instance) -> Problem:
    """The instance as a roster problem of callfloor."""
    days, rows = instance.days, instance.sections
    names = [row[0] for row in rows["SHIFTS"]]
    lengths = {row[0]: 60.0 * int(row[1]) for row in rows["SHIFTS"]}
    barred = {row[0]: frozenset(cell for cell in row[2].split("|") if cell) for row in rows["SHIFTS"]}
    duties = tuple(Duty(name, "ward", 0.0, lengths[name], lengths[name], never_before=barred[name]) for name in names)
    cover = {
        (int(day), shift): (int(wanted), float(under), float(over)) for day, shift, wanted, under, over in rows["COVER"]
    }
    nothing = (0, 0.0, 0.0)  # a shift without cover may be worked all the same
    needs = tuple(
        Need(day, place, *cover.get((day, shift), nothing)) for day in range(days) for place, shift in enumerate(names)
    )
    off = {row[0]: frozenset(int(day) for day in row[1:]) for row in rows["DAYS_OFF"]}
    wishes: dict[str, list[Request]] = {}
    for section, wanted_on in (("SHIFT_ON_REQUESTS", True), ("SHIFT_OFF_REQUESTS", False)):
        for who, day, shift, weight in rows[section]:
            request = Request(int(day), wanted_on, float(weight), frozenset([names.index(shift)]))
            wishes.setdefault(who, []).append(request)
    people = tuple(_person(row, names, days, off, wishes) for row in rows["STAFF"])
    return Problem(MONDAY, days, duties, needs, people, week=days)


def _person(
    row: list[str], names: list[str], days: int, off: dict[str, frozenset[int]], wishes: dict[str, list[Request]]
) -> Person:
    who, most, longest, least, in_a_row, fewest, days_off, weekends = row
    limits = {shift: int(count) for shift, count in (part.split("=") for part in most.split("|"))}
    terms = Terms(
        hours=((60.0 * int(least), 60.0 * int(longest)),),
        most_in_a_row=int(in_a_row),
        fewest_in_a_row=int(fewest),
        fewest_days_off=int(days_off),
        most_weekends=int(weekends),
        most=tuple((frozenset([names.index(shift)]), most) for shift, most in limits.items() if 0 < most < days),
    )
    may = {names.index(shift): 0.0 for shift, count in limits.items() if count > 0}
    return Person(who, ("ward",), terms, may, off.get(who, frozenset()), requests=tuple(wishes.get(who, ())))


def shifts_of(roster: Roster) -> dict[str, list[str]]:
    """A roster in the words of the format: by nurse, a shift for each day, "" for none."""
    names = [duty.name for duty in roster.problem.duties]
    people = zip(roster.problem.people, roster.rows, strict=True)
    return {person.name: ["" if duty == NOBODY else names[duty] for duty in row] for person, row in people}


def total(instance: Instance, plan: dict[str, list[str]]) -> tuple[int, list[str]]:
    """Penalty of a plan, and the hard rules it breaks, from the description of the format.

    Requests and cover have weights. Before the first day and after the last, days off are assumed for what is at most, and enough of the
    same for what is at least.
    """
    rows, penalty = instance.sections, 0
    for who, day, shift, weight in rows["SHIFT_ON_REQUESTS"]:
        penalty += int(weight) * (plan[who][int(day)] != shift)
    for who, day, shift, weight in rows["SHIFT_OFF_REQUESTS"]:
        penalty += int(weight) * (plan[who][int(day)] == shift)
    for day, shift, wanted, under, over in rows["COVER"]:
        there = sum(worked[int(day)] == shift for worked in plan.values())
        penalty += int(under) * max(int(wanted) - there, 0) + int(over) * max(there - int(wanted), 0)
    faults = [
        f"{row[0]} works on day {day}, a day off"
        for row in rows["DAYS_OFF"]
        for day in row[1:]
        if plan[row[0]][int(day)]
    ]
    for row in rows["STAFF"]:
        faults += [f"{row[0]}: {fault}" for fault in _hard(instance, row, plan[row[0]])]
    return penalty, faults


def _hard(instance: Instance, row: list[str], worked: list[str]) -> list[str]:
    most, longest, least, in_a_row, fewest, days_off, weekends = row[1:]
    shifts = {cells[0]: cells for cells in instance.sections["SHIFTS"]}
    faults, count = [], Counter(worked)
    faults += [f"too many {part}" for part in most.split("|") if count[part.split("=")[0]] > int(part.split("=")[1])]
    minutes = sum(int(shifts[shift][1]) for shift in worked if shift)
    if not int(least) <= minutes <= int(longest):
        faults.append(f"{minutes} minutes")
    for today, tomorrow in pairwise(worked):
        if today and tomorrow and tomorrow in shifts[today][2].split("|"):
            faults.append(f"{tomorrow} after {today}")
    place = 0
    for works, run in groupby(worked, key=bool):
        length = len(list(run))
        inside = place > 0 and place + length < len(worked)
        place += length
        if works and length > int(in_a_row):
            faults.append(f"{length} days in a row")
        if inside and length < int(fewest if works else days_off):
            faults.append(f"{length} days {'in a row' if works else 'off'} only")
    busy = sum(bool(worked[day] or worked[day + 1]) for day in range(5, len(worked), 7))
    if busy > int(weekends):
        faults.append(f"{busy} weekends")
    return faults
