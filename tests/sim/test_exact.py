"""Small chains and exact days against known answers, the formulas, a plain integration, and what must hold for any day."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def plain(rates: list[float], agents: list[int], interval: float, patience: float, step: float) -> np.ndarray:
    """Abandoned and answered within 20 s by interval joined, the slow way: small steps, every cohort of joining apart.

    Handling 100 s, up to 12 waiting. A cohort is followed as the chance that one contact of it waits with k ahead.
    """
    service, leaving, room = 0.01, 1 / patience, 12
    chance: dict[tuple[int, int], float] = {(0, 0): 1.0}
    cohorts: list[tuple[int, float, dict[tuple[int, int], float]]] = []
    totals = np.zeros((2, len(rates)))

    def start(busy: int, queue: int, staff: int) -> tuple[int, int]:
        begun = max(busy, min(staff, busy + queue)) - busy
        return busy + begun, queue - begun

    for number, staff in enumerate(agents):
        moved: dict[tuple[int, int], float] = {}
        for (busy, queue), weight in chance.items():
            state = start(busy, queue, staff)
            moved[state] = moved.get(state, 0.0) + weight
        chance = moved
        for place, (origin, joined, tagged) in enumerate(cohorts):
            left: dict[tuple[int, int], float] = {}
            for (busy, ahead), weight in tagged.items():
                begun = max(busy, staff) - busy
                if ahead < begun:
                    totals[1, origin] += weight * (number * interval - joined <= 20.0)
                else:
                    state = (busy + begun, ahead - begun)
                    left[state] = left.get(state, 0.0) + weight
            cohorts[place] = (origin, joined, left)
        for tick in range(round(interval / step)):
            now = number * interval + (tick + 0.5) * step
            born: dict[tuple[int, int], float] = {}
            after: dict[tuple[int, int], float] = {}

            def add(into: dict[tuple[int, int], float], state: tuple[int, int], weight: float) -> None:
                into[state] = into.get(state, 0.0) + weight

            for (busy, queue), weight in chance.items():
                come = weight * rates[number] * step
                end, leave = weight * busy * service * step, weight * queue * leaving * step
                if busy < staff:
                    totals[1, number] += come
                    add(after, (busy + 1, 0), come)
                elif queue < room:
                    add(born, (busy, queue), come)
                    add(after, (busy, queue + 1), come)
                else:
                    come = 0.0
                if busy:
                    add(after, (busy, queue - 1) if queue and busy <= staff else (busy - 1, queue), end)
                if queue:
                    add(after, (busy, queue - 1), leave)
                add(after, (busy, queue), weight - come - (end if busy else 0.0) - (leave if queue else 0.0))
            chance = after
            kept = []
            for origin, joined, tagged in cohorts:
                following: dict[tuple[int, int], float] = {}
                for (busy, ahead), weight in tagged.items():
                    end, leave = weight * busy * service * step, weight * ahead * leaving * step
                    give_up = weight * leaving * step
                    totals[0, origin] += give_up
                    if busy > staff:
                        add(following, (busy - 1, ahead), end)
                    elif ahead:
                        add(following, (busy, ahead - 1), end)
                    else:
                        totals[1, origin] += end * (now - joined <= 20.0)
                    if ahead:
                        add(following, (busy, ahead - 1), leave)
                    add(following, (busy, ahead), weight - end - leave - give_up)
                if sum(following.values()) > 1e-9:
                    kept.append((origin, joined, following))
            cohorts = [*kept, (number, now, born)]
    for origin, _, tagged in cohorts:
        totals[0, origin] += sum(tagged.values())  # compared with a day that clears: see below
    return totals


def test_windows_across_changes_of_staff_agree_with_following_every_cohort() -> None:
    """The plain integration errs by about its step; so its steps of 1 s and 0.5 s are extrapolated to none."""
    rates, agents, interval, patience = [0.05, 0.08, 0.04], [4, 2, 5], 60.0, 50.0
    coarse, fine = (plain(rates, agents, interval, patience, step) for step in (1.0, 0.5))
    found = evaluate_day(rates, agents, interval, 100, patience, within=(20.0,), capacity=12, serve_out=False)
    wanted = 2 * fine - coarse
    np.testing.assert_allclose(found.abandoned + found.left, wanted[0], atol=3e-3)
    np.testing.assert_allclose(found.answered_within[20.0], wanted[1], atol=3e-3)


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
        Day(**({"arrival_rates": (0.1,), "interval": 600.0, "handle_mean": 100.0} | change))


days = st.integers(2, 4).flatmap(
    lambda count: st.tuples(
        st.lists(st.floats(0.0, 0.12), min_size=count, max_size=count),
        st.lists(st.integers(0, 25), min_size=count, max_size=count),
    )
)


@settings(max_examples=40, deadline=None, derandomize=True)
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
    found = evaluate_day(
        rates, agents, interval, 200, patience, within=(0.0, 20.0, 1e6), capacity=capacity, serve_out=serve_out
    )
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
