"""The rest of a day as JSON (`callfloor/today/1`) and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from callfloor import documents
from callfloor.figures.reading import moment
from callfloor.intraday.telling import because, stretches
from optimize.today.expected import LEVEL

if TYPE_CHECKING:
    from optimize.today.day import Today
    from optimize.today.expected import Course
    from optimize.today.risks import Risk

Document = dict[str, Any]
FORMAT = "callfloor/today/1"


def document(found: Today, command: str | None) -> Document:
    """The whole as JSON."""
    return {
        "format": FORMAT,
        "scenario": found.scenario.name,
        "now": f"{moment(found.scenario, found.until):%Y-%m-%dT%H:%M}",
        "replications": found.results.replications,
        "seed": found.results.seed,
        "engine": found.results.engine,
        "busyness": [
            {
                "name": one.name,
                "assumed": one.name in found.assumed.values(),
                "came": one.came,
                "expected": one.expected * one.usual,
                "scale": one.scale,
                "cv": one.factor.cv,
            }
            for one in found.learned
        ],
        "level": LEVEL,
        "volumes": [_row(row) for row in volumes(found).to_dict("records")],
        "rest": [
            dict(zip(("name", "forecast", "mean", "low", "high"), (one.name, *one.rest), strict=True))
            for one in (*found.ahead.kinds, found.ahead.total)
        ],
        "targets": [_risk(found, risk) for risk in found.risks],
        "short": [
            {
                "group": group,
                "start": _at(found, first),
                "end": _at(found, last),
                "people": int(more),
            }
            for group, first, last, more in stretches(found)
        ],
        "replan": command,
    }


def _row(row: dict[Any, Any]) -> Document:
    return {str(key): None if value is None or pd.isna(value) else value for key, value in row.items()}


def _at(found: Today, place: int) -> str:
    return f"{moment(found.scenario, place * found.scenario.calendar.interval):%Y-%m-%dT%H:%M}"


def _risk(found: Today, risk: Risk) -> Document:
    target, period = found.scenario.targets[risk.target], risk.period
    mend = next((one for one in found.mended.mends if one.risk == risk), None)
    return {
        "target": risk.target,
        target.scope: target.of_what or found.scenario.name,
        "measure": target.measure,
        "within_s": target.within,
        "per": target.per,
        "confidence": target.confidence,
        "asked": target.asked,
        "start": _at(found, period.first),
        "end": _at(found, period.last + 1),
        "expected": period.reached,
        "chance": risk.chance,
        "low": risk.low,
        "high": risk.high,
        "as_forecast": risk.usual,
        "at_risk": risk.at_risk,
        "because": because(found, risk)[0],
        "more_people": None
        if mend is None
        else {"group": mend.group, "people": mend.people, "chance_then": mend.chance},
    }


def volumes(found: Today) -> pd.DataFrame:
    """A row for each contact type and interval of the day: forecast, what came, what is expected with its band."""
    parts = [_volumes(found, one) for one in found.ahead.kinds]
    columns = ["interval", "contact_type", "forecast", "came", "mean", "low", "high"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _volumes(found: Today, one: Course) -> pd.DataFrame:
    over, count = found.ahead.over, len(one.forecast)
    came = np.full(count, np.nan) if one.came is None else np.r_[one.came, np.full(count - over, np.nan)].astype(float)
    gone = np.full(over, np.nan)
    return pd.DataFrame(
        {
            "interval": [_at(found, found.ahead.first + place).replace("T", " ") for place in range(count)],
            "contact_type": one.name,
            "forecast": one.forecast,
            "came": came,
            **{name: np.r_[gone, getattr(one, name)] for name in ("mean", "low", "high")},
        }
    )


def day(found: Today) -> pd.DataFrame:
    """The day as a forecast is written: what came stands for itself, without any band; then what is expected."""
    rows = volumes(found)
    over = rows["mean"].isna()
    known = rows["came"].fillna(rows["forecast"])
    for name in ("mean", "low", "high"):
        rows[name] = rows[name].where(~over, known)
    return rows[["interval", "contact_type", "mean", "low", "high"]]


def risks(found: Today) -> pd.DataFrame:
    """A row for each judged period that is ahead."""
    rows = [{key: value for key, value in _risk(found, risk).items() if key != "more_people"} for risk in found.risks]
    for row in rows:
        scope = next(key for key in ("centre", "contact_type", "queue", "agent_group") if key in row)
        row["scope"], row["name"] = scope, row.pop(scope)
    columns = [
        "target",
        "scope",
        "name",
        "measure",
        "within_s",
        "per",
        "confidence",
        "asked",
        "start",
        "end",
        "expected",
        "chance",
    ]
    columns += ["low", "high", "as_forecast", "at_risk", "because"]
    return pd.DataFrame(rows, columns=columns)


def text(found: Today, command: str | None) -> str:
    """The JSON."""
    return documents.text(document(found, command))
