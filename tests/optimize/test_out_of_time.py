"""Where time runs out there is a plan all the same, soon, and what was not worked out is said to be unknown."""

import numpy as np
import pytest

from optimize.beliefs import Beliefs
from optimize.bound import NO_TIME, lower_bound
from optimize.conflict import explain
from optimize.effort import Clock
from optimize.exact_day import Losses
from optimize.exact_plan import ExactProgram
from optimize.exact_search import search
from optimize.model import Model
from optimize.outcome import OutOfTime
from optimize.plan import plan
from optimize.program import Roster
from optimize.required import required
from optimize.visits import visits
from sim.experiment import simulate
from sim.staffing import Staffing
from tests.optimize.centres import one_queue
from tests.optimize.whole_floor import morning

SHIFTS = [{"groups": ["team"], "starts": {"from": "07:00", "to": "13:00", "every": "1 h"}, "length": "5 h"}]
TARGETS = [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": per} for per in ("hour", "day")]
OVER = Clock(0.0)


class Counted(Clock):
    """A clock that is over after so many looks."""

    def __init__(self, looks):
        super().__init__(None)
        self.looks = looks

    @property
    def left(self):
        self.looks -= 1
        return float(self.looks)


def computed():
    return one_queue([0] * 7 + [60, 80, 90, 90, 80, 60, 60, 40, 30], SHIFTS, TARGETS)


def test_a_computed_centre_without_time_has_a_plan_by_formula_and_says_so(monkeypatch):
    def never(*_, **__):
        raise AssertionError("there was no time to solve anything")

    monkeypatch.setattr(ExactProgram, "solve", never)
    outcome = plan(computed(), replications=20, time_limit=1e-9)
    assert isinstance(outcome, OutOfTime)
    assert outcome.best is not None
    assert outcome.best.cost > 0
    assert outcome.best.proof.startswith("There was no time to find a better plan: this one is by formula.")
    assert np.isnan(outcome.best.required["team"]).all()


@pytest.mark.parametrize("looks", [1, 5, 20, 80])
def test_what_is_known_of_a_computed_centre_when_time_is_over_bounds_its_optimum(looks):
    scenario = computed()
    roster, losses = Roster.of(scenario), Losses.of(scenario, "team", "calls")
    whole = search(ExactProgram(scenario, roster, losses), Clock(None), lambda _: None)
    cut = ExactProgram(scenario, roster, losses, Counted(looks))
    assert cut.late
    cut.clock = None  # time enough to solve what is known
    solution = cut.solve(seconds=60.0)
    assert 0 <= solution.bound <= whole.best.solved.cost + 1e-6


def test_a_search_that_is_late_stops_before_it_solves_anything():
    scenario = computed()
    program = ExactProgram(scenario, Roster.of(scenario), Losses.of(scenario, "team", "calls"), OVER)
    state = search(program, OVER, lambda _: None)
    assert (state.best, state.bound, state.impossible) == (None, 0.0, False)


def test_no_bound_is_worked_out_where_no_time_is_left():
    scenario = morning()
    assert lower_bound(scenario, Roster.of(scenario), OVER) == (0.0, NO_TIME)
    assert lower_bound(scenario, Roster.of(scenario), Clock(600.0))[0] > 0


def test_nobody_knows_who_is_required_where_no_time_is_left():
    scenario = morning()
    roster, staffing = Roster.of(scenario), Staffing.by_interval(scenario, {"team": [5.0] * 24})
    model = Model.of(scenario, roster, visits(scenario))
    results = simulate(scenario, staffing, replications=4)
    assert np.isnan(required(model, Beliefs(), None, staffing, results, OVER)["team"]).all()
    assert not np.isnan(required(model, Beliefs(), None, staffing, results, Clock(60.0))["team"]).all()


def test_what_stands_in_the_way_is_not_guessed_where_no_time_is_left():
    scenario = computed().model_copy(update={"headcount": {"team": 2}})
    model = Model.of(scenario, Roster.of(scenario), visits(scenario))
    assert explain(model, Beliefs(), late=lambda: True) == ((), ())
    assert explain(model, Beliefs())[0]


def test_a_simulated_centre_without_time_has_a_plan_by_formula():
    outcome = plan(morning(), replications=20, time_limit=1e-9)
    assert isinstance(outcome, OutOfTime)
    assert outcome.best is not None
    assert outcome.best.by_formula is not None
    assert outcome.best.results.replications <= 20
