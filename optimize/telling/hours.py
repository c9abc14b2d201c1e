"""Hours: intervals in which a target wants somebody and nobody can be there, because no shift covers them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.units import DAY, show_clock

if TYPE_CHECKING:
    from optimize.demands import Demand
    from optimize.model import Model
    from scenarios.schema import Scenario

FEW_CELLS = 2  # a period of at most so many cells is lost where one of them is; longer ones may make up for it


@dataclass(frozen=True)
class Gap:
    """Intervals ``first`` to ``last`` in which contacts of a queue are to be answered and nobody of the ``groups`` that could is there."""

    queue: str
    groups: tuple[str, ...]
    first: int
    last: int

    def when(self, scenario: Scenario) -> str:
        """`20:00 to 22:00`, with the date on a calendar of several days."""
        calendar = scenario.calendar
        begin, end = self.first * calendar.interval, (self.last + 1) * calendar.interval
        day = f"{calendar.starts[self.first][:10]} " if calendar.days > 1 else ""
        return f"{day}{show_clock(begin % DAY)} to {show_clock(end % DAY or DAY)}"


def gaps(model: Model, lost: Callable[[Demand], bool]) -> tuple[Gap, ...]:
    """Hours that stand in the way of some target, neighbours together; ``lost``: whether a period cannot be met with the shifts there are."""
    bare: dict[tuple[str, tuple[str, ...]], set[int]] = {}
    for demand in model.demands:
        cells = _bare(model, demand)
        for queue, groups, interval in cells if cells and lost(demand) else ():
            bare.setdefault((queue, groups), set()).add(interval)
    return tuple(
        Gap(queue, groups, first, last)
        for (queue, groups), found in bare.items()
        for first, last in runs(sorted(found))
    )


def gaps_in_words(model: Model, found: Sequence[Gap]) -> tuple[str, ...]:
    """`no shift covers 20:00 to 22:00 for queue calls (groups with the skill: team)`."""
    return tuple(gap_in_words(model.scenario, gap) for gap in found)


def gap_in_words(scenario: Scenario, gap: Gap) -> str:
    """The same of one."""
    who = ", ".join(gap.groups) or "none"
    return f"no shift covers {gap.when(scenario)} for queue {gap.queue} (groups with the skill: {who})"


def _bare(model: Model, demand: Demand) -> list[tuple[str, tuple[str, ...], int]]:
    """Cells without anybody, of a period that cannot do without them."""
    found = []
    for cell in demand.cells:
        able = tuple(g for g in model.scenario.agent_groups if model.worth(demand.target, g, cell.queue) > 0)
        if not any(_there(model, group, cell.interval) for group in able):
            found.append((cell.queue, able, cell.interval))
    return found if len(demand.cells) <= FEW_CELLS or len(found) == len(demand.cells) else []


def _there(model: Model, group: str, interval: int) -> bool:
    """Whether somebody of the group can be there: by a shift, by its own staffing, or called in by an event."""
    roster = model.roster
    if model.attendance.called_in[group][interval] > 0:
        return True
    if group in roster.planned:
        return bool(roster.covered(group)[interval] > 0)
    return roster.others is not None and bool(roster.others.mean_on_floor(group)[interval] > 0)


def runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as first and last."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
