"""The national day is what it is said to be: its size, its people, and a floor that is busy without being overrun."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.national import CONTACTS, WANT_A_PERSON, document, national_day
from scenarios.loading import parse
from sim import floor, traffic
from sim.log import Cause
from sim.measures import rows, tally
from sim.staffing import Staffing, on_floor


def test_it_has_a_million_contacts_31_provinces_and_6000_people():
    scenario = national_day()
    volumes = [kind.arrivals.by_interval for kind in scenario.contact_types.values()]
    there = sum(
        np.array([on_floor(people, group.shrinkage) for people in group.staffing])
        for group in scenario.agent_groups.values()
    )
    assert np.sum(volumes) == pytest.approx(CONTACTS, rel=1e-4)
    assert len(scenario.queues) == len(scenario.contact_types) == 31
    assert len(scenario.agent_groups) == 32
    assert 5_900 <= there.max() <= 6_100


def test_a_tenth_of_it_is_a_day_that_hangs_together():
    scenario = parse(document(30_000), name="national_day")
    log = floor.run(scenario, traffic.draw(scenario, 1, 0), Staffing.of(scenario))
    found = {
        row.measure: row.mean
        for row in rows(scenario, [tally(scenario, log, Staffing.of(scenario))])
        if row.scope == "centre" and row.interval is None and row.within_s in {None, 20.0}
    }
    arrived = int((log.attempt == 1).sum())
    retries = int((log.attempt > 1).sum())
    assert found["offered"] / (arrived + retries) == pytest.approx(WANT_A_PERSON, abs=0.02)
    assert (log.cause == Cause.RETRY).any()
    assert 0.6 < found["occupancy"] < 0.9
    assert found["answer_rate"] > 0.5
