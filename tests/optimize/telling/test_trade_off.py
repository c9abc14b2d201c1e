"""What a target costs: exactly where it can be computed, and the lens beside that."""

from dataclasses import replace

import pytest

from optimize.outcome import Met
from optimize.plan import plan
from optimize.roster import Roster
from optimize.telling.lens import Lens, Question, Tried
from optimize.telling.moves import moved, stricter
from optimize.telling.telling import tell
from optimize.telling.trade_off import Least, Point, TradeOff, by_lens, trade_offs, with_trial
from scenarios.targets import Target
from sim.targets import Verdict
from tests.optimize.centres import one_queue

SHIFTS = [
    {"groups": ["team"], "starts": {"from": "08:00", "to": "14:00", "every": "1 h"}, "length": ["3 h", "5 h"]},
]


def day(asked=0.8, **more):
    volumes = [0] * 8 + [25, 40, 50, 45, 40, 35, 30, 25, 20]
    target = {"queue": "calls", "answer_rate": asked, "within": "20 s", "per": "horizon"}
    return one_queue(volumes, SHIFTS, [target], **more)


def limited_to(people):
    return day().model_copy(update={"headcount": {"team": people}})


@pytest.fixture(scope="module")
def proved():
    outcome = plan(day(), replications=20)
    assert isinstance(outcome, Met)
    return outcome.plan


@pytest.mark.parametrize(
    ("given", "steps", "value"),
    [
        ({"queue": "q", "answer_rate": 0.8, "within": "20 s"}, 2, 0.82),
        ({"queue": "q", "abandonment": 0.05}, 2, 0.03),
        ({"queue": "q", "mean_wait": "30 s"}, 1, 27.0),
        ({"queue": "q", "answer_rate": 0.99, "within": "20 s"}, 4, None),
        ({"queue": "q", "abandonment": 0.03}, 4, None),
    ],
)
def test_stricter_is_up_for_what_must_be_reached_and_down_for_what_must_not_be_passed(given, steps, value):
    assert stricter(Target.model_validate(given), steps) == value


def test_the_price_is_what_the_next_step_costs_or_the_last_one_and_its_error_what_was_tried():
    target = day().targets[0]
    points = tuple(
        Point(steps, 0.8 + steps / 100, Least(cost, False)) for steps, cost in ((-1, 980.0), (0, 1000.0), (1, 1030.0))
    )
    curve = TradeOff(0, target, points, 8.0)
    assert curve.price == 30.0
    last = replace(curve, points=points[:-1])
    assert last.at_its_end
    assert last.price == 20.0
    assert replace(curve, points=points[1:2]).price is None
    assert curve.error is None
    assert not curve.proved


@pytest.mark.parametrize(("steps", "cost", "kept"), [(4, 1100.0, True), (-4, 950.0, True), (-4, 1010.0, False)])
def test_what_costs_no_less_than_the_plan_is_no_find_for_a_looser_target(steps, cost, kept):
    class Found:
        scenario = day()

        def tried(self, question):
            return Tried(cost, {}, (Verdict(question.scenario.targets[0], (), None),), holds=True)

    points = tuple(Point(by, round(0.8 + by / 100, 9), Least(1000 + 20.0 * by, False)) for by in (-4, 0, 4))
    curve = with_trial(Found(), TradeOff(0, day().targets[0], points, 8.0), steps, 0.0)
    assert any(point.tried is not None for point in curve.points) is kept
    assert curve.error == (pytest.approx(max(abs(cost - 1000 - 20 * steps), 8.0)) if kept else None)


@pytest.mark.slow
def test_every_cost_on_an_exact_curve_is_that_of_a_plan_made_for_it(proved):
    telling = tell(proved)
    (curve,) = telling.trade_offs
    assert curve.proved
    assert curve.cost(0) == pytest.approx(proved.cost)
    for steps in (-4, 2, 4):
        other = plan(day(round(0.8 + steps / 100, 9)), replications=5)
        assert isinstance(other, Met)
        assert other.plan.gap < 1e-9
        assert curve.cost(steps) == pytest.approx(other.plan.cost)
    costs = [point.least.cost for point in curve.points]
    assert costs == sorted(costs)
    assert costs[-1] > costs[0]


@pytest.mark.slow
def test_the_lens_estimates_what_exact_plans_prove_to_within_a_shift(proved):
    scenario, roster = day(), Roster.of(day())
    lens = Lens.at(scenario, roster, {one.kind: one.agents for one in proved.shifts}, seed=5)
    (curve,) = trade_offs(scenario, Least(proved.cost, False), by_lens(lens, proved.cost), 1.5)
    for steps in (-4, -2, 2, 4):
        exact = plan(moved(scenario, 0, round(0.8 + steps / 100, 9)), replications=5)
        assert isinstance(exact, Met)
        assert abs(curve.cost(steps) - exact.plan.cost) <= 5.0  # the dearest shift costs 5
    tried = lens.tried(Question(scenario=moved(scenario, 0, 0.84)))
    assert tried.holds
    assert tried.cost > proved.cost


@pytest.mark.slow
def test_a_headcount_that_binds_saves_what_the_plan_with_one_more_saves(proved):
    people = sum(one.agents for one in proved.shifts)
    for most in range(people, 3, -1):  # the fewest people with whom there still is a plan
        tighter = plan(limited_to(most - 1), replications=5)
        if not isinstance(tighter, Met):
            break
    limited, freer = (plan(limited_to(count), replications=5) for count in (most, most + 1))
    assert isinstance(limited, Met)
    assert isinstance(freer, Met)
    found = {one.limit.of: one.saves for one in tell(limited.plan).bindings}
    saved = limited.plan.cost - freer.plan.cost
    assert found.get("team", 0.0) == pytest.approx(saved)
