"""Replay: a recorded day as the arrivals of a contact type.

The log's day becomes the first day of the calendar, the days after it the following ones. Two forms are read, told apart by
the header: the log of a bank's telephone centre (``history/bank_log.py``), and any CSV table with a column ``arrived_at``
(``2026-03-02T08:15:30``, ``08:15:30``, or seconds of the day) and whatever else is known of each call: ``contact_type`` (or
``type``), ``ivr_time``, ``queue``, ``wait``, ``talk`` (or ``handle_time``), ``wrap_up`` in seconds, and ``outcome``. Of
who abandoned, the wait is the patience; what a log does not say is drawn as for any other contact.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self, TypeAlias

import numpy as np
from pydantic import PlainValidator, PrivateAttr, ValidationInfo, model_validator

from scenarios.faults import InputError, Problem, RefusedError, choices, shown
from scenarios.fields import RESERVED, Day, Part, Surroundings, Words, field
from scenarios.history import bank_log
from scenarios.tables import few, inside, rows_of
from scenarios.units import DAY, clock

UNKNOWN = math.nan
READ = (  # columns of a table of calls
    *("arrived_at", "contact_type", "type", "ivr_time", "queue", "wait", "outcome"),
    *("talk", "handle_time", "wrap_up", "patience"),
)


@dataclass(frozen=True)
class Recorded:
    """The recorded calls of a contact type, in the order in which they came; seconds, NaN where the log does not say.

    ``ivr_time`` runs from the arrival to the moment a person was asked for, or the contact ended in the IVR. ``queue`` is the
    queue that was joined, ``contained`` or ``hang_up`` of a call that ended in the IVR, and empty where that is not known.
    ``left_out`` says how many rows were passed over, and why; ``not_read`` names columns that say nothing here.
    """

    arrives_at: tuple[float, ...] = ()
    ivr_time: tuple[float, ...] = ()
    queue: tuple[str, ...] = ()
    talk: tuple[float, ...] = ()
    wrap_up: tuple[float, ...] = ()
    patience: tuple[float, ...] = ()
    left_out: Mapping[str, int] = dataclass_field(default_factory=dict)
    not_read: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Calls recorded."""
        return len(self.arrives_at)


@dataclass(frozen=True)
class _Call:
    """One row of a table of calls."""

    line: int
    date: date | None
    second: float
    kind: str
    queue: str
    ivr_time: float
    talk: float
    wrap_up: float
    patience: float


@dataclass(frozen=True)
class _Wanted:
    """Which calls of a log: from which date on (None: the only one), of which type, on which days of the calendar."""

    first: date | None
    kind: str | None
    days: int
    queues: tuple[str, ...] | None

    def day(self, found: Sequence[date]) -> date | None:
        """The log's date that becomes the calendar's first day; none where the log has times of day only."""
        if not found:
            return self.first
        if self.first is None and len(found) > 1:
            raise RefusedError(f"the log has calls from {found[0]} to {found[-1]}; write day: {found[0]} to say which")
        if self.first is not None and self.first not in found:
            raise RefusedError(Problem(f"the log has no calls of {self.first}; it has {_span(found)}", ("day",)))
        return self.first or found[0]

    def check_kind(self, known: Sequence[str]) -> None:
        """Refuse a type that the log does not have."""
        if self.kind is not None and self.kind not in known:
            mend = f"the log has {choices(self.kind, known)}" if known else "the log has no column type or contact_type"
            raise RefusedError(Problem(f"no call of the log has the type {shown(self.kind)}; {mend}", ("type",)))


def _span(dates: Sequence[date]) -> str:
    return f"{dates[0]} to {dates[-1]}" if len(dates) > 1 else str(dates[0])


