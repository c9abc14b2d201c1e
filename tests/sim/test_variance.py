"""Variance: what is known of the days' luck narrows the error of figures, and their limits with it, and biases nothing.

The shop below has calls that come by volumes times a busyness, and a loss that grows with their number and has chance of its own;
so it is done in a moment, and its true mean is known. A mean of n experiments lies within 5 of its standard errors of the
truth but once in a million times, and so does a share.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.experiment import simulate, stratified
from sim.measures import rows
from sim.sums.ratios import Ratio, ratio
from sim.targets import judge
from sim.traffic import draw
from sim.variance import Known, calls_too_many, known
from tests.sim.test_experiment import small

STANDARD_ERRORS = 5
DAYS = 20


def test_weights_bring_just_the_calls_that_are_expected_by_the_slopes_of_other_days() -> None:
    too_many, figure = np.array([1.0, 2.0, -3.0, 6.0, 2.5]), np.array([3.0, 4.0, 2.0, 9.0, 4.5])
    luck = Known(too_many[:, None], np.empty((5, 0)))
    assert luck.weights.mean() == pytest.approx(1)
    assert (luck.weights * too_many).sum() == pytest.approx(0)
    slopes = [np.polyfit(np.delete(too_many, day), np.delete(figure, day), 1)[0] for day in range(5)]
    assert (luck.weights * figure).mean() == pytest.approx((figure - slopes * too_many).mean())
    assert luck.freedom == 3


def test_what_luck_explains_is_taken_out_of_the_limits() -> None:
    """Ten days whose figure is a straight line of their luck but for a wobble: only the wobble is in doubt."""
    luck, wobble = np.linspace(-1, 1.2, 10), np.tile([0.1, -0.1], 5)
    over, under = 5 + 2 * luck + wobble, np.ones(10)
    by_others = [np.polyval(np.polyfit(np.delete(luck, day), np.delete(over, day), 1), luck[day]) for day in range(10)]
    corrected = ratio(over, under, known=(control := Known(luck[:, None], np.empty((10, 0)))))
    assert corrected.mean == pytest.approx(5, abs=0.02)
    half = 2.30600414 * np.sqrt((control.weights**2 * (over - by_others) ** 2).sum()) / 10  # t(8 df)
    assert corrected.high - corrected.mean == pytest.approx(half)
    spread = ratio(over, under, known=Known(np.empty((10, 0)), luck[:, None]))
    assert spread.mean == pytest.approx(over.mean())  # strata say nothing about the figure itself
    half = 2.30600414 * np.sqrt(((over - by_others) ** 2).sum()) / 10
    assert spread.high - spread.mean == pytest.approx(half)
    assert half < (ratio(over, under).high - over.mean()) / 5


def test_without_knowledge_nothing_changes() -> None:
    rng = np.random.default_rng(1)
    over, under = rng.random((2, 6, 4, 5))
    assert ratio(over, under, known=None).low.tolist() == ratio(over, under).low.tolist()
    scenario = small()
    assert known(scenario, 3, 0, 20, {}, control=False) is None
    assert known(scenario, 3, 0, 9, {}, control=True) is None  # too few days to learn from
    assert known(scenario, 3, 0, 4, stratified(scenario, 3, 0, 4), control=False) is None


def test_the_calls_too_many_are_those_drawn_less_those_expected() -> None:
    scenario = small()
    expected = 240.0  # four half-hours of 60
    assert calls_too_many(scenario, 3, 5, 4, {}).tolist() == [
        draw(scenario, 3, 5 + day).contacts - expected for day in range(4)
    ]
    places = stratified(scenario, 3, 0, 4)
    assert calls_too_many(scenario, 3, 0, 4, places).tolist() == [
        draw(scenario, 3, day, {name: one[day] for name, one in places.items()}).contacts - expected for day in range(4)
    ]
    two = small(calendar={"start": "2026-03-02", "days": 2, "interval": "30 min"})
    assert calls_too_many(two, 3, 0, 2, {}).tolist() == [
        draw(two, 3, 2 * day).contacts - 2 * expected for day in range(2)
    ]


def loss(calls: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Contacts lost of so many calls: none up to 200, every second beyond, and some more or less."""
    return np.maximum(calls - 200, 0) / 2 + 10 + rng.normal(0, 6, calls.shape)


class Shop:
    """Twenty days at a time, over and over: calls drawn as a scenario draws them, and lost as ``loss`` says."""

    def __init__(self, *, spread: bool) -> None:
        self.scenario, self.rng = small(), np.random.default_rng(17)
        self.busyness = self.scenario.busyness["weather"]
        self.spread = spread

    def days(self) -> tuple[np.ndarray, np.ndarray]:
        """Draw calls, and the place of each day's busyness in its range."""
        places = self.rng.random(DAYS)
        if self.spread:
            places = (self.rng.permutation(DAYS) + places) / DAYS
        return self.rng.poisson(240 * self.busyness.quantile(places)).astype(float), places

    def figure(self, *, control: bool) -> tuple[Ratio, Ratio]:
        """The share of calls lost: with what is known, and plainly."""
        calls, places = self.days()
        lost = loss(calls, self.rng)
        luck = known_of(calls, places if self.spread else None, control=control)
        return ratio(lost, calls, 1.0, luck), ratio(lost, calls, 1.0)


