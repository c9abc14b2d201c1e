"""The files that a run leaves behind, as bytes: CSV, Excel and Parquet for spreadsheets and notebooks, iCalendar for the shifts of a plan.

`measures` is long (one row a measure), `intervals` wide (one row an interval, as a planner would paste it into a sheet), with
a column only for what the scenario has; `on_floor` are people as planned, `present` those who were there. `agents` and the log are of one simulated day, the run's first.
Everything is made in memory first, so that `output.write_files` can put all of it in place or nothing.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from callfloor import documents, documents_planned, telling
from callfloor.extras import agents
from callfloor.figures.outlook import risks
from callfloor.figures.reading import Reading, edges
from callfloor.figures.staffing import measured_presence
from callfloor.tables import STANDARD, withins
from callfloor.workbooks import plan_book, plan_calendar
from scenarios.tables import TIME_COLUMNS

if TYPE_CHECKING:
    from callfloor.ended import Ended
    from optimize.outcome import Plan
    from sim.experiment import Results

MEASURE_COLUMNS = ("measure", "scope", "name", "interval", "within_s", "of", "target", "mean", "low", "high")
QUEUE_COLUMNS = ("offered", "answered", "abandoned", "blocked", "mean_wait", "mean_wait_all", "mean_queue_length")
QUEUE_EXTRAS = (
    "closed",
    "cleared",
    "unfinished",
    "repeats",
    "first_contact_resolution",
    "on_time",
    "satisfaction",
    "cost",
)
TYPE_EXTRAS = ("contained", "blocked_lines", "closed")
OUTLOOK_COLUMNS = (
    "target", "of", "name", "measure", "start", "end", "days", "chance", "why", "volume", "handle_time", "absence"
)  # fmt: skip
PLAN_TABLES = (
    "shifts.csv",
    "shifts.parquet",
    "plan.xlsx",
    "plan.ics",
    "staffing.csv",
    "staffing_by_group.csv",
    "staffing.parquet",
    "targets.csv",
    "measures.csv",
    telling.FILE,
)  # of a plan, where there is one
LOG = "log.parquet"  # every contact of one day, where it is asked for
SHIFT_COLUMNS = ("group", "start", "end", "days", "breaks", "agents", "paid_hours", "cost")


def csv(frame: pd.DataFrame) -> bytes:
    """A table as CSV: UTF-8, one line a row, empty where undefined."""
    return frame.to_csv(index=False, lineterminator="\n").encode()


def parquet(frame: pd.DataFrame) -> bytes:
    """A table as Parquet."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


def measures(results: Results) -> pd.DataFrame:
    """Every measure, one row each."""
    return pd.DataFrame(
        [[getattr(row, column) for column in MEASURE_COLUMNS] for row in results.rows], columns=list(MEASURE_COLUMNS)
    ).astype({"within_s": float, "target": "Int64", "mean": float, "low": float, "high": float})


def intervals(reading: Reading) -> pd.DataFrame:
    """One row an interval: what each queue was asked and how it was served, who was there and how busy."""
    scenario = reading.scenario
    at = edges(scenario)
    columns: dict[str, object] = {
        "start": [f"{moment:%Y-%m-%d %H:%M}" for moment in at[:-1]],
        "end": [f"{moment:%Y-%m-%d %H:%M}" for moment in at[1:]],
    }
    for queue in scenario.queues:
        for measure in (*QUEUE_COLUMNS, *_told(reading, QUEUE_EXTRAS, "queue", queue)):
            columns[f"{queue} {measure}"] = _values(reading, measure, "queue", queue)
        for within in sorted({*withins(scenario), STANDARD}):
            columns[f"{queue} answered within {within:g} s"] = _values(reading, "answer_rate", "queue", queue, within)
    staffing = reading.results.staffing
    for group in scenario.agent_groups:
        columns[f"{group} scheduled"] = staffing.mean_scheduled(group)
        columns[f"{group} on_floor"] = staffing.mean_on_floor(group)
        columns[f"{group} present"] = measured_presence(reading, group)
        columns[f"{group} occupancy"] = _values(reading, "occupancy", "agent_group", group)
        columns[f"{group} cost"] = _values(reading, "cost", "agent_group", group)
        if scenario.agent_groups[group].concurrency > 1:
            columns[f"{group} slot_use"] = _values(reading, "slot_use", "agent_group", group)
    for kind in scenario.contact_types:
        for measure in _told(reading, TYPE_EXTRAS, "contact_type", kind):
            columns[f"{kind} {measure} (contact type)"] = _values(reading, measure, "contact_type", kind)
    return pd.DataFrame(columns)


