"""Work: how long agents are on the floor, and how much of it they are occupied.

An agent is occupied from taking a contact (for a call-back: from dialling) to the end of wrap-up; whoever hands a contact over
in person is occupied until he is let go. With several chats at once he is occupied while at least one is open; his slots are
filled one a chat, and all by anything else, for a call leaves room for no chat.

Staffed is the time on the floor without breaks, be he idle, held in reserve or stopped by an outage. Whoever finishes a contact
after his shift is on the floor as long as it takes. All of it is cut to the calendar and its intervals, so nobody is busier
than always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.sums.grid import FloatArray, Grid
from sim.sums.spans import AGENTS, contacts_in_hand, merged

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.log import Log


def work(scenario: Scenario, log: Log, grid: Grid) -> dict[str, FloatArray]:
    """Seconds busy and staffed, and the same of slots, by group and interval."""
    groups = list(scenario.agent_groups.values())
    slots = np.array([group.concurrency for group in groups], float)
    there, taken = log.presence, np.flatnonzero(log.agent >= 0)
    staffed = grid.overlaps(there.group, len(groups), there.begins, there.ends)
    group, begins, ends = log.group[taken], log.taken_at[taken], log.released_at[taken]
    if slots.max() == 1:
        busy = filled = grid.overlaps(group, len(groups), begins, ends)
    else:
        occupied = merged(contacts_in_hand(log))
        busy = grid.overlaps(occupied.owner // AGENTS, len(groups), occupied.begins, occupied.ends)
        chat = np.array([scenario.channel_of[name] == "chat" for name in scenario.queues])
        filled = grid.overlaps(group, len(groups), begins, ends, np.where(chat[log.queue[taken]], 1.0, slots[group]))
    return {
        "seconds busy": busy,
        "seconds staffed": staffed,
        "slot seconds filled": filled,
        "slot seconds": staffed * slots[:, None],
    }
