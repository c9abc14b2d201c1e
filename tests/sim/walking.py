"""The way of drawn contacts through the IVR, if they find every port free."""

from __future__ import annotations

import numpy as np

from scenarios.schema import Scenario
from sim.chance.contacts import TO_NODE, Floats, Ints, Traffic


def walked(scenario: Scenario, traffic: Traffic) -> tuple[Floats, Ints]:
    """Follow every row from where its type enters: (seconds in the IVR, queue or how it ended there)."""
    nodes, queues = list(scenario.ivr), list(scenario.queues)
    doors = [
        TO_NODE - nodes.index(kind.enters) if kind.enters in nodes else queues.index(kind.enters)
        for kind in scenario.contact_types.values()
    ]
    place = np.array(doors, dtype=np.int64)[traffic.contact_type]
    time = np.zeros(len(place))
    while np.any(place <= TO_NODE):
        node = TO_NODE - int(place[place <= TO_NODE].max())
        here = place == TO_NODE - node
        time[here] += traffic.ivr[node].takes[here]
        place[here] = traffic.ivr[node].leads_to[here]
    return time, place
