"""At work: a plan read back, as the staffing that the floor has.

A plan is simulated as it stands: its shifts, who is called in, the groups that it does not plan as the scenario has them. ``today``
and ``check`` see the same people that re-planning begins with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimize.outcome import staffing_of
from optimize.replanning.choices import posts_of, straight
from optimize.roster import Roster
from optimize.shifts import shells

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optimize.replanning.standing import Post, Standing
    from optimize.shifts import ShiftKind
    from scenarios.schema import Scenario
    from sim.staffing import Staffing


def at_work(scenario: Scenario, standing: Standing) -> tuple[Scenario, Staffing]:
    """The day itself, with last night's people on the floor at its start, and who works it."""
    day = straight(scenario, standing)
    return day, staffed(day, posts_of(scenario, standing))


def staffed(scenario: Scenario, posts: Iterable[Post]) -> Staffing:
    """Who is scheduled when these posts are worked; groups that shifts name and nobody works have nobody."""
    people = people_of(posts)
    return staffing_of(scenario, roster_for(scenario, people), people)


def people_of(posts: Iterable[Post]) -> dict[ShiftKind, int]:
    """People by kind of shift, whichever post they belong to."""
    found: dict[ShiftKind, int] = {}
    for post in posts:
        found[post.kind] = found.get(post.kind, 0) + post.people
    return found


def roster_for(scenario: Scenario, kinds: Iterable[ShiftKind]) -> Roster:
    """The choice in which these kinds stand beside all that the scenario allows."""
    known = dict.fromkeys(kinds)
    known.update(dict.fromkeys(shell.kind for shell in shells(scenario)))
    return Roster.of_kinds(scenario, tuple(known))
