"""A small sound scenario, and what is said of it once something in it is changed."""

import copy

import pytest

from scenarios.faults import Fault, InputError
from scenarios.loading import parse
from scenarios.schema import Scenario

SMALL = {
    "calendar": {"start": "2026-03-02", "interval": "6 h"},
    "contact_types": {
        "vip": {"arrivals": {"volumes": [1, 2, 3, 4]}, "enters": "gold"},
        "plain": {"arrivals": {"rate": "2 per h"}, "enters": "menu"},
    },
    "ivr": {"menu": {"takes": {"fixed": "10 s"}, "then": {"silver": 0.9, "hang_up": 0.1}}},
    "queues": {"gold": {}, "silver": {}},
    "agent_groups": {
        "desk": {
            "skills": {
                "gold": {"handle_time": {"exponential": {"mean": "4 min"}}},
                "silver": {"handle_time": {"exponential": {"mean": "4 min"}}, "preference": 2},
            },
            "cost": "30 per h",
        }
    },
}


def small(**changes: object) -> dict:
    """Give the scenario with values changed: the path's keys are joined by two underscores; None takes a key out."""
    data = copy.deepcopy(SMALL)
    for path, value in changes.items():
        *way, last = path.split("__")
        part = data
        for key in way:
            part = part.setdefault(key, {})
        part[last] = copy.deepcopy(value)
        if value is None:
            del part[last]
    return data


def sound(**changes: object) -> Scenario:
    return parse(small(**changes))


def faults(data: object, folder=None) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        parse(data, folder)
    return list(caught.value.faults)


def told(data: object, folder=None) -> list[tuple[str, str]]:
    """Give the key and message of every fault."""
    return [(fault.key, fault.message) for fault in faults(data, folder)]
