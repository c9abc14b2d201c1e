"""Savings: from a choice that holds, people who cost less on another of their shifts, one kind of change after the other.

The program sees the floor through formulas, and once it was wrong about a period it may ask too much of it ever after. What costs
less lies next to what is known to hold, though, and can be simply tried: the dearest saving first and those that the program
thought of before all others; all the people of a shift at once, then half of them, down to one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.replanning.choices import OwnKind

if TYPE_CHECKING:
    from optimize.replanning.choices import Choices
    from optimize.roster import Shifts
    from optimize.shifts import ShiftKind

TRIALS = 60  # choices that are simulated
TINY = 1e-6  # of money


@dataclass(frozen=True)
class Move:
    """People go from one of their shifts to another of them, or to none."""

    source: ShiftKind
    target: ShiftKind | None

    def within(self, proposal: Shifts, shifts: Shifts) -> bool:
        """Whether a proposal makes this move, among others."""
        fewer = shifts.get(self.source, 0) - proposal.get(self.source, 0)
        if self.target is not None:
            return fewer > 0 and proposal.get(self.target, 0) > shifts.get(self.target, 0)
        post = self.source.post if isinstance(self.source, OwnKind) else None
        gone = fewer if post is None else _of_post(shifts, post) - _of_post(proposal, post)
        return min(fewer, gone) > 0

    def made(self, choices: Choices, shifts: Shifts, people: int) -> dict[ShiftKind, int]:
        """The choice with so many people moved."""
        counts = dict(shifts)
        counts[self.source] -= people
        if self.target is not None:
            counts[self.target] = counts.get(self.target, 0) + people
        return {kind: counts[kind] for kind in choices.roster.kinds if counts.get(kind)}


def _of_post(shifts: Shifts, post: int) -> int:
    return sum(people for kind, people in shifts.items() if isinstance(kind, OwnKind) and kind.post == post)


def moves(choices: Choices) -> Iterator[Move]:
    """From each way of a post to each other, and to none if it may be dropped; and who is called in may be left at home."""
    for bundle, ways in zip(choices.roster.bundles, choices.ways, strict=False):  # the rest limits people on call
        for source in ways:
            yield from (Move(source, target) for target in ways if target != source)
            if bundle.optional:
                yield Move(source, None)
    yield from (Move(kind, None) for kind in choices.new)


def keeps_rules(choices: Choices, shifts: Shifts, before: Shifts) -> bool:
    """Whether a choice breaks no rule about people that the one before keeps: headcount, part-time, staff minimum."""
    roster = choices.roster
    broken, known = (roster.rules.broken(one, roster.planned, roster.headcount) for one in (shifts, before))
    if broken is not None and broken != known:
        return False
    for group, least in roster.staff_minimum.items():
        places = list(roster.places_of.get(group, ()))
        now, then = (
            np.array([one.get(roster.kinds[place], 0) for place in places]) @ roster.presence[places]
            for one in (shifts, before)
        )
        if places and (now < np.minimum(then, least) - TINY).any():
            return False
    return True


def savings(
    choices: Choices,
    start: Shifts,
    thought_of: Sequence[Shifts],
    worth: Callable[[Shifts], float],
    holds: Callable[[Shifts], bool],
) -> list[Shifts]:
    """Choices that hold, each cheaper than the one before; ``start`` is not among them. ``thought_of``: by the program."""

    def saved(move: Move) -> float:
        return worth(shifts) - worth(move.made(choices, shifts, 1)) if shifts.get(move.source) else 0.0

    def order(move: Move) -> tuple[bool, float]:
        return not any(move.within(one, shifts) for one in thought_of), -saved(move)

    shifts, trials = start, 0
    found: list[Shifts] = []
    for move in sorted((move for move in moves(choices) if saved(move) > TINY), key=order):
        people = shifts.get(move.source, 0)
        while people > 0 and trials < TRIALS:
            tried = move.made(choices, shifts, people)
            better = worth(tried) < worth(shifts) - TINY and keeps_rules(choices, tried, start)
            trials += better
            if better and holds(tried):
                shifts = tried
                found.append(shifts)
                people = min(people, shifts.get(move.source, 0))
            else:
                people //= 2
    return found
