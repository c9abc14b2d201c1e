"""Estimate: all that a call log says about its centre, with every treatment counted and every fit beside its data.

The log's days are grouped by weekday. For each weekday the folder holds volumes and staffing of a typical day; the
scenario names those of its calendar's start. Patience, handle times, IVR times and pauses after calls are fitted to the
whole month, where they are many.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError
from scenarios.history import bank_log, fitting, people, staffing, typical_day
from scenarios.history.bank_log import DAY, CallLog
from scenarios.history.fitting import Fit
from scenarios.history.patience import Curve, kaplan_meier
from scenarios.history.people import Group
from scenarios.history.typical_day import FAMILIES, WEEKDAYS, ContactType, Figure

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

PARTS = (0.0, 9 * 3600.0, 16 * 3600.0)  # handle times are fitted apart in these parts of the day: early, core, late
ENOUGH = 300  # calls in a part of the day for its handle times to be fitted apart
FEW_LOSSES = 10  # with fewer, patience is exponential: more parameters would be fitted to nothing


@dataclass(frozen=True)
class Fitted:
    """A distribution fitted to part of the log: all candidates, the chosen one, and the data it was fitted to."""

    what: str
    begins: float  # time of day from which it holds
    candidates: tuple[Fit, ...]
    chosen: Fit
    seconds: FloatArray
    ended: BoolArray
    curve: Curve


@dataclass(frozen=True)
class Weekday:
    """A typical day: volumes by contact type, mean presence and whole people by group, and what actually happened."""

    name: str
    days: tuple[date, ...]
    volumes: FloatArray
    presence: FloatArray
    people: IntArray
    opened: BoolArray
    hang_up: Mapping[int, float]
    figures: tuple[Figure, ...]
    dispersion: float | None  # of the calls of an interval about the day's level; 1 is Poisson


@dataclass(frozen=True)
class Calibration:
    """All that a log says about its centre."""

    source: str
    start: date
    interval: float
    types: tuple[ContactType, ...]
    groups: tuple[Group, ...]
    weekdays: Mapping[str, Weekday]
    handle: Mapping[str, tuple[Fitted, ...]]  # by family of calls
    patience: Mapping[str, Fitted | None]  # by queue; None where nobody hung up
    ivr: Fitted | None
    wrap_up: FloatArray
    busyness: float
    rows: int
    bad: tuple[bank_log.BadRow, ...]
    counts: Mapping[str, int]
    folder: Path | None = None

    @property
    def weekday(self) -> Weekday:
        """The typical day that the scenario runs."""
        return self.weekdays[WEEKDAYS[self.start.weekday()]]

    def summary(self) -> str:
        """What was read, how it was treated, and the day that came out, in plain lines."""
        day = self.weekday
        lines = [f"{self.rows} rows read from {self.source}; {len(self.bad)} broken rows left out."]
        lines += [f"  {one}" for one in self.bad[:20]]
        lines += [f"  and {len(self.bad) - 20} more broken rows, in calibration.json"] if len(self.bad) > 20 else []
        lines += [f"  {count:6d}  {what}" for what, count in self.counts.items()]
        lines.append(
            f"A typical {day.name.capitalize()}, the mean of {len(day.days)} days ({', '.join(map(str, day.days))}):"
        )
        for figure in day.figures:
            if figure.period == "day" and figure.mean is not None:
                lines.append(f"  {figure.words()}")
        if day.dispersion is not None:
            lines.append(
                f"  calls of an interval vary {day.dispersion:.3g} times as much as Poisson chance about the day's level"
            )
        lines.append(f"  people in an interval at most {day.people.sum(axis=0).max()}, in {len(self.groups)} groups")
        lines.append(
            f"  pause after a call, in place of wrap-up, which is not recorded: mean {self.wrap_up.mean():.3g} s"
        )
        return "\n".join([*lines, f"Written to {self.folder}."] if self.folder else lines)


def estimate(log: CallLog, source: str, start: date | None = None, interval: float = 1800.0) -> Calibration:
    """All that the scenario needs, from a log that has been read."""
    chosen = log.days[0] if start is None else start
    _check(log, source, chosen, interval)
    family, types = typical_day.families(log), typical_day.contact_types(log)
    skilled = staffing.skills(log, family, len(FAMILIES))
    presence = staffing.presence(log, family, skilled)
    made = people.groups(log, skilled, frozenset(np.unique(family[log.offered]).tolist()))
    pauses = staffing.wrap_up(presence.pauses)
    counts = {**log.counts, **presence.counts}
    month = _Month(log, types, made, presence.stretches, float(pauses.mean()), interval)
    days = [(name, typical_day.like_days(log, number)) for number, name in enumerate(WEEKDAYS)]
    weekdays = {name: _weekday(month, name, found) for name, found in days if len(found)}
    if not weekdays[WEEKDAYS[chosen.weekday()]].opened.any():
        message = f"on {WEEKDAYS[chosen.weekday()]}s hardly anybody is at work in this log; there is nothing to staff"
        raise InputError((Fault(source, None, "start", message),))
    counts["calls that asked for a person outside the staffed hours: left out"] = sum(
        _outside(log, day, interval) for day in weekdays.values()
    )
    return Calibration(
        source, chosen, interval, types, made, weekdays,
        handle={FAMILIES[index]: _handle(log, family == index, FAMILIES[index]) for index in np.unique(family[log.offered])},
        patience={queue: _patience(log, family, queue) for queue in dict.fromkeys(one.queue for one in types)},
        ivr=_ivr(log), wrap_up=pauses, busyness=typical_day.busyness(log), rows=log.rows, bad=log.bad, counts=counts,
    )  # fmt: skip


def _check(log: CallLog, source: str, start: date, interval: float) -> None:
    """InputError unless the day and the grid can be had."""
    faults = []
    first, last = log.days[0], log.days[-1]
    if not first <= start <= last:
        mend = f"the log runs from {first} to {last}; choose a day in it"
        faults.append(Fault(source, None, "start", f"{start} is not in the log: {mend}"))
    elif all(day.weekday() != start.weekday() for day in log.days):
        known = ", ".join(dict.fromkeys(WEEKDAYS[day.weekday()] for day in log.days))
        faults.append(
            Fault(source, None, "start", f"{start} is a {WEEKDAYS[start.weekday()]}; the log has only {known}")
        )
    if interval <= 0 or 3600 % interval:
        faults.append(
            Fault(source, None, "interval", f"{interval:g} s does not divide an hour; write 15, 30 or 60 min")
        )
    if not log.answered.any():
        faults.append(Fault(source, None, "", "no call was answered by an agent; there is nothing to calibrate"))
    if faults:
        raise InputError(tuple(faults))


@dataclass(frozen=True)
class _Month:
    """What the typical days have in common."""

    log: CallLog
    types: tuple[ContactType, ...]
    groups: tuple[Group, ...]
    stretches: tuple[staffing.Stretch, ...]
    wrap_up: float
    interval: float


def _weekday(month: _Month, name: str, days: IntArray) -> Weekday:
    """The typical day of one weekday, the mean of ``days``."""
    present = people.presence_by_group(month.stretches, month.groups, days, month.interval)
    whole = staffing.whole_people(present)
    opened = np.asarray(whole.sum(axis=0) > 0, dtype=np.bool_)
    sums = typical_day.sums(month.log, days, month.stretches, month.wrap_up, opened)
    return Weekday(
        name,
        tuple(date.fromordinal(int(day)) for day in days),
        typical_day.volumes(month.log, month.types, days, opened),
        present,
        whole,
        opened,
        {one.kind: typical_day.hang_up_share(month.log, one.kind, days, opened) for one in month.types},
        tuple(typical_day.figures(sums)),
        typical_day.dispersion(month.log, days, opened),
    )


def _outside(log: CallLog, weekday: Weekday, interval: float) -> int:
    """Calls of a weekday that asked for a person while nobody was staffed."""
    own = log.offered & np.isin(log.day, [day.toordinal() for day in weekday.days])
    place = np.clip(log.asked[own] // interval, 0, DAY / interval - 1).astype(np.int64)
    return int((~weekday.opened[place]).sum())


def _handle(log: CallLog, own: BoolArray, what: str) -> tuple[Fitted, ...]:
    """Handle times of a family of calls by part of the day; a part with too few calls joins the next."""
    answered = own & log.answered
    begins = [0.0]
    for start in PARTS[1:]:
        before = answered & (log.asked >= begins[-1]) & (log.asked < start)
        if min(int(before.sum()), int((answered & (log.asked >= start)).sum())) >= ENOUGH:
            begins.append(start)
    return tuple(
        _talks(log.talk[answered & (log.asked >= start) & (log.asked < end)], what, start)
        for start, end in zip(begins, [*begins[1:], np.inf], strict=True)
    )


def _talks(seconds: FloatArray, what: str, begins: float) -> Fitted:
    """The candidates for handle times; the chosen one keeps the mean of the data."""
    if len(seconds) == 0:
        seconds = np.array([1.0])
    fits = tuple(fitting.fit(one, seconds) for one in fitting.HANDLING) if len(seconds) >= ENOUGH / 10 else (
        fitting.fit(fitting.EXPONENTIAL, seconds),
    )  # fmt: skip
    whole = np.ones(len(seconds), dtype=np.bool_)
    chosen = fitting.matched(fitting.best(fits), seconds)
    return Fitted(what, begins, fits, chosen, seconds, whole, kaplan_meier(seconds, whole))


def _patience(log: CallLog, family: IntArray, queue: str) -> Fitted | None:
    """Patience of the callers of a queue, from those who waited; the answered are cut short at their answer."""
    vip = queue.endswith("_vip")
    own = log.queued & (family == FAMILIES.index(queue.removesuffix("_vip")))
    if vip or any(one.queue == f"{queue}_vip" for one in typical_day.contact_types(log)):
        own &= (log.priority == typical_day.VIP) == vip
    seconds, gave_up = log.waited[own], ~log.answered[own]
    if not gave_up.any():
        return None
    families = fitting.PATIENCE if gave_up.sum() >= FEW_LOSSES else (fitting.EXPONENTIAL,)
    fits = tuple(fitting.fit(one, seconds, gave_up) for one in families)
    return Fitted(queue, 0.0, fits, fitting.best(fits), seconds, gave_up, kaplan_meier(seconds, gave_up))


def _ivr(log: CallLog) -> Fitted | None:
    """Time in the IVR of callers who asked for a person; callbacks have none."""
    own = log.offered & (log.kind != bank_log.TYPES.index("TT"))
    seconds = np.maximum(log.asked[own] - log.entry[own], 0.0)
    if len(seconds) < 2:
        return None
    fits = tuple(fitting.fit(one, seconds) for one in (fitting.EXPONENTIAL, fitting.GAMMA, fitting.LOGNORMAL))
    whole = np.ones(len(seconds), dtype=np.bool_)
    return Fitted("ivr", 0.0, fits, fitting.best(fits), seconds, whole, kaplan_meier(seconds, whole))
