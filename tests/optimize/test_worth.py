"""Who may take contacts only after a while, and is free when it comes due: in time on the dot, a second later not."""

import pytest

from optimize.model import Model
from optimize.program import Roster
from optimize.visits import visits
from sim.experiment import simulate
from tests.optimize.whole_floor import HANDLE, TARGET, morning


def held_back(after, within="20 s"):
    skills = {"calls": {**HANDLE, "after": after}}
    centre = {"agent_groups": {"team": {"skills": {"calls": HANDLE}, "cost": "10 per h", "staffing": 0},
                               "others": {"skills": skills, "cost": "10 per h", "staffing": 40}}}  # fmt: skip
    return morning(**centre, targets=[{**TARGET, "within": within}], shifts=[])


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize(("after", "in_time"), [("19 s", True), ("20 s", True), ("21 s", False)])
def test_a_contact_taken_as_it_comes_due_is_answered_in_time_up_to_the_very_second(engine, after, in_time):
    scenario = held_back(after)
    results = simulate(scenario, replications=10, engine=engine)
    (verdict,) = results.verdicts
    patient = results.value("answered").mean / results.value("offered").mean
    assert patient > 0.9
    assert verdict.worst.reached == pytest.approx(patient if in_time else 0.0)
    model = Model.of(scenario, Roster.of(scenario), visits(scenario))
    assert (model.worth(scenario.targets[0], "others", "calls") > 0) is in_time
