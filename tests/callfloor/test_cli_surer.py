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
