"""Erlang's formulas against exact solutions, published points, each other, and what must hold for any load."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import erlang
from sim.erlang import Demand, Goal

KNOWN = Path(__file__).parents[1] / "known_answers"
CASES: dict[str, Any] = json.loads((KNOWN / "floor_cases.json").read_text())
POINTS: list[dict[str, Any]] = json.loads((KNOWN / "published_points.json").read_text())["published_points"]
MINUTE = 60.0


def demand(case: dict[str, Any]) -> Demand:
    """A case of the known answers, which are in minutes."""
    return Demand(
        arrivals=case["lam"] / MINUTE,
        handle_mean=MINUTE / case["mu"],
        patience_mean=MINUTE / case["theta"] if "theta" in case else np.inf,
        within=case.get("T", 1 / 3) * MINUTE,
        capacity=case.get("queue_capacity"),
    )


@pytest.mark.parametrize("case", CASES["erlang_C"], ids=str)
def test_erlang_c_is_the_exact_solution(case: dict[str, Any]) -> None:
    found = erlang.erlang_c(demand(case), case["n"])
    assert found.probability_of_wait == pytest.approx(case["P_wait"], abs=1e-9)
    assert found.mean_wait == pytest.approx(case["E_W"] * MINUTE, abs=1e-7)
    assert found.mean_wait / found.probability_of_wait == pytest.approx(case["E_W_given_wait"] * MINUTE)  # type: ignore[operator]
    assert found.mean_queue == pytest.approx(case["E_Q"], abs=1e-9)
    assert found.answer_rate == pytest.approx(case["P_W_le_T"], abs=1e-9)
    assert found.occupancy == pytest.approx(case["occupancy"], abs=1e-12)
    assert erlang.erlang_b(demand(case).load, case["n"]) == pytest.approx(case["erlang_B"], abs=1e-12)


@pytest.mark.parametrize("case", CASES["erlang_A"] + CASES["erlang_A_finite_queue"], ids=str)
def test_erlang_a_is_the_exact_solution(case: dict[str, Any]) -> None:
    found = erlang.erlang_a(demand(case), case["n"])
    assert found.probability_of_wait == pytest.approx(case["P_wait"], abs=1e-9)
    assert found.abandonment == pytest.approx(case["P_abandon"], abs=1e-9)
    assert found.blocked == pytest.approx(case["P_block"], rel=1e-6, abs=1e-99)
    assert found.mean_queue == pytest.approx(case["E_Q"], abs=1e-9)
    assert found.mean_wait_all == pytest.approx(case["E_W_all"] * MINUTE, abs=1e-7)
    assert found.occupancy == pytest.approx(case["occupancy"], abs=1e-9)
    if "T" not in case:
        return
    assert found.answer_rate == pytest.approx(case["P_answered_within_T_of_offered"], abs=1e-9)
    assert found.abandoned_within == pytest.approx(case["P_abandon_within_T"], abs=1e-9)
    assert found.answer_rate_of_answered == pytest.approx(case["SL_answered_in_T_over_answered"], abs=1e-9)
    variant = case["SL_answered_in_T_over_offered_minus_short_aband"]
    assert found.answer_rate_of_offered_less_short_abandons == pytest.approx(variant, abs=1e-9)
    assert found.mean_wait == pytest.approx(case["E_W_given_served"] * MINUTE, abs=1e-7)


@pytest.mark.parametrize("case", CASES["erlang_B"] + POINTS[3]["ErlangB"], ids=str)
def test_erlang_b_is_the_exact_solution(case: dict[str, Any]) -> None:
    assert erlang.erlang_b(case["a"], case["n"]) == pytest.approx(case["B"], abs=1e-10)


def test_priority_waits_of_one_agent() -> None:
    case = CASES["priority_M_G_1"][0]
    found = erlang.priority_waits_one_agent(case["lam"], case["ES"], case["ES2"])
    assert found == pytest.approx(case["mean_wait_by_class_high_to_low"], abs=1e-12)


def test_priority_waits_of_many_agents() -> None:
    case = CASES["priority_M_M_c"][0]
    found = erlang.priority_waits([rate / MINUTE for rate in case["lam_high_to_low"]], MINUTE / case["mu"], case["c"])
    assert found == pytest.approx([wait * MINUTE for wait in case["mean_wait_by_class"]], abs=1e-7)


def test_palm_s_call_centre_with_and_without_patience() -> None:
    calls = Demand(arrivals=48 / MINUTE, handle_mean=60, patience_mean=120)
    patient, impatient = erlang.erlang_c(calls, 50), erlang.erlang_a(calls, 50)
    exact = POINTS[0]["exact"]
    assert patient.mean_wait == pytest.approx(exact["ErlangC_wait_s"], abs=5e-4)
    assert impatient.mean_wait_all == pytest.approx(exact["ErlangA_wait_s"], abs=5.1e-4)
    assert impatient.abandonment == pytest.approx(exact["abandon"], abs=5e-5)
    assert impatient.occupancy == pytest.approx(exact["util_A"], abs=5e-5)
    assert patient.mean_queue == pytest.approx(POINTS[0]["ErlangC"]["mean_queue"], abs=0.5)


def test_clausthal_calculator() -> None:
    calls = Demand(arrivals=3.5 / MINUTE, handle_mean=180, patience_mean=300)
    assert erlang.erlang_c(calls, 13).mean_wait == pytest.approx(26.556, abs=1e-3)  # printed cut, not rounded
    assert erlang.erlang_a(calls, 13).mean_wait_all == pytest.approx(9.913, abs=5e-4)
    assert erlang.erlang_a(calls, 9).mean_wait_all == pytest.approx(56.62, abs=5e-3)


def test_pyworkforce_positions() -> None:
    calls = Demand(arrivals=100 / 1800, handle_mean=180, within=0.33 * MINUTE)
    first = POINTS[2]["ErlangC"]
    found = erlang.fewest_agents("c", calls, Goal(answer_rate=0.8, occupancy=0.85))
    assert found.agents == first["positions"]
    assert found.answer_rate == pytest.approx(first["service_level"], abs=5e-4)
    assert found.occupancy == pytest.approx(first["occupancy"], abs=5e-4)
    assert found.probability_of_wait == pytest.approx(first["p_wait"], abs=5e-4)
    assert erlang.with_shrinkage(found.agents, 0.3) == first["with_shrinkage_0.3"]
    second = POINTS[2]["ErlangC_max_occ_0.7"]
    found = erlang.fewest_agents("c", calls, Goal(answer_rate=0.8, occupancy=0.7))
    assert found.agents == second["positions"]
    assert erlang.with_shrinkage(found.agents, 0.3) == second["with_shrinkage"]
    assert found.answer_rate == pytest.approx(second["service_level"], abs=5e-4)


def test_pyworkforce_with_patience() -> None:
    case = POINTS[2]["ErlangA_14_agents_patience_5min_20s"]
    found = erlang.erlang_a(Demand(arrivals=100 / 1800, handle_mean=180, patience_mean=300, within=20), 14)
    assert found.probability_of_wait == pytest.approx(case["p_wait"], abs=5e-6)
    assert found.abandonment == pytest.approx(case["abandon"], abs=5e-7)
    assert found.occupancy == pytest.approx(case["occupancy"], abs=5e-7)
    assert found.mean_wait_all == pytest.approx(case["mean_wait_min"] * MINUTE, abs=5e-5)
    assert found.answer_rate == pytest.approx(case["answered_in_20s_of_offered"], abs=5e-7)


@pytest.mark.parametrize(
    ("agents", "shrinkage", "people"), [(14, 0.3, 20), (21, 0.3, 30), (0, 0.3, 0), (1, 0.0, 1), (15, 0.3, 22)]
)
def test_shrinkage_rounds_up_but_not_for_a_float_s_sake(agents: int, shrinkage: float, people: int) -> None:
    assert erlang.with_shrinkage(agents, shrinkage) == people


def test_a_queue_with_more_work_than_agents_does_not_settle() -> None:
    found = erlang.erlang_c(Demand(arrivals=1.0, handle_mean=10), 10)
    assert (found.settles, found.answer_rate, found.mean_wait, found.mean_wait_all) == (False, 0.0, None, None)


def test_erlang_b_has_no_waits() -> None:
    found = erlang.loss(Demand(arrivals=1.0, handle_mean=10), 10)
    assert (found.mean_wait, found.mean_wait_all, found.probability_of_wait) == (None, None, None)
    assert found.blocked == pytest.approx(erlang.erlang_b(10, 10))


def test_nobody_is_needed_where_nothing_is_offered() -> None:
    assert erlang.fewest_agents("c", Demand(0.0, 240), Goal(probability_of_wait=0.5)).agents == 0


def test_without_agents_everybody_gives_up() -> None:
    found = erlang.erlang_a(Demand(arrivals=0.1, handle_mean=240, patience_mean=120), 0)
    assert (found.answer_rate, found.mean_wait, found.occupancy) == (0.0, None, 0.0)
    assert found.abandonment == pytest.approx(1.0)
    assert found.mean_wait_all == pytest.approx(120)


def test_no_chance_is_above_one_however_absurd_the_load() -> None:
    found = erlang.erlang_a(Demand(1e6, 240, 120), 10)
    assert found.probability_of_wait == 1.0


def test_no_room_to_wait_is_a_loss_system() -> None:
    for patience in (np.inf, 100.0):
        found = erlang.erlang_a(Demand(arrivals=0.1, handle_mean=240, patience_mean=patience, capacity=0), 25)
        assert found.blocked == pytest.approx(erlang.erlang_b(24, 25), rel=1e-12)
        assert found.answer_rate == pytest.approx(1 - found.blocked)


def test_much_room_and_much_patience_come_to_erlang_c() -> None:
    calls = Demand(arrivals=0.1, handle_mean=240, within=30)
    expected = erlang.erlang_c(calls, 26)
    for other in (Demand(0.1, 240, 1e11, 30), Demand(0.1, 240, within=30, capacity=3000)):
        found = erlang.erlang_a(other, 26)
        assert found.answer_rate == pytest.approx(expected.answer_rate, abs=1e-6)
        assert found.mean_wait == pytest.approx(expected.mean_wait, rel=1e-5)


@pytest.mark.parametrize("within", [0.0, 20.0, 3600.0])
def test_no_threshold_is_too_short_or_too_long(within: float) -> None:
    """At 0 only who never waits is in time; at an hour practically all who are answered at all."""
    found = erlang.erlang_a(Demand(arrivals=0.1, handle_mean=240, patience_mean=100, within=within), 20)
    low = {0.0: 1 - found.probability_of_wait, 3600.0: 1 - found.abandonment}.get(within, 0.0)  # type: ignore[operator]
    assert found.answer_rate == pytest.approx(low, abs=1e-9) or within == 20.0
    assert 0 <= found.answer_rate <= 1 - found.abandonment + 1e-12


def simulated_recursion(load: float, agents: int) -> float:
    """Erlang B the slow way, an agent at a time."""
    lost = 1.0
    for number in range(1, agents + 1):
        lost = load * lost / (number + load * lost)
    return lost


@pytest.mark.parametrize(("load", "agents"), [(0.1, 3), (5000, 4000), (5000, 5100), (50_000, 50_300), (50_000, 10)])
def test_large_loads_agree_with_the_recursion(load: float, agents: int) -> None:
    assert erlang.erlang_b(load, agents) == pytest.approx(simulated_recursion(load, agents), rel=1e-8)


loads = st.floats(np.log(0.1), np.log(50_000)).map(lambda power: float(np.exp(power)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    load=loads,
    handle=st.floats(30, 1200),
    patience=st.floats(10, 3600),
    within=st.sampled_from([0.0, 10.0, 20.0, 120.0, 3600.0]),
    asked=st.floats(0.05, 0.99),
    model=st.sampled_from(["a", "b", "c"]),
)
def test_the_agents_named_meet_the_goal_and_one_fewer_do_not(
    load: float, handle: float, patience: float, within: float, asked: float, model: erlang.Model
) -> None:
    calls, goal = Demand(load / handle, handle, patience, within), Goal(answer_rate=asked)
    found = erlang.fewest_agents(model, calls, goal)
    assert goal.met(found)
    assert found.agents > 0
    assert not goal.met(erlang.steady(model, calls, found.agents - 1))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    load=loads,
    spare=st.floats(-5, 5),
    patience=st.one_of(st.floats(1, 36_000), st.just(np.inf)),
    within=st.floats(0, 3600),
    capacity=st.one_of(st.none(), st.integers(0, 1000)),
)
def test_shares_are_shares_and_an_agent_more_never_hurts(
    load: float, spare: float, patience: float, within: float, capacity: int | None
) -> None:
    calls = Demand(load / 240, 240, patience, within, capacity)
    agents = max(1, round(load + spare * np.sqrt(load)))
    fewer, more = erlang.erlang_a(calls, agents), erlang.erlang_a(calls, agents + 1)
    for found in (fewer, more):
        if found.settles:
            total = found.occupancy * found.agents / load + found.abandonment + found.blocked
            assert total == pytest.approx(1.0, abs=1e-8)
        assert 0 <= found.answer_rate <= 1 - found.abandonment - found.blocked + 1e-9
        assert found.abandoned_within <= found.abandonment + 1e-9
    assert more.answer_rate >= fewer.answer_rate - 1e-9
    assert more.abandonment + more.blocked <= fewer.abandonment + fewer.blocked + 1e-9
