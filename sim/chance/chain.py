"""Chains: the attempts that one contact may make, one after the other.

What leads from an attempt to the next is decided on the floor; what may lead on is known beforehand. So the rows of a block
are followed attempt by attempt through every state they may be in: as which contact type, at which door or queue, after how
many tries in a row. A state keeps the earliest moment at which each row may get there. A chain ends where nothing can follow,
or where the calendar will be over.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError
from sim.chance.arrivals import Block
from sim.chance.contacts import HANG_UP, Flags, Floats, Ints, Sequel
from sim.chance.hindsight import as_hard
from sim.chance.sequels import HANDED_ON, IVR, After, Centre
from sim.chance.ways import NOT_KNOWN, drawn

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from scenarios.replay import Recorded
    from scenarios.schema import ContactType, Skill

MOST_ATTEMPTS = 1000  # of one contact; more is an endless circle, or as good as one

Columns = dict[Hashable, NDArray[Any]]  # by name, or by (name, what it is about)
State = tuple[int, int, int]  # the attempt's contact type, its place, its tries in a row
DEFAULTS: dict[str, float] = {
    "takes": 0.0,
    "leads_to": HANG_UP,
    "talk": np.nan,
    "wrap_up": np.nan,
    "accepts": False,
    "dial": 0.0,
    "reached": False,
    "kind": Sequel.NOTHING,
    "delay": inf,
    "handover": 0.0,
}


class Attempt:
    """One attempt of those contacts of a block who may make it."""

    def __init__(self, centre: Centre, block: Block, attempt: int, rows: Ints, states: dict[State, Floats]) -> None:
        """Take the contacts at ``rows`` of the block, and the earliest moment at which each may be in each state."""
        self.centre, self.block, self.attempt, self.rows, self.states = centre, block, attempt, rows, states
        self.type = centre.types[block.contact_type]
        self.kind: ContactType = centre.kinds[self.type]
        self.at = block.arrives_at[rows]
        self.columns: Columns = {}
        self.next: dict[State, Floats] = {}
        self._stream = block.uniforms(attempt, rows)
        self._drawn: dict[str, Floats] = {}

    def uniforms(self, purpose: str) -> Floats:
        """Draw the luck of the rows for one purpose."""
        if purpose not in self._drawn:
            self._drawn[purpose] = self._stream(purpose)
        return self._drawn[purpose]

    def value(self, distribution: Distribution, purpose: str) -> Floats:
        """Draw a value for each row."""
        return drawn(distribution, self.uniforms, purpose, self.at)

    def draw(self) -> None:
        """Fill in the columns, and the states that the next attempt may be in."""
        count, patience = len(self.rows), self.value(self.kind.patience, "patience")
        self.columns = {
            "attempt": np.full(count, self.attempt),
            "contact_type": np.full(count, self.type),
            "arrived": self.at,
            "patience": patience,
            "calls_again_after": np.full(count, inf),
            "fault_ends": np.full(count, inf if self.block.calls_again is None else self.block.fault_ends),
        }
        met = self._met()
        self._recorded()
        can_fail = self._can_fail(met)
        self._retry(can_fail)
        self._complain(can_fail)
        for queue in dict.fromkeys(queue for queue, _ in met):
            comes = np.logical_or.reduce(
                [np.isfinite(earliest) for (place, _), earliest in met.items() if place == queue]
            )
            self._serve(queue, comes)
        for (queue, kind), earliest in met.items():
            self._come(queue, kind, earliest)
            if kind == self.type:
                self._call_again(earliest)

    def _met(self) -> dict[tuple[int, int], Floats]:
        """Give the earliest moment at which each row may come to each queue as each contact type."""
        met: dict[tuple[int, int], Floats] = {}
        entering = [earliest for (_, place, _), earliest in self.states.items() if place == IVR]
        if entering:
            earliest = np.minimum.reduce(entering)
            for queue, asks in self._walk(np.isfinite(earliest)).items():
                met[queue, self.type] = np.where(asks, earliest, inf)
        for (kind, place, _), earliest in self.states.items():
            if place != IVR:
                _sooner(met, (place, kind), earliest)
        return met

    def _walk(self, entering: Flags) -> dict[int, Flags]:
        ways, door = self.centre.ways, self.kind.enters
        steps, asked = ways.walk(door, self.block.contact_type, self.at, entering, self.uniforms)
        if self._calls is not None:
            places = self.block.places[self.rows]
            ended = np.array([ways.codes.get(name, NOT_KNOWN) for name in self._calls.queue], dtype=np.int64)[places]
            steps, asked = ways.as_known(door, np.array(self._calls.ivr_time)[places], ended, steps, asked)
        for node, (takes, leads_to) in steps.items():
            self.columns["takes", node], self.columns["leads_to", node] = takes, leads_to
        return asked

    def _recorded(self) -> None:
        """Let the patience that a log tells stand in place of what was drawn."""
        if self._calls is not None:
            known = np.array(self._calls.patience)[self.block.places[self.rows]]
            self.columns["patience"] = np.where(np.isnan(known), self.columns["patience"], known)

    @property
    def _calls(self) -> Recorded | None:
        """What a log tells of these attempts."""
        return self.block.recorded if self.attempt == 1 else None

    # --- nobody answers ------------------------------------------------------------------------------------------

    def _can_fail(self, met: dict[tuple[int, int], Floats]) -> Flags:
        """Which rows may end without an answer as attempts of their own type; in the IVR only where it turns away."""
        found = np.zeros(len(self.rows), bool)
        for (_, kind), earliest in met.items():
            if kind == self.type:
                found |= np.isfinite(earliest)
        for (_, place, _), earliest in self.states.items():
            if place == IVR and self.centre.may_be_turned_away:
                found |= np.isfinite(earliest)
        return found

    def _retry(self, can_fail: Flags) -> None:
        """Draw who tries again."""
        retry, count = self.kind.retry, len(self.rows)
        names = ("retries_abandoning", "retries_blocked", "retry_delay")
        self.columns |= zip(names, (np.zeros(count, bool), np.zeros(count, bool), np.full(count, inf)), strict=True)
        if retry is None or not any(self._tries_left(state) for state in self.states):
            return
        luck, delay = self.uniforms("retry"), self.value(retry.delay, "retry delay")
        may = can_fail & np.logical_or.reduce(
            [np.isfinite(earliest) for state, earliest in self.states.items() if self._tries_left(state)]
        )
        abandoning, blocked = may & (luck < retry.after_abandoning), may & (luck < retry.after_blocking)
        self.columns |= zip(names, (abandoning, blocked, delay), strict=True)
        for (kind, place, tries), earliest in self.states.items():
            if self._tries_left((kind, place, tries)):
                state = kind, self.centre.doors[kind], tries + 1
                # Retries due after the calendar's end are told as unfinished, so they have a row.
                self._lead(state, earliest, earliest + delay, abandoning | blocked, until=inf)

    def _tries_left(self, state: State) -> bool:
        return self.kind.retry is not None and state[0] == self.type and state[2] < self.kind.retry.attempts

    def _complain(self, can_fail: Flags) -> None:
        """Draw who complains of not being answered, or of the wait."""
        complaint, count = self.kind.complaint, len(self.rows)
        names = ("complains_abandoning", "complains_waiting", "complaint_delay")
        self.columns |= zip(names, (np.zeros(count, bool), np.zeros(count, bool), np.full(count, inf)), strict=True)
        if complaint is None or max(complaint.after_abandoning, complaint.after_waiting) <= 0:
            return
        luck, delay = self.uniforms("complaint"), self.value(complaint.delay, "complaint delay")
        abandoning, waiting = (
            can_fail & (luck < complaint.after_abandoning),
            can_fail & (luck < complaint.after_waiting),
        )
        self.columns |= zip(names, (abandoning, waiting, delay), strict=True)
        for (kind, _, _), earliest in list(self.states.items()):
            if kind == self.type:
                self._lead(self._first_try(complaint.contact_type), earliest, earliest + delay, abandoning | waiting)

    # --- somebody answers ----------------------------------------------------------------------------------------

    def _serve(self, queue: int, comes: Flags) -> None:
        """Draw how long each group would be occupied with the rows that may come to a queue, and what a call-back would be."""
        calls, places = self._calls, self.block.places[self.rows[comes]]
        skills = [skill for _, _, skill in self.centre.servers[queue]]
        talks = self._lengths([skill.handle_time for skill in skills], "talk", comes)
        wrap_ups = self._lengths([skill.wrap_up for skill in skills], "wrap-up", comes)
        if calls is not None:
            _know(talks, [skill.handle_time for skill in skills], np.array(calls.talk)[places], self.at[comes])
            _know(wrap_ups, [skill.wrap_up for skill in skills], np.array(calls.wrap_up)[places], self.at[comes])
        for (number, group, _), talk, wrap_up in zip(self.centre.servers[queue], talks, wrap_ups, strict=True):
            learned = talk if group.learning is None else talk * self.centre.learning(group, self.at[comes])[0]
            self.columns["talk", queue, number] = _spread(comes, learned)
            self.columns["wrap_up", queue, number] = _spread(comes, wrap_up)
        callback = self.centre.scenario.queues[self.centre.queue_names[queue]].callback
        if callback is not None:
            self.columns["accepts", queue] = self.uniforms("call-back accepted") < callback.accept
            self.columns["dial", queue] = self.value(callback.dial, "call-back dialling")
            self.columns["reached", queue] = self.uniforms("call-back reached") < callback.reached

    def _lengths(self, distributions: Sequence[Distribution], purpose: str, rows: Flags) -> list[Floats]:
        return [drawn(distribution, self.uniforms, purpose, self.at, rows) for distribution in distributions]

    def _come(self, queue: int, kind: int, earliest: Floats) -> None:
        """Draw what follows if rows that come to a queue as attempts of a contact type are answered."""
        here = np.isfinite(earliest)
        for number, group, skill in self.centre.servers[queue]:
            after = After(self.centre, self.uniforms, self.at, group, skill, self.centre.kinds[kind])
            sequels = after.sequels()
            if sequels is not None:
                found, delay, handover = sequels
                self.columns["kind", queue, number, kind] = np.where(here, found, Sequel.NOTHING)
                self.columns["delay", queue, number, kind] = np.where(here, delay, inf)
                self.columns["handover", queue, number, kind] = np.where(here, handover, 0.0)
                talk = self.columns["talk", queue, number] * min(1.0, *group.slowdown)
                talked = np.where(here, earliest + talk, inf)
                self._lead_on(kind, skill, earliest, talked, found, delay)

    def _call_again(self, earliest: Floats) -> None:
        """Draw who called in about a fault, was answered, and calls again while it lasts."""
        repeat = self.block.calls_again
        if repeat is not None:
            again = self.uniforms("calls again") < repeat.share
            delay = np.where(again, self.value(repeat.delay, "calls again after"), inf)
            self.columns["calls_again_after"] = delay
            state = (self.type, self.centre.doors[self.type], 1)
            self._lead(state, earliest, earliest + delay, again, self.block.fault_ends)

    def _lead_on(self, kind: int, skill: Skill, earliest: Floats, talked: Floats, found: Ints, delay: Floats) -> None:
        """Let rows come to where the sequel of an answer may lead them, from the moment at which they have ``talked``."""
        own, later = self.centre.kinds[kind], talked + delay
        escalate = skill.unresolved.escalate if skill.unresolved is not None else None
        self._lead((kind, self.centre.doors[kind], 1), earliest, later, found == Sequel.REPEAT)
        if escalate is not None:
            # The moment is told as too early: who is handed on after the calendar's end is served nevertheless.
            self._lead((kind, self.centre.queues[escalate.to], 1), earliest, earliest, np.isin(found, HANDED_ON))
        if own.follow_up is not None:
            self._lead(self._first_try(own.follow_up.contact_type), earliest, later, found == Sequel.FOLLOW_UP)
        if own.complaint is not None:
            self._lead(self._first_try(own.complaint.contact_type), earliest, later, found == Sequel.COMPLAINT)

    def _first_try(self, contact_type: str) -> State:
        kind = self.centre.types[contact_type]
        return kind, self.centre.doors[kind], 1

    def _lead(self, state: State, earliest: Floats, moment: Floats, which: Flags, until: float | None = None) -> None:
        """Note that ``which`` rows, who came at ``earliest``, may come to a state at a moment before the calendar's end."""
        horizon = self.centre.horizon
        moves = which & (earliest < horizon) & (moment < (horizon if until is None else until))
        if moves.any():
            _sooner(self.next, state, np.where(moves, moment, inf))


