"""What the learning charts are about: one queue and one team, in the five figures that a planner can move.

The same queue is told three ways: by Erlang C (everybody waits), by Erlang A (some give up) and by simulating whole days of it. The
simulated days are those of an ordinary scenario, run by the very floor that runs everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from callfloor.language import plural
from sim.erlang import Demand, Goal, Steady, fewest_agents, steady

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.erlang import Model

WITHIN = 20.0  # s: what counts as answered in time
GOAL = 0.8  # of the offered
HALF_HOURS = 48
SETTLED = 4.0  # h that a simulated day runs before it is measured, where it is compared with a formula
OPEN = 8  # h of the day that starts empty
CONTACTS = 120_000  # simulated at each point: a second's work in all
FEWEST, MOST = 6, 60  # days of one point


@dataclass(frozen=True)
class Asked:
    """One queue: contacts an hour, mean handle time and mean patience (s; None: nobody gives up), agents."""

    rate: float
    handle: float
    patience: float | None
    agents: int

    @property
    def load(self) -> float:
        """Work offered, in erlangs."""
        return self.rate * self.handle / 3600.0

    def demand(self, *, patient: bool = False) -> Demand:
        """As the formulas take it; ``patient``: nobody gives up."""
        kept = None if patient else self.patience
        return Demand(self.rate / 3600.0, self.handle, float("inf") if kept is None else kept, WITHIN)

    def by(self, model: Model) -> Steady:
        """The settled queue by Erlang A or C."""
        return steady(model, self.demand(), self.agents)

    def needed(self, model: Model) -> int:
        """Fewest agents that answer 80 % within 20 s."""
        return fewest_agents(model, self.demand(), Goal(GOAL)).agents

    def times(self, factor: float) -> Asked:
        """So many times the contacts."""
        return replace(self, rate=self.rate * factor)


@dataclass(frozen=True)
class Found:
    """What simulation gives for one number of agents: means and 95 % limits (None: too few days, or undefined)."""

    agents: int
    answer_rate: tuple[float | None, float | None, float | None]
    abandonment: float | None
    mean_wait: float | None


@dataclass(frozen=True)
class Filling:
    """Days that start empty, by half-hour: mean number waiting with its limits, over so many days."""

    days: int
    queue: tuple[tuple[float, float | None, float | None], ...]


def people(agents: float) -> str:
    """So many agents, in words."""
    return plural("{n} agent", "{n} agents", agents)


def points(asked: Asked) -> tuple[int, ...]:
    """Numbers of agents at which to simulate: the one that was chosen, and some on both sides of it."""
    step = max(1, round(asked.load**0.5 / 2))
    return tuple(sorted({max(asked.agents + step * place, 1) for place in (-2, -1, 0, 1, 2)}))


def simulated(asked: Asked, agents: Sequence[int], seed: int = 1) -> tuple[Found, ...]:
    """Simulate the settled queue with each of these numbers of agents, on the same contacts."""
    from sim import experiment

    days = _days(asked.rate * (24.0 - SETTLED))
    found = []
    for number in agents:
        results = experiment.simulate(scenario(replace(asked, agents=number), days=days, seed=seed))
        rate = results.value("answer_rate", within=WITHIN)
        lost, wait = results.value("abandonment"), results.value("mean_wait")
        found.append(Found(number, (rate.mean, rate.low, rate.high), lost.mean, wait.mean))
    return tuple(found)


def filling(asked: Asked, seed: int = 1) -> Filling:
    """Simulate days of eight hours that start empty, nobody giving up: how long the queue is, half-hour by half-hour."""
    from sim import experiment

    patient = replace(asked, patience=None)
    days = _days(asked.rate * OPEN, most=120)
    results = experiment.simulate(scenario(patient, days=days, hours=OPEN, settled=0.0, seed=seed))
    starts = results.scenario.calendar.starts[: 2 * OPEN]
    rows = [results.value("mean_queue_length", "queue", "calls", interval=start) for start in starts]
    return Filling(days, tuple((row.mean or 0.0, row.low, row.high) for row in rows))


def _days(contacts: float, most: int = MOST) -> int:
    return int(min(max(CONTACTS / max(contacts, 1.0), FEWEST), most))


def scenario(asked: Asked, *, days: int = 20, hours: int = 24, settled: float = SETTLED, seed: int = 1) -> Scenario:
    """The queue as a scenario: the same contacts in every half-hour of the first ``hours``; measured after ``settled`` hours."""
    from scenarios.loading import parse

    volumes = [asked.rate / 2 if place < 2 * hours else 0.0 for place in range(HALF_HOURS)]
    patience = {} if asked.patience is None else {"patience": {"exponential": {"mean": f"{asked.patience:.10g} s"}}}
    team = {
        "skills": {"calls": {"handle_time": {"exponential": {"mean": f"{asked.handle:.10g} s"}}}},
        "staffing": asked.agents,
    }
    return parse(
        {
            "callfloor": 1,
            "title": "One queue, one team",
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min"},
            "contact_types": {
                "call": {"channel": "voice", "arrivals": {"volumes": volumes}, "enters": "calls", **patience}
            },
            "queues": {"calls": {}},
            "agent_groups": {"team": team},
            "experiment": {"replications": days, "seed": seed, "warm_up": f"{settled:g} h"},
        }
    )
