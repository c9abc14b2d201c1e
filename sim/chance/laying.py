"""Laying: what was drawn for contacts of many sources, laid into one table.

Rows stand by attempt, then by contact. The table is laid one attempt after the other, so everybody's rows are known to be in
order and nothing is ever sorted: a level is one attempt of all who may make it. What stands beside the rows is laid down in the order
in which it is drawn, source by source; the rows say where.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chance.asides import Answers, CallbackLuck, Visits, Walks
from sim.chance.chain import Attempt, Case, Visit
from sim.chance.contacts import NO_ROW, Ints
from sim.chance.order import count, note, seat, seat_stays
from sim.chance.ways import Stay, of_rows

Placed = NDArray[np.int32]
Sizes = dict[str, int]
COLUMNS: dict[str, tuple[type[Any], Any]] = {  # kind, and what stands for nothing; what is never needed takes no room
    "number": (np.int32, 0),
    "attempt": (np.int16, 0),
    "contact_type": (np.int16, 0),
    "next_row": (np.int32, NO_ROW),
    "arrives_at": (np.float64, nan),
    "patience": (np.float64, inf),
    "retries_abandoning": (np.bool_, False),
    "retries_blocked": (np.bool_, False),
    "retry_delay": (np.float64, inf),
    "complains_abandoning": (np.bool_, False),
    "complains_waiting": (np.bool_, False),
    "complaint_delay": (np.float64, inf),
    "calls_again_after": (np.float64, inf),
    "fault_ends": (np.float64, inf),
}
BESIDE: dict[str, dict[str, type[Any]]] = {
    "walks": {"node": np.int16, "takes": np.float64, "leads_to": np.int16},
    "visits": {"queue": np.int16, "at": np.int32},
    "lengths": {"talk": np.float64, "wrap_up": np.float64},
    "call-backs": {"accepts": np.bool_, "dial": np.float64, "reached": np.bool_},
    "answers": {"queue": np.int16, "contact_type": np.int16, "at": np.int32},
    "follows": {"kind": np.int8, "delay": np.float64, "handover": np.float64},
}
LISTS = ("walks", "visits", "answers")  # every row has a part of these, and says where it begins and how long it is
KINDS = (
    COLUMNS | {f"{name} first": (np.int32, 0) for name in LISTS} | {f"{name} count": (np.int16, 0) for name in LISTS}
)
ABSENT = {name: np.array([absent], kind) for name, (kind, absent) in KINDS.items()}
for _one in ABSENT.values():
    _one.flags.writeable = False  # all days share it
NO_OFFER = CallbackLuck(np.zeros(1, bool), np.zeros(1), np.zeros(1, bool))


class Growing:
    """A column that grows at its end. Room that is not used yet takes no memory."""

    def __init__(self, kind: type[Any], expected: int = 0) -> None:
        """Begin with nothing, and room for as many as are expected."""
        self._room: NDArray[Any] = np.empty(expected, kind)
        self._length = 0

    def more(self, count: int, ahead: float = 1.0) -> NDArray[Any]:
        """Give room for some more values, whatever may stand there; ``ahead`` times as many are soon to come.

        There is half as much room again for the attempts that follow: it costs nothing until it is used.
        """
        before, self._length = self._length, self._length + count
        if self._length > len(self._room):
            room = np.empty(max(before + int(1.5 * count * ahead), len(self._room) * 5 // 4), self._room.dtype)
            room[:before] = self._room[:before]
            self._room = room
        return self._room[before : self._length]

    def __len__(self) -> int:
        return self._length

    def values(self) -> NDArray[Any]:
        """Give all values."""
        return self._room[: self._length]


def _ends(parts: Sequence[Ints], rows: int) -> NDArray[np.int32]:
    """Prepare to seat parts, each with some of the rows, in one list: a row's own side by side."""
    ends = np.zeros(rows + 2, np.int32)
    for part in parts:
        count(part, ends)
    return np.cumsum(ends, dtype=np.int32)


