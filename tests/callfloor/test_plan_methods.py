"""The faces of planning: by formula, by interval, by both methods; and tables that a scenario reads back."""

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from callfloor import cli, documents, documents_planned, exports, headlines, methods, report
from callfloor.ended import Ended
from callfloor.figures.methods import people
from callfloor.planning import promises
from callfloor.tables import targets
from optimize.formula.methods import Methods, both
from optimize.formula.why import Cause
from optimize.outcome import Met, Missed
from scenarios.loading import load
from sim.experiment import simulate
from sim.staffing import Staffing

CENTRE = """
callfloor: 1
currency: EUR
calendar: {start: 2026-03-02, days: 1, interval: 1 h}
contact_types:
  call: {arrivals: {volumes: [0,0,0,0,0,0,0,0,30,60,80,70,50,40,0,0,0,0,0,0,0,0,0,0]}, enters: calls, patience: {exponential: {mean: 3 min}},
         retry: {after_abandoning: 0.5, delay: {exponential: {mean: 10 min}}, attempts: 2}}
queues: {calls: {}}
agent_groups:
  team: {skills: {calls: {handle_time: {lognormal: {mean: 4 min, cv: 1.2}}}}, cost: 30 per h, shrinkage: 0.25}
targets:
  - {queue: calls, answer_rate: 0.8, within: 20 s, per: hour, at_least: 10}
experiment: {replications: 20, seed: 1}
"""
SHIFTS = """
shifts:
  - {groups: [team], starts: {from: "08:00", to: "10:00", every: 1 h}, length: 4 h, breaks: [{length: 30 min, between: [1 h, 2 h]}]}
"""


