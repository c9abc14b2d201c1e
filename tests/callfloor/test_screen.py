"""Screening: who may be the best, who cannot be, and why."""

import json

import pandas as pd
import pytest

import callfloor
from callfloor import documents, documents_compared, ranking, report_compared, tables_ranked
from callfloor.figures.ranks import ranks
from callfloor.ranking import By
from scenarios.faults import InputError
from scenarios.loading import load
from tests.callfloor.test_cli import names, run

STAFF = "agent_groups.team.staffing"


@pytest.fixture(scope="module")
def ranked(tiny_file):
    """Two people surely miss the target of gold, twelve and twenty keep all of them, and twelve are the cheaper ones."""
    return callfloor.screen(tiny_file, settings=[f"{STAFF}=2,12,20"], replications=40)


def test_the_cheapest_that_keeps_its_targets_is_left_and_the_others_are_out_for_a_reason(ranked):
    assert [ranked.names[one.place] for one in ranked.screening.kept] == ["team.staffing 12"]
    assert ranked.screening.best.mean == 12 * 24 * 30
    why = {ranked.names[one.place]: tables_ranked.why(ranked, one) for one in ranked.screening.dropped}
    assert why["team.staffing 2"].startswith("surely misses gold answered within 20\u202fs, asked 90\u202f%, at ")
    assert why["team.staffing 20"] == "surely worse than team.staffing 12, which keeps its targets"
    assert tables_ranked.headline(ranked) == (
        "team.staffing 12 is the best of 3, 95\u202f% sure: 8\u202f640\u202fEUR, least cost of staff of those that keep their targets."
    )


ALIKE = [
    f"{STAFF}=2,7",
    "queues.plain.capacity=60,61",
]  # nobody ever sees so long a queue: the two of 7 people are the same


def test_the_clearly_worse_are_given_no_further_days(tiny_file):
    found = callfloor.screen(tiny_file, settings=ALIKE, by="queue.plain.mean_wait", replications=40)
    assert [(found.names[one.place], one.days) for one in found.screening.kept] == [
        ("team.staffing 7, plain.capacity 60", 40),
        ("team.staffing 7, plain.capacity 61", 40),
    ]
    assert {one.days for one in found.screening.dropped} == {20}
    assert tables_ranked.headline(found).endswith("The true best is among 2, 95\u202f% sure.")


def test_whatever_is_better_as_more_of_it_ranks_from_the_top(tiny_file):
    found = callfloor.screen(tiny_file, settings=[f"{STAFF}=3,9"], by="answer_rate", replications=20)
    assert found.by.largest
    assert not found.targets
    assert found.names[found.screening.kept[0].place] == "team.staffing 9"


def test_where_none_keeps_its_targets_that_is_the_answer(tiny_file):
    found = callfloor.screen(tiny_file, settings=[f"{STAFF}=1,2"], replications=40)
    assert tables_ranked.headline(found) == "None of the 2 candidates keeps its targets: each surely misses one."
    assert ranks(found).figure is not None


def test_money_of_two_currencies_ranks_nothing(tiny_file, tmp_path):
    abroad = tmp_path / "abroad.yaml"
    abroad.write_text(tiny_file.read_text().replace("EUR", "CNY"), encoding="utf-8")
    with pytest.raises(InputError, match="tiny counts in EUR and abroad counts in CNY: money cannot rank them"):
        callfloor.screen(tiny_file, abroad)
    assert callfloor.screen(tiny_file, abroad, by="answer_rate", replications=4).names == ("tiny", "abroad")


