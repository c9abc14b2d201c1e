"""Whatever stands in a file, it is a scenario or it is refused with a place and a message; nothing else happens."""

import copy
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.faults import InputError
from scenarios.loading import parse

from .small import small

RICH = small(
    lines=5,
    targets=[{"queue": "gold", "answer_rate": 0.9, "within": "15 s", "per": "interval", "confidence": 0.9}],
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
    faults = ()
    try:
        parse(data, folder)
    except InputError as error:
        faults = error.faults
        str(error)
    assert all(fault.message for fault in faults)
    assert len(set(faults)) == len(faults)


def test_the_rich_scenario_is_sound():
    parse(RICH)


@pytest.mark.parametrize("junk", range(len(JUNK)))
def test_junk_at_every_place(junk, tmp_path):
    for path in list(places(RICH))[1:]:
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
