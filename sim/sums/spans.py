"""Spans: stretches of time that belong to somebody, and how many of them there are at a moment.

An agent with several chats has several spans at once; merged, they say when he is occupied at all. Counted, the spans of many
say how many are waiting, busy or present from each moment on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.log import Log

FloatArray = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]

AGENTS = 1 << 32  # room for the agent numbers of a group


@dataclass(frozen=True)
class Spans:
    """Spans of time with their owners; seconds."""

    owner: NDArray[np.int64]
    begins: FloatArray
    ends: FloatArray


@dataclass(frozen=True)
class Counts:
    """How many there are: ``values[i]`` from ``moments[i]`` on, until the next moment. The first moment is 0."""

    moments: FloatArray
    values: NDArray[np.int64]

    def at(self, moments: FloatArray) -> NDArray[np.int64]:
        """How many there are at each of the moments, which are not negative."""
        return np.asarray(self.values[np.searchsorted(self.moments, moments, side="right") - 1])

    def minus(self, other: Counts) -> Counts:
        """How many more there are of these than of the others."""
        moments = np.union1d(self.moments, other.moments)
        return _changes_only(moments, self.at(moments) - other.at(moments))


def agents(group: Codes, agent: Codes) -> NDArray[np.int64]:
    """One number for each agent: his group's code and his number in it."""
    return np.asarray(group.astype(np.int64) * AGENTS + agent.astype(np.int64))


def contacts_in_hand(log: Log) -> Spans:
    """Give the spans of all contacts that an agent was occupied with, from taking them to the end of wrap-up."""
    taken = np.flatnonzero(log.agent >= 0)
    return Spans(agents(log.group[taken], log.agent[taken]), log.taken_at[taken], log.released_at[taken])


def presence(log: Log) -> Spans:
    """Give the spans during which the agents were on the floor."""
    there = log.presence
    return Spans(agents(there.group, there.agent), there.begins, there.ends)


def merged(spans: Spans, gap: float = 0.0) -> Spans:
    """Join an owner's spans that overlap, or that follow one another within ``gap`` seconds; by owner, then by time."""
    count = len(spans.owner)
    if count == 0:
        return spans
    order = np.lexsort((spans.begins, spans.owner))
    owner, begins, ends = spans.owner[order], spans.begins[order], spans.ends[order]
    # The latest end so far of the same owner, found among ranks: they are whole numbers, so nothing is rounded.
    by_end = np.argsort(ends, kind="stable")
    rank = np.empty(count, np.int64)
    rank[by_end] = np.arange(count)
    changes = np.r_[False, owner[1:] != owner[:-1]]
    latest = ends[by_end[np.maximum.accumulate(np.cumsum(changes) * count + rank) % count]]
    fresh = changes | np.r_[True, begins[1:] > latest[:-1] + gap]
    first = np.flatnonzero(fresh)
    return Spans(owner[first], begins[first], latest[np.r_[first[1:], count] - 1])


def counted(begins: FloatArray, ends: FloatArray) -> Counts:
    """Count the spans that are open from each moment on; one that ends when another begins makes no change."""
    moments, place = np.unique(np.r_[0.0, begins, ends], return_inverse=True)
    steps = np.r_[0, np.ones(len(begins), np.int64), -np.ones(len(ends), np.int64)]
    changes = np.bincount(place, steps, minlength=len(moments))
    return _changes_only(moments, np.cumsum(changes).round().astype(np.int64))


def _changes_only(moments: FloatArray, values: NDArray[np.int64]) -> Counts:
    kept = np.r_[True, values[1:] != values[:-1]]
    return Counts(moments[kept], values[kept])
