"""Demands: what the targets ask, period by period, of queues and intervals.

A target about a queue, a contact type or the centre is broken down to *cells*: one queue in one interval, with the contacts
expected to join it there. A period of the target (an interval, an hour, the day) is met if the scores of its cells
(``curves.py``), weighted by their contacts, add up to at least 0. Periods that the scenario's rules skip ask nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.curves import Load, Patience, busy_factors
from optimize.shifts import FloatArray

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Target

Flows = Mapping[tuple[str, str], FloatArray]  # (contact type, queue) -> expected contacts by interval
SMALLEST_SHARE = 1e-6  # of a type's contacts that is followed through the IVR
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


def flows(scenario: Scenario) -> Flows:
    """Contacts expected to ask for each queue, by type and interval: first attempts, delayed by the IVR's mean times."""
    found: dict[tuple[str, str], FloatArray] = {}
    interval = scenario.calendar.interval
    for name, kind in scenario.contact_types.items():
        volumes = np.asarray(kind.arrivals.volumes, float)
        for queue, share, delay in _paths(scenario, name, kind.enters, 1.0, 0.0):
            whole, part = divmod(delay / interval, 1.0)
            late = _shift(volumes, int(whole)) * (1 - part) + _shift(volumes, int(whole) + 1) * part
            found[name, queue] = found.get((name, queue), np.zeros(len(volumes))) + share * late
    return found


def _shift(volumes: FloatArray, by: int) -> FloatArray:
    """Move volumes later; what moves past the end stays in the last interval, as the measures count it."""
    moved = np.zeros(len(volumes))
    moved[by:] = volumes[: len(volumes) - by]
    moved[-1] += volumes[len(volumes) - by :].sum()
    return moved


def _paths(
    scenario: Scenario, contact_type: str, at: str, share: float, delay: float
) -> Iterator[tuple[str, float, float]]:
    """(queue, share, mean delay) of every way of a type through the IVR."""
    if at in scenario.queues:
        yield at, share, delay
    elif at in scenario.ivr and share > SMALLEST_SHARE:
        node = scenario.ivr[at]
        for destination, part in node.exits(contact_type):
            yield from _paths(scenario, contact_type, destination, share * part, delay + node.takes.mean())


def demands(scenario: Scenario, expected: Flows) -> tuple[Demand, ...]:
    """Break every target about contacts down to its judged periods."""
    found = []
    for place, target in enumerate(scenario.targets):
        if target.measure == "occupancy":
            continue
        joined = _joined(scenario, target, expected)
        for first, last in periods(scenario, target.per):
            cells = tuple(
                Cell(queue, interval, float(by_interval[interval]))
                for queue, by_interval in joined.items()
                for interval in range(first, last + 1)
                if by_interval[interval] > 1e-6 and interval >= _warm(scenario)
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
    """First and last interval of each period; an interval belongs to the hour or day in which it starts."""
    count = scenario.calendar.intervals
    if per == "horizon":
        return [(0, count - 1)]
    starts = np.arange(count) * scenario.calendar.interval
    firsts = np.unique(starts // PERIOD_LENGTHS.get(per, scenario.calendar.interval), return_index=True)[1]
    return [(int(a), int(b) - 1) for a, b in zip(firsts, [*firsts[1:], count], strict=True)]


def _warm(scenario: Scenario) -> int:
    return int(scenario.experiment.warm_up // scenario.calendar.interval)


def _joined(scenario: Scenario, target: Target, expected: Flows) -> dict[str, FloatArray]:
    joined: dict[str, FloatArray] = {}
    for (contact_type, queue), by_interval in expected.items():
        named = {"queue": queue, "contact_type": contact_type}.get(target.scope)
        if named in (None, target.of_what):
            joined[queue] = joined.get(queue, np.zeros(scenario.calendar.intervals)) + by_interval
    return joined


def handling(scenario: Scenario, group: str, queue: str) -> float:
    """Mean seconds that a contact of the queue occupies an agent of the group: talk and wrap-up."""
    skill = scenario.agent_groups[group].skills[queue]
    return float(skill.handle_time.mean() + skill.wrap_up.mean())


def fastest(scenario: Scenario, queue: str) -> float:
    """Mean handling by the fastest group that has the skill."""
    return min(
        handling(scenario, name, queue) for name, group in scenario.agent_groups.items() if queue in group.skills
    )


def loads(scenario: Scenario, expected: Flows) -> dict[str, tuple[Load, ...]]:
    """What each queue is offered in each interval, all its contact types together."""
    found = {}
    for queue in scenario.queues:
        own = {kind: volume for (kind, name), volume in expected.items() if name == queue}
        total = sum(own.values(), np.zeros(scenario.calendar.intervals))
        weights = {
            kind: max(float(volume.sum()), 1e-12) / max(float(total.sum()), 1e-12) for kind, volume in own.items()
        }
        base = fastest(scenario, queue)
        patience = Patience.of([(scenario.contact_types[kind].patience, part) for kind, part in weights.items()], base)
        busyness = busy_factors(sum(part * _spread(scenario, kind) for kind, part in weights.items()))
        found[queue] = tuple(
            Load(float(count) / scenario.calendar.interval, base, patience, busyness) for count in total
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
