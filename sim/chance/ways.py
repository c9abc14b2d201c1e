"""Ways: through the IVR, from the door to a queue.

Each node keeps a contact for a while and sends it on: to another node, to a queue, or away. The IVR has no circles, so every
row stays in a node once at most. Rows are followed to every node that they may come to: where a node has ports, it may turn
out to be full, and ``when_full`` is a way as well.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from scenarios.distributions import Fixed, Never
from sim.chance.contacts import CONTAINED, HANG_UP, TO_NODE, Flags, Floats, Ints

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from scenarios.schema import Scenario

Uniforms = Callable[[str], Floats]
EVERY = slice(None)
NOT_KNOWN = TO_NODE  # where a way ended of which a log says nothing

Steps = dict[int, tuple[Floats, Ints]]  # by node: seconds in it, and where it leads


def drawn(
    distribution: Distribution, uniforms: Uniforms, purpose: str, at: Floats, rows: Flags | slice = EVERY
) -> Floats:
    """Draw a value for each row; what never varies needs no luck."""
    luck = at if isinstance(distribution, Fixed | Never) else uniforms(purpose)
    return distribution.quantile(luck[rows], at[rows])


class Ways:
    """The IVR of a scenario, as contacts of each type walk it."""

    def __init__(self, scenario: Scenario) -> None:
        """Number the places that a node can lead to."""
        self.nodes = scenario.ivr
        self.node_numbers = {name: index for index, name in enumerate(scenario.ivr)}
        self.codes = {name: index for index, name in enumerate(scenario.queues)}
        self.codes |= {name: TO_NODE - index for name, index in self.node_numbers.items()}
        self.codes |= {"contained": CONTAINED, "hang_up": HANG_UP}
        self.order = cache(self._order)

    def _order(self, door: str, contact_type: str) -> tuple[str, ...]:
        """Give the nodes that may be reached from a door, each before all that it leads to."""
        found: list[str] = []

        def visit(name: str) -> None:
            if name in self.nodes and name not in found:
                full = self.nodes[name].when_full
                for destination in [*(exit_[0] for exit_ in self.nodes[name].exits(contact_type)), full or ""]:
                    visit(destination)
                found.append(name)

        visit(door)
        return tuple(reversed(found))

    def walk(
        self, door: str, contact_type: str, at: Floats, entering: Flags, uniforms: Uniforms
    ) -> tuple[Steps, dict[int, Flags]]:
        """Follow the ``entering`` rows, which first arrived ``at``: (steps by node, who may ask for each queue)."""
        steps: Steps = {}
        reached: dict[str, Flags] = {door: entering}

        def reach(where: str, rows: Flags) -> None:
            reached[where] = reached[where] | rows if where in reached else rows

        for name in self.order(door, contact_type):
            node, here = self.nodes[name], reached.pop(name, None)
            if here is None or not here.any():
                continue
            takes, leads_to = np.zeros(len(at)), np.full(len(at), HANG_UP, dtype=np.int64)
            takes[here] = drawn(node.takes, uniforms, f"ivr/{name}/time", at, here)
            exits = node.exits(contact_type)
            bounds = np.cumsum([share for _, share in exits])[:-1]
            chosen = np.searchsorted(bounds, uniforms(f"ivr/{name}/exit")[here], side="right")
            leads_to[here] = np.array([self.codes[destination] for destination, _ in exits])[chosen]
            for destination, _ in exits:
                reach(destination, here & (leads_to == self.codes[destination]))
            if node.when_full is not None:
                reach(node.when_full, here)
            steps[self.node_numbers[name]] = takes, leads_to
        asked = {self.codes[name]: rows for name, rows in reached.items() if self.codes[name] >= 0 and rows.any()}
        return steps, asked

    def as_known(
        self, door: str, lasted: Floats, ended: Ints, steps: Steps, asked: dict[int, Flags]
    ) -> tuple[Steps, dict[int, Flags]]:
        """Replace what was drawn by what a log knows: how long the whole way ``lasted`` (or NaN), and where it ``ended``.

        An end is a queue, CONTAINED, HANG_UP or NOT_KNOWN. A log does not tell the nodes: the first one takes it all.
        """
        known, led = ~np.isnan(lasted), ended != NOT_KNOWN
        first = self.node_numbers[door]
        total = np.sum([takes for takes, _ in steps.values()], axis=0)
        whole = {node: (np.where(known | led, 0.0, takes), leads_to) for node, (takes, leads_to) in steps.items()}
        takes, leads_to = steps[first]
        whole[first] = np.where(known, lasted, np.where(led, total, takes)), np.where(led, ended, leads_to)
        queues = set(asked) | {int(queue) for queue in ended[ended >= 0]}
        nobody = np.zeros(len(ended), bool)
        return whole, {queue: np.where(led, ended == queue, asked.get(queue, nobody)) for queue in queues}
