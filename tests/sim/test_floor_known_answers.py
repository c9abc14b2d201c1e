"""The SimPy floor against exact answers, within 5 standard errors on fixed seeds.

The known answers are small centres solved exactly (``tests/known_answers/floor_cases.json``): steady states by formula or by a
Markov chain, a time-varying day by the forward equations, and whole days of another simulator. Rates there are per minute.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import t

from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.experiment import Results, simulate

CASES = json.loads((Path(__file__).parent.parent / "known_answers" / "floor_cases.json").read_text(encoding="utf-8"))
STANDARD_ERRORS = 5
MINUTE = 60.0


def exponential(rate_per_min: float) -> dict[str, Any]:
    return {"exponential": {"mean": f"{1 / rate_per_min!r} min"}}


def desk(rate_per_min: float, agents: float | list[float], *queues: str) -> dict[str, Any]:
    return {"skills": {queue: {"handle_time": exponential(rate_per_min)} for queue in queues}, "staffing": agents}


def centre(
    types: dict[str, dict[str, Any]], groups: dict[str, Any], queues: dict[str, Any] | None = None, **more: Any
) -> Scenario:
    """A centre whose contact types each have a queue of their own name."""
    return parse(
        {
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min"},
            "contact_types": {name: {"enters": name, **kind} for name, kind in types.items()},
            "queues": queues or {name: {} for name in types},
            "agent_groups": groups,
            **more,
        }
    )


def calls(rate_per_min: float, patience_rate: float | None = None) -> dict[str, Any]:
    kind: dict[str, Any] = {"arrivals": {"rate": f"{rate_per_min!r} per min"}}
    return kind if patience_rate is None else {**kind, "patience": exponential(patience_rate)}


def settled(scenario: Scenario, replications: int, seed: int = 1) -> Results:
    return simulate(scenario, replications=replications, seed=seed)


def standard_error(results: Results, measure: str, scope: str, name: str, **where: Any) -> float:
    """Standard error behind the 95 % limits; the wider side, since limits of a share end at 0 and 1."""
    row = results.value(measure, scope, name, **where)
    assert row.mean is not None
    assert row.low is not None
    assert row.high is not None
    return max(row.high - row.mean, row.mean - row.low) / float(t.ppf(0.975, results.replications - 1))


def assert_agrees(results: Results, exact: float, measure: str, name: str = "calls", **where: Any) -> None:
    scope = where.pop("scope", "queue")
    row = results.value(measure, scope, name, **where)
    assert row.mean is not None
    error = standard_error(results, measure, scope, name, **where)
    assert abs(row.mean - exact) <= STANDARD_ERRORS * error, (
        f"{measure} of {name}: {row.mean} +- {error}, exact {exact}"
    )


def assert_agrees_with_theirs(results: Results, pair: list[float], measure: str, **where: Any) -> None:
    """Another simulator's mean and the half-width of its 95 % limits: within five of both errors together."""
    row = results.value(measure, "queue", "calls", **where)
    error = standard_error(results, measure, "queue", "calls", **where)
    combined = (error**2 + (pair[1] / 1.96) ** 2) ** 0.5
    assert row.mean is not None
    assert abs(row.mean - pair[0]) <= STANDARD_ERRORS * combined, f"{measure}: {row.mean}, theirs {pair}"


@pytest.mark.parametrize("case", CASES["erlang_C"], ids=lambda case: f"n={case['n']}")
def test_m_m_n_is_erlang_c(case: dict[str, float]) -> None:
    scenario = centre(
        {"calls": calls(case["lam"])},
        {"desk": desk(case["mu"], case["n"], "calls")},
        experiment={"warm_up": "6 h"},
    )
    results = settled(scenario, 12 if case["lam"] > 40 else 60)
    assert_agrees(results, case["P_wait"], "probability_of_wait")
    assert_agrees(results, case["E_W"] * MINUTE, "mean_wait")
    assert_agrees(results, case["E_Q"], "mean_queue_length")
    assert_agrees(results, case["P_W_le_T"], "answer_rate", within=20.0)
    assert_agrees(results, case["occupancy"], "occupancy", "desk", scope="agent_group")


