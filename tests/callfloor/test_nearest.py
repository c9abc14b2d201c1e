"""A plan that does not meet its targets is shown as what it is: the nearest, and what it misses comes first."""

import re
from dataclasses import replace

import pytest

from callfloor import documents, documents_planned, headlines, nearest, planning, report
from callfloor.ended import Ended
from optimize.conflict import WHOLE_PEOPLE
from optimize.outcome import Infeasible, Met, OutOfTime
from scenarios.loading import parse
from sim.experiment import simulate
from tests.callfloor.conftest import TINY

CONFLICT = ("the target of queue gold (answer rate 0.9 within 20 s) in the interval from 2026-03-02T09:00",)


@pytest.fixture
def failed(plan):
    return Ended.of(plan.scenario, OutOfTime(plan, 880.0, tests=8), 1.5, limited=False)


@pytest.fixture
def infeasible(plan):
    return Ended.of(plan.scenario, Infeasible(CONFLICT, (), "By formulas.", plan), 1.5)


def text_of(page):
    """What is read of a page, without charts and style."""
    bare = re.sub(r"<(script|style).*?</\1>", "", page.decode(), flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", bare[bare.index("<header>") :])


def test_all_tests_failed_is_not_called_a_time_limit(failed):
    assert (failed.status, failed.exit_code, failed.tests) == ("tests_failed", 4, 8)
    said = headlines.planned(failed)
    assert said.startswith(
        "All 8 plans that were tested missed a target, or met one by too little to be sure. The nearest, for 930"
    )
    assert "misses 1 of 3 targets over 4 fresh days together: gold " in said
    assert "stopped" not in said.lower()
    assert "no plan passed its test" in text_of(report.planning(failed))


@pytest.mark.parametrize(
    ("tests", "limited", "status", "begins"),
    [
        (1, True, "tests_failed", "The one plan that was tested missed"),
        (0, False, "tests_failed", "Every plan that was tested missed"),
        (0, True, "time_limit", "Stopped at the time limit before a plan met every target; the nearest so far costs"),
    ],
)
def test_what_stopped_the_search_is_said(plan, tests, limited, status, begins):
    ended = Ended.of(plan.scenario, OutOfTime(plan, 880.0, tests=tests), 1.5, limited=limited)
    assert (ended.status, ended.exit_code) == (status, 4)
    assert headlines.planned(ended).startswith(begins)


def test_without_any_plan_no_test_failed(plan):
    ended = Ended.of(plan.scenario, OutOfTime(None, 880.0), 1.5, limited=False)
    assert ended.status == "time_limit"
    assert headlines.planned(ended).startswith("No plan was found: the solver came to none")


def test_by_how_little_a_plan_failed_is_said_and_written(failed, plan):
    (line,) = nearest.lines(failed)
    worst = plan.verdicts[0].worst
    assert line.startswith(f"gold {100 * worst.reached:.1f}".removesuffix(".0"))
    short = 100 * (0.9 - worst.reached)
    assert f"(asked 90\u202f%): {short:.1f}" in line
    assert "points short" in line
    document = documents_planned.plan(failed)
    assert document["tests"]["failed"] == 8
    (row,) = [row for row in document["tests"]["misses"] if not row["met"]]
    assert (row["target"], row["queue"], row["at"]) == (0, "gold", worst.start)
    assert row["short"] == pytest.approx(0.9 - worst.reached)
    assert row["periods"] == sum(period.skipped is None and not period.met for period in plan.verdicts[0].periods)
    documents.text(document)


def test_a_plan_that_met_everything_by_little_says_so(plan):
    """Its last days let it pass, as others did not: it misses nothing, and what is narrow is told."""
    asked = plan.verdicts[1].worst.reached - 1e-6
    text = TINY.replace("{queue: plain, answer_rate: 0.05", f"{{queue: plain, answer_rate: {asked}")
    scenario = parse(
        text.replace("  - {queue: gold, answer_rate: 0.90, within: 20 s, per: interval, at_least: 1}\n", "")
    )
    results = simulate(scenario, plan.staffing, first_day=1000)
    lucky = replace(plan, scenario=scenario, results=results)
    ended = Ended.of(scenario, OutOfTime(lucky, 880.0, tests=3), 1.5)
    assert nearest.misses(lucky) == []
    assert "by so little that other days may say otherwise" in headlines.planned(ended)
    (line,) = nearest.lines(ended)
    assert line.startswith("plain ")
    assert line.endswith("met by less than a standard error")
    assert [row["met"] for row in documents_planned.plan(ended)["tests"]["misses"]] == [True]


def test_the_report_of_a_nearest_plan_has_its_misses_first_and_no_cards_of_cost(infeasible, failed):
    for ended in (infeasible, failed):
        page = report.planning(ended)
        assert '<dl class="tiles">' not in page.decode()
        said = text_of(page)
        order = [
            said.index(words)
            for words in (
                "What the nearest plan misses",
                "The targets under the nearest plan",
                "It is no solution",
                "The nearest plan: what did we buy?",
            )
        ]
        assert order == sorted(order)
    assert text_of(report.planning(infeasible)).index("What stands in the way") < text_of(
        report.planning(infeasible)
    ).index("What the nearest")
    assert "The nearest plan misses 1 of 3 targets." in headlines.planned(infeasible)
    assert "in the interval from 09:00 stands in the way" in headlines.planned(infeasible)
    assert documents_planned.plan(infeasible)["conflict"] == list(CONFLICT)  # in full, for other programs


def test_that_people_come_whole_is_said_in_plain_words(plan):
    ended = Ended.of(plan.scenario, Infeasible((WHOLE_PEOPLE,), (), "By formulas.", None), 1.5)
    said = "No plan can meet the targets: they could be met if a person could be split, but not with whole people."
    assert headlines.planned(ended) == said
    assert "the targets could be met if a person could be split" in text_of(report.planning(ended))
    assert documents_planned.plan(ended)["conflict"] == [WHOLE_PEOPLE]


def test_a_plan_that_meets_its_targets_keeps_its_cards(plan, outcomes):
    page = report.planning(Ended.of(plan.scenario, outcomes["met"], 1.5))
    assert '<dl class="tiles">' in page.decode()
    said = text_of(page)
    assert "nearest" not in said
    assert said.index("Targets") < said.index("How good is this plan?")


def test_the_terminal_says_what_the_nearest_plan_misses(infeasible, capsys):
    from callfloor.terminal import Terminal

    planning.tell(Terminal(), infeasible)
    said = capsys.readouterr().out.replace("\n", " ")
    assert said.index("The nearest plan:   - gold") < said.index("Targets, each at its worst period")
    assert "the nearest plan would cost 930\u202fEUR" in said


def test_a_plan_that_misses_has_no_distance_from_least_cost(plan):
    ended = Ended.of(plan.scenario, OutOfTime(plan, 880.0), 1.5)
    figures = {name: (value, remark) for name, value, remark in report.plan_figures(ended)}
    assert figures["gap"] == ("–", "the plan misses a target")
    met = Ended.of(plan.scenario, Met(replace(plan, exact_verdicts=(), bound=930.0)), 1.5)
    assert {name: value for name, value, _ in report.plan_figures(met)}["gap"] == "0\u202f%"
    assert headlines.planned(met).startswith("The plan costs 930\u202fEUR; no plan can cost less. It meets")
