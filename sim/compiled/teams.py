"""Teams: the agents of a group, what each has in hand, and who comes and goes.

An agent on the floor is idle, occupied (one contact, or several chats), or sits before tools that are out. Who is to leave or to go
on a break does so at once if he is idle; what cannot be done at once is owed, and paid by whoever is free next.
``docs/rules-of-the-floor.md``, section 5; the SimPy floor says the same in ``sim/service/teams.py``.
"""

from __future__ import annotations

from math import isnan, nan

from sim.compiled.calendar import STAFF, at, key_of_agent
from sim.compiled.day import BREAK, BUSY, COME_BACK, DARK, HOME, IDLE, NONE, Day
from sim.compiled.hands import be_idle, call_longest_idle, end_idling, lay_down, occupy, stands_before
from sim.compiled.rule import inlined, rule

DEPARTURE = nan  # as something owed; else the length of a break


@rule
def _one_more(d: Day, number: int, agent: int) -> None:
    lay_down(d, number, agent)
    occupy(d, number, agent, d.agents[agent].load + 1, True)


@rule
def _leaving(d: Day, number: int) -> int:
    """How many of the occupied take no more, or they would never get away: those with the least in hand."""
    group = d.groups[number]
    return group.owed_to - group.owed_from + max(group.unable - group.dark, 0)


@rule
def _with_a_slot(d: Day, number: int, wanted: int) -> int:
    """The agent with the fewest chats among those who have some and can take another; with ``wanted``, that one if he can."""
    hands, concurrency, leaving = d.hands[number], d.groups[number].concurrency, _leaving(d, number)
    calling, level = hands[0, 0], 1
    chatting = hands[1, 0]
    while level < concurrency:
        if chatting == NONE and (level > 1 or calling == NONE or leaving == 0):
            level += 1
            chatting = hands[level, 0]
        elif (
            level == 1 and leaving > 0 and calling != NONE and (chatting == NONE or stands_before(d, calling, chatting))
        ):
            calling, leaving = d.agents[calling].after, leaving - 1
        elif leaving > 0:
            chatting, leaving = d.agents[chatting].after, leaving - 1
        elif wanted == NONE or wanted == chatting:  # noqa: PLR1714, SIM109 - Numba wants tuples of one type
            return chatting
        else:
            chatting = d.agents[chatting].after
    return NONE


@rule
def has_room(d: Day, number: int, chat: bool, reserve: int) -> bool:
    """Tell whether somebody can take one more contact and leave ``reserve`` agents idle."""
    group = d.groups[number]
    if group.idle > reserve:
        return True
    return chat and group.concurrency > 1 and group.idle >= reserve and _with_a_slot(d, number, NONE) != NONE


@inlined
def take(d: Day, number: int, chat: bool, reserve: int) -> int:
    """Give a contact to the agent with the fewest chats, idle longest; for all but chats that is an idle one."""
    if d.groups[number].idle > reserve:
        agent = call_longest_idle(d, number)
        occupy(d, number, agent, 1, chat)
    else:
        agent = _with_a_slot(d, number, NONE)
        _one_more(d, number, agent)
    return agent


@rule
def can_take(d: Day, number: int, agent: int, chat: bool) -> bool:
    """Tell whether one agent in particular could take one more contact."""
    if d.agents[agent].where == BUSY:
        return bool(chat) and d.groups[number].concurrency > 1 and _with_a_slot(d, number, agent) != NONE
    return d.agents[agent].where == IDLE


@rule
def take_by(d: Day, number: int, agent: int, chat: bool) -> None:
    """Give a contact to one agent in particular, who can take it."""
    if d.agents[agent].where == BUSY:
        _one_more(d, number, agent)
    else:
        end_idling(d, number, agent)
        occupy(d, number, agent, 1, chat)


@rule
def was_here(d: Day, agent: int, until: float) -> None:
    """Note that an agent was on the floor for a while."""
    if until > d.agents[agent].came:
        present = d.present[d.presences]
        present.agent, present.begins, present.ends = agent, d.agents[agent].came, until
        d.presences += 1


