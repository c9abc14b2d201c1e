"""Breaks: the ways in which those of one shift may lie.

A rule gives every break a length and a window. Breaks may be taken in any order that the windows allow, one after the other and
within the shift; each begins on a grid of moments (the interval's, or a finer one where the rule says so). A *way* is one
such order, with the moments that are left to each break in it. All placements of a way are found by letting each break begin
anywhere among its moments once the break before it is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from scenarios.schema import Break

BreakTime: TypeAlias = tuple[float, float, bool]  # start, end (seconds since the calendar's start), paid
Placement: TypeAlias = tuple[BreakTime, ...]  # in order

FINEST_GRID = 15 * 60.0  # where a window has no two moments of the interval's grid
COARSEST_GRID = 30 * 60.0
TINY = 1e-6  # seconds


@dataclass(frozen=True)
class Pause:
    """A break at its place in a way: the moments at which it may begin, ``step`` apart (0: there is one, off any grid)."""

    length: float
    paid: bool
    starts: tuple[float, ...]
    step: float

    def time(self, start: float) -> BreakTime:
        """The break when it begins then."""
        return (start, start + self.length, self.paid)


Way: TypeAlias = tuple[Pause, ...]


def ways(breaks: Sequence[Break], start: float, length: float, interval: float) -> tuple[Way, ...]:
    """Orders in which the breaks of a shift can be taken; none if they cannot all be. Equal breaks are not told apart."""
    given = [pause(rest, start, length, interval) for rest in breaks]
    found: dict[Way, None] = {}
    for order in dict.fromkeys(permutations(given)):
        narrowed = _narrowed(order)
        if narrowed is not None:
            found[narrowed] = None
    return tuple(found)


def placements(options: Sequence[Way], most: int | None = None) -> tuple[Placement, ...]:
    """All placements of the ways, or the first ``most``, each once."""
    found: dict[Placement, None] = {}
    for way in options:
        for placement in _placed(way, -np.inf):
            found[placement] = None
            if len(found) == most:
                return tuple(found)
    return tuple(found)


def in_few_ways(options: Sequence[Way], few: int) -> bool:
    """Whether there are at most so many placements."""
    return sum(len(list(islice(_placed(way, -np.inf), few + 1))) for way in options) <= few


def pause(rest: Break, start: float, length: float, interval: float) -> Pause:
    """When a break of a shift may begin, as far as its window goes."""
    latest = min(rest.latest, length - rest.length)
    grids = (rest.every,) if rest.every else (min(interval, COARSEST_GRID), FINEST_GRID)
    moments, grid = np.array([]), 0.0
    for grid in grids:
        first = np.ceil((start + rest.earliest) / grid - 1e-9) * grid
        moments = np.arange(first, start + latest + TINY, grid)
        if len(moments) > 1:
            break
    if len(moments) == 0 and rest.earliest <= latest:
        moments, grid = np.array([start + rest.earliest]), 0.0
    return Pause(rest.length, rest.paid, tuple(float(at) for at in moments), grid)


def _narrowed(order: Sequence[Pause]) -> Way | None:
    """Take out moments at which a break cannot begin because of those before and after it."""
    left: list[Pause] = []
    over = -np.inf
    for pause in order:
        starts = tuple(at for at in pause.starts if at >= over - TINY)
        if not starts:
            return None
        left.append(Pause(pause.length, pause.paid, starts, pause.step))
        over = starts[0] + pause.length
    begins, narrowed = np.inf, []
    for pause in reversed(left):
        starts = tuple(at for at in pause.starts if at + pause.length <= begins + TINY)
        if not starts:
            return None
        narrowed.append(Pause(pause.length, pause.paid, starts, pause.step))
        begins = starts[-1]
    return tuple(reversed(narrowed))


def _placed(way: Way, over: float) -> Iterator[Placement]:
    """Placements of the rest of a way once the break before is over."""
    if not way:
        yield ()
        return
    first, *rest = way
    for at in first.starts:
        if at >= over - TINY:
            for later in _placed(tuple(rest), at + first.length):
                yield (first.time(at), *later)
