"""Curves: what a queue gains from each further agent, by formula.

For one queue and one interval a curve tells how far above (or below) a target the queue ends, per offered contact, with so
many agents to itself. The formula is that of a queue in a steady state with any kind of patience (M/M/n+G, Baccelli and
Hebuterne 1981; Erlang A if patience is exponential), averaged over how busy days are. Such a formula is right about the
shape and wrong about the level: the interval may be short, handling not exponential, agents shared with other queues. So it
is never believed as it stands: simulation tells how many agents it is off (``beliefs.py``), and only then is it used.

The score of a target is written so that more is better and 0 is just enough: answered in time / offered - asked, asked -
abandoned / offered, (asked - mean wait) x answered / offered / asked. Scores of intervals add up to that of an hour or a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from optimize.shifts import FloatArray, IntArray

if TYPE_CHECKING:
    from scenarios.distributions import Distribution
    from scenarios.schema import Target

POINTS = 17  # of a curve; between them it is straight
STRATA = 5  # of busyness
TOLERABLE = 0.05  # score by which a concave curve may promise too much
FOOT = 0.25  # share of a curve's rise that is left out where it may not
MOMENTS = 400  # of the waits that the formula integrates over
LONGEST_WAIT = 20.0  # in handle times; queues of people without patience are cut there


@dataclass(frozen=True, eq=False)
class Patience:
    """Share of contacts that would still wait after ``moments`` seconds."""

    moments: FloatArray
    waiting: FloatArray

    @classmethod
    def of(cls, mixture: Sequence[tuple[Distribution, float]], handling: float) -> Patience:
        """Mix the patience of several contact types, by their weights; moments as fine as handling asks for."""
        moments = np.r_[0.0, np.geomspace(handling * 1e-3, handling * LONGEST_WAIT, MOMENTS)]
        levels = (np.arange(2000) + 0.5) / 2000
        waiting = np.zeros(len(moments))
        for patience, weight in mixture:
            ends = np.sort(np.asarray(patience.quantile(levels, np.zeros(len(levels)))))
            waiting += weight * (1 - np.searchsorted(ends, moments, side="right") / len(levels))
        return cls(moments, waiting / max(sum(weight for _, weight in mixture), 1e-12))

    @cached_property
    def waited(self) -> FloatArray:
        """Mean time waited up to each moment, if nobody were answered."""
        steps = np.diff(self.moments) * (self.waiting[1:] + self.waiting[:-1]) / 2
        return np.asarray(np.r_[0.0, np.cumsum(steps)])


@dataclass(frozen=True)
class Load:
    """A queue in an interval: contacts a second, seconds of handling and wrapping up, patience, busyness factors.

    ``slots``: contacts that an agent can have at once.
    """

    rate: float
    handling: float
    patience: Patience
    busyness: tuple[float, ...] = (1.0,)
    slots: int = 1

    @property
    def contacts(self) -> float:
        """Contacts in hand at once, if all are answered."""
        return self.rate * self.handling

    @property
    def agents(self) -> float:
        """Agents' worth of work offered."""
        return self.contacts / self.slots


@dataclass(frozen=True)
class Steady:
    """A queue in its steady state: shares of the offered contacts, and the mean wait of the answered (s)."""

    in_time: float
    answered: float
    mean_wait: float


@dataclass(frozen=True)
class Curve:
    """Score per offered contact against agents: straight between points, level outside, never falling."""

    agents: FloatArray
    score: FloatArray

    def at(self, agents: float) -> float:
        """Score with so many agents."""
        return float(np.interp(agents, self.agents, self.score))

    def needs(self, score: float) -> float:
        """Fewest agents that reach the score; infinite if none do."""
        if score > self.score[-1] + 1e-12:
            return float("inf")
        return float(np.interp(score, self.score, self.agents))

    @cached_property
    def concave(self) -> Concave:
        """The curve as a program may use it: agents can be spread over intervals, so only a concave one can be believed.

        The least concave curve above an S would promise half the gain for half the agents. So where it lies far above, the
        foot of the S is left out, and the steep part is thought to go on downwards: pessimistic, where nobody should be.
        """
        whole = self._hull(np.arange(len(self.agents)))
        if float(np.max(np.interp(self.agents, whole.agents, whole.score) - self.score)) < TOLERABLE:
            return whole
        foot = self.score[0] + FOOT * (self.score[-1] - self.score[0])
        return self._hull(np.flatnonzero(self.score >= foot))

    def _hull(self, places: IntArray) -> Concave:
        keep: list[int] = []
        for place in (int(p) for p in places):
            while len(keep) > 1 and self._slope(keep[-2], keep[-1]) <= self._slope(keep[-2], place) + 1e-12:
                keep.pop()
            keep.append(place)
        return Concave(self.agents[keep], self.score[keep])

    def _slope(self, first: int, last: int) -> float:
        return float((self.score[last] - self.score[first]) / (self.agents[last] - self.agents[first]))


