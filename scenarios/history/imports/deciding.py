"""Deciding: what the columns alone cannot say, from the whole column or from the mapping, or refused.

Which of day and month comes first, whether a comma marks decimals, on which clock moments are: each is decided once for a
file, before its rows are read, and none of it is decided row by row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError
from scenarios.history.imports import durations, moments
from scenarios.history.imports.clocks import Clock
from scenarios.history.imports.fields import TABLES, Table, unit_in
from scenarios.history.imports.mapping import Mapped
from scenarios.history.imports.moments import AMBIGUOUS, BAD, BLANK, TIME_ONLY, FloatArray, Order, Read
from scenarios.history.imports.tables import Piece, Source

BoolArray = NDArray[np.bool_]
YEARS = (1980, 2100)
LOW, HIGH = ((year - 1970) * 365.2425 * 86_400 for year in YEARS)
MOST_OFFSETS = 4  # of one centre's moments: summer and winter, and a move
TWO = "dates in two formats: this cell is written another way than the column's others{}; export it again with one"


@dataclass(frozen=True)
class Dated:
    """How a column of moments is read: which kind of cell it holds, in which order, with an offset or not."""

    kind: int
    order: Order | None
    zoned: bool


@dataclass(frozen=True)
class Plan:
    """All that is decided before rows are read. ``columns``: field to column; ``units``: seconds of one in a column."""

    shown: str
    source: Source
    table: Table
    columns: Mapping[str, str]
    units: Mapping[str, float]
    dated: Mapping[str, Dated]
    comma: bool | None
    mapped: Mapped
    clock: Clock | None  # the centre's
    written: Clock | None  # the file's, where it is another
    utc: bool = False  # the file has no offsets and is known to be in UTC

    def words(self, piece: Piece, name: str) -> pa.Array:
        """The cells of a field."""
        return piece.cells[self.columns[name]]

    def moments(self, piece: Piece, name: str) -> Read:
        """A column of moments; InputError where a cell is a date of another format."""
        dated = self.dated[name]
        found = moments.read(self.words(piece, name), dated.order, times=name == "time")
        other = _other(found, dated)
        if other.any():
            raise InputError(
                self._two_formats(
                    piece, name, np.flatnonzero(other), np.flatnonzero(~other & (found.kind == dated.kind))
                )
            )
        return found

    def _two_formats(self, piece: Piece, name: str, places: NDArray[np.intp], like: NDArray[np.intp]) -> list[Fault]:
        column = self.columns[name]
        usual = f', such as "{piece.cells[column][int(like[0])]}"' if len(like) else ""
        rows = piece.number(places[:3].astype(np.int64)).tolist()
        return [
            Fault(self.shown, row, column, f'"{piece.cells[column][place]}": {TWO.format(usual)}')
            for row, place in zip(rows, places[:3].tolist(), strict=True)
        ]

    def numbers(self, piece: Piece, name: str) -> tuple[FloatArray, BoolArray]:
        """A column of durations or counts, and the cells that are neither."""
        values, bad = durations.column(self.words(piece, name), comma=self.comma, unit=self.units.get(name, 1.0))
        return values, bad


def _other(found: Read, dated: Dated) -> BoolArray:
    """Cells that are dates, but not of the column's format."""
    said = (found.kind != BLANK) & (found.kind != BAD)
    other: BoolArray = said & (found.kind != dated.kind)
    if dated.kind != TIME_ONLY:
        other |= said & (np.isnan(found.offset) == dated.zoned)
    if dated.kind == AMBIGUOUS:
        month = found.second_number if dated.order == "day first" else found.first
        day = found.first if dated.order == "day first" else found.second_number
        other |= (found.kind == BAD) & (month > 12) & (month <= 31) & (day >= 1) & (day <= 12)
    return other


def decide(shown: str, source: Source, mapped: Mapped, columns: Mapping[str, str], table: Table) -> Plan:
    """Decide all of it; InputError tells what cannot be."""
    kinds = {one.name: one.kind for one in TABLES[table]}
    faults: list[Fault] = []
    dated: dict[str, Dated] = {}
    for name, column in columns.items():
        if kinds[name] in {"moment", "time"}:
            try:
                dated[name] = _dated(shown, source, mapped, column, name)
            except InputError as error:
                faults += error.faults
    numbers = [name for name in columns if kinds[name] in {"duration", "count"}]
    comma = _comma(shown, source, mapped, [columns[name] for name in numbers], faults)
    if faults:
        raise InputError(faults)
    units = {}
    for name in numbers:
        given = mapped.columns.get(name)
        units[name] = (
            (given.unit if given and given.unit else None)
            or (unit_in(columns[name]) if kinds[name] == "duration" else None)
            or 1.0
        )
    low, high = _span(source, columns, dated)
    clock = Clock.over(mapped.time_zone, low, high) if mapped.time_zone else None
    written = Clock.over(mapped.clock, low, high) if mapped.clock else None
    return Plan(shown, source, table, dict(columns), units, dated, comma, mapped, clock, written)


