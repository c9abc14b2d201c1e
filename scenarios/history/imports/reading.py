"""Reading: a file of records, whatever its maker, as `Calls` or `Intervals`.

Open it, find its columns (from the mapping, else by guessing), decide what has to be decided once, read it piece by piece. Known
formats are recognised: the Technion bank's log, Genesys Cloud's and Calabrio's queue data, and what `callfloor import` itself wrote.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from scenarios.faults import Fault, InputError
from scenarios.history import bank_log
from scenarios.history.calls import Calls
from scenarios.history.imports import durations, keeping, opening, tables
from scenarios.history.imports.call_table import read_calls as calls_of
from scenarios.history.imports.deciding import decide
from scenarios.history.imports.fields import bare, field_of
from scenarios.history.imports.guessing import SURE_ENOUGH, Guess, confidence, guess
from scenarios.history.imports.interval_table import read_intervals
from scenarios.history.imports.mapping import Column, Mapped, mapping_text, read_mapping
from scenarios.history.imports.moments import YEAR_FIRST
from scenarios.history.imports.moments import read as read_moments
from scenarios.history.imports.tables import Source
from scenarios.history.imports.tally import Tally
from scenarios.history.intervals import Intervals

CALABRIO = 21  # fields of its queue data, in this order and without a header
CALABRIO_FIELDS = {
    "date": 2, "time": 3, "queue": 5, "offered": 6, "overflow_in": 7, "abandoned": 8, "answered": 10, "wait_seconds": 11,
    "talk_seconds": 13, "wrap_up_seconds": 14, "answered_within": 18,
}  # fmt: skip


class UnsureError(InputError):
    """A column that is needed could not be guessed; ``mapping`` is the file to write."""

    def __init__(self, faults: list[Fault], mapping: str) -> None:
        """Keep both."""
        super().__init__(faults)
        self.mapping = mapping


@dataclass(frozen=True)
class Imported:
    """The table that was read, and how: the mapping that reads it again, and how sure each guessed column is."""

    table: Calls | Intervals
    mapping: str = ""
    confidence: Mapping[str, float] | None = None
    columns: Mapping[str, str] | None = None
    unused: tuple[str, ...] = ()


def read(path: str | Path, mapping: str | Path | None = None) -> Calls | Intervals:
    """The records of a file. InputError lists all that is wrong with it or with the mapping."""
    return imported(path, mapping).table


def read_calls(path: str | Path, mapping: str | Path | None = None) -> Calls:
    """The calls of a file; InputError where it holds intervals."""
    table = read(path, mapping)
    if isinstance(table, Calls):
        return table
    raise InputError([Fault(str(path), None, "", "holds intervals, not calls; give a log with a row for each call")])


def imported(path: str | Path, mapping: str | Path | None = None) -> Imported:
    """The records of a file, and how they were read."""
    given = Mapped() if mapping is None else read_mapping(Path(mapping))
    with tempfile.TemporaryDirectory(prefix="callfloor-import-") as scratch:
        found = opening.opened(Path(path), Path(scratch), given.encoding)
        if found.kind == "parquet" and (own := keeping.load(found.path, found.shown)) is not None:
            return Imported(own)
        source = tables.source(found, given.form)
        if mapping is None and set(bank_log.COLUMNS) <= set(source.columns):
            return Imported(_bank(found.path, str(path)))
        return _read(str(path), source, given)


def _bank(path: Path, shown: str) -> Calls:
    from scenarios.history.bank_log_calls import as_calls

    return as_calls(bank_log.read(path), shown)


def _read(shown: str, source: Source, given: Mapped) -> Imported:
    given, known_format = _known_format(source, given)
    guessed = guess(source, given.table, _placed(source, given))
    if guessed.missing:
        raise _unsure(shown, source, given, guessed)
    complete = replace(given, table=guessed.table, columns=guessed.columns)
    columns = {name: str(column.name) for name, column in guessed.columns.items()}
    complete, utc = _written_in_utc(source, complete, columns)
    plan = replace(decide(shown, source, complete, columns, guessed.table), utc=utc)
    details = {**source.notes, **({"format": known_format} if known_format else {})}
    details |= {f"column {name}": column for name, column in columns.items()}
    details |= {f"dates in {columns[name]}": one.order for name, one in plan.dated.items() if one.order}
    if plan.comma:
        details["decimal"] = "comma"
    tally = Tally()
    table = calls_of(plan, tally, details) if guessed.table == "calls" else read_intervals(plan, tally, details)
    text = mapping_text(_to_write(complete, plan.dated, columns, table), guessed.confidence, guessed.unused)
    return Imported(table, text, guessed.confidence, columns, guessed.unused)


def _to_write(
    complete: Mapped, dated: Mapping[str, object], columns: Mapping[str, str], table: Calls | Intervals
) -> Mapped:
    """The mapping with what was decided in it."""
    orders = {getattr(one, "order", None) for one in dated.values()} - {None}
    del columns
    if len(orders) == 1 and complete.dates is None:
        complete = replace(complete, dates=orders.pop())
    if isinstance(table, Intervals):
        complete = replace(complete, interval=table.length)
    return complete


def _placed(source: Source, given: Mapped) -> dict[str, Column]:
    """The mapping's columns by name; InputError where there is no such column."""
    columns: dict[str, Column] = {}
    faults: list[Fault] = []
    for name, column in given.columns.items():
        key = f"columns.{name}"
        found = tables.column_or_refuse(source, column.name, given.source or "mapping", given.line(key), key)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            columns[name] = replace(column, name=found)
    if faults:
        raise InputError(faults)
    return columns


