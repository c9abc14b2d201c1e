"""What Learn says: against published points, exactly solved cases, and the simulation that it shows."""

from __future__ import annotations

import json
from dataclasses import replace
from math import inf

import numpy as np
import pytest

from callfloor.figures.learn_asked import GOAL, OPEN, WITHIN, Asked, Filling, filling, points, scenario, simulated
from callfloor.figures.learn_load import at_load, empty, explode
from callfloor.figures.learn_models import models
from callfloor.figures.learn_patience import patience
from callfloor.figures.learn_size import GROWTH, TEAMS, pooling, square_root
from callfloor.language import using
from sim import experiment
from sim.erlang import Demand, erlang_a, erlang_c
from sim.exact import evaluate_day

QUEUE = Asked(rate=300, handle=240, patience=120, agents=22)
# 48 calls a minute of a minute each, 50 agents, patience of two minutes (Mandelbaum and Zeltyn 2007).
PALM = Asked(rate=48 * 60, handle=60, patience=120, agents=50)


def drawn(picture: object, place: int = 0) -> tuple[list[float], list[float]]:
    trace = json.loads(picture.figure.to_json())["data"][place]  # type: ignore[attr-defined]
    return trace["x"], trace["y"]


def test_published_points_stand_in_the_tables() -> None:
    row = dict(zip(models(PALM).table.columns, next(r for r in models(PALM).table.rows if r[0] == "50"), strict=True))
    assert row["Erlang C: mean wait"] == "20.8\u202fs"
    assert row["Erlang A: give up"] == "3.1\u202f%"
    assert "20.8\u202fs" in patience(PALM).caption
    assert PALM.by("a").mean_wait_all == pytest.approx(3.709, abs=0.0005)  # of all who ask, as it was published
    assert row["Erlang A: mean wait of the answered"] == "3.6\u202fs"


def test_curves_are_the_formulas() -> None:
    agents, rates = drawn(models(QUEUE), 0)
    of_c = drawn(models(QUEUE), 1)[1]
    for number, rate, other in zip(agents, rates, of_c, strict=True):
        demand = Demand(300 / 3600, 240, 120, WITHIN)
        assert rate == pytest.approx(100 * erlang_a(demand, int(number)).answer_rate, abs=1e-9)
        assert other == pytest.approx(100 * erlang_c(demand, int(number)).answer_rate, abs=1e-9)


def test_fewest_agents_are_enough_and_one_less_is_not() -> None:
    for model in ("a", "c"):
        needed = QUEUE.needed(model)
        assert replace(QUEUE, agents=needed).by(model).answer_rate >= GOAL
        assert replace(QUEUE, agents=needed - 1).by(model).answer_rate < GOAL


def test_more_work_than_hands_is_said() -> None:
    short = replace(QUEUE, agents=15)
    assert "no answer" in models(short).caption
    assert "without end" in patience(short).caption
    assert "nobody gives up" in models(replace(QUEUE, patience=None)).caption
    assert "more work than" in explode(QUEUE, 1.0).caption


def test_a_pool_is_the_sum_of_its_teams() -> None:
    picture = pooling(QUEUE)
    for teams, row in zip(TEAMS, picture.table.rows, strict=True):
        together = Asked(QUEUE.rate * teams, QUEUE.handle, QUEUE.patience, QUEUE.agents * teams)
        assert row[1] == f"{100 * together.by('a').answer_rate:.1f}".removesuffix(".0") + "\u202f%"
        assert int(row[4].replace("\u202f", "")) <= int(row[5].replace("\u202f", ""))


def test_the_root_of_the_load_keeps_the_share_who_wait() -> None:
    """At eight times the volume the rule is off by no more than the agent that rounding may cost on either side."""
    loads, extra = drawn(square_root(QUEUE), 1)
    beta = extra[GROWTH.index(1.0)] / loads[GROWTH.index(1.0)] ** 0.5
    assert extra[-1] == pytest.approx(beta * loads[-1] ** 0.5, abs=2)
    kept = QUEUE.by("a").probability_of_wait or 0.0
    for factor, load, more in zip(GROWTH, loads, extra, strict=True):
        one = replace(QUEUE.times(factor), agents=round(load + more))
        assert (one.by("a").probability_of_wait or 0.0) <= kept


def test_less_patience_loses_more_and_hurries_the_rest() -> None:
    _, lost = drawn(patience(QUEUE), 0)
    _, waits = drawn(patience(QUEUE), 1)
    assert lost == sorted(lost, reverse=True)
    assert waits == sorted(waits)


def test_waits_near_full_load_are_those_of_the_formula() -> None:
    shares, waits = drawn(explode(QUEUE), 0)
    for share, wait in zip(shares, waits, strict=True):
        demand = Demand(share / 100 * 22 / 240, 240, inf, WITHIN)
        assert wait == pytest.approx(erlang_c(demand, 22).mean_wait, rel=1e-9)


def test_simulated_points_agree_with_erlang_a() -> None:
    """Five standard errors, those of the limits that are shown (95 %: about two)."""
    for one in simulated(QUEUE, points(QUEUE)):
        rate, low, high = one.answer_rate
        assert rate is not None
        assert low is not None
        assert high is not None
        formula = replace(QUEUE, agents=one.agents).by("a").answer_rate
        assert abs(rate - formula) < 5 * (high - low) / 2 / 1.96
    told = models(QUEUE, simulated(QUEUE, (22,))).caption
    assert "Simulated: " in told


def test_a_day_that_starts_empty_agrees_with_the_exact_day() -> None:
    """Mean queues by half-hour, of a small team near full load, within five standard errors of the chain's."""
    busy = at_load(Asked(0, 240, None, 3), 0.99)
    exact = evaluate_day([busy.rate / 3600] * (2 * OPEN), [3] * (2 * OPEN), 1800.0, 240.0).mean_queue
    found = filling(busy)
    for (mean, low, high), known in zip(found.queue, exact, strict=True):
        assert low is not None
        assert high is not None
        assert abs(mean - known) < 5 * max(high - mean, mean - low) / 1.96
    assert "over before the queue has settled" in empty(busy, 0.99, found).caption


def test_the_day_is_told_against_the_settled_queue() -> None:
    calm = Filling(10, ((1.0, 0.9, 1.1),) * 16)
    assert "settles soon" in empty(replace(QUEUE, agents=2), 0.5, calm).caption
    assert "no answer" in empty(QUEUE, 1.05, calm).caption
    assert empty(QUEUE, 0.99).figure is None


def test_the_scenario_is_the_queue() -> None:
    made = scenario(QUEUE, days=3)
    results = experiment.simulate(made)
    assert results.replications == 3
    per_day = np.asarray(results.days("offered"))[:, 0]
    assert abs(per_day.mean() - 300 * 20) < 5 * (300 * 20 / 3) ** 0.5


def test_captions_are_chinese_in_chinese() -> None:
    with using("zh"):
        texts = [models(QUEUE).caption, square_root(QUEUE).caption, pooling(QUEUE).caption, patience(QUEUE).caption]
        texts += [explode(QUEUE).caption, empty(QUEUE).caption]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in texts)
