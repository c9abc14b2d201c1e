"""The desk: lines of those who wait, and who serves whom.

``docs/rules-of-the-floor.md``, sections 3, 4 and 6; the SimPy floor says the same in ``sim/service/desk.py`` and ``sim/routing.py``.
After every look no idle agent may take a waiting contact. So only the groups for which something has changed since look again.
"""

from __future__ import annotations

from math import inf

from sim.compiled.calendar import DUE, STAFF, at, key_of_agent, look_again
from sim.compiled.day import COME_DUE, HELD, HOME, LET_STAFF_GO, NONE, NOT_WAITING, STANDING, STOP_HOLDING, Day
from sim.compiled.hours import is_open
from sim.compiled.rule import inlined, rule
from sim.compiled.teams import can_take, has_room, release, take, take_by

PRIORITY, LONGEST_WAIT, PREFERENCE = 0, 1, 2  # routing.freed_agent


@inlined
def _is_served_before(d: Day, one: int, other: int) -> bool:
    if d.joined_at[one] != d.joined_at[other]:
        return d.joined_at[one] < d.joined_at[other]
    return d.rows[one].key < d.rows[other].key


@rule
def _stand(d: Day, row: int) -> None:
    """Let a row that waits stand where its wait puts it: mostly at the end."""
    one = d.rows[row]
    queue = d.queues[one.queue]
    ahead = queue.last
    while ahead != NONE and _is_served_before(d, row, ahead):
        ahead = d.rows[ahead].ahead
    behind = queue.first if ahead == NONE else d.rows[ahead].behind
    one.waits, one.ahead, one.behind = STANDING, ahead, behind
    if ahead == NONE:
        queue.first = row
    else:
        d.rows[ahead].behind = row
    if behind == NONE:
        queue.last = row
    else:
        d.rows[behind].ahead = row


@rule
def wait(d: Day, row: int, own: int) -> None:
    """Let a contact wait in the queue that it asked for, at first for one agent alone unless ``own`` is NONE."""
    one = d.rows[row]
    queue = d.queues[one.queue]
    queue.waiting += 1
    d.waiting += 1
    if own == NONE:
        _stand(d, row)
    else:
        one.waits, one.agent = HELD, own
        d.held[d.holding] = row
        d.holding += 1
        before = d.rows[one.before]
        seconds = d.skills[before.group, before.queue].same_agent
        at(d, d.now + seconds, DUE + d.rows[row].key, STOP_HOLDING, row)
    for place in range(queue.first_after, d.queues[one.queue + 1].first_after):
        at(d, d.now + d.afters[place], DUE + d.rows[row].key, COME_DUE, row)


@rule
def _end_holding(d: Day, row: int) -> None:
    place = 0
    while d.held[place] != row:
        place += 1
    d.holding -= 1
    d.held[place] = d.held[d.holding]
    d.rows[row].agent = NONE


@rule
def leave(d: Day, row: int) -> None:
    """Take a contact out of its line."""
    one = d.rows[row]
    queue = d.queues[one.queue]
    queue.waiting -= 1
    d.waiting -= 1
    if one.waits == HELD:
        _end_holding(d, row)
    else:
        if one.ahead == NONE:
            queue.first = one.behind
        else:
            d.rows[one.ahead].behind = one.behind
        if one.behind == NONE:
            queue.last = one.ahead
        else:
            d.rows[one.behind].ahead = one.ahead
    one.waits = NOT_WAITING


@rule
def _all_look(d: Day, queue: int) -> None:
    for group in d.tries[queue]:
        if group == NONE:
            break
        look_again(d, group)


@rule
def come_due(d: Day, row: int) -> None:
    """Have the groups look again that may take a contact now that it has waited for so long."""
    if d.rows[row].waits != NOT_WAITING:
        _all_look(d, d.rows[row].queue)


@rule
def stop_holding(d: Day, row: int) -> None:
    """Let a contact that was held for one agent stand in the line."""
    if d.rows[row].waits == HELD:
        _end_holding(d, row)
        _stand(d, row)
        _all_look(d, d.rows[row].queue)


@rule
def expected_wait(d: Day, queue: int) -> float:
    """Seconds until one more contact would be served, by the mean time that each occupies an agent; endless with nobody there."""
    people, seconds = 0, 0.0
    for number in range(len(d.groups)):
        skill = d.skills[number, queue]
        if skill.skilled:
            people += d.groups[number].here
            seconds += d.groups[number].here * skill.service
    if people == 0:
        return inf
    return (d.queues[queue].waiting + 1) * (seconds / people) / people