def test_several_scenarios_at_every_point_are_candidates(tiny_file, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(tiny_file.read_text().replace("priority: 2", "priority: 1"), encoding="utf-8")
    found = callfloor.screen(tiny_file, other, settings=[f"{STAFF}=9,10"], replications=4)
    assert found.names == (
        "tiny, team.staffing 9", "tiny, team.staffing 10", "other, team.staffing 9", "other, team.staffing 10",
    )  # fmt: skip


def test_what_is_ranked_by_unless_said(tiny_file):
    assert By.usual(load(tiny_file)).measure == "cost"
    assert By.usual(load(tiny_file, ["targets=[]"])).measure == "cost_per_contact"
    free = load(tiny_file, ["agent_groups.team.cost=null", "shifts=null"])
    assert By.usual(free) == By("answer_rate", within=20.0)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("cost", By("cost")),
        ("answer_rate", By("answer_rate", within=20.0)),
        ("queue.plain.answer_rate@60 s", By("answer_rate", "queue", "plain", 60.0)),
        ("agent_group.team.occupancy", By("occupancy", "agent_group", "team")),
    ],
)
def test_measures_are_read(tiny_file, text, by):
    assert By.read(text, load(tiny_file)) == by


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("costs", "no measure that can rank is called costs.* Did you mean cost?"),
        ("wait_p90", "no measure that can rank is called wait_p90"),
        ("queue.silver.mean_wait", "no queue is called silver; there are gold, plain"),
        ("que.gold.mean_wait", "nothing is called que;.*Did you mean queue?"),
        ("answer_rate@45 s", "answer_rate@45 s is not measured; there is answer_rate@20 s, answer_rate@60 s"),
        ("answer_rate@45", '"45" has no unit'),
    ],
)
def test_measures_that_cannot_rank_are_refused(tiny_file, text, said):
    with pytest.raises(InputError, match=said):
        By.read(text, load(tiny_file))


def test_an_interruption_keeps_the_rounds_that_were_done(tiny_file):
    def stop(done, goal):
        if done == 85:
            raise KeyboardInterrupt

    with pytest.raises(ranking.Stopped) as stopped:
        callfloor.screen(tiny_file, settings=ALIKE, by="queue.plain.mean_wait", replications=40, progress=stop)
    found = stopped.value.ranking
    assert not found.complete
    assert {one.days for one in found.screening.kept} == {20}
    assert "Stopped early" in tables_ranked.headline(found)


def test_the_document_and_the_sheet_have_every_candidate(ranked):
    document = json.loads(documents.text(documents_compared.screen(ranked)))
    assert document["format"] == "callfloor/screen/1"
    assert document["best"] == "team.staffing 12"
    assert [one["name"] for one in document["kept"]] == ["team.staffing 12"]
    assert {one["name"] for one in document["dropped"]} == {"team.staffing 2", "team.staffing 20"}
    assert list(tables_ranked.frame(ranked)["candidate"]) == list(ranked.names)


def test_the_chart_has_the_best_as_a_star_and_a_mark_for_everybody(ranked):
    figure = ranks(ranked).figure
    assert figure.data[0].marker.symbol == "star"
    assert sum(len(trace.x) for trace in figure.data) == 3


def test_the_report_answers_first(ranked):
    html = report_compared.ranking(ranked).decode()
    assert html.index("<h1>team.staffing 12 is the best of 3") < html.index("Who cannot be")


def test_where_all_cost_the_same_none_is_called_the_best(tiny_file):
    found = callfloor.screen(tiny_file, settings=["queues.plain.capacity=60,61"], by="cost", targets=False)
    assert tables_ranked.headline(found) == (
        "All 2 candidates have the same cost of staff, 480\u202fEUR; none could be dropped. "
        "Rank by another measure: --by answer_rate."
    )
    assert [row[3] for row in tables_ranked.kept(found).rows] == ["0\u202fEUR", "0\u202fEUR"]
    low, high = ranks(found).figure.layout.xaxis.range
    assert high - low > 50


def test_the_command_leaves_its_files(tiny_file, tmp_path):
    result = run("screen", tiny_file, "--set", f"{STAFF}=2,12", "--replications", 20, "--workers", 1, "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert names(tmp_path) == ["ranking.csv", "report.html", "screen.json"]
    assert result.stdout.startswith("team.staffing 12 is the best of 2")
    assert len(pd.read_csv(tmp_path / "ranking.csv")) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "one scenario is the best of one"),
        (("--set", f"{STAFF}=4,8", "--by", "costs"), "Did you mean cost?"),
        (("--set", f"{STAFF}=4,8", "--chance", "95"), "95 is no chance; write one between 0 and 1, such as 0.95"),
        (("no_such", "--set", f"{STAFF}=4,8"), "there is no such file"),
        (("--set", f"{STAFF}=4,-8"), "at team.staffing -8"),
    ],
)
def test_what_is_at_fault_is_said(tiny_file, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    result = run("screen", tiny_file, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert names(tmp_path) == []
