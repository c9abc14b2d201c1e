"""Changes: what is different between a plan as it stands and another choice, person by person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from optimize.replanning.choices import Choices
    from optimize.roster import Shifts
    from optimize.shifts import ShiftKind

What = Literal["longer", "shorter", "break", "dropped", "called in"]


@dataclass(frozen=True)
class Change:
    """So many people whose shift is another than before: ``before`` is None for the called in, ``after`` for the dropped.

    ``cost``: what all of them together are paid more (less, if below 0).
    """

    before: ShiftKind | None
    after: ShiftKind | None
    people: int

    @property
    def group(self) -> str:
        """Whose they are."""
        kind = self.before or self.after
        assert kind is not None
        return kind.group

    @property
    def what(self) -> What:
        """What happens to them."""
        if self.before is None:
            return "called in"
        if self.after is None:
            return "dropped"
        if self.after.end == self.before.end:
            return "break"
        return "longer" if self.after.end > self.before.end else "shorter"

    @property
    def cost(self) -> float:
        """Money for all of them."""
        before, after = (0.0 if kind is None else kind.cost for kind in (self.before, self.after))
        return self.people * (after - before)


def changes(choices: Choices, shifts: Shifts) -> tuple[Change, ...]:
    """All changes of a choice, by post, then the called in."""
    found = []
    for post, (own, *others) in zip(choices.posts, choices.ways, strict=True):
        moved = [Change(own, other, shifts[other]) for other in others if shifts.get(other)]
        gone = post.people - shifts.get(own, 0) - sum(change.people for change in moved)
        found += [*moved, *([Change(own, None, gone)] if gone else [])]
    found += [Change(None, kind, shifts[kind]) for kind in choices.new if shifts.get(kind)]
    return tuple(found)


def price(found: tuple[Change, ...], of_one: Mapping[str, float]) -> float:
    """Price of changes, ``of_one`` person by group."""
    return sum(change.people * of_one[change.group] for change in found)


def without(choices: Choices, shifts: Shifts, change: Change, people: int) -> dict[ShiftKind, int]:
    """The choice with so many people of a change left as they were."""
    counts = dict(shifts)
    if change.after is not None:
        counts[change.after] -= people
    if change.before is not None:
        counts[change.before] = counts.get(change.before, 0) + people
    return {kind: counts[kind] for kind in choices.roster.kinds if counts.get(kind)}


def halves(people: int) -> Iterator[int]:
    """Everybody, then half, then a quarter: how many to leave as they were, most at once first."""
    while people > 0:
        yield people
        people //= 2
