"""Savings next to a choice that holds, by pencil, and those of a quiet afternoon by simulation."""

import pytest

from optimize.replanning.changes import changes, price
from optimize.replanning.choices import Freedom, choices, posts_of, straight
from optimize.replanning.morning import Morning
from optimize.replanning.replan import replan
from optimize.replanning.savings import moves, savings
from tests.optimize.replanning.days import clocks, covering, standing, team_day

HOUR = 3600.0


def made(tmp_path, **more):
    scenario = team_day(**more)
    plan = standing(tmp_path, scenario)
    return choices(straight(scenario, plan), posts_of(scenario, plan), Freedom(11 * HOUR, HOUR, HOUR, {"team": 30.0}))


def worth(found, weight=0.0):
    return lambda shifts: found.roster.cost(shifts) + price(changes(found, shifts), {"team": weight})


def test_people_leave_as_long_as_it_holds(tmp_path):
    found = made(tmp_path)

    def holds(shifts):  # four of the early ones are needed to the end of their shift, and all the others
        return sum(n for kind, n in shifts.items() if clocks(kind) == ("08:00", "14:00")) >= 4 and sum(
            n for kind, n in shifts.items() if kind.end == 18 * HOUR
        ) >= 7  # fmt: skip

    *_, last = savings(found, found.unchanged, (), worth(found), holds)
    assert [(change.what, change.people, clocks(change.after)[1]) for change in changes(found, last)] == [
        ("shorter", 2, "13:00")
    ]


def test_each_choice_is_cheaper_than_the_one_before_and_a_change_has_to_pay(tmp_path):
    found = made(tmp_path)
    worths = [
        worth(found, 20.0)(one) for one in savings(found, found.unchanged, (), worth(found, 20.0), lambda _: True)
    ]
    assert worths == sorted(worths, reverse=True)
    assert worths[-1] < worth(found)(found.unchanged)
    dear = savings(found, found.unchanged, (), worth(found, 500.0), lambda _: True)
    assert dear == []


def test_what_the_program_thought_of_is_tried_first(tmp_path):
    found = made(tmp_path)
    own = found.ways[2][0]
    (short,) = [kind for kind in found.ways[2] if kind.end == 17.5 * HOUR and kind.breaks == own.breaks]
    proposed = {**found.unchanged, own: 4, short: 1}
    tried = []
    savings(found, found.unchanged, (proposed,), worth(found), lambda shifts: tried.append(shifts) or False)
    assert tried[0].get(short) == 5
    assert own not in tried[0]


def test_a_staff_minimum_and_a_share_of_part_time_are_kept(tmp_path):
    found = made(tmp_path, staff_minimum={"team": 6}, part_time=[{"groups": ["team"], "below": "6 h", "most": 0.2}])
    assert savings(found, found.unchanged, (), worth(found), lambda _: True) != []
    for one in savings(found, found.unchanged, (), worth(found), lambda _: True):
        assert sum(n for kind, n in one.items() if kind.length < 6 * HOUR) <= 0.2 * sum(one.values())
        assert sum(n for kind, n in one.items() if kind.start <= 13 * HOUR < kind.end) >= 6


def test_only_shifts_that_have_not_begun_are_dropped(tmp_path):
    dropped = {clocks(move.source)[0] for move in moves(made(tmp_path)) if move.target is None}
    assert "08:00" not in dropped
    assert "14:00" in dropped


@pytest.mark.slow
def test_after_a_quiet_morning_people_go_earlier_where_that_is_free(tmp_path):
    scenario = team_day()
    plan = standing(tmp_path, scenario, covering({10: 4, 12: 4}, {14: 4, 16: 4}, 2))
    quiet = Morning(11 * HOUR, {"call": (0,) * 8 + (25, 40, 40)})
    found = replan(scenario, plan, quiet, change_cost=0.0, replications=200)
    assert found.kept
    assert found.outcome_cost < found.before
    assert found.outcome.plan.results.verdicts[0].met
