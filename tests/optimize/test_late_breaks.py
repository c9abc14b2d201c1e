"""Breaks that begin late: the floor keeps their length, so what is computed for breaks on time is corrected by simulation."""

from dataclasses import replace

import numpy as np
import pytest

from optimize.bound import lower_bound
from optimize.effort import Clock, Effort
from optimize.exact_day import Losses
from optimize.late_breaks import corrected, differences
from optimize.outcome import Met, staffing_of
from optimize.plan import plan
from optimize.program import Roster
from optimize.slopes import raised
from sim.experiment import simulate
from sim.targets import PeriodVerdict, Verdict
from tests.optimize.whole_floor import TARGET, exponential

REST = {"length": "1 h", "between": ["1 h", "1 h"]}
SHIFTS = [
    {"groups": ["team"], "start": "08:00", "length": "4 h", "breaks": [REST]},
    {"groups": ["team"], "start": "08:00", "length": "4 h"},
]
HOUR = 3600.0


def resting(people=4, **more):
    scenario = exponential(shifts=SHIFTS, **more)
    roster = Roster.of(scenario)
    return scenario, roster, staffing_of(scenario, roster, roster.shifts([people, 2]))


def test_people_on_a_break_are_still_on_shift():
    _, _, staffing = resting()
    assert staffing.steps["team"] == ((0.0, 0.0), (8 * HOUR, 6.0), (9 * HOUR, 2.0), (10 * HOUR, 6.0), (12 * HOUR, 0.0))
    assert staffing.on_shift("team") == ((0.0, 0.0), (8 * HOUR, 6.0), (12 * HOUR, 0.0))


def test_shifts_without_breaks_need_no_second_count():
    scenario, roster, _ = resting()
    assert staffing_of(scenario, roster, roster.shifts([0, 3])).present == {}


def test_who_is_added_in_an_experiment_changes_no_break():
    _, _, staffing = resting()
    more = raised(staffing, "team")
    for moment in (8 * HOUR, 9 * HOUR, 10 * HOUR):
        steps, on_shift = dict(more.steps["team"]), dict(more.on_shift("team"))
        before = dict(staffing.on_shift("team")).get(moment, 6.0)
        assert steps[moment] > dict(staffing.steps["team"])[moment]
        assert on_shift[moment] - steps[moment] == pytest.approx(before - dict(staffing.steps["team"])[moment])


def test_late_breaks_cost_what_is_measured_on_the_same_days():
    """Four of six rest for an hour while contacts last ten minutes: so long they are back late, and it shows."""
    scenario, _, staffing = resting(team={"skills": {"calls": {"handle_time": {"exponential": {"mean": "10 min"}}}}})
    target = [{**TARGET, "per": "interval"}]
    scenario = scenario.model_copy(update={"targets": exponential(targets=target).targets})
    results = simulate(scenario, staffing, replications=300, seed=2, stratify=True)
    found = differences(scenario, staffing, results, Effort(1, 1, 1, 2), Clock(None))[0]
    assert found.mean[8] == found.error[8] == 0  # nobody has rested yet
    assert found.mean[10] < -5 * found.error[10] < 0
    exact = Losses.of(scenario, "team", "calls").exactly((*[0] * 8, 6, 2, 6, 6, *[0] * 12))
    on_time = exact.answered_within[30.0][10] / exact.offered[10]
    simulated = next(p for p in results.verdicts[0].periods if p.first == 10)
    error = (simulated.high - simulated.reached) / 1.96
    assert abs(on_time + found.mean[10] - simulated.reached) < 5 * error


def period(first, reached):
    return PeriodVerdict("", first, first, reached, reached, reached, None, met=True, skipped=None)


def test_a_computed_value_is_corrected_and_judged_again():
    scenario, _, staffing = resting()
    results = simulate(scenario, staffing, replications=2, seed=2)
    change = differences(scenario, staffing, results, Effort(1, 1, 1, 2), Clock(None))[0].__class__(
        {0: -0.01}, {0: 0.002}
    )
    verdict = corrected(Verdict(scenario.targets[0], (period(0, 0.805),), None), change)
    assert verdict.worst is not None
    assert verdict.worst.reached == pytest.approx(0.795)
    assert (verdict.worst.low, verdict.worst.high) == (pytest.approx(0.79108), pytest.approx(0.79892))
    assert not verdict.met


def test_a_plan_with_breaks_does_not_call_its_targets_computed():
    outcome = plan(exponential(shifts=SHIFTS), replications=200)
    assert isinstance(outcome, Met)
    found = outcome.plan
    assert not found.exact
    assert found.corrected_verdicts == found.verdicts
    assert found.met
    assert "on time" in found.proof
    assert any("breaks" in note for note in found.notes)
    again = simulate(found.scenario, found.staffing, replications=400, seed=99)
    seen = again.verdicts[0].periods[0]
    assert abs(seen.reached - found.verdicts[0].periods[0].reached) < 5 * (seen.high - seen.reached) / 1.96 + 0.005


def test_with_impatient_contacts_the_bound_is_not_that_of_breaks_on_time():
    call = {"patience": {"exponential": {"mean": "1 min"}}}
    scenario = exponential(call=call, shifts=SHIFTS)
    outcome = plan(scenario, replications=50)
    assert isinstance(outcome, Met)
    assert outcome.plan.bound == pytest.approx(lower_bound(scenario, Roster.of(scenario))[0])
    assert outcome.plan.bound < outcome.plan.cost
    assert np.isfinite(outcome.plan.gap)


def test_a_plan_without_breaks_is_computed_as_before():
    outcome = plan(exponential(shifts=SHIFTS[1:]), replications=20)
    assert isinstance(outcome, Met)
    assert outcome.plan.exact
    assert outcome.plan.corrected_verdicts is None


def test_where_time_runs_out_the_days_that_there_was_time_for_are_compared_with_themselves():
    scenario, _, staffing = resting()
    punctual = replace(staffing, present={})
    results = simulate(scenario, punctual, replications=400, seed=2, stratify=True)
    found = differences(scenario, punctual, results, Effort(1, 1, 1, 2), Clock(-60.0))[0]
    assert set(found.mean.values()) == set(found.error.values()) == {0.0}
