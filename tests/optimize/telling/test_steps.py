"""Work is counted, not timed: a slow machine looks at as much as a fast one."""

import time

from optimize.effort import Clock
from optimize.exact_day import Losses
from optimize.exact_plan import ExactProgram
from optimize.roster import Roster
from optimize.telling.exact_conflict import impossible
from optimize.telling.lens import AS_IT_IS, Lens
from optimize.telling.steps import Steps
from tests.optimize.centres import one_queue


def test_a_look_is_a_step_and_a_limit_still_holds():
    steps = Steps(2)
    assert [steps.spent, steps.over, steps.over, steps.spent, steps.over, steps.spent] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]
    assert Steps(100, Clock(0.0)).over
    assert Steps(100, Clock(0.0)).spent
    assert Steps(100, Clock(50.0)).left <= 50.0
    assert Steps(100).left > 3000.0


def test_a_conflict_does_not_depend_on_how_fast_the_machine_is(monkeypatch):
    targets = [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "hour"}]
    shifts = [{"groups": ["team"], "starts": {"from": "08:00", "to": "10:00", "every": "1 h"}, "length": "4 h"}]
    scenario = one_queue([0] * 8 + [40, 60, 40, 60] + [0] * 12, shifts, targets)
    scenario = scenario.model_copy(update={"headcount": {"team": 3}})
    program = ExactProgram(scenario, Roster.of(scenario), Losses.of(scenario, "team", "calls"))
    quick = impossible(program)
    real = time.monotonic
    monkeypatch.setattr("optimize.effort.monotonic", lambda: real() * 1000)
    assert impossible(program) == quick
    assert any("the headcount of team (3)" in part for part in quick.conflict)
    assert impossible(program, Clock(0.0)).remedies == ()  # no time to plan with more people: nothing is claimed


def test_a_trial_ends_with_the_limit():
    class Late(Lens):
        def _asked(self, question):
            return None, None

    late = Late(*[None] * 8, limit=Clock(0.0))
    assert late.tried(AS_IT_IS) is None
