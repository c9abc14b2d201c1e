"""Documents: results as JSON, for other programs.

The formats `callfloor/measures/1` and `callfloor/plan/1` are a promise: a key keeps its name and its meaning, undefined
figures are null, never NaN, and equal runs give equal bytes. New keys may be added beside the old ones.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from callfloor import amount, beside, called_in, nearest, replanning, telling
from callfloor.figures import judged
from callfloor.figures.needed import needed
from callfloor.figures.reading import moment
from callfloor.figures.weeks import alike, staff_of
from sim.days.identity import digest_of_scenario

if TYPE_CHECKING:
    from callfloor.ended import Ended
    from optimize.outcome import Plan, ShiftChoice
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.measures import MeasureRow
    from sim.targets import Verdict

Document = dict[str, Any]


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
        "targets": targets(results),
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


def targets(results: Results, verdicts: Sequence[Verdict] | None = None) -> list[Document]:
    """Every target of a run, in the scenario's order; `verdicts`: those that stand for the measured ones."""
    pairs = zip(results.verdicts if verdicts is None else verdicts, judged.days_of(results), strict=False)
    return [target(results.scenario, verdict, days) for verdict, days in pairs]


def target(scenario: Scenario, verdict: Verdict, days: judged.Days | None = None) -> Document:
    """A target at its worst period; `skipped` counts the periods that are not judged.

    `reached`, `low` and `high` are of its measure over all days. With `confidence` the verdict is about `days_met`, `days_low` and
    `days_high`, the share of days that reach what is asked, and its limits: `judged_by` says which.
    """
    asked, worst = verdict.target, verdict.worst
    low, high = (None, None) if worst is None else (days or {}).get(worst.first, (None, None))
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
        "days_low": _plain(low),
        "days_high": _plain(high),
        "judged_by": "days" if judged.of_days(asked) else "measure",
        "met": verdict.met if verdict.judged else None,
        "skipped": sum(period.skipped is not None for period in verdict.periods),
    }


def plan(ended: Ended) -> Document:
    """`callfloor/plan/1`: status, price and bound, shifts, staffing, targets on fresh days."""
    found = ended.plan
    document: Document = {
        "format": "callfloor/plan/1",
        "scenario": ended.scenario.name,
        "made_for": digest_of_scenario(ended.scenario),
        "method": "erlang" if found is not None and found.by_formula is not None else "simulation",
        "status": ended.status,
        "cost": None if found is None else _plain(found.cost),
        "bound": _plain(ended.bound),
        "proved_bound": None
        if found is None or ended.bound is None
        else _plain(found.bound if found.proved_bound is None else found.proved_bound),
        "bound_assumes": ended.proof if found is not None and found.learned else None,
        "gap": _gap(ended),
        "seconds": _plain(ended.seconds),
        "currency": ended.scenario.currency,
        "paid_hours": None if found is None else _plain(found.paid_hours),
        "fte": None if found is None else _plain(found.fte),
        "proof": ended.proof,
        "conflict": list(ended.conflict),
        "remedies": list(ended.remedies),
        "notes": [] if found is None else beside.notes(found),
        "shifts": [] if found is None or ended.by_interval else shifts(found),
        "called_in": [] if found is None else called_in.rows(found.scenario, found.called_in),
        "staffing": [] if found is None else staffing(found),
        "staff": [] if found is None or ended.by_interval else staff(found, ended.scenario),
        "targets": [] if found is None else targets(found.results, found.verdicts),
        "exact": found is not None and found.exact,
        "verified": None if found is None else {"replications": found.results.replications, "seed": found.results.seed},
    }
    document |= telling.document(ended.telling) | nearest.document(ended) | replanning.document(ended)
    if found is not None and found.by_formula is not None:
        document["assumes"] = list(found.by_formula.assumes)
        for row, value in zip(document["targets"], found.by_formula.promised, strict=True):
            row["by_formula"] = _plain(value)
    return document


def _clock(scenario: Scenario, seconds: float) -> str:
    return f"{moment(scenario, seconds):%H:%M}"


def shifts(found: Plan) -> list[Document]:
    """One row a kind of shift and number of people: the days on which so many work it, and what it costs on all of them."""
    return [shift(found.scenario, choices) for choices in alike(found)]


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


def _gap(ended: Ended) -> float | None:
    """How far the cost may be from least; of a plan by formula that misses a target none, for it is short of what was asked."""
    found = ended.plan
    if found is None or ended.bound is None or ended.bound > found.cost or ended.status == "missed":
        return None
    return _plain(found.gap)


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
