"""People who can take contacts, against those who are there on simulated days."""

import numpy as np
import pytest

from optimize.attendance import Attendance, cost_of_reinforcements
from optimize.outcome import Met
from optimize.plan import plan
from sim.experiment import simulate
from sim.staffing import Staffing
from tests.optimize.whole_floor import morning

AWAY = {"at": "09:30", "lasts": "1 h", "absence": {"team": 0.4}}
CALLED_IN = {"at": "10:00", "lasts": "90 min", "reinforce": {"team": 10}}
OUT = {"at": "09:00", "lasts": "30 min", "outage": {"team": 0.5}}


@pytest.mark.parametrize("more", [{"team": {"absence": 0.3}}, {"events": [AWAY]}, {"events": [CALLED_IN]}])
def test_as_many_work_as_are_reckoned_with(more):
    scenario = morning(**more)
    people = [20.0] * 24
    results = simulate(scenario, Staffing.by_interval(scenario, {"team": people}), replications=50, seed=3)
    seen = np.array([tally.sums["agent_group"]["seconds staffed"][0] for tally in results.tallies])[:, 8:12] / 3600
    reckoned = Attendance.of(scenario).working("team", np.array(people))[8:12]
    error = seen.std(axis=0, ddof=1) / np.sqrt(len(seen))
    # Who is to go finishes the contact in hand, of four minutes; and people are counted in whole ones.
    assert np.all(np.abs(seen.mean(axis=0) - reckoned) <= 5 * error + 0.3)
    assert np.any(np.abs(reckoned - 20) > 1)


def test_people_whose_tools_are_out_take_nothing():
    share = Attendance.of(morning(events=[OUT])).share["team"]
    assert share[8:11].tolist() == [1.0, 0.75, 1.0]


def test_the_cost_of_people_called_in_is_in_the_plans_cost_and_said():
    scenario = morning(events=[CALLED_IN])
    assert cost_of_reinforcements(scenario, "team") == 150
    outcome = plan(scenario, replications=20)
    assert isinstance(outcome, Met)
    found = outcome.plan
    assert found.cost == pytest.approx(150 + sum(choice.cost for choice in found.shifts))
    assert found.results.value("cost").mean == pytest.approx(found.cost)
    assert 150 <= found.bound <= found.cost
    assert any("150.00 EUR" in note and "events" in note for note in found.notes)
    ten_to_eleven = [choice.agents for choice in found.shifts if choice.kind.start == 10 * 3600]
    assert ten_to_eleven == []  # ten people are more than enough
