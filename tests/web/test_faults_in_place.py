"""A fault stands where it belongs, in the words of its place, and takes nothing else away."""

from types import MappingProxyType, SimpleNamespace

import dash_mantine_components as dmc

from callfloor.web import pages
from callfloor.web.pages import plan_edit, runs, runs_files
from callfloor.web.work.editing import Told
from scenarios.faults import Fault, InputError


def test_a_view_that_cannot_be_made_says_so_and_leaves_the_rest_of_its_page(monkeypatch):
    def late(run, visit):
        raise InputError([Fault("the computation", None, "", "took too long")])

    monkeypatch.setattr(pages, "VIEWS", MappingProxyType({"odd": "home:late"}))
    monkeypatch.setattr("callfloor.web.pages.home.late", late, raising=False)
    (said,) = pages.views(SimpleNamespace(kind="odd", id=7), None)
    assert isinstance(said, dmc.Alert)
    assert said.title == "took too long"


def test_a_run_says_what_was_changed_for_it_alone():
    run = SimpleNamespace(settings={"overrides": ["targets.0.answer_rate=0.78", "agent_groups.team.shrinkage=0.2"]})
    (told,) = runs._changed(run)
    summary, lines = told.children
    assert summary.children == "2 changes to the scenario, for this run alone"
    first, second = lines.children
    assert first.children[0].startswith("Target 1")
    assert first.children[2].children == "0.78"
    assert "team" in second.children[0]
    assert runs._changed(SimpleNamespace(settings={})) == []


def test_a_fault_of_a_plan_names_the_column_as_the_table_does():
    alert = plan_edit._faults(Told(cells=((1, "agents", "2.5 is no number of people"), (0, "break 2", "is no break"))))
    named = [line.children[0].children for line in alert.children.children]
    assert named == ["row 2, people", "row 1, break 2"]


def test_only_the_log_of_a_run_holds_every_contact():
    assert runs_files._what("log.parquet") == "every contact of one day, for programs"
    assert {runs_files._what(f"{name}.parquet") for name in ("measures", "shifts", "staffing")} == {
        "a table for programs"
    }
