"""Work: how long agents are on the floor, how much of it they are occupied, and on whose contacts.

An agent is occupied from taking a contact (for a call-back: from dialling) to the end of wrap-up; whoever hands a contact over
in person is occupied until he is let go. With several chats at once he is occupied while at least one is open; his slots are
filled one a chat, and all by anything else, for a call leaves room for no chat.

Staffed is the time on the floor without breaks, be he idle, held in reserve or stopped by an outage. Whoever finishes a contact
after his shift is on the floor as long as it takes. All of it is cut to the calendar and its intervals, so nobody is busier
than always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.compiled.jit import njit
from sim.sums.grid import FloatArray, Grid
from sim.sums.rows import Flags, Floats, Ints, Rows, lay, stretch
from sim.sums.spans import AGENTS, Spans, agents, merged

if TYPE_CHECKING:
    from sim.log import Log
    from sim.sums.walk import Rules


def work(rules: Rules, log: Log, grid: Grid, hands: Hands) -> dict[str, FloatArray]:
    """Seconds busy and staffed, and the same of slots, by group and interval."""
    slots = rules.slots
    staffed = grid.overlaps(log.presence.group, len(slots), log.presence.begins, log.presence.ends)
    busy, several = grid.filled(hands.busy), np.flatnonzero(slots > 1)
    if len(several):
        occupied = merged(_in_hand(log, slots > 1))
        at_all = grid.overlaps(occupied.owner // AGENTS, len(slots), occupied.begins, occupied.ends)
        busy[several] = at_all[several]
    return {
        "seconds busy": busy,
        "seconds staffed": staffed,
        "slot seconds filled": grid.filled(hands.filled),
        "slot seconds": staffed * slots[:, None],
    }


def _in_hand(log: Log, groups: Flags) -> Spans:
    """Give the spans of the contacts in the hands of some of the groups."""
    taken = np.flatnonzero((log.agent >= 0) & groups[log.group])
    return Spans(agents(log.group[taken], log.agent[taken]), log.taken_at[taken], log.released_at[taken])


class Shares(NamedTuple):
    """What each name of a scope (contact type or queue) took of each group's time. Most names meet few groups: only those are kept."""

    met: Flags  # (names, groups)
    place: Ints  # (names, groups): place of those who met among the pairs
    spans: Floats  # (3, pairs, intervals + 1), from the calendar's start: see ``lay``
    in_all: Floats  # by pair (s), uncut

    @classmethod
    def of(cls, met: Flags, grid: Grid) -> Shares:
        """Make room for all who met."""
        pairs = int(met.sum())
        return cls(met, np.cumsum(met).reshape(met.shape) - 1, grid.no_spans(pairs), np.zeros(pairs))


class Hands(NamedTuple):
    """Contacts in agents' hands, as spans that were laid over the intervals (``sim/sums/rows.py``).

    ``busy`` and ``filled`` are by group, between the end of the warm-up and the calendar's end; slots are filled.
    """

    busy: Floats
    filled: Floats
    of_types: Shares
    of_queues: Shares

    @classmethod
    def of(cls, rules: Rules, rows: Rows, grid: Grid) -> Hands:
        """Lay all contacts that an agent had in hand over the intervals."""
        groups = len(rules.slots)
        types, queues = (np.zeros((names, groups), bool) for names in (len(rules.deferred_type), len(rules.chat)))
        _meet(rows, types, queues)
        hands = cls(grid.no_spans(groups), grid.no_spans(groups), Shares.of(types, grid), Shares.of(queues, grid))
        _take(rows, rules.slots, rules.chat, (grid.interval, grid.warm_up, grid.end), hands)
        return hands


@njit
def _meet(rows: Rows, types: Flags, queues: Flags) -> None:
    """Mark whose contacts which groups had in hand."""
    contact_type, queue, group, agent = rows.contact_type, rows.queue, rows.group, rows.agent
    for row in range(len(agent)):
        if agent[row] >= 0:
            types[contact_type[row], group[row]] = True
            queues[queue[row], group[row]] = True


@njit
def _take(rows: Rows, slots: Floats, chat: Flags, grid: tuple[float, float, float], hands: Hands) -> None:
    """Lay all rows. ``slots``: by group; ``chat``: by queue, whether it is one; the interval, the warm-up and the end (s)."""
    interval, warm_up, end = grid
    busy, filled, of_types, of_queues = hands
    for row in range(len(rows.agent)):
        if rows.agent[row] < 0:
            continue
        group, queue, begins, ends = rows.group[row], rows.queue[row], rows.taken_at[row], rows.released_at[row]
        measured, paid = stretch(begins, ends, interval, warm_up, end), stretch(begins, ends, interval, 0.0, end)
        lay(busy, group, measured, 1.0)
        lay(filled, group, measured, 1.0 if chat[queue] else slots[group])
        of_type, of_queue = of_types.place[rows.contact_type[row], group], of_queues.place[queue, group]
        lay(of_types.spans, of_type, paid, 1.0)
        lay(of_queues.spans, of_queue, paid, 1.0)
        of_types.in_all[of_type] += ends - begins
        of_queues.in_all[of_queue] += ends - begins
