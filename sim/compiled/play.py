"""Play: one moment after the other, until the floor comes to rest; then the rows are laid into columns."""

from __future__ import annotations

from math import inf

import numpy as np

from sim.compiled.calendar import ARRIVAL, MATCH, drawn_key, first_entry, look_again, take_first
from sim.compiled.coming import arrive, close, join, leave_ivr, lose_patience, ring_back
from sim.compiled.day import (
    ARRIVE,
    BUSY,
    CHANGE,
    CLOSE,
    COME_BACK,
    COME_DUE,
    DARK,
    END_TALK,
    IDLE,
    JOIN,
    LEAVE_IVR,
    LET_GO,
    LET_STAFF_GO,
    LOSE_PATIENCE,
    MOMENT,
    NONE,
    NOT_ENDED,
    RELEASE,
    RING_BACK,
    STOP_HOLDING,
    Day,
)
from sim.compiled.desk import (
    be_done,
    check_stays,
    come_due,
    is_still_needed,
    leave,
    next_held,
    next_row,
    own_takes,
    send_on_those_whose_agent_left,
    stop_holding,
    taken_by,
)
from sim.compiled.jit import njit
from sim.compiled.rows import UNFINISHED
from sim.compiled.rule import inlined, rule, whole
from sim.compiled.talking import be_released, end_talk, let_go, taken
from sim.compiled.teams import change, come_back, was_here
from sim.compiled.teams import let_go as let_staff_go

NOWHERE, SCHEDULED, KNOWN, ARRIVING = range(4)  # where the next moment is from


@rule
def _come_to_rest(d: Day) -> None:
    """Leave those unfinished whom nobody can ever serve; an agent who still holds one for a handover wraps up."""
    while d.holding > 0:
        stop_holding(d, d.held[0])
    for queue in range(len(d.queues) - 1):
        row = d.queues[queue].first
        while row != NONE:
            one = d.rows[row]
            one.outcome = UNFINISHED
            if one.on_hold:
                ended = d.ended_at[one.before] = max(d.horizon, d.joined_at[row])
                be_done(d, one.before, ended + d.released_at[one.before])
            row = one.behind
    for number in range(len(d.groups)):
        group = d.groups[number]
        for agent in range(group.first_agent, group.first_agent + group.hired):
            one_agent = d.agents[agent]
            if one_agent.where in (IDLE, DARK):
                was_here(d, agent, max(one_agent.since, d.horizon))
            elif one_agent.where == BUSY:
                was_here(d, agent, d.horizon)


@rule
def _match(d: Day) -> None:
    """Bring idle agents and waiting contacts together."""
    if d.holding > 0:
        send_on_those_whose_agent_left(d)
        d.look_from, d.look_to = 0, len(d.groups) - 1  # contacts are held for agents of any group
    for number in range(d.look_from, d.look_to + 1):
        while d.holding > 0:
            row = next_held(d, number)
            if row == NONE:
                break
            agent = d.rows[row].agent
            leave(d, row)
            own_takes(d, row, agent)
            taken(d, row, agent)
        if d.groups[number].looks:
            d.groups[number].looks = False
            while d.waiting > 0:
                row = next_row(d, number)
                if row == NONE:
                    break
                leave(d, row)
                taken(d, row, taken_by(d, row, number))
    d.matching, d.look_from, d.look_to = False, len(d.groups), NONE
    check_stays(d)


@rule
def _change_staff(d: Day, what: int, which: int) -> None:
    """Let people come or go, or a queue close, which may let people go."""
    if what == CHANGE:
        number = d.shifts[which].group
        change(d, which, is_still_needed(d, number))
        look_again(d, number)
    elif what == COME_BACK:
        come_back(d, which)
        look_again(d, d.agents[which].group)
    elif what == LET_STAFF_GO:
        let_staff_go(d, which)
        look_again(d, which)
    elif what == CLOSE:
        close(d)
        check_stays(d)
    else:  # a queue opens
        check_stays(d)


