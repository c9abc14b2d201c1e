"""The one queue in Cimba: a process a caller, with a timer for his patience.

After the tutorial "An amusement park" of Cimba's documentation: callers are spawned with what was drawn for them, each sets a
timer on his own process and waits for one of the agents, a ``Resource``; what comes first wakes him. Datasets that are
captured keep each call. (Callers who draw for themselves from inputs of their own are a tenth slower.) Cimba compiles the model
when it is first run; the race is timed after that, all days of a round in one experiment on one core.
"""

# No `from __future__ import annotations`: Cimba reads the fields' types.

import cimba as cb
import numpy as np
from cimba import inputs

from benchmarks.one_queue import Calls, OneQueue

GIVES_UP = 1


class Caller(cb.Model):
    """Somebody who calls: arrives, waits, is served or leaves."""

    centre: cb.Ref["Centre"]
    handling: float
    patience: float

    @cb.process
    def call(self) -> None:
        """Live through the call."""
        me = cb.this_process()
        arrived = cb.now()
        me.timer_set(self.patience, GIVES_UP)
        if self.centre.agents.acquire(1) == GIVES_UP:
            self.centre.waits.record(cb.now() - arrived)
            self.centre.answered.record(0.0)
        else:
            me.timers_clear()
            self.centre.waits.record(cb.now() - arrived)
            self.centre.answered.record(1.0)
            cb.hold(self.handling)
            self.centre.agents.release(1)
        cb.release(self)


class Centre(cb.Model):
    """Agents, and callers who come until the doors close."""

    gap: cb.Input[float]
    handling: cb.Input[float]
    patience: cb.Input[float]
    closes: cb.Param[float]
    agents: cb.Resource
    waits: cb.Dataset
    answered: cb.Dataset

    def __init__(self, queue: OneQueue) -> None:
        self.gap = inputs.dist.exponential(mean=1 / queue.rate)
        self.handling = inputs.dist.exponential(mean=queue.handling)
        self.patience = inputs.dist.exponential(mean=queue.patience)
        self.closes = queue.closes
        self.agents = cb.Resource(capacity=queue.agents)
        self.waits = cb.Dataset()
        self.waits.capture()
        self.answered = cb.Dataset()
        self.answered.capture()

    @cb.process
    def arrivals(self) -> None:
        """Let callers come."""
        while True:
            cb.hold(self.gap.next())
            if cb.now() >= self.closes:
                break
            cb.spawn(Caller, centre=self, handling=self.handling.next(), patience=self.patience.next())


def days(queue: OneQueue, first: int, number: int) -> list[Calls]:
    """Simulate several."""
    centre = Centre(queue)
    experiment = cb.Experiment(centre, replications=number, window=cb.Window.until_idle(), seed=first)
    results = experiment.run(workers=1)
    if results.failed.any():
        raise RuntimeError("a trial of Cimba failed")
    seen = results[centre]
    return [
        Calls(seen.waits.trial(0, trial)[1], np.asarray(seen.answered.trial(0, trial)[1] > 0.5))
        for trial in range(number)
    ]