def _dated(shown: str, source: Source, mapped: Mapped, column: str, name: str) -> Dated:
    """How the cells of a column are written, from the sample; day and month from all of it if need be."""
    sample = source.sample[column]
    found = moments.read(pa.array(sample, pa.string()), times=name == "time")
    said = (found.kind != BLANK) & (found.kind != BAD)
    if not said.any():
        what = "a time of day such as 08:15:30" if name == "time" else "a moment such as 2026-03-02 08:15:30"
        word = next((word for word in sample if word), "")
        row = source.header + 1 + next((place for place, word in enumerate(sample) if word), 0)
        raise InputError(
            [
                Fault(
                    shown,
                    row,
                    column,
                    f'holds no moments: "{word}" is not {what}; name another column in a mapping ({name}:)',
                )
            ]
        )
    counts = np.bincount(found.kind[said])
    kind = int(np.argmax(counts))
    zoned = bool(np.mean(~np.isnan(found.offset[said & (found.kind == kind)])) > 0.5)
    if zoned and len(np.unique(found.offset[~np.isnan(found.offset)])) > MOST_OFFSETS:
        word = next(word for word in sample if word)
        message = f'"{word}": what follows the time differs from row to row, so it is no offset from UTC; write the start alone, or start - end with blanks'
        raise InputError([Fault(shown, source.header + 1, column, message)])
    if kind == TIME_ONLY and name in {"arrived", "start", "date"} and (name == "date" or "date" not in mapped.columns):
        raise InputError(
            [
                Fault(
                    shown,
                    source.header + 1,
                    column,
                    "holds times of day without a day; name the column of the day in a mapping (date:)",
                )
            ]
        )
    if kind != AMBIGUOUS:
        return Dated(kind, None, zoned)
    if mapped.dates in {"day first", "month first"}:
        return Dated(kind, mapped.dates, zoned)
    return Dated(kind, _order(shown, source, column, found), zoned)


def _order(shown: str, source: Source, column: str, found: Read) -> Order:
    """Whether day or month comes first: as soon as one of the two numbers is no month."""
    first, second = _tell(found)
    if not first and not second:
        for piece in source.pieces([column]):
            first, second = _tell(moments.read(piece.cells[column]))
            if first or second:
                break
    if first and second:
        raise InputError(
            [
                Fault(
                    shown,
                    None,
                    column,
                    "has dates in two formats: in some the day comes first, in others the month; export it again with one",
                )
            ]
        )
    if not first and not second:
        word = next(word for word in source.sample[column] if word)
        raise InputError([
            Fault(shown, source.header + 1, column, f'"{word}" may be day/month or month/day, and so may every date of the column; '
                  "write dates: day first or dates: month first in the mapping")
        ])  # fmt: skip
    return "day first" if first else "month first"


def _tell(found: Read) -> tuple[bool, bool]:
    ambiguous = found.kind == AMBIGUOUS
    return bool((found.first[ambiguous] > 12).any()), bool((found.second_number[ambiguous] > 12).any())


def _comma(shown: str, source: Source, mapped: Mapped, columns: Sequence[str], faults: list[Fault]) -> bool | None:
    """Whether a comma marks decimals; a fault where a number can be read both ways and nothing tells."""
    if mapped.decimal is not None:
        return mapped.decimal == "comma"
    words = [word for column in columns for word in source.sample[column] if "," in word or "." in word]
    if not any("," in word for word in words):
        return None if not words else False
    found = durations.decimal_comma(words)
    if found is None:
        column, word = next((column, word) for column in columns for word in source.sample[column] if "," in word)
        row = source.header + 1 + list(source.sample[column]).index(word)
        faults.append(
            Fault(
                shown,
                row,
                column,
                f'"{word}" may be thousands or decimals; write decimal: comma or decimal: point in the mapping',
            )
        )
    return found


def _span(source: Source, columns: Mapping[str, str], dated: Mapping[str, Dated]) -> tuple[float, float]:
    """Years that zones are looked up for: those of the sample and a good way around, for a file need not be sorted."""
    name = next((one for one in ("arrived", "start", "date") if one in dated), None)
    if name is None:
        return LOW, HIGH
    found = moments.read(pa.array(source.sample[columns[name]], pa.string()), dated[name].order).wall
    found = found[~np.isnan(found)]
    if not len(found):
        return LOW, HIGH
    years = 5 * 366 * 86_400.0
    return max(float(found.min()) - years, LOW), min(float(found.max()) + years, HIGH)
