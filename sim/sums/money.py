"""Money: what the staff is paid, whose contacts it was spent on, and what lost customers cost.

Pay comes from the staffing, interval by interval. With ``overtime: true`` it is also paid to stay on: people kept at a queue's
closing, each for as long as he stayed, and the people of the last moment for as long as they serve out after the
calendar's end. For each one kept on the floor as many are paid as were scheduled for one who came.

A group's cost is that of the contacts it worked on: in each interval it is shared out by the seconds its agents spent on each
(dialling, talk, handing over and wrap-up), and idle time goes along in proportion. An interval in which the group did nothing is
shared out by what it did in the whole calendar. What is paid to a group that did nothing all calendar long is nobody's: the
costs of all queues are then less than the centre's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.compiled.jit import part
from sim.log import Log, Outcome
from sim.staffing import on_floor
from sim.sums.grid import FloatArray, Grid
from sim.sums.rows import UNFINISHED, Flags

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.experiment import Results
    from sim.staffing import Staffing

NOBODY = "nobody"  # where the pay of groups goes that did nothing
CENT = 0.005
# Numbers in place of names: constants, for the compiler.
LOST = (
    int(Outcome.ABANDONED),
    int(Outcome.BLOCKED),
    int(Outcome.BLOCKED_LINES),
    int(Outcome.CLEARED),
    int(Outcome.CLOSED),
)


def pay(scenario: Scenario, log: Log, staffing: Staffing, grid: Grid, latest: FloatArray) -> FloatArray:
    """Money paid by group and interval; the warm-up is paid too, and time after the calendar's end in its last interval.

    ``latest``: by queue, the last moment at which an immediate contact joined, was taken, or gave up, or the calendar's end.
    """
    paid = np.array([np.array(staffing.cost[name], float) for name in scenario.agent_groups])
    if scenario.overtime:
        paid += _stays(scenario, log, staffing, grid)
        if scenario.closing == "serve_out":
            paid[:, -1] += _serving_out(scenario, staffing, grid, latest)
    return paid


def _stays(scenario: Scenario, log: Log, staffing: Staffing, grid: Grid) -> FloatArray:
    """Money by group and interval for people kept on at a queue's closing."""
    groups, stays = list(scenario.agent_groups), log.stays
    until = zip(stays.group.tolist(), stays.begins.tolist(), strict=True)
    each = np.array([_worth(scenario, staffing, groups[group], moment) for group, moment in until], float)
    paid = grid.whole.overlaps(stays.group, len(groups), stays.begins, stays.ends, each)
    after_the_end = np.maximum(stays.ends - np.maximum(stays.begins, grid.end), 0.0)
    paid[:, -1] += np.bincount(stays.group, after_the_end * each, minlength=len(groups))
    return paid


def _worth(scenario: Scenario, staffing: Staffing, group: str, until: float) -> float:
    """Money a second for each one on the floor up to a moment: the pay of all who were scheduled / those who came."""
    scheduled = [people for moment, people in staffing.steps[group] if moment < until][-1]
    came = on_floor(scheduled, staffing.shrinkage[group])
    return (scenario.agent_groups[group].cost or 0.0) / 3600 * (scheduled / came if came else 1.0)


def _serving_out(scenario: Scenario, staffing: Staffing, grid: Grid, latest: FloatArray) -> FloatArray:
    """Money by group for serving out after the calendar's end.

    The people of the last moment stay until the last immediate contact in a queue of theirs joined, was taken, or gave up.
    """
    queues, paid = list(scenario.queues), np.zeros(len(scenario.agent_groups))
    for place, (name, group) in enumerate(scenario.agent_groups.items()):
        hours = (max((latest[queues.index(queue)] for queue in group.skills), default=grid.end) - grid.end) / 3600
        people = [count for moment, count in staffing.steps[name] if moment < grid.end][-1]
        paid[place] = people * (group.cost or 0.0) * hours
    return paid


def shared_out(paid: FloatArray, met: Flags, worked: FloatArray, in_all: FloatArray) -> FloatArray:
    """Share the groups' pay out among the names of a scope, by interval: each takes its share of each group's work then.

    ``met``: by name and group, whether the one worked for the other. Of those that did, in that order: ``worked``, seconds by
    interval, and ``in_all``, over the calendar and beyond.
    """
    name, group = np.nonzero(met)
    share = np.where(_added(worked, group, len(paid))[group] > 0, worked, in_all[:, None])
    total = _added(share, group, len(paid))
    rate = np.divide(paid, total, out=np.zeros_like(paid), where=total > 0)
    return _added(share * rate[group], name, len(met))


def _added(values: FloatArray, place: NDArray[np.intp], places: int) -> FloatArray:
    """Add rows of values up by place."""
    found = np.zeros((places, values.shape[1]))
    np.add.at(found, place, values)
    return found


@part
def is_lost(outcome: int, again: bool, joined: float, deferred: bool) -> bool:
    """Whether a customer gives up for good with this attempt, which costs its type's ``cost_of_loss``. ``again``: there is another.

    Attempts that were abandoned, blocked (by a full queue or for want of a line), cleared or turned away from what was closed
    count if no further attempt of the same customer follows: who calls again, or complains, is not lost yet, and a customer
    is lost only once. So do immediate contacts that waited and that nobody could ever serve. Deferred work that is left
    over is done another day, and an attempt due after the calendar's end may still be served then.
    """
    if again:
        return False
    if outcome == UNFINISHED:
        return not deferred and not np.isnan(joined)
    return outcome in LOST


@dataclass(frozen=True)
class ChannelRow:
    """One channel, over all contact types that use it; means per calendar, ``cost_per_contact`` = cost / answered.

    The channel ``NOBODY`` is the pay of groups that did nothing all calendar long: with it the costs add up to the centre's.
    """

    channel: str
    offered: float
    answered: float
    cost: float
    cost_per_contact: float | None
    cost_of_loss: float


def by_channel(results: Results) -> tuple[ChannelRow, ...]:
    """Each channel's contacts and money, in the order in which the contact types name them; what is nobody's comes last."""
    keys = ("offered", "answered", "cost", "cost of loss")
    means = {
        key: np.mean([one.sums["contact_type"][key].sum(axis=1) for one in results.tallies], axis=0) for key in keys
    }
    kinds = [kind.channel for kind in results.scenario.contact_types.values()]
    found = []
    for channel in dict.fromkeys(kinds):
        of_it = np.array([kind == channel for kind in kinds])
        offered, answered, cost, lost = (float(means[key][of_it].sum()) for key in keys)
        found.append(ChannelRow(channel, offered, answered, cost, cost / answered if answered else None, lost))
    rest = float(np.mean([one.sums["centre"]["cost"].sum() for one in results.tallies])) - sum(
        row.cost for row in found
    )
    if rest > CENT:
        found.append(ChannelRow(NOBODY, 0.0, 0.0, rest, None, 0.0))
    return tuple(found)
