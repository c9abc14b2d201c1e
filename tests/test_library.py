"""The library's first two scenarios tell the story that their comments promise."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from optimize.shifts import kinds
from scenarios.distributions import Exponential, Fixed
from scenarios.loading import load
from scenarios.schema import Scenario
from sim.erlang import Demand, Goal, fewest_agents
from sim.experiment import simulate

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def hotline() -> Scenario:
    return load("telecom_hotline")


@pytest.fixture(scope="module")
def single() -> Scenario:
    return load("single_queue")


@pytest.mark.parametrize("name", ["telecom_hotline", "single_queue"])
@pytest.mark.parametrize("file", ["volumes.csv", "staffing.csv"])
def test_tables_have_one_row_for_each_half_hour_of_a_day(name: str, file: str):
    with (ROOT / "scenarios" / "library" / name / file).open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert [row["start"] for row in rows] == [f"{hour:02d}:{minute}" for hour in range(24) for minute in ("00", "30")]


def test_the_hotline_has_20_000_calls_with_a_peak_in_the_morning_and_one_in_the_afternoon(hotline: Scenario):
    volumes = {name: kind.arrivals.volumes for name, kind in hotline.contact_types.items()}
    assert {name: sum(calls) for name, calls in volumes.items()} == {"vip": 2400, "standard": 17600}
    hours = [sum(sum(calls[2 * hour : 2 * hour + 2]) for calls in volumes.values()) for hour in range(24)]
    assert sorted(sorted(range(24), key=hours.__getitem__)[-5:]) == [9, 10, 14, 15, 16]
    assert max(hours[0:6]) < max(hours) / 5


def test_the_hotline_offers_each_group_a_choice_of_100_to_200_shifts(hotline: Scenario):
    offered = Counter(kind.group for kind in kinds(hotline))
    assert set(offered) == {"vip_desk", "generalists"}
    assert all(100 <= count <= 200 for count in offered.values())


@pytest.mark.slow
def test_todays_hotline_looks_fine_on_average_and_is_not(hotline: Scenario):
    results = simulate(hotline, replications=8, stratify=True)
    day = results.value("answer_rate", "queue", "general", within=20.0)
    assert day.mean > 0.77
    half_hours = [
        row.mean
        for row in results.rows
        if (row.measure, row.scope, row.name, row.within_s) == ("answer_rate", "queue", "general", 20.0)
        and row.interval is not None
    ]
    assert min(half_hours) < 0.65
    vip, _, hourly = results.verdicts
    assert not vip.met
    assert not hourly.met
    occupancy = results.value("occupancy", "centre", "centre").mean
    abandonment = results.value("abandonment", "queue", "general").mean
    assert 0.75 < occupancy < 0.90
    assert 0.01 < abandonment < 0.06


def test_the_single_queue_can_be_computed_without_chance(single: Scenario):
    call, team = single.contact_types["call"], single.agent_groups["team"]
    assert isinstance(call.patience, Exponential)
    assert isinstance(team.skills["calls"].handle_time, Exponential)
    assert team.skills["calls"].wrap_up == Fixed(0.0)
    assert (call.retry, call.arrivals.busyness, single.lines, team.shrinkage) == (None, None, None, 0.0)
    bounds = {moment % single.calendar.interval for kind in kinds(single) for moment in (kind.start, kind.length)}
    assert bounds == {0.0}


def test_the_single_queues_staffing_is_what_erlang_a_says(single: Scenario):
    volumes = single.contact_types["call"].arrivals.volumes
    goal = Goal(answer_rate=0.8)
    fewest = [fewest_agents("a", Demand(calls / 1800, 240.0, 300.0, 20.0), goal).agents for calls in volumes]
    assert single.agent_groups["team"].staffing == tuple(fewest)
    assert 25 <= max(fewest) <= 30
