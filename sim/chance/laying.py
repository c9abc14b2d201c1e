"""Laying: what was drawn for contacts of many sources, laid into one table.

Rows stand by attempt, then by contact. The table is laid one attempt after the other, so everybody's rows are known to be in
order and nothing is ever sorted: a level is one attempt of all who may make it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chance.asides import Answers, CallbackLuck, Visits, Walks
from sim.chance.chain import Attempt, Case, Visit
from sim.chance.contacts import Ints
from sim.chance.order import seats
from sim.chance.ways import Stay, of_rows

Placed = NDArray[np.int32]
ABSENT: dict[str, Any] = {  # what stands for nothing; names that stand together come together
    "patience": inf,
    "retries_abandoning": False,
    "retries_blocked": False,
    "retry_delay": inf,
    "complains_abandoning": False,
    "complains_waiting": False,
    "complaint_delay": inf,
    "calls_again_after": inf,
    "fault_ends": inf,
}


@dataclass
class Level:
    """One attempt of all contacts who may make it: its rows in order of their contacts' numbers."""

    number: NDArray[np.int32]
    contact_type: NDArray[np.int16]
    columns: dict[str, NDArray[Any]] = field(default_factory=dict)
    stays: list[tuple[Placed, Stay]] = field(default_factory=list)
    visits: list[tuple[Placed, Visit]] = field(default_factory=list)
    cases: list[tuple[Placed, Case]] = field(default_factory=list)

    def put(self, attempt: Attempt, places: Placed) -> None:
        """Lay what was drawn for some contacts at their places among the rows."""
        for name, column in attempt.columns.items():
            if name not in self.columns:
                self.columns[name] = np.full(len(self.number), ABSENT[name])
            self.columns[name][places] = column
        self.stays += [(of_rows(places, stay.rows), stay) for stay in attempt.stays]
        self.visits += [(of_rows(places, visit.rows), visit) for visit in attempt.visits]
        self.cases += [(of_rows(places, case.rows), case) for case in attempt.cases]

    def column(self, name: str) -> NDArray[Any]:
        """Give a column of all rows."""
        return self.columns[name] if name in self.columns else np.full(len(self.number), ABSENT[name])


