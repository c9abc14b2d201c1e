"""Annealing: people are moved between shifts, by what is predicted of it. Compiled.

A move takes one person off a shift, puts one on another, or both. What it changes is known at once: the scheduled people in
the slots of the two shifts, by rounding the agents on the floor, by slope what each queue has of them, by curve the scores of the
targets' periods (``ground.py``). Missing scores are priced far above what people cost. A move that makes the whole cheaper
is made; a dearer one now and then, less and less often (Kirkpatrick, Gelatt and Vecchi 1983); one that breaks a rule on people never
(``limits.py``). A million are tried in a second or two, so the search makes use of how people are rounded in every slot, of which a linear
program knows nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimize.search.limits import Limits, allowed, count, filled, inner, more_owed
from optimize.shifts import FloatArray, IntArray
from sim.compiled.jit import njit

ROUNDING_SLACK = 1e-9
A, B, C, FACTOR, HIGH = (np.uint64(number) for number in (12, 25, 27, 2685821657736338717, 11))
UNIT = 2.0**-53
NOBODY = -1
ONLY_ON, ONLY_OFF = 0.1, 0.2  # chances: somebody is only put on a shift, or only taken off; else he changes shifts
ACROSS = 0.3  # chance that somebody changes to another group, if that is what was drawn
CHANGED, WORKED, TOUCHED, PENDING = range(4)  # places of what is counted on the paper


def compiled(function: Any) -> Any:  # noqa: ANN401 - whatever it is, it stays
    """Compile without counting who holds an array: no array is made here, and counting takes longer than all else.

    Several may run at once, each in a thread with arrays of its own.
    """
    return njit(function, _nrt=False, nogil=True)


class Ground(NamedTuple):
    """What does not change: shifts, groups, cells (a queue in an interval, as a target sees it) and periods."""

    group: IntArray  # of each shift
    begins: IntArray  # by shift, the first interval in which it has people present
    lasts: IntArray  # by shift, intervals from then to the last
    slots: int  # of an interval
    present: NDArray[np.int8]  # (shifts, slots from then on), round the calendar's end
    cost: FloatArray
    keep: FloatArray  # by group, 1 - shrinkage
    share: FloatArray  # (groups, intervals) of those on the floor who can take contacts
    first_cell: IntArray  # (groups, intervals) where the entries begin of the cells that the group serves; one more is the last's end
    cell: IntArray  # of each entry
    slope: FloatArray  # of each entry
    period: IntArray  # of each cell
    score: FloatArray  # (cells, points) in contacts, at effective agents ``low + k / fine``
    low: FloatArray
    fine: FloatArray
    need: FloatArray  # by period, in contacts
    price: FloatArray  # by period, of a contact missing
    origin: IntArray  # people by shift whom predictions start from
    limits: Limits
    near: float  # chance that a shift is drawn from those of the same group and day
    block: IntArray  # by shift, its group and day
    first_shift: IntArray  # by block, where its shifts begin among ``of_block``; the last is the number of all
    of_block: IntArray


class State(NamedTuple):
    """Where the search is: people by shift, scheduled people, effective agents by cell, scores by period, what limits add up to."""

    people: IntArray
    scheduled: IntArray  # (groups, slots)
    agents: FloatArray
    scores: FloatArray
    sums: FloatArray  # by row


class Paper(NamedTuple):
    """To work on: effective agents as they would be, how the scores of some periods would change; shifts that somebody works."""

    agents: FloatArray
    change: FloatArray  # by period
    changed: IntArray  # which periods, the first ``counts[CHANGED]`` of them
    is_changed: IntArray
    touched: IntArray  # whose agents are others, the first ``counts[TOUCHED]`` cells
    worked: IntArray  # which shifts, the first ``counts[WORKED]`` of them
    where: IntArray  # each shift's place there
    counts: IntArray
    best: IntArray  # people by shift
    pending: (
        IntArray  # shifts that are others than in the best, the first ``counts[PENDING]``, if there is room for all
    )
    chance: NDArray[np.uint64]  # where the random numbers are (Vigna 2016, xorshift64*)


class Cooling(NamedTuple):
    """How many moves are tried, and the temperatures (money) from the first to the last; how many people may be moved in all."""

    tries: int
    hot: float
    cold: float
    reach: int


@inner
def _slot(ground: Ground, shift: int, interval: int) -> int:
    """Place of an interval's first slot among those of a shift; NOBODY if nobody of it is there."""
    count = ground.share.shape[1]
    after = interval - ground.begins[shift]
    after += count if after < 0 else 0
    return int(after * ground.slots) if after < ground.lasts[shift] else NOBODY


