"""Re-planning a small day: nothing is changed when nothing is wrong, and what is over stays as it was."""

import numpy as np
import pytest

from optimize.outcome import Infeasible, Met
from optimize.replanning.morning import Morning
from optimize.replanning.replan import replan
from optimize.replanning.standing import Post, Standing
from tests.optimize.replanning.days import covering, standing, team_day

ELEVEN = 11 * 3600.0


@pytest.fixture(scope="module")
def scenario():
    return team_day()


@pytest.fixture(scope="module")
def stands(scenario, tmp_path_factory):
    """The cheapest plan that the search comes to when it may change everything about another before the day begins."""
    rows = covering({10: 2, 11: 2, 12: 2}, {14: 2, 15: 2, 16: 2}, 2)
    rough = standing(tmp_path_factory.mktemp("plan"), scenario, rows)
    found = replan(scenario, rough, Morning(7 * 3600.0, {}), change_cost=0.0, reach=0.0, replications=200)
    assert isinstance(found.outcome, Met)
    rules = {6 * 3600.0: 0, 4 * 3600.0: 1}
    return Standing(
        tuple(Post(one.kind, one.kind, rules[one.kind.length], one.agents) for one in found.outcome.plan.shifts)
    )


@pytest.mark.slow
def test_a_morning_as_forecast_changes_nothing(scenario, stands):
    came = (0,) * 8 + (40, 60, 60)
    found = replan(scenario, stands, Morning(ELEVEN, {"call": came}), replications=200)
    assert isinstance(found.outcome, Met)
    assert found.kept
    assert found.changes == ()
    assert found.outcome.plan.cost == pytest.approx(stands.cost)


@pytest.mark.slow
def test_without_counts_nothing_is_changed_either(scenario, stands):
    found = replan(scenario, stands, Morning(ELEVEN, {}), replications=200)
    assert found.changes == ()
    assert found.learned == ()


@pytest.mark.slow
def test_a_busy_morning_keeps_people_longer_and_leaves_the_past_alone(scenario, stands):
    came = (0,) * 8 + (55, 84, 80)
    found = replan(scenario, stands, Morning(ELEVEN, {"call": came}), replications=200)
    assert isinstance(found.outcome, Met)
    assert not found.kept
    assert sum(change.people for change in found.changes) > 0
    assert found.price == pytest.approx(60.0 * sum(change.people for change in found.changes))
    before, after = (one.staffing.mean_scheduled("team") for one in (found.standing, found.outcome.plan))
    assert (before[:11] == after[:11]).all()
    assert after[11:].sum() > before[11:].sum()
    assert found.outcome.plan.cost - found.before == pytest.approx(sum(change.cost for change in found.changes))


@pytest.mark.slow
def test_a_dear_change_is_made_only_where_it_must_be(scenario, stands):
    """On a quiet day people may go home earlier; at a price of a month's pay nobody is asked to."""
    came = (0,) * 8 + (25, 38, 40)
    free = replan(scenario, stands, Morning(ELEVEN, {"call": came}), change_cost=0.0, replications=200)
    dear = replan(scenario, stands, Morning(ELEVEN, {"call": came}), change_cost=5000.0, replications=200)
    assert isinstance(free.outcome, Met)
    assert free.outcome.plan.cost < free.before
    assert dear.changes == ()


@pytest.mark.slow
def test_where_nothing_helps_the_nearest_plan_is_given_and_what_it_misses(scenario, stands):
    came = (0,) * 8 + (120, 200, 190)
    found = replan(scenario, stands, Morning(ELEVEN, {"call": came}), reach=0.0, notice=20 * 3600.0, replications=100)
    assert isinstance(found.outcome, Infeasible)
    assert found.outcome.nearest is not None
    assert any("calls" in part for part in found.outcome.conflict)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_changes(scenario, stands):
    came = (0,) * 8 + (55, 84, 80)
    one, two = (replan(scenario, stands, Morning(ELEVEN, {"call": came}), replications=100) for _ in range(2))
    assert one.changes == two.changes
    assert np.isclose(one.price, two.price)


@pytest.mark.slow
def test_a_hopeless_day_is_brought_nearer_and_the_log_says_what_nothing_can_save(scenario, tmp_path):
    """Three times as many calls as forecast: no plan keeps the target, and the nearest is not the one that changes nothing."""
    stood = standing(tmp_path, scenario, covering({10: 2, 11: 2, 12: 3}, {14: 3, 15: 3, 16: 2}, 2))
    came, said = Morning(ELEVEN, {"call": (0,) * 8 + (120, 200, 190)}), []
    found = replan(scenario, stood, came, reach=3600.0, notice=7200.0, replications=100, progress=said.append)
    assert isinstance(found.outcome, Infeasible)
    assert any(line.endswith("and in 1 that nothing was seen to save") for line in said)
    assert sum(change.people for change in found.changes) > 0
    before, after = (one.results.verdicts[0].worst.reached for one in (found.standing, found.outcome.nearest))
    assert after > before + 0.1
