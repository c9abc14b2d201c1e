"""Sweeping a grid: every point is a run of its own, nothing is lost, and the answer says which point to take."""

import json
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import callfloor
from callfloor import courses, documents, documents_compared, report_compared, sweeping, tables_swept
from callfloor.figures.frontier import frontier
from callfloor.figures.maps import map_of
from callfloor.figures.sweeps import lines
from callfloor.summary import Summary
from scenarios.faults import InputError
from scenarios.loading import load
from sim.experiment import simulate
from tests.callfloor.test_cli import names, run

STAFF = "agent_groups.team.staffing"
ENOUGH = "contact_types.plain.patience={exponential: {mean: 2 min}}"


@pytest.fixture(scope="module")
def line(tiny_file):
    return callfloor.sweep(tiny_file, [f"{STAFF}=4..12..4"], replications=3)


@pytest.fixture(scope="module")
def plane(tiny_file):
    return callfloor.sweep(tiny_file, {STAFF: [4, 8], "queues.plain.capacity": [0, 2, 50]}, replications=2)


def test_each_point_is_the_run_that_simulate_would_give(line, tiny_file):
    for done in line.done:
        alone = Summary.of(simulate(load(tiny_file, done.point.overrides), replications=3))
        assert done.summary == alone


def test_points_stand_in_the_grids_order_whatever_order_they_were_run_in(line, plane):
    assert [one.point.values[STAFF] for one in line.done] == ["4", "8", "12"]
    assert [one.point.place for one in plane.done] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert line.complete
    assert line.at(staffing=8) is line.done[1]
    with pytest.raises(KeyError):
        line.at(staffing=9)


def test_any_executor_gives_the_same_figures(line, tiny_file):
    with ThreadPoolExecutor(3) as threads:
        again = callfloor.sweep(tiny_file, [f"{STAFF}=4..12..4"], replications=3, workers=threads)
    assert [one.summary for one in again.done] == [one.summary for one in line.done]


def test_a_summary_comes_back_from_its_file_the_same_to_the_last_digit(line):
    for done in line.done:
        kept = json.loads(json.dumps(done.summary.kept()))
        assert Summary.again(kept, line.scenario.targets) == done.summary


def test_progress_counts_the_days_of_all_points_and_ends_at_their_number(tiny_file):
    seen = []
    callfloor.sweep(tiny_file, [f"{STAFF}=4,8"], replications=3, progress=lambda done, goal: seen.append((done, goal)))
    assert seen[-1] == (6, 6)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert {goal for _, goal in seen} == {6}


def test_figures_corrected_for_the_calls_drawn_are_those_of_simulate_and_say_so(tiny_file):
    found = callfloor.sweep(tiny_file, [f"{STAFF}=4,8"], replications=20, control=True)
    alone = simulate(load(tiny_file, [f"{STAFF}=8"]), replications=20, control=True)
    assert found.at(staffing=8).summary == Summary.of(alone)
    assert documents_compared.sweep(found)["control"]


def interrupted(tiny_file, keep, at):
    def stop(done, goal):
        if done == at:
            raise KeyboardInterrupt

    with pytest.raises(sweeping.Stopped) as stopped:
        callfloor.sweep(tiny_file, [f"{STAFF}=4..12..4"], replications=3, progress=stop, keep=keep)
    return stopped.value.sweep


def test_points_that_were_done_outlive_an_interruption(tiny_file, tmp_path, line):
    found = interrupted(tiny_file, tmp_path, at=7)
    assert not found.complete
    assert [one.point.values[STAFF] for one in found.done] == ["4", "12"]  # the ends come first
    assert found.done[0].summary == line.done[0].summary
    assert courses.headline(found).startswith("Stopped after 2 of 3 points. Of these: ")


def test_an_interruption_before_the_first_point_leaves_nothing(tiny_file, tmp_path):
    assert interrupted(tiny_file, tmp_path, at=2) is None


