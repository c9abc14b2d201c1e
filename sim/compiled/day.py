"""Day: the state of one calendar on the compiled floor, and what is known of it beforehand.

Everything is an array, so that Numba can compile what happens to it. ``rows`` has a record for each attempt that comes, and its moments
are written straight into columns of the log (``MOMENTS``), at the same place; ``queues``, ``groups`` and ``agents`` one each for what their names say. Agents are numbered through all groups: agent n of a group is
``group.first_agent + n``. A linked list runs through the records by their numbers, -1 for none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import from_dtype, types
from numba.experimental import structref

from sim.compiled.structure import Structure

NONE = -1
NOT_ENDED = -2  # the outcome of an attempt that is under way

# Where an agent is.
HOME, IDLE, DARK, BUSY, BREAK = 0, 1, 2, 3, 4  # DARK: with nothing in hand, before tools that are out

# Whether a row waits: not, in line for all who may take it, or for one agent alone.
NOT_WAITING, STANDING, HELD = 0, 1, 2

# What happens at a moment; the first ten happen to a row, the next two to an agent and a group, the others to all.
(
    ARRIVE,
    LEAVE_IVR,
    JOIN,
    LOSE_PATIENCE,
    COME_DUE,
    STOP_HOLDING,
    RING_BACK,
    END_TALK,
    LET_GO,
    RELEASE,
    COME_BACK,
    LET_STAFF_GO,
    CHANGE,
    CLOSE,
    OPEN,
) = range(15)

ROW = np.dtype(  # what the rules ask of an attempt beside its moments
    [
        ("key", "i8"),  # its place within a phase of an instant
        ("drawn", "i4"),  # its row in the traffic
        ("before", "i4"),  # row of the attempt before
        ("following", "i4"),  # row of the next attempt, which came or will
        ("ahead", "i4"),  # in line
        ("behind", "i4"),  # in line; in the IVR: the place where this piece of the way leads
        ("agent", "i4"),
        ("tries", "i2"),  # in a row, up to this one
        ("queue", "i2"),
        ("group", "i2"),
        ("kind", "i2"),  # contact type of the attempt
        ("port", "i2"),  # node whose port is held
        ("heading", "i2"),  # queue that it will be let in to, where closings ask for it
        ("outcome", "i1"),
        ("cause", "i1"),
        ("sequel", "i1"),
        ("waits", "i1"),
        ("called_back", "?"),
        ("on_line", "?"),
        ("on_hold", "?"),  # the agent of the row before stays until this one is answered
        ("asks_own", "?"),  # for the agent who answered the row before
    ],
    align=True,
)

QUEUE = np.dtype(
    [
        ("is_work", "?"),
        ("is_chat", "?"),
        ("offers_call_back", "?"),
        ("always_open", "?"),
        ("offer_above", "f8"),
        ("head_start", "f8"),
        ("weight", "f8"),
        ("priority", "f8"),
        ("capacity", "i8"),  # -1: without limit
        ("first_span", "i4"),  # of its opening hours; those of queue q end where the next one's begin
        ("first_after", "i4"),  # of the waits that some group asks for
        ("waiting", "i4"),  # contacts, those held for one agent among them
        ("awaited", "i4"),  # contacts in the IVR that it will let in
        ("first", "i4"),  # row at the head of the line
        ("last", "i4"),
    ],
    align=True,
)

GROUP = np.dtype(
    [
        ("concurrency", "i4"),
        ("slows_down", "?"),
        ("looks", "?"),  # something has changed for it since it last looked at the waiting
        ("first_agent", "i4"),
        ("owed_from", "i4"),  # its part of ``owed`` and ``stays``: appended to, read from the front
        ("owed_to", "i4"),
        ("owed_departures", "i4"),
        ("stays_from", "i4"),
        ("stays_to", "i4"),
        ("on_shift", "i4"),  # people due on the floor or on a break
        ("here", "i4"),  # people on the floor
        ("unable", "i4"),  # people whose tools should be out
        ("dark", "i4"),  # of whom so many have nothing in hand
        ("idle", "i4"),
        ("hired", "i4"),  # agent numbers handed out so far
        ("at_home", "i4"),
        ("longest_idle", "i4"),  # agents; the list of the idle
        ("latest_idle", "i4"),
        ("first_dark", "i4"),
    ],
    align=True,
)

AGENT = np.dtype(
    [
        ("came", "f8"),  # since when on the floor
        ("since", "f8"),  # since when his load has not changed
        ("load", "i4"),
        ("before", "i4"),  # in his list
        ("after", "i4"),
        ("home", "i4"),  # a place of the group's heap of agents at home
        ("group", "i2"),
        ("where", "i1"),
        ("chats", "?"),
    ],
    align=True,
)

SKILL = np.dtype(
    [
        ("skilled", "?"),
        ("after", "f8"),
        ("same_agent", "f8"),  # seconds that a repeat waits for the agent it had; 0: not at all
        ("service", "f8"),  # mean seconds that a contact occupies an agent
        ("reserve", "i4"),
        ("preference", "i4"),
        ("escalates_to", "i4"),
    ],
    align=True,
)

KIND = np.dtype(
    [
        ("is_call", "?"),
        ("enters", "i4"),
        ("attempts", "i4"),
        ("follow_up", "i4"),
        ("complaint", "i4"),
        ("complains_after", "f8"),
    ],
    align=True,
)

MOMENT = np.dtype(
    [("at", "f8"), ("key", "i8"), ("what", "i4"), ("row", "i4"), ("after", "i4"), ("page", "i4")], align=True
)
SHIFT = np.dtype(  # a change of a group's staff
    [("on_shift", "i4"), ("unable", "i4"), ("first_break", "i4"), ("last_break", "i4"), ("group", "i4")], align=True
)
PRESENT = np.dtype([("agent", "i4"), ("begins", "f8"), ("ends", "f8")], align=True)
STAY = np.dtype([("group", "i4"), ("begins", "f8"), ("ends", "f8")], align=True)

FLOATS, BYTES, FLAGS = types.float64[::1], types.int8[::1], types.boolean[::1]
SHORTS, INTS = types.int16[::1], types.int32[::1]


def records(dtype: np.dtype[Any]) -> types.Array:
    """Type of an array of records."""
    return types.Array(from_dtype(dtype), 1, "C")


TRAFFIC: dict[str, types.Type] = {  # columns of the traffic, by their names there
    "number": INTS,
    "attempt": SHORTS,
    "contact_type": SHORTS,
    "arrives_at": FLOATS,
    "next_row": INTS,
    "patience": FLOATS,
    "retries_abandoning": FLAGS,
    "retries_blocked": FLAGS,
    "retry_delay": FLOATS,
    "complains_abandoning": FLAGS,
    "complains_waiting": FLAGS,
    "complaint_delay": FLOATS,
    "calls_again_after": FLOATS,
    "fault_ends": FLOATS,
}
STEPPED = tuple(TRAFFIC)[5:]  # columns of features that a scenario may not use
LISTS = ("walks", "visits", "answers")  # beside the traffic: rows say where their parts begin, if they have any
WALKS = {"walk_first": INTS, "walk_count": SHORTS, "walk_node": SHORTS, "walk_takes": FLOATS, "walk_leads_to": SHORTS}
VISITS = {
    "visit_first": INTS,
    "visit_count": SHORTS,
    "visit_queue": SHORTS,
    "visit_at": INTS,
    "talk": FLOATS,
    "wrap_up": FLOATS,
    "accepts": FLAGS,
    "dial": FLOATS,
    "reached": FLAGS,
    "variant": types.int16[:, ::1],
}
ANSWERS = {
    "answer_first": INTS,
    "answer_count": SHORTS,
    "answer_queue": SHORTS,
    "answer_kind": SHORTS,
    "answer_at": INTS,
    "sequel": BYTES,
    "sequel_delay": FLOATS,
    "handover": FLOATS,
}
LAYOUT = {
    "skills": types.Array(from_dtype(SKILL), 2, "C"),  # by group and queue
    "kinds": records(KIND),
    "tries": types.int16[:, ::1],  # by queue: groups to look at, first to last, then -1
    "serves": types.int16[:, ::1],  # by group: its queues, then -1
    "slowdown": types.float64[:, ::1],  # by group and chats at once, from 1
    "opens": FLOATS,
    "closes": FLOATS,
    "afters": FLOATS,
    "outages": types.float64[:, ::1],  # of the IVR: (begins, ends)
    "when_full": INTS,  # by node of the IVR
}
# NaN until they come; ``released_at`` is the length of the wrap-up from the answer on, until that is over.
MOMENTS = ("arrived_at", "joined_at", "taken_at", "answered_at", "ended_at", "released_at", "left_at")
STATE = {
    "rows": records(ROW),
    "queues": records(QUEUE),
    "groups": records(GROUP),
    "agents": records(AGENT),
    "hands": types.int32[:, :, ::1],  # by group, contacts in hand and end: lists of the occupied, see teams.py
    "ports": INTS,  # free ones, by node of the IVR; -1: without limit
    "owed": FLOATS,  # lengths of breaks, NaN for a departure
    "stays": FLOATS,  # since when people are kept on
    "held": INTS,  # rows that wait for one agent alone
    "pages": INTS,  # the first entry of each page of the calendar; a power of two of them, used again and again
    "entries": records(MOMENT),
    "fixed": records(MOMENT),  # what is known to happen, in order
    "shifts": records(SHIFT),
    "breaks": FLOATS,
    "present": records(PRESENT),
    "stayed": records(STAY),
}
FLAG, COUNT, SECONDS = types.boolean, types.int64, types.float64
SCALARS = {
    "contacts": COUNT,
    **{f"{name}_step": COUNT for name in (*STEPPED, *LISTS)},  # 1, or 0: the column has one value for all rows
    "rule": COUNT,  # routing.freed_agent
    "serves_out": FLAG,
    "serves_out_closings": FLAG,  # whether people may have to be kept on
    "horizon": SECONDS,
    "now": SECONDS,
    "free_lines": COUNT,
    "waiting": COUNT,
    "holding": COUNT,  # rows in ``held``
    "on_hold": COUNT,  # agents who stay for a handover
    "matching": FLAG,  # idle agents will look at the waiting contacts at this instant
    "look_from": COUNT,  # groups that look are among these
    "look_to": COUNT,
    "pages_a_second": SECONDS,
    "page": COUNT,  # no earlier one has an entry
    "last_page": COUNT,
    "unused": COUNT,  # the first of the entries that were struck out
    "entered": COUNT,  # entries that have been in use
    "size": COUNT,  # entries in use
    "room": COUNT,  # entries that one moment may need, beside the waiting contacts
    "arriving": COUNT,  # the next first attempt
    "coming": COUNT,  # the next of what is known to happen
    "presences": COUNT,
    "kept": COUNT,
    "opened": COUNT,  # rows: first attempts stand where the traffic has them, then whatever followed
    "lost": COUNT,  # a row that needs what was not drawn, -1: none
}
FIELDS = TRAFFIC | WALKS | VISITS | ANSWERS | LAYOUT | STATE | dict.fromkeys(MOMENTS, FLOATS) | SCALARS


DAY = Structure("callfloor.Day", FIELDS)


class Day(structref.StructRefProxy):
    """A day, as Python holds it; only compiled functions see its fields (``FIELDS``)."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...  # noqa: ANN401 - Numba knows their types
        def __setattr__(self, name: str, value: Any) -> None: ...  # noqa: ANN401


structref.define_boxing(Structure, Day)
