"""Small chains and exact days against known answers, the formulas, a plain integration, and what must hold for any day."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from sim import erlang
from sim.exact import Class, Crowd, Day, DayEvaluator, evaluate_day, n_design, priority_queue

KNOWN = Path(__file__).parents[1] / "known_answers"
CASES: dict[str, Any] = json.loads((KNOWN / "floor_cases.json").read_text())
MINUTE = 60.0


def test_priority_queue_with_abandonment() -> None:
    case = CASES["vip_priority_with_abandonment"][0]
    classes = [Class(case[f"lam_{name}"] / MINUTE, MINUTE / case[f"theta_{name}"]) for name in ("vip", "std")]
    found = priority_queue(classes[0], classes[1], MINUTE / case["mu"], case["n"])
    for served, name in zip(found.classes, ("vip", "std"), strict=True):
        assert served.mean_queue == pytest.approx(case[f"EQ_{name}"], abs=1e-9)
        assert served.abandonment == pytest.approx(case[f"P_abandon_{name}"], abs=1e-9)
        assert served.mean_wait_all == pytest.approx(case[f"mean_wait_{name}_all"] * MINUTE, abs=1e-7)
        assert served.probability_of_wait == pytest.approx(case["P_wait"], abs=1e-9)
    assert found.busy[0] / case["n"] == pytest.approx(case["occupancy"], abs=1e-9)
    assert found.edge < 1e-12


def test_n_design() -> None:
    case = CASES["n_design_skill_routing"][0]
    one, two = (Class(case[f"lam{k}"] / MINUTE, MINUTE / case[f"theta{k}"]) for k in (1, 2))
    found = n_design(one, two, MINUTE / case["mu"], case["n_A_type1_only"], case["n_B_both"])
    assert found.busy == pytest.approx((case["E_busy_A"], case["E_busy_B"]), abs=1e-9)
    for served, k in zip(found.classes, (1, 2), strict=True):
        assert served.mean_queue == pytest.approx(case[f"EQ{k}"], abs=1e-9)
        assert served.abandonment == pytest.approx(case[f"P_abandon{k}"], abs=1e-9)
        assert served.mean_wait_all == pytest.approx(case[f"mean_wait{k}_all"] * MINUTE, abs=1e-7)
        assert 1 - served.probability_of_wait == pytest.approx(case[f"P_no_wait{k}"], abs=1e-9)


def test_a_day_of_changing_arrivals_and_staff() -> None:
    case = CASES["time_varying"]["case"]
    rows, interval = case["rows"], case["interval_min"] * MINUTE
    found = evaluate_day(
        [row["lam_per_min"] / MINUTE for row in rows],
        [row["agents"] for row in rows],
        interval,
        MINUTE / case["mu_per_min"],
        MINUTE / case["theta_per_min"],
    )
    wanted = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    np.testing.assert_allclose(found.offered, wanted["arrivals"], atol=1e-9)
    np.testing.assert_allclose(found.mean_queue, wanted["mean_queue"], atol=1e-8)
    np.testing.assert_allclose(found.mean_busy, wanted["mean_busy"], atol=1e-8)
    np.testing.assert_allclose(found.abandoned_here, wanted["abandoned"], atol=1e-7)
    np.testing.assert_allclose(found.completed, wanted["completed"], atol=1e-7)
    np.testing.assert_allclose(found.probability_of_wait, wanted["P_delay_of_arrivals"], atol=1e-8)
    np.testing.assert_allclose([state.mean_queue() for state in found.states[1:]], wanted["end_E_queue"], atol=1e-8)
    np.testing.assert_allclose([state.mean_busy() for state in found.states[1:]], wanted["end_E_busy"], atol=1e-8)
    here = found.abandoned_here.sum() / found.offered.sum()
    assert here == pytest.approx(case["total_abandon_fraction"], abs=1e-9)
    assert found.error < 1e-10


def test_the_least_cost_shifts_keep_their_promise() -> None:
    case = CASES["least_cost_shifts"]
    rates = [rate / MINUTE for rate in case["lam_per_min"]]
    found = evaluate_day(rates, case["case"]["agents_by_hour"], 3600, MINUTE / case["mu"], MINUTE / case["theta"])
    np.testing.assert_allclose(found.abandoned_here, case["case"]["abandoned_by_hour"], atol=5.1e-6)
    np.testing.assert_allclose(
        1 - found.abandoned_here / found.offered, case["case"]["answer_rate_by_hour"], atol=5.1e-7
    )
    assert 1 - found.abandoned_here.sum() / found.offered.sum() == pytest.approx(
        case["case"]["answer_rate_overall"], abs=5.1e-7
    )


@pytest.mark.parametrize(
    ("patience", "capacity", "agents"),
    [(120.0, None, 14), (np.inf, None, 19), (200.0, 3, 14), (np.inf, 4, 15), (90.0, 0, 15)],
)
def test_a_long_day_without_changes_is_erlang_a(patience: float, capacity: int | None, agents: int) -> None:
    rates, windows = [4 / MINUTE] * 8, (0.0, 20.0, 300.0)
    found = evaluate_day(rates, [agents] * 8, 7200, 240, patience, within=windows, capacity=capacity)
    for within in windows:
        settled = erlang.erlang_a(erlang.Demand(4 / MINUTE, 240, patience, within, capacity), agents)
        assert found.answered_within[within][5] / found.offered[5] == pytest.approx(settled.answer_rate, abs=1e-7)
    assert found.abandoned[5] / found.offered[5] == pytest.approx(settled.abandonment, abs=1e-7)
    assert found.blocked[5] / found.offered[5] == pytest.approx(settled.blocked, abs=1e-7)
    assert found.wait_all[5] / found.offered[5] == pytest.approx(settled.mean_wait_all, abs=1e-5)
    assert found.wait_answered is not None
    assert found.wait_answered[5] / found.answered[5] == pytest.approx(settled.mean_wait, abs=1e-5)
    assert found.probability_of_wait[5] == pytest.approx(settled.probability_of_wait, abs=1e-7)


@pytest.mark.parametrize("place", range(3), ids=["patient", "impatient", "blocked"])
def test_eight_hours_from_empty_agree_with_another_simulator(place: int) -> None:
    """1,000 days of ContactCenters (Montreal): the exact mean lies within its 95 % limits, widened to 5 standard errors."""
    case = CASES["eight_hour_days_from_empty"][place]
    patience, capacity = [(np.inf, None), (60.0, None), (np.inf, 5)][place]
    found = evaluate_day([4.2 / MINUTE] * 8, [12] * 8, 3600, 120, patience, within=(20.0,), capacity=capacity)
    in_time, answered = found.answered_within[20.0].sum(), found.answered.sum()
    assert found.wait_answered is not None
    exact = {
        "in_target": in_time,
        "service_level": in_time / answered,
        "service_level_of_served": in_time / answered,
        "service_level_with_blocked": in_time / found.offered.sum(),
        "speed_of_answer_min": found.wait_answered.sum() / answered / MINUTE,
        "abandoned": found.abandoned.sum(),
        "blocked": found.blocked.sum(),
        "occupancy_ratio_during_day": found.mean_busy.mean() / 12,
    }
    for name, (mean, half_width) in case["results"].items():
        if name in exact:
            assert exact[name] == pytest.approx(mean, abs=half_width / 1.96 * 5), name


def test_a_waiting_contact_is_answered_when_somebody_comes() -> None:
    """With nobody there for an hour, then more agents than contacts: in time are those who joined in the last 20 s."""
    found = evaluate_day([0.01, 0.0], [0, 100], 3600, 60, within=(20.0, 3600.0))
    assert found.answered_within[20.0][0] == pytest.approx(0.01 * 20, rel=1e-9)
    assert found.answered_within[3600.0][0] == pytest.approx(36, rel=1e-9)
    assert found.wait_all[0] == pytest.approx(36 * 1800, rel=1e-9)


def test_patience_runs_out_while_nobody_is_there() -> None:
    found = evaluate_day([0.01, 0.0], [0, 100], 3600, 60, 600.0, within=(20.0,))
    assert found.answered[0] == pytest.approx(0.01 * 600 * (1 - np.exp(-6)), rel=1e-9)
    assert found.answered_within[20.0][0] == pytest.approx(0.01 * 600 * (1 - np.exp(-20 / 600)), rel=1e-9)


def test_who_waits_without_end_stays_while_the_last_call_is_finished() -> None:
    """The one agent goes after an hour: a call in hand is finished, and who never gives up is still there at the end."""
    found = evaluate_day([0.003, 0.0, 0.0], [1, 0, 0], 3600, 240)
    queues = [crowd.mean_queue() for crowd in found.states]
    assert 0.5 < queues[1] == pytest.approx(queues[2]) == pytest.approx(queues[3]) == pytest.approx(found.left.sum())
    assert found.mean_busy[1] * 3600 == pytest.approx(found.states[1].mean_busy() * 240, rel=1e-6)
    assert found.answered.sum() + found.left.sum() == pytest.approx(10.8)


def test_the_last_waiting_are_served_out_or_left() -> None:
    rates, agents = [0.02, 0.02], [3, 3]
    served = evaluate_day(rates, agents, 1800, 240)
    cleared = evaluate_day(rates, agents, 1800, 240, serve_out=False)
    assert served.left.sum() == pytest.approx(0.0, abs=1e-9)
    assert cleared.left.sum() == pytest.approx(cleared.states[-1].mean_queue(), rel=1e-9)
    assert served.answered.sum() == pytest.approx(cleared.answered.sum() + cleared.left.sum(), rel=1e-9)


def test_a_start_that_is_not_empty() -> None:
    day = Day((0.0, 0.0), 600, 100, within=(20.0,), start=Crowd.of(busy=4, queue=3))
    found = DayEvaluator(day).evaluate([2, 2])
    assert found.answered.sum() == pytest.approx(0.0, abs=1e-9)  # nobody joined today
    busy, queue, served = found.states[-1].mean_busy(), found.states[-1].mean_queue(), found.completed.sum()
    assert busy + queue + served == pytest.approx(7.0, abs=1e-9)


# A day solved a second time, on dense matrices, one joining moment after the other: 100 s of handling, 50 s of patience, 12 may wait.
ROOM, SERVICE, LEAVING = 12, 0.01, 0.02
Where = tuple[int, int]
ANSWERED: Where = (-1, -1)
WHERE: list[Where] = [*((busy, queue) for busy in range(6) for queue in range(ROOM + 1)), ANSWERED]
Moves = list[tuple[float, Where | None]]


def matrix(moves: Callable[[int, int], Moves]) -> np.ndarray:
    """Rate matrix of a chain of (busy, waiting) states; moves to None leave it."""
    rates = np.zeros((len(WHERE), len(WHERE)))
    for row, (busy, queue) in enumerate(WHERE[:-1]):
        for rate, after in moves(busy, queue):
            rates[row, row] -= rate
            if after is not None and after in WHERE:
                rates[row, WHERE.index(after)] += rate
    return rates


def floor_matrix(arrivals: float, staff: int) -> np.ndarray:
    """The floor: who comes is served, waits, or is blocked; surplus agents leave when their contact ends."""

    def moves(busy: int, queue: int) -> Moves:
        joins: Where = (busy + 1, queue) if busy < staff else (busy, min(queue + 1, ROOM))
        ends: Where = (busy, queue - 1) if queue and busy <= staff else (busy - 1, queue)
        return [(arrivals, joins), (busy * SERVICE, ends), (queue * LEAVING, (busy, queue - 1))]

    return matrix(moves)


def waiting_matrix(staff: int) -> np.ndarray:
    """One waiting contact: (busy, contacts ahead of it), until it is answered or gives up."""

    def moves(busy: int, ahead: int) -> Moves:
        ends: Where = (busy - 1, ahead) if busy > staff else (busy, ahead - 1) if ahead else ANSWERED
        return [(busy * SERVICE, ends), (ahead * LEAVING, (busy, ahead - 1)), (LEAVING, None)]

    return matrix(moves)


def after_change(staff: int, waiting: bool) -> np.ndarray:
    """Which state each becomes when the staff changes; for a waiting contact its own start is an answer."""
    moved = np.zeros((len(WHERE), len(WHERE)))
    moved[-1, -1] = 1.0
    for row, (busy, queue) in enumerate(WHERE[:-1]):
        begun = max(busy, staff if waiting else min(staff, busy + queue)) - busy
        after: Where = ANSWERED if waiting and queue < begun else (busy + begun, queue - begun)
        moved[row, WHERE.index(after)] = 1.0
    return moved


def answered_from(joined: float, until: float, agents: list[int], interval: float) -> np.ndarray:
    """Chance to be answered between two moments, by the state on joining."""
    value = np.zeros(len(WHERE))
    value[-1] = 1.0
    for number in reversed(range(len(agents))):
        begin, end = max(number * interval, joined), min((number + 1) * interval, until)
        if begin < end:
            value = expm(waiting_matrix(agents[number]) * (end - begin)) @ value
        if joined < number * interval < until:
            value = after_change(agents[number], waiting=True) @ value
    return value


@pytest.mark.parametrize("within", [20.0, 150.0])
def test_windows_across_changes_of_staff_agree_with_following_each_moment(within: float) -> None:
    rates, agents, interval, step = [0.05, 0.08, 0.04], [4, 2, 5], 60.0, 1.0
    found = evaluate_day(rates, agents, interval, 100, 50, within=(within,), capacity=ROOM, serve_out=False)
    chance = np.zeros(len(WHERE))
    chance[0] = 1.0
    for number, (rate, staff) in enumerate(zip(rates, agents, strict=True)):
        chance = chance @ after_change(staff, waiting=False)
        half = expm(floor_matrix(rate, staff) * step / 2)
        at_once = np.array([float(0 <= busy < staff) for busy, _ in WHERE])
        joins = np.array([float(0 <= queue < ROOM) for _, queue in WHERE])
        total = 0.0
        for tick in range(round(interval / step)):
            now, chance = number * interval + (tick + 0.5) * step, chance @ half
            waits = answered_from(now, min(now + within, interval * len(rates)), agents, interval)
            total += rate * step * float(chance @ np.where(at_once > 0, 1.0, waits * joins))
            chance = chance @ half
        assert found.answered_within[within][number] == pytest.approx(total, abs=1e-4)


def test_what_an_evaluator_remembers_changes_no_answer() -> None:
    day = Day((0.05, 0.09, 0.07, 0.03), 900, 200, 150, (20.0, 60.0), waits=True)
    keeper = DayEvaluator(day)
    for agents in ([10, 18, 15, 6], [10, 18, 12, 6], [10, 18, 12, 9], [10, 18, 15, 6]):
        kept, fresh = keeper.evaluate(agents), DayEvaluator(day).evaluate(agents)
        for within in day.within:
            assert (kept.answered_within[within] == fresh.answered_within[within]).all()
        assert (kept.abandoned == fresh.abandoned).all()
        assert (kept.wait_answered == fresh.wait_answered).all()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "word"),
    [({"arrival_rates": ()}, "arrival_rates"), ({"interval": 0.0}, "interval"), ({"patience_mean": 0.0}, "patience_mean"),
     ({"within": (-1.0,)}, "within"), ({"capacity": -1}, "capacity")],
)  # fmt: skip
def test_what_is_not_a_day_is_refused(change: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Day(**(dict[str, Any](arrival_rates=(0.1,), interval=600.0, handle_mean=100.0) | change))


days = st.integers(2, 4).flatmap(
    lambda count: st.tuples(
        st.lists(st.floats(0.0, 0.12), min_size=count, max_size=count),
        st.lists(st.integers(0, 25), min_size=count, max_size=count),
    )
)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    day=days,
    interval=st.sampled_from([300.0, 900.0, 1800.0]),
    patience=st.sampled_from([40.0, 200.0, np.inf]),
    capacity=st.sampled_from([None, 0, 3, 40]),
    serve_out=st.booleans(),
)
def test_every_contact_is_accounted_for(
    day: tuple[list[float], list[int]], interval: float, patience: float, capacity: int | None, serve_out: bool
) -> None:
    """Answered contacts, counted where they joined, are the ended ones, those being served, and those served after the end."""
    rates, agents = day
    asked = Day(tuple(rates), interval, 200, patience, (0.0, 20.0, 1e6), capacity, serve_out)
    found = DayEvaluator(asked).evaluate(agents)
    total = found.answered + found.abandoned + found.blocked + found.left
    np.testing.assert_allclose(total, found.offered, atol=1e-9)
    np.testing.assert_allclose(found.answered_within[1e6], found.answered, atol=1e-7)
    begun = found.completed.sum() + found.states[-1].mean_busy()
    if not serve_out:
        assert found.answered.sum() == pytest.approx(begun, abs=1e-7)
    assert found.answered.sum() >= begun - 1e-7
    assert (found.answered_within[0.0] <= found.answered_within[20.0] + 1e-9).all()
    for part in (found.answered, found.abandoned, found.blocked, found.left):
        assert (part >= -1e-8).all()
    assert found.error < 1e-10


@settings(max_examples=25, deadline=None, derandomize=True)
@given(day=days, place=st.integers(0, 1), patience=st.sampled_from([60.0, 300.0]))
def test_one_more_agent_never_makes_more_contacts_give_up(
    day: tuple[list[float], list[int]], place: int, patience: float
) -> None:
    rates, agents = day
    evaluator = DayEvaluator(Day(tuple(rates), 600, 150, patience))
    before = evaluator.evaluate(agents)
    after = evaluator.evaluate([number + (index == place) for index, number in enumerate(agents)])
    assert after.abandoned.sum() <= before.abandoned.sum() + 1e-9
    assert (np.cumsum(after.abandoned_here) <= np.cumsum(before.abandoned_here) + 1e-9).all()