def run(*words):
    return CliRunner().invoke(cli.app, [str(word) for word in words])


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("centre") / "centre.yaml"
    path.write_text(CENTRE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def planned(file, tmp_path_factory):
    """Planned by formula, without shifts: what was printed, and the folder."""
    folder = tmp_path_factory.mktemp("planned")
    return run("plan", file, "--method", "erlang", "--out", folder, "--workers", 1), folder


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    path = tmp_path_factory.mktemp("shifts") / "centre.yaml"
    path.write_text(CENTRE + SHIFTS, encoding="utf-8")
    return both(load(path), replications=20)


def test_a_plan_by_formula_says_what_it_assumes_and_how_it_was_tested(planned):
    result, folder = planned
    document = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert (document["status"], result.exit_code) in (("met", 0), ("missed", 4))
    assert document["method"] == "erlang"
    assert document["assumes"][0].startswith("Formula: Erlang A for calls.")
    assert document["targets"][0]["by_formula"] >= 0.8
    assert document["verified"]["replications"] == 100
    words = " ".join(result.stdout.split())
    assert "The plan by formula costs" in words
    assert "by formula" in words
    assert "Left out: those who try again, how handling times scatter" in words


def test_without_shifts_the_agents_of_each_interval_are_told(planned):
    result, folder = planned
    document = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert document["shifts"] == []
    assert not (folder / "shifts.csv").exists()
    assert "people at once" in " ".join(result.stdout.split())
    assert "00:00–08:00" in result.stdout  # nothing changes until the first calls come
    assert "What did we buy?" not in (folder / "report.html").read_text(encoding="utf-8")


def test_staffing_goes_back_into_a_scenario_as_it_came_out(planned, file, tmp_path):
    _, folder = planned
    (tmp_path / "staffing.csv").write_bytes((folder / "staffing.csv").read_bytes())
    text = CENTRE.replace("cost: 30 per h", "cost: 30 per h, staffing: {file: staffing.csv, column: team}")
    (tmp_path / "back.yaml").write_text(text, encoding="utf-8")
    again = load(tmp_path / "back.yaml")
    document = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert list(again.agent_groups["team"].staffing) == [row["agents"] for row in document["staffing"]]
    # Simulated on the plan's own days it reaches what the plan reached, to the last digit.
    asked = document["verified"]
    results = simulate(again, replications=asked["replications"], seed=asked["seed"], stratify=True)
    assert results.verdicts[0].worst.reached == document["targets"][0]["reached"]
    assert results.value("cost", "centre").mean == pytest.approx(document["cost"])


def test_the_column_of_times_is_named_so_that_no_group_is_meant(file):
    text = CENTRE.replace("team:", "interval:")
    path = file.parent / "named.yaml"
    path.write_text(text, encoding="utf-8")
    result = run(
        "plan", path, "--method", "erlang", "--out", file.parent / "named", "--workers", 1, "--replications", 5
    )
    assert result.exit_code in (0, 4)
    assert list(pd.read_csv(file.parent / "named" / "staffing.csv").columns) == ["time", "interval"]


def test_a_method_that_does_not_exist_is_refused(file):
    result = run("plan", file, "--method", "erlng")
    assert result.exit_code == 2
    assert 'there is no method "erlng"' in " ".join(result.output.split())


def test_a_solver_that_does_not_exist_is_refused(file):
    result = run("plan", file, "--method", "erlang", "--solver", "gurobi")
    assert result.exit_code == 2
    assert "--solver" in result.output


def test_missed_is_a_status_of_its_own(compared):
    found = compared.plans[1]
    for outcome, status, code in ((Met(found), "met", 0), (Missed(found), "missed", 4)):
        ended = Ended.of(found.scenario, outcome, 1.0)
        assert (ended.status, ended.exit_code) == (status, code)
        assert documents_planned.plan(ended)["status"] == status
    assert "targets missed when tested" in report.planning(ended).decode()
    assert "The plan by formula costs" in headlines.planned(ended)
    assert targets(found.scenario, found.verdicts, promised=promises(ended)).columns[4] == "by formula"


def test_both_plans_are_tested_on_the_same_days(compared):
    first, second = compared.plans
    assert (first.results.seed, first.results.replications) == (second.results.seed, second.results.replications)
    assert first.by_formula is None
    assert second.by_formula is not None
    more = compared.more_people("team")
    assert np.allclose(more, second.staffing.mean_scheduled("team") - first.staffing.mean_scheduled("team"))


def test_what_the_formula_leaves_out_is_measured_one_by_one(compared):
    names = [cause.without for cause in compared.causes]
    assert names == [
        "callers who try again", "handling times that scatter otherwise", "breaks that begin late", "all of these",
    ]  # fmt: skip
    reached = {cause.without: cause.reached[0] for cause in compared.causes}
    # Fewer contacts and the same people: better, in the period that is worst with them.
    assert reached["callers who try again"] > compared.plans[1].verdicts[0].worst.reached


def test_the_document_and_the_report_hold_both_and_the_reason(compared):
    document = methods.document(compared)
    assert document["format"] == "callfloor/methods/1"
    assert (document["simulation"]["method"], document["erlang"]["method"]) == ("simulation", "erlang")
    assert [one["cause"] for one in document["without"]] == [cause.without for cause in compared.causes]
    documents.text(document)  # no NaN
    page = report.methods(compared, *methods.ends(compared)).decode()
    for words in ("Where do the two methods staff differently?", "Why the formula is off", "promised, at its worst"):
        assert words in page
    assert len(methods.why(compared).rows) == 2 + len(compared.causes)


def test_the_difference_is_said_first(compared):
    first, second = compared.plans
    percent = abs(second.cost - first.cost) / first.cost
    said = methods.sentence(compared)
    assert said.startswith("The plan by formula costs")
    assert ("about as much as" in said) == (percent < 0.005)


def test_a_cause_that_moves_a_target_is_named_with_what_it_would_be(compared):
    worst = compared.plans[1].verdicts[0].worst
    told = Methods(
        compared.scenario, compared.searched, compared.by_formula, (1.0, 1.0),
        (Cause("hail", (None,)), Cause("rain", (worst.reached - 0.1,)), Cause("snow", (worst.reached + 0.2,)), Cause("wind", (worst.reached,))),
    )  # fmt: skip
    (line,) = [line for line in methods.reasons(told) if line.startswith("calls")]
    assert line.index("without hail there would be nothing") < line.index("without snow") < line.index("without rain")
    assert "wind" not in line


def test_where_nothing_differs_the_picture_says_so(compared):
    same = Methods(compared.scenario, compared.by_formula, compared.by_formula, (1.0, 1.0), ())
    assert people(same).caption == "Both methods schedule the same people throughout."
    assert exports.planning(methods.ends(same)[0])["staffing.csv"].startswith(b"interval,team\n")
    assert isinstance(same.plans[0].staffing, Staffing)
