"""Grids: what `--set` may say where a key takes several values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfloor.grid import Axis, Grid, grid, parted, read_values
from scenarios.faults import InputError


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("8..12", ["8", "9", "10", "11", "12"]),
        ("8..16..2", ["8", "10", "12", "14", "16"]),
        ("8..15..3", ["8", "11", "14"]),
        ("16..8..4", ["16", "12", "8"]),
        ("16..8..-4", ["16", "12", "8"]),
        ("-2..1", ["-2", "-1", "0", "1"]),
        ("0.1..0.3..0.1", ["0.1", "0.2", "0.3"]),  # in binary, 0.1 + 0.1 + 0.1 is past 0.3
        ("100..300..100", ["100", "200", "300"]),
        ("10 s..30 s..10 s", ["10 s", "20 s", "30 s"]),
        ("1..3 min", ["1 min", "2 min", "3 min"]),
        ("40..50 per h..5", ["40 per h", "45 per h", "50 per h"]),
        ("8,10..12,20", ["8", "10", "11", "12", "20"]),
        ("priority, longest_wait", ["priority", "longest_wait"]),
        ("[1,2]", ["[1,2]"]),
        ("[1,2],[3,4]", ["[1,2]", "[3,4]"]),
        ("{a: [1, 2], b: 3}, {a: 4}", ["{a: [1, 2], b: 3}", "{a: 4}"]),
        ('"08:00-12:00, 13:00-17:00"', ['"08:00-12:00, 13:00-17:00"']),
        ("it's, so", ["it's", "so"]),
        ("../volumes.csv", ["../volumes.csv"]),
        ("8..8", ["8"]),
        ("", [""]),
    ],
)
def test_values_and_ranges(text, values):
    assert list(read_values(text)) == values


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.1..0.3", "has no step"),
        ("8..", "is no range; write 8..16"),
        ("08:00..10:00", "is no range"),
        ("8..16..0", "its step must be above 0"),
        ("8..16..-2", "goes up by a step below 0"),
        ("eight..ten", "is no range; write 8..16"),
        ("+4", "the value is set, not added"),
        ("8,+9", "the value is set, not added"),
        ("+2..+4", r"\(2..4 if that is meant\)"),
        ("8,,9", "has a comma without a value beside it"),
        ("8,9,8", "names 8 twice"),
        ("10 s..2 min..10 s", "mixes min and s"),
        ("1..1e9", "are 1000000000 values; 10000 are the most"),
    ],
)
def test_what_is_wrong_with_values_is_said(text, said):
    with pytest.raises(ValueError, match=said):
        read_values(text)


def test_a_set_with_one_value_stays_an_override():
    found = grid(["lines=400", "agent_groups.team.staffing=8..10", "ivr.bot.then={contained: 0.2, general: 0.8}"])
    assert [axis.key for axis in found.axes] == ["agent_groups.team.staffing"]
    assert found.fixed == ("lines=400", "ivr.bot.then={contained: 0.2, general: 0.8}")


def test_every_fault_is_told_at_once():
    with pytest.raises(InputError) as refused:
        grid(["a=1..2..0", "b=1,1", "c=1,2", "c=3", "d=1..200", "e=1..200"])
    assert [fault.key for fault in refused.value.faults] == ["a", "b", "c", ""]
    assert "2 x 200 x 200 are 80000 points; 10000 are the most" in str(refused.value)


def test_points_are_the_cross_product_the_first_key_changing_slowest():
    found = grid(["agent_groups.team.staffing=8,9", "queues.calls.capacity=1..3"])
    assert found.size == 6
    assert [point.place for point in found.points] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert found.points[4].overrides == ("agent_groups.team.staffing=9", "queues.calls.capacity=2")
    assert found.points[4].label == "team.staffing 9, calls.capacity 2"


def test_the_ends_and_the_middle_come_first():
    found = Grid((Axis("x", tuple("123456789")),))
    assert found.coarse_first[:5] == (0, 8, 4, 2, 6)
    both = Grid((Axis("x", tuple("12345")), Axis("y", tuple("12345"))))
    assert {both.points[number].place for number in both.coarse_first[:4]} == {(0, 0), (0, 4), (4, 0), (4, 4)}


@given(st.lists(st.integers(1, 6), min_size=1, max_size=3))
def test_coarse_first_visits_every_point_once(sizes):
    found = Grid(tuple(Axis(f"k{place}", tuple(map(str, range(size)))) for place, size in enumerate(sizes)))
    assert sorted(found.coarse_first) == list(range(found.size))


@given(st.integers(-50, 50), st.integers(1, 9), st.integers(0, 30), st.integers(0, 3))
def test_ranges_count_in_decimals(first, step, more, decimals):
    scale = 10**decimals
    text = f"{first / scale}..{(first + step * more) / scale}..{step / scale}"
    assert [round(float(value) * scale) for value in read_values(text)] == [first + step * n for n in range(more + 1)]


def test_numbers_of_one_unit_make_an_axis():
    assert Axis("a", ("10 s", "20 s")).numbers == (10.0, 20.0)
    assert Axis("a", ("10 s", "20 s")).unit == "s"
    assert Axis("a", ("10 s", "2 min")).numbers is None
    assert Axis("a", ("priority", "longest_wait")).numbers is None


def test_pieces_are_parted_outside_brackets_and_quotes():
    assert list(parted("a=[1;2]; b='x;y';c", ";")) == ["a=[1;2]", "b='x;y'", "c"]
