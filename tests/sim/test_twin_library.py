"""The two engines write the same log of every library scenario: as it stands, with breaks, and read out of a log."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from scenarios.catalogue import folders
from scenarios.loading import load
from scenarios.schema import Scenario
from scenarios.units import DAY, HOUR
from sim import floor, kernel
from sim.replay import recorded
from sim.service.duty import reinforced
from sim.staffing import Staffing
from sim.traffic import Traffic, draw
from tests.sim.any_scenario_day import difference, without
from tests.sim.centres import EVERYTHING

FILES = [path for folder in folders().values() for path in sorted(folder.glob("*.yaml"))]
NAMES = [path.parent.name if path.stem == "scenario" else f"{path.parent.name}/{path.stem}" for path in FILES]
ENGINES = ("simpy", "compiled")
library = pytest.mark.parametrize("file", FILES, ids=NAMES)


@cache
def loaded(file: Path) -> Scenario:
    return load(file)


def differs(scenario: Scenario, traffic: Traffic, staffing: Staffing) -> str | None:
    people = reinforced(scenario, staffing)
    log = floor.run(scenario, traffic, people)
    return difference(log, kernel.run(scenario, traffic, people), ENGINES)


@library
def test_library_days_are_the_same_on_both(file: Path) -> None:
    """One compiled floor plays one day after the other, the last of them twice."""
    scenario = loaded(file)
    people = reinforced(scenario, Staffing.of(scenario))
    compiled = kernel.CompiledFloor(scenario, people)
    for seed in (1, 2):
        traffic = draw(scenario, seed, 10 * seed)
        log = floor.run(scenario, traffic, people)
        assert difference(log, compiled.run(traffic), ENGINES) is None
    assert difference(log, compiled.run(traffic), ENGINES) is None


@library
def test_a_library_day_with_breaks_is_the_same_on_both(file: Path) -> None:
    """As a plan would have it: every day a third of each group takes half an hour, one third after the other."""
    scenario = loaded(file)
    staffing = Staffing.of(scenario)
    at = [day * DAY + hour * HOUR for day in range(scenario.calendar.days) for hour in (10, 11, 12, 17.25)]
    steps = {}
    for name, present in staffing.steps.items():
        third = max(round(max(people for _, people in present) / 3), 1)
        steps[name] = without(present, [(moment, moment + HOUR / 2, third) for moment in at])
    assert differs(scenario, draw(scenario, 5, 0), replace(staffing, steps=steps, present=staffing.steps)) is None


@library
def test_a_library_day_that_was_recorded_is_the_same_on_both(file: Path) -> None:
    """A log read back is laid out otherwise than what is drawn, and may say already who found a port."""
    scenario = loaded(file)
    staffing, traffic = Staffing.of(scenario), draw(scenario, 4, 0)
    log = floor.run(scenario, traffic, reinforced(scenario, staffing))
    assert differs(scenario, recorded(scenario, log, traffic.staff_luck), staffing) is None


@pytest.mark.parametrize("make", EVERYTHING)
@pytest.mark.parametrize("seed", range(8))
def test_a_centre_with_much_in_it_is_the_same_on_both(make: object, seed: int) -> None:
    assert callable(make)
    scenario = make()
    assert differs(scenario, draw(scenario, seed, 0), Staffing.of(scenario)) is None
