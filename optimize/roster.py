"""The roster: the choice that a plan has.

Kinds of shifts, when they are present, whose breaks may be placed elsewhere, the people there are, and the rules that hold for
them. It is a value: the programs (``program.py``) are written over it, and what they find is a mapping from kinds to people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from optimize.breaks import placements
from optimize.labour import Rules
from optimize.on_call import limits, on_shifts, together
from optimize.pools import Pool, pools_of
from optimize.shifts import FloatArray, Shell, ShiftKind, presence, present_people, shells, slot_length
from optimize.solver import SolverName
from scenarios.faults import Fault, InputError
from sim.staffing import Staffing

if TYPE_CHECKING:
    from scenarios.schema import Scenario

Shifts: TypeAlias = Mapping[ShiftKind, int]  # people by kind, only where there are any, in the roster's order


@dataclass(frozen=True)
class Bundle:
    """Exactly so many people work one of these kinds; ``optional``: at most so many."""

    kinds: tuple[int, ...]  # places in the roster
    people: int
    optional: bool = False


@dataclass(frozen=True)
class Roster:
    """The choice a plan has: kinds of shifts, when they are present, and the people there are.

    ``presence``: kinds x slots; of a kind whose breaks may lie elsewhere, that of the one placement it stands there with.
    ``others``: mean agents on the floor, by interval, of the groups that are not planned. ``penalty``: price, by place of a
    kind, of one person working it, which counts in the choice but not in the cost.
    """

    kinds: tuple[ShiftKind, ...]
    planned: tuple[str, ...]  # groups, in the scenario's order
    presence: FloatArray
    slots: int  # in an interval
    slot: float  # seconds
    intervals: int
    shrinkage: Mapping[str, float]
    headcount: Mapping[str, int]
    staff_minimum: Mapping[str, int]
    others: Staffing | None
    cyclic: bool = False
    bundles: tuple[Bundle, ...] = ()
    penalty: Mapping[int, float] = field(default_factory=dict)
    solver: SolverName = "highs"  # of every program over this roster
    at_once: bool = False  # headcounts limit the people who are there at once, as without shifts, not those of the day
    shells: tuple[Shell, ...] = ()  # the same kinds, with what is known of their breaks
    pools: tuple[Pool, ...] = ()  # of the kinds whose breaks the program places
    rules: Rules = field(default_factory=Rules)

    @classmethod
    def of(cls, scenario: Scenario, solver: SolverName = "highs") -> Roster:
        """Unfold the scenario's shifts; groups named by them are planned, the others keep their staffing.

        Raises:
            InputError: a group has neither shifts nor staffing, or what ``shifts.shells`` refuses.

        """
        return cls._of(scenario, shells(scenario), solver=solver)

    @classmethod
    def of_kinds(
        cls,
        scenario: Scenario,
        shifts: Sequence[ShiftKind],
        bundles: Sequence[Bundle] = (),
        penalty: Mapping[int, float] | None = None,
        solver: SolverName = "highs",
    ) -> Roster:
        """Choose among these kinds as they are; the groups that they name are planned, the others keep their staffing.

        Raises:
            InputError: a group has neither shifts nor staffing.

        """
        return cls._of(scenario, tuple(map(Shell, shifts)), bundles=bundles, penalty=penalty, solver=solver)

    @classmethod
    def _of(
        cls,
        scenario: Scenario,
        own: tuple[Shell, ...],
        *,
        bundles: Sequence[Bundle] = (),
        penalty: Mapping[int, float] | None = None,
        solver: SolverName,
    ) -> Roster:
        calendar, shifts, pools = scenario.calendar, tuple(shell.kind for shell in own), pools_of(own)
        planned = {kind.group for kind in shifts}
        slot = slot_length(calendar, shifts, pools)
        return cls(
            kinds=shifts,
            planned=tuple(name for name in scenario.agent_groups if name in planned),
            presence=np.array([presence(kind, slot, calendar.horizon, cyclic=calendar.cyclic) for kind in shifts]),
            slots=round(calendar.interval / slot),
            slot=slot,
            intervals=calendar.intervals,
            shrinkage={name: group.shrinkage for name, group in scenario.agent_groups.items()},
            headcount=scenario.headcount,
            staff_minimum=scenario.staff_minimum,
            others=_others(scenario, planned),
            cyclic=calendar.cyclic,
            bundles=(*bundles, *_on_call(scenario, shifts)),
            penalty=dict(penalty or {}),
            solver=solver,
            at_once=not scenario.shifts,
            shells=own,
            pools=pools,
            rules=Rules.of(scenario),
        )

    @cached_property
    def places_of(self) -> Mapping[str, tuple[int, ...]]:
        """Places of each planned group's kinds."""
        found: dict[str, list[int]] = {group: [] for group in self.planned}
        for place, kind in enumerate(self.kinds):
            found[kind.group].append(place)
        return {group: tuple(places) for group, places in found.items()}

    def of_group(self, group: str) -> list[int]:
        """Places of the group's kinds."""
        return list(self.places_of.get(group, ()))

    def on_shifts(self, group: str) -> list[int]:
        """Places of the group's kinds that are shifts: people on call work the others."""
        return [place for place in self.of_group(group) if not self.kinds[place].on_call]

    def places(self, place: int, most: int | None = None) -> tuple[ShiftKind, ...]:
        """A kind with its breaks in every place they may have, or in the first ``most``; itself where they may have but one."""
        options = self.shells[place].ways
        return tuple(map(self.shells[place].placed, placements(options, most))) if options else (self.kinds[place],)

    def scheduled(self, group: str, shifts: Shifts) -> FloatArray:
        """Scheduled people of a planned group by slot, when so many work each kind."""
        own = [(kind, people) for kind, people in shifts.items() if kind.group == group]
        return present_people(own, self.slot, self.horizon, cyclic=self.cyclic)

    def cost(self, shifts: Shifts) -> float:
        """Cost of so many people working each kind; penalties are not in it."""
        return float(sum(people * kind.cost for kind, people in shifts.items()))

    def shifts(self, people: Sequence[int]) -> Shifts:
        """So many people by place of the kind, as a mapping."""
        return {kind: int(count) for kind, count in zip(self.kinds, people, strict=True) if count > 0}

    def allows(self, shifts: Shifts) -> str | None:
        """The first rule on people that these shifts break, in words; None if they keep all: what the programs keep, and no more."""
        shifts = on_shifts(shifts)
        if self.at_once:  # no shifts: nobody has a week, and a headcount limits the people of any moment
            own = [group for group in self.planned if group in self.headcount]
            over = [group for group in own if self.scheduled(group, shifts).max() > self.headcount[group]]
            return f"the headcount of {over[0]} ({self.headcount[over[0]]}) at once" if over else None
        return self.rules.broken(shifts, self.planned, self.headcount)

    @property
    def limited(self) -> bool:
        """Whether there is a limit to how many people there are."""
        return bool(self.headcount) or self.rules.labour is not None

    @property
    def horizon(self) -> float:
        """Length of the calendar in seconds."""
        return float(self.presence.shape[1] * self.slot)

    @cached_property
    def reach(self) -> FloatArray:
        """Kinds x slots: when somebody of a kind can be present, wherever the breaks that may lie elsewhere are."""
        loose = {
            place: ShiftKind(shell.kind.group, shell.kind.start, shell.kind.length, (), 0.0)
            for place, shell in enumerate(self.shells)
            if shell.ways
        }
        found = self.presence.copy()
        for place, kind in loose.items():
            found[place] = presence(kind, self.slot, self.horizon, cyclic=self.cyclic)
        return found

    def covered(self, group: str, *, on_call: bool = True) -> FloatArray:
        """Tell by interval the largest share that one kind of the group can be present, people on call among them or not."""
        places = self.of_group(group) if on_call else self.on_shifts(group)
        share = self.reach[places].reshape(-1, self.intervals, self.slots).mean(axis=2)
        return np.asarray(share.max(axis=0))


def _on_call(scenario: Scenario, kinds: Sequence[ShiftKind]) -> Iterator[Bundle]:
    """No more are called in than are on call."""
    most = limits(scenario)
    for window, places in together(kinds):
        yield Bundle(places, most.get(window, 0), optional=True)


def _others(scenario: Scenario, planned: set[str]) -> Staffing | None:
    others = {name: group for name, group in scenario.agent_groups.items() if name not in planned}
    missing = [name for name, group in others.items() if group.staffing is None]
    if missing:
        text = "is missing, and no shift names the group; give it staffing, or name it in shifts"
        raise InputError(
            tuple(
                Fault(file=scenario.name, line=None, key=f"agent_groups.{name}.staffing", message=text)
                for name in missing
            )
        )
    if not others:
        return None
    return Staffing.by_interval(scenario, {name: group.staffing or () for name, group in others.items()})
