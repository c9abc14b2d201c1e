"""A small day for the tests of re-planning, and its plan as the JSON that planning writes."""

import json

from optimize.replanning.standing import read
from scenarios.loading import parse
from scenarios.units import show_clock


def team_day(volumes=None, **more):
    """Calls from 8 to 18 h; shifts of 6 and 8 h with a meal; half of the hours' spread is the day's own."""
    day = [0] * 8 + (volumes or [40, 60, 60, 60, 60, 60, 60, 60, 60, 40]) + [0] * 6
    return parse(
        {
            "callfloor": 1, "title": "team", "currency": "EUR",
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
            "contact_types": {
                "call": {"channel": "voice", "arrivals": {"volumes": day, "busyness": "town"}, "enters": "calls",
                         "patience": {"exponential": {"mean": "3 min"}}}
            },
            "busyness": {"town": {"gamma": {"mean": 1, "cv": 0.1}}},
            "queues": {"calls": {}},
            "agent_groups": {
                "team": {"skills": {"calls": {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.0}}}}, "cost": "30 per h"}
            },
            "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "horizon"}],
            "shifts": [
                {"groups": ["team"], "starts": {"from": "08:00", "to": "12:00", "every": "1 h"}, "length": ["6 h"],
                 "breaks": [{"length": "1 h", "between": ["2 h", "4 h"], "paid": False}]},
                {"groups": ["team"], "starts": {"from": "14:00", "to": "14:00", "every": "1 h"}, "length": ["4 h"]},
            ],
            **more,
        }
    )  # fmt: skip


SHIFTS = [
    {"start": "08:00", "end": "14:00", "breaks": [["10:00", "11:00"]], "agents": 5, "cost": 750.0},
    {"start": "08:00", "end": "14:00", "breaks": [["12:00", "13:00"]], "agents": 1, "cost": 150.0},
    {"start": "12:00", "end": "18:00", "breaks": [["14:00", "15:00"]], "agents": 5, "cost": 750.0},
    {"start": "14:00", "end": "18:00", "breaks": [], "agents": 2, "cost": 240.0},
]


def document(shifts=None, **more):
    rows = [{"group": "team", "days": ["2026-03-02"], **row} for row in shifts or SHIFTS]
    return {"format": "callfloor/plan/1", "scenario": "scenario", "shifts": rows, **more}


def standing(tmp_path, scenario, shifts=None):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document(shifts)))
    return read(path, scenario)


def clocks(kind):
    return show_clock(kind.start), show_clock(kind.end)


def covering(early, late, short):
    """A plan that covers the day: early and late shifts by the hour of their meal, and short ones."""
    rows = [
        {
            "start": start,
            "end": end,
            "breaks": [[f"{hour}:00", f"{hour + 1}:00"]],
            "agents": people,
            "cost": 150.0 * people,
        }
        for start, end, meals in (("08:00", "14:00", early), ("12:00", "18:00", late))
        for hour, people in meals.items()
    ]
    return [*rows, {"start": "14:00", "end": "18:00", "breaks": [], "agents": short, "cost": 120.0 * short}]
