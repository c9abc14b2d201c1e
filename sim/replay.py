"""Replay: a simulated log, turned back into the contacts that made it.

Met by the same staff, these contacts give the same log again; met by another, they show what that same day would have been. A
log says of each attempt what came to pass. What did not come to pass it does not say, and that is drawn given what it
says: the patience of who was answered is longer than the wait, a talk tells how hard the case was for whoever else might have
had it. An attempt that was not made in the log is not made in the replay either: who was answered does not try again.

The way through the IVR is laid into its first node, and who found a port is not asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from sim.chance.contacts import (
    CONTAINED,
    HANG_UP,
    NO_PORT,
    NO_ROW,
    CallbackLuck,
    Flags,
    Floats,
    Ints,
    Sequel,
    Sequels,
    StaffLuck,
    Step,
    Traffic,
)
from sim.chance.hindsight import beyond, level
from sim.chance.luck import Luck
from sim.chance.sequels import HANDED_ON, IVR, Centre
from sim.chance.ways import NOT_KNOWN
from sim.log import Cause, Log, Outcome, Presence, Stays
from sim.routing import Routing

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from scenarios.schema import AgentGroup, Scenario, Skill

LATER = (Sequel.REPEAT, Sequel.FOLLOW_UP, Sequel.COMPLAINT, Sequel.DISPLEASED)
BY_THE_DOOR = (Cause.FIRST, Cause.RETRY, Cause.REPEAT)
NEARBY = (0, 1, -1, 2, -2, 3, -3, 4, -4)  # last digits to try


def recorded(scenario: Scenario, log: Log, staff_luck: StaffLuck | None = None, seed: int = 0) -> Traffic:
    """Turn a simulated log back into traffic.

    ``staff_luck`` is that of the traffic the log was made of, where absence or lateness are random; ``seed`` draws what the log
    does not say.
    """
    rows = _Rows(Centre(scenario), _in_order(log), seed)
    steps, comes = _ways(rows)
    talk, wrap_up = _service(rows, comes)
    abandons, after = rows.log.outcome == Outcome.ABANDONED, rows.leads_to
    return Traffic.of_columns(
        contacts=int(np.sum(rows.log.attempt == 1)),
        number=rows.log.number,
        attempt=rows.log.attempt.astype(np.int64),
        contact_type=rows.first_type,
        arrives_at=np.where(rows.log.attempt == 1, rows.log.arrived_at, np.nan),
        ivr=steps,
        patience=_patience(rows),
        next_row=rows.next,
        retries_abandoning=abandons & (after == Cause.RETRY),
        retries_blocked=~abandons & (after == Cause.RETRY),
        retry_delay=np.where(after == Cause.RETRY, rows.until_next(rows.failed_at), inf),
        complains_abandoning=abandons & (after == Cause.COMPLAINT),
        complains_waiting=np.zeros(len(after), bool),
        complaint_delay=np.where(after == Cause.COMPLAINT, rows.until_next(rows.failed_at), inf),
        callbacks=_callbacks(rows),
        talk=talk,
        wrap_up=wrap_up,
        sequels=_sequels(rows),
        calls_again_after=np.full(len(after), inf),
        fault_ends=np.full(len(after), inf),
        staff_luck=staff_luck or StaffLuck(seed, 0),
        busyness={},
        ports_found=True,
    )


def _in_order(log: Log) -> Log:
    """First attempts first, as traffic has them."""
    order = np.lexsort((log.number, log.attempt))
    columns = {column.name: getattr(log, column.name) for column in fields(log)}
    rows = {name: column[order] for name, column in columns.items() if not isinstance(column, Presence | Stays)}
    return Log(**rows)


def lengths(begins: Floats, ends: Floats, arrive: Callable[[Floats], Floats] | None = None) -> Floats:
    """Give the lengths that lead from ``begins`` to ``ends`` to the last digit: a difference alone may miss it by one.

    ``arrive`` says when something of a length ends, if not simply at ``begins`` plus the length.
    """
    reach = arrive or (lambda length: begins + length)
    guess = np.maximum(ends - begins - (reach(np.zeros(len(begins))) - begins), 0.0)
    return near(guess, reach, ends)


def near(guess: Floats, reach: Callable[[Floats], Floats], wanted: Floats) -> Floats:
    """Mend the last digits of a guess, so that it reaches what is wanted."""
    found = guess
    for digits in NEARBY:
        trial = np.maximum(guess + digits * np.spacing(guess), 0.0)
        found = np.where((reach(found) != wanted) & (reach(trial) == wanted), trial, found)
    return found


@dataclass(frozen=True)
class _Rows:
    """The rows of a log in the order of traffic, and what belongs to them."""

    centre: Centre
    log: Log
    seed: int

    def luck(self, purpose: str) -> Floats:
        """Draw what the log does not say."""
        return Luck(self.seed, 0).stream(f"replay/{purpose}", 0, 0, len(self.log))

    def of_some(self, purpose: str, some: Ints | None) -> Floats:
        """Draw it for some rows."""
        return self.luck(purpose) if some is None else self.luck(purpose)[some]

    @cached_property
    def first(self) -> Ints:
        """The row of each contact's first attempt."""
        number = self.log.number
        return np.searchsorted(number[self.log.attempt == 1], number)

    @cached_property
    def first_type(self) -> Ints:
        """The contact type that each contact began with."""
        return self.log.contact_type[self.first].astype(np.int64)

    @cached_property
    def at(self) -> Floats:
        """When each contact first arrived."""
        return self.log.arrived_at[self.first]

    @cached_property
    def next(self) -> Ints:
        """The row of the contact's next attempt, or NO_ROW."""
        place = np.lexsort((self.log.attempt, self.log.number))
        following = np.full(len(place), NO_ROW, dtype=np.int64)
        same = self.log.number[place][1:] == self.log.number[place][:-1]
        following[place[:-1][same]] = place[1:][same]
        return following

    @cached_property
    def leads_to(self) -> Ints:
        """The cause of the next attempt, or NO_ROW."""
        return np.where(self.next == NO_ROW, NO_ROW, self.log.cause[self.next])

    @cached_property
    def answered(self) -> Flags:
        """Which rows were answered."""
        return np.asarray(self.log.outcome == Outcome.ANSWERED)

    def of_next(self, column: Floats) -> Floats:
        """Give a column's value for each row's next attempt; NaN without one."""
        return np.where(self.next == NO_ROW, np.nan, column[self.next])

    def until_next(self, since: Floats) -> Floats:
        """Give the delay from a moment to the arrival of the next attempt."""
        return lengths(since, self.of_next(self.log.arrived_at))

    @cached_property
    def talk_ends(self) -> Floats:
        """When talk ended: before the handover if the first agent stayed for one."""
        warm = self.log.sequel == Sequel.WARM
        return np.where(warm, self.of_next(self.log.arrived_at), self.log.ended_at)

    @cached_property
    def failed_at(self) -> Floats:
        """When each row that was not answered was given up or turned away."""
        moments = np.where(np.isnan(self.log.left_at), self.log.joined_at, self.log.left_at)
        return np.where(np.isnan(moments), self.log.arrived_at, moments)


