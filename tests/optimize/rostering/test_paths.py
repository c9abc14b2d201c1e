"""The graph knows exactly the rows that the judge lets pass, and their prices; the cheapest is the cheapest."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import numpy as np
import pytest

from optimize.rostering.cheapest import Everybody, row_of
from optimize.rostering.judge import broken, charges
from optimize.rostering.problem import NOBODY, Problem, Roster
from tests.optimize.rostering.small import MONDAY, problem


def alone(whole, place):
    return replace(whole, people=(whole.people[place],))


def allowed(one: Problem):
    """Rows that break nothing, with their own price."""
    found = {}
    for row in product((NOBODY, *range(len(one.duties))), repeat=one.days):
        roster = Roster(one, (row,))
        if not broken(roster):
            found[row] = sum(charge.price for charge in charges(roster) if charge.person is not None)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_the_graph_has_exactly_the_rows_that_keep_the_rules(seed):
    start = MONDAY + timedelta(days=seed % 7)
    one = alone(problem(seed, days=6, start=start, week=3 if seed % 3 == 0 else 7), seed % 2)
    everybody, free = Everybody(one), np.zeros(len(one.needs))
    expected = allowed(one)
    assert bool(everybody.stuck) == (not expected)
    if expected:
        found = everybody.within(free, 0, 1e9, 10**6)
        assert {row_of(one, column.pattern): column.price for column in found} == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(20))
def test_the_cheapest_row_is_the_cheapest_after_the_worths(seed):
    one = alone(problem(seed, days=5, start=MONDAY + timedelta(days=3 + seed % 2)), 0)
    everybody = Everybody(one)
    worths = np.random.default_rng(seed).random(len(one.needs)) * 20 - 3
    rows = allowed(one)
    if not rows:
        assert everybody.stuck == [0]
        return

    def worth(row):
        return sum(worths[one.cells[day, duty]] for day, duty in enumerate(row) if duty != NOBODY)

    ((price, column),) = everybody.cheapest(worths)
    assert price == pytest.approx(min(own - worth(row) for row, own in rows.items()))
    assert column.price == pytest.approx(rows[row_of(one, column.pattern)])


def test_rows_up_to_a_price_are_all_of_them_and_none_dearer():
    one = alone(problem(3, days=5), 0)
    everybody, worths = Everybody(one), np.linspace(-2, 9, len(problem(3, days=5).needs))
    ((least, _),) = everybody.cheapest(worths)
    near = everybody.within(worths, 0, least + 6.0, 10**6)
    every = everybody.within(worths, 0, 1e9, 10**6)
    dear = [column for column in every if column.price - worths[list(column.pattern)].sum() > least + 6.0 + 1e-9]
    assert 0 < len(near) == len(every) - len(dear)
    assert everybody.within(worths, 0, 1e9, 3) is None
