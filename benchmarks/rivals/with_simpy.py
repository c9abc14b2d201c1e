"""The one queue in SimPy: a process a caller, who waits for an agent or for the end of his patience.

After the example "Bank Renege" of SimPy's documentation: ``yield request | env.timeout(patience)``.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import numpy as np
import simpy

from benchmarks.one_queue import Calls, OneQueue

Steps = Generator[Any, Any, None]


def source(env: simpy.Environment, queue: OneQueue, agents: simpy.Resource, calls: list[tuple[float, bool]]) -> Steps:
    """Let callers come until the doors close."""
    while True:
        yield env.timeout(random.expovariate(queue.rate))
        if env.now >= queue.closes:
            return
        env.process(caller(env, queue, agents, calls))


def caller(env: simpy.Environment, queue: OneQueue, agents: simpy.Resource, calls: list[tuple[float, bool]]) -> Steps:
    """Arrive, wait, be served or leave."""
    arrived = env.now
    with agents.request() as request:
        patience = random.expovariate(1 / queue.patience)
        results = yield request | env.timeout(patience)
        waited = env.now - arrived
        if request in results:
            calls.append((waited, True))
            yield env.timeout(random.expovariate(1 / queue.handling))
        else:
            calls.append((waited, False))


def day(queue: OneQueue, seed: int) -> Calls:
    """Simulate one day."""
    random.seed(seed)
    env = simpy.Environment()
    agents = simpy.Resource(env, capacity=queue.agents)
    calls: list[tuple[float, bool]] = []
    env.process(source(env, queue, agents, calls))
    env.run()
    waits, answered = zip(*calls, strict=True)
    return Calls(np.array(waits), np.array(answered))


def days(queue: OneQueue, first: int, number: int) -> list[Calls]:
    """Simulate several."""
    return [day(queue, first + place) for place in range(number)]
