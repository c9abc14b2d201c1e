"""Ground: what the search believes, laid out as arrays on which people can be moved about (``annealing.py``).

The same beliefs that the master is written from: what a queue gains from its agents is its curve, moved by what simulation
taught, and every agent counts for each queue by its slope. But people are rounded here, slot by slot, as they are on the floor.
Around shifts that were simulated, and only there, what is predicted is what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.curves import Curve
from optimize.search.annealing import Cooling, Ground, Paper, State, add_people, anneal, price_moves
from optimize.search.layout import Layout
from optimize.search.limits import limits
from optimize.shifts import FloatArray, IntArray

if TYPE_CHECKING:
    from optimize.beliefs import Beliefs, PeriodKey
    from optimize.curves import Concave
    from optimize.model import Model
    from optimize.program import Shifts

POINTS = 512  # of a cell's curve
BELOW, ABOVE = 0.5, 1.2  # how far it is laid out: times its fewest and its most agents
DEAR = 20.0  # times what a missing contact costs to mend where it is easiest
SLIGHT = 0.003
PAIRS = 4_000_000  # of a shift that somebody leaves and one he takes up: where there are more, one person's is nothing
FEW_BLOCKS = 4  # groups and days up to which shifts are drawn from all of them alike


@dataclass(frozen=True)
class _Cell:
    """A queue in an interval, as one period of a target sees it: agents by slope, and what they bring (contacts)."""

    period: int
    interval: int
    slopes: tuple[float, ...]  # by planned group
    agents: FloatArray
    score: FloatArray


def movable(model: Model) -> bool:
    """Whether people are moved about: not where work has deadlines, nor at prices that are no costs, which the search does not see.

    Where people have least hours a week they could be, but the master's plan of a small week was 8 % cheaper (8,048 against 8,752).
    """
    labour = model.roster.rules.labour
    least = labour is not None and labour.weekly_hours is not None and bool(labour.weekly_hours.min)
    return not (model.roster.penalty or model.dated or least)


class Moves:
    """Shifts that may be worked, and what is believed of the agents that they bring."""

    def __init__(self, model: Model, beliefs: Beliefs, shifts: Shifts) -> None:
        """Lay it out around ``shifts``."""
        self.model, self.beliefs, self.roster = model, beliefs, model.roster
        self._layout = Layout.of(self.roster, shifts)
        self.kinds, self._groups = self._layout.kinds, self._layout.groups
        self._keep = np.array([1 - self.roster.shrinkage[group] for group in self._groups])
        self.people = np.array([shifts.get(kind, 0) for kind in self.kinds], np.int64)
        cells, needs = self._cells()
        self._periods = len(needs)
        self._cell = sorted(cells, key=lambda cell: cell.interval)
        self.ground = self._ground(np.array(needs))

    def better(self, cooling: Cooling, seed: int) -> Shifts:
        """Move people about and give the best that was found."""
        state = self._state(self.people)
        paper = self._paper(state, seed)
        anneal(self.ground, state, paper, cooling)
        return self._shifts(paper.best)

    def mended(self) -> Shifts:
        """Give the shifts, and those of whom it takes more where something is missing."""
        state = self._state(self.people)
        add_people(self.ground, state, self._paper(state, 0))
        return self._shifts(state.people)

    def singles(self, most: int, *, at_any_price: bool = False) -> list[Shifts]:
        """The most promising shifts of which only one person's is another, gone or new; fewer if fewer are predicted to pay."""
        state, offs = self._state(self.people), np.flatnonzero(self.people)
        if len(offs) * len(self.kinds) > PAIRS:
            return []
        dearer = np.empty((len(offs) + 1, len(self.kinds) + 1))
        price_moves(self.ground, state, self._paper(state, 0), offs, dearer)
        found = []
        for place in np.argsort(dearer, axis=None, kind="stable")[:most]:
            off, on = divmod(int(place), len(self.kinds) + 1)
            if dearer[off, on] < (np.inf if at_any_price else 0.0):
                people = self.people.copy()
                people[offs[off - 1 : off]] -= 1  # nobody's if off is 0
                people[on - 1 : on] += 1
                found.append(self._shifts(people))
        return found

    def _shifts(self, people: IntArray) -> Shifts:
        return {kind: int(count) for kind, count in zip(self.kinds, people, strict=True) if count > 0}

    def _paper(self, state: State, seed: int) -> Paper:
        return Paper(
            agents=state.agents.copy(),
            change=np.zeros(self._periods),
            changed=np.zeros(self._periods, np.int64),
            is_changed=np.zeros(self._periods, np.int64),
            touched=np.zeros(2 * len(self.ground.cell), np.int64),
            worked=np.zeros(len(self.kinds), np.int64),
            where=np.zeros(len(self.kinds), np.int64),
            counts=np.zeros(4, np.int64),
            best=state.people.copy(),
            pending=np.zeros(len(self.kinds), np.int64),
            chance=np.random.default_rng(seed).integers(1, 2**63, 1).astype(np.uint64),
        )

    @property
    def prices(self) -> dict[PeriodKey, float]:
        """Price of a contact missing in each period; of a second of rest, for occupancy."""
        model, price = self.model, self.ground.price.tolist()
        found = {(one.place, one.first): price[number] for number, one in enumerate(model.demands)}
        a_second = 1 / model.scenario.calendar.interval
        for number, occupied in enumerate(model.occupied, start=len(model.demands)):
            found[occupied.place, occupied.first] = price[number] * a_second
        return found

    def missing(self, people: IntArray) -> FloatArray:
        """Score, in contacts, that each period is predicted to miss."""
        return np.asarray(np.maximum(self.ground.need - self._state(people).scores, 0.0))

    def _cells(self) -> tuple[list[_Cell], list[float]]:
        """All cells, and by period the score that it needs."""
        model, beliefs = self.model, self.beliefs
        working = self._working(self._layout.scheduled(self.people), self._keep)
        cells: list[_Cell] = []
        needs: list[float] = []
        for demand in model.demands:
            margin = beliefs.margins.get((demand.place, demand.first), 0.0) * demand.weight
            needs.append(margin if demand.single else beliefs.total_needed(demand))
            for cell in demand.cells:
                drawn = model.curves[demand.place, cell.queue, cell.interval]
                offset = beliefs.offset(demand.place, cell)
                slopes = tuple(
                    beliefs.slope(demand.place, cell.queue, group, cell.interval) for group in self.roster.planned
                )
                curve = drawn if demand.single else drawn.concave
                lowest = min(drawn.agents[0] * BELOW, 0.0)
                if (
                    not demand.single
                ):  # a concave curve goes on falling below its points: it is laid out as far as people may come
                    here = float(np.dot(slopes, working[:, cell.interval]))
                    lowest = min(lowest, BELOW * here + offset)
                agents = np.linspace(lowest, drawn.agents[-1] * ABOVE + 1, POINTS) - offset
                score = _along(curve, agents + offset)
                alone = not model.scenario.shifts  # where nobody stays for a shift, a period can be emptied by itself
                score = cell.weight * (_footless(score) if alone else score)
                cells.append(_Cell(len(needs) - 1, cell.interval, slopes, agents, score))
        for occupied in model.occupied:
            needs.append(beliefs.rest_needed(occupied))
            own = tuple(float(group == occupied.target.of_what) for group in self.roster.planned)
            most = np.linspace(0.0, 2.0 * needs[-1] + 2.0, POINTS)
            within = range(occupied.first, occupied.last + 1)
            cells += [_Cell(len(needs) - 1, interval, own, most, most) for interval in within]
        return cells, needs

    def _ground(self, need: FloatArray) -> Ground:
        roster, cells, layout = self.roster, self._cell, self._layout
        slope = np.array([cell.slopes for cell in cells]).reshape(len(cells), len(self._groups))
        low, high = (np.array([cell.agents[place] for cell in cells]) for place in (0, -1))
        score = np.array([cell.score for cell in cells]).reshape(len(cells), POINTS)
        at = np.array([cell.interval for cell in cells], np.int64)
        group, served = np.nonzero(slope.T)  # by group, and then by interval, as the cells are
        blocks, block = np.unique(layout.group * roster.rules.days + layout.day, return_inverse=True)
        return Ground(
            group=layout.group,
            begins=layout.begins,
            lasts=layout.lasts,
            slots=roster.slots,
            present=layout.present,
            cost=np.array([kind.cost for kind in self.kinds]),
            keep=self._keep,
            share=np.array([self.model.attendance.share[group] for group in self._groups]),
            first_cell=np.searchsorted(
                group * roster.intervals + at[served],
                np.arange(len(self._groups))[:, None] * roster.intervals + np.arange(roster.intervals + 1),
            ),
            cell=served,
            slope=slope[served, group],
            period=np.array([cell.period for cell in cells], np.int64),
            score=score,
            low=low,
            fine=(POINTS - 1) / (high - low),
            need=need,
            origin=self.people,
            price=self._prices(slope, score, (high - low) / (POINTS - 1)),
            limits=limits(layout, self.people),
            near=max(1 - FEW_BLOCKS / len(blocks), 0.0),
            block=block,
            first_shift=np.searchsorted(np.sort(block), np.arange(len(blocks) + 1)),
            of_block=np.argsort(block, kind="stable"),
        )

    def _prices(self, slope: FloatArray, score: FloatArray, step: FloatArray) -> FloatArray:
        """Price, by period, of a contact missing: some times what it costs to mend where that is cheapest.

        It takes whole people to mend it, so a slight share of the contacts missing costs as much as one of them.
        """
        roster = self.roster
        wage = np.full(len(self._groups), np.inf)  # of an agent in an interval
        for kind in self.kinds:
            present = sum(end - start for start, end in kind.spells) / self.model.scenario.calendar.interval
            group = self._groups[kind.group]
            wage[group] = min(wage[group], kind.cost / present / max(1 - roster.shrinkage[kind.group], 0.1))
        steepest = np.max(np.diff(score, axis=1), axis=1) / step
        found = np.full(self._periods, np.inf)
        for number, cell in enumerate(self._cell):
            brings = steepest[number] * slope[number]
            able = brings > 1e-6
            if able.any():
                found[cell.period] = min(found[cell.period], float(np.min(wage[able] / brings[able])))
        weight = np.array([demand.weight for demand in self.model.demands] + [np.inf] * len(self.model.occupied))
        a_person = min(kind.cost for kind in self.kinds) / (SLIGHT * np.maximum(weight, 1e-9))
        return np.asarray(np.maximum(DEAR * np.where(np.isfinite(found), found, 0.0), a_person))

    def _working(self, scheduled: IntArray, keep: FloatArray) -> FloatArray:
        """People at work, by group and interval: rounded after shrinkage, slot by slot, as on the floor."""
        roster = self.roster
        rounded = np.floor(scheduled * keep[:, None] + 0.5 + 1e-9)
        on_floor = rounded.reshape(len(self._groups), roster.intervals, roster.slots).mean(axis=2)
        return np.array(
            [self.model.attendance.working(group, own) for group, own in zip(roster.planned, on_floor, strict=True)]
        )

    def _state(self, people: IntArray) -> State:
        ground = self.ground
        scheduled = self._layout.scheduled(people)
        working = self._working(scheduled, ground.keep)
        at = np.array([cell.interval for cell in self._cell], np.int64)
        agents = np.zeros(len(at))
        for number in range(len(self._groups)):
            own = slice(*ground.first_cell[number, [0, -1]])
            agents[ground.cell[own]] += ground.slope[own] * working[number, at[ground.cell[own]]]
        scores = np.zeros(self._periods)
        for number, cell in enumerate(self._cell):
            scores[cell.period] += np.interp(agents[number], cell.agents, cell.score)
        limits = ground.limits
        counted = limits.amount * np.repeat(people, np.diff(limits.first))
        sums = np.bincount(limits.row, counted, len(limits.most)).astype(float)
        return State(people.copy(), scheduled, agents, scores, sums)


def _footless(score: FloatArray) -> FloatArray:
    """Scores that go on falling below where they rise most steeply.

    In the foot of an S one agent more or fewer makes no difference: a period that is missed anyway would be emptied, and not
    filled again, for what half its agents bring is nothing.
    """
    rises = np.diff(score)
    foot = int(np.argmax(rises))
    down = np.arange(foot, 0, -1) * rises[foot]
    return np.concatenate((score[foot] - down, score[foot:]))


def _along(curve: Curve | Concave, agents: FloatArray) -> FloatArray:
    """Scores with so many agents, as the curve gives them one by one."""
    if isinstance(curve, Curve):
        return np.interp(agents, curve.agents, curve.score)
    return np.asarray(np.min([slope * agents + intercept for slope, intercept in curve.lines], axis=0))
