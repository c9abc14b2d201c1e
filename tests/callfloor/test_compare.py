"""Comparing scenarios: what is held against what, which differences are called real, and what is refused."""

import json

import pandas as pd
import pytest

import callfloor
from callfloor import comparing, documents, documents_compared, report_compared, tables_compared, verdicts
from callfloor.comparing import Contender, contenders, variation
from callfloor.figures.differences import changed
from callfloor.verdicts import BETTER, OPEN, SAME, WORSE, verdict
from scenarios.faults import InputError
from scenarios.loading import load
from sim.experiment import simulate
from sim.staffing import Staffing
from tests.callfloor.test_cli import names, run

MORE = "more people: agent_groups.team.staffing=9"


@pytest.fixture(scope="module")
def more(tiny_file):
    """The tiny centre against itself with nine people at any time: 24 h x 9 x 30 EUR instead of 16 h x 30 EUR."""
    return callfloor.compare(tiny_file, variations=[MORE], replications=12)


def found(comparison, measure, scope="centre", name="centre", other=1):
    return next(
        one for one in comparison.of(other) if (one.measure, one.scope, one.name) == (measure, scope, name)
    )  # the first threshold


def test_a_difference_is_that_of_the_two_runs_by_themselves(more, tiny_file):
    alone = [simulate(load(tiny_file, over), replications=12) for over in ((), ["agent_groups.team.staffing=9"])]
    for measure in ("mean_wait", "abandonment", "occupancy"):
        first, second = (results.value(measure).mean for results in alone)
        one = found(more, measure)
        assert (one.first, one.second) == (first, second)
        assert one.mean == pytest.approx(second - first)


def test_a_cost_without_chance_is_a_real_difference_without_limits(more):
    cost = found(more, "cost")
    assert (cost.first, cost.second, cost.mean, cost.low, cost.high) == (480, 6480, 6000, 6000, 6000)
    assert cost.real
    assert verdict(cost) == WORSE
    assert verdicts.sentence(cost, "EUR") == (
        "centre cost of staff: +6\u202f000\u202fEUR, from 480\u202fEUR to 6\u202f480\u202fEUR: real, worse"
    )


def test_more_people_answer_sooner_and_the_answer_says_so(more):
    assert verdict(found(more, "mean_wait", "queue", "plain")) == BETTER
    assert verdict(found(more, "abandonment", "queue", "plain")) == BETTER
    said = verdicts.in_a_sentence(more, 1)
    assert said.startswith("more people costs 6\u202f000\u202fEUR more than tiny; better: ")
    assert "gold answered within 20\u202fs (+" in said


def test_a_scenario_differs_in_nothing_from_itself(tiny_file):
    twice = callfloor.compare(tiny_file, tiny_file, replications=3)
    assert twice.names == ("tiny (1)", "tiny (2)")
    assert {verdict(one) for one in twice.differences} == {SAME}
    assert verdicts.in_a_sentence(twice, 1) == "tiny (2) against tiny (1): every figure is the same on each of 3 days."
    assert changed(twice, 1).figure is None


def test_one_day_tells_nothing_from_luck(tiny_file):
    one = callfloor.compare(tiny_file, variations=[MORE], replications=1)
    assert verdicts.in_a_sentence(one, 1).startswith("more people against tiny: one day tells no difference from luck")
    assert not any(one.real for one in one.differences)


def test_of_very_many_queues_the_busiest_are_drawn_and_the_costs_always():
    many = callfloor.compare("province_pool", variations=["agent_groups.pool.staffing=1"], replications=2)
    shown, every = verdicts.charted(many, 1), verdicts.foremost(many, 1)
    assert len(shown) == verdicts.MOST < len(every)
    assert "cost" in {one.measure for one in shown}
    assert f"{len(every) - len(shown)} more" in changed(many, 1).caption


def test_a_difference_that_may_be_luck_is_not_called_real(tiny_file):
    luck = callfloor.compare(
        tiny_file, variations=["contact_types.gold.patience={exponential: {mean: 61 s}}"], replications=4
    )
    told = [one for one in verdicts.headline(luck, 1) if one.scope == "queue" and verdict(one) != SAME]
    assert told
    assert {verdict(one) for one in told} == {OPEN}
    assert "no difference that 4 days could tell from luck" in verdicts.in_a_sentence(luck, 1)


def test_turned_away_callers_stand_beside_those_who_no_longer_give_up(tiny_file):
    short = callfloor.compare(tiny_file, variations=["queues.plain.capacity=0"], replications=12)
    blocked = next(one for one in verdicts.charted(short, 1) if one.measure == "blocked")
    assert verdict(blocked) == WORSE
    assert verdicts.said(blocked) == "centre found the queue full"


@pytest.mark.parametrize(
    ("text", "name", "pieces"),
    [
        ("lines=300", "lines=300", ["lines=300"]),
        ("agent_groups.a.staffing=3; lines=300", "a.staffing=3, lines=300", ["agent_groups.a.staffing=3", "lines=300"]),
        ("longer desk: lines=300", "longer desk", ["lines=300"]),
        ("ivr.bot.then={a: 1; b: 2}", "bot.then={a: 1; b: 2}", ["ivr.bot.then={a: 1; b: 2}"]),
        ("early: open.sales=08:00-12:00", "early", ["open.sales=08:00-12:00"]),
    ],
)
def test_variations_are_read(text, name, pieces):
    assert variation(text) == (name, pieces)


