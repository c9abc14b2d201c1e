"""Small random centres of two queues and two groups, one of which may serve both, and every plan for them tried.

The exact day is that of ``sim/exact/floor.py``, and some hours after it in which nobody comes any more. It counts where a thing
happens, so targets here are those for which that is the same: answered at once by interval, and abandonment over the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import floor

from scenarios.loading import parse
from sim.exact.floor import Figures, followed
from sim.exact.reading import Period, periods

QUEUES = ("one", "two")
GROUPS = ("first", "both")
AFTER = 4 * 3600.0  # seconds after the calendar's end, until practically nobody is left


def centre(dice):
    """A scenario of two intervals a day; ``dice`` chooses."""
    hours = 12
    count = 24 // hours
    handle = {queue: dice.choice(["3 min", "4 min"]) for queue in QUEUES}
    skill = {queue: {"handle_time": {"exponential": {"mean": handle[queue]}}} for queue in QUEUES}
    both = {"two": skill["two"], "one": {**skill["one"], "preference": dice.choice([1, 2])}}
    return parse(
        {
            "callfloor": 1, "title": "two queues", "currency": "EUR",
            "calendar": {"start": "2026-03-02", "days": 1, "interval": f"{hours} h"},
            "contact_types": {
                queue: {
                    "channel": "voice", "enters": queue,
                    "arrivals": {"volumes": [round(dice.uniform(5, 18) * hours) for _ in range(count)]},
                    "patience": {"exponential": {"mean": dice.choice(["1 min", "2 min"])}},
                }
                for queue in QUEUES
            },
            "queues": {"one": {"priority": 2}, "two": {"priority": dice.choice([1, 3])}},
            "agent_groups": {
                "first": {"skills": {"one": skill["one"]}, "cost": "1 per h"},
                "both": {"skills": both, "cost": "1 per h"},
            },
            "targets": list(targets(dice)),
            "shifts": list(shifts(dice, hours, count)),
        }
    )  # fmt: skip


def targets(dice) -> Iterator[dict[str, object]]:
    for queue in QUEUES:
        yield {"queue": queue, "abandonment": round(dice.uniform(0.04, 0.2), 3), "per": "horizon"}
    if dice.random() < 0.5:
        share = round(dice.uniform(0.3, 0.7), 3)
        yield {"queue": dice.choice(QUEUES), "answer_rate": share, "within": "0 s", "per": "interval"}


def shifts(dice, hours, count) -> Iterator[dict[str, object]]:
    """For each group a shift for each interval, or one for all of them, or both; whoever can do both costs more."""
    for group, wage in zip(GROUPS, (1.0, dice.choice([1.1, 1.3])), strict=True):
        spans = [(at, at + 1) for at in range(count)]
        if dice.random() < 0.4:
            spans.append((0, count))
        for first, last in spans:
            length = (last - first) * hours
            price = round(length * wage * dice.uniform(0.85, 1.1), 1)
            yield {"groups": [group], "start": f"{first * hours:02d}:00", "length": f"{length} h", "cost": price}


Staff = tuple[tuple[int, ...], ...]  # by group, by interval


@dataclass
class Every:
    """Every plan of a centre, and the exact day of each staffing."""

    scenario: object
    room: int = 8  # in each queue: beyond it one contact in a million comes
    margins: dict[Staff, float] = field(default_factory=dict)

    def __post_init__(self):
        one = self.scenario
        self.interval, self.count = one.calendar.interval, one.calendar.intervals
        self.kinds = [
            (GROUPS.index(s.groups[0]), int(s.starts[0] // self.interval), int(s.lengths[0] // self.interval), s.cost)
            for s in one.shifts
        ]

    def cheaper(self, cost, place=0, people=()) -> Iterator[tuple[int, ...]]:
        """Every plan (people by shift) that costs less."""
        if place == len(self.kinds):
            yield people
            return
        price = self.kinds[place][3]
        for number in range(floor((cost - 1e-9) / price) + 1):
            yield from self.cheaper(cost - number * price, place + 1, (*people, number))

    def cost(self, people) -> float:
        return sum(number * kind[3] for kind, number in zip(self.kinds, people, strict=True))

    def staff(self, people) -> Staff:
        there = [[0] * self.count for _ in GROUPS]
        for (group, first, length, _), number in zip(self.kinds, people, strict=True):
            for at in range(first, first + length):
                there[group][at] += number
        return tuple(map(tuple, there))

    def margin(self, people) -> float:
        """By how much the target that is met worst is met; negative if it is not."""
        staff = self.staff(people)
        if staff not in self.margins:
            course = periods(self._staffed(staff), self.room, away=1, every_interval=True)
            last = course[-1].centre
            kinds = {name: replace(kind, arrivals=0.0) for name, kind in last.kinds.items()}
            after = Period(course[-1].begins + course[-1].span, AFTER, replace(last, kinds=kinds))
            self.margins[staff] = min(self._margins(followed((*course, after))))
        return self.margins[staff]

    def _staffed(self, staff: Staff):
        groups = self.scenario.agent_groups
        own = {
            name: groups[name].model_copy(update={"staffing": tuple(map(float, staff[place]))})
            for place, name in enumerate(GROUPS)
        }
        return self.scenario.model_copy(update={"agent_groups": own})

    def _margins(self, day: tuple[Figures, ...]) -> Iterator[float]:
        spans = [self.interval] * self.count + [AFTER]
        for target in self.scenario.targets:
            if target.measure == "abandonment":
                lost, offered = (
                    sum(one.rate(what, target.queue) * span for one, span in zip(day, spans, strict=True))
                    for what in ("abandoned", "offered")
                )
                yield target.asked - lost / offered
            else:
                yield from (one.share("answered_at_once", target.queue) - target.asked for one in day[:-1])
