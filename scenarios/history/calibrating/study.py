"""The study: all that a table of calls says about its centre, put together.

For each weekday of the log there is a typical day: volumes, staffing, what actually happened. Durations, patience, retries,
IVR paths and busyness are those of the whole log, where contacts are many.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError
from scenarios.history import staffing
from scenarios.history.calibrating import durations
from scenarios.history.calibrating.actual import Actual, actual
from scenarios.history.calibrating.busyness import Busyness
from scenarios.history.calibrating.durations import Measured, Work
from scenarios.history.calibrating.presence import Presence, by_interval, presence
from scenarios.history.calibrating.repeating import Repeats, repeats
from scenarios.history.calibrating.retrying import Retries, retries
from scenarios.history.calibrating.sample import WEEKDAYS, Sample, sample
from scenarios.history.calibrating.volumes import Volumes, ivr_share, spread_of_days, through_ivr, volumes
from scenarios.history.calibrating.whole_days import whole_days
from scenarios.history.calls import Calls, Outcome

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

RECORDED = 0.5  # share of answered contacts with a wrap-up from which it is recorded
LEAST = 0.25  # people present on average from which an interval is staffed


@dataclass(frozen=True)
class TypicalDay:
    """One weekday: its days, volumes, presence, whole people, open intervals, what happened, who came outside them."""

    name: str
    days: tuple[date, ...]
    volumes: Volumes
    presence: FloatArray
    people: IntArray
    opened: BoolArray
    actual: tuple[Actual, ...]
    outside: int


@dataclass(frozen=True)
class Path:
    """The way of a type through the IVR: shares of its exits (queue name, contained, hang_up) and how many they are of."""

    shares: Mapping[str, float]
    count: int


@dataclass(frozen=True)
class Study:
    """All that the log says."""

    sample: Sample
    interval: float
    start: date
    busyness: Busyness
    retries: Mapping[int, Retries]  # by type
    repeats: Repeats | None
    paths: Mapping[int, Path]  # by type; none of types that go straight to one queue
    ivr: Mapping[int, Measured]
    patience: tuple[Measured | None, ...]  # by kind
    work: Mapping[int, Work]  # talk and hold by line
    wrap_up: Mapping[int, Work]  # none where it is not recorded
    pauses: FloatArray | None  # quantiles of the pause after a contact, in its place
    presence: Presence
    weekdays: Mapping[str, TypicalDay]
    notes: Mapping[str, int]
    head_start: Mapping[str, float] = field(default_factory=dict)  # of queues, where a rule of the centre is known

    @property
    def day(self) -> TypicalDay:
        """The typical day that the scenario runs."""
        return self.weekdays[WEEKDAYS[self.start.weekday()]]

    @property
    def calls(self) -> Calls:
        """The table."""
        return self.sample.calls


def study(calls: Calls, start: date | None = None, interval: float = 1800.0) -> Study:
    """All that the scenario needs, from a table of calls."""
    span = calls.days
    calls, left_out = whole_days(calls)
    found = sample(calls)
    chosen = _start(found, span, start, interval)
    busy = spread_of_days(found)
    again = _retries(found)
    there = presence(found, interval)
    recorded = found.answered & ~np.isnan(calls.wrap_up)
    has_wrap_up = bool(recorded.sum() >= RECORDED * max(found.answered.sum(), 1))
    pauses = None if has_wrap_up or not len(there.pauses) else staffing.wrap_up(there.pauses)
    pause = float(pauses.mean()) if pauses is not None else 0.0
    common = _Common(found, there, interval, busy, again, pause)
    weekdays = {name: _typical(common, name) for number, name in enumerate(WEEKDAYS) if len(found.like(number))}
    if not weekdays[WEEKDAYS[chosen.weekday()]].opened.any():
        message = (
            f"on {WEEKDAYS[chosen.weekday()]}s hardly anybody is at work in this log; choose another day with --start"
        )
        raise InputError((Fault(calls.origin.name, None, "start", message),))
    notes = {**left_out, **found.notes, **{name: count for name, count in there.notes.items() if count}}
    outside = sum(day.outside for day in weekdays.values())
    if outside:
        notes["contacts that came while nobody was staffed: left out of the volumes"] = outside
    return Study(
        found, interval, chosen, busy, again, repeats(found), _paths(found),
        {code: one for code in range(len(found.types)) if (one := durations.in_ivr(found, found.type == code, found.types[code]))},
        tuple(durations.patience(found, _of_kind(found, number), kind.name) for number, kind in enumerate(found.kinds)),
        _work(found, there, calls.handled), _work(found, there, calls.wrap_up) if has_wrap_up else {}, pauses, there,
        weekdays, notes,
    )  # fmt: skip


def _start(found: Sample, span: tuple[date, ...], start: date | None, interval: float) -> date:
    """The scenario's day; InputError with all that stands against it."""
    calls, faults = found.calls, []
    source = calls.origin.name
    if not len(calls):
        raise InputError((Fault(source, None, "", "it holds no contacts; there is nothing to calibrate"),))
    first, last = span[0], span[-1]
    chosen = start or found.date_of[0]
    if not first <= chosen <= last:
        faults.append(
            Fault(
                source,
                None,
                "start",
                f"{chosen} is not in the log, which runs from {first} to {last}; choose a day in it",
            )
        )
    elif chosen.weekday() not in found.weekday:
        known = ", ".join(WEEKDAYS[number] for number in np.unique(found.weekday))
        faults.append(
            Fault(source, None, "start", f"{chosen} is a {WEEKDAYS[chosen.weekday()]}; the log has only {known}")
        )
    if interval < 60 or 3600 % interval:
        faults.append(
            Fault(source, None, "interval", f"{interval:g} s does not divide an hour; write 15, 30 or 60 min")
        )
    if not (found.answered & ~np.isnan(calls.handled)).any():
        message = "no contact with a handle time was answered by a person; there is nothing to calibrate"
        faults.append(Fault(source, None, "", message))
    if faults:
        raise InputError(faults)
    return chosen


