"""Pairs: differences on the same contacts, how often their limits hold the truth, and how often luck is taken for real.

A share of n trials that each succeed with probability p lies within 5 standard errors of p but once in a million times.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from scenarios.schema import Scenario
from sim.experiment import Results, simulate
from sim.pairs import Difference, differences, holm
from sim.pulls import Pulls, pulls
from sim.sums.ratios import Ratio
from tests.sim.test_experiment import small

STANDARD_ERRORS = 5
DAYS = 12


def desk(staffing: int, **changes: object) -> Scenario:
    group = {
        "skills": {"calls": {"handle_time": {"exponential": {"mean": "3 min"}}}},
        "staffing": staffing,
        "cost": "30 per h",
    }
    return small(agent_groups={"desk": group}, **changes)


@pytest.fixture(scope="module")
def six() -> Results:
    return simulate(desk(6), replications=DAYS)


@pytest.fixture(scope="module")
def seven() -> Results:
    return simulate(desk(7), replications=DAYS)


def find(found: tuple[Difference, ...], measure: str, scope: str = "queue", name: str = "calls") -> Difference:
    return next(one for one in found if (one.measure, one.scope, one.name) == (measure, scope, name))


def test_a_difference_by_pencil() -> None:
    """Three days: 1, 2, 3 of 4 calls answered in the first, 2, 4, 3 in the second."""
    under = np.full((3, 1), 4.0)
    first, second = (Pulls.of_sums(np.array([over]).T, under) for over in ([1.0, 2.0, 3.0], [2.0, 4.0, 3.0]))
    between = second.minus(first)
    assert between.mean == pytest.approx(0.25)
    assert between.pull.ravel() == pytest.approx([0.0, 0.25, -0.25])
    assert between.error == pytest.approx(0.25 / np.sqrt(3))  # variance 0.125 / 2, over 3 days
    assert between.half_width == pytest.approx(4.30265273 * 0.25 / np.sqrt(3))


@pytest.mark.parametrize("intervals", [False, True])
@pytest.mark.parametrize("knowing", [{}, {"control": True}, {"control": True, "stratify": True}])
def test_a_difference_is_that_of_the_reported_figures(intervals: bool, knowing: dict[str, bool]) -> None:
    six, seven = (simulate(desk(agents), replications=DAYS, **knowing) for agents in (6, 7))
    found = differences([six, seven], intervals=intervals)
    reported = [row for row in six.rows if intervals or row.interval is None]
    assert len(found) == len(reported)
    for one, row in zip(found, reported, strict=True):
        assert (one.measure, one.scope, one.name, one.interval, one.first) == (
            row.measure,
            row.scope,
            row.name,
            row.interval,
            row.mean,
        )
        key = {"within": row.within_s, "interval": row.interval, "of": row.of, "target": row.target}
        assert one.second == seven.value(row.measure, row.scope, row.name, **key).mean
        if one.first is not None and one.second is not None:
            assert one.mean == pytest.approx(one.second - one.first, abs=1e-9 * abs(one.first))


def test_one_more_agent_shortens_waits_and_changes_no_arrivals(six: Results, seven: Results) -> None:
    found = differences([six, seven])
    wait, offered, cost = (find(found, measure) for measure in ("mean_wait", "offered", "cost"))
    assert wait.real
    assert wait.high is not None
    assert wait.high < 0
    assert (offered.mean, offered.low, offered.high, offered.p, offered.real) == (0, 0, 0, 1, False)
    assert (cost.mean, cost.low, cost.high) == pytest.approx((720, 720, 720))  # the same every day: no doubt about it
    assert cost.real


def test_pairs_tell_apart_what_two_independent_results_could_not(six: Results, seven: Results) -> None:
    wait = find(differences([six, seven]), "mean_wait")
    alone = [one.value("mean_wait", "queue", "calls") for one in (six, seven)]
    assert None not in (wait.high, wait.low)
    apart = np.hypot(*[one.high - one.low for one in alone])
    assert wait.high - wait.low < apart / 1.3


def test_a_result_does_not_differ_from_itself(six: Results) -> None:
    again = differences([six, simulate(desk(6), replications=DAYS)], intervals=True)
    assert {one.mean for one in again} == {0, None}
    assert not any(one.real for one in again)


def test_all_are_compared_with_the_first(six: Results, seven: Results) -> None:
    found = differences([six, seven, simulate(desk(8), replications=DAYS)])
    assert [one.other for one in found] == [1] * (len(found) // 2) + [2] * (len(found) // 2)
    waits = [one.mean for one in found if (one.measure, one.scope) == ("mean_wait", "queue")]
    assert waits[1] < waits[0] < 0


def test_a_changed_target_is_not_compared(six: Results) -> None:
    stricter = [{"queue": "calls", "answer_rate": 0.9, "within": "15 s"}]
    found = differences([six, simulate(desk(6, targets=stricter), replications=DAYS)])
    assert {one.target for one in found} == {None}


def test_one_day_has_differences_without_limits() -> None:
    found = differences([simulate(desk(agents), replications=1) for agents in (6, 7)])
    wait = find(found, "mean_wait")
    assert wait.mean is not None
    assert (wait.low, wait.high, wait.p, wait.real) == (None, None, None, False)


def test_results_of_different_days_are_refused(six: Results) -> None:
    with pytest.raises(ValueError, match=r"results\(=1\) must be at least 2"):
        differences([six])
    for other, what in (
        ({"seed": 4}, "seed 3 and 4"),
        ({"replications": 2}, "replications 12 and 2"),
        ({"first_day": 1}, "first day 0 and 1"),
        ({"stratify": True}, "stratified"),
    ):
        with pytest.raises(ValueError, match=what):
            differences([six, simulate(desk(7), **{"replications": DAYS, **other})])
    week = small(calendar={"start": "2026-03-02", "days": 2, "interval": "30 min"})
    with pytest.raises(ValueError, match="calendar"):
        differences([six, simulate(week, replications=DAYS)])


def test_limits_of_a_difference_hold_the_truth_as_often_as_they_say() -> None:
    """Ten days; what is busy for one is busy for the other; one answers 80 %, the other 82 % of a few calls more."""
    experiments, rng = 4000, np.random.default_rng(7)
    under = rng.normal(100, 10, (10, experiments))
    more = under + rng.normal(5, 1, under.shape)
    hard = rng.normal(0, 5, under.shape)
    first = Pulls.of_sums(0.80 * under + hard, under)
    between = Pulls.of_sums(0.82 * more + hard + rng.normal(0, 1, under.shape), more).minus(first)
    held = np.mean(np.abs(between.mean - 0.02) <= between.half_width)
    assert abs(held - 0.95) < STANDARD_ERRORS * np.sqrt(0.95 * 0.05 / experiments)
    assert np.median(between.half_width) < np.median(first.half_width) / 3


def test_limits_of_a_percentiles_difference_hold_the_truth_as_often_as_they_say() -> None:
    """Every day is slow or fast as a whole, for both; nine in ten wait at most so long, and a fifth less in the other."""
    days, calls, experiments, rng = 30, 60, 1000, np.random.default_rng(11)
    truth = optimize.brentq(
        lambda wait: (stats.expon.cdf(wait, scale=8) + stats.expon.cdf(wait, scale=12)) / 2 - 0.9, 1, 100
    )
    held, alone, together = 0, 0.0, 0.0
    for _ in range(experiments):
        waits = rng.exponential(rng.choice([8.0, 12.0], (days, 1)), (days, calls))
        # The second's customers are the same but for every fifth, whom somebody else's luck befalls.
        others = np.where(rng.random((days, calls)) < 0.2, rng.permutation(waits, axis=1), waits) * 0.8
        both = []
        for one in (waits, others):
            middle = np.quantile(one, 0.9)
            up_to = (one <= middle).sum(axis=1, keepdims=True).astype(float)
            answered = np.full((days, 1), float(calls))
            half = Pulls.of_sums(up_to, answered).half_width[0]
            low, high = np.quantile(one, np.clip([0.9 - half, 0.9 + half], 0, 1))
            both.append(Pulls.of_percentile(Ratio(*np.array([[middle], [low], [high]])), up_to, answered))
        between = both[1].minus(both[0])
        held += abs(between.mean[0] + 0.2 * truth) <= between.half_width[0]
        together, alone = together + between.half_width[0], alone + both[0].half_width[0]
    # The method is right for many days; with 30 of them a further 0.01 is its own.
    assert abs(held / experiments - 0.95) < STANDARD_ERRORS * np.sqrt(0.95 * 0.05 / experiments) + 0.01
    assert together < alone / 2


def test_percentiles_have_limits_that_are_those_of_the_figure(six: Results, seven: Results) -> None:
    keys, figures = pulls(six.scenario, six.tallies)
    at = [key.measure for key in keys].index("wait_p90")
    row = six.value("wait_p90")
    assert row.high - row.low == pytest.approx(2 * figures.half_width[at], rel=0.05)
    faster = find(differences([six, seven]), "wait_p90")
    assert faster.real
    assert faster.high < 0


def test_holm_by_pencil() -> None:
    """Of four: 0.01 < 0.05 / 4, 0.015 < 0.05 / 3, 0.03 > 0.05 / 2, so that ends it. Certain zeros and unknowns do not count."""
    assert holm(np.array([0.03, 0.01, 1.0, 0.04, np.nan, 0.015])).tolist() == [False, True, False, False, False, True]
    assert holm(np.array([0.0, 0.04])).tolist() == [True, True]
    assert holm(np.array([])).tolist() == []


@pytest.mark.parametrize("common", [0.0, 3.0])
def test_luck_is_seldom_taken_for_real(common: float) -> None:
    """Thirty figures without a difference, alike or not: in at most 5 of 100 comparisons is any of them called real."""
    comparisons, rng = 4000, np.random.default_rng(11)
    wrong = singly = 0
    for _ in range(comparisons):
        days = rng.normal(size=(10, 30)) + common * rng.normal(size=(10, 1))
        p = Pulls.of_sums(days, np.ones_like(days)).p
        wrong += bool(holm(p).any())
        singly += bool((p < 0.05).any())
    error = STANDARD_ERRORS * np.sqrt(0.05 * 0.95 / comparisons)
    assert wrong / comparisons < 0.05 + error
    assert singly / comparisons > 0.1  # one by one, luck would be called real far more often
    if not common:
        assert wrong / comparisons > 0.05 - error - 0.01  # nor is Holm needlessly strict where figures are independent
