"""Opening: a day is set up at the calendar's start, from the scenario's arrays, its staff and its traffic."""

from __future__ import annotations

from dataclasses import dataclass, fields
from threading import local
from typing import TYPE_CHECKING, Any

import numpy as np
from numba.np.numpy_support import as_dtype
from numpy.typing import NDArray

from sim.chance.asides import Answers, Visits, Walks
from sim.compiled.calendar import CLOSING, STAFF
from sim.compiled.day import (
    AGENT,
    ANSWERS,
    CHANGE,
    CLOSE,
    GROUP,
    LAYOUT,
    LISTS,
    MOMENT,
    MOMENTS,
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
from sim.compiled.giving import (
    begin,
    give_answers,
    give_books,
    give_calendar,
    give_layout,
    give_moments,
    give_state,
    give_steps,
    give_traffic,
    give_visits,
    give_walks,
    new,
    open_calendar,
)
from sim.service.moments import of_agent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numba import types

    from sim.compiled.layout import Arrays
    from sim.service.duty import Duty
    from sim.traffic import Traffic

PAGES_A_CONTACT = 4  # of the calendar: some four things happen to a contact
LEAST_PAGES, MOST_PAGES = 1 << 10, 1 << 18  # powers of two; of more there are, only so many are open at a time
MOST_KEPT = 1 << 18  # rows (16 MB): room for more is given back before a day's log is complete
AFTERWARDS = 7200.0  # seconds: most of those who are served after the calendar's end are done by then


def _kinds(columns: Mapping[str, types.Type], names: Iterable[str]) -> dict[str, np.dtype[Any]]:
    """NumPy's types of columns, by the names that they have in the traffic."""
    found = (np.dtype(as_dtype(kind.dtype)) for kind in columns.values())  # type: ignore[attr-defined]
    return dict(zip(names, found, strict=True))


TRAFFIC_KINDS = _kinds(TRAFFIC, TRAFFIC)
WALK_KINDS, VISIT_KINDS, ANSWER_KINDS = (
    _kinds(columns, [one.name for one in fields(part)])
    for columns, part in ((WALKS, Walks), (VISITS, Visits), (ANSWERS, Answers))
)


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
        fixed.append((change.moment, STAFF + of_agent(group, NONE), CHANGE, place, NONE, NONE))
    fixed += [(moment, CLOSING, CLOSE, NONE, NONE, NONE) for moment, _ in arrays.hours.closings]
    if arrays.hours.serves_out_closings:
        fixed += [(moment, CLOSING, OPEN, NONE, NONE, NONE) for moment in arrays.hours.openings]
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
        if rows > MOST_KEPT:
            self.rows = np.empty(0, ROW)
        elif len(self.rows) < rows:
            self.rows = np.empty(rows, ROW)
        wanted = min(max(PAGES_A_CONTACT * contacts, LEAST_PAGES), MOST_PAGES)
        if len(self.pages) < wanted:
            self.pages = np.empty(1 << (wanted - 1).bit_length(), np.int32)
        self.pages.fill(NONE)
        return self.rows[:rows] if rows <= MOST_KEPT else np.empty(rows, ROW), self.pages


def opened(arrays: Arrays, known: Known, traffic: Traffic, horizon: float, paper: Paper) -> Day:
    """Set a day up."""
    d = new()
    rows, pages = paper.of(len(traffic.number), traffic.contacts)
    columns = {name: getattr(traffic, name) for name in TRAFFIC_KINDS}
    give_traffic(d, *map(_plain, columns.values(), TRAFFIC_KINDS.values()))
    stepped = [columns[name] for name in STEPPED] + [getattr(traffic, name).count for name in LISTS]
    give_steps(d, *(int(column.strides != (0,)) for column in stepped))
    give_walks(d, *_parts(traffic.walks, WALK_KINDS))
    give_visits(d, *_parts(traffic.visits, VISIT_KINDS))
    give_answers(d, *_parts(traffic.answers, ANSWER_KINDS))
    give_layout(d, *(getattr(arrays, name) for name in LAYOUT))
    give_state(
        d,
        rows,
        arrays.queues.copy(),
        known.groups.copy(),
        _agents(known),
        np.full((len(known.groups), max(arrays.concurrency) + 1, 2), NONE, np.int32),
        np.full_like(arrays.ports, NONE) if traffic.ports_found else arrays.ports.copy(),
        np.empty(len(traffic.number) if (arrays.skills["same_agent"] > 0).any() else 1, np.int32),
    )
    give_moments(d, *(np.empty(len(rows)) for _ in MOMENTS))
    give_calendar(d, pages, paper.entries, known.fixed, known.shifts, known.breaks)
    give_books(
        d,
        np.empty(known.goings),
        np.empty(known.goings),
        np.empty(known.comings, PRESENT),
        np.empty(known.goings, STAY),
    )
    closings = arrays.hours.serves_out_closings
    begin(d, traffic.contacts, horizon, arrays.lines, arrays.rule, arrays.serves_out, closings)
    all_pages = max(PAGES_A_CONTACT * traffic.contacts, LEAST_PAGES)
    a_second = all_pages / (horizon + max(horizon / 8, AFTERWARDS))
    open_calendar(d, a_second, all_pages - 1, known.agents + len(known.groups) + len(arrays.afters) + 16)
    return d


def _agents(known: Known) -> NDArray[Any]:
    agents = np.zeros(known.agents, AGENT)
    agents["group"] = np.searchsorted(known.groups["first_agent"], np.arange(known.agents), side="right") - 1
    return agents


def _parts(part: Walks | Visits | Answers, kinds: Mapping[str, np.dtype[Any]]) -> list[NDArray[Any]]:
    """The columns of a list beside the traffic, in their order."""
    return [_plain(getattr(part, name), kind) for name, kind in kinds.items()]


def _plain(column: NDArray[Any], kind: np.dtype[Any]) -> NDArray[Any]:
    """Give a column as its compiled type wants it: copied only if it must be, once if it has one value for all rows.

    Nothing is read of an empty one but its length.
    """
    plain = np.ascontiguousarray(column[:1] if column.strides == (0,) else column, kind)
    return plain if plain.flags.writeable else plain.copy()
