"""A small day with a plan that is worked and a busy morning, looked at once."""

import json

import pytest
from ruamel.yaml import YAML

from callfloor import today
from scenarios.loading import load
from tests.callfloor.test_replanning import TEAM
from tests.optimize.replanning.days import covering, document

CAME = [0] * 8 + [55, 84, 80]


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("today")
    by_hour = {"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}
    with (path / "team.yaml").open("w") as file:
        YAML().dump({**TEAM, "targets": [*TEAM["targets"], by_hour]}, file)
    rows = covering({10: 2, 11: 2, 12: 2}, {14: 2, 15: 2, 16: 2}, 2)
    (path / "plan.json").write_text(json.dumps({**document(rows), "scenario": "team"}))
    (path / "so_far.csv").write_text(
        "start,call\n" + "".join(f"{hour:02d}:00,{came}\n" for hour, came in enumerate(CAME))
    )
    return path


@pytest.fixture(scope="session")
def looked(folder):
    return today(load(str(folder / "team.yaml")), folder / "so_far.csv", plan=folder / "plan.json", replications=300)
