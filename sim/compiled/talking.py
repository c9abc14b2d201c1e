"""Talking: a contact is answered, and something follows or nothing does.

``docs/rules-of-the-floor.md``, section 2; the SimPy floor says the same in ``sim/floor.py``.
"""

from __future__ import annotations

from math import inf

from sim.compiled.calendar import END, LEAVING, WRAPPED_UP, at, look_again
from sim.compiled.day import END_TALK, JOIN, LET_GO, NONE, RELEASE, RING_BACK, Day
from sim.compiled.desk import be_done
from sim.compiled.rows import (
    COMPLAINT,
    ESCALATION,
    FOLLOW_UP,
    come_later,
    follow,
    free_line,
    is_first_type,
)
from sim.compiled.rule import inlined, rule
from sim.log import Cause, Outcome, Sequel

ANSWERED = int(Outcome.ANSWERED)
SETTLED, UNRESOLVED, REPEATS, COLD, WARM, FOLLOWED_UP, COMPLAINS, DISPLEASED = (int(sequel) for sequel in Sequel)
REPEAT = int(Cause.REPEAT)


@inlined
def _visit(d: Day, row: int) -> int:
    """Where a row's visit to its queue stands, or NONE."""
    one = d.rows[row]
    queue, at_row = one.queue, one.drawn * d.visits_step
    first = d.visit_first[at_row]
    for place in range(first, first + d.visit_count[at_row]):
        if d.visit_queue[place] == queue:
            return place
    d.lost = one.drawn
    return NONE


@rule
def accepts_call_back(d: Day, row: int) -> bool:
    """Whether the row accepts a call-back in its queue."""
    return len(d.accepts) > 0 and d.accepts[_visit(d, row)]


@inlined
def _length_at(d: Day, row: int) -> int:
    """Where the length of a row's talk with the group that took it stands, and that of its wrap-up."""
    one, visit = d.rows[row], _visit(d, row)
    return 0 if visit == NONE else d.visit_at[visit] + d.variant[one.queue, one.group]


@inlined
def _case_at(d: Day, row: int) -> int:
    """Where it stands what follows a row's answer, or NONE: it is settled."""
    one = d.rows[row]
    at_row = one.drawn * d.answers_step
    first = d.answer_first[at_row]
    for place in range(first, first + d.answer_count[at_row]):
        if d.answer_queue[place] == one.queue and d.answer_kind[place] == one.kind:
            return d.answer_at[place] + d.variant[one.queue, one.group]
    return NONE


@rule
def answer(d: Day, row: int) -> None:
    """Begin the talk."""
    one = d.rows[row]
    one.outcome, d.answered_at[row] = ANSWERED, d.now
    length = _length_at(d, row)
    talk, d.released_at[row] = d.talk[length], d.wrap_up[length]  # both are read here, where they come in order
    if d.groups[one.group].slows_down and d.queues[one.queue].is_chat:
        talk *= d.slowdown[one.group, d.agents[one.agent].load - 1]
    if one.on_hold:
        one.on_hold = False
        d.on_hold -= 1
        case = _case_at(d, one.before)
        handover = d.handover[case] if case != NONE else 0.0
        at(d, d.now + handover, END + d.rows[one.before].key, LET_GO, one.before)
        talk += handover
    at(d, d.now + talk, END + d.rows[row].key, END_TALK, row)


@inlined
def taken(d: Day, row: int, agent: int) -> None:
    """An agent takes the contact: to talk, or to ring back first."""
    one = d.rows[row]
    d.taken_at[row], one.agent, one.group = d.now, agent, d.agents[agent].group
    if one.called_back:
        at(d, d.now + d.dial[_visit(d, row)], END + d.rows[row].key, RING_BACK, row)
    else:
        answer(d, row)


@rule
def is_reached(d: Day, row: int) -> bool:
    """Whether a contact that is rung back is reached."""
    return d.reached[_visit(d, row)]


@inlined
def _what_follows(d: Day, row: int) -> tuple[int, float]:
    """What follows the talk, and after which delay."""
    one = d.rows[row]
    again = d.calls_again_after[one.drawn * d.calls_again_after_step]
    if d.now + again < d.fault_ends[one.drawn * d.fault_ends_step] and is_first_type(d, row):
        return REPEATS, again
    case = _case_at(d, row)
    sequel, delay = SETTLED, inf
    if case != NONE:
        sequel, delay = int(d.sequel[case]), d.sequel_delay[case]
    if sequel == REPEATS:
        return sequel, delay
    if sequel in (COLD, WARM):
        return COLD if d.queues[d.skills[one.group, one.queue].escalates_to].is_work else sequel, inf
    may_complain = d.complains_waiting[one.drawn * d.complains_waiting_step] and is_first_type(d, row)
    if may_complain and d.answered_at[row] - d.joined_at[row] > d.kinds[one.kind].complains_after:
        settled = sequel in (SETTLED, FOLLOWED_UP)
        return DISPLEASED if settled else COMPLAINS, d.complaint_delay[one.drawn * d.complaint_delay_step]
    return sequel, delay


@inlined
def be_released(d: Day, row: int) -> None:
    """Let the agent be free again."""
    be_done(d, row, d.now)
    look_again(d, d.rows[row].group)


@rule
def let_go(d: Day, row: int) -> None:
    """Let an agent wrap up, the contact being gone."""
    d.ended_at[row] = d.now
    wrap_up = d.released_at[row]
    if wrap_up > 0:
        at(d, d.now + wrap_up, END + d.rows[row].key + WRAPPED_UP, RELEASE, row)
    else:
        be_released(d, row)


@rule
def _pass_on(d: Day, row: int) -> int:
    """Escalate a contact to its next queue; give its row there."""
    following = follow(d, row, ESCALATION)
    if following != NONE:
        one, other = d.rows[row], d.rows[following]
        d.arrived_at[following] = d.now
        other.queue = d.skills[one.group, one.queue].escalates_to
        other.on_line, one.on_line = one.on_line, False
        at(d, d.now, LEAVING + d.rows[following].key, JOIN, following)
    return following


@inlined
def end_talk(d: Day, row: int) -> None:
    """End a contact's talk with its agent: it is settled, passed on, or will be heard of again."""
    one = d.rows[row]
    sequel, delay = _what_follows(d, row)
    one.sequel = sequel
    if sequel in (COLD, WARM):
        following = _pass_on(d, row)
        if sequel == WARM and following != NONE:
            d.rows[following].on_hold = True  # the agent stays until the handover
            d.on_hold += 1
            return
    else:
        free_line(d, row)
        if sequel == REPEATS:
            if come_later(d, row, REPEAT, delay) and d.skills[one.group, one.queue].same_agent > 0:
                d.rows[one.following].asks_own = True
        elif sequel == FOLLOWED_UP:
            come_later(d, row, FOLLOW_UP, delay)
        elif sequel in (COMPLAINS, DISPLEASED):
            come_later(d, row, COMPLAINT, delay)
    let_go(d, row)
