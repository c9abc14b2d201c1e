"""Outlook: where a target is likely to be missed, and what for.

The simulated days are as many mornings from which the day ahead may unfold. The chance of missing a target in a period (an
interval, an hour, ...) is the share of days on which that period's own ratio misses it, of the days on which it can be told.

Why it is missed is read off the load of the period: work offered x how long it takes / agents on the floor. Its logarithm is
the sum of three parts, so that 0.08 in a part means about 8 % more load than usual:

- volume: the contacts offered to the groups that serve what the target is about, in all their queues, each counted by the usual
  seconds of handling of its queue;
- handle time: seconds in an agent's hands (dialling, talk, handing over, wrap-up) of the contacts that joined then / what these
  would usually take;
- absence: seconds staffed of these groups, counted negatively. Who is scheduled is the same every day; who comes is not.

Each part's mean over the days that miss, less its mean over all days, is its size; the largest is the cause. But if more than half
of the days miss, an ordinary day does; and if the missed days' load is above the usual by no more than a standard error, they are
ordinary days. Then the cause is staffing: too few are scheduled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from scenarios.ways import reached
from sim.definitions import Sample
from sim.sums.grid import FloatArray
from sim.targets import Evidence, evidence, skips

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from scenarios.targets import Target
    from sim.sums.tally import Tally

Why = Literal["volume", "handle_time", "absence", "staffing"]

PARTS: tuple[Why, ...] = ("volume", "handle_time", "absence")
SURE = 1.0  # standard errors
HARDLY_ANYBODY = 0.01  # of the usual staffing: fewer than that count as so many


@dataclass(frozen=True)
class Warned:
    """One period of a target: the chance of missing it, and why.

    ``target``: its place in the scenario, from 0. ``chance``: days that miss / ``days`` on which it can be told; None where there are
    none. The parts say by how much the missed days' load differs from usual (logarithms); ``why`` is None where none misses.
    """

    target: int
    start: str
    days: int
    chance: float | None
    why: Why | None
    volume: float
    handle_time: float
    absence: float


def outlook(scenario: Scenario, tallies: Sequence[Tally]) -> tuple[Warned, ...]:
    """Look ahead: every period of every target, in the scenario's order."""
    sample = Sample(scenario, tallies)
    return tuple(
        warned for place, target in enumerate(scenario.targets) for warned in _of_target(sample, place, target)
    )


def _of_target(sample: Sample, place: int, target: Target) -> list[Warned]:
    found = evidence(sample, target, target.per)
    judged = found.telling * [reason is None for reason in skips(sample, found)]
    missed = judged * (1 - found.reaches)
    parts = _parts(sample, found)
    starts = sample.scenario.calendar.starts
    return [
        _warned(place, starts[first], judged[:, column] > 0, missed[:, column] > 0, parts[:, :, column])
        for column, first in enumerate(found.firsts)
    ]


def _parts(sample: Sample, found: Evidence) -> FloatArray:
    """Logarithms of the three parts of the load: an array (parts, replications, periods), NaN where there is nothing."""
    groups = serving(sample.scenario, found.target)
    queues = served(sample.scenario, groups)

    def by_period(scope: str, key: str, rows: list[int]) -> FloatArray:
        return np.asarray(np.add.reduceat(sample.sums(scope, key)[:, rows], found.firsts, axis=2))

    offered, handling, answered = (
        by_period("queue", key, queues) for key in ("offered", "seconds of handling", "answered")
    )
    total = answered.sum(axis=(0, 2), keepdims=True)
    usual = np.divide(handling.sum(axis=(0, 2), keepdims=True), total, out=np.zeros_like(total), where=total > 0)
    staffed = by_period("agent_group", "seconds staffed", groups).sum(axis=1)
    staffed = np.maximum(
        staffed, HARDLY_ANYBODY * staffed.mean(axis=0)
    )  # a day on which nobody comes is the worst absence
    with np.errstate(divide="ignore", invalid="ignore"):
        longer = handling.sum(axis=1) / (answered * usual).sum(axis=1)
        parts = np.log(np.stack([(offered * usual).sum(axis=1), longer, 1 / staffed]))
    return np.where(np.isfinite(parts), parts, np.nan)


def served(scenario: Scenario, groups: list[int]) -> list[int]:
    """Places of all queues that any of the groups serve: what is offered there is work for the same people."""
    known = [group.skills for place, group in enumerate(scenario.agent_groups.values()) if place in groups]
    return [place for place, queue in enumerate(scenario.queues) if any(queue in skills for skills in known)]


def serving(scenario: Scenario, target: Target) -> list[int]:
    """Places of the groups that serve what a target is about: a queue's, those of the queues that a type comes to, or all."""
    groups = scenario.agent_groups
    queues = set(scenario.queues)
    if target.scope == "agent_group":
        return [list(groups).index(target.of_what)]
    if target.scope == "queue":
        queues = {target.of_what}
    elif target.scope == "contact_type":
        queues &= set(reached(scenario, target.of_what))
    return [place for place, group in enumerate(groups.values()) if queues & set(group.skills)]


def _warned(place: int, start: str, judged: np.ndarray, missed: np.ndarray, parts: FloatArray) -> Warned:
    """Judge one period; ``parts`` is an array (parts, replications)."""
    days, misses = int(judged.sum()), int(missed.sum())
    if misses == 0:
        return Warned(place, start, days, 0.0 if days else None, None, 0.0, 0.0, 0.0)
    usual = _mean(parts[:, judged])
    sizes = _mean(parts[:, missed] - usual[:, None])
    load = np.nan_to_num(parts[:, judged] - usual[:, None]).sum(axis=0)
    error = float(load.std(ddof=1)) / np.sqrt(misses) if days > 1 else 0.0
    ordinary = 2 * misses > days or sizes.sum() <= SURE * error
    why = "staffing" if ordinary else PARTS[int(np.argmax(sizes))]
    return Warned(place, start, days, misses / days, why, *(float(size) for size in sizes))


def _mean(parts: FloatArray) -> FloatArray:
    """Mean of each part over the days on which it is known; 0 where it never is."""
    known = ~np.isnan(parts)
    return np.asarray(np.nan_to_num(parts).sum(axis=1) / np.maximum(known.sum(axis=1), 1))
