"""A national week: 31 provinces, 7 days of half-hours, shifts with a meal and a short break. How long does one program take?

Run with ``python -m benchmarks.national_week``. Told is the time of one core for unfolding the shifts, writing the first master program
down, relaxing it and finding whole people near it; a plan takes several such rounds, and the simulated days between them.
"""

from __future__ import annotations

import sys
from time import process_time
from typing import TYPE_CHECKING

from optimize.beliefs import Beliefs
from optimize.master import Master
from optimize.model import Model
from optimize.program import Roster, Solved
from optimize.visits import visits
from scenarios.loading import parse

if TYPE_CHECKING:
    from scenarios.schema import Scenario

PROFILE = (2, 1, 1, 1, 1, 2, 5, 12, 25, 40, 52, 58, 55, 50, 52, 56, 54, 48, 38, 28, 20, 14, 8, 4)
WEEKDAYS = {"mon": 1.1, "fri": 1.05, "sat": 0.7, "sun": 0.6}
MEAL = {"length": "30 min", "between": ["3 h", "5 h"], "paid": False}
SHORT = {"length": "15 min", "between": ["1 h", "7 h"]}


def scenario(provinces: int = 31) -> Scenario:
    """Every province has a queue and a group of its own, and helps the next one after 20 s."""
    types, queues, groups = {}, {}, {}
    for number in range(provinces):
        size = 1.8 + 0.6 * (number % 17)
        halves = [calls * size for calls in PROFILE for _ in range(2)]
        types[f"calls_{number}"] = {
            "arrivals": {"volumes": halves, "weekdays": WEEKDAYS}, "enters": f"queue_{number}",
            "patience": {"exponential": {"mean": "4 min"}},
        }  # fmt: skip
        queues[f"queue_{number}"] = {}
        talk = {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.0}}}
        skills = {
            f"queue_{number}": talk,
            f"queue_{(number + 1) % provinces}": {**talk, "preference": 2, "after": "20 s"},
        }
        groups[f"team_{number}"] = {"skills": skills, "shrinkage": 0.3, "cost": f"{30 + number % 5} per h"}
    own = list(groups)
    return parse(
        {
            "callfloor": 1, "title": "a national week", "currency": "CNY",
            "calendar": {"start": "2026-03-02", "days": 7, "interval": "30 min", "cyclic": True},
            "contact_types": types, "queues": queues, "agent_groups": groups,
            "targets": [{"queue": queue, "answer_rate": 0.8, "within": "20 s", "per": "day"} for queue in queues],
            "shifts": [
                {"groups": own, "starts": {"from": "06:00", "to": "16:00", "every": "1 h"}, "length": "8 h 30 min", "breaks": [MEAL, SHORT]},
                {"groups": own, "start": "22:00", "length": "9 h", "breaks": [MEAL], "premium": 1.2},
                {"groups": own, "starts": ["09:00", "14:00", "17:00"], "length": "4 h"},
            ],
            "labour": {"days_per_week": 5, "most_in_a_row": 6, "rest": "11 h", "weekly_hours": {"max": "42 h"}},
            "headcount": dict.fromkeys(own, 500),
        }
    )  # fmt: skip


def main() -> None:
    """Print the times."""
    week, begun = scenario(), process_time()
    roster = Roster.of(week)
    _tell(f"{len(roster.kinds)} shifts, {len(roster.pools)} pools of breaks", begun)
    begun = process_time()
    master = Master(Model.of(week, roster, visits(week)), Beliefs())
    problem = master.program.problem
    _tell(f"{len(problem.variables())} variables, {len(problem.constraints())} rows written", begun)
    begun = process_time()
    solved = master.program.solve_near(gap=0.01, seconds=600, shifts=1.0)
    if isinstance(solved, Solved):
        of_group = ({kind: n for kind, n in solved.shifts.items() if kind.group == group} for group in roster.planned)
        staff = sum(roster.rules.staff(own)[0] for own in of_group)
        gap = 1 - solved.bound / solved.cost
        _tell(f"{sum(solved.shifts.values())} shifts for {staff} people at least, {gap:.1%} above the relaxed", begun)


def _tell(what: str, begun: float) -> None:
    sys.stdout.write(f"{what}: {process_time() - begun:.1f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
