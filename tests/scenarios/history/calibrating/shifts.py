"""Days of people whose shifts are known, simulated to a log by an own small floor: each person has a shift of his own.

Contacts come as a Poisson process while the centre is open, those who wait stand in one line and are cut off at closing,
whoever has been idle longest (or anybody) answers, and whose shift ends during a contact finishes it.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from datetime import date

import numpy as np

from scenarios.history.calls import Calls, Outcome
from scenarios.history.coded import Coded
from scenarios.history.origin import Origin

DAY, HALF = 86_400.0, 1800.0
TALK, WRAP_UP, PATIENCE = 200.0, 40.0, 240.0
Shifts = tuple[tuple[float, float], ...]  # of each person (s of the day)


@dataclass(frozen=True)
class Centre:
    """Shifts of a day by person, mean occupancy, days, and who answers: the longest idle, or anybody."""

    shifts: Shifts
    occupancy: float
    days: int = 10
    longest_idle: bool = True

    @property
    def people(self) -> np.ndarray:
        """People present by half-hour."""
        edges = np.arange(48) * HALF
        return sum(np.clip((np.minimum(e, edges + HALF) - np.maximum(b, edges)) / HALF, 0, 1) for b, e in self.shifts)


def simulated(centre: Centre, seed: int) -> Calls:
    """The log of a centre's days."""
    luck = np.random.default_rng(seed)
    rows = [(day, *row) for day in range(centre.days) for row in _day(centre, luck)]
    rows.sort(key=lambda row: row[0] * DAY + row[1])
    day, came, waited, talk, wrap_up, agent = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    asked, answered = came + day * DAY, agent >= 0
    size = len(rows)
    return Calls(
        date(2024, 1, 1), asked, asked, np.zeros(size), waited,
        np.where(answered, Outcome.ANSWERED, Outcome.ABANDONED).astype(np.int8), np.where(answered, asked + waited, np.nan),
        np.where(answered, talk, np.nan), np.where(answered, wrap_up, np.nan), Coded.of(["call"] * size),
        Coded.of(["line"] * size), Coded.of(["desk" if one else None for one in answered]),
        Coded.of([f"agent {who:.0f}" if who >= 0 else None for who in agent]), Coded.of(["voice"] * size),
        np.full(size, -1), Origin("made", size),
    )  # fmt: skip


def _day(centre: Centre, luck: np.random.Generator) -> list[tuple[float, ...]]:
    """Came, waited, talk, wrap-up, agent (-1: lost) of each contact of a day."""
    events = [(end, 0, who, 0.0) for who, (_, end) in enumerate(centre.shifts)]
    events += [(begin, 1, who, 0.0) for who, (begin, _) in enumerate(centre.shifts)]
    for place, people in enumerate(centre.people):
        count = luck.poisson(people * centre.occupancy * HALF / (TALK + WRAP_UP))
        events += [
            (float(at), 2, -1, float(luck.exponential(PATIENCE))) for at in place * HALF + luck.uniform(0, HALF, count)
        ]
    heapq.heapify(events)
    idle: list[int] = []
    line: deque[tuple[float, float]] = deque()
    rows: list[tuple[float, ...]] = []
    gone: set[int] = set()
    closes = max(end for _, end in centre.shifts)
    while events:
        now, what, who, patience = heapq.heappop(events)
        if what == 0:
            gone.add(who)
            idle = [one for one in idle if one != who]
        elif what == 1 and who not in gone:
            idle.append(who)
        elif what == 2:
            line.append((now, now + patience))
        while line and (line[0][1] <= now or now >= closes):
            at, until = line.popleft()
            rows.append((at, min(until, now, closes) - at, 0, 0, -1))
        while line and idle:
            at, until = line.popleft()
            if until <= now:
                rows.append((at, until - at, 0, 0, -1))
                continue
            one = idle.pop(0 if centre.longest_idle else int(luck.integers(len(idle))))
            talk, wrap_up = float(luck.exponential(TALK)), float(luck.exponential(WRAP_UP))
            rows.append((at, now - at, talk, wrap_up, one))
            heapq.heappush(events, (now + talk + wrap_up, 1, one, 0.0))
    return rows
