"""What the exact way says of its plans is true: possible is not called impossible, missed is not called met, whatever the machine does."""

import pytest

from optimize import exact_search
from optimize.exact_day import Losses
from optimize.exact_plan import ExactProgram
from optimize.late_breaks import Difference
from optimize.outcome import Met, OutOfTime
from optimize.plan import plan
from optimize.program import Roster, Solved
from scenarios.labour import PartTime
from tests.optimize.centres import one_queue
from tests.optimize.whole_floor import exponential

REST = {"length": "1 h", "between": ["1 h", "1 h"]}
SHIFTS = [
    {"groups": ["team"], "start": "08:00", "length": "4 h", "breaks": [REST]},
    {"groups": ["team"], "start": "08:00", "length": "4 h"},
]
ASKED = [{"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"}]


def shift(start, length=1):
    return {"groups": ["team"], "start": f"{start:02d}:00", "length": f"{length} h"}


def impatient(volumes, shifts, targets, **more):
    scenario = one_queue(volumes, shifts, targets, patience="1 min", handle="12 min").model_copy(update=more)
    return ExactProgram(scenario, Roster.of(scenario), Losses.of(scenario, "team", "calls"))


def after_a_cut(program):
    """The solution that is next when the first has been forbidden."""
    first = program.solve(seconds=20.0)
    assert isinstance(first, Solved)
    assert program.learn(program.trial(first)) > 0
    return program.solve(seconds=20.0)


def test_a_staff_minimum_above_what_quiet_hours_could_use_is_not_in_the_way_of_a_cut():
    volumes = [2] * 6 + [5, 10, 40, 160, 160, 160, 10, 10, 160, 160, 10, 3, 3, 3, 3, 30, 90, 60]
    asked = [*ASKED, {"queue": "calls", "abandonment": 0.05, "per": "horizon"}]
    program = impatient(volumes, [shift(hour) for hour in range(24)], asked, staff_minimum={"team": 25})
    solved = after_a_cut(program)
    assert isinstance(solved, Solved)
    assert min(program.trial(solved).agents) >= 25


@pytest.mark.parametrize(
    ("shifts", "share"),
    [
        ([shift(0), shift(1, 4), shift(3)], None),  # a peak brings people into the quiet hours around it
        ([shift(2), shift(3, 2)], 0.02),  # part-timers at the peak ask for fifty times as many full-timers
    ],
)
def test_no_cheapest_plan_has_more_people_than_the_most_that_is_reckoned_with(shifts, share):
    rules = () if share is None else (PartTime(groups=("team",), below="2 h", most=share),)
    quiet = 0 if share else 2
    asked = [{**ASKED[0], "at_least": 0}]
    program = impatient([quiet, quiet, 250, 2, 2], shifts, asked, part_time=rules)
    solved = program.solve(seconds=20.0)
    assert isinstance(solved, Solved)
    agents = program.trial(solved).agents
    assert max(agents[3], agents[4]) > program.losses.ample[4]
    assert all(people <= most for people, most in zip(agents, program.most, strict=True))


def spoiling(monkeypatch, amounts):
    """Late breaks that take so much of a target at each attempt, the last one ever after; tells how often it was asked."""
    calls = []

    def differences(scenario, *_):
        calls.append(amounts[min(len(calls), len(amounts) - 1)])
        return tuple(Difference({0: -calls[-1]}, {0: 0.0}) for _ in scenario.targets)

    monkeypatch.setattr(exact_search, "differences", differences)
    return calls


def test_a_plan_that_late_breaks_spoil_is_not_called_met_when_nobody_is_left_to_add(monkeypatch):
    on_time = plan(exponential(shifts=SHIFTS), replications=5)
    assert isinstance(on_time, Met)
    people = sum(choice.agents for choice in on_time.plan.shifts)
    spoiling(monkeypatch, [0.3])
    outcome = plan(exponential(shifts=SHIFTS, headcount={"team": people}), replications=5)
    assert isinstance(outcome, OutOfTime)
    assert outcome.best is not None
    assert not outcome.best.met
    assert "Late breaks spoil this plan" in outcome.best.proof
    assert outcome.bound <= outcome.best.cost


def test_more_is_asked_for_as_long_as_late_breaks_take_more(monkeypatch):
    calls = spoiling(monkeypatch, [0.15, 0.18, 0.19, 0.197, 0.1995, 0.0])
    outcome = plan(exponential(shifts=SHIFTS), replications=5)
    assert isinstance(outcome, Met)
    assert outcome.plan.met
    assert len(calls) > 4


@pytest.mark.parametrize(("limit", "least", "most"), [(None, 200.0, 3600.0), (30.0, 1.0, 30.0)])
def test_the_solver_has_far_more_time_than_it_needs_but_never_more_than_is_left(monkeypatch, limit, least, most):
    given, really = [], ExactProgram.solve

    def solve(program, *, seconds, **more):
        given.append(seconds)
        return really(program, seconds=seconds, **more)

    monkeypatch.setattr(ExactProgram, "solve", solve)
    plan(exponential(shifts=SHIFTS[1:]), replications=5, time_limit=limit)
    assert given
    assert all(least <= seconds <= most for seconds in given)
