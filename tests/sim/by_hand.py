"""Small days written by hand: a scenario in a few words, contacts as a table, and the log they must give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.floor import run
from sim.log import Log
from sim.staffing import Staffing
from sim.traffic import Traffic

ONE_QUEUE = {
    "queues": {"calls": {}},
    "agent_groups": {"desk": {"skills": {"calls": {"handle_time": {"fixed": "1 s"}}}}},
}


def centre(**changes: Any) -> Scenario:
    """A centre with one queue, one group and one contact type, where nothing else is said.

    A contact type, an IVR node, a queue or a group is named by giving its part of the scenario.
    """
    data: dict[str, Any] = {
        "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min"},
        "contact_types": {"call": {"arrivals": {"rate": "1 per h"}, "enters": "calls"}},
        **ONE_QUEUE,
        **changes,
    }
    return parse(data)


def contacts(
    scenario: Scenario,
    at: Sequence[float],
    talk: Sequence[float],
    *,
    wrap_up: Sequence[float] | None = None,
    patience: Sequence[float] | None = None,
    kind: Sequence[str] | None = None,
    queue: Sequence[str | None] | None = None,
    ivr: Sequence[float] | None = None,
    retries: Mapping[int, tuple[float, float, float]] | None = None,
) -> Traffic:
    """Write down contacts by hand, in order of arrival; ``retries``: contact -> (delay, talk, patience) of its one retry."""
    again = dict(retries or {})
    numbers = [*range(len(at)), *again]
    first, count = len(at), len(at) + len(again)
    types, queues = list(scenario.contact_types), list(scenario.queues)
    kinds = [types.index(name) for name in (kind or [types[0]] * first)]
    asked = [-1 if name is None else queues.index(name) for name in (queue or [queues[0]] * first)]
    retry_row = np.full(count, -1)
    retry_row[list(again)] = np.arange(first, count)
    delay = np.full(count, np.inf)
    delay[list(again)] = [values[0] for values in again.values()]
    talks = np.array([*talk, *(values[1] for values in again.values())], float)
    wraps = np.array([*(wrap_up or [0.0] * first), *([0.0] * len(again))], float)
    skills = [
        (queues.index(name), group)
        for group, members in enumerate(scenario.agent_groups.values())
        for name in members.skills
    ]
    return Traffic(
        contacts=first,
        number=np.array(numbers, np.int64),
        attempt=np.array([1] * first + [2] * len(again), np.int64),
        contact_type=np.array(kinds, np.int64)[numbers] if numbers else np.empty(0, np.int64),
        arrives_at=np.array([*at, *([np.nan] * len(again))], float),
        ivr_time=np.array([*(ivr or [0.0] * first), *([0.0] * len(again))], float),
        asks_for=np.array(asked, np.int64)[numbers] if numbers else np.empty(0, np.int64),
        ivr_outcome=np.full(count, 7),
        patience=np.array([*(patience or [np.inf] * first), *(values[2] for values in again.values())], float),
        retry_row=retry_row,
        retries_abandoning=retry_row >= 0,
        retries_blocked=retry_row >= 0,
        retry_delay=delay,
        talk=dict.fromkeys(skills, talks),
        wrap_up=dict.fromkeys(skills, wraps),
        busyness={},
    )


def staff(scenario: Scenario, **steps: Mapping[float, float]) -> Staffing:
    """Staff the groups: moment -> people from then on."""
    calendar = scenario.calendar
    return Staffing(
        steps={name: tuple(sorted(changes.items())) for name, changes in steps.items()},
        shrinkage={name: group.shrinkage for name, group in scenario.agent_groups.items()},
        cost={name: np.zeros(calendar.intervals) for name in steps},
        interval=calendar.interval,
        horizon=calendar.horizon,
    )


def day(scenario: Scenario, traffic: Traffic, **steps: Mapping[float, float]) -> Log:
    """Let the contacts meet the staff."""
    return run(scenario, traffic, staff(scenario, **steps))
