"""The shared tables of history: calls and intervals in columns."""

from datetime import date

import numpy as np
import pytest

from scenarios.history.calls import Calls, Outcome
from scenarios.history.coded import Coded
from scenarios.history.intervals import Intervals
from scenarios.history.origin import Finding, Origin

NAN = np.nan


def three_calls() -> Calls:
    return Calls(
        first_day=date(2026, 3, 2),
        arrived=np.array([100.0, 86_399.0, 2 * 86_400.0 + 5]),
        asked=np.array([110.0, NAN, 2 * 86_400.0 + 5]),
        ivr=np.array([10.0, 4, 0]),
        waited=np.array([3.0, NAN, 60]),
        outcome=np.array([Outcome.ANSWERED, Outcome.CONTAINED, Outcome.ABANDONED], dtype=np.int8),
        answered=np.array([113.0, NAN, NAN]),
        handled=np.array([200.0, NAN, NAN]),
        wrap_up=np.full(3, NAN),
        contact_type=Coded.of(["sales", "", "sales"]),
        queue=Coded.unknown(3),
        group=Coded.unknown(3),
        agent=Coded.of(["ann", None, None]),
        channel=Coded.unknown(3),
        customer=np.array([1, -1, 1]),
        origin=Origin("calls.csv", 4, findings=(Finding("rows twice", 1, "left out"), Finding("short", 2, "kept"))),
    )


def test_days_are_those_with_a_call():
    calls = three_calls()
    assert calls.days == (date(2026, 3, 2), date(2026, 3, 4))
    assert calls.day.tolist() == [0, 0, 2]
    assert calls.second.tolist() == [100, 86_399, 5]


def test_offered_are_those_who_asked_for_a_person():
    assert three_calls().offered.tolist() == [True, False, True]


def test_some_of_the_rows_keep_their_names_and_origin():
    sales = three_calls().where(three_calls().contact_type.is_("sales"))
    assert len(sales) == 2
    assert sales.agent.words() == ["ann", None]
    assert sales.origin.left_out == 1
    assert sales.origin.counts == {"rows twice": 1, "short": 2}


def test_an_unknown_column_takes_no_memory_and_knows_no_word():
    nothing = Coded.unknown(10_000_000)
    assert nothing.codes.strides == (0,)
    assert not nothing.is_("sales").any()
    assert nothing.word(7) is None


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="differ in length"):
        Intervals(
            date(2026, 3, 2), 1800.0, np.zeros(2), *(Coded.unknown(2),) * 5, *(np.zeros(2),) * 5, np.zeros(3), 20.0,
            Origin("x", 2),
        )  # fmt: skip
