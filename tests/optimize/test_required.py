"""Required people, tried: a number is given only if it was enough in a simulation."""

import numpy as np
import pytest

from optimize.model import Model
from optimize.program import Roster
from optimize.required_tried import Trials, fewer
from optimize.visits import visits
from sim.experiment import simulate
from sim.staffing import Staffing
from tests.optimize.telling.test_honest import few_people


def trials(*people):
    scenario = few_people()
    roster, staffing = Roster.of(scenario), Staffing.by_interval(scenario, {"team": people})
    results = simulate(scenario, staffing, replications=300, seed=3)
    return Trials(Model.of(scenario, roster, visits(scenario)), staffing, results)


@pytest.mark.parametrize("guessed", [[1, 1, 2, 1], [0, 0, 0, 0], [2, 3, 3, 3]])
def test_whatever_is_guessed_only_what_is_enough_is_given(guessed):
    found = trials(2, 3, 3, 3).fewest("team", np.array(guessed, float), 0.0)
    assert list(found) == [1, 2, 2, 2]


def test_a_plan_that_needs_everyone_requires_everyone():
    assert list(trials(1, 2, 2, 2).fewest("team", np.array([1.0, 1.0, 2.0, 1.0]), 0.0)) == [1, 2, 2, 2]


def test_a_minimum_is_never_undercut_and_where_nothing_is_asked_nothing_is_said():
    found = trials(2, 3, 3, 3).fewest("team", np.array([2.0, np.nan, 2.0, 2.0]), 2.0)
    assert found[0] == 2
    assert np.isnan(found[1])


def test_fewer_people_are_there_in_those_intervals_only():
    scenario = few_people()
    staffing = Staffing.by_interval(scenario, {"team": [2, 3, 3, 3]})
    assert list(fewer(staffing, "team", {1: 1.0, 3: 0.0}).mean_on_floor("team")) == [2, 1, 3, 0]
    assert list(fewer(staffing, "team", {0: 5.0}).mean_on_floor("team")) == [2, 3, 3, 3]
