"""Pools: people whose breaks are placed together, and handed to them afterwards.

A meal and two short breaks can be placed in hundreds of ways in one shift, and a program with a column for each would never end.
So the program has one variable for the people of a shift, and one for the people who begin a break at each moment,
whatever their shift (Bechtold and Jacobs 1990; for several breaks Aykin 1996; Rekik, Cordeau and Soumis 2004).

That the breaks can be handed out again rests on order. The people of a *pool* take the same breaks in the same order, and
nobody's window for any of them opens or closes before that of one who stands further up. Let the breaks of each kind go to the
people in that order, first come, first served. Then everybody's breaks are within the windows if, at every moment,

- no more have begun a break than may have (their window is open), and no fewer than must have (it has closed);
- no more have begun the next break than have ended the one before.

These rows are necessary for any handing out, and they are sufficient for this one: the i-th to begin is within the window of
the i-th person, and if everybody ends a break before he begins the next, so do the i-th to end and the i-th to begin (sort
both). So nothing is lost: the program's optimum is that of one column for every placement. The counts are kept as inventories (how
many may begin and have not), which leaves a handful of entries in a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pulp

from optimize.breaks import TINY, Placement, Way

if TYPE_CHECKING:
    from optimize.program import ShiftProgram
    from optimize.shifts import Shell

Terms: TypeAlias = list[tuple[pulp.LpVariable, float]]
DAY = 86400.0


@dataclass(frozen=True)
class Member:
    """A shift of a pool: its place in the roster, and the first and last moment at which each break may begin."""

    place: int
    windows: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Pool:
    """Shifts of one rule, group and day whose breaks are taken in one order; by break the moments at which it may begin.

    ``prices``: what a person's pay differs by if his break begins then, against hours that all count the same.
    """

    lengths: tuple[float, ...]
    paid: tuple[bool, ...]
    members: tuple[Member, ...]
    starts: tuple[tuple[float, ...], ...]
    prices: tuple[tuple[float, ...], ...]

    def placed(self, starts: Sequence[float]) -> Placement:
        """The breaks when they begin then."""
        each = zip(starts, self.lengths, self.paid, strict=True)
        return tuple((at, at + length, paid) for at, length, paid in each)


def pools_of(shells: Sequence[Shell]) -> tuple[Pool, ...]:
    """Put the shells with more than one placement into as few pools as their order allows."""
    alike: dict[object, list[tuple[int, Shell, Way]]] = {}
    for place, shell in enumerate(shells):
        for way in shell.ways:
            key = (shell.kind.group, shell.rule, shell.kind.start // DAY, [(p.length, p.paid, p.step) for p in way])
            alike.setdefault(repr(key), []).append((place, shell, way))
    found = []
    for items in alike.values():
        items.sort(key=lambda item: (item[1].kind.start, item[1].kind.length))
        chains: list[list[tuple[int, Shell, Way]]] = []
        for item in items:
            chain = next((chain for chain in chains if _follows(chain[-1][2], item[2])), None)
            if chain is None:
                chains.append([item])
            else:
                chain.append(item)
        found += [_pool(chain) for chain in chains]
    return tuple(found)


def _follows(before: Way, way: Way) -> bool:
    """Whether no window opens or closes before that of the one further up."""
    return all(
        a.starts[0] <= b.starts[0] + TINY and a.starts[-1] <= b.starts[-1] + TINY
        for a, b in zip(before, way, strict=True)
    )


def _pool(chain: Sequence[tuple[int, Shell, Way]]) -> Pool:
    _, shell, first = chain[0]
    starts = tuple(
        tuple(sorted({at for _, _, way in chain for at in way[number].starts})) for number in range(len(first))
    )
    return Pool(
        lengths=tuple(pause.length for pause in first),
        paid=tuple(pause.paid for pause in first),
        members=tuple(
            Member(place, tuple((pause.starts[0], pause.starts[-1]) for pause in way)) for place, _, way in chain
        ),
        starts=starts,
        prices=tuple(
            tuple(shell.price(at, pause.length, paid=pause.paid) for at in moments)
            for moments, pause in zip(starts, first, strict=True)
        ),
    )


@dataclass
class Resting:
    """The breaks of a program: its variables and rows for all pools, and their handing out."""

    program: ShiftProgram
    begins: list[list[Terms]] = field(default_factory=list)  # by pool and break: variable and moment
    people: list[Terms] = field(default_factory=list)  # by pool: variable of each member's people (and 1)

    def __post_init__(self) -> None:
        """Write all variables and rows."""
        pools = self.program.roster.pools
        shared: dict[int, Terms] = {}
        counted: dict[int, int] = {}
        for pool in pools:
            for member in pool.members:
                counted[member.place] = counted.get(member.place, 0) + 1
        for number, pool in enumerate(pools):
            own: Terms = []
            for turn, member in enumerate(pool.members):
                person = self.program.people[member.place]
                if counted[member.place] > 1:
                    person = self.program.count(f"way_{number}_{turn}")
                    shared.setdefault(member.place, []).append((person, 1.0))
                own.append((person, 1.0))
            self.people.append(own)
            self.begins.append([])
            for order, moments in enumerate(pool.starts):
                name = f"rest_{number}_{order + 1}"
                self.begins[-1].append([(self.program.count(f"{name}_{clock(at)}"), at) for at in moments])
                self._windows(number, order, name)
            for order in range(len(pool.starts) - 1):
                self._in_turn(number, order)
        for place, parts in shared.items():
            person = (self.program.people[place], -1.0)
            self.program.equal(f"ways_{place}", [person, *parts], 0.0)

    def _windows(self, number: int, order: int, name: str) -> None:
        """No more have begun a break than may have, and no fewer than must have."""
        members, people = self.program.roster.pools[number].members, self.people[number]
        windows = [member.windows[order] for member in members]
        earliest_end = min(last for _, last in windows)
        before, since = None, -np.inf
        for begin, at in self.begins[number][order]:
            waiting = self.program.variable(f"{name}_{clock(at)}_waiting")
            opened = [person for person, (first, _) in zip(people, windows, strict=True) if since < first - TINY <= at]
            terms: Terms = [(waiting, 1.0), (begin, 1.0), *((person, -1.0) for person, _ in opened)]
            if before is not None:
                terms.append((before, -1.0))
            self.program.equal(f"{name}_{clock(at)}_open", terms, 0.0)
            if at >= earliest_end - TINY:
                may_wait = [
                    person
                    for person, (first, last) in zip(people, windows, strict=True)
                    if first - TINY <= at < last - TINY
                ]
                self.program.demand(
                    f"{name}_{clock(at)}_must", pulp.LpAffineExpression([(waiting, -1.0), *may_wait]), 0.0
                )
            before, since = waiting, at

    def _in_turn(self, number: int, order: int) -> None:
        """No more have begun the next break than have ended this one."""
        pool = self.program.roster.pools[number]
        apart = all(m.windows[order][1] + pool.lengths[order] <= m.windows[order + 1][0] + TINY for m in pool.members)
        if apart:
            return
        ended = [(begin, at + pool.lengths[order]) for begin, at in self.begins[number][order]]
        before, place = None, 0
        for begin, at in self.begins[number][order + 1]:
            name = f"rest_{number}_{order + 2}_{clock(at)}"
            between = self.program.variable(f"{name}_between")
            terms: Terms = [(between, 1.0), (begin, 1.0)]
            while place < len(ended) and ended[place][1] <= at + TINY:
                terms.append((ended[place][0], -1.0))
                place += 1
            if before is not None:
                terms.append((before, -1.0))
            self.program.equal(f"{name}_turn", terms, 0.0)
            before = between

    def _each(self) -> Iterator[tuple[str, float, pulp.LpVariable, float]]:
        """Every break's group, length, people who begin it, and moment."""
        for pool, begins in zip(self.program.roster.pools, self.begins, strict=True):
            group = self.program.roster.kinds[pool.members[0].place].group
            for length, moments in zip(pool.lengths, begins, strict=True):
                for begin, at in moments:
                    yield group, length, begin, at

    def away(self) -> Iterator[tuple[tuple[str, int], pulp.LpVariable, float]]:
        """By group and slot (from the calendar's start on, not wrapped): who is missing for a break."""
        slot = self.program.roster.slot
        for group, length, begin, at in self._each():
            for missing in range(round(at / slot), round((at + length) / slot)):
                yield (group, missing), begin, -1.0

    def off(self) -> Iterator[tuple[tuple[str, int], pulp.LpVariable, float]]:
        """By group and slot: who begins a break at the slot's end."""
        for group, _, begin, at in self._each():
            if (slot := round(at / self.program.roster.slot)) > 0:
                yield (group, slot - 1), begin, 1.0

    def loosen(self) -> None:
        """Count breaks, and people by the order of theirs, in parts of people from now on: they are rounded when they are handed out."""
        known = set(self.program.people)
        shared = [person for own in self.people for person, _ in own if person not in known]
        for one in [*shared, *(begin for _, _, begin, _ in self._each())]:
            one.cat = pulp.LpContinuous

    def charges(self) -> Terms:
        """What breaks change about the pay, where hours do not all count the same."""
        return [
            (begin, price)
            for pool, begins in zip(self.program.roster.pools, self.begins, strict=True)
            for moments, prices in zip(begins, pool.prices, strict=True)
            for (begin, _), price in zip(moments, prices, strict=True)
            if price
        ]

    def hand_out(self, values: Mapping[str, float]) -> dict[int, dict[Placement, int]]:
        """Give the breaks of a solution to people: by place of the shift, how many have them where."""
        found: dict[int, dict[Placement, int]] = {}
        counts = self._counts(values)
        for number, pool in enumerate(self.program.roster.pools):
            people = counts[number]
            begun = [_in_order(moments, values, sum(people)) for moments in self.begins[number]]
            served = 0
            for member, count in zip(pool.members, people, strict=True):
                own = found.setdefault(member.place, {}) if count else {}
                for turn in range(served, served + count):
                    placement = _legal(pool, member, [moments[turn] for moments in begun])
                    own[placement] = own.get(placement, 0) + 1
                served += count
        return found

    def _counts(self, values: Mapping[str, float]) -> list[list[int]]:
        """People by pool and member; parts of people are rounded so that those of a shift add up to its people."""
        reached: dict[int, float] = {}
        counts = []
        for pool, own in zip(self.program.roster.pools, self.people, strict=True):
            rounded = []
            for member, (person, _) in zip(pool.members, own, strict=True):
                before = reached.get(member.place, 0.0)
                reached[member.place] = before + values.get(person.name, 0.0)
                rounded.append(floor(reached[member.place] + 0.5 - TINY) - floor(before + 0.5 - TINY))
            counts.append(rounded)
        return counts


def _in_order(moments: Terms, values: Mapping[str, float], people: int) -> list[float]:
    """Moments at which the people begin a break, the first come first; parts of people are rounded as they add up."""
    reached = np.floor(np.cumsum([values.get(begin.name, 0.0) for begin, _ in moments]) + 0.5 - 1e-6)
    found: list[float] = []
    for count, (_, at) in zip(np.diff(reached, prepend=0.0), moments, strict=True):
        found += [at] * round(count)
    found += [moments[-1][1]] * (people - len(found))
    return found


def _legal(pool: Pool, member: Member, wished: Sequence[float]) -> Placement:
    """The breaks as wished; where parts of people were rounded, the nearest moments within the windows and in turn."""
    over, starts = -np.inf, []
    for wish, (first, last), moments, length in zip(wished, member.windows, pool.starts, pool.lengths, strict=True):
        able = [at for at in moments if max(first, over) - TINY <= at <= last + TINY]
        starts.append(min(able, key=lambda at: abs(at - wish)))
        over = starts[-1] + length
    return pool.placed(starts)


def clock(moment: float) -> str:
    """A moment as names have it: hours and minutes since the calendar's start, ``0830``."""
    return f"{int(moment // 3600):02d}{int(moment % 3600 // 60):02d}"
