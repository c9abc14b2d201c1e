"""Runs that are broken off: Ctrl-C keeps the days already done, and what was killed goes on with --resume."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callfloor import cli, documents
from scenarios.loading import load
from sim import experiment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C and kill are signals of POSIX")

REPOSITORY = Path(__file__).parents[2]
# Whoever starts the tests in the background has them ignore Ctrl-C, and every process they start.
LISTENING = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("callfloor", run_name="__main__", alter_sys=True)
"""
DAYS = 40


def words(workers, days=DAYS):
    return [
        "simulate", "telecom_hotline", "--replications", str(days), "--engine", "simpy",
        "--workers", str(workers), "--out", "o", "--json", "j",
    ]  # fmt: skip


def started(folder, *words):
    return subprocess.Popen(
        [sys.executable, "-c", LISTENING, *words], cwd=folder, env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def wait_for_days(folder, count=1):
    """Until days lie on the disk: the run is well under way."""
    until = time.monotonic() + 60
    while len(list(folder.glob("o/days/*/*.days"))) < count and time.monotonic() < until:
        time.sleep(0.05)


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_the_days_already_done(tmp_path, workers):
    running = started(tmp_path, *words(workers))
    wait_for_days(tmp_path, 2)
    os.killpg(running.pid, signal.SIGINT)
    try:
        out, err = running.communicate(timeout=150)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
    assert running.returncode == 5, err
    assert "Traceback" not in err
    told = json.loads((tmp_path / "j").read_text())
    done = told["replications"]
    assert 0 < done < DAYS
    assert told["interrupted"] == {"asked": DAYS}
    assert f"Interrupted after {done} replication" in err
    assert "--resume" in err
    assert f"of {DAYS}, seed 1" in out
    assert f"of {DAYS}, seed 1" in (tmp_path / "o" / "report.html").read_text()
    # They are the very figures of a run of so many days.
    shorter = experiment.simulate(load("telecom_hotline"), replications=done, engine="simpy")
    assert [row["mean"] for row in told["measures"]] == [row.mean for row in shorter.rows]


@pytest.mark.slow
def test_a_killed_run_goes_on_and_ends_with_the_figures_of_one_that_was_not(tmp_path):
    days = 10
    running = started(tmp_path, *words(2, days))
    wait_for_days(tmp_path)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate(timeout=60)
    assert running.returncode == -signal.SIGKILL
    assert not (tmp_path / "j").exists()
    again = started(tmp_path, *words(2, days), "--resume")
    _, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert re.search("of this very run lay in o/days and (was|were) not run again", err)
    whole = experiment.simulate(load("telecom_hotline"), replications=days, engine="simpy")
    assert (tmp_path / "j").read_text() == documents.text(documents.measures(whole))
    assert not (tmp_path / "o" / "days").exists()  # not needed any more


def test_ctrl_c_before_the_first_day_is_a_clean_end(tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise experiment.Interrupted(None)

    monkeypatch.setattr(experiment, "simulate", interrupted)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli.app, ["simulate", "single_queue"])
    assert result.exit_code == 130
    assert "Interrupted" in result.stderr
    assert list(tmp_path.iterdir()) == []
