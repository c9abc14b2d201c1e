"""Engines: the machines that turn a day's contacts into its log. All give the same log, some sooner.

This is the one place that knows which engines there are. An engine is made ready for a scenario and its staffing once, and
then runs any number of days.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.schema import Scenario
    from sim.chance.contacts import Traffic
    from sim.log import Log
    from sim.routing import Router
    from sim.staffing import Staffing

    Routing = Callable[[Scenario], Router]
    Floor = Callable[[Traffic], Log]

COMPILED, SIMPY = "compiled", "simpy"
ENGINES = (COMPILED, SIMPY)
DEFAULT = COMPILED


def chosen(engine: str | None, router: Routing | None) -> str:
    """Which engine runs: the default if left out. A routing of one's own is Python, and runs on the SimPy model.

    Raises:
        ValueError: if there is no such engine, or it cannot run the router.

    """
    if engine is None:
        return DEFAULT if router is None else SIMPY
    if engine not in ENGINES:
        raise ValueError(f'engine(="{engine}") must be one of {", ".join(ENGINES)}.')
    if engine == COMPILED and router is not None:
        raise ValueError(
            'a router of one\'s own runs on the SimPy model only; leave engine="compiled" out or write engine="simpy".'
        )
    return engine


def to_be_compiled(engine: str | None) -> bool:
    """Whether this machine has never used the engine yet: making it ready takes some seconds, once."""
    if (engine or DEFAULT) != COMPILED:
        return False
    from sim.compiled import jit

    return not jit.is_kept(Path(jit.__file__).parent, "play.play")


def floor(engine: str, scenario: Scenario, staffing: Staffing, router: Routing | None) -> Floor:
    """Make an engine ready for a scenario and its staffing."""
    if engine == COMPILED:
        from sim.kernel import CompiledFloor

        return CompiledFloor(scenario, staffing).run

    from sim import floor as model

    return lambda traffic: model.run(scenario, traffic, staffing, router=router)
