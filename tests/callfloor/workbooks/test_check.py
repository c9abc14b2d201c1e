"""`callfloor check`: exit codes, files, and that plans which were searched for come back as they were."""

import json

import openpyxl
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from callfloor import cli
from callfloor.ended import Ended
from callfloor.language import using
from callfloor.workbooks import changed, check, plan_book
from callfloor.workbooks.plan_read import read
from scenarios.loading import load
from tests.callfloor.workbooks.conftest import CENTRE, planned


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from optimize.shifts import kinds

    path = tmp_path_factory.mktemp("check")
    with (path / "centre.yaml").open("w") as file:
        YAML().dump(CENTRE, file)
    scenario = load(str(path / "centre.yaml"))
    plan = planned(scenario, dict.fromkeys(kinds(scenario)[::9], 1))
    (path / "plan.xlsx").write_bytes(plan.book)
    (path / "plan.json").write_text(json.dumps(plan.document))
    return path


def run(folder, *words):
    return CliRunner().invoke(cli.app, [str(word) for word in words], env={"COLUMNS": "200"})


def edit(folder, name, **cells):
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    for place, value in cells.items():
        book["Shifts"][place] = value
    book.save(folder / name)
    return folder / name


def test_what_was_changed_is_said_and_written_and_can_be_given_back(folder, tmp_path):
    path = edit(folder, "edited.xlsx", H2=3)
    common = ("--replications", 5, "--workers", 1)
    result = run(
        folder, "check", folder / "centre.yaml", path, "--out", tmp_path / "out", "--json", tmp_path / "a.json", *common
    )
    assert result.exit_code in {0, 4}, result.output
    assert "people 1 → 3" in result.stdout
    found = json.loads((tmp_path / "a.json").read_text())
    before = json.loads((folder / "plan.json").read_text())
    assert found["status"] == ("met" if result.exit_code == 0 else "missed")
    assert found["checked"]["cost_before"] == pytest.approx(before["cost"])
    (one,) = found["checked"]["changes"]
    assert found["cost"] == pytest.approx(before["cost"] + one["cost"])
    assert found["paid_hours"] > before["paid_hours"]
    files = {
        "plan.json",
        "plan.xlsx",
        "plan.ics",
        "shifts.csv",
        "shifts.parquet",
        "changes.csv",
        "report.html",
        "staffing.csv",
    }
    assert files <= {file.name for file in (tmp_path / "out").iterdir()}
    assert "What was changed?" in (tmp_path / "out" / "report.html").read_text()
    again = run(folder, "check", folder / "centre.yaml", tmp_path / "out" / "plan.xlsx", *common)
    assert "Nothing was changed" in again.stdout
    assert again.exit_code == result.exit_code


def test_a_numbered_row_and_a_new_one_stand_beside_each_other_in_the_files(folder, tmp_path):
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    page = book["Shifts"]
    page["H3"] = 3
    new = [cell.value for cell in page[2]]
    page.append([None, *new[1:8]])
    book.save(tmp_path / "edited.xlsx")
    words = ("--replications", 3, "--workers", 1, "--out", tmp_path / "out", "--json", tmp_path / "a.json")
    result = run(folder, "check", folder / "centre.yaml", tmp_path / "edited.xlsx", *words)
    assert result.exit_code in {0, 4}, result.output
    found = json.loads((tmp_path / "a.json").read_text())["checked"]["changes"]
    days = [len(row["days"]) for row in json.loads((folder / "plan.json").read_text())["shifts"]]
    told = [(one["no"], one["what"], one["person_shifts"]) for one in found]
    assert told == [(2, "people 1 → 3", 2 * days[1]), (None, "new", days[0])]
    assert (tmp_path / "out" / "changes.csv").read_text().splitlines()[1].startswith("2,people 1 → 3,")


def test_faults_end_with_two_and_nothing_is_written(folder, tmp_path):
    path = edit(folder, "wrong.xlsx", B2="teem", H3="many")
    for words in (
        ("check", folder / "centre.yaml", path, "--out", tmp_path / "out"),
        ("plan", folder / "centre.yaml", "--from", path, "--after", "2026-03-02 11:00", "--out", tmp_path / "out"),
        ("today", folder / "centre.yaml", "--at", "2026-03-02 11:00", "--plan", path, "--out", tmp_path / "out"),
    ):
        result = run(folder, *words)
        assert result.exit_code == 2, result.output
        assert "Shifts!B2 group" in result.stderr
        assert "Shifts!H3 agents" in result.stderr
        assert "2 faults; nothing was run." in result.stderr
        assert not (tmp_path / "out").exists()


