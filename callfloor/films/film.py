"""A film: one day of one simulated calendar, in arrays from which the state of any moment can be read.

A log has the moments at which something happened; a film has the same rows, cut to one day, with everything that a moment's
state asks for: until when a contact waited, which cell of the floor took it, when that agent's talk and wrap-up ended, when he
was there. The state at t counts what began at t or before and ends after t, so that everything that happens at one instant
is seen together, as in ``sim/series.py``. Nothing is rounded: what a film shows at 10:30:00 is what the log says.

Moments are seconds since 00:00 of the film's day; what began the day before is below 0. A moment that never came is NaN.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.log import NONE, Outcome
from sim.sums.spans import AGENTS, agents

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.log import Log

DAY, HOUR = 86400.0, 3600.0
IDLE, TALKING, WRAP_UP, BREAK, AWAY = "idle", "talking", "wrap_up", "break", "away"
STATES = (IDLE, TALKING, WRAP_UP, BREAK, AWAY)
SAME = 1e-6  # s: a break has its length but for this

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Queue:
    """What is seen of a queue at a moment; ``longest``: the wait so far of who has waited longest (s), 0 if nobody waits."""

    waiting: int
    longest: float


@dataclass(frozen=True)
class Moment:
    """The floor at a moment: queues by name, and of each group how many agents are in which state."""

    queues: dict[str, Queue]
    groups: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Film:
    """One day. Rows are attempts, ``cell`` places in ``group`` and ``agent``, which say who works at each cell of the floor."""

    scenario: Scenario
    begins: float
    ends: float
    number: IntArray
    attempt: IntArray
    contact_type: IntArray
    queue: IntArray  # -1: asked for nobody
    outcome: IntArray
    cause: IntArray
    cell: IntArray  # -1: nobody had it in hand
    arrived: FloatArray
    joined: FloatArray
    gone: FloatArray  # the wait ends: answered, given up, or the calendar's end
    taken: FloatArray
    answered: FloatArray
    ended: FloatArray  # talk; of a call-back that reached nobody the dialling
    released: FloatArray
    group: IntArray  # one a cell
    agent: IntArray
    there_cell: IntArray  # spans on the floor
    there_from: FloatArray
    there_to: FloatArray
    rest_cell: IntArray  # breaks
    rest_from: FloatArray
    rest_to: FloatArray

    def waiting(self, moment: float) -> NDArray[np.bool_]:
        """Which rows wait in a queue."""
        return np.asarray((self.joined <= moment) & (moment < self.gone) & (self.queue != NONE))

    def states(self, moment: float) -> NDArray[np.int64]:
        """The state of each cell, as its place in ``STATES``: whoever has several contacts talks as long as one of them does."""
        found = np.full(len(self.group), STATES.index(AWAY), dtype=np.int64)
        found[self.rest_cell[(self.rest_from <= moment) & (moment < self.rest_to)]] = STATES.index(BREAK)
        found[self.there_cell[(self.there_from <= moment) & (moment < self.there_to)]] = STATES.index(IDLE)
        in_hand = (self.cell != NONE) & (self.taken <= moment) & (moment < self.released)
        found[self.cell[in_hand & (moment >= self.ended)]] = STATES.index(WRAP_UP)
        found[self.cell[in_hand & (moment < self.ended)]] = STATES.index(TALKING)
        return found

    def at(self, moment: float) -> Moment:
        """The floor at a moment (s since 00:00 of the day)."""
        waiting, states = self.waiting(moment), self.states(moment)
        queues = {}
        for code, name in enumerate(self.scenario.queues):
            since = self.joined[waiting & (self.queue == code)]
            queues[name] = Queue(len(since), float(moment - since.min()) if len(since) else 0.0)
        groups = {}
        for code, name in enumerate(self.scenario.agent_groups):
            own = states[self.group == code]
            groups[name] = {state: int((own == place).sum()) for place, state in enumerate(STATES)}
        return Moment(queues, groups)


def film(scenario: Scenario, log: Log, day: int = 0, rests: Sequence[float] = ()) -> Film:
    """Cut one day of the calendar out of a log; ``day``: from 0. ``rests``: lengths of the breaks that there are.

    A gap in an agent's presence that has just the length of a break is one; any other gap is somebody gone home.

    Raises:
        ValueError: the calendar has no such day.

    """
    if not 0 <= day < scenario.calendar.days:
        raise ValueError(f"day(={day}) must be 0 to {scenario.calendar.days - 1}.")
    start = day * DAY
    last = day == scenario.calendar.days - 1
    end = max(_over(log) - start, DAY) if last else DAY
    gone = np.where(log.outcome == Outcome.ANSWERED, log.answered_at, log.left_at)
    gone = np.where(log.outcome == Outcome.UNFINISHED, scenario.calendar.horizon, gone)
    rows = _rows(log, gone, start, start + end)
    there = log.presence
    seen = (there.ends > start) & (there.begins < start + end)
    hand = rows[log.agent[rows] >= 0]
    owners = np.unique(
        np.r_[agents(there.group[seen], there.agent[seen]), agents(log.group[hand], log.agent[hand])]
    ).astype(np.int64)
    cell = np.full(len(rows), NONE, dtype=np.int64)
    taken = log.agent[rows] >= 0
    cell[taken] = np.searchsorted(owners, agents(log.group[hand], log.agent[hand]))
    there_cell = np.searchsorted(owners, agents(there.group[seen], there.agent[seen]))
    there_from, there_to = there.begins[seen] - start, there.ends[seen] - start
    rest_cell, rest_from, rest_to = _rests(there_cell, there_from, there_to, rests)
    ended = np.where(np.isnan(log.ended_at), log.released_at, log.ended_at)
    begins, ends = _shown(there_from, there_to, log.joined_at[rows] - start, gone[rows] - start, end)
    columns: dict[str, Any] = {
        name: getattr(log, name)[rows].astype(np.int64)
        for name in ("number", "attempt", "contact_type", "queue", "outcome", "cause")
    } | {
        name: values[rows] - start
        for name, values in {
            "arrived": log.arrived_at, "joined": log.joined_at, "gone": gone, "taken": log.taken_at,
            "answered": log.answered_at, "ended": ended, "released": log.released_at,
        }.items()
    }  # fmt: skip
    return Film(
        scenario, begins, ends, cell=cell, group=owners // AGENTS, agent=owners % AGENTS, there_cell=there_cell,
        there_from=there_from, there_to=there_to, rest_cell=rest_cell, rest_from=rest_from, rest_to=rest_to, **columns,
    )  # fmt: skip


def _over(log: Log) -> float:
    """When the last agent is free and the last one has gone."""
    ends = [log.presence.ends, log.released_at, log.left_at]
    return max((float(np.nanmax(part)) for part in ends if np.isfinite(part).any()), default=0.0)


def _rows(log: Log, gone: FloatArray, start: float, end: float) -> IntArray:
    """Rows of every contact of which anything is seen between two moments: all its attempts, for they are one story."""
    first = np.fmin(log.arrived_at, np.fmin(log.joined_at, log.taken_at))
    last = np.fmax(np.fmax(log.arrived_at, gone), np.fmax(log.left_at, log.released_at))
    seen = np.unique(log.number[(first < end) & (last >= start)])
    return np.flatnonzero(np.isin(log.number, seen))


def _rests(
    cell: IntArray, begins: FloatArray, ends: FloatArray, lengths: Sequence[float]
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Gaps between two spans of one agent that have the length of a break."""
    order = np.lexsort((begins, cell))
    cell, begins, ends = cell[order], begins[order], ends[order]
    gaps = begins[1:] - ends[:-1]
    same = (cell[1:] == cell[:-1]) & (gaps > 0)
    known = np.zeros(len(gaps), dtype=bool)
    for length in lengths:
        known |= np.abs(gaps - length) <= SAME
    found = np.flatnonzero(same & known)
    return cell[found], ends[found], begins[found + 1]


def _shown(
    there_from: FloatArray, there_to: FloatArray, joined: FloatArray, gone: FloatArray, end: float
) -> tuple[float, float]:
    """The hours in which anybody waits or works, within the day."""
    waited = gone > joined
    begins, ends = np.r_[there_from, joined[waited]], np.r_[there_to, gone[waited]]
    if not len(begins):
        return 0.0, DAY
    first = max(float(begins.min()) // HOUR * HOUR, 0.0)
    last = min(-(-float(ends.max()) // HOUR) * HOUR, -(-end // HOUR) * HOUR)
    return first, max(last, first + HOUR)
