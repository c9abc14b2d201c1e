"""Demands: what the targets ask, period by period, of queues and intervals.

A target about a queue, a contact type or the centre is broken down to *cells*: one queue in one interval, with the contacts
expected to join it there. A period of the target (an interval, an hour, the day) is met if the scores of its cells
(``curves.py``), weighted by their contacts, add up to at least 0. Periods that the scenario's rules skip ask nothing. Targets about
deferred work are in ``deferred.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.curves import Load, Patience, busy_factors
from optimize.handling import fastest, slots
from optimize.shifts import FloatArray
from optimize.visits import Flows

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Target

MANY_AGENTS = 20
SURELY_BELOW = 0.97  # of ``at_least``: periods that expect less will be skipped, others may be judged
PERIOD_LENGTHS = {"hour": 3600.0, "day": 86400.0}


@dataclass(frozen=True)
class Cell:
    """One queue in one interval: ``weight`` contacts are expected to join it there."""

    queue: str
    interval: int
    weight: float


@dataclass(frozen=True)
class Demand:
    """One period of one target: intervals ``first`` to ``last``, and the cells that decide it."""

    place: int  # of the target in the scenario
    target: Target
    first: int
    last: int
    cells: tuple[Cell, ...]

    @property
    def weight(self) -> float:
        """Contacts expected in the period."""
        return sum(cell.weight for cell in self.cells)

    @property
    def single(self) -> bool:
        """Whether one cell decides alone."""
        return len(self.cells) == 1


@dataclass(frozen=True)
class Occupied:
    """A target that a group be busy at most a share of its time, in one period."""

    place: int
    target: Target
    first: int
    last: int


def demands(scenario: Scenario, expected: Flows) -> tuple[Demand, ...]:
    """Break every target about contacts who wait in person down to its judged periods."""
    found = []
    prompt = {key: volume for key, volume in expected.items() if not scenario.deferred(key[1])}
    for place, target in enumerate(scenario.targets):
        if target.measure in ("occupancy", "on_time"):
            continue
        joined = joining(scenario, target, prompt)
        for first, last in periods(scenario, target.per):
            cells = tuple(
                Cell(queue, interval, float(by_interval[interval]))
                for queue, by_interval in joined.items()
                for interval in range(first, last + 1)
                if by_interval[interval] > 1e-6 and interval >= warm(scenario)
            )
            if cells and sum(cell.weight for cell in cells) >= target.at_least * SURELY_BELOW:
                found.append(Demand(place, target, first, last, cells))
    return tuple(found)


def occupancies(scenario: Scenario) -> tuple[Occupied, ...]:
    """Every period of every target on occupancy."""
    return tuple(
        Occupied(place, target, first, last)
        for place, target in enumerate(scenario.targets)
        if target.measure == "occupancy" and target.scope == "agent_group"
        for first, last in periods(scenario, target.per)
    )


def periods(scenario: Scenario, per: str) -> list[tuple[int, int]]:
    """First and last interval of each period that is not over; an interval belongs to the hour or day in which it starts."""
    count = scenario.calendar.intervals
    if per == "horizon":
        return [(0, count - 1)]
    starts = np.arange(count) * scenario.calendar.interval
    firsts = np.unique(starts // PERIOD_LENGTHS.get(per, scenario.calendar.interval), return_index=True)[1]
    over = scenario.experiment.over / scenario.calendar.interval
    return [(int(a), int(b) - 1) for a, b in zip(firsts, [*firsts[1:], count], strict=True) if b > over]


def warm(scenario: Scenario) -> int:
    """First interval that counts."""
    return int(scenario.experiment.warm_up // scenario.calendar.interval)


def joining(scenario: Scenario, target: Target, expected: Flows) -> dict[str, FloatArray]:
    """Contacts that a target is about, by the queue and the interval in which they join it."""
    joined: dict[str, FloatArray] = {}
    for (contact_type, queue), by_interval in expected.items():
        named = {"queue": queue, "contact_type": contact_type}.get(target.scope)
        if named in (None, target.of_what):
            joined[queue] = joined.get(queue, np.zeros(scenario.calendar.intervals)) + by_interval
    return joined


def loads(scenario: Scenario, expected: Flows) -> dict[str, tuple[Load, ...]]:
    """What each queue is offered in each interval, all its contact types together."""
    found = {}
    for queue in scenario.queues:
        own = {kind: volume for (kind, name), volume in expected.items() if name == queue}
        total = sum(own.values(), np.zeros(scenario.calendar.intervals))
        weights = {
            kind: max(float(volume.sum()), 1e-12) / max(float(total.sum()), 1e-12) for kind, volume in own.items()
        }
        at_once = slots(scenario, queue)
        base = fastest(scenario, queue) * at_once
        patience = Patience.of([(scenario.contact_types[kind].patience, part) for kind, part in weights.items()], base)
        busyness = busy_factors(sum(part * _spread(scenario, kind) for kind, part in weights.items()))
        found[queue] = tuple(
            Load(float(count) / scenario.calendar.interval, base, patience, busyness, at_once) for count in total
        )
    return found


def _spread(scenario: Scenario, contact_type: str) -> float:
    name = scenario.contact_types[contact_type].arrivals.busyness
    return float(scenario.busyness[name].cv()) if name else 0.0


def coarse(scenario: Scenario, offered: Mapping[str, tuple[Load, ...]]) -> frozenset[tuple[str, int]]:
    """(group, interval) so busy that rounding half a person matters less than the time it takes to decide."""
    found = set()
    for name, group in scenario.agent_groups.items():
        first = min(skill.preference for skill in group.skills.values())
        own = [queue for queue, skill in group.skills.items() if skill.preference == first]
        for interval in range(scenario.calendar.intervals):
            if sum(offered[queue][interval].agents for queue in own) > MANY_AGENTS:
                found.add((name, interval))
    return frozenset(found)
