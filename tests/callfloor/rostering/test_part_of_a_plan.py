"""A few days of a longer plan or staff list; and people who work no shift."""

import pytest

import callfloor
from callfloor.rostering import documents, pages
from scenarios.faults import InputError
from tests.callfloor.rostering.conftest import DAYS, SHIFTS, STAFF, shift

WEEKLY = "name,groups,hours,days_off,leave,requests\nAnn,general,40,Sat; Sun,2026-03-03..2026-03-20,off Fri 3\n"
ONE_DAY = [shift("general", "08:00", "16:00", 1, DAYS[:1])]


def test_a_plan_of_one_day_for_three_takes_the_staff_list_of_a_week(folder):
    plan = folder.write_plan(ONE_DAY)
    staff = folder.write("staff.csv", WEEKLY + "Bob,general,40,,,\n")
    made = callfloor.roster(plan, staff, days=3)
    assert made.demand.days == 3
    assert [(stint.person, stint.day) for stint in made.stints if stint.person == "Bob"][-1:] == [("Bob", 2)]
    assert {stint.day for stint in made.stints} == {0, 1, 2}
    ann = made.problem.people[0]
    assert (ann.leave, ann.requests) == (frozenset({1, 2}), ())
    assert any("1 person's row has days that are not among those of this roster" in note for note in made.demand.notes)


def test_without_days_what_is_outside_is_a_fault(folder):
    with pytest.raises(InputError, match="2026-03-20 is outside the plan"):
        callfloor.roster(folder.write_plan(ONE_DAY), folder.write("staff.csv", WEEKLY))


def test_the_first_days_of_a_longer_plan(folder):
    made = callfloor.roster(folder.plan, folder.staff, days=3)
    assert made.demand.days == 3
    assert made.demand.notes[0] == "The plan has 7 days; these are the first 3 of them (--days)."
    assert max(stint.day for stint in made.stints) == 2
    with pytest.raises(InputError, match="the plan has 7 days and no more; write --days 7 or fewer"):
        callfloor.roster(folder.plan, folder.staff, days=9)


def test_groups_of_days_that_are_left_out_are_known(folder):
    later = [shift("general", "08:00", "16:00", 1), shift("late", "08:00", "16:00", 1, DAYS[5:])]
    staff = folder.write("staff.csv", "name,groups\nAnn,general\nBob,late\n")
    made = callfloor.roster(folder.write_plan(later), staff, days=2)
    assert {stint.person for stint in made.stints} == {"Ann"}


def test_who_works_no_shift_is_named(folder):
    staff = folder.write("staff.csv", "name,groups,hours\nAnn,general,40\nBob,general,0-40\nCai,general,40\n")
    made = callfloor.roster(folder.write_plan(ONE_DAY), staff, days=1)
    idle = [one.person.name for one in made.got if one.hours == 0]
    assert len(idle) == 2
    assert documents.document(made)["without_shifts"] == idle
    assert pages.unused(made) == [
        f"2 people work no shift: {', '.join(idle)}. Nothing asks for least hours: in the staff list 40 means at most 40, 32-40 at least 32."
    ]
    assert f"2 people work no shift: {idle[0]}" in pages.report(made).decode()
    assert pages.unused(callfloor.roster(folder.write_plan(SHIFTS), folder.write("staff.csv", STAFF))) == []


def test_a_bare_number_of_hours_is_at_most_and_a_range_is_between(folder):
    staff = folder.write(
        "staff.csv", "name,groups,hours\nAnn,general,40\nBob,general,32-40\nCai,vip,16..32 h\nDee,vip,40h\n"
    )
    made = callfloor.roster(folder.plan, staff)
    assert [(one.least, one.most) for one in made.got] == [(0, 40), (32, 40), (16, 32), (0, 40)]
