"""The outlook of a waiting contact: what it may expect from the staff of this interval and of those that follow.

Everything here looks back from the future, as a value by state: the chance to be answered in time, the wait still to come.
A queue that is surely empty of today's contacts before the interval ends need not look further (``settles``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.exact.stage import Floor, Waiting
from sim.exact.store import Store
from sim.exact.uniform import FloatArray, backward

Staff = tuple[int, ...]


@dataclass(frozen=True)
class Window:
    """What is added up: answers within ``span`` of joining; or, if ``held``, the waiting of contacts that will be answered."""

    span: float
    held: bool = False

    def reward(self, floor: Floor, answered: FloatArray) -> FloatArray:
        """Rate of reward by the floor's state, from the chance to be answered by the waiting contact's state."""
        return floor.held(answered) if self.held else floor.joining(answered, idle=1.0)


class Outlook:
    """Values by state for contacts that wait in one interval of a day, given the staff of the following ones."""

    def __init__(self, interval: float, intervals: int, serve_out: bool, store: Store) -> None:
        self._interval, self._intervals, self._serve_out, self._store = interval, intervals, serve_out, store

    def early(self, floor: Floor, window: Window) -> FloatArray:
        """Reward rate while the window ends, or the queue settles, before the interval does."""
        return window.reward(floor, self._own(floor.waiting, np.array([window.span])))[:, 0]

    def late(self, number: int, floor: Floor, span: float, window: Window, staff: Staff) -> FloatArray:
        """Reward of the last ``span`` of an interval, whose contacts' windows may cross into the next, by the state at its begin."""
        key = ("late", floor, span, window, *self._reach(number, floor.waiting, window.span, staff))
        return self._store.get(key, lambda: self._late(number, floor, span, window, staff))

    def held(self, bound: int, floor: Floor, staff: Staff, waits: bool) -> FloatArray:
        """Still to come for all who wait at a bound, by the floor's state: columns as in ``_rest``."""
        key = ("held", floor, waits, *self._reach(bound - 1, floor.waiting, np.inf, staff))
        return self._store.get(key, lambda: floor.held(self._rest(bound, floor.waiting, staff, waits)))

    def _reach(self, number: int, waiting: Waiting, span: float, staff: Staff) -> tuple[object, ...]:
        """The staff that can matter to contacts of interval ``number``, and whether the day's end can."""
        following = number + 1
        while following < self._intervals:
            waiting = self._store.same(waiting.restaffed(staff[following]))
            following += 1
            if min(span, waiting.settles) <= self._interval:
                return staff[number + 1 : following], False
            span -= self._interval
        return staff[number + 1 :], True

    def _late(self, number: int, floor: Floor, span: float, window: Window, staff: Staff) -> FloatArray:
        begin = self._interval - span
        moments, shares = self._nodes(floor, begin, window.span)
        answered = self._answered_before(number, floor.waiting, self._interval - moments, window.span, staff)
        values = backward(floor.step, floor.pace, moments - begin, window.reward(floor, answered), None)
        return np.asarray(values @ shares)

    def _nodes(self, floor: Floor, begin: float, span: float) -> tuple[FloatArray, FloatArray]:
        """Gauss points from ``begin`` to the interval's end, apart where a window's end passes from one staff to the next."""
        bounds = [begin, self._interval]
        if np.isfinite(span):
            crossing = self._interval - span % self._interval
            bounds += [crossing] if begin < crossing < self._interval else []
        moments, shares = [], []
        for low, high in zip(sorted(bounds)[:-1], sorted(bounds)[1:], strict=True):
            points, weight = self._gauss(floor.pace * (high - low))
            moments.append(low + (high - low) * (points + 1) / 2)
            shares.append(weight * (high - low) / 2)
        return np.concatenate(moments), np.concatenate(shares)

    def _gauss(self, ticks: float) -> tuple[FloatArray, FloatArray]:
        """Gauss points and weights on [-1, 1] for sums of exp(-a t) with a x length up to ``ticks``: about its root are enough."""
        count = 8 * int(np.ceil((10.0 + np.sqrt(10.0 * ticks)) / 8))
        return self._store.get(("gauss", count), lambda: np.polynomial.legendre.leggauss(count))

    def _answered_before(
        self, number: int, waiting: Waiting, until_end: FloatArray, span: float, staff: Staff
    ) -> FloatArray:
        """Chance to be answered within ``span`` from ``until_end`` before the interval's end, one column a moment."""
        left = np.array([np.inf]) if np.isinf(span) else span - until_end
        final = self._next_answered(number, waiting, left, staff)
        return waiting.followed(until_end, final, waiting.answering)

    def _next_answered(self, number: int, waiting: Waiting, spans: FloatArray, staff: Staff) -> FloatArray:
        """The same at the end of interval ``number``, for what is left of each window."""
        if number + 1 >= self._intervals:
            return self._own(waiting, spans) if self._serve_out else np.zeros((waiting.size, len(spans)))
        agents = staff[number + 1]
        after = self._answered(number + 1, self._store.same(waiting.restaffed(agents)), spans, staff)
        return waiting.seen_before(agents, after, 1.0)

    def _answered(self, number: int, waiting: Waiting, spans: FloatArray, staff: Staff) -> FloatArray:
        """Chance to be answered within each span of the start of interval ``number``, by the state just after it began."""
        within = np.minimum(spans, waiting.settles) <= self._interval
        values = np.empty((waiting.size, len(spans)))
        if within.any():
            values[:, within] = self._own(waiting, spans[within])
        if not within.all():
            final = self._next_answered(number, waiting, spans[~within] - self._interval, staff)
            whole = np.full(int((~within).sum()), self._interval)
            values[:, ~within] = waiting.followed(whole, final, waiting.answering)
        return values

    def _own(self, waiting: Waiting, spans: FloatArray) -> FloatArray:
        """Chance to be answered within each span if this staff stays so long."""
        if np.isinf(spans).all():
            chance = self._settled(waiting, False)[:, 2] if np.isfinite(waiting.settles) else np.zeros(waiting.size)
            return np.repeat(chance[:, None], len(spans), axis=1)
        return waiting.followed(np.minimum(spans, waiting.settles), None, waiting.answering)

    def _settled(self, waiting: Waiting, waits: bool) -> FloatArray:
        """Under this staff for ever: wait, chance to be left (0), and chance of an answer or (``waits``) wait if answered."""
        return self._store.get(("settled", waiting, waits), lambda: _settled(waiting, waits))

    def _rest(self, number: int, waiting: Waiting, staff: Staff, waits: bool) -> FloatArray:
        """By state at the start of interval ``number``: seconds of wait to come, chance to be left, seconds if answered."""
        ends = number >= self._intervals
        stays = self._serve_out and np.isfinite(waiting.settles)
        if stays if ends else waiting.settles <= self._interval:
            return np.asarray(self._settled(waiting, waits) * np.array([1.0, 1.0, float(waits)]))
        if ends:
            return np.array([[0.0, 1.0, 0.0]]).repeat(waiting.size, axis=0)
        agents = staff[number + 1] if number + 1 < self._intervals else waiting.agents
        after = self._rest(number + 1, self._store.same(waiting.restaffed(agents)), staff, waits)
        before = waiting.seen_before(agents, after, 0.0)
        span = np.array([self._interval])
        earned = waiting.followed(span, None, np.ones(waiting.size))
        values = np.hstack([waiting.followed(span, before[:, [column]], None) for column in range(3)])
        values[:, 0] += earned[:, 0]
        if waits:
            values[:, 2] += self._waited_if_answered(number, waiting, staff)
        return values

    def _waited_if_answered(self, number: int, waiting: Waiting, staff: Staff) -> FloatArray:
        """Seconds waited in interval ``number`` by a contact there from its start, if it will be answered at some time."""
        points, weight = self._gauss(waiting.pace * self._interval)
        moments = self._interval * (points + 1) / 2
        answered = self._answered_before(number, waiting, self._interval - moments, np.inf, staff)
        return np.asarray(waiting.followed(moments, answered, None) @ (weight * self._interval / 2))


def _settled(waiting: Waiting, waits: bool) -> FloatArray:
    wait = waiting.until_settled(np.ones(waiting.size))
    answered = waiting.until_settled(waiting.answering)
    third = waiting.until_settled(answered) if waits else answered
    return np.stack([wait, np.zeros(waiting.size), third], axis=1)