def _ways(rows: _Rows) -> tuple[dict[int, Step], dict[int, Flags]]:
    """Give the steps through the IVR, and who comes to each queue."""
    log, centre, count = rows.log, rows.centre, len(rows.log)
    asked_at = np.where(np.isnan(log.joined_at), log.left_at, log.joined_at)
    # Who found no line came to no node, and may find one another time; who was in already found no port.
    no_port = (log.outcome == Outcome.BLOCKED_LINES) & ~np.isnan(log.left_at)
    ended = np.where(log.queue >= 0, log.queue, np.where(no_port, NO_PORT, NOT_KNOWN))
    ended[log.outcome == Outcome.CONTAINED], ended[log.outcome == Outcome.HUNG_UP] = CONTAINED, HANG_UP
    lasted = np.where(ended == NOT_KNOWN, np.nan, lengths(log.arrived_at, asked_at))
    steps: dict[int, Step] = {}
    comes = {queue: log.queue == queue for queue in range(len(centre.queues))}
    for kind, (name, part) in enumerate(centre.scenario.contact_types.items()):
        enters = (log.contact_type == kind) & np.isin(log.cause, BY_THE_DOOR)
        if centre.doors[kind] != IVR or not enters.any():
            continue
        walk = centre.ways.walk(part.enters, name, rows.at, np.flatnonzero(enters), rows.of_some)
        walked, asked = centre.ways.as_known(part.enters, lasted, ended, walk)
        for node, (takes, leads_to) in walked.items():
            old = steps.get(node, Step(np.zeros(count), np.full(count, HANG_UP, dtype=np.int64)))
            steps[node] = Step(np.where(enters, takes, old.takes), np.where(enters, leads_to, old.leads_to))
        for queue, flags in asked.items():
            comes[queue] = comes[queue] | (flags & enters)
    return steps, comes