def test_what_was_changed_is_told_key_by_key(more):
    (change,) = more.changes(1)
    assert change.key == "agent_groups.team.staffing"
    assert (change.old[8], change.new) == (6, 9)


def test_scenarios_of_different_calendars_are_refused_with_every_fault(tiny_file):
    with pytest.raises(InputError) as refused:
        contenders([tiny_file], ["moved: calendar.start=2026-03-03", "longer: calendar.days=2"])
    assert [fault.file for fault in refused.value.faults] == ["moved", "longer"]
    assert "start 2026-03-03 where tiny has 2026-03-02: the two have no day in common" in str(refused.value)


def test_faults_of_all_scenarios_are_told_at_once(tiny_file):
    with pytest.raises(InputError) as refused:
        contenders([tiny_file, "no_such_scenario"], ["queues.plain.priorty=3", "agent_groups.team.staffing=null"])
    assert len(refused.value.faults) == 3


def test_other_volumes_and_other_money_are_warned_of(tiny_file):
    other = contenders([tiny_file], ["busier: contact_types.gold.arrivals.rate=5 per h; currency=USD"])
    said = comparing.warnings(other)
    assert said[0] == "gold: arrivals differ in busier; its differences are also those of the volumes."
    assert said[1] == "tiny counts in EUR, busier in USD: costs are not compared."


def test_costs_in_different_money_are_not_compared(tiny_file):
    dear = callfloor.compare(
        tiny_file, variations=["abroad: currency=USD; agent_groups.team.staffing=9"], replications=3
    )
    assert not [one for one in verdicts.headline(dear, 1) if one.measure.startswith("cost")]


def test_an_interrupted_comparison_is_of_the_days_that_all_have(tiny_file):
    def stop(done, goal):
        if done == 9:
            raise KeyboardInterrupt

    with pytest.raises(comparing.Stopped) as stopped:
        callfloor.compare(tiny_file, variations=[MORE], replications=6, progress=stop)
    comparison = stopped.value.comparison
    assert [results.replications for results in comparison.results] == [3, 3]
    whole = callfloor.compare(tiny_file, variations=[MORE], replications=3)
    assert comparison.differences == whole.differences


def test_with_a_precision_all_have_the_days_of_the_one_that_needs_most(tiny_file, tmp_path):
    asked = {"precision": {"abandonment": 0.02}, "replications": 60}
    fewer = ["fewer: agent_groups.team.staffing=2"]
    kept = callfloor.compare(tiny_file, variations=fewer, keep=tmp_path, **asked)
    days = {results.replications for results in kept.results}
    assert len(days) == 1
    assert days.pop() >= 30
    assert kept.differences == callfloor.compare(tiny_file, variations=fewer, **asked).differences


def test_ready_scenarios_can_be_compared_under_names_of_their_own(tiny_file):
    today = Contender("today", load(tiny_file))
    pooled = Contender("pooled", load(tiny_file, ["queues.gold.priority=2"]))
    assert callfloor.compare(today, pooled, replications=2).names == ("today", "pooled")


def test_the_chart_has_a_panel_a_unit_and_a_dot_a_difference(more):
    picture = changed(more, 1)
    shown = verdicts.charted(more, 1)
    dots = [x for trace in picture.figure.data for x in trace.x]
    assert len(dots) == len(shown)
    assert 6000.0 in dots
    headings = [one.text for one in picture.figure.layout.annotations]
    assert {"<b>percentage points</b>", "<b>seconds</b>", "<b>EUR</b>", "<b>occupancy, points</b>"} <= set(headings)
    for axis in picture.figure.select_xaxes():
        assert axis.range[0] == -axis.range[1]  # one line of zero through all panels


def test_the_document_holds_every_shared_figure_and_no_nan(more):
    document = documents_compared.compare(more)
    text = documents.text(document)
    assert document["format"] == "callfloor/compare/1"
    assert [one["name"] for one in document["scenarios"]] == ["tiny", "more people"]
    assert document["scenarios"][1]["changes"][0]["key"] == "agent_groups.team.staffing"
    assert len(json.loads(text)["differences"]) == len(more.differences)
    cost = next(one for one in document["differences"] if (one["measure"], one["scope"]) == ("cost", "centre"))
    assert (cost["difference"], cost["low"], cost["high"], cost["real"], cost["verdict"]) == (
        6000,
        6000,
        6000,
        True,
        "worse",
    )


def test_the_report_answers_first(more):
    html = report_compared.comparing(more).decode()
    assert html.index("<h1>more people costs 6\u202f000") < html.index("What changes from tiny to more people?")
    assert "agent_groups.team.staffing" in html


def test_targets_of_all_scenarios_stand_side_by_side(more):
    table = tables_compared.targets(more)
    assert table.columns == ("of", "measure", "asked", "tiny", "more people")
    gold = table.rows[0]
    assert gold[3].endswith("MISSED")
    assert gold[4].endswith("met")


