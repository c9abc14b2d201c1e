"""Habits of one contact type within its centre: when nobody asks for it, whether it has ended, whether it is so rare that a day brings none.

A centre may work on Saturdays and its billing desk not. A day on which the centre worked and a type had nothing is a closure where so few
contacts cannot be chance, and else a count like any other: leaving it out would make a rare type look twice as big.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from scenarios.history.forecasts.almanac import Almanac
from scenarios.history.forecasts.history import MOSTLY, BoolArray, Finding, FloatArray, History

UNLIKELY = 1e-3  # chance of a day, or of all days of a weekday, without contacts below which it is no chance
FEWEST_SEEN = 3  # days of a weekday that tell about it
FEWEST_LAST = (
    10  # days without any at the record's end, from which a type has ended: a fortnight of a week of five days
)
FEW = 7.0  # contacts of a mean day, up to which a day without any is one of many


@dataclass(frozen=True, eq=False)
class Habits:
    """``closed``: weekdays without the type; ``few``: whether it is rare; ``zeros``: by day, whether a day without contacts teaches.

    ``rests``: whether it is closed on holidays on which the centre works; ``ended``: the first day of those at the record's end that
    have none.
    """

    closed: frozenset[int]
    rests: bool
    ended: date | None
    few: bool
    zeros: BoolArray
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, history: History, almanac: Almanac, name: str) -> Habits:
        """Read them off the days on which the centre worked."""
        counts = history.of(name)
        sums = np.nansum(counts, axis=1)
        there = history.worked & (np.isnan(counts).mean(axis=1) <= MOSTLY)
        free = np.array([day in almanac.holidays and day not in almanac.specials for day in history.days])
        ended = _ended(sums, there & ~free)
        lived = there & (np.arange(len(sums)) < ended)
        weekdays = np.array([day.weekday() for day in history.days])
        closed = frozenset(day for day in range(7) if _never(sums, lived, weekdays == day, FEWEST_SEEN))
        due = lived & ~np.isin(weekdays, list(closed))
        rests = _never(sums, due, free, 1)
        due &= ~(free & rests)
        few = bool(due.any()) and float(sums[due].mean()) <= FEW
        none = due & (sums == 0)
        last = history.days[ended] if ended < len(sums) else None
        made = cls(closed, rests, last, few, none if few else np.zeros_like(none), ())
        return replace(made, findings=tuple(_told(made, history, name, there & free, none & (not few))))

    def works(self, day: date, almanac: Almanac) -> bool:
        """Whether the type is expected on a day of its centre."""
        free = day in almanac.holidays and day not in almanac.specials
        return self.ended is None and day.weekday() not in self.closed and not (self.rests and free)


def _never(sums: FloatArray, there: BoolArray, some: BoolArray, fewest: int) -> bool:
    """Whether some of the days there are had no contacts, and so many that chance cannot be why."""
    seen = there & some
    if seen.sum() < fewest or sums[seen].sum() > 0:
        return False
    return bool(np.exp(-float(sums[there].mean()) * seen.sum()) < UNLIKELY)


def _ended(sums: FloatArray, there: BoolArray) -> int:
    """The place of the first day after the last with contacts, if too many followed for chance; else the number of days."""
    came = np.flatnonzero(there & (sums > 0))
    if not len(came):
        return len(sums)
    after = int(came[-1]) + 1
    silent = int(there[after:].sum())
    rate = float(sums[:after][there[:after]][-4 * FEWEST_LAST :].mean())  # of its last two months: it may have faded
    return after if silent >= FEWEST_LAST and np.exp(-rate * silent) < UNLIKELY else len(sums)


def _told(own: Habits, history: History, name: str, free: BoolArray, none: BoolArray) -> Iterator[Finding]:
    def days(which: BoolArray) -> tuple[int, str]:
        first = history.days[int(np.flatnonzero(which)[0])]
        return int(which.sum()), f"{first:%a} {first}"

    off = history.worked & np.array([day.weekday() in own.closed for day in history.days])
    if off.any():
        done = "taken as closed for it, and forecast as 0"
        yield Finding(f"days of weekdays on which {name} never had contacts", *days(off), done)
    if own.rests:
        done = "taken as closed for it, and holidays ahead are forecast as 0; name one a special day where it is open"
        yield Finding(f"holidays on which the centre worked and {name} had no contacts", *days(free & ~off), done)
    if own.ended is not None:
        silent = history.worked & np.array([day >= own.ended for day in history.days])
        done = "taken as ended, and forecast as 0: if it comes again, add it by hand"
        yield Finding(f"days at the record's end on which {name} had no contacts", *days(silent), done)
    if none.any():
        done = "left out, as closed for it; days ahead are forecast as usual ones, so set those to 0 by hand where it is closed again"
        yield Finding(f"days on which the centre worked and {name} had no contacts", *days(none), done)
