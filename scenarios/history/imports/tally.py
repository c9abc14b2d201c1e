"""Tally: what was found on the way, by a plain name and with what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenarios.history.imports.tables import Broken, Piece
from scenarios.history.origin import MOST_KEPT, BadRow, Finding, Treatment

FIRST = 5


@dataclass
class Tally:
    """Counts as they come; rows are named by their number in the file."""

    rows: int = 0
    found: dict[tuple[str, Treatment], int] = field(default_factory=dict)
    first: dict[tuple[str, Treatment], list[int]] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)

    def add(self, name: str, treatment: Treatment, rows: NDArray[np.bool_], piece: Piece) -> None:
        """Count rows of a piece."""
        count = int(np.count_nonzero(rows))
        if count:
            kept = self.first.setdefault((name, treatment), [])
            places = np.flatnonzero(rows)[: FIRST - len(kept)]
            self.count(name, treatment, count, piece.number(places).tolist() if len(places) else ())

    def count(self, name: str, treatment: Treatment, count: int, first: Sequence[int] = ()) -> None:
        """Count by number alone."""
        if count:
            key = (name, treatment)
            self.found[key] = self.found.get(key, 0) + count
            kept = self.first.setdefault(key, [])
            kept += [int(row) for row in first][: FIRST - len(kept)]

    def cells(self, piece: Piece, column: str, rows: NDArray[np.bool_], reason: str) -> None:
        """Keep rows with a cell that cannot be read, with what stands there."""
        for place in np.flatnonzero(rows)[: MOST_KEPT - len(self.bad)].tolist():
            word = str(piece.cells[column][place])
            text = word if len(word) <= 60 else word[:57] + "..."
            row = int(piece.number(np.array([place]))[0])
            self.bad.append(BadRow(row, f'{column} is "{text}", {reason}' if word else f"{column} is empty"))

    def broken(self, found: Broken, width: int) -> None:
        """Count rows of another width."""
        self.rows += len(found.numbers)
        name = f"rows of more or fewer cells than the header's {width}"
        self.count(name, "left out", len(found.numbers), found.numbers[:FIRST])
        for number, cells in list(zip(found.numbers, found.widths, strict=True))[: MOST_KEPT - len(self.bad)]:
            self.bad.append(BadRow(number, f"{cells} cells where {width} belong"))

    def findings(self) -> tuple[Finding, ...]:
        """All counts, what is left out first."""
        order = {"left out": 0, "mended": 1, "kept": 2, "noted": 3}
        made = [
            Finding(name, count, treatment, tuple(self.first.get((name, treatment), ())))
            for (name, treatment), count in self.found.items()
        ]
        return tuple(sorted(made, key=lambda one: (order[one.treatment], -one.rows)))

    def bad_rows(self) -> tuple[BadRow, ...]:
        """The rows that are named, in the order of the file."""
        return tuple(sorted(self.bad, key=lambda one: one.row)[:MOST_KEPT])
