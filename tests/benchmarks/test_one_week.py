"""One queue, one week, 60 types of shift: the optimum is proved, and the shifts keep the target in every interval."""

import pytest

from benchmarks.one_week import proved, scenario
from optimize.effort import Clock
from optimize.exact_day import Losses, allowed
from optimize.exact_plan import ExactProgram
from optimize.exact_search import search
from optimize.program import Roster


@pytest.mark.slow
def test_a_week_is_proved():
    cost, bound, kinds = proved(scenario())
    assert kinds == 7 * 60
    assert cost == bound


def test_a_day_of_it_is_proved_and_one_person_fewer_anywhere_breaks_it():
    day = scenario(days=1)
    roster, losses = Roster.of(day), Losses.of(day, "team", "calls")
    state = search(ExactProgram(day, roster, losses), Clock(None), lambda _: None)
    assert state.best.solved.cost == state.bound
    people = state.best.agents
    exact = losses.exactly(people)
    assert all(losses.in_period(demand, exact) <= allowed(demand) for demand in losses.demands)
    for kind in state.best.solved.shifts:
        fewer = {**state.best.solved.shifts, kind: state.best.solved.shifts[kind] - 1}
        left = losses.exactly(tuple(int(n) for n in roster.scheduled("team", fewer)))
        assert any(losses.in_period(demand, left) > allowed(demand) for demand in losses.demands)
