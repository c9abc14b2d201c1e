"""`callfloor today`: what may be typed, what is said, drawn and written, and how it hands over to re-planning."""

import json
import shlex
from datetime import time

import openpyxl
import pytest
from typer.testing import CliRunner

from callfloor import cli, today
from callfloor.intraday import documents, telling
from callfloor.intraday.command import report
from callfloor.intraday.picture import picture
from scenarios.faults import InputError
from scenarios.loading import load
from tests.callfloor.today.conftest import CAME


def run(folder, *words):
    return CliRunner().invoke(cli.app, ["today", str(folder / "team.yaml"), *map(str, words)])


def test_the_answer_says_how_the_day_goes_and_what_is_at_risk(looked):
    said = telling.headline(looked).replace("\u202f", " ")
    assert said.startswith(
        "By 11:00 219 contacts came where 160 were forecast (+36.9 %): the rest of the day is expected at 491 contacts"
    )
    assert "At risk: calls: 80 % answered within 20 s from 11:00 to 12:00" in said
    assert "more people of team would keep them" in said


def test_every_risk_has_its_chance_its_limits_and_that_of_a_day_as_forecast(looked):
    found = documents.document(looked, None)
    assert found["format"] == "callfloor/today/1"
    assert [row["start"][11:16] for row in found["targets"] if row["per"] == "interval"] == [
        f"{hour}:00" for hour in range(11, 18)
    ]
    for row in found["targets"]:
        assert 0 <= row["low"] <= row["chance"] <= row["high"] <= 1
        assert row["chance"] >= row["as_forecast"] - 0.05  # a busier morning makes nothing safer
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["busyness"][0]["scale"] == pytest.approx((100 + 219) / (100 + 160))


def test_what_the_morning_brought_is_not_called_too_few_people(looked):
    brought = [risk for risk in looked.at_risk if risk.usual < 0.5]
    assert brought
    for risk in brought:
        code, said = telling.because(looked, risk)
        assert code == "volume"
        assert said.startswith("more contacts come than forecast (+")  # never "than usual" beside it
    always = [risk for risk in looked.at_risk if risk.usual >= 0.5]
    assert all(telling.because(looked, risk)[0] == risk.warned.why for risk in always)


def test_with_the_people_who_are_short_every_target_is_kept(looked):
    assert looked.mended.results.verdicts
    keys = {(risk.target, risk.period.first) for risk in looked.at_risk}
    for place, verdict in enumerate(looked.mended.results.verdicts):
        assert all(period.met for period in verdict.periods if (place, period.first) in keys)


def test_the_page_and_its_picture_have_the_morning_the_rest_and_the_people_short(looked):
    shown = picture(looked)
    names = {trace.name for trace in shown.figure.data}
    assert {"came", "forecast", "expected now", "team short"} <= names
    (came,) = (trace for trace in shown.figure.data if trace.name == "came")
    assert list(came.y) == CAME
    page = report(looked, "callfloor plan x").decode()
    page = page[page.index("<header>") :]
    assert page.index("At risk") < page.index("How does the day go") < page.index("Who is short?")
    assert "callfloor plan x" in page


def test_the_command_writes_its_files_and_hands_over(folder, tmp_path):
    plan, so_far = folder / "plan.json", folder / "so_far.csv"
    result = run(
        folder,
        "--so-far",
        so_far,
        "--plan",
        plan,
        "--replications",
        50,
        "--no-mend",
        "--workers",
        1,
        "--out",
        tmp_path / "out",
    )
    assert result.exit_code == 0, result.output
    names = {"report.html", "today.json", "volumes.csv", "volumes.parquet", "forecast.xlsx", "risks.csv"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    found = json.loads((tmp_path / "out" / "today.json").read_text())
    words = shlex.split(found["replan"])
    assert words[:2] == ["callfloor", "plan"]
    assert words[2:] == [str(folder / "team.yaml"), "--from", str(plan), "--after", "11:00", "--so-far", str(so_far)]
    assert found["replan"] in result.stdout.replace("\n", " ") or "To plan the rest of the day anew" in result.stdout
    sheet = openpyxl.load_workbook(tmp_path / "out" / "forecast.xlsx")["Forecast"]
    assert [sheet.cell(1, column).value for column in range(1, 5)] == ["interval", "call", "call low", "call high"]
    assert [sheet.cell(row, 2).value for row in range(2, 13)] == CAME


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--so-far", "SO_FAR", "--at", "11:20"], "--at"),
        (["--so-far", "SO_FAR", "--replan"], "there is no plan to begin with"),
        (["--so-far", "SO_FAR", "--spread", "-1"], "-1 is no spread"),
        ([], "say what the time is"),
        (["--so-far", "missing.csv"], "missing.csv"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(folder, words, said):
    words = [str(folder / "so_far.csv") if word == "SO_FAR" else word for word in words]
    result = run(folder, *words)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_without_a_plan_the_staffing_is_asked_for(folder):
    result = run(folder, "--so-far", folder / "so_far.csv")
    assert result.exit_code == 2
    assert "agent_groups.team.staffing" in result.stderr


def test_counts_may_be_given_as_lists_and_their_faults_are_told_at_once(folder):
    scenario = load(str(folder / "team.yaml"))
    found = today(scenario, {"call": CAME}, plan=folder / "plan.json", replications=10, mend=False)
    assert found.until == 11 * 3600.0
    with pytest.raises(InputError) as caught:
        today(scenario, {"cal": CAME, "call": [-1, *CAME[1:]]}, plan=folder / "plan.json")
    assert "no contact type is called that; there are call. Did you mean call?" in str(caught.value)
    assert "-1 is no count" in str(caught.value)


def test_counts_may_stand_in_a_workbook(folder, tmp_path):
    from optimize.replanning.morning import read

    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["interval", "call"])
    for hour, came in enumerate(CAME):
        page.append([time(hour, 0), came])
    book.save(tmp_path / "so_far.xlsx")
    scenario = load(str(folder / "team.yaml"))
    assert read(tmp_path / "so_far.xlsx", scenario, 11 * 3600.0) == read(folder / "so_far.csv", scenario, 11 * 3600.0)
    page["B9"] = "many"
    book.save(tmp_path / "so_far.xlsx")
    with pytest.raises(InputError, match=r'so_far.xlsx:9 .*"many" is no count; write a whole number'):
        read(tmp_path / "so_far.xlsx", scenario, 11 * 3600.0)


@pytest.mark.slow
def test_re_planning_takes_over(folder, tmp_path):
    words = ("--so-far", folder / "so_far.csv", "--plan", folder / "plan.json", "--replications", 60, "--workers", 1)
    result = run(folder, *words, "--no-mend", "--replan", "--out", tmp_path / "out")
    assert result.exit_code in {0, 3}, result.output
    assert "re-planned" in (tmp_path / "out" / "replanned" / "report.html").read_text()
