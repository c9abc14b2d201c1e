"""The exact day: one queue and one group over a day whose arrivals and staff change, without a single random number.

Arrivals are Poisson with a constant rate in each interval, handling and patience are exponential (or patience without
end), the staff changes at the bounds of intervals. The chances of every (busy, waiting) are followed from bound to bound.

Contacts are counted where they joined, though they may be answered or give up intervals later. That takes no second
chain of contacts by interval. Let W be the time still to be waited by all who wait at a bound. The waiting done by those who
*joined* in an interval is the waiting that *happened* in it, plus W at its end, less W at its start. So it needs only
what one waiting contact may expect at a bound, a small chain that only runs down. With exponential patience, who gives up
is the wait times the rate of giving up.

Answered within T: for those who join so early that T ends within the interval the chance depends on the state alone;
for the others, whose window crosses a change of staff, the chance is found at Gauss points and integrated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu

from sim.exact.figures import Crowd, ExactDay
from sim.exact.outlook import Outlook, Window
from sim.exact.stage import Floor
from sim.exact.store import Store
from sim.exact.uniform import FloatArray, diagonal, exponential, forward

NEGLIGIBLE = 1e-13  # chance of a state that may be folded into its neighbour
LOST = 1e-12  # mean number of arrivals that may be lost at the end of the states that are followed, per interval
DENSE = 190  # up to so many states a whole matrix, which can be kept, is cheaper than one row after the other
MANY_TICKS = 3000.0  # over a shorter span it is not
UNKNOWN = np.full(3, np.nan)
GRAIN = 8  # rooms are multiples of it, so that what was made for one staffing serves another


@dataclass(frozen=True)
class Day:
    """A day without its staff. Seconds and rates per second."""

    arrival_rates: tuple[float, ...]  # one an interval
    interval: float
    handle_mean: float  # talk, hold and wrap-up
    patience_mean: float = np.inf  # inf: waits for ever
    within: tuple[float, ...] = (20.0,)  # thresholds of the answer rates wanted
    capacity: int | None = None  # most contacts waiting
    serve_out: bool = True  # the last staff stays until all are served; else whoever still waits then is ``left``
    start: Crowd | None = None  # who is there at the start; nobody if left out
    abandonment: bool = (
        True  # also who gives up or is left, and all waits; else these are NaN, and it takes a third of the time
    )
    waits: bool = False  # also the waits of the answered alone, which cost several times as much as the rest

    def __post_init__(self) -> None:
        """Refuses what is not a day."""
        if not self.arrival_rates or not np.isfinite(self.arrival_rates).all() or min(self.arrival_rates) < 0:
            raise ValueError(f"arrival_rates(={self.arrival_rates}) must be at least one number, none below 0.")
        for name, value in (("interval", self.interval), ("handle_mean", self.handle_mean)):
            if not 0 < value < np.inf:
                raise ValueError(f"{name}(={value}) must be > 0.")
        if not self.patience_mean > 0:
            raise ValueError(f"patience_mean(={self.patience_mean}) must be > 0; inf for contacts that wait for ever.")
        if any(span < 0 for span in self.within):
            raise ValueError(f"within(={self.within}) must be >= 0.")
        if self.capacity is not None and self.capacity < 0:
            raise ValueError(f"capacity(={self.capacity}) must be >= 0, or None.")


def evaluate_day(
    arrival_rates: Sequence[float],
    agents: Sequence[int],
    interval: float,
    handle_mean: float,
    patience_mean: float = np.inf,
    *,
    within: Sequence[float] = (20.0,),
    capacity: int | None = None,
    serve_out: bool = True,
) -> ExactDay:
    """One day, once. Who evaluates many staffings of one day keeps a ``DayEvaluator``, which remembers its work."""
    day = Day(
        tuple(arrival_rates), interval, handle_mean, patience_mean, tuple(within), capacity, serve_out, waits=True
    )
    return DayEvaluator(day).evaluate(agents)


@dataclass(frozen=True)
class _Passage:
    """What a stretch of unchanged rates does to chances: their end, and sums of rewards on the way."""

    end: FloatArray
    slope: FloatArray  # sums are (end - start) @ slope + level
    level: FloatArray


@dataclass(frozen=True)
class _Interval:
    """An interval as far as the staff up to it decides."""

    floor: Floor
    first: FloatArray  # chances at the start, the staff already changed
    sums: FloatArray  # time in queue, busy, all busy, full; then by window, of contacts whose window ends before the interval
    late: tuple[tuple[Floor, float, FloatArray], ...]  # by window: floor, span and chances from where the others begin
    last: Floor
    after: Crowd
    error: float


class DayEvaluator:
    """Evaluates staffings of one day. It keeps chains and prefixes of days, so a changed staffing costs only what changed."""

    def __init__(self, day: Day, memory: int = 200_000_000, store: Store | None = None) -> None:
        """``store``: that of another evaluator, whose days may differ in arrivals and start, but in nothing else."""
        self.day, self._own = day, object()  # whole intervals depend on the day, and are kept under its own name
        self._rates, self._interval, self._capacity = day.arrival_rates, float(day.interval), day.capacity
        self._service, self._leaving, self._waits = 1.0 / day.handle_mean, 1.0 / day.patience_mean, day.waits
        self._start = day.start or Crowd.of()
        held = (Window(np.inf, held=True),) if day.waits else ()
        self._windows = tuple(Window(float(span)) for span in day.within) + held
        self._store = store or Store(memory)
        self._outlook = Outlook(self._interval, len(self._rates), day.serve_out, self._store)

    @property
    def store(self) -> Store:
        """What it remembers, for another evaluator."""
        return self._store

    def evaluate(self, agents: Sequence[int], judged: int | None = None) -> ExactDay:
        """The day with ``agents`` on the floor in each interval.

        ``judged``: only the first so many intervals are worked out, where neither abandonment nor waits are asked for.
        """
        staff = tuple(int(number) for number in agents)
        if len(staff) != len(self._rates) or min(staff) < 0:
            raise ValueError(f"agents(={staff}) must be {len(self._rates)} numbers of at least 0.")
        whole = self.day.abandonment or self._waits or judged is None
        parts = self._parts(staff, len(staff) if whole or judged is None else judged)
        return self._figures(staff, parts)

    def _parts(self, staff: tuple[int, ...], judged: int) -> list[_Interval]:
        parts: list[_Interval] = []
        for number in range(judged):
            crowd = parts[-1].after if parts else self._start
            key = ("interval", self._own, staff[: number + 1])
            parts.append(self._store.get(key, partial(self._run, number, staff[number], crowd)))
        return parts

    def _figures(self, staff: tuple[int, ...], parts: list[_Interval]) -> ExactDay:
        span = self._interval
        sums = np.array([part.sums for part in parts])
        rates = np.array(self._rates[: len(parts)])
        offered = rates * span
        late = [self._late(number, part, staff) for number, part in enumerate(parts)]
        rewards = sums[:, 4:] + np.array(late).reshape(len(parts), len(self._windows))
        known = self.day.abandonment or self._waits
        bounds = range(len(parts) + 1)
        owed = np.array([self._owed(number, parts, staff) if known else UNKNOWN for number in bounds])
        joined = np.diff(owed, axis=0)
        wait_all = np.maximum(sums[:, 0] + joined[:, 0], 0.0)
        blocked, abandoned, left = rates * sums[:, 3], self._leaving * wait_all, joined[:, 1]
        return ExactDay(
            agents=staff,
            offered=offered,
            blocked=blocked,
            answered=offered - blocked - abandoned - left,
            abandoned=abandoned,
            left=left,
            abandoned_here=self._leaving * sums[:, 0],
            answered_within={within: rewards[:, place] for place, within in enumerate(self.day.within)},
            wait_all=wait_all,
            wait_answered=np.maximum(rewards[:, -1] + joined[:, 2], 0.0) if self._waits else None,
            mean_queue=sums[:, 0] / span,
            mean_busy=sums[:, 1] / span,
            completed=self._service * sums[:, 1],
            probability_of_wait=sums[:, 2] / span,
            states=(self._start, *(part.after for part in parts)),
            error=sum(part.error for part in parts),
        )

    def _late(self, number: int, part: _Interval, staff: tuple[int, ...]) -> list[float]:
        values = []
        for window, (floor, span, chances) in zip(self._windows, part.late, strict=True):
            values.append(float(chances @ self._outlook.late(number, floor, span, window, staff)) if span > 0 else 0.0)
        return values

    def _owed(self, bound: int, parts: list[_Interval], staff: tuple[int, ...]) -> FloatArray:
        """Still to come for all who wait at a bound: seconds of wait, contacts left, seconds of wait of the answered."""
        if bound < len(parts):
            floor, chances = parts[bound].floor, parts[bound].first
        else:
            floor, chances = parts[-1].last, parts[-1].after.chance
        return np.asarray(chances @ self._outlook.held(bound, floor, staff, self._waits))

    def _run(self, number: int, agents: int, crowd: Crowd) -> _Interval:
        """One interval from the crowd before it; the queue is given more room until next to nothing is lost at its end."""
        moved = restaffed(crowd, agents)
        room = self._room(self._rates[number], agents, moved)
        while True:
            floor, first, folded = self._placed(self._rates[number], agents, moved, room)
            part, lost = self._through(floor, first)
            if lost <= LOST or room == self._capacity:
                return replace(part, error=folded + lost)
            room = self._allowed(room * 3 // 2 + GRAIN)

    def _allowed(self, room: float) -> int:
        rounded = GRAIN * int(np.ceil(room / GRAIN))
        return rounded if self._capacity is None else min(rounded, self._capacity)

    def _room(self, arrivals: float, agents: int, crowd: Crowd) -> int:
        """Room that the queue is likely to need: what waits already, plus what may gather on top of it."""
        waiting = _quantile(crowd.queue, crowd.chance)
        drift = arrivals - agents * self._service
        growth = max(drift, 0.0) * self._interval + 8 * np.sqrt(arrivals * self._interval) + GRAIN
        settled = np.arange(2.0 * growth + 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            fall = np.cumsum(np.log(arrivals / (agents * self._service + (settled + 1) * self._leaving)))
        rare = np.flatnonzero(fall < fall.max(initial=0.0) + np.log(LOST) - 4)
        rare = rare[rare >= max(int(np.argmax(fall)), 1)] if drift > 0 else rare
        needed = max(waiting, min(waiting + growth, float(rare[0]) if len(rare) else np.inf))
        surplus = _quantile(crowd.busy, crowd.chance) - agents
        if surplus > 0:  # nobody is answered until the surplus has gone
            shed = (surplus + 3 * np.sqrt(surplus)) / ((agents + 1) * self._service)
            gathered = arrivals * min(shed, self._interval, 1 / self._leaving if self._leaving else np.inf)
            gathered += crowd.mean_queue()
            needed = max(needed, gathered + 7 * np.sqrt(gathered + 1) + GRAIN)
        return self._allowed(needed)

    def _placed(self, arrivals: float, agents: int, crowd: Crowd, room: int) -> tuple[Floor, FloatArray, float]:
        """The crowd as chances of a floor's states; what is too rare to have a state goes to the nearest one."""
        surplus = max(0, _quantile(crowd.busy, crowd.chance) - agents)
        floor = self._store.same(Floor(arrivals, agents, surplus, room, self._service, self._leaving))
        outside = (crowd.queue > room) | (crowd.busy > agents + surplus)
        queue, over = np.minimum(crowd.queue, room), np.clip(crowd.busy - agents, 0, surplus)
        state = np.where(crowd.busy < agents, crowd.busy, agents + over * (room + 1) + queue)
        return (
            floor,
            np.bincount(state, crowd.chance, floor.size).astype(np.float64),
            float(crowd.chance[outside].sum()),
        )

    def _through(self, floor: Floor, first: FloatArray) -> tuple[_Interval, float]:
        """Runs one floor through the interval, stretch by stretch; also gives the arrivals lost for want of room."""
        spans = [min(window.span, floor.waiting.settles, self._interval) for window in self._windows]
        cuts = sorted({self._interval - span for span in spans} | {0.0, self._interval})
        shed = np.ceil(floor.sheds / self._interval * 32) / 32 * self._interval
        sheds = floor.surplus > 0 and shed <= min(cuts[1:]) and (self._interval not in spans)
        if sheds:
            cuts = sorted({*cuts, float(shed)})
        chances, sums, now, crest = first, np.zeros(4 + len(spans)), floor, float(first @ floor.full)
        late: list[tuple[Floor, float, FloatArray]] = [(floor, 0.0, first)] * len(spans)
        for begin, end in zip(cuts, [*cuts[1:], np.inf], strict=True):
            if sheds and begin == shed:
                now, chances = self._store.same(replace(now, surplus=0)), _without_surplus(now, chances)
            for place, span in enumerate(spans):
                if begin == self._interval - span:
                    late[place] = (now, span, chances)
            if end <= self._interval:
                early = tuple(end <= self._interval - span for span in spans)
                chances, gained = self._stretch(now, end - begin, early, chances)
                sums, crest = sums + gained, max(crest, float(chances @ now.full))
        bounded = floor.room == self._capacity
        if not bounded:
            sums[3] = 0.0
        lost = 0.0 if bounded else crest * floor.arrivals * self._interval
        return _Interval(floor, first, sums, tuple(late), now, Crowd(now.busy, now.queue, chances), 0.0), lost

    def _stretch(
        self, floor: Floor, span: float, early: tuple[bool, ...], chances: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Chances after ``span``, and the sums of rewards on the way."""
        rewards = self._store.get(("rewards", floor, early), lambda: self._rewards(floor, early))
        small = floor.size <= DENSE and floor.pace * span > MANY_TICKS
        stuck = not (
            floor.agents or floor.arrivals or floor.leaving
        )  # who waits then stays: there is no long run to solve for
        if not small or floor.pace < 1e-9 or stuck:
            end, time = forward(floor.step, floor.pace, span, chances)
            return end, time @ rewards
        passage = self._store.get(("passage", floor, span, early), lambda: _passage(floor, span, rewards))
        end = np.einsum("i,ij->j", chances, passage.end)  # not @: see ``uniform.product``
        return end, (end - chances) @ passage.slope + passage.level

    def _rewards(self, floor: Floor, early: tuple[bool, ...]) -> FloatArray:
        columns = [floor.queue.astype(np.float64), floor.busy.astype(np.float64), floor.all_busy, floor.full]
        for window, counts in zip(self._windows, early, strict=True):
            columns.append(self._outlook.early(floor, window) if counts else np.zeros(floor.size))
        return np.stack(columns, axis=1)


def restaffed(crowd: Crowd, agents: int) -> Crowd:
    """The crowd after the staff has become ``agents``: idle agents go, owed departures are cancelled, waiting contacts start."""
    busy = np.maximum(crowd.busy, np.minimum(agents, crowd.busy + crowd.queue))
    return Crowd(busy, crowd.queue - (busy - crowd.busy), crowd.chance)


def _quantile(values: np.ndarray, chance: FloatArray) -> int:
    """Smallest value that is exceeded with a negligible chance only."""
    above = np.cumsum(np.bincount(values, chance)[::-1])[::-1]
    return int(np.count_nonzero(above > NEGLIGIBLE)) - 1


def _without_surplus(floor: Floor, chances: FloatArray) -> FloatArray:
    """The chances once all who had to leave have left."""
    rows = chances[floor.agents :].reshape(floor.surplus + 1, floor.room + 1)
    return np.concatenate([chances[: floor.agents], rows.sum(axis=0)])


def _passage(floor: Floor, span: float, rewards: FloatArray) -> _Passage:
    """Matrix over a span. Time spent by state solves: time x rates = end - start, and all of it is ``span``.

    One of these equations follows from the others. The likeliest state is set apart, so that what is solved for are times
    until that state is reached, which are short.
    """
    load = floor.arrivals - floor.agents * floor.service
    over = floor.room if not floor.leaving else min(floor.room, int(load / floor.leaving)) if load > 0 else 0
    likeliest = floor.agents + over if load > 0 else min(floor.agents, int(floor.arrivals / floor.service))
    others = np.delete(np.arange(floor.size), likeliest)
    system = csc_array(floor.rates - diagonal(floor.outflow))
    solver = splu(csc_array(system[others][:, others]))
    gained, spent = solver.solve(rewards[others]), solver.solve(np.ones(len(others)))
    outward = system[[likeliest]][:, others].toarray().ravel()
    mean = (rewards[likeliest] - outward @ gained) / (1.0 - outward @ spent)  # reward per second in the long run
    slope, level = np.zeros_like(rewards), mean * span
    slope[others] = gained - np.outer(spent, mean)
    return _Passage(exponential(floor.step, floor.pace, span), slope, level)