def test_a_target_that_asks_for_other_values_stays_in_one_row_and_one_that_measures_otherwise_does_not(tiny_file):
    first = callfloor.load(tiny_file, ["targets=[{queue: gold, answer_rate: 0.8, within: 20 s, per: day}]"])
    asks = "targets=[{queue: gold, answer_rate: 0.05, within: 20 s, per: day}, {queue: gold, answer_rate: 0.8, within: 30 s, per: day}]"
    table = tables_compared.targets(callfloor.compare(first, callfloor.load(tiny_file, [asks]), replications=2))
    same, other = table.rows
    assert same[:3] == ("gold", "answered in time", "each its own value within 20\u202fs in each day")
    value = same[3].partition(",")[0]  # of the same days, so the same in both
    assert same[3:] == (f"{value}, MISSED; asked: 80\u202f%", f"{value}, met; asked: 5\u202f%")
    assert other[2] == "at least 80\u202f% within 30\u202fs in each day"
    assert other[3] == "–"


def test_of_a_target_that_asks_for_less_the_change_is_told_where_it_is(tiny_file):
    lower = callfloor.compare(tiny_file, variations=["lower: targets.0.answer_rate=0.5"], replications=2)
    (change,) = lower.changes(1)
    assert (change.key, change.new) == ("targets.0.answer_rate", 0.5)
    more = "targets=[{queue: calls, answer_rate: 0.5, within: 20 s}, {queue: calls, abandonment: 0.3}]"
    other = callfloor.compare("single_queue", variations=[more], replications=2)
    assert {one.key: (one.old, one.new) for one in other.changes(1)} == {
        "targets.0.answer_rate": (0.8, 0.5),
        "targets.0.per": ("interval", None),
        "targets.1": (None, {"queue": "calls", "abandonment": 0.3}),
    }


def test_several_scenarios_stand_in_one_table(tiny_file):
    three = callfloor.compare(tiny_file, variations=[MORE, "fewer: agent_groups.team.staffing=1"], replications=12)
    table = tables_compared.overview(three)
    assert table.columns == ("", "tiny", "more people", "fewer")
    cost = next(row for row in table.rows if row[0] == "centre cost of staff")
    assert cost[1:] == ("480\u202fEUR", "+6\u202f000\u202fEUR, worse", "+240\u202fEUR, worse")
    html = report_compared.comparing(three).decode()
    assert html.index("At a glance") < html.index("What changes from tiny to more people?")


def test_the_command_leaves_its_files_and_says_what_is_real(tiny_file, tmp_path):
    result = run("compare", tiny_file, "--with", MORE, "--replications", 6, "--workers", 1, "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert names(tmp_path) == ["compare.json", "differences.csv", "report.html"]
    assert result.stdout.startswith("more people costs 6\u202f000\u202fEUR more than tiny")
    assert "real, worse" in result.stdout
    assert "better, worse, more and less are real" in result.stdout
    assert "agent_groups.team.staffing: 24 values by interval became one number, 9 all day" in result.stderr
    rows = pd.read_csv(tmp_path / "differences.csv")
    assert set(rows["verdict"]) <= {"better", "worse", "more", "less", "not shown", "the same"}
    assert rows[(rows.measure == "cost") & (rows.scope == "centre")]["difference"].item() == 6000


def test_json_on_standard_output_stands_alone(tiny_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("compare", tiny_file, "--with", MORE, "--replications", 3, "--workers", 1, "--json", "-")
    assert json.loads(result.stdout)["format"] == "callfloor/compare/1"
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--with", "agent_groups.team.staffing=+4"), "the value is set, not added"),
        (("--with", "agent_groups.team.staffing+=4"), "+= is not known"),
        ((), "one scenario has nothing to be compared with"),
        (("no_such",), "there is no such file, folder or library scenario"),
        (("--with", "x: calendar.days=2"), "no day in common"),
        (("--with", "queues.plain.priorty=3"), "Did you mean priority?"),
        (("--with", "odd: queues.plain.priority=high"), "--with odd"),
        (("--with", ""), '"" varies nothing; write KEY=VALUE'),
        (("--with", "lines"), '"lines" is not KEY=VALUE'),
    ],
)
def test_what_is_at_fault_is_said(tiny_file, tmp_path, words, said):
    result = run("compare", tiny_file, *words, "--out", tmp_path / "o")
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "o").exists()


def test_two_of_one_name_keep_their_own_people():
    scenario = load("single_queue")
    fewer, more = (Staffing.by_interval(scenario, {"team": [people] * 48}) for people in (20, 40))
    both = [Contender("plan", scenario, None, staffing) for staffing in (fewer, more)]
    found = callfloor.compare(*both, replications=2, seed=1)
    assert found.names == ("plan (1)", "plan (2)")
    (cost,) = [one for one in found.differences if (one.measure, one.scope) == ("cost", "centre")]
    assert (cost.first, cost.second) == (
        pytest.approx(fewer.cost["team"].sum()),
        pytest.approx(more.cost["team"].sum()),
    )
