"""Each rule and each price, on rows that a pencil can check."""

from dataclasses import replace

import pytest

from optimize.rostering.judge import broken, charges, price
from optimize.rostering.problem import Need, Past, Person, Problem, Request, Roster, Share, Terms
from tests.optimize.rostering.small import EARLY, HOUR, LATE, MONDAY, NIGHT

E, L, N, O = 0, 1, 2, -1  # noqa: E741 - early, late, night, off
ANY = Terms(hours=((0.0, 100 * HOUR),))


def roster(row, terms=ANY, needs=None, **person):
    who = Person("Ann", ("a",), terms, person.pop("duties", {E: 0.0, L: 0.0, N: 1.0}), **person)
    if needs is None:
        needs = tuple(Need(day, duty, 1, 10.0, 2.0) for day in range(len(row)) for duty in range(3))
    return Roster(Problem(MONDAY, len(row), (EARLY, LATE, NIGHT), needs, (who,), rest=11 * HOUR), (tuple(row),))


def rules(made):
    return [(one.rule, one.day) for one in broken(made)]


@pytest.mark.parametrize(
    ("row", "given", "expected"),
    [
        ((E, E, L, N, O, L, L), {}, []),
        ((L, E, O), {}, [("rest", 1)]),  # 22:00 to 06:00 are 8 h
        ((N, O, E), {}, []),
        ((N, L, O), {}, [("rest", 1)]),  # 06:00 to 14:00 are 8 h
        ((E, O), {"past": Past(2, -4 * HOUR)}, [("rest", 0)]),
        ((E, O), {"past": Past(2, -5 * HOUR)}, []),
        ((O, E), {"off": frozenset([1])}, [("day off", 1)]),
        ((O, E), {"leave": frozenset([1])}, [("day off", 1)]),
        ((N, O), {"duties": {E: 0.0}}, [("skill", 0)]),
        ((E, E, E, O), {"terms": replace(ANY, most_in_a_row=2)}, [("days in a row", 0)]),
        ((E, E, O, E), {"terms": replace(ANY, most_in_a_row=3), "past": Past(2)}, [("days in a row", 0)]),
        ((O, E, O, E), {"terms": replace(ANY, fewest_in_a_row=2)}, [("fewest days in a row", 1)]),
        ((E, O, O, E), {"terms": replace(ANY, fewest_in_a_row=2)}, []),  # both may be longer than is seen
        ((E, O, O, E), {"terms": replace(ANY, fewest_in_a_row=2), "past": Past(0)}, [("fewest days in a row", 0)]),
        ((E, O, O, E), {"terms": replace(ANY, fewest_in_a_row=2), "past": Past(1)}, []),
        ((O, O, E, E), {"terms": replace(ANY, fewest_in_a_row=2), "past": Past(1)}, [("fewest days in a row", 0)]),
        ((E, O, E, E), {"terms": replace(ANY, fewest_days_off=2)}, [("days off in a row", 1)]),
        ((O, E, E, O), {"terms": replace(ANY, fewest_days_off=2)}, []),
        ((O, E, E, O), {"terms": replace(ANY, fewest_days_off=2), "past": Past(3)}, [("days off in a row", 0)]),
        ((E, E, E, O, O, O, O), {"terms": replace(ANY, days_a_week=2)}, [("days a week", 0)]),
        ((E, E, E, O, O, O, O), {"terms": Terms(hours=((0.0, 22 * HOUR),))}, [("hours", 0)]),
        ((E, E, O, O, O, O, O), {"terms": Terms(hours=((16 * HOUR, 22 * HOUR),))}, [("fewest hours", 0)]),
        ((O, O, O, O, O, E, O), {"terms": replace(ANY, whole_weekends=True)}, [("whole weekends", 5)]),
        ((O, O, O, O, O, O, E), {"terms": replace(ANY, most_weekends=0)}, [("weekends", 6)]),
        ((O, O, O, O, O, E, E), {"terms": replace(ANY, most_weekends=1, whole_weekends=True)}, []),
        ((N, N, O), {"terms": replace(ANY, most=((frozenset([N]), 1),))}, [("most", 1)]),
    ],
)
def test_a_broken_rule_is_named_with_its_day(row, given, expected):
    given = dict(given)
    found = [
        (rule, 6 if rule == "weekends" else day) for rule, day in rules(roster(row, given.pop("terms", ANY), **given))
    ]
    assert found == expected


def test_hours_are_counted_week_by_week():
    terms = Terms(hours=((0.0, 8 * HOUR), (0.0, 16 * HOUR)))
    assert rules(roster((E, *[O] * 6, E, E, *[O] * 5), terms)) == []
    assert rules(roster((O, *[O] * 6, E, E, E, *[O] * 4), terms)) == [("hours", 7)]


def test_a_shift_that_nobody_wants_is_a_fault_and_a_forbidden_order_too():
    assert rules(roster((E, O), needs=(Need(1, E, 1, 10.0, 2.0),))) == [("demand", 0)]
    made = roster((E, E))
    barred = replace(made.problem, duties=(replace(EARLY, never_before=frozenset(["early"])), LATE, NIGHT))
    assert rules(Roster(barred, made.rows)) == [("order", 1)]


def test_what_is_left_undone_has_its_price():
    needs = (Need(0, E, 2, 10.0, 2.0), Need(1, E, 0, 10.0, 2.0), Need(2, N, 1, 30.0, 2.0), Need(3, L, 1, 7.0, 2.0))
    asks = (Request(0, on=False, weight=4.0), Request(1, on=True, weight=9.0), Request(3, on=True, weight=5.0))
    made = roster((E, E, N, O), needs=needs, requests=asks, nights=Share(0, 6.0))
    found = [(one.kind, one.price) for one in charges(made)]
    assert found == [
        ("unmet", 10.0), ("surplus", 2.0), ("unmet", 7.0), ("request", 4.0), ("request", 5.0), ("other_group", 1.0), ("nights", 6.0)
    ]  # fmt: skip
    assert price(made) == 35.0


def test_beyond_the_fair_share_each_one_more_costs_more():
    needs = tuple(Need(day, E, 1, 10.0, 2.0) for day in range(14))
    row = (O, O, O, O, O, E, E, O, O, O, O, O, E, E)
    made = roster(row, Terms(hours=((0.0, 100 * HOUR),) * 2), needs=needs, weekends=Share(1, 3.0))
    assert [one.price for one in charges(made) if one.kind == "weekends"] == [3.0 + 6.0 + 9.0]


def test_a_wish_for_a_shift_is_granted_by_that_shift_alone():
    wish = Request(0, on=True, weight=1.0, duties=frozenset([L]))
    assert [wish.granted(worked) for worked in (E, L, O)] == [False, True, False]
    unwish = Request(0, on=False, weight=1.0, duties=frozenset([L]))
    assert [unwish.granted(worked) for worked in (E, L, O)] == [True, False, True]
