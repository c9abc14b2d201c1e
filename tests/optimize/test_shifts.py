"""Shifts by pencil: what they cover, how they wrap, what they cost."""

import pytest

from optimize.outcome import staffing_of
from optimize.program import Roster
from optimize.shifts import cover, kinds, shells
from scenarios.faults import InputError
from scenarios.loading import parse
from scenarios.premiums import Premium, Premiums
from tests.optimize.centres import one_queue

TARGET = [{"queue": "calls", "abandonment": 0.1, "per": "horizon"}]


def shifts_of(*rules, **more):
    return one_queue([60] * 24, [{"groups": ["team"], **rule} for rule in rules], TARGET, **more)


def hours(kind):
    return (kind.start / 3600, kind.length / 3600, tuple((a / 3600, b / 3600) for a, b, _ in kind.breaks))


def test_starts_and_lengths_are_unfolded_in_the_files_order():
    scenario = shifts_of({"starts": {"from": "06:00", "to": "08:00", "every": "2 h"}, "length": ["4 h", "6 h"]})
    assert [hours(kind) for kind in kinds(scenario)] == [(6, 4, ()), (6, 6, ()), (8, 4, ()), (8, 6, ())]


def test_a_break_is_tried_at_every_half_hour_of_its_window():
    rule = {"start": "08:00", "length": "8 h", "breaks": [{"length": "30 min", "between": ["3 h", "4 h"]}]}
    assert [hours(kind)[2] for kind in kinds(shifts_of(rule))] == [((11, 11.5),), ((11.5, 12),), ((12, 12.5),)]


def test_two_equal_breaks_that_change_places_are_one_way():
    short = {"length": "1 h", "between": ["1 h", "3 h"]}
    rule = {"start": "08:00", "length": "6 h", "breaks": [short, short]}
    found = [hours(kind)[2] for kind in kinds(shifts_of(rule, interval="1 h"))]
    assert len(found) == len(set(found))
    assert all(first[1] <= second[0] for first, second in found)
    assert ((9, 10), (10, 11)) in found


def test_a_paid_break_costs_and_an_unpaid_one_does_not():
    rest = {"length": "30 min", "between": ["3 h", "3 h"]}
    paid = kinds(shifts_of({"start": "08:00", "length": "8 h", "breaks": [rest]}))[0]
    unpaid = kinds(shifts_of({"start": "08:00", "length": "8 h", "breaks": [{**rest, "paid": False}], "premium": 1.2}))[
        0
    ]
    assert paid.cost == pytest.approx(8.0)
    assert unpaid.cost == pytest.approx(7.5 * 1.2)
    assert unpaid.paid_hours == 7.5


def test_a_cost_of_its_own_replaces_the_price():
    assert kinds(shifts_of({"start": "08:00", "length": "4 h", "cost": 150, "premium": 2}))[0].cost == 150


def test_a_break_leaves_its_share_of_an_hour_uncovered():
    rule = {"start": "08:00", "length": "4 h", "breaks": [{"length": "30 min", "between": ["2 h", "2 h"]}]}
    scenario = shifts_of(rule)
    assert cover(kinds(scenario)[0], scenario.calendar)[7:13].tolist() == [0, 1, 1, 0.5, 1, 0]


def test_a_night_shift_wraps_on_a_cyclic_calendar():
    scenario = shifts_of({"start": "22:00", "length": "8 h"}, cyclic=True)
    covered = cover(kinds(scenario)[0], scenario.calendar)
    assert covered.nonzero()[0].tolist() == [0, 1, 2, 3, 4, 5, 22, 23]


def test_a_night_shift_is_cut_at_the_end_and_costs_in_full_otherwise():
    scenario = shifts_of({"start": "22:00", "length": "8 h"})
    roster = Roster.of(scenario)
    staffing = staffing_of(scenario, roster, roster.shifts([3]))
    assert staffing.steps["team"] == ((0.0, 0.0), (22 * 3600.0, 3.0))
    assert staffing.cost["team"].sum() == pytest.approx(24.0)


def week(*rules, days=7, **more):
    data = {
        "callfloor": 1, "calendar": {"start": "2026-03-02", "days": days, "interval": "1 h", **more},
        "contact_types": {"call": {"channel": "voice", "arrivals": {"rate": "60 per h"}, "enters": "calls"}},
        "queues": {"calls": {}},
        "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"fixed": "60 s"}}}, "cost": "1 per h"}},
        "shifts": [{"groups": ["team"], **rule} for rule in rules],
    }  # fmt: skip
    return parse(data)


