"""The call log of a bank's telephone centre, read row by row with nothing dropped in silence.

The log (Technion; Mandelbaum, Sakov, Zeltyn) has one row a call: what the IVR took, how long the caller queued, who
answered and for how long. A `CallLog` is that table in columns, cleaned: every treatment is counted under a plain name,
and every row that cannot be read is kept as a `BadRow` with its row number and the reason. Moments are seconds since
midnight of the row's date; a call that runs past midnight ends after 86,400.
"""

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError
from scenarios.history.origin import BadRow

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

DAY = 86_400
COLUMNS = (
    *("vru+line", "call_id", "customer_id", "priority", "type", "date", "vru_entry", "vru_exit", "vru_time"),
    *("q_start", "q_exit", "q_time", "outcome", "ser_start", "ser_exit", "ser_time", "server"),
)
TYPES = ("PS", "PE", "IN", "NE", "NW", "TT")
OUTCOMES = ("AGENT", "HANG", "PHANTOM")
NOBODY = "NO_SERVER"


@dataclass(frozen=True)
class Call:
    """One cleaned row. ``asked`` is the moment the caller asked for a person; nan when the IVR was all there was."""

    day: int  # ordinal of the date
    kind: int  # index into TYPES
    priority: int
    entry: float
    left: float  # when it left the IVR
    asked: float
    waited: float
    answered: bool
    started: float
    talk: float
    server: str


@dataclass(frozen=True)
class CallLog:
    """The log in columns, one entry a call, in the file's order; ``counts`` says how many rows each treatment met."""

    day: IntArray
    kind: IntArray
    priority: IntArray
    entry: FloatArray
    left: FloatArray
    asked: FloatArray
    waited: FloatArray
    answered: BoolArray
    started: FloatArray
    talk: FloatArray
    server: tuple[str, ...]
    rows: int
    counts: Mapping[str, int]
    bad: tuple[BadRow, ...]

    @property
    def offered(self) -> BoolArray:
        """Calls that asked for a person: answered, or hung up while waiting."""
        return ~np.isnan(self.asked)

    @property
    def queued(self) -> BoolArray:
        """Calls that waited; only these carry a true customer and priority."""
        return self.offered & (self.waited > 0)

    @property
    def ended(self) -> FloatArray:
        """When talk ended; nan for calls nobody answered."""
        return self.started + self.talk

    @property
    def days(self) -> tuple[date, ...]:
        """The dates of the log, in order."""
        return tuple(date.fromordinal(int(day)) for day in np.unique(self.day))

    def __len__(self) -> int:
        """Calls kept."""
        return len(self.day)


def read(path: Path) -> CallLog:
    """The log in ``path``, plain or gzipped CSV. InputError when it is no such log or holds no call at all."""
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    header = next(reader, None)
    if not header:
        raise InputError((Fault(str(path), None, "", "the file is empty; a call log begins with a header line"),))
    where = _places(path, [name.strip() for name in header])
    counts: Counter[str] = Counter()
    bad: list[BadRow] = []
    calls = list(_calls(_numbered(reader), len(header), where, counts, bad))
    if not calls:
        reason = f"no call could be read; the first of {len(bad)} broken rows: {bad[0]}" if bad else "it holds no calls"
        raise InputError((Fault(str(path), None, "", reason),))
    return _columns(calls, counts, tuple(bad))


def is_bank_log(path: Path) -> bool:
    """Whether the file's first line has the columns of this log."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            first = file.readline(4096).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError):
        return False
    header = [name.strip() for name in next(csv.reader([first]), [])]
    return set(COLUMNS) <= set(header)


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number in the file, the header being 1; blank lines keep their number and are passed over."""
    return ((row, fields) for row, fields in enumerate(reader, start=2) if fields)


def _text(path: Path) -> str:
    """The file's text, unpacked when it is gzipped (told by its first two bytes, not by its name)."""
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or "the gzip archive is damaged"
        raise InputError((Fault(str(path), None, "", f"cannot be read: {reason}"),)) from None
    except (EOFError, UnicodeDecodeError):
        raise InputError((Fault(str(path), None, "", "is neither CSV text nor a whole gzip archive of it"),)) from None


def _places(path: Path, header: list[str]) -> dict[str, int]:
    """Where each column stands; InputError naming all that are missing."""
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        message = f"the header lacks {', '.join(missing)}; a bank call log has the columns {', '.join(COLUMNS)}"
        raise InputError((Fault(str(path), 1, "", message),))
    return {name: header.index(name) for name in COLUMNS}


def _calls(
    rows: Iterable[tuple[int, list[str]]],
    width: int,
    where: Mapping[str, int],
    counts: Counter[str],
    bad: list[BadRow],
) -> Iterator[Call]:
    """Cleaned calls; what is left out or mended is tallied on the way."""
    for number, fields in rows:
        counts["rows read"] += 1
        try:
            if len(fields) != width:
                raise ValueError(f"{len(fields)} fields where {width} belong")
            row = {name: fields[place].strip() for name, place in where.items()}
            if row["outcome"] == "PHANTOM":
                counts["PHANTOM rows dropped"] += 1
                continue
            yield _call(row, counts)
        except ValueError as error:
            bad.append(BadRow(number, str(error)))


