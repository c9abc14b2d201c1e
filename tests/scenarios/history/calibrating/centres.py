"""Random centres whose parameters are known, simulated to a log and calibrated from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenarios.history.calibrating import own_log
from scenarios.history.calibrating.study import Study, study
from scenarios.loading import load
from scenarios.schema import Scenario
from sim.experiment import simulate

OPEN = range(16, 34)  # half-hours 08:00 to 17:00
DAYS = 28


@dataclass(frozen=True)
class Known:
    """A scenario, and what was calibrated from its log."""

    scenario: Scenario
    made: Study


def calibrated(folder: Path, seed: int) -> Known:
    """A random centre and its calibration; the folder holds its log."""
    folder.mkdir()
    path = folder / "centre.yaml"
    path.write_text(json.dumps(centre(seed)), encoding="utf-8")
    scenario = load(str(path))
    simulate(scenario, replications=DAYS, seed=seed, workers=1, logs=folder / "logs")
    return Known(scenario, study(own_log.read(folder / "logs")))


def centre(seed: int) -> dict[str, object]:
    """Two types of contact, two groups; one helps the other after a while."""
    luck = np.random.default_rng(seed)
    busy = luck.choice(["shared", "apart", "none"])
    names = {"shared": ("day", "day"), "apart": ("one", "other"), "none": (None, None)}[busy]
    cv = {name: float(luck.uniform(0.08, 0.25)) for name in names if name}
    types, queues, ivr = {}, {}, {}
    for number, name in enumerate(("sales", "care")):
        volumes = [float(luck.uniform(20, 45)) if place in OPEN else 0.0 for place in range(48)]
        arrivals = {"volumes": volumes, **({"busyness": names[number]} if names[number] else {})}
        types[name] = {"arrivals": arrivals, "enters": f"menu_{name}", "patience": _patience(luck)}
        types[name]["retry"] = {
            "after_abandoning": float(luck.uniform(0.3, 0.7)),
            "delay": {"exponential": {"mean": f"{luck.uniform(300, 1200):.0f} s"}},
            "attempts": 3,
        }
        contained = round(float(luck.uniform(0.05, 0.3)), 3)
        ivr[f"menu_{name}"] = {
            "takes": {"lognormal": {"mean": f"{luck.uniform(8, 40):.1f} s", "cv": 0.5}},
            "then": {f"{name}_line": round(0.95 - contained, 3), "contained": contained, "hang_up": 0.05},
        }
        queues[f"{name}_line"] = {}
    talk = {queue: _talk(luck) for queue in queues}
    wrap_up = {"exponential": {"mean": f"{luck.uniform(10, 60):.0f} s"}}
    sales, care = ({"handle_time": talk[queue], "wrap_up": wrap_up} for queue in queues)
    people = {
        name: [int(luck.integers(7, 10)) if place == OPEN[0] or place % 8 == 0 else None for place in range(48)]
        for name in ("front", "back")
    }
    return {
        "callfloor": 1, "calendar": {"start": "2024-01-01", "days": 1, "interval": "30 min"},
        "contact_types": types, "ivr": ivr, "queues": queues,
        **({"busyness": {name: {"gamma": {"mean": 1, "cv": value}} for name, value in cv.items()}} if cv else {}),
        "agent_groups": {
            "front": {"skills": {"sales_line": sales}, "staffing": _held(people["front"])},
            "back": {
                "skills": {"care_line": care, "sales_line": {**sales, "preference": 2, "after": "20 s"}},
                "staffing": _held(people["back"]),
            },
        },
    }  # fmt: skip


def _held(people: list[int | None]) -> list[int]:
    """Each number holds until the next; nobody outside the opening hours."""
    found, last = [], 0
    for place, number in enumerate(people):
        last = number if number is not None else last
        found.append(last if place in OPEN else 0)
    return found


def _talk(luck: np.random.Generator) -> dict[str, object]:
    family = str(luck.choice(["lognormal", "gamma", "weibull", "exponential"]))
    mean = f"{luck.uniform(150, 300):.0f} s"
    return {
        family: {"mean": mean} if family == "exponential" else {"mean": mean, "cv": round(luck.uniform(0.6, 1.2), 2)}
    }


def _patience(luck: np.random.Generator) -> dict[str, object]:
    mean = f"{luck.uniform(60, 240):.0f} s"
    family = str(luck.choice(["exponential", "weibull", "zero"]))
    if family == "exponential":
        return {"exponential": {"mean": mean}}
    if family == "weibull":
        return {"weibull": {"mean": mean, "cv": round(luck.uniform(0.6, 1.4), 2)}}
    zero = round(luck.uniform(0.05, 0.3), 3)
    return {
        "mixture": [
            {"weight": zero, "of": {"fixed": "0 s"}},
            {"weight": 1 - zero, "of": {"exponential": {"mean": mean}}},
        ]
    }
