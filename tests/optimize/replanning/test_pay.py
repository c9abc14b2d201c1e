"""What a changed shift costs, by pencil: 20 an hour, overtime half as much again."""

import pytest

from optimize.replanning.choices import Freedom, choices, posts_of, straight
from optimize.replanning.pay import Pay
from optimize.replanning.standing import Post
from optimize.shifts import ShiftKind, shells
from tests.optimize.replanning.days import clocks, standing, team_day

HOUR = 3600.0
OVERTIME = {"most": "2 h", "every": "1 h", "premium": 1.5}
MEAL = {"length": "30 min", "between": ["2 h", "5 h 30 min"], "paid": False, "every": "1 h"}
GROUP = {
    "team": {"skills": {"calls": {"handle_time": {"lognormal": {"mean": "4 min", "cv": 1.0}}}}, "cost": "20 per h"}
}
LONG = {"start": "08:00", "end": "16:00", "breaks": [["11:00", "11:30"]], "agents": 4, "cost": 680.0}
OWN = {"start": "12:00", "end": "18:00", "breaks": [], "agents": 5, "cost": 1200.0}


def day(**more):
    return team_day(
        agent_groups=GROUP,
        shifts=[
            {"groups": ["team"], "start": "08:00", "length": "6 h", "overtime": OVERTIME, "breaks": [MEAL]},
            {"groups": ["team"], "start": "12:00", "length": "6 h", "cost": 240},
            {"groups": ["team"], "start": "08:00", "length": "8 h", "premium": 1.25},
        ],
        **more,
    )


def made(tmp_path, scenario, now, *rows):
    plan = standing(tmp_path, scenario, list(rows))
    freedom = Freedom(now * HOUR, 2 * HOUR, HOUR, {"team": 40.0})
    return choices(straight(scenario, plan), posts_of(scenario, plan), freedom)


def costs(own):
    return {clocks(kind)[1]: kind.cost for kind in own if kind.breaks == own[0].breaks}


def test_overtime_that_is_not_worked_saves_what_it_cost(tmp_path):
    found = costs(made(tmp_path, day(), 13, LONG).ways[0])
    assert (found["16:00"], found["14:00"], found["15:00"], found["18:00"]) == (170.0, 110.0, 140.0, 230.0)


def test_past_the_regular_hours_overtime_goes_first_and_then_hours_of_the_wage(tmp_path):
    short = {"start": "08:00", "end": "14:00", "breaks": [["11:00", "11:30"]], "agents": 1, "cost": 110.0}
    (own,) = made(tmp_path, day(), 12, short).ways
    assert costs(own) == {"14:00": 110.0, "12:30": 80.0, "13:00": 90.0, "13:30": 100.0,
                          "14:30": 125.0, "15:00": 140.0, "15:30": 155.0, "16:00": 170.0}  # fmt: skip


def test_a_shift_with_a_cost_of_its_own_is_longer_and_shorter_at_the_groups_wage(tmp_path):
    found = costs(made(tmp_path, day(), 13, OWN).ways[0])
    assert (found["18:00"], found["20:00"], found["16:00"]) == (240.0, 280.0, 200.0)


@pytest.mark.parametrize("premiums", [{}, {"13:00-15:00": 1.5}])
def test_every_shift_of_a_rule_costs_from_any_other_what_the_scenario_has_it_cost(premiums):
    scenario = day(premium_hours=premiums) if premiums else day()
    known = [shell for shell in shells(scenario) if shell.rule == 0]
    assert len(known) > 3
    for shell in known:
        for other in known:
            pay = Pay(scenario, Post(shell.kind, shell.kind, 0, 1))
            assert pay.of(other.kind.end, other.kind.breaks) == pytest.approx(other.kind.cost)


def test_there_and_back_is_free_and_a_break_that_was_cut_off_comes_back():
    scenario = day()
    planned = next(shell.kind for shell in shells(scenario) if shell.rule == 0 and shell.kind.length == 8 * HOUR)
    cut = ShiftKind("team", planned.start, 2 * HOUR, (), 40.0)
    own = choices(scenario, (Post(cut, planned, 0, 1),), Freedom(9 * HOUR, 9 * HOUR, HOUR, {"team": 40.0})).ways[0]
    back = next(kind for kind in own if kind.end == planned.end)
    assert (back.breaks, back.cost) == (planned.breaks, planned.cost)


def test_a_break_moves_on_the_grid_of_its_own(tmp_path):
    own = made(tmp_path, day(), 9, LONG).ways[0]
    assert {kind.breaks[0][0] / HOUR for kind in own if kind.end == own[0].end} == {10.0, 11.0, 12.0, 13.0}