@pytest.mark.parametrize("case", CASES["erlang_A"], ids=lambda case: f"n={case['n']}")
def test_m_m_n_with_patience_is_erlang_a(case: dict[str, float]) -> None:
    scenario = centre(
        {"calls": calls(case["lam"], case["theta"])},
        {"desk": desk(case["mu"], case["n"], "calls")},
        experiment={"warm_up": "3 h"},
    )
    results = settled(scenario, 6 if case["lam"] > 40 else 60)
    assert_agrees(results, case["P_wait"], "probability_of_wait")
    assert_agrees(results, case["P_abandon"], "abandonment")
    assert_agrees(results, case["E_Q"], "mean_queue_length")
    assert_agrees(results, case["E_W_all"] * MINUTE, "mean_wait_all")
    assert_agrees(results, case["E_W_given_served"] * MINUTE, "mean_wait")
    assert_agrees(results, case["P_answered_within_T_of_offered"], "answer_rate", within=20.0)
    assert_agrees(results, case["occupancy"], "occupancy", "desk", scope="agent_group")


def test_a_finite_queue_with_patience() -> None:
    case = CASES["erlang_A_finite_queue"][0]
    scenario = centre(
        {"calls": calls(case["lam"], case["theta"])},
        {"desk": desk(case["mu"], case["n"], "calls")},
        {"calls": {"capacity": case["queue_capacity"]}},
        experiment={"warm_up": "3 h"},
    )
    results = settled(scenario, 60)
    assert_agrees(results, case["P_wait"], "probability_of_wait")
    assert_agrees(results, case["P_abandon"], "abandonment")
    assert_agrees(results, case["E_W_all"] * MINUTE, "mean_wait_all")
    assert results.value("blocked", "queue", "calls").mean == 0


@pytest.mark.parametrize("case", [one for one in CASES["erlang_B"] if one["a"] < 50], ids=lambda case: f"n={case['n']}")
def test_a_loss_system_is_erlang_b(case: dict[str, float]) -> None:
    scenario = centre(
        {"calls": calls(case["a"])},
        {"desk": desk(1.0, case["n"], "calls")},
        {"calls": {"capacity": 0}},
        experiment={"warm_up": "1 h"},
    )
    results = settled(scenario, 30)
    assert_agrees(results, 1 - case["B"], "answer_rate", within=20.0)


def test_two_priorities_at_twelve_agents() -> None:
    case = CASES["priority_M_M_c"][0]
    high, low = case["lam_high_to_low"]
    scenario = centre(
        {"high": calls(high), "low": calls(low)},
        {"desk": desk(case["mu"], case["c"], "high", "low")},
        {"high": {"priority": 1}, "low": {"priority": 2}},
        experiment={"warm_up": "3 h"},
    )
    results = settled(scenario, 80)
    for name, wait in zip(("high", "low"), case["mean_wait_by_class"], strict=True):
        assert_agrees(results, wait * MINUTE, "mean_wait", name)
        assert_agrees(results, case["P_wait"], "probability_of_wait", name)


def test_two_priorities_at_one_agent_by_cobham() -> None:
    case = CASES["priority_M_G_1"][0]
    scenario = centre(
        {"high": calls(case["lam"][0]), "low": calls(case["lam"][1])},
        {"desk": desk(1.0, 1, "high", "low")},
        {"high": {"priority": 1}, "low": {"priority": 2}},
        experiment={"warm_up": "3 h"},
    )
    results = settled(scenario, 150)
    for name, wait in zip(("high", "low"), case["mean_wait_by_class_high_to_low"], strict=True):
        assert_agrees(results, wait * MINUTE, "mean_wait", name)


def test_vip_priority_with_abandonment() -> None:
    case = CASES["vip_priority_with_abandonment"][0]
    scenario = centre(
        {"vip": calls(case["lam_vip"], case["theta_vip"]), "std": calls(case["lam_std"], case["theta_std"])},
        {"desk": desk(case["mu"], case["n"], "vip", "std")},
        {"vip": {"priority": 1}, "std": {"priority": 2}},
        experiment={"warm_up": "3 h"},
    )
    results = settled(scenario, 80)
    for name in ("vip", "std"):
        assert_agrees(results, case[f"P_abandon_{name}"], "abandonment", name)
        assert_agrees(results, case[f"mean_wait_{name}_all"] * MINUTE, "mean_wait_all", name)
        assert_agrees(results, case[f"EQ_{name}"], "mean_queue_length", name)
        assert_agrees(results, case["P_wait"], "probability_of_wait", name)


