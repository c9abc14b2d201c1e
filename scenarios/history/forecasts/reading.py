"""Reading volumes: a table with a column of moments and a column of counts for each contact type.

The moments are the starts of intervals by the centre's clock. Rows may come in any order. What is missing, doubled or shifted by the
clocks is found, counted and told (``Finding``); what cannot be meant is a fault, all of them at once, and nothing is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from scenarios.faults import Fault, InputError, choices, listed, shown
from scenarios.history.forecasts.gridding import Rows, gridded
from scenarios.history.forecasts.history import History
from scenarios.history.forecasts.moments import Cell, form, moments

CLOCKS = ("datetime", "interval", "interval_start", "start", "time", "date_time", "timestamp", "时间", "时段")
ENCODINGS = ("utf-8-sig", "gb18030")
MOST_TOLD = 10
LOOKED_AT = 50  # rows, to find the column of moments


def read(path: Path, columns: Sequence[str] = (), interval: int | None = None) -> History:
    """Read a file of volumes. ``columns``: only these contact types; ``interval``: seconds to add up to, the file's own if left out.

    Raises:
        InputError: naming all that is wrong with the file.

    """
    if path.is_file() and path.open("rb").read(4) == b"PAR1":
        return _imported(path, columns, interval)
    file, header, rows = _table(path)
    clock = _clock(file, header, rows)
    names = _types(file, header, clock, columns)
    at = header.index(clock)
    found, faults = moments([Cell(line, cells[at]) for line, cells in rows], file, clock)
    counts = np.full((len(names), len(rows)), np.nan)
    for number, name in enumerate(names):
        counts[number] = _counts(file, name, header.index(name), rows, faults)
    if faults:
        raise InputError(sorted(faults, key=lambda fault: fault.line or 0))
    lines = np.array([line for line, _ in rows])
    return gridded(Rows(file, path.stem, tuple(names), found, lines, counts), interval)


def _imported(path: Path, columns: Sequence[str], interval: int | None) -> History:
    """The intervals that callfloor import has kept; of calls it says what to read instead."""
    from scenarios.history.forecasts.from_intervals import of_intervals
    from scenarios.history.imports.keeping import load
    from scenarios.history.intervals import Intervals

    table = load(path)
    if not isinstance(table, Intervals):
        told = "holds no intervals; forecast the volumes.csv that callfloor import writes beside it"
        raise InputError([Fault(str(path), None, "", told)])
    history = of_intervals(table, interval)
    names = _types(str(path), ["", *history.types], "", columns)
    return replace(history, types=tuple(names), counts=history.counts[[history.types.index(name) for name in names]])


def _table(path: Path) -> tuple[str, list[str], list[tuple[int, list[str]]]]:
    file = str(path)
    try:
        raw = path.read_bytes()
    except OSError as reason:
        text = f"the file cannot be read: {(reason.strerror or str(reason)).lower()}"
        raise InputError([Fault(file, None, "", text)]) from None
    if raw[:2] == b"PK":
        raise InputError(
            [
                Fault(
                    file,
                    None,
                    "",
                    "this is a workbook or an archive; read it with callfloor import and forecast the volumes.csv that comes of it, or save the sheet as CSV UTF-8",
                )
            ]
        )
    text = next((decoded for code in ENCODINGS if (decoded := _decoded(raw, code)) is not None), "\0")
    if "\0" in text:
        raise InputError([Fault(file, None, "", "the file is neither UTF-8 nor GBK text; save it as CSV UTF-8")])
    mark = max((",", ";", "\t"), key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as reason:
        raise InputError([Fault(file, reader.line_num, "", f"cannot be read as CSV: {reason}")]) from None
    lines = [(line, cells) for line, cells in lines if any(cells)]
    if len(lines) < 2:
        mend = "its first row names the columns, such as datetime,calls"
        raise InputError([Fault(file, None, "", f"the table has {'no rows' if lines else 'nothing in it'}; {mend}")])
    header = lines[0][1]
    faults = [
        Fault(file, line, "", f"the row has {len(cells)} cells, the header {len(header)}; is a comma part of a number?")
        for line, cells in lines[1:]
        if len(cells) != len(header)
    ]
    faults += [
        Fault(file, 1, name, "the column stands twice; keep one")
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    if faults:
        raise InputError(faults[:MOST_TOLD])
    return file, header, lines[1:]


def _decoded(raw: bytes, code: str) -> str | None:
    try:
        return raw.decode(code)
    except UnicodeDecodeError:
        return None


def _clock(file: str, header: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> str:
    """The column of moments: by its name, else by what stands in it."""
    named = [name for name in header if name.lower().replace(" ", "_") in CLOCKS]
    if named:
        return named[0]
    for place, name in enumerate(header):
        if any(form(cells[place]) for _, cells in rows[:LOOKED_AT]):
            return name
    text = f"no column says when an interval starts; name one datetime, with moments such as 2003-03-31 07:00; the table has {listed(header)}"
    raise InputError([Fault(file, 1, "", text)])


def _types(file: str, header: Sequence[str], clock: str, columns: Sequence[str]) -> list[str]:
    there = [name for name in header if name and name != clock]
    faults = [
        Fault(file, 1, name, f"the table has no column {shown(name)}; it has {choices(name, there)}")
        for name in columns
        if name not in there
    ]
    if not there:
        faults.append(
            Fault(file, 1, "", "there is no column of counts beside the moments; add one for each contact type")
        )
    if faults:
        raise InputError(faults)
    return list(columns or there)


def _counts(file: str, name: str, at: int, rows: Sequence[tuple[int, list[str]]], faults: list[Fault]) -> list[float]:
    """One column of counts; an empty cell is unknown."""
    found, wrong = [], []
    for line, cells in rows:
        text = cells[at]
        try:
            value = float(text) if text else float("nan")
        except ValueError:
            value = float("nan")
            wrong.append(Fault(file, line, name, f"{shown(text)} is not a number; write how many contacts came"))
        if value < 0:
            wrong.append(
                Fault(
                    file,
                    line,
                    name,
                    f"{shown(text)} contacts cannot come; write 0 or more, or leave it empty if it is unknown",
                )
            )
        elif np.isinf(value) or (text and np.isnan(value) and not (wrong and wrong[-1].line == line)):
            wrong.append(
                Fault(
                    file, line, name, f"{shown(text)} is no count; write a number, or leave it empty if it is unknown"
                )
            )
        found.append(value)
    faults += wrong[:MOST_TOLD]
    if len(wrong) > MOST_TOLD:
        faults.append(
            Fault(
                file,
                wrong[MOST_TOLD].line,
                name,
                f"{len(wrong) - MOST_TOLD} more faults like these follow in this column",
            )
        )
    if not wrong and not np.nansum(found) > 0:
        faults.append(Fault(file, rows[0][0], name, "nothing was counted in the whole column; leave the column out"))
    return found


def of_table(
    source: str, at: Sequence[datetime], counts: Mapping[str, Sequence[float]], interval: int | None = None
) -> History:
    """A history from moments and counts that are already in memory."""
    values = np.array([list(column) for column in counts.values()], dtype=float)
    return gridded(Rows(source, source, tuple(counts), list(at), np.arange(2, len(at) + 2), values), interval)