@dataclass
class Asides:
    """What stands beside the table, as the levels are laid: lists that end up one after the other."""

    variant: NDArray[np.int16]
    call_backs: bool  # whether any queue offers them
    lists: dict[str, list[NDArray[Any]]] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)

    def take(self, level: Level) -> None:
        """Take what stands beside a level's rows."""
        rows = len(level.number)
        slots = self._open("walks", [places for places, _ in level.stays], rows)
        stays = [stay for _, stay in level.stays]
        self._fill("node", np.int16, slots, [stay.node for stay in stays])
        self._fill("takes", np.float64, slots, [stay.takes for stay in stays])
        self._fill("leads_to", np.int32, slots, [stay.leads_to for stay in stays])

        slots = self._open("visits", [places for places, _ in level.visits], rows)
        visits = [visit for _, visit in level.visits]
        self._fill("queue", np.int16, slots, [visit.queue for visit in visits])
        self._fill("at", np.int32, slots, [self._data(talk=visit.talk, wrap_up=visit.wrap_up) for visit in visits])
        if self.call_backs:
            luck = [visit.callback or NO_OFFER for visit in visits]
            self._fill("accepts", np.bool_, slots, [offer.accepts for offer in luck])
            self._fill("dial", np.float64, slots, [offer.dial for offer in luck])
            self._fill("reached", np.bool_, slots, [offer.reached for offer in luck])

        slots = self._open("answers", [places for places, _ in level.cases], rows)
        cases = [case for _, case in level.cases]
        self._fill("case queue", np.int16, slots, [case.queue for case in cases])
        self._fill("case type", np.int16, slots, [case.contact_type for case in cases])
        data = [self._data(kind=case.kind, delay=case.delay, handover=case.handover) for case in cases]
        self._fill("case at", np.int32, slots, data)
        level.stays, level.visits, level.cases = [], [], []

    def _open(self, name: str, parts: Sequence[Placed], rows: int) -> list[Placed]:
        """Note where each row's part of a list begins; give the slots of the parts in the list."""
        first, slots = seats(parts, rows)
        before = self.lengths.get(name, 0)
        self.lengths[name] = before + int(first[-1])
        self.lists.setdefault(name, []).append(first[:-1] + np.int32(before) if before else first[:-1])
        return slots

    def _fill(self, name: str, kind: type[Any], slots: Sequence[Placed], values: Sequence[Any]) -> None:
        """Lay the values of the parts (a column, or one for all) into their slots."""
        column = np.zeros(sum(map(len, slots)), kind)
        for slot, value in zip(slots, values, strict=True):
            column[slot] = value
        self.lists.setdefault(name, []).append(column)

    def _data(self, **tables: NDArray[Any]) -> Ints:
        """Append tables by row and variant, all of one shape; give where each row begins."""
        (rows, variants), name = next(iter(tables.values())).shape, " ".join(tables)
        before = self.lengths.get(name, 0)
        self.lengths[name] = before + rows * variants
        for part, table in tables.items():
            self.lists.setdefault(part, []).append(table.reshape(-1))
        return np.arange(rows, dtype=np.int32) * np.int32(variants) + np.int32(before)

    def walks(self) -> Walks:
        """Give the walks of all levels."""
        return Walks(self._first("walks"), *self._joined(node=np.int16, takes=np.float64, leads_to=np.int32))

    def visits(self) -> Visits:
        """Give the visits of all levels."""
        lengths = self._joined(queue=np.int16, at=np.int32, talk=np.float64, wrap_up=np.float64)
        luck = self._joined(accepts=np.bool_, dial=np.float64, reached=np.bool_)
        return Visits(self._first("visits"), *[*lengths, *luck, self.variant])

    def answers(self) -> Answers:
        """Give the answers of all levels."""
        kinds = {"case queue": np.int16, "case type": np.int16, "case at": np.int32}
        columns = self._joined(**kinds, kind=np.int8, delay=np.float64, handover=np.float64)
        return Answers(self._first("answers"), *columns)

    def _first(self, name: str) -> NDArray[np.int32]:
        return joined([*self.lists.pop(name, []), np.array([self.lengths.get(name, 0)], np.int32)], np.int32)

    def _joined(self, **kinds: type[Any]) -> list[NDArray[Any]]:
        return [joined(self.lists.pop(name, []), kind) for name, kind in kinds.items()]


NO_OFFER = CallbackLuck(np.zeros(1, bool), np.zeros(1), np.zeros(1, bool))


def joined(parts: Sequence[NDArray[Any]], kind: type[Any]) -> NDArray[Any]:
    """Lay parts end to end; a single one stays what it is."""
    some = [part for part in parts if len(part)]
    if not some:
        return np.empty(0, kind)
    return some[0] if len(some) == 1 else np.concatenate(some)


def table(levels: Sequence[Level]) -> dict[str, NDArray[Any]]:
    """Lay the levels' columns below each other; what nobody needs takes no room."""
    rows = sum(len(level.number) for level in levels)
    columns = {
        "number": joined([level.number for level in levels], np.int32),
        "contact_type": joined([level.contact_type for level in levels], np.int16),
        "attempt": np.repeat(np.arange(1, len(levels) + 1, dtype=np.int16), [len(level.number) for level in levels]),
    }
    for name, absent in ABSENT.items():
        if name == "patience" or any(name in level.columns for level in levels):
            columns[name] = joined([level.column(name) for level in levels], type(absent))
            for level in levels:
                level.columns.pop(name, None)
        else:
            columns[name] = np.broadcast_to(absent, rows)
    return columns
