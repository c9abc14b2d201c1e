"""What the exact plan says no plan can undercut: cases in which a bound was once above what a plan reaches."""

import numpy as np
import pytest

from optimize.exact_day import Losses
from optimize.exact_plan import Cut, ExactProgram
from optimize.outcome import Met
from optimize.plan import plan
from optimize.program import Roster, Solved
from tests.optimize.centres import one_queue

ABANDONED = [{"queue": "calls", "abandonment": 0.102, "per": "interval"}]


def shift(start, length="1 h"):
    return {"groups": ["team"], "start": start, "length": length}


def test_who_is_cleared_at_the_end_has_not_abandoned():
    scenario = one_queue([0] * 23 + [30], [shift("23:00")], ABANDONED, patience="30 min")
    scenario = scenario.model_copy(update={"closing": "clear"})
    losses = Losses.of(scenario, "team", "calls")
    day = losses.exactly((*[0] * 23, 2))
    assert losses.at_least(23, (2,)).abandoned[0] <= day.abandoned[23] + 1e-9
    outcome = plan(scenario, replications=2)
    assert isinstance(outcome, Met)
    assert (outcome.plan.cost, outcome.plan.bound) == (2.0, 2.0)


@pytest.mark.parametrize("per", ["hour", "horizon"])
def test_a_period_with_contacts_in_its_second_half_only(per):
    volumes = [0] * 17 + [20] + [0] * 30
    asked = [{"queue": "calls", "abandonment": 0.1, "per": per}]
    scenario = one_queue(volumes, [shift("08:30", "30 min")], asked, patience="8 min", interval="30 min")
    losses = Losses.of(scenario, "team", "calls")
    assert ExactProgram(scenario, Roster.of(scenario), losses).least[17] > 0
    outcome = plan(scenario, replications=2)
    assert isinstance(outcome, Met)
    people = outcome.plan.shifts[0].agents
    shares = [losses.exactly(tuple(n * (at == 17) for at in range(48))).abandonment() for n in (people - 1, people)]
    assert shares[0] > 0.1 >= shares[1]


def test_the_kindest_future_answers_a_whole_backlog():
    asked = [{"queue": "calls", "answer_rate": 0.8, "within": "20 min", "per": "interval"}]
    scenario = one_queue([40] + [0] * 47, [shift("00:00")], asked, patience="2 h", handle="2 min", interval="30 min")
    losses = Losses.of(scenario, "team", "calls")
    really = losses.lost(scenario.targets[0], losses.exactly((0, 80, *[0] * 46)))
    assert losses.at_least(0, (0,)).offered[0] - losses.at_least(0, (0,)).answered_within[1200.0][0] <= really[0] + 1e-7


def test_a_cut_does_not_limit_people_whom_a_long_shift_brings_for_a_later_peak():
    asked = [{"queue": "calls", "answer_rate": 0.5, "within": "5 s", "per": "interval"}]
    scenario = one_queue([1, 750, 20], [shift("00:00", "2 h"), shift("02:00")], asked, patience="3 min 30 s")
    program = ExactProgram(scenario, Roster.of(scenario), Losses.of(scenario, "team", "calls"))
    peak = program.least[1]
    program.cuts = [Cut(0, 2, 0, (peak, peak, program.least[2], 0), 20.0, decides=True)]
    solved = program.solve(seconds=20.0)
    assert isinstance(solved, Solved)
    assert solved.cost == 2 * peak + program.least[2] + 1


@pytest.mark.parametrize("patience", ["2 min", "8 min"])
def test_fewer_people_in_an_interval_change_the_few_after_it_and_nothing_else(patience):
    asked = [
        {"queue": "calls", "answer_rate": 0.8, "within": "20 s", "per": "interval"},
        {"queue": "calls", "abandonment": 0.1, "per": "horizon"},
    ]
    volumes = [10, 14, 18, 24, 22, 18, 14, 12, 10, 16, 20, 18]
    scenario = one_queue([*volumes, *volumes], [shift("00:00")], asked, patience=patience)
    losses = Losses.of(scenario, "team", "calls")
    people = tuple(int(n) for n in np.array([*volumes, *volumes]) // 8 + 2)
    planned = losses.exactly(people)
    for at in (0, 3, 11, 21, 23):
        stretch = losses.with_fewer(planned, at, people[at] - 1)
        whole = losses.exactly((*people[:at], people[at] - 1, *people[at + 1 :]))
        seen = len(stretch.agents) - (at + len(stretch.agents) < 24)
        for target in scenario.targets:
            now, then, before = (losses.lost(target, day) for day in (stretch, whole, planned))
            assert now[:seen] == pytest.approx(then[at : at + seen], abs=1e-7)
            assert then[at + seen :] == pytest.approx(before[at + seen :], abs=1e-7)