def test_a_sweep_that_goes_on_runs_only_what_is_missing_and_ends_the_same(tiny_file, tmp_path, line):
    interrupted(tiny_file, tmp_path, at=7)
    seen = []
    again = callfloor.sweep(
        tiny_file, [f"{STAFF}=4..12..4"], replications=3, keep=tmp_path, resume=True,
        progress=lambda done, goal: seen.append(done),
    )  # fmt: skip
    assert [one.summary for one in again.done] == [one.summary for one in line.done]
    assert seen[0] == 7  # six of the points done, one of the point that was half done
    assert seen[-1] == 9


def test_a_point_of_another_run_is_never_taken_for_ones_own(tiny_file, tmp_path):
    interrupted(tiny_file, tmp_path, at=7)
    seen = []
    callfloor.sweep(
        tiny_file, [f"{STAFF}=4..12..4"], replications=3, seed=99, keep=tmp_path, resume=True,
        progress=lambda done, goal: seen.append(done),
    )  # fmt: skip
    assert seen[0] == 0


def test_a_point_file_that_lost_its_end_is_run_again(tiny_file, tmp_path, line):
    interrupted(tiny_file, tmp_path, at=7)
    for path in (tmp_path / sweeping.POINTS).iterdir():
        path.write_text(path.read_text()[:200])
    again = callfloor.sweep(tiny_file, [f"{STAFF}=4..12..4"], replications=3, keep=tmp_path, resume=True)
    assert [one.summary for one in again.done] == [one.summary for one in line.done]


def test_a_fault_of_a_value_names_the_value_and_one_of_the_file_is_told_as_it_is(tiny_file):
    with pytest.raises(InputError) as refused:
        callfloor.sweep(tiny_file, [f"{STAFF}=-1,4", "queues.plain.capacity=1,2", "queues.gold.priority=high"])
    told = [(fault.file, fault.key) for fault in refused.value.faults]
    assert ("at team.staffing -1", STAFF) in told
    assert ("--set", "queues.gold.priority") in told
    assert len(told) == 2


def test_a_fault_of_one_combination_names_both_values(tiny_file):
    with pytest.raises(InputError) as refused:
        callfloor.sweep(tiny_file, ["calendar.interval=30 min,1 h", "calendar.days=1,2"])
    assert all(fault.file.startswith("at calendar.interval 30 min") for fault in refused.value.faults)


def test_values_may_be_given_as_a_mapping():
    grid = sweeping.settings_of({"lines": 400, STAFF: range(8, 11), "a.list": [[1, 2], [3, 4]], "rule": "x"})
    assert grid.fixed == ("lines=400", "rule=x")
    assert [axis.values for axis in grid.axes] == [("8", "9", "10"), ("[1, 2]", "[3, 4]")]


def test_the_cheapest_point_that_meets_every_target_is_the_one_to_take(line):
    meeting = [one for one in line.done if one.summary.met]
    assert courses.best(line) is meeting[0]
    assert courses.headline(line).endswith(f"{meeting[0].point.label}, for {_euro(meeting[0])}.")


def _euro(done):
    return f"{int(done.summary.value('cost')):,}\u202fEUR".replace(",", "\u202f")


def test_points_that_are_as_cheap_are_told_together(tiny_file):
    found = callfloor.sweep(tiny_file, [f"{STAFF}=14", "queues.plain.capacity=60,61"], replications=3)
    assert courses.rivals(found) == list(found.done)
    assert courses.headline(found) == (
        "Every point meets all 3 targets: plain.capacity 60; plain.capacity 61, each for 10\u202f080\u202fEUR."
    )
    headings = [one.text for one in lines(found).figure.layout.annotations if one.name == "heading"]
    assert not [text for text in headings if "cost of staff" in text]  # it is the same everywhere


def test_of_many_that_are_as_cheap_two_are_named(tiny_file):
    settings = [f"{STAFF}=14", "queues.plain.capacity=60..62", "queues.gold.capacity=60,61"]
    said = courses.headline(callfloor.sweep(tiny_file, settings, replications=2))
    one, other = ("plain.capacity 60, gold.capacity 60", "plain.capacity 60, gold.capacity 61")
    assert f": {one}; {other}; and 4 more, each for" in said


