"""Paid: what a shift costs in each interval of the calendar.

A shift is priced as a whole (``shifts.py``): its regular hours and the overtime after them, every hour by what it is worth (``premium_hours``),
unpaid breaks off. Here the price is taken apart again, so that each interval has the money of the hours that are worked in it, the
night and the Sunday with their premium, and all of them add up to what the shift costs. A shift with a ``cost`` of its own costs the same in
each hour of its regular length.

Hours past the end of a calendar that is not cyclic cost as much and have no interval: they stand in the last one, like all that happens after
the end, so that every other interval has its own money alone. Where no rule explains a price (a shift that was made shorter, people who are called in) it goes by what its paid hours are worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.shifts import DAY, FloatArray

if TYPE_CHECKING:
    from optimize.shifts import ShiftKind
    from scenarios.schema import Scenario, ShiftRule

CENT = 0.005  # prices nearer than that are the same
HOUR = 3600.0


@dataclass(frozen=True)
class Piece:
    """A stretch of a shift and what an hour of it costs; ``worth``: times what the hour is worth."""

    begin: float
    end: float
    each: float
    worth: bool = True


@dataclass(frozen=True)
class Pay:
    """What one person of a kind of shift is paid, interval by interval.

    ``moments`` and ``paid``: seconds by the clock and seconds paid until then, where hours are worth more or less than others.
    """

    scenario: Scenario
    moments: FloatArray | None = None
    paid: FloatArray | None = None

    @classmethod
    def of(cls, scenario: Scenario) -> Pay:
        """Read what hours are worth."""
        if not scenario.premium_hours:
            return cls(scenario)
        calendar = scenario.calendar
        worth = scenario.premium_hours.worth(calendar.grid, cyclic=calendar.cyclic)
        return cls(scenario, np.array(worth.moments), np.array(worth.paid))

    def by_interval(self, kind: ShiftKind) -> FloatArray:
        """Money of one person by interval, what is paid after the end in the last; the sum is the kind's cost."""
        inside, after = self._inside_and_after(kind)
        inside[-1] += after
        return inside

    def after_the_end(self, kind: ShiftKind) -> float:
        """Money of one person for hours past the end of a calendar that is not cyclic."""
        return self._inside_and_after(kind)[1]

    def _inside_and_after(self, kind: ShiftKind) -> tuple[FloatArray, float]:
        calendar = self.scenario.calendar
        step, count = calendar.interval, calendar.intervals
        found = np.zeros(count * (int(kind.end // calendar.horizon) + 1))
        for piece in self._pieces(kind):
            first, last = int(piece.begin // step), int(-(-piece.end // step))
            edges = np.clip(np.arange(first, last + 1) * step, piece.begin, piece.end)
            found[first:last] += piece.each * np.diff(self._seconds(edges, worth=piece.worth)) / HOUR
        laps = found.reshape(-1, count)
        inside = np.maximum(laps.sum(axis=0) if calendar.cyclic else laps[0], 0.0)
        after = 0.0 if calendar.cyclic else max(float(laps[1:].sum()), 0.0)
        total = float(inside.sum()) + after
        if total <= 0:  # nothing of it is paid inside the calendar, or paid hours are worth nothing
            inside[int(kind.start // step)], total = 1.0, 1.0
        return np.asarray(inside * (kind.cost / total)), after * (kind.cost / total)

    def _seconds(self, at: FloatArray, *, worth: bool) -> FloatArray:
        if not worth or self.moments is None or self.paid is None:
            return at
        return np.asarray(np.interp(at, self.moments, self.paid))

    def _hours(self, begin: float, end: float) -> float:
        return float(np.diff(self._seconds(np.array([begin, end]), worth=True))[0]) / HOUR

    def _pieces(self, kind: ShiftKind) -> list[Piece]:
        """The kind as its rule prices it: regular hours, unpaid breaks as hours that cost less than nothing, overtime."""
        simple = [Piece(kind.start, kind.end, 1.0), *self._unpaid(kind, 1.0)]
        if self.moments is None and all(rule.overtime is None for rule in self.scenario.shifts):
            return simple
        return next(filter(None, (self._priced(rule, kind) for rule in self.scenario.shifts)), simple)

    def _priced(self, rule: ShiftRule, kind: ShiftKind) -> list[Piece]:
        """The pieces of a kind by a rule; none if the rule does not come to its cost."""
        if kind.group not in rule.groups or kind.start % DAY not in rule.starts:
            return []
        wage = float(self.scenario.agent_groups[kind.group].cost or 0.0) * rule.premium
        over = 0.0 if rule.overtime is None else wage * rule.overtime.premium
        for length in rule.lengths:
            until = kind.start + length
            if until > kind.end or (until < kind.end and rule.overtime is None):
                continue
            if rule.cost is None:
                regular = [Piece(kind.start, until, wage), *self._unpaid(kind, wage)]
                cost = sum(piece.each * self._hours(piece.begin, piece.end) for piece in regular)
            else:
                seconds = length - sum(end - start for start, end, paid in kind.breaks if not paid)
                each = float(rule.cost) * HOUR / seconds if seconds > 0 else 0.0
                regular = [Piece(kind.start, until, each, worth=False), *self._unpaid(kind, each, worth=False)]
                cost = float(rule.cost)
            if abs(cost + over * self._hours(until, kind.end) - kind.cost) <= CENT:
                return [*regular, *([Piece(until, kind.end, over)] if until < kind.end else [])]
        return []

    @staticmethod
    def _unpaid(kind: ShiftKind, each: float, *, worth: bool = True) -> list[Piece]:
        return [Piece(start, end, -each, worth) for start, end, paid in kind.breaks if not paid]