def known_of(calls: np.ndarray, places: np.ndarray | None, *, control: bool) -> Known:
    at = None if places is None else 2 * places - 1
    strata = (
        np.empty((len(calls), 0))
        if at is None
        else np.stack([at, (3 * at**2 - 1) / 2, (5 * at**3 - 3 * at) / 2], axis=1)
    )
    return Known((calls - 240)[:, None] if control else np.empty((len(calls), 0)), strata, places is not None)


@pytest.fixture(scope="module")
def truth() -> float:
    """Of ten million days, spread evenly over the busyness."""
    rng, number = np.random.default_rng(23), 10_000_000
    busyness = small().busyness["weather"]
    places = (np.arange(number) + rng.random(number)) / number
    calls = rng.poisson(240 * np.interp(places, grid := np.linspace(0.00005, 0.99995, 10001), busyness.quantile(grid)))
    return float(loss(calls.astype(float), rng).sum() / calls.sum())


@pytest.mark.parametrize(("spread", "control", "narrower"), [(False, True, 0.7), (True, False, 0.8), (True, True, 0.7)])
def test_knowledge_narrows_the_error_and_the_limits_and_biases_nothing(
    truth: float, spread: bool, control: bool, narrower: float
) -> None:
    experiments, shop, plain_shop = 1500, Shop(spread=spread), Shop(spread=False)
    found = [shop.figure(control=control)[0] for _ in range(experiments)]
    plain = [plain_shop.figure(control=True)[1] for _ in range(experiments)]
    means, usual = (np.array([float(one.mean) for one in some]) for some in (found, plain))
    widths, usual_widths = (np.array([float(one.high - one.low) for one in some]) for some in (found, plain))
    assert means.std() < narrower * usual.std()
    assert widths.mean() < narrower * usual_widths.mean()
    # A ratio of sums has a bias of its own, of the order of its variance; it is far below its error at 20 days.
    assert abs(means.mean() - truth) < STANDARD_ERRORS * means.std() / np.sqrt(experiments) + 0.1 * means.std()
    held = np.mean([one.low <= truth <= one.high for one in found])
    assert held > 0.95 - STANDARD_ERRORS * np.sqrt(0.95 * 0.05 / experiments)


def test_sums_still_add_up_and_ratios_are_of_their_sums() -> None:
    results = simulate(small(), replications=DAYS)
    luck = known(results.scenario, results.seed, 0, DAYS, {}, control=True)
    assert luck is not None
    mean = {
        (row.measure, row.scope, row.name): row.mean
        for row in rows(results.scenario, results.tallies, luck)
        if row.interval is None
    }
    queue = {measure: value for (measure, scope, _), value in mean.items() if scope == "queue"}
    assert queue["offered"] == pytest.approx(240)
    assert queue["offered"] == pytest.approx(
        sum(queue[one] for one in ("answered", "abandoned", "blocked", "cleared", "unfinished"))
    )
    assert queue["abandonment"] == pytest.approx(queue["abandoned"] / queue["offered"])
    assert mean["cost", "centre", "centre"] == pytest.approx(results.value("cost").mean)
    plain = results.value("answer_rate")
    better = next(row for row in rows(results.scenario, results.tallies, luck) if row.measure == "answer_rate")
    assert plain.high - plain.low > 1.5 * (better.high - better.low)
    verdict = judge(results.scenario, results.tallies, luck)[0].periods[0]
    asked = next(
        row for row in rows(results.scenario, results.tallies, luck) if (row.scope, row.within_s) == ("queue", 15.0)
    )
    assert (verdict.reached, verdict.low, verdict.high) == (asked.mean, asked.low, asked.high)


def test_strata_of_several_busynesses_are_all_explained() -> None:
    scenario = small()
    places = stratified(scenario, 3, 0, 40)
    luck = known(scenario, 3, 0, 40, places, control=True)
    assert luck is not None
    assert (luck.control.shape, luck.strata.shape, luck.freedom) == ((40, 1), (40, 6), 32)
    few = known(scenario, 3, 0, 10, {name: one[:10] for name, one in places.items()}, control=False)
    assert few is not None
    assert few.strata.shape == (10, 2)  # straight lines are all that ten days can tell
    fixed = replace(luck, control=np.zeros((40, 1)))
    assert fixed.freedom == 33  # what never varies explains nothing
    assert fixed.weights.tolist() == [1.0] * 40
