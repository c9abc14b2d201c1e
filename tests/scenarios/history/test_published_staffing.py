"""A published staffing of the bank's Wednesdays, recomputed from the log and from Erlang C.

Miller, Modeling Techniques in Predictive Analytics, chapter 6: mean calls an hour on the four Wednesdays of February 1999,
15 calls an hour an agent, the fewest agents with whom at most half of the calls wait.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np

from scenarios.history import bank_log
from sim.erlang import Demand, Goal, fewest_agents
from tests.scenarios.history.test_bank_1999 import LOG, needs_log

POINTS = json.loads((Path(__file__).parents[2] / "known_answers" / "published_points.json").read_text(encoding="utf-8"))
WEDNESDAY = 2


@needs_log
def test_erlang_c_staffs_the_banks_wednesdays_as_published() -> None:
    published = next(point["servers"] for point in POINTS["published_points"] if "servers" in point)
    log = bank_log.read(LOG)  # without PHANTOM rows, as there
    wednesdays = sorted({day for day in log.day.tolist() if date.fromordinal(day).weekday() == WEDNESDAY})
    assert len(wednesdays) == 4
    entered = log.entry[np.isin(log.day, wednesdays)]
    calls_an_hour = np.bincount((entered // 3600).astype(int), minlength=24) / len(wednesdays)
    agents = [
        fewest_agents("c", Demand(calls / 3600, 240.0), Goal(probability_of_wait=0.5)).agents if calls else 0
        for calls in calls_an_hour
    ]
    assert agents == published
