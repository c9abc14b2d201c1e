"""Waits: how they spread, over the answered contacts of all days pooled.

A mean wait says little of the one in ten who waited longest. Percentiles and curves are of single waits, so these are kept
when the log is gone, in little room: who waited at all leaves his wait (four bytes), the others are counted. Waits of one kind
(contact type, queue, group and interval) lie together and make a *run*; a name's waits are those of its runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled.jit import njit
from sim.sums.grid import FloatArray
from sim.sums.names import INSTANT, SCOPES, names_of
from sim.sums.ratios import Ratio, half_width
from sim.sums.rows import Floats, Ints, Rows

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.sums.tally import Tally
    from sim.sums.walk import Rules, Walk

Singles = NDArray[np.float32]
Whole = NDArray[np.int32]
Counts = NDArray[np.int64]

AT_A_TIME = 1 << 20  # numbers that are worked with at a time, of a name, an interval and a day each


@dataclass(frozen=True)
class Waits:
    """Waits of the answered contacts of one replication that count, run by run.

    ``names[scope]``: place of each run's name at a scope, -1 where its waits are not among the name's (``sim/sums/channels.py``).
    """

    interval: Whole
    names: NDArray[np.int16]  # (scopes, runs)
    at_once: Whole  # answered without any wait
    longer: Whole  # answered after one
    wait: Singles  # of the latter (s), run after run

    @classmethod
    def of(cls, rows: Rows, rules: Rules, walk: Walk) -> Waits:
        """Gather the waits that a walk has found: by interval, then contact type, queue and group, else as they come."""
        counts, types = walk.place >= 0, len(rules.deferred_type)
        served = np.zeros((len(rules.deferred_queue), len(rules.immediate) - int(rules.first[-2])), bool)
        served[rows.queue[counts], rows.group[counts]] = (
            True  # of these pairs there are few: most groups serve few queues
        )
        pairs, pair = max(int(served.sum()), 1), np.cumsum(served).reshape(served.shape) - 1
        found = _Found(rows.contact_type, rows.queue, rows.group, walk.place, walk.wait, pair, types, pairs)
        none, some = sizes = np.zeros((2, rules.intervals * types * pairs), np.int32)
        _measure(found, sizes)
        after, single = np.cumsum(some, dtype=np.int64), np.empty(int(some.sum()), np.float32)
        _sort_in(found, after - some, single)
        runs = np.flatnonzero(none + some)
        queue, group = (codes[runs % pairs] for codes in np.nonzero(served))
        kind, at_once, longer = runs // pairs, none[runs], some[runs]
        names = np.stack([np.zeros(len(runs), np.int64), kind % types, queue, group])
        names[rules.deferred_queue[queue] & rules.immediate[names + rules.first[:-1, None]]] = -1
        return cls((kind // types).astype(np.int32), names.astype(np.int16), at_once, longer, single)

    def __len__(self) -> int:
        """Count the waits."""
        return int(self.at_once.sum()) + len(self.wait)

    def part(self, scope: str) -> Part:
        """Give the runs as compiled functions read them."""
        return Part(self.names[SCOPES.index(scope)], self.interval, self.at_once, self.longer, self.wait)


class Part(NamedTuple):
    """The runs of a replication at one scope: ``names`` are places in it, -1 for none."""

    names: NDArray[np.int16]
    interval: Whole
    at_once: Whole
    longer: Whole
    wait: Singles


class _Found(NamedTuple):
    """Waits as they stand in a log, and how their runs are numbered. ``place``: -1 where a row is no wait that counts."""

    contact_type: Ints
    queue: Ints
    group: Ints
    place: Ints
    wait: Singles
    pair: Ints  # by queue and group: its place among the ``pairs`` that occur
    types: int
    pairs: int


@njit
def _measure(found: _Found, sizes: Ints) -> None:
    """Count by run the waits that are none, and those that are some."""
    contact_type, queue, group, place, wait, pair, types, pairs = found
    for row in range(len(place)):
        if place[row] >= 0:
            run = (place[row] * types + contact_type[row]) * pairs + pair[queue[row], group[row]]
            sizes[1 if wait[row] > 0 else 0, run] += 1


@njit
def _sort_in(found: _Found, at: Ints, single: Singles) -> None:
    """Write the waits that are some to their runs, which begin ``at`` these places."""
    contact_type, queue, group, place, wait, pair, types, pairs = found
    for row in range(len(place)):
        if place[row] >= 0 and wait[row] > 0:
            run = (place[row] * types + contact_type[row]) * pairs + pair[queue[row], group[row]]
            single[at[run]] = wait[row]
            at[run] += 1


@dataclass(frozen=True)
class Ascending:
    """Waits of many days in ascending order: so many ``at_once``, then the ``longer`` ones (s)."""

    at_once: int
    longer: Singles

    def __len__(self) -> int:
        """Count the waits."""
        return self.at_once + len(self.longer)

    def beyond(self, wait: float) -> float:
        """Share of the waits, of which there is one at least, that are longer by more than an instant."""
        limit = np.float32(wait + INSTANT)
        if float(limit) > wait + INSTANT:
            limit = np.nextafter(limit, np.float32(0))  # the next one that is not beyond: rounding must not decide
        return float(len(self.longer) - np.searchsorted(self.longer, limit, side="right")) / len(self)

    def at_share(self, share: float) -> float:
        """Wait (s) below which the share of the waits lies, interpolated between two of them; NaN if there are none."""
        single = self.longer if len(self.longer) else np.zeros(1, np.float32)
        whole = _Cells(single, *(np.array([[number]]) for number in (0, len(self.longer), self.at_once)))
        return float(whole.at(np.array([[[share]]]))[0, 0, 0])


def pooled(scenario: Scenario, tallies: Sequence[Tally], scope: str, name: str) -> Ascending:
    """Waits of a name's answered contacts, all days together; of its immediate ones where it has any."""
    place, pool = names_of(scenario)[scope].index(name), Pool.of(scenario, tallies, scope)
    own = pool.single[pool.first[place, 0] : pool.first[place, -1] + pool.longer[place, -1]]
    return Ascending(int(pool.at_once[place].sum()), np.sort(own))


