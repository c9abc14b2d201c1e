"""Gridding: rows of counts, in whatever order they came, laid on days and intervals.

Found and told are gaps, days without rows, doubled rows and hours that the clocks made twice or took away. A doubled row that says the same
is read once; one that says something else is a fault. An interval of which a part is missing is unknown, never a smaller count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError
from scenarios.history.forecasts.history import DAY, Finding, FloatArray, History

STEPS = (60, 300, 600, 900, 1200, 1800, 3600)
NIGHT = 4 * 3600  # clocks are changed before this hour
HOUR = 3600
FEWEST_DAYS, FEWEST_OPEN = 21, 15
MOST_DAYS = 3660
MOST_TOLD = 10
USUAL = 0.5  # an interval belongs to the opening hours if it has rows on so many of the days with any


@dataclass(frozen=True, eq=False)
class Rows:
    """What a file says, row by row. ``lines``: where each stands in it; ``counts`` [type, row]."""

    file: str
    source: str
    types: tuple[str, ...]
    moments: list[datetime]
    lines: NDArray[np.int64]
    counts: FloatArray


def gridded(rows: Rows, interval: int | None = None) -> History:
    """Lay the rows on a grid of ``interval`` seconds.

    Raises:
        InputError: the rows follow no grid, contradict each other, or are too few.

    """
    first = min(rows.moments).date()
    seconds = np.array(
        [(moment - datetime.combine(first, datetime.min.time())).total_seconds() for moment in rows.moments]
    )
    step = _step(rows, seconds)
    length = _length(rows, step, interval)
    days = int(seconds.max() // DAY) + 1
    if days > MOST_DAYS:
        text = f"the rows reach from {first} to {first + timedelta(days=days - 1)}, more than ten years; is a year mistyped?"
        raise InputError([Fault(rows.file, int(rows.lines[int(seconds.argmax())]), "", text)])
    fine = np.full((len(rows.types), days, DAY // step), np.nan)
    findings = _lay(rows, seconds, step, first, fine)
    _enough(rows, fine, first)
    coarse, more = _added_up(fine, step, length, first)
    open_slots = np.flatnonzero(np.nansum(coarse, axis=(0, 1)) > 0)
    slots = slice(int(open_slots[0]), int(open_slots[-1]) + 1)
    starts = tuple(range(slots.start * length, slots.stop * length, length))
    return History(rows.source, first, length, starts, rows.types, coarse[:, :, slots], (*findings, *more))


def _step(rows: Rows, seconds: FloatArray) -> int:
    """The file's own interval: the greatest on which most rows stand."""
    step = next((one for one in reversed(STEPS) if (seconds % one == 0).mean() > 0.99), None)
    if step is None:
        odd = int(np.flatnonzero(seconds % 60 != 0)[0]) if (seconds % 60 != 0).any() else 0
        text = f"{rows.moments[odd]:%H:%M:%S} is not the start of an interval of 1, 5, 10, 15, 20, 30 or 60 min; are these single calls?"
        raise InputError([Fault(rows.file, int(rows.lines[odd]), "", text)])
    off = np.flatnonzero(seconds % step != 0)
    if len(off):
        raise InputError(
            [
                Fault(
                    rows.file,
                    int(rows.lines[place]),
                    "",
                    f"{rows.moments[place]:%H:%M:%S} is no start of {step // 60} min, as the others are",
                )
                for place in off[:MOST_TOLD]
            ]
        )
    return step


def _length(rows: Rows, step: int, interval: int | None) -> int:
    length = max(step, 1800) if interval is None else interval
    if length % step or DAY % length or length > HOUR:
        allowed = [one for one in STEPS if one % step == 0]
        text = f"{length // 60} min cannot be made of the file's {step // 60} min; write {', '.join(f'{one // 60} min' for one in allowed)}"
        raise InputError([Fault("--interval", None, "", text)])
    return length