@rule
def _go_home(d: Day, number: int, agent: int) -> None:
    group, agents = d.groups[number], d.agents
    agents[agent].where = HOME
    first, place = group.first_agent, group.at_home
    group.at_home += 1
    while place > 0 and agents[first + (place - 1) // 2].home > agent:
        agents[first + place].home = agents[first + (place - 1) // 2].home
        place = (place - 1) // 2
    agents[first + place].home = agent


@rule
def _pay(d: Day, number: int, agent: int, what: float, now: float) -> None:
    """Let an agent go, home or on a break of some length."""
    was_here(d, agent, now)
    d.groups[number].here -= 1
    if isnan(what):
        _go_home(d, number, agent)
    else:
        d.agents[agent].where = BREAK
        at(d, now + what, STAFF + key_of_agent(number, agent - d.groups[number].first_agent), COME_BACK, agent)


@rule
def _sit_in_the_dark(d: Day, number: int, agent: int, since: float) -> None:
    group, one = d.groups[number], d.agents[agent]
    one.where, one.since, one.after = DARK, since, group.first_dark
    group.first_dark = agent
    group.dark += 1


@inlined
def release(d: Day, number: int, agent: int, now: float) -> None:
    """Let the agent be done with one contact; with nothing left in hand he pays what is owed, or is idle."""
    group, one = d.groups[number], d.agents[agent]
    lay_down(d, number, agent)
    if one.load > 1:
        occupy(d, number, agent, one.load - 1, True)
    elif group.owed_from < group.owed_to:
        what = d.owed[group.owed_from]
        group.owed_from += 1
        if isnan(what):
            group.owed_departures -= 1
        _pay(d, number, agent, what, now)
    elif group.dark < group.unable:
        _sit_in_the_dark(d, number, agent, now)
    else:
        be_idle(d, number, agent, now)


@rule
def _light_up(d: Day, number: int) -> None:
    group = d.groups[number]
    agent = group.first_dark
    while agent != NONE:
        following = d.agents[agent].after
        be_idle(d, number, agent, d.agents[agent].since)
        agent = following
    group.first_dark, group.dark = NONE, 0


@rule
def _darken(d: Day, number: int) -> None:
    group = d.groups[number]
    while group.idle > 0 and group.dark < group.unable:
        agent = call_longest_idle(d, number)
        _sit_in_the_dark(d, number, agent, d.agents[agent].since)


@rule
def _owe(d: Day, number: int, what: float) -> None:
    """Let the agent who has idled longest do it, or owe it."""
    group = d.groups[number]
    if group.idle > 0:
        _pay(d, number, call_longest_idle(d, number), what, d.now)
    else:
        d.owed[group.owed_to] = what
        group.owed_to += 1
        if isnan(what):
            group.owed_departures += 1


@rule
def _cancel_departure(d: Day, number: int) -> None:
    """Strike out the oldest departure that is owed; breaks that are owed stay in order."""
    group = d.groups[number]
    place = group.owed_from
    while not isnan(d.owed[place]):
        place += 1
    while place > group.owed_from:
        d.owed[place] = d.owed[place - 1]
        place -= 1
    group.owed_from += 1
    group.owed_departures -= 1


@rule
def _end_stay(d: Day, number: int) -> None:
    group, stay = d.groups[number], d.stayed[d.kept]
    stay.group, stay.begins, stay.ends = number, d.stays[group.stays_from], d.now
    group.stays_from += 1
    d.kept += 1


@rule
def _enter(d: Day, number: int, agent: int) -> None:
    d.agents[agent].came = d.now
    d.groups[number].here += 1
    be_idle(d, number, agent, d.now)


@rule
def _lowest_at_home(d: Day, number: int) -> int:
    group, agents = d.groups[number], d.agents
    first = group.first_agent
    lowest, size = agents[first].home, group.at_home - 1
    group.at_home = size
    last, place = agents[first + size].home, 0
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and agents[first + child + 1].home < agents[first + child].home:
            child += 1
        if last <= agents[first + child].home:
            break
        agents[first + place].home = agents[first + child].home
        place = child
    agents[first + place].home = last
    return lowest


@rule
def _one_comes(d: Day, number: int) -> None:
    group = d.groups[number]
    if group.owed_departures > 0:
        _cancel_departure(d, number)
    elif group.stays_from < group.stays_to:
        _end_stay(d, number)
    elif group.at_home > 0:
        _enter(d, number, _lowest_at_home(d, number))
    else:
        group.hired += 1
        _enter(d, number, group.first_agent + group.hired - 1)


@rule
def _forget_breaks(d: Day, number: int) -> None:
    group = d.groups[number]
    group.owed_from = group.owed_to - group.owed_departures
    for place in range(group.owed_from, group.owed_to):
        d.owed[place] = DEPARTURE


@rule
def change(d: Day, which: int, kept_on: bool) -> None:
    """Make all changes of one moment; with ``kept_on`` those who would leave stay until ``let_go``."""
    shift = d.shifts[which]
    number = shift.group
    group = d.groups[number]
    _light_up(d, number)
    fewer = group.on_shift - shift.on_shift
    group.on_shift = shift.on_shift
    for _ in range(fewer):
        if kept_on:
            d.stays[group.stays_to] = d.now
            group.stays_to += 1
        else:
            _owe(d, number, DEPARTURE)
    for place in range(shift.first_break, shift.last_break):
        _owe(d, number, d.breaks[place])
    for _ in range(-fewer):
        _one_comes(d, number)
    if group.on_shift <= 0:  # a break nobody could begin ends with the last shift
        _forget_breaks(d, number)
    group.unable = shift.unable
    _darken(d, number)


@rule
def let_go(d: Day, number: int) -> None:
    """Let those go who were kept on at a closing."""
    group = d.groups[number]
    while group.stays_from < group.stays_to:
        _end_stay(d, number)
        _owe(d, number, DEPARTURE)


@rule
def come_back(d: Day, agent: int) -> None:
    """End an agent's break; where a departure is owed he goes home."""
    number = d.agents[agent].group
    _light_up(d, number)
    if d.groups[number].owed_departures > 0:
        _cancel_departure(d, number)
        _go_home(d, number, agent)
    else:
        _enter(d, number, agent)
    _darken(d, number)
