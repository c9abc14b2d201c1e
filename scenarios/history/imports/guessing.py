"""Guessing: which column is which, and how sure that is.

A column's name is compared with the names of every field (`fields.py`), and its first values with what the field holds. Confidence is
a share between 0 and 1: 0.95 for a name that is known, less for one that is only like it, more where the values fit, much
less where they do not. Columns are given to fields from the surest down, each once.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scenarios.history.imports import durations
from scenarios.history.imports.fields import OTHER, TABLES, Known, Table, bare, outcome_of, unit_in
from scenarios.history.imports.mapping import Column
from scenarios.history.imports.moments import BAD, BLANK, TIME_ONLY, read
from scenarios.history.imports.tables import Source

KNOWN, WITHIN, LIKE, FITS_ONLY = 0.95, 0.7, 0.65, 0.5
SURE_ENOUGH = 0.6  # a column that is needed and guessed with less is refused; others are left out
NEEDED: Mapping[Table, tuple[str, ...]] = {"calls": ("arrived",), "intervals": ("start", "offered")}
TELLING: Mapping[Table, tuple[str, ...]] = {
    "calls": ("call_id", "agent", "customer", "outcome", "waited", "talk", "answered", "asked"),
    "intervals": ("offered", "answered", "abandoned", "handle_seconds", "aht", "answered_within"),
}
LOOKED_AT = 500
MOST_OUTCOMES = 30


@dataclass(frozen=True)
class Guess:
    """Columns by field with how sure each is; ``table``: what the whole looks like."""

    table: Table
    columns: Mapping[str, Column]
    confidence: Mapping[str, float]
    unused: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Needed fields without a column that is sure enough."""
        return missing(self.table, self.columns)


def missing(table: Table, columns: Mapping[str, object]) -> tuple[str, ...]:
    """Needed fields that have no column; day and time of day stand for the moment."""
    moment = NEEDED[table][0]
    dated = {"date", "time"} <= set(columns)
    return tuple(name for name in NEEDED[table] if name not in columns and not (name == moment and dated))


def guess(made: Source, table: Table | None, given: Mapping[str, Column]) -> Guess:
    """The likeliest reading of a table; what is given is not guessed."""
    tables: Sequence[Table] = (table,) if table else tuple(TABLES)
    found = [_for_table(made, one, given) for one in tables]
    return max(found, key=_score)


def _score(made: Guess) -> float:
    """How well a table fits: what is needed weighs most, then what only this kind of table has."""
    telling = sum(made.confidence.get(name, 1.0 if name in made.columns else 0.0) for name in TELLING[made.table])
    return telling - 3 * len(made.missing) + 0.01 * len(made.columns)


def _for_table(made: Source, table: Table, given: Mapping[str, Column]) -> Guess:
    fields = [one for one in TABLES[table] if one.name not in given]
    taken = {column.name for column in given.values()} | {
        made.columns[column.name - 1]
        for column in given.values()
        if isinstance(column.name, int) and column.name <= len(made.columns)
    }
    open_columns = [name for name in made.columns if name not in taken]
    likely = [
        (confidence(made, name, one), -place, one, name) for name in open_columns for place, one in enumerate(fields)
    ]
    columns: dict[str, Column] = dict(given)
    sure: dict[str, float] = {}
    used: set[str] = set()
    for share, _, one, name in sorted(likely, key=lambda each: (-each[0], -each[1])):
        if share < SURE_ENOUGH or one.name in columns or name in used:
            continue
        if one.name in {"date", "time"} and NEEDED[table][0] in columns:
            continue
        columns[one.name] = Column(name, unit_in(name) if one.kind == "duration" else None)
        sure[one.name] = share
        used.add(name)
    _drop_half(columns, sure, used, table, given)
    order = [one.name for one in TABLES[table] if one.name in columns]
    unused = tuple(name for name in open_columns if name not in used)
    return Guess(table, {name: columns[name] for name in order}, sure, unused)


def _drop_half(
    columns: dict[str, Column], sure: dict[str, float], used: set[str], table: Table, given: Mapping[str, Column]
) -> None:
    """A moment that is only a time of day or only a date makes a whole with the other half, and needs it."""
    moment = NEEDED[table][0]
    if {"date", "time"} <= set(columns) and moment in columns and moment not in given:
        column = columns.pop(moment)
        sure.pop(moment, None)
        used.discard(str(column.name))


def confidence(made: Source, name: str, one: Known) -> float:
    """How sure it is that this column holds this field."""
    words = [word for word in made.sample[name][:LOOKED_AT] if word]
    base = _by_name(name, one)
    if not base:
        return 0.0
    if not words:
        return round(base * 0.8, 2)
    fits = _fits(words, one, name)
    if one.name == "outcome" and base > WITHIN + 0.05 and len(set(words)) <= MOST_OUTCOMES:
        return round(base, 2)  # what nobody knows of it is asked for, not passed over
    if fits >= 0.9:
        return round(min(base + 0.03, 0.99), 2)
    return round(base * (0.9 if fits >= 0.5 else 0.3), 2)


def _by_name(name: str, one: Known) -> float:
    mine = bare(name)
    if not mine or any(mark in name for mark in "%‰率"):  # a share, whatever it is a share of
        return 0.0
    known = [bare(other) for other in one.names]
    if mine in known:
        return KNOWN - 0.002 * known.index(mine)
    words = mine.split()
    if OTHER & set(words) or any(other in mine for other in OTHER if not other.isascii()):
        return 0.0
    if any(
        len(other) > 3 and (f" {other} " in f" {mine} " or (not other.isascii() and other in mine)) for other in known
    ):
        return WITHIN + 0.01 * min(
            max(len(other.split()) for other in known if f" {other} " in f" {mine} " or other in mine), 5
        )
    if len(words) <= 4 and difflib.get_close_matches(mine, known, n=1, cutoff=0.85):
        return LIKE
    return 0.0


def _fits(words: Sequence[str], one: Known, name: str) -> float:
    """The share of values that are what the field holds."""
    if one.kind in {"moment", "time"}:
        kinds = read(pa.array(words, pa.string()), times=one.kind == "time").kind
        if one.name == "time":
            return float(np.mean(kinds == TIME_ONLY))
        return float(
            np.mean(
                (kinds != BAD)
                & (kinds != BLANK)
                & ((kinds != TIME_ONLY) | (one.name in {"asked", "answered", "ended"}))
            )
        )
    if one.kind in {"duration", "count"}:
        return float(np.mean([durations.one(word, comma=None) is not None for word in words]))
    if one.name == "outcome":
        return float(np.mean([outcome_of(name, word) is not None for word in words]))
    if one.name in {"queue", "contact_type", "channel", "group"} and len(words) > 50:
        return 1.0 if len(set(words)) < 0.5 * len(words) else 0.0
    return 1.0
