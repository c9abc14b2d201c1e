"""Moves: a target that asks for a little more, or a little less.

Shares move by points (hundredths), mean waits by tenths of what is asked. *Stricter* is up for what has to be reached and down
for what must not be passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.targets import AT_MOST

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from scenarios.targets import Target

POINTS = (-4, -2, -1, 0, 1, 2, 4)  # how much stricter, in units of the measure
POINT = 0.01
LEAST_LEFT = 0.001  # a share of everybody, or of nobody, is another question


def unit(target: Target) -> float:
    """By how much one step moves a target: a hundredth of a share, a tenth of a wait."""
    return 0.1 * target.asked if target.measure == "mean_wait" else POINT


def stricter(target: Target, steps: float) -> float | None:
    """What a target asks that is so many steps stricter (looser, if below 0); None where there is no such value."""
    sign = -1.0 if target.measure in AT_MOST else 1.0
    value = round(target.asked + sign * steps * unit(target), 9)
    if target.measure == "mean_wait":
        return value if value > 0 else None
    return value if LEAST_LEFT <= value <= 1 - LEAST_LEFT else None


def moved(scenario: Scenario, place: int, value: float) -> Scenario:
    """Give the scenario with one target, by its place, asking for ``value``."""
    target = scenario.targets[place]
    changed = target.model_copy(update={target.measure: value})
    return scenario.model_copy(update={"targets": (*scenario.targets[:place], changed, *scenario.targets[place + 1 :])})