def test_shifts_are_worked_on_every_day_or_on_those_named():
    found = kinds(week({"start": "08:00", "length": "8 h"}, {"start": "10:00", "length": "4 h", "days": "weekend"}))
    assert [kind.start / 3600 for kind in found] == [8 + 24 * day for day in range(7)] + [10 + 24 * 5, 10 + 24 * 6]


def test_a_night_shift_goes_on_into_the_next_day_and_wraps_with_the_week():
    scenario = week({"start": "22:00", "length": "8 h"}, cyclic=True)
    covered = [cover(kind, scenario.calendar).nonzero()[0].tolist() for kind in kinds(scenario)]
    assert covered[0] == [22, 23, 24, 25, 26, 27, 28, 29]
    assert covered[6] == [0, 1, 2, 3, 4, 5, 166, 167]


def test_overtime_lengthens_a_shift_at_its_price():
    found = kinds(shifts_of({"start": "08:00", "length": "8 h", "overtime": {"most": "1 h", "every": "30 min"}}))
    assert [(kind.length / 3600, kind.cost) for kind in found] == [(8, 8), (8.5, 8.75), (9, 9.5)]
    assert found[2].paid_hours == 9


def test_breaks_lie_in_the_regular_hours_so_that_overtime_is_paid_for_what_is_worked():
    """Four hours and two more: a break at the fifth hour would have been taken off at the plain wage from hours paid half as much again."""
    meal = {"length": "30 min", "between": ["3 h", "5 h"], "paid": False}
    overtime = {"most": "2 h", "premium": 1.5}
    rule = {"start": "08:00", "length": ["4 h", "8 h"], "breaks": [meal], "overtime": overtime}
    found = kinds(shifts_of(rule))
    longer = [kind for kind in found if kind.length == 6 * 3600]
    assert {kind.breaks[0][1] for kind in longer} <= {11.5 * 3600, 12 * 3600}
    assert {kind.cost for kind in longer} == {3.5 + 2 * 1.5}
    whole = next(shell for shell in shells(shifts_of(rule)) if shell.kind.length == 8 * 3600)
    assert max(whole.ways[0][0].starts) == 13 * 3600


def test_overtime_on_top_of_a_shifts_own_cost_needs_a_wage():
    rule = {"start": "08:00", "length": "8 h", "cost": 150}
    overtime = {"overtime": {"most": "1 h"}}
    paid = kinds(shifts_of(rule | overtime, cost="20 per h"))
    assert [kind.cost for kind in paid] == [150, 180]
    with pytest.raises(
        InputError,
        match=r"agent_groups\.team\.cost .*shifts\[0\] has overtime, paid by the hour on top of its own cost",
    ):
        kinds(shifts_of(rule | overtime, cost=None))
    unpaid = {"overtime": {"most": "1 h", "premium": 0}}
    assert [kind.cost for kind in kinds(shifts_of(rule | unpaid, cost=None))] == [150, 150]
    assert [kind.cost for kind in kinds(shifts_of(rule, cost=None))] == [150]


def test_premium_hours_are_paid_for_the_time_that_is_in_them():
    data = {"start": "20:00", "length": "8 h", "breaks": [{"length": "1 h", "between": ["3 h", "3 h"], "paid": False}]}
    scenario = shifts_of(data, cyclic=True)
    night = Premiums((Premium(frozenset(range(7)), holidays=False, spans=((22 * 3600, 30 * 3600),), factor=1.5),))
    (kind,) = kinds(scenario.model_copy(update={"premium_hours": night}))
    assert kind.cost == 2 + 1.5 * (6 - 1)


def test_breaks_that_cannot_all_be_taken_are_refused():
    short = {"length": "30 min", "between": ["3 h", "3 h"]}
    with pytest.raises(InputError, match=r"shifts\[0\]\.breaks .*cannot all be taken in the shift of 8 h from 08:00"):
        kinds(shifts_of({"start": "08:00", "length": "8 h", "breaks": [short, short]}))


def test_a_group_without_cost_is_refused():
    with pytest.raises(InputError, match="cost"):
        kinds(shifts_of({"start": "08:00", "length": "8 h"}, cost=None))
