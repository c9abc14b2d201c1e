"""Mapping: which column is which, in a file that people write and keep.

A mapping says for one kind of export which column holds what, and all that the columns alone cannot say: the time zone, which of
day and month comes first, what the words of the outcome mean. It is checked like a scenario: all faults at once, each with
its line, key, value, what is allowed and how to mend it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from scenarios import units
from scenarios.document import Document, read_text
from scenarios.faults import Fault, InputError, choices, shown
from scenarios.history.imports.fields import OUTCOME_WORDS, TABLES, UNITS, Table
from scenarios.history.imports.moments import Order
from scenarios.history.imports.tables import DELIMITERS, Wanted

Choice = TypeVar("Choice", bound=str)
KEYS: dict[str, str] = {
    "callfloor_import": "the version of this language: 1",
    "table": "calls (a row a contact) or intervals (a row an interval)",
    "columns": "field: name of the column, or its number from 1 where there is no header",
    "time_zone": "the centre's time zone, such as Asia/Shanghai",
    "clock": "the clock that the file is written in, where it is another and not written beside each moment: UTC, Europe/Berlin",
    "dates": "year first, day first or month first",
    "decimal": "point or comma",
    "outcomes": "word of the file: " + ", ".join(OUTCOME_WORDS),
    "repeated_rows": "keep or leave out: rows that repeat another in every column; left out where a call_id tells calls apart, else kept",
    "interval": "length of an interval, such as 30 min; found where it is left out",
    "answered_within": "the wait that the column answered_within counts up to, such as 20 s",
    "delimiter": "comma, semicolon, tab or bar",
    "encoding": "of the text, such as gb18030",
    "header": "the row of the column names, or none",
    "sheet": "of a workbook with several",
}
ORDERS: tuple[Order, ...] = ("year first", "day first", "month first")
MARKS = {name: mark for mark, name in DELIMITERS.items()}


@dataclass(frozen=True)
class Column:
    """A column as the mapping names it, and seconds of the unit its numbers are in."""

    name: str | int
    unit: float | None = None


@dataclass(frozen=True)
class Mapped:
    """What a mapping says; None where it leaves it to be found. ``places``: lines of its keys."""

    table: Table | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    time_zone: str | None = None
    clock: str | None = None
    dates: Order | None = None
    decimal: str | None = None
    outcomes: Mapping[str, str] = field(default_factory=dict)
    repeated_rows: str | None = None
    interval: float | None = None
    answered_within: float | None = None
    encoding: str | None = None
    form: Wanted = field(default_factory=Wanted)
    source: str = ""
    places: Mapping[str, int | None] = field(default_factory=dict)

    def line(self, key: str) -> int | None:
        """The line of a key of this mapping."""
        return self.places.get(key)


def read_mapping(path: Path) -> Mapped:
    """Read a mapping; InputError tells all that is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or "").lower() if isinstance(error, OSError) else "is not UTF-8 text"
        raise InputError([Fault(str(path), None, "--mapping", f"cannot be read: {reason}")]) from None
    document = _document(text, str(path))
    checks = _Checks(document, str(path))
    made = checks.mapped()
    if checks.faults:
        raise InputError(sorted(checks.faults, key=lambda fault: fault.line or 0))
    return made


def _document(text: str, shown_as: str) -> Document:
    if not text.strip():
        raise InputError(
            [Fault(shown_as, 1, "", "the file is empty; a mapping has the keys columns, table, time_zone and others")]
        )
    return read_text(text, shown_as, None)


