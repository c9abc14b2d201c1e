"""The sample: a table of calls made ready to be estimated from.

Who came of his own accord is told from who came again: a contact of a customer who had just given up or been turned away on
the same day is a retry (the scenario makes retries itself, so volumes leave them out), and one that begins the moment the
same customer's last talk ends was handed on. Contact types are the log's; where it has none, its queues are. Where the queue
of many calls of a type is not recorded and others of the type went to several, the type is split into one for each queue,
in the shares of the calls whose queue is known, hour by hour.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenarios.fields import RESERVED
from scenarios.history.calls import Calls, Outcome
from scenarios.history.columns import DAY

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

HOUR = 3600.0
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HANDED_ON = " handed on"
AT_ONCE = 1.5  # s between a talk's end and a contact that was handed on; logs have whole seconds
UNRECORDED = 0.01  # share of a type's calls without a queue from which it is split
FEWEST = 0.05  # a smaller share of a type's calls in a queue is no class of its own
STRENGTH = 20.0  # calls' worth of the whole day's share that steady each hour's
LONE = "calls"  # of a log with neither types nor queues


@dataclass(frozen=True)
class Kind:
    """A contact type of the scenario: a type of the log, or the part of it that goes to one queue."""

    name: str
    type: int
    queue: int  # -1: not split by queue
    share: FloatArray  # of the type's calls, by hour


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows with their type, day and history; arrays have one entry a row."""

    calls: Calls
    types: tuple[str, ...]
    type: IntArray  # -1: ended in the IVR before it was known
    queues: tuple[str, ...]
    queue: IntArray
    retry: BoolArray
    attempt: IntArray
    handed_on: BoolArray
    again: IntArray  # the same customer's next row of the same day; -1
    notes: Mapping[str, int]

    @cached_property
    def date_of(self) -> tuple[date, ...]:
        """The days with contacts, in order."""
        return self.calls.days

    @cached_property
    def day(self) -> IntArray:
        """Place of each row's day among them."""
        return np.asarray(np.unique(self.calls.day, return_inverse=True)[1], dtype=np.int64)

    @cached_property
    def weekday(self) -> IntArray:
        """Weekday of each day, Monday 0."""
        return np.array([day.weekday() for day in self.date_of], dtype=np.int64)

    @cached_property
    def fresh(self) -> BoolArray:
        """Contacts that nothing in the log brought about."""
        return ~self.retry & (self.type >= 0)

    @cached_property
    def ended_in_ivr(self) -> BoolArray:
        """Contacts that asked for nobody."""
        return self.calls.ended(Outcome.CONTAINED, Outcome.HANG_UP)

    @cached_property
    def answered(self) -> BoolArray:
        """Contacts that a person took."""
        return self.calls.ended(Outcome.ANSWERED) & ~np.isnan(self.calls.answered)

    @cached_property
    def offered(self) -> BoolArray:
        """Contacts that asked for a person at an open queue."""
        lines_full = self.calls.ended(Outcome.BLOCKED) & np.isnan(self.calls.asked)
        return self.calls.offered & ~lines_full

    @cached_property
    def joined(self) -> FloatArray:
        """Second of its day at which each asked for a person, or (it never did) arrived."""
        moment = np.where(np.isnan(self.calls.asked), self.calls.arrived, self.calls.asked)
        return np.asarray(moment - self.calls.day * DAY, dtype=np.float64)

    def like(self, weekday: int) -> IntArray:
        """Places of the days that fall on a weekday."""
        return np.flatnonzero(self.weekday == weekday)

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The scenario's contact types."""
        found: list[Kind] = []
        for code, name in enumerate(self.types):
            queues = self._classes(code)
            if len(queues) < 2:
                found.append(Kind(name, code, -1, np.ones(24)))
                continue
            shares = self._shares(code, queues)
            names = _class_names(name, [self.queues[queue] for queue in queues])
            found += [Kind(*one) for one in zip(names, [code] * len(queues), queues, shares, strict=True)]
        return tuple(found)

    def _classes(self, code: int) -> list[int]:
        """Queues that a type is split by; none where the queue is always known, or always the same."""
        asked = (self.type == code) & ~self.ended_in_ivr & ~np.isnan(self.calls.asked)
        known = asked & (self.queue >= 0)
        if not known.any() or known.sum() >= (1 - UNRECORDED) * asked.sum():
            return []
        count = np.bincount(self.queue[known], minlength=len(self.queues))
        return [int(one) for one in np.flatnonzero(count >= FEWEST * count.sum())]

    def _shares(self, code: int, queues: list[int]) -> FloatArray:
        """Share of each queue (row) by hour (column), among the calls whose queue is known."""
        hour = np.clip(self.joined // HOUR, 0, 23).astype(np.int64)
        known = (self.type == code) & np.isin(self.queue, queues)
        overall = np.array([(known & (self.queue == queue)).sum() for queue in queues]) / known.sum()
        count = np.array([np.bincount(hour[known & (self.queue == queue)], minlength=24) for queue in queues])
        return np.asarray((count + STRENGTH * overall[:, None]) / (count.sum(axis=0) + STRENGTH), dtype=np.float64)

    @cached_property
    def line(self) -> IntArray:
        """The queue of each row, queues that a split type goes to being one: who serves one of them serves all."""
        home = np.arange(len(self.queues))
        of_type = np.full(len(self.types), -1)
        for kind in self.kinds:
            if kind.queue < 0:
                continue
            if of_type[kind.type] < 0:
                of_type[kind.type] = kind.queue
            home[home == home[kind.queue]] = home[of_type[kind.type]]
        only = self._only_queue()
        found = np.where(self.queue >= 0, home[np.maximum(self.queue, 0)], -1)
        unknown = (found < 0) & (self.type >= 0) & ~self.ended_in_ivr
        default = np.where(of_type >= 0, home[np.maximum(of_type, 0)], only)
        return np.where(unknown, default[np.maximum(self.type, 0)], found).astype(np.int64)

    def _only_queue(self) -> IntArray:
        """The queue that most calls of each type go to."""
        known = (self.queue >= 0) & (self.type >= 0)
        table = np.zeros((len(self.types), len(self.queues)), dtype=np.int64)
        np.add.at(table, (self.type[known], self.queue[known]), 1)
        return np.asarray(table.argmax(axis=1), dtype=np.int64)


def sample(calls: Calls) -> Sample:
    """A table of calls, made ready."""
    again, retry, attempt, handed_on = _history(calls)
    types, kind, queues, queue = _types(calls, handed_on)
    notes = Counter(
        {
            "retries of customers who had given up or been turned away the same day": int(retry.sum()),
            "contacts handed on at the end of a talk: a contact type of their own": int(handed_on.sum()),
            "contacts of no known type that ended in the IVR: left out": int((kind < 0).sum()),
        }
    )
    shown = {name: count for name, count in notes.items() if count}
    return Sample(calls, types, kind, queues, queue, retry, attempt, handed_on, again, shown)


def _history(calls: Calls) -> tuple[IntArray, BoolArray, IntArray, BoolArray]:
    """Each row's next of the same customer and day; whether it is a retry, the how-manieth attempt, and handed on."""
    size = len(calls)
    again = np.full(size, -1, dtype=np.int64)
    retry, handed_on = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    attempt = np.ones(size, dtype=np.int64)
    order = np.lexsort((calls.arrived, calls.day, calls.customer))
    if size < 2:
        return again, retry, attempt, handed_on
    before, after = order[:-1], order[1:]
    same = (calls.customer[before] == calls.customer[after]) & (calls.customer[before] >= 0)
    same &= calls.day[before] == calls.day[after]
    again[before[same]] = after[same]
    talked = calls.ended(Outcome.ANSWERED)[before]
    gap = calls.arrived[after] - (calls.answered + calls.handled)[before]
    on = same & talked & (np.abs(gap) <= AT_ONCE)
    handed_on[after[on]] = True
    lost = calls.ended(Outcome.ABANDONED, Outcome.BLOCKED, Outcome.CLOSED)[before]
    tried = same & lost
    retry[after[tried]] = True
    place = np.arange(size)
    first = np.maximum.accumulate(np.where(np.concatenate(([False], tried)), 0, place))
    attempt[order] = place - first + 1
    return again, retry, attempt, handed_on


def _types(calls: Calls, handed_on: BoolArray) -> tuple[tuple[str, ...], IntArray, tuple[str, ...], IntArray]:
    """Names and codes of types and of queues, one standing in for the other where the log lacks it."""
    kind, queue = calls.contact_type, calls.queue
    asked = ~calls.ended(Outcome.CONTAINED, Outcome.HANG_UP)
    names, codes = _clean(kind.names), kind.codes.astype(np.int64)
    queues, queue_codes = _clean(queue.names), queue.codes.astype(np.int64)
    if not (codes >= 0).any():
        names, codes = queues or (LONE,), queue_codes if queues else np.zeros(len(calls), dtype=np.int64)
    if not (queue_codes >= 0).any():
        queues, queue_codes = names, np.where(asked, codes, -1)
    unknown = (codes < 0) & asked
    if unknown.any():  # it was served all the same, and is work
        names = (*names, "unknown")
        codes = np.where(unknown, len(names) - 1, codes)
    if handed_on.any():
        own = np.unique(codes[handed_on])
        place = {int(code): len(names) + number for number, code in enumerate(own)}
        names = (*names, *(names[code] + HANDED_ON for code in own))
        codes = np.array([place[int(code)] if on else code for code, on in zip(codes, handed_on, strict=True)])
    if ((queue_codes < 0) & asked & ~np.isin(codes, np.unique(codes[queue_codes >= 0]))).any():
        queues = (*queues, "unknown_queue")
        lost = asked & (queue_codes < 0) & ~np.isin(codes, np.unique(codes[queue_codes >= 0]))
        queue_codes = np.where(lost, len(queues) - 1, queue_codes)
    used = np.unique(codes[codes >= 0])
    place_of = np.full(len(names) + 1, -1)
    place_of[used] = np.arange(len(used))
    return tuple(names[code] for code in used), place_of[codes].astype(np.int64), queues, queue_codes


def _clean(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names as a scenario may use them, each once."""
    found: list[str] = []
    for name in names:
        clean = re.sub(r"[.\s]+", " ", name).strip() or "unnamed"
        clean = f"{clean}_" if clean in RESERVED else clean
        while clean in found:
            clean += "_"
        found.append(clean)
    return tuple(found)


def _class_names(name: str, queues: list[str]) -> list[str]:
    """Names of the parts of a type: the type's, and what its queues' names do not share."""
    common = 0
    while all(len(queue) > common and queue[common] == queues[0][common] for queue in queues):
        common += 1
    ends = [queue[common:] for queue in queues]
    return [f"{name}{end}" if common else f"{name}_{end}" for end in ends]


def dates(first: date, places: IntArray) -> tuple[date, ...]:
    """Dates by their distance from the first."""
    return tuple(first + timedelta(days=int(place)) for place in places)
