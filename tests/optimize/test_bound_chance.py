"""The bound where chance matters: few contacts, long patience, short intervals, busy days."""

import numpy as np
import pytest

from optimize.bound import lower_bound
from optimize.outcome import staffing_of
from optimize.program import Roster
from optimize.workload import WorkOfADay, tangents
from scenarios.loading import parse
from sim.experiment import simulate

ALL_DAY = {"groups": ["team"], "start": "00:00", "length": "24 h"}
THREE = {"groups": ["team"], "starts": ["00:00", "08:00", "16:00"], "length": "8 h"}
ABANDONMENT = {"abandonment": 0.05}


def centre(rate, handle, patience, target, *, interval="15 min", cyclic=False, shift=ALL_DAY, queue=None, busy=0.0):
    day = {"busyness": {"day": {"lognormal": {"mean": 1, "cv": busy}}}} if busy else {}
    arrivals = {"rate": f"{rate} per h", **({"busyness": "day"} if busy else {})}
    calls = {"channel": "voice", "arrivals": arrivals, "enters": "calls"}
    skills = {"calls": {"handle_time": {"lognormal": {"mean": handle, "cv": 1}}}}
    return parse(
        {
            "callfloor": 1, "title": "chance", "currency": "EUR", **day,
            "calendar": {"start": "2026-03-02", "days": 1, "interval": interval, "cyclic": cyclic},
            "contact_types": {"call": {**calls, "patience": {"exponential": {"mean": patience}}}},
            "queues": {"calls": queue or {}},
            "agent_groups": {"team": {"skills": skills, "cost": "20 per h"}},
            "targets": [{"queue": "calls", "per": "horizon", **target}],
            "shifts": [shift],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("scenario", "agents", "cost"),
    [
        (centre(30, "10 min", "15 min", ABANDONMENT, cyclic=True), [7], 3360),
        (centre(30, "10 min", "15 min", ABANDONMENT, cyclic=True, interval="5 min"), [7], 3360),
        (centre(30, "10 min", "15 min", ABANDONMENT, cyclic=True, shift=THREE), [7, 7, 7], 3360),
        (centre(9, "5 min", "3 h", {"answer_rate": 0.85, "within": "60 min"}, interval="5 min"), [1], 480),
        (
            centre(
                7.8, "10 min", "1 min", {"answer_rate": 0.42, "within": "1 s"},
                interval="10 min", queue={"capacity": 0},
            ),
            [1], 480,
        ),
    ],
    ids=["patient", "short intervals", "three shifts", "one agent", "nobody may wait"],
)  # fmt: skip
def test_a_plan_that_meets_the_target_costs_no_less_than_the_bound(scenario, agents, cost):
    roster = Roster.of(scenario)
    results = simulate(scenario, staffing_of(scenario, roster, roster.shifts(agents)), replications=200, seed=5)
    assert results.verdicts[0].met
    assert sum(kind.cost * number for kind, number in zip(roster.kinds, agents, strict=True)) == pytest.approx(cost)
    assert 0 < lower_bound(scenario, roster)[0] <= cost


def test_busy_days_are_in_the_bound():
    """On busy days there is more work than time, on quiet ones less, and no plan can move it from one to the other."""
    even, busy = (centre(300, "5 min", "3 min", ABANDONMENT, shift=THREE, busy=cv) for cv in (0.0, 0.3))
    bounds = [lower_bound(scenario, Roster.of(scenario))[0] for scenario in (even, busy)]
    assert bounds[1] > 1.1 * bounds[0]
    roster = Roster.of(busy)
    too_few = int(bounds[1] // 480)
    staffing = staffing_of(busy, roster, roster.shifts([too_few] * 3))
    assert not simulate(busy, staffing, replications=200, seed=5).verdicts[0].met


@pytest.mark.parametrize("count", [0.5, 4.0, 60.0])
def test_the_lines_lie_above_the_mean_of_what_can_be_done(count):
    """Whatever the times: here most contacts are short and a few are very long."""
    rng = np.random.default_rng(1)
    factors = [0.6, 1.0, 1.4]
    lines = tangents([WorkOfADay(100.0, count * factor, 50.0) for factor in factors])
    numbers = rng.poisson(count * np.repeat(factors, 20_000))
    work = 100 + np.array([rng.gamma(0.2 * number, 250.0) if number else 0.0 for number in numbers])
    for time in np.linspace(0, 2 * (100 + 50 * count), 15):
        done = np.minimum(time, work)
        assert (
            min(slope * time + level for slope, level in lines)
            >= done.mean() - 4 * done.std() / np.sqrt(len(done)) - 1e-9
        )


def test_the_lines_touch_the_mean_if_all_contacts_take_as_long():
    numbers = np.random.default_rng(2).poisson(4.0, 200_000)
    done = np.minimum(300.0, 100 + 50 * numbers)
    assert min(slope * 300 + level for slope, level in tangents([WorkOfADay(100.0, 4.0, 50.0)])) == pytest.approx(
        done.mean(), rel=5e-3
    )
