"""A typical day out of a month of calls: volumes, VIP shares and what actually happened, by weekday.

Like days are the days of one weekday. Volumes are their mean, by interval, type of service and class. The class of a call
that did not wait is not recorded (the log gives it customer 0 and priority 0), so the VIP share of a type and hour is
taken from the calls that queued, and applied to all. Figures of a like day are sums over the days divided by sums over
the days, as simulated ones are, with the standard error between days (Law 2015, sec. 9.4).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scenarios.history.bank_log import DAY, TYPES, CallLog
from scenarios.history.staffing import Stretch, hours_present

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS = {"PS": "regular", "PE": "english", "IN": "internet", "NE": "stock", "NW": "new_customer", "TT": "callback"}
FAMILIES = ("regular", "new_customer", "stock", "internet")  # who is skilled in one may serve all of it
FAMILY_OF = {"PS": "regular", "PE": "regular", "TT": "regular", "NW": "new_customer", "NE": "stock", "IN": "internet"}
VIP = 2
FEWEST_VIPS = 0.05  # a type with a smaller share of VIPs among its queued calls has no VIP class
STRENGTH = 20.0  # queued calls' worth of the whole day's VIP share that steady each hour's
HOUR = 3600.0
SOON = 20.0  # seconds; the answer rate that every reader expects
SPOKEN = {  # measure of actual.csv -> its name to a reader, its unit, how many of the unit are 1
    "offered": ("offered", "", 1.0),
    "answer_rate": ("answered", " %", 100.0),  # whenever: elsewhere, answer rate is the share within a time
    "answered_within_20_s": ("answered within 20 s", " %", 100.0),
    "abandonment": ("abandoned", " %", 100.0),
    "mean_wait": ("mean wait", " s", 1.0),
    "occupancy": ("occupancy", " %", 100.0),
}


def families(log: CallLog) -> IntArray:
    """Family of each call, as an index into FAMILIES."""
    return np.array([FAMILIES.index(FAMILY_OF[kind]) for kind in TYPES], dtype=np.int64)[log.kind]


def like_days(log: CallLog, weekday: int) -> IntArray:
    """Days of the log that fall on a weekday (Monday 0), as ordinals."""
    days = np.unique(log.day)
    return np.asarray(days[[date.fromordinal(int(day)).weekday() == weekday for day in days]], dtype=np.int64)


@dataclass(frozen=True)
class ContactType:
    """A type of service and class: its name, kind, queue, and its share of the kind's calls at each hour."""

    name: str
    kind: int
    vip: bool
    queue: str
    share: FloatArray  # 24 hours


def contact_types(log: CallLog) -> tuple[ContactType, ...]:
    """Types that occur in the log, a VIP class beside the ordinary one where VIPs are more than a few."""
    found: list[ContactType] = []
    for kind, code in enumerate(TYPES):
        own = (log.kind == kind) & log.offered
        if not own.any():
            continue
        name, family = KINDS[code], FAMILY_OF[code]
        share = vip_share(log, kind)
        if share is None:
            found.append(ContactType(name, kind, False, family, np.ones(24)))
            continue
        found.append(ContactType(name, kind, False, family, 1.0 - share))
        found.append(ContactType(f"{name}_vip", kind, True, f"{family}_vip", share))
    return tuple(found)


def vip_share(log: CallLog, kind: int) -> FloatArray | None:
    """VIP share of a kind of call by hour, from the queued; None where there is no VIP class to speak of."""
    queued = log.queued & (log.kind == kind)
    vip = queued & (log.priority == VIP)
    if not queued.any() or vip.sum() / queued.sum() < FEWEST_VIPS:
        return None
    overall = vip.sum() / queued.sum()
    count = np.bincount(_hour(log.asked[queued]), minlength=24)
    vips = np.bincount(_hour(log.asked[vip]), minlength=24)
    return np.asarray((vips + STRENGTH * overall) / (count + STRENGTH), dtype=np.float64)


