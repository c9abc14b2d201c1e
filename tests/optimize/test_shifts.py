"""Shifts by pencil: what they cover, how they wrap, what they cost."""

import pytest

from optimize.outcome import staffing_of
from optimize.program import Roster
from optimize.shifts import cover, kinds
from scenarios.faults import InputError
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


def test_more_than_a_day_is_refused_with_a_word():
    from scenarios.loading import parse

    data = {
        "callfloor": 1, "calendar": {"start": "2026-03-02", "days": 2, "interval": "1 h"},
        "contact_types": {"call": {"channel": "voice", "arrivals": {"rate": "60 per h"}, "enters": "calls"}},
        "queues": {"calls": {}},
        "agent_groups": {"team": {"skills": {"calls": {"handle_time": {"fixed": "60 s"}}}, "cost": "1 per h"}},
        "shifts": [{"groups": ["team"], "start": "08:00", "length": "8 h"}],
    }  # fmt: skip
    with pytest.raises(InputError, match="not yet"):
        kinds(parse(data))


def test_a_group_without_cost_is_refused():
    with pytest.raises(InputError, match="cost"):
        kinds(shifts_of({"start": "08:00", "length": "8 h"}, cost=None))
