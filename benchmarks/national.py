"""The national day: one million contacts, 31 provinces, 6,000 people, on which speed and memory are measured.

Every province has its own customers, queue and people, in proportion to its population in the census of 2020. Calls follow
the day's profile of the library's telecom hotline. A voice menu and a bot settle one call in four; the rest want a person
of their province, and after 10 seconds get one of a national pool if their own are all busy. People work in shifts; at the
most 6,000 are there, and from eight in the morning to seven in the evening nine in ten of them are busy. Callers give up
and try again. All of it is an assumption, chosen to be as large as a centre gets and as busy as a good one is.

There are trunk lines for everybody, so none are counted. With a limit that might turn callers away (``lines``) the further
tries of each of them are drawn, though none is ever needed: 2.4 rows a contact instead of 1.4.

    python -m benchmarks.national FOLDER        writes FOLDER/scenario.yaml, for `callfloor simulate FOLDER`
"""

import csv
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.catalogue import folders
from scenarios.loading import parse
from scenarios.schema import Scenario

CONTACTS = 1_000_000
INTERVALS = 48
HANDLE_MINUTES = 4.7  # talk and wrap-up
WANT_A_PERSON = 0.744  # of those who call; what the voice menu below lets through
POOL = 0.11  # people of the pool for each one who works in a province
SHRINKAGE = 0.30

# Population in millions (census of 2020), by part of the country: what makes one province's day busy makes its neighbours' too.
POPULATION = {
    "north": {"beijing": 21.9, "tianjin": 13.9, "hebei": 74.6, "shanxi": 34.9, "inner_mongolia": 24.0},
    "northeast": {"liaoning": 42.6, "jilin": 24.1, "heilongjiang": 31.9},
    "east": {
        "shanghai": 24.9,
        "jiangsu": 84.7,
        "zhejiang": 64.6,
        "anhui": 61.0,
        "fujian": 41.5,
        "jiangxi": 45.2,
        "shandong": 101.5,
    },
    "south": {"henan": 99.4, "hubei": 57.8, "hunan": 66.4, "guangdong": 126.0, "guangxi": 50.1, "hainan": 10.1},
    "southwest": {"chongqing": 32.1, "sichuan": 83.7, "guizhou": 38.6, "yunnan": 47.2, "tibet": 3.6},
    "northwest": {"shaanxi": 39.5, "gansu": 25.0, "qinghai": 5.9, "ningxia": 7.2, "xinjiang": 25.9},
}

# Who starts when, for each person needed at the busiest half-hour: the least-cost cover of the profile, rounded. Long shifts
# have half an hour off after four hours.
LONG = {"06:00": 0.06, "08:00": 0.17, "09:00": 0.14, "10:00": 0.07, "12:00": 0.11, "14:00": 0.11}
LONG |= {"15:00": 0.08, "16:00": 0.07, "22:00": 0.05, "22:30": 0.06, "23:00": 0.01}
SHORT = {"07:00": 0.24, "08:00": 0.22, "09:00": 0.15, "10:00": 0.01, "11:00": 0.05, "12:00": 0.04}
SHORT |= {"13:00": 0.12, "14:00": 0.13, "16:00": 0.05, "17:00": 0.05, "18:00": 0.16}

VOICE_MENU = {
    "welcome": {"takes": {"lognormal": {"mean": "11 s", "cv": 0.5}}, "then": {"menu": 0.97, "hang_up": 0.03}},
    "menu": {
        "takes": {"lognormal": {"mean": "18 s", "cv": 0.5}},
        "then": {"bot": 0.45, "province": 0.52, "hang_up": 0.03},
    },
    "bot": {
        "takes": {"lognormal": {"mean": "50 s", "cv": 0.7}},
        "then": {"contained": 0.40, "province": 0.55, "hang_up": 0.05},
    },
}
SERVICE = {
    "handle_time": {"lognormal": {"mean": "4.2 min", "cv": 1.2}},
    "wrap_up": {"exponential": {"mean": "30 s"}},
}