def _call(row: Mapping[str, str], counts: Counter[str]) -> Call:
    """One row, cleaned; ValueError says why it cannot be read. Counts are added only once the whole row has been read."""
    seen: list[str] = []
    outcome, kind = _one_of(row, "outcome", OUTCOMES), _one_of(row, "type", TYPES)
    day, priority = _date(row["date"]), _number(row, "priority")
    entry, left = _clock(row, "vru_entry"), _clock(row, "vru_exit")
    if left < entry:
        entry = left
        seen.append("IVR times out of order: the call is taken to enter when it left the IVR")
    waited, queue_start = _wait(row, seen)
    started, talk = float(_clock(row, "ser_start")), _talk(row, seen)
    answered = outcome == "AGENT"
    server = row["server"]
    if not server:
        raise ValueError("server is empty")
    asked = queue_start if queue_start > 0 else (left if answered else np.nan)
    if answered:
        seen.extend(_oddities(server, asked + waited, started, talk))
        started = asked + waited if abs(started - asked - waited) > 60 else started
    elif talk > 0:
        seen.append("HANG rows with time at an agent: abandoned, the time ignored")
    elif queue_start == 0:
        seen.append("HANG rows that never queued: hung up in the IVR")
    counts.update(seen)
    return Call(
        day,
        TYPES.index(kind),
        priority,
        entry,
        left,
        asked,
        waited,
        answered,
        started,
        talk if answered else 0.0,
        server,
    )


def _oddities(server: str, answered_at: float, started: float, talk: float) -> Iterator[str]:
    """Names of the treatments an answered call meets."""
    if server == NOBODY:
        yield "answered with NO_SERVER: kept; the talk is presence without a name"
    if started < answered_at - 60 or started > answered_at + 60:
        yield "service start over a minute from the end of the wait: moved to the end of the wait"
    elif started < answered_at:
        yield "service start before the end of the wait by up to a minute: kept; the wait is q_time"
    if talk == 0:
        yield "service time 0: kept, as a short call"


def _wait(row: Mapping[str, str], seen: list[str]) -> tuple[float, float]:
    """Seconds waited and when the wait began (0: the call did not queue)."""
    start, end, waited = _clock(row, "q_start"), _clock(row, "q_exit"), _number(row, "q_time")
    if waited < 0:
        raise ValueError(f"q_time is {waited}; a wait is not negative")
    if start == 0 and waited > 0:
        start = end - waited
        seen.append("queue without a start: the start is its end less q_time")
    elif start > 0 and (end - start) % DAY != waited:
        seen.append("q_time is not q_exit - q_start: q_time is used")
    return float(waited), float(start)


def _talk(row: Mapping[str, str], seen: list[str]) -> float:
    """Seconds with the agent."""
    talk = _number(row, "ser_time")
    if talk < 0:
        raise ValueError(f"ser_time is {talk}; a service time is not negative")
    if (_clock(row, "ser_exit") - _clock(row, "ser_start")) % DAY != talk:
        seen.append("ser_time is not ser_exit - ser_start: ser_time is used")
    return float(talk)


def _clock(row: Mapping[str, str], name: str) -> int:
    """Seconds since midnight of ``h:mm:ss``."""
    found = re.fullmatch(r"(\d{1,2}):([0-5]\d):([0-5]\d)", row[name])
    if not found or int(found[1]) > 23:
        raise ValueError(f"{name} is {row[name]!r}, not a time of day h:mm:ss")
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])


def _number(row: Mapping[str, str], name: str) -> int:
    """A whole number."""
    if not re.fullmatch(r"-?\d+", row[name]):
        raise ValueError(f"{name} is {row[name]!r}, not a whole number")
    return int(row[name])


def _one_of(row: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """A word of a fixed list."""
    if row[name] not in allowed:
        raise ValueError(f"{name} is {row[name]!r}; known are {', '.join(allowed)}")
    return row[name]


def _date(text: str) -> int:
    """Ordinal of a yymmdd date of the 1900s (from 70 on) or 2000s."""
    if not re.fullmatch(r"\d{6}", text):
        raise ValueError(f"date is {text!r}, not yymmdd")
    year = int(text[:2])
    try:
        return date(year + (1900 if year >= 70 else 2000), int(text[2:4]), int(text[4:])).toordinal()
    except ValueError:
        raise ValueError(f"date is {text!r}, no day of the calendar") from None


def _columns(calls: list[Call], counts: Counter[str], bad: tuple[BadRow, ...]) -> CallLog:
    """The calls as columns."""
    rows = counts.pop("rows read")
    return CallLog(
        day=np.array([call.day for call in calls], dtype=np.int64),
        kind=np.array([call.kind for call in calls], dtype=np.int64),
        priority=np.array([call.priority for call in calls], dtype=np.int64),
        entry=np.array([call.entry for call in calls], dtype=np.float64),
        left=np.array([call.left for call in calls], dtype=np.float64),
        asked=np.array([call.asked for call in calls], dtype=np.float64),
        waited=np.array([call.waited for call in calls], dtype=np.float64),
        answered=np.array([call.answered for call in calls], dtype=np.bool_),
        started=np.array([call.started if call.answered else np.nan for call in calls], dtype=np.float64),
        talk=np.array([call.talk for call in calls], dtype=np.float64),
        server=tuple(call.server for call in calls),
        rows=rows,
        counts=dict(sorted(counts.items())),
        bad=bad,
    )
