"""Tally: the sums that one simulated calendar leaves behind.

A log is long and a tally is short. For each scope (the centre, each contact type, each queue, each agent group) and each
interval of the calendar it holds the sums that the measures need: contacts offered, seconds waited, seconds busy and so on.
A measure is a sum over all replications divided by another (``sim/definitions.py``), so tallies are all that has to be kept.

Where a thing counts:

- a contact counts in the interval in which it joined a queue. One that joins after the calendar's end, and a retry due
  then, counts in the last interval; one that was never offered (finished in the IVR, no line free, queue closed) counts
  in the interval of its arrival;
- contacts before the end of the warm-up count nowhere, though the time that they wait and occupy agents after it does;
- queue length and occupancy count where the time passes, between the end of the warm-up and the calendar's end.

Everything but the longest wait adds up: the sum over the intervals is the sum of the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.log import OFFERED, ConservationError, Log, Outcome

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.staffing import Staffing

FloatArray = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]
Sums = dict[str, FloatArray]  # name of the sum -> (names of the scope, intervals)

SCOPES = ("centre", "contact_type", "queue", "agent_group")
CENTRE = "centre"  # the one name at scope centre
STANDARD_WITHIN = 20.0  # seconds; the answer rate that every reader expects to find
INSTANT = 1e-6  # seconds; moments differ by rounding when they are sums of others
# Sums that this version always finds empty: nothing repeats, nothing is rated, no work is deferred.
EMPTY = ("repeats", "satisfaction", "rated contacts", "deferred on time", "deferred")
LOST = (Outcome.ABANDONED, Outcome.BLOCKED, Outcome.BLOCKED_LINES, Outcome.CLEARED)
COUNTED = tuple(outcome for outcome in Outcome if outcome != Outcome.HUNG_UP)


def names_of(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Names at each scope, in the scenario's order; a log's codes are places in them."""
    return {
        "centre": (CENTRE,),
        "contact_type": tuple(scenario.contact_types),
        "queue": tuple(scenario.queues),
        "agent_group": tuple(scenario.agent_groups),
    }


def thresholds(scenario: Scenario) -> tuple[float, ...]:
    """Answer thresholds (s) that are measured: 20 s and every ``within`` that a target names, ascending."""
    named = {target.within for target in scenario.targets if target.within is not None}
    return tuple(sorted(named | {STANDARD_WITHIN}))


def within_key(sum_name: str, within: float) -> str:
    """Name of the sum that belongs to one answer threshold."""
    return f"{sum_name} {within!r}"


