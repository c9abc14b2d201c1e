"""When people of one group are due to come, go and rest, for the second floor of the tests (``tests/sim/oracle.py``).

Written from section 5 of ``docs/rules-of-the-floor.md``, moment by moment and head by head.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf
from typing import Any

import numpy as np

from scenarios.schema import Scenario
from sim.staffing import Staffing
from sim.traffic import Traffic

DAY = 86400.0


@dataclass(frozen=True)
class Due:
    """What is due in one group: how many come (or go) at a moment, breaks (due, length), outages (begin, end, share)."""

    changes: dict[float, int]
    at_work: dict[float, int]  # heads without those on a break, were nobody late
    breaks: list[tuple[float, float]]
    outages: list[tuple[float, float, float]]
    end: float  # of the calendar: then nothing changes any more, and an outage goes on

    def moments(self) -> set[float]:
        spells = [moment for begins, ends, _ in self.outages for moment in (begins, ends) if moment < self.end]
        return {*self.changes, *self.at_work, *(due for due, _ in self.breaks), *spells}

    def heads(self, now: float) -> int:
        """How many are due, with those on a break."""
        return sum(count for moment, count in self.changes.items() if moment <= now)

    def stopped(self, now: float) -> int:
        """How many are without their tools now."""
        heads = [count for moment, count in sorted(self.at_work.items()) if moment <= now][-1]
        shares = [share for begins, ends, share in self.outages if begins <= min(now, self.end - 1e-6) < ends]
        return min(sum(half_up(share * heads) for share in shares), heads)


def half_up(people: float) -> int:
    return floor(people + 0.5 + 1e-9)


def due(scenario: Scenario, traffic: Traffic, staffing: Staffing, name: str) -> Due:
    steps = staffing.steps[name]
    present = staffing.present.get(name, steps)
    spells = [spell for kind in ("reinforce", "absence") for spell in scenario.spells(kind) if spell.of == name]
    end = scenario.calendar.horizon
    moments = {moment for moment, _ in (*steps, *present)} | {moment for s in spells for moment in (s.begins, s.ends)}
    moments |= {day * DAY for day in range(scenario.calendar.days)}
    count = _Heads(scenario, traffic, staffing, name)
    rises: list[float] = []
    falls: list[float] = []
    breaks: list[list[float]] = []  # [due, back or inf]
    heads, resting = 0, 0
    at_work: dict[float, int] = {}
    for now in sorted(moment for moment in moments if moment < end):
        new = count.at(present, now)
        rises += [now] * (new - heads)
        falls += [now] * (heads - new)
        heads = new
        at_work[now] = count.at(steps, now)
        on_break = heads - at_work[now]
        breaks += [[now, inf] for _ in range(on_break - resting)]
        for _ in range(resting - on_break):
            next(one for one in breaks if one[1] == inf)[1] = now
        resting = on_break
    rises, backs = _late(scenario, traffic, name, rises, [back for _, back in breaks if back < inf])
    changes: dict[float, int] = {}
    for moment, sign in [(m, 1) for m in rises if m < end] + [(m, -1) for m in falls]:
        changes[moment] = changes.get(moment, 0) + sign
    backs += [end] * len(breaks)  # whoever has no return to make rests to the calendar's end
    return Due(
        changes,
        at_work,
        [(begins, back - begins) for (begins, _), back in zip(breaks, backs, strict=False)],
        [(s.begins, s.ends, s.amount) for s in scenario.spells("outage") if s.of == name],
        end,
    )


class _Heads:
    """How many of a step function's people come at a moment."""

    def __init__(self, scenario: Scenario, traffic: Traffic, staffing: Staffing, name: str) -> None:
        self.scenario, self.traffic, self.name = scenario, traffic, name
        self.shrinkage, self.group = staffing.shrinkage[name], scenario.agent_groups[name]

    def _on(self, kind: Any, now: float) -> list[float]:
        spells = self.scenario.spells(kind)
        return [s.amount for s in spells if s.of == self.name and s.begins <= now < s.ends]

    def at(self, steps: Any, now: float) -> int:
        scheduled = [people for moment, people in steps if moment <= now][-1] + sum(self._on("reinforce", now))
        heads = half_up(scheduled * (1 - self.shrinkage))
        heads = max(heads - sum(half_up(share * heads) for share in self._on("absence", now)), 0)
        luck = self.traffic.staff_luck.absent(self.name, int(now // DAY), heads)
        return int(np.sum(luck >= self.group.absence))


def _late(
    scenario: Scenario, traffic: Traffic, name: str, rises: list[float], backs: list[float]
) -> tuple[list[float], list[float]]:
    """When those who are due to come really come."""
    late = scenario.agent_groups[name].late
    if late is None:
        return rises, backs
    series = sorted([(moment, 0, at) for at, moment in enumerate(rises)] + [(m, 1, at) for at, m in enumerate(backs)])
    series = [one for one in series if one[:2] != (0.0, 0)]
    comes = [list(rises), list(backs)]
    for day in range(scenario.calendar.days):
        today = [one for one in series if one[0] // DAY == day]
        luck = traffic.staff_luck.late(name, day, len(today))
        for (moment, what, at), u in zip(today, luck, strict=True):
            comes[what][at] = moment + float(late.quantile(np.array([u]), np.array([moment]))[0])
    return comes[0], comes[1]
