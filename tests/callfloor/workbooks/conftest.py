"""A week with two groups and its plan: days, breaks, people on call, headcounts; and its workbook."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from callfloor import documents_planned
from callfloor.ended import Ended
from callfloor.workbooks import plan_book
from optimize.outcome import Plan, choices, notes
from optimize.replanning.at_work import roster_for
from optimize.replanning.standing import parse
from optimize.shifts import shells
from scenarios.loading import parse as scenario_of
from sim.experiment import simulate

CENTRE = {
    "callfloor": 1, "title": "centre", "currency": "EUR",
    "calendar": {"start": "2026-03-02", "days": 3, "interval": "30 min"},
    "contact_types": {
        "call": {"arrivals": {"rate": "20 per h"}, "enters": "calls", "patience": {"exponential": {"mean": "3 min"}}},
        "gold": {"arrivals": {"rate": "4 per h"}, "enters": "gold", "patience": {"exponential": {"mean": "3 min"}}},
    },
    "queues": {"gold": {"priority": 1}, "calls": {"priority": 2}},
    "open": {"calls": "08:00-20:00", "gold": "08:00-20:00"},
    "agent_groups": {
        "desk": {"skills": {"gold": {"handle_time": {"exponential": {"mean": "5 min"}}}}, "cost": "40 per h"},
        "team": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}}}, "cost": "30 per h"},
    },
    "targets": [{"queue": "calls", "answer_rate": 0.6, "within": "60 s"}, {"queue": "gold", "answer_rate": 0.5, "within": "60 s"}],
    "shifts": [
        {"groups": ["desk", "team"], "starts": {"from": "08:00", "to": "12:00", "every": "30 min"}, "length": ["6 h", "8 h"],
         "breaks": [{"length": "30 min", "between": ["2 h", "4 h"], "paid": False}, {"length": "15 min", "between": ["1 h", "5 h"], "every": "15 min"}],
         "premium": 1.1},
        {"groups": ["team"], "start": "16:00", "length": "4 h", "cost": 130},
    ],
    "headcount": {"desk": 25, "team": 40},
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A plan: its scenario, how it ended, its document, its standing."""

    ended: Ended
    document: dict
    book: bytes

    @property
    def scenario(self):
        return self.ended.scenario

    @property
    def standing(self):
        return parse(self.document, self.scenario, Path("plan.json"))

    def edited(self, path, change):
        """The workbook after a change, saved as a planner would."""
        book = openpyxl.load_workbook(io.BytesIO(self.book))
        change(book)
        book.save(path)
        return path


def planned(scenario, people):
    """A plan of so many people by kind of shift."""
    from optimize.outcome import staffing_of

    roster = roster_for(scenario, people)
    staffing = staffing_of(scenario, roster, people)
    results = simulate(scenario, staffing, replications=2, seed=7)
    unknown = {group: np.full(roster.intervals, np.nan) for group in roster.planned}
    found = Plan(
        scenario=scenario, shifts=choices(roster, people), staffing=staffing, cost=roster.cost(people), bound=0.0, seconds=0.0,
        results=results, required=unknown, proof="By hand.", notes=notes(scenario, roster),
    )  # fmt: skip
    ended = Ended(scenario, "met", found, None, 0.0, "By hand.")
    document = documents_planned.plan(ended)
    return Made(ended, document, plan_book.workbook(ended, document))


@pytest.fixture(scope="session")
def centre():
    return scenario_of(CENTRE)


@pytest.fixture(scope="session")
def every_shift(centre):
    """Every kind of shift, each with its breaks in a few places."""
    from optimize.breaks import placements

    found = []
    for shell in shells(centre):
        options = placements(shell.ways) if shell.ways else []
        found += (
            [shell.placed(one) for one in (options[0], options[len(options) // 2], options[-1])]
            if options
            else [shell.kind]
        )
    return found


@pytest.fixture(scope="session")
def made(centre, every_shift):
    """Ten kinds of shift and their people."""
    rng = np.random.default_rng(3)
    places = sorted(rng.choice(len(every_shift), 10, replace=False))
    return planned(centre, {every_shift[place]: int(rng.integers(1, 4)) for place in places})