@inner
def _more(ground: Ground, state: State, move: tuple[int, int], group: int, interval: int) -> float:
    """Agents on the floor more by a move in an interval."""
    (off, on), keep, half = move, ground.keep[group], 0.5 + ROUNDING_SLACK
    slots = ground.slots
    here = _slot(ground, off, interval) if off >= 0 else NOBODY
    there = _slot(ground, on, interval) if on >= 0 else NOBODY
    more = 0.0
    for number in range(slots):
        step = 0
        if here >= 0:
            step -= ground.present[off, here + number]
        if there >= 0:
            step += ground.present[on, there + number]
        if step != 0:
            before = state.scheduled[group, interval * slots + number]
            more += np.floor((before + step) * keep + half) - np.floor(before * keep + half)
    return float(more * ground.share[group, interval] / slots)


@inner
def _try_in(ground: Ground, state: State, paper: Paper, move: tuple[int, int], group: int, interval: int) -> None:
    """Work out what a move on and off shifts of one group changes in an interval."""
    more = _more(ground, state, move, group, interval)
    if more == 0.0:
        return
    score, low, fine = ground.score, ground.low, ground.fine
    agents, change, counts, last = paper.agents, paper.change, paper.counts, ground.score.shape[1] - 1
    for entry in range(ground.first_cell[group, interval], ground.first_cell[group, interval + 1]):
        cell, weight = ground.cell[entry], ground.slope[entry]
        gain = 0.0
        for sign in (-1.0, 1.0):  # what the cell's agents bring, after less before
            place = min(max((agents[cell] - low[cell]) * fine[cell], 0.0), last - 1e-9)
            below = int(place)
            gain += sign * (score[cell, below] + (score[cell, below + 1] - score[cell, below]) * (place - below))
            agents[cell] += weight * more if sign < 0 else 0.0
        paper.touched[counts[TOUCHED]] = cell
        counts[TOUCHED] += 1
        own = ground.period[cell]
        if paper.is_changed[own] == 0:
            paper.is_changed[own] = 1
            paper.changed[counts[CHANGED]] = own
            counts[CHANGED] += 1
            change[own] = 0.0
        change[own] += gain


@inner
def _try(ground: Ground, state: State, paper: Paper, move: tuple[int, int], group: int) -> None:
    """Work out what a move on and off shifts of one group changes."""
    off, count = move[0], ground.share.shape[1]
    for turn in range(2):
        shift = move[turn]
        if shift >= 0:
            for number in range(ground.lasts[shift]):
                interval = ground.begins[shift] + number
                interval -= count if interval >= count else 0
                if turn == 0 or off < 0 or _slot(ground, off, interval) < 0:  # else it was looked at
                    _try_in(ground, state, paper, move, group, interval)


@inner
def _try_both(ground: Ground, state: State, paper: Paper, off: int, on: int) -> None:
    """Work out what a move changes."""
    if off >= 0 and on >= 0 and ground.group[off] == ground.group[on]:
        _try(ground, state, paper, (off, on), ground.group[on])
        return
    if off >= 0:
        _try(ground, state, paper, (off, NOBODY), ground.group[off])
    if on >= 0:
        _try(ground, state, paper, (NOBODY, on), ground.group[on])


