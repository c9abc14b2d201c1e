"""What charts and tables read: the measure rows of a run, found by what they measure.

`Results.rows` is one long list in a fixed order. Here it is indexed once, so that a chart can ask for one measure of one
queue over the day, and each piece of the day can be placed on a time axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from callfloor import words
from callfloor.language import plural, say

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.log import Log
    from sim.measures import MeasureRow

Key = tuple[str, str, str, float | None, str | None]


@dataclass(frozen=True)
class Line:
    """One measure over the calendar: a value and its limits for each interval; None where it is undefined."""

    mean: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]

    @property
    def known(self) -> bool:
        """Whether any interval has a value."""
        return any(value is not None for value in self.mean)


class Reading:
    """The rows of a run by measure, scope, name, threshold and interval."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.scenario: Scenario = results.scenario
        self._starts = self.scenario.calendar.starts
        self._rows: dict[Key, MeasureRow] = {}
        for row in results.rows:
            self._rows.setdefault(_key(row.measure, row.scope, row.name, row.within_s, row.interval, row.of), row)

    @cached_property
    def log(self) -> Log:
        """What happened in the run's first replication, contact by contact: the very day that was measured."""
        return self.results.log()

    def row(
        self,
        measure: str,
        scope: str,
        name: str = "",
        *,
        within: float | None = None,
        interval: str | None = None,
        of: str | None = None,
    ) -> MeasureRow | None:
        """The row, or None if this run has no such measure at that scope."""
        return self._rows.get(_key(measure, scope, name, within, interval, of))

    def value(
        self, measure: str, scope: str, name: str = "", *, within: float | None = None, of: str | None = None
    ) -> float | None:
        """The estimate for the whole calendar."""
        row = self.row(measure, scope, name, within=within, of=of)
        return None if row is None else row.mean

    def line(
        self, measure: str, scope: str, name: str = "", *, within: float | None = None, of: str | None = None
    ) -> Line:
        """The measure in every interval of the calendar, in order."""
        rows = [self.row(measure, scope, name, within=within, interval=start, of=of) for start in self._starts]
        return Line(
            tuple(None if row is None else row.mean for row in rows),
            tuple(None if row is None else row.low for row in rows),
            tuple(None if row is None else row.high for row in rows),
        )


def _key(measure: str, scope: str, name: str | None, within: float | None, interval: str | None, of: str | None) -> Key:
    label = "" if scope == "centre" else f"{name}"
    if of not in (None, "offered"):
        label += f"/{of}"
    return (measure, scope, label, within, interval)


def moment(scenario: Scenario, seconds: float) -> datetime:
    """The moment that many seconds after the calendar's start."""
    return datetime.combine(scenario.calendar.start, time()) + timedelta(seconds=seconds)


def edges(scenario: Scenario) -> list[datetime]:
    """Starts of all intervals and the calendar's end."""
    step = scenario.calendar.interval
    return [moment(scenario, step * place) for place in range(scenario.calendar.intervals + 1)]


def middles(scenario: Scenario) -> list[datetime]:
    """The middle of each interval: where a value over the interval is drawn."""
    half = timedelta(seconds=scenario.calendar.interval / 2)
    return [start + half for start in edges(scenario)[:-1]]


def spans(scenario: Scenario) -> list[str]:
    """Each interval as a reader says it: 10:30–11:00."""
    at = edges(scenario)
    dated = scenario.calendar.days > 1
    return [f"{words.clock(start, dated=dated)}–{words.clock(end)}" for start, end in pairwise(at)]


def stretches(scenario: Scenario, flags: list[bool]) -> list[tuple[datetime, datetime]]:
    """Runs of neighbouring flagged intervals as (start, end)."""
    at = edges(scenario)
    found: list[tuple[datetime, datetime]] = []
    for place, flag in enumerate(flags):
        if not flag:
            continue
        if found and found[-1][1] == at[place]:
            found[-1] = (found[-1][0], at[place + 1])
        else:
            found.append((at[place], at[place + 1]))
    return found


def told(scenario: Scenario, flags: list[bool], most: int = 3) -> str:
    """Flagged intervals in words: `10:30 to 12:00 and 14:00 to 14:30`, the longest ones if there are many."""
    dated = scenario.calendar.days > 1
    found = stretches(scenario, flags)
    longest = sorted(sorted(found, key=lambda span: span[0] - span[1])[:most])
    texts = [
        say("{start} to {end}", start=words.clock(start, dated=dated), end=words.clock(end)) for start, end in longest
    ]
    if len(found) > most:
        texts.append(plural("{n} shorter stretch", "{n} shorter stretches", len(found) - most))
    return words.listed(texts)
