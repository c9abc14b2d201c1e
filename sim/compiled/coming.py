"""Coming and going: a contact arrives, walks the IVR, joins a queue, and leaves it unanswered.

``docs/rules-of-the-floor.md``, section 2; the SimPy floor says the same in ``sim/floor.py``.
"""

from __future__ import annotations

from math import inf

from sim.chance.contacts import CONTAINED, HANG_UP, NO_PORT, TO_NODE
from sim.compiled.calendar import LEAVING, PATIENCE, at, look_again
from sim.compiled.day import LEAVE_IVR, LOSE_PATIENCE, NONE, NOT_WAITING, Day
from sim.compiled.desk import (
    answering_group,
    be_done,
    check_stays,
    expected_wait,
    leave,
    own_agent,
    own_takes,
    taken_by,
    wait,
)
from sim.compiled.hours import closes, is_open, ivr_is_out, lets_in
from sim.compiled.rows import (
    COMPLAINT,
    ESCALATION,
    UNFINISHED,
    come_later,
    end_hold,
    free_line,
    is_first_type,
    may_try_again,
    open_row,
    try_again,
)
from sim.compiled.rule import inlined, rule
from sim.compiled.talking import accepts_call_back, answer, is_reached, taken
from sim.log import Outcome

ABANDONED, BLOCKED, CLEARED = int(Outcome.ABANDONED), int(Outcome.BLOCKED), int(Outcome.CLEARED)
BLOCKED_LINES, CLOSED = int(Outcome.BLOCKED_LINES), int(Outcome.CLOSED)
IS_CONTAINED, HUNG_UP = int(Outcome.CONTAINED), int(Outcome.HUNG_UP)


@rule
def _is_node(place: int) -> bool:
    return NO_PORT < place <= TO_NODE


@rule
def _turn_away(d: Day, row: int, outcome: int) -> None:
    free_line(d, row)
    d.rows[row].outcome = outcome
    if d.retries_blocked[d.rows[row].drawn * d.retries_blocked_step] and may_try_again(d, row):
        try_again(d, row)
    end_hold(d, row)


@rule
def _send_out(d: Day, row: int, outcome: int) -> None:
    """Turn a contact away that was in already."""
    d.left_at[row] = d.now
    _turn_away(d, row, outcome)


@rule
def _is_called_back(d: Day, row: int) -> bool:
    """Offer a call-back where one is offered; whether it is accepted."""
    one = d.rows[row]
    queue = d.queues[one.queue]
    if not queue.offers_call_back or one.on_hold or not accepts_call_back(d, row):
        return False
    if expected_wait(d, one.queue) <= queue.offer_above:
        return False
    one.called_back = True
    free_line(d, row)
    return True


@rule
def _abandon(d: Day, row: int) -> None:
    free_line(d, row)
    one = d.rows[row]
    one.outcome, d.left_at[row] = ABANDONED, d.now
    if d.retries_abandoning[one.drawn * d.retries_abandoning_step] and may_try_again(d, row):
        try_again(d, row)
    elif d.complains_abandoning[one.drawn * d.complains_abandoning_step] and is_first_type(d, row):
        come_later(d, row, COMPLAINT, d.complaint_delay[one.drawn * d.complaint_delay_step])
    end_hold(d, row)


@rule
def _entered_at(d: Day, row: int) -> float:
    """When the attempt arrived, or the one that was handed on to it."""
    while d.rows[row].cause == ESCALATION:
        row = d.rows[row].before
    return d.arrived_at[row]


@rule
def join(d: Day, row: int, queue: int) -> None:
    """Let a contact ask for a queue: it is taken at once, turned away, or waits."""
    one, where = d.rows[row], d.queues[queue]
    one.queue = queue
    if not (where.always_open and d.now < d.horizon) and not lets_in(d, queue, _entered_at(d, row)):
        _send_out(d, row, CLOSED)
        return
    d.joined_at[row] = d.now
    if where.is_work:
        free_line(d, row)
        if d.now >= d.horizon:
            one.outcome = UNFINISHED
            return
    own = own_agent(d, row)
    if own != NONE:
        if own_takes(d, row, own):
            taken(d, row, own)
            return
    else:
        number = answering_group(d, queue)
        if number != NONE:
            taken(d, row, taken_by(d, row, number))
            return
    if where.capacity >= 0 and where.waiting >= where.capacity:
        _turn_away(d, row, BLOCKED)
        return
    patience = d.patience[one.drawn * d.patience_step]
    if _is_called_back(d, row) or where.is_work or patience == inf:
        wait(d, row, own)
    elif patience > 0:
        wait(d, row, own)
        at(d, d.now + patience, PATIENCE + d.rows[row].key, LOSE_PATIENCE, row)
    else:
        _abandon(d, row)


