"""Hours: when queues are open, when the IVR is out, and what is still to be done when a queue has closed."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.schema import Scenario


class Hours:
    """The opening hours of every queue, as spans over the calendar; its end closes them all."""

    def __init__(self, scenario: Scenario) -> None:
        """Read the spans of a scenario."""
        spans = [scenario.open_spans(queue) for queue in scenario.queues]
        self._horizon = scenario.calendar.horizon
        self._opens = [[begins for begins, _ in one] for one in spans]
        self._closes = [[ends for _, ends in one] for one in spans]
        self._serves_out = scenario.closing == "serve_out"
        before_the_end = any(moment < self._horizon for moments in self._closes for moment in moments)
        self.serves_out_closings = self._serves_out and before_the_end  # whether people may have to be kept on
        self.outages = [(spell.begins, spell.ends) for spell in scenario.spells("outage") if spell.of == "ivr"]

    @property
    def closings(self) -> list[tuple[float, list[int]]]:
        """Every moment at which queues close, with these queues; at the calendar's end all of them do."""
        moments = {moment for closes in self._closes for moment in closes} - {self._horizon}
        everyone = list(range(len(self._closes)))
        some = [(at, [queue for queue in everyone if at in self._closes[queue]]) for at in sorted(moments)]
        return [*some, (self._horizon, everyone)]

    @property
    def openings(self) -> list[float]:
        """Every moment at which a queue opens."""
        return sorted({moment for moments in self._opens for moment in moments})

    def is_open(self, queue: int, now: float) -> bool:
        """Whether the queue is open; at the moment of closing it is closed."""
        place = bisect_right(self._opens[queue], now) - 1
        return place >= 0 and now < self._closes[queue][place]

    def lets_in(self, queue: int, now: float, arrived_at: float) -> bool:
        """Whether a contact that asks now is let in: the queue is open, or it serves out those who came before it closed."""
        return self.is_open(queue, now) or (self._serves_out and self.is_open(queue, arrived_at))

    def ivr_is_out(self, now: float) -> bool:
        """Whether the IVR takes no new contacts."""
        return any(begins <= now < ends for begins, ends in self.outages)
