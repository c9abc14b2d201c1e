"""Definitions: what each measure divides by what, and where it is defined.

This table is the one home of the measures' meanings. The rows that people read and the targets that plans must meet are
computed from the same entries, so a target can never be met under another definition than the one that is printed.

A measure is a sum over days divided by a sum over days; divided by ``REPLICATIONS`` it is a mean per calendar. Percentiles
are read off the pooled waits instead, and the longest wait is a mean of the days' longest. Sums called ``prompt ...`` are over
the immediate contacts of a name that has any (``sim/sums/channels.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from typing_extensions import override

from sim.sums.grid import Grid
from sim.sums.ratios import FloatArray, Ratio, ratio
from sim.sums.tally import SCOPES, Sums, Tally, names_of, thresholds, within_key
from sim.sums.waits import Pool, up_to

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from scenarios.targets import Target
    from sim.variance import Known

REPLICATIONS = "replications"
EVERYWHERE = SCOPES
CONTACTS = ("centre", "contact_type", "queue")  # a group is offered nothing: it takes what a queue was offered
CALLERS = ("centre", "contact_type")  # contacts that never came to a queue
PEOPLE = ("centre", "agent_group")
LEVELS = (0.50, 0.90, 0.95)


@dataclass(frozen=True)
class Sample:
    """The tallies of all replications, read scope by scope as arrays (replications, names, calendar and intervals).

    ``known``: what is known of the replications' luck, to make the figures surer (``sim/variance.py``); percentiles make no use of it.
    """

    scenario: Scenario
    tallies: Sequence[Tally]
    known: Known | None = None

    @cached_property
    def grid(self) -> Grid:
        """The calendar's intervals."""
        return Grid.of(self.scenario)

    def names(self, scope: str) -> tuple[str, ...]:
        """Names at a scope, in the order of the rows."""
        return names_of(self.scenario)[scope]

    def sums(self, scope: str, key: str) -> FloatArray:
        """Give a sum by replication, name and interval."""
        if key == REPLICATIONS:
            return np.ones((len(self.tallies), len(self.names(scope)), self.grid.intervals))
        return Sums.stacked([tally.sums[scope] for tally in self.tallies], key)

    def longest(self, scope: str) -> FloatArray:
        """Give the longest wait by replication, name and interval; NaN where nobody waited."""
        return np.stack([tally.longest[scope] for tally in self.tallies])

    @cached_property
    def percentiles(self) -> Mapping[str, Ratio]:
        """Percentiles of the answered waits by scope, as arrays (levels, names, calendar and intervals)."""
        return {scope: Pool.of(self.scenario, self.tallies, scope).percentiles(LEVELS) for scope in SCOPES}


@dataclass(frozen=True)
class Share:
    """A measure that is one sum divided by another: ``over`` / ``under``. ``most``: it cannot be more than this."""

    name: str
    scopes: tuple[str, ...]
    over: str
    under: str
    most: float = np.inf
    within: float | None = None
    of: str | None = None  # a named variant of the denominator

    def by_day(self, sample: Sample, scope: str) -> tuple[FloatArray, FloatArray]:
        """Give its two sums in each replication: by name, first for the calendar and then for each interval."""
        over, under = (_calendar_first(sample.sums(scope, key)) for key in (self.over, self.under))
        return over, np.ones_like(under) if self.under == REPLICATIONS else under

    def estimate(self, sample: Sample, scope: str) -> Ratio:
        """Give the measure by name, first for the calendar and then for each interval."""
        return ratio(*self.by_day(sample, scope), self.most, sample.known)


class AnswerRate(Share):
    """The centre's is over immediate channels: a centre that has none has no answer rate."""

    @override
    def by_day(self, sample: Sample, scope: str) -> tuple[FloatArray, FloatArray]:
        over, under = super().by_day(sample, scope)
        if scope != "centre" or any(kind.immediate for kind in sample.scenario.contact_types.values()):
            return over, under
        return np.zeros_like(over), np.zeros_like(under)


@dataclass(frozen=True)
class Percentile:
    """A percentile of the waits of the answered of all days pooled."""

    name: str
    level: float
    scopes: tuple[str, ...] = EVERYWHERE
    within: None = None
    of: None = None

    def estimate(self, sample: Sample, scope: str) -> Ratio:
        """Give the percentile by name, first for the calendar and then for each interval."""
        found, place = sample.percentiles[scope], LEVELS.index(self.level)
        return Ratio(found.mean[place], found.low[place], found.high[place])

    def by_day(self, sample: Sample, scope: str) -> tuple[FloatArray, FloatArray]:
        """Count in each replication the waits up to the percentile, and all: by name, first of the calendar and then of each interval."""
        days, limits = [one.waits.part(scope) for one in sample.tallies], self.estimate(sample, scope).mean[None]
        parts = [up_to(days, 0, columns) for columns in (limits[:, :, :1], limits[:, :, 1:])]
        below, answered = (np.concatenate(both, axis=-1) for both in zip(*parts, strict=True))
        return below[:, 0], answered


