"""The kernel: the floor of ``sim/floor.py`` on arrays, compiled with Numba.

From the same traffic it gives the same log, contact for contact: ``docs/rules-of-the-floor.md`` is the page that both obey, and
``tests/sim/test_twin.py`` holds them to it on scenarios drawn at random. The SimPy floor is the one to read and to extend; this is the
one to sweep and to plan with, some hundred times as fast. The rules stand in ``sim/compiled/``, in modules that are called like their
counterparts there. Routers of one's own are Python, and run on the SimPy floor only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.chance.contacts import StaffLuck
from sim.compiled.day import MOMENTS, NONE
from sim.compiled.layout import Arrays
from sim.compiled.opening import Paper, known_beforehand, opened
from sim.compiled.play import books, in_order, lost_row, make_room, moments, play, write
from sim.log import ConservationError, Log, Presence, Stays
from sim.service.duty import duty
from sim.service.journal import deadlines

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.compiled.day import Day
    from sim.compiled.opening import Known
    from sim.staffing import Staffing
    from sim.traffic import Traffic

PLACES = ("contact_type", "queue", "group")
CODES = ("cause", "outcome", "sequel", "called_back")


class CompiledFloor:
    """A scenario and its staffing, laid out for many days."""

    def __init__(self, scenario: Scenario, staffing: Staffing) -> None:
        """Lay the scenario out; ``staffing`` has its reinforcements already (``sim.service.duty.reinforced``)."""
        self.scenario, self.staffing = scenario, staffing
        self.arrays = Arrays.of(scenario)
        groups = scenario.agent_groups.values()
        self._paper = Paper()
        self._staff_varies = any(group.absence or group.late is not None for group in groups)

    def run(self, traffic: Traffic) -> Log:
        """Let one calendar happen and give its log, checked for conservation.

        Raises:
            ConservationError: if a contact appeared or vanished, which would be a fault of callfloor.

        """
        known = self._of_day(traffic) if self._staff_varies else self._of_every_day
        log = _log(self.scenario, traffic, _written(traffic, self._played(traffic, known)), known)
        log.check(traffic.contacts)
        return log

    def _played(self, traffic: Traffic, known: Known) -> Day:
        d = opened(self.arrays, known, traffic, self.scenario.calendar.horizon, self._paper)
        while not play(d):
            make_room(d)
        return d

    @cached_property
    def _of_every_day(self) -> Known:
        return self._of_day(None)

    def _of_day(self, traffic: Traffic | None) -> Known:
        luck = StaffLuck(0, 0) if traffic is None else traffic.staff_luck
        return known_beforehand(self.arrays, duty(self.scenario, self.staffing, luck))


def run(scenario: Scenario, traffic: Traffic, staffing: Staffing) -> Log:
    """Let one calendar happen on the compiled floor, as ``sim.floor.run`` does on the other."""
    return CompiledFloor(scenario, staffing).run(traffic)


@dataclass
class _Written:
    """What is left of a day that is over."""

    order: NDArray[np.int32] | slice  # the places of the log's rows in ``moments``
    drawn: NDArray[np.int32] | slice  # and in the traffic
    moments: list[NDArray[np.float64]]
    agent: NDArray[np.int32]
    places: NDArray[np.int16]
    codes: NDArray[np.int8]
    present: NDArray[Any]
    stayed: NDArray[Any]


def _written(traffic: Traffic, d: Day) -> _Written:
    order = in_order(d)
    lost = lost_row(d)
    if lost != NONE:
        raise ConservationError(f"contact {traffic.number[lost]} came to what was not drawn, or to no end")
    count = len(order)
    drawn, agent = np.empty((2, count), np.int32)
    places, codes = np.empty((len(PLACES), count), np.int16), np.empty((len(CODES), count), np.int8)
    write(d, order, drawn, agent, places, codes)
    one_each = count == traffic.contacts == len(traffic.number)  # no other attempts: they are in order
    everything = slice(None)
    return _Written(
        everything if one_each else order,
        everything if one_each else drawn,
        list(moments(d)),
        agent,
        places,
        codes,
        *books(d),
    )


def _log(scenario: Scenario, traffic: Traffic, day: _Written, known: Known) -> Log:
    columns: dict[str, NDArray[Any]] = dict(zip((*PLACES, *CODES), (*day.places, *day.codes), strict=True))
    columns["called_back"] = columns["called_back"].view(bool)
    order = day.order if isinstance(day.order, slice) else day.order.astype(np.intp)  # as NumPy would for each column
    for name in reversed(MOMENTS):
        # And it is let go: all of them twice would be the most memory that a large day needs.
        column = day.moments.pop()
        columns[name] = column[order]
    number = traffic.number[day.drawn].astype(np.int64)
    return Log(
        number=number,
        attempt=traffic.attempt[day.drawn].astype(np.int16),  # a copy: the log may be kept for longer than the traffic
        agent=day.agent,
        due_at=deadlines(scenario, number, columns["queue"], {name: columns[name] for name in MOMENTS}),
        presence=_presence(day.present, known.groups["first_agent"]),
        stays=_stays(day.stayed),
        **columns,
    )


def _presence(present: NDArray[Any], first: NDArray[Any]) -> Presence:
    group = np.searchsorted(first, present["agent"], side="right") - 1
    agent = present["agent"] - first[group]
    order = np.lexsort((present["ends"], present["begins"], agent, group))
    return Presence(
        group[order].astype(np.int16), agent[order].astype(np.int32), present["begins"][order], present["ends"][order]
    )


def _stays(stayed: NDArray[Any]) -> Stays:
    order = np.lexsort((stayed["ends"], stayed["begins"], stayed["group"]))
    return Stays(stayed["group"][order].astype(np.int16), stayed["begins"][order], stayed["ends"][order])
