"""Opening: a day is set up at the calendar's start, from the scenario's arrays, its staff and its traffic."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from threading import local
from typing import TYPE_CHECKING, Any

import numpy as np
from numba.experimental import structref
from numba.np.numpy_support import as_dtype
from numpy.typing import NDArray

from sim.compiled.calendar import CLOSING, STAFF
from sim.compiled.day import (
    AGENT,
    ANSWERS,
    CHANGE,
    CLOSE,
    DAY,
    GROUP,
    LAYOUT,
    MOMENT,
    NONE,
    OPEN,
    PRESENT,
    ROW,
    SHIFT,
    STAY,
    STEPPED,
    TRAFFIC,
    VISITS,
    WALKS,
    Day,
)
from sim.compiled.jit import njit
from sim.service.moments import of_agent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numba import types

    from sim.chance.asides import Answers, Visits, Walks
    from sim.compiled.layout import Arrays
    from sim.service.duty import Duty
    from sim.traffic import Traffic

PAGES_A_CONTACT = 4  # of the calendar: some four things happen to a contact
LEAST_PAGES, MOST_PAGES = 1 << 10, 1 << 22
AFTERWARDS = 7200.0  # seconds: most of those who are served after the calendar's end are done by then


@dataclass(frozen=True)
class Known:
    """What is known of a day's staff and hours before it begins."""

    fixed: NDArray[Any]  # moments, in order
    shifts: NDArray[Any]
    breaks: NDArray[np.float64]
    groups: NDArray[Any]
    agents: int  # at most, over all groups
    comings: int  # at most: times that somebody comes to the floor
    goings: int  # at most: departures and breaks


def known_beforehand(arrays: Arrays, duty: Duty) -> Known:
    """Lay out who is due when, and when queues close and open."""
    changes = [(group, change) for group, changes in enumerate(duty) for change in changes]
    shifts, fixed = np.zeros(len(changes), SHIFT), []
    breaks: list[float] = []
    groups = _groups(arrays, duty)
    for place, (group, change) in enumerate(changes):
        shifts[place] = (change.on_shift, change.unable, len(breaks), len(breaks) + len(change.breaks), group)
        breaks += change.breaks
        fixed.append((change.moment, STAFF + of_agent(group, NONE), CHANGE, place, NONE))
    fixed += [(moment, CLOSING, CLOSE, NONE, NONE) for moment, _ in arrays.hours.closings]
    if arrays.hours.serves_out_closings:
        fixed += [(moment, CLOSING, OPEN, NONE, NONE) for moment in arrays.hours.openings]
    fixed.sort(key=lambda one: one[:2])  # stable: at one moment queues close before others open
    hired, left = _most(duty)
    return Known(
        np.array(fixed, MOMENT), shifts, np.array(breaks), groups, sum(hired), sum(hired) + len(breaks), sum(left)
    )


def _most(duty: Duty) -> tuple[list[int], list[int]]:
    """For each group at most how many agents there will be, and how many departures and breaks be owed."""
    hired, left = [], []
    for changes in duty:
        people = np.diff([0, *(change.on_shift for change in changes)])
        hired.append(int(people[people > 0].sum()))
        left.append(int(-people[people < 0].sum()) + sum(len(change.breaks) for change in changes))
    return hired, left


def _groups(arrays: Arrays, duty: Duty) -> NDArray[Any]:
    groups = np.zeros(len(duty), GROUP)
    hired, left = _most(duty)
    groups["concurrency"], groups["slows_down"] = arrays.concurrency, arrays.slows_down
    groups["first_agent"] = np.cumsum(hired) - hired
    for name in ("owed_from", "owed_to", "stays_from", "stays_to"):
        groups[name] = np.cumsum(left) - left
    for name in ("longest_idle", "latest_idle", "first_dark"):
        groups[name] = NONE
    return groups


class Paper(local):
    """Room for the records of a day, used again for the next: fresh memory costs more than what is written on it.

    Each thread has its own. Nothing is read of it that the day did not write.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.rows = np.empty(0, ROW)
        self.entries = np.empty(4096, MOMENT)
        self.pages = np.empty(0, np.int32)

    def of(self, rows: int, contacts: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Give records for so many rows, and empty pages for so many contacts; a larger day throws the paper away."""
        if len(self.rows) < rows:
            self.rows = np.empty(rows, ROW)
        wanted = min(max(PAGES_A_CONTACT * contacts, LEAST_PAGES), MOST_PAGES)
        if len(self.pages) < wanted:
            self.pages = np.empty(wanted, np.int32)
        self.pages.fill(NONE)
        return self.rows, self.pages