@dataclass(frozen=True)
class LongestWait:
    """Sum of the days' longest waits / days on which somebody waited, be it for no time at all."""

    name: str = "longest_wait"
    scopes: tuple[str, ...] = EVERYWHERE
    within: None = None
    of: None = None

    def by_day(self, sample: Sample, scope: str) -> tuple[FloatArray, FloatArray]:
        """Give the longest waits of each replication, added up over its days, and the days on which somebody waited."""
        by_interval = np.nan_to_num(sample.longest(scope), nan=-1.0)
        per_day = sample.scenario.calendar.per_day
        by_day = np.maximum.reduceat(by_interval, np.arange(0, sample.grid.intervals, per_day), axis=2)
        longest = [np.maximum(waits, 0.0) for waits in (by_day, by_interval)]
        somebody = [(waits >= 0).astype(float) for waits in (by_day, by_interval)]
        over, under = (np.concatenate([d.sum(axis=2, keepdims=True), i], axis=2) for d, i in (longest, somebody))
        return over, under

    def estimate(self, sample: Sample, scope: str) -> Ratio:
        """Give the longest wait by name, first for the calendar and then for each interval."""
        return ratio(*self.by_day(sample, scope), known=sample.known)


Measure = Share | Percentile | LongestWait


def _calendar_first(by_interval: FloatArray) -> FloatArray:
    return np.concatenate([by_interval.sum(axis=2, keepdims=True), by_interval], axis=2)


def _count(name: str, scopes: tuple[str, ...] = CONTACTS) -> Share:
    return Share(name, scopes, name, REPLICATIONS)


def answer_rate(within: float, of: str | None = None) -> Share:
    """Answered within ``within`` / offered; abandoned and blocked contacts stay in the denominator.

    The centre's is over immediate channels. Variants: ``of="answered"`` divides by the answered,
    ``of="offered_less_short_abandons"`` by the offered without those who abandoned within ``within``.
    """
    under = {
        None: "prompt offered",
        "answered": "prompt answered",
        "offered_less_short_abandons": within_key("offered less short abandons", within),
    }[of]
    return AnswerRate("answer_rate", CONTACTS, within_key("answered within", within), under, 1.0, within, of)


ABANDONMENT = Share("abandonment", CONTACTS, "abandoned", "offered", 1.0)
MEAN_WAIT = Share("mean_wait", EVERYWHERE, "wait of answered", "prompt answered")
OCCUPANCY = Share("occupancy", PEOPLE, "seconds busy", "seconds staffed", 1.0)
# Deferred work finished (end of talk) by its deadline / deferred work whose deadline falls inside the calendar, by when it joined.
ON_TIME = Share("on_time", CONTACTS, "on time", "due", 1.0)

BEFORE_ANSWER_RATE: tuple[Measure, ...] = (
    _count("offered"),
    _count("answered", EVERYWHERE),
    _count("abandoned"),
    _count("blocked"),
    _count("blocked_lines", CALLERS),
    _count("closed"),
    _count("cleared"),
    _count("contained", CALLERS),
    _count("unfinished"),
    _count("repeats"),  # of the offered
)
AFTER_ANSWER_RATE: tuple[Measure, ...] = (
    ABANDONMENT,
    MEAN_WAIT,
    Share("mean_wait_all", CONTACTS, "wait of offered", "prompt offered"),
    *(Percentile(f"wait_p{level * 100:.0f}", level) for level in LEVELS),
    LongestWait(),
    Share("probability_of_wait", CONTACTS, "not answered at once", "prompt offered", 1.0),
    Share("mean_queue_length", CONTACTS, "seconds in queue", "seconds measured"),
    OCCUPANCY,
    Share("slot_use", PEOPLE, "slot seconds filled", "slot seconds", 1.0),  # without concurrency an agent is one slot
    # Answered first attempts that neither a repeat nor an escalation follows / answered first attempts.
    Share("first_contact_resolution", EVERYWHERE, "resolved first attempts", "answered first attempts", 1.0),
    # Scores of the answered in immediate queues / their number (sim/sums/satisfaction.py).
    Share("satisfaction", EVERYWHERE, "satisfaction", "rated contacts", 100.0),
    ON_TIME,
    Share(
        "cost", EVERYWHERE, "cost", REPLICATIONS
    ),  # of types and queues: shared out by the agents' time (sim/sums/money.py)
    Share("cost_of_loss", CONTACTS, "cost of loss", REPLICATIONS),
    Share("cost_per_contact", EVERYWHERE, "cost", "answered"),
)


def variant(of: str | None) -> str | None:
    """Name of a denominator, or nothing for the usual one."""
    return None if of == "offered" else of


def measures(scenario: Scenario) -> tuple[Measure, ...]:
    """Every measure of a scenario, in the order in which they are printed.

    Variants of the answer rate come before the plain rates: a reader who knows only measure, scope, name, interval and
    threshold keeps the last of several rows, and that is then the one of the offered.
    """
    named = {
        (target.of, target.within)
        for target in scenario.targets
        if target.measure == "answer_rate" and target.within is not None and variant(target.of)
    }
    plain = [answer_rate(within) for within in thresholds(scenario)]
    variants = [answer_rate(within, of) for of, within in sorted(named)]
    return (*BEFORE_ANSWER_RATE, *variants, *plain, *AFTER_ANSWER_RATE)


def of_target(target: Target) -> Share:
    """Find the measure that a target is about."""
    if target.measure == "answer_rate":
        return answer_rate(target.within or 0.0, variant(target.of))
    return {share.name: share for share in (ABANDONMENT, MEAN_WAIT, OCCUPANCY, ON_TIME)}[target.measure]
