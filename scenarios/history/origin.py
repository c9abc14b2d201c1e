"""Where a table of history comes from, and what was done to it on the way.

Whatever reads records counts all that it meets under a plain name with what became of it. A `Finding` is one such count:
rows left out, rows mended, rows kept though something is odd about them. `BadRow` names single rows; at most `MOST_KEPT` of
them are kept, all of them are counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Literal

MOST_KEPT = 1_000

Treatment = Literal["left out", "mended", "kept", "noted"]
TREATMENTS: tuple[Treatment, ...] = ("left out", "mended", "kept", "noted")


@dataclass(frozen=True)
class BadRow:
    """A row with something wrong: its number in the file (the header is row 1) and what it is."""

    row: int
    reason: str

    def __str__(self) -> str:
        """Row and reason, as a summary prints them."""
        return f"row {self.row}: {self.reason}"


@dataclass(frozen=True)
class Finding:
    """What was found in how many rows, and what became of them.

    ``left out``: the rows are not in the table. ``mended``: they are, with the change that the name says. ``kept``: they
    are, as they came. ``noted``: it is not about rows of the table (gaps, days without a call).
    """

    name: str
    rows: int
    treatment: Treatment
    first: tuple[int, ...] = ()  # row numbers of the first few, where rows have them


@dataclass(frozen=True)
class Origin:
    """Where a table comes from. ``time_zone``: of the wall clock its moments are read on; empty where nobody said.

    ``present``: the columns of the table that the source has; the others are unknown throughout.
    """

    name: str
    rows: int  # rows read, the header not among them
    time_zone: str = ""
    present: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    bad: tuple[BadRow, ...] = ()
    details: Mapping[str, str] = dataclass_field(default_factory=dict)  # encoding, delimiter, mapping: how it was read

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows by what was found in them."""
        return {finding.name: finding.rows for finding in self.findings}

    @property
    def left_out(self) -> int:
        """Rows that are not in the table."""
        return sum(finding.rows for finding in self.findings if finding.treatment == "left out")
