"""The one queue in callfloor, on either of its engines: contacts are drawn, happen on the floor and are written into a log.

The scenario is read and the compiled engine made ready once, before the race, as Cimba compiles its model before.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from benchmarks.one_queue import INTERVAL, Calls, OneQueue
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
    intervals, open_for = round(DAY / INTERVAL), round(queue.closes / INTERVAL)
    volumes = [queue.rate * INTERVAL] * open_for + [0.0] * (intervals - open_for)
    return parse(
        {
            "callfloor": 1,
            "title": "One queue",
            "calendar": {"start": "2026-03-02", "days": 1, "interval": f"{INTERVAL:.0f} s"},
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
