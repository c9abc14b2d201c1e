"""Steps: work that is counted and not timed, so that the same is looked at on any machine, however busy.

A look at the time is a step: whoever works something out asks before each piece of it whether it is over. The seconds of a limit that
somebody gave still hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimize.effort import Clock
from optimize.master import Master

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs
    from optimize.model import Model

SIZE = 300_000  # variables and rows of all the programs together; some tens of seconds
FEWEST, MOST = 8, 400


class Steps(Clock):
    """A clock that is over after so many looks at it, or when the ``outer`` one is."""

    def __init__(self, most: int, outer: Clock | None = None) -> None:
        """Start now."""
        super().__init__(None)
        self._looks, self._outer = most, outer

    @property
    def left(self) -> float:
        """Seconds until the outer limit."""
        return super().left if self._outer is None else self._outer.left

    @property
    def over(self) -> bool:
        """Whether all looks are spent, this one with them, or the outer limit has passed."""
        self._looks = max(self._looks - 1, -1)
        return self._looks < 0 or self.left <= 0

    @property
    def spent(self) -> bool:
        """The same, without spending one."""
        return self._looks < 0 or self.left <= 0


def steps_for(model: Model, beliefs: Beliefs) -> int:
    """How often a master of this size may be solved."""
    problem = Master(model, beliefs, whole=False).program.problem
    size = len(problem.variables()) + len(problem.constraints)
    return min(max(SIZE // max(size, 1), FEWEST), MOST)
