"""Figures for the pages: what is read off simulated days, and how a page writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.loading import load
from sim.experiment import Results, simulate

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "scenarios" / "library"
WITHIN = 20.0

Limits = tuple[float, float | None, float | None]  # mean, low, high


@dataclass(frozen=True)
class Column:
    """A column of a case's table: its heading, what it reads, and how it is written."""

    heading: str
    read: Callable[[Results], Limits]
    write: str  # percent, number, one (decimal), seconds, money


@cache
def days(scenario: str, overrides: tuple[str, ...], replications: int | None = None) -> Results:
    """Simulate; the same seed everywhere, so that every row of a table has the same customers."""
    path = LIBRARY / scenario
    return simulate(load(path if path.suffix else scenario, overrides), replications=replications, workers=1)


def value(
    measure: str, scope: str = "centre", name: str = "", within: float | None = None
) -> Callable[[Results], Limits]:
    """One measure, over the whole calendar."""

    def read(results: Results) -> Limits:
        row = results.value(measure, scope, name, within=within) if name else results.value(measure, within=within)
        assert row.mean is not None
        return row.mean, row.low, row.high

    return read


def in_time(queue: str, within: float = WITHIN) -> Callable[[Results], Limits]:
    """Share of a queue's offered contacts that are answered in time."""
    return value("answer_rate", "queue", queue, within)


def added(*measures: str) -> Callable[[Results], Limits]:
    """The sum of some counts; without limits, which do not add up."""
    return lambda results: (sum(value(measure)(results)[0] for measure in measures), None, None)


def over_queues(sum_up: Callable[[Sequence[float]], float]) -> Callable[[Results], Limits]:
    """Something about the answer rates of all queues."""

    def read(results: Results) -> Limits:
        return sum_up([in_time(queue)(results)[0] for queue in results.scenario.queues]), None, None

    return read


def on_day(day: int, queue: str) -> Callable[[Results], Limits]:
    """Share of a queue's contacts of one day of the calendar that are answered within 20 s."""

    def read(results: Results) -> Limits:
        calendar = results.scenario.calendar
        found = []
        for moment in calendar.starts[day * calendar.per_day : (day + 1) * calendar.per_day]:
            rate = results.value("answer_rate", "queue", queue, interval=moment, within=WITHIN).mean
            offered = results.value("offered", "queue", queue, interval=moment).mean
            found.append((rate or 0.0, offered or 0.0))
        rates, weights = np.array(found).T
        return float(np.average(rates, weights=weights)), None, None

    return read


def written(how: str, found: Sequence[Any]) -> str:
    """A figure with its limits, as a cell of a table."""
    mean, low, high = found
    if low == high:
        low = None  # the same on every day
    if how == "percent":
        text = f"{mean:.1%}".replace("%", " %")
        return text if low is None else f"{text} ±{(high - low) / 2 * 100:.1f}"
    digits = {"number": 0, "one": 1, "seconds": 1, "money": 2}[how]
    text = f"{mean:,.{digits}f}".replace(",", " ")
    unit = {"seconds": " s", "money": " CNY"}.get(how, "")
    return text + unit if low is None else f"{text} ±{(high - low) / 2:,.{digits}f}".replace(",", " ") + unit


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown: words left, figures right."""
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
