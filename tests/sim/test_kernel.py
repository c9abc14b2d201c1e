"""The compiled floor keeps nothing of a day but the room to write on, and a day that was not drawn whole ends in a fault, not in a crash."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from sim import kernel
from sim.compiled import opening
from sim.log import ConservationError
from sim.staffing import Staffing
from sim.traffic import draw
from tests.sim.any_scenario_day import difference
from tests.sim.centres import impatient

SCENARIO = impatient()
FLOOR = kernel.CompiledFloor(SCENARIO, Staffing.of(SCENARIO))


def test_a_day_is_let_go_once_it_is_over() -> None:
    """Else thousands of days would fill the memory, one traffic after the other."""
    traffic = draw(SCENARIO, 1, 0)
    columns = [weakref.ref(traffic.patience), weakref.ref(traffic.visits.talk), weakref.ref(traffic.arrives_at)]
    log = FLOOR.run(traffic)
    del traffic
    gc.collect()
    assert [column() is None for column in columns] == [True, True, True]
    assert len(log) > 0


@pytest.mark.parametrize("open_at_a_time", [1, 4, 64])
def test_pages_of_the_calendar_that_are_over_are_used_again(
    monkeypatch: pytest.MonkeyPatch, open_at_a_time: int
) -> None:
    """However few are open at a time, even where later things stand on the same."""
    traffic = draw(SCENARIO, 2, 0)
    log = FLOOR.run(traffic)
    monkeypatch.setattr(opening, "MOST_PAGES", open_at_a_time)
    floor = kernel.CompiledFloor(SCENARIO, Staffing.of(SCENARIO))
    assert difference(log, floor.run(traffic), ("all pages", "few")) is None
    assert len(floor._paper.pages) == open_at_a_time


def test_a_contact_in_a_queue_that_it_was_not_drawn_for_is_a_fault() -> None:
    traffic = draw(SCENARIO, 1, 0)
    nowhere = replace(traffic.visits, count=np.zeros_like(traffic.visits.count))
    with pytest.raises(ConservationError, match="was not drawn"):
        FLOOR.run(replace(traffic, visits=nowhere))


def test_a_talk_without_a_length_is_a_fault() -> None:
    traffic = draw(SCENARIO, 1, 0)
    endless = replace(traffic.visits, talk=np.full_like(traffic.visits.talk, np.nan))
    with pytest.raises(ConservationError):
        FLOOR.run(replace(traffic, visits=endless))