@dataclass(frozen=True)
class Pool:
    """The waits of all days at one scope, in cells of a name and an interval.

    Of each cell ``at_once`` were answered without any wait, and ``longer`` after one: theirs are in ``single``, from ``first`` on.
    """

    days: Sequence[Part]
    single: Singles  # at least one, so that there is something to point at
    first: Counts  # (names, intervals)
    longer: Counts
    at_once: Counts

    @classmethod
    def of(cls, scenario: Scenario, tallies: Sequence[Tally], scope: str) -> Pool:
        """Pool the waits of all days at a scope."""
        shape = (len(names_of(scenario)[scope]), scenario.calendar.intervals)
        return cls.over([one.waits.part(scope) for one in tallies], shape)

    @classmethod
    def over(cls, days: Sequence[Part], shape: tuple[int, int]) -> Pool:
        """Put the waits of all days in the order of the cells."""
        at_once, longer = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for day in days:
            _count(day, at_once, longer)
        first = np.cumsum(longer).reshape(shape) - longer
        single, cursor = np.zeros(max(int(longer.sum()), 1), np.float32), first.copy()
        for day in days:
            _gather(day, cursor, single)
        return cls(days, single, first, longer, at_once)

    def percentiles(self, levels: Sequence[float]) -> Ratio:
        """Percentiles by level and name, first for the calendar and then for each interval; NaN where nobody was answered.

        Between two values they are interpolated, as NumPy and spreadsheets do. Limits after Woodruff (1952): those of the share
        of values up to the percentile (a ratio of sums over days), turned back into values.
        """
        share, parts = np.asarray(levels, float)[:, None, None], []
        some = max(1, AT_A_TIME // (len(levels) * len(self.days) * self.first.shape[1]))
        for first in range(0, len(self.first), some):
            names = slice(first, first + some)
            cells = _Cells(self.single, self.first[names], self.longer[names], self.at_once[names])
            by_interval = self._estimate(first, cells, share)
            # Only now: it puts an end to the order by interval.
            parts.append(np.concatenate([self._estimate(first, cells.together(), share), by_interval], axis=3))
        return Ratio(*np.concatenate(parts, axis=2))

    def _estimate(self, first: int, cells: _Cells, share: FloatArray) -> FloatArray:
        """Percentiles in the cells of some names from the ``first`` on: an array (mean and limits, levels, names, cells)."""
        cells.sort()
        middle = cells.at(share)
        below, answered = up_to(self.days, first, middle)
        with np.errstate(invalid="ignore"):
            half = half_width(below, answered[:, None], below.sum(axis=0) / cells.count)
        return np.stack([middle, cells.at(share - half), cells.at(share + half)])


def up_to(days: Sequence[Part], first: int, limits: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Count each day's waits up to limits (levels, names, cells), and all: arrays (days, levels, names, cells), (days, names, cells).

    The names are those from the ``first`` on. A cell is an interval; if there is but one, it is the calendar.
    """
    below, answered = np.zeros((len(days), *limits.shape)), np.zeros((len(days), *limits.shape[1:]))
    for place, day in enumerate(days):
        _up_to(day, first, limits, below[place], answered[place])
    return below, answered


@dataclass(frozen=True)
class _Cells:
    """Some cells of a pool, by name."""

    single: Singles
    first: Counts
    longer: Counts
    at_once: Counts

    @property
    def count(self) -> Counts:
        """How many waits there are in each."""
        return self.longer + self.at_once

    def together(self) -> _Cells:
        """Give one cell for all of a name's; they follow one another."""
        longer, at_once = (part.sum(axis=1, keepdims=True) for part in (self.longer, self.at_once))
        return _Cells(self.single, self.first[:, :1], longer, at_once)

    def sort(self) -> None:
        """Have the waits ascend in each."""
        for first, longer in zip(self.first.ravel().tolist(), self.longer.ravel().tolist(), strict=True):
            self.single[first : first + longer].sort()

    def at(self, share: FloatArray) -> FloatArray:
        """Value below which the given share of each cell lies, by level first; NaN for a NaN share and where there is nothing."""
        place = np.clip(share, 0.0, 1.0) * (self.count - 1)
        known = np.where(place > 0, place, 0.0)
        left = np.floor(known).astype(np.int64)
        lower, upper = self._ranked(left), self._ranked(np.minimum(left + 1, self.count - 1))
        return np.where(np.isnan(place) | (self.count == 0), np.nan, lower + (upper - lower) * (known - left))

    def _ranked(self, rank: Counts) -> FloatArray:
        held = (rank >= self.at_once) & (self.longer > 0)
        return np.where(held, self.single[np.where(held, self.first + rank - self.at_once, 0)], 0.0).astype(float)


@njit
def _count(day: Part, all_at_once: Counts, all_longer: Counts) -> None:
    """Add the numbers of a day's runs to those of their cells."""
    names, interval, at_once, longer, _ = day
    for run in range(len(names)):
        if names[run] >= 0:
            all_at_once[names[run], interval[run]] += at_once[run]
            all_longer[names[run], interval[run]] += longer[run]


@njit
def _gather(day: Part, cursor: Counts, single: Singles) -> None:
    """Copy a day's runs to where their cells stand, and move on by so many."""
    names, interval, _, longer, wait = day
    start = 0
    for run in range(len(names)):
        if names[run] >= 0:
            place = cursor[names[run], interval[run]]
            for k in range(longer[run]):
                single[place + k] = wait[start + k]
            cursor[names[run], interval[run]] += longer[run]
        start += longer[run]


@njit
def _up_to(day: Part, first: int, limits: Floats, below: Floats, answered: Floats) -> None:
    """Count a day's waits, see ``up_to``."""
    names, interval, at_once, longer, wait = day
    start, (levels, some, cells) = 0, limits.shape
    for run in range(len(names)):
        name, cell = names[run] - first, interval[run] if cells > 1 else 0
        if 0 <= name < some and names[run] >= 0:
            answered[name, cell] += at_once[run] + longer[run]
            for level in range(levels):
                limit, many = limits[level, name, cell], at_once[run]
                for k in range(start, start + longer[run]):
                    many += wait[k] <= limit
                below[level, name, cell] += many
        start += longer[run]
