"""A simulation that a limit cuts short: fewer days, and the same ones; none are missing without a limit."""

import pytest

from optimize.effort import Clock
from optimize.in_time import FEWEST, GRACE, LEAST_GRACE, grace, simulate_in_time
from sim.experiment import Interrupted, pool, simulate
from sim.staffing import Staffing
from tests.optimize.whole_floor import morning


def staffed():
    scenario = morning()
    return scenario, Staffing.by_interval(scenario, {"team": [5.0] * 24})


def test_whoever_is_late_gets_the_days_that_were_done():
    scenario, staffing = staffed()
    results = simulate_in_time(scenario, staffing, Clock(0.0), replications=4000, seed=3, stratify=True)
    assert FEWEST <= results.replications < 400
    assert results.seed == 3
    whole = simulate(scenario, staffing, replications=4000, seed=3, stratify=True)
    done = results.replications
    assert results.days("offered").tolist() == whole.days("offered")[:done].tolist()


def test_processes_are_cut_short_too_and_can_be_used_again():
    scenario, staffing = staffed()
    with pool(2) as crew:
        results = simulate_in_time(scenario, staffing, Clock(0.0), replications=4000, workers=crew)
        assert FEWEST <= results.replications < 4000
        assert simulate(scenario, staffing, replications=20, workers=crew).replications == 20


def test_who_is_in_time_gets_all_of_them():
    scenario, staffing = staffed()
    assert simulate_in_time(scenario, staffing, Clock(None), replications=30).replications == 30
    assert simulate_in_time(scenario, staffing, Clock(0.0), late=60.0, replications=30).replications == 30


def test_somebody_elses_interruption_is_passed_on(monkeypatch):
    def stopped(*_, **__):
        raise Interrupted(None)

    monkeypatch.setattr("optimize.in_time.simulate", stopped)
    with pytest.raises(Interrupted):
        simulate_in_time(*staffed(), Clock(0.0), replications=30)


def test_a_limit_may_be_overrun_by_a_tenth_or_by_some_seconds():
    assert grace(Clock(10.0)) == LEAST_GRACE
    assert grace(Clock(300.0)) == pytest.approx(GRACE * 300.0)
