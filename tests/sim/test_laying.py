"""Laying: the table that is drawn, and the lists beside it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from scenarios.schema import Scenario
from sim.chance import arrivals
from sim.chance.contacts import Traffic
from sim.traffic import Drawing, draw
from tests.sim.centres import EVERYTHING, RETRY, TALK, centre

SLOW = {**TALK, "handle_time": {"exponential": {"mean": "9 min"}}}
PLAIN = [
    part.name for part in fields(Traffic) if part.name not in {"walks", "visits", "answers", "staff_luck", "busyness"}
]


def alike(one: Traffic, two: Traffic) -> None:
    """Check that two days are the same, whatever the order of the lists beside the rows."""
    for name in PLAIN:
        assert np.array_equal(getattr(one, name), getattr(two, name), equal_nan=True), name
    for dense in ("talk", "wrap_up"):
        first, second = getattr(one, dense), getattr(two, dense)
        assert all(
            np.array_equal(first[skill], second[skill], equal_nan=True) for skill in first.keys() | second.keys()
        )
    for dense in ("ivr", "callbacks", "sequels"):
        first, second = getattr(one, dense), getattr(two, dense)
        assert first.keys() == second.keys()
        for key, columns in first.items():
            for part in fields(columns):
                assert np.array_equal(getattr(columns, part.name), getattr(second[key], part.name)), (
                    dense,
                    key,
                    part.name,
                )


def packed_again(day: Traffic) -> Traffic:
    columns: dict[str, Any] = {name: getattr(day, name) for name in PLAIN}
    return Traffic.of_columns(
        ivr=day.ivr,
        talk=day.talk,
        wrap_up=day.wrap_up,
        callbacks=day.callbacks,
        sequels=day.sequels,
        staff_luck=day.staff_luck,
        busyness=day.busyness,
        **columns,
    )


@pytest.mark.parametrize("make", EVERYTHING)
def test_a_day_unpacked_into_columns_and_packed_again_is_the_same_day(make: Any) -> None:
    day = draw(make(), 5, 0)
    again = packed_again(day)
    alike(day, again)
    for lists in ("walks", "visits", "answers"):
        kinds = [
            [getattr(getattr(traffic, lists), part.name).dtype for part in fields(getattr(traffic, lists))]
            for traffic in (day, again)
        ]
        assert kinds[0] == kinds[1]
    assert all(np.asarray(getattr(day, name)).dtype == np.asarray(getattr(again, name)).dtype for name in PLAIN)


@pytest.mark.parametrize("make", EVERYTHING)
def test_a_drawing_gives_the_days_that_are_drawn_one_by_one(make: Any) -> None:
    scenario = make()
    drawing = Drawing(scenario)
    for seed, day in ((1, 4), (2, 0), (1, 4)):
        alike(drawing.draw(seed, day), draw(scenario, seed, day))


@pytest.mark.parametrize("make", EVERYTHING)
def test_large_blocks_are_drawn_in_pieces_and_nobody_notices(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = draw(make(), 1, 0)
    monkeypatch.setattr(arrivals, "PIECE", 97)
    alike(whole, draw(make(), 1, 0))


def test_rows_stand_by_attempt_then_by_contact_and_know_the_next() -> None:
    day = draw(EVERYTHING[3](), 2, 0)
    order = np.lexsort((day.number, day.attempt))
    assert np.array_equal(order, np.arange(len(order)))
    again = np.flatnonzero(day.next_row >= 0)
    assert np.array_equal(day.number[day.next_row[again]], day.number[again])
    assert np.array_equal(day.attempt[day.next_row[again]], day.attempt[again] + 1)
    assert np.array_equal(np.sort(day.next_row[again]), np.flatnonzero(day.attempt > 1))
    assert np.array_equal(np.isnan(day.arrives_at), day.attempt > 1)


def serving(**groups: Any) -> Scenario:
    return centre({"retry": RETRY}, agent_groups={name: {"skills": {"calls": skill}} for name, skill in groups.items()})


def test_groups_that_serve_alike_are_drawn_once() -> None:
    many = draw(serving(**{f"group {n}": TALK for n in range(9)}, slow=SLOW), 1, 0)
    two = draw(serving(one=TALK, slow=SLOW), 1, 0)
    assert many.visits.variant.tolist() == [[0] * 9 + [1]]
    assert np.array_equal(many.visits.talk, two.visits.talk)
    assert np.array_equal(many.talk[0, 8], two.talk[0, 0], equal_nan=True)
    assert np.array_equal(many.talk[0, 9], two.talk[0, 1], equal_nan=True)


def test_who_settles_more_or_learns_is_a_variant_of_its_own() -> None:
    def group(skill: Any, **more: Any) -> Any:
        return {"skills": {"calls": skill}, **more}

    day = draw(
        centre(
            {},
            agent_groups={
                "plain": group(TALK),
                "half": group({**TALK, "resolves": 0.5}),
                "new": group(TALK, learning={"handle_time": [1.5]}),
                "others": group(TALK, cost="99 per h"),
            },
        ),
        1,
        0,
    )
    assert day.visits.variant.tolist() == [[0, 1, 2, 0]]


def test_what_no_contact_does_takes_no_room() -> None:
    day = draw(centre({}), 1, 0)
    absent = {
        "retries_abandoning",
        "retry_delay",
        "complains_waiting",
        "complaint_delay",
        "calls_again_after",
        "fault_ends",
    }
    for name in absent:
        assert getattr(day, name).strides == (0,), name
        assert len(getattr(day, name)) == day.contacts
    assert day.walks.count.strides == day.answers.first.strides == (0,)
    with_retries = draw(centre({"retry": RETRY}), 1, 0)
    assert with_retries.retry_delay.strides == (8,)
    assert np.array_equal(with_retries.patience[: day.contacts], day.patience)
