"""Shift design: the evaluator by hand, the program against every plan there is, and the benchmark itself."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from benchmarks.shift_design import FOLDER, PRICE, SECONDS, Instance, Score, evaluate, instances, read, solve

# One day of six slots of four hours; one type: starts in slot 1 or 2, lasts two slots or three.
SMALL = Instance("small", 240, 1, (0, 1, 2, 2, 1, 0), ((1, 2, 2, 3),), 60)


def test_a_plan_is_counted_minute_by_minute() -> None:
    # Slots 1 to 3 have one person, 2 and 3 have two, slot 4 nobody where one is asked for: 240 minutes too few.
    assert evaluate(SMALL, {(1, 3): (1,), (2, 2): (1,)}) == Score(over=0, under=240, shifts=2)
    # With three in slots 2 to 4: one too many in 2 and 3, two in 4; nobody in slot 1.
    assert evaluate(SMALL, {(2, 3): (3,)}) == Score(over=4 * 240, under=240, shifts=1)
    assert evaluate(SMALL, {}) == Score(over=0, under=6 * 240, shifts=0)


def test_the_week_repeats_itself() -> None:
    night = Instance("night", 480, 2, (1, 0, 1, 1, 0, 1), ((2, 2, 2, 2),), 60)
    # 16:00 to 08:00 on both days: the second day's goes on in the first slot of the first.
    assert evaluate(night, {(2, 2): (1, 1)}) == Score(over=0, under=0, shifts=1)
    assert solve(night, 60).score == Score(over=0, under=0, shifts=1)


def test_a_shift_that_no_type_allows_is_refused() -> None:
    with pytest.raises(ValueError, match="no shift type starts in slot 3 and lasts 2 slots"):
        evaluate(SMALL, {(3, 2): (1,)})
    with pytest.raises(ValueError, match="not people on 1 days"):
        evaluate(SMALL, {(1, 2): (1, 1)})
    with pytest.raises(ValueError, match="not people on 1 days"):
        evaluate(SMALL, {(1, 2): (-1,)})


def _every(instance: Instance) -> list[Score]:
    """The scores of all plans with up to two people on each shift and day."""
    shifts, found = instance.shifts, []
    for counts in product(range(3), repeat=len(shifts) * instance.days):
        rows = [counts[place * instance.days : (place + 1) * instance.days] for place in range(len(shifts))]
        found.append(evaluate(instance, {shift: row for shift, row in zip(shifts, rows, strict=True) if any(row)}))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_the_program_finds_what_enumeration_finds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    days = 1 + seed % 2
    types = ((0, 1, 2, 3),) if days == 1 else ((1, 2, 2, 2), (4, 4, 3, 3))[: 1 + (seed // 2) % 2]
    demand = tuple(int(people) for people in chance.integers(0, 3, 6 * days))
    instance = Instance(f"random_{seed}", 240, days, demand, types, 60)
    every = _every(instance)
    for price in (60, 300):
        found = solve(instance, price)
        assert found.proved(price)
        assert found.score.total(price) == min(score.total(price) for score in every)


def test_a_file_that_is_no_instance_is_told(tmp_path: Path) -> None:
    text = (
        "interval = 240; days = 1; demand = [0,1,2,2,1,0]; minStart = [1]; maxStart = [2]; minLength = [2];\n"
        "maxLength = [3]; weightShiftInstances = 60;"
    )
    path = tmp_path / "small.dzn"
    path.write_text(text, encoding="utf-8")
    assert read(path) == SMALL
    path.write_text(text.replace("minStart", "start").replace("days = 1;", ""), encoding="utf-8")
    with pytest.raises(ValueError, match=r"small\.dzn: days, minStart is missing"):
        read(path)
    path.write_text(text.replace("[0,1,2,2,1,0]", "[0,1,2]"), encoding="utf-8")
    with pytest.raises(ValueError, match="demand has 3 slots of 240 min for 1 days"):
        read(path)
    path.write_text(text.replace("minStart = [1]", "minStart = [1, 2]"), encoding="utf-8")
    with pytest.raises(ValueError, match="are not equally long"):
        read(path)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the benchmark's instances are not here (../shared/data/shift_design)")
def test_all_five_are_proved_within_a_minute() -> None:
    solutions = [(instance, solve(instance, PRICE)) for instance in instances()]
    assert [one.score.total(PRICE) for _, one in solutions] == [480, 600, 600, 870, 480]
    assert all(one.proved(PRICE) for _, one in solutions)
    assert sum(one.seconds for _, one in solutions) < SECONDS
