"""Batches: limits of one long run hold the exact steady state as often as they say, and a start that is empty is found.

A share of n trials that each succeed with probability p lies within 5 standard errors of p but once in a million times.
"""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.faults import InputError
from scenarios.schema import Scenario
from sim.batches import Batched, batch_means, batched, cycle, mser, suggested_warm_up
from sim.erlang import Demand, erlang_c
from sim.experiment import Results, simulate
from sim.pulls import Pulls
from sim.staffing import Staffing
from tests.sim.by_hand import centre

STANDARD_ERRORS = 5
RATE = 2.1  # calls in a mean handle time


def always(days: int, volumes: list[float] | None = None, **changes: object) -> Scenario:
    """Two agents round the clock for a call every two minutes of three minutes each; nobody gives up."""
    call = {"arrivals": {"volumes": volumes} if volumes else {"rate": "30 per h"}, "enters": "calls"}
    desk = {"skills": {"calls": {"handle_time": {"exponential": {"mean": "3 min"}}}}, "staffing": 2}
    return centre(
        calendar={"start": "2026-03-02", "days": days, "interval": "30 min", "cyclic": True},
        contact_types={"call": call},
        agent_groups={"desk": desk},
        **changes,
    )


@pytest.fixture(scope="module")
def week() -> Results:
    return simulate(always(7, experiment={"warm_up": "1 d"}), replications=1, seed=5)


def test_one_run_has_limits_from_its_batches_and_its_figures_are_those_reported(week: Results) -> None:
    rows = {(row.measure, row.scope, row.name, row.within_s, row.of): row for row in batch_means(week)}
    for row in week.rows:
        key = (row.measure, row.scope, row.name, row.within_s, row.of)
        if row.interval is None and key in rows:
            assert rows[key].mean == row.mean
            assert row.low is None
    wait = rows["mean_wait", "queue", "calls", None, None]
    assert wait.low is not None
    assert wait.high is not None
    assert wait.low < wait.mean < wait.high
    # The limits of 24 h x 6 of one run are wide: this run may be unlucky, but not by three times them.
    exact = erlang_c(Demand(30 / 3600, 180), 2).mean_wait
    assert abs(wait.mean - exact) < 3 * (wait.high - wait.low) / 2
    assert (
        rows["offered", "centre", "centre", None, None].high
        > 6 * 720
        > rows["offered", "centre", "centre", None, None].low
    )
    assert rows["blocked", "queue", "calls", None, None].high == 0


def test_limits_from_batches_are_those_of_the_rows_where_they_are_asked_for(week: Results) -> None:
    asked = simulate(always(7, experiment={"warm_up": "1 d"}), replications=1, seed=5, batches=6)
    limits = {(row.measure, row.scope, row.name, row.within_s): row for row in batch_means(week, 6)}
    wait, half_hour = asked.value("mean_wait"), asked.value("mean_wait", interval=asked.scenario.calendar.starts[60])
    one = limits["mean_wait", "centre", "centre", None]
    assert (wait.mean, wait.low, wait.high) == (week.value("mean_wait").mean, one.low, one.high)
    assert (half_hour.low, asked.value("wait_p90").low) == (None, None)
    with pytest.raises(InputError, match="steady state"):
        simulate(always(2, [*[5.0] * 48, *[5.0] * 47, 6.0]), replications=1, batches=6)
    for other in ({"control": True}, {"stratify": True}, {"precision": {"answer_rate": 0.1}}):
        with pytest.raises(ValueError, match="batches"):
            simulate(always(7), batches=6, **other)


def test_batches_by_pencil() -> None:
    """Two runs of six intervals, one left out; batches of two and three intervals answer 2, 3 and 4, 1 of 4 and 6 calls."""
    over = np.array([[[9, 1, 1, 1, 1, 1]], [[9, 2, 2, 0, 0, 1]]], float)
    found = batched(over, np.full((2, 1, 6), 2.0), np.array([1, 3]))
    assert found.figures.mean == pytest.approx(10 / 20)
    assert found.figures.pull.ravel() == pytest.approx(np.array([2 - 2, 3 - 3, 4 - 2, 1 - 3]) / 5)
    assert found.runs == 2


def autoregressive(correlation: float, runs: int, batches: int, figures: int, seed: int) -> Batched:
    rng = np.random.default_rng(seed)
    steps = rng.normal(size=(runs, batches, figures))
    for batch in range(1, batches):
        steps[:, batch] = correlation * steps[:, batch - 1] + np.sqrt(1 - correlation**2) * steps[:, batch]
    flat = steps.reshape(-1, figures)
    return Batched(Pulls.of_sums(flat, np.ones_like(flat)), runs)


@pytest.mark.parametrize("runs", [1, 3])
def test_dependence_is_noticed_and_seldom_imagined(runs: int) -> None:
    figures, level = 4000, 0.1
    alarm = autoregressive(0.0, runs, 20, figures, 1).dependent.mean()
    assert abs(alarm - level) < STANDARD_ERRORS * np.sqrt(level * (1 - level) / figures) + 0.01  # nearly normal
    assert autoregressive(0.5, runs, 20, figures, 2).dependent.mean() > 0.7