def _of_bank(path: Path, wanted: _Wanted) -> Recorded:
    try:
        log = bank_log.read(path)
    except InputError as error:
        raise RefusedError(*(Problem(f.message, ("log",), f.file, f.line) for f in error.faults)) from None
    wanted.check_kind(bank_log.TYPES)
    day = wanted.day(log.days)
    since = np.asarray(log.day) - (day.toordinal() if day else 0)
    taken = (since >= 0) & (since < wanted.days)
    if wanted.kind is not None:
        taken &= log.kind == bank_log.TYPES.index(wanted.kind)
    rows = np.flatnonzero(taken)
    rows = rows[np.argsort(since[rows] * DAY + log.entry[rows], kind="stable")]
    offered, answered = log.offered[rows], log.answered[rows]
    left_out = {
        "PHANTOM rows dropped": log.counts.get("PHANTOM rows dropped", 0),
        "rows that cannot be read": len(log.bad),
    }
    return Recorded(
        arrives_at=_numbers(since[rows] * DAY + log.entry[rows]),
        ivr_time=_numbers(np.maximum(np.where(offered, log.asked[rows], log.left[rows]) - log.entry[rows], 0.0)),
        queue=tuple("" if asked else "hang_up" for asked in offered),
        talk=_numbers(np.where(answered, log.talk[rows], UNKNOWN)),
        wrap_up=(UNKNOWN,) * len(rows),
        patience=_numbers(np.where(offered & ~answered, log.waited[rows], UNKNOWN)),
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def _numbers(values: bank_log.FloatArray) -> tuple[float, ...]:
    """Plain numbers, every unknown the same object, so that equal recordings compare equal."""
    return tuple(UNKNOWN if math.isnan(value) else value for value in values.tolist())


def _of_table(path: Path, shown_as: str, wanted: _Wanted) -> Recorded:
    header, rows = rows_of(path, "log")
    if "arrived_at" not in header:
        mend = f"a call log has a column arrived_at; it has {choices('arrived_at', header)}"
        raise RefusedError(Problem(f"{path.name} is no call log: {mend}", ("log",)))
    calls, problems = [], []
    for line, cells in rows:
        try:
            calls.append(_call(line, dict(zip(header, cells, strict=False)), wanted))
        except ValueError as reason:
            problems.append(Problem(f"row {line}: {reason}", ("log",), shown_as, line))
    wanted.check_kind(sorted({call.kind for call in calls} - {""}))
    day = wanted.day(sorted({call.date for call in calls if call.date is not None}))
    known = [(call, _moment(call, day)) for call in calls if wanted.kind in {None, call.kind}]
    taken = [(call, moment) for call, moment in known if 0 <= moment < wanted.days * DAY]
    problems += [
        Problem(f"row {after[0].line}: the call came before that of row {before[0].line}; sort the log by arrived_at",
                ("log",), shown_as, after[0].line)
        for before, after in pairwise(taken)
        if after[1] < before[1]
    ]  # fmt: skip
    if problems:
        raise RefusedError(*few(problems))
    return Recorded(
        arrives_at=tuple(moment for _, moment in taken),
        ivr_time=tuple(call.ivr_time for call, _ in taken),
        queue=tuple(call.queue for call, _ in taken),
        talk=tuple(call.talk for call, _ in taken),
        wrap_up=tuple(call.wrap_up for call, _ in taken),
        patience=tuple(call.patience for call, _ in taken),
        not_read=tuple(name for name in header if name and name not in READ),
    )


def _moment(call: _Call, day: date | None) -> float:
    """Seconds since 00:00 of the calendar's first day; a call without a date came on that day."""
    since = (call.date - day).days if call.date is not None and day is not None else 0
    return since * DAY + call.second


def _call(line: int, row: Mapping[str, str], wanted: _Wanted) -> _Call:
    """Read one row; ValueError says what is wrong with it."""
    arrived_on, second = _arrived(row["arrived_at"])
    abandoned = row.get("outcome", "").strip().lower() == "abandoned"
    wait = _seconds(row, "wait")
    queue = row.get("queue", "")
    if queue and wanted.queues is not None and queue not in (*wanted.queues, *RESERVED):
        raise ValueError(f"no queue is called {shown(queue)}; queues are {choices(queue, wanted.queues)}")
    return _Call(
        line,
        arrived_on,
        second,
        row.get("contact_type") or row.get("type") or "",
        queue,
        _seconds(row, "ivr_time"),
        UNKNOWN if abandoned else _seconds(row, "talk" if row.get("talk") else "handle_time"),
        _seconds(row, "wrap_up"),
        _seconds(row, "patience") if row.get("patience") else wait if abandoned else UNKNOWN,
    )


def _arrived(text: str) -> tuple[date | None, float]:
    """Date (if there is one) and second of the day."""
    example = "write it like 2026-03-02T08:15:30, 08:15:30 or 29730 (seconds of the day)"
    try:
        if "-" in text.strip()[1:]:
            moment = datetime.fromisoformat(text.strip())
            if moment.tzinfo is not None:
                raise ValueError(text)
            return moment.date(), (moment - datetime.combine(moment.date(), time())).total_seconds()
        second = clock(text) if ":" in text else float(text)
    except ValueError:
        raise ValueError(f"arrived_at is {shown(text)}, not a moment; {example}") from None
    if not 0 <= second < DAY:
        raise ValueError(f"arrived_at is {shown(text)}, outside the day; {example}")
    return None, second


def _seconds(row: Mapping[str, str], column: str) -> float:
    text = row.get(column, "")
    if not text:
        return UNKNOWN
    try:
        found = float(text)
    except ValueError:
        raise ValueError(f"{column} is {shown(text)}, not a number of seconds") from None
    if not 0 <= found < math.inf:
        raise ValueError(f"{column} is {shown(text)}; a time is 0 s or more")
    return found


def recorded(log: object, wanted: _Wanted) -> Recorded:
    """The wanted calls of a log; ``RefusedError`` lists what is wrong with it."""
    path, shown_as = inside(log, "log")
    with path.open("rb") as stream:
        begins = stream.read(512)
    found = (
        _of_bank(path, wanted)
        if begins[:2] == b"\x1f\x8b" or b"vru_entry" in begins
        else _of_table(path, shown_as, wanted)
    )
    if not found:
        raise RefusedError(Problem("the log has no call of that day and type", ("log",)))
    return found


def _file_name(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} is not the name of a file")
    return value  # as it is: it remembers the folder that it is read from


LogName: TypeAlias = Annotated[str, PlainValidator(_file_name)]


class Replay(Part):
    """Arrivals from a call log."""

    log: LogName = field("The log: a CSV table of calls, or a bank's call log; relative to the scenario.")
    dated: Day | None = field(
        "The log's date that becomes the first day; not needed where the log has one only.", alias="day", default=None
    )
    contact_type: Words | None = field(
        "Takes only calls of this type, as the log's column type (or contact_type) has it.", alias="type", default=None
    )

    _calls: Recorded = PrivateAttr(default=Recorded())

    @model_validator(mode="after")
    def _read(self, info: ValidationInfo) -> Self:
        around = Surroundings.of(info)
        days = around.grid.days if around.grid else 1
        self._calls = recorded(self.log, _Wanted(self.dated, self.contact_type, days, around.names.get("queues")))
        return self

    @property
    def day(self) -> date | None:
        """The log's date that becomes the first day; none if the log has but one."""
        return self.dated

    @property
    def calls(self) -> Recorded:
        """The recorded calls."""
        return self._calls
