"""The one queue in callfloor, on either of its engines: contacts are drawn, happen on the floor and are written into a log.

The scenario is read and the compiled engine made ready once, before the race, as Cimba compiles its model before.
"""

from __future__ import annotations

from functools import cache
from math import ceil
from typing import TYPE_CHECKING

from benchmarks.one_queue import Calls, OneQueue
from scenarios.loading import parse
from sim import floor
from sim.log import Log, Outcome
from sim.staffing import Staffing
from sim.traffic import Drawing

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
def _ready(queue: OneQueue) -> tuple[Drawing, CompiledFloor]:
    """Work out once what depends on the scenario alone."""
    from sim.kernel import CompiledFloor

    centre = scenario(queue)
    return Drawing(centre), CompiledFloor(centre, Staffing.of(centre))


def on_compiled(queue: OneQueue, first: int, number: int) -> list[Calls]:
    """Simulate several days on the compiled engine."""
    drawing, engine = _ready(queue)
    return [_calls(engine.run(drawing.draw(1, first + place))) for place in range(number)]


def on_simpy(queue: OneQueue, first: int, number: int) -> list[Calls]:
    """Simulate several days on the SimPy engine."""
    centre = scenario(queue)
    drawing, staffing = Drawing(centre), Staffing.of(centre)
    return [_calls(floor.run(centre, drawing.draw(1, first + place), staffing)) for place in range(number)]


def _calls(log: Log) -> Calls:
    return Calls(log.wait, log.outcome == Outcome.ANSWERED)
