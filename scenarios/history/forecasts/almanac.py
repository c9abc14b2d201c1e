"""What is known of a day beforehand: its weekday, whether it is a holiday or special, its place in the month, what it comes after.

Which weekdays the centre works, and whether it works on holidays, is read off the history. A special day is one that somebody named in a
file: days of one name share an effect that is learnt from the earlier ones, or have the multiplier that stands beside the name (0: closed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from scenarios.history.forecasts.history import FloatArray, History

WEEK = 7
FAR = 99.0  # open days since a closure that no longer matters
ECHO = 4  # open days over which a closure is felt
AROUND = 45  # days beyond either end whose openness is worked out: a month and a half, for places in the month


@dataclass(frozen=True)
class Special:
    """A day that somebody named; ``multiplier`` None: its effect is to be learnt from earlier days of the name."""

    day: date
    name: str
    multiplier: float | None = None


@dataclass(frozen=True)
class Almanac:
    """Holidays and special days by date, the weekdays worked, and whether holidays are worked."""

    open_weekdays: frozenset[int]
    holidays: Mapping[date, str] = field(default_factory=dict)
    specials: Mapping[date, Special] = field(default_factory=dict)
    works_on_holidays: bool = True
    closed: frozenset[date] = frozenset()  # past days without contacts that are closures, not gaps of the record
    opened: frozenset[date] = frozenset()  # past days with contacts, whatever the rule says

    @classmethod
    def of(cls, history: History, holidays: Mapping[date, str], specials: Mapping[date, Special]) -> Almanac:
        """Read the rules off a history."""
        worked, days = history.worked, history.days
        plain = [place for place, day in enumerate(days) if day not in holidays and day not in specials]
        by_weekday: dict[int, list[bool]] = {}
        for place in plain:
            by_weekday.setdefault(days[place].weekday(), []).append(bool(worked[place]))
        open_weekdays = frozenset(weekday for weekday, seen in by_weekday.items() if 2 * sum(seen) > len(seen))
        due = [place for place, day in enumerate(days) if day in holidays and day.weekday() in open_weekdays]
        held = [bool(worked[place]) for place in due if days[place] not in specials]
        closed = {
            day
            for place, day in enumerate(days)
            if not worked[place]
            and (not holidays or day in holidays or _shut(specials.get(day)) or day.weekday() not in open_weekdays)
        }
        return cls(
            open_weekdays,
            holidays,
            specials,
            not held or 2 * sum(held) >= len(held),
            frozenset(closed),
            frozenset(day for place, day in enumerate(days) if worked[place]),
        )

    def open(self, day: date) -> bool:
        """Whether contacts are expected on a day; of a past day, whether it was meant to be open."""
        if day in self.opened:
            return True
        if day in self.closed:
            return False
        special = self.specials.get(day)
        if special is not None:
            return special.multiplier is None or special.multiplier > 0
        if day.weekday() not in self.open_weekdays:
            return False
        return self.works_on_holidays or day not in self.holidays

    def ahead(self, after: date, count: int) -> tuple[date, ...]:
        """The next open days after a date."""
        found: list[date] = []
        day = after
        while len(found) < count and (day - after).days < 40 * WEEK + 3 * count:
            day += timedelta(days=1)
            if self.open(day):
                found.append(day)
        return tuple(found)


def _shut(special: Special | None) -> bool:
    return special is not None and special.multiplier == 0


@dataclass(frozen=True, eq=False)
class Traits:
    """What is known of some days, in columns. ``group``: weekday, or what stands for it; ``phase``: open days from the month's nearer end."""

    number: FloatArray  # days since the history's first
    group: NDArray[
        np.int64
    ]  # 0 to 6 weekdays; a week that a closure shortened begins with its first open day all the same
    phase: FloatArray  # 0, 1, ... from the month's first open day; -1, -2, ... from its last
    since: FloatArray  # open days since a closure other than the usual one: 1 is the first
    holiday: NDArray[np.int64]  # an open holiday's number; -1: none
    special: NDArray[np.int64]  # a special day's number where its effect is learnt; -1: none
    factor: FloatArray  # the multiplier of special days that state one

    def __len__(self) -> int:
        """Days."""
        return len(self.number)

    def take(self, places: NDArray[np.int64] | slice) -> Traits:
        """Some of the days."""
        return Traits(**{name: column[places] for name, column in vars(self).items()})


def traits(almanac: Almanac, first: date, days: tuple[date, ...]) -> Traits:
    """Work out what is known of days; ``first`` is the history's first day, from which they are numbered."""
    start, end = min(days) - timedelta(days=AROUND), max(days) + timedelta(days=AROUND)
    every, asked = (start + timedelta(days=n) for n in range((end - start).days + 1)), set(days)
    open_days = [day for day in every if day in asked or almanac.open(day)]
    place = {day: position for position, day in enumerate(open_days)}
    phase, since = _phases(open_days), _since(almanac, open_days)
    names = {name: number for number, name in enumerate(sorted(set(almanac.holidays.values())))}
    learnt = sorted({one.name for one in almanac.specials.values() if one.multiplier is None})
    week_start = min(almanac.open_weekdays, default=0)
    rows = []
    for day in days:
        position, special = place[day], almanac.specials.get(day)
        own = -1 if special is None or special.multiplier is not None else learnt.index(special.name)
        holiday = names[almanac.holidays[day]] if day in almanac.holidays and special is None else -1
        factor = 1.0 if special is None or special.multiplier is None else special.multiplier
        group = week_start if since[position] == 1 and _begins(day, place) else day.weekday()
        rows.append(((day - first).days, group, phase[position], since[position], holiday, own, factor))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    number, group_, phase_, since_, holiday_, own_, factor_ = columns
    return Traits(
        number.astype(float), group_.astype(np.int64), phase_.astype(float), since_.astype(float),
        holiday_.astype(np.int64), own_.astype(np.int64), factor_.astype(float),
    )  # fmt: skip


def _begins(day: date, place: Mapping[date, int]) -> bool:
    """Whether a day is the first open one of its week."""
    return not any(day - timedelta(days=back) in place for back in range(1, day.weekday() + 1))


def _phases(open_days: list[date]) -> list[float]:
    """Open days from the nearer end of the month."""
    months: dict[tuple[int, int], list[int]] = {}
    for position, day in enumerate(open_days):
        months.setdefault((day.year, day.month), []).append(position)
    found = [0.0] * len(open_days)
    for positions in months.values():
        for rank, position in enumerate(positions):
            left = len(positions) - 1 - rank
            found[position] = float(rank if rank <= left else -(left + 1))
    return found


def _since(almanac: Almanac, open_days: list[date]) -> list[float]:
    """Open days since a day that its weekday says is open and that was closed; FAR if that is long ago."""
    found, count = [], FAR
    for before, day in zip([None, *open_days], open_days, strict=False):
        if before is not None:
            between = (before + timedelta(days=step) for step in range(1, (day - before).days))
            closed = any(one.weekday() in almanac.open_weekdays and _closure(almanac, one) for one in between)
            count = 1.0 if closed else count + 1
        found.append(count if count <= ECHO else FAR)
    return found


def _closure(almanac: Almanac, day: date) -> bool:
    """Whether a day without contacts was closed, and not only missing from the record; where no holidays are named nobody can tell."""
    special = almanac.specials.get(day)
    return day in almanac.closed or (day in almanac.holidays and special is None) or _shut(special)
