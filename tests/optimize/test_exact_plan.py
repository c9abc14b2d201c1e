"""Plans that can be computed exactly: a published optimum, and small cases where every plan can be tried."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from optimize.exact_day import Losses, allowed, obstacles
from optimize.outcome import Infeasible, Met
from optimize.plan import plan
from optimize.program import Roster
from scenarios.loading import load
from tests.optimize.centres import one_queue, two_groups

CASE = json.loads((Path(__file__).parents[1] / "known_answers" / "floor_cases.json").read_text())["least_cost_shifts"]


def least_cost_scenario():
    shifts = [
        {"groups": ["team"], "start": f"{start:02d}:00", "length": f"{hours} h", "cost": cost}
        for start, hours, cost in CASE["shifts_allowed(start,length_h,cost)"]
    ]
    targets = [
        {"queue": "calls", "abandonment": 0.15, "per": "hour"},
        {"queue": "calls", "abandonment": 0.10, "per": "horizon"},
    ]
    return one_queue([60 * rate for rate in CASE["lam_per_min"]], shifts, targets)


@pytest.mark.slow
def test_the_published_optimum_is_found_and_proved():
    outcome = plan(least_cost_scenario(), replications=5)
    assert isinstance(outcome, Met)
    found = outcome.plan
    assert (found.cost, found.bound, found.gap) == (pytest.approx(57.9), pytest.approx(57.9), 0)
    assert found.exact
    assert found.met
    assert found.staffing.mean_on_floor("team")[:8].tolist() == CASE["case"]["agents_by_hour"]
    fewest = found.required["team"]
    assert (fewest[:8] <= CASE["case"]["agents_by_hour"]).all()
    # What the day has to spare is shared out, not claimed by every hour.
    assert fewest[:8].sum() >= sum(CASE["case"]["lower_bounds_n"]) - 8
    assert np.isnan(fewest[8:]).all()  # nobody calls then, and no target asks for anybody


@pytest.mark.slow
def test_long_sums_are_repaired_by_asking_for_less_to_be_lost(monkeypatch):
    """As for a day of half-hours: the plan of the repair alone keeps its targets and is near the optimum."""
    monkeypatch.setattr("optimize.exact_search.ONE_BY_ONE", 1)
    monkeypatch.setattr("optimize.exact_search.ROUNDS", 1)
    found = plan(least_cost_scenario(), replications=5)
    assert isinstance(found, Met)
    assert found.plan.met
    assert 57.9 - 1e-9 <= found.plan.cost <= 1.05 * 57.9
    assert found.plan.bound <= 57.9 + 1e-9


def brute_force(scenario, most):
    """Cheapest plan by trying every number of people on every shift, the cheapest first."""
    roster, losses = Roster.of(scenario), Losses.of(scenario, "team", "calls")
    prices = [kind.cost for kind in roster.kinds]
    every = itertools.product(range(most + 1), repeat=len(prices))
    for agents in sorted(every, key=lambda agents: float(np.dot(agents, prices))):
        day = losses.exactly(tuple(int(people) for people in roster.scheduled("team", roster.shifts(agents))))
        if all(losses.in_period(demand, day) <= allowed(demand) for demand in losses.demands):
            return float(np.dot(agents, prices))
    return np.inf


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("patience", ["2 min", "8 min"])
def test_no_plan_is_cheaper_than_the_proved_one(seed, patience):
    chance = np.random.default_rng(seed)
    volumes = [int(v) for v in chance.integers(4, 14, 2)]
    shifts = [
        {"groups": ["team"], "start": f"{start:02d}:00", "length": f"{length} h", "cost": round(float(cost), 1)}
        for start, length, cost in [(0, 1, 1.5), (0, 2, 2.4), (1, 1, 1.4)]
    ]
    targets = [
        {"queue": "calls", "answer_rate": 0.6, "within": "30 s", "per": "interval"},
        {"queue": "calls", "abandonment": float(chance.uniform(0.06, 0.12)), "per": "horizon"},
    ]
    scenario = one_queue(volumes, shifts, targets, patience=patience)
    outcome = plan(scenario, replications=5)
    assert isinstance(outcome, Met)
    assert outcome.plan.cost == pytest.approx(brute_force(scenario, 4))
    assert outcome.plan.gap == 0


def test_an_hour_that_no_shift_covers_is_named():
    shifts = [{"groups": ["team"], "start": "00:00", "length": "2 h"}]
    targets = [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}]
    outcome = plan(one_queue([20, 20, 20], shifts, targets), replications=5)
    assert isinstance(outcome, Infeasible)
    assert "no shift covers 02:00 to 03:00 for queue calls (groups with the skill: team)" in outcome.message


def test_a_headcount_that_is_too_small_is_named_with_the_one_that_is_enough():
    from optimize.exact_plan import ExactProgram

    shifts = [{"groups": ["team"], "start": "00:00", "length": "2 h"}]
    targets = [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}]
    scenario = one_queue([30, 30], shifts, targets).model_copy(update={"headcount": {"team": 1}})
    outcome = plan(scenario, replications=5)
    assert isinstance(outcome, Infeasible)
    needed = max(ExactProgram(scenario, Roster.of(scenario), Losses.of(scenario, "team", "calls")).least)
    assert outcome.conflict[-1] == "the headcount of team (1)"
    assert len(outcome.conflict) == 2  # one period and the headcount are enough for it
    assert outcome.remedies == (
        f"raise the headcount of team from 1 to {needed}: that is enough, and {needed - 1} are not",
    )


def test_what_cannot_be_computed_says_why():
    assert obstacles(load("single_queue")) == ()
    assert obstacles(two_groups())
