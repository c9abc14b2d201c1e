"""Habits of one contact type within its centre: the weekdays on which nobody asks for it, and whether it is so rare that a day brings none.

A centre may work on Saturdays and its billing desk not. A day on which the centre worked and a type had nothing is a closure where so few
contacts cannot be chance, and else a count like any other: leaving it out would make a rare type look twice as big.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from scenarios.history.forecasts.history import MOSTLY, BoolArray, Finding, History

UNLIKELY = 1e-3  # chance of a day, or of all days of a weekday, without contacts below which it is no chance
FEWEST_SEEN = 3  # days of a weekday that tell about it
FEW = 7.0  # contacts of a mean day, up to which a day without any is one of many


@dataclass(frozen=True, eq=False)
class Habits:
    """``closed``: weekdays without the type; ``few``: whether it is rare; ``zeros``: by day, whether a day without contacts teaches."""

    closed: frozenset[int]
    few: bool
    zeros: BoolArray
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, history: History, name: str) -> Habits:
        """Read them off the days on which the centre worked."""
        counts = history.of(name)
        sums = np.nansum(counts, axis=1)
        there = history.worked & (np.isnan(counts).mean(axis=1) <= MOSTLY)
        weekdays = np.array([day.weekday() for day in history.days])
        rate = float(sums[there].mean()) if there.any() else 0.0
        closed = frozenset(
            weekday
            for weekday in range(7)
            if (seen := there & (weekdays == weekday)).sum() >= FEWEST_SEEN
            and sums[seen].sum() == 0
            and np.exp(-rate * seen.sum()) < UNLIKELY
        )
        due = there & ~np.isin(weekdays, list(closed))
        few = bool(due.any()) and float(sums[due].mean()) <= FEW
        none = due & (sums == 0)
        return cls(closed, few, none if few else np.zeros_like(none), _told(history, name, closed, none & (not few)))

    def works(self, day: date) -> bool:
        """Whether the type is expected on a day of its centre."""
        return day.weekday() not in self.closed


def _told(history: History, name: str, closed: frozenset[int], none: BoolArray) -> tuple[Finding, ...]:
    days = [day for place, day in enumerate(history.days) if history.worked[place]]
    off = [day for day in days if day.weekday() in closed]
    found = []
    if off:
        done = "taken as closed for it, and forecast as 0"
        found.append(
            Finding(f"days of weekdays on which {name} never had contacts", len(off), f"{off[0]:%a} {off[0]}", done)
        )
    if none.any():
        first = history.days[int(np.flatnonzero(none)[0])]
        done = "left out, as closed for it; days ahead are forecast as usual ones, so set those to 0 by hand where it is closed again"
        found.append(
            Finding(
                f"days on which the centre worked and {name} had no contacts",
                int(none.sum()),
                f"{first:%a} {first}",
                done,
            )
        )
    return tuple(found)
