"""Where a plan stands: scores agree with the verdicts, for every kind of target, and are as sure as the verdicts' limits."""

import pytest

from optimize.search.standing import missed, standings
from sim.experiment import simulate
from sim.staffing import Staffing
from sim.targets import AT_MOST
from tests.optimize.centres import two_groups

TARGETS = [
    {"queue": "vip", "answer_rate": 0.85, "within": "20 s", "per": "hour"},
    {"queue": "general", "answer_rate": 0.8, "within": "30 s", "of": "answered", "per": "hour", "at_least": 40},
    {"abandonment": 0.08, "per": "interval"},
    {"queue": "general", "mean_wait": "25 s", "per": "hour"},
    {"agent_group": "floor", "occupancy": 0.7, "per": "interval"},
    {"queue": "vip", "answer_rate": 0.9, "within": "20 s", "per": "interval", "confidence": 0.7},
    {"queue": "vip", "answer_rate": 0.8, "within": "20 s", "per": "horizon", "confidence": 0.95},
    {"queue": "general", "mean_wait": "30 s", "per": "horizon", "confidence": 0.5},
]


@pytest.fixture(scope="module", params=[(4, 6), (5, 8), (7, 11)], ids=["few", "some", "many"])
def results(request):
    desk, floor = request.param
    scenario = two_groups(targets_in_place=TARGETS)
    staffing = Staffing.by_interval(scenario, {"desk": [desk] * 24, "floor": [floor] * 24})
    return simulate(scenario, staffing, replications=60, seed=3)


def test_a_score_below_zero_is_a_target_missed(results):
    found = standings(results)
    judged = {
        (place, period.first): period
        for place, verdict in enumerate(results.verdicts)
        for period in verdict.periods
        if period.skipped is None
    }
    assert set(found) == set(judged)
    short = dict(missed(found, {}))
    assert {key for key, period in judged.items() if not period.met} == {key for key, by in short.items() if by > 1e-9}


def test_scores_and_errors_are_those_of_the_verdicts(results):
    found = standings(results)
    for place, verdict in enumerate(results.verdicts):
        target = verdict.target
        if target.confidence is not None:
            continue
        scale = target.asked if target.measure == "mean_wait" else 1.0
        sign = -1 if target.measure in AT_MOST else 1
        most = float("inf") if target.measure == "mean_wait" else 1.0  # limits of shares are cut where they end
        for period in (one for one in verdict.periods if one.skipped is None and one.low > 0 and one.high < most):
            one = found[place, period.first]
            assert one.score == pytest.approx(sign * (period.reached - target.asked) / scale)
            assert 2.0 * one.error * scale == pytest.approx((period.high - period.low) / 2, rel=0.01)


def test_what_is_needed_and_what_is_risked_raise_the_bar(results):
    found = standings(results)
    key, one = next(iter(found.items()))
    needed = {key: one.score + 0.02}
    assert dict(missed({key: one}, needed))[key] == pytest.approx(0.02)
    assert dict(missed({key: one}, needed, risk=2.0))[key] == pytest.approx(0.02 + 2 * one.error)