def test_targets_kept_by_the_estimate_only_are_told(tiny_file, tmp_path, monkeypatch, line):
    best = courses.best(line)
    monkeypatch.setattr(courses, "close", lambda done: list(done.summary.verdicts[:1]) if done is best else [])
    assert courses.doubt(line) == " There gold keeps its target by the estimate, not beyond doubt."
    assert lines(line).caption.startswith(f"{courses.headline(line)}{courses.doubt(line)}")


def test_one_key_too_shows_what_each_step_up_costs(line):
    assert [one.name for one in report_compared.pictures(line)] == ["sweep", "frontier"]


def test_where_no_point_meets_all_the_nearest_is_told(tiny_file):
    found = callfloor.sweep(tiny_file, [f"{STAFF}=1,2"], replications=2)
    assert courses.best(found) is None
    assert courses.headline(found).startswith(
        "No point meets all 3 targets. The nearest is team.staffing 2, which misses "
    )


def test_without_targets_the_answer_rate_is_told(tiny_file):
    found = callfloor.sweep(tiny_file, ["targets=[]", f"{STAFF}=3,9"], replications=2)
    assert courses.headline(found).startswith("Answered within 20\u202fs: from ")
    assert [one.name for one in courses.courses(found)] == ["gold", "plain", "centre", "centre", "centre"]


def test_a_line_has_a_panel_a_target_and_one_for_the_cost(line):
    picture = lines(line)
    headings = [one.text for one in picture.figure.layout.annotations if one.name == "heading"]
    assert len(headings) == 4
    assert "cost of staff" in headings[-1]
    assert picture.caption.startswith(courses.headline(line))
    assert len(picture.table.rows) == 3


def test_a_map_has_a_cell_a_point_and_its_cost_in_it(plane):
    heat = map_of(plane).figure.data[0]
    assert (len(heat.y), len(heat.x)) == (2, 3)
    assert heat.text[1][0].endswith("5\u202f760")  # 24 h x 8 people x 30 EUR
    assert map_of(callfloor_of(plane)).figure is not None


def callfloor_of(plane):
    """The same grid with one point not run."""
    return sweeping.Sweep(plane.grid, plane.scenario, plane.seed, plane.done[1:])


def test_where_no_point_meets_all_the_map_shows_how_far_each_is_from_it(tiny_file):
    found = callfloor.sweep(tiny_file, [f"{STAFF}=1,2", "queues.plain.capacity=1,50"], replications=2)
    assert courses.best(found) is None
    figure = map_of(found).figure
    short = [value for line in figure.data[0].z for value in line]
    assert short == [one.summary.shortfall for one in found.done]
    row, column = courses.nearest(found).point.place
    assert (figure.layout.shapes[0].y0, figure.layout.shapes[0].x0) == (row - 0.5, column - 0.5)


def test_a_frontier_joins_what_nothing_beats(plane):
    figure = frontier(plane).figure
    edge = figure.data[0]
    assert list(edge.x) == sorted(edge.x)
    assert list(edge.y) == sorted(edge.y)
    assert sum(len(trace.x) for trace in figure.data[1:]) == 6


def test_values_that_are_no_numbers_are_drawn_side_by_side(tiny_file):
    found = callfloor.sweep(tiny_file, ["routing.freed_agent=priority,longest_wait"], replications=2)
    figure = lines(found).figure
    assert figure.layout.xaxis.type == "category"


def test_the_document_has_every_point_and_no_nan(plane):
    document = documents_compared.sweep(plane)
    assert json.loads(documents.text(document))["format"] == "callfloor/sweep/1"
    assert (document["asked"], document["complete"], len(document["points"])) == (6, True, 6)
    assert document["points"][0]["values"] == {STAFF: "4", "queues.plain.capacity": "0"}
    assert {row["interval"] for row in document["points"][0]["measures"]} == {None}
    assert len(document["points"][0]["targets"]) == 3


def test_tables_for_sheets_have_a_row_a_point_and_a_row_a_figure(plane):
    wide = tables_swept.wide(plane)
    assert list(wide[STAFF]) == ["4", "4", "4", "8", "8", "8"]
    assert list(wide["centre cost of staff"]) == [2880.0] * 3 + [5760.0] * 3
    assert len(tables_swept.frame(plane)) == sum(len(one.summary.rows) for one in plane.done)


