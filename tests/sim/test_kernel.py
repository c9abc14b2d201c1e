"""The compiled floor keeps nothing of a day but the room to write on."""

from __future__ import annotations

import gc
import weakref

from sim import kernel
from sim.staffing import Staffing
from sim.traffic import draw
from tests.sim.centres import impatient


def test_a_day_is_let_go_once_it_is_over() -> None:
    """Else thousands of days would fill the memory, one traffic after the other."""
    scenario = impatient()
    floor = kernel.CompiledFloor(scenario, Staffing.of(scenario))
    traffic = draw(scenario, 1, 0)
    columns = [weakref.ref(traffic.patience), weakref.ref(traffic.visits.talk), weakref.ref(traffic.arrives_at)]
    log = floor.run(traffic)
    del traffic
    gc.collect()
    assert [column() is None for column in columns] == [True, True, True]
    assert len(log) > 0
