"""The JSON documents keep the keys of the contract."""

import json
import math
from dataclasses import replace

import pytest

from callfloor import documents, documents_planned
from optimize.outcome import ShiftChoice

MEASURE = {"measure", "scope", "name", "interval", "within_s", "mean", "low", "high"}
TARGET = {"measure", "within_s", "per", "asked", "reached", "low", "high", "at", "days_met", "met"}


def test_measures_have_the_contracts_keys(results):
    document = documents.measures(results)
    assert document["format"] == "callfloor/measures/1"
    assert (document["engine"], document["replications"], document["seed"]) == ("compiled", 4, 3)
    assert document["scenario"] == "tiny"
    assert all(set(row) - {"of", "target"} == MEASURE for row in document["measures"])
    assert {row["scope"] for row in document["measures"]} == {"centre", "contact_type", "queue", "agent_group"}


def test_every_row_of_the_run_is_in_the_document_in_its_order(results):
    rows = documents.measures(results)["measures"]
    assert [(row["measure"], row["name"], row["interval"]) for row in rows] == [
        (row.measure, row.name, row.interval) for row in results.rows
    ]


def test_undefined_is_null_and_never_nan(results):
    text = documents.text(documents.measures(results))
    assert "NaN" not in text
    assert "Infinity" not in text
    night = [
        row
        for row in json.loads(text)["measures"]
        if (row["measure"], row["interval"], row["name"]) == ("answer_rate", "2026-03-02T02:00", "gold")
    ]
    assert {row["mean"] for row in night} == {None}


def test_a_document_that_holds_nan_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        documents.text({"x": math.nan})


def test_answer_rates_stand_for_20_s_and_every_threshold_of_a_target(results):
    rows = documents.measures(results)["measures"]
    assert {row["within_s"] for row in rows if row["measure"] == "answer_rate"} == {20.0, 60.0}


def test_a_plan_has_the_contracts_keys(ended):
    document = documents_planned.plan(ended("met"))
    assert document["format"] == "callfloor/plan/1"
    assert document["status"] == "met"
    assert (document["cost"], document["bound"]) == (930.0, 900.0)
    assert document["gap"] == pytest.approx(30 / 930)
    assert document["verified"] == {"replications": 4, "seed": 3}
    assert set(document["staffing"][0]) == {"group", "interval", "agents", "least", "on_floor", "required"}
    assert all(set(row) >= TARGET for row in document["targets"])
    assert [next(iter(row)) for row in document["targets"]] == ["queue", "queue", "agent_group"]
    assert document["paid_hours"] == 1 * 7 + 6 * 4
    assert document["fte"] == 31 / 8


@pytest.mark.parametrize(("days", "hours"), [(1, 8), (3, 24), (7, 40), (14, 80)])
def test_a_full_time_equivalent_works_five_days_a_week(plan, days, hours):
    longer = plan.scenario.calendar.model_copy(update={"days": days})
    scenario = plan.scenario.model_copy(update={"calendar": longer})
    assert replace(plan, scenario=scenario).fte == pytest.approx(31 / hours)


def test_a_shift_is_written_as_the_contract_has_it(ended):
    assert documents_planned.plan(ended("met"))["shifts"][0] == {
        "group": "team",
        "start": "22:00",
        "end": "06:00",
        "days": ["2026-03-02"],
        "breaks": [["01:00", "02:00"]],
        "agents": 1,
        "paid_hours": 7.0,
        "cost": 210.0,
    }


def test_equal_shifts_of_several_days_are_one_row_with_all_their_days(ended):
    one = ended("met")
    found = one.plan
    night, day = found.shifts[0], found.shifts[1]

    def later(choice, days, agents):
        kind = choice.kind
        moved = tuple((start + days * 86400, end + days * 86400, paid) for start, end, paid in kind.breaks)
        return ShiftChoice(
            replace(kind, start=kind.start + days * 86400, breaks=moved), agents, choice.cost / choice.agents * agents
        )

    week = replace(found, shifts=(night, day, later(night, 1, 1), later(night, 2, 2)))
    rows = documents_planned.shifts(week)
    assert [(row["days"], row["agents"], row["cost"]) for row in rows] == [
        (["2026-03-02", "2026-03-03"], 1, 420.0),
        (["2026-03-02"], day.agents, day.cost),
        (["2026-03-04"], 2, 420.0),
    ]
    assert rows[0]["paid_hours"] == 14.0


def test_staffing_rows_stand_for_each_group_and_interval(ended):
    rows = {row["interval"]: row for row in documents_planned.plan(ended("met"))["staffing"]}
    assert len(rows) == 24
    nine = rows["2026-03-02T09:00"]
    assert (nine["agents"], nine["least"], nine["on_floor"], nine["required"]) == (6, 6, 6, 7)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("met", "met", 0), ("infeasible", "infeasible", 3), ("time_limit", "time_limit", 4), ("nothing", "time_limit", 4)],
)
def test_every_ending_has_its_status_and_exit_code(ended, name, status, code):
    assert documents_planned.plan(ended(name))["status"] == status
    assert ended(name).exit_code == code


def test_a_plan_that_does_not_exist_is_null_and_says_what_stands_in_the_way(ended):
    document = documents_planned.plan(ended("infeasible"))
    assert (document["cost"], document["gap"], document["verified"]) == (None, None, None)
    assert document["shifts"] == document["staffing"] == document["targets"] == []
    assert document["conflict"] == ["gold asks for 90 % at 09:00"]
    assert document["remedies"] == ["one more person at 09:00"]


def test_equal_runs_give_equal_bytes(results, tiny_file):
    from scenarios.loading import load
    from sim.experiment import simulate

    again = simulate(load(tiny_file))
    assert documents.text(documents.measures(again)) == documents.text(documents.measures(results))