def _retries(found: Sample) -> dict[int, Retries]:
    """Retries by type; types with too few losses take those of all types together."""
    own = {code: retries(found, [code]) for code in range(len(found.types))}
    together = retries(found, range(len(found.types))) if not all(own.values()) else None
    lost = {code: bool((found.retry & (found.type == code)).any()) for code in own}
    return {code: one for code in own if (one := own[code] or (together if lost[code] else None)) is not None}


def _of_kind(found: Sample, number: int) -> BoolArray:
    """Rows of a kind; of a split type, those whose queue is known. Kinds of one queue share its callers' patience."""
    kind = found.kinds[number]
    return np.asarray((found.type == kind.type) if kind.queue < 0 else (found.queue == kind.queue), dtype=np.bool_)


def _paths(found: Sample) -> dict[int, Path]:
    """Ways through the IVR."""
    paths = {}
    calls = found.calls
    for code in range(len(found.types)):
        own = found.type == code
        asked = own & ~found.ended_in_ivr & (found.queue >= 0)
        split = any(kind.type == code and kind.queue >= 0 for kind in found.kinds)
        ended = own & found.ended_in_ivr
        count = int(through_ivr(found, code).sum())
        share = ivr_share(found, code)
        shares: dict[str, float] = {}
        if not split:
            queues = np.bincount(found.queue[asked], minlength=len(found.queues))
            shares = {found.queues[q]: (1 - share) * n / queues.sum() for q, n in enumerate(queues) if n}
        contained = float((ended & calls.ended(Outcome.CONTAINED)).sum() / max(ended.sum(), 1)) * share
        shares |= {"contained": contained, "hang_up": share - contained}
        shares = {name: value for name, value in shares.items() if value > 0}
        if share > 0 or len(shares) > 1:
            paths[code] = Path(shares, count)
    return paths


def _work(found: Sample, there: Presence, values: FloatArray) -> dict[int, Work]:
    """Talk or wrap-up by line."""
    known = found.answered & ~np.isnan(values) & (found.line >= 0)
    names = [group.name for group in there.groups]
    made = {}
    for line in np.unique(found.line[known]):
        own = known & (found.line == line)
        what = found.queues[line]
        # Groups told from skills are no teams: who is in them differs from day to day, so they take the times of all.
        group = there.group[own] if there.teams else np.full(int(own.sum()), -1)
        made[int(line)] = durations.work(values[own], found.calls.second[own], group, what, names)
    return made


@dataclass(frozen=True)
class _Common:
    """What the typical days have in common."""

    sample: Sample
    presence: Presence
    interval: float
    busyness: Busyness
    retries: Mapping[int, Retries]
    pause: float


def _typical(common: _Common, name: str) -> TypicalDay:
    """The typical day of one weekday."""
    found, there, interval = common.sample, common.presence, common.interval
    days = found.like(WEEKDAYS.index(name))
    present = by_interval(found, there, days, interval)
    whole = staffing.whole_people(present)
    opened = np.asarray(whole.sum(axis=0) > 0, dtype=np.bool_)
    weight = {code: one.weight for code, one in common.retries.items()}
    made = volumes(found, days, interval, common.busyness, weight)
    place = np.clip(found.calls.second // interval, 0, len(opened) - 1).astype(np.int64)
    own = found.fresh & np.isin(found.day, days) & ~opened[place]
    made = Volumes(made.mean * opened, made.error * opened, made.counted, made.days)
    return TypicalDay(
        name, tuple(found.date_of[day] for day in days), made, present, whole, opened,
        actual(found, there, days, opened, common.pause), int(own.sum()),
    )  # fmt: skip


def spans(opened: BoolArray, interval: float) -> list[tuple[float, float]]:
    """Open spans of a day (s), from its open intervals."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], opened.astype(np.int8), [0]))))
    return [(float(a * interval), float(b * interval)) for a, b in edges.reshape(-1, 2)]
