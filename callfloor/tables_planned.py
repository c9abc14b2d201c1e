"""Tables of plans beyond their shifts: the agents of each interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import words
from callfloor.figures.picture import Table
from callfloor.figures.reading import spans
from callfloor.language import say

if TYPE_CHECKING:
    from optimize.outcome import Plan


def agents_table(found: Plan) -> Table:
    """Scheduled people by interval and planned group, those on the floor in brackets; intervals in which nothing changes are one row."""
    scenario, people = found.scenario, found.staffing
    groups = list(found.required)
    rows = []
    for place in range(scenario.calendar.intervals):
        cells = []
        for group in groups:
            scheduled, floor = people.mean_scheduled(group)[place], people.mean_on_floor(group)[place]
            cells.append(
                words.number(scheduled) if scheduled == floor else f"{words.number(scheduled)} ({words.number(floor)})"
            )
        rows.append(tuple(cells))
    times, first = spans(scenario), 0
    merged: list[tuple[str, ...]] = []
    for place, row in enumerate(rows):
        if place + 1 == len(rows) or rows[place + 1] != row:
            start, end = times[first].split("–")[0], times[place].split("–")[-1]
            merged.append((f"{start}–{end}", *row))
            first = place + 1
    return Table((say("interval"), *groups), tuple(merged))
