"""Expected visits against those that come on simulated days."""

import numpy as np
import pytest

from optimize.visits import flows, measured_flows, visits
from sim.experiment import simulate
from sim.staffing import Staffing
from tests.optimize.whole_floor import escalating, morning, repeating

DAYS = 200
AMPLE = 60

SURGE = {"at": "09:30", "lasts": "1 h", "surge": {"call": 3}}
FAULT = {
    "at": "10:00",
    "lasts": "1 h",
    "call_in": {"call": {"contacts": 30, "delay": {"exponential": {"mean": "1 h"}}}},
}
BOOKINGS = {
    "slots": [0] * 8 + [40] * 4 + [0] * 12,
    "no_show": 0.25,
    "early": {"fixed": "10 min"},
    "late": {"exponential": {"mean": "30 min"}},
}
MENU = {
    "ivr": {"menu": {"takes": {"fixed": "1 min"}, "then": {"calls": 0.8, "hang_up": 0.2}}},
    "call": {"enters": "menu"},
}
IVR_OUT = {"at": "09:00", "lasts": "30 min", "outage": {"ivr": True}}


def offered(scenario):
    """Contacts offered by day, queue and interval, everybody being answered at once."""
    everywhere = dict.fromkeys(scenario.agent_groups, [AMPLE] * scenario.calendar.intervals)
    results = simulate(scenario, Staffing.by_interval(scenario, everywhere), replications=DAYS, seed=5)
    return results, np.array([tally.sums["queue"]["offered"] for tally in results.tallies])


def total(expected, scenario):
    """Expected visits by queue and interval."""
    nothing = np.zeros(scenario.calendar.intervals)
    return np.array(
        [sum((v for (_, name), v in expected.items() if name == queue), nothing) for queue in scenario.queues]
    )


def within_five_errors(seen, expected):
    error = seen.std(axis=0, ddof=1) / np.sqrt(len(seen))
    return np.all(np.abs(seen.mean(axis=0) - expected) <= 5 * error + 0.05)


@pytest.mark.parametrize(
    "more",
    [
        {"events": [SURGE]},
        {"events": [FAULT]},
        {"call": {"arrivals": {"bookings": BOOKINGS}}},
        {"open": {"calls": "08:30-11:00"}, "shifts": [{"groups": ["team"], "start": "09:00", "length": "1 h"}]},
        {**MENU, "events": [IVR_OUT]},
        {"call": {"arrivals": {"rate": "40 per h", "weekdays": {"mon": 0.5}}}},
    ],
    ids=["surge", "call-in", "bookings", "open", "outage of the IVR", "weekdays"],
)
def test_first_attempts_are_expected_when_they_come(more):
    scenario = morning(**more)
    _, seen = offered(scenario)
    assert within_five_errors(seen, total(flows(scenario), scenario))
    assert not within_five_errors(seen, total(flows(morning()), morning()))


def test_a_surge_is_that_of_each_day_of_the_calendar():
    week = {"start": "2026-03-02", "days": 2, "interval": "1 h"}
    second = {**SURGE, "at": "2026-03-03T09:30"}
    for events in ([SURGE], [second]):
        scenario = morning(calendar=week, events=events)
        _, seen = offered(scenario)
        assert within_five_errors(seen, total(flows(scenario), scenario))
        calm = morning(calendar=week)
        assert not within_five_errors(seen, total(flows(calm), calm))


FOLLOW_UP = {
    "contact_types": {
        "call": {"channel": "voice", "arrivals": {"volumes": [0] * 8 + [40] * 4 + [0] * 12}, "enters": "calls",
                 "follow_up": {"share": 0.5, "contact_type": "service", "delay": {"fixed": "1 h"}}},
        "service": {"channel": "outbound", "arrivals": {"rate": "0 per h"}, "enters": "outbound"},
    },
    "queues": {"calls": {}, "outbound": {}},
    "agent_groups": {"team": {"skills": {queue: {"handle_time": {"fixed": "1 min"}} for queue in ("calls", "outbound")}, "cost": "10 per h"}},
}  # fmt: skip


@pytest.mark.parametrize("scenario", [escalating(), repeating(share=0.8), morning(**FOLLOW_UP)])
def test_what_follows_an_answer_is_expected_too(scenario):
    _, seen = offered(scenario)
    day = seen.sum(axis=2)
    assert within_five_errors(day, total(visits(scenario), scenario).sum(axis=1))
    assert not within_five_errors(day, total(flows(scenario), scenario).sum(axis=1))


def test_complaints_that_nobody_could_expect_are_seen():
    """Nobody is there, so everybody gives up, and half of them complain an hour later."""
    call = {"channel": "voice", "arrivals": {"volumes": [0] * 8 + [40] * 4 + [0] * 12}, "enters": "calls",
            "patience": {"fixed": "1 min"},
            "complaint": {"contact_type": "letter", "after_abandoning": 0.5, "delay": {"fixed": "1 h"}}}  # fmt: skip
    letter = {"channel": "work_order", "arrivals": {"rate": "0 per h"}, "enters": "letters"}
    skills = {queue: {"handle_time": {"fixed": "1 min"}} for queue in ("calls", "letters")}
    scenario = morning(
        contact_types={"call": call, "letter": letter}, queues={"calls": {}, "letters": {}},
        agent_groups={"team": {"skills": skills, "cost": "10 per h"}},
    )  # fmt: skip
    results = simulate(scenario, Staffing.by_interval(scenario, {"team": [0] * 24}), replications=20, seed=5)
    found = measured_flows(visits(scenario), results)["letter", "letters"]
    assert found.sum() == pytest.approx(80, abs=10)  # 20 days of 160 calls: 5 standard errors are 10
    assert found[:9].sum() == 0
