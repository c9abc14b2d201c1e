"""The trade-off: what each target costs, from a little less to a little more than what is asked.

For every target the least cost is worked out at a few values around what is asked, all other targets as they are. The price is
what the next step costs: money for one more point of answer rate (or for a tenth off a mean wait). It is that of the
target alone: one that is met in any case, because another asks for more, costs nothing.

Where the centre can be computed exactly every value is planned anew and proved. Elsewhere the values come from the lens
(``lens.py``), and the outer ones are tried: shifts of whole people on common days; all of them where few people work. What these cost
beyond the estimate is its error; an error below half of the cheapest shift cannot be claimed, since people come whole. The plan
itself is a candidate for every value (``honest.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimize.telling.lens import Lens, Question, Tried
from optimize.telling.moves import POINTS, moved, stricter

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from scenarios.targets import Target

TESTED = (
    4,
    -4,
)  # steps that are tried: the outer ones, for people come whole, and one point is often less than a shift


@dataclass(frozen=True)
class Least:
    """A least cost: ``proved`` or estimated."""

    cost: float
    proved: bool


@dataclass(frozen=True)
class Point:
    """One value of a target, ``steps`` stricter than what is asked, and the least cost with it; None if no plan meets it.

    ``tried``: shifts of whole people for it, on common days. ``reached``: what the target came to then, at its worst period.
    ``held``: whether the plan itself surely keeps it. ``futile``: whether it was tried and nothing was found that is better than the plan.
    ``estimate``: what was estimated before that was known.
    """

    steps: int
    asked: float
    least: Least | None
    tried: Tried | None = None
    reached: float | None = None
    held: bool = False
    futile: bool = False
    estimate: float | None = None

    @property
    def first_estimate(self) -> float | None:
        """What was estimated, whatever else was found out."""
        return self.estimate if self.estimate is not None or self.least is None else self.least.cost

    def least_at(self, cost: float) -> Least:
        """The least cost, were it this one."""
        return Least(cost, proved=self.least is not None and self.least.proved and self.least.cost == cost)


@dataclass(frozen=True)
class TradeOff:
    """The curve of one target, by its place; from the loosest to the strictest value. ``whole``: half of the cheapest shift."""

    place: int
    target: Target
    points: tuple[Point, ...]
    whole: float

    @property
    def proved(self) -> bool:
        """Whether every cost on the curve is proved."""
        return all(point.least is not None and point.least.proved for point in self.points)

    def cost(self, steps: int) -> float | None:
        """Least cost of a value so many steps stricter; None if it is not on the curve."""
        found = next((point.least for point in self.points if point.steps == steps), None)
        return None if found is None else found.cost

    @property
    def price(self) -> float | None:
        """Money for one step stricter; where none is known (``at_its_end``), for the last one that there is."""
        here, stricter, looser = self.cost(0), self.cost(1), self.cost(-1)
        if here is None:
            return None
        if stricter is not None:
            return stricter - here
        return None if looser is None else here - looser

    @property
    def at_its_end(self) -> bool:
        """Whether nothing stricter is known: no plan keeps it, or there is no such value."""
        return self.cost(1) is None

    @property
    def error(self) -> float | None:
        """How far off the costs of the curve may be: by what the tried ones differ, at least half a shift; 0 if proved.

        Where what was found out moved a cost away from its estimate, by that much too.
        """
        if self.proved:
            return 0.0
        off = [
            abs(point.tried.cost - estimate)
            for point in self.points
            if point.tried is not None and point.tried.holds
            for estimate in (point.first_estimate, None if point.least is None else point.least.cost)
            if estimate is not None
        ]
        if off or any(point.futile for point in self.points) or (self.points and self.points[-1].held):
            off += [
                abs(point.least.cost - point.estimate)
                for point in self.points
                if point.least is not None and point.estimate is not None
            ]
        return max([*off, self.whole]) if off else None


def curve(scenario: Scenario, place: int, here: Least, least: Callable[[Scenario], Least | None]) -> tuple[Point, ...]:
    """Values of one target with their least costs; ``here`` is that of the plan, ``least`` that of a scenario."""
    target, found = scenario.targets[place], []
    for steps in POINTS:
        value = stricter(target, steps)
        if value is not None:
            found.append(Point(steps, value, here if steps == 0 else least(moved(scenario, place, value))))
    return tuple(found)


def trade_offs(
    scenario: Scenario, here: Least, least: Callable[[Scenario], Least | None], whole: float
) -> Iterator[TradeOff]:
    """The curve of each target in turn, nothing tried yet; ``whole``: half of the cheapest shift."""
    for place, target in enumerate(scenario.targets):
        yield TradeOff(place, target, curve(scenario, place, here, least), whole)


def by_lens(lens: Lens, cost: float) -> Callable[[Scenario], Least | None]:
    """Least costs as the lens estimates them: the plan's ``cost``, more or less what it makes a difference."""

    def least(scenario: Scenario) -> Least | None:
        more = lens.differs(Question(scenario=scenario))
        return None if more is None else Least(cost + more, proved=False)

    return least


def with_trial(lens: Lens, curve: TradeOff, steps: int, called_in: float) -> TradeOff:
    """The curve with one of its values tried on common days; as it is if there is no such value, or nothing was found for it.

    For a looser value the plan itself would do: what costs no less than the plan is no find, and so it is with what is dearer for a stricter
    one that the plan keeps. ``called_in``: what is paid besides the shifts, as in the plan's cost.
    """
    points = list(curve.points)
    for place, point in enumerate(points):
        if point.steps != steps or point.least is None:
            continue
        found = lens.tried(Question(scenario=moved(lens.scenario, curve.place, point.asked)))
        here = curve.cost(0)
        as_good = here is not None and (steps < 0 or point.held)  # the plan
        if found is not None and not (as_good and here is not None and found.cost + called_in >= here - 1e-9):
            worst = found.verdicts[curve.place].worst
            priced = replace(found, cost=found.cost + called_in)
            reached = None if worst is None else worst.reached
            points[place] = replace(point, tried=priced, reached=reached, futile=as_good and not found.holds)
        else:
            points[place] = replace(point, futile=as_good and found is not None)
    return replace(curve, points=tuple(points))