@inlined
def _step(d: Day, row: int, node: int) -> tuple[float, int]:
    """How long a row stays in a node, and where that leads."""
    drawn = d.rows[row].drawn
    at_row = drawn * d.walks_step
    for place in range(d.walk_first[at_row], d.walk_first[at_row] + d.walk_count[at_row]):
        if d.walk_node[place] == node:
            return d.walk_takes[place], d.walk_leads_to[place]
    return 0.0, HANG_UP


@rule
def _await(d: Day, row: int, place: int) -> None:
    """Note which queue a contact will come to out of the IVR, where somebody may have to be kept on for it."""
    if d.serves_out_closings:
        while _is_node(place):
            place = _step(d, row, TO_NODE - place)[1]
        if place >= 0 and is_open(d, place, d.now):
            d.rows[row].heading = place
            d.queues[place].awaited += 1


@rule
def _go(d: Day, row: int, place: int) -> None:
    """Bring a contact to a place: on through the IVR, out of it, or into a queue."""
    one, seconds, port = d.rows[row], 0.0, NONE
    inside = _is_node(place)
    while _is_node(place):
        node = TO_NODE - place
        if d.ports[node] == NONE:
            takes, place = _step(d, row, node)
            seconds += takes
        elif seconds > 0:
            break
        elif d.ports[node] > 0:
            d.ports[node] -= 1
            port = node
            seconds, place = _step(d, row, node)
            break
        else:
            place = d.when_full[node]
            if not _is_node(place):
                inside = False
    if inside:
        one.port, one.behind = port, place
        at(d, d.now + seconds, LEAVING + d.rows[row].key, LEAVE_IVR, row)
        return
    if one.heading != NONE:
        d.queues[one.heading].awaited -= 1
        one.heading = NONE
    if place == NO_PORT:
        _send_out(d, row, BLOCKED_LINES)
    elif place in (CONTAINED, HANG_UP):
        free_line(d, row)
        one.outcome, d.left_at[row] = IS_CONTAINED if place == CONTAINED else HUNG_UP, d.now
    else:
        join(d, row, place)


@rule
def arrive(d: Day, row: int) -> None:
    """Let an attempt arrive."""
    if row < d.contacts:
        open_row(d, row, row, d.contact_type[row], 0, NONE)
    one = d.rows[row]
    d.arrived_at[row] = d.now
    kind = d.kinds[one.kind]
    if kind.is_call:
        if d.free_lines <= 0:
            _turn_away(d, row, BLOCKED_LINES)  # it never was in, so it has no moment of leaving
            return
        d.free_lines -= 1
        one.on_line = True
    if not _is_node(kind.enters):
        join(d, row, kind.enters)
    elif ivr_is_out(d):
        _send_out(d, row, CLOSED)
    else:
        _await(d, row, kind.enters)
        _go(d, row, kind.enters)


@inlined
def leave_ivr(d: Day, row: int) -> None:
    """Let a contact come to the end of a piece of its way."""
    one = d.rows[row]
    place = one.behind
    one.behind = NONE
    if one.port != NONE:
        d.ports[one.port] += 1
        one.port = NONE
    _go(d, row, place)
    check_stays(d)


@rule
def lose_patience(d: Day, row: int) -> None:
    """Let a contact that still waits give up."""
    if d.rows[row].waits != NOT_WAITING:
        leave(d, row)
        _abandon(d, row)
        check_stays(d)


@rule
def ring_back(d: Day, row: int) -> None:
    """Reach a contact that is called back, or not: then it is abandoned, and the agent is free."""
    if is_reached(d, row):
        answer(d, row)
    else:
        _abandon(d, row)
        be_done(d, row, d.now)
        look_again(d, d.rows[row].group)


@rule
def _clear(d: Day, row: int, clears: bool) -> None:
    if d.queues[d.rows[row].queue].is_work:
        if d.now >= d.horizon:
            leave(d, row)
            d.rows[row].outcome = UNFINISHED
    elif clears:
        leave(d, row)
        free_line(d, row)
        d.rows[row].outcome, d.left_at[row] = CLEARED, d.now
        end_hold(d, row)


@rule
def close(d: Day) -> None:
    """Close the queues that close now: with ``clear`` their waiting are disconnected; the calendar's end leaves work undone."""
    for queue in range(len(d.queues) - 1):
        if closes(d, queue):
            row = d.queues[queue].first
            while row != NONE:
                behind = d.rows[row].behind
                _clear(d, row, not d.serves_out)
                row = behind
            for place in range(d.holding - 1, -1, -1):
                if d.rows[d.held[place]].queue == queue:
                    _clear(d, d.held[place], not d.serves_out)
