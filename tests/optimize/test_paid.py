"""Pay by pencil: each interval has the money of the hours that are worked in it, and together they are what the shift costs."""

import numpy as np
import pytest

from optimize.outcome import choices, staffing_of
from optimize.paid import Pay
from optimize.program import Roster
from optimize.shifts import ShiftKind, kinds
from scenarios.loading import parse
from sim.experiment import simulate
from sim.staffing import Staffing
from tests.optimize.weeks import week

DAY, HOUR = 86400.0, 3600.0
NIGHT = {"22:00-06:00": 1.5}
MEAL = {"length": "1 h", "between": ["3 h", "3 h"], "paid": False}


def by_hour(scenario, place=0):
    """The hours in which one person of a kind is paid anything: `{22: 1.5}`."""
    paid = Pay.of(scenario).by_interval(kinds(scenario)[place])
    return {hour: pytest.approx(paid[hour]) for hour in np.flatnonzero(paid).tolist()}


def test_a_night_hour_carries_its_premium_and_an_unpaid_break_costs_nothing():
    scenario = week({"start": "20:00", "length": "8 h", "breaks": [MEAL]}, days=2, premium_hours=NIGHT)
    assert by_hour(scenario) == {20: 1, 21: 1, 22: 1.5, 24: 1.5, 25: 1.5, 26: 1.5, 27: 1.5}


def test_only_the_sunday_of_a_shift_is_paid_as_a_sunday():
    scenario = week({"start": "22:00", "length": "4 h", "days": "sat"}, premium_hours={"sun": 2})
    saturday = 5 * 24
    assert by_hour(scenario) == {saturday + 22: 1, saturday + 23: 1, saturday + 24: 2, saturday + 25: 2}


def test_the_premium_of_a_rule_is_on_all_its_hours():
    scenario = week({"start": "20:00", "length": "4 h", "premium": 1.2}, days=1, premium_hours=NIGHT)
    assert by_hour(scenario) == {20: 1.2, 21: 1.2, 22: 1.8, 23: 1.8}


def test_overtime_falls_on_the_hours_at_the_end():
    rule = {"start": "08:00", "length": "3 h", "overtime": {"most": "2 h", "every": "1 h", "premium": 1.5}}
    scenario = week(rule, days=1)
    assert by_hour(scenario, 2) == {8: 1, 9: 1, 10: 1, 11: 1.5, 12: 1.5}
    assert by_hour(scenario, 0) == {8: 1, 9: 1, 10: 1}


def test_a_shift_with_a_cost_of_its_own_costs_as_much_each_paid_hour():
    rule = {"start": "20:00", "length": "5 h", "cost": 100, "breaks": [MEAL]}
    assert by_hour(week(rule, days=2, premium_hours=NIGHT)) == {20: 25, 21: 25, 22: 25, 24: 25}


def test_half_an_interval_has_half_the_money():
    scenario = week({"start": "08:30", "length": "2 h"}, days=1)
    assert by_hour(scenario) == {8: 0.5, 9: 1, 10: 0.5}


def test_round_the_end_of_a_cyclic_calendar_it_goes_on_at_the_beginning():
    scenario = week({"start": "21:00", "length": "8 h"}, days=1, calendar={"cyclic": True}, premium_hours=NIGHT)
    assert by_hour(scenario) == {21: 1, 22: 1.5, 23: 1.5, 0: 1.5, 1: 1.5, 2: 1.5, 3: 1.5, 4: 1.5}


def test_hours_past_the_end_stand_in_the_last_interval_and_leave_the_others_alone():
    scenario = week({"start": "21:00", "length": "6 h"}, days=1, premium_hours=NIGHT)
    (kind,) = kinds(scenario)
    assert kind.cost == 1 + 5 * 1.5
    assert by_hour(scenario) == {21: 1, 22: 1.5, 23: 1.5 + 3 * 1.5}
    assert Pay.of(scenario).after_the_end(kind) == pytest.approx(4.5)
    cyclic = week({"start": "21:00", "length": "6 h"}, days=1, calendar={"cyclic": True}, premium_hours=NIGHT)
    assert Pay.of(cyclic).after_the_end(kinds(cyclic)[0]) == 0


def test_a_shift_that_no_rule_explains_goes_by_what_its_hours_are_worth():
    scenario = week({"start": "20:00", "length": "8 h"}, days=2, premium_hours=NIGHT)
    shorter = ShiftKind("team", 20 * HOUR, 4 * HOUR, (), 10.0)
    assert Pay.of(scenario).by_interval(shorter)[20:24] == pytest.approx([2, 2, 3, 3])
    unpaid = ShiftKind("team", 20 * HOUR, HOUR, ((20 * HOUR, 21 * HOUR, False),), 7.0)
    assert Pay.of(scenario).by_interval(unpaid)[20] == 7.0


