"""Small centres with a preferred class, for studies of lanes."""

from __future__ import annotations

from typing import Any

from optimize.lanes.centre import Centre, centre
from optimize.lanes.designs import Design, Designer
from optimize.lanes.source import Source
from scenarios.loading import parse
from scenarios.schema import Scenario
from tests.sim.chains import WARM_UP, kind, skill

SHORT = {"calendar": {"start": "2026-03-02", "days": 1, "interval": "2 h"}, "experiment": {"warm_up": "0 h"}}


def two_classes(**more: Any) -> dict[str, Any]:
    """VIPs and others, a desk and a team that know both; a scenario as data. ``more`` replaces parts of it."""
    both = {"vip": skill("3 min"), "std": skill("3 min")}
    return {
        "title": "two classes",
        "currency": "EUR",
        "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
        "contact_types": {
            "vip": kind("20 per h", "vip", "4 min", cost_of_loss=40),
            "std": kind("40 per h", "std", "4 min", cost_of_loss=5),
        },
        "queues": {"vip": {"priority": 1}, "std": {"priority": 2}},
        "agent_groups": {
            "desk": {"skills": {**both, "std": {**both["std"], "preference": 2}}, "cost": "30 per h"},
            "team": {"skills": {**both, "vip": {**both["vip"], "preference": 2}}, "cost": "30 per h"},
        },
        "targets": [
            {"queue": "vip", "answer_rate": 0.8, "within": "20 s"},
            {"queue": "std", "answer_rate": 0.8, "within": "20 s"},
        ],
        "experiment": {"warm_up": f"{WARM_UP} h"},
        **more,
    }


def prepared(**more: Any) -> Centre:
    return centre(Source.of(two_classes(**more)), ["vip"], ["std"])


def design(key: str, value: float | None = None, **more: Any) -> Design:
    found = next(one for one in Designer(prepared(**more)).all() if one.key == key)
    return found if value is None else found.at(value)


def staffed(made: Design, **people: int) -> Scenario:
    """A design with so many people of each group all day."""
    data = made.source.copied()
    for name, count in people.items():
        data["agent_groups"][name]["staffing"] = count
    return parse(data)
