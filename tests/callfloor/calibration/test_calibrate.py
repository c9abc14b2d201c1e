"""`callfloor calibrate`: the folder it writes, the page, what it says, and that bad input leaves nothing behind."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callfloor import cli
from scenarios.loading import load
from sim.experiment import simulate
from tests.scenarios.history.calibrating.centres import centre

DOCS = Path(__file__).parents[3] / "docs" / "calibration.md"


def run(*words: object):
    return CliRunner().invoke(cli.app, ["calibrate", *map(str, words)])


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("centre")
    (folder / "centre.yaml").write_text(json.dumps(centre(3)), encoding="utf-8")
    simulate(load(str(folder / "centre.yaml")), replications=5, seed=3, workers=1, logs=folder / "logs")
    return folder / "logs"


@pytest.fixture(scope="module")
def made(logs, tmp_path_factory):
    out = tmp_path_factory.mktemp("made") / "again"
    result = run(logs, "--out", out, "--replications", "20")
    assert result.exit_code == 0, result.output
    return out, result


def test_the_folder_can_be_simulated_at_once_and_has_all_that_the_documentation_names(made):
    out, result = made
    assert f"Next: callfloor simulate {out};" in " ".join(result.stdout.split())
    scenario = load(out)
    assert list(scenario.contact_types) == ["sales", "care"]
    assert simulate(scenario, replications=2, workers=1).tallies
    names = {path.name for path in out.iterdir()}
    told = re.findall(r"^\| (`.+?) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    for stem in re.findall(r"`([\w.…]+)`", " ".join(told)):
        assert any(re.fullmatch(stem.replace("…", r"\w+\.csv"), name) for name in names), stem


def test_the_page_says_the_answer_where_it_is_off_and_why(made):
    page = (made[0] / "calibration.html").read_text(encoding="utf-8")
    for heading in ("The whole day", "Where the model is off", "By contact type", "How much days differ", "People"):
        assert f"<h2>{heading}</h2>" in page
    assert "Who tries again after a loss" in page


def test_the_comments_say_from_how_many_contacts_a_figure_comes(made):
    text = (made[0] / "scenario.yaml").read_text(encoding="utf-8")
    for key in ("handle_time", "patience", "takes"):
        lines = [line for line in text.splitlines() if re.match(rf"\s+(\w+: {{)?{key}: {{", line)]
        assert lines
        assert all(re.search(r"# \d+ (contacts|waited)", line) for line in lines), lines


def test_a_week_is_seven_days_and_those_the_log_lacks_are_empty(logs, tmp_path):
    assert run(logs, "--out", tmp_path / "week", "--week", "--replications", "2").exit_code == 0
    scenario = load(tmp_path / "week")
    volumes = scenario.contact_types["sales"].arrivals.volumes
    assert len(volumes) == 7 * 48
    assert sum(volumes[:48]) > 0 == sum(volumes[48:])


def test_every_fault_is_told_at_once_and_nothing_is_written(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    result = run(tmp_path / "empty.csv", "--out", tmp_path / "taken")
    assert result.exit_code == 2
    assert "is already there and is not overwritten" in result.stderr
    assert "2 faults; nothing was run." in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.csv", "taken"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--start", "2024-01-02"], "is a tuesday; the log has only monday"),
        (["--start", "2031-01-06"], "is not in the log, which runs from 2024-01-01"),
        (["--interval", "25 min"], "does not divide an hour"),
        (["--interval", "30"], "has no unit"),
    ],
)
def test_a_day_or_grid_that_cannot_be_had_is_refused(logs, tmp_path, words, said):
    result = run(logs, "--out", tmp_path / "x", *words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert list(tmp_path.iterdir()) == []
