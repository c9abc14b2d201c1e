"""Choices: what may still be changed about a plan at a moment of its day.

Every post of the plan becomes a bundle: its people each work one of a few kinds of shift. One is the shift as it stands. The
others differ from it in one thing, and only in what lies ahead: the end is earlier or later by up to ``reach`` (never before now),
or a break that has not begun is moved within its rule. A shift that has not begun may also be dropped. New shifts are those that the
scenario allows and that begin after people had ``notice``. What is over is as it was; and a shift that runs past the calendar's end stays as it
is, for what it is needed for there is not looked at.

Each person whose day is changed costs ``change`` in the choice: not money that is paid, but what it takes to ask. So nothing
is changed for less than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from optimize.breaks import pause, placements
from optimize.replanning.pay import Pay
from optimize.replanning.standing import ON_CALL, Post, Standing
from optimize.roster import Bundle, Roster
from optimize.shifts import ShiftKind, shells
from optimize.solver import SolverName

if TYPE_CHECKING:
    from optimize.breaks import BreakTime
    from scenarios.schema import Scenario

HALF_HOUR = 1800.0
SPREAD = 4  # placements of the breaks of a new shift, where there are many
LAST_NIGHT = -1  # the rule of who is still at work from the night before


@dataclass(frozen=True)
class Freedom:
    """What may be changed: ``now`` (s), ``reach`` and ``notice`` in seconds, ``change`` in money for each person."""

    now: float
    reach: float
    notice: float
    change: Mapping[str, float]  # by group


@dataclass(frozen=True)
class OwnKind(ShiftKind):
    """A kind that belongs to one post: two posts may come to the same shift, and stay two."""

    post: int = -1


@dataclass(frozen=True)
class Choices:
    """The roster of what may be chosen: the ways of each post, the one that stands first, and then new shifts."""

    roster: Roster
    posts: tuple[Post, ...]
    ways: tuple[tuple[OwnKind, ...], ...]
    new: tuple[ShiftKind, ...]

    @property
    def unchanged(self) -> dict[ShiftKind, int]:
        """The plan as it stands."""
        return {own[0]: post.people for post, own in zip(self.posts, self.ways, strict=True)}


def choices(scenario: Scenario, posts: Sequence[Post], freedom: Freedom, solver: SolverName = "highs") -> Choices:
    """Everything that may be chosen; ``scenario`` is the day as it looks now (``straight``)."""
    own = tuple(
        tuple(_own(kind, number) for kind in _ways(scenario, post, freedom)) for number, post in enumerate(posts)
    )
    added = tuple(_new(scenario, freedom))
    places: list[ShiftKind] = []
    bundles, penalty = [], {}
    for post, ways in zip(posts, own, strict=True):
        first, change = len(places), freedom.change[post.kind.group]
        places += ways
        droppable = post.kind.start >= freedom.now and (post.rule == ON_CALL or _free(scenario, post, freedom))
        bundles.append(Bundle(tuple(range(first, len(places))), post.people, optional=droppable))
        # Nobody works a dropped shift, so there is nobody to charge: who stays as he is gets the price of a change off instead.
        penalty.update(dict.fromkeys(range(first + 1, len(places)), 0.0 if droppable else change))
        if droppable:
            penalty[first] = -change
    for kind in added:
        penalty[len(places)] = freedom.change[kind.group]
        places.append(kind)
    return Choices(Roster.of_kinds(scenario, places, bundles, penalty, solver), tuple(posts), own, added)


def _own(kind: ShiftKind, post: int) -> OwnKind:
    return OwnKind(kind.group, kind.start, kind.length, kind.breaks, kind.cost, kind.premium, kind.on_call, post)


def _new(scenario: Scenario, freedom: Freedom) -> Iterator[ShiftKind]:
    """Shifts for which people can still be called in."""
    for shell in shells(scenario):
        if shell.kind.start < freedom.now + freedom.notice:
            continue
        if not shell.ways:
            yield shell.kind
            continue
        every = placements(shell.ways)
        some = {round(place) for place in np.linspace(0, len(every) - 1, min(SPREAD, len(every)))}
        yield from (shell.placed(every[place]) for place in sorted(some))


def posts_of(scenario: Scenario, standing: Standing) -> tuple[Post, ...]:
    """The posts of a plan; those who are still at work from the night before, if it is cyclic, come last."""
    calendar = scenario.calendar
    return (*standing.posts, *(overnight(standing, calendar.horizon) if calendar.cyclic else ()))


def straight(scenario: Scenario, standing: Standing) -> Scenario:
    """The scenario with a calendar that ends: last night's people are here already, tonight's stay past the end."""
    if not scenario.calendar.cyclic:
        return scenario
    extra: dict[str, int] = {}
    for post in standing.posts:
        if post.kind.end > scenario.calendar.horizon:
            extra[post.kind.group] = extra.get(post.kind.group, 0) + post.people
    return scenario.model_copy(
        update={
            "calendar": scenario.calendar.model_copy(update={"cyclic": False}),
            "premium_hours": replace(scenario.premium_hours, begins_again=True),
            "headcount": {group: most + extra.get(group, 0) for group, most in scenario.headcount.items()},
        }
    )


def overnight(standing: Standing, horizon: float) -> tuple[Post, ...]:
    """Those whom a cyclic plan has at work at the calendar's start: the ends of shifts that began the night before, paid there."""
    found = []
    for post in standing.posts:
        kind = post.kind
        if kind.end > horizon:
            breaks = tuple(
                (max(start - horizon, 0.0), end - horizon, paid) for start, end, paid in kind.breaks if end > horizon
            )
            rest = ShiftKind(kind.group, 0.0, kind.end - horizon, breaks, 0.0, kind.premium)
            found.append(Post(rest, rest, LAST_NIGHT, post.people))
    return tuple(found)


