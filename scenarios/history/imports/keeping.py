"""Keeping: `Calls` and `Intervals` as Parquet, read again exactly.

A column of the table is a column of the file; columns that say nothing throughout are not written. Everything else (first day,
length, where it comes from, what was found) stands in the file's metadata under `callfloor`, as JSON. Other programs
read the file as any other; moments there are seconds from 00:00 of the first day.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from scenarios.faults import Fault, InputError
from scenarios.history.calls import Calls
from scenarios.history.coded import Coded
from scenarios.history.intervals import Intervals
from scenarios.history.origin import BadRow, Finding, Origin

KEY = b"callfloor"
VERSION = 1
TABLES: Mapping[str, type[Calls] | type[Intervals]] = {"calls": Calls, "intervals": Intervals}


def parquet(table: Calls | Intervals) -> bytes:
    """The table as a Parquet file."""
    columns = {}
    for one in fields(table):
        if one.name in table.of_all:
            continue
        values = getattr(table, one.name)
        if isinstance(values, Coded):
            if values.names:
                codes = pa.array(values.codes, mask=np.asarray(values.codes < 0))
                columns[one.name] = pa.DictionaryArray.from_arrays(codes, pa.array(values.names, pa.string()))
        elif not (values.dtype == np.float64 and np.isnan(values).all()) and not (
            one.name == "customer" and (values == -1).all()
        ):
            columns[one.name] = pa.array(values)
    about: dict[str, Any] = {
        "version": VERSION,
        "table": "calls" if isinstance(table, Calls) else "intervals",
        "first_day": table.first_day.isoformat(),
        "origin": {**asdict(table.origin), "present": sorted(table.origin.present)},
        "names": {
            name: list(getattr(table, name).names) for name in columns if isinstance(getattr(table, name), Coded)
        },
    }
    if isinstance(table, Intervals):
        about |= {"length": table.length, "threshold": None if np.isnan(table.threshold) else table.threshold}
    made = pa.table(columns).replace_schema_metadata({KEY: json.dumps(about, ensure_ascii=False).encode()})
    out = io.BytesIO()
    pa.parquet.write_table(made, out, compression="zstd")
    return out.getvalue()


def load(path: Path, shown: str | None = None) -> Calls | Intervals | None:
    """A table that was kept; None where the file is somebody else's Parquet."""
    shown = shown or str(path)
    try:
        found = pa.parquet.read_schema(path).metadata or {}
    except (pa.ArrowInvalid, OSError):
        return None  # whoever reads it next says what is wrong with it
    if KEY not in found:
        return None
    try:
        about = json.loads(found[KEY])
        if not isinstance(about, dict) or about.get("table") not in TABLES:
            return None
        if about.get("version") != VERSION:
            message = f"was written by another version of callfloor (table version {about.get('version')}, this one reads {VERSION}); import the source again"
            raise InputError([Fault(shown, None, "", message)])
        return _rebuilt(pa.parquet.read_table(path), about)
    except (pa.ArrowInvalid, OSError, ValueError, KeyError, TypeError):
        raise InputError(
            [Fault(shown, None, "", "is no whole table of callfloor import; import the source again")]
        ) from None


def _rebuilt(stored: pa.Table, about: Mapping[str, Any]) -> Calls | Intervals:
    kind = TABLES[about["table"]]
    rows = stored.num_rows
    made: dict[str, Any] = {}
    for one in fields(kind):
        if one.name in kind.of_all:
            continue
        if one.type in {Coded, "Coded"}:
            made[one.name] = _coded(stored, one.name, about["names"].get(one.name, []), rows)
        elif one.name in stored.column_names:
            made[one.name] = stored[one.name].combine_chunks().to_numpy(zero_copy_only=False)
        elif one.name == "customer":
            made[one.name] = np.broadcast_to(np.int64(-1), (rows,))
        else:
            made[one.name] = np.broadcast_to(np.float64(np.nan), (rows,))
    if kind is Intervals:
        threshold = about["threshold"]
        made |= {"length": float(about["length"]), "threshold": np.nan if threshold is None else float(threshold)}
    return kind(first_day=date.fromisoformat(about["first_day"]), origin=_origin(about["origin"]), **made)


def _coded(stored: pa.Table, name: str, names: list[str], rows: int) -> Coded:
    if name not in stored.column_names:
        return Coded.unknown(rows)
    column = stored[name]
    column = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    column = column.unify_dictionaries().combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.array([], pa.dictionary(pa.int32(), pa.string()))
    places = {word: code for code, word in enumerate(names)}
    ours = np.array([places[word] for word in column.dictionary.to_pylist()], dtype=np.int32)
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return Coded(
        np.where(codes < 0, np.int32(-1), ours[codes] if len(ours) else np.int32(-1)).astype(np.int32), tuple(names)
    )


def _origin(about: Mapping[str, Any]) -> Origin:
    return Origin(
        about["name"], about["rows"], about["time_zone"], frozenset(about["present"]),
        tuple(Finding(one["name"], one["rows"], one["treatment"], tuple(one["first"])) for one in about["findings"]),
        tuple(BadRow(one["row"], one["reason"]) for one in about["bad"]), dict(about["details"]),
    )  # fmt: skip
