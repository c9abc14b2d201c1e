"""Requirements by formula: against published and exact values, and as whole agents."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from optimize.curves import Load, Patience
from optimize.formula.settled import Formula, Settled, busyness_for, scheduled_for, settled
from scenarios.distributions import Exponential, Never
from scenarios.schema import Target
from sim.erlang import Demand, Goal, erlang_a, fewest_agents
from sim.staffing import on_floor
from tests.optimize.centres import one_queue

REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / "published_points.json"
RATE, HANDLING = 100 / 1800, 180.0  # pyworkforce's published case: 100 calls in half an hour, 3 min each


def load(patience=None, rate=RATE, handling=HANDLING, busyness=(1.0,)):
    mean = Never() if patience is None else Exponential(patience)
    return Load(rate, handling, Patience.of([(mean, 1.0)], handling), busyness)


def target(**asked):
    return Target(**{"queue": "calls", "per": "interval", **asked})


def test_erlang_c_needs_what_was_published():
    drawn = Settled.draw(target(answer_rate=0.8, within="20 s"), load(), Formula("Erlang C", np.inf))
    assert drawn.needs(0.0) == 14
    in_time, lost, answered, _ = settled(load(), Formula("Erlang C", np.inf), 14, 20.0)
    assert in_time == pytest.approx(0.888, abs=5e-4)
    assert (lost, answered) == (0.0, 1.0)


def test_erlang_a_is_what_the_exact_formula_says():
    found = settled(load(300.0), Formula("Erlang A", 300.0), 14, 20.0)
    exact = erlang_a(Demand(RATE, HANDLING, 300.0, 20.0), 14)
    assert found[0] == pytest.approx(exact.answer_rate)
    assert found[1] == pytest.approx(0.013984, abs=1e-6)  # published
    assert found[3] == pytest.approx(exact.mean_wait)


@pytest.mark.skipif(not REFERENCE.exists(), reason="the published points are not here (../shared/reference)")
def test_mean_waits_are_those_of_the_reference():
    points = json.loads(REFERENCE.read_text(encoding="utf-8"))["published_points"]
    cases, exact = next((p["cases"], p["exact"]) for p in points if "ErlangCTest" in p["src"])
    for case, wait in zip(cases, exact, strict=True):
        patience = case.get("patience_min")
        formula = Formula("Erlang C", np.inf) if patience is None else Formula("Erlang A", patience * 60.0)
        own = load(None if patience is None else patience * 60.0, 3.5 / 60, 180.0)
        found = settled(own, formula, case["c"], 20.0)
        if patience is None:
            assert found[3] == pytest.approx(wait, abs=5e-3)
        else:  # the mean wait of all, whether answered or not, is the share lost times the mean patience
            assert found[1] * patience * 60 == pytest.approx(wait, abs=5e-3)


def test_any_patience_is_near_erlang_a_when_it_is_exponential():
    own = load(120.0)
    for agents in (8, 11, 14):
        general, exponential = (
            settled(own, Formula(*one), agents, 20.0) for one in (("M/M/n+G", np.nan), ("Erlang A", 120.0))
        )
        assert general[:3] == pytest.approx(exponential[:3], abs=3e-3)


@pytest.mark.parametrize(
    "asked", [{"answer_rate": 0.8, "within": "20 s"}, {"abandonment": 0.03}, {"mean_wait": "10 s"}]
)
def test_needs_are_the_fewest_whole_agents(asked):
    wanted, formula = target(**asked), Formula("Erlang A", 120.0)
    for calls in (3, 40, 100, 700):
        drawn = Settled.draw(wanted, load(120.0, rate=calls / 1800), formula)
        goal = {"answer_rate": Goal(0.8), "abandonment": Goal(abandonment=0.03), "mean_wait": Goal(mean_wait=10.0)}
        right = fewest_agents("a", Demand(calls / 1800, HANDLING, 120.0, 20.0), goal[wanted.measure])
        assert drawn.needs(0.0) == right.agents


def test_more_agents_are_never_worse_and_halves_lie_between():
    drawn = Settled.draw(target(answer_rate=0.8, within="20 s"), load(120.0), Formula("Erlang A", 120.0))
    scores = [drawn.exactly(agents / 2) for agents in range(44)]
    assert all(low <= high + 1e-12 for low, high in pairwise(scores))
    assert drawn.exactly(10.5) == pytest.approx((drawn.exactly(10) + drawn.exactly(11)) / 2)


def test_a_long_wait_counts_for_as_long_as_it_is_and_nobody_there_for_longer():
    """Over a day waits are added up: one that counted as twice what is asked, at most, made it cheap to leave hours without agents."""
    wanted = target(mean_wait="15 s", per="horizon")
    for patience, name in ((None, "Erlang C"), (600.0, "Erlang A")):
        drawn = Settled.draw(wanted, load(patience), Formula(name, patience or np.inf))
        wait, answered = (settled(drawn.load, drawn.formula, 11, 0.0)[place] for place in (3, 2))
        assert wait > 2 * 15
        assert drawn.exactly(11) == pytest.approx(answered * (15 - wait) / 15)
        assert all(low < high for low, high in pairwise(drawn.score))
        assert drawn.at(0) < -10
        assert drawn.concave.at(0) < drawn.exactly(11) < 0 < drawn.exactly(15)


def test_patience_decides_on_the_formula():
    shifts = [{"groups": ["team"], "start": "00:00", "length": "4 h"}]
    asked = [{"queue": "calls", "abandonment": 0.1}]
    scenario = one_queue([60] * 3, shifts, asked)
    assert Formula.of(scenario, "calls", ("call",)) == Formula("Erlang A", 180.0)
    kinds = scenario.contact_types
    endless = {"call": kinds["call"].model_copy(update={"patience": Never()})}
    assert Formula.of(scenario.model_copy(update={"contact_types": endless}), "calls", ("call",)).name == "Erlang C"
    mixed = {**kinds, "other": kinds["call"].model_copy(update={"patience": Exponential(60.0)})}
    assert (
        Formula.of(scenario.model_copy(update={"contact_types": mixed}), "calls", ("call", "other")).name == "M/M/n+G"
    )


def test_a_promise_on_most_days_is_kept_on_a_busy_one():
    own = load(120.0, busyness=(0.86, 0.95, 1.0, 1.05, 1.14))
    assert busyness_for(None, target(abandonment=0.1), own) == own.busyness
    (busy,) = busyness_for(None, target(abandonment=0.1, confidence=0.9), own)
    assert 1.1 < busy < 1.2
    more = [
        Settled.draw(target(answer_rate=0.8, within="20 s", **confidence), own_load, Formula("Erlang A", 120.0)).needs(
            0.0
        )
        for confidence, own_load in (({}, own), ({"confidence": 0.9}, load(120.0, busyness=(busy,))))
    ]
    assert more[1] > more[0]


@pytest.mark.parametrize("shrinkage", [0.0, 0.1, 0.25, 0.3, 0.5])
def test_scheduled_people_are_the_fewest_of_whom_enough_are_on_the_floor(shrinkage):
    for needed in range(1, 60):
        people = scheduled_for(needed, shrinkage)
        assert on_floor(people, shrinkage) >= needed > on_floor(people - 1, shrinkage)
