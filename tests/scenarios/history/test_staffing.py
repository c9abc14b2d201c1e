"""Pauses and whole people, on numbers that can be followed with a pencil."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.history import staffing


def test_pauses_between_bounds_give_the_likeliest_distribution(monkeypatch):
    # Half are 5 s for certain; the rest are somewhere up to 60 s, which 5 s explains as well as anything: Turnbull's
    # estimate moves them there, as nothing else is ever seen.
    pauses = np.array([[5.0, 5]] * 50 + [[0.0, 60]] * 50)
    cells, share = staffing.pause_distribution(pauses)
    assert share[cells == 5] == pytest.approx(1, abs=1e-3)
    assert np.all(staffing.wrap_up(pauses) <= 5)


@pytest.mark.filterwarnings("error")
def test_where_every_pause_is_long_there_is_no_wrap_up():
    assert not staffing.wrap_up(np.array([[900.0, 900]] * 20)).any()


def test_pauses_longer_than_away_are_no_wrap_up():
    seconds = staffing.wrap_up(np.array([[4.0, 4]] * 80 + [[900.0, 900]] * 20))
    assert len(seconds) == 200
    assert seconds.max() <= 4


def test_halves_of_people_take_turns():
    people_there = staffing.whole_people(np.array([[6.5, 6.5, 6.5, 6.5]]))
    assert people_there.tolist() == [[7, 6, 7, 6]]


def test_rounding_keeps_every_group_and_the_total():
    luck = np.random.default_rng(3)
    mean = luck.uniform(0, 3, (4, 48))
    mean[2, 10:20] = 0
    found = staffing.whole_people(mean)
    assert found.min() >= 0
    assert not found[2, 10:20].any()
    assert np.abs(np.cumsum(found.sum(axis=0)) - np.cumsum(mean.sum(axis=0))).max() <= 0.5 + 1e-9
    assert np.abs(found.sum(axis=1) - mean.sum(axis=1)).max() < 3


def test_nobody_is_carried_over_a_closed_interval():
    assert staffing.whole_people(np.array([[1.4, 0.0, 1.4]])).tolist() == [[1, 0, 1]]
