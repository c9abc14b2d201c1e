"""Giving: a day is given its arrays; Numba wants them one by one."""

from __future__ import annotations

from typing import Any

from numba.experimental import structref
from numpy.typing import NDArray

from sim.compiled.day import DAY, NONE, Day
from sim.compiled.jit import njit


@njit
def new() -> Day:
    """Make a day that has nothing yet."""
    return structref.new(DAY)  # type: ignore[call-arg]


@njit
def give_traffic(  # noqa: PLR0913, PLR0917
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
    """Give it the columns of the traffic."""
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
def give_walks(
    d: Day,
    walk_first: NDArray[Any],
    walk_count: NDArray[Any],
    walk_node: NDArray[Any],
    walk_takes: NDArray[Any],
    walk_leads_to: NDArray[Any],
) -> None:
    """Give it the ways through the IVR."""
    d.walk_first = walk_first
    d.walk_count = walk_count
    d.walk_node = walk_node
    d.walk_takes = walk_takes
    d.walk_leads_to = walk_leads_to


@njit
def give_visits(  # noqa: PLR0913, PLR0917
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
    """Give it what agents would have to do."""
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
def give_answers(  # noqa: PLR0913, PLR0917
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
    """Give it what follows."""
    d.answer_first = answer_first
    d.answer_count = answer_count
    d.answer_queue = answer_queue
    d.answer_kind = answer_kind
    d.answer_at = answer_at
    d.sequel = sequel
    d.sequel_delay = sequel_delay
    d.handover = handover


@njit
def give_layout(  # noqa: PLR0913, PLR0917
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
    """Give it the scenario."""
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
def give_state(  # noqa: PLR0917
    d: Day,
    rows: NDArray[Any],
    queues: NDArray[Any],
    groups: NDArray[Any],
    agents: NDArray[Any],
    hands: NDArray[Any],
    ports: NDArray[Any],
    held: NDArray[Any],
) -> None:
    """Give it records of what it is about."""
    d.rows = rows
    d.queues = queues
    d.groups = groups
    d.agents = agents
    d.hands = hands
    d.ports = ports
    d.held = held


@njit
def give_moments(  # noqa: PLR0917
    d: Day,
    arrived_at: NDArray[Any],
    joined_at: NDArray[Any],
    taken_at: NDArray[Any],
    answered_at: NDArray[Any],
    ended_at: NDArray[Any],
    released_at: NDArray[Any],
    left_at: NDArray[Any],
) -> None:
    """Give it columns for the moments of its rows."""
    d.arrived_at = arrived_at
    d.joined_at = joined_at
    d.taken_at = taken_at
    d.answered_at = answered_at
    d.ended_at = ended_at
    d.released_at = released_at
    d.left_at = left_at


@njit
def give_calendar(
    d: Day,
    pages: NDArray[Any],
    entries: NDArray[Any],
    fixed: NDArray[Any],
    shifts: NDArray[Any],
    breaks: NDArray[Any],
) -> None:
    """Give it what will happen."""
    d.pages = pages
    d.entries = entries
    d.fixed = fixed
    d.shifts = shifts
    d.breaks = breaks


@njit
def give_books(d: Day, owed: NDArray[Any], stays: NDArray[Any], present: NDArray[Any], stayed: NDArray[Any]) -> None:
    """Give it room for what is owed and what is written down of the staff."""
    d.owed = owed
    d.stays = stays
    d.present = present
    d.stayed = stayed


@njit
def give_steps(  # noqa: PLR0913, PLR0917
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
    walks_step: int,
    visits_step: int,
    answers_step: int,
) -> None:
    """Say which columns have one value for all rows."""
    d.patience_step = patience_step
    d.retries_abandoning_step = retries_abandoning_step
    d.retries_blocked_step = retries_blocked_step
    d.retry_delay_step = retry_delay_step
    d.complains_abandoning_step = complains_abandoning_step
    d.complains_waiting_step = complains_waiting_step
    d.complaint_delay_step = complaint_delay_step
    d.calls_again_after_step = calls_again_after_step
    d.fault_ends_step = fault_ends_step
    d.walks_step = walks_step
    d.visits_step = visits_step
    d.answers_step = answers_step


@njit
def begin(  # noqa: PLR0917
    d: Day, contacts: int, horizon: float, lines: int, rule: int, serves_out: bool, serves_out_closings: bool
) -> None:
    """Begin: nobody is there."""
    d.contacts, d.horizon, d.free_lines, d.rule = contacts, horizon, lines, rule
    d.serves_out, d.serves_out_closings = serves_out, serves_out_closings
    d.now, d.matching, d.lost = 0.0, False, NONE
    d.look_from, d.look_to = len(d.groups), NONE
    d.waiting, d.holding, d.on_hold = 0, 0, 0
    d.presences, d.kept, d.opened = 0, 0, contacts


@njit
def open_calendar(d: Day, pages_a_second: float, last_page: int, room: int) -> None:
    """Open the calendar at its first page."""
    d.pages_a_second, d.last_page, d.room = pages_a_second, last_page, room
    d.page, d.unused, d.entered, d.size = 0, NONE, 0, 0
    d.arriving, d.coming = 0, 0