@dataclass(frozen=True)
class Grid:
    """The calendar's intervals, and the span of it that is measured: from the end of the warm-up to the calendar's end."""

    interval: float
    intervals: int
    warm_up: float

    @classmethod
    def of(cls, scenario: Scenario) -> Grid:
        """Take the grid of a scenario's calendar and experiment."""
        calendar = scenario.calendar
        return cls(float(calendar.interval), calendar.intervals, float(scenario.experiment.warm_up))

    @property
    def end(self) -> float:
        """The calendar's end, in seconds."""
        return self.interval * self.intervals

    @property
    def measured(self) -> FloatArray:
        """Seconds of each interval that are measured."""
        starts = np.arange(self.intervals) * self.interval
        return np.asarray(np.clip(starts + self.interval - np.maximum(starts, self.warm_up), 0.0, self.interval))

    def place(self, moments: FloatArray) -> NDArray[np.int64]:
        """Interval of each moment; moments after the calendar's end belong to the last."""
        return np.clip((moments // self.interval).astype(np.int64), 0, self.intervals - 1)

    def cells(self, codes: Codes, place: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number the cell of each row: its name's code and its interval; rows without a name (code -1) come first."""
        return (codes.astype(np.int64) + 1) * self.intervals + place

    def sums(self, cells: NDArray[np.int64], names: int, weights: FloatArray | None = None) -> FloatArray:
        """Sum of the weights (1 each if left out) by name and interval; rows without a name are left out."""
        flat = np.bincount(cells, weights, minlength=(names + 1) * self.intervals)
        return flat.astype(float).reshape(-1, self.intervals)[1:]

    def overlaps(
        self, codes: Codes, names: int, begins: FloatArray, ends: FloatArray, weights: FloatArray | None = None
    ) -> FloatArray:
        """Seconds that the spans spend in each interval's measured part, by name.

        A span adds the part of its last interval up to its end, takes off the part of its first one before its beginning,
        and fills every interval from the first up to the last. All three are counted at their interval, so nothing large
        is subtracted from anything large.
        """
        begins, ends = np.clip(begins, self.warm_up, self.end), np.clip(ends, self.warm_up, self.end)
        weights = np.ones(len(begins)) if weights is None else weights
        columns = self.intervals + 1  # a span that ends with the calendar ends in the column after the last
        first, last = (begins // self.interval).astype(np.int64), (ends // self.interval).astype(np.int64)
        rows = (codes.astype(np.int64) + 1) * columns

        def at(place: NDArray[np.int64], amount: FloatArray) -> FloatArray:
            flat = np.bincount(rows + place, amount * weights, minlength=(names + 1) * columns)
            return flat.astype(float).reshape(-1, columns)[1:]

        ones = np.ones(len(begins))
        filled = np.cumsum(at(first, ones) - at(last, ones), axis=1) * self.interval
        parts = at(last, ends - last * self.interval) - at(first, begins - first * self.interval)
        return np.maximum(filled + parts, 0.0)[:, :-1]


@dataclass(frozen=True)
class Waits:
    """Waits of the answered contacts that count, one row each, for percentiles."""

    wait: NDArray[np.float32]
    interval: NDArray[np.int32]
    contact_type: NDArray[np.int16]
    queue: NDArray[np.int16]
    agent_group: NDArray[np.int16]

    def __len__(self) -> int:
        """Count the waits."""
        return len(self.wait)

    def codes(self, scope: str) -> NDArray[np.int16]:
        """Place of each contact in the names of a scope."""
        if scope == "centre":
            return np.zeros(len(self), np.int16)
        codes: NDArray[np.int16] = getattr(self, scope)
        return codes


@dataclass(frozen=True)
class Tally:
    """Sums of one replication: ``sums[scope][name of the sum]`` has a row for each name of the scope, a column an interval.

    ``longest[scope]`` is the longest wait in the same shape, NaN where nobody waited. It does not add up; it is a maximum.
    """

    sums: Mapping[str, Mapping[str, FloatArray]]
    longest: Mapping[str, FloatArray]
    waits: Waits

    def check(self) -> None:
        """Check conservation: contacts offered are those of their five outcomes, and nobody works more than always.

        Raises:
            ConservationError: saying at which scope the sums do not add up.

        """
        for scope, sums in self.sums.items():
            outcomes = [sums[outcome.name.lower()] for outcome in OFFERED]
            if not np.array_equal(np.sum(outcomes, axis=0), sums["offered"]):
                raise ConservationError(f"{scope}: offered is not the sum of its outcomes")
        work = self.sums["agent_group"]
        if np.any(work["seconds busy"] > work["seconds staffed"] * (1 + INSTANT) + INSTANT):
            raise ConservationError("agent_group: agents are busy for longer than they are staffed")


def tally(scenario: Scenario, log: Log, staffing: Staffing) -> Tally:
    """Add up a log: every sum for every scope, name and interval."""
    grid, names = Grid.of(scenario), names_of(scenario)
    moment = np.where(log.offered & ~np.isnan(log.joined_at), log.joined_at, log.arrived_at)
    place, counts = grid.place(moment), moment >= grid.warm_up
    wait = _wait(log, grid.end)
    parts = _parts(scenario, log, wait, counts)
    work = _work(scenario, log, staffing, grid)
    sums: dict[str, Sums] = {}
    longest: dict[str, FloatArray] = {}
    for scope in SCOPES:
        codes, size = _codes(log, scope), len(names[scope])
        cells = grid.cells(codes, place)
        sums[scope] = {key: grid.sums(cells[part.rows], size, part.weights) for key, part in parts.items()}
        sums[scope] |= {key: np.zeros((size, grid.intervals)) for key in EMPTY}
        sums[scope]["seconds in queue"] = _queue_time(log, wait, codes, size, grid)
        sums[scope]["seconds measured"] = np.tile(grid.measured, (size, 1))
        longest[scope] = _longest(cells[parts["offered"].rows], wait[parts["offered"].rows], size, grid)
    sums["agent_group"] |= work
    sums["centre"] |= {key: value.sum(axis=0, keepdims=True) for key, value in work.items()}
    return Tally(sums, longest, _waits(log, wait, place, parts["answered"].rows))


def _codes(log: Log, scope: str) -> Codes:
    """Place of each attempt in the names of a scope, -1 for none."""
    columns: dict[str, Codes] = {"contact_type": log.contact_type, "queue": log.queue, "agent_group": log.group}
    return columns.get(scope, np.zeros(len(log), np.int16))


def _wait(log: Log, end: float) -> FloatArray:
    """Seconds waited; an unfinished contact has waited until the calendar's end, a retry due after it not at all."""
    unfinished = log.outcome == Outcome.UNFINISHED
    until_the_end = np.where(np.isnan(log.joined_at), 0.0, np.maximum(end - log.joined_at, 0.0))
    return np.where(unfinished, until_the_end, log.wait)


def _loss(scenario: Scenario, log: Log) -> FloatArray:
    """Money lost with each attempt: the type's ``cost_of_loss`` where a customer gives up for good.

    Attempts that were abandoned, blocked (by a full queue or for want of a line) or cleared count if no further attempt of
    the same customer follows: who calls again is not lost yet, and a customer is lost only once.
    """
    price = np.array([kind.cost_of_loss for kind in scenario.contact_types.values()], float)
    last = np.ones(len(log), bool)
    last[:-1] = log.number[1:] != log.number[:-1]
    return np.where(last & np.isin(log.outcome, LOST), price[log.contact_type], 0.0)


@dataclass(frozen=True)
class _Part:
    """Rows of the log that a sum is over, and what each adds to it (1 if left out)."""

    rows: NDArray[np.intp]
    weights: FloatArray | None


def _parts(scenario: Scenario, log: Log, wait: FloatArray, counts: NDArray[np.bool_]) -> dict[str, _Part]:
    """Sums over contacts: how many met which fate, how long they waited, what their loss costs."""
    offered = counts & log.offered
    answered = counts & (log.outcome == Outcome.ANSWERED)
    abandoned = counts & (log.outcome == Outcome.ABANDONED)
    first, loss = answered & (log.attempt == 1), _loss(scenario, log)

    def part(which: NDArray[np.bool_], weights: FloatArray | None = None) -> _Part:
        rows = np.flatnonzero(which)
        return _Part(rows, None if weights is None else weights[rows])

    parts = {outcome.name.lower(): part(counts & (log.outcome == outcome)) for outcome in COUNTED}
    parts |= {
        "offered": part(offered),
        "wait of answered": part(answered, wait),
        "wait of offered": part(offered, wait),
        "not answered at once": part(offered & ~(answered & (wait <= INSTANT))),
        "answered first attempts": part(first),
        "resolved first attempts": part(first),  # nothing repeats or escalates in this version
        "cost of loss": part(counts & (loss > 0), loss),
    }
    for within in thresholds(scenario):
        soon = wait <= within + INSTANT
        parts[within_key("answered within", within)] = part(answered & soon)
        parts[within_key("offered less short abandons", within)] = part(offered & ~(abandoned & soon))
    return parts


def _queue_time(log: Log, wait: FloatArray, codes: Codes, names: int, grid: Grid) -> FloatArray:
    """Seconds spent waiting in each interval, by name; contacts of the warm-up wait too."""
    waits = wait > 0
    begins = log.joined_at[waits]
    return grid.overlaps(codes[waits], names, begins, begins + wait[waits])


def _longest(cells: NDArray[np.int64], wait: FloatArray, names: int, grid: Grid) -> FloatArray:
    """Longest wait of the contacts that count, by name and interval; NaN where there is none."""
    longest = np.full((names + 1) * grid.intervals, -1.0)
    np.maximum.at(longest, cells, wait)
    longest[longest < 0] = np.nan
    return longest.reshape(-1, grid.intervals)[1:]


def _work(scenario: Scenario, log: Log, staffing: Staffing, grid: Grid) -> Sums:
    """Seconds busy and staffed, and money paid, by group and interval.

    An agent who finishes a contact after the shift is busy, so that time is staffed too: nobody is busier than always.
    """
    groups = list(scenario.agent_groups)
    answered = log.outcome == Outcome.ANSWERED
    busy = grid.overlaps(log.group[answered], len(groups), log.answered_at[answered], log.released_at[answered])
    late = log.overruns
    staffed = grid.overlaps(late.group, len(groups), late.due_at, late.left_at)
    for row, name in enumerate(groups):
        moments, people = (np.array(column, float) for column in zip(*staffing.on_floor_steps(name), strict=True))
        ends = np.append(moments[1:], max(grid.end, moments[-1]))
        staffed[row] += grid.overlaps(np.zeros(len(moments), np.int16), 1, moments, ends, people)[0]
    cost = np.array([np.array(staffing.cost[name], float) for name in groups])
    cost[:, -1] += _overtime(scenario, log, staffing, grid)
    return {"seconds busy": busy, "seconds staffed": staffed, "cost": cost}


def _overtime(scenario: Scenario, log: Log, staffing: Staffing, grid: Grid) -> FloatArray:
    """Money by group for serving out after the calendar's end, if the scenario pays for it.

    The people of the last moment stay until the last contact joined, was answered, or gave up.
    """
    if not scenario.overtime or scenario.closing != "serve_out":
        return np.zeros(len(scenario.agent_groups))
    moments = np.concatenate([log.joined_at, log.answered_at, log.left_at])
    hours = (np.max(moments, initial=grid.end, where=~np.isnan(moments)) - grid.end) / 3600
    people = [
        [count for moment, count in staffing.steps[name] if moment < grid.end][-1] for name in scenario.agent_groups
    ]
    wages = [group.cost or 0.0 for group in scenario.agent_groups.values()]
    return np.asarray(np.array(people, float) * np.array(wages) * hours)


def _waits(log: Log, wait: FloatArray, place: NDArray[np.int64], answered: NDArray[np.intp]) -> Waits:
    return Waits(
        wait=wait[answered].astype(np.float32),
        interval=place[answered].astype(np.int32),
        contact_type=log.contact_type[answered].astype(np.int16),
        queue=log.queue[answered].astype(np.int16),
        agent_group=log.group[answered].astype(np.int16),
    )
