"""What stands beside a plan's figures: money for hours that have no interval is said."""

from types import SimpleNamespace

from callfloor import beside
from tests.optimize.weeks import week


def found(after):
    return SimpleNamespace(
        scenario=week({"start": "21:00", "length": "6 h"}, days=1), called_in=(), notes=("a note",), after_the_end=after
    )


def test_what_is_paid_after_the_end_is_said_first():
    first, second = beside.sentences(found(1234.0))
    assert first.startswith("1\u202f234")
    assert "hours after the calendar's end; where cost is by interval they stand in the last one" in first
    assert second == "a note"


def test_nothing_is_said_where_nothing_is_paid_after_the_end():
    assert beside.notes(found(0.0)) == ["a note"]
