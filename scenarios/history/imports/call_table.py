"""From a call log's columns to `Calls`, piece by piece.

What a log does not write is worked out only where it follows from what it does write (an answer is the end of a wait, a wait ends with
the answer), and the findings say so. A value that cannot be is taken as unknown, and counted; a row is left out only when
nobody can say when it came in, or when it repeats another call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError, listed, shown
from scenarios.history.calls import COLUMNS, DURATIONS, MOMENTS, WORDS, Calls, Outcome
from scenarios.history.coded import Coded
from scenarios.history.columns import DAY
from scenarios.history.imports.amounts import amounts
from scenarios.history.imports.amounts import blank as blank_rows
from scenarios.history.imports.deciding import HIGH, LOW, Plan
from scenarios.history.imports.derived import derive
from scenarios.history.imports.fields import OUTCOME_WORDS, outcome_of
from scenarios.history.imports.moments import BAD, BLANK, TIME_ONLY
from scenarios.history.imports.tables import Piece
from scenarios.history.imports.tally import Tally
from scenarios.history.imports.wall import Seen, moment, of_day
from scenarios.history.imports.words import Codes, ids, joined, repeated, rounded
from scenarios.history.origin import Origin

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
LONG = DAY
YEAR = 366
LARGE = 40_000_000  # bytes: more than an allocator keeps to itself
LEFT_OUT = -2
SPOILT = {"customer": "customer number", "call_id": "call number"}
CODES = {
    "answered": Outcome.ANSWERED, "abandoned": Outcome.ABANDONED, "blocked": Outcome.BLOCKED, "contained": Outcome.CONTAINED,
    "hang up": Outcome.HANG_UP, "closed": Outcome.CLOSED, "unknown": Outcome.UNKNOWN, "leave out": LEFT_OUT,
}  # fmt: skip
ASKS = (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.BLOCKED, Outcome.CLOSED)


@dataclass
class _Kept:
    """Columns as they grow, a list of pieces each.

    Small pieces are joined to large ones on the way: memory of many small arrays is not given back when they are freed, and
    the whole log would lie there twice.
    """

    numbers: dict[str, list[NDArray[Any]]] = field(default_factory=dict)
    small: dict[str, list[NDArray[Any]]] = field(default_factory=dict)
    codes: dict[str, Codes] = field(default_factory=dict)

    def add(self, name: str, values: NDArray[Any]) -> None:
        """Put a piece on a column."""
        pieces = self.small.setdefault(name, [])
        pieces.append(values)
        if sum(one.nbytes for one in pieces) > LARGE:
            self.numbers.setdefault(name, []).append(np.concatenate(pieces))
            pieces.clear()

    def take(self, name: str) -> NDArray[Any]:
        """A whole column; its pieces are given up."""
        return np.concatenate([*self.numbers.pop(name, []), *self.small.pop(name)])


def read_calls(plan: Plan, tally: Tally, details: Mapping[str, str]) -> Calls:
    """All rows of a source as calls."""
    kept = _Kept(codes={name: Codes() for name in WORDS if name in plan.columns})
    outcomes = _outcome_codes(plan)
    for piece in plan.source.pieces(tuple(dict.fromkeys(plan.columns.values()))):
        tally.rows += piece.rows
        _piece(plan, piece, outcomes, kept, tally)
    tally.broken(plan.source.broken, len(plan.source.columns))
    return _made(plan, kept, tally, details)


def _outcome_codes(plan: Plan) -> Mapping[str, int] | None:
    """The outcome of each word of the column; InputError lists words that nobody knows."""
    if "outcome" not in plan.columns:
        return None
    column = plan.columns["outcome"]
    codes: dict[str, int] = {}
    words: dict[str, None] = {}
    for piece in plan.source.pieces([column]):
        words |= dict.fromkeys(word.strip() for word in piece.cells[column].unique().to_pylist())
        if len(words) > 200:
            break
    strange = []
    for word in words:
        known = plan.mapped.outcomes.get(word) or outcome_of(column, word)
        if known is None:
            strange.append(word)
        else:
            codes[word] = int(CODES[known])
    absent = [word for word in plan.mapped.outcomes if word not in words]
    faults = []
    if strange:
        quoted = listed([shown(word) for word in strange[:20]])
        message = (
            f"nobody knows what {quoted} mean{'s' if len(strange) == 1 else ''}; write under outcomes "
            f"in the mapping what each is: {listed(OUTCOME_WORDS, 'or')}"
        )
        faults.append(Fault(plan.shown, None, column, message))
    faults += [
        Fault(plan.mapped.source, plan.mapped.line("outcomes"), f"outcomes.{word}", f'no row of {column} says "{word}"; the column says {listed(list(words)[:20])}')
        for word in absent
    ]  # fmt: skip
    if faults:
        raise InputError(faults)
    return codes


def _piece(plan: Plan, piece: Piece, outcomes: Mapping[str, int] | None, kept: _Kept, tally: Tally) -> None:
    arrived, usable = _arrivals(plan, piece, tally)
    outcome = np.full(piece.rows, int(Outcome.UNKNOWN), dtype=np.int8)
    if outcomes is not None:
        coded = plan.words(piece, "outcome").dictionary_encode()
        codes = np.array([outcomes.get(word.strip(), -1) for word in coded.dictionary.to_pylist()], dtype=np.int8)
        outcome = codes[coded.indices.to_numpy(zero_copy_only=False)]
        gone = usable & (outcome == LEFT_OUT)
        tally.add("rows whose outcome the mapping leaves out", "left out", gone, piece)
        usable &= ~gone
    seen = {
        name: moment(plan, piece, name, arrived, tally)
        for name in ("asked", "answered", "ended")
        if name in plan.columns
    }
    spans = {
        name: _duration(plan, piece, name, usable, tally)
        for name in ("ivr", "waited", "talk", "hold", "handled", "handle_and_wrap_up", "wrap_up")
        if name in plan.columns
    }
    columns = dict(derive(arrived, outcome, outcomes is not None, seen, spans, usable, piece, tally))
    for name, words in kept.codes.items():
        columns[name] = words.add(plan.words(piece, name))
    for name, column in (("customer", "customer"), ("call_id", "call_id")):
        if name in plan.columns:
            cells = plan.words(piece, column)
            numbers, nothing = ids(cells)
            spoilt = rounded(cells)
            values = np.where(nothing | spoilt, -1, (numbers >> np.uint64(1)).astype(np.int64))
            tally.add(
                f"rows whose {SPOILT[name]} a spreadsheet has rounded (1.38E+10): taken as unknown",
                "noted",
                usable & spoilt,
                piece,
            )
            if name == "customer":
                tally.add(
                    "rows whose customer is 0, unknown or withheld: taken as unknown", "noted", usable & nothing, piece
                )
            columns[name] = values
    taken = {name: values[usable] for name, values in columns.items() if values is not None}
    for name, values in taken.items():
        kept.add(name, values)
    kept.add("alike", joined(list(taken.values())))
    kept.add("row", piece.number(np.arange(piece.rows)).astype(np.int32)[usable])


def _arrivals(plan: Plan, piece: Piece, tally: Tally) -> tuple[Seen, BoolArray]:
    """When each row came in; rows of which nobody can say are not usable."""
    names: tuple[str, ...] = ("arrived",) if "arrived" in plan.columns else ("date", "time")
    reads = [plan.moments(piece, name) for name in names]
    blank, bad = np.zeros(piece.rows, dtype=np.bool_), np.zeros(piece.rows, dtype=np.bool_)
    for name, one in zip(names, reads, strict=True):
        blank |= one.kind == BLANK
        bad |= one.kind == BAD
        tally.cells(piece, plan.columns[name], (one.kind == BAD) & ~blank_rows(plan, piece), "not a moment")
    if len(names) == 1 and "date" in plan.columns and plan.dated["arrived"].kind == TIME_ONLY:
        names, reads = ("date", "arrived"), [plan.moments(piece, "date"), *reads]
    found = of_day(reads[0], reads[-1]) if len(reads) > 1 else reads[0]
    seen = Seen.of(plan, found, tally, piece, names[0])
    empty = blank_rows(plan, piece) if blank.any() else np.zeros(piece.rows, dtype=np.bool_)
    tally.rows -= int(np.count_nonzero(empty))
    tally.add("rows without a moment of arrival", "left out", blank & ~empty, piece)
    tally.add("rows whose moment of arrival cannot be read", "left out", bad & ~blank, piece)
    away = ~blank & ~bad & ((seen.wall < LOW) | (seen.wall > HIGH))
    tally.add("rows that came in before 1980 or after 2100", "left out", away, piece)
    return seen, ~(blank | bad | away)


def _duration(plan: Plan, piece: Piece, name: str, usable: BoolArray, tally: Tally) -> FloatArray:
    values = amounts(plan, piece, name, usable, tally, what="duration", below="a duration is not negative")
    tally.add(f"{plan.columns[name]}: durations of more than a day", "kept", usable & (values > LONG), piece)
    return values


def _made(plan: Plan, kept: _Kept, tally: Tally, details: Mapping[str, str]) -> Calls:
    """The table: repeated rows told apart, in order of arrival, counted from the first day."""
    columns = {}
    pa.default_memory_pool().release_unused()  # what reading took
    for name in list(kept.small):
        columns[name] = kept.take(name)
    if "arrived" not in columns or not len(columns["arrived"]):
        first = tally.bad_rows()[:1]
        reason = f"; the first: {first[0]}" if first else ""
        raise InputError([Fault(plan.shown, first[0].row if first else None, "", f"no row could be read{reason}")])
    columns = _without_repeats(plan, columns, tally)
    _apart(columns["arrived"], tally)
    rows = len(columns["arrived"])
    low = float(np.floor(columns["arrived"].min() / DAY))
    for name in MOMENTS:
        if name in columns:
            columns[name] -= low * DAY
    if (columns["arrived"][1:] < columns["arrived"][:-1]).any():
        order = np.argsort(columns["arrived"], kind="stable")
        for name in list(columns):
            columns[name] = columns[name][order]
    present = frozenset(name for name in COLUMNS if name in columns)
    origin = Origin(
        plan.shown,
        tally.rows,
        plan.mapped.time_zone or ("UTC" if plan.utc else ""),
        present,
        tally.findings(),
        tally.bad_rows(),
        dict(details),
    )
    nothing = np.broadcast_to(np.float64(np.nan), (rows,))
    made: dict[str, object] = {name: columns.get(name, nothing) for name in (*MOMENTS, *DURATIONS)}
    made |= {
        name: kept.codes[name].column(columns[name]) if name in kept.codes else Coded.unknown(rows) for name in WORDS
    }
    made["outcome"] = columns["outcome"]
    made["customer"] = columns.get("customer", np.broadcast_to(np.int64(-1), (rows,)))
    return Calls(first_day=date(1970, 1, 1) + timedelta(days=low), origin=origin, **made)  # type: ignore[arg-type]


def _apart(arrived: NDArray[Any], tally: Tally) -> None:
    """Count days without a call, and calls so far from all others that their date is likely wrong."""
    days, counts = np.unique(np.floor(arrived / DAY), return_counts=True)
    breaks = np.flatnonzero(np.diff(days) > YEAR) + 1
    sizes = [int(part.sum()) for part in np.split(counts, breaks)]
    if len(sizes) > 1:
        tally.count("calls more than a year from most others: look at their dates", "kept", sum(sizes) - max(sizes))
    tally.count("days without a call between the first and the last", "noted", int(days[-1] - days[0] + 1 - len(days)))


def _without_repeats(plan: Plan, columns: dict[str, NDArray[Any]], tally: Tally) -> dict[str, NDArray[Any]]:
    """Rows that repeat another in every column that is read, and call ids that come again with other content."""
    row = columns.pop("row")
    again = repeated(columns.pop("alike"))
    known = columns.pop("call_id", None)
    out = (plan.mapped.repeated_rows or ("leave out" if known is not None else "keep")) == "leave out"
    what = "rows that repeat another in every column that is read"
    if not out and known is None and plan.mapped.repeated_rows is None and len(again):
        what += " (without a call_id they may be different calls; repeated_rows: leave out)"
    tally.count(what, "left out" if out else "kept", len(again), row[again[:5]].tolist())
    if out and len(again):
        keep = np.ones(len(row), dtype=np.bool_)
        keep[again] = False
        columns = {name: values[keep] for name, values in columns.items()}
        row, known = row[keep], known[keep] if known is not None else None
    if known is not None:
        said = None if (known != -1).all() else np.flatnonzero(known != -1)
        twice = repeated((known if said is None else known[said]).view(np.uint64))
        twice = twice if said is None else said[twice]
        tally.count(
            "rows with the call_id of an earlier row and other content", "kept", len(twice), row[twice[:5]].tolist()
        )
    return columns