def profile() -> NDArray[np.float64]:
    """Share of the day's calls in each half-hour."""
    with (folders()["telecom_hotline"] / "volumes.csv").open(encoding="utf-8") as file:
        calls = np.array([float(row["vip"]) + float(row["standard"]) for row in csv.DictReader(file)])
    return np.asarray(calls / calls.sum())


def on_duty() -> NDArray[np.float64]:
    """People there in each half-hour, for each one needed at the busiest."""
    there = np.zeros(INTERVALS)
    for starts, length, breaks_after in ((LONG, 17, 8), (SHORT, 8, None)):
        for start, people in starts.items():
            first = 2 * int(start[:2]) + int(start[3:]) // 30
            for offset in range(length):
                there[(first + offset) % INTERVALS] += people * (offset != breaks_after)
    return there


def document(contacts: int = CONTACTS, *, lines: bool = False) -> dict[str, Any]:
    """Write the scenario down; with fewer ``contacts`` the same country is smaller; ``lines``: with a limit, never reached."""
    parts = {name: part for part, names in POPULATION.items() for name in names}
    people = {name: size for names in POPULATION.values() for name, size in names.items()}
    share = {name: size / sum(people.values()) for name, size in people.items()}
    limit = {"lines": max(100, contacts // 50)} if lines else {}
    return limit | {
        "callfloor": 1,
        "title": "A national day",
        "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min", "cyclic": True},
        "contact_types": {name: _customers(contacts * share[name], part, lines) for name, part in parts.items()},
        "busyness": {part: {"gamma": {"mean": 1, "cv": 0.02}} for part in POPULATION},
        "ivr": VOICE_MENU | {"province": {"takes": {"fixed": "0 s"}, "then": {name: {name: 1} for name in share}}},
        "queues": {name: {"tries": [name, "pool"]} for name in share},
        "agent_groups": _people(contacts, share),
        "routing": {"freed_agent": "priority", "arriving_contact": "preference"},
        "closing": "serve_out",
        "targets": [{"queue": "guangdong", "answer_rate": 0.80, "within": "20 s", "per": "horizon"}],
        "experiment": {"replications": 1, "seed": 1},
    }


def _customers(calls: float, part: str, lines: bool) -> dict[str, Any]:
    """Those of one province: how many call, how long they wait, whether they try again."""
    return {
        "channel": "voice",
        "arrivals": {"volumes": [round(number, 3) for number in (calls * profile()).tolist()], "busyness": part},
        "enters": "welcome",
        "patience": {"exponential": {"mean": "5 min"}},
        "retry": {"after_abandoning": 0.4, "delay": {"exponential": {"mean": "10 min"}}, "attempts": 3}
        | ({"after_blocking": 0.8} if lines else {}),
    }


def _people(contacts: int, share: Mapping[str, float]) -> dict[str, Any]:
    """Groups of the provinces in proportion to their calls, and the pool."""
    busiest = contacts * profile().max() * WANT_A_PERSON * HANDLE_MINUTES / 30  # people in conversation
    scheduled = busiest * on_duty() / on_duty()[profile().argmax()] / (1 - SHRINKAGE)
    own = {name: _group({name: SERVICE}, part * scheduled) for name, part in share.items()}
    help_out = SERVICE | {"preference": 1, "after": "10 s"}
    return own | {"pool": _group(dict.fromkeys(share, help_out), POOL * scheduled)}


def _group(skills: Mapping[str, Any], scheduled: NDArray[np.float64]) -> dict[str, Any]:
    return {
        "skills": dict(skills),
        "staffing": [max(2, round(people)) for people in scheduled.tolist()],
        "shrinkage": SHRINKAGE,
        "cost": "30 per h",
    }


def national_day(contacts: int = CONTACTS, *, lines: bool = False) -> Scenario:
    """Give the scenario, checked."""
    return parse(document(contacts, lines=lines), name="national_day")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    # JSON is YAML, and quick to write.
    (folder / "scenario.yaml").write_text(json.dumps(document(), indent=1), encoding="utf-8")
