"""How waits spread, by pencil."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from sim.definitions import Percentile, Sample, measures
from sim.sums.waits import Ascending, Part, Pool, Waits, pooled
from tests.sim.halves import two_halves
from tests.sim.logs import abandoned, answered, tally_of

STANDARD_ERRORS = 5  # a random test fails once in a million


def test_the_waits_of_all_days_are_pooled() -> None:
    scenario = two_halves()
    days = [
        tally_of(scenario, answered(0, 40, 60), answered(0, 0, 60), abandoned(0, 5)),
        tally_of(scenario, answered(0, 20, 60)),
    ]
    for scope, name in (("queue", "calls"), ("centre", "centre"), ("agent_group", "desk")):
        found = pooled(scenario, days, scope, name)
        assert (found.at_once, found.longer.tolist()) == (1, [20, 40])


def test_pooled_waits_tell_how_many_are_longer_and_what_most_wait_at_most() -> None:
    waits = Ascending(2, np.array([1.0, 10.0, 20.0, 20.000002, 60.0, 90.0], np.float32))
    assert [waits.beyond(at) for at in (0, 9.9, 10, 20, 90)] == [6 / 8, 5 / 8, 4 / 8, 3 / 8, 0]
    assert [waits.at_share(share) for share in (0.0, 0.25, 3 / 7, 1.0)] == pytest.approx([0, 0.75, 10, 90])
    nobody_waits = Ascending(3, np.empty(0, np.float32))
    assert (nobody_waits.at_share(0.9), nobody_waits.beyond(0)) == (0, 0)


def replication(*waits: float) -> Waits:
    """Waits of one replication, all of one kind in one interval."""
    single = np.array([wait for wait in waits if wait > 0], np.float32)
    return Waits(
        interval=np.zeros(1, np.int32),
        names=np.zeros((4, 1), np.int16),
        at_once=np.array([len(waits) - len(single)], np.int32),
        longer=np.array([len(single)], np.int32),
        wait=single,
    )


def percentiles(days: list[Waits], *levels: float) -> tuple[list[float], list[float], list[float]]:
    """Means, low and high limits over the calendar."""
    found = Pool.over([day.part("centre") for day in days], (1, 1)).percentiles(levels)
    assert np.array_equal(found.mean[:, 0, 0], found.mean[:, 0, 1], equal_nan=True)  # the only interval is the calendar
    mean, low, high = (part[:, 0, 0].tolist() for part in (found.mean, found.low, found.high))
    return mean, low, high


def test_percentiles_are_interpolated_as_spreadsheets_do() -> None:
    assert percentiles([replication(40, 0, 20, 10)], 0.0, 0.5, 0.9, 1.0)[0] == pytest.approx([0, 15, 34, 40])
    many = np.random.default_rng(1).exponential(30, 1001).astype(np.float32)
    mean, low, _ = percentiles([replication(*many)], 0.5, 0.9, 0.95)
    assert mean == pytest.approx(np.quantile(many.astype(float), [0.5, 0.9, 0.95]))
    assert np.isnan(low).all()


def test_who_is_answered_at_once_is_counted_among_the_waits() -> None:
    assert percentiles([replication(0, 0, 0, 8)], 0.5, 0.9, 1.0)[0] == pytest.approx([0, 5.6, 8])
    assert percentiles([replication(0, 0)], 0.0, 1.0)[0] == [0, 0]


def test_no_waits_have_no_percentiles() -> None:
    assert np.isnan(percentiles([replication()] * 3, 0.5)).all()


def test_days_that_agree_leave_no_doubt_about_a_percentile() -> None:
    assert percentiles([replication(0, 10, 20)] * 4, 0.5) == ([10], [10], [10])


def test_limits_of_a_percentile_know_that_calls_of_a_day_are_alike() -> None:
    """Every day is slow or fast as a whole. Limits that took calls for independent would hold the truth half as often."""
    days, calls, experiments, rng = 30, 40, 1000, np.random.default_rng(11)
    truth = optimize.brentq(
        lambda wait: (stats.expon.cdf(wait, scale=8) + stats.expon.cdf(wait, scale=12)) / 2 - 0.9, 1, 100
    )
    held = 0
    for _ in range(experiments):
        scales = rng.choice([8.0, 12.0], days)
        _, (low,), (high,) = percentiles([replication(*rng.exponential(scale, calls)) for scale in scales], 0.9)
        held += int(low <= truth <= high)
    # The method is right for many days; with 30 of them a further 0.01 is its own.
    assert abs(held / experiments - 0.95) < STANDARD_ERRORS * np.sqrt(0.95 * 0.05 / experiments) + 0.01


def test_a_percentile_is_the_share_of_each_days_waits_that_it_says() -> None:
    scenario = two_halves()
    days = [
        tally_of(scenario, answered(0, 40, 60), answered(0, 0, 60), answered(50000, 50007, 50010), abandoned(0, 5)),
        tally_of(scenario, answered(0, 20, 60)),
    ]
    sample = Sample(scenario, days)
    median = next(one for one in measures(scenario) if one.name == "wait_p50")
    assert isinstance(median, Percentile)
    assert median.estimate(sample, "queue").mean[0].tolist() == [13.5, 20, 7]  # of 0, 7, 20, 40
    below, answered_in_all = median.by_day(sample, "queue")
    assert below.tolist() == [[[2, 1, 1]], [[0, 1, 0]]]
    assert answered_in_all.tolist() == [[[3, 2, 1]], [[1, 1, 0]]]


def test_percentiles_of_many_names_and_intervals_are_those_of_their_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    names, intervals, days, rng = 3, 4, 5, np.random.default_rng(3)
    waits: dict[tuple[int, int], list[float]] = {}
    parts = []
    for _ in range(days):
        runs = [(name, interval) for name in range(-1, names) for interval in range(intervals) if rng.random() < 0.7]
        at_once, longer = rng.integers(0, 4, len(runs)), rng.integers(0, 6, len(runs))
        single = rng.exponential(30, longer.sum()).astype(np.float32)
        parts.append(
            Part(
                np.array([name for name, _ in runs], np.int16),
                np.array([interval for _, interval in runs], np.int32),
                at_once.astype(np.int32),
                longer.astype(np.int32),
                single,
            )
        )
        for cell, zeros, some in zip(runs, at_once, np.split(single, np.cumsum(longer)[:-1]), strict=True):
            waits.setdefault(cell, []).extend([0.0] * zeros + some.tolist())
    found = Pool.over(parts, (names, intervals)).percentiles((0.5, 0.9))
    for name in range(names):
        own = [waits.get((name, interval), []) for interval in range(intervals)]
        for column, values in enumerate([[wait for cell in own for wait in cell], *own]):
            expected = np.quantile(values, [0.5, 0.9]) if values else np.full(2, np.nan)
            assert found.mean[:, name, column] == pytest.approx(expected, nan_ok=True)
    monkeypatch.setattr("sim.sums.waits.AT_A_TIME", 1)
    one_by_one = Pool.over(parts, (names, intervals)).percentiles((0.5, 0.9))
    for one, other in zip(vars(one_by_one).values(), vars(found).values(), strict=True):
        assert np.array_equal(one, other, equal_nan=True)