def _free(scenario: Scenario, post: Post, freedom: Freedom) -> bool:
    """Whether anything about a shift may be changed; people who are called in stay until their event is over."""
    return post.rule not in (LAST_NIGHT, ON_CALL) and freedom.now < post.kind.end <= scenario.calendar.horizon


def _ways(scenario: Scenario, post: Post, freedom: Freedom) -> Iterator[ShiftKind]:
    """The shift as it stands, then each way in which it may differ."""
    yield post.kind
    kind = post.kind
    if not _free(scenario, post, freedom):
        return
    known = {kind}
    for other in (*_other_ends(scenario, post, freedom), *_other_breaks(scenario, post, freedom)):
        if other not in known:
            known.add(other)
            yield other


def _other_ends(scenario: Scenario, post: Post, freedom: Freedom) -> Iterator[ShiftKind]:
    kind, planned, pay = post.kind, post.planned, Pay(scenario, post)
    step = min(scenario.calendar.interval, HALF_HOUR)
    steps = int(freedom.reach // step)
    for end in (planned.end + number * step for number in range(-steps, steps + 1)):
        if end == kind.end or end <= max(freedom.now, kind.start) or end > max(scenario.calendar.horizon, kind.end):
            continue
        if any(start < freedom.now for start, stop, _ in kind.breaks if stop > end):
            continue  # a break that is being taken is not cut
        rests = (*kind.breaks, *_missing(post, freedom.now))
        breaks = tuple(sorted(rest for rest in rests if rest[1] <= end))
        yield replace(kind, length=end - kind.start, breaks=breaks, cost=pay.of(end, breaks))


def _missing(post: Post, now: float) -> tuple[BreakTime, ...]:
    """Breaks that an earlier change cut off, and that could still be taken when they were planned."""
    taken, planned = post.kind.breaks, post.planned.breaks
    if not set(taken) <= set(planned):
        return ()
    return tuple(rest for rest in planned if rest not in taken and rest[0] >= now)


def _other_breaks(scenario: Scenario, post: Post, freedom: Freedom) -> Iterator[ShiftKind]:
    """One break that has not begun, elsewhere within its rule, overlapping no other."""
    kind, pay = post.kind, Pay(scenario, post)
    for place, rest in enumerate(kind.breaks):
        others = (*kind.breaks[:place], *kind.breaks[place + 1 :])
        for moment in _moments(scenario, post, rest) if rest[0] >= freedom.now else ():
            moved = (moment, moment + rest[1] - rest[0], rest[2])
            breaks = tuple(sorted((*others, moved)))
            if moment >= freedom.now and all(one[1] <= two[0] for one, two in pairwise(breaks)):
                yield replace(kind, breaks=breaks, cost=pay.of(kind.end, breaks))


def _moments(scenario: Scenario, post: Post, rest: BreakTime) -> tuple[float, ...]:
    """When a break may begin, by whichever break of the rule it can be; never where no rule has it, so that it stays."""
    (start, end, paid), kind = rest, post.kind
    for one in scenario.shifts[post.rule].breaks:
        if one.length == end - start and one.paid == paid and one.earliest <= start - kind.start <= one.latest:
            return pause(one, kind.start, kind.length, scenario.calendar.interval).starts
    return ()
