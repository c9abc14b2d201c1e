"""A log that contradicts itself is found out, and the row is named."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.log import ConservationError, Log, Outcome
from tests.sim.logs import abandoned, answered, blocked, log, never_offered, not_reached, unfinished

NAN = float("nan")


def whole() -> Log:
    return log(
        abandoned(0, 30, number=0),
        answered(60, 80, 100, 110, number=0, attempt=2),
        blocked(5, number=1),
        not_reached(10, 40, 50, number=2),
        never_offered(Outcome.BLOCKED_LINES, 12, left=14, number=3),
        never_offered(Outcome.BLOCKED_LINES, 13, number=4),
        unfinished(15, number=5),
    )


def changed(row: int, **values: Any) -> Log:
    columns = {}
    for name, value in values.items():
        columns[name] = getattr(whole(), name).copy()
        columns[name][row] = value
    return replace(whole(), **columns)


def test_a_log_that_adds_up_passes() -> None:
    whole().check(6)
    log().check(0)


def test_contacts_neither_vanish_nor_appear() -> None:
    with pytest.raises(ConservationError, match="7 contacts arrived, 6 first attempts are in the log"):
        whole().check(7)


@pytest.mark.parametrize(
    ("row", "values", "fault"),
    [
        (1, {"attempt": 3}, "attempts are not counted 1, 2, ..."),
        (1, {"number": 9}, "attempts are not counted 1, 2, ..."),
        (1, {"cause": 0}, "an attempt and its cause disagree"),
        (2, {"answered_at": 6.0}, "answered and its moment disagree"),
        (1, {"answered_at": NAN}, "answered and its moment disagree"),
        (1, {"agent": -1}, "answered and its agent disagree"),
        (0, {"agent": 3}, "answered and its agent disagree"),
        (3, {"released_at": NAN}, "an agent never falls free"),
        (0, {"left_at": NAN}, "leaving unanswered and its moment disagree"),
        (2, {"left_at": 6.0}, "leaving unanswered and its moment disagree"),
        (0, {"left_at": -1.0}, "a wait is negative"),
        (1, {"joined_at": 81.0}, "a wait is negative"),
        (1, {"taken_at": 81.0}, "the answer comes before the agent"),
        (1, {"released_at": 99.0}, "wrap-up ends before the talk"),
        (1, {"ended_at": 79.0}, "the talk ends before it begins"),
    ],
)
def test_a_row_that_contradicts_itself_is_named(row: int, values: dict[str, Any], fault: str) -> None:
    day = changed(row, **values)
    contact, attempt = int(day.number[row]), int(day.attempt[row])
    with pytest.raises(ConservationError, match=re.escape(f"contact {contact}, attempt {attempt}: {fault}")):
        day.check(6)


def test_the_first_of_several_faults_is_told() -> None:
    day = changed(1, ended_at=79.0)
    day = replace(day, agent=np.where(day.number == 2, -1, day.agent).astype(np.int32))
    with pytest.raises(ConservationError, match="contact 0, attempt 2: the talk ends"):
        day.check(6)
