"""Plans from simulation against every plan: met by the exact chain, no dearer than their gap says, the bound below the least cost."""

import random

import pytest

from optimize import plan as planning
from optimize.outcome import Met
from tests.optimize import enumerated, enumerated_two

DAYS = 400


def people_of(found, scenario):
    """People by rule of the scenario, each of which is one shift."""
    worked = {
        (choice.kind.group, choice.kind.start, choice.kind.length, choice.kind.cost): choice.agents
        for choice in found.shifts
    }
    people = tuple(
        worked.get((rule.groups[0], rule.starts[0], rule.lengths[0], rule.cost), 0) for rule in scenario.shifts
    )
    assert sum(people) == sum(worked.values())
    return people


def assert_honest(found, least):
    """What a plan says of itself, when the least cost is known."""
    assert found.bound <= least + 1e-6
    assert found.cost - least <= found.gap * found.cost + 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_two_queues_and_a_group_for_both(seed):
    scenario = enumerated_two.centre(random.Random(seed))
    outcome, every = planning.plan(scenario, replications=DAYS), enumerated_two.Every(scenario)
    assert isinstance(outcome, Met)
    found = outcome.plan
    people = people_of(found, scenario)
    assert found.cost == pytest.approx(every.cost(people))
    assert every.margin(people) >= 0
    better = [every.cost(cheaper) for cheaper in every.cheaper(found.cost) if every.margin(cheaper) >= 0]
    assert_honest(found, min(better, default=found.cost))


@pytest.mark.parametrize("seed", [5, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (0, 1, 4, 7, 8, 16, 17))])
def test_one_queue_as_if_it_could_not_be_computed(seed, monkeypatch):
    monkeypatch.setattr(planning, "obstacles", lambda scenario: ("it is to be simulated",))
    scenario = enumerated.centre(random.Random(seed))
    outcome, every = planning.plan(scenario, replications=DAYS), enumerated.Every(scenario)
    assert isinstance(outcome, Met)
    found = outcome.plan
    assert not found.exact
    assert every.meets(people_of(found, scenario))
    better = [every.cost(cheaper) for cheaper in every.cheaper(found.cost) if every.meets(cheaper)]
    assert_honest(found, min(better, default=found.cost))