def _patience(rows: _Rows) -> Floats:
    """Who abandoned had as much patience as the wait; who was answered or cut off had more; the waiting have no end of it."""
    log = rows.log
    luck, patience = rows.luck("patience"), np.full(len(log), inf)
    waited_until = np.where(rows.answered, log.taken_at, log.left_at)
    waited = np.nan_to_num(lengths(log.joined_at, waited_until))
    known = (log.outcome == Outcome.ABANDONED) & ~log.called_back
    for number, kind in enumerate(rows.centre.kinds):
        own = rows.first_type == number
        patience[own] = beyond(kind.patience, luck[own], np.where(known, 0.0, waited)[own], rows.at[own])
    patience[known] = waited[known]
    patience[(log.outcome == Outcome.UNFINISHED) & ~np.isnan(log.joined_at)] = inf
    return patience


def _callbacks(rows: _Rows) -> dict[int, CallbackLuck]:
    log = rows.log
    reached = np.where(rows.answered, log.answered_at, log.left_at)
    dial = np.where(log.called_back & (log.agent >= 0), lengths(log.taken_at, reached), 0.0)
    queues = [queue for queue, part in enumerate(rows.centre.scenario.queues.values()) if part.callback is not None]
    return {queue: CallbackLuck(log.called_back & (log.queue == queue), dial, rows.answered) for queue in queues}


def _handovers(rows: _Rows) -> Floats:
    """From the second agent's answer until the first may go, by the first one's row."""
    warm, ends = rows.log.sequel == Sequel.WARM, rows.log.ended_at
    return np.where(warm, np.nan_to_num(lengths(rows.of_next(rows.log.answered_at), ends)), 0.0)


def _sequels(rows: _Rows) -> dict[tuple[int, int, int], Sequels]:
    """Whoever answers: what followed in the log follows again, as far as the group could lead there."""
    log, centre = rows.log, rows.centre
    horizon = centre.horizon  # a delay as long as the calendar leads past its end
    later = np.isin(log.sequel, LATER)
    delay = np.where(later & np.isin(rows.leads_to, LATER_CAUSES), rows.until_next(rows.talk_ends), horizon)
    handover = _handovers(rows)
    passed_to = np.where(rows.leads_to == Cause.ESCALATION, rows.of_next(log.queue.astype(float)), np.nan)
    found = {}
    for queue in range(len(centre.queues)):
        for group, _, skill in centre.servers[queue]:
            to = _escalates_to(centre, skill)
            kind = np.where((log.queue == queue) & rows.answered, log.sequel, Sequel.NOTHING)
            kind[np.isin(kind, HANDED_ON) & (passed_to != to)] = Sequel.UNRESOLVED
            for type_ in np.unique(log.contact_type[kind != Sequel.NOTHING]):
                mine = np.where(log.contact_type == type_, kind, Sequel.NOTHING)
                found[queue, group, int(type_)] = Sequels(
                    kind=mine.astype(np.int8),
                    delay=np.where(np.isin(mine, LATER), delay, inf),
                    handover=np.where(mine == Sequel.WARM, handover, 0.0),
                )
    return found


LATER_CAUSES = (Cause.REPEAT, Cause.FOLLOW_UP, Cause.COMPLAINT)


def _escalates_to(centre: Centre, skill: Skill) -> float:
    unresolved = skill.unresolved
    return np.nan if unresolved is None or unresolved.escalate is None else centre.queues[unresolved.escalate.to]


# --- talk and wrap-up --------------------------------------------------------------------------------------------