@pytest.mark.parametrize("cyclic", [False, True])
@pytest.mark.parametrize("premiums", [{}, {"22:00-06:00": 1.25, "sun": 1.5, "sat 14:00-24:00": 1.1, "12:00-13:00": 0}])
def test_the_intervals_add_up_to_what_the_plan_costs(cyclic, premiums):
    rest = {"length": "30 min", "between": ["2 h", "4 h"], "every": "15 min", "paid": False}
    scenario = week(
        {"starts": {"from": "05:00", "to": "22:00", "every": "3 h 30 min"}, "length": ["6 h", "8 h"], "breaks": [rest],
         "overtime": {"most": "2 h", "every": "45 min"}, "premium": 1.1},
        {"start": "23:00", "length": "9 h", "cost": 90, "overtime": {"most": "1 h", "premium": 2}},
        {"start": "12:00", "length": "1 h"},
        premium_hours=premiums, calendar={"cyclic": cyclic},
    )  # fmt: skip
    roster, pay = Roster.of(scenario), Pay.of(scenario)
    for kind in roster.kinds:
        paid = pay.by_interval(kind)
        assert paid.sum() == pytest.approx(kind.cost)
        assert paid.min() >= 0
    chosen = {kind: 1 + place % 3 for place, kind in enumerate(roster.kinds)}
    staffing = staffing_of(scenario, roster, chosen)
    cost = sum(choice.cost for choice in choices(roster, chosen))
    assert staffing.cost["team"].sum() == pytest.approx(cost)
    results = simulate(scenario, staffing, replications=1)
    assert results.value("cost", "centre").mean == pytest.approx(cost)
    by_interval = [results.value("cost", "agent_group", "team", interval=at).mean for at in scenario.calendar.starts]
    assert by_interval == pytest.approx(staffing.cost["team"].tolist())


def test_agents_of_single_intervals_are_paid_in_them():
    scenario = parse(
        {
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h"},
            "contact_types": {"call": {"arrivals": {"rate": "10 per h"}, "enters": "calls"}},
            "queues": {"calls": {}},
            "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"fixed": "1 min"}}}, "cost": "30 per h"}},
            "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s"}],
        }
    )
    roster = Roster.of(scenario)
    staffing = staffing_of(scenario, roster, {kind: 2 for kind in roster.kinds if kind.start == 9 * HOUR})
    assert np.flatnonzero(staffing.cost["team"]).tolist() == [9]
    assert staffing.cost["team"][9] == 60.0


def stated(cyclic=False, **group):
    return parse(
        {
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "1 h", "cyclic": cyclic},
            "contact_types": {"call": {"arrivals": {"rate": "10 per h"}, "enters": "calls"}},
            "queues": {"calls": {}},
            "agent_groups": {
                "team": {"skills": {"calls": {"handle_time": {"fixed": "1 min"}}}, "cost": "30 per h", **group}
            },
            "targets": [{"queue": "calls", "answer_rate": 0.8, "within": "20 s"}],
            "premium_hours": {"21:30-06:00": 1.5, "12:00-13:00": 0},
        }
    )


@pytest.mark.parametrize("cyclic", [False, True])
def test_a_stated_staffing_is_paid_by_what_its_hours_are_worth(cyclic):
    """Two people round the clock: six hours of the night and the half of 21:30 to 22:00 at 1.5, the lunch hour for nothing."""
    scenario = stated(cyclic, staffing=2)
    paid = Staffing.of(scenario).cost["team"]
    assert [paid[at] / 60 for at in (0, 5, 6, 12, 20, 21, 22, 23)] == [1.5, 1.5, 1, 0, 1, 1.25, 1.5, 1.5]
    cost = 60 * (6 * 1.5 + 6 + 0 + 8 + 1.25 + 2 * 1.5)
    assert simulate(scenario, replications=1).value("cost", "centre").mean == pytest.approx(cost)


def test_agents_planned_by_interval_cost_what_their_hours_are_worth():
    costs = [kind.cost for kind in kinds(stated())]
    assert [costs[at] for at in (0, 6, 12, 21, 22)] == [45, 30, 0, 37.5, 45]
    roster = Roster.of(stated())
    staffing = staffing_of(stated(), roster, {kind: 2 for kind in roster.kinds if kind.start == 22 * HOUR})
    assert staffing.cost["team"][22] == 90.0
    assert {kind.cost for kind in kinds(stated(cost=None))} == {1.0}  # hours are counted, where nobody has a wage
