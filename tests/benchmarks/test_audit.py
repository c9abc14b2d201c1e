"""The audit tells a plan that keeps its promise from one that does not, by as much as it misses it."""

from dataclasses import replace

import pytest

from benchmarks.audit import lines, promised
from optimize.outcome import Met, choices, staffing_of
from optimize.plan import plan
from optimize.program import Roster
from tests.optimize.centres import one_queue

SHIFTS = [{"groups": ["team"], "starts": ["08:00", "12:00"], "length": "4 h"}]
TARGET = {"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "horizon"}
CALLS = [0] * 8 + [40] * 8


@pytest.fixture(scope="module")
def found():
    outcome = plan(one_queue(CALLS, SHIFTS, [TARGET]), replications=20)
    assert isinstance(outcome, Met)
    return outcome.plan


def test_a_plan_that_was_computed_exactly_is_what_the_days_say(found):
    (line,) = lines(found, 1000, 1)
    assert line.told == found.verdicts[0].worst.reached > 0.8
    assert abs(line.reached - line.told) < 5 * line.error
    assert 0.0005 < line.error < 0.005
    assert (line.short, line.judged, line.missing < 0) == (0, 1, True)
    assert line.text().endswith("kept")


def test_one_person_fewer_is_found_out(found):
    roster = Roster.of(found.scenario)
    fewer = {choice.kind: choice.agents - 1 for choice in found.shifts}
    poor = replace(found, shifts=choices(roster, fewer), staffing=staffing_of(found.scenario, roster, fewer))
    (line,) = lines(poor, 500, 1)
    assert line.short == 1
    assert line.missing > 5 * line.error
    assert "SHORT by" in line.text()


def test_a_promise_about_days_is_judged_by_days(found):
    scenario = promised(found.scenario, 0.9)
    assert [target.confidence for target in scenario.targets] == [0.9]
    (line,) = lines(replace(found, scenario=scenario, exact_verdicts=None), 500, 1)
    assert line.asked == 0.9
    assert 0.7 < line.reached < 0.9  # the average is kept by far, and yet not as many days keep it
    assert line.missing > 0
