"""A fault stands where it belongs, in the words of its place, and takes nothing else away."""

import json
from types import MappingProxyType, SimpleNamespace

import dash_mantine_components as dmc

from callfloor.web import pages
from callfloor.web.pages import plan_edit, runs, runs_files, scenario_edit
from callfloor.web.work.editing import Told
from scenarios.faults import Fault, InputError
from scenarios.loading import merged


def test_a_view_that_cannot_be_made_says_so_and_leaves_the_rest_of_its_page(monkeypatch):
    def late(run, visit):
        raise InputError([Fault("the computation", None, "", "took too long")])

    monkeypatch.setattr(pages, "VIEWS", MappingProxyType({"odd": "home:late"}))
    monkeypatch.setattr("callfloor.web.pages.home.late", late, raising=False)
    (said,) = pages.views(SimpleNamespace(kind="odd", id=7), None)
    assert isinstance(said, dmc.Alert)
    assert said.title == "took too long"


def changed(scenario, *overrides):
    run = SimpleNamespace(scenes=(), settings={"scenario": scenario, "overrides": list(overrides)})
    visit = SimpleNamespace(services=SimpleNamespace(store=None, quick=lambda made, *told: made(*told)))
    return runs._changed(run, visit)


def test_a_run_says_what_was_changed_for_it_alone_old_and_new_in_words():
    """The form of a plan writes all targets anew where one is another: only that one is told."""
    targets = merged("single_queue").data["targets"]
    moved = json.dumps([{**targets[0], "answer_rate": 0.78}, *targets[1:]])
    asked = f"{100 * targets[0]['answer_rate']:g} %"
    (told,) = changed(
        "single_queue", f"targets={moved}", "agent_groups.team.shrinkage=0.2", 'premium_hours={"sun": 1.5}'
    )
    summary, lines = told.children
    assert summary.children == "3 changes to the scenario, for this run alone"
    said = [line.children for line in lines.children]
    assert f"Target 1 › answer rate: {asked} → 78 %" in said
    assert any(line.startswith("Shrinkage of team: ") and line.endswith("→ 20 %") for line in said)
    assert any(line.startswith("Premium hours") and "1.5" in line and "{" not in line for line in said)
    assert changed("single_queue") == []
    (lost,) = changed("no_such_scenario", "lines=5")
    assert [line.children for line in lost.children[1].children] == ["lines=5"]


def test_a_fault_of_a_plan_names_the_column_as_the_table_does():
    alert = plan_edit._faults(Told(cells=((1, "agents", "2.5 is no number of people"), (0, "break 2", "is no break"))))
    named = [line.children[0].children for line in alert.children.children]
    assert named == ["row 2, people", "row 1, break 2"]


def test_only_the_log_of_a_run_holds_every_contact():
    assert runs_files._what("log.parquet") == "every contact of one day, for programs"
    assert {runs_files._what(f"{name}.parquet") for name in ("measures", "shifts", "staffing")} == {
        "a table for programs"
    }


def test_a_text_that_is_no_yaml_is_told_by_its_line_and_not_by_a_file_that_nobody_has_seen():
    wrong = Fault("changes.yaml", 2, "", "this is not YAML")
    (alert,) = scenario_edit.fault_list(SimpleNamespace(faults=(wrong,), warnings=()))
    where, _, what = alert.children[0].children[0].children
    assert (where.children, what) == ("line 2 of the text", "this is not YAML")
