"""Curves that know the plan: what it keeps costs nothing more, and what was tried stands."""

from types import SimpleNamespace

import pytest

from optimize.plan import plan
from optimize.telling.honest import made_honest, surely_keeps, worth_trying
from optimize.telling.lens import Tried
from optimize.telling.telling import tell
from optimize.telling.trade_off import Least, Point, TradeOff, with_trial
from scenarios.loading import parse
from sim.experiment import simulate
from sim.targets import Verdict
from tests.optimize.centres import one_queue

STEPS = (-4, -2, -1, 0, 1, 2, 4)


def few_people():
    return parse(
        {
            "callfloor": 1, "title": "few people", "currency": "EUR",
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "6 h"},
            "contact_types": {
                "call": {"channel": "voice", "arrivals": {"volumes": [10, 30, 40, 20]}, "enters": "calls",
                         "patience": {"exponential": {"mean": "4 min"}}}
            },
            "queues": {"calls": {}},
            "agent_groups": {
                "team": {"skills": {"calls": {"handle_time": {"lognormal": {"mean": "10 min", "cv": 1}}}}, "cost": "20 per h"}
            },
            "targets": [{"queue": "calls", "answer_rate": 0.7, "within": "60 s", "per": "interval"}],
            "experiment": {"seed": 5},
        }
    )  # fmt: skip


def target():
    return one_queue([0] * 9 + [30], [], [{"queue": "calls", "answer_rate": 0.8, "within": "20 s"}]).targets[0]


def curve(held=(), futile=(), tried=(), slope=20.0):
    trials = dict(tried)
    points = tuple(
        Point(
            by, round(0.8 + by / 100, 9), Least(1000 + slope * by, False), held=by in held, futile=by in futile,
            tried=Tried(trials[by], {}, (Verdict(target(), (), None),), holds=True) if by in trials else None,
        )
        for by in STEPS
    )  # fmt: skip
    return TradeOff(0, target(), points, 8.0)


def costs(one):
    return [point.least.cost for point in one.points]


def test_what_the_plan_keeps_costs_no_more_than_the_plan():
    found = made_honest(curve(held=(1, 2)))
    assert costs(found) == [920, 960, 980, 1000, 1000, 1000, 1080]
    assert found.price == 0.0  # of the step that the plan keeps, whatever a looser one would save
    everything = made_honest(curve(held=(1, 2, 4)))
    assert costs(everything)[3:] == [1000] * 4
    assert everything.error == pytest.approx(80.0)


def test_a_looser_target_for_which_nothing_cheaper_is_found_costs_what_the_plan_costs():
    found = made_honest(curve(futile=(-4,)), whole=True)
    assert costs(found)[:4] == [1000] * 4
    assert found.error == pytest.approx(80.0)
    assert not any(worth_trying(found, point) for point in found.points if point.steps < 0)


def test_a_trial_stands_against_the_estimate_and_the_error_covers_the_distance():
    found = made_honest(curve(tried=[(-4, 900.0), (4, 1150.0)]), whole=True)
    assert costs(found) == [900, 960, 980, 1000, 1020, 1040, 1150]
    assert found.error == pytest.approx(70.0)


@pytest.mark.parametrize("slope", [-20.0, 0.0, 20.0])
@pytest.mark.parametrize("held", [(), (1,), (1, 2, 4), (4,)])
@pytest.mark.parametrize("futile", [(), (-2,), (-4,)])
def test_no_curve_falls_as_its_target_gets_stricter(slope, held, futile):
    found = costs(made_honest(curve(held, futile, [(-1, 990.0), (4, 1030.0)], slope), whole=True))
    assert found == sorted(found)
    assert found[3] == 1000


def test_a_stricter_trial_that_is_dearer_than_a_plan_that_holds_is_no_find():
    lens = SimpleNamespace(
        scenario=one_queue([0] * 9 + [30], [], [{"queue": "calls", "answer_rate": 0.8, "within": "20 s"}]),
        tried=lambda question: Tried(1050.0, {}, (Verdict(question.scenario.targets[0], (), None),), holds=True),
    )
    assert with_trial(lens, curve(held=(4,)), 4, 0.0).points[-1].tried is None
    assert with_trial(lens, curve(), 4, 0.0).points[-1].tried.cost == 1050.0


def test_what_a_plan_surely_keeps_is_judged_by_its_lower_limit():
    scenario = one_queue(
        [0] * 9 + [30, 30], [], [{"queue": "calls", "answer_rate": 0.5, "within": "20 s", "per": "horizon"}], staffing=4
    )
    results = simulate(scenario, replications=50, seed=1)
    worst = results.verdicts[0].worst
    assert surely_keeps(results, scenario, 0, worst.low - 1e-6)
    assert not surely_keeps(results, scenario, 0, worst.low + 1e-6)


@pytest.mark.slow
def test_few_people_who_are_all_needed_are_all_required_and_a_stricter_target_costs_what_the_plan_keeps():
    scenario = few_people()
    found = plan(scenario, replications=1500).plan
    assert list(found.staffing.mean_on_floor("team")) == [1, 2, 2, 2]
    assert list(found.required["team"]) == [1, 2, 2, 2]
    (told,) = tell(found).trade_offs
    assert [told.cost(by) for by in (1, 2, 4)] == [found.cost] * 3
    assert told.price == pytest.approx(0.0)
    assert told.cost(-4) == found.cost  # without anyone of them less than two thirds are answered in time
    assert told.error >= 60