def test_the_report_answers_first(line):
    html = report_compared.sweeping(line).decode()
    assert html.index(f"<h1>{courses.headline(line)[:10]}") < html.index("Every point")


def test_the_command_leaves_its_files(tiny_file, tmp_path):
    result = run("sweep", tiny_file, "--set", f"{STAFF}=4,12", "--replications", 2, "--workers", 1, "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert names(tmp_path) == ["measures.csv", "points.csv", "report.html", "sweep.json"]
    assert list(pd.read_csv(tmp_path / "points.csv")[STAFF]) == [4, 12]
    assert "Every point" in result.stdout
    assert f"--set {STAFF}=12 --seed 4" in " ".join(result.stdout.split())


def test_json_on_standard_output_stands_alone(tiny_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("sweep", tiny_file, "--set", f"{STAFF}=4,12", "--replications", 1, "--workers", 1, "--json", "-")
    assert json.loads(result.stdout)["complete"]
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "no key has several values; write --set agent_groups.team.staffing=8..16"),
        (("--set", "staffing"), '"staffing" has no = and no values'),
        (("--set", "staffing="), "nothing stands after the ="),
        (("--set", f"{STAFF}=20..20"), '"20..20" is one value'),
        (("--set", f"{STAFF}=eight..ten"), '"eight..ten" is no range'),
        (("--set", f"{STAFF}=4"), "no key has several values"),
        (("--set", f"{STAFF}=4..8..0"), "its step must be above 0"),
        (("--set", f"{STAFF}=4,-1"), "at team.staffing -1"),
        (("--set", "queues.plain.capacty=1,2"), "Did you mean capacity?"),
        (("--set", f"{STAFF}=4,8", "--json", "-", "--resume"), "needs the folder of the run"),
    ],
)
def test_what_is_at_fault_is_said(tiny_file, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    result = run("sweep", tiny_file, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("Did you mean") <= 1
    assert names(tmp_path) == []


def test_ctrl_c_keeps_the_points_done_and_resume_goes_on(tiny_file, tmp_path, monkeypatch, line):
    words = ("sweep", tiny_file, "--set", f"{STAFF}=4..12..4", "--replications", 3, "--workers", 1, "--out", tmp_path)
    summarize, seen = Summary.of, []

    def twice(results):
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(results)
        return summarize(results)

    monkeypatch.setattr(Summary, "of", twice)
    result = run(*words)
    assert result.exit_code == 5
    assert "Interrupted after 2 of 3 points: the figures are of these alone." in result.stderr
    assert not json.loads((tmp_path / "sweep.json").read_text())["complete"]
    monkeypatch.setattr(Summary, "of", summarize)
    assert run(*words, "--resume").exit_code == 0
    assert names(tmp_path) == ["measures.csv", "points.csv", "report.html", "sweep.json"]
    document = json.loads((tmp_path / "sweep.json").read_text())
    assert document == json.loads(documents.text(documents_compared.sweep(line)))


def test_a_promise_about_days_has_its_limits_at_every_point_as_simulate_gives_them(tiny_file):
    target = "targets=[{queue: plain, answer_rate: 0.8, within: 20 s, per: hour, confidence: 0.7}, {queue: plain, abandonment: 0.3, confidence: 0.6}]"
    swept = callfloor.sweep(tiny_file, [f"{STAFF}=4,8", target], replications=12)
    for done, row in zip(swept.done, documents_compared.sweep(swept)["points"], strict=True):
        alone = documents.measures(simulate(load(tiny_file, [target, *done.point.overrides]), replications=12))
        assert row["targets"][0] == {**alone["targets"][0], "skipped": row["targets"][0]["skipped"]}
        for one in row["targets"]:
            assert one["judged_by"] == "days"
            assert one["days_low"] <= one["days_met"] <= one["days_high"]
        kept = json.loads(json.dumps(done.summary.kept()))
        assert Summary.again(kept, swept.scenario.targets) == done.summary
    assert all(one.low is not None for course in courses.courses(swept)[:2] for one in course.values)