def _spread(rows: Flags, values: Floats) -> Floats:
    spread = np.full(len(rows), np.nan)
    spread[rows] = values
    return spread


def _know(lengths: Sequence[Floats], distributions: Sequence[Distribution], known: Floats, at: Floats) -> None:
    """Put in the lengths that a log tells: they hold for the first group, and are as hard for the others."""
    here = ~np.isnan(known)
    for length, distribution in zip(lengths, distributions, strict=True):
        length[here] = as_hard(known[here], distributions[0], distribution, at[here])


def _sooner(moments: dict[Any, Floats], key: Hashable, earliest: Floats) -> None:
    moments[key] = np.minimum(moments[key], earliest) if key in moments else earliest


def attempts(centre: Centre, block: Block) -> Iterator[Attempt]:
    """Draw all attempts that the contacts of a block may make, first ones first."""
    kind = centre.types[block.contact_type]
    rows = np.arange(len(block.places))
    states: dict[State, Floats] = {(kind, centre.doors[kind], 1): block.arrives_at}
    number = 0
    while len(rows):
        number += 1
        if number > MOST_ATTEMPTS:
            raise InputError([_endless(centre, block)])
        attempt = Attempt(centre, block, number, rows, states)
        attempt.draw()
        yield attempt
        lead_on = np.zeros(len(rows), bool)
        for earliest in attempt.next.values():
            lead_on |= np.isfinite(earliest)
        rows = rows[lead_on]
        states = {state: earliest[lead_on] for state, earliest in attempt.next.items()}


def _endless(centre: Centre, block: Block) -> Fault:
    place = centre.scenario.place("contact_types", block.contact_type)
    found = f"a contact may come back more than {MOST_ATTEMPTS} times before the calendar ends"
    mend = "lower the share of those who come again, or let them come later"
    return Fault(place.file, place.line, f"contact_types.{block.contact_type}", f"{found}; {mend}")