def volumes(log: CallLog, types: tuple[ContactType, ...], days: IntArray, opened: BoolArray) -> FloatArray:
    """Mean calls of a like day by contact type (row) and interval (column).

    They are the calls that asked for a person, raised by the day's share of hang-ups in the IVR: what asks for a person
    in the simulation is then right in every interval, and hang-ups are right over the day (an outage of the IVR, such as
    on 1999-02-03 at 13:00, would otherwise take callers from the other hours). They count where they asked for a person, a
    few seconds after they entered the IVR. Outside the staffed hours nothing arrives.
    """
    per_day, interval = len(opened), DAY / len(opened)
    table = np.zeros((len(types), per_day))
    hour = (np.arange(per_day) * interval // HOUR).astype(np.int64)
    for row, one in enumerate(types):
        chosen = np.isin(log.day, days) & (log.kind == one.kind) & log.offered
        place = np.clip((log.asked[chosen] // interval).astype(np.int64), 0, per_day - 1)
        asked = np.bincount(place, minlength=per_day) / max(len(days), 1)
        table[row] = asked / (1.0 - hang_up_share(log, one.kind, days, opened)) * one.share[hour] * opened
    return table


def hang_up_share(log: CallLog, kind: int, days: IntArray, opened: BoolArray) -> float:
    """Share of a kind's calls in the staffed hours of the given days that left the IVR without asking for a person."""
    chosen = np.isin(log.day, days) & (log.kind == kind)
    moment = np.where(log.offered, log.asked, log.entry)
    chosen &= opened[np.clip((moment // (DAY / len(opened))).astype(np.int64), 0, len(opened) - 1)]
    if not (chosen & log.offered).any():
        return 0.0
    return round(float(1.0 - log.offered[chosen].mean()), 4)


@dataclass(frozen=True)
class Figure:
    """What actually happened: a measure of an hour (or ``day``), over how many days, with its standard error."""

    measure: str
    period: str
    mean: float | None
    error: float | None
    days: int
    contacts: float  # per day, in the denominator's period

    def words(self) -> str:
        """The figure with its standard error, in the words and units of a planner: ``answered: 89.3 %``."""
        name, unit, scale = SPOKEN[self.measure]
        error = "" if self.error is None else f", standard error {self.error * scale:.1f}{unit}"
        value = "undefined" if self.mean is None else f"{self.mean * scale:.1f}{unit}"
        return f"{name}: {value}{error}"


@dataclass(frozen=True)
class Sums:
    """Sums of each like day (rows) by hour of the day (columns)."""

    offered: FloatArray
    answered: FloatArray
    soon: FloatArray
    wait: FloatArray
    busy: FloatArray
    staffed: FloatArray


def sums(log: CallLog, days: IntArray, stretches: tuple[Stretch, ...], wrap_up: float, opened: BoolArray) -> Sums:
    """Sums of the like days over the intervals that are open.

    Busy is talk plus the mean pause after each call, as simulated agents' occupancy has it, but for the last call of a
    stretch of presence, whose pause falls outside it. Time counts where it passes. Staffed is presence, not rounded.
    """
    tables = {name: np.zeros((len(days), 24)) for name in Sums.__dataclass_fields__}
    edges: FloatArray = np.arange(25.0) * HOUR
    interval = DAY / len(opened)
    hours_open = opened.reshape(24, -1).any(axis=1) if len(opened) % 24 == 0 else np.ones(24, dtype=np.bool_)
    for row, day in enumerate(days):
        today = np.flatnonzero(log.offered & (log.day == day))
        today = today[opened[np.minimum((log.asked[today] // interval).astype(np.int64), len(opened) - 1)]]
        answered = today[log.answered[today]]
        soon = answered[log.waited[answered] <= SOON]
        for name, chosen, weight in (
            ("offered", today, None),
            ("answered", answered, None),
            ("soon", soon, None),
            ("wait", answered, log.waited[answered]),
        ):
            tables[name][row] = np.bincount(_hour(log.asked[chosen]), weight, minlength=24)
        talks = tuple(
            Stretch(int(day), "", a, b) for a, b in zip(log.started[answered], log.ended[answered], strict=True)
        )
        here = tuple(one for one in stretches if one.day == day)
        lasts = np.bincount(_hour(np.array([one.end for one in here])), minlength=24)
        pauses = np.bincount(_hour(log.ended[answered]), minlength=24) - lasts
        tables["busy"][row] = (hours_present(talks, edges) + pauses * wrap_up) * hours_open
        tables["staffed"][row] = hours_present(here, edges) * hours_open
    return Sums(**tables)


def _hour(moments: FloatArray) -> IntArray:
    """Hour of the day of each moment; past midnight is the last hour."""
    return np.asarray(np.clip(moments // HOUR, 0, 23), dtype=np.int64)


def figures(sums: Sums) -> Iterator[Figure]:
    """Every measure of the whole day and of each hour that had calls."""
    parts = {
        "offered": (sums.offered, np.ones_like(sums.offered)),
        "answer_rate": (sums.answered, sums.offered),
        "answered_within_20_s": (sums.soon, sums.offered),
        "abandonment": (sums.offered - sums.answered, sums.offered),
        "mean_wait": (sums.wait, sums.answered),
        "occupancy": (sums.busy, sums.staffed),
    }
    for measure, (over, under) in parts.items():
        whole = under.sum(axis=1) if measure != "offered" else np.ones(len(under))
        yield _figure(measure, "day", over.sum(axis=1), whole, sums.offered.sum(axis=1))
        for hour in np.flatnonzero(sums.offered.sum(axis=0) > 0):
            yield _figure(measure, f"{hour:02d}:00", over[:, hour], under[:, hour], sums.offered[:, hour])


def _figure(measure: str, period: str, over: FloatArray, under: FloatArray, contacts: FloatArray) -> Figure:
    """Sum over sum, and its standard error between days (None with a single day)."""
    days, per_day = len(over), float(contacts.mean())
    if under.sum() <= 0:
        return Figure(measure, period, None, None, days, per_day)
    mean = float(over.sum() / under.sum())
    if days < 2:
        return Figure(measure, period, mean, None, days, per_day)
    error = float(np.sqrt(((over - mean * under) ** 2).sum() * days / (days - 1)) / under.sum())
    return Figure(measure, period, mean, error, days, per_day)


def busyness(log: CallLog) -> float:
    """Coefficient of variation of a day's volume about its weekday's mean, what Poisson chance brings taken off.

    Over working days alone: the weekdays whose mean is at least half of the busiest weekday's.
    """
    counts = {
        weekday: np.array([(log.offered & (log.day == day)).sum() for day in like_days(log, weekday)], dtype=np.float64)
        for weekday in range(7)
    }
    means = {weekday: values.mean() for weekday, values in counts.items() if len(values) > 1}
    busy = [weekday for weekday, mean in means.items() if mean >= 0.5 * max(means.values())]
    freedom = sum(len(counts[weekday]) - 1 for weekday in busy)
    if freedom < 1:
        return 0.0
    spread = sum((((counts[day] - means[day]) / means[day]) ** 2).sum() for day in busy) / freedom
    chance = float(np.mean([1.0 / means[day] for day in busy]))
    return float(np.sqrt(max(spread - chance, 0.0)))


def dispersion(log: CallLog, days: IntArray, opened: BoolArray) -> float | None:
    """How much more counts of an interval vary than Poisson chance, given each day's total: 1 is Poisson.

    Pearson's chi-square over its degrees of freedom, of days by intervals, over intervals that expect 5 calls or more. None
    where there is too little to tell. Well above 1, calls came in bursts that a rate for each interval does not have.
    """
    interval = DAY / len(opened)
    counts = np.array(
        [
            np.bincount((log.asked[log.offered & (log.day == day)] // interval).astype(np.int64), minlength=len(opened))
            for day in days
        ],
        dtype=np.float64,
    )[:, : len(opened)][:, opened]
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(counts.sum(), 1.0)
    kept = expected.min(axis=0) >= 5
    freedom = (len(days) - 1) * (int(kept.sum()) - 1)
    if freedom < 1:
        return None
    return float(((counts - expected) ** 2 / np.maximum(expected, 1e-9))[:, kept].sum() / freedom)
