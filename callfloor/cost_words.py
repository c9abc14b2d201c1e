"""What a plan costs, in words: money, or agent-hours where it is planned by interval and nobody has a wage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callfloor import words
from callfloor.language import say

if TYPE_CHECKING:
    from scenarios.schema import Scenario


def cost_in_words(scenario: Scenario, cost: float | None) -> str:
    """`9 230 CNY`, or `29 agent-hours`."""
    from optimize.by_interval import counts_hours

    if cost is not None and counts_hours(scenario):
        return say("{hours} agent-hours", hours=words.number(cost))
    return words.money(cost, scenario.currency)


def unit_of_cost(scenario: Scenario) -> str:
    """What the axis of such costs is in."""
    from optimize.by_interval import counts_hours

    return say("agent-hours") if counts_hours(scenario) else scenario.currency