class _Checks:
    """Reads key by key and collects what is wrong."""

    def __init__(self, document: Document, file: str) -> None:
        self.document, self.file = document, file
        self.faults: list[Fault] = list(document.faults)

    def mapped(self) -> Mapped:
        data = self.document.data
        for key in data:
            if key not in KEYS:
                self._fault((key,), f"there is no such key; keys are {choices(key, KEYS)}")
        if data.get("callfloor_import", 1) != 1:
            self._fault(
                ("callfloor_import",), f"{shown(data['callfloor_import'])} is no version of this language; write 1"
            )
        table = self._one_of("table", tuple(TABLES))
        places = {key: self.document.place((key,)).line for key in data}
        columns = dict(self._columns(table))
        places |= {f"columns.{name}": self.document.place(("columns", name)).line for name in columns}
        return Mapped(
            table=table,
            columns=columns,
            time_zone=self._zone("time_zone"),
            clock=self._zone("clock"),
            dates=self._one_of("dates", ORDERS),
            decimal=self._one_of("decimal", ("point", "comma")),
            outcomes=dict(self._outcomes()),
            repeated_rows=self._one_of("repeated_rows", ("keep", "leave out")),
            interval=self._seconds("interval"),
            answered_within=self._seconds("answered_within"),
            encoding=self._word("encoding"),
            form=Wanted(MARKS.get(self._one_of("delimiter", tuple(MARKS)) or ""), self._header(), self._word("sheet")),
            source=self.file,
            places=places,
        )

    def _fault(self, path: tuple[str, ...], message: str) -> None:
        self.faults.append(Fault(self.file, self.document.place(path).line, ".".join(path), message))

    def _one_of(self, key: str, allowed: Iterable[Choice]) -> Choice | None:
        value = self.document.data.get(key)
        for word in allowed:
            if value == word:
                return word
        if value is not None:
            self._fault((key,), f"{shown(value)} is none of {choices(value, map(str, allowed))}")
        return None

    def _word(self, key: str) -> str | None:
        value = self.document.data.get(key)
        if isinstance(value, dict | list):
            self._fault((key,), f"{shown(value)} is no word; write {KEYS[key]}")
            return None
        return None if value is None else str(value)

    def _zone(self, key: str) -> str | None:
        value = self._word(key)
        if value is None:
            return None
        if value not in available_timezones():
            self._fault(
                (key,),
                f"{shown(value)} is no time zone; write one such as {choices(value, ['UTC', *sorted(_near(value))][:12])}",
            )
            return None
        return ZoneInfo(value).key

    def _seconds(self, key: str) -> float | None:
        value = self.document.data.get(key)
        if value is None:
            return None
        try:
            found = units.duration(value)
        except ValueError as reason:
            self._fault((key,), str(reason))
            return None
        if key == "interval" and (found <= 0 or 86_400 % found):
            self._fault((key,), f"{shown(value)} does not divide a day; write 15 min, 30 min or 1 h")
            return None
        return found

    def _header(self) -> int | None:
        value = self.document.data.get("header")
        if value is None or value == "none":
            return None if value is None else 0
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        self._fault(("header",), f"{shown(value)} is no row; write the row of the column names from 1, or none")
        return None

    def _columns(self, table: Table | None) -> Iterator[tuple[str, Column]]:
        given = self.document.data.get("columns", {})
        if not isinstance(given, dict):
            self._fault(("columns",), f"{shown(given)} is no list of columns; write field: column, one a line")
            return
        tables = [TABLES[table]] if table is not None else list(TABLES.values())
        known = list(dict.fromkeys(one.name for fields in tables for one in fields))
        taken: dict[object, str] = {}
        for name, value in given.items():
            if name not in known:
                self._fault(("columns", name), f"there is no such field; fields are {choices(name, known)}")
                continue
            column = self._column(name, value)
            if column is None:
                continue
            if column.name in taken:
                self._fault(
                    ("columns", name),
                    f"column {shown(column.name)} is already {taken[column.name]}; a column is one field",
                )
                continue
            taken[column.name] = name
            yield name, column

    def _column(self, name: str, value: object) -> Column | None:
        unit: object = None
        if isinstance(value, dict):
            odd = [key for key in value if key not in {"column", "unit"}]
            for key in odd:
                self._fault(
                    ("columns", name, key), f"there is no such key; keys are {choices(key, ('column', 'unit'))}"
                )
            unit, value = value.get("unit"), value.get("column")
        if not isinstance(value, str | int) or isinstance(value, bool):
            self._fault(("columns", name), f"{shown(value)} is no column; write its name, or its number from 1")
            return None
        if unit is not None and (unit not in UNITS):
            self._fault(
                ("columns", name, "unit"),
                f"{shown(unit)} is no unit; units are {choices(unit, ('s', 'min', 'h', 'ms'))}",
            )
            return None
        return Column(value, UNITS[str(unit)] if unit is not None else None)

    def _outcomes(self) -> Iterator[tuple[str, str]]:
        given = self.document.data.get("outcomes", {})
        if not isinstance(given, dict):
            self._fault(("outcomes",), f"{shown(given)} is no list of outcomes; write WORD: answered, one a line")
            return
        for word, value in given.items():
            if value in OUTCOME_WORDS:
                yield str(word), str(value)
            else:
                self._fault(
                    ("outcomes", word), f"{shown(value)} is no outcome; outcomes are {choices(value, OUTCOME_WORDS)}"
                )


def _near(value: str) -> list[str]:
    import difflib

    return difflib.get_close_matches(value, sorted(available_timezones()), n=5, cutoff=0.5)


def mapping_text(made: Mapped, confidence: Mapping[str, float], unused: tuple[str, ...]) -> str:
    """The mapping as a file to edit, with how sure the guess of each column is."""
    lines = [
        "# Which column is which. Edit what is wrong, then: callfloor import FILE --mapping THIS_FILE",
        "callfloor_import: 1",
        f"table: {made.table}",
        f"time_zone: {made.time_zone}"
        if made.time_zone
        else "# time_zone: Europe/Berlin      # of the centre; the file does not say",
        *([f"clock: {made.clock}"] if made.clock else []),
        *([f"dates: {made.dates}"] if made.dates else []),
        *([f"decimal: {made.decimal}"] if made.decimal else []),
        *([f"repeated_rows: {made.repeated_rows}"] if made.repeated_rows else []),
        *([f"interval: {made.interval:g} s"] if made.interval else []),
        *([f"answered_within: {made.answered_within:g} s"] if made.answered_within is not None else []),
        *([f"delimiter: {DELIMITERS[made.form.delimiter]}"] if made.form.delimiter in DELIMITERS else []),
        *([f"encoding: {made.encoding}"] if made.encoding else []),
        *([f"header: {made.form.header or 'none'}"] if made.form.header is not None else []),
        *([f"sheet: {_quoted(made.form.sheet)}"] if made.form.sheet else []),
        "columns:" if made.columns else "columns: {}",
    ]
    for name, column in made.columns.items():
        wanted = column.name if isinstance(column.name, int) else _quoted(column.name)
        value = wanted if column.unit in {None, 1.0} else f"{{column: {wanted}, unit: {_unit(column.unit)}}}"
        sure = f"  # {confidence[name]:.0%} sure" if name in confidence else ""
        lines.append(f"  {name}: {value}{sure}")
    if made.table is not None:
        rest = [one for one in TABLES[made.table] if one.name not in made.columns]
        lines += [f"  # {one.name}:  # {one.meaning}" for one in rest]
    if made.outcomes:
        lines.append(f"outcomes:  # {', '.join(OUTCOME_WORDS)}")
        lines += [f"  {_quoted(word)}: {outcome}" for word, outcome in made.outcomes.items()]
    lines += [f"# not used: {_quoted(name)}" for name in unused]
    return "\n".join(lines) + "\n"


def _unit(seconds: float | None) -> str:
    return next((name for name, value in UNITS.items() if value == seconds), "s")


def _quoted(text: str | None) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
