"""Documents: results as JSON, for other programs.

The formats `callfloor/measures/1` and `callfloor/plan/1` are a promise: a key keeps its name and its meaning, undefined
figures are null, never NaN, and equal runs give equal bytes. New keys may be added beside the old ones.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from callfloor import amount
from callfloor.figures import judged
from callfloor.figures.reading import moment

if TYPE_CHECKING:
    from optimize.outcome import ShiftChoice
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.measures import MeasureRow
    from sim.targets import Verdict

Document = dict[str, Any]


def text(document: Document) -> str:
    """The document as JSON; NaN and infinity are refused rather than written."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def plain(value: float | None) -> float | int | None:
    """A JSON number: null for undefined, whole numbers of people without `.0`."""
    if value is None or not math.isfinite(value):
        return None
    return float(value)


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
        "mean": plain(row.mean),
        "low": plain(row.low),
        "high": plain(row.high),
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
        "reached": None if worst is None else plain(worst.reached),
        "low": None if worst is None else plain(worst.low),
        "high": None if worst is None else plain(worst.high),
        "at": None if worst is None or asked.per == "horizon" else worst.start,
        "days_met": None if worst is None else plain(worst.days_met),
        "days_low": plain(low),
        "days_high": plain(high),
        "judged_by": "days" if judged.of_days(asked) else "measure",
        "met": verdict.met if verdict.judged else None,
        "skipped": sum(period.skipped is not None for period in verdict.periods),
    }


def _clock(scenario: Scenario, seconds: float) -> str:
    return f"{moment(scenario, seconds):%H:%M}"


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
        "paid_hours": plain(sum(choice.kind.paid_hours * choice.agents for choice in choices)),
        "cost": plain(sum(choice.cost for choice in choices)),
    }
