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


@pytest.mark.slow
def test_ten_thousand_plans_are_no_cheaper():
    """Six shifts over a day of four intervals of six hours; all plans that cost less are computed exactly, one by one."""
    starts, lengths = (0, 6, 12, 18, 0, 12), (6, 6, 6, 6, 12, 12)
    shifts = [
        {"groups": ["team"], "start": f"{start:02d}:00", "length": f"{length} h", "cost": round(length * price, 1)}
        for start, length, price in zip(starts, lengths, (1.1, 1.0, 1.05, 1.2, 0.95, 0.9), strict=True)
    ]
    kinds = {"call": {"channel": "voice", "arrivals": {"volumes": [110, 280, 230, 90]}, "enters": "calls",
                        "patience": {"exponential": {"mean": "3 min"}}}}  # fmt: skip
    targets = [
        {"queue": "calls", "answer_rate": 0.7, "within": "20 s", "per": "interval"},
        {"queue": "calls", "abandonment": 0.07, "per": "horizon"},
    ]
    scenario = centre(
        random.Random(1), shifts=shifts, contact_types=kinds, targets=targets, headcount={}, staff_minimum={},
        calendar={"start": "2026-03-02", "days": 1, "interval": "6 h"},
    )  # fmt: skip
    every = Every(scenario)
    assert_least_cost(scenario)
    outcome = plan(scenario, replications=2)
    assert isinstance(outcome, Met)
    assert sum(1 for _ in every.cheaper(outcome.plan.cost)) > 10_000
