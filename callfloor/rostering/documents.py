"""A roster as JSON (``callfloor/roster/1``) and as a table for spreadsheets (roster.csv: a row for each shift worked)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from callfloor.rostering.made import Made, Stint, what
from scenarios.units import show_clock

if TYPE_CHECKING:
    from optimize.rostering.judge import Broken, Charge

Document = dict[str, Any]
COLUMNS = ("name", "date", "group", "start", "end", "hours", "night", "breaks")


def document(made: Made) -> Document:
    """The whole roster: price and bound, who works when, what is unmet, what each person got, what is broken."""
    solved = made.solved
    return {
        "format": "callfloor/roster/1",
        "plan": made.demand.name,
        "status": made.status,
        "unit": "points",
        "price": made.price,
        "bound": made.bound,
        "gap": made.gap,
        "seconds": None if solved is None else round(solved.seconds, 3),
        "seed": made.seed,
        "start": made.demand.start.isoformat(),
        "days": made.demand.days,
        "prices": dict(made.prices),
        "rules": made.rules.model_dump(mode="json", by_alias=True),
        "notes": list(made.demand.notes),
        "without_shifts": [one.person.name for one in made.got if one.shifts == 0],
        "assignments": [_stint(stint) for stint in made.stints],
        "unmet": [_need(made, one) for one in made.charges if one.kind == "unmet"],
        "surplus": [_need(made, one) for one in made.charges if one.kind == "surplus"],
        "charges": [_charge(made, one) for one in made.charges],
        "broken": [_broken(made, one) for one in made.broken],
        "people": [
            {
                "name": one.person.name,
                "groups": list(one.person.groups),
                "shifts": one.shifts,
                "hours": one.hours,
                "least_hours": one.least,
                "most_hours": one.most,
                "nights": one.nights,
                "nights_free": one.person.nights.free,
                "weekend_days": one.weekend_days,
                "weekend_days_free": one.person.weekends.free,
                "requests_granted": one.granted,
                "requests_refused": one.refused,
                "price": one.price,
            }
            for one in made.got
        ],
    }


def _stint(stint: Stint) -> Document:
    return {
        "name": stint.person,
        "date": stint.date.isoformat(),
        "group": stint.duty.group,
        "start": show_clock(stint.duty.start),
        "end": show_clock(stint.duty.end),
        "hours": stint.duty.paid / 3600,
        "night": stint.duty.night,
        "breaks": [list(one) for one in stint.breaks],
    }


def _need(made: Made, charge: Charge) -> Document:
    problem = made.problem
    assert charge.day is not None
    assert charge.duty is not None
    place, duty = problem.cells[charge.day, charge.duty], problem.duties[charge.duty]
    return {
        "date": problem.date(charge.day).isoformat(),
        "group": duty.group,
        "start": show_clock(duty.start),
        "end": show_clock(duty.end),
        "wanted": problem.needs[place].people,
        "there": made.roster.staffed()[place],
        "people": int(charge.count),
        "price": charge.price,
    }


def _charge(made: Made, charge: Charge) -> Document:
    return {
        "kind": charge.kind,
        "name": charge.person,
        "date": None if charge.day is None else made.problem.date(charge.day).isoformat(),
        "count": charge.count,
        "price": charge.price,
        "what": what(made, charge),
    }


def _broken(made: Made, broken: Broken) -> Document:
    day = made.problem.date(broken.day).isoformat()
    return {"name": broken.person, "date": day, "rule": broken.rule, "what": f"{broken.person} {broken.text}"}


def table(made: Made) -> bytes:
    """roster.csv, in UTF-8 with the mark by which Excel knows it; it can be changed and read again."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for stint in made.stints:
        row = _stint(stint)
        breaks = "; ".join(f"{start}-{end}" for start, end in stint.breaks)
        writer.writerow(
            [*(row[column] for column in COLUMNS[:5]), f"{row['hours']:g}", "yes" if row["night"] else "", breaks]
        )
    return buffer.getvalue().encode("utf-8-sig")
