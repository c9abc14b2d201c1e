"""Calendar: what will happen, and in which order within one instant.

Moments are ordered by their time, then by a key: the phase of the instant, then the contact's number and attempt, or the group and its
agent. ``docs/rules-of-the-floor.md``, section 1, says why in this order; the SimPy floor gives its events the same keys.

What will happen is written on pages, one for each short span of time, so many that a page holds few entries: those are kept in order.
Whatever lies past the last page is on it (Brown 1988, "Calendar queues"; measured, twice as fast as a heap). Pages that are over are used
again: page p is written where p modulo their number says, before what is there of later ones.
"""

from __future__ import annotations

import numpy as np

from sim.compiled.day import NONE, Day
from sim.compiled.rule import inlined, rule
from sim.service.moments import NUMBERS as PER_PHASE
from sim.service.moments import WRAPPED_UP as AFTER_TALK
from sim.service.moments import Phase

NUMBERS, WRAPPED_UP = int(PER_PHASE), int(AFTER_TALK)
END, STAFF, DUE, MATCH = (int(phase) * NUMBERS for phase in (Phase.END, Phase.STAFF, Phase.DUE, Phase.MATCH))
PATIENCE, LEAVING, ARRIVAL = (int(phase) * NUMBERS for phase in (Phase.PATIENCE, Phase.LEAVE_IVR, Phase.ARRIVE))
CLOSING = int(Phase.CLOSE) * NUMBERS


@inlined
def drawn_key(d: Day, row: int) -> int:
    """Place within a phase of what the traffic has in a row."""
    return np.int64(d.number[row]) * 2048 + d.attempt[row]


@rule
def key_of_agent(group: int, agent: int) -> int:
    """Place of an agent within a phase; what concerns the whole group (agent -1) comes first."""
    return group * 16777216 + agent + 1


@rule
def at(d: Day, moment: float, key: int, what: int, row: int) -> None:
    """Let something happen at a moment: it is put where it belongs among the few things of its page."""
    # Never before the first page: a length that was not drawn (NaN) ends in a fault that says so, not in another's memory.
    page = max(min(int(moment * d.pages_a_second), d.last_page), 0)
    place = page & (len(d.pages) - 1)
    if d.unused == NONE:
        entry = d.entered
        d.entered += 1
    else:
        entry = d.unused
        d.unused = d.entries[entry].after
    one = d.entries[entry]
    one.at, one.key, one.what, one.row, one.page = moment, key, what, row, page
    d.size += 1
    if page < d.page:  # noqa: PLR1730 - seldom so; for a minimum all that follows would have to wait
        d.page = page
    before, after = NONE, d.pages[place]
    while after != NONE:
        other = d.entries[after]
        if other.at > moment or (other.at == moment and other.key > key):
            break
        before, after = after, other.after
    one.after = after
    if before == NONE:
        d.pages[place] = entry
    else:
        d.entries[before].after = entry


@inlined
def first_entry(d: Day) -> int:
    """The first of what is to happen, or NONE."""
    if d.size == 0:
        return NONE
    entry = d.pages[d.page & (len(d.pages) - 1)]
    while entry == NONE or d.entries[entry].page > d.page:
        d.page += 1
        entry = d.pages[d.page & (len(d.pages) - 1)]
    return entry


@inlined
def take_first(d: Day) -> int:
    """Strike the first entry out, and give it: it says what it said until there is another."""
    place = d.page & (len(d.pages) - 1)
    entry = d.pages[place]
    d.pages[place] = d.entries[entry].after
    d.entries[entry].after = d.unused
    d.unused = entry
    d.size -= 1
    return entry


@inlined
def look_again(d: Day, group: int) -> None:
    """Have a group look at the waiting contacts once all changes of this instant have been made."""
    d.groups[group].looks = True
    d.look_from, d.look_to = min(d.look_from, group), max(d.look_to, group)
    if d.waiting > 0:
        d.matching = True
