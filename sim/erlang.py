"""Erlang's formulas: what a queue comes to when nothing changes for long.

Contacts arrive at random (Poisson) at one rate, handling times are exponential, all agents are alike, first come first served.
Three models differ in what a contact does that finds every agent busy:

- B: it is gone at once (a loss system; Erlang 1917).
- C: it waits, for ever if it must (Erlang 1917). With more work than agents the queue grows without end: it does not *settle*.
- A: it waits until its patience, exponential too, runs out (Palm 1957; Garnett, Mandelbaum and Reiman 2002). It always settles.

C and A may have a limit on the contacts waiting (``capacity``); who finds it full is blocked, and counts as offered.

How it is computed. The chance of n busy agents and k waiting is, but for a factor, a product of ratios: all is kept in logarithms and
only the states that matter are summed, so loads of 50,000 erlangs take milliseconds. The wait of a contact with k ahead
is a sum of k + 1 exponential times with rates n m, n m + h, ..., n m + k h (agents end contacts at rate m each, patience runs out at
rate h); exp(-h wait) then has the distribution Beta(n m / h, k + 1), which gives the shares answered in time exactly.
All times are seconds and all rates per second; a share is of offered contacts unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, digamma, gammainc, logsumexp

FloatArray = NDArray[np.float64]
Model = Literal["a", "b", "c"]

CEILING_SLACK = 1e-9  # 14 / (1 - 0.3) is 20, though floats say 20.000000000000004
RARE = -50.0  # logarithm of chances that are left out, against the largest
MOST_AGENTS = 10_000_000


@dataclass(frozen=True)
class Demand:
    """What is asked of the agents, and what counts as answered in time."""

    arrivals: float  # per second
    handle_mean: float  # seconds: talk, hold and wrap-up
    patience_mean: float = np.inf  # seconds; used by model A alone
    within: float = 20.0  # seconds
    capacity: int | None = None  # most contacts waiting; None: no limit

    def __post_init__(self) -> None:
        """Refuses what is not a demand."""
        if not 0 <= self.arrivals < np.inf:
            raise ValueError(f"arrivals(={self.arrivals}) must be >= 0 per second.")
        if not 0 < self.handle_mean < np.inf:
            raise ValueError(f"handle_mean(={self.handle_mean}) must be > 0 seconds.")
        if not self.patience_mean > 0:
            raise ValueError(
                f"patience_mean(={self.patience_mean}) must be > 0 seconds; inf for contacts that wait for ever."
            )
        if not self.within >= 0:
            raise ValueError(f"within(={self.within}) must be >= 0 seconds.")
        if self.capacity is not None and self.capacity < 0:
            raise ValueError(f"capacity(={self.capacity}) must be >= 0, or None for no limit.")

    @property
    def load(self) -> float:
        """Work offered, in erlangs: agents busy on average if nobody waited or left."""
        return self.arrivals * self.handle_mean


@dataclass(frozen=True)
class Steady:
    """A queue that has settled. Shares are of offered contacts; None where there is nothing to speak of."""

    agents: int
    settles: bool  # False: more work than agents and nobody leaves, so the queue grows without end
    answer_rate: float  # answered within T
    answer_rate_of_answered: float | None
    answer_rate_of_offered_less_short_abandons: float | None
    abandonment: float
    abandoned_within: float  # abandoned within T
    blocked: float
    probability_of_wait: float | None  # not answered at once (waits, or is blocked)
    mean_wait: float | None  # seconds, of the answered
    mean_wait_all: float | None  # seconds, of the offered
    mean_queue: float | None
    occupancy: float


@dataclass(frozen=True)
class Goal:
    """What is asked of a staffing; None: not asked."""

    answer_rate: float | None = None  # at least
    of: Literal["offered", "answered", "offered_less_short_abandons"] = "offered"
    abandonment: float | None = None  # at most, as all that follow
    blocked: float | None = None
    mean_wait: float | None = None
    probability_of_wait: float | None = None
    occupancy: float | None = None

    def __post_init__(self) -> None:
        """Refuses goals that no number of agents can reach."""
        for name in ("answer_rate", "occupancy"):
            value = getattr(self, name)
            if value is not None and not 0 < value <= 1:
                raise ValueError(f"{name}(={value}) must be above 0 and at most 1.")
        for name in ("abandonment", "blocked", "mean_wait", "probability_of_wait"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"{name}(={value}) must be > 0: no number of agents rules it out.")

    def met(self, steady: Steady) -> bool:
        """Whether a settled queue reaches all that is asked."""
        name = "answer_rate" if self.of == "offered" else f"answer_rate_of_{self.of}"
        reached = getattr(steady, name)
        if self.answer_rate is not None and (reached is None or reached < self.answer_rate):
            return False
        for limit in ("abandonment", "blocked", "mean_wait", "probability_of_wait", "occupancy"):
            asked, value = getattr(self, limit), getattr(steady, limit)
            if asked is not None and (value is None or value > asked):
                return False
        return steady.settles


def erlang_b(load: float, agents: int) -> float:
    """Share of contacts lost by ``agents`` who are offered ``load`` erlangs, if nobody can wait."""
    if load <= 0:
        return 0.0 if agents else 1.0
    return float(np.exp(-_log_below(load, agents)))


def loss(demand: Demand, agents: int) -> Steady:
    """Model B: who finds every agent busy is blocked. There are no waits, so those are None."""
    if demand.arrivals == 0:
        return replace(_nothing_offered(agents), mean_wait=None, mean_wait_all=None, probability_of_wait=None)
    lost = erlang_b(demand.load, agents)
    answered = 1.0 - lost
    return Steady(
        agents=agents,
        settles=True,
        answer_rate=answered,
        answer_rate_of_answered=1.0 if agents else None,
        answer_rate_of_offered_less_short_abandons=answered,
        abandonment=0.0,
        abandoned_within=0.0,
        blocked=lost,
        probability_of_wait=None,
        mean_wait=None,
        mean_wait_all=None,
        mean_queue=0.0,
        occupancy=demand.load * answered / agents if agents else 0.0,
    )


def erlang_c(demand: Demand, agents: int) -> Steady:
    """Model C: nobody gives up (a ``patience_mean`` is ignored)."""
    if demand.arrivals == 0:
        return _nothing_offered(agents)
    if demand.capacity is not None:
        return _summed(replace(demand, patience_mean=np.inf), agents)
    if demand.load >= agents:
        return _grows_without_end(agents)
    lost, used = erlang_b(demand.load, agents), demand.load / agents
    waits = lost / (1.0 - used + used * lost)
    drain = agents / demand.handle_mean - demand.arrivals
    in_time = 1.0 - waits * float(np.exp(-drain * demand.within))
    return Steady(
        agents=agents,
        settles=True,
        answer_rate=in_time,
        answer_rate_of_answered=in_time,
        answer_rate_of_offered_less_short_abandons=in_time,
        abandonment=0.0,
        abandoned_within=0.0,
        blocked=0.0,
        probability_of_wait=waits,
        mean_wait=waits / drain,
        mean_wait_all=waits / drain,
        mean_queue=demand.arrivals * waits / drain,
        occupancy=used,
    )


def erlang_a(demand: Demand, agents: int) -> Steady:
    """Model A: contacts give up when their patience runs out; without patience this is model C."""
    if np.isinf(demand.patience_mean):
        return erlang_c(demand, agents)
    return _nothing_offered(agents) if demand.arrivals == 0 else _summed(demand, agents)


def steady(model: Model, demand: Demand, agents: int) -> Steady:
    """The queue under one of the three models."""
    if agents < 0:
        raise ValueError(f"agents(={agents}) must be >= 0.")
    return {"a": erlang_a, "b": loss, "c": erlang_c}[model](demand, agents)


def steady_by_agents(demand: Demand, most: int) -> tuple[Steady, ...]:
    """Model A for 0, 1, ... ``most`` agents."""
    return tuple(erlang_a(demand, agents) for agents in range(most + 1))


def fewest_agents(model: Model, demand: Demand, goal: Goal) -> Steady:
    """The queue with the fewest agents that reach the goal.

    Every measure gets better with each agent, so the number is bracketed from 0 up by doubling, and halved down to one.
    """
    if goal.met(steady(model, demand, 0)):
        return steady(model, demand, 0)
    short, enough = 0, 1
    while not goal.met(steady(model, demand, enough)):
        short, enough = enough, 2 * enough
        if enough > MOST_AGENTS:
            raise ValueError(f"{goal} is not met by {MOST_AGENTS:,} agents for {demand}.")
    while enough - short > 1:
        middle = (short + enough) // 2
        short, enough = (short, middle) if goal.met(steady(model, demand, middle)) else (middle, enough)
    return steady(model, demand, enough)


def with_shrinkage(agents: int, shrinkage: float) -> int:
    """People to schedule so that at least ``agents`` are on the floor when a share of them is away."""
    if not 0 <= shrinkage < 1:
        raise ValueError(f"shrinkage(={shrinkage}) must be at least 0 and below 1.")
    return int(np.ceil(agents / (1.0 - shrinkage) - CEILING_SLACK))


def priority_waits(arrivals: Sequence[float], handle_mean: float, agents: int) -> tuple[float, ...] | None:
    """Mean wait by class, most urgent first, nobody gives up, all classes handled alike (Cobham 1954; Kella and Yechiali 1985).

    None if the queue does not settle. Who is being served is not interrupted.
    """
    whole = erlang_c(Demand(sum(arrivals), handle_mean), agents)
    if not whole.settles or whole.probability_of_wait is None:
        return None
    delay = whole.probability_of_wait * handle_mean / agents
    return _by_class(delay, [rate * handle_mean / agents for rate in arrivals])


def priority_waits_one_agent(
    arrivals: Sequence[float], handle_means: Sequence[float], second_moments: Sequence[float]
) -> tuple[float, ...] | None:
    """The same for one agent and any handling times, by class: mean and mean square, in s and s^2 (Cobham 1954)."""
    used = [rate * mean for rate, mean in zip(arrivals, handle_means, strict=True)]
    if sum(used) >= 1:
        return None
    delay = sum(rate * moment for rate, moment in zip(arrivals, second_moments, strict=True)) / 2
    return _by_class(delay, used)


def _by_class(delay: float, used: Sequence[float]) -> tuple[float, ...]:
    """Mean waits from the mean delay until somebody is free, if all wait, and the share of capacity each class uses."""
    free = 1.0 - np.concatenate([[0.0], np.cumsum(used)])
    return tuple(float(delay / (above * below)) for above, below in pairwise(free))


def _nothing_offered(agents: int) -> Steady:
    """No contacts: what few contacts would see is what counts, so that no goal asks for agents."""
    return Steady(agents, True, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def _grows_without_end(agents: int) -> Steady:
    """More work than agents: in the long run everybody waits longer than any threshold."""
    return Steady(agents, False, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, None, None, None, 1.0 if agents else 0.0)


def _log_below(load: float, agents: int) -> float:
    """Logarithm of (chance that at most ``agents`` are busy) / (chance that just so many are), nobody waiting.

    The sum over j of n (n-1) ... (n-j+1) / load^j; its terms only matter near the largest.
    """
    peak = max(0, agents - int(load))
    most = min(agents, peak + int(11.0 * np.sqrt(max(load, agents))) + 60)
    ratios = np.log(np.arange(agents, agents - most, -1.0) / load)
    return float(logsumexp(np.concatenate([[0.0], np.cumsum(ratios)])))


@dataclass(frozen=True)
class _Waiting:
    """Chances of k contacts waiting and all agents busy, for the k that matter."""

    k: FloatArray
    chance: FloatArray
    nobody: float  # chance that an agent is idle


def _states(demand: Demand, agents: int) -> _Waiting:
    """Chances by contacts waiting, of a queue with patience or capacity or both.

    With patience the chance of k waiting is that of c + k in a Poisson distribution of mean a = arrivals / h, where c = n m / h.
    """
    ends, leaving = agents / demand.handle_mean, 1.0 / demand.patience_mean
    low, high = _span(demand, ends, leaving)
    k = np.arange(low, high + 1, dtype=np.float64)
    steps = np.log(demand.arrivals) - np.log(ends + k[1:] * leaving)
    rises = np.concatenate([[0.0], np.cumsum(steps)])
    if low == 0:
        idle = _log_below(demand.load, agents)  # of it, the state with all busy and nobody waiting is exp(0)
        below = idle + np.log1p(-np.exp(-idle)) if idle > 0 else -np.inf
    else:
        below = -np.inf
    total = float(np.logaddexp(below, logsumexp(rises)))
    return _Waiting(k, np.exp(rises - total), float(np.exp(below - total)))


def _span(demand: Demand, ends: float, leaving: float) -> tuple[int, int]:
    """First and last number waiting that matter: the others have a chance below exp(RARE) against the likeliest."""
    most = np.inf if demand.capacity is None else float(demand.capacity)
    if leaving:
        mean, start = demand.arrivals / leaving, ends / leaving
        likeliest = min(max(mean - start, 0.0), most)
        reach = 11.0 * np.sqrt(max(mean, start)) + 60.0
    else:
        likeliest = most if demand.arrivals > ends else 0.0
        reach = most
    slope = abs(np.log(demand.arrivals / (ends + likeliest * leaving))) if ends + likeliest * leaving > 0 else np.inf
    if likeliest in (0.0, most) and slope > 0:
        reach = min(reach, RARE / -slope + 1.0)  # on a slope that only gets steeper
    return int(max(0.0, np.floor(likeliest - reach))), int(min(most, np.ceil(likeliest + reach)))


def _summed(demand: Demand, agents: int) -> Steady:
    """Measures of a queue with patience or capacity, as sums over what an arriving contact finds."""
    if not agents and np.isinf(demand.patience_mean):  # the queue fills up, and stays full
        lost = replace(_grows_without_end(0), settles=True, blocked=1.0, mean_wait_all=0.0)
        return replace(lost, mean_queue=float(demand.capacity or 0))
    states = _states(demand, agents)
    full = states.k == demand.capacity if demand.capacity is not None else np.zeros(len(states.k), dtype=bool)
    blocked = float(states.chance[full].sum())
    ahead, found = states.k[~full], states.chance[~full]
    queue = float(states.k @ states.chance)
    ends, leaving = agents / demand.handle_mean, 1.0 / demand.patience_mean
    wait_all = queue / demand.arrivals
    abandoned = leaving * wait_all
    answered = max(0.0, 1.0 - blocked - abandoned)
    waited = float(found @ _wait_if_answered(ahead, ends, leaving)) if agents else 0.0
    in_time, waiting = _shares(ahead, ends, leaving, demand.within)
    within = states.nobody + float(found @ in_time)
    gone = max(0.0, float(found @ (1.0 - in_time - waiting))) if leaving else 0.0
    return Steady(
        agents=agents,
        settles=True,
        answer_rate=min(within, 1.0),
        answer_rate_of_answered=min(within / answered, 1.0) if agents else None,
        answer_rate_of_offered_less_short_abandons=min(within / (1.0 - gone), 1.0) if gone < 1.0 else None,
        abandonment=min(abandoned, 1.0) if agents else 1.0 - blocked if leaving else 0.0,
        abandoned_within=gone,
        blocked=blocked,
        probability_of_wait=min(float(states.chance.sum()), 1.0),
        mean_wait=waited / answered if agents else None,
        mean_wait_all=wait_all,
        mean_queue=queue,
        occupancy=min(demand.load * answered / agents, 1.0) if agents else 0.0,
    )


def _shares(ahead: FloatArray, ends: float, leaving: float, within: float) -> tuple[FloatArray, FloatArray]:
    """Chances, by contacts ahead, to be answered within ``within``, and to be still waiting then."""
    if not ends:
        return np.zeros(len(ahead)), np.full(len(ahead), np.exp(-leaving * within))
    if not leaving:
        in_time = np.asarray(gammainc(ahead + 1.0, ends * within), dtype=np.float64)
        return in_time, 1.0 - in_time
    part, kept = ends / leaving, np.exp(-leaving * within)
    answered = part / (part + ahead + 1.0) * betainc(ahead + 1.0, part + 1.0, -np.expm1(-leaving * within))
    return np.asarray(answered), np.asarray(kept * betainc(part, ahead + 1.0, kept))


def _wait_if_answered(ahead: FloatArray, ends: float, leaving: float) -> FloatArray:
    """Mean of (seconds waited, if answered, else 0) by contacts ahead."""
    if not len(ahead):
        return ahead
    first, each = ahead[0], 1.0 / (ends + (ahead + 1.0) * leaving)
    before = 0.0
    if first > 0:
        c = ends / leaving if leaving else 0.0
        before = float((digamma(c + first + 1.0) - digamma(c + 1.0)) / leaving) if leaving else float(first / ends)
    return np.asarray(ends / (ends + (ahead + 1.0) * leaving) * (before + np.cumsum(each)))