def opened(arrays: Arrays, known: Known, traffic: Traffic, horizon: float, paper: Paper) -> Day:
    """Set a day up."""
    d = _new()
    rows, pages = paper.of(len(traffic.number), traffic.contacts)
    columns = {name: getattr(traffic, name) for name in TRAFFIC}
    steps = {name: int(columns[name].strides != (0,)) for name in STEPPED}  # 0: one value, told of all rows
    columns |= {name: columns[name][:1] for name in STEPPED if not steps[name]}
    _give_traffic(d, *(_plain(column, TRAFFIC[name]) for name, column in columns.items()))
    _give_steps(d, *steps.values())
    _give_walks(d, *_parts(traffic.walks, WALKS))
    _give_visits(d, *_parts(traffic.visits, VISITS))
    _give_answers(d, *_parts(traffic.answers, ANSWERS))
    _give_layout(d, *(getattr(arrays, name) for name in LAYOUT))
    _give_state(
        d,
        rows,
        arrays.queues.copy(),
        known.groups.copy(),
        _agents(known),
        np.full((len(known.groups), max(arrays.concurrency) + 1, 2), NONE, np.int32),
        np.full_like(arrays.ports, NONE) if traffic.ports_found else arrays.ports.copy(),
        np.empty(len(traffic.number) if (arrays.skills["same_agent"] > 0).any() else 1, np.int32),
    )
    _give_calendar(d, pages, paper.entries, known.fixed, known.shifts, known.breaks)
    _give_books(
        d,
        np.empty(known.goings),
        np.empty(known.goings),
        np.empty(known.comings, PRESENT),
        np.empty(known.goings, STAY),
    )
    closings = arrays.hours.serves_out_closings
    _begin(d, traffic.contacts, horizon, arrays.lines, arrays.rule, arrays.serves_out, closings)
    a_second = len(pages) / (horizon + max(horizon / 8, AFTERWARDS))
    _open_calendar(d, a_second, known.agents + len(known.groups) + len(arrays.afters) + 16)
    return d


def _agents(known: Known) -> NDArray[Any]:
    agents = np.zeros(known.agents, AGENT)
    agents["group"] = np.searchsorted(known.groups["first_agent"], np.arange(known.agents), side="right") - 1
    return agents


def _parts(part: Walks | Visits | Answers, kinds: Mapping[str, types.Type]) -> list[NDArray[Any]]:
    """The columns of a list beside the traffic, in their order."""
    return [_plain(getattr(part, one.name), kind) for one, kind in zip(fields(part), kinds.values(), strict=True)]


@cache
def dtype_of(kind: types.Type) -> np.dtype[Any]:
    """NumPy's type of what an array of Numba's holds; asked for often, and slow to find."""
    return np.dtype(as_dtype(kind.dtype))  # type: ignore[attr-defined]


def _plain(column: NDArray[Any], kind: types.Type) -> NDArray[Any]:
    """Give a column as its compiled type wants it: copied only if it must be. Nothing is read of an empty one but its length."""
    plain = np.ascontiguousarray(column, dtype_of(kind))
    return plain if plain.flags.writeable else plain.copy()


# --- a day is given its arrays; Numba wants them by position ---------------------------------------------------------


@njit
def _new() -> Day:
    return structref.new(DAY)  # type: ignore[call-arg]


@njit
def _give_traffic(  # noqa: PLR0913, PLR0917
    d: Day,
    number: NDArray[Any],
    attempt: NDArray[Any],
    contact_type: NDArray[Any],
    arrives_at: NDArray[Any],
    next_row: NDArray[Any],
    patience: NDArray[Any],
    retries_abandoning: NDArray[Any],
    retries_blocked: NDArray[Any],
    retry_delay: NDArray[Any],
    complains_abandoning: NDArray[Any],
    complains_waiting: NDArray[Any],
    complaint_delay: NDArray[Any],
    calls_again_after: NDArray[Any],
    fault_ends: NDArray[Any],
) -> None:
    d.number = number
    d.attempt = attempt
    d.contact_type = contact_type
    d.arrives_at = arrives_at
    d.next_row = next_row
    d.patience = patience
    d.retries_abandoning = retries_abandoning
    d.retries_blocked = retries_blocked
    d.retry_delay = retry_delay
    d.complains_abandoning = complains_abandoning
    d.complains_waiting = complains_waiting
    d.complaint_delay = complaint_delay
    d.calls_again_after = calls_again_after
    d.fault_ends = fault_ends


@njit
def _give_walks(
    d: Day,
    walk_first: NDArray[Any],
    walk_count: NDArray[Any],
    walk_node: NDArray[Any],
    walk_takes: NDArray[Any],
    walk_leads_to: NDArray[Any],
) -> None:
    d.walk_first = walk_first
    d.walk_count = walk_count
    d.walk_node = walk_node
    d.walk_takes = walk_takes
    d.walk_leads_to = walk_leads_to