def _service(
    rows: _Rows, comes: dict[int, Flags]
) -> tuple[dict[tuple[int, int], Floats], dict[tuple[int, int], Floats]]:
    """Give the lengths for every group: as in the log for who answered, as hard for the others."""
    talks, wrap_ups = _talks(rows), lengths(rows.log.ended_at, rows.log.released_at)
    talk: dict[tuple[int, int], Floats] = {}
    wrap_up: dict[tuple[int, int], Floats] = {}
    for queue, skills in enumerate(rows.centre.servers):
        groups = {number: (skill.handle_time, _learned(rows, group)) for number, group, skill in skills}
        work_after = {number: (skill.wrap_up, np.ones(len(rows.log))) for number, _, skill in skills}
        for number, values in _by_group(rows, queue, "talk", talks, groups).items():
            talk[queue, number] = np.where(comes[queue], values, np.nan)
        for number, values in _by_group(rows, queue, "wrap-up", wrap_ups, work_after).items():
            wrap_up[queue, number] = np.where(comes[queue], values, np.nan)
    return talk, wrap_up


def _by_group(
    rows: _Rows, queue: int, purpose: str, known: Floats, groups: dict[int, tuple[Distribution, Floats]]
) -> dict[int, Floats]:
    """Give the lengths for each group, from its distribution and a factor by row."""
    luck = rows.luck(purpose)
    served = {
        number: np.flatnonzero(rows.answered & (rows.log.queue == queue) & (rows.log.group == number))
        for number in groups
    }
    for number, (distribution, factor) in groups.items():
        mine = served[number]
        luck[mine] = level(distribution, known[mine] / factor[mine], rows.at[mine])
    values = {}
    for number, (distribution, factor) in groups.items():
        values[number] = distribution.quantile(luck, rows.at) * factor
        values[number][served[number]] = known[served[number]]
    return values


def _learned(rows: _Rows, group: AgentGroup) -> Floats:
    return np.ones(len(rows.log)) if group.learning is None else rows.centre.learning(group, rows.at)[0]


def _talks(rows: _Rows) -> Floats:
    """Take out of the talks what chats at once added, and the handover that a second agent listened to."""
    log = rows.log
    stretched = _stretched(rows)
    heard = np.zeros(len(log))
    warm = np.flatnonzero((log.sequel == Sequel.WARM) & (rows.next != NO_ROW))
    heard[rows.next[warm]] = _handovers(rows)[warm]

    def ends(talk: Floats) -> Floats:
        return log.answered_at + (talk * stretched + heard)

    guess = np.maximum((rows.talk_ends - log.answered_at - heard) / stretched, 0.0)
    return near(guess, ends, rows.talk_ends)


def _stretched(rows: _Rows) -> Floats:
    """By how much each chat was stretched by those that its agent had already."""
    log, scenario = rows.log, rows.centre.scenario
    factor = np.ones(len(log))
    routing = Routing.of(scenario)
    for number, group in enumerate(scenario.agent_groups.values()):
        if set(group.slowdown) != {1.0}:
            taken = np.flatnonzero(rows.answered & (log.group == number))
            chats = [queue for queue, skill in routing.skills[number].items() if skill.chat]
            loads = _loads(log, taken, routing)
            own = np.isin(log.queue[taken], chats)
            factor[taken[own]] = np.array(group.slowdown)[loads[own] - 1]
    return factor


def _loads(log: Log, taken: Ints, routing: Routing) -> Ints:
    """How many contacts each agent had once he took each of the rows; of those taken together the better ranked came first."""

    def turn(row: int) -> tuple[float, ...]:
        joined_at, now = float(log.joined_at[row]), float(log.taken_at[row])
        skill = routing.skills[log.group[row]][log.queue[row]]
        return log.agent[row], now, joined_at == now, *routing.rank(skill, joined_at, int(log.number[row]), now)

    loads: dict[int, int] = {}
    in_hand: list[float] = []  # when each of the agent's contacts is done with
    agent = NO_ROW
    for row in sorted(taken.tolist(), key=turn):
        if log.agent[row] != agent:
            agent, in_hand = int(log.agent[row]), []
        in_hand = [released for released in in_hand if released > log.taken_at[row]] + [float(log.released_at[row])]
        loads[row] = len(in_hand)
    return np.array([loads[row] for row in taken.tolist()], dtype=np.int64)
