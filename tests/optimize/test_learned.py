"""The learned bound is no proof, so it is held against optima that are proved, and the search against them too."""

import pytest

from optimize.effort import Clock, Effort
from optimize.outcome import Met
from optimize.plan import plan
from optimize.program import Roster
from optimize.search.learned import learned_bound, surer
from optimize.simulated import Search
from tests.optimize.centres import one_queue

DAY = [0] * 8 + [40, 90, 120, 100, 60, 80, 110, 90, 50] + [0] * 7
LONG = {"groups": ["team"], "starts": {"from": "08:00", "to": "13:00", "every": "1 h"}, "length": "4 h"}
SHORT = {
    "groups": ["team"],
    "starts": {"from": "08:00", "to": "15:00", "every": "1 h"},
    "length": "2 h",
    "premium": 1.3,
}
TARGETS = {
    "every hour": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "hour"}],
    "the day": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s"}],
    "few lost": [{"queue": "calls", "abandonment": 0.05, "per": "hour"}],
    "short waits": [{"queue": "calls", "mean_wait": "25 s", "per": "hour"}, {"queue": "calls", "abandonment": 0.03}],
}


@pytest.mark.slow
@pytest.mark.parametrize("shrinkage", [0.0, 0.3])
@pytest.mark.parametrize("asked", list(TARGETS))
def test_the_search_comes_near_what_is_proved_and_the_bound_stays_below(asked, shrinkage):
    scenario = one_queue(DAY, [LONG, SHORT], TARGETS[asked], shrinkage=shrinkage)
    proved = plan(scenario, replications=2)
    assert isinstance(proved, Met)
    optimum, floor = proved.plan.cost, proved.plan.bound
    roster = Roster.of(scenario)
    effort = Effort.of(scenario, 2000, 1, seed=1)
    found = Search(scenario, roster, effort, Clock(None), print).run()
    assert found.best is not None
    bound = learned_bound(found.model, surer(found, effort), found.best)
    print(asked, shrinkage, "proved", floor, optimum, "found", found.best.cost, "learned", bound)
    assert bound <= min(optimum, found.best.cost) + 1e-6
    assert floor - 1e-6 <= found.best.cost <= 1.06 * optimum
