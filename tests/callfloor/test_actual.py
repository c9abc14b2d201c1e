"""A calibrated scenario is set beside the days it was made from."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from callfloor import cli
from callfloor.figures.actual import against_actual, by_hour
from scenarios.loading import load
from sim.experiment import simulate
from tests.callfloor.conftest import TINY

RECORDED = """measure,period,mean,standard_error,days
offered,day,280,8,5
offered,08:00,80,4,5
offered,09:00,2000,4,5
answered_within_20_s,09:00,0.2,0.05,5
mean_wait,08:00,9,3,1
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scenario.yaml").write_text(TINY, encoding="utf-8")
    (tmp_path / "actual.csv").write_text(RECORDED, encoding="utf-8")
    return tmp_path


def test_hours_outside_their_limits_are_told_by_shape(folder):
    (picture,) = against_actual(simulate(load(folder)))
    assert "3 of 4 figures agree" in picture.caption  # one recorded day has no limits, so it is not counted
    recorded = next(trace for trace in picture.figure.data if trace.name == "recorded")
    assert list(recorded.marker.symbol) == ["circle", "diamond"]
    assert [row[-1] for row in picture.table.rows] == ["", "", "outside", "", ""]
    assert "Not reproduced: 09:00 (offered); the figures of one hour hang together." in picture.caption
    assert "5 recorded days" in picture.caption
    assert "a plus says that the recorded figure is the larger" in picture.caption


def test_the_table_by_hour_gives_the_distance_in_standard_errors(folder):
    table = by_hour(simulate(load(folder)))
    assert [row[0] for row in table.rows] == ["day", "08:00", "09:00"]
    offered = {row[0]: row[1] for row in table.rows}
    assert offered["09:00"].startswith("* 2\u202f000 / ")
    assert offered["09:00"].endswith(")")
    assert "(" not in {row[0]: row[3] for row in table.rows}["08:00"]


def test_without_recorded_days_there_is_nothing_to_say(results):
    assert against_actual(results) == []


def test_simulate_prints_and_reports_the_comparison(folder, tmp_path):
    result = CliRunner().invoke(cli.app, ["simulate", str(folder), "--workers", "1", "--out", str(tmp_path / "o")])
    assert result.exit_code == 0
    assert "recorded / simulated" in " ".join(result.stdout.split())
    assert "Does the simulation behave as the recorded days did?" in (tmp_path / "o" / "report.html").read_text()
    assert len(pd.read_csv(tmp_path / "o" / "intervals.csv")) == 24


def test_a_broken_record_is_a_fault_of_the_input(folder):
    (folder / "actual.csv").write_text("measure,mean\n", encoding="utf-8")
    result = CliRunner().invoke(cli.app, ["simulate", str(folder), "--workers", "1", "--json", "-"])
    assert result.exit_code == 2
    assert "actual.csv:1" in result.stderr
