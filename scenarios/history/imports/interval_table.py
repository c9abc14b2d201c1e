"""From an export's columns to `Intervals`, with what is missing, twice or overlapping in them counted."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError
from scenarios.history.coded import Coded
from scenarios.history.columns import DAY
from scenarios.history.imports.amounts import amounts
from scenarios.history.imports.amounts import blank as blank_rows
from scenarios.history.imports.deciding import HIGH, LOW, Plan
from scenarios.history.imports.moments import BAD, BLANK, TIME_ONLY
from scenarios.history.imports.tables import Piece
from scenarios.history.imports.tally import Tally
from scenarios.history.imports.wall import Seen, of_day
from scenarios.history.imports.words import Codes, joined, repeated
from scenarios.history.intervals import COLUMNS, COUNTS, KEYS, SUMS, Intervals
from scenarios.history.origin import Origin

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]
TALK_ALONE = "handle time made from talk without wrap-up, which no column gives: work is more than it says"
READ = ("offered", "overflow_in", "answered", "abandoned", "answered_within", "handle_seconds", "wait_seconds")
MEANS = ("aht", "asa", "att", "talk_seconds", "hold_seconds", "wrap_up_seconds")


def read_intervals(plan: Plan, tally: Tally, details: Mapping[str, str]) -> Intervals:
    """All rows of a source as intervals."""
    codes = {name: Codes() for name in KEYS if name in plan.columns}
    kept: dict[str, list[NDArray[Any]]] = {}
    for piece in plan.source.pieces(tuple(dict.fromkeys(plan.columns.values()))):
        tally.rows += piece.rows
        for name, values in _piece(plan, piece, codes, tally).items():
            kept.setdefault(name, []).append(values)
    tally.broken(plan.source.broken, len(plan.source.columns))
    columns = {name: np.concatenate(parts) for name, parts in kept.items()}
    if not columns or not len(columns["starts"]):
        first = tally.bad_rows()[:1]
        reason = f"; the first: {first[0]}" if first else ""
        raise InputError([Fault(plan.shown, first[0].row if first else None, "", f"no row could be read{reason}")])
    order = np.argsort(columns["starts"], kind="stable")
    columns = {name: values[order] for name, values in columns.items()}
    return _made(plan, columns, codes, tally, details)


def _piece(plan: Plan, piece: Piece, codes: Mapping[str, Codes], tally: Tally) -> Columns:
    starts, usable = _starts(plan, piece, tally)
    values = {
        name: amounts(plan, piece, name, usable, tally, what="number", below="less than nothing")
        for name in (*READ, *MEANS)
        if name in plan.columns
    }
    if "overflow_in" in values and "offered" in values:
        values["offered"] += np.nan_to_num(values["overflow_in"], nan=0.0)
    if "handle_seconds" not in values:
        values |= _handle_seconds(values)
        if "handle_seconds" in values and "aht" not in values and "wrap_up_seconds" not in values:
            tally.add(TALK_ALONE, "noted", usable & (values["handle_seconds"] > 0), piece)
    if "wait_seconds" not in values and {"asa", "answered"} <= set(values):
        values["wait_seconds"] = np.where(values["answered"] == 0, 0.0, values["asa"] * values["answered"])
    if {"offered", "answered"} <= set(values):
        tally.add(
            "rows with more answered than offered (answers of contacts of an earlier interval)",
            "kept",
            usable & (values["answered"] > values["offered"]),
            piece,
        )
    if {"handle_seconds", "answered"} <= set(values):
        odd = (np.nan_to_num(values["answered"], nan=1.0) == 0) & (np.nan_to_num(values["handle_seconds"], nan=0.0) > 0)
        tally.add("rows with handle time and nobody answered", "kept", usable & odd, piece)
    columns: Columns = {name: values[name][usable] for name in (*COUNTS, *SUMS) if name in values}
    columns |= {name: column.add(plan.words(piece, name))[usable] for name, column in codes.items()}
    columns["starts"], columns["instant"] = starts.wall[usable], starts.instant[usable]
    columns["twice"] = starts.twice[usable]
    columns["row"] = piece.number(np.arange(piece.rows)).astype(np.int32)[usable]
    return columns


def _handle_seconds(values: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """The sum of handle time from its parts, or from its mean and the answered."""
    if {"aht", "answered"} <= set(values):
        return {"handle_seconds": np.where(values["answered"] == 0, 0.0, values["aht"] * values["answered"])}
    if "talk_seconds" not in values and {"att", "answered"} <= set(values):
        values = {**values, "talk_seconds": np.where(values["answered"] == 0, 0.0, values["att"] * values["answered"])}
    if "talk_seconds" not in values:
        return {}
    parts = [np.nan_to_num(values[name], nan=0.0) for name in ("hold_seconds", "wrap_up_seconds") if name in values]
    return {"handle_seconds": values["talk_seconds"] + sum(parts, np.zeros(len(values["talk_seconds"])))}


def _starts(plan: Plan, piece: Piece, tally: Tally) -> tuple[Seen, BoolArray]:
    names: tuple[str, ...] = ("start",) if "start" in plan.columns else ("date", "time")
    reads = [plan.moments(piece, name) for name in names]
    if len(names) == 1 and plan.dated["start"].kind == TIME_ONLY:  # the day stands apart
        names, reads = ("date", "start"), [plan.moments(piece, "date"), *reads]
    found = of_day(reads[0], reads[1]) if len(reads) > 1 else reads[0]
    for name, one in zip(names, reads, strict=True):
        tally.cells(piece, plan.columns[name], one.kind == BAD, "not a moment")
    blank = found.kind == BLANK
    empty = blank & blank_rows(plan, piece)
    tally.rows -= int(np.count_nonzero(empty))
    tally.add("rows without the start of an interval", "left out", blank & ~empty, piece)
    tally.add("rows whose start cannot be read", "left out", found.kind == BAD, piece)
    seen = Seen.of(plan, found, tally, piece, names[0])
    away = (seen.wall < LOW) | (seen.wall > HIGH)
    tally.add("rows before 1980 or after 2100", "left out", away, piece)
    return seen, ~(blank | (found.kind == BAD) | away)


def _made(
    plan: Plan, columns: Columns, codes: Mapping[str, Codes], tally: Tally, details: Mapping[str, str]
) -> Intervals:
    columns = _without_repeats(columns, list(codes), tally)
    length = plan.mapped.interval or _length(plan, columns["starts"])
    _grid(columns, list(codes), length, tally)
    low = float(np.floor(columns["starts"].min() / DAY))
    rows = len(columns["starts"])
    nothing = np.broadcast_to(np.float64(np.nan), (rows,))
    made: dict[str, object] = {name: columns.get(name, nothing) for name in (*COUNTS, *SUMS)}
    made |= {
        name: codes[name].column(columns[name].astype(np.int32)) if name in codes else Coded.unknown(rows)
        for name in KEYS
    }
    made["starts"] = columns["starts"] - low * DAY
    threshold = plan.mapped.answered_within if plan.mapped.answered_within is not None else np.nan
    zone = plan.mapped.time_zone or ("UTC" if plan.utc else "")
    present = frozenset(name for name in COLUMNS if name in columns)
    origin = Origin(plan.shown, tally.rows, zone, present, tally.findings(), tally.bad_rows(), dict(details))
    first = date(1970, 1, 1) + timedelta(days=low)
    return Intervals(first_day=first, length=length, threshold=float(threshold), origin=origin, **made)  # type: ignore[arg-type]


def _without_repeats(columns: Columns, keys: list[str], tally: Tally) -> Columns:
    """One row an interval and key: rows that repeat another are left out, others of the same interval and key are told."""
    row, twice_an_hour = columns.pop("row"), columns.pop("twice")
    again = repeated(joined(list(columns.values())))
    again = again[~twice_an_hour[again]]  # where an hour comes twice so may its rows
    tally.count(
        "rows that repeat another in every column that is read", "left out", len(again), row[again[:5]].tolist()
    )
    keep = np.ones(len(row), dtype=np.bool_)
    keep[again] = False
    columns = {name: values[keep] for name, values in columns.items()}
    twice = repeated(joined([columns["instant"], *(columns[name] for name in keys)]))
    columns["twice"] = twice_an_hour[keep]
    twice = twice[~columns["twice"][twice]]
    tally.count(
        "rows of an interval and key that another row has, with other numbers: both kept, sums count both",
        "kept",
        len(twice),
        row[keep][twice[:5]].tolist(),
    )
    return columns


def _length(plan: Plan, starts: NDArray[Any]) -> float:
    """The step that most intervals are apart."""
    steps = np.diff(np.unique(starts.astype(np.float64)))
    if not len(steps):
        raise InputError(
            [
                Fault(
                    plan.shown,
                    None,
                    "",
                    "has one interval only, so its length is not known; write interval: 30 min in the mapping",
                )
            ]
        )
    values, counts = np.unique(steps, return_counts=True)
    length = float(values[np.argmax(counts)])
    if length <= 0 or DAY % length:
        message = f"intervals are mostly {length:g} s apart, which does not divide a day; write interval: 30 min in the mapping"
        raise InputError([Fault(plan.shown, None, "", message)])
    return length


def _grid(columns: Columns, keys: list[str], length: float, tally: Tally) -> None:
    """Count intervals off the grid, overlapping, and missing between others of the same day and key."""
    starts = columns["starts"].astype(np.float64)
    off = np.flatnonzero(starts % length != 0)
    tally.count(f"intervals that do not start on the grid of {length / 60:g} min", "kept", len(off))
    key = joined([columns[name] for name in keys]) if keys else np.zeros(len(starts), dtype=np.uint64)
    instant = columns["instant"].astype(np.float64)
    order = np.lexsort((instant, key))
    same = key[order][1:] == key[order][:-1]
    step = np.diff(instant[order])
    tally.count(
        "intervals that overlap the one before of the same key",
        "kept",
        int(np.count_nonzero(same & (step > 0) & (step < length))),
    )
    day = np.floor(starts[order] / DAY)
    gap = np.where(columns["twice"][order][:-1], np.diff(starts[order]), step)
    inside = same & (day[1:] == day[:-1]) & (gap > length)
    missing = int(np.sum(np.round(gap[inside] / length) - 1))
    tally.count(
        "intervals missing between others of the same day and key: no row is no count, not nought", "noted", missing
    )
    days = np.unique(np.floor(starts / DAY))
    tally.count("days without a row between the first and the last", "noted", int(days[-1] - days[0] + 1 - len(days)))


__all__ = ["READ", "read_intervals"]
