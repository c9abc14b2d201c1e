"""One queue, one week, half-hours, 60 shift types: how long it takes to prove the least cost.

Run with ``python -m benchmarks.one_week``. Every interval's target is judged by its exact day (Markov chain); nothing is simulated. The time
is that of one core, with what is compiled compiled already, from the scenario to the proof.
"""

from __future__ import annotations

import sys
from time import process_time
from typing import TYPE_CHECKING

from optimize.effort import Clock
from optimize.exact_day import Losses
from optimize.exact_plan import ExactProgram
from optimize.exact_search import search
from optimize.program import Roster
from scenarios.loading import parse

if TYPE_CHECKING:
    from scenarios.schema import Scenario

PROFILE = (2, 1, 1, 1, 1, 2, 5, 12, 25, 40, 52, 58, 55, 50, 52, 56, 54, 48, 38, 28, 20, 14, 8, 4)  # calls an hour
WEEKDAYS = {"mon": 1.1, "fri": 1.05, "sat": 0.6, "sun": 0.5}


def scenario(days: int = 7) -> Scenario:
    """A service desk round the clock; 24 starts of eight hours and of six, 12 of ten: 60 types of shift a day."""
    halves = [calls / 2 for calls in PROFILE for _ in range(2)]
    hourly, two_hourly = ({"from": "00:00", "to": "23:00", "every": every} for every in ("1 h", "2 h"))
    starts = [(hourly, "8 h"), (hourly, "6 h"), (two_hourly, "10 h")]
    return parse(
        {
            "callfloor": 1, "title": "one week",
            "calendar": {"start": "2026-03-02", "days": days, "interval": "30 min", "cyclic": True},
            "contact_types": {
                "call": {"arrivals": {"volumes": halves, "weekdays": WEEKDAYS}, "enters": "calls",
                         "patience": {"exponential": {"mean": "5 min"}}}
            },
            "queues": {"calls": {}},
            "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}}}, "cost": "1 per h"}},
            "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}],
            "shifts": [{"groups": ["team"], "starts": grid, "length": length} for grid, length in starts],
        }
    )  # fmt: skip


def proved(week: Scenario) -> tuple[float, float, int]:
    """Least cost, the bound that proves it, and the number of kinds of shifts over the calendar."""
    roster = Roster.of(week)
    program = ExactProgram(week, roster, Losses.of(week, "team", "calls"))
    state = search(program, Clock(None), lambda _: None)
    assert state.best is not None
    return state.best.solved.cost, state.bound, len(roster.kinds)


def main() -> None:
    """Print the figures."""
    proved(scenario(days=1))  # compiles
    begun = process_time()
    cost, bound, kinds = proved(scenario())
    spent = process_time() - begun
    sys.stdout.write(f"{kinds} kinds of shifts: cost {cost:g}, bound {bound:g}, {spent:.1f} s of one core\n")


if __name__ == "__main__":
    main()
