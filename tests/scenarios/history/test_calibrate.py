"""The scenario folder: complete, readable by the language, whole or absent."""

from __future__ import annotations

import csv
import json
import re
from datetime import date

import pytest

from scenarios.faults import InputError
from scenarios.history import folder as writer
from scenarios.history.__main__ import main
from scenarios.history.calibrate import calibrate
from scenarios.loading import load
from tests.scenarios.history.logs import ROW, served, simulated, written


@pytest.fixture(scope="module")
def mondays(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mondays")
    path = written(folder / "log.csv", [*simulated(), ROW | {"q_time": "x"}, ROW | {"outcome": "PHANTOM"}])
    return calibrate(path, folder / "bank", date(1999, 2, 8))


def test_the_folder_loads_and_says_the_same_as_the_log(mondays):
    scenario = load(mondays.folder)
    assert str(scenario.calendar.start) == "1999-02-08"
    assert list(scenario.contact_types) == ["regular", "regular_vip"]
    assert list(scenario.agent_groups) == ["regular"]
    calls = sum(sum(one.arrivals.volumes) for one in scenario.contact_types.values())
    assert calls == pytest.approx(len(simulated()) / 4, rel=1e-3)
    staffing = scenario.agent_groups["regular"].staffing
    assert staffing[18:24] == (3, 3, 3, 3, 3, 3)
    assert sum(staffing) <= 19  # the last call may run past noon
    handle = scenario.agent_groups["regular"].skills["regular_vip"].handle_time
    assert abs(handle.mean() - 150) < 5 * 150 / 600**0.5
    assert scenario.routing.head_start == {"regular_vip": 90.0}


def test_patience_that_was_put_in_comes_out(mondays):
    scenario = load(mondays.folder)
    losses = sum(int(one.ended.sum()) for one in mondays.patience.values() if one)
    mean = scenario.contact_types["regular"].patience.quantile([0.5])[0] / 0.6931
    assert losses > 50
    assert abs(mean - 120) < 5 * 120 / (losses / 2) ** 0.5


def test_the_summary_counts_every_treatment_and_names_broken_rows(mondays):
    text = mondays.summary()
    assert f"{len(simulated()) + 2} rows read from log.csv; 1 broken rows left out." in text
    assert "q_time is 'x', not a whole number" in text
    assert "1  PHANTOM rows dropped" in text
    assert "A typical Monday, the mean of 4 days" in text
    record = json.loads((mondays.folder / "calibration.json").read_text())
    assert len(record["broken_rows"]) == 1
    assert record["treatments"]["PHANTOM rows dropped"] == 1


def test_the_summary_speaks_of_shares_in_percent_and_keeps_answer_rate_for_the_share_within_a_time(mondays):
    lines = mondays.summary().splitlines()
    figures = {figure.measure: figure for figure in mondays.weekday.figures if figure.period == "day"}
    answered, wait = figures["answer_rate"], figures["mean_wait"]
    assert f"  answered: {100 * answered.mean:.1f} %, standard error {100 * answered.error:.1f} %" in lines
    assert f"  mean wait: {wait.mean:.1f} s, standard error {wait.error:.1f} s" in lines
    for name in ("answered within 20 s", "abandoned", "occupancy"):
        assert any(re.fullmatch(rf"  {name}: [\d.]+ %, standard error [\d.]+ %", line) for line in lines), name
    assert "answer rate" not in mondays.summary()


def test_every_table_of_evidence_is_there(mondays):
    names = {path.name for path in mondays.folder.iterdir()}
    assert names == {
        *("scenario.yaml", "volumes_monday.csv", "staffing_monday.csv", "presence_monday.csv", "actual_monday.csv"),
        *("actual.csv", "wrap_up.csv", "patience.csv", "patience_fits.csv", "handle_times.csv", "calibration.json"),
    }
    for name in ("patience_fits.csv", "handle_times.csv"):
        rows = list(csv.DictReader((mondays.folder / name).open()))
        for what in {(row["what"], row["from"]) for row in rows}:
            assert [row["chosen"] for row in rows if (row["what"], row["from"]) == what].count("yes") == 1


def test_a_folder_that_is_there_is_never_overwritten(mondays):
    before = (mondays.folder / "scenario.yaml").read_text()
    with pytest.raises(InputError, match="is already there and is not overwritten; name another folder with --out"):
        calibrate(mondays.folder.parent / "log.csv", mondays.folder)
    assert (mondays.folder / "scenario.yaml").read_text() == before


def test_a_folder_that_cannot_be_finished_is_not_begun(tmp_path, monkeypatch):
    path = written(tmp_path / "log.csv", simulated(("990201",)))
    monkeypatch.setattr(writer, "_record", lambda made: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        calibrate(path, tmp_path / "bank")
    assert [one.name for one in tmp_path.iterdir()] == ["log.csv"]


def test_an_out_folder_without_a_parent_is_refused(tmp_path):
    path = written(tmp_path / "log.csv", [ROW])
    with pytest.raises(InputError, match=r"there is no folder .*nowhere; make it first"):
        calibrate(path, tmp_path / "nowhere" / "bank")


@pytest.mark.parametrize(
    ("start", "interval", "told"),
    [
        (date(1999, 2, 2), 1800.0, "1999-02-02 is a tuesday; the log has only monday"),
        (
            date(2005, 2, 7),
            1800.0,
            "2005-02-07 is not in the log: the log runs from 1999-02-01 to 1999-02-08; choose a day",
        ),
        (date(1999, 1, 25), 1800.0, "1999-01-25 is not in the log"),
        (None, 2700.0, "2700 s does not divide an hour"),
        (None, 0.0, "does not divide an hour"),
    ],
)
def test_a_day_or_grid_that_cannot_be_had_is_refused(tmp_path, start, interval, told):
    path = written(tmp_path / "log.csv", [ROW, ROW | {"date": "990208"}])
    with pytest.raises(InputError, match=told):
        calibrate(path, tmp_path / "bank", start, interval)
    assert not (tmp_path / "bank").exists()


def test_a_log_that_nobody_answered_is_refused(tmp_path):
    path = written(tmp_path / "log.csv", [ROW | {"outcome": "HANG"}])
    with pytest.raises(InputError, match="no call was answered"):
        calibrate(path, tmp_path / "bank")


def test_a_log_without_names_still_gives_a_scenario(tmp_path):
    rows = [served(32_400 + 600 * i, 500, "NO_SERVER") for i in range(20)]
    made = calibrate(written(tmp_path / "log.csv", rows), tmp_path / "bank", interval=900.0)
    scenario = load(made.folder)
    assert scenario.calendar.interval == 900
    assert sum(scenario.agent_groups["general"].staffing) in range(
        11, 15
    )  # 11.1 quarters of an hour of talk, never nobody


def test_a_weekday_on_which_hardly_anybody_works_is_refused(tmp_path):
    path = written(tmp_path / "log.csv", [ROW])
    with pytest.raises(InputError, match="on mondays hardly anybody is at work in this log"):
        calibrate(path, tmp_path / "bank")


def test_the_module_runs_from_the_command_line(tmp_path, capsys):
    path = written(tmp_path / "log.csv", simulated(("990201",)))
    assert main([str(path), str(tmp_path / "bank")]) == 0
    assert "A typical Monday, the mean of 1 days" in capsys.readouterr().out
    assert main([str(path), str(tmp_path / "bank")]) == 2
    assert "1 fault; nothing was run." in capsys.readouterr().err
    assert main([str(path)]) == 2