@njit
def _give_visits(  # noqa: PLR0913, PLR0917
    d: Day,
    visit_first: NDArray[Any],
    visit_count: NDArray[Any],
    visit_queue: NDArray[Any],
    visit_at: NDArray[Any],
    talk: NDArray[Any],
    wrap_up: NDArray[Any],
    accepts: NDArray[Any],
    dial: NDArray[Any],
    reached: NDArray[Any],
    variant: NDArray[Any],
) -> None:
    d.visit_first = visit_first
    d.visit_count = visit_count
    d.visit_queue = visit_queue
    d.visit_at = visit_at
    d.talk = talk
    d.wrap_up = wrap_up
    d.accepts = accepts
    d.dial = dial
    d.reached = reached
    d.variant = variant


@njit
def _give_answers(  # noqa: PLR0913, PLR0917
    d: Day,
    answer_first: NDArray[Any],
    answer_count: NDArray[Any],
    answer_queue: NDArray[Any],
    answer_kind: NDArray[Any],
    answer_at: NDArray[Any],
    sequel: NDArray[Any],
    sequel_delay: NDArray[Any],
    handover: NDArray[Any],
) -> None:
    d.answer_first = answer_first
    d.answer_count = answer_count
    d.answer_queue = answer_queue
    d.answer_kind = answer_kind
    d.answer_at = answer_at
    d.sequel = sequel
    d.sequel_delay = sequel_delay
    d.handover = handover


@njit
def _give_layout(  # noqa: PLR0913, PLR0917
    d: Day,
    skills: NDArray[Any],
    kinds: NDArray[Any],
    tries: NDArray[Any],
    serves: NDArray[Any],
    slowdown: NDArray[Any],
    opens: NDArray[Any],
    closes: NDArray[Any],
    afters: NDArray[Any],
    outages: NDArray[Any],
    when_full: NDArray[Any],
) -> None:
    d.skills = skills
    d.kinds = kinds
    d.tries = tries
    d.serves = serves
    d.slowdown = slowdown
    d.opens = opens
    d.closes = closes
    d.afters = afters
    d.outages = outages
    d.when_full = when_full


@njit
def _give_state(  # noqa: PLR0917
    d: Day,
    rows: NDArray[Any],
    queues: NDArray[Any],
    groups: NDArray[Any],
    agents: NDArray[Any],
    hands: NDArray[Any],
    ports: NDArray[Any],
    held: NDArray[Any],
) -> None:
    d.rows = rows
    d.queues = queues
    d.groups = groups
    d.agents = agents
    d.hands = hands
    d.ports = ports
    d.held = held


@njit
def _give_calendar(
    d: Day,
    pages: NDArray[Any],
    entries: NDArray[Any],
    fixed: NDArray[Any],
    shifts: NDArray[Any],
    breaks: NDArray[Any],
) -> None:
    d.pages = pages
    d.entries = entries
    d.fixed = fixed
    d.shifts = shifts
    d.breaks = breaks


@njit
def _give_books(d: Day, owed: NDArray[Any], stays: NDArray[Any], present: NDArray[Any], stayed: NDArray[Any]) -> None:
    d.owed = owed
    d.stays = stays
    d.present = present
    d.stayed = stayed


@njit
def _give_steps(  # noqa: PLR0913, PLR0917
    d: Day,
    patience_step: int,
    retries_abandoning_step: int,
    retries_blocked_step: int,
    retry_delay_step: int,
    complains_abandoning_step: int,
    complains_waiting_step: int,
    complaint_delay_step: int,
    calls_again_after_step: int,
    fault_ends_step: int,
) -> None:
    d.patience_step = patience_step
    d.retries_abandoning_step = retries_abandoning_step
    d.retries_blocked_step = retries_blocked_step
    d.retry_delay_step = retry_delay_step
    d.complains_abandoning_step = complains_abandoning_step
    d.complains_waiting_step = complains_waiting_step
    d.complaint_delay_step = complaint_delay_step
    d.calls_again_after_step = calls_again_after_step
    d.fault_ends_step = fault_ends_step


@njit
def _begin(  # noqa: PLR0917
    d: Day, contacts: int, horizon: float, lines: int, rule: int, serves_out: bool, serves_out_closings: bool
) -> None:
    d.contacts, d.horizon, d.free_lines, d.rule = contacts, horizon, lines, rule
    d.serves_out, d.serves_out_closings = serves_out, serves_out_closings
    d.now, d.matching, d.lost = 0.0, False, NONE
    d.waiting, d.holding, d.on_hold = 0, 0, 0
    d.presences, d.kept, d.opened = 0, 0, contacts


@njit
def _open_calendar(d: Day, pages_a_second: float, room: int) -> None:
    d.pages_a_second, d.room = pages_a_second, room
    d.page, d.unused, d.entered, d.size = 0, NONE, 0, 0
    d.arriving, d.coming = 0, 0
