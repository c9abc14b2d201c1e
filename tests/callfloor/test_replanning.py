"""`callfloor plan --from`: what may be typed, what comes back, and that it can be read in again."""

import json

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from callfloor import cli
from tests.optimize.replanning.days import covering, document

TEAM = {
    "callfloor": 1, "title": "team", "currency": "EUR",
    "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
    "contact_types": {
        "call": {"arrivals": {"volumes": [0] * 8 + [40, 60, 60, 60, 60, 60, 60, 60, 60, 40] + [0] * 6, "busyness": "town"},
                 "enters": "calls", "patience": {"exponential": {"mean": "3 min"}}}
    },
    "busyness": {"town": {"gamma": {"mean": 1, "cv": 0.1}}},
    "queues": {"calls": {}},
    "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.0}}}}, "cost": "30 per h"}},
    "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s"}],
    "shifts": [
        {"groups": ["team"], "starts": {"from": "08:00", "to": "12:00", "every": "1 h"}, "length": "6 h",
         "breaks": [{"length": "1 h", "between": ["2 h", "4 h"], "paid": False}]},
        {"groups": ["team"], "start": "14:00", "length": "4 h"},
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    with (tmp_path / "team.yaml").open("w") as file:
        YAML().dump(TEAM, file)
    rows = covering({10: 2, 11: 2, 12: 2}, {14: 2, 15: 2, 16: 2}, 2)
    (tmp_path / "plan.json").write_text(json.dumps({**document(rows), "scenario": "team"}))
    lines = [f"{hour:02d}:00,{came}" for hour, came in enumerate([0] * 8 + [55, 84, 80])]
    (tmp_path / "so_far.csv").write_text("\n".join(["start,call", *lines]))
    return tmp_path


def run(folder, *words):
    options = ("--from", folder / "plan.json", "--after", "11:00", "--replications", 100, "--workers", 1)
    return CliRunner().invoke(cli.app, [str(word) for word in ("plan", folder / "team.yaml", *options, *words)])


@pytest.mark.slow
def test_a_busy_morning_changes_the_rest_of_the_day_and_the_new_plan_can_be_re_planned_again(folder):
    result = run(folder, "--so-far", folder / "so_far.csv", "--out", folder / "out")
    assert result.exit_code == 0, result.output
    assert "What changes" in result.stdout
    assert "219 contacts came by 11:00 where 160 were forecast (town)" in result.stdout.replace("\n", " ")
    assert (folder / "out" / "changes.csv").is_file()
    page = (folder / "out" / "report.html").read_text()
    page = page[page.index("<header>") :]
    assert page.index("<h2>What changes?</h2>") < page.index("<h2>Targets</h2>")
    assert "shift plan, re-planned from 11:00 on" in page
    assert "against the plan at work" in page
    assert "lower bound" not in page[: page.index("What changes?")]
    assert "now 11:00" in page  # a line in the charts of the day
    found = json.loads((folder / "out" / "plan.json").read_text())
    assert found["status"] == "met"
    assert found["replanned"]["busyness"][0]["factor"] == pytest.approx((100 + 219) / (100 + 160))
    assert found["changes"]
    assert sum(row["cost"] for row in found["shifts"]) == pytest.approx(found["cost"])
    changed = [row for row in found["shifts"] if "planned" in row]
    assert sum(row["agents"] for row in changed) == sum(
        row["agents"] for row in found["changes"] if row["what"] in {"longer", "shorter", "break"}
    )
    (folder / "plan.json").write_text(json.dumps(found))
    again = run(folder, "--after", "13:00", "--json", "-")
    assert again.exit_code == 0, again.output
    assert json.loads(again.stdout)["replanned"]["cost_before"] == pytest.approx(found["cost"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--after", "11:20"], "no interval begins then; write 11:00 or 12:00"),
        (["--change-cost", "-1"], "-1 is below 0"),
        (["--method", "erlang"], "re-planned by simulation only"),
        (["--reach", "soon"], '"soon" is not a duration'),
    ],
)
def test_what_cannot_be_is_said_at_once(folder, words, said):
    result = run(folder, *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_from_and_after_go_together(folder):
    result = CliRunner().invoke(cli.app, ["plan", str(folder / "team.yaml"), "--after", "11:00"])
    assert result.exit_code == 2
    assert "--from" in result.stderr
    assert "name the plan.json (or plan.xlsx) that is at work" in result.stderr


def test_the_plan_of_another_scenario_is_refused(folder):
    (folder / "plan.json").write_text(json.dumps({**document(), "scenario": "other"}))
    result = run(folder)
    assert result.exit_code == 2
    assert "is a plan of other, not of team" in result.stderr


def test_the_headcount_of_a_cyclic_day_is_the_scenarios_though_last_nights_people_come_on_top(tmp_path):
    night = {"groups": ["team"], "start": "22:00", "length": "8 h"}
    team = {
        **TEAM, "calendar": {**TEAM["calendar"], "cyclic": True}, "shifts": [*TEAM["shifts"], night], "headcount": {"team": 30},
        "targets": [{"queue": "calls", "answer_rate": 0.1, "within": "20 s"}],
    }  # fmt: skip
    with (tmp_path / "team.yaml").open("w") as file:
        YAML().dump(team, file)
    rows = covering({10: 4, 11: 4, 12: 4}, {14: 4, 15: 4, 16: 4}, 4)
    rows.append({"start": "22:00", "end": "06:00", "breaks": [], "agents": 3, "cost": 720.0})
    (tmp_path / "plan.json").write_text(json.dumps({**document(rows), "scenario": "team"}))
    result = run(tmp_path, "--json", tmp_path / "new.json", "--change-cost", 1000)
    assert result.exit_code == 0, result.output
    (staff,) = json.loads((tmp_path / "new.json").read_text())["staff"]
    assert staff["headcount"] == 30


def test_where_time_ran_out_nobody_is_told_that_nothing_would_do(folder):
    result = run(folder, "--so-far", folder / "so_far.csv", "--time-limit", "0.1 s")
    assert result.exit_code == 4, result.output
    told = result.stdout.replace("\n", " ")
    assert "Time ran out before a change after 11:00 was found that meets every target" in told
    assert "Nothing that may still be changed" not in told
