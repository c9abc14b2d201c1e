"""Durations and counts: numbers as exports write them.

A duration is a number in the unit of its column, or a clock (0:03:25, 3:25). A column of plain numbers is read at once; any
other is read word by word, each different word once, for a log has few of them.
"""

import math
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
_CLOCK = re.compile(r"(-?)(?:(\d+)[ d.]\s*)?(\d{1,4}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?")
_WITH_UNITS = re.compile(
    r"(?:(\d+)\s*(?:h|小时|时))?\s*(?:(\d+)\s*(?:min|m|分钟|分))?\s*(?:(\d+)\s*(?:s|sec|秒))?", re.IGNORECASE
)
NOTHING = {"", "-", "--", "n/a", "na", "null", "none", "nan", "\\n"}


def one(word: str, *, comma: bool | None, unit: float = 1.0) -> float | None:
    """One word in seconds (or as the number that it is, unit 1); None where it is neither. ``comma``: marks decimals (None: either)."""
    text = word.strip()
    found = _CLOCK.fullmatch(text)
    if found:
        sign, days, a, b, c, part = found.groups()
        if int(b) > 59 or (c is not None and int(c) > 59):
            return None
        total: float = int(a) * 60 + int(b) if c is None else int(a) * 3600 + int(b) * 60 + int(c)
        total = total + (float(f"0.{part}") if part else 0) + (int(days) * 86_400 if days else 0)
        return -total if sign else total
    if any(letter.isdigit() for letter in text):
        united = _WITH_UNITS.fullmatch(text)
        if united and any(united.groups()):
            return sum(int(part or 0) * each for part, each in zip(united.groups(), (3600, 60, 1), strict=True))
    return _number(text, comma, unit)


def _number(text: str, comma: bool | None, unit: float) -> float | None:
    if comma is None:
        comma = "," in text and "." not in text
    text = text.replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace("'", "")
    if comma:
        if "." in text and not re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text):
            return None
        text = text.replace(".", "").replace(",", ".")
    elif "," in text:
        if not re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
            return None
        text = text.replace(",", "")
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text):
        return None
    value = float(text)
    return value * unit if math.isfinite(value) else None


def column(cells: pa.Array, *, comma: bool | None = False, unit: float = 1.0) -> tuple[FloatArray, BoolArray]:
    """A column as numbers, and which cells say something that is no number. nan where a cell is empty.

    ``comma`` None: nothing tells what a comma means, so a cell with one is not read.
    """
    try:
        blank = pa.compute.equal(cells, "")
        bare = pa.compute.if_else(blank, pa.scalar(None, pa.string()), cells)
        numbers = bare.cast(pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False)
        if np.isinf(numbers).any() or (np.isnan(numbers).sum() > pa.compute.sum(blank).as_py()):
            raise pa.ArrowInvalid("nan and inf are words here")
        return numbers * unit, np.zeros(len(cells), dtype=np.bool_)
    except pa.ArrowInvalid:
        pass
    coded = cells.dictionary_encode()
    words = coded.dictionary.to_pylist()
    nothing = np.array([word.strip().lower() in NOTHING for word in words], dtype=np.bool_)
    found = [
        None if empty or (comma is None and "," in word) else one(word, comma=comma, unit=unit)
        for word, empty in zip(words, nothing, strict=True)
    ]
    values = np.array([np.nan if value is None else value for value in found], dtype=np.float64)
    bad = np.array([value is None for value in found], dtype=np.bool_) & ~nothing
    places = coded.indices.to_numpy(zero_copy_only=False)
    return values[places], bad[places]


def decimal_comma(words: list[str]) -> bool | None:
    """Whether a sample of numbers marks decimals with a comma; None where nothing tells."""
    comma = sum(bool(re.fullmatch(r"-?\d+(\.\d{3})*,\d+", word.strip())) for word in words)
    point = sum(bool(re.fullmatch(r"-?\d+(,\d{3})*\.\d+", word.strip())) for word in words)
    either = sum(bool(re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", word.strip())) for word in words)
    if point:
        return False
    return None if comma == either else True
