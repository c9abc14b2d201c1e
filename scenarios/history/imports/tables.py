"""Tables: text, workbook and Parquet alike as named columns of words, piece by piece.

A `Source` knows its columns and a sample of them, and gives the rest in pieces of some hundred thousand rows, so that a log
of ten million calls never lies in memory as words. Rows keep the number that they have in the file: what a planner sees beside
the row in the spreadsheet.
"""

import csv
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError, choices
from scenarios.history.imports.moments import BAD, BLANK, read
from scenarios.history.imports.opening import Opened, refused

IntArray = NDArray[np.int64]
Numbers = Callable[[IntArray], IntArray]

SAMPLE = 2_000
HEAD = 60  # lines that are looked at for the delimiter and the header
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
PIECE = 1 << 24  # bytes of a CSV file read at once
ROWS = 100_000  # rows of a workbook or Parquet file read at once
MOST_TOLD = 20


@dataclass(frozen=True)
class Piece:
    """Some rows of a table: words by column, and the numbers of rows in the file by their places here."""

    cells: Mapping[str, pa.Array]
    rows: int
    number: Numbers


@dataclass
class Broken:
    """Rows with more or fewer cells than the header: their numbers and widths; such a row has no place for its values."""

    numbers: list[int] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A table that can be read in pieces. ``header``: the row it stands in; 0 where there is none."""

    columns: tuple[str, ...]
    sample: Mapping[str, Sequence[str]]
    header: int
    notes: Mapping[str, str]
    pieces: Callable[[Sequence[str]], Iterator[Piece]]
    broken: Broken = field(default_factory=Broken)


@dataclass(frozen=True)
class Wanted:
    """What a mapping says of the form of a table; None: to be found."""

    delimiter: str | None = None
    header: int | None = None  # its row; 0: there is none
    sheet: str | None = None


def source(found: Opened, wanted: Wanted) -> Source:
    """The table in a file that was opened."""
    if found.kind == "parquet":
        return _of_parquet(found)
    if found.kind == "excel":
        from scenarios.history.imports.sheets import of_workbook

        return of_workbook(found, wanted)
    return _of_text(found, wanted)


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, each different: a second "Time" is "Time (2)"; an empty one is its number."""
    seen: dict[str, int] = {}
    names = []
    for place, cell in enumerate(cells, 1):
        name = cell.strip() or str(place)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns: it has words, and neither a number nor a moment."""
    words = [cell.strip() for cell in cells if cell.strip()]
    if not words or any(_is_number(word) for word in words):
        return False
    kinds = read(pa.array(words, pa.string())).kind.tolist()
    return all(kind in {BAD, BLANK} for kind in kinds)


def _is_number(word: str) -> bool:
    try:
        float(word.replace(",", "."))
    except ValueError:
        return False
    return True


def check_header(wanted: int | None, first: Sequence[str]) -> bool:
    """Whether the first row is a header: as the mapping says, else as it looks."""
    if wanted is not None:
        return wanted > 0
    return is_header(first)


def _of_text(found: Opened, wanted: Wanted) -> Source:
    with found.path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(itertools.islice(stream, HEAD))
        more = stream.read(1)
    if not any(line.strip() for line in lines):
        raise refused(found.shown, "is empty; it has no rows")
    delimiter = wanted.delimiter or _delimiter(lines)
    rows = [(line, [cell.strip() for cell in cells]) for line, cells in _split(lines, delimiter)]
    if not any(any(cells) for _, cells in rows):
        raise refused(found.shown, "is empty; it has no rows")
    if more and len(rows) > 1:
        rows.pop()  # may be cut off within quotes
    width = _usual([len(cells) for _, cells in rows if any(cells)])
    before = next(place for place, (_, cells) in enumerate(rows) if len(cells) == width)
    if wanted.header:
        before = next((place for place, (line, _) in enumerate(rows) if line >= wanted.header), before)
        width = len(rows[before][1])
    has_header = check_header(wanted.header, rows[before][1])
    names = named(rows[before][1]) if has_header else tuple(str(place) for place in range(1, width + 1))
    skip = rows[before][0] if has_header else rows[before][0] - 1
    notes = {**found.notes, "delimiter": DELIMITERS.get(delimiter, delimiter)}
    if before and any(any(cells) for _, cells in rows[:before]):
        notes["lines above the header"] = str(rows[before][0] - 1)
    body = [cells for _, cells in rows[before + has_header :] if len(cells) == width and any(cells)]
    if not body:
        raise refused(found.shown, "has a header and no rows" if has_header else "has no rows", skip or None)
    sample = {name: [cells[place].strip() for cells in body] for place, name in enumerate(names)}
    broken, quoted = Broken(), _breaks_lines(found.path)
    form = _Form(found, names, delimiter, skip, quoted)
    made = Source(
        names, sample, skip if has_header else 0, notes, lambda columns: _text_pieces(form, columns, broken), broken
    )
    return _with_more(made)


@dataclass(frozen=True)
class _Form:
    found: Opened
    names: tuple[str, ...]
    delimiter: str
    skip: int
    quoted: bool


def _with_more(made: Source) -> Source:
    """A longer sample, from the first piece."""
    piece = next(iter(made.pieces(made.columns)), None)
    if piece is None:
        return made
    sample = {
        name: [word.strip() for word in cells.slice(0, SAMPLE).to_pylist()] for name, cells in piece.cells.items()
    }
    return Source(made.columns, sample, made.header, made.notes, made.pieces, made.broken)


def _breaks_lines(path: Path) -> bool:
    """Whether a cell in quotes goes over several lines, as far as the beginning of the file shows."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head = stream.read(1 << 20)
    return any(line.count('"') % 2 for line in head.splitlines()[:-1])


