"""Calendar: what will happen, and in which order within one instant.

Moments are ordered by their time, then by a key: the phase of the instant, then the contact's number and attempt, or the group and its
agent. ``docs/rules-of-the-floor.md``, section 1, says why in this order; the SimPy floor gives its events the same keys.
"""

from __future__ import annotations

import numpy as np

from sim.compiled.day import Day
from sim.compiled.rule import rule
from sim.service.moments import NUMBERS as PER_PHASE
from sim.service.moments import WRAPPED_UP as AFTER_TALK
from sim.service.moments import Phase

NUMBERS, WRAPPED_UP = int(PER_PHASE), int(AFTER_TALK)
END, STAFF, DUE, MATCH = (int(phase) * NUMBERS for phase in (Phase.END, Phase.STAFF, Phase.DUE, Phase.MATCH))
PATIENCE, LEAVING, ARRIVAL = (int(phase) * NUMBERS for phase in (Phase.PATIENCE, Phase.LEAVE_IVR, Phase.ARRIVE))
CLOSING = int(Phase.CLOSE) * NUMBERS


@rule
def key_of(d: Day, row: int) -> int:
    """Place of a row within a phase."""
    return np.int64(d.number[row]) * 2048 + d.attempt[row]


@rule
def key_of_agent(group: int, agent: int) -> int:
    """Place of an agent within a phase; what concerns the whole group (agent -1) comes first."""
    return group * 16777216 + agent + 1


@rule
def _set(d: Day, place: int, moment: float, key: int, what: int, row: int) -> None:
    record = d.heap[place]
    record.at = moment
    record.key = key
    record.what = what
    record.row = row


@rule
def at(d: Day, moment: float, key: int, what: int, row: int) -> None:
    """Let something happen at a moment."""
    heap, place = d.heap, d.size
    d.size = place + 1
    while place > 0:
        above = (place - 1) >> 2
        other = heap[above]
        if other.at < moment or (other.at == moment and other.key <= key):
            break
        _set(d, place, other.at, other.key, other.what, other.row)
        place = above
    _set(d, place, moment, key, what, row)


@rule
def take_first(d: Day) -> None:
    """Remove the first moment."""
    heap, size = d.heap, d.size - 1
    d.size = size
    last = heap[size]
    moment, key = last.at, last.key
    place = 0
    while True:
        best = 4 * place + 1
        if best >= size:
            break
        soonest = heap[best].at
        for other in range(best + 1, min(best + 4, size)):
            time = heap[other].at
            if time == soonest:
                best = other if heap[other].key < heap[best].key else best
            # Without a branch: which child is the soonest cannot be guessed.
            best = other if time < soonest else best
            soonest = min(time, soonest)
        next_one = heap[best]
        if moment < next_one.at or (moment == next_one.at and key <= next_one.key):
            break
        _set(d, place, next_one.at, next_one.key, next_one.what, next_one.row)
        place = best
    _set(d, place, moment, key, last.what, last.row)


@rule
def look_again(d: Day, group: int) -> None:
    """Have a group look at the waiting contacts once all changes of this instant have been made."""
    d.groups[group].looks = True
    if d.waiting > 0:
        d.matching = True
