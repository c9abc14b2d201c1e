"""Precision: days are added until the limits are near enough, and the limits then hold as often as they say."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest

from scenarios.faults import InputError
from sim.days import precision
from sim.days.precision import Rule, Wish
from sim.definitions import Sample
from sim.experiment import simulate
from sim.sums.ratios import Ratio, ratio
from tests.sim.test_experiment import small

EXPERIMENTS = 3000
# Of these models 93 to 95.5 in a hundred are expected (docs/how-many-days.md); a share of so many is 0.4 points uncertain.
TOO_FEW = 0.945 - 5 * np.sqrt(0.05 * 0.95 / EXPERIMENTS)
SHARE = 0.8


@dataclass(frozen=True)
class Told:
    """A measure whose days are told: each is a pair, answered and offered."""

    name: str = "answer_rate"
    scopes: tuple[str, ...] = ("centre",)
    within: None = None
    of: None = None

    def estimate(self, sample: Sample, scope: str) -> Ratio:
        days = np.array(sample.tallies)[:, :, None, None]
        return ratio(days[:, 0], days[:, 1])


def told_days(rng: np.random.Generator, days: int, kind: str) -> np.ndarray:
    """Days whose answered / offered is exactly SHARE in the long run."""
    offered = rng.gamma(25.0, 4.0, days)  # busyness with a cv of 0.2
    if kind == "even":
        return np.stack([offered * (SHARE + 0.05 * rng.standard_normal(days)), offered], axis=1)
    # A busy day is a bad one, and much worse than a quiet one is good: answered falls with the square of the load.
    squared = 100.0**2 * (1 + 1 / 25)
    lost = 0.2 * 100.0 * offered**2 / squared
    return np.stack([offered - lost, offered], axis=1)


@pytest.mark.parametrize("kind", ["even", "busy days are bad"])
@pytest.mark.parametrize("days_needed", [15, 45, 120, 400])
def test_limits_hold_as_often_as_they_say_although_the_days_stop_when_they_are_near(
    kind: str, days_needed: int
) -> None:
    rng = np.random.default_rng([days_needed, len(kind)])
    many = told_days(rng, 200_000, kind)
    spread = np.std(many[:, 0] - SHARE * many[:, 1]) / np.mean(many[:, 1])
    half = 1.96 * spread / np.sqrt(days_needed)
    scenario, measure = small(), Told()
    rule = Rule((Wish("answer_rate", measure, "centre", "centre", half),), 10_000)  # type: ignore[arg-type]
    holds, holds_as_asked, needed = [], [], []
    for _ in range(EXPERIMENTS):
        days, goal = told_days(rng, 0, kind), rule.first
        while goal is not None:
            days = np.concatenate([days, told_days(rng, goal - len(days), kind)])
            goal = rule.more(scenario, days)  # type: ignore[arg-type]
        found = measure.estimate(Sample(scenario, days), "centre")  # type: ignore[arg-type]
        holds.append(found.low[0, 0] <= SHARE <= found.high[0, 0])
        holds_as_asked.append(abs(found.mean[0, 0] - SHARE) <= half)
        needed.append(len(days))
        assert rule.reached(scenario, days)[0].near_enough  # type: ignore[arg-type]
    assert np.mean(holds) > TOO_FEW
    assert np.mean(holds_as_asked) > TOO_FEW
    assert np.mean(needed) < max(1.25 * days_needed, precision.FIRST + 8)  # and no more days than that takes


@pytest.fixture(scope="module")
def asked() -> dict[str, float]:
    return {"answer_rate": 0.045, "queue.calls.mean_wait": 6.0}


def test_days_are_added_until_all_limits_are_near_enough(asked: dict[str, float]) -> None:
    near = simulate(small(), precision=asked)
    plain = simulate(small(), replications=near.replications)
    assert near.complete
    assert near.replications > precision.FIRST
    assert near.rows == plain.rows  # a run of so many days, no other
    assert [one.key for one in near.precision] == list(asked)
    assert all(one.near_enough for one in near.precision)
    for one, row in zip(
        near.precision, [plain.value("answer_rate"), plain.value("mean_wait", "queue", "calls")], strict=True
    ):
        assert row.mean is not None
        assert row.low is not None
        assert row.mean - row.low == pytest.approx(one.found)
        assert one.found <= one.asked


def test_the_number_of_days_does_not_depend_on_who_runs_them(asked: dict[str, float]) -> None:
    alone = simulate(small(), precision=asked)
    with ThreadPoolExecutor(3) as threads:
        together = simulate(small(), precision=asked, workers=threads)
    assert together.replications == alone.replications
    assert together.rows == alone.rows


def test_there_are_no_more_days_than_allowed() -> None:
    stopped = simulate(small(), precision={"answer_rate": 0.0001}, replications=35)
    assert stopped.replications == 35
    assert not stopped.precision[0].near_enough
    assert stopped.complete  # as many as it might have
    few = simulate(small(), precision={"answer_rate": 0.0001}, replications=3)
    assert few.replications == 3


def test_an_undefined_measure_ends_the_run_after_the_first_days_and_is_named() -> None:
    nobody = small(contact_types={"call": {"arrivals": {"volumes": [0] * 48}, "enters": "calls"}})
    with pytest.raises(InputError, match=r"answer_rate +is undefined \(null\) on each of the first 30 days") as stopped:
        simulate(nobody, precision={"answer_rate": 0.01, "offered": 1}, replications=50)
    assert "nothing was run" not in str(stopped.value)
    assert len(stopped.value.faults) == 1
    few = simulate(nobody, precision={"answer_rate": 0.01}, replications=20)
    assert few.precision[0].undefined
    assert np.isnan(few.precision[0].found)


def test_one_day_has_no_limits_but_its_measures_are_defined() -> None:
    found = simulate(small(), precision={"answer_rate": 0.01}, replications=1).precision[0]
    assert np.isnan(found.found)
    assert (found.undefined, found.share) == (False, True)


def test_what_is_asked_for_is_found_by_its_name() -> None:
    wishes = precision.rule(
        small(),
        precision.read(["answer_rate=0.005", "queue.calls.answer_rate@15 s=0.01", "centre.mean_wait=2 s", "agent_group.desk.occupancy=.01"]),
        None,
    ).wishes  # fmt: skip
    told = [(one.measure.name, one.measure.within, one.scope, one.name, one.half) for one in wishes]
    assert told == [
        ("answer_rate", 20.0, "centre", "centre", 0.005),
        ("answer_rate", 15.0, "queue", "calls", 0.01),
        ("mean_wait", None, "centre", "centre", 2.0),
        ("occupancy", None, "agent_group", "desk", 0.01),
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("answer_rate", "is not MEASURE=HALF; write it such as answer_rate=0.005"),
        ("answer_rates=0.1", r'called "answer_rates" \(did you mean answer_rate\?\)'),
        ("answer_rate=much", 'asks for "much"; write a number such as 0.005'),
        ("answer_rate=-1", "is a positive number such as 0.005"),
        ("answer_rate=1", "asks for 1; shares are fractions of 1, so 0.01 is one point"),
        ("answer_rate=0.5", "less than 0.5 is of use"),
        ("answer_rate=1%", 'asks for "1%"; write 0.01\n'),
        ("answer_rate=2 s", "write a number such as 0.005\n"),
        ("answer_rate=inf", "is a positive number such as 0.005"),
        ("answer_rate@16 s=0.1", "is not measured; answer_rate@15 s, answer_rate@20 s are"),
        ("answer_rate@16=0.1", "has no unit"),
        ("mean_wait@15 s=1", "only answer_rate has a threshold"),
        ("queue.call.answer_rate=0.1", r'no queue called "call" \(did you mean calls\?\)'),
        ("desk.occupancy=0.1", 'begins with "desk"; write MEASURE, or SCOPE.NAME.MEASURE'),
        ("agent_group.desk.offered=1", 'no measure of agent_group called "offered"'),
    ],
)
def test_what_cannot_be_had_is_refused_in_words(asked: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        simulate(small(), precision=precision.read([asked]))


def test_stratified_days_have_a_number_that_is_known_beforehand() -> None:
    with pytest.raises(ValueError, match="their number is not known"):
        simulate(small(), precision={"answer_rate": 0.1}, stratify=True)


def test_the_stages_are_few_and_grow() -> None:
    """From 30 days to many: each stage goes where the spread says, neither creeping nor leaping."""

    def goals(found: Sequence[float]) -> list[int]:
        class Foreseen(Rule):
            def reached(self, scenario, tallies, known=None):
                return (precision.Reached("answer_rate", 0.01, found[min(len(reached), len(found) - 1)]),)

        reached: list[int] = []
        rule, days = Foreseen((), 10_000), 30
        while days is not None:
            next_one = rule.more(small(), [None] * days)  # type: ignore[list-item]
            reached.append(days)
            days = next_one
        return reached

    assert goals([0.0099]) == [30]
    assert goals([0.0101, 0.009]) == [30, 33]
    assert goals([0.02, 0.01]) == [30, 120]
    assert goals([0.1, 0.02, 0.01]) == [30, 120, 480]


def test_what_is_known_of_the_luck_spares_days() -> None:
    asked = {"answer_rate": 0.045}
    plain, known = simulate(small(), precision=asked), simulate(small(), precision=asked, control=True)
    assert known.control
    assert known.replications < plain.replications
    assert known.precision[0].near_enough
    same = simulate(small(), replications=known.replications, control=True)
    assert same.rows == known.rows
    assert same.tallies[0].sums["centre"]["offered"].sum() == plain.tallies[0].sums["centre"]["offered"].sum()
