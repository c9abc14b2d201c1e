"""Coded columns: words kept once, rows as numbers.

Ten million rows name the same dozen queues. A `Coded` column keeps every name once and an index a row; -1 is unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CodeArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of words: ``names[codes[row]]``; a code of -1 is a row that says nothing."""

    codes: CodeArray
    names: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[str | None]) -> "Coded":
        """Code a list of words, in the order in which they first come; None and "" are unknown."""
        known: dict[str, int] = {}
        codes = [known.setdefault(word, len(known)) if word else -1 for word in words]
        return cls(np.array(codes, dtype=np.int32), tuple(known))

    @classmethod
    def unknown(cls, rows: int) -> "Coded":
        """A column that says nothing; it takes no memory."""
        return cls(np.broadcast_to(np.int32(-1), (rows,)), ())

    def is_(self, name: str) -> BoolArray:
        """Rows that say ``name``."""
        code = self.names.index(name) if name in self.names else -2
        same: BoolArray = self.codes == code
        return same

    def word(self, row: int) -> str | None:
        """What one row says."""
        code = int(self.codes[row])
        return self.names[code] if code >= 0 else None

    def words(self) -> list[str | None]:
        """What all rows say, as words."""
        return [self.names[code] if code >= 0 else None for code in self.codes.tolist()]

    def taken(self, rows: NDArray[np.intp] | BoolArray | slice) -> "Coded":
        """Some of the rows, with the same names."""
        return Coded(self.codes[rows], self.names)

    def __len__(self) -> int:
        """Rows."""
        return len(self.codes)