def _delimiter(lines: Sequence[str]) -> str:
    """The mark that splits most lines into the same number of cells, and that into most."""
    best, score = ",", (0.0, 0)
    for mark in DELIMITERS:
        widths = [len(cells) for _, cells in _split(lines, mark) if any(cells)]
        usual = _usual(widths)
        if usual > 1:
            this = (round(widths.count(usual) / len(widths), 1), usual)
            best, score = (mark, this) if this > score else (best, score)
    return best


def _split(lines: Sequence[str], delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter)
    rows, line = [], 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        pass
    return rows


def _usual(widths: Sequence[int]) -> int:
    return max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 0


def _text_pieces(form: _Form, columns: Sequence[str], broken: Broken) -> Iterator[Piece]:
    def odd(row: pa.csv.InvalidRow) -> str:
        broken.numbers.append(row.number)
        broken.widths.append(row.actual_columns)
        return "skip"

    first = 0
    broken.numbers.clear()  # each way through the file finds them anew
    broken.widths.clear()

    def number_from(begin: int) -> Numbers:
        def number(places: IntArray) -> IntArray:
            gone = np.array(broken.numbers, dtype=np.int64)
            rows = form.skip + 1 + begin + np.asarray(places)
            return rows + np.searchsorted(gone - np.arange(len(gone)), rows, side="right")

        return number

    try:
        reader = pa.csv.open_csv(
            form.found.path,
            pa.csv.ReadOptions(skip_rows=form.skip, column_names=list(form.names), use_threads=False, block_size=PIECE),
            pa.csv.ParseOptions(
                delimiter=form.delimiter,
                invalid_row_handler=odd,
                ignore_empty_lines=False,
                newlines_in_values=form.quoted,
            ),
            pa.csv.ConvertOptions(
                column_types={name: pa.string() for name in form.names},
                include_columns=list(columns),
                strings_can_be_null=False,
            ),
        )
        for batch in reader:
            if batch.num_rows:
                yield Piece(dict(zip(columns, batch.columns, strict=True)), batch.num_rows, number_from(first))
                first += batch.num_rows
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        raise refused(form.found.shown, f"cannot be read as a table: {_plain(str(error))}") from None


def _plain(text: str) -> str:
    return text.splitlines()[0].removeprefix("CSV parse error: ").lower()[:200]


def _of_parquet(found: Opened) -> Source:
    try:
        file = pa.parquet.ParquetFile(found.path)
    except (pa.ArrowInvalid, OSError) as error:
        raise refused(found.shown, f"is no whole Parquet file: {_plain(str(error))}") from None
    flat = [one.name for one in file.schema_arrow if not pa.types.is_nested(one.type)]
    if not flat or not file.metadata.num_rows:
        raise refused(found.shown, "holds no rows" if flat else "has no columns of single values")

    def pieces(columns: Sequence[str]) -> Iterator[Piece]:
        first = 0
        try:
            for batch in file.iter_batches(batch_size=ROWS, columns=list(columns)):
                cells = {name: as_words(batch.column(name)) for name in columns}
                yield Piece(cells, batch.num_rows, _numbered(first + 1))
                first += batch.num_rows
        except (pa.ArrowInvalid, OSError) as error:
            raise refused(found.shown, f"is no whole Parquet file: {_plain(str(error))}") from None

    made = Source(tuple(flat), {}, 0, {**found.notes, "format": "Parquet"}, pieces)
    return _with_more(made)


def _numbered(first: int) -> Numbers:
    """Rows numbered from ``first`` on."""
    return lambda places: np.asarray(places) + first


def as_words(cells: pa.Array) -> pa.Array:
    """A column of any kind as words; what is null is empty."""
    kind = cells.type
    if pa.types.is_dictionary(kind):
        cells = cells.dictionary_decode()
        kind = cells.type
    if pa.types.is_duration(kind):
        per = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[kind.unit]
        cells = pa.compute.divide(cells.cast(pa.int64()).cast(pa.float64()), float(per))
    if pa.types.is_timestamp(kind) and kind.tz is not None:  # written as the instant that it is
        words = pa.compute.cast(cells.cast(pa.timestamp(kind.unit)), pa.string())
        return pa.compute.fill_null(pa.compute.binary_join_element_wise(words, "Z", ""), "")
    if pa.types.is_floating(cells.type):
        whole = pa.compute.and_kleene(pa.compute.is_finite(cells), pa.compute.equal(cells, pa.compute.round(cells)))
        short = pa.compute.if_else(pa.compute.is_nan(cells), pa.scalar(None, cells.type), cells)
        if pa.compute.all(pa.compute.fill_null(whole, True)).as_py() and len(cells):
            cells = short.cast(pa.int64())
        else:
            cells = short
    return pa.compute.fill_null(cells.cast(pa.string()), "")


def column_or_refuse(made: Source, wanted: object, shown: str, line: int | None, key: str) -> str | Fault:
    """The column that a mapping names, by its name or its number; else the fault."""
    if isinstance(wanted, int) and not isinstance(wanted, bool):
        if 1 <= wanted <= len(made.columns):
            return made.columns[wanted - 1]
        return Fault(shown, line, key, f"there is no column {wanted}; the table has {len(made.columns)}")
    if str(wanted) in made.columns:
        return str(wanted)
    return Fault(
        shown, line, key, f'no column is called "{wanted}"; columns are {choices(str(wanted), made.columns[:40])}'
    )


def too_many(shown: str, faults: Sequence[Fault]) -> InputError:
    """The first of many faults, and how many more there are."""
    told = list(faults[:MOST_TOLD])
    if len(faults) > MOST_TOLD:
        told.append(Fault(shown, None, "", f"{len(faults) - MOST_TOLD} more faults like these"))
    return InputError(told)
