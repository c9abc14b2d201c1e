"""Whatever stands in a file, it is a scenario or it is refused with a place and a message; nothing else happens."""

import copy
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.events import KINDS
from scenarios.faults import InputError
from scenarios.loading import parse

from .small import small

HOUR = {"fixed": "1 h"}
RICH = small(
    calendar__holidays=["2026-03-02"], calendar__days=2,
    contact_types__mail={"channel": "email", "arrivals": {"bookings": {"slots": [1, 2, 3, 4], "no_show": 0.1, "early": HOUR, "late": HOUR}}, "enters": "mail"},
    contact_types__vip__arrivals={"volumes": [1, 2, 3, 4], "weekdays": {"sat": 0.5}, "holidays": 0.5},
    contact_types__vip__follow_up={"share": 0.1, "contact_type": "mail", "delay": HOUR},
    contact_types__plain__complaint={"contact_type": "mail", "after_abandoning": 0.1, "after_waiting": 0.1, "longer_than": "1 min", "unresolved": 0.1, "delay": HOUR},
    ivr__menu__ports=3, ivr__menu__when_full="gold",
    queues__gold__callback={"offer_above": "1 min", "accept": 0.5, "dial": HOUR, "reached": 0.5},
    queues__mail={"deadline": "3 working days", "deadline_from": "first_arrival"},
    agent_groups__desk__skills__mail={"handle_time": HOUR},
    agent_groups__desk__skills__gold={"handle_time": HOUR, "resolves": 0.5, "unresolved": {
        "escalate": {"to": "silver", "share": 0.4, "warm": 0.5, "handover": HOUR}, "repeat": {"share": 0.3, "delay": HOUR, "same_agent": "5 min"}}},
    agent_groups__desk__concurrency=1, agent_groups__desk__slowdown=[1], agent_groups__desk__absence=0.1, agent_groups__desk__late=HOUR,
    agent_groups__desk__learning={"handle_time": [1.2, 1], "resolves": [0.9, 1], "since": "2026-02-01"},
    events=[{"at": "10:00", "lasts": "2 h", "after": "5 min", "surge": {"vip": 2}}, {"at": "2026-03-02 10:00", "lasts": "2 h", "outage": {"ivr": True, "desk": 0.5}},
            {"at": "10:00", "lasts": "2 h", "call_in": {"vip": {"contacts": 3, "delay": HOUR, "repeat": {"share": 0.5, "delay": HOUR}}}},
            {"at": "10:00", "lasts": "2 h", "reinforce": {"desk": 3}}, {"at": "10:00", "lasts": "2 h", "absence": {"desk": 0.5}}],
    open={"gold": "06:00-22:00", "silver": {"weekdays": ["06:00-12:00", "22:00-02:00"], "holidays": "closed"}},
    labour={"days_per_week": 5, "most_in_a_row": 6, "rest": "11 h", "weekly_hours": {"min": "30 h", "max": "40 h"}},
    satisfaction={"dimensions": {"empathy": 90}, "weights": {"empathy": 0.2}, "wait_per_min": 3, "bands": {"good": 90, "pass": 80}},
    lines=5,
    targets=[{"queue": "gold", "answer_rate": 0.9, "within": "15 s", "per": "interval", "confidence": 0.9}, {"queue": "mail", "on_time": 0.9}],
    shifts=[
        {"groups": ["desk"], "starts": {"from": "06:00", "to": "07:00", "every": "30 min"}, "length": ["6 h", "8 h"],
         "breaks": [{"length": "15 min", "between": ["1 h", "5 h"], "paid": False}]},
        {"groups": ["desk"], "start": "22:00", "length": "8 h", "premium": 1.35, "cost": 3},
    ],
    busyness={"flu": {"gamma": {"mean": 1, "cv": 0.1}}},
    routing={"freed_agent": "longest_wait", "head_start": {"gold": "90 s"}, "wait_weights": {"gold": 3}},
    headcount={"desk": 4},
    experiment={"replications": 3, "seed": 1, "warm_up": "1 h"},
    contact_types__vip__patience={"mixture": [{"weight": 0.5, "of": "never"}, {"weight": 0.5, "of": {"fixed": "1 s"}}]},
    contact_types__vip__retry={"after_abandoning": 0.5, "delay": {"by_time": {"00:00": {"fixed": "1 min"}}}, "attempts": 2},
    agent_groups__desk__staffing=[1, 2, 3, 4],
)  # fmt: skip
JUNK = [
    None, True, False, 0, -1, 3, 1.5, 1e300, -1e300, float("inf"), float("nan"), 10**400, "", "x", "vip", "gold", "desk", "never", "4 min", "0 s", "1e999 s",
    "99999999999 d", "1e-300 s", "5 per h", "1e400 per h", "24:00", "2026-03-02", "9999-12-31", "contained", "☎", "a.b", "{", [], {}, [1], [[]], ["gold"], [None], {"x": 1},
    {"fixed": "1 s"}, {"fixed": None}, {"file": 3, "column": None}, {"file": "", "column": ""}, {"file": "\0", "column": "a"},
    {"mixture": [{"weight": 1, "of": "never"}]}, {"mixture": [{"weight": 0, "of": {"fixed": "1 s"}}]}, {"by_time": {}}, {"from": "06:00"}, {"gold": 1}, {"menu": 1}, {1: 2},
    "CN", "DE-BY", "closed", "22:00-06:00", "3 working days", "chat", "outbound", {"ivr": True}, {"vip": {"contacts": 1}}, {"log": "x.csv"}, {"slots": 1}, {"mon": "closed"},
    {"escalate": {"to": "gold", "share": 1}}, {"contact_type": "vip", "delay": {"fixed": "0 s"}}, {"at": "10:00"}, [0], [1, 1],
]  # fmt: skip


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


def put(data, path, value):
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


def check(data, folder=None):
    """A sound scenario also answers what is asked of it."""
    faults = ()
    try:
        scenario = parse(data, folder)
        for queue in scenario.queues:
            scenario.deferred(queue)
            scenario.open_spans(queue)
            scenario.due_at(queue, np.array([0.0, 1e5]))
        for kind in KINDS:
            scenario.spells(kind)
    except InputError as error:
        faults = error.faults
        str(error)
    assert all(fault.message for fault in faults)
    assert len(set(faults)) == len(faults)


def test_the_rich_scenario_is_sound():
    parse(RICH)


@pytest.mark.parametrize("junk", range(len(JUNK)))
def test_junk_at_half_of_all_places(junk, tmp_path):
    everywhere = list(places(RICH))[1:]
    for path in random.Random(junk).sample(everywhere, len(everywhere) // 2):  # each junk another half, to save time
        data = copy.deepcopy(RICH)
        put(data, path, JUNK[junk])
        check(data, tmp_path)


def test_several_kinds_of_junk_at_once():
    dice = random.Random(4)
    for _ in range(1000):
        data = copy.deepcopy(RICH)
        for _ in range(dice.randint(2, 6)):
            put(data, dice.choice(list(places(data))[1:]), copy.deepcopy(dice.choice(JUNK)))
        check(data)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.text(alphabet=st.sampled_from("ab:{}[],-&*!|>'\"#%@` \n\t0."), max_size=40))
def test_any_text(text):
    check(text)