def _told(reading: Reading, measures: tuple[str, ...], scope: str, name: str) -> list[str]:
    """Of measures that not every scenario needs, those that say something of this name."""
    silent = {"first_contact_resolution": 1.0, "on_time": None, "satisfaction": None}  # a share of 0 says much
    return [one for one in measures if reading.value(one, scope, name) not in (None, silent.get(one, 0.0))]


def outlook(reading: Reading) -> pd.DataFrame:
    """The warning ahead, one row a period of a target: the chance of missing it, and what for (parts as logarithms)."""
    at, rows = edges(reading.scenario), []
    for target, periods in risks(reading):
        for risk in periods:
            one = risk.warned
            what = (one.target, target.scope, target.of_what, target.measure)
            when = (f"{at[risk.first]:%Y-%m-%d %H:%M}", f"{at[risk.last + 1]:%Y-%m-%d %H:%M}")
            rows.append([*what, *when, one.days, one.chance, one.why, one.volume, one.handle_time, one.absence])
    return pd.DataFrame(rows, columns=list(OUTLOOK_COLUMNS)).astype({"chance": float})


def _values(reading: Reading, measure: str, scope: str, name: str, within: float | None = None) -> list[float]:
    line = reading.line(measure, scope, name, within=within)
    return [np.nan if value is None else value for value in line.mean]


def simulation(reading: Reading) -> dict[str, bytes]:
    """All table files of a simulation."""
    rows = measures(reading.results)
    return {
        "measures.csv": csv(rows),
        "measures.parquet": parquet(rows),
        "measures.json": documents.text(documents.measures(reading.results)).encode(),
        "intervals.csv": csv(intervals(reading)),
        "agents.csv": csv(agents(reading)),
        **({"outlook.csv": csv(outlook(reading))} if reading.scenario.targets else {}),
    }


def day_log(reading: Reading) -> bytes:
    """Every contact of the run's first day, as Parquet."""
    return parquet(reading.log.frame(reading.scenario))


def planning(ended: Ended) -> dict[str, bytes]:
    """All table files of a plan; only the JSON if there is none."""
    files = {"plan.json": documents.text(documents_planned.plan(ended)).encode()}
    if ended.plan is None:
        return files
    found = ended.plan
    by_group = pd.DataFrame(documents_planned.staffing(found))
    if not ended.by_interval:
        rows = shifts(found)
        files["shifts.csv"], files["shifts.parquet"] = csv(rows), parquet(rows)
        files["plan.xlsx"], files["plan.ics"] = plan_book.workbook(ended), plan_calendar.calendar(found)
    files["staffing.csv"] = csv(staffing(found))
    files["staffing_by_group.csv"] = csv(by_group)
    files["staffing.parquet"] = parquet(by_group.astype({"agents": float, "least": float, "on_floor": float}))
    files["targets.csv"] = csv(pd.DataFrame([_flat(one) for one in documents.targets(found.results, found.verdicts)]))
    files["measures.csv"] = csv(measures(found.results))
    if ended.telling is not None:
        files[telling.FILE] = csv(telling.frame(ended.telling, found.scenario))
    return files


def staffing(found: Plan) -> pd.DataFrame:
    """Scheduled people by interval, a column a group: what a scenario reads as ``staffing: {file: staffing.csv, column: GROUP}``."""
    scenario = found.scenario
    clock = next(name for name in TIME_COLUMNS if name not in scenario.agent_groups)
    columns: dict[str, object] = {clock: list(scenario.calendar.starts)}
    columns |= {group: found.staffing.mean_scheduled(group) for group in scenario.agent_groups}
    return pd.DataFrame(columns)


def shifts(found: Plan) -> pd.DataFrame:
    """One row a kind of shift, for people who roster."""
    rows = []
    for row in documents_planned.shifts(found):
        days, breaks = "; ".join(row["days"]), "; ".join(f"{start}-{end}" for start, end in row["breaks"])
        rows.append(
            [row["group"], row["start"], row["end"], days, breaks, row["agents"], row["paid_hours"], row["cost"]]
        )
    return pd.DataFrame(rows, columns=list(SHIFT_COLUMNS))


def _flat(target: documents.Document) -> documents.Document:
    """A target with its scope and name in columns of their own."""
    scope = next(iter(target))
    return {"scope": scope, "name": target[scope], **{key: value for key, value in target.items() if key != scope}}
