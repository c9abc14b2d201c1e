"""A small centre that runs in a moment, its results, and a plan made by hand."""

import pytest

from callfloor.ended import Ended
from callfloor.figures.reading import Reading
from optimize.outcome import Infeasible, Met, OutOfTime, Plan, ShiftChoice
from optimize.shifts import ShiftKind
from scenarios.loading import load, parse
from sim.experiment import simulate
from sim.staffing import Staffing

TINY = """
callfloor: 1
title: Two lanes
currency: EUR
calendar: {start: 2026-03-02, days: 1, interval: 1 h, cyclic: true}
contact_types:
  gold: {arrivals: {volumes: [0,0,0,0,0,0,0,0,20,30,20,0,0,0,0,0,0,0,0,0,0,0,0,0]}, enters: gold, patience: {exponential: {mean: 1 min}}, cost_of_loss: 5}
  plain: {arrivals: {volumes: [0,0,0,0,0,0,0,0,60,90,60,0,0,0,0,0,0,0,0,0,0,0,0,0]}, enters: plain, patience: {exponential: {mean: 2 min}}}
queues:
  gold: {priority: 1}
  plain: {priority: 2}
agent_groups:
  team:
    skills:
      gold: {handle_time: {exponential: {mean: 3 min}}}
      plain: {handle_time: {exponential: {mean: 3 min}}}
    staffing: [0,0,0,0,0,0,0,0,6,3,6,1,0,0,0,0,0,0,0,0,0,0,0,0]
    cost: 30 per h
targets:
  - {queue: gold, answer_rate: 0.90, within: 20 s, per: interval, at_least: 1}
  - {queue: plain, answer_rate: 0.05, within: 60 s}
  - {agent_group: team, occupancy: 0.99}
shifts:
  - {groups: [team], start: "22:00", length: 8 h, breaks: [{length: 1 h, between: [2 h, 4 h], paid: false}]}
  - {groups: [team], start: "08:00", length: 4 h}
experiment: {replications: 4, seed: 3}
"""


@pytest.fixture(scope="session")
def tiny_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("tiny") / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def results(tiny_file):
    return simulate(load(tiny_file))


@pytest.fixture(scope="session")
def reading(results):
    return Reading(results)


@pytest.fixture(scope="session")
def silent():
    """Results of a centre that nobody calls and nobody works for."""
    text = TINY.replace("20,30,20", "0,0,0").replace("60,90,60", "0,0,0").replace("6,3,6,1", "0,0,0,0")
    text = text.replace("cost_of_loss: 5", "cost_of_loss: 0").replace("    cost: 30 per h\n", "")
    text = text[: text.index("shifts:")] + text[text.index("experiment:") :]
    return Reading(simulate(parse(text)))


@pytest.fixture(scope="session")
def plan(results):
    scenario = results.scenario
    night = ShiftKind("team", 22 * 3600.0, 8 * 3600.0, ((25 * 3600.0, 26 * 3600.0, False),), 210.0)
    morning = ShiftKind("team", 8 * 3600.0, 4 * 3600.0, (), 120.0)
    people = [1, 0, 1, 1, 1, 1, 0, 0, 6, 6, 6, 6, *[0] * 10, 1, 1]
    staffing = Staffing.by_interval(scenario, {"team": people})
    return Plan(
        scenario=scenario,
        shifts=(ShiftChoice(night, 1, 210.0), ShiftChoice(morning, 6, 720.0)),
        staffing=staffing,
        cost=930.0,
        bound=900.0,
        seconds=1.5,
        results=simulate(scenario, staffing, first_day=1000),
        required={"team": [0.0] * 8 + [4.0, 7.0, 4.0] + [0.0] * 13},
        proof="The bound is the workload's.",
        notes=("Staffing of team is ignored.",),
    )


@pytest.fixture(scope="session")
def outcomes(plan):
    """The three ways a planning run can end, and a fourth: out of time without any plan."""
    conflict = Infeasible(("gold asks for 90 % at 09:00",), ("one more person at 09:00",), "By formulas.", None)
    return {
        "met": Met(plan),
        "infeasible": conflict,
        "time_limit": OutOfTime(plan, 880.0),
        "nothing": OutOfTime(None, 880.0),
    }


@pytest.fixture
def ended(plan, outcomes):
    return lambda name: Ended.of(plan.scenario, outcomes[name], 1.5)
