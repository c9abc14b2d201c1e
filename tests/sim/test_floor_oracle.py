"""The floor against a second one that obeys the same rules, row by row, on random days of whole seconds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.floor import run
from sim.staffing import Staffing
from sim.traffic import Traffic
from tests.sim.by_hand import staff
from tests.sim.oracle import COLUMNS, Oracle

END = 86400
START = END - 1500  # the days are the last minutes of a calendar, so that its end is tried too


def some(luck: Generator, *choices: Any) -> Any:
    return choices[luck.integers(len(choices))]


def a_scenario(luck: Generator) -> Scenario:
    """Two contact types (one through an IVR), two or three queues and groups, and everything else by lot."""
    queues, groups = ["a", "b", "c"][: luck.integers(1, 4)], ["x", "y", "z"][: luck.integers(1, 4)]
    rule = some(luck, "priority", "longest_wait", "preference")
    skilled = {g: [q for q in queues if luck.random() < 0.7] or [some(luck, *queues)] for g in groups}
    skilled[groups[0]] += [q for q in queues if not any(q in known for known in skilled.values())]
    routing: dict[str, Any] = {"freed_agent": rule}
    if rule == "longest_wait":
        routing |= {
            "head_start": {queues[0]: some(luck, "0 s", "7 s", "90 s")},
            "wait_weights": {queues[-1]: some(luck, 0.5, 1, 3)},
        }
    parts: dict[str, dict[str, Any]] = {}
    for queue in queues:
        able = [g for g in groups if queue in skilled[g]]
        parts[queue] = {
            "priority": int(luck.integers(1, 3)),
            "tries": list(luck.permutation(able)[: luck.integers(len(able) + 1)]),
        }
        if luck.random() < 0.3:
            parts[queue]["capacity"] = int(luck.integers(4))
    handle = {"handle_time": {"fixed": "1 s"}}
    return parse(
        {
            "calendar": {"start": "2026-03-02"},
            "contact_types": {
                "menu": {"arrivals": {"rate": "1 per h"}, "enters": "start"},
                "direct": {"arrivals": {"rate": "1 per h"}, "enters": queues[0]},
            },
            "ivr": {"start": {"takes": {"fixed": "1 s"}, "then": {queues[0]: 1}}},
            "queues": parts,
            "agent_groups": {
                group: {
                    "skills": {
                        q: {
                            **handle,
                            "preference": int(luck.integers(1, 4)),
                            "after": some(luck, "0 s", "0 s", "5 s", "60 s"),
                        }
                        for q in skilled[group]
                    },
                    "reserve": int(luck.integers(3)),
                    "shrinkage": some(luck, 0, 0, 0.3),
                }
                for group in groups
            },
            "routing": routing,
            "closing": some(luck, "serve_out", "clear"),
            **({"lines": int(luck.integers(2, 9))} if luck.random() < 0.4 else {}),
        }
    )


def some_traffic(luck: Generator, scenario: Scenario, contacts: int) -> Traffic:
    """Contacts on whole seconds, each with two more attempts in store."""
    rows, queues = 3 * contacts, len(scenario.queues)
    kind = np.tile(luck.integers(0, 2, contacts), 3)
    asks = luck.integers(0, queues, rows)
    asks[(kind == 0) & (luck.random(rows) < 0.15)] = -1
    at = np.sort(luck.integers(START, END, contacts))
    skills = [
        (q, g)
        for g, group in enumerate(scenario.agent_groups.values())
        for q, n in enumerate(scenario.queues)
        if n in group.skills
    ]
    long = some(luck, 20, 60, 200)
    last = np.arange(rows) >= 2 * contacts
    return Traffic(
        contacts=contacts,
        number=np.tile(np.arange(contacts), 3),
        attempt=np.repeat([1, 2, 3], contacts),
        contact_type=kind,
        arrives_at=np.concatenate([at, np.full(2 * contacts, np.nan)]).astype(float),
        ivr_time=np.where(kind == 0, luck.integers(0, 40, rows), 0).astype(float),
        asks_for=asks,
        ivr_outcome=luck.integers(7, 9, rows),
        patience=np.where(luck.random(rows) < 0.2, np.inf, luck.integers(0, 90, rows)),
        retry_row=np.where(last, -1, np.arange(rows) + contacts),
        retries_abandoning=~last & (luck.random(rows) < 0.5),
        retries_blocked=~last & (luck.random(rows) < 0.5),
        retry_delay=luck.integers(0, 300, rows).astype(float),
        talk={skill: luck.integers(0, long, rows).astype(float) for skill in skills},
        wrap_up={skill: luck.integers(0, 15, rows).astype(float) for skill in skills},
        busyness={},
    )


def some_staff(luck: Generator, scenario: Scenario) -> Staffing:
    """Staff that changes every few minutes, groups often at the same moment."""
    moments = [0, *np.sort(luck.choice(np.arange(START, END, 60), 6, replace=False)).tolist()]
    return staff(
        scenario, **{name: {float(m): float(luck.integers(0, 6)) for m in moments} for name in scenario.agent_groups}
    )


@pytest.mark.parametrize("seed", range(150))
def test_the_floor_and_the_oracle_write_the_same_log(seed: int) -> None:
    luck = default_rng(seed)
    scenario = a_scenario(luck)
    traffic, staffing = some_traffic(luck, scenario, int(luck.integers(20, 250))), some_staff(luck, scenario)
    log, oracle = run(scenario, traffic, staffing), Oracle(scenario, traffic, staffing)
    assert log.table(*COLUMNS) == oracle.table()
    late = log.overruns
    assert sorted(zip(late.group, late.due_at, late.left_at, strict=True)) == sorted(oracle.overruns)
