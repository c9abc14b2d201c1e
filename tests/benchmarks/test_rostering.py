"""Nurse rostering: a reading of the format by hand, and the published bests; the week of five hundred in small."""

from pathlib import Path

import pytest

from benchmarks.nurse_rostering import BEST, HERE, problem, read, shifts_of, total
from benchmarks.rostering import week
from optimize.rostering.judge import broken, price
from optimize.rostering.solving import solve

WARD = """\
# two nurses, a week
SECTION_HORIZON
7
SECTION_SHIFTS
E,480,
L,480,E
SECTION_STAFF
A,E=7|L=7,2400,960,3,2,2,0
B,E=7|L=1,2400,960,5,1,1,1
SECTION_DAYS_OFF
A,4
SECTION_SHIFT_ON_REQUESTS
A,0,E,2
SECTION_SHIFT_OFF_REQUESTS
B,2,L,3
SECTION_COVER
0,E,1,100,1
2,L,1,100,1
2,E,0,100,1
5,E,1,100,1
"""
GOOD = {"A": ["E", "E", "", "", "", "", ""], "B": ["", "", "L", "", "", "E", ""]}


@pytest.fixture
def ward(tmp_path: Path):
    (tmp_path / "Ward.txt").write_text(WARD)
    return read(tmp_path / "Ward.txt")


def test_a_plan_is_priced_by_the_description(ward) -> None:
    assert total(ward, GOOD) == (3, [])  # B does not get day 2 off; E on day 1 is not in the cover
    empty = {"A": ["", "E", "E", "", "", "", ""], "B": ["", "", "E", "E", "", "", ""]}
    # A does not get E on day 0; day 0 and 5 lack E, day 2 lacks L and has two E too many.
    assert total(ward, empty) == (2 + 300 + 2, [])


@pytest.mark.parametrize(
    ("who", "row", "fault"),
    [
        ("A", "E E . . E . .", "A works on day 4, a day off"),
        ("A", "E E E E . . .", "A: 4 days in a row"),
        ("A", ". E . . E E .", "A: 1 days in a row only"),
        ("A", "E E . E E . .", "A: 1 days off only"),
        ("A", "E E . . . E .", "A: 1 days in a row only"),
        ("A", "E E . . . . E", "A: 1 weekends"),
        ("A", "E . . . . . .", "A: 480 minutes"),
        ("B", "L E . . . . .", "B: E after L"),
        ("B", "L L . . . . .", "B: too many L=1"),
    ],
)
def test_each_hard_rule_is_seen(ward, who, row, fault) -> None:
    plan = {**GOOD, who: [cell.strip(".") for cell in row.split()]}
    assert fault in total(ward, plan)[1]


def test_the_product_and_the_reading_agree_on_a_ward(ward) -> None:
    found = solve(problem(ward), gap=0.0)
    assert total(ward, shifts_of(found.roster)) == (found.price, [])
    assert found.proved


@pytest.mark.parametrize(("name", "best"), BEST.items())
def test_the_published_bests_are_reached_and_proved(name: str, best: int) -> None:
    path = HERE / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"{path.name} is not in {HERE.name} beside the project")
    instance = read(path)
    found = solve(problem(instance), gap=0.0)
    assert total(instance, shifts_of(found.roster)) == (best, [])
    assert found.price == found.bound == best


@pytest.mark.slow
def test_a_week_of_many_keeps_the_rules_near_its_bound() -> None:
    found = solve(week(60, shortage=1.3), gap=0.02)
    assert broken(found.roster) == ()
    assert found.price == pytest.approx(price(found.roster))
    assert found.gap <= 0.02
