"""Order: contacts sorted by arrival, and seats side by side for what belongs to a row."""

from __future__ import annotations

import numpy as np
import pytest

from sim.chance.contacts import Floats
from sim.chance.order import CROWD, by_moment, count, note, seat, split


def days(case: int) -> Floats:
    """Moments of many kinds: evenly over the day, in one hour of it, at whole minutes, all at once, nobody."""
    rng = np.random.default_rng(case)
    size = int(rng.integers(0, 3000))
    even, hour = rng.uniform(0, 86400, size), 36000 + rng.beta(0.2, 3, size) * 3600
    kinds = (even, hour, np.round(even / 60) * 60, np.where(even < 40000, 30000.0, even), np.full(size, 7.0), even[:1])
    return np.asarray(kinds[case % len(kinds)])


@pytest.mark.parametrize("case", range(36))
def test_moments_are_sorted_and_equal_ones_keep_their_order(case: int) -> None:
    moments = days(case)
    assert np.array_equal(by_moment(moments), np.argsort(moments, kind="stable"))


def test_a_crowd_in_one_span_is_sorted_too() -> None:
    rng = np.random.default_rng(1)
    moments = np.concatenate([[0.0, 86400.0], rng.uniform(40000, 40000.001, 20 * CROWD)])
    assert np.array_equal(by_moment(moments), np.argsort(moments, kind="stable"))


def test_a_rows_own_stand_side_by_side() -> None:
    parts = [np.array([0, 2, 3]), np.array([2]), np.array([0, 2])]
    ends = np.zeros(4 + 2, np.int32)
    for rows in parts:
        count(rows, ends)
    ends = np.cumsum(ends, dtype=np.int32)
    seats = [np.empty(len(rows), np.int32) for rows in parts]
    for rows, own in zip(parts, seats, strict=True):
        seat(rows, ends, own)
    assert [own.tolist() for own in seats] == [[0, 2, 5], [3], [1, 4]]
    first, many = np.zeros(5, np.int32), np.zeros(5, np.int16)
    note(ends, np.array([4, 3, 0, 1], np.int32), 100, first, many)  # rows 0, 1, 2, 3 stand at these places of a table
    assert many.tolist() == [3, 1, 0, 0, 2]
    assert (first[4], first[0], first[1]) == (100, 102, 105)


def test_luck_chooses_the_way_whose_bounds_it_lies_between() -> None:
    luck, rows = np.array([0.0, 0.3, 0.29, 0.95, 0.9]), np.array([1, 4, 5, 7, 8])
    chosen, parts = np.empty(5, np.int16), np.zeros((3, 5), np.int64)
    many = split(luck, np.array([0.3, 0.9]), rows, chosen, parts)
    assert chosen.tolist() == [0, 1, 0, 2, 2]
    assert [parts[way, : many[way]].tolist() for way in range(3)] == [[1, 5], [4], [7, 8]]
