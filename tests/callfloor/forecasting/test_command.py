"""The command `forecast`: what it writes fits together, a scenario can use it, and bad input is told in words."""

import io
import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import callfloor
from callfloor.cli import app
from scenarios.faults import InputError
from scenarios.loading import load
from tests.scenarios.history.forecasts.made import START, rows, text

CALLS = ("--columns", "calls=call", "--days", "6", "--models", "median_of_four")
CENTRE = """
callfloor: 1
title: A centre that is to be planned
calendar: {start: 2026-03-02, interval: 30 min}
contact_types: {call: {arrivals: {rate: 40 per h, weekdays: {mon: 2}}, enters: calls, patience: {exponential: {mean: 2 min}}}}
queues: {calls: {}}
agent_groups: {team: {skills: {calls: {handle_time: {exponential: {mean: 3 min}}}}, staffing: 20, cost: 30 per h}}
"""


def centre(folder):
    path = folder / "centre.yaml"
    path.write_text(CENTRE, encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(app, ["forecast", *map(str, arguments)])


@pytest.fixture(scope="module")
def volumes(tmp_path_factory):
    at, counts = rows(days=100, cv=0.05, level=2000)
    path = tmp_path_factory.mktemp("history") / "volumes.csv"
    path.write_text(text(at, counts), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(volumes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    found = run(volumes, *CALLS, "--extends", centre(folder), "--out", folder)
    assert found.exit_code == 0, found.output
    return folder, found.output


def test_the_scenario_has_the_forecasts_volumes_and_busyness(made):
    folder, _ = made
    scenario = load(folder / "forecast.yaml")
    whole = json.loads((folder / "forecast.json").read_text())
    (one,) = whole["contact_types"]
    expected = scenario.contact_types["call"].arrivals.volumes
    assert sum(expected) == pytest.approx(sum(day["mean"] for day in one["days"]), abs=0.1)
    assert scenario.calendar.start == START + timedelta(days=100)
    assert scenario.calendar.days == 7  # six open days and a Sunday, which has none
    sunday = (date(2026, 4, 19) - scenario.calendar.start).days
    assert sum(expected[24 * sunday : 24 * sunday + 24]) == 0
    (busyness,) = [name for name in scenario.busyness if name.startswith("forecast")]
    spread = np.sqrt(np.mean(pd.read_csv(folder / "days.csv")["cv_interval"] ** 2))
    assert f"{spread:.4f}" in (folder / "forecast.yaml").read_text()
    assert busyness == "forecast_call"


def test_the_scenario_can_be_simulated(made):
    results = callfloor.simulate(load(made[0] / "forecast.yaml"), replications=2)
    offered = next(
        row.mean for row in results.rows if row.measure == "offered" and row.scope == "centre" and row.interval is None
    )
    assert offered > 0


def test_all_files_tell_the_same(made):
    folder, output = made
    table = pd.read_csv(folder / "intervals.csv")
    assert table.equals(pd.read_parquet(folder / "intervals.parquet"))
    sheet = pd.read_excel(io.BytesIO((folder / "forecast.xlsx").read_bytes()))
    assert np.allclose(sheet["call"], table["mean"], atol=0.01)
    assert (table["low_95"] <= table["low_80"]).all()
    assert (table["low_80"] <= table["mean"]).all()
    models = pd.read_csv(folder / "models.csv").set_index("model")
    assert set(models.index) == {"last_week", "median_of_four", "chosen"}
    assert "days closed by their weekday" in output
    page = (folder / "report.html").read_text()
    assert all(f'id="{name}-call"' in page for name in ("days", "busiest", "models", "held"))


def test_one_day_of_the_forecast(volumes, tmp_path):
    day = START + timedelta(days=101)
    assert run(volumes, *CALLS, "--extends", centre(tmp_path), "--for", day, "--out", tmp_path).exit_code == 0
    scenario = load(tmp_path / "forecast.yaml")
    assert (scenario.calendar.start, scenario.calendar.days) == (day, 1)


def test_a_scenario_beside_the_files_is_extended_and_its_factors_are_taken_out(volumes, tmp_path):
    found = run(volumes, *CALLS, "--extends", centre(tmp_path), "--out", tmp_path)
    assert found.exit_code == 0, found.output
    assert load(tmp_path / "forecast.yaml").contact_types["call"].arrivals.weekdays is None
    elsewhere = run(volumes, *CALLS, "--extends", tmp_path / "centre.yaml", "--out", tmp_path / "other")
    assert elsewhere.exit_code == 2
    assert "--out" in elsewhere.output
    assert not (tmp_path / "other").exists()


def test_json_alone_goes_to_standard_output(volumes):
    found = run(volumes, "--days", "3", "--models", "last_week", "--json", "-")
    whole = json.loads(found.stdout)
    assert whole["format"] == "callfloor/forecast/1"
    assert len(whole["days"]) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--for", "2026-03-02"), "does not lie in the days forecast"),
        (("--for", "soon"), "neither a date nor two"),
        (("--columns", "call"), "has no column"),
        (("--columns", "=call"), "names no column"),
        (("--extends", "nowhere"), "no such file, folder or library scenario"),
        (("--extends", "single_queue"), "no such contact type"),
        (("--interval", "30"), "no unit"),
        (("--interval", "10 min"), "cannot be made of"),
        (("--holidays", "ZZ"), "no country"),
        (("--models", "magic"), "no model is called magic"),
        (("--days", "0"), "not from 1 to"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(volumes, tmp_path, options, words):
    found = run(volumes, "--models", "last_week", "--out", tmp_path / "out", *options)
    assert found.exit_code == 2
    assert words in found.output
    assert not (tmp_path / "out").exists()


def test_the_name_in_the_api(volumes):
    found = callfloor.forecast(volumes, days=4, models=["last_week"])
    assert found.of("calls").guess.counts.shape == (4, 8)


def test_a_base_that_cannot_be_extended_is_refused_before_any_model_is_tried(tmp_path, monkeypatch):
    from callfloor.forecasting import command

    monkeypatch.setattr(command, "forecast_of", lambda *_: pytest.fail("models were tried"))
    (tmp_path / "base.yaml").write_text("callfloor: 1\n", encoding="utf-8")
    asked = command.Asked(tmp_path / "volumes.csv", extends=str(tmp_path / "base.yaml"), out=tmp_path / "elsewhere")
    with pytest.raises(InputError, match="does not lie in"):
        command.run(asked)