@inner
def _forget(state: State, paper: Paper) -> None:
    """Make the paper blank again, after a move was made or not."""
    for k in range(paper.counts[TOUCHED]):
        paper.agents[paper.touched[k]] = state.agents[paper.touched[k]]
    for k in range(paper.counts[CHANGED]):
        paper.is_changed[paper.changed[k]] = 0
    paper.counts[TOUCHED] = paper.counts[CHANGED] = 0


@inner
def _dearer(ground: Ground, state: State, paper: Paper, off: int, on: int) -> float:
    """How much dearer a move makes the whole."""
    more = 0.0
    if on >= 0:
        more += ground.cost[on]
    if off >= 0:
        more -= ground.cost[off]
    for k in range(paper.counts[CHANGED]):
        period = paper.changed[k]
        missing = ground.need[period] - state.scores[period]
        more += ground.price[period] * (max(missing - paper.change[period], 0.0) - max(missing, 0.0))
    return more


@inner
def _move(ground: Ground, state: State, paper: Paper, off: int, on: int) -> None:
    """Make a move that was worked out, and counted in the limits."""
    for k in range(paper.counts[CHANGED]):
        state.scores[paper.changed[k]] += paper.change[paper.changed[k]]
    for k in range(paper.counts[TOUCHED]):
        state.agents[paper.touched[k]] = paper.agents[paper.touched[k]]
    every, slots = state.scheduled.shape[1], ground.slots
    for shift, sign in ((off, -1), (on, 1)):
        if shift >= 0:
            state.people[shift] += sign
            for number in range(ground.lasts[shift] * slots):
                slot = ground.begins[shift] * slots + number
                slot -= every if slot >= every else 0
                state.scheduled[ground.group[shift], slot] += sign * ground.present[shift, number]
            if paper.counts[PENDING] < len(paper.pending):
                paper.pending[paper.counts[PENDING]] = shift
            paper.counts[PENDING] += 1
    if off >= 0 and state.people[off] == 0:
        last = paper.worked[paper.counts[WORKED] - 1]
        paper.worked[paper.where[off]] = last
        paper.where[last] = paper.where[off]
        paper.counts[WORKED] -= 1
    if on >= 0 and state.people[on] == 1:
        paper.worked[paper.counts[WORKED]] = on
        paper.where[on] = paper.counts[WORKED]
        paper.counts[WORKED] += 1


@inner
def _keep(state: State, paper: Paper) -> None:
    """Write down the people as the best found so far: those of the shifts that are others now, or all if these are too many."""
    count = paper.counts[PENDING]
    if count <= len(paper.pending):
        for k in range(count):
            paper.best[paper.pending[k]] = state.people[paper.pending[k]]
    else:
        for shift in range(len(paper.best)):
            paper.best[shift] = state.people[shift]
    paper.counts[PENDING] = 0


@inner
def _random(chance: NDArray[np.uint64]) -> float:
    """A number from 0 up to 1."""
    x = chance[0]
    x ^= x >> A
    x ^= x << B
    x ^= x >> C
    chance[0] = x
    return float(((x * FACTOR) >> HIGH) * UNIT)


@inner
def _draw(ground: Ground, paper: Paper) -> tuple[int, int]:
    """Draw a move: the shift that somebody leaves and the one he takes up; NOBODY twice for none."""
    chance, shifts, worked = paper.chance, len(ground.cost), paper.counts[WORKED]
    kind = _random(chance)
    off, on = NOBODY, NOBODY
    if kind >= ONLY_ON and worked > 0:
        off = paper.worked[int(_random(chance) * worked)]
    if off >= 0 and kind >= ONLY_OFF and ground.near > 0 and _random(chance) < ground.near:
        first, last = ground.first_shift[ground.block[off]], ground.first_shift[ground.block[off] + 1]
        on = ground.of_block[first + int(_random(chance) * (last - first))]
    elif kind < ONLY_ON or kind >= ONLY_OFF:
        on = int(_random(chance) * shifts)
    if off >= 0 and on >= 0 and ground.group[off] != ground.group[on] and _random(chance) > ACROSS:
        return NOBODY, NOBODY
    return off, on