def _unsure(shown: str, source: Source, given: Mapped, guessed: Guess) -> UnsureError:
    """What could not be guessed well enough, what came nearest, and the mapping to write."""
    faults = []
    for name in guessed.missing:
        field = field_of(guessed.table, name)
        near = sorted(((confidence(source, column, field), column) for column in source.columns), reverse=True)[:2]
        nearest = [f'"{column}" ({share:.0%} sure)' for share, column in near if share > 0]
        said = (
            f"the nearest are {' and '.join(nearest)}" if nearest else f"columns are {', '.join(source.columns[:20])}"
        )
        faults.append(
            Fault(
                shown,
                source.header or None,
                name,
                f"no column is surely {field.meaning} (at least {SURE_ENOUGH:.0%}); {said}; write it in a mapping",
            )
        )
    if source.header and _is_wide(source):
        wide = "a moment and a number for each type: callfloor forecast, and volumes of a scenario, read such a table as it is; import reads rows with one column of counts"
        faults.append(Fault(shown, source.header, "", f"looks like {wide}"))
    if source.header == 0:
        faults.append(
            Fault(
                shown,
                1,
                "header",
                "the first row was read as values; if it names the columns, write header: 1 in a mapping",
            )
        )
    blank = {name: Column("...") for name in guessed.missing}
    text = mapping_text(
        replace(given, table=guessed.table, columns={**blank, **guessed.columns}), guessed.confidence, guessed.unused
    )
    return UnsureError(faults, text)


def _is_wide(source: Source) -> bool:
    """Whether a table has a moment and nothing else but numbers."""
    words = {name: [word for word in source.sample[name][:200] if word] for name in source.columns}
    moments = [
        name
        for name in words
        if words[name] and (read_moments(pa.array(words[name], pa.string())).kind == YEAR_FIRST).all()
    ]
    numbers = [
        name
        for name in words
        if name not in moments and all(durations.one(word, comma=None) is not None for word in words[name])
    ]
    return len(moments) == 1 and len(numbers) == len(words) - 1 > 0


def _known_format(source: Source, given: Mapped) -> tuple[Mapped, str]:
    """Formats that are known by their shape."""
    if given.columns:
        return given, ""
    if source.header == 0 and len(source.columns) == CALABRIO and _is_calabrio(source):
        columns = {name: Column(str(place)) for name, place in CALABRIO_FIELDS.items()}
        return replace(
            given, table="intervals", columns=columns, interval=60 * float(source.sample["1"][0])
        ), "Calabrio queue data"
    if {"interval start utc date", "media type", "offered"} <= {bare(name) for name in source.columns}:
        return replace(given, table=given.table or "intervals"), "Genesys Cloud queue data"
    return given, ""


def _is_calabrio(source: Source) -> bool:
    lengths = set(source.sample["1"])
    dates, times = ([word for word in source.sample[name][:200] if word] for name in ("2", "3"))
    return (
        len(lengths) == 1
        and lengths <= {"5", "10", "15", "20", "30", "60"}
        and all(len(word) == 8 and word.isdigit() for word in dates)
        and all(":" in word for word in times)
    )


def _written_in_utc(source: Source, mapped: Mapped, columns: Mapping[str, str]) -> tuple[Mapped, bool]:
    """Moments that are in UTC by the column's name or by the Z beside them; without a zone of the centre they stay so."""
    moment = next((columns[name] for name in ("arrived", "start") if name in columns), None)
    if moment is None:
        return mapped, mapped.clock == "UTC" and mapped.time_zone is None
    offset = read_moments(pa.array(source.sample[moment], pa.string())).offset
    known = offset[~np.isnan(offset)]
    if len(known):
        return mapped, bool((known == 0).all()) and mapped.time_zone is None
    if mapped.clock is None and "utc" in bare(moment).split():
        mapped = replace(mapped, clock="UTC")
    return mapped, mapped.clock == "UTC" and mapped.time_zone is None
