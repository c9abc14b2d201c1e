"""Settled queues: what a queue comes to by formula, with so many whole agents to itself.

Each interval is taken alone, as if it had gone on for long. How long contacts are willing to wait decides on the formula: for
ever, Erlang C; an exponential time, Erlang A; anything else, M/M/n+G (Baccelli and Hebuterne 1981). Handling is taken to be
exponential whatever it is. Days are not alike: where volumes have a ``busyness``, a promise on the average is averaged over
how busy days are, and one on a share of days (``confidence``) is kept on a day so busy that just that share is quieter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.stats import norm

from optimize import curves
from optimize.curves import POINTS, Curve, Load, curve, rising
from sim import erlang
from sim.erlang import CEILING_SLACK

if TYPE_CHECKING:
    from scenarios.schema import Scenario, Target

Name = Literal["Erlang C", "Erlang A", "M/M/n+G"]
MOST_AGENTS = 1_000_000
REACHED = 1e-9  # of a score; rounding does not make a target missed


@dataclass(frozen=True)
class Formula:
    """What a queue is reckoned by. ``patience``: its mean in seconds where one number says all; ``capacity``: most who wait."""

    name: Name
    patience: float
    capacity: int | None = None

    @classmethod
    def of(cls, scenario: Scenario, queue: str, contact_types: tuple[str, ...]) -> Formula:
        """Choose by how long the contacts that come to the queue are willing to wait."""
        from scenarios.distributions import Exponential, Never

        found = [scenario.contact_types[name].patience for name in contact_types]
        means, capacity = {patience.mean() for patience in found}, scenario.queues[queue].capacity
        if all(isinstance(patience, Never) for patience in found):
            return cls("Erlang C", np.inf, capacity)
        if len(means) == 1 and all(isinstance(patience, Exponential) for patience in found):
            return cls("Erlang A", means.pop(), capacity)
        return cls("M/M/n+G", np.nan)


@dataclass(frozen=True, eq=False)
class Settled(Curve):
    """Score of a target against agents, each whole number exactly as its formula has it.

    As a curve it is straight between points, as programs want it; ``needs`` gives whole agents.
    """

    target: Target
    load: Load
    formula: Formula

    @classmethod
    def draw(cls, target: Target, load: Load, formula: Formula) -> Settled:
        """Draw the curve of a target for one queue and interval; ``load.busyness`` as the target asks for it."""
        if target.of == "offered" and formula.capacity is None and target.measure != "mean_wait":
            drawn = curve(target, load)  # quicker, and near enough for the shape
            return cls(drawn.agents, drawn.score, target, load, formula)
        top = load.agents * max(load.busyness)
        spread = 4 * np.sqrt(top) + 4
        agents = np.unique(np.r_[0.0, np.round(np.linspace(max(top * 0.5 - 3, 0), top + spread, POINTS))])
        score = [_score(target, load, formula, round(count)) for count in agents]
        return cls(agents, rising(score), target, load, formula)

    def exactly(self, agents: float) -> float:
        """Score with so many agents: each whole number as the formula has it, straight between two."""
        below = int(np.floor(agents + REACHED))
        part = max(agents - below, 0.0)
        low = self._exact(below)
        return low if part <= REACHED else low + part * (self._exact(below + 1) - low)

    def needs(self, score: float) -> float:
        """Fewest whole agents that reach the score; infinite if none do."""
        most = round(float(self.agents[-1]))
        while self._exact(most) < score - REACHED:
            most *= 2
            if most > MOST_AGENTS:
                return float("inf")
        short = -1
        while most - short > 1:
            middle = (short + most) // 2
            short, most = (middle, most) if self._exact(middle) < score - REACHED else (short, middle)
        return float(most)

    def _exact(self, agents: int) -> float:
        known = self._known
        if agents not in known:
            known[agents] = _score(self.target, self.load, self.formula, agents)
        return known[agents]

    @cached_property
    def _known(self) -> dict[int, float]:
        return {}


def busyness_for(scenario: Scenario, target: Target, load: Load) -> tuple[float, ...]:
    """How busy the days are on which a target has to be met: all of them on average, or one that few are busier than."""
    if target.confidence is None or len(load.busyness) == 1:
        return load.busyness
    spread = float(np.std(load.busyness)) / _spread_of_strata(len(load.busyness))
    return (max(1 + spread * float(norm.ppf(min(target.confidence, 1 - 1e-6))), 0.1),)


def _spread_of_strata(count: int) -> float:
    """Standard deviation of the middles of equal strata of a normal distribution: a little less than 1."""
    return float(np.std(norm.ppf((np.arange(count) + 0.5) / count)))


def _score(target: Target, load: Load, formula: Formula, agents: int) -> float:
    """How far above its target the queue ends, per offered contact, over the days on which it has to be met."""
    weights = np.array(load.busyness) / np.sum(load.busyness)
    days = [_on_a_day(target, replace(load, rate=load.rate * factor), formula, agents) for factor in load.busyness]
    return float(weights @ np.array(days))


def _on_a_day(target: Target, load: Load, formula: Formula, agents: int) -> float:
    in_time, lost, answered, wait = settled(load, formula, agents, target.within or 0.0, target.of)
    if target.measure == "answer_rate":
        return in_time - target.asked
    if target.measure == "abandonment":
        return target.asked - lost
    # Whoever finds nobody waits as long as he will: an hour without agents must not look like a short wait.
    longest = float(load.patience.waited[-1] if answered <= 0 else load.patience.moments[-1])
    return (answered if answered > 0 else 1.0) * (target.asked - min(wait, longest)) / target.asked


def settled(
    load: Load, formula: Formula, agents: int, within: float, of: str = "offered"
) -> tuple[float, float, float, float]:
    """Shares answered in time (``of`` the offered, the answered, ...), abandoned and answered, and the mean wait of the answered (s).

    An agent with several chats counts as so many agents with one each. Answered in time of the offered less short abandons is
    known of Erlang A and C; M/M/n+G gives that of the offered, which is no more.
    """
    slots = agents * load.slots
    if formula.name == "M/M/n+G":
        found = curves.steady(load, slots, within)
        share = found.in_time / found.answered if of == "answered" and found.answered > 0 else found.in_time
        return share, 1 - found.answered, found.answered, found.mean_wait
    demand = erlang.Demand(load.rate, load.handling, formula.patience, within, formula.capacity)
    steady = erlang.erlang_a(demand, slots)
    if not steady.settles or (slots == 0 and load.rate > 0):
        return 0.0, 1.0 if np.isfinite(formula.patience) else 0.0, 0.0, np.inf
    rate = getattr(steady, "answer_rate" if of == "offered" else f"answer_rate_of_{of}")
    answered = 1 - steady.abandonment - steady.blocked
    return float(rate or 0.0), steady.abandonment, answered, float(steady.mean_wait or 0.0)


def scheduled_for(on_floor: float, shrinkage: float) -> int:
    """Fewest scheduled people of whom so many are on the floor: the floor rounds half up, as the scenario language says."""
    if on_floor <= 0:
        return 0
    return max(int(np.ceil((np.ceil(on_floor - CEILING_SLACK) - 0.5) / (1 - shrinkage) - CEILING_SLACK)), 0)
