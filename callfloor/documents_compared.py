"""Documents about several scenarios: `callfloor/compare/1`, `callfloor/sweep/1` and `callfloor/screen/1`.

As in `callfloor/documents.py`: a key keeps its name and its meaning, undefined figures are null, equal runs give equal bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import documents
from callfloor.documents import Document
from callfloor.gauges import HEADLINE
from callfloor.verdicts import verdict

if TYPE_CHECKING:
    from callfloor.comparing import Comparison
    from callfloor.ranking import Ranking
    from callfloor.summary import Summary
    from callfloor.sweeping import Sweep
    from sim.pairs import Difference


def compare(comparison: Comparison) -> Document:
    """`callfloor/compare/1`: every figure of the whole calendar that two scenarios share, and the difference.

    `real` is judged among the headline measures for those that are (`headline`), and among all figures for the others.
    """
    first = comparison.results[0]
    return {
        "format": "callfloor/compare/1",
        "scenarios": [
            {
                "name": one.name,
                "scenario": one.scenario.name,
                "changes": [
                    {"key": change.key, "old": change.old, "new": change.new} for change in comparison.changes(place)
                ]
                if place
                else [],
                "targets": documents.targets(results),
            }
            for place, (one, results) in enumerate(zip(comparison.contenders, comparison.results, strict=True))
        ],
        "engine": first.engine,
        "replications": first.replications,
        "seed": first.seed,
        "currency": first.scenario.currency,
        "warnings": list(comparison.warnings),
        "differences": [_difference(comparison, one) for one in comparison.differences],
    }


def _difference(comparison: Comparison, one: Difference) -> Document:
    document: Document = {
        "first": comparison.names[0],
        "second": comparison.names[one.other],
        "measure": one.measure,
        "scope": one.scope,
        "name": one.name,
        "within_s": one.within_s,
        "mean_first": one.first,
        "mean_second": one.second,
        "difference": one.mean,
        "low": one.low,
        "high": one.high,
        "p": one.p,
        "headline": one.measure in HEADLINE,
        "real": one.real,
        "verdict": verdict(one),
    }
    return document | {key: value for key, value in (("of", one.of), ("target", one.target)) if value is not None}


def sweep(found: Sweep) -> Document:
    """`callfloor/sweep/1`: for every point its values, the figures of its whole calendar, and its targets."""
    return {
        "format": "callfloor/sweep/1",
        "scenario": found.scenario.name,
        "engine": found.done[0].summary.engine,
        "seed": found.seed,
        "currency": found.scenario.currency,
        "overrides": list(found.grid.fixed),
        "keys": [{"key": axis.key, "values": list(axis.values)} for axis in found.grid.axes],
        "asked": found.grid.size,
        "complete": found.complete,
        **({"control": True} if found.control else {}),
        "points": [
            {"values": one.point.values, "replications": one.summary.replications, **_summary(found, one.summary)}
            for one in found.done
        ],
    }


def _summary(found: Sweep, summary: Summary) -> Document:
    return {
        "targets_missed": summary.missed,
        "targets": [
            documents.target(found.scenario, one, {} if one.worst is None else {one.worst.first: limits})
            for one, limits in zip(summary.verdicts, summary.days, strict=True)
        ],
        "measures": [documents.measure(row) for row in summary.rows],
    }


def screen(found: Ranking) -> Document:
    """`callfloor/screen/1`: who may be the best, who cannot be and why."""
    screening = found.screening
    best = screening.best
    return {
        "format": "callfloor/screen/1",
        "by": {
            "measure": found.by.measure,
            "scope": found.by.scope,
            "name": found.by.name,
            "within_s": found.by.within,
        },
        "better": "more" if found.by.largest else "less",
        "targets_matter": found.targets,
        "chance": screening.chance,
        "engine": found.engine,
        "seed": found.seed,
        "complete": found.complete,
        "days": screening.days,
        "best": None if best is None else found.names[best.place],
        "kept": [
            {
                "name": found.names[one.place],
                "overrides": list(found.entries[one.place].overrides),
                "replications": one.days,
                "mean": one.mean,
                "low": one.low,
                "high": one.high,
                "behind": one.behind,
                "behind_low": one.behind_low,
                "behind_high": one.behind_high,
                "keeps_targets": one.keeps_targets,
                "surely": one.surely,
            }
            for one in screening.kept
        ],
        "dropped": [
            {
                "name": found.names[one.place],
                "overrides": list(found.entries[one.place].overrides),
                "replications": one.days,
                "mean": one.mean,
                "better": None if one.better is None else found.names[one.better],
                "misses": one.misses,
            }
            for one in screening.dropped
        ],
    }
