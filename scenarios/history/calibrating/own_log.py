"""callfloor's own logs as calls: ``log.parquet`` of one calendar, or the folder that ``--logs`` writes.

Such a log counts seconds from its calendar's first day and does not name it, so a date is given: a Monday unless said
otherwise. Each replication is a calendar of its own; they are laid one after the other, a whole number of weeks apart, so
that every replication begins on the same weekday.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.faults import Fault, InputError
from scenarios.history.calls import Calls, Outcome
from scenarios.history.coded import Coded
from scenarios.history.columns import DAY
from scenarios.history.origin import Finding, Origin

NEEDED = (
    *("number", "attempt", "cause", "contact_type", "arrived_at", "queue", "joined_at", "outcome", "answered_at"),
    *("ended_at", "released_at", "left_at", "group", "agent", "called_back"),
)
MARKS = frozenset(("number", "attempt", "joined_at", "released_at", "left_at"))  # columns that no other log has
MONDAY = date(2024, 1, 1)
OUTCOMES = {
    "answered": Outcome.ANSWERED,
    "abandoned": Outcome.ABANDONED,
    "blocked": Outcome.BLOCKED,
    "blocked_lines": Outcome.BLOCKED,
    "cleared": Outcome.CLOSED,
    "closed": Outcome.CLOSED,
    "contained": Outcome.CONTAINED,
    "hung_up": Outcome.HANG_UP,
}
WEEK = 7


def is_own(path: Path) -> bool:
    """Whether this is a log of callfloor's."""
    try:
        if path.is_dir():
            return any(path.glob("log-*.parquet"))
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            return set(pq.read_schema(path).names) >= MARKS
        if path.suffix == ".csv":
            return set(pd.read_csv(path, nrows=0).columns) >= MARKS
    except (OSError, ValueError):  # unreadable, or no such file: the reader of other logs says so
        return False
    return False


def read(path: Path, first_day: date = MONDAY) -> Calls:
    """The calls of a log or of a folder of logs; InputError where it is not one, with all that it lacks."""
    table = pd.concat(list(_tables(path)), ignore_index=True)
    if "day" not in table:
        table["day"] = 0
    made = table["outcome"] != "unfinished"
    calendar = int(np.floor(table.loc[made, "arrived_at"].max() / DAY)) + 1 if made.any() else 1
    late = ~made & (table["arrived_at"] >= calendar * DAY)
    apart = -(-calendar // WEEK) * WEEK
    findings = [Finding("attempts due after the calendar's end: left out", int(late.sum()), "left out")]
    unfinished = ~made & ~late
    findings.append(
        Finding("contacts the floor did not finish: their wait is cut short", int(unfinished.sum()), "kept")
    )
    back = table["called_back"].astype(bool) & ~late
    findings.append(Finding("call-backs accepted: their wait says nothing of patience", int(back.sum()), "kept"))
    origin = Origin(
        str(path), len(table), "", PRESENT, tuple(one for one in findings if one.rows),
        details={"format": "callfloor log", "calendar_days": str(calendar), "replications": str(table["day"].nunique())},
    )  # fmt: skip
    return _calls(table[~late].reset_index(drop=True), first_day, apart, origin)


PRESENT = frozenset(
    (
        *("arrived", "asked", "ivr", "waited", "outcome", "answered", "handled", "wrap_up"),
        *("contact_type", "queue", "group", "agent", "customer"),
    )
)


def _tables(path: Path) -> Iterator[pd.DataFrame]:
    """The tables of a log, one a file."""
    paths = sorted(path.glob("log-*.parquet")) if path.is_dir() else [path]
    if not paths:
        raise InputError((Fault(str(path), None, "", "the folder holds no log-*.parquet; write logs with --logs"),))
    for one in paths:
        try:
            table = pd.read_csv(one) if one.suffix == ".csv" else pd.read_parquet(one)
        except (OSError, ValueError) as error:
            raise InputError((Fault(str(one), None, "", f"cannot be read: {error}"),)) from None
        missing = [name for name in NEEDED if name not in table]
        if missing:
            message = f"the log lacks the columns {', '.join(missing)}; write it again with callfloor simulate --logs"
            raise InputError((Fault(str(one), 1, "", message),))
        yield table.astype({"outcome": str, "contact_type": object, "queue": object, "group": object})


def _calls(table: pd.DataFrame, first_day: date, apart: int, origin: Origin) -> Calls:
    """The rows as calls, in order of arrival."""
    shift = table["day"].to_numpy() * float(apart * DAY)
    table = table.iloc[np.argsort(shift + table["arrived_at"].to_numpy(), kind="stable")]
    shift = table["day"].to_numpy() * float(apart * DAY)

    def column(name: str) -> np.ndarray:
        return table[name].to_numpy(dtype=np.float64)

    words, names = pd.factorize(table["outcome"])
    outcome = np.array([int(OUTCOMES.get(one, Outcome.CLOSED)) for one in names], dtype=np.int8)[words]
    answered, asked = outcome == Outcome.ANSWERED, column("joined_at")
    gone = np.where(answered, column("answered_at"), column("left_at"))
    waited = np.where(outcome == Outcome.BLOCKED, 0.0, gone - asked)
    waited[table["called_back"].to_numpy(dtype=bool)] = np.nan
    gone_ivr = np.where(np.isnan(asked), column("left_at"), asked)
    number = table["number"].to_numpy(dtype=np.int64)
    groups = _coded(table["group"])
    return Calls(
        first_day, column("arrived_at") + shift, asked + shift, gone_ivr - column("arrived_at"), waited, outcome,
        np.where(answered, column("answered_at") + shift, np.nan),
        np.where(answered, column("ended_at") - column("answered_at"), np.nan),
        np.where(answered, column("released_at") - column("ended_at"), np.nan),
        _coded(table["contact_type"]), _coded(table["queue"]), groups, _agents(groups, table["agent"]),
        Coded.unknown(len(table)), table["day"].to_numpy(dtype=np.int64) * (int(number.max(initial=0)) + 1) + number,
        origin,
    )  # fmt: skip


def _agents(groups: Coded, agent: pd.Series) -> Coded:
    """Agents by group and number: ``vip_desk 3``."""
    number = agent.to_numpy(dtype=np.int64)
    known = (groups.codes >= 0) & (number >= 0)
    most = int(number.max(initial=0)) + 1
    keys, codes = np.unique(np.where(known, groups.codes * most + number, -1), return_inverse=True)
    shift = int(keys[0] < 0) if len(keys) else 0
    names = tuple(f"{groups.names[key // most]} {key % most}" for key in keys[shift:])
    return Coded((codes - shift).astype(np.int32), names)


def _coded(words: pd.Series) -> Coded:
    """A column of words, coded; what is empty is unknown."""
    codes, names = pd.factorize(words, use_na_sentinel=True)
    return Coded(np.asarray(codes, dtype=np.int32), tuple(str(name) for name in names))
