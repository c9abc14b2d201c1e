"""The JSON Schema: whatever callfloor loads is right by it, and what is wrong in one part is wrong by it too."""

import copy
import json
import random
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from callfloor.authoring.json_schema import schema
from callfloor.authoring.parts import entries, parts
from callfloor.cli import app
from scenarios.document import plain, read_text
from scenarios.faults import InputError
from scenarios.loading import parse
from tests.scenarios.test_any_input import RICH

ROOT = Path(__file__).parents[3]
FILES = [*sorted((ROOT / "scenarios" / "library").glob("*/*.yaml")), ROOT / "tests" / "scenarios" / "whole.yaml"]
SMALL = """
calendar: {start: 2026-03-02, interval: 1 h}
contact_types: {call: {arrivals: {rate: 10 per h}, enters: calls}}
queues: {calls: {}}
agent_groups: {team: {skills: {calls: {handle_time: {fixed: 3 min}}}, staffing: 2, cost: 20 per h}}
targets: [{queue: calls, answer_rate: 0.8, within: 20 s}]
shifts: [{groups: [team], start: "08:00", length: 8 h}]
"""
CALL = "contact_types.call"
WRONG = [
    ("calendar.interval", 30),
    ("calendar.start", "2 March"),
    ("calendar.dayz", 2),
    ("calendar.days", 0),
    (f"{CALL}.patience", {"exponential": {"mean": 120}}),
    (f"{CALL}.patience", {"exponential": {"mean": "2 min", "cv": 1}}),
    (f"{CALL}.patience", {"lognormal": {"mean": "2 min"}}),
    (f"{CALL}.patience", {"lognormal": {"mean": "2 min", "cv": 0}}),
    (f"{CALL}.patience", {"hyperexponential": {"mean": "2 min", "cv": 0.5}}),
    (f"{CALL}.patience", {"fixed": "2 min", "exponential": {"mean": "2 min"}}),
    (f"{CALL}.patience", "2 min"),
    (f"{CALL}.arrivals", {"rate": 10}),
    (f"{CALL}.arrivals", {"rate": "10 per week"}),
    (f"{CALL}.arrivals", {}),
    (f"{CALL}.arrivals", {"rate": "10 per h", "volumes": [1] * 24}),
    (f"{CALL}.arrivals", {"volumes": {"file": "a.csv"}}),
    (f"{CALL}.arrivals", {"bookings": {"slots": 4}, "holidays": 0.5}),
    (f"{CALL}.channel", "telephone"),
    (f"{CALL}.retry", {"delay": {"fixed": "5 min"}}),
    (f"{CALL}.cost_of_loss", -1),
    ("queues.calls.capacity", 2.5),
    ("queues.calls.deadline", "0 h"),
    ("queues.calls.deadline", "3 days"),
    ("queues.calls.deadline_from", "joining"),
    ("agent_groups.team.skills.calls.handle_time", {"fixed": "never"}),
    ("agent_groups.team.skills.calls.resolves", 1.2),
    ("agent_groups.team.skills.calls.after", 0),
    ("agent_groups.team.shrinkage", "30 %"),
    ("agent_groups.team.staffing", {"file": "a.csv", "column": "b", "sheet": "c"}),
    ("agent_groups.team.staffing", -1),
    ("agent_groups.team.cost", 45),
    ("agent_groups.team.concurrency", 0),
    ("targets", [{"queue": "calls", "answer_rate": 0.8}]),
    ("targets", [{"queue": "calls", "answer_rate": 80, "within": "20 s"}]),
    ("targets", [{"queue": "calls", "abandonment": 0.05, "mean_wait": "20 s"}]),
    ("targets", [{"queue": "calls", "contact_type": "call", "abandonment": 0.05}]),
    ("targets", [{"queue": "calls", "occupancy": 0.85}]),
    ("targets", [{"agent_group": "team", "mean_wait": "20 s"}]),
    ("targets", [{"queue": "calls", "abandonment": 0.05, "within": "20 s"}]),
    ("targets", [{"queue": "calls", "abandonment": 0.05, "per": "week"}]),
    ("shifts", [{"groups": ["team"], "length": "8 h"}]),
    ("shifts", [{"groups": ["team"], "start": "25:00", "length": "8 h"}]),
    ("shifts", [{"groups": ["team"], "start": "08:00", "length": 8}]),
    ("shifts", [{"groups": ["team"], "start": "08:00", "length": "8 h", "days": "weekday"}]),
    ("shifts", [{"groups": ["team"], "start": "08:00", "length": "8 h", "breaks": [{"length": "30 min", "between": ["3 h"]}]}]),
    ("events", [{"at": "10:30", "lasts": "2 h"}]),
    ("events", [{"at": "10.30", "lasts": "2 h", "surge": {"call": 2}}]),
    ("events", [{"at": "10:30", "lasts": "2 h", "surge": {"call": 2}, "absence": {"team": 0.2}}]),
    ("open", {"calls": "from 8 to 20"}),
    ("open", {"calls": {"monday": "08:00-20:00"}}),
    ("premium_hours", {"nights": 1.35}),
    ("headcount", {"team": 2.5}),
    ("ivr", {"menu": {"takes": {"fixed": "5 s"}, "then": {"calls": "all"}}}),
    ("ivr", {"menu": {"takes": {"fixed": "5 s"}, "then": {"calls": 1}, "when_full": "hang_up"}}),
    ("callfloor", 2),
    ("targetz", []),
    ("labour", {"days_per_week": 8}),
    ("satisfaction", {"bands": {"good": 101}}),
]  # fmt: skip


