"""Layout: the kinds of shifts that people may be moved between, as arrays.

Where breaks may lie in many ways, some of them are kinds of their own here (``PLACEMENTS``). When people of a kind are there is
written down from the interval on in which the shift begins, so that a week takes seven times the room of a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimize.shifts import IntArray, ShiftKind

if TYPE_CHECKING:
    from optimize.roster import Roster, Shifts

PLACEMENTS = 24  # of the breaks of one shift


@dataclass(frozen=True)
class Layout:
    """Kinds, and when their people are there: slots from the first interval on, round the calendar's end."""

    roster: Roster
    kinds: tuple[ShiftKind, ...]
    begins: IntArray  # by kind, the first interval
    lasts: IntArray  # by kind, how many intervals
    present: NDArray[np.int8]  # (kinds, slots from then on)

    @classmethod
    def of(cls, roster: Roster, shifts: Shifts) -> Layout:
        """Lay out the kinds of a roster, and those of some shifts."""
        placed = (kind for place in range(len(roster.kinds)) for kind in roster.places(place, PLACEMENTS))
        kinds = tuple(dict.fromkeys([*placed, *shifts]))
        per, count = roster.slots, roster.intervals
        begins = np.array([round(kind.start / roster.slot) // per for kind in kinds], np.int64)
        over = np.array([-(-round(kind.end / roster.slot) // per) for kind in kinds], np.int64)
        lasts = np.minimum(over, np.iinfo(np.int64).max if roster.cyclic else count) - begins
        lasts = np.minimum(lasts, count)
        present = np.zeros((len(kinds), int(lasts.max()) * per), np.int8)
        for kind, first, last, row in zip(kinds, begins * per, lasts * per, present, strict=True):
            for start, end in kind.spells:
                begin, length = round(start / roster.slot) - first, round((end - start) / roster.slot)
                row[begin : min(begin + length, last)] += 1
                # A shift may outlast a cyclic calendar, and be there twice.
                for more in range(max(begin, last), begin + length) if roster.cyclic else ():
                    row[more % last] += 1
        return cls(roster, kinds, begins, lasts, present)

    def placed(self, place: int) -> tuple[ShiftKind, ...]:
        """The kinds here that one of the roster's is."""
        return self.roster.places(place, PLACEMENTS)

    @cached_property
    def groups(self) -> Mapping[str, int]:
        """Numbers of the planned groups."""
        return {name: number for number, name in enumerate(self.roster.planned)}

    @cached_property
    def group(self) -> IntArray:
        """By kind, the number of its group."""
        return np.array([self.groups[kind.group] for kind in self.kinds], np.int64)

    @cached_property
    def day(self) -> IntArray:
        """By kind, the day on which it begins."""
        return np.array([self.roster.rules.day_of(kind) for kind in self.kinds], np.int64)

    def on_shifts(self, group: str) -> IntArray:
        """Places of the group's kinds that are shifts: people on call work the others."""
        return np.flatnonzero((self.group == self.groups[group]) & ~self._on_call)

    @cached_property
    def _on_call(self) -> NDArray[np.bool_]:
        return np.array([kind.on_call for kind in self.kinds])

    def slots(self, places: Sequence[int] | IntArray) -> IntArray:
        """Slots of the calendar (kinds x slots from the first interval on) that the places of ``present`` stand for."""
        first = self.begins[places] * self.roster.slots
        return np.asarray(
            (first[:, None] + np.arange(self.present.shape[1])) % (self.roster.intervals * self.roster.slots)
        )

    def scheduled(self, people: IntArray) -> IntArray:
        """Scheduled people by planned group and slot."""
        found = np.zeros((len(self.groups), self.roster.intervals * self.roster.slots), np.int64)
        own = np.flatnonzero(people)
        np.add.at(found, (self.group[own, None], self.slots(own)), people[own, None] * self.present[own])
        return found
