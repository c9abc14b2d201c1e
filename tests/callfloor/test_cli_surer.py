"""Options that make figures surer: what they say, what they write, and what does not go together."""

import json

import pytest
from typer.testing import CliRunner

from callfloor import cli

NEVER_CLOSES = """
callfloor: 1
title: Two people round the clock
calendar: {start: 2026-03-02, days: 8, interval: 30 min, cyclic: true}
contact_types:
  call: {arrivals: {rate: 30 per h}, enters: calls}
queues: {calls: {}}
agent_groups:
  desk: {skills: {calls: {handle_time: {exponential: {mean: 3 min}}}}, staffing: 2}
experiment: {replications: 1, seed: 5, warm_up: 1 d}
"""


def run(*words):
    return CliRunner().invoke(cli.app, [str(word) for word in words])


def figures(result):
    document = json.loads(result.stdout)
    return document, {
        (row["measure"], row["scope"], row["within_s"]): row for row in document["measures"] if row["interval"] is None
    }


@pytest.fixture
def never_closes(tmp_path):
    path = tmp_path / "desk.yaml"
    path.write_text(NEVER_CLOSES, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("scenario", "options", "said"),
    [
        ("telecom_hotline", ("--control",), "--control changed no figures: it takes"),
        ("telecom_hotline", ("--stratify",), "--stratify is of no use: 1 replication cannot be spread."),
        ("single_queue", ("--stratify",), "--stratify changed nothing: the scenario has no busyness."),
    ],
)
def test_what_changes_nothing_is_said_to(tmp_path, scenario, options, said):
    done = run("simulate", scenario, "--replications", 1, "--workers", 1, "--out", tmp_path, *options)
    assert said in done.stderr
    assert "are corrected" not in done.stdout
    assert "stratified" not in done.stdout


def test_how_near_is_said_in_points_and_one_day_has_no_spread(tmp_path):
    asked = ("simulate", "single_queue", "--workers", 1, "--out", tmp_path, "--precision", "answer_rate=0.02")
    said, one = (" ".join(run(*asked, "--replications", days).stdout.split()) for days in (2000, 1))
    assert "points after" in said
    assert "± 2 was asked for" in said
    assert "answer_rate has no limits after 1 replication: one has no spread." in one


@pytest.mark.parametrize("option", [("--precision", "answer_rate=1%"), ("--batches", 5)])
def test_nothing_is_announced_before_all_is_checked(tmp_path, option):
    result = run("simulate", "single_queue", "--out", tmp_path, *option)
    assert result.exit_code == 2
    assert "Simulating" not in result.stderr


def test_the_folder_of_logs_is_named_and_what_can_be_none_is_refused(tmp_path):
    asked = ("simulate", "single_queue", "--replications", 2, "--workers", 1, "--out", tmp_path / "out", "--logs")
    done = " ".join(run(*asked, tmp_path / "logs").stderr.split())
    assert "logs: the logs of 2 replications." in done
    (tmp_path / "file").write_text("no folder")
    refused = run(*asked, tmp_path / "file")
    assert refused.exit_code == 2
    assert "there is a file of that name" in refused.stderr


def test_one_long_run_has_limits_from_its_batches(never_closes, tmp_path):
    plain = run("simulate", never_closes, "--workers", 1, "--out", tmp_path / "out", "--json", "-")
    batched = run("simulate", never_closes, "--workers", 1, "--out", tmp_path / "out", "--batches", 7, "--json", "-")
    (_, before), (document, after) = figures(plain), figures(batched)
    assert document["batches"] == 7
    key = ("mean_wait", "centre", None)
    assert (before[key]["low"], before[key]["mean"]) == (None, after[key]["mean"])
    assert 0 < after[key]["low"] < after[key]["mean"] < after[key]["high"]
    said = run("simulate", never_closes, "--workers", 1, "--out", tmp_path / "out", "--batches", 7)
    assert "Limits are from batches of each run, at most 7" in " ".join(said.stdout.split())


def test_stratified_days_and_the_control_are_said_and_narrow_the_limits(tmp_path):
    widths = []
    for options in ((), ("--stratify",), ("--stratify", "--control")):
        asked = ("simulate", "telecom_hotline", "--replications", 20, "--workers", 1, "--out", tmp_path)
        document, found = figures(run(*asked, *options, "--json", "-"))
        assert document.get("stratified", False) == ("--stratify" in options)
        assert document.get("control", False) == ("--control" in options)
        rate = found["answer_rate", "centre", 20.0]
        widths.append(rate["high"] - rate["low"])
    assert widths[0] > 1.5 * widths[1]  # measured over many seeds: 2.6 times, and 2.7 times with both
    assert widths[0] > 1.5 * widths[2]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (("--batches", 5, "--control"), "--control of days that are independent"),
        (("--batches", 5), "about a steady state"),
        (("--stratify", "--precision", "answer_rate=0.01"), "their number is not known"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_run(tmp_path, options, fault):
    result = run("simulate", "single_queue", "--replications", 20, "--out", tmp_path, *options)
    assert result.exit_code == 2
    assert fault in " ".join(result.stderr.split())