def test_a_plan_json_is_checked_too(folder):
    result = run(folder, "check", folder / "centre.yaml", folder / "plan.json", "--replications", 3, "--workers", 1)
    assert "Nothing was changed" in result.stdout


@pytest.mark.parametrize("name", ["single_queue", "telecom_hotline"])
def test_plans_of_the_library_come_back_as_they_were(name, tmp_path):
    """By formula, which takes seconds; the hotline's day is cyclic, and has night shifts."""
    words = ("--method", "erlang", "--replications", 2, "--workers", 1, "--out", tmp_path)
    result = run(tmp_path, "plan", name, *words)
    assert result.exit_code in {0, 4}, result.output
    scenario = load(name)
    found = read(tmp_path / "plan.xlsx", scenario)
    assert found.untouched
    document = json.loads((tmp_path / "plan.json").read_text())
    cost = sum(row["cost"] for row in document["shifts"]) + sum(row["cost"] for row in document["called_in"])
    assert found.standing.cost == pytest.approx(cost)
    from callfloor.workbooks.check import check

    checked = check(scenario, tmp_path / "plan.xlsx", replications=2)
    assert checked.plan.cost == pytest.approx(document["cost"])
    assert checked.plan.paid_hours == pytest.approx(document["paid_hours"])


def test_rows_may_be_sorted(made, tmp_path):
    def turned(book):
        page = book["Shifts"]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        for line, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                page.cell(line, column).value = value

    found = read(made.edited(tmp_path / "plan.xlsx", turned), made.scenario)
    assert found.untouched
    assert found.standing == made.standing


def test_the_book_of_a_plan_has_a_column_for_every_break_of_a_rule(made):
    assert plan_book.breaks_of(made.ended, made.document) == 2


def test_a_roster_asks_for_the_plan_that_was_checked(folder, tmp_path):
    (tmp_path / "staff.csv").write_text("name,groups\nAnn,team\n")
    result = run(folder, "roster", folder / "plan.xlsx", "--staff", tmp_path / "staff.csv")
    assert result.exit_code == 2
    assert (
        "is the workbook of a plan; callfloor check SCENARIO plan.xlsx --out edited, then roster edited/plan.json"
        in result.stderr
    )


@pytest.mark.parametrize(("per", "said"), [("hour", True), ("day", True), ("horizon", False)])
def test_a_worst_period_is_told_with_its_day_where_there_are_several(folder, tmp_path, per, said):
    """Three days: 16:00 alone would be any of them."""
    centre = {**CENTRE, "targets": [{"queue": "calls", "answer_rate": 0.6, "within": "60 s", "per": per}]}
    with (tmp_path / "centre.yaml").open("w") as file:
        YAML().dump(centre, file)
    path = folder / "plan.xlsx"
    result = run(tmp_path, "check", tmp_path / "centre.yaml", path, "--replications", 2, "--workers", 1)
    (row,) = [line for line in result.stdout.splitlines() if "answered within" in line and per in line]
    reached = row.split(f" {per} ")[1]
    days = [day for day in ("Mon 2 Mar", "Tue 3 Mar", "Wed 4 Mar") if day in reached]
    assert bool(days) == said
    assert (" at " in reached) == (per == "hour")
    assert (" on " in reached) == (per == "day")


def test_an_edited_plan_is_told_in_chinese(folder):
    scenario = load(str(folder / "centre.yaml"))
    found = check.check(scenario, edit(folder, "zh.xlsx", H2=3), replications=5)
    english = check.target_table(found), check.figures_table(found), changed.table(scenario, found.changes)
    with using("zh"):
        ended = Ended(
            scenario, "met" if found.met else "missed", found.plan, None, found.plan.seconds, found.plan.proof
        )
        sheet = check.sheet(found, ended)
        said = check.target_table(found), check.figures_table(found), changed.table(scenario, found.changes)
    assert sheet.blocks[0].text.startswith("修改 1 项后，方案")
    known = next(one.blocks[0] for one in sheet.blocks if getattr(one, "heading", "") == "依据")
    assert known.lines[0].startswith("由工作簿重新读入。在 ")
    for one, other in zip(said, english, strict=True):
        assert [column for column in one.columns if column and column.isascii()] == []
        assert len(one.rows) == len(other.rows)
    assert said[2].rows[0][1] == "人数 1 → 3"
    assert english[2].rows[0][1] == found.changes[0].what == "people 1 → 3"
