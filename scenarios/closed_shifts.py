"""Closed shifts: shifts during which all that their group serves is closed, on every day of the calendar.

Looks at plain data that need not be sound: what of it can be read is compared, whatever else is wrong with the file.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from scenarios import raw
from scenarios.faults import Problem, listed
from scenarios.fields import Surroundings
from scenarios.grids import Grid
from scenarios.hours import OpeningHours, Spans, merged
from scenarios.shift_rules import DutyDays, ShiftRule
from scenarios.units import DAY, show_clock

HOURS: TypeAdapter[Any] = TypeAdapter(OpeningHours)


def closed_shifts(data: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Find shifts that on all their days lie wholly outside the opening hours of all queues of a group that may work them."""
    grid = around.grid
    if grid is None:
        return
    cyclic = raw.inside(data, "calendar", "cyclic") is True
    for index, item in enumerate(raw.items(data.get("shifts"))):
        try:
            rule = ShiftRule.model_validate(item, context=around)
        except ValidationError:
            continue
        for group in rule.groups:
            spans = _open_to(data, group, around)
            closed = (
                []
                if spans is None
                else [shift for shift in _shifts(rule) if not _meets(shift, spans, grid, rule.days, cyclic)]
            )
            if closed:
                queues = listed(raw.mapping(raw.inside(data, "agent_groups", group, "skills")), "and")
                first = " to ".join(show_clock(moment) for moment in closed[0])
                more = f" (and {len(closed) - 1} more of this rule)" if len(closed) > 1 else ""
                message = f"nothing that {group} serves ({queues}) is open from {first}{more}"
                path = ("shifts", index, "starts" if rule.many is not None else "start")
                yield Problem(f"{message}; move the shift, take {group} out, or open longer", path)


def _shifts(rule: ShiftRule) -> Iterator[tuple[float, float]]:
    for start in rule.starts:
        for length in rule.lengths:
            yield start, start + length


def _open_to(data: Mapping[str, Any], group: str, around: Surroundings) -> Spans | None:
    """When any queue of a group is open; None if one always is, or if that cannot be read."""
    found: list[tuple[float, float]] = []
    hours = raw.mapping(data.get("open"))
    queues = raw.mapping(raw.inside(data, "agent_groups", group, "skills"))
    for queue in queues:
        try:
            if around.grid is None or queue not in hours:
                return None
            found += HOURS.validate_python(hours[queue], context=around).spans(around.grid)
        except ValidationError:
            return None
    return merged(found) if queues else None


def _meets(shift: tuple[float, float], spans: Spans, grid: Grid, days: DutyDays, cyclic: bool) -> bool:
    """Whether a shift worked on some of its days has any time with something open; spans do not overlap."""
    horizon = grid.days * DAY
    again = [(begin + horizon, end + horizon) for begin, end in spans] if cyclic else []
    begins, ends = np.array([*spans, *again]).reshape(-1, 2).T
    starts = np.array([day for day in range(grid.days) if days.hold(day, grid)]) * DAY + shift[0]
    following = np.searchsorted(ends, starts, side="right")  # the first span that ends after the shift starts
    return bool(np.any(np.append(begins, np.inf)[following] < starts + shift[1] - shift[0]))
