"""The tables that a forecast writes: volumes for a scenario, every interval with its limits, busyness, how models did.

`volumes.csv` has every interval of every day from the first to the last, closed ones with 0, so that a scenario can read it as it is.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from callfloor.exports import csv, parquet
from callfloor.forecasting.document import moment
from scenarios.history.forecasts.spread import LEVELS

if TYPE_CHECKING:
    from scenarios.history.forecasts.forecast import Forecast

DAY = 86_400
DECIMALS = 3


def files(found: Forecast, first: date, last: date) -> dict[str, bytes]:
    """All of them."""
    rows = intervals(found)
    return {
        "volumes.csv": csv(volumes(found, first, last)),
        "intervals.csv": csv(rows),
        "intervals.parquet": parquet(rows),
        "days.csv": csv(busyness(found)),
        "models.csv": csv(models(found)),
        "findings.csv": csv(
            pd.DataFrame([vars(one) for one in found.findings], columns=["what", "count", "where", "done"])
        ),
        "forecast.xlsx": _workbook(found, rows),
    }


def volumes(found: Forecast, first: date, last: date) -> pd.DataFrame:
    """Expected contacts of every interval, closed ones too, a column a contact type."""
    per_day = DAY // found.history.interval
    places = {day: place for place, day in enumerate(found.days)}
    slots = {start // found.history.interval: slot for slot, start in enumerate(found.history.starts)}
    rows = []
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        for number in range(per_day):
            second = number * found.history.interval
            row: dict[str, object] = {"interval": f"{day}T{second // 3600:02d}:{second % 3600 // 60:02d}"}
            open_now = day in places and number in slots
            for one in found.types:
                expected = float(one.guess.counts[places[day], slots[number]]) if open_now else 0.0
                row[one.name] = round(expected, DECIMALS)
            rows.append(row)
    return pd.DataFrame(rows)


def intervals(found: Forecast) -> pd.DataFrame:
    """One row an open interval and contact type, with its limits."""
    rows = []
    for one in found.types:
        for place in range(len(found.days)):
            for slot in range(len(found.history.starts)):
                row: dict[str, object] = {
                    "interval": moment(found, place, slot).replace("T", " "), "contact_type": one.name,
                    "mean": round(float(one.guess.counts[place, slot]), DECIMALS),
                }  # fmt: skip
                for at, level in enumerate(LEVELS):
                    row[f"low_{level * 100:g}"] = round(float(one.band.low[at, place, slot]), DECIMALS)
                    row[f"high_{level * 100:g}"] = round(float(one.band.high[at, place, slot]), DECIMALS)
                rows.append(row)
    return pd.DataFrame(rows)


def busyness(found: Forecast) -> pd.DataFrame:
    """One row a day and contact type: its total with limits, its busyness and that of its intervals."""
    rows = []
    for one in found.types:
        for place, day in enumerate(found.days):
            row: dict[str, object] = {
                "date": str(day),
                "contact_type": one.name,
                "mean": round(float(one.guess.totals[place]), DECIMALS),
            }
            for at, level in enumerate(LEVELS):
                row[f"low_{level * 100:g}"] = round(float(one.band.day_low[at, place]), DECIMALS)
                row[f"high_{level * 100:g}"] = round(float(one.band.day_high[at, place]), DECIMALS)
            rows.append({**row, "cv": float(one.band.day_cv[place]), "cv_interval": float(one.band.interval_cv[place])})
    return pd.DataFrame(rows)


def models(found: Forecast) -> pd.DataFrame:
    """One row a contact type and model: how it did from the judged origins."""
    rows = []
    for one in found.types:
        for score in one.judged.scores:
            row: dict[str, object] = {
                "contact_type": one.name, "model": score.model, "wape": score.wape, "wape_mean_of_origins": score.wape_by_origin,
                "wape_days": score.wape_days, "bias": score.bias,
            }  # fmt: skip
            row |= {f"held_{level * 100:g}": held for level, held in zip(LEVELS, score.coverage, strict=True)}
            row |= {f"days_held_{level * 100:g}": held for level, held in zip(LEVELS, score.day_coverage, strict=True)}
            rows.append({**row, "width_80": score.width, "taken": score.model == one.model})
    return pd.DataFrame(rows)


def _workbook(found: Forecast, rows: pd.DataFrame) -> bytes:
    from callfloor.workbooks.forecast_book import workbook

    renamed = rows.rename(columns={"low_80": "low", "high_80": "high"})
    title = f"{len(found.days)} open days from {found.days[0]}, from {found.history.source}"
    return workbook(renamed, level=LEVELS[0], title=title)