@inner
def _farther(ground: Ground, state: State, off: int, on: int) -> int:
    """By how many people a move leads away from the origin, as one is taken off there and put on here."""
    more = 0
    if off >= 0:
        more += -1 if state.people[off] > ground.origin[off] else 1
    if on >= 0:
        more += -1 if state.people[on] < ground.origin[on] else 1
    return more


@inner
def _begin(state: State, paper: Paper) -> None:
    for shift in range(len(state.people)):
        if state.people[shift] > 0:
            paper.worked[paper.counts[WORKED]] = shift
            paper.where[shift] = paper.counts[WORKED]
            paper.counts[WORKED] += 1


@compiled
def anneal(ground: Ground, state: State, paper: Paper, cooling: Cooling) -> float:
    """Try many moves; leave the best people found in ``paper.best``, which has the first ones.

    Gives by how much they are cheaper than the first, missing scores included, as a negative number.
    """
    _begin(state, paper)
    chance, now, least, away = paper.chance, 0.0, 0.0, 0
    for number in range(cooling.tries):
        off, on = _draw(ground, paper)
        farther = _farther(ground, state, off, on)
        if off == on or away + farther > 2 * cooling.reach:
            continue
        _try_both(ground, state, paper, off, on)
        dearer = _dearer(ground, state, paper, off, on) + more_owed(ground.limits, state.sums, ground.group, off, on)
        heat = cooling.hot * (cooling.cold / cooling.hot) ** (number / cooling.tries)
        if (dearer <= 0 or _random(chance) < np.exp(-dearer / heat)) and allowed(ground.limits, state.sums, off, on):
            _move(ground, state, paper, off, on)
            now += dearer
            away += farther
            if now < least - ROUNDING_SLACK and filled(ground.limits, state.sums):
                least = now
                _keep(state, paper)
        _forget(state, paper)
    return least


@compiled
def price_moves(ground: Ground, state: State, paper: Paper, offs: IntArray, found: FloatArray) -> None:
    """Write down how much dearer each single move is: by shift of ``offs`` that somebody leaves, and by shift taken up, none being first in both."""
    for number in range(found.shape[0]):
        off = offs[number - 1] if number > 0 else NOBODY
        for on in range(NOBODY, found.shape[1] - 1):
            found[number, on + 1] = np.inf
            if off != on and allowed(ground.limits, state.sums, off, on):
                fills = filled(ground.limits, state.sums)
                count(ground.limits, state.sums, on, off)
                if fills:
                    _try_both(ground, state, paper, off, on)
                    found[number, on + 1] = _dearer(ground, state, paper, off, on)
                    _forget(state, paper)


@compiled
def add_people(ground: Ground, state: State, paper: Paper) -> None:
    """Add one person after the other, each time whoever pays best for what is missing, while one does."""
    _begin(state, paper)
    while True:
        cheapest, least = NOBODY, -ROUNDING_SLACK
        for on in range(len(ground.cost)):
            if allowed(ground.limits, state.sums, NOBODY, on):
                count(ground.limits, state.sums, on, NOBODY)
                _try_both(ground, state, paper, NOBODY, on)
                dearer = _dearer(ground, state, paper, NOBODY, on)
                _forget(state, paper)
                if dearer < least:
                    cheapest, least = on, dearer
        if cheapest == NOBODY:
            return
        count(ground.limits, state.sums, NOBODY, cheapest)
        _try_both(ground, state, paper, NOBODY, cheapest)
        _move(ground, state, paper, NOBODY, cheapest)
        _forget(state, paper)
