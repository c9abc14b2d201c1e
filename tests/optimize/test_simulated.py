"""Plans found by simulation: they keep their promises on days they have never seen, and depend on the seed alone."""

import numpy as np
import pytest

from optimize.outcome import Infeasible, Met
from optimize.plan import plan
from scenarios.faults import InputError
from scenarios.loading import parse
from sim.experiment import simulate
from tests.optimize.centres import two_groups

FRESH_SEED = 4711


@pytest.fixture(scope="module")
def met():
    outcome = plan(two_groups(), replications=200)
    assert isinstance(outcome, Met)
    return outcome.plan


@pytest.mark.slow
def test_a_plan_meets_its_targets_on_further_fresh_days(met):
    again = simulate(met.scenario, met.staffing, replications=400, seed=FRESH_SEED)
    for verdict in again.verdicts:
        for period in verdict.periods:
            if period.skipped is None:
                assert period.high + (period.high - period.reached) * 1.6 >= verdict.target.asked  # 5 standard errors


@pytest.mark.slow
def test_the_bound_lies_below_the_cost_and_the_shifts_add_up(met):
    assert 0 < met.bound <= met.cost
    assert not any("for less" in note for note in met.notes)
    assert met.cost == pytest.approx(sum(choice.cost for choice in met.shifts))
    assert met.cost == pytest.approx(sum(cost.sum() for cost in met.staffing.cost.values()))
    for group, fewest in met.required.items():
        assert np.isfinite(fewest).any()
        assert (np.nan_to_num(fewest) <= met.staffing.mean_on_floor(group) + 1e-9).all()


@pytest.mark.slow
def test_a_bound_above_the_cost_of_a_plan_that_meets_its_targets_is_told(met, monkeypatch):
    monkeypatch.setattr("optimize.plan.lower_bound", lambda *_: (2 * met.cost, "proved"))
    again = plan(two_groups(), replications=200)
    assert isinstance(again, Met)
    assert any("meets its targets for less" in note for note in again.plan.notes)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_plan_for_any_number_of_workers(met):
    again = plan(two_groups(), replications=200, workers=2)
    assert isinstance(again, Met)
    assert again.plan.shifts == met.shifts
    assert again.plan.results.rows == met.results.rows


@pytest.mark.slow
def test_a_headcount_in_the_way_is_named_and_so_is_what_would_free_it():
    outcome = plan(two_groups(headcount={"floor": 3, "desk": 20}), replications=100)
    assert isinstance(outcome, Infeasible)
    assert any("the headcount of floor (3)" in part for part in outcome.conflict)
    assert any("headcount of floor from 3 to" in part for part in outcome.remedies)


def test_a_staff_minimum_that_the_headcount_cannot_cover_is_refused():
    with pytest.raises(InputError, match="3 people are too few for 9 at any time"):
        plan(two_groups(headcount={"floor": 3, "desk": 20}, staff_minimum={"floor": 9}), replications=100)


@pytest.mark.slow
def test_a_plan_that_was_found_early_and_forgotten_is_looked_at_again():
    """One person on a night shift answers enough; two were planned, for all that was learned afterwards."""
    minute = {"handle_time": {"fixed": "60 s"}}
    nightly = [6, 6, 6, *[0] * 20, 6]
    shift = {
        "groups": ["desk"],
        "start": "22:00",
        "length": "8 h",
        "breaks": [{"length": "1 h", "between": ["4 h", "5 h"]}, {"length": "30 min", "between": ["1 h", "2 h"]}],
    }
    scenario = parse(
        {
            "calendar": {"start": "2026-03-02", "interval": "1 h", "cyclic": True},
            "contact_types": {"call": {"arrivals": {"volumes": nightly}, "enters": "calls"}},
            "queues": {"calls": {}},
            "agent_groups": {
                "desk": {"skills": {"calls": minute}, "cost": "10 per h"},
                "help": {"skills": {"calls": {**minute, "preference": 2, "after": "20 h"}}, "staffing": 1},
            },
            "targets": [{"queue": "calls", "answer_rate": 0.3, "within": "20 s"}],
            "shifts": [shift],
            "closing": "clear",
        }
    )
    outcome = plan(scenario, replications=50)
    assert isinstance(outcome, Met)
    assert outcome.plan.cost == 80
