"""Small random centres of one queue, and every plan for them tried.

The exact day is that of ``sim/exact``, the targets are judged by a few lines of their own: nothing here is from ``optimize``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import floor

import numpy as np

from scenarios.loading import parse
from sim.exact import Day, DayEvaluator

SLACK = 1e-6  # of a contact
HOURS = {"1 h": 1, "3 h": 3, "6 h": 6, "8 h": 8}


def centre(dice, **fixed):
    """A scenario of one queue and one group, two or three intervals with calls, two or three shifts; ``dice`` chooses all but ``fixed``."""
    interval = dice.choice(["1 h", "3 h", "6 h", "6 h", "8 h", "8 h"])
    hours, count = HOURS[interval], dice.choice([2, 3, 3])
    volumes = [round(dice.uniform(6, 30) * hours, 1) for _ in range(count)]
    volumes += [0] * (24 // hours - count)
    patience = dice.choice(["1 min", "3 min", "8 min", None if volumes[-1] else "5 min"])
    group = {"shrinkage": dice.choice([0, 0, 0.3]), "cost": "1 per h"}
    headcount = dice.choice([None, None, None, dice.randint(2, 6)])
    least = dice.choice([None, None, None, 1])
    return parse(
        {
            "callfloor": 1, "title": "one queue", "currency": "EUR", "closing": dice.choice(["serve_out", "clear"]),
            "calendar": {"start": "2026-03-02", "days": 1, "interval": interval},
            "contact_types": {
                "call": {
                    "channel": "voice", "arrivals": {"volumes": volumes}, "enters": "calls",
                    "patience": {"exponential": {"mean": patience}} if patience else "never",
                }
            },
            "queues": {"calls": {}},
            "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}}}, **group}},
            "targets": list(targets(dice, patience, hours)),
            "shifts": list(shifts(dice, hours, count)),
            **({"headcount": {"team": headcount}} if headcount else {}),
            **({"staff_minimum": {"team": least}} if least else {}),
            **fixed,
        }
    )  # fmt: skip


def targets(dice, patience, hours) -> Iterator[dict[str, object]]:
    per = dice.choice(["interval", "hour" if hours == 1 else "day", "horizon"])
    rate = {"answer_rate": round(dice.uniform(0.4, 0.9), 3), "within": dice.choice(["0 s", "20 s", "2 min"])}
    yield {"queue": "calls", **rate, "per": per, "at_least": dice.choice([0, 0, 5])}
    if patience and dice.random() < 0.5:
        share = round(dice.uniform(0.02, 0.2), 3)
        yield {"queue": "calls", "abandonment": share, "per": dice.choice(["interval", "day", "horizon"])}


def shifts(dice, hours, count) -> Iterator[dict[str, object]]:
    """One shift over all of the hours with calls, so that somebody can be there, and one to three others."""
    spans = [
        (0, count),
        *dice.sample([(a, b) for a in range(count) for b in range(a + 1, count + 1)], dice.randint(1, 2)),
    ]
    for first, last in dict.fromkeys(spans):
        length = (last - first) * hours
        price = round(length * dice.uniform(0.8, 1.2), 1)
        yield {"groups": ["team"], "start": f"{first * hours:02d}:00", "length": f"{length} h", "cost": price}


@dataclass
class Every:
    """Every plan of a centre, and the exact day of each staffing."""

    scenario: object
    days: dict[tuple[int, ...], bool] = field(default_factory=dict)
    tried: int = 0

    def __post_init__(self):
        one = self.scenario
        kind, group = one.contact_types["call"], one.agent_groups["team"]
        self.interval = one.calendar.interval
        self.volumes = np.array(kind.arrivals.volumes)
        self.shrinkage = group.shrinkage
        self.evaluator = DayEvaluator(
            Day(
                arrival_rates=tuple(self.volumes / self.interval),
                interval=self.interval,
                handle_mean=240.0,
                patience_mean=kind.patience.mean(),
                within=tuple(sorted({t.within for t in one.targets if t.within is not None} | {20.0})),
                serve_out=one.closing == "serve_out",
            )
        )
        self.kinds = [
            (int(s.starts[0] // self.interval), int(s.lengths[0] // self.interval), s.cost) for s in one.shifts
        ]
        self.most = one.headcount.get("team", 10**6)
        self.least = one.staff_minimum.get("team", 0)

    def cheaper(self, cost=1e9) -> Iterator[tuple[int, ...]]:
        """Every plan (people by shift) that costs less; of all that the headcount allows, if nothing else ends them."""
        yield from self._from(0, (), cost)

    def _from(self, place, people, left) -> Iterator[tuple[int, ...]]:
        if place == len(self.kinds):
            yield people
            return
        price = self.kinds[place][2]
        for count in range(min(floor((left - 1e-9) / price), self.most - sum(people)) + 1):
            yield from self._from(place + 1, (*people, count), left - count * price)

    def scheduled(self, people) -> np.ndarray:
        there = np.zeros(len(self.volumes), dtype=int)
        for (first, length, _), count in zip(self.kinds, people, strict=True):
            there[first : first + length] += count
        return there

    def cost(self, people) -> float:
        return sum(count * price for (_, _, price), count in zip(self.kinds, people, strict=True))

    def meets(self, people) -> bool:
        """Whether a plan keeps the limits and, computed exactly, the targets."""
        there = self.scheduled(people)
        reach = self.scheduled((1,) * len(people)) > 0
        if sum(people) > self.most or (there[reach] < self.least).any():
            return False
        staff = tuple(floor(count * (1 - self.shrinkage) + 0.5 + 1e-9) for count in there)
        if staff not in self.days:
            self.tried += 1
            self.days[staff] = self._judged(staff)
        return self.days[staff]

    def _judged(self, staff) -> bool:
        day = self.evaluator.evaluate(staff)
        return all(self._kept(target, day) for target in self.scenario.targets)

    def _kept(self, target, day) -> bool:
        good = day.answered_within[target.within] if target.measure == "answer_rate" else self.volumes - day.abandoned
        asked = target.asked if target.measure == "answer_rate" else 1 - target.asked
        for own in self._periods(target.per):
            offered = self.volumes[own].sum()
            if offered > 0 and offered >= target.at_least and good[own].sum() < asked * offered - SLACK:
                return False
        return True

    def _periods(self, per) -> list[slice]:
        if per in ("interval", "hour"):  # intervals are an hour or longer
            return [slice(at, at + 1) for at in range(len(self.volumes))]
        return [slice(0, None)]
