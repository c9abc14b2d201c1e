"""Hands: what each agent has in hand, and since when.

Lists of agents run through their records, sorted by since when their load has not changed, then by number: the idle of a group, and
in groups that chat those with the same load (list 0: with something else than chats in hand).
"""

from __future__ import annotations

from sim.compiled.day import BUSY, IDLE, NONE, Day
from sim.compiled.rule import inlined, rule


@inlined
def stands_before(d: Day, one: int, other: int) -> bool:
    """Whether an agent's load has not changed for longer than another's."""
    first, second = d.agents[one], d.agents[other]
    return first.since < second.since or (first.since == second.since and one < other)


# --- the idle ----------------------------------------------------------------------------------------------------


@rule
def be_idle(d: Day, number: int, agent: int, since: float) -> None:
    """Let an agent be idle: mostly he is the last in the list, or the first when tools work again."""
    group, one = d.groups[number], d.agents[agent]
    one.where, one.since = IDLE, since
    group.idle += 1
    following = NONE
    if group.longest_idle != NONE and stands_before(d, agent, group.longest_idle):
        following = group.longest_idle
    before = d.agents[following].before if following != NONE else group.latest_idle
    while following == NONE and before != NONE and stands_before(d, agent, before):
        before = d.agents[before].before
    following = group.longest_idle if before == NONE else d.agents[before].after
    one.before, one.after = before, following
    if before == NONE:
        group.longest_idle = agent
    else:
        d.agents[before].after = agent
    if following == NONE:
        group.latest_idle = agent
    else:
        d.agents[following].before = agent


@inlined
def end_idling(d: Day, number: int, agent: int) -> None:
    """Take an agent out of the list of the idle."""
    group, one = d.groups[number], d.agents[agent]
    group.idle -= 1
    if one.before == NONE:
        group.longest_idle = one.after
    else:
        d.agents[one.before].after = one.after
    if one.after == NONE:
        group.latest_idle = one.before
    else:
        d.agents[one.after].before = one.before


@inlined
def call_longest_idle(d: Day, number: int) -> int:
    """Call the agent who has idled longest."""
    agent = d.groups[number].longest_idle
    end_idling(d, number, agent)
    return agent


# --- the occupied ------------------------------------------------------------------------------------------------


@rule
def _enlist(d: Day, number: int, agent: int) -> None:
    """Put an agent into the list of those with as much in hand, behind all who have had it for longer."""
    one = d.agents[agent]
    hands, level = d.hands[number], one.load if one.chats else 0
    before = hands[level, 1]
    while before != NONE and stands_before(d, agent, before):
        before = d.agents[before].before
    following = hands[level, 0] if before == NONE else d.agents[before].after
    one.before, one.after = before, following
    if before == NONE:
        hands[level, 0] = agent
    else:
        d.agents[before].after = agent
    if following == NONE:
        hands[level, 1] = agent
    else:
        d.agents[following].before = agent


@rule
def _strike(d: Day, number: int, agent: int) -> None:
    """Take an agent out of that list."""
    one = d.agents[agent]
    hands, level = d.hands[number], one.load if one.chats else 0
    if one.before == NONE:
        hands[level, 0] = one.after
    else:
        d.agents[one.before].after = one.after
    if one.after == NONE:
        hands[level, 1] = one.before
    else:
        d.agents[one.after].before = one.before


@inlined
def occupy(d: Day, number: int, agent: int, load: int, chat: bool) -> None:
    """Note what an agent has in hand from now on."""
    one = d.agents[agent]
    one.where, one.load, one.since, one.chats = BUSY, load, d.now, chat
    if d.groups[number].concurrency > 1:
        _enlist(d, number, agent)


@inlined
def lay_down(d: Day, number: int, agent: int) -> None:
    """Take an agent out of the list of those with as much in hand."""
    if d.groups[number].concurrency > 1:
        _strike(d, number, agent)
