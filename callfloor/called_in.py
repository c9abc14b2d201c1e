"""People on call of whom a plan calls some in: the rows of its document, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from callfloor import words
from callfloor.figures.reading import moment
from callfloor.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.schema import Scenario
    from sim.staffing import Called


def rows(scenario: Scenario, called: Sequence[Called]) -> list[dict[str, Any]]:
    """One row a time at which people are on call, nobody included."""
    return [
        {
            "group": one.group,
            "start": f"{moment(scenario, one.begins):%Y-%m-%dT%H:%M}",
            "end": f"{moment(scenario, one.ends):%Y-%m-%dT%H:%M}",
            "up_to": one.up_to,
            "agents": one.people,
            "cost": one.cost,
        }
        for one in called
    ]


def sentences(scenario: Scenario, called: Sequence[Called]) -> list[str]:
    """Say who is called in, as `Called in: 12 of 20 on call of generalists, 11:30 to 15:30, for 1 536 CNY (in the cost)`."""
    said = []
    for one in called:
        begins = moment(scenario, one.begins)
        day = f"{begins:%Y-%m-%d} " if scenario.calendar.days > 1 else ""
        ends = "24:00" if one.ends == scenario.calendar.horizon else f"{moment(scenario, one.ends):%H:%M}"
        when = say("{start} to {end}", start=f"{day}{begins:%H:%M}", end=ends)
        said.append(
            say(
                "Called in: {count} of {all} on call of {group}, {when}, for {money} (in the cost)."
                if one.people
                else "Called in: nobody of {all} on call of {group}, {when}.",
                count=one.people, all=one.up_to, group=one.group, when=when, money=words.money(one.cost, scenario.currency),
            )
        )  # fmt: skip
    return said
