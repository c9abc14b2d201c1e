"""The one queue in callfloor, on either of its engines: contacts are drawn, happen on the floor and are written into a log.

The scenario is read and the compiled engine made ready once, before the race, as Cimba compiles its model before.
"""

from __future__ import annotations

from functools import cache
from math import ceil
from typing import TYPE_CHECKING

from benchmarks.one_queue import Calls, OneQueue
from scenarios.loading import parse
from sim import floor, traffic
from sim.log import Log, Outcome
from sim.staffing import Staffing

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.kernel import CompiledFloor

DAY = 24 * 3600.0


@cache
def scenario(queue: OneQueue) -> Scenario:
    """Write the queue in callfloor's language: after closing nobody calls, and the agents stay."""
    days, open_for = ceil(queue.closes / DAY), round(queue.closes / queue.interval)
    volumes = [queue.rate * queue.interval] * open_for + [0.0] * (round(days * DAY / queue.interval) - open_for)
    return parse(
        {
            "callfloor": 1,
            "title": "One queue",
            "calendar": {"start": "2026-03-02", "days": days, "interval": f"{queue.interval:.0f} s"},
            "contact_types": {
                "call": {
                    "arrivals": {"volumes": volumes},
                    "enters": "line",
                    "patience": {"exponential": {"mean": f"{queue.patience} s"}},
                }
            },
            "queues": {"line": {}},
            "agent_groups": {
                "agents": {
                    "skills": {"line": {"handle_time": {"exponential": {"mean": f"{queue.handling} s"}}}},
                    "staffing": queue.agents,
                }
            },
        }
    )


@cache
def _compiled(queue: OneQueue) -> CompiledFloor:
    from sim.kernel import CompiledFloor

    return CompiledFloor(scenario(queue), Staffing.of(scenario(queue)))


def on_compiled(queue: OneQueue, first: int, number: int) -> list[Calls]:
    """Simulate several days on the compiled engine."""
    centre, engine = scenario(queue), _compiled(queue)
    return [_calls(engine.run(traffic.draw(centre, 1, first + place))) for place in range(number)]


def on_simpy(queue: OneQueue, first: int, number: int) -> list[Calls]:
    """Simulate several days on the SimPy engine."""
    centre = scenario(queue)
    staffing = Staffing.of(centre)
    return [_calls(floor.run(centre, traffic.draw(centre, 1, first + place), staffing)) for place in range(number)]


def _calls(log: Log) -> Calls:
    return Calls(log.wait, log.outcome == Outcome.ANSWERED)
