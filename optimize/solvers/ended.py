"""How a solver ended, in its own words but in one type for all: still to be checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from optimize.solvers.form import FloatArray


class Ending(Enum):
    """What a solver says of its run."""

    OPTIMAL = auto()  # to the gap that was asked for
    STOPPED = auto()  # before that
    INFEASIBLE = auto()
    UNBOUNDED = auto()
    EITHER = auto()  # infeasible or unbounded: it did not find out which
    FAILED = auto()


@dataclass(frozen=True)
class Ended:
    """``point``: values by column, if there are any; ``bound``: on the cost without the objective's constant.

    ``reduced``: by column what one more would add to the cost at least, of a program without whole numbers; ``why`` it failed.
    """

    ending: Ending
    point: FloatArray | None = None
    bound: float = float("-inf")
    reduced: FloatArray | None = None
    why: str = ""


@dataclass(frozen=True)
class Limits:
    """When to stop: at a relative gap, an absolute one, after so many branches (none: any number), or after so many seconds.

    With 0 branches only the root is worked on, for the sake of its bound: no effort goes into solutions.
    """

    gap: float
    nearness: float
    seconds: float
    branches: int | None = None
