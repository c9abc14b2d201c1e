"""Labour rules: what is read, and what is wrong."""

import pytest

from .small import small, sound, told


def test_labour_rules():
    assert sound().labour is None
    rules = {"days_per_week": 5, "most_in_a_row": 6, "rest": "11 h", "weekly_hours": {"min": "30 h", "max": "40 h"}}
    found = sound(labour=rules).labour
    assert (found.days_per_week, found.most_in_a_row, found.rest) == (5, 6, 39600)
    assert (found.weekly_hours.min, found.weekly_hours.max) == (108000, 144000)
    found = sound(labour={}).labour
    assert (found.days_per_week, found.most_in_a_row, found.rest, found.weekly_hours) == (None, None, None, None)


@pytest.mark.parametrize(
    ("labour", "key", "message"),
    [
        ({"days_per_week": 8}, ".days_per_week", "8 is too much; 7 is the most"),
        ({"days_per_week": 0}, ".days_per_week", "0 is too little; 1 is the least"),
        ({"most_in_a_row": 0}, ".most_in_a_row", "0 is too little; 1 is the least"),
        ({"rest": 11}, ".rest", "11 has no unit"),
        ({"weekly_hours": {"min": "40 h", "max": "30 h"}}, ".weekly_hours", "min: 40 h is more than max: 30 h; exchange them"),
        ({"weekly_hours": {"max": "0 s"}}, ".weekly_hours.max", "0 s is too little; it must be above 0 s"),
        ({"weekly_hours": "40 h"}, ".weekly_hours", '"40 h" stands where keys belong: min, max'),
        ({"rests": "11 h"}, ".rests", "Did you mean rest?"),
    ],
)  # fmt: skip
def test_faults(labour, key, message):
    found = told(small(labour=labour))
    assert [at for at, _ in found] == [f"labour{key}"]
    assert message in found[0][1]
