"""Tally: the sums that one simulated calendar leaves behind.

A log is long and a tally is short. For each scope (the centre, each contact type, each queue, each agent group) and each
interval of the calendar it holds the sums that the measures need: contacts offered, seconds waited, seconds busy and so on.
A measure is a sum over all replications divided by another (``sim/definitions.py``), so tallies are all that has to be kept.

Where a thing counts:

- a contact counts in the interval in which it joined a queue, one that joins after the calendar's end in the last. One that
  was never offered (finished in the IVR, no line free, queue closed) counts in the interval of its arrival, and a retry that
  is due after the calendar's end where the attempt before it counts;
- contacts before the end of the warm-up count nowhere, though the time that they wait and occupy agents after it does;
- queue length and occupancy count where the time passes, between the end of the warm-up and the calendar's end;
- sums called ``prompt ...`` and those of waits leave out deferred work where a name has immediate contacts too
  (``sim/sums/channels.py``).

Everything but the longest wait adds up: the sum over the intervals is the sum of the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.log import OFFERED, Cause, ConservationError, Log, Outcome, Sequel
from sim.sums.channels import deferred_rows, measured_codes
from sim.sums.grid import Codes, FloatArray, Grid
from sim.sums.money import loss, pay, shared_out
from sim.sums.satisfaction import scores
from sim.sums.work import work

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.staffing import Staffing

Sums = dict[str, FloatArray]  # name of the sum -> (names of the scope, intervals)

SCOPES = ("centre", "contact_type", "queue", "agent_group")
CENTRE = "centre"  # the one name at scope centre
STANDARD_WITHIN = 20.0  # seconds; the answer rate that every reader expects to find
INSTANT = 1e-6  # seconds; moments differ by rounding when they are sums of others
COUNTED = tuple(outcome for outcome in Outcome if outcome != Outcome.HUNG_UP)
COMES_AGAIN = (Sequel.REPEAT, Sequel.COLD, Sequel.WARM)  # an answer after which the contact needs another


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
class Waits:
    """Waits of the answered contacts that count, one row each, for percentiles.

    By scope the place of its name, -1 where the wait is not one of the name's (``sim/sums/channels.py``).
    """

    wait: NDArray[np.float32]
    interval: NDArray[np.int32]
    centre: NDArray[np.int16]
    contact_type: NDArray[np.int16]
    queue: NDArray[np.int16]
    agent_group: NDArray[np.int16]

    def __len__(self) -> int:
        """Count the waits."""
        return len(self.wait)

    def codes(self, scope: str) -> NDArray[np.int16]:
        """Place of each contact in the names of a scope, -1 for none."""
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
        for done, had, what in (
            ("seconds busy", "seconds staffed", "agents are busy for longer than they are staffed"),
            ("slot seconds filled", "slot seconds", "agents have more contacts in hand than slots"),
        ):
            most = self.sums["agent_group"][had] * (1 + INSTANT) + INSTANT
            if np.any(self.sums["agent_group"][done] > most):
                raise ConservationError(f"agent_group: {what}")


def tally(scenario: Scenario, log: Log, staffing: Staffing) -> Tally:
    """Add up a log: every sum for every scope, name and interval."""
    day, names = _Day.of(scenario, log), names_of(scenario)
    counts, prompt = _counts(day), _prompt(day)
    done = work(scenario, log, day.grid)
    paid = pay(scenario, log, staffing, day.grid, day.deferred)
    sums: dict[str, Sums] = {}
    longest: dict[str, FloatArray] = {}
    for scope in SCOPES:
        codes, size = _codes(log, scope), len(names[scope])
        cells = day.grid.cells(codes, day.place)
        measured = day.grid.cells(measured_codes(scenario, scope, codes, day.deferred), day.place)
        sums[scope] = {key: day.grid.sums(cells[part.rows], size, part.weights) for key, part in counts.items()}
        sums[scope] |= {key: day.grid.sums(measured[part.rows], size, part.weights) for key, part in prompt.items()}
        sums[scope]["seconds in queue"] = _queue_time(day, codes, size)
        sums[scope]["seconds measured"] = np.tile(day.grid.measured, (size, 1))
        offered = prompt["prompt offered"].rows
        longest[scope] = day.grid.longest(measured[offered], day.wait[offered], size)
    for scope in ("contact_type", "queue"):
        sums[scope]["cost"] = shared_out(log, paid, _codes(log, scope), len(names[scope]), day.grid)
    for key, value in {**done, "cost": paid}.items():
        sums["agent_group"][key] = value
        sums["centre"][key] = value.sum(axis=0, keepdims=True)
    return Tally(sums, longest, _waits(day, prompt["prompt answered"].rows))


@dataclass(frozen=True)
class _Day:
    """A log and, for each of its rows, what many sums need: its interval, whether it counts, its wait, whether it is deferred."""

    scenario: Scenario
    log: Log
    grid: Grid
    place: NDArray[np.int64]
    counts: NDArray[np.bool_]
    wait: FloatArray
    deferred: NDArray[np.bool_]

    @classmethod
    def of(cls, scenario: Scenario, log: Log) -> _Day:
        grid = Grid.of(scenario)
        moment = np.where(log.offered & ~np.isnan(log.joined_at), log.joined_at, log.arrived_at)
        too_late = np.flatnonzero((log.outcome == Outcome.UNFINISHED) & np.isnan(log.joined_at))
        moment[too_late] = moment[too_late - 1]  # rows are sorted by contact, then attempt
        return cls(
            scenario=scenario,
            log=log,
            grid=grid,
            place=grid.place(moment),
            counts=moment >= grid.warm_up,
            wait=_wait(log, grid.end),
            deferred=deferred_rows(scenario, log),
        )

    def part(self, which: NDArray[np.bool_], weights: FloatArray | None = None) -> _Part:
        rows = np.flatnonzero(which & self.counts)
        return _Part(rows, None if weights is None else weights[rows])


@dataclass(frozen=True)
class _Part:
    """Rows of the log that a sum is over, and what each adds to it (1 if left out)."""

    rows: NDArray[np.intp]
    weights: FloatArray | None


def _codes(log: Log, scope: str) -> Codes:
    """Place of each attempt in the names of a scope, -1 for none."""
    columns: dict[str, Codes] = {"contact_type": log.contact_type, "queue": log.queue, "agent_group": log.group}
    return columns.get(scope, np.zeros(len(log), np.int16))


def _wait(log: Log, end: float) -> FloatArray:
    """Seconds waited; an unfinished contact has waited until the calendar's end, an attempt due after it not at all."""
    unfinished = log.outcome == Outcome.UNFINISHED
    until_the_end = np.where(np.isnan(log.joined_at), 0.0, np.maximum(end - log.joined_at, 0.0))
    return np.where(unfinished, until_the_end, log.wait)