def test_batches_that_say_the_same_leave_no_doubt() -> None:
    same = Batched(Pulls.of_sums(np.ones((10, 1)), np.ones((10, 1))), 1)
    assert (same.limits, same.dependent[0]) == ((1, 1), False)


def long_queues(experiments: int, customers: int, rate: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Waits of three agents' customers, who handle one in a minute each, in ``experiments`` runs: (arrivals, waits).

    The recursion of Kiefer and Wolfowitz (1955): how long each agent is still busy, in ascending order.
    """
    rng = np.random.default_rng(seed)
    busy, arrivals, waits = (
        np.zeros((experiments, 3)),
        np.zeros((customers, experiments)),
        np.zeros((customers, experiments)),
    )
    now = np.zeros(experiments)
    for customer in range(customers):
        gap = rng.exponential(1 / rate, experiments)
        now = now + gap
        busy = np.sort(np.maximum(busy - gap[:, None], 0.0), axis=1)
        arrivals[customer], waits[customer] = now, busy[:, 0]
        busy[:, 0] += rng.exponential(1.0, experiments)
    return arrivals, waits


@pytest.fixture(scope="module")
def long_runs() -> tuple[np.ndarray, np.ndarray]:
    """A thousand runs of three agents, 70 % busy, for 3,000 handle times: (arrivals, waits)."""
    return long_queues(1000, 6900, RATE, 3)


@pytest.mark.parametrize(("length", "batches", "least"), [(3000, 20, 0.93), (3000, 10, 0.93), (600, 20, 0.88)])
def test_limits_of_batches_hold_erlang_c_nearly_as_often_as_they_say(
    long_runs: tuple[np.ndarray, np.ndarray], length: int, batches: int, least: float
) -> None:
    """Runs of 600 handle times are too short for twenty batches; plain limits hold the truth 83 times of 100 there, 91 else."""
    arrivals, waits = long_runs
    experiments, warm_up, cells = arrivals.shape[1], 50.0, length // 10
    place = np.floor((arrivals - warm_up) / 10).astype(int)
    inside = (place >= 0) & (place < cells)
    row = np.broadcast_to(np.arange(experiments), arrivals.shape)[inside] * cells + place[inside]
    over, under = (
        np.bincount(row, weights, experiments * cells).reshape(1, experiments, cells)
        for weights in (waits[inside], np.ones(inside.sum()))
    )
    found = batched(over, under, np.arange(0, cells, cells // batches))
    exact = erlang_c(Demand(RATE, 1.0, within=1.0), 3).mean_wait
    low, high = found.limits
    held, plain = (
        np.mean((low <= exact) & (exact <= high)),
        np.mean(np.abs(found.figures.mean - exact) <= found.figures.half_width),
    )
    assert held > least - STANDARD_ERRORS * np.sqrt(least * (1 - least) / experiments)
    assert plain < held


def test_batches_are_as_long_as_what_repeats() -> None:
    def repeats(scenario: Scenario) -> float:
        return cycle(scenario, Staffing.of(scenario))

    night = [5.0] * 24 + [15.0] * 24
    assert repeats(always(2)) == 1800
    assert repeats(always(2, night * 2)) == 86400
    assert repeats(always(14, (night * 5 + [5.0] * 96) * 2)) == 7 * 86400


def test_what_has_no_steady_state_is_refused() -> None:
    night = [5.0] * 24 + [15.0] * 24
    with pytest.raises(InputError, match=r"steady state.* This calendar has 1 day"):
        batch_means(simulate(always(1, night), replications=1))
    with pytest.raises(InputError, match=r"has 2 days, and the volumes of call differ .*; that takes two weeks"):
        batch_means(simulate(always(2, [*night, *night[:-1], 99.0]), replications=1))
    with pytest.raises(InputError, match=r"only 1 x 24 h remain"):
        batch_means(simulate(always(2, night * 2, experiment={"warm_up": "12 h"}), replications=1))
    with pytest.raises(InputError, match="asks for 1; two are the least"):
        batch_means(simulate(always(2), replications=1), batches=1)


def test_mser_leaves_out_the_start_that_is_not_like_the_rest() -> None:
    assert mser([9, 9, 0, 1, 0, 1, 0, 1, 0, 1]) == 2
    assert mser([1, 0] * 10) == 0
    rng = np.random.default_rng(4)
    found = [mser(np.r_[rng.normal(-8, 1, 10), rng.normal(0, 1, 90)]) for _ in range(300)]
    assert min(found) >= 10
    assert np.mean(np.array(found) <= 15) > 0.8


def test_a_warm_up_is_suggested_for_a_run_that_starts_empty() -> None:
    """Calls of three hours each: it takes some hours until as many are in hand as leave."""
    slow = {"desk": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "3 h"}}}}, "staffing": 110}}
    busy = centre(
        calendar={"start": "2026-03-02", "days": 8, "interval": "30 min", "cyclic": True},
        contact_types={"call": {"arrivals": {"rate": "30 per h"}, "enters": "calls"}},
        agent_groups=slow,
    )
    suggested = suggested_warm_up(simulate(busy, replications=4))
    assert 3 * 3600 <= suggested <= 24 * 3600
    with pytest.raises(ValueError, match="too few"):
        suggested_warm_up(simulate(always(1), replications=1))
