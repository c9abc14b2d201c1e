"""Series: how many wait, work, idle and are there at any moment of one day.

A measure is a sum over time; here is the time itself, as the log has it: step functions that change whenever a contact
joins, is answered or gives up, and whenever somebody comes, goes or falls free. At one instant all that happens is counted
together. A contact waits until it is answered or leaves; one that is called back until it is reached; work that is left over
until the calendar's end. Over the calendar the waiting average the mean queue length, the busy over the present the occupancy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.log import Outcome
from sim.sums.spans import AGENTS, Counts, Spans, contacts_in_hand, counted, merged, presence

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.schema import Scenario
    from sim.log import Log


@dataclass(frozen=True)
class Series:
    """Step functions of one log, by the names of queues and groups.

    ``waiting``: contacts; ``present``: agents on the floor, not on a break; ``busy``: agents with at least one contact in hand;
    ``idle``: present and not busy, be they reserved or before tools that are out.
    """

    waiting: Mapping[str, Counts]
    present: Mapping[str, Counts]
    busy: Mapping[str, Counts]
    idle: Mapping[str, Counts]
    horizon: float

    def sampled(self, every: float) -> pd.DataFrame:
        """Give the values every so many seconds, from 0 up to the calendar's end: one row a moment, one column a function."""
        import pandas as pd

        if every <= 0:
            raise ValueError(f"every(={every}) must be > 0 s.")
        moments = np.arange(0.0, self.horizon, every)
        columns: dict[str, object] = {"second": moments}
        for what in ("waiting", "present", "busy", "idle"):
            functions: Mapping[str, Counts] = getattr(self, what)
            columns |= {f"{name} {what}": counts.at(moments) for name, counts in functions.items()}
        return pd.DataFrame(columns)


def series(scenario: Scenario, log: Log) -> Series:
    """Read the step functions off a log."""
    present = _by_group(scenario, presence(log))
    busy = _by_group(scenario, merged(contacts_in_hand(log)))
    return Series(
        waiting=_waiting(scenario, log),
        present=present,
        busy=busy,
        idle={name: present[name].minus(busy[name]) for name in present},
        horizon=scenario.calendar.horizon,
    )


def _waiting(scenario: Scenario, log: Log) -> dict[str, Counts]:
    left = np.where(log.outcome == Outcome.ANSWERED, log.answered_at, log.left_at)
    ends = np.where(log.outcome == Outcome.UNFINISHED, scenario.calendar.horizon, left)
    waits = ends > log.joined_at
    found = {}
    for code, name in enumerate(scenario.queues):
        own = waits & (log.queue == code)
        found[name] = counted(log.joined_at[own], ends[own])
    return found


def _by_group(scenario: Scenario, spans: Spans) -> dict[str, Counts]:
    group = spans.owner // AGENTS
    return {
        name: counted(spans.begins[group == code], spans.ends[group == code])
        for code, name in enumerate(scenario.agent_groups)
    }
