"""Plans of random small centres against every plan that is cheaper: what is proved is the least cost, and it is met."""

import random

import pytest

from optimize.outcome import Infeasible, Met
from optimize.plan import plan
from optimize.solver import SOLVERS
from tests.optimize.enumerated import Every, centre

AT_ONCE = 20


def people_of(found, scenario):
    """People by rule of the scenario, each of which is one shift."""
    worked = {(choice.kind.start, choice.kind.length, choice.kind.cost): choice.agents for choice in found.shifts}
    return tuple(worked.pop((rule.starts[0], rule.lengths[0], rule.cost), 0) for rule in scenario.shifts)


def assert_least_cost(scenario, **more):
    """Tell how many staffings were tried."""
    outcome, every = plan(scenario, replications=2, **more), Every(scenario)
    if isinstance(outcome, Infeasible):
        assert "headcount" in scenario.model_fields_set
        assert not any(every.meets(people) for people in every.cheaper())
        return every.tried
    assert isinstance(outcome, Met)
    found = outcome.plan
    people = people_of(found, scenario)
    assert sum(people) == sum(choice.agents for choice in found.shifts)
    assert found.exact
    assert found.met
    assert every.meets(people)
    assert (found.cost, found.bound) == (pytest.approx(every.cost(people)), found.cost)
    assert [cheaper for cheaper in every.cheaper(found.cost) if every.meets(cheaper)] == []
    return every.tried


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_is_cheaper(seed):
    assert_least_cost(centre(random.Random(seed)), solver=SOLVERS[seed % 2])


@pytest.mark.slow
@pytest.mark.parametrize("first", range(8, 248, AT_ONCE))
def test_no_plan_is_cheaper_for_many_more(first):
    tried = [assert_least_cost(centre(random.Random(seed))) for seed in range(first, first + AT_ONCE)]
    assert sum(tried) > 5 * AT_ONCE
