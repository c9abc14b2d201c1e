"""Replay: the contacts read out of a log give the same log, to the last bit, if they meet the same staff."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from scenarios.loading import load
from scenarios.schema import Scenario
from sim import floor
from sim.log import Cause, Log, Outcome, Presence, Sequel, Stays
from sim.replay import lengths, recorded
from sim.service.duty import reinforced
from sim.staffing import Staffing
from sim.traffic import draw
from tests.sim.centres import EVERYTHING, centre, closing, escalating, impatient, skilled


def alike(one: Log, other: Log) -> None:
    """Check that two logs are the same to the last bit."""
    for column in fields(Log):
        left, right = getattr(one, column.name), getattr(other, column.name)
        if isinstance(left, Presence | Stays):
            for part in fields(left):
                assert np.array_equal(getattr(left, part.name), getattr(right, part.name)), f"{column.name}.{part.name}"
        else:
            same = (left == right) | ((left != left) & (right != right))  # noqa: PLR0124 - NaN is not itself
            assert same.all(), f"{column.name}, row {np.argmin(same)} of {len(same)}"


@pytest.mark.parametrize("make", EVERYTHING)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_log_replayed_is_the_same_log(make: Any, seed: int) -> None:
    scenario = make()
    staffing = reinforced(scenario, Staffing.of(scenario))
    traffic = draw(scenario, seed, 0)
    log = floor.run(scenario, traffic, staffing)
    alike(log, floor.run(scenario, recorded(scenario, log, traffic.staff_luck, seed=99), staffing))


def test_the_scenarios_replayed_have_everything_in_them() -> None:
    logs = [floor.run(make(), draw(make(), 1, 0), Staffing.of(make())) for make in (impatient, closing, escalating)]
    for column, codes in (("outcome", Outcome), ("cause", Cause), ("sequel", Sequel)):
        found = np.concatenate([getattr(log, column) for log in logs])
        assert {int(code) for code in codes} <= set(found.tolist())
    assert logs[2].called_back.any()


def test_a_library_day_replayed_is_the_same_day() -> None:
    scenario = load("single_queue")
    staffing = Staffing.of(scenario)
    log = floor.run(scenario, draw(scenario, 1, 0), staffing)
    alike(log, floor.run(scenario, recorded(scenario, log), staffing))


def test_more_people_make_the_same_contacts_wait_less() -> None:
    scenario = skilled()
    few, many = (Staffing.of(scenario), Staffing.of(parse_with(scenario, 20)))
    traffic = draw(scenario, 1, 0)
    log = floor.run(scenario, traffic, few)
    better = floor.run(scenario, recorded(scenario, log, traffic.staff_luck), many)
    assert np.array_equal(log.arrived_at, better.arrived_at)
    assert np.nanmean(better.wait) < np.nanmean(log.wait) / 2
    both = (log.outcome == Outcome.ANSWERED) & (better.outcome == Outcome.ANSWERED) & (log.group == better.group)
    talks = [part.ended_at[both] - part.answered_at[both] for part in (log, better)]
    assert np.allclose(talks[0], talks[1], rtol=0, atol=1e-9)


def parse_with(scenario: Scenario, people: int) -> Scenario:
    groups = {
        name: group.model_copy(update={"staffing": (float(people),) * 48})
        for name, group in scenario.agent_groups.items()
    }
    return scenario.model_copy(update={"agent_groups": groups})


def test_patience_read_out_of_a_log_is_that_of_the_scenario() -> None:
    scenario = centre({"patience": {"exponential": {"mean": "2 min"}}})
    patience = []
    for day in range(4):
        log = floor.run(scenario, draw(scenario, 5, day), Staffing.of(scenario))
        patience.append(recorded(scenario, log, seed=day).patience)
    drawn = np.concatenate(patience)
    assert abs(drawn.mean() - 120) < 5 * 120 / np.sqrt(len(drawn))
    assert abs(np.mean(drawn < 60) - (1 - np.exp(-0.5))) < 5 * 0.5 / np.sqrt(len(drawn))


def test_lengths_lead_to_the_last_digit() -> None:
    random = np.random.default_rng(1)
    begins = random.random(100_000) * 86400
    ends = begins + random.exponential(100, 100_000)
    assert np.array_equal(begins + lengths(begins, ends), ends)