class Table:
    """The rows so far, and what stands beside them."""

    def __init__(self, variant: NDArray[np.int16], *, call_backs: bool, expected: Sizes) -> None:
        """Begin with nothing; ``call_backs``: whether any queue offers them; ``expected``: the sizes of another day."""
        self.rows = self._length = self._still = 0  # in all; of the level that is being laid, and of that still to come
        self._ahead = 1.0  # how much more of the lists the rest of the level may need, for what one block has
        self._variant, self._call_backs = variant, call_backs
        self._columns: dict[str, Growing] = {}
        self._level: dict[str, NDArray[Any]] = {}  # its part of the columns
        self._expected = {name: size + size // 16 for name, size in expected.items()}
        self._beside = {
            name: {column: Growing(kind, self._expected.get(name, 0)) for column, kind in columns.items()}
            for name, columns in BESIDE.items()
        }

    def begin(self, attempt: int, number: NDArray[np.int32], contact_type: NDArray[np.int16]) -> None:
        """Begin a level: one attempt of some contacts, in order of their numbers."""
        self._level, self._length, self._still = {}, len(number), len(number)
        self.rows += self._length
        for name, column in self._columns.items():
            self._level[name] = column.more(self._length)
            self._level[name][:] = KINDS[name][1]
        for name, values in (("number", number), ("attempt", attempt), ("contact_type", contact_type)):
            self.column(name)[:] = values

    def column(self, name: str) -> NDArray[Any]:
        """Give the part of a column that belongs to the level, to be written on."""
        if name not in self._columns:
            kind, absent = KINDS[name]
            whole = self._columns[name] = Growing(kind, self._expected.get("rows", 0))
            whole.more(self.rows)[:] = absent
            self._level[name] = whole.values()[self.rows - self._length :]
        return self._level[name]

    def put(self, attempt: Attempt, places: Placed) -> None:
        """Lay down what was drawn for some contacts, whose rows stand at ``places`` in the level."""
        for name, column in attempt.columns.items():
            self.column(name)[places] = column
        self._ahead = self._still / len(places) if len(places) else 1.0
        self._still -= len(places)
        if attempt.stays:
            self._walk(attempt.stays, places)
        if attempt.visits:
            self._visit(attempt.visits, places)
        if attempt.cases:
            self._answer(attempt.cases, places)

    def _walk(self, stays: Sequence[Stay], places: Placed) -> None:
        ends = _ends([stay.rows for stay in stays], len(places))
        columns = self._more("walks", int(ends[-1]))
        for stay in stays:
            seat_stays(stay.rows, ends, (stay.node, stay.takes, stay.leads_to), tuple(columns))
        self._note("walks", ends, places)

    def _visit(self, visits: Sequence[Visit], places: Placed) -> None:
        slots, (queue, at) = self._seat("visits", [visit.rows for visit in visits], places)
        calls = self._more("call-backs", len(queue)) if self._call_backs else ()
        for slot, visit in zip(slots, visits, strict=True):
            queue[slot], at[slot] = visit.queue, self._data("lengths", visit.talk, visit.wrap_up)
            offer = visit.callback or NO_OFFER
            for column, luck in zip(calls, (offer.accepts, offer.dial, offer.reached), strict=False):
                column[slot] = luck

    def _answer(self, cases: Sequence[Case], places: Placed) -> None:
        slots, (queue, kind, at) = self._seat("answers", [case.rows for case in cases], places)
        for slot, case in zip(slots, cases, strict=True):
            queue[slot], kind[slot] = case.queue, case.contact_type
            at[slot] = self._data("follows", case.kind, case.delay, case.handover)

    def _seat(self, name: str, parts: Sequence[Ints], places: Placed) -> tuple[list[Any], list[NDArray[Any]]]:
        """Seat parts, each with some of the rows, in a list: a row's own side by side. Give the slots, in columns of more room."""
        before = len(next(iter(self._beside[name].values())))
        first, count = self.column(f"{name} first"), self.column(f"{name} count")
        if len(parts) == 1:
            seated = of_rows(places, parts[0])
            first[seated] = np.arange(before, before + len(seated), dtype=np.int32)
            count[seated] = 1
            return [slice(None)], self._more(name, len(seated))
        ends = _ends(parts, len(places))
        columns, slots = self._more(name, int(ends[-1])), [np.empty(len(rows), np.int32) for rows in parts]
        for rows, slot in zip(parts, slots, strict=True):
            seat(rows, ends, slot)
        self._note(name, ends, places)
        return slots, columns

    def _note(self, name: str, ends: NDArray[np.int32], places: Placed) -> None:
        """Write down where the seats of the rows begin and end in a list that they have just been added to."""
        before = len(next(iter(self._beside[name].values()))) - int(ends[-1])
        note(ends, places, before, self.column(f"{name} first"), self.column(f"{name} count"))

    def _data(self, name: str, *tables: NDArray[Any]) -> Ints:
        """Append tables by row and variant; give where each row begins."""
        rows, variants = tables[0].shape
        before = len(next(iter(self._beside[name].values())))
        for column, values in zip(self._more(name, rows * variants), tables, strict=True):
            column[:] = values.reshape(-1)
        return np.arange(rows, dtype=np.int32) * np.int32(variants) + np.int32(before)

    def _more(self, name: str, count: int) -> list[NDArray[Any]]:
        return [column.more(count, self._ahead) for column in self._beside[name].values()]

    def sizes(self) -> Sizes:
        """Give the number of rows, and the lengths of the lists beside them."""
        return {"rows": self.rows} | {name: len(next(iter(columns.values()))) for name, columns in self._beside.items()}

    def plain(self) -> dict[str, NDArray[Any]]:
        """Give the columns; what no contact does repeats one value."""
        return {name: self._whole(name) for name in COLUMNS}

    def _whole(self, name: str) -> NDArray[Any]:
        if name in self._columns:
            return self._columns[name].values()
        return np.ndarray((self.rows,), ABSENT[name].dtype, ABSENT[name], strides=(0,))

    def _list(self, *names: str) -> dict[str, NDArray[Any]]:
        columns = {column: values.values() for name in names for column, values in self._beside[name].items()}
        return {"first": self._whole(f"{names[0]} first"), "count": self._whole(f"{names[0]} count"), **columns}

    def walks(self) -> Walks:
        """Give the walks of all rows."""
        return Walks(**self._list("walks"))

    def visits(self) -> Visits:
        """Give the visits of all rows."""
        return Visits(**self._list("visits", "lengths", "call-backs"), variant=self._variant)

    def answers(self) -> Answers:
        """Give the answers of all rows."""
        return Answers(**self._list("answers", "follows"))