@dataclass(frozen=True)
class Concave:
    """A concave piece of a curve; it goes on straight below its first point, and level beyond its last."""

    agents: FloatArray
    score: FloatArray

    def at(self, agents: float) -> float:
        """Score with so many agents."""
        return min(slope * agents + intercept for slope, intercept in self.lines)

    def needs(self, score: float) -> float:
        """Fewest agents that reach the score; infinite if none do."""
        if score > self.score[-1] + 1e-12:
            return float("inf")
        return max((score - intercept) / slope for slope, intercept in self.lines if slope > 0)

    @cached_property
    def lines(self) -> tuple[tuple[float, float], ...]:
        """(slope, intercept) of lines whose least is the curve."""
        slopes = np.diff(self.score) / np.diff(self.agents)
        rising = [(float(m), float(y - m * x)) for m, x, y in zip(slopes, self.agents, self.score, strict=False)]
        return (*rising, (0.0, float(self.score[-1])))


def steady(load: Load, slots: int, within: float) -> Steady:
    """Work out the steady state of a queue with so many agents (or slots for chats): who finds nobody idle waits with density ``v``.

    ``v(x) = rate * p * exp(rate * waited(x) - slots * x / handling)``, p the chance that all but one are taken; only the
    share that is still waiting after x is answered then.
    """
    if slots < 1:
        return Steady(0.0, 0.0, np.inf)
    moments, patience = load.patience.moments, load.patience
    exponent = load.rate * patience.waited - slots * moments / load.handling
    shift = max(float(exponent.max()), 0.0)
    density = load.rate * np.exp(exponent - shift)
    at_once = np.exp(-shift) / _erlang_b(slots - 1, load.contacts)
    whole = at_once + float(np.trapezoid(density, moments))
    answered = density * patience.waiting
    up_to = np.r_[0.0, np.cumsum(np.diff(moments) * (answered[1:] + answered[:-1]) / 2)]
    share = (at_once + float(up_to[-1])) / whole
    wait = float(np.trapezoid(answered * moments, moments)) / whole / max(share, 1e-12)
    return Steady((at_once + float(np.interp(within, moments, up_to))) / whole, share, wait)


def _erlang_b(agents: int, offered: float) -> float:
    blocked = 1.0
    for count in range(1, agents + 1):
        blocked = offered * blocked / (count + offered * blocked)
    return max(blocked, 1e-300)


def curve(target: Target, load: Load) -> Curve:
    """Draw the curve of a target for one queue and interval."""
    top = load.contacts * max(load.busyness)
    spread = 4 * np.sqrt(top) + 4
    slots = np.unique(np.r_[0.0, np.round(np.linspace(max(top * 0.5 - 3, 0), top + spread, POINTS))])
    score = [_score(target, load, round(count)) for count in slots]
    return Curve(slots / load.slots, rising(score))


def rising(score: Sequence[float]) -> FloatArray:
    """Scores of more and more agents, none above that of any more.

    With impatient callers the few who are answered wait longer with some agents than with one: that must not speak for one.
    """
    return np.asarray(np.minimum.accumulate(np.array(score)[::-1])[::-1] + np.arange(len(score)) * 1e-9)


def _score(target: Target, load: Load, slots: int) -> float:
    weights = np.array(load.busyness) / np.sum(load.busyness)
    days = [Load(load.rate * factor, load.handling, load.patience) for factor in load.busyness]
    return float(sum(weight * _on_a_day(target, day, slots) for weight, day in zip(weights, days, strict=True)))


def _on_a_day(target: Target, load: Load, slots: int) -> float:
    found = steady(load, slots, target.within or 0.0)
    if target.measure == "answer_rate":
        return found.in_time - target.asked
    if target.measure == "abandonment":
        return target.asked - (1 - found.answered)
    if not found.answered:  # whoever finds nobody waits as long as he will: that is no short wait
        return (target.asked - float(load.patience.waited[-1])) / target.asked
    return found.answered * (target.asked - found.mean_wait) / target.asked


def busy_factors(cv: float) -> tuple[float, ...]:
    """Busyness of days in equal strata: normal quantiles, mean 1, never below a tenth."""
    if cv <= 0:
        return (1.0,)
    middles = (np.arange(STRATA) + 0.5) / STRATA
    factors = np.maximum(1 + cv * norm.ppf(middles), 0.1)
    return tuple(float(factor) for factor in factors / factors.mean())