@rule
def _happen(d: Day, what: int, row: int) -> None:  # noqa: C901 - one line for each thing that can happen
    if what == END_TALK:
        end_talk(d, row)
    elif what == RELEASE:
        be_released(d, row)
    elif what == LEAVE_IVR:
        leave_ivr(d, row)
    elif what == LOSE_PATIENCE:
        lose_patience(d, row)
    elif what == COME_DUE:
        come_due(d, row)
    elif what == ARRIVE:
        arrive(d, row)
    elif what == JOIN:
        join(d, row, d.rows[row].queue)
    elif what == LET_GO:
        let_go(d, row)
    elif what == RING_BACK:
        ring_back(d, row)
    elif what == STOP_HOLDING:
        stop_holding(d, row)
    else:
        _change_staff(d, what, row)


@inlined
def _first(d: Day) -> tuple[float, int, int]:
    """The next moment: its time, its key, and where it is from: nowhere, the calendar, what is known to happen, the arrivals."""
    moment, key, source = inf, 0, NOWHERE
    entry = first_entry(d)
    if entry != NONE:
        first = d.entries[entry]
        moment, key, source = first.at, first.key, SCHEDULED
    if d.coming < len(d.fixed):
        known = d.fixed[d.coming]
        if known.at < moment or (known.at == moment and known.key <= key):
            moment, key, source = known.at, known.key, KNOWN
    if d.arriving < d.contacts:
        arrival = d.arrives_at[d.arriving]
        if arrival < moment or (arrival == moment and ARRIVAL + drawn_key(d, d.arriving) < key):
            moment, key, source = arrival, ARRIVAL, ARRIVING
    return moment, key, source


@rule
def _play(d: Day) -> bool:
    """Let the day happen until it is over, or until the calendar has no room."""
    while d.size + 2 * d.waiting + d.room < len(d.entries):  # one look may serve all, and end a handover for each
        moment, key, source = _first(d)
        if d.matching and (moment > d.now or key > MATCH):
            _match(d)
            continue
        d.now = moment
        if source == SCHEDULED:
            first = d.entries[take_first(d)]
            _happen(d, first.what, first.row)
        elif source == ARRIVING:
            d.arriving += 1
            arrive(d, d.arriving - 1)
        elif source == KNOWN:
            known = d.fixed[d.coming]
            d.coming += 1
            _happen(d, known.what, known.row)
        else:
            _come_to_rest(d)
            return True
    return False


@whole
def play(d: Day) -> bool:
    """Let the day happen; False if the calendar must be given room first (``make_room``), to go on from there.

    Python calls only functions that have Numba's memory manager: others would never let go of the day that they are given.
    """
    return _play(d)


@njit
def make_room(d: Day) -> None:
    """Give the calendar more room. Not while the floor plays: it trusts its arrays to stay where they are."""
    entries = np.empty(2 * (len(d.entries) + d.waiting + d.room), MOMENT)
    entries[: d.entered] = d.entries[: d.entered]
    d.entries = entries


@njit
def in_order(d: Day) -> np.ndarray:
    """The rows whose attempts came, by contact, then by attempt; a row that has not ended is ``d.lost``."""
    order, count = np.empty(d.opened, np.int32), 0
    for first in range(d.contacts):
        row = first
        while row != NONE:
            order[count] = row
            count += 1
            if d.rows[row].outcome == NOT_ENDED:
                d.lost = d.rows[row].drawn
            row = d.rows[row].following
    return order


@njit
def write(
    d: Day, order: np.ndarray, drawn: np.ndarray, agent: np.ndarray, places: np.ndarray, codes: np.ndarray
) -> None:
    """Lay rows into columns, agents by their numbers within their groups; ``kernel.py`` names the others."""
    for place in range(len(order)):
        one = d.rows[order[place]]
        drawn[place] = one.drawn
        agent[place] = one.agent - d.groups[one.group].first_agent if one.group != NONE else NONE
        places[0, place], places[1, place] = one.kind, one.queue
        places[2, place] = one.group
        codes[0, place], codes[1, place] = one.cause, one.outcome
        codes[2, place], codes[3, place] = one.sequel, one.called_back


@njit
def moments(d: Day) -> tuple[np.ndarray, ...]:
    """The columns of moments, row by row."""
    return d.arrived_at, d.joined_at, d.taken_at, d.answered_at, d.ended_at, d.released_at, d.left_at


@njit
def lost_row(d: Day) -> int:
    """A row that came to what was not drawn, or did not come to an end; NONE if all is well."""
    return d.lost


@njit
def books(d: Day) -> tuple[np.ndarray, np.ndarray]:
    """Who was on the floor, and who was kept on."""
    return d.present[: d.presences], d.stayed[: d.kept]
