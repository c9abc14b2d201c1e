"""The IVR: the way from the door to a queue, node by node.

How long each contact stays in each node and where it goes from there was drawn with the contact. What is left to decide is
whether it finds a free port in the nodes that have a limited number; it holds one from entering the node to leaving it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.chance.contacts import CONTAINED, HANG_UP, NO_PORT, TO_NODE

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.chance.contacts import Traffic


def is_node(place: int) -> bool:
    """Whether a place is a node of the IVR; else it is a queue, or a way out."""
    return NO_PORT < place <= TO_NODE


@dataclass(frozen=True, slots=True)
class Way:
    """A piece of the way through the IVR: so many seconds, then a place; ``port``: the node whose port is held until then."""

    seconds: float
    place: int
    port: int | None = None


def when_full(scenario: Scenario) -> list[int]:
    """Where each node leads whom it has no port for."""
    places = {name: TO_NODE - place for place, name in enumerate(scenario.ivr)}
    places |= {name: place for place, name in enumerate(scenario.queues)}
    places |= {"hang_up": HANG_UP, "contained": CONTAINED}
    return [NO_PORT if node.when_full is None else places[node.when_full] for node in scenario.ivr.values()]


class Ivr:
    """The nodes, and how many of their ports are free."""

    def __init__(self, scenario: Scenario, traffic: Traffic) -> None:
        """Unpack the steps that were drawn; all ports are free."""
        nodes = list(scenario.ivr.values())
        walks = traffic.walks
        self._first: list[int] = walks.first.tolist()
        self._count: list[int] = walks.count.tolist()
        self._node: list[int] = walks.node.tolist()
        self._takes: list[float] = walks.takes.tolist()
        self._leads_to: list[int] = walks.leads_to.tolist()
        self._ports: dict[int, int] = {
            place: node.ports for place, node in enumerate(nodes) if node.ports is not None and not traffic.ports_found
        }
        self._when_full = when_full(scenario)

    def destination(self, row: int, place: int) -> int:
        """Where a row at the door of a place ends up if it finds every port that it needs."""
        while is_node(place):
            place = self._step(row, TO_NODE - place)[1]
        return place

    def _step(self, row: int, node: int) -> tuple[float, int]:
        """Give the seconds that a row stays in a node, and where that leads it."""
        first = self._first[row]
        for place in range(first, first + self._count[row]):
            if self._node[place] == node:
                return self._takes[place], self._leads_to[place]
        return 0.0, HANG_UP

    def way(self, row: int, place: int) -> Way | int:
        """Bring a row in at a node's door: give its way to the next place, or the place where it is led at once."""
        seconds = 0.0
        while is_node(place):
            node = TO_NODE - place
            if node not in self._ports:
                takes, place = self._step(row, node)
                seconds += takes
            elif seconds > 0:
                return Way(seconds, place)
            elif self._ports[node] > 0:
                self._ports[node] -= 1
                return Way(*self._step(row, node), node)
            else:
                place = self._when_full[node]
                if not is_node(place):
                    return place
        return Way(seconds, place)

    def free(self, node: int) -> None:
        """Free a port."""
        self._ports[node] += 1
