"""A day of two intervals of 12 h (43,200 s), and the figures of such days: they can be checked with a pencil."""

from __future__ import annotations

from typing import Any

from scenarios.schema import Scenario
from sim.measures import MeasureRow, rows
from sim.sums.tally import Tally
from tests.sim.by_hand import centre

HALF = 43200.0
MORNING, AFTERNOON = "2026-03-02T00:00", "2026-03-02T12:00"


def two_halves(**changes: Any) -> Scenario:
    """Two agents at 36 an hour; a lost call costs 5."""
    desk = {"skills": {"calls": {"handle_time": {"fixed": "1 min"}}}, "staffing": 2, "cost": "36 per h"}
    return centre(
        **{
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "12 h"},
            "contact_types": {"call": {"arrivals": {"rate": "1 per h"}, "enters": "calls", "cost_of_loss": 5}},
            "agent_groups": {"desk": desk},
            **changes,
        }
    )


class Figures:
    """The rows of some tallies, found by name."""

    def __init__(self, scenario: Scenario, *tallies: Tally) -> None:
        self.rows = rows(scenario, tallies)

    def row(self, measure: str, scope: str = "queue", interval: str | None = None, **where: Any) -> MeasureRow:
        sought = {"measure": measure, "scope": scope, "interval": interval, "of": None, **where}
        (found,) = [row for row in self.rows if all(getattr(row, key) == value for key, value in sought.items())]
        return found

    def __call__(self, measure: str, scope: str = "queue", **where: Any) -> list[float | None]:
        return [self.row(measure, scope, interval, **where).mean for interval in (None, MORNING, AFTERNOON)]
