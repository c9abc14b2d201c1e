"""Surges: spells during which a contact type's volumes are multiplied.

Within an interval the factor changes where a surge begins or ends; where surges overlap they multiply. What lies above 1 is
a stream of contacts of its own; what lies below 1 is the share of the usual contacts that still come.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.chance.contacts import Floats, Ints

if TYPE_CHECKING:
    from scenarios.schema import Scenario

DAY = 86400.0


@dataclass(frozen=True)
class Surge:
    """The factor on the volumes of one contact type over one day: pieces that lie within one interval each."""

    edges: Floats  # where the pieces begin, and the day's end
    factors: Floats
    interval_of: Ints
    interval: float
    per_day: int

    @classmethod
    def of(cls, scenario: Scenario, contact_type: str, offset: int) -> Surge | None:
        """Gather what multiplies the contact type's volumes on one day of the calendar; None if nothing does."""
        calendar, begins = scenario.calendar, offset * DAY
        spells = [
            spell
            for spell in scenario.spells("surge")
            if spell.of == contact_type and spell.begins < begins + DAY and spell.ends > begins
        ]
        if not spells:
            return None
        bounds = begins + np.arange(calendar.per_day + 1) * calendar.interval
        changes = [moment for spell in spells for moment in (spell.begins, spell.ends)]
        edges = np.unique(np.clip([*bounds, *changes], begins, begins + DAY))
        factors = np.ones(len(edges) - 1)
        for spell in spells:
            factors[(edges[:-1] >= spell.begins) & (edges[:-1] < spell.ends)] *= spell.amount
        interval_of = np.searchsorted(bounds, edges[:-1], side="right") - 1
        return cls(edges, factors, interval_of, calendar.interval, calendar.per_day)

    @property
    def _above(self) -> Floats:
        """Seconds of usual volume that each piece adds."""
        return np.maximum(self.factors - 1.0, 0.0) * np.diff(self.edges)

    @property
    def added(self) -> Floats:
        """What each interval gets in addition, as a share of its usual volume."""
        return np.bincount(self.interval_of, self._above, self.per_day) / self.interval

    def factor(self, moments: Floats) -> Floats:
        """Give the factor in force at each moment of the day."""
        return self.factors[np.searchsorted(self.edges[1:-1], moments, side="right")]

    def moments(self, counts: Ints, uniforms: Floats) -> Floats:
        """Spread added contacts, ``counts`` for each interval, over the pieces of their intervals."""
        reached = np.concatenate([[0.0], np.cumsum(self._above)])  # by the edges
        first = np.searchsorted(self.interval_of, np.arange(self.per_day), side="left")
        before, upto = reached[first], np.append(reached[first[1:]], reached[-1])
        mass = np.repeat(before, counts) + uniforms * np.repeat(upto - before, counts)
        piece = np.clip(np.searchsorted(reached, mass, side="right") - 1, 0, len(self.factors) - 1)
        into = (mass - reached[piece]) / np.maximum(self.factors[piece] - 1.0, 1e-300)
        return np.asarray(np.minimum(self.edges[piece] + into, self.edges[piece + 1]))
