"""The kernel: the floor of ``sim/floor.py`` on arrays, compiled with Numba.

From the same traffic it gives the same log, contact for contact: ``docs/rules-of-the-floor.md`` is the page that both obey, and
``tests/sim/test_twin.py`` holds them to it on scenarios drawn at random. The SimPy floor is the one to read and to extend; this is the
one to sweep and to plan with, some hundred times as fast. The rules stand in ``sim/compiled/``, in modules that are called like their
counterparts there. Routers of one's own are Python, and run on the SimPy floor only.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.chance.contacts import StaffLuck
from sim.compiled.day import NONE
from sim.compiled.layout import Arrays
from sim.compiled.opening import Paper, known_beforehand, opened
from sim.compiled.play import books, in_order, lost_row, make_room, play, write
from sim.log import ConservationError, Log, Presence, Stays
from sim.service.duty import duty
from sim.service.journal import deadlines

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.compiled.day import Day
    from sim.compiled.opening import Known
    from sim.staffing import Staffing
    from sim.traffic import Traffic

MOMENTS = ("arrived_at", "joined_at", "taken_at", "answered_at", "ended_at", "released_at", "left_at")
PLACES = ("contact_type", "queue", "group", "attempt")
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
        d = opened(self.arrays, known, traffic, self.scenario.calendar.horizon, self._paper)
        while not play(d):
            make_room(d)
        log = _log(self.scenario, traffic, d, known)
        log.check(traffic.contacts)
        return log

    @cached_property
    def _of_every_day(self) -> Known:
        return self._of_day(None)

    def _of_day(self, traffic: Traffic | None) -> Known:
        luck = StaffLuck(0, 0) if traffic is None else traffic.staff_luck
        return known_beforehand(self.arrays, duty(self.scenario, self.staffing, luck))


def run(scenario: Scenario, traffic: Traffic, staffing: Staffing) -> Log:
    """Let one calendar happen on the compiled floor, as ``sim.floor.run`` does on the other."""
    return CompiledFloor(scenario, staffing).run(traffic)


def _log(scenario: Scenario, traffic: Traffic, d: Day, known: Known) -> Log:
    order = in_order(d)
    lost = lost_row(d)
    if lost != NONE:
        raise ConservationError(f"contact {traffic.number[lost]} came to what was not drawn, or to no end")
    count = len(order)
    moments, places = np.empty((len(MOMENTS), count)), np.empty((len(PLACES), count), np.int16)
    codes = np.empty((len(CODES), count), np.int8)
    drawn, agent = np.empty(count, np.int32), np.empty(count, np.int32)
    write(d, order, drawn, agent, moments, places, codes)
    columns = dict(zip((*MOMENTS, *PLACES, *CODES), (*moments, *places, *codes), strict=True))
    number = traffic.number[drawn].astype(np.int64)
    columns["called_back"] = columns["called_back"].astype(bool)
    present, stayed = books(d)
    first = known.groups["first_agent"]
    return Log(
        number=number,
        agent=agent,
        due_at=deadlines(scenario, number, columns["queue"], {name: columns[name] for name in MOMENTS}),
        presence=_presence(present, first),
        stays=_stays(stayed),
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
