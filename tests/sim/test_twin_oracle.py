"""The SimPy floor against the floor of the tests (``oracle.py``), on any day of any scenario."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from sim.floor import run
from sim.service.duty import reinforced
from tests.sim.any_scenario_day import Day, days
from tests.sim.oracle import Oracle
from tests.sim.oracle_desk import COLUMNS

MOST = 80  # contacts of a day; the oracle looks at everybody again and again

health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(max_examples=150, derandomize=True, database=None, deadline=None, suppress_health_check=health)
@given(days())
def test_the_floor_and_the_oracle_write_the_same_log_of_any_day(day: Day) -> None:
    # On whole seconds: the oracle does not add up a way through the IVR as the floor does, and rounding would tell them apart.
    scenario, traffic, staffing = replace(day, grain="1 s" if day.grain == "0 s" else day.grain).parts()
    if traffic.contacts > MOST:
        return
    log, oracle = run(scenario, traffic, reinforced(scenario, staffing)), Oracle(scenario, traffic, staffing)
    assert log.table(*COLUMNS) == oracle.table()
    here, stays = log.presence, log.stays
    assert sorted(zip(here.group, here.agent, here.begins, here.ends, strict=True)) == oracle.presence()
    assert sorted(zip(stays.group, stays.begins, stays.ends, strict=True)) == oracle.stays()
