"""Traffic: chance, drawn before anything happens.

A calendar's traffic is a table with one row for each contact attempt that may come (``sim/chance/contacts.py``): when it arrives, how
long it stays in the IVR and where that leads, how long it is prepared to wait, how long each group's agents would talk to it,
whether that would settle it and what would follow, and whether it tries again when nobody answers. The floor
(``sim/floor.py``) turns this table into a log without throwing any more dice, so the same contacts can meet another staffing
or another routing.

Every value is one addressed uniform (``sim/chance/luck.py``) mapped through a quantile function. The talk of a contact is the same
uniform for whoever answers: a hard case is hard for every group. Who comes is drawn in ``sim/chance/arrivals.py``, what may become
of them in ``sim/chance/chain.py``; here it is laid into one table.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.chance.arrivals import Block, blocks
from sim.chance.chain import Attempt
from sim.chance.contacts import NO_ROW, Flags, StaffLuck, Traffic
from sim.chance.laying import Sizes, Table
from sim.chance.luck import Luck
from sim.chance.order import by_moment
from sim.chance.room import give_back, keep
from sim.chance.sequels import Centre
from sim.chance.ways import of_rows

if TYPE_CHECKING:
    from scenarios.schema import Scenario

__all__ = ["Drawing", "Traffic", "draw"]

Live = deque[tuple[Attempt, NDArray[np.int32]]]  # attempts to be drawn, with their places in their level


def draw(scenario: Scenario, seed: int, day: int, luck: Mapping[str, Sequence[float]] | None = None) -> Traffic:
    """Draw the contacts of one calendar, whose first day has the address ``day``.

    ``luck`` fixes the uniforms behind a busyness by name, one a day (for days stratified over its quantiles).
    """
    return Drawing(scenario).draw(seed, day, luck)


class Drawing:
    """A scenario, made ready to be drawn from: what depends on it alone is worked out once for many days."""

    def __init__(self, scenario: Scenario) -> None:
        """Number the scenario's parts."""
        keep()
        self.scenario = scenario
        self._centre = Centre(scenario)
        self._sizes: Sizes = {}  # of the day drawn last, so that there is room at once for another

    def draw(self, seed: int, day: int, luck: Mapping[str, Sequence[float]] | None = None) -> Traffic:
        """Draw the contacts of one calendar, like ``draw``."""
        busyness = self._busyness(seed, day, luck or {})
        return Traffic(
            staff_luck=StaffLuck(seed, day),
            busyness=busyness,
            **self._traffic(blocks(self.scenario, seed, day, busyness)),
        )

    def _busyness(self, seed: int, day: int, fixed: Mapping[str, Sequence[float]]) -> dict[str, tuple[float, ...]]:
        factors = {}
        for name, distribution in self.scenario.busyness.items():
            uniforms = [
                float(fixed[name][offset]) if name in fixed else Luck(seed, day + offset).one(f"busyness/{name}")
                for offset in range(self.scenario.calendar.days)
            ]
            factors[name] = tuple(float(factor) for factor in distribution.quantile(np.array(uniforms)))
        return factors

    def _traffic(self, came: list[Block]) -> dict[str, Any]:
        """Lay the attempts of all blocks into one table, one attempt after the other."""
        table = Table(self._centre.variant, call_backs=self._centre.call_backs, expected=self._sizes)
        live = self._first(came, table)
        contacts = table.rows
        while live:
            goes_on = np.zeros(len(table.column("number")), bool)
            following: Live = deque()
            while live:
                attempt, places = live.popleft()  # and let go of it once it is laid down
                attempt.draw()
                table.put(attempt, places)
                after = attempt.following()
                if after is not None:
                    places = of_rows(places, after[1])
                    goes_on[places] = True
                    following.append((after[0], places))
            if following:
                live = self._next(goes_on, following, table)
        self._sizes = table.sizes()
        give_back(table.rows)
        return {
            "contacts": contacts,
            "walks": table.walks(),
            "visits": table.visits(),
            "answers": table.answers(),
            **table.plain(),
        }

    def _first(self, came: list[Block], table: Table) -> Live:
        """Begin the table with the contacts in order of arrival, then of type, then of place: first attempts to be drawn."""
        centre = self._centre
        moments = np.concatenate([np.empty(0), *(block.arrives_at for block in came)])
        order = by_moment(moments)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order), dtype=np.int32)
        contact_type = np.empty(len(order), np.int16)
        live: Live = deque()
        first = 0
        while came:
            block = came.pop(0)
            places = rank[first : first + len(block.places)]
            first += len(places)
            kind = centre.types[block.contact_type]
            contact_type[places] = kind
            live.append((Attempt(centre, block, 1, {(kind, centre.doors[kind], 1): block.arrives_at}), places))
        table.begin(1, np.arange(len(order), dtype=np.int32), contact_type)
        table.column("arrives_at")[:] = moments[order]
        return live

    def _next(self, goes_on: Flags, following: Live, table: Table) -> Live:
        """Begin the next level with the contacts that may go on: their attempts to be drawn."""
        rank = np.cumsum(goes_on, dtype=np.int32) - np.int32(1)
        table.column("next_row")[:] = np.where(goes_on, rank + np.int32(table.rows), np.int32(NO_ROW))
        who = np.flatnonzero(goes_on)
        number, contact_type = table.column("number")[who], table.column("contact_type")[who]
        table.begin(following[0][0].attempt, number, contact_type)
        return deque((attempt, rank[places]) for attempt, places in following)
