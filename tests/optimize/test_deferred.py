"""Deferred work: what is asked for, and what the fluid makes of it, by pencil."""

import pytest

from optimize.beliefs import Beliefs
from optimize.conflict import explain
from optimize.deferred import dated, learn_burdens
from optimize.master import Master
from optimize.model import Model
from optimize.outcome import notes, staffing_of
from optimize.program import Roster, Solved
from optimize.visits import visits
from sim.experiment import simulate
from tests.optimize.whole_floor import hourly, orders


def model_of(scenario):
    return Model.of(scenario, Roster.of(scenario), visits(scenario))


def solved(scenario, beliefs=None):
    model = model_of(scenario)
    solution = Master(model, beliefs or Beliefs()).program.solve()
    assert isinstance(solution, Solved)
    by_hour = [0] * 24
    for kind, people in solution.shifts.items():
        by_hour[int(kind.start // 3600)] += people
    return by_hour


@pytest.mark.parametrize(("deadline", "until"), [("3 h", 10), ("3 h 30 min", 11)])
def test_work_of_an_hour_has_time_until_a_handling_time_before_it_is_due(deadline, until):
    """It comes from 8 to 9, is due from 11 to 12 or from 11:30 to 12:30, and takes twenty minutes."""
    (one,) = dated(orders(calls=False, deadline=deadline), visits(orders(calls=False)))
    (batch,) = one.batches
    assert (batch.queue, batch.interval, batch.weight, batch.until) == ("orders", 8, 20.0, until)


@pytest.mark.parametrize("deadline", ["16 h", "3 working days"])
def test_work_that_is_due_after_the_calendar_asks_nothing_and_that_is_said(deadline):
    scenario = orders(deadline=deadline)
    assert dated(scenario, visits(scenario)) == ()
    assert any("orders" in note and "what time is left" in note for note in notes(scenario, Roster.of(scenario)))


def test_work_due_in_part_counts_in_part():
    scenario = orders(calls=False, deadline="15 h 30 min")  # of those who come before 08:30
    (one,) = dated(scenario, visits(scenario))
    assert one.weight == pytest.approx(10)


def test_twenty_orders_of_twenty_minutes_take_seven_hours_of_people():
    """95 % of 6 h 40 min are 6 h 20 min: seven people for an hour, any time until noon."""
    assert sum(solved(orders(calls=False, shifts=hourly(8, 14)))[8:12]) == 7


def test_work_is_done_before_it_is_due():
    assert sum(solved(orders(calls=False, deadline="2 h", shifts=hourly(8, 14)))[8:11]) == 7
    late = orders(calls=False, deadline="2 h", shifts=hourly(12, 14))
    assert not isinstance(Master(model_of(late), Beliefs()).program.solve(), Solved)


def test_work_is_not_done_before_it_comes():
    assert sum(solved(orders(calls=False, shifts=hourly(6, 14)))[6:8]) == 0


def test_those_who_wait_in_person_come_first():
    """Forty calls of four minutes an hour take 2.67 people each hour, besides the 6.33 for the orders until noon."""
    with_calls = solved(orders(shifts=hourly(8, 11)))
    assert sum(with_calls) >= 4 * 40 * 4 / 60 + 0.95 * 20 * 20 / 60


def test_a_burden_asks_for_more_time():
    scenario = orders(calls=False)
    assert sum(solved(scenario, Beliefs(burdens={(0, 0): 1.5}))) == 10  # 1.5 x 6 h 20 min


def test_late_work_makes_the_burden_heavier_and_work_done_easily_lighter():
    scenario = orders(calls=False)
    roster = Roster.of(scenario)
    asked = dated(scenario, visits(scenario))
    few, many = (
        simulate(scenario, staffing_of(scenario, roster, roster.shifts([people] * 4)), replications=30, seed=1)
        for people in (1, 9)
    )
    assert learn_burdens({}, asked, few, only_up=False)[0, 0] > 1
    assert learn_burdens({}, asked, many, only_up=False)[0, 0] < 1
    assert learn_burdens({}, asked, many, only_up=True).get((0, 0), 1.0) == 1


def test_too_few_heads_for_the_work_are_named():
    scenario = orders(calls=False, headcount={"team": 3})
    conflict, remedies = explain(model_of(scenario), Beliefs())
    assert conflict == (
        "the target of queue orders (95 % on time) over the whole calendar",
        "the headcount of team (3)",
    )
    assert remedies == ("raise the headcount of team from 3 to 7, by estimate; it was not tested",)
