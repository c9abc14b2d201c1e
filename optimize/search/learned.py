"""The learned bound: what simulation says that no plan can undercut.

The bound by workload (``bound.py``) leaves out that people must be idle now and then to answer soon, and lies some percent below
every plan for that. Simulation knows what idleness is worth. So the master is set right by what was measured of the best plan on
its fresh days, without any margins, and the program's dual bound is taken: the least that any mixture of shifts could
cost if people brought everywhere what its curves say. That is no proof. It holds if adding and moving people never brings more
than was measured around the plan (curves are concave; a group's slope is a figure for an interval, as the common days tell it), and if what the rounding of
people after shrinkage brings is worth no more than ``ROUNDING``. Measured scores count a standard error in the bound's disfavour.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optimize.beliefs import learn
from optimize.effort import SEEDS_APART
from optimize.master import Master, left_out
from optimize.search.days import Days
from optimize.slopes import found_by_trying

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs, CellKey
    from optimize.effort import Effort
    from optimize.model import Model
    from optimize.search.standing import Standings
    from optimize.search.tried import Found, Tried

RISK = 1.0  # standard errors
SURER, APART = 4, 101  # times as many days as a search learns from, and their seed: sets of days no search comes to
FEW_GROUPS = 4  # up to which the days of the search tell what people are worth: four times as many gave telecom_hotline the same bounds, as far apart
ROUNDING = 0.15  # agents by group and interval
GAP, SECONDS = 0.002, 120.0  # of the solver, the time only as a net; its bound is valid whenever it stops

ASSUMES = (
    "Learned from simulation, not proved: the least that shifts could cost if people brought everywhere what was measured around this "
    "plan. It holds if adding or moving people never brings more than that (what agents are worth to each queue is a figure for a "
    "group and an interval, measured on some days, and falls the more there are: where many groups share queues, other days give another bound), and if choosing numbers that round well after shrinkage is worth no more than "
    f"{ROUNDING:g} agents a group and interval (nor, where nothing is rounded, is what is predicted away from the plan off by more). Every measured score counts a standard error in the bound's disfavour."
)


def surer(found: Found, effort: Effort) -> Beliefs:
    """Beliefs at the end of a search, with what people are worth around the plan measured anew, on more days that no plan has met.

    On the few days of a search the program would find those people dearer or cheaper than they are, and the bound rests on it. In large
    centres, whose calendars have many contacts, it stays as it is.
    """
    few = len(found.model.roster.planned) <= FEW_GROUPS
    if found.best is None or found.best.many or few or not found.beliefs.slopes:
        return found.beliefs
    seed, count = effort.seed + SEEDS_APART * APART, SURER * effort.learning_days
    days = Days(found.model.scenario, seed, count, effort.workers, effort.engine)
    (seen,) = days.run([found.best.staffing])
    return replace(found.beliefs, slopes=found_by_trying(found.model, days, seen))


def learned_bound(model: Model, beliefs: Beliefs, tried: Tried, *, seconds: float = SECONDS) -> float:
    """Lower bound on the cost of shifts that meet the targets, as far as ``tried`` on its fresh days tells; 0 if nothing does."""
    beliefs = learn(beliefs, model, tried.duty, tried.results, 1.0)
    beliefs = replace(beliefs, margins=_lenient(tried.standings), offsets=_allowing(model, beliefs))
    master = Master(model, beliefs, benefit=ROUNDING)
    return master.program.root_bound(gap=GAP, seconds=min(seconds, SECONDS))


def _allowing(model: Model, beliefs: Beliefs) -> dict[CellKey, float]:
    """Offsets with the same allowance where no rounding is left out: in small centres a whole person is far from what was measured."""
    planned, rounded = model.roster.planned, left_out(model)
    return {
        key: offset if all((group, key[2]) in rounded for group in planned) else offset + ROUNDING
        for key, offset in beliefs.offsets.items()
    }


def _lenient(found: Standings) -> dict[tuple[int, int], float]:
    return {key: -RISK * one.error for key, one in found.items()}