def _counts(day: _Day) -> dict[str, _Part]:
    """Sums over contacts of all channels: how many met which fate, what came of it, what their loss costs."""
    log, part = day.log, day.part
    answered = log.outcome == Outcome.ANSWERED
    first, due = answered & (log.cause == Cause.FIRST), log.offered & (log.due_at <= day.grid.end)
    lost = loss(day.scenario, log, day.deferred)
    parts = {outcome.name.lower(): part(log.outcome == outcome) for outcome in COUNTED}
    return parts | {
        "offered": part(log.offered),
        "repeats": part(log.offered & (log.cause == Cause.REPEAT)),
        "answered first attempts": part(first),
        "resolved first attempts": part(first & ~np.isin(log.sequel, COMES_AGAIN)),
        "due": part(due),
        "on time": part(due & answered & (log.ended_at <= log.due_at + INSTANT)),
        "cost of loss": part(lost > 0, lost),
        "seconds of handling": part(answered, log.released_at - log.taken_at),
        **_rated(day),
    }


def _rated(day: _Day) -> dict[str, _Part]:
    """Sums over the contacts that rate their service; nobody does where the scenario has no model of it."""
    model, log = day.scenario.satisfaction, day.log
    if model is None:
        nobody = day.part(np.zeros(len(log), bool))
        return dict.fromkeys(("rated contacts", "satisfaction", "rated good", "rated pass"), nobody)
    rated, score = (log.outcome == Outcome.ANSWERED) & ~day.deferred, scores(model, log, day.wait)
    good, enough = score >= model.good - INSTANT, score >= model.pass_ - INSTANT
    return {
        "rated contacts": day.part(rated),
        "satisfaction": day.part(rated, score),
        "rated good": day.part(rated & good),
        "rated pass": day.part(rated & enough & ~good),
    }


def _prompt(day: _Day) -> dict[str, _Part]:
    """Sums of how promptly contacts were served: over the immediate ones of a name that has any."""
    log, wait, part = day.log, day.wait, day.part
    offered, answered = log.offered, log.outcome == Outcome.ANSWERED
    abandoned = log.outcome == Outcome.ABANDONED
    parts = {
        "prompt offered": part(offered),
        "prompt answered": part(answered),
        "wait of answered": part(answered, wait),
        "wait of offered": part(offered, wait),
        "not answered at once": part(offered & ~(answered & (wait <= INSTANT))),
    }
    for within in thresholds(day.scenario):
        soon = wait <= within + INSTANT
        parts[within_key("answered within", within)] = part(answered & soon)
        parts[within_key("offered less short abandons", within)] = part(offered & ~(abandoned & soon))
    return parts


def _queue_time(day: _Day, codes: Codes, names: int) -> FloatArray:
    """Seconds spent waiting in each interval, by name; contacts of the warm-up wait too."""
    waits = day.wait > 0
    begins = day.log.joined_at[waits]
    return day.grid.overlaps(codes[waits], names, begins, begins + day.wait[waits])


def _waits(day: _Day, answered: NDArray[np.intp]) -> Waits:
    by_scope = {
        scope: measured_codes(day.scenario, scope, _codes(day.log, scope), day.deferred)[answered].astype(np.int16)
        for scope in SCOPES
    }
    return Waits(wait=day.wait[answered].astype(np.float32), interval=day.place[answered].astype(np.int32), **by_scope)
