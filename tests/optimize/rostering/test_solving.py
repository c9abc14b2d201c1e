"""Rosters against enumeration; the bound, the clock, the seed."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from optimize.rostering import proving
from optimize.rostering.cheapest import Everybody
from optimize.rostering.judge import broken, price
from optimize.rostering.problem import Need, Problem, Roster
from optimize.rostering.proving import prove
from optimize.rostering.relaxing import lifted
from optimize.rostering.solving import _Clock, solve
from tests.optimize.rostering.small import problem
from tests.optimize.rostering.test_paths import allowed, alone


def least(whole: Problem) -> float | None:
    """The least price of any roster, by trying them all: first what needs can be filled how, then its cheapest rows."""
    reached = {(0,) * len(whole.needs): 0.0}
    for place in range(len(whole.people)):
        rows = allowed(alone(whole, place))
        further: dict[tuple[int, ...], float] = {}
        for row, own in rows.items():
            filled = Roster(replace(whole, people=whole.people[:1]), (row,)).staffed()
            for counts, spent in reached.items():
                key = tuple(a + b for a, b in zip(counts, filled, strict=True))
                further[key] = min(further.get(key, 1e9), spent + own)
        reached = further
    if not reached:
        return None

    def needs(counts):
        each = zip(whole.needs, counts, strict=True)
        return sum(max(n.people - c, 0) * n.short + max(c - n.people, 0) * n.over for n, c in each)

    return min(spent + needs(counts) for counts, spent in reached.items())


@pytest.mark.parametrize("seed", range(30))
def test_a_small_roster_is_the_best_of_all(seed):
    whole = problem(100 + seed, people=3, days=4)
    best = least(whole)
    if best is None:
        assert Everybody(whole).stuck
        return
    found = solve(whole, gap=0.0)
    assert broken(found.roster) == ()
    assert found.price == pytest.approx(price(found.roster))
    assert found.price == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    assert found.proved


@pytest.mark.parametrize("seed", range(12))
def test_a_proof_finds_the_best_whatever_it_begins_with(seed):
    whole = problem(200 + seed, people=2, days=4)
    everybody, best = Everybody(whole), least(whole)
    if best is None:
        assert everybody.stuck
        return
    worths = np.zeros(len(whole.needs))  # a poor bound, so that many rows may matter
    bound = sum(price for price, _ in everybody.cheapest(worths))
    first = [column for _, column in everybody.cheapest_of_each(worths + 1e4)]
    found = prove(everybody, first, worths, bound, 60.0)
    assert everybody.price(found.roster) == pytest.approx(best)
    assert found.bound == pytest.approx(best)


def test_most_of_these_small_rosters_exist():
    assert Counter(bool(Everybody(problem(100 + seed, people=3, days=4)).stuck) for seed in range(30))[False] > 15


def test_the_same_seed_gives_the_same_roster():
    whole = problem(7, people=6, days=7)
    whole = replace(
        whole, people=tuple(replace(one, terms=replace(one.terms, hours=((0.0, 40 * 3600.0),))) for one in whole.people)
    )
    assert not Everybody(whole).stuck
    assert solve(whole, seed=3).roster.rows == solve(whole, seed=3).roster.rows


def test_a_clock_that_has_run_out_gives_a_roster_with_an_honest_bound():
    whole = next(one for one in (problem(seed, people=6, days=7) for seed in range(99)) if not Everybody(one).stuck)
    found, best = solve(whole, gap=0.0, time_limit=1e-9), solve(whole, gap=0.0)
    assert found.stopped
    assert broken(found.roster) == ()
    assert found.bound <= best.price <= found.price


def test_nobody_and_nothing_are_rosters_too():
    whole = problem(1, people=2)
    empty = solve(replace(whole, people=()))
    assert empty.price == empty.bound == pytest.approx(sum(need.people * need.short for need in whole.needs))
    assert solve(replace(whole, needs=(), people=())).price == 0


def test_a_bound_is_lifted_to_the_next_price_there_can_be():
    assert lifted(11.2, 0.5) == 11.5
    assert lifted(11.00001, 0.5) == 11.0
    assert lifted(11.2, 0.0) == 11.2


def test_the_unit_divides_every_price():
    whole = replace(problem(1), needs=(Need(0, 0, 1, 7.5, 3.0),), people=())
    assert whole.unit == 1.5


def test_the_last_proof_counts_its_work_and_not_the_seconds(monkeypatch):
    """So many branches as there are few rows; the seconds are a net far below."""
    given, really = [], proving.solve

    def asked(program, *, branches, **more):
        given.append((branches, len(program.variables())))
        return really(program, branches=branches, **more)

    monkeypatch.setattr(proving, "solve", asked)
    whole = next(one for one in (problem(seed, people=2, days=4) for seed in range(99)) if not Everybody(one).stuck)
    everybody, worths = Everybody(whole), np.zeros(len(whole.needs))
    bound = sum(price for price, _ in everybody.cheapest(worths))
    first = [column for _, column in everybody.cheapest_of_each(worths + 1e4)]
    prove(everybody, first, worths, bound, _Clock(None).left)
    ((branches, size),) = given
    assert branches == min(max(proving.WORK // size, proving.FEWEST), proving.BRANCHES)
    assert _Clock(None).left >= 3 * 3600
    assert _Clock(5.0).left <= 5.0