def _lay(rows: Rows, seconds: FloatArray, step: int, first: date, fine: FloatArray) -> list[Finding]:
    """Put each row in its place; doubled ones are told, and refused where they contradict each other."""
    day, slot = (seconds // DAY).astype(int), (seconds % DAY // step).astype(int)
    order = np.lexsort((rows.lines, slot, day))
    same = np.zeros(len(order), dtype=bool)
    same[1:] = (np.diff(day[order]) == 0) & (np.diff(slot[order]) == 0)
    fine[:, day, slot] = rows.counts
    doubled = order[same]
    if not len(doubled):
        return []
    shifted = _twice(day[doubled], seconds[doubled], step)
    faults, findings = [], []
    plain = [int(row) for row, again in zip(doubled, shifted, strict=True) if not again]
    for row in plain:
        before = int(order[np.flatnonzero(order == row)[0] - 1])
        if not np.array_equal(rows.counts[:, row], rows.counts[:, before], equal_nan=True):
            text = f"{rows.moments[row]:%Y-%m-%d %H:%M} stands on line {rows.lines[before]} too, with other counts; keep the right one"
            faults.append(Fault(rows.file, int(rows.lines[row]), "", text))
    if faults:
        raise InputError(faults[:MOST_TOLD])
    if plain:
        findings.append(
            Finding("rows that stand twice with the same counts", len(plain), _on(rows, plain[0]), "read once")
        )
    moved = [int(row) for row, again in zip(doubled, shifted, strict=True) if again]
    if moved:
        for row in moved:
            fine[:, day[row], slot[row]] = np.nan
        findings.append(
            Finding(
                "intervals that the clocks made twice", len(moved), _on(rows, moved[0]), "taken as unknown on that day"
            )
        )
    return findings


def _twice(day: NDArray[np.int64], seconds: FloatArray, step: int) -> list[bool]:
    """Whether each doubled row belongs to an hour of a night that came twice: a whole hour, and nothing else that day."""
    return [bool((seconds[day == one] % DAY < NIGHT).all() and (day == one).sum() * step == HOUR) for one in day]


def _on(rows: Rows, row: int) -> str:
    return f"{rows.moments[row]:%Y-%m-%d %H:%M} (line {rows.lines[row]})"


def _enough(rows: Rows, fine: FloatArray, first: date) -> None:
    days, faults = fine.shape[1], []
    for number, name in enumerate(rows.types):
        worked = int((np.nansum(fine[number], axis=1) > 0).sum())
        if days < FEWEST_DAYS or worked < FEWEST_OPEN:
            text = (
                f"{worked} days with contacts in {days} days from {first} are too few; "
                f"give {FEWEST_OPEN} within {FEWEST_DAYS} days at least, better half a year"
            )
            faults.append(Fault(rows.file, None, name, text))
    if faults:
        raise InputError(faults)


def _added_up(fine: FloatArray, step: int, length: int, first: date) -> tuple[FloatArray, list[Finding]]:
    """Add up to intervals. One of which usual parts are missing is unknown; nights and days without any rows are closed: 0."""
    types, days, _ = fine.shape
    there = np.asarray(~np.isnan(fine))
    rows_on = np.asarray(there.any(axis=(0, 2)), dtype=bool)
    usual = np.asarray(there[:, rows_on].mean(axis=1) >= USUAL)
    parts = fine.reshape(types, days, -1, length // step)
    known = there.reshape(parts.shape)
    wanted = usual.reshape(types, *parts.shape[2:])
    lacking = (wanted[:, None] & ~known).any(axis=3) & rows_on[:, None]
    coarse = np.where(lacking, np.nan, np.nansum(parts, axis=3))
    return coarse, _gaps(rows_on, usual, there, step, first)


def _gaps(
    rows_on: NDArray[np.bool_], usual: NDArray[np.bool_], there: NDArray[np.bool_], step: int, first: date
) -> list[Finding]:
    findings = []
    missing = np.asarray((usual[:, None] & ~there & rows_on[:, None]).any(axis=0))
    where = np.argwhere(missing)
    if len(where):
        second = int(where[0][1]) * step
        moment = f"{first + timedelta(days=int(where[0][0]))} {second // HOUR:02d}:{second % HOUR // 60:02d}"
        what = f"missing intervals of {step // 60} min, on {len({int(day) for day, _ in where})} days"
        hours = _skipped(missing, step)
        told = f"; {hours} nights look as if the clocks had been put forward" if hours else ""
        findings.append(Finding(what, len(where), moment, f"taken as unknown, not as nought{told}"))
    without: Sequence[int] = [int(day) for day in np.flatnonzero(~rows_on)]
    if without:
        day = first + timedelta(days=without[0])
        findings.append(Finding("days without any row", len(without), f"{day:%a} {day}", "see what each was taken for"))
    return findings


def _skipped(missing: NDArray[np.bool_], step: int) -> int:
    """Nights that lack exactly one hour, before four o'clock."""
    night = NIGHT // step
    return int(((missing.sum(axis=1) * step == HOUR) & (missing[:, :night].sum(axis=1) * step == HOUR)).sum())
