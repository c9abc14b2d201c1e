"""What it takes to keep a target for the rest of a day; and that a day as forecast changes nothing, however tight the plan."""

import pytest

from optimize.outcome import Met
from optimize.replanning.morning import Morning
from optimize.replanning.passing import PASS, allowed, judged, short, worse
from optimize.replanning.replan import replan
from optimize.replanning.standing import Post, Standing
from optimize.search.standing import standings
from optimize.shifts import kinds
from sim.exact import Day, DayEvaluator
from sim.experiment import simulate
from sim.staffing import Staffing
from tests.optimize.whole_floor import morning

FIRST, LAST, AGENTS, NOON = 8, 16, 5, 12 * 3600.0
VOLUMES = [0] * FIRST + [40] * (LAST - FIRST) + [0] * (24 - LAST)
TEAM = {"skills": {"calls": {"handle_time": {"exponential": {"mean": "4 min"}}}}}
ON_DUTY = [0] * FIRST + [AGENTS] * (LAST - FIRST) + [0] * (24 - LAST)


def to_a_hair():
    """A day on which five people answer just as much as is asked in the worst hour, computed exactly."""
    day = Day(tuple(volume / 3600 for volume in VOLUMES), 3600.0, 240.0, 300.0, (20.0,))
    figures = DayEvaluator(day).evaluate(tuple(ON_DUTY))
    rates = figures.answered_within[20.0][FIRST:LAST] / 40
    asked = {"queue": "calls", "answer_rate": float(min(rates)) - 1e-6, "within": "20 s", "per": "hour"}
    rule = {"groups": ["team"], "start": "08:00", "length": "8 h", "overtime": {"most": "1 h", "premium": 1.0}}
    return morning(team=TEAM, call={"arrivals": {"volumes": VOLUMES}}, targets=[asked], shifts=[rule])


def stands(scenario, *, as_made):
    kind = next(kind for kind in kinds(scenario) if kind.length == 8 * 3600)
    return Standing((Post(kind, kind, 0, AGENTS),), as_made=as_made)


def seen(scenario, people, days=200, seed=5):
    return simulate(scenario, Staffing.by_interval(scenario, {"team": people}), replications=days, seed=seed)


def test_a_period_clears_its_target_by_a_standard_error():
    results = seen(to_a_hair(), ON_DUTY)
    found = short(results)
    assert found
    for key, one in standings(results).items():
        assert (key in found) == (one.score < PASS * one.error)
        assert found.get(key, 0.0) == pytest.approx(max(PASS * one.error - one.score, 0.0))


def test_what_is_as_on_days_as_forecast_is_kept_and_what_is_worse_is_not():
    scenario = to_a_hair()
    results = seen(scenario, ON_DUTY)
    assert worse(short(results), results, results) == {}
    fewer = seen(scenario, [count - (hour == 13) for hour, count in enumerate(ON_DUTY)])
    assert worse(short(fewer), fewer, results).keys() & {(0, 13)} == {(0, 13)}
    assert not any(first > 15 or first < 13 for _, first in worse(short(fewer), fewer, results))
    more = seen(scenario, [count + 2 * (hour == 13) for hour, count in enumerate(ON_DUTY)])
    assert worse(short(more), more, results) == {}
    least, same = allowed(results, results), standings(results)
    assert all(least[key] == pytest.approx(one.score) for key, one in same.items())


def test_verdicts_say_what_is_kept():
    results = seen(to_a_hair(), ON_DUTY)
    found = short(results)
    kept, missed = judged(results, {}), judged(results, found)
    assert kept[0].met
    assert kept[0].worst.reached == results.verdicts[0].worst.reached
    bare = [period.met for period in results.verdicts[0].periods if (0, period.first) in found]
    assert [period.met for period in missed[0].periods if (0, period.first) in found] == bare


@pytest.mark.slow
@pytest.mark.parametrize("counts", [{}, {"call": (0,) * FIRST + (40,) * 4}], ids=["no counts", "as forecast"])
def test_a_day_as_forecast_changes_nothing_though_the_plan_has_nothing_to_spare(counts):
    scenario = to_a_hair()
    found = replan(scenario, stands(scenario, as_made=True), Morning(NOON, counts), replications=300)
    assert isinstance(found.outcome, Met)
    assert found.kept
    assert found.as_made
    assert found.changes == ()
    assert found.outcome.plan.met
    assert any("by no more than on the same days as they were forecast" in note for note in found.outcome.plan.notes)


@pytest.mark.slow
def test_of_a_plan_that_is_not_known_to_have_kept_its_targets_more_is_asked():
    scenario = to_a_hair()
    found = replan(scenario, stands(scenario, as_made=False), Morning(NOON, {}), replications=300)
    assert not found.kept
    assert not found.as_made
