"""Annealing: people are moved between shifts, by what is predicted of it. Compiled.

A move takes one person off a shift, puts one on another, or both. What it changes is known at once: the scheduled people in
the slots of the two shifts, by rounding the agents on the floor, by slope what each queue has of them, by curve the scores of the
targets' periods (``ground.py``). Missing scores are priced far above what people cost. A move that makes the whole cheaper
is made; a dearer one now and then, less and less often (Kirkpatrick, Gelatt and Vecchi 1983). Millions are tried in a second,
so the search makes use of how people are rounded in every slot, of which a linear program knows nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.shifts import FloatArray, IntArray
from sim.compiled.jit import njit

ROUNDING_SLACK = 1e-9
A, B, C, FACTOR, HIGH = (np.uint64(number) for number in (12, 25, 27, 2685821657736338717, 11))
UNIT = 2.0**-53
NOBODY = -1
ONLY_ON, ONLY_OFF = 0.1, 0.2  # chances: somebody is only put on a shift, or only taken off; else he changes shifts
ACROSS = 0.3  # chance that somebody changes to another group, if that is what was drawn


def compiled(function: Any) -> Any:  # noqa: ANN401 - whatever it is, it stays
    """Compile without counting who holds an array: no array is made here, and counting takes longer than all else.

    Several may run at once, each in a thread with arrays of its own.
    """
    return njit(function, _nrt=False, nogil=True)


class Ground(NamedTuple):
    """What does not change: shifts, groups, cells (a queue in an interval, as a target sees it) and periods."""

    group: IntArray  # of each shift
    present: IntArray  # (shifts, slots)
    touches: IntArray  # (shifts, intervals) whether the shift has people present there
    cost: FloatArray
    least: IntArray  # by group, scheduled people wherever the group is planned to be
    most: IntArray  # by group, -1: any number
    at_once: bool  # whether that holds for each slot, not for all shifts together
    keep: FloatArray  # by group, 1 - shrinkage
    share: FloatArray  # (groups, intervals) of those on the floor who can take contacts
    first_cell: IntArray  # by interval; the last is the number of all cells
    period: IntArray  # of each cell
    slope: FloatArray  # (cells, groups)
    score: FloatArray  # (cells, points) in contacts, at effective agents ``low + k / fine``
    low: FloatArray
    fine: FloatArray
    need: FloatArray  # by period, in contacts
    price: FloatArray  # by period, of a contact missing
    origin: IntArray  # people by shift whom predictions start from


class State(NamedTuple):
    """Where the search is: people by shift and by group, scheduled people, effective agents by cell, scores by period."""

    people: IntArray
    hired: IntArray
    scheduled: IntArray  # (groups, slots)
    agents: FloatArray
    scores: FloatArray


class Paper(NamedTuple):
    """To work on: effective agents as they would be, how the scores of some periods would change; shifts that somebody works."""

    agents: FloatArray
    change: FloatArray  # by period
    changed: IntArray  # which periods, the first ``counts[0]`` of them
    is_changed: IntArray
    worked: IntArray  # which shifts, the first ``counts[1]`` of them
    where: IntArray  # each shift's place there
    counts: IntArray
    best: IntArray  # people by shift
    chance: NDArray[np.uint64]  # where the random numbers are (Vigna 2016, xorshift64*)


class Cooling(NamedTuple):
    """How many moves are tried, and the temperatures (money) from the first to the last; how many people may be moved in all."""

    tries: int
    hot: float
    cold: float
    reach: int


@compiled
def _allowed(ground: Ground, state: State, off: int, on: int) -> bool:
    """Whether there is somebody left to put on a shift."""
    if on < 0 or ground.at_once:
        return True
    group = ground.group[on]
    stays = off >= 0 and ground.group[off] == group
    return bool(stays or ground.most[group] < 0 or state.hired[group] < ground.most[group])


@compiled
def _more(ground: Ground, state: State, move: tuple[int, int], group: int, interval: int) -> float:
    """Agents on the floor more by a move in an interval; NaN if too few or too many people would be there."""
    (off, on), keep, half = move, ground.keep[group], 0.5 + ROUNDING_SLACK
    slots = state.scheduled.shape[1] // ground.share.shape[1]
    least, most = ground.least[group], ground.most[group] if ground.at_once else NOBODY
    more = 0.0
    for slot in range(interval * slots, (interval + 1) * slots):
        step = 0
        if off >= 0:
            step -= ground.present[off, slot]
        if on >= 0:
            step += ground.present[on, slot]
        if step != 0:
            before = state.scheduled[group, slot]
            if (step < 0 and before + step < least) or (step > 0 and 0 <= most < before + step):
                return np.nan
            more += np.floor((before + step) * keep + half) - np.floor(before * keep + half)
    return float(more * ground.share[group, interval] / slots)


@compiled
def _try(ground: Ground, state: State, paper: Paper, move: tuple[int, int], group: int) -> bool:
    """Work out what a move on and off shifts of one group changes; false if it is not allowed."""
    off, on = move
    touches, first_cell, period, slope = ground.touches, ground.first_cell, ground.period, ground.slope
    score, low, fine = ground.score, ground.low, ground.fine
    agents, change, changed, is_changed = paper.agents, paper.change, paper.changed, paper.is_changed
    last, count = score.shape[1] - 1, paper.counts[0]
    for interval in range(touches.shape[1]):
        if not ((off >= 0 and touches[off, interval] == 1) or (on >= 0 and touches[on, interval] == 1)):
            continue
        more = _more(ground, state, move, group, interval)
        if np.isnan(more):
            paper.counts[0] = count
            return False
        if more == 0.0:
            continue
        for cell in range(first_cell[interval], first_cell[interval + 1]):
            weight = slope[cell, group]
            if weight == 0.0:
                continue
            gain = 0.0
            for sign in (-1.0, 1.0):  # what the cell's agents bring, after less before
                place = min(max((agents[cell] - low[cell]) * fine[cell], 0.0), last - 1e-9)
                below = int(place)
                gain += sign * (score[cell, below] + (score[cell, below + 1] - score[cell, below]) * (place - below))
                agents[cell] += weight * more if sign < 0 else 0.0
            own = period[cell]
            if is_changed[own] == 0:
                is_changed[own] = 1
                changed[count] = own
                count += 1
                change[own] = 0.0
            change[own] += gain
    paper.counts[0] = count
    return True


@compiled
def _try_both(ground: Ground, state: State, paper: Paper, off: int, on: int) -> bool:
    """Work out what a move changes; false if it is not allowed."""
    if not _allowed(ground, state, off, on):
        return False
    if off >= 0 and on >= 0 and ground.group[off] == ground.group[on]:
        return bool(_try(ground, state, paper, (off, on), ground.group[on]))
    if off >= 0 and not _try(ground, state, paper, (off, NOBODY), ground.group[off]):
        return False
    return bool(on < 0 or _try(ground, state, paper, (NOBODY, on), ground.group[on]))


@compiled
def _dearer(ground: Ground, state: State, paper: Paper, off: int, on: int) -> float:
    """How much dearer a move makes the whole."""
    more = 0.0
    if on >= 0:
        more += ground.cost[on]
    if off >= 0:
        more -= ground.cost[off]
    for k in range(paper.counts[0]):
        period = paper.changed[k]
        missing = ground.need[period] - state.scores[period]
        more += ground.price[period] * (max(missing - paper.change[period], 0.0) - max(missing, 0.0))
    return more


@compiled
def _move(ground: Ground, state: State, paper: Paper, off: int, on: int) -> None:
    """Make a move that was worked out."""
    for k in range(paper.counts[0]):
        state.scores[paper.changed[k]] += paper.change[paper.changed[k]]
    for cell in range(len(paper.agents)):
        state.agents[cell] = paper.agents[cell]
    for shift, sign in ((off, -1), (on, 1)):
        if shift >= 0:
            state.people[shift] += sign
            state.hired[ground.group[shift]] += sign
            for slot in range(ground.present.shape[1]):
                state.scheduled[ground.group[shift], slot] += sign * ground.present[shift, slot]
    if off >= 0 and state.people[off] == 0:
        last = paper.worked[paper.counts[1] - 1]
        paper.worked[paper.where[off]] = last
        paper.where[last] = paper.where[off]
        paper.counts[1] -= 1
    if on >= 0 and state.people[on] == 1:
        paper.worked[paper.counts[1]] = on
        paper.where[on] = paper.counts[1]
        paper.counts[1] += 1


@compiled
def _random(chance: NDArray[np.uint64]) -> float:
    """A number from 0 up to 1."""
    x = chance[0]
    x ^= x >> A
    x ^= x << B
    x ^= x >> C
    chance[0] = x
    return float(((x * FACTOR) >> HIGH) * UNIT)


@compiled
def _draw(ground: Ground, paper: Paper) -> tuple[int, int]:
    """Draw a move: the shift that somebody leaves and the one he takes up; NOBODY twice for none."""
    chance, shifts, worked = paper.chance, len(ground.cost), paper.counts[1]
    kind = _random(chance)
    off, on = NOBODY, NOBODY
    if kind >= ONLY_ON and worked > 0:
        off = paper.worked[int(_random(chance) * worked)]
    if kind < ONLY_ON or kind >= ONLY_OFF:
        on = int(_random(chance) * shifts)
    if off >= 0 and on >= 0 and ground.group[off] != ground.group[on] and _random(chance) > ACROSS:
        return NOBODY, NOBODY
    return off, on


@compiled
def _farther(ground: Ground, state: State, off: int, on: int) -> int:
    """By how many people a move leads away from the origin, as one is taken off there and put on here."""
    more = 0
    if off >= 0:
        more += -1 if state.people[off] > ground.origin[off] else 1
    if on >= 0:
        more += -1 if state.people[on] < ground.origin[on] else 1
    return more


@compiled
def _begin(state: State, paper: Paper) -> None:
    for shift in range(len(state.people)):
        if state.people[shift] > 0:
            paper.worked[paper.counts[1]] = shift
            paper.where[shift] = paper.counts[1]
            paper.counts[1] += 1


@compiled
def anneal(ground: Ground, state: State, paper: Paper, cooling: Cooling) -> float:
    """Try many moves; leave the best people found in ``paper.best``, which has the first ones.

    Gives by how much they are cheaper than the first, missing scores included, as a negative number.
    """
    _begin(state, paper)
    best, chance, now, least, away = paper.best, paper.chance, 0.0, 0.0, 0
    for number in range(cooling.tries):
        off, on = _draw(ground, paper)
        farther = _farther(ground, state, off, on)
        if off == on or away + farther > 2 * cooling.reach:
            continue
        paper.counts[0] = 0
        if _try_both(ground, state, paper, off, on):
            dearer = _dearer(ground, state, paper, off, on)
            heat = cooling.hot * (cooling.cold / cooling.hot) ** (number / cooling.tries)
            if dearer <= 0 or _random(chance) < np.exp(-dearer / heat):
                _move(ground, state, paper, off, on)
                now += dearer
                away += farther
                if now < least - ROUNDING_SLACK:
                    least = now
                    for shift in range(len(best)):
                        best[shift] = state.people[shift]
        for cell in range(len(paper.agents)):
            paper.agents[cell] = state.agents[cell]
        for k in range(paper.counts[0]):
            paper.is_changed[paper.changed[k]] = 0
    return least


@compiled
def price_moves(ground: Ground, state: State, paper: Paper, found: FloatArray) -> None:
    """Write down how much dearer each single move is: by shift that somebody leaves, and by shift taken up, none being first in both."""
    for off in range(NOBODY, found.shape[0] - 1):
        for on in range(NOBODY, found.shape[0] - 1):
            found[off + 1, on + 1] = np.inf
            if off == on or (off >= 0 and state.people[off] == 0):
                continue
            paper.counts[0] = 0
            if _try_both(ground, state, paper, off, on):
                found[off + 1, on + 1] = _dearer(ground, state, paper, off, on)
            for cell in range(len(paper.agents)):
                paper.agents[cell] = state.agents[cell]
            for k in range(paper.counts[0]):
                paper.is_changed[paper.changed[k]] = 0
