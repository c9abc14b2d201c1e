"""Hours: when queues are open and when the IVR is out."""

from __future__ import annotations

from sim.compiled.day import Day
from sim.compiled.rule import rule


@rule
def is_open(d: Day, queue: int, moment: float) -> bool:
    """Whether the queue is open; at the moment of closing it is closed."""
    place = d.queues[queue + 1].first_span - 1
    while place >= d.queues[queue].first_span and d.opens[place] > moment:
        place -= 1
    return place >= d.queues[queue].first_span and moment < d.closes[place]


@rule
def closes(d: Day, queue: int) -> bool:
    """Whether the queue closes at this very moment; at the calendar's end all do."""
    for place in range(d.queues[queue].first_span, d.queues[queue + 1].first_span):
        if d.closes[place] == d.now:
            return True
    return d.now >= d.horizon


@rule
def lets_in(d: Day, queue: int, entered_at: float) -> bool:
    """Whether a contact that asks now is let in: the queue is open, or it serves out those who came before it closed."""
    return is_open(d, queue, d.now) or (d.serves_out and is_open(d, queue, entered_at))


@rule
def ivr_is_out(d: Day) -> bool:
    """Whether the IVR takes no new contacts."""
    for place in range(len(d.outages)):  # noqa: SIM110 - Numba knows no any()
        if d.outages[place, 0] <= d.now < d.outages[place, 1]:
            return True
    return False
