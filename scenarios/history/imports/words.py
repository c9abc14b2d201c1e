"""Words and ids of many rows as numbers."""

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from scenarios.history.coded import Coded
from scenarios.history.imports.moments import buffers, matrix_of

IdArray = NDArray[np.uint64]
NOBODY = {
    "",
    "0",
    "-1",
    "-",
    "null",
    "none",
    "n/a",
    "na",
    "nan",
    "unknown",
    "anonymous",
    "private",
    "withheld",
    "无",
    "未知",
    "匿名",
}
ROUNDED = (
    r"^\d(?:\.\d+)?[eE]\+?\d+$"  # 1.38E+10: what a spreadsheet leaves of a telephone number, the same for thousands
)
_PRIME, _OFFSET = np.uint64(1_099_511_628_211), np.uint64(14_695_981_039_346_656_037)
_MIX, _MIX_TOO = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class Codes:
    """A column of words as it comes in pieces: every name once, in the order in which names first come."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.codes: list[NDArray[np.int32]] = []

    def add(self, cells: pa.Array) -> NDArray[np.int32]:
        """Code a piece."""
        coded = pa.compute.utf8_trim_whitespace(cells).dictionary_encode()
        words = coded.dictionary.to_pylist()
        places = np.array(
            [self.names.setdefault(word, len(self.names)) if word else -1 for word in words], dtype=np.int32
        )
        return (
            places[coded.indices.to_numpy(zero_copy_only=False)]
            if len(words)
            else np.full(len(cells), -1, dtype=np.int32)
        )

    def column(self, codes: NDArray[np.int32]) -> Coded:
        """The whole column."""
        return Coded(codes, tuple(self.names))


def ids(cells: pa.Array) -> tuple[IdArray, NDArray[np.bool_]]:
    """A number for each word, the same for the same word, and which say nothing.

    Sixty-four bits: among ten million different words two share a number with a chance of one in 400,000.
    """
    cells = pa.compute.utf8_trim_whitespace(cells)
    offsets, data = buffers(cells)
    lengths = np.diff(offsets)
    found = np.full(len(lengths), _OFFSET, dtype=np.uint64)
    for length in np.unique(lengths).tolist():
        if length:
            places = np.flatnonzero(lengths == length)
            found[places] = _hashed(matrix_of(offsets, data, places, length))
    nothing = pa.compute.is_in(pa.compute.utf8_lower(cells), value_set=pa.array(sorted(NOBODY)))
    return mixed(found), nothing.to_numpy(zero_copy_only=False)


def rounded(cells: pa.Array) -> NDArray[np.bool_]:
    """Numbers that a spreadsheet has rounded: many customers share one, so it says of nobody who it was."""
    found: NDArray[np.bool_] = pa.compute.match_substring_regex(cells, ROUNDED).to_numpy(zero_copy_only=False)
    return found


def _hashed(matrix: NDArray[np.uint8]) -> IdArray:
    """Eight bytes at a time."""
    rows, width = matrix.shape
    padded = np.zeros((rows, -(-width // 8) * 8), dtype=np.uint8)
    padded[:, :width] = matrix
    found = np.full(rows, _OFFSET + np.uint64(width), dtype=np.uint64)
    for eight in padded.view(np.uint64).T:
        found = mixed((found ^ eight) * _PRIME)
    return found


def mixed(values: IdArray) -> IdArray:
    """Spread the bits (splitmix64, Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX
    values = (values ^ (values >> np.uint64(27))) * _MIX_TOO
    return values ^ (values >> np.uint64(31))


def joined(columns: list[NDArray[np.generic]]) -> IdArray:
    """One number a row for several columns together."""
    rows = len(columns[0])
    found = np.full(rows, _OFFSET, dtype=np.uint64)
    for column in columns:
        if column.dtype.itemsize == 8:
            bits = np.ascontiguousarray(column).view(np.uint64)
        else:
            bits = column.astype(np.int64).view(np.uint64)
        found = mixed((found ^ bits) * _PRIME)
    return found


def repeated(numbers: IdArray) -> NDArray[np.intp]:
    """Places of rows whose number stood in an earlier row."""
    ordered = np.sort(numbers)
    if not (ordered[1:] == ordered[:-1]).any():
        return np.zeros(0, dtype=np.intp)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    return np.sort(order[1:][ordered[1:] == ordered[:-1]])