@inlined
def answering_group(d: Day, queue: int) -> int:
    """The first group in the order of the queue's tries that may take a contact that joins now."""
    chat = d.queues[queue].is_chat
    for number in d.tries[queue]:
        if number == NONE:
            break
        skill = d.skills[number, queue]
        if skill.after <= 0 and has_room(d, number, chat, skill.reserve):
            return number
    return NONE


@inlined
def taken_by(d: Day, row: int, number: int) -> int:
    """Give a contact to an agent of a group that may take it."""
    queue = d.rows[row].queue
    return take(d, number, d.queues[queue].is_chat, d.skills[number, queue].reserve)


@rule
def own_agent(d: Day, row: int) -> int:
    """The agent whom a repeat asks for, who served it before and is still there; or NONE."""
    one = d.rows[row]
    if not one.asks_own:
        return NONE
    before = d.rows[one.before]
    there = d.agents[before.agent].where != HOME and d.skills[before.group, one.queue].skilled
    return before.agent if there else NONE


@rule
def own_takes(d: Day, row: int, agent: int) -> bool:
    """Give a repeat to the agent who served it before, if he is free."""
    number, chat = d.agents[agent].group, d.queues[d.rows[row].queue].is_chat
    if not can_take(d, number, agent, chat):
        return False
    take_by(d, number, agent, chat)
    return True


@rule
def _is_better(d: Day, row: int, other: int, number: int) -> bool:
    """Whether a free agent of a group takes a row rather than another, by ``routing.freed_agent``."""
    one, two = d.rows[row], d.rows[other]
    first, second = d.queues[one.queue], d.queues[two.queue]
    if d.rule == LONGEST_WAIT:
        mine = (d.now - d.joined_at[row] + first.head_start) * first.weight
        others = (d.now - d.joined_at[other] + second.head_start) * second.weight
        return mine > others or (mine == others and one.key < two.key)
    if d.rule == PREFERENCE:
        preferred = d.skills[number, one.queue].preference - d.skills[number, two.queue].preference
        if preferred != 0:
            return preferred < 0
    if first.priority != second.priority:
        return first.priority < second.priority
    return _is_served_before(d, row, other)


@rule
def next_row(d: Day, number: int) -> int:
    """The waiting contact that a group takes next, or NONE; it looks at the first in each of its queues."""
    best = NONE
    for queue in d.serves[number]:
        if queue == NONE:
            break
        row = d.queues[queue].first
        if row == NONE:
            continue
        skill = d.skills[number, queue]
        # Not now - joined_at >= after: a wait that comes due at this very moment must not be lost to rounding.
        if d.now < d.joined_at[row] + skill.after:
            continue
        if (best == NONE or _is_better(d, row, best, number)) and has_room(
            d, number, d.queues[queue].is_chat, skill.reserve
        ):
            best = row
    return best


@rule
def next_held(d: Day, number: int) -> int:
    """The first contact that is held for an agent of the group who can take it now, or NONE."""
    best = NONE
    for place in range(d.holding):
        row = d.held[place]
        agent = d.rows[row].agent
        if (
            d.agents[agent].group == number
            and (best == NONE or _is_served_before(d, row, best))
            and can_take(d, number, agent, d.queues[d.rows[row].queue].is_chat)
        ):
            best = row
    return best


@rule
def send_on_those_whose_agent_left(d: Day) -> None:
    """Let contacts stand in the line whose own agent has gone home."""
    place = d.holding - 1
    while place >= 0:
        row = d.held[place]
        if d.agents[d.rows[row].agent].where == HOME:
            stop_holding(d, row)
        place -= 1


@rule
def is_still_needed(d: Day, number: int) -> bool:
    """Whether somebody may still come to be served by the group in a queue that has closed."""
    if not d.serves_out_closings:
        return False
    for place in d.serves[number]:
        if place == NONE:
            break
        queue = d.queues[place]
        if queue.waiting + queue.awaited > 0 and not queue.is_work and not is_open(d, place, d.now):
            return True
    return False


@rule
def check_stays(d: Day) -> None:
    """Let those go who were kept on at a closing and are needed no more."""
    if d.serves_out_closings:
        for number in range(len(d.groups)):
            group = d.groups[number]
            if group.stays_from < group.stays_to and not is_still_needed(d, number):
                at(d, d.now, STAFF + key_of_agent(number, NONE), LET_STAFF_GO, number)


@inlined
def be_done(d: Day, row: int, now: float) -> None:
    """Let the agent be done with a contact."""
    d.released_at[row] = now
    release(d, d.rows[row].group, d.rows[row].agent, now)
