"""When queues are open, for the second floor of the tests (``tests/sim/oracle.py``)."""

from __future__ import annotations

from scenarios.schema import Scenario


class Hours:
    """The opening hours of a scenario's queues."""

    def __init__(self, scenario: Scenario) -> None:
        self.spans = [scenario.open_spans(name) for name in scenario.queues]
        self.end = scenario.calendar.horizon

    def moments(self) -> set[float]:
        """When a queue closes or opens, and the calendar's end."""
        return {self.end} | {moment for spans in self.spans for span in spans for moment in span}

    def is_open(self, queue: int, now: float) -> bool:
        return now < self.end and any(begins <= now < ends for begins, ends in self.spans[queue])
