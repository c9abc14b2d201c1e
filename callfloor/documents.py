"""Documents: results as JSON, for other programs.

The formats `callfloor/measures/1` and `callfloor/plan/1` are a promise: a key keeps its name and its meaning, undefined
figures are null, never NaN, and equal runs give equal bytes. New keys may be added beside the old ones.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from callfloor import amount, called_in, replanning, telling
from callfloor.figures.reading import moment

if TYPE_CHECKING:
    from callfloor.ended import Ended
    from optimize.outcome import Plan, ShiftChoice
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.measures import MeasureRow
    from sim.targets import Verdict

Document = dict[str, Any]

DAY = 86400.0


def text(document: Document) -> str:
    """The document as JSON; NaN and infinity are refused rather than written."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _plain(value: float | None) -> float | int | None:
    """A JSON number: null for undefined, whole numbers of people without `.0`."""
    if value is None or not math.isfinite(value):
        return None
    return float(value)


def _people(value: float) -> float | int:
    return int(value) if float(value).is_integer() else float(value)


def measures(results: Results) -> Document:
    """`callfloor/measures/1`: every measure row of a run."""
    return {
        "format": "callfloor/measures/1",
        "scenario": results.scenario.name,
        "engine": results.engine,
        "replications": results.replications,
        "seed": results.seed,
        "measures": [measure(row) for row in results.rows],
        "targets": [target(results.scenario, verdict) for verdict in results.verdicts],
        **amount.document(results),
    }


def measure(row: MeasureRow) -> Document:
    """One measure; `of` and `target` only where they say something."""
    document: Document = {
        "measure": row.measure,
        "scope": row.scope,
        "name": row.name,
        "interval": row.interval,
        "within_s": row.within_s,
        "mean": _plain(row.mean),
        "low": _plain(row.low),
        "high": _plain(row.high),
    }
    if row.target is not None:
        document["target"] = row.target
    if row.of is not None:
        document["of"] = row.of
    return document


def target(scenario: Scenario, verdict: Verdict) -> Document:
    """A target at its worst period; `skipped` counts the periods that are not judged."""
    asked, worst = verdict.target, verdict.worst
    return {
        asked.scope: asked.of_what or scenario.name,
        "measure": asked.measure,
        "within_s": asked.within,
        "of": asked.of,
        "per": asked.per,
        "confidence": asked.confidence,
        "asked": asked.asked,
        "reached": None if worst is None else _plain(worst.reached),
        "low": None if worst is None else _plain(worst.low),
        "high": None if worst is None else _plain(worst.high),
        "at": None if worst is None or asked.per == "horizon" else worst.start,
        "days_met": None if worst is None else _plain(worst.days_met),
        "met": verdict.met if verdict.judged else None,
        "skipped": sum(period.skipped is not None for period in verdict.periods),
    }


def plan(ended: Ended) -> Document:
    """`callfloor/plan/1`: status, price and bound, shifts, staffing, targets on fresh days."""
    found = ended.plan
    document: Document = {
        "format": "callfloor/plan/1",
        "scenario": ended.scenario.name,
        "method": "erlang" if found is not None and found.by_formula is not None else "simulation",
        "status": ended.status,
        "cost": None if found is None else _plain(found.cost),
        "bound": _plain(ended.bound),
        "proved_bound": None
        if found is None or ended.bound is None
        else _plain(found.bound if found.proved_bound is None else found.proved_bound),
        "bound_assumes": ended.proof if found is not None and found.learned else None,
        "gap": None if found is None or ended.bound is None else _plain(found.gap),
        "seconds": _plain(ended.seconds),
        "currency": ended.scenario.currency,
        "paid_hours": None if found is None else _plain(found.paid_hours),
        "fte": None if found is None else _plain(found.fte),
        "proof": ended.proof,
        "conflict": list(ended.conflict),
        "remedies": list(ended.remedies),
        "notes": [] if found is None else list(found.notes),
        "shifts": [] if found is None or ended.by_interval else shifts(found),
        "called_in": [] if found is None else called_in.rows(found.scenario, found.called_in),
        "staffing": [] if found is None else staffing(found),
        "targets": [] if found is None else [target(found.scenario, verdict) for verdict in found.verdicts],
        "exact": found is not None and found.exact,
        "verified": None if found is None else {"replications": found.results.replications, "seed": found.results.seed},
    }
    document |= telling.document(ended.telling) | replanning.document(ended)
    if found is not None and found.by_formula is not None:
        document["assumes"] = list(found.by_formula.assumes)
        for row, value in zip(document["targets"], found.by_formula.promised, strict=True):
            row["by_formula"] = _plain(value)
    return document


def _clock(scenario: Scenario, seconds: float) -> str:
    return f"{moment(scenario, seconds):%H:%M}"


def shifts(found: Plan) -> list[Document]:
    """One row a kind of shift and number of people: the days on which so many work it, and what it costs on all of them."""
    alike: dict[object, list[ShiftChoice]] = {}
    for choice in found.shifts:
        kind = choice.kind
        day = kind.start // DAY * DAY
        breaks = tuple((start - day, end - day, paid) for start, end, paid in kind.breaks)
        key = (kind.group, kind.start - day, kind.length, breaks, kind.premium, choice.agents)
        alike.setdefault(key, []).append(choice)
    return [shift(found.scenario, choices) for choices in alike.values()]


def shift(scenario: Scenario, choices: Sequence[ShiftChoice]) -> Document:
    """A kind of shift on one day or several, and how many people work it on each of them."""
    kind = choices[0].kind
    return {
        "group": kind.group,
        "start": _clock(scenario, kind.start),
        "end": _clock(scenario, kind.end),
        "days": [moment(scenario, choice.kind.start).date().isoformat() for choice in choices],
        "breaks": [[_clock(scenario, start), _clock(scenario, end)] for start, end, _ in kind.breaks],
        "agents": int(choices[0].agents),
        "paid_hours": _plain(sum(choice.kind.paid_hours * choice.agents for choice in choices)),
        "cost": _plain(sum(choice.cost for choice in choices)),
    }


def staffing(found: Plan) -> list[Document]:
    """People by group and interval: scheduled (time average and least), on the floor, and required on the floor."""
    rows: list[Document] = []
    people = found.staffing
    for group in found.scenario.agent_groups:
        required = found.required.get(group)
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
