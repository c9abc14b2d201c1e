"""Moments: dates and times as exports write them, read column by column.

Ten million dates are written in a handful of shapes. A cell's shape is what is left of it when every digit is 0 and every
letter a; cells of one shape are read together by the places of their digits. What a shape cannot say is whether day or month
comes first: such cells are `AMBIGUOUS`, and the whole column decides.
"""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Order = Literal["year first", "day first", "month first"]
FloatArray = NDArray[np.float64]
ByteArray = NDArray[np.uint8]
CodeArray = NDArray[np.int8]
PlaceArray = NDArray[np.int64]

BLANK, BAD, YEAR_FIRST, AMBIGUOUS, TIME_ONLY, NAMED = 0, 1, 2, 3, 4, 5
MOST_SHAPES = 200  # of one column and piece of the file; more are rubbish, and stay bad
DAY = 86_400
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = (
    rb"(?P<early>(?:\xe4\xb8\x8a\xe5\x8d\x88|\xe4\xb8\x8b\xe5\x8d\x88) ?)?(?P<h>00?)(?::|\xe6\x97\xb6)(?P<mi>00)(?:(?::|\xe5\x88\x86)(?P<s>00)(?:\xe7\xa7\x92)?(?:[.,](?P<f>0{1,9}))?)?"
    rb"(?P<half> ?(?:aa|\xe4\xb8\x8a\xe5\x8d\x88|\xe4\xb8\x8b\xe5\x8d\x88))?"
)
_DATES = (
    (YEAR_FIRST, rb"(?P<y>0000)(?:[-/. ]|\xe5\xb9\xb4)(?P<m>00?)(?:[-/. ]|\xe6\x9c\x88)(?P<d>00?)(?:\xe6\x97\xa5)?"),
    (AMBIGUOUS, rb"(?P<a>00?)[-/. ](?P<b>00?)[-/. ](?P<y>0000|00)"),
    (NAMED, rb"(?P<d>00?)[-/. ]?(?P<name>aaa)[-/. ,]*(?P<y>0000|00)"),
    (YEAR_FIRST, rb"(?P<y>0000)(?P<m>00)(?P<d>00)"),
    (YEAR_FIRST, rb"(?P<y>00)(?P<m>00)(?P<d>00)"),
)
_BETWEEN = rb"(?:a| +|, *|_|-|(?=\xe4\xb8))"  # nothing before 上午 and 下午, which stand before the hour as a rule
_ZONE = rb"(?P<zone> ?(?:a|aaa|[-+]00:?00|[-+]00))?"
# The end of an interval after its start is passed over: 08:00 - 08:30. After a date a dash needs blanks, else it is an offset.
_END = rb"(?:[-0/.]{8,10} )?00?:00(?::00)?"
_TO_CLOCK = rb"(?: ?(?:-|~|\xe2\x80\x93|\xe8\x87\xb3) ?" + _END + rb"| (?:aa|aaa) " + _END + rb")?"
_TO = rb"(?: (?:-|~|\xe2\x80\x93|\xe8\x87\xb3|aa|aaa) " + _END + rb"|(?:~|\xe2\x80\x93|\xe8\x87\xb3)" + _END + rb")?"
_WHOLE = [(kind, re.compile(date + rb"(?:" + _BETWEEN + _CLOCK + _ZONE + _TO + rb")?")) for kind, date in _DATES]
_TIME = re.compile(_CLOCK + _TO_CLOCK)
_DIGITS_ONLY = re.compile(rb"(?P<h>00?)(?P<mi>00)(?P<s>00)?")
_EPOCH = {10: 1.0, 13: 1e-3}
_SERIAL = re.compile(rb"0{5}\.0{2,12}")  # a moment that a spreadsheet has written as its number: days since 1899-12-30
_SERIAL_BEGINS = -25_569  # 1899-12-30, in days since 1970-01-01
_SERIAL_DAYS = (36_526, 54_789)  # 2000 to 2049: other numbers are other figures
_MASK = np.arange(256, dtype=np.uint8)
_MASK[48:58] = 48
_MASK[65:91] = 97
_MASK[97:123] = 97


@dataclass(frozen=True)
class Read:
    """A column of moments: day (since 1970-01-01), second of the day, offset from UTC (nan where none is written), kind.

    ``first``, ``second``: of ambiguous dates the two numbers, to see which can be a month.
    """

    day: PlaceArray
    second: FloatArray
    offset: FloatArray
    kind: CodeArray
    first: CodeArray
    second_number: CodeArray

    @property
    def wall(self) -> FloatArray:
        """Seconds since 1970-01-01 on the clock that is written; nan where nothing could be read."""
        known = (self.kind != BLANK) & (self.kind != BAD)
        return np.where(known, self.day * float(DAY) + self.second, np.nan)

    @property
    def utc(self) -> FloatArray:
        """Seconds since 1970-01-01 in UTC; nan where no offset is written."""
        return self.wall - self.offset