@pytest.fixture(scope="module")
def validator():
    made = schema()
    Draft7Validator.check_schema(made)
    return Draft7Validator(made)


def document(text, name="file.yaml", folder=None):
    return {key: plain(value) for key, value in read_text(text, name, folder).data.items()}


def with_value(path, value):
    data = document(SMALL)
    *steps, last = path.split(".")
    inside = data
    for step in steps:
        inside = inside[step]
    inside[last] = value
    return data


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_scenario_of_the_house_is_right(validator, file):
    assert [
        error.message for error in validator.iter_errors(document(file.read_text(encoding="utf-8"), str(file)))
    ] == []


def test_the_small_scenario_is_right(validator):
    assert validator.is_valid(document(SMALL))
    parse(SMALL)


@pytest.mark.parametrize(("path", "value"), WRONG, ids=lambda value: json.dumps(value)[:60])
def test_what_callfloor_refuses_in_one_part_is_wrong(validator, path, value):
    data = with_value(path, value)
    with pytest.raises(InputError):
        parse(data)
    assert not validator.is_valid(data)


@pytest.mark.parametrize("key", ["calendar", "contact_types", "queues", "agent_groups"])
def test_what_is_needed_may_be_left_out_only_by_a_file_that_extends_another(validator, key):
    data = document(SMALL)
    del data[key]
    assert not validator.is_valid(data)
    assert validator.is_valid({"extends": "single_queue", **data})


def test_a_file_that_extends_another_is_checked_too(validator):
    change = {"extends": "telecom_hotline", "contact_types": {"vip": {"patience": {"fixed": "2 min"}, "retry": None}}}
    assert validator.is_valid(change)
    change["contact_types"]["vip"]["patience"] = {"fixed": 120}
    assert not validator.is_valid(change)


def test_every_key_of_the_language_is_in_it_with_its_meaning():
    definitions = schema()["definitions"]
    for part in parts():
        for entry in entries(part):
            assert definitions[part.__name__]["properties"][entry.key]["description"] == entry.info.description


def test_the_command_writes_it(tmp_path):
    run = CliRunner().invoke(app, ["schema", str(tmp_path / "callfloor.schema.json")])
    assert run.exit_code == 0
    assert "yaml-language-server: $schema=callfloor.schema.json" in run.stdout
    assert json.loads((tmp_path / "callfloor.schema.json").read_text(encoding="utf-8")) == schema()
    assert json.loads(CliRunner().invoke(app, ["schema"]).stdout) == schema()


ODD = [0, 1, 2.0, 0.5, -1, "0 s", "5 min", "1h30min", " 2 d ", "08:30", "8:30", "24:00", "2026-03-02", "2026-03-02 10:30", "closed", "3 working days",
       "never", "CN", "weekdays", True, None, [], ["08:00"], [1, 2, 3, 4], {}, {"fixed": "5 min"}, {"exponential": {"rate": "3 per h"}}, "40 per h", "40/h"]  # fmt: skip


def leaves(data, path=()):
    """Every place of a scenario's data."""
    if path:
        yield path
    for key, inner in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from leaves(inner, (*path, key))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_callfloor_takes_is_right(validator, seed):
    """One value of a rich scenario after the other is replaced by something odd; what loads must not be underlined by an editor."""
    chance = random.Random(seed)
    every = list(leaves(RICH))
    taken = 0
    for _ in range(250):
        path, odd = chance.choice(every), chance.choice(ODD)
        data = copy.deepcopy(RICH)
        inside = data
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = copy.deepcopy(odd)
        try:
            parse(data)
        except InputError:
            continue
        taken += 1
        assert validator.is_valid(data), (path, odd, [error.message for error in validator.iter_errors(data)][:1])
    assert taken >= 5
