"""A plan that is made for the page is the command's, to the last digit; an edit of it is priced and tested as `callfloor check` does."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from callfloor import blocks, cli
from callfloor.web.settings import Limits
from callfloor.web.store.leases import claim
from callfloor.web.store.store import Store
from callfloor.web.work import editing, kinds
from callfloor.web.work.job import Job
from callfloor.workbooks import rows

ASKED = {"scenario": "single_queue", "method": "erlang", "seed": 3, "replications": 12}
ROUNDED = ("seconds",)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    found = Store.open(f"sqlite:///{folder / 'store.sqlite'}", folder)
    yield found
    found.close()


def worked(store, kind, settings):
    """A run of a kind, done in this process."""
    number = store.add_run("ada", kind, "a plan", settings)
    lease = claim(store, 1, "here")
    assert lease is not None
    assert lease.run == number
    record = lease.asked()
    record.folder.mkdir(parents=True, exist_ok=True)
    kinds.of(kind)(Job(record, lease, Limits(), 1))
    lease.end("done")
    return store.run("ada", number)


def command(*words):
    result = CliRunner().invoke(cli.app, [str(word) for word in words], env={"COLUMNS": "200"})
    assert result.exit_code in {0, 4}, result.output
    return result


def read(path):
    found = json.loads(Path(path).read_text(encoding="utf-8"))
    return {key: value for key, value in found.items() if key not in ROUNDED}


@pytest.fixture(scope="module")
def planned(store):
    return worked(store, "plan", ASKED)


def test_the_plan_is_that_of_the_command(planned, tmp_path):
    common = ("--seed", 3, "--replications", 12, "--workers", 1)
    command("plan", "single_queue", "--method", "erlang", *common, "--out", tmp_path / "out")
    assert read(planned.folder / "plan.json") == read(tmp_path / "out" / "plan.json")
    assert {"plan.xlsx", "report.html", "report.zh.html", "shifts.csv"} <= set(planned.files)
    for language in ("en", "zh"):
        sheet = blocks.from_json((planned.folder / f"sheet.{language}.json").read_text(encoding="utf-8"))
        assert sheet.language == language
        assert planned.headline_in(language)
    costs = [row for row in planned.progress.course if "cost" in row]
    assert costs[-1]["cost"] == pytest.approx(read(planned.folder / "plan.json")["cost"])
    assert all("bound" in row for row in costs)


def edit_of(planned, change):
    document = editing.document_of(planned.folder)
    columns, groups, shown = editing.table(editing.Edit("single_queue", (), document, []))
    assert groups == ("team",)
    assert columns[-1] == "agents"
    change(shown)
    return editing.Edit("single_queue", (), document, shown)


def more(shown):
    shown[0]["agents"] = int(shown[0]["agents"]) + 2


def test_an_edited_plan_costs_and_fares_as_check_says_of_the_same_workbook(store, planned, tmp_path):
    edit = edit_of(planned, more)
    book = openpyxl.load_workbook(planned.folder / "plan.xlsx")
    place = [cell.value for cell in book["Shifts"][1]].index("agents") + 1
    book["Shifts"].cell(2, place).value += 2
    book.save(tmp_path / "edited.xlsx")
    command(
        "check",
        "single_queue",
        tmp_path / "edited.xlsx",
        "--replications",
        9,
        "--seed",
        3,
        "--workers",
        1,
        "--out",
        tmp_path / "checked",
    )
    settings = {
        "scenario": "single_queue",
        "plan": rows.slim(edit.document),
        "of": planned.id,
        "rows": edit.rows,
        "seed": 3,
        "replications": 9,
    }
    run = worked(store, "check", settings)
    assert read(run.folder / "plan.json") == read(tmp_path / "checked" / "plan.json")
    assert (run.folder / "changes.csv").read_bytes() == (tmp_path / "checked" / "changes.csv").read_bytes()
    told = editing.price(edit)
    assert told.sound
    cost = read(run.folder / "plan.json")["cost"]
    assert f"{cost:,.0f}".replace(",", "\u202f") in blocks.from_json(told.sheet).blocks[0].text
    shown, given = editing.given_back(edit, (tmp_path / "edited.xlsx").read_bytes())
    assert given.sound
    assert shown == edit.rows


def test_an_edited_plan_is_held_against_the_people_that_it_required_when_it_was_made(store, planned):
    edit = edit_of(planned, more)
    settings = {"scenario": "single_queue", "plan": rows.slim(edit.document), "rows": edit.rows, "replications": 9}
    made = [row["required"] for row in read(planned.folder / "plan.json")["staffing"]]
    known = worked(store, "check", {**settings, "of": planned.id})
    told = [row["required"] for row in read(known.folder / "plan.json")["staffing"]]
    assert any(told)
    assert all(now in (None, was) for now, was in zip(told, made, strict=True))  # None: a target is missed there
    said = "those that the plan required when it was made"
    assert said in (known.folder / "sheet.en.json").read_text()
    lost = worked(store, "check", {**settings, "of": 999})  # the run of the plan was deleted
    sheet = (lost.folder / "sheet.en.json").read_text()
    assert "over – h" in sheet  # not 0 h: nobody knows
    assert said not in sheet


def test_what_is_wrong_stands_at_its_cell_and_nothing_is_simulated(planned):
    def spoil(shown):
        shown[0]["start"], shown[1]["agents"] = "03:10", "some"

    told = editing.look(edit_of(planned, spoil))
    assert not told.sound
    assert {(row, column) for row, column, _ in told.cells} == {(0, "start"), (1, "agents")}


def test_a_first_look_says_how_many_days_and_shows_targets_and_net_staffing(planned):
    told = editing.look(edit_of(planned, more))
    sheet = blocks.from_json(told.sheet)
    assert "fresh days" in sheet.blocks[0].text
    drawn = [block.picture.name for block in sheet.blocks if isinstance(block, blocks.Chart)]
    assert drawn == ["staffing", "targets"]


def test_a_workbook_of_another_plan_is_refused(planned, tmp_path):
    book = openpyxl.load_workbook(planned.folder / "plan.xlsx")
    hidden = book["_plan"]
    hidden.cell(1, 1).value = hidden.cell(1, 1).value.replace('"agents": ', '"agents": 1', 1)
    book.save(tmp_path / "other.xlsx")
    shown, told = editing.given_back(edit_of(planned, more), (tmp_path / "other.xlsx").read_bytes())
    assert shown == []
    assert told.rest


def test_a_plan_is_compared_with_its_breaks_and_at_the_price_of_its_shifts(store, planned):
    """Its night shift is paid a quarter more and its breaks are not paid: people by interval would cost something else."""
    simulated = worked(store, "simulate", {"scenario": "single_queue", "replications": 5, "seed": 1})
    both = worked(store, "compare", {"runs": [simulated.id, planned.id], "replications": 5, "seed": 1})
    found = json.loads((both.folder / "result.json").read_text(encoding="utf-8"))
    (cost,) = [one for one in found["differences"] if one["measure"] == "cost" and one["scope"] == "centre"]
    assert cost["mean_second"] == pytest.approx(read(planned.folder / "plan.json")["cost"])
    (people,) = found["scenarios"][1]["changes"]
    assert people["key"] == "agent_groups.team.staffing"
    assert people["new"].endswith(f"(#{planned.id})")
