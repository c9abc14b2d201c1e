"""Summary: a first look at what was read. Every share says what it is over.

Calls count where they came in. Offered are calls that asked for a person at an open queue: answered, abandoned and blocked. The
answer rate within T is answered with a wait of at most T over offered; answered calls whose wait is not known are left out of
both, and counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from scenarios.history.calls import Calls, Outcome
from scenarios.history.coded import Coded
from scenarios.history.columns import DAY
from scenarios.history.imports.clocks import Clock
from scenarios.history.intervals import Intervals

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
WITHIN = 20.0  # s: the threshold of the first look
HALF_HOUR = 1800.0
MOST_VALUES = 20_000_000  # of volumes: far more than the records of any centre
UNNAMED = "unnamed"


@dataclass(frozen=True)
class Figures:
    """Figures of some calls or intervals; None where the records do not say. ``wait_unknown``: answered calls left out of the rate."""

    name: str
    rows: int
    offered: float | None
    answered: float | None
    abandoned: float | None
    outcomes: dict[str, int]
    answer_rate: float | None
    within: float | None
    abandonment: float | None
    mean_wait: float | None
    mean_handle: float | None
    wait_unknown: int = 0


def days(table: Calls | Intervals) -> tuple[date, date, int]:
    """First and last day with a row, and how many days have one."""
    found = np.unique(table.day)
    first, last = (table.first_day + timedelta(days=int(found[place])) for place in (0, -1))
    return first, last, len(found)


def by_type(table: Calls | Intervals) -> tuple[Figures, ...]:
    """All rows, and those of each contact type (of each queue where there is no type)."""
    kinds = kind_of(table)
    whole = [_figures(table, "all", np.ones(len(table), dtype=np.bool_))]
    if kinds is None:
        return tuple(whole)
    names = list(kinds.names) + ([UNNAMED] if (kinds.codes < 0).any() else [])
    return (*whole, *(_figures(table, name, kinds.codes < 0 if name is UNNAMED else kinds.is_(name)) for name in names))


def kind_of(table: Calls | Intervals) -> Coded | None:
    """The column that tells kinds of contacts apart: the contact type, else the queue."""
    return next((column for column in (table.contact_type, table.queue) if column.names), None)


def _figures(table: Calls | Intervals, name: str, rows: BoolArray) -> Figures:
    return _of_calls(table, name, rows) if isinstance(table, Calls) else _of_intervals(table, name, rows)


def _of_calls(calls: Calls, name: str, rows: BoolArray) -> Figures:
    codes, counts = np.unique(calls.outcome[rows], return_counts=True)
    outcomes = {
        Outcome(int(code)).name.lower().replace("_", " "): int(count) for code, count in zip(codes, counts, strict=True)
    }
    answered = rows & calls.ended(Outcome.ANSWERED)
    offered, abandoned = int((rows & calls.offered).sum()), int((rows & calls.ended(Outcome.ABANDONED)).sum())
    waited = calls.waited[answered]
    known = ~np.isnan(waited)
    over = offered - int((~known).sum())
    handled = calls.handled[answered]
    measured = "waited" in calls.origin.present
    said = "outcome" in calls.origin.present and offered > 0
    return Figures(
        name, int(rows.sum()), offered if said else None, int(answered.sum()) if said else None, abandoned if said else None, outcomes,
        float((waited[known] <= WITHIN).sum() / over) if measured and over else None, WITHIN if measured else None,
        abandoned / offered if said else None, float(waited[known].mean()) if known.any() else None,
        float(np.nanmean(handled)) if len(handled) and not np.isnan(handled).all() else None, int((~known).sum()) if measured else 0,
    )  # fmt: skip


def _of_intervals(table: Intervals, name: str, rows: BoolArray) -> Figures:
    def both(*columns: FloatArray) -> tuple[float | None, ...]:
        known = rows & ~np.any([np.isnan(column) for column in columns], axis=0)
        return tuple(float(column[known].sum()) for column in columns) if known.any() else (None,) * len(columns)

    rate = _ratio(*both(table.answered_within, table.offered))
    return Figures(
        name, int(rows.sum()), both(table.offered)[0], both(table.answered)[0], both(table.abandoned)[0], {},
        rate, table.threshold if rate is not None and not np.isnan(table.threshold) else None,
        _ratio(*both(table.abandoned, table.offered)), _ratio(*both(table.wait_seconds, table.answered)),
        _ratio(*both(table.handle_seconds, table.answered)),
    )  # fmt: skip


def _ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None


@dataclass(frozen=True)
class Volumes:
    """Contacts by interval of every day from the first to the last, and kind.

    ``missing``: days without any row, which stand as noughts; ``unknown``: rows of an export without its offered. Where clocks are put
    forward, intervals that never were are left out (``skipped``); where they are put back, an interval that came twice stands
    once, with the mean of its two times (``twice``): a rate for each hour of the clock.
    """

    interval: float
    names: tuple[str, ...]
    times: tuple[str, ...]
    counts: FloatArray  # (intervals, kinds)
    missing: int
    unknown: int = 0
    skipped: int = 0
    twice: int = 0


def volumes(table: Calls | Intervals, interval: float | None = None) -> Volumes | None:
    """Contacts that came in, by interval and kind: all attempts of a log, the offered of an export. None if far too many."""
    step = interval or (table.length if isinstance(table, Intervals) else HALF_HOUR)
    kinds = kind_of(table)
    names: tuple[str, ...] = ("contacts",)
    codes = np.zeros(len(table), dtype=np.int64)
    if kinds is not None:
        names = (*kinds.names, *((UNNAMED,) if (kinds.codes < 0).any() else ()))
        codes = np.where(kinds.codes < 0, len(names) - 1, kinds.codes).astype(np.int64)
    moments = table.arrived if isinstance(table, Calls) else table.starts
    weights = np.ones(len(table)) if isinstance(table, Calls) else table.offered
    low = int(table.day.min())
    rows = (int(table.day.max()) - low + 1) * round(DAY / step)
    if rows * len(names) > MOST_VALUES:
        return None
    place = ((moments - low * DAY) // step).astype(np.int64) * len(names) + codes
    flat = np.bincount(place, weights=np.nan_to_num(weights, nan=0.0), minlength=rows * len(names))
    counts = flat.astype(np.float64).reshape(rows, len(names))
    first = table.first_day + timedelta(days=low)
    passed = _passed(table.origin.time_zone, first, rows, step)
    never = (passed == 0) & (counts.sum(axis=1) == 0)
    scale = np.where(passed > 0, step / np.maximum(passed, 1.0), 1.0)
    times = _times(first, rows, step)
    return Volumes(
        step, names, tuple(time for time, out in zip(times, never, strict=True) if not out), (counts * scale[:, None])[~never],
        rows // round(DAY / step) - len(np.unique(table.day)), int(np.isnan(weights).sum()), int(never.sum()), int((passed > step).sum()),
    )  # fmt: skip


def _passed(zone: str, first: date, rows: int, step: float) -> FloatArray:
    """Seconds that pass while the clock shows each interval: none in an hour that is skipped, twice as many in one that comes twice."""
    passed = np.full(rows, step)
    if not zone:
        return passed
    begins = (first - date(1970, 1, 1)).days * DAY
    clock = Clock.over(zone, begins, begins + rows * step)
    starts = begins + np.arange(rows) * step
    for at, before, after in zip(clock.at.tolist(), clock.before.tolist(), clock.after.tolist(), strict=True):
        low, high = sorted((at + before, at + after))
        overlap = np.clip(np.minimum(starts + step, high) - np.maximum(starts, low), 0.0, None)
        passed += overlap if after < before else -overlap
    return passed


def _times(first: date, rows: int, step: float) -> Sequence[str]:
    """The start of each interval, as scenarios have it."""
    per_day = round(DAY / step)
    seconds = [place * step for place in range(per_day)]
    clocks = [f"{int(second // 3600):02d}:{int(second % 3600 // 60):02d}" for second in seconds]
    days = [str(first + timedelta(days=day)) for day in range(rows // per_day)]
    return [f"{day}T{clock}" for day in days for clock in clocks]
