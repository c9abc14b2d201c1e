"""Channels: which contacts are served at once, and which may wait.

Calls, chats and visitors to a counter are immediate: somebody stands there and waits. E-mails, work orders and calls that the
centre makes are deferred. What a row of the log is, its queue decides: a call that is escalated to the work orders waits
there as work. A row without a queue (no line free, IVR down) is what its contact type is.

Waits and answer rates of the two do not mix: four hours are short for a work order and endless for a call. So the answer rate
and the waits of a name (the centre, a contact type, a group) are those of its contacts in immediate queues; what
its people also do with deferred work, and the legs of its calls that are escalated to deferred queues, stand in the figures of
those queues. A name that has nothing immediate (a queue or a type of deferred work, a group that only works on it) is
measured over what it has, but a centre that has nothing immediate has no answer rate. Everything else is of everything: the counts (``offered = answered + abandoned + blocked + cleared +
unfinished`` at every scope), abandonment, which is abandoned / offered, queue lengths, occupancy and costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scenarios.fields import IMMEDIATE

if TYPE_CHECKING:
    from scenarios.schema import Scenario


def has_immediate(scenario: Scenario, channels: Mapping[str, str]) -> dict[str, NDArray[np.bool_]]:
    """By scope and name: whether there is anything immediate to measure, so that deferred work is left out of its waits.

    A queue or a contact type that has not is deferred work. ``channels``: what waits in each queue.
    """
    queues = {name: channel in IMMEDIATE for name, channel in channels.items()}
    groups = [any(queues[name] for name in group.skills) for group in scenario.agent_groups.values()]
    return {
        "centre": np.array([any(queues.values())]),
        "contact_type": np.array([kind.immediate for kind in scenario.contact_types.values()], bool),
        "queue": np.array([queues[name] for name in scenario.queues], bool),
        "agent_group": np.array(groups, bool),
    }
