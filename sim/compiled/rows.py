"""Rows: an attempt's record is opened when it comes, and leads on to the contact's next.

``d.lost`` names a row that led to an attempt, or to a talk, that was not drawn: a fault of callfloor, told once the day is over.
"""

from __future__ import annotations

from math import nan

from sim.compiled.calendar import ARRIVAL, END, at, drawn_key
from sim.compiled.day import ARRIVE, LET_GO, NONE, NOT_ENDED, NOT_WAITING, Day
from sim.compiled.rule import inlined, rule
from sim.log import Cause, Outcome

RETRY, COMPLAINT, ESCALATION, FOLLOW_UP = (
    int(cause) for cause in (Cause.RETRY, Cause.COMPLAINT, Cause.ESCALATION, Cause.FOLLOW_UP)
)
UNFINISHED = int(Outcome.UNFINISHED)


@rule
def open_row(d: Day, row: int, drawn: int, kind: int, cause: int, before: int) -> None:
    """Begin the record of an attempt that the traffic has in row ``drawn``; nothing has happened to it."""
    one = d.rows[row]
    one.key, one.drawn, one.following = drawn_key(d, drawn), drawn, NONE
    d.arrived_at[row], d.joined_at[row], d.taken_at[row], d.answered_at[row] = nan, nan, nan, nan
    d.ended_at[row], d.released_at[row], d.left_at[row] = nan, nan, nan
    one.before, one.ahead, one.behind, one.agent, one.tries = before, NONE, NONE, NONE, 1
    one.queue, one.group, one.kind, one.port, one.heading = NONE, NONE, kind, NONE, NONE
    one.outcome, one.cause, one.sequel, one.waits = NOT_ENDED, cause, NONE, NOT_WAITING
    one.called_back, one.on_line, one.on_hold, one.asks_own = False, False, False, False


@inlined
def is_first_type(d: Day, row: int) -> bool:
    """Whether the attempt is of the type that the contact began with, not a follow-up or a complaint."""
    return d.rows[row].kind == d.contact_type[d.rows[row].drawn]


@rule
def follow(d: Day, row: int, cause: int) -> int:
    """Open the contact's next row for a reason; give it, or NONE if it was not drawn."""
    one = d.rows[row]
    drawn, following = d.next_row[one.drawn], d.opened
    if drawn == NONE:
        d.lost = one.drawn
        return NONE
    d.opened += 1
    one.following, kind = following, one.kind
    if cause == FOLLOW_UP:
        kind = d.kinds[kind].follow_up
    elif cause == COMPLAINT:
        kind = d.kinds[kind].complaint
    open_row(d, following, drawn, kind, cause, row)
    if cause == RETRY:
        d.rows[following].tries = one.tries + 1
    return following


@rule
def come_later(d: Day, row: int, cause: int, delay: float) -> bool:
    """Let the contact's next attempt arrive after a delay, unless the calendar has ended by then."""
    if d.now + delay >= d.horizon:
        return False
    following = follow(d, row, cause)
    if following != NONE:
        at(d, d.now + delay, ARRIVAL + d.rows[following].key, ARRIVE, following)
    return True


@rule
def try_again(d: Day, row: int) -> None:
    """Let a contact that was not answered try again; too late, it is unfinished."""
    delay = d.retry_delay[d.rows[row].drawn * d.retry_delay_step]
    if not come_later(d, row, RETRY, delay):
        following = follow(d, row, RETRY)
        if following != NONE:
            d.arrived_at[following], d.rows[following].outcome = d.now + delay, UNFINISHED


@rule
def may_try_again(d: Day, row: int) -> bool:
    """Whether the contact has a try left."""
    one = d.rows[row]
    return is_first_type(d, row) and one.tries < d.kinds[one.kind].attempts


@inlined
def free_line(d: Day, row: int) -> None:
    """Let a contact hang up."""
    if d.rows[row].on_line:
        d.rows[row].on_line = False
        d.free_lines += 1


@inlined
def end_hold(d: Day, row: int) -> None:
    """Let the agent go who was to hand over a contact that has gone."""
    one = d.rows[row]
    if one.on_hold:
        one.on_hold = False
        d.on_hold -= 1
        at(d, d.now, END + d.rows[one.before].key, LET_GO, one.before)
