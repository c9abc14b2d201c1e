"""Ways: through the IVR, from the door to a queue.

Each node keeps a contact for a while and sends it on: to another node, to a queue, or away. The IVR has no circles, so every
row stays in a node once at most. Rows are followed to every node that they may come to: where a node has ports, it may turn
out to be full, and ``when_full`` is a way as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from scenarios.distributions import ByTime, Fixed, Never
from sim.chance.contacts import CONTAINED, HANG_UP, TO_NODE, Flags, Floats, Ints
from sim.chance.order import split

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from scenarios.schema import Scenario

Uniforms = Callable[[str, "Ints | None"], Floats]  # by purpose, of some rows or of all
NOT_KNOWN = TO_NODE  # where a way ended of which a log says nothing

Steps = dict[int, tuple[Floats, Ints]]  # by node: seconds in it, and where it leads, for every row
Value = TypeVar("Value", bound=np.generic)


@dataclass(frozen=True)
class Stay:
    """One node, and the rows that may come to it: how long they stay, and where it leads them."""

    node: int
    rows: Ints
    takes: Floats
    leads_to: Ints


def of_rows(column: NDArray[Value], rows: Ints) -> NDArray[Value]:
    """Give a column's values of some rows, which ascend: of all of them it is the column itself."""
    return column if len(rows) == len(column) else column[rows]


def drawn(distribution: Distribution, uniforms: Uniforms, purpose: str, at: Floats, rows: Ints | None = None) -> Floats:
    """Draw a value for each row, or for some; what never varies needs no luck."""
    luck: NDArray[Any] = at if rows is None else rows  # as many
    return valued(distribution, luck if is_certain(distribution) else uniforms(purpose, rows), at, rows)


def valued(distribution: Distribution, luck: NDArray[Any], at: Floats, rows: Ints | None = None) -> Floats:
    """Map the luck of all rows, or of some, to values."""
    if not isinstance(distribution, ByTime):
        return distribution.drawn(luck)
    return distribution.drawn(luck, at if rows is None else of_rows(at, rows))


def is_certain(distribution: Distribution) -> bool:
    """Whether a distribution never varies."""
    return isinstance(distribution, Fixed | Never)


@dataclass(frozen=True)
class Exits:
    """Where a node leads contacts of one type: the first place up to the first bound of a uniform, and so on."""

    names: tuple[str, ...]
    bounds: Floats
    codes: NDArray[np.int16]


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
        self.exits = cache(self._exits)

    def _exits(self, node: str, contact_type: str) -> Exits:
        found = self.nodes[node].exits(contact_type)
        bounds = np.cumsum([share for _, share in found])[:-1]
        return Exits(
            tuple(name for name, _ in found), bounds, np.array([self.codes[name] for name, _ in found], np.int16)
        )

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
        self, door: str, contact_type: str, at: Floats, entering: Ints, uniforms: Uniforms
    ) -> tuple[list[Stay], dict[int, Ints]]:
        """Follow the ``entering`` rows, which first arrived ``at``: (nodes they may come to, who may ask for each queue)."""
        stays: list[Stay] = []
        reached: dict[str, list[Ints]] = {door: [entering]}
        for name in self.order(door, contact_type):
            here = _together(reached.pop(name, []), len(at))
            if not len(here):
                continue
            node, exits = self.nodes[name], self.exits(name, contact_type)
            takes = drawn(node.takes, uniforms, f"ivr/{name}/time", at, here)
            luck = uniforms(f"ivr/{name}/exit", here)
            chosen, parts = np.empty(len(here), np.int16), np.empty((len(exits.names), len(here)), np.int64)
            many = split(luck, exits.bounds, here, chosen, parts)
            for place, destination in enumerate(exits.names):
                reached.setdefault(destination, []).append(parts[place, : many[place]])
            if node.when_full is not None:
                reached.setdefault(node.when_full, []).append(here)
            stays.append(Stay(self.node_numbers[name], here, takes, exits.codes[chosen]))
        asking = {self.codes[name]: _together(rows, len(at)) for name, rows in reached.items()}
        return stays, {queue: rows for queue, rows in asking.items() if queue >= 0 and len(rows)}

    def as_known(
        self, door: str, lasted: Floats, ended: Ints, walk: tuple[Sequence[Stay], dict[int, Ints]]
    ) -> tuple[Steps, dict[int, Flags]]:
        """Replace what was drawn by what a log knows: how long the whole way ``lasted`` (or NaN), and where it ``ended``.

        An end is a queue, CONTAINED, HANG_UP or NOT_KNOWN. A log does not tell the nodes: the first one takes it all.
        """
        steps = _columns(walk[0], len(ended))
        known, led = ~np.isnan(lasted), ended != NOT_KNOWN
        first = self.node_numbers[door]
        total = np.sum([takes for takes, _ in steps.values()], axis=0)
        whole = {node: (np.where(known | led, 0.0, takes), leads_to) for node, (takes, leads_to) in steps.items()}
        takes, leads_to = steps[first]
        whole[first] = np.where(known, lasted, np.where(led, total, takes)), np.where(led, ended, leads_to)
        queues = set(walk[1]) | {int(queue) for queue in ended[ended >= 0]}
        return whole, {
            queue: np.where(led, ended == queue, _flags([walk[1].get(queue, NOBODY)], len(ended))) for queue in queues
        }


NOBODY = np.empty(0, np.int64)


def _flags(parts: Sequence[Ints], count: int) -> Flags:
    found = np.zeros(count, bool)
    for rows in parts:
        found[rows] = True
    return found


def _together(parts: Sequence[Ints], count: int) -> Ints:
    """Give the rows that are in any of the parts, each once, ascending."""
    some = [rows for rows in parts if len(rows)]
    if len(some) > 1:
        return np.flatnonzero(_flags(some, count))
    return some[0] if some else NOBODY


def _columns(stays: Sequence[Stay], count: int) -> Steps:
    """Give every row a step in each node; who does not come there would be in it for no time, and gone."""
    steps: Steps = {}
    for stay in stays:
        takes, leads_to = np.zeros(count), np.full(count, HANG_UP, dtype=np.int64)
        takes[stay.rows], leads_to[stay.rows] = stay.takes, stay.leads_to
        steps[stay.node] = takes, leads_to
    return steps
