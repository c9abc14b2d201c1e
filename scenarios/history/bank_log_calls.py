"""The bank's log as calls.

Calls that did not wait carry no class in this log (customer and priority 0 are a logging fault), so the queue of such a call
is unknown where its type has priority customers, and only there. Customers are left unknown: the log names them only where
they waited, so who comes again and is answered at once is nobody, and shares of retries read off it would be too low.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from scenarios.history.bank_log import DAY, NOBODY, TYPES, CallLog
from scenarios.history.calibrating.study import Study
from scenarios.history.calls import COLUMNS, Calls, Outcome
from scenarios.history.coded import Coded
from scenarios.history.origin import BadRow, Finding, Origin

KINDS = {"PS": "regular", "PE": "english", "IN": "internet", "NE": "stock", "NW": "new_customer", "TT": "callback"}
FAMILY_OF = {"PS": "regular", "PE": "regular", "TT": "regular", "NW": "new_customer", "NE": "stock", "IN": "internet"}
VIP = 2
FEWEST_VIPS = 0.05  # a type with a smaller share of priority customers among its queued calls has no such class
HEAD_START = 90.0  # s: priority customers queue as if they had waited a minute and a half already
VIP_QUEUE = "_vip"
PRESENT = frozenset(
    ("arrived", "asked", "ivr", "waited", "outcome", "answered", "handled", "contact_type", "queue", "agent")
)
LEFT_OUT = "PHANTOM rows dropped"


def as_calls(log: CallLog, source: str) -> Calls:
    """The log in the columns of every log."""
    first = int(log.day.min())
    since = np.asarray((log.day - first) * float(DAY), dtype=np.float64)
    callback = log.kind == TYPES.index("TT")
    arrived = np.asarray(since + np.where(callback & log.offered, log.asked, log.entry), dtype=np.float64)
    in_ivr = np.maximum(np.where(log.offered, log.asked, log.left) - log.entry, 0.0)
    ivr = np.asarray(np.where(callback, np.nan, in_ivr), dtype=np.float64)
    outcome = np.where(log.answered, Outcome.ANSWERED, np.where(log.offered, Outcome.ABANDONED, Outcome.HANG_UP))
    findings = [Finding(name, count, "left out" if name == LEFT_OUT else "kept") for name, count in log.counts.items()]
    bad = tuple(BadRow(one.row, one.reason) for one in log.bad)
    if bad:
        findings.append(Finding("rows that could not be read: left out", len(bad), "left out"))
    whole = Calls(
        log.days[0], arrived, since + log.asked,
        ivr,
        np.where(log.offered, log.waited, np.nan), outcome.astype(np.int8), since + log.started,
        np.where(log.answered, log.talk, np.nan), np.full(len(log), np.nan),
        Coded.of(KINDS[TYPES[kind]] for kind in log.kind), _queues(log), Coded.unknown(len(log)),
        Coded.of(None if who == NOBODY or not answered else who for who, answered in zip(log.server, log.answered, strict=True)),
        Coded.of("voice" for _ in log.kind), np.full(len(log), -1, dtype=np.int64),
        Origin(source, log.rows, "", PRESENT, tuple(findings), bad, {"format": "the bank's log"}),
    )  # fmt: skip
    order = np.argsort(arrived, kind="stable")
    columns = {name: getattr(whole, name) for name in COLUMNS}
    in_order: dict[str, Any] = {
        name: one.taken(order) if isinstance(one, Coded) else one[order] for name, one in columns.items()
    }
    return replace(whole, **in_order)


def _queues(log: CallLog) -> Coded:
    """The queue of each call that asked for a person, as far as its class is known."""
    classes = {kind: _has_vips(log, kind) for kind in range(len(TYPES))}
    words: list[str | None] = []
    for kind, offered, queued, priority in zip(log.kind, log.offered, log.queued, log.priority, strict=True):
        family = FAMILY_OF[TYPES[kind]]
        if not offered or (classes[int(kind)] and not queued):
            words.append(None)
        else:
            words.append(family + VIP_QUEUE if classes[int(kind)] and priority == VIP else family)
    return Coded.of(words)


def _has_vips(log: CallLog, kind: int) -> bool:
    """Whether a type has priority customers to speak of, among the calls that queued."""
    queued = log.queued & (log.kind == kind)
    return bool(queued.any() and (queued & (log.priority == VIP)).sum() / queued.sum() >= FEWEST_VIPS)


def head_starts(calls: Calls) -> Mapping[str, float]:
    """The head start of each queue of priority customers."""
    return {name: HEAD_START for name in calls.queue.names if name.endswith(VIP_QUEUE)}


def with_rules(made: Study) -> Study:
    """The study with what is known of the bank besides its log: the head start of priority customers, names of its groups."""
    named = tuple(replace(group, name=_group_name(group.name)) for group in made.presence.groups)
    return replace(made, head_start=head_starts(made.calls), presence=replace(made.presence, groups=named))


def _group_name(queues: str) -> str:
    """What the bank would call people who serve these queues: everybody serves ordinary calls and new customers."""
    for common in ("new_customer", "regular_vip", "regular"):
        queues = queues.replace(common, "")
    rest = [name for name in queues.replace(VIP_QUEUE, "").split("_") if name]
    return "_".join(["general", *dict.fromkeys(rest)])
