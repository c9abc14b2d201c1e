"""Documents of a plan: how planning ended, as the JSON `callfloor/plan/1`; the promises of `documents.py` hold for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from callfloor import beside, called_in, documents, nearest, replanning, telling
from callfloor.documents import Document, plain
from callfloor.figures.needed import needed
from callfloor.figures.weeks import alike, staff_of
from sim.days.identity import digest_of_scenario

if TYPE_CHECKING:
    from callfloor.ended import Ended
    from optimize.outcome import Plan
    from scenarios.schema import Scenario


def plan(ended: Ended) -> Document:
    """`callfloor/plan/1`: status, price and bound, shifts, staffing, targets on fresh days."""
    found = ended.plan
    document: Document = {
        "format": "callfloor/plan/1",
        "scenario": ended.scenario.name,
        "made_for": digest_of_scenario(ended.scenario),
        "method": "erlang" if found is not None and found.by_formula is not None else "simulation",
        "status": ended.status,
        "cost": None if found is None else plain(found.cost),
        "bound": plain(ended.bound),
        "proved_bound": None
        if found is None or ended.bound is None
        else plain(found.bound if found.proved_bound is None else found.proved_bound),
        "bound_assumes": ended.proof if found is not None and found.learned else None,
        "gap": _gap(ended),
        "seconds": plain(ended.seconds),
        "currency": ended.scenario.currency,
        "paid_hours": None if found is None else plain(found.paid_hours),
        "fte": None if found is None else plain(found.fte),
        "proof": ended.proof,
        "conflict": list(ended.conflict),
        "remedies": list(ended.remedies),
        "notes": [] if found is None else beside.notes(found),
        "shifts": [] if found is None or ended.by_interval else shifts(found),
        "called_in": [] if found is None else called_in.rows(found.scenario, found.called_in),
        "staffing": [] if found is None else staffing(found),
        "staff": [] if found is None or ended.by_interval else staff(found, ended.scenario),
        "targets": [] if found is None else documents.targets(found.results, found.verdicts),
        "exact": found is not None and found.exact,
        "verified": None if found is None else {"replications": found.results.replications, "seed": found.results.seed},
    }
    document |= telling.document(ended.telling) | nearest.document(ended) | replanning.document(ended)
    if found is not None and found.by_formula is not None:
        document["assumes"] = list(found.by_formula.assumes)
        for row, value in zip(document["targets"], found.by_formula.promised, strict=True):
            row["by_formula"] = plain(value)
    return document


def _gap(ended: Ended) -> float | None:
    """How far the cost may be from least; of a plan by formula that misses a target none, for it is short of what was asked."""
    found = ended.plan
    if found is None or ended.bound is None or ended.bound > found.cost or ended.status == "missed":
        return None
    return plain(found.gap)


def shifts(found: Plan) -> list[Document]:
    """One row a kind of shift and number of people: the days on which so many work it, and what it costs on all of them."""
    return [documents.shift(found.scenario, choices) for choices in alike(found)]


def staff(found: Plan, scenario: Scenario) -> list[Document]:
    """By group the fewest people who can work its shifts, as far as a plan without names knows, and the rule that asks for so many."""
    # The rest of a cyclic day is planned with more heads, last night's; who is asked for here are the heads that the scenario has.
    return [
        {"group": group, "people": people, "because": why, "headcount": scenario.headcount.get(group)}
        for group, (people, why) in staff_of(found).items()
    ]


def staffing(found: Plan) -> list[Document]:
    """People by group and interval: scheduled (time average and least), on the floor, and required there, as far as that is known."""
    rows: list[Document] = []
    people, fewest = found.staffing, needed(found)
    for group in found.scenario.agent_groups:
        required = fewest.get(group)
        columns = (people.mean_scheduled(group), people.least_scheduled(group), people.mean_on_floor(group))
        for place, start in enumerate(found.scenario.calendar.starts):
            agents, least, floor = (_people(float(column[place])) for column in columns)
            rows.append(
                {
                    "group": group,
                    "interval": start,
                    "agents": agents,
                    "least": least,
                    "on_floor": floor,
                    "required": None
                    if required is None or math.isnan(required[place])
                    else _people(float(required[place])),
                }
            )
    return rows


def _people(value: float) -> float | int:
    return int(value) if float(value).is_integer() else float(value)
