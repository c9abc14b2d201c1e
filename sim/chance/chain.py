"""Chains: the attempts that one contact may make, one after the other.

What leads from an attempt to the next is decided on the floor; what may lead on is known beforehand. So the rows of a block
are followed attempt by attempt through every state they may be in: as which contact type, at which door or queue, after how
many tries in a row. A state keeps the earliest moment at which each row may get there. A chain ends where nothing can follow,
or where the calendar will be over.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenarios.faults import Fault, InputError
from sim.chance.arrivals import Block
from sim.chance.asides import CallbackLuck
from sim.chance.contacts import Flags, Floats, Ints, Sequel
from sim.chance.hindsight import as_hard
from sim.chance.sequels import HANDED_ON, IVR, After, Centre, Variant
from sim.chance.ways import NOBODY, NOT_KNOWN, Stay, drawn, is_certain, of_rows, valued

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from scenarios.replay import Recorded
    from scenarios.schema import ContactType

MOST_ATTEMPTS = 1000  # of one contact; more is an endless circle, or as good as one

Follows = tuple[NDArray[np.int8], Floats, Floats]  # sequel, delay, handover
State = tuple[int, int, int]  # the attempt's contact type, its place, its tries in a row


@dataclass(frozen=True)
class Visit:
    """One queue, and the rows that may come to it: lengths by row and variant, and what an offer to call back comes to."""

    queue: int
    rows: Ints
    talk: Floats
    wrap_up: Floats
    callback: CallbackLuck | None


@dataclass(frozen=True)
class Case:
    """Rows that come to a queue as attempts of a contact type, and whom some answer would not settle: by row and variant."""

    queue: int
    contact_type: int
    rows: Ints
    kind: NDArray[np.int8]
    delay: Floats
    handover: Floats


class Attempt:
    """One attempt of those contacts of a block who may make it.

    What concerns every row is in ``columns``, as far as there is anything to say; the rest beside them, with the rows that it
    concerns.
    """

    def __init__(self, centre: Centre, block: Block, attempt: int, states: dict[State, Floats]) -> None:
        """Take the contacts of the block, a row each, and the earliest moment at which each may be in each state."""
        self.centre, self.block, self.attempt, self.states = centre, block, attempt, states
        self.type = centre.types[block.contact_type]
        self.kind: ContactType = centre.kinds[self.type]
        self.at, self.count = block.arrives_at, len(block.places)
        self.columns: dict[str, NDArray[Any]] = {}
        self.stays: list[Stay] = []
        self.visits: list[Visit] = []
        self.cases: list[Case] = []
        self.next: dict[State, Floats] = {}
        self._stream = block.uniforms(attempt)
        self._drawn: dict[str, Floats] = {}

    def uniforms(self, purpose: str, rows: Ints | None = None) -> Floats:
        """Draw the luck of the rows for one purpose, or of some of them."""
        if rows is not None and len(rows) < self.count:
            return self._drawn[purpose][rows] if purpose in self._drawn else self._stream(purpose, rows)
        if purpose not in self._drawn:
            self._drawn[purpose] = self._stream(purpose, None)
        return self._drawn[purpose]

    def value(self, distribution: Distribution, purpose: str, rows: Ints | None = None) -> Floats:
        """Draw a value for each row, or for some."""
        return drawn(distribution, self.uniforms, purpose, self.at, rows)

    def draw(self) -> None:
        """Fill in all that may happen, and the states that the next attempt may be in."""
        self.columns["patience"] = self._patience()
        if self.block.calls_again is not None:
            count = self.count
            self.columns |= {
                "calls_again_after": np.full(count, inf),
                "fault_ends": np.full(count, self.block.fault_ends),
            }
        met = self._met()
        can_fail = self._can_fail(met)
        self._retry(can_fail)
        self._complain(can_fail)
        for queue in dict.fromkeys(queue for queue, _ in met):
            comes = _ever([earliest for (place, _), earliest in met.items() if place == queue])
            self._serve(queue, np.flatnonzero(comes))
        for (queue, kind), earliest in met.items():
            self._come(queue, kind, earliest)
            if kind == self.type:
                self._call_again(earliest)

    def following(self) -> tuple[Attempt, Ints] | None:
        """Give the next attempt, not drawn yet, and which rows may make it; None if nobody may."""
        lead_on = np.flatnonzero(_ever(list(self.next.values()))) if self.next else NOBODY
        if not len(lead_on):
            return None
        if self.attempt == MOST_ATTEMPTS:
            raise InputError([_endless(self.centre, self.block)])
        states = {state: of_rows(earliest, lead_on) for state, earliest in self.next.items()}
        return Attempt(self.centre, self.block.only(lead_on), self.attempt + 1, states), lead_on

    def _patience(self) -> Floats:
        """Draw patience; what a log tells of it stands in place of that."""
        patience = self.value(self.kind.patience, "patience")
        if self._calls is None:
            return patience
        known = np.array(self._calls.patience)[self.block.places]
        return np.where(np.isnan(known), patience, known)

    def _met(self) -> dict[tuple[int, int], Floats]:
        """Give the earliest moment at which each row may come to each queue as each contact type."""
        met: dict[tuple[int, int], Floats] = {}
        entering = [earliest for (_, place, _), earliest in self.states.items() if place == IVR]
        if entering:
            earliest = entering[0] if len(entering) == 1 else np.minimum.reduce(entering)
            for queue, asks in self._walk(np.flatnonzero(_ever([earliest]))).items():
                met[queue, self.type] = _spread(asks, of_rows(earliest, asks), self.count)
        for (kind, place, _), earliest in self.states.items():
            if place != IVR:
                _sooner(met, (place, kind), earliest)
        return met

    def _walk(self, entering: Ints) -> dict[int, Ints]:
        ways, door = self.centre.ways, self.kind.enters
        stays, asked = ways.walk(door, self.block.contact_type, self.at, entering, self.uniforms)
        if self._calls is not None:
            places, everyone = self.block.places, np.arange(self.count)
            ended = np.array([ways.codes.get(name, NOT_KNOWN) for name in self._calls.queue], dtype=np.int64)[places]
            steps, flags = ways.as_known(door, np.array(self._calls.ivr_time)[places], ended, (stays, asked))
            stays = [Stay(node, everyone, takes, leads_to) for node, (takes, leads_to) in steps.items()]
            asked = {queue: np.flatnonzero(asks) for queue, asks in flags.items()}
        self.stays = stays
        return asked

    @property
    def _calls(self) -> Recorded | None:
        """What a log tells of these attempts."""
        return self.block.recorded if self.attempt == 1 else None

    # --- nobody answers ------------------------------------------------------------------------------------------

    def _can_fail(self, met: dict[tuple[int, int], Floats]) -> Flags:
        """Which rows may end without an answer as attempts of their own type; in the IVR only where it turns away."""
        found = np.zeros(self.count, bool)
        if self.kind.retry is None and self.kind.complaint is None:
            return found  # and nobody will ask
        for (_, kind), earliest in met.items():
            if kind == self.type:
                found |= np.isfinite(earliest)
        for (_, place, _), earliest in self.states.items():
            if place == IVR and self.centre.may_be_turned_away:
                found |= np.isfinite(earliest)
        return found

    def _retry(self, can_fail: Flags) -> None:
        """Draw who tries again."""
        retry = self.kind.retry
        if retry is None or not any(self._tries_left(state) for state in self.states):
            return
        luck = self.uniforms("retry")
        may_try = _ever([earliest for state, earliest in self.states.items() if self._tries_left(state)])
        may = can_fail & may_try
        abandoning, blocked = may & (luck < retry.after_abandoning), may & (luck < retry.after_blocking)
        delay = np.where(may_try, self.value(retry.delay, "retry delay"), inf)  # whoever else is in the block
        self.columns |= {"retries_abandoning": abandoning, "retries_blocked": blocked, "retry_delay": delay}
        again = np.flatnonzero(abandoning | blocked)
        for (kind, place, tries), earliest in self.states.items():
            if self._tries_left((kind, place, tries)):
                state = kind, self.centre.doors[kind], tries + 1
                # Retries due after the calendar's end are told as unfinished, so they have a row.
                self._lead(state, again, earliest[again], earliest[again] + delay[again], until=inf)

    def _tries_left(self, state: State) -> bool:
        return self.kind.retry is not None and state[0] == self.type and state[2] < self.kind.retry.attempts

    def _complain(self, can_fail: Flags) -> None:
        """Draw who complains of not being answered, or of the wait."""
        complaint = self.kind.complaint
        if complaint is None or max(complaint.after_abandoning, complaint.after_waiting) <= 0:
            return
        luck, delay = self.uniforms("complaint"), self.value(complaint.delay, "complaint delay")
        abandoning, waiting = (
            can_fail & (luck < complaint.after_abandoning),
            can_fail & (luck < complaint.after_waiting),
        )
        self.columns |= {
            "complains_abandoning": abandoning,
            "complains_waiting": waiting,
            "complaint_delay": delay,
        }
        rows = np.flatnonzero(abandoning | waiting)
        for (kind, _, _), earliest in list(self.states.items()):
            if kind == self.type:
                state = self._first_try(complaint.contact_type)
                self._lead(state, rows, earliest[rows], earliest[rows] + delay[rows])

    # --- somebody answers ----------------------------------------------------------------------------------------

    def _serve(self, queue: int, rows: Ints) -> None:
        """Draw how long each group would be occupied with the rows that may come to a queue, and what a call-back would be."""
        variants, at = self.centre.variants[queue], of_rows(self.at, rows)
        talks = self._lengths([variant.skill.handle_time for variant in variants], "talk", rows)
        wrap_ups = self._lengths([variant.skill.wrap_up for variant in variants], "wrap-up", rows)
        if self._calls is not None:
            places = self.block.places[rows]
            _know(talks, [variant.skill.handle_time for variant in variants], np.array(self._calls.talk)[places], at)
            _know(wrap_ups, [variant.skill.wrap_up for variant in variants], np.array(self._calls.wrap_up)[places], at)
        for place, variant in enumerate(variants):
            if variant.group.learning is not None:
                talks[place] = talks[place] * self.centre.learning(variant.group, at)[0]
        offer = self.centre.offers[queue]
        callback = None
        if offer is not None:
            callback = CallbackLuck(
                self.uniforms("call-back accepted", rows) < offer.accept,
                self.value(offer.dial, "call-back dialling", rows),
                self.uniforms("call-back reached", rows) < offer.reached,
            )
        self.visits.append(Visit(queue, rows, _abreast(talks, len(rows)), _abreast(wrap_ups, len(rows)), callback))

    def _lengths(self, distributions: Sequence[Distribution], purpose: str, rows: Ints) -> list[Floats]:
        """Draw a length for each of the distributions: the same luck for all of them."""
        certain = all(is_certain(distribution) for distribution in distributions)
        luck: NDArray[Any] = rows if certain else self.uniforms(purpose, rows)
        found: list[Floats] = []
        for place, distribution in enumerate(distributions):
            alike = distributions.index(distribution)
            found.append(found[alike].copy() if alike < place else valued(distribution, luck, self.at, rows))
        return found

    def _come(self, queue: int, kind: int, earliest: Floats) -> None:
        """Draw what follows if rows that come to a queue as attempts of a contact type are answered."""
        here = np.flatnonzero(_ever([earliest]))
        at, earliest = of_rows(self.at, here), of_rows(earliest, here)
        luck = cache(lambda purpose: self.uniforms(purpose, here))
        sequels: dict[int, Follows] = {}
        for place, variant in enumerate(self.centre.variants[queue]):
            after = After(
                self.centre,
                lambda purpose, some: luck(purpose) if some is None else self.uniforms(purpose, here[some]),
                at,
                variant.group,
                variant.skill,
                self.centre.kinds[kind],
            )
            found = after.sequels()
            if found is not None:
                sequels[place] = found
                self._lead_on(kind, variant, here, earliest, self._talk(queue, place, here), found)
        if sequels:
            self._note(queue, kind, here, sequels)

    def _talk(self, queue: int, variant: int, rows: Ints) -> Floats:
        """Give the lengths of talk that some of the rows would have in a queue to which they may all come."""
        visit = next(visit for visit in self.visits if visit.queue == queue)
        talk: Floats = visit.talk[:, variant]
        return talk if len(visit.rows) == len(rows) else talk[np.searchsorted(visit.rows, rows)]

    def _note(self, queue: int, kind: int, rows: Ints, sequels: dict[int, Follows]) -> None:
        """Write down what follows, for the rows that not everybody would settle."""
        unsettled = np.flatnonzero(np.logical_or.reduce([found != Sequel.NOTHING for found, _, _ in sequels.values()]))
        if not len(unsettled):
            return
        shape = (len(unsettled), len(self.centre.variants[queue]))
        kinds, delays, handovers = np.zeros(shape, np.int8), np.full(shape, inf), np.zeros(shape)
        for place, (found, delay, handover) in sequels.items():
            kinds[:, place], delays[:, place], handovers[:, place] = (
                column[unsettled] for column in (found, delay, handover)
            )
        self.cases.append(Case(queue, kind, rows[unsettled], kinds, delays, handovers))

    def _call_again(self, earliest: Floats) -> None:
        """Draw who called in about a fault, was answered, and calls again while it lasts."""
        repeat = self.block.calls_again
        if repeat is not None:
            again = self.uniforms("calls again") < repeat.share
            delay = np.where(again, self.value(repeat.delay, "calls again after"), inf)
            self.columns["calls_again_after"] = delay
            rows, state = np.flatnonzero(again), (self.type, self.centre.doors[self.type], 1)
            self._lead(state, rows, earliest[rows], earliest[rows] + delay[rows], self.block.fault_ends)

    def _lead_on(self, kind: int, variant: Variant, rows: Ints, earliest: Floats, talk: Floats, after: Follows) -> None:
        """Let rows come to where the sequel of an answer may lead them, from the moment at which they have talked."""
        own, unresolved, (found, delay, _) = self.centre.kinds[kind], variant.skill.unresolved, after

        def lead(state: State, sequel: Sequel) -> None:
            which = np.flatnonzero(found == sequel)
            moment = earliest[which] + talk[which] * variant.quickest + delay[which]
            self._lead(state, rows[which], earliest[which], moment)

        lead((kind, self.centre.doors[kind], 1), Sequel.REPEAT)
        if unresolved is not None and unresolved.escalate is not None:
            # The moment is told as too early: who is handed on after the calendar's end is served nevertheless.
            which = np.flatnonzero(np.isin(found, HANDED_ON))
            state = kind, self.centre.queues[unresolved.escalate.to], 1
            self._lead(state, rows[which], earliest[which], earliest[which])
        if own.follow_up is not None:
            lead(self._first_try(own.follow_up.contact_type), Sequel.FOLLOW_UP)
        if own.complaint is not None:
            lead(self._first_try(own.complaint.contact_type), Sequel.COMPLAINT)

    def _first_try(self, contact_type: str) -> State:
        kind = self.centre.types[contact_type]
        return kind, self.centre.doors[kind], 1

    def _lead(self, state: State, rows: Ints, earliest: Floats, moment: Floats, until: float | None = None) -> None:
        """Note that rows, who came at ``earliest``, may come to a state at a moment, if the calendar is not over by then."""
        horizon = self.centre.horizon
        moves = np.flatnonzero((earliest < horizon) & (moment < (horizon if until is None else until)))
        if len(moves):
            if state not in self.next:
                self.next[state] = np.full(self.count, inf)
            known, moving = self.next[state], rows[moves]
            known[moving] = np.minimum(known[moving], moment[moves])


def _ever(moments: Sequence[Floats]) -> Flags:
    """Tell for which rows one of the moments will come."""
    found = np.isfinite(moments[0])
    for earliest in moments[1:]:
        found |= np.isfinite(earliest)
    return found


def _spread(rows: Ints, moments: Floats, count: int) -> Floats:
    """Give every row a moment; for those that have none it never comes."""
    if len(rows) == count:
        return moments
    spread = np.full(count, inf)
    spread[rows] = moments
    return spread


def _abreast(columns: Sequence[Floats], count: int) -> Floats:
    """Lay a column for each variant side by side."""
    if len(columns) == 1:
        return columns[0].reshape(count, 1)
    return np.stack(columns, axis=1) if columns else np.empty((count, 0))


def _know(lengths: Sequence[Floats], distributions: Sequence[Distribution], known: Floats, at: Floats) -> None:
    """Put in the lengths that a log tells: they hold for the first group, and are as hard for the others."""
    here = ~np.isnan(known)
    for length, distribution in zip(lengths, distributions, strict=True):
        length[here] = as_hard(known[here], distributions[0], distribution, at[here])


def _sooner(moments: dict[Any, Floats], key: Hashable, earliest: Floats) -> None:
    moments[key] = np.minimum(moments[key], earliest) if key in moments else earliest


def _endless(centre: Centre, block: Block) -> Fault:
    place = centre.scenario.place("contact_types", block.contact_type)
    found = f"a contact may come back more than {MOST_ATTEMPTS} times before the calendar ends"
    mend = "lower the share of those who come again, or let them come later"
    return Fault(place.file, place.line, f"contact_types.{block.contact_type}", f"{found}; {mend}")