def read(cells: pa.Array, order: Order | None = None, *, times: bool = False) -> Read:
    """Read a column of words. ``times``: digits alone, such as 0730, are a time of day."""
    rows = len(cells)
    out = Read(
        np.zeros(rows, dtype=np.int64), np.zeros(rows), np.full(rows, np.nan), np.zeros(rows, dtype=np.int8),
        np.zeros(rows, dtype=np.int8), np.zeros(rows, dtype=np.int8),
    )  # fmt: skip
    offsets, data = buffers(cells)
    lengths = np.diff(offsets)
    for length in np.unique(lengths).tolist():
        if length == 0:
            continue
        places = np.flatnonzero(lengths == length)
        matrix = matrix_of(offsets, data, places, length)
        _shapes(matrix, places, order, times, out)
    return out


def buffers(cells: pa.Array) -> tuple[PlaceArray, ByteArray]:
    """Where each word begins and ends, and all bytes."""
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    if cells.null_count:
        cells = cells.fill_null("")
    cells = cells.cast(pa.string())
    _, starts, data = cells.buffers()
    offsets = np.frombuffer(starts, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1].astype(np.int64)
    return offsets, np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)


def matrix_of(offsets: PlaceArray, data: ByteArray, places: PlaceArray, length: int) -> ByteArray:
    """The bytes of words of one length, a row each."""
    if len(places) == len(offsets) - 1:
        whole: ByteArray = data[offsets[0] : offsets[-1]].reshape(len(places), length)
        return whole
    taken: ByteArray = data[offsets[places][:, None] + np.arange(length)]
    return taken


def _shapes(matrix: ByteArray, places: PlaceArray, order: Order | None, times: bool, out: Read) -> None:
    """Read rows of one length, shape after shape."""
    masked = _MASK[matrix]
    for _ in range(MOST_SHAPES):
        if not len(places):
            return
        like = (masked == masked[0]).all(axis=1)
        alike = matrix if like.all() else matrix[like]
        _one_shape(masked[0].tobytes(), alike, places if like.all() else places[like], order, times, out)
        matrix, masked, places = matrix[~like], masked[~like], places[~like]
    out.kind[places] = BAD


def _one_shape(
    shape: bytes, matrix: ByteArray, places: PlaceArray, order: Order | None, times: bool, out: Read
) -> None:
    stripped = shape.strip(b" \t")
    lead = len(shape) - len(shape.lstrip(b" \t"))
    matrix = matrix[:, lead : lead + len(stripped)]
    if not stripped:
        return
    out.kind[places] = BAD
    if stripped == b"0" * len(stripped) and len(stripped) in _EPOCH:
        _epoch(matrix, places, out)
        return
    if _SERIAL.fullmatch(stripped):
        _serial(matrix, places, out)
        return
    timed = _TIME.fullmatch(stripped) or (_DIGITS_ONLY.fullmatch(stripped) if times else None)
    if timed:
        second, good = _second(timed, matrix)
        out.second[places], out.kind[places] = second, np.where(good, TIME_ONLY, BAD)
        return
    for kind, pattern in _WHOLE:
        found = pattern.fullmatch(stripped)
        if found:
            _date(kind, found, matrix, places, order, out)
            return


def _epoch(matrix: ByteArray, places: PlaceArray, out: Read) -> None:
    value = _number(matrix, 0, matrix.shape[1]) * _EPOCH[matrix.shape[1]]
    out.day[places] = np.floor_divide(value, DAY).astype(np.int64)
    out.second[places] = value % DAY
    out.offset[places], out.kind[places] = 0.0, YEAR_FIRST


def _serial(matrix: ByteArray, places: PlaceArray, out: Read) -> None:
    day = _number(matrix, 0, 5)
    second = np.rint(
        _number(matrix, 6, matrix.shape[1]) / 10.0 ** (matrix.shape[1] - 6) * DAY
    )  # whole seconds are meant
    out.day[places] = day.astype(np.int64) + _SERIAL_BEGINS + (second >= DAY)
    out.second[places] = second % DAY
    good = (day >= _SERIAL_DAYS[0]) & (day < _SERIAL_DAYS[1])
    out.kind[places] = np.where(good, YEAR_FIRST, BAD)


def _number(matrix: ByteArray, start: int, end: int) -> FloatArray:
    value = np.zeros(len(matrix))
    for column in range(start, end):
        value = value * 10 + (matrix[:, column].astype(np.float64) - 48)
    return value


def _group(found: re.Match[bytes], name: str, matrix: ByteArray) -> FloatArray | None:
    start, end = found.span(name) if name in found.re.groupindex else (-1, -1)
    return None if start < 0 else _number(matrix, start, end)


