"""Pay: what a shift of a post costs if it ends at another moment, or has its breaks elsewhere.

It is priced as the scenario prices the shift: the regular hours up to the length that was planned, overtime past it, hours by what
they are worth, unpaid breaks off. So a shift that was planned with overtime and ends without costs what it would have cost without;
and a shift that is made longer and then shorter again costs what it did. A shift with a ``cost`` of its own begins at that: hours
more and hours less are the group's wage, or its own mean hour if the group has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimize.breaks import BreakTime
    from optimize.replanning.standing import Post
    from scenarios.premiums import Worth
    from scenarios.schema import Scenario, ShiftRule


@dataclass(frozen=True)
class Pay:
    """What one person of a post is paid."""

    scenario: Scenario
    post: Post

    def of(self, end: float, breaks: Iterable[BreakTime]) -> float:
        """The cost of the shift if it ends then, with these breaks."""
        planned = self.post.planned
        more = self._regular(end, breaks) - self._regular(planned.end, planned.breaks)
        over = self._over(end) - self._over(planned.end)
        return round(max(planned.cost + self._wage * (more + self._overtime * over), 0.0), 9)

    @property
    def _rule(self) -> ShiftRule:
        return self.scenario.shifts[self.post.rule]

    @property
    def _overtime(self) -> float:
        return 1.0 if self._rule.overtime is None else float(self._rule.overtime.premium)

    @cached_property
    def _wage(self) -> float:
        """Of an hour."""
        wage = self.scenario.agent_groups[self.post.kind.group].cost
        planned = self.post.planned
        return planned.cost / planned.paid_hours if wage is None else float(wage) * self._rule.premium

    @cached_property
    def _worth(self) -> Worth | None:
        premiums, calendar = self.scenario.premium_hours, self.scenario.calendar
        return premiums.worth(calendar.grid, cyclic=calendar.cyclic) if premiums else None

    @cached_property
    def _until(self) -> float:
        """When the regular hours end: of all ways to come to the planned length, in the cheapest, which is the plan's."""
        start, length, overtime = self.post.planned.start, self.post.planned.length, self._rule.overtime
        lengths = {length - more for more in (0.0, *(overtime.lengths() if overtime else ()))}
        ends = [start + one for one in lengths & set(self._rule.lengths)] or [start + length]
        regular = 1.0 if self._rule.cost is None else 0.0  # it has its price whatever its length

        def cost(end: float) -> float:
            return regular * self._hours(start, end) + self._overtime * self._hours(end, start + length)

        return min(sorted(ends, reverse=True), key=cost)

    def _regular(self, end: float, breaks: Iterable[BreakTime]) -> float:
        """Regular hours, without unpaid breaks. Those of a shift with a cost of its own are all the same."""
        own, start, until = self._rule.cost is not None, self.post.planned.start, min(end, self._until)

        def hours(begin: float, stop: float) -> float:
            return (stop - begin) / 3600 if own else self._hours(begin, stop)

        return hours(start, until) - sum(hours(begin, stop) for begin, stop, paid in breaks if not paid)

    def _over(self, end: float) -> float:
        """Hours past the regular ones."""
        return self._hours(self._until, max(end, self._until))

    def _hours(self, begin: float, end: float) -> float:
        worth = self._worth
        return (end - begin if worth is None else worth.between(begin, end)) / 3600
