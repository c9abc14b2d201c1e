"""Tally: the sums that one simulated calendar leaves behind.

A log is long and a tally is short. For each scope (the centre, each contact type, each queue, each agent group) and each
interval of the calendar it holds the sums that the measures need: contacts offered, seconds waited, seconds busy and so on.
A measure is a sum over all replications divided by another (``sim/definitions.py``), so tallies are all that has to be kept.

Where a thing counts:

- a contact counts in the interval in which it joined a queue, one that joins after the calendar's end in the last. One that
  was never offered (finished in the IVR, no line free, queue closed) counts in the interval of its arrival, and a retry that
  is due after the calendar's end where the attempt before it counts;
- contacts before the end of the warm-up count nowhere, though the time that they wait and occupy agents after it does;
- queue length and occupancy count where the time passes, between the end of the warm-up and the calendar's end;
- sums called ``prompt ...`` and those of waits leave out deferred work where a name has immediate contacts too
  (``sim/sums/channels.py``).

Everything but the longest wait adds up: the sum over the intervals is the sum of the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from sim.log import OFFERED, ConservationError, Log
from sim.sums.grid import FloatArray, Grid
from sim.sums.money import pay, shared_out
from sim.sums.names import (
    CENTRE,
    COST,
    INSTANT,
    SCOPES,
    STANDARD_WITHIN,
    names_of,
    packing,
    places,
    thresholds,
    within_key,
)
from sim.sums.rows import Rows
from sim.sums.waits import Waits
from sim.sums.walk import Rules, Walk
from sim.sums.work import Hands, Shares, work

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.staffing import Staffing

__all__ = [
    "CENTRE",
    "INSTANT",
    "SCOPES",
    "STANDARD_WITHIN",
    "Sums",
    "Tally",
    "Waits",
    "names_of",
    "tally",
    "thresholds",
    "within_key",
]


@dataclass(frozen=True)
class Sums(Mapping[str, FloatArray]):
    """The sums of a scope, by what they are called: each has a row for each name of the scope, a column an interval.

    Thousands of days are kept, so whole numbers are in as few bits as will do.
    """

    scope: str
    within: tuple[float, ...]  # the answer thresholds that are measured
    counts: NDArray[np.unsignedinteger[Any]]  # (sums, names, intervals)
    amounts: FloatArray  # (sums, names, intervals)

    @classmethod
    def of(cls, scope: str, within: tuple[float, ...], found: FloatArray, others: list[FloatArray]) -> Sums:
        """Pack what was ``found`` of contacts (names, intervals, sums), and the other sums (names, intervals)."""
        whole, amounts = packing(within)
        counts = np.moveaxis(found[:, :, whole], 2, 0)
        bits = np.min_scalar_type(int(counts.max(initial=0)))
        return cls(
            scope, within, counts.astype(bits), np.concatenate([np.moveaxis(found[:, :, amounts], 2, 0), others])
        )

    @override
    def __getitem__(self, key: str) -> FloatArray:
        found: FloatArray = Sums.stacked([self], key)[0]
        return found

    @staticmethod
    def stacked(days: Sequence[Sums], key: str) -> FloatArray:
        """Give a sum of several days: an array (days, names, intervals)."""
        place, whole = places(days[0].scope, days[0].within)[key], len(days[0].counts)
        if place < whole:
            return np.array([one.counts[place] for one in days], float)
        return np.array([one.amounts[place - whole] for one in days])

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(places(self.scope, self.within))

    @override
    def __len__(self) -> int:
        return len(self.counts) + len(self.amounts)


@dataclass(frozen=True)
class Tally:
    """Sums of one replication: ``sums[scope][name of the sum]`` has a row for each name of the scope, a column an interval.

    ``longest[scope]`` is the longest wait in the same shape, NaN where nobody waited. It does not add up; it is a maximum.
    """

    sums: Mapping[str, Sums]
    longest: Mapping[str, FloatArray]
    waits: Waits

    def check(self) -> None:
        """Check conservation: contacts offered are those of their five outcomes, and nobody works more than always.

        Raises:
            ConservationError: saying at which scope the sums do not add up.

        """
        for scope, sums in self.sums.items():
            outcomes = [sums[outcome.name.lower()] for outcome in OFFERED]
            if not np.array_equal(np.sum(outcomes, axis=0), sums["offered"]):
                raise ConservationError(f"{scope}: offered is not the sum of its outcomes")
        for done, had, what in (
            ("seconds busy", "seconds staffed", "agents are busy for longer than they are staffed"),
            ("slot seconds filled", "slot seconds", "agents have more contacts in hand than slots"),
        ):
            most = self.sums["agent_group"][had] * (1 + INSTANT) + INSTANT
            if np.any(self.sums["agent_group"][done] > most):
                raise ConservationError(f"agent_group: {what}")


def tally(scenario: Scenario, log: Log, staffing: Staffing, rules: Rules | None = None) -> Tally:
    """Add up a log: every sum for every scope, name and interval. ``rules``: the scenario's, if they are at hand."""
    rules, rows = rules or Rules.of(scenario), Rows.of(log)
    grid, walk = Grid.of(scenario), Walk.over(scenario, rules, rows)
    hands = Hands.of(rules, rows, grid)
    done = work(rules, log, grid, hands)
    paid = done[COST] = pay(scenario, log, staffing, grid, walk.latest)
    last = {
        "centre": [amounts.sum(axis=0, keepdims=True) for amounts in done.values()],
        "contact_type": [_shared(paid, grid, hands.of_types)],
        "queue": [_shared(paid, grid, hands.of_queues)],
        "agent_group": list(done.values()),
    }
    within, in_queue, longest = tuple(rules.within.tolist()), grid.filled(walk.in_queue), walk.longest
    sums, longest = {}, np.where(longest < 0, np.nan, longest)
    parts = {scope: slice(*bounds) for scope, bounds in zip(SCOPES, pairwise(rules.first.tolist()), strict=True)}
    for scope, part in parts.items():
        measured = np.broadcast_to(grid.measured, longest[part].shape)
        found = np.concatenate([walk.of_all[part], walk.of_prompt[part]], axis=2)
        sums[scope] = Sums.of(scope, within, found, [in_queue[part], measured, *last[scope]])
    return Tally(sums, {scope: longest[part] for scope, part in parts.items()}, Waits.of(rows, rules, walk))


def _shared(paid: FloatArray, grid: Grid, shares: Shares) -> FloatArray:
    """Share out the groups' pay among names by what each took of each group's time."""
    return shared_out(paid, shares.met, grid.filled(shares.spans), shares.in_all)