def _second(found: re.Match[bytes], matrix: ByteArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    hour = _group(found, "h", matrix)
    if hour is None:
        return np.zeros(len(matrix)), np.ones(len(matrix), dtype=np.bool_)
    minute = _group(found, "mi", matrix)
    second = _group(found, "s", matrix)
    minute = np.zeros(len(matrix)) if minute is None else minute
    second = np.zeros(len(matrix)) if second is None else second
    good = (hour <= 24) & (minute < 60) & (second < 61)
    start, end = max((found.span(name) for name in ("half", "early") if name in found.re.groupindex), default=(-1, -1))
    if start >= 0:
        half = matrix[:, start:end][:, matrix[0, start:end] != ord(" ")]
        late = (half == ord("p")).any(axis=1) | (half == ord("P")).any(axis=1)
        if half[0, -1] > 127:  # 上午 or 下午: the third byte tells the two apart
            late |= half[:, 2] == "下".encode()[2]
        good &= (hour >= 1) & (hour <= 12)
        hour = hour % 12 + np.where(late, 12, 0)
    total = hour * 3600 + minute * 60 + second
    start, end = found.span("f") if "f" in found.re.groupindex else (-1, -1)
    if start >= 0:
        total = total + _number(matrix, start, end) / 10.0 ** (end - start)
    return total, good & (total <= DAY)


def _date(
    kind: int, found: re.Match[bytes], matrix: ByteArray, places: PlaceArray, order: Order | None, out: Read
) -> None:
    year = _group(found, "y", matrix)
    assert year is not None
    if found.end("y") - found.start("y") == 2:
        year = year + np.where(year >= 70, 1900, 2000)
    month, day = _group(found, "m", matrix), _group(found, "d", matrix)
    if kind == AMBIGUOUS:
        first, second = _group(found, "a", matrix), _group(found, "b", matrix)
        assert first is not None
        assert second is not None
        out.first[places], out.second_number[places] = first, second
        day, month = (second, first) if order == "month first" else (first, second)
    elif kind == NAMED:
        month = _named_month(matrix[:, found.start("name") : found.end("name")])
    assert month is not None
    assert day is not None
    days, good = _days(year, month, day)
    second, timed = _second(found, matrix)
    offset, zoned = _offset(found, matrix)
    out.day[places], out.second[places], out.offset[places] = days, second, offset
    out.kind[places] = np.where(good & timed & zoned, YEAR_FIRST if kind == NAMED else kind, BAD)
    if kind == AMBIGUOUS and order is None:  # which it is, is not yet known: not even whether it is a day at all
        low = np.minimum(out.first[places], out.second_number[places])
        high = np.maximum(out.first[places], out.second_number[places])
        possible = (low >= 1) & (low <= 12) & (high <= 31)
        out.kind[places] = np.where(possible & timed & zoned, AMBIGUOUS, BAD)


def _named_month(letters: ByteArray) -> FloatArray:
    lowered = letters | 32
    month = np.zeros(len(letters))
    for number, name in enumerate(_MONTHS, 1):
        month[(lowered == np.frombuffer(name.encode(), dtype=np.uint8)).all(axis=1)] = number
    return month


def _days(year: FloatArray, month: FloatArray, day: FloatArray) -> tuple[PlaceArray, NDArray[np.bool_]]:
    """Days since 1970-01-01, and which are days of the calendar at all."""
    good = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = ((year - 1970) * 12 + np.where(good, month, 1) - 1).astype(np.int64)
    begins = months.astype("M8[M]")
    found = begins.astype("M8[D]") + (np.where(good, day, 1) - 1).astype(np.int64)
    good &= found.astype("M8[M]") == begins
    return found.astype(np.int64), good


def _offset(found: re.Match[bytes], matrix: ByteArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Seconds ahead of UTC; nan where none is written."""
    rows = len(matrix)
    start, end = found.span("zone")
    if start < 0:
        return np.full(rows, np.nan), np.ones(rows, dtype=np.bool_)
    zone = matrix[:, start:end]
    zone = zone[:, 1:] if (zone[0] == 32).any() else zone
    if zone.shape[1] in {1, 3} and zone[0, 0] > 64:
        words = {1: b"z", 3: b"utc"}[zone.shape[1]], {1: b"z", 3: b"gmt"}[zone.shape[1]]
        good = np.zeros(rows, dtype=np.bool_)
        for word in words:
            good |= ((zone | 32) == np.frombuffer(word, dtype=np.uint8)).all(axis=1)
        return np.zeros(rows), good
    digits = zone[:, 1:][:, zone[0, 1:] != ord(":")]
    hours = _number(digits, 0, 2)
    minutes = _number(digits, 2, 4) if digits.shape[1] == 4 else np.zeros(rows)
    sign = np.where(zone[:, 0] == ord("-"), -1.0, 1.0)
    return sign * (hours * 3600 + minutes * 60), (hours <= 14) & (minutes < 60)
