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
from sim.sums.rows import Flags, Floats, Rows, lay, stretch
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


class Hands(NamedTuple):
    """Contacts in agents' hands, as spans that were laid over the intervals (``sim/sums/rows.py``).

    ``busy`` and ``filled`` are by group, between the end of the warm-up and the calendar's end. What each contact type and each
    queue took of each group's time is by type (queue) and group, from the calendar's start; ``in_all_...`` in seconds, uncut.
    """

    busy: Floats
    filled: Floats
    of_types: Floats
    of_queues: Floats
    in_all_types: Floats
    in_all_queues: Floats

    @classmethod
    def of(cls, rules: Rules, rows: Rows, grid: Grid) -> Hands:
        """Lay all contacts that an agent had in hand over the intervals."""
        types, queues, groups = len(rules.deferred_type), len(rules.chat), len(rules.slots)
        hands = cls(
            busy=grid.no_spans(groups),
            filled=grid.no_spans(groups),
            of_types=grid.no_spans(types * groups),
            of_queues=grid.no_spans(queues * groups),
            in_all_types=np.zeros(types * groups),
            in_all_queues=np.zeros(queues * groups),
        )
        _take(rows, rules.slots, rules.chat, (grid.interval, grid.warm_up, grid.end), hands)
        return hands


@njit
def _take(rows: Rows, slots: Floats, chat: Flags, grid: tuple[float, float, float], hands: Hands) -> None:
    """Lay all rows. ``slots``: by group; ``chat``: by queue, whether it is one; the interval, the warm-up and the end (s)."""
    interval, warm_up, end = grid
    for row in range(len(rows.agent)):
        if rows.agent[row] < 0:
            continue
        group, queue, begins, ends = rows.group[row], rows.queue[row], rows.taken_at[row], rows.released_at[row]
        measured, paid = stretch(begins, ends, interval, warm_up, end), stretch(begins, ends, interval, 0.0, end)
        lay(hands.busy, group, measured, 1.0)
        lay(hands.filled, group, measured, 1.0 if chat[queue] else slots[group])
        type_and_group = rows.contact_type[row] * len(slots) + group
        queue_and_group = queue * len(slots) + group
        lay(hands.of_types, type_and_group, paid, 1.0)
        lay(hands.of_queues, queue_and_group, paid, 1.0)
        hands.in_all_types[type_and_group] += ends - begins
        hands.in_all_queues[queue_and_group] += ends - begins
