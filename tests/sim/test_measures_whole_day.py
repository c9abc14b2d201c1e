"""Whole days on the floor with everything at once: what is measured in different ways must agree."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.schema import Scenario
from sim import floor, traffic
from sim.agents import by_agent
from sim.log import Cause, Log, Outcome
from sim.measures import rows
from sim.series import series
from sim.staffing import Staffing
from sim.sums.spans import Counts
from sim.sums.tally import Tally, tally
from tests.sim.by_hand import centre


def everything() -> Scenario:
    """Calls with call-backs and warm transfers, chats three at a time, work orders with a deadline, a closing and absence."""
    handling = {"handle_time": {"exponential": {"mean": "4 min"}}, "wrap_up": {"fixed": "20 s"}}
    unsettled = {
        "resolves": 0.6,
        "unresolved": {
            "escalate": {"to": "experts", "share": 0.4, "warm": 0.5, "handover": {"fixed": "30 s"}},
            "repeat": {"share": 0.4, "delay": {"exponential": {"mean": "2 h"}}},
        },
    }
    patience = {"exponential": {"mean": "3 min"}}
    return centre(
        calendar={"start": "2026-03-02", "days": 1, "interval": "1 h"},
        contact_types={
            "call": {
                "arrivals": {"rate": "30 per h"},
                "enters": "calls",
                "patience": patience,
                "cost_of_loss": 5,
                "complaint": {"contact_type": "order", "after_abandoning": 0.5, "delay": {"fixed": "10 min"}},
            },
            "chat": {"channel": "chat", "arrivals": {"rate": "20 per h"}, "enters": "chats", "patience": patience},
            "order": {"channel": "work_order", "arrivals": {"rate": "3 per h"}, "enters": "work"},
        },
        queues={
            "calls": {"callback": {"offer_above": "1 min", "accept": 0.5, "dial": {"fixed": "15 s"}, "reached": 0.7}},
            "experts": {},
            "chats": {"capacity": 5},
            "work": {"deadline": "3 h"},
        },
        agent_groups={
            "desk": {
                "skills": {"calls": {**handling, **unsettled}, "chats": handling},
                "concurrency": 3,
                "slowdown": [1, 1.2, 1.4],
                "staffing": [3] * 10 + [4] * 14,
                "cost": "30 per h",
                "absence": 0.1,
            },
            "experts": {
                "skills": {"experts": handling, "work": {**handling, "preference": 2}},
                "staffing": 2,
                "cost": "40 per h",
            },
        },
        events=[{"at": "12:00", "lasts": "1 h", "outage": {"desk": 0.5}}],
        open={"chats": "07:00-22:00"},
        overtime=True,
        satisfaction={"wait_per_min": 5, "unresolved": 40, "transfer": 10, "repeat": 10},
        experiment={"warm_up": "30 min"},
    )


SCENARIO = everything()


@pytest.fixture(scope="module", params=[1, 2, 3])
def a_day(request: pytest.FixtureRequest) -> tuple[Log, Tally]:
    staffing = Staffing.of(SCENARIO)
    log = floor.run(SCENARIO, traffic.draw(SCENARIO, request.param, 0, {}), staffing)
    return log, tally(SCENARIO, log, staffing)


def test_the_day_has_all_that_it_is_to_test(a_day: tuple[Log, Tally]) -> None:
    log, _ = a_day
    assert {Cause.REPEAT, Cause.ESCALATION, Cause.COMPLAINT} <= set(log.cause.tolist())
    assert {Outcome.ANSWERED, Outcome.ABANDONED, Outcome.CLOSED} <= set(log.outcome.tolist())
    assert np.any(log.called_back)
    assert np.any(log.called_back & (log.outcome == Outcome.ABANDONED) & (log.agent >= 0))


def test_nothing_is_lost_and_nobody_is_busier_than_always(a_day: tuple[Log, Tally]) -> None:
    _, day = a_day
    day.check()
    for row in rows(SCENARIO, [day]):
        assert row.mean is None or row.mean >= 0
        if row.measure in ("occupancy", "slot_use", "on_time", "first_contact_resolution", "answer_rate"):
            assert row.mean is None or row.mean <= 1


def measured(counts: Counts) -> float:
    """Time under the steps between the end of the warm-up and the calendar's end."""
    moments = np.clip(np.append(counts.moments, np.inf), 1800.0, 86400.0)
    return float((counts.values * np.diff(moments)).sum())


def test_the_series_enclose_the_time_that_is_measured(a_day: tuple[Log, Tally]) -> None:
    log, day = a_day
    found, groups = series(SCENARIO, log), day.sums["agent_group"]
    for place, name in enumerate(SCENARIO.queues):
        assert measured(found.waiting[name]) == pytest.approx(day.sums["queue"]["seconds in queue"][place].sum())
    for place, name in enumerate(SCENARIO.agent_groups):
        assert measured(found.present[name]) == pytest.approx(groups["seconds staffed"][place].sum())
        assert measured(found.busy[name]) == pytest.approx(groups["seconds busy"][place].sum())
        assert found.idle[name].values.min() >= 0


def test_agents_add_up_to_their_groups(a_day: tuple[Log, Tally]) -> None:
    log, day = a_day
    table = by_agent(SCENARIO, log)
    for place, name in enumerate(SCENARIO.agent_groups):
        own, sums = table[table.group == name], day.sums["agent_group"]
        assert own.contacts.sum() == sums["answered"][place].sum()
        assert own.seconds_busy.sum() == pytest.approx(sums["seconds busy"][place].sum())
        assert own.seconds_present.sum() == pytest.approx(sums["seconds staffed"][place].sum())
        assert own.occupancy.max() <= 1 + 1e-9


@pytest.mark.parametrize("scope", ["contact_type", "queue", "agent_group"])
def test_all_that_is_paid_is_somebodys(a_day: tuple[Log, Tally], scope: str) -> None:
    _, day = a_day
    assert day.sums[scope]["cost"].sum() == pytest.approx(day.sums["centre"]["cost"].sum())


def test_contacts_of_types_are_those_of_the_centre(a_day: tuple[Log, Tally]) -> None:
    _, day = a_day
    for key in ("offered", "answered", "closed", "repeats", "due", "on time", "cost of loss", "rated contacts"):
        assert day.sums["contact_type"][key].sum() == pytest.approx(day.sums["centre"][key].sum()), key
