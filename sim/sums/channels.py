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

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.sums.grid import Codes

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.log import Log


def deferred_rows(scenario: Scenario, log: Log) -> NDArray[np.bool_]:
    """Which rows are deferred work."""
    by_queue = np.array([scenario.deferred(name) for name in scenario.queues])
    by_type = np.array([not kind.immediate for kind in scenario.contact_types.values()])
    if not (by_queue.any() or by_type.any()):
        return np.zeros(len(log), bool)
    return np.where(log.queue >= 0, by_queue[log.queue], by_type[log.contact_type])


def measured_codes(scenario: Scenario, scope: str, codes: Codes, deferred: NDArray[np.bool_]) -> Codes:
    """Codes of the rows at a scope, -1 where a row is left out of its name's waits and answer rates."""
    if not deferred.any():
        return codes
    return np.where(deferred & _has_immediate(scenario)[scope][codes], -1, codes)


def _has_immediate(scenario: Scenario) -> dict[str, NDArray[np.bool_]]:
    """By scope and name: whether there is anything immediate to measure."""
    queues = {name: not scenario.deferred(name) for name in scenario.queues}
    groups = [any(queues[name] for name in group.skills) for group in scenario.agent_groups.values()]
    return {
        "centre": np.array([any(queues.values())]),
        "contact_type": np.array([kind.immediate for kind in scenario.contact_types.values()]),
        "queue": np.array(list(queues.values())),
        "agent_group": np.array(groups),
    }
