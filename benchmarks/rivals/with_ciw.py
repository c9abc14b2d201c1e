"""The one queue in Ciw: a network of one node whose customers renege.

After the guides "How to Simulate Reneging Customers" and "How to Set Time Dependent Distributions" of Ciw's documentation.
"""

from __future__ import annotations

import math
from typing import Any

import ciw
import numpy as np

from benchmarks.one_queue import Calls, OneQueue

SERVED_OUT = 30.0  # mean handling times after closing; the chance that somebody is still there is below 1e-10


class UntilClosing(ciw.dists.Exponential):
    """Times between arrivals; nobody comes after the doors have closed."""

    def __init__(self, rate: float, closes: float) -> None:
        super().__init__(rate)
        self.closes = closes

    def sample(self, t: float = 0.0, ind: Any = None) -> float:  # noqa: ANN401
        """Draw one."""
        gap = float(super().sample(t, ind))
        return gap if t + gap < self.closes else math.inf


def day(queue: OneQueue, seed: int) -> Calls:
    """Simulate one day."""
    network = ciw.create_network(
        arrival_distributions=[UntilClosing(queue.rate, queue.closes)],
        service_distributions=[ciw.dists.Exponential(1 / queue.handling)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / queue.patience)],
        number_of_servers=[queue.agents],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(queue.closes + SERVED_OUT * queue.handling)
    records = simulation.get_all_records()
    waits = np.array([record.waiting_time for record in records])
    return Calls(waits, np.array([record.record_type == "service" for record in records]))


def days(queue: OneQueue, first: int, number: int) -> list[Calls]:
    """Simulate several."""
    return [day(queue, first + place) for place in range(number)]