def test_n_design_skill_routing() -> None:
    case = CASES["n_design_skill_routing"][0]
    scenario = centre(
        {"one": calls(case["lam1"], case["theta1"]), "two": calls(case["lam2"], case["theta2"])},
        {
            "first": desk(case["mu"], case["n_A_type1_only"], "one"),
            "both": desk(case["mu"], case["n_B_both"], "two", "one"),
        },
        {"one": {"priority": 2, "tries": ["first", "both"]}, "two": {"priority": 1}},
        experiment={"warm_up": "3 h"},
    )
    results = settled(scenario, 80)
    for number, name in ((1, "one"), (2, "two")):
        assert_agrees(results, case[f"P_abandon{number}"], "abandonment", name)
        assert_agrees(results, case[f"mean_wait{number}_all"] * MINUTE, "mean_wait_all", name)
        assert_agrees(results, 1 - case[f"P_no_wait{number}"], "probability_of_wait", name)
        assert_agrees(results, case[f"EQ{number}"], "mean_queue_length", name)
    for agents, letter, group in ((3, "A", "first"), (3, "B", "both")):
        assert_agrees(results, case[f"E_busy_{letter}"] / agents, "occupancy", group, scope="agent_group")


def test_a_day_whose_staffing_changes_every_half_hour() -> None:
    case = CASES["time_varying"]["case"]
    rows = case["rows"]
    rest = 48 - len(rows)
    scenario = centre(
        {
            "calls": {
                "arrivals": {"volumes": [row["arrivals"] for row in rows] + [0] * rest},
                "patience": exponential(case["theta_per_min"]),
            }
        },
        {"desk": desk(case["mu_per_min"], [row["agents"] for row in rows] + [rows[-1]["agents"]] * rest, "calls")},
    )
    results = settled(scenario, 600)
    for row, start in zip(rows, scenario.calendar.starts, strict=False):
        assert_agrees(results, row["mean_queue"], "mean_queue_length", interval=start)
    assert_agrees(results, case["total_abandon_fraction"], "abandonment")


EIGHT_HOURS = {case["id"]: case for case in CASES["eight_hour_days_from_empty"]}


@pytest.mark.parametrize("name", EIGHT_HOURS)
def test_eight_hour_days_that_start_empty(name: str) -> None:
    case, plain = EIGHT_HOURS[name], EIGHT_HOURS["MMC"]["params"]
    kind = calls(plain["lambda_per_min"], 1.0 if name == "MMCAb" else None)
    kind["arrivals"] = {"volumes": [plain["lambda_per_min"] * 30] * 16 + [0] * 32}
    variants = {"MMC": "offered", "MMCAb": "offered_less_short_abandons", "MMCBlocked": "offered"}
    scenario = centre(
        {"calls": kind},
        {"desk": desk(plain["mu_per_min"], plain["agents"], "calls")},
        {"calls": {"capacity": 5} if name == "MMCBlocked" else {}},
        targets=[
            {"queue": "calls", "answer_rate": 0.5, "within": "20 s", "of": "answered"},
            {"queue": "calls", "answer_rate": 0.5, "within": "20 s", "of": "offered_less_short_abandons"},
        ],
    )
    results = settled(scenario, 250)

    def compare(pair: list[float], measure: str, **where: Any) -> None:
        assert_agrees_with_theirs(results, pair, measure, **where)

    theirs = case["results"]
    key = {"MMC": "service_level", "MMCAb": "service_level_with_abandon", "MMCBlocked": "service_level_with_blocked"}
    compare(theirs[key[name]], "answer_rate", within=20.0, of=None if variants[name] == "offered" else variants[name])
    compare([theirs["speed_of_answer_min"][0] * 60, theirs["speed_of_answer_min"][1] * 60], "mean_wait")
    if name == "MMCAb":
        compare(theirs["abandoned"], "abandoned")
        compare(theirs["service_level_of_served"], "answer_rate", within=20.0, of="answered")
    if name == "MMCBlocked":
        compare(theirs["blocked"], "blocked")
        compare(theirs["service_level_of_served"], "answer_rate", within=20.0, of="answered")
