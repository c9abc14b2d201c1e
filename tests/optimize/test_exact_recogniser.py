"""Only what the exact day knows is computed exactly: each further feature of a centre stands in its way, by name."""

import pytest

from optimize.exact_day import obstacles
from tests.optimize.whole_floor import TARGET, exponential

EVENT = {"at": "09:00", "lasts": "1 h"}
FIXED = {"fixed": "1 h"}
LATER = {"contact_type": "later", "delay": FIXED}
WITH_LATER = {
    "queues": {"calls": {}, "work": {"deadline": "3 h"}},
    "agent_groups": {
        "team": {
            "skills": {queue: {"handle_time": {"exponential": {"mean": "4 min"}}} for queue in ("calls", "work")},
            "cost": "10 per h",
        }
    },
}
LATER_TYPE = {"channel": "work_order", "arrivals": {"rate": "0 per h"}, "enters": "work"}
CALL = {
    "channel": "voice",
    "arrivals": {"rate": "40 per h"},
    "enters": "calls",
    "patience": {"exponential": {"mean": "5 min"}},
}


def skilled(**more):
    return {"team": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}, **more}}}}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (skilled(resolves=0.8), "not settled"),
        (skilled(resolves=0.8, unresolved={"repeat": {"share": 0.5, "delay": FIXED}}), "come again"),
        ({"contact_types": {"call": {**CALL, "follow_up": {**LATER, "share": 0.5}}, "later": LATER_TYPE}, **WITH_LATER}, "one queue"),
        ({"call": {"channel": "chat"}, "team": {"concurrency": 2}}, "several contacts at once"),
        ({"team": {"absence": 0.1}}, "absent"),
        ({"team": {"late": {"fixed": "1 min"}}}, "late"),
        ({"team": {"learning": {"handle_time": [1.2, 1.0]}}}, "learn"),
        ({"call": {"arrivals": {"bookings": {"slots": 10}}}}, "appointment"),
        ({"queues": {"calls": {"callback": {"offer_above": "1 min", "accept": 0.5}}}}, "called back"),
        ({"open": {"calls": "08:00-12:00"}}, "closes"),
        ({"events": [{**EVENT, "surge": {"call": 2}}]}, "events"),
        ({"events": [{**EVENT, "reinforce": {"team": 2}}]}, "events"),
        ({"events": [{**EVENT, "absence": {"team": 0.5}}]}, "events"),
        ({"events": [{**EVENT, "outage": {"team": 0.5}}]}, "events"),
        ({"events": [{**EVENT, "call_in": {"call": {"contacts": 9}}}]}, "events"),
        (
            {
                "contact_types": {"order": {"channel": "work_order", "arrivals": {"rate": "9 per h"}, "enters": "calls"}},
                "queues": {"calls": {"deadline": "3 h"}},
                "targets": [{"queue": "calls", "on_time": 0.9}],
            },
            "deferred",
        ),
    ],
)  # fmt: skip
def test_a_feature_that_the_exact_day_does_not_know_is_named(more, said):
    scenario = exponential(**more)
    assert any(said in reason for reason in obstacles(scenario))


def test_factors_of_weekdays_and_holidays_are_only_volumes():
    call = {"arrivals": {"rate": "40 per h", "weekdays": {"mon": 0.8}, "holidays": 0.5}}
    assert obstacles(exponential(call=call, targets=[TARGET])) == ()
