"""Labour rules: what they ask of the number of people, by pencil and against people put on shifts one by one."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from optimize.labour import Rules
from optimize.program import NoSolution, Roster, ShiftProgram, Solved
from optimize.shifts import ShiftKind
from tests.optimize.weeks import week

GOLDEN = Path(__file__).parent / "golden"
DAY, HOUR = 86400.0, 3600.0
EIGHT = {"start": "08:00", "length": "8 h"}


def shift(day, start, length, group="team"):
    return ShiftKind(group, day * DAY + start * HOUR, length * HOUR, (), length)


def rules(scenario):
    return Roster.of(scenario).rules


def lines(scenario, tmp_path):
    ShiftProgram(Roster.of(scenario)).problem.writeLP(str(tmp_path / "plan.lp"))
    return sorted((tmp_path / "plan.lp").read_text().split())


@pytest.mark.parametrize(
    ("name", "scenario"),
    [
        ("labour", week(EIGHT, {"start": "20:00", "length": "10 h"}, headcount={"team": 9}, labour={
            "days_per_week": 5, "most_in_a_row": 6, "rest": "11 h", "weekly_hours": {"min": "30 h", "max": "40 h"}})),
        ("labour_cyclic", week({"start": "20:00", "length": "10 h"}, calendar={"cyclic": True}, labour={
            "most_in_a_row": 5, "rest": "11 h"})),
        ("headcount_of_three_days", week(EIGHT, days=3, headcount={"team": 4})),
        ("part_time", week(EIGHT, {"start": "10:00", "length": "4 h"}, days=2, part_time=[
            {"groups": ["team"], "below": "6 h", "most": 0.25}])),
    ],
)  # fmt: skip
def test_the_program_reads_as_it_should(name, scenario, tmp_path):
    assert lines(scenario, tmp_path) == sorted((GOLDEN / f"{name}.lp").read_text().split())


def people_needed(chosen, rest):
    """Fewest people who can work the shifts, each once, with the rest between and one that begins on a day: chains of an order."""

    def after(one, other):
        return other.start >= one.end + rest and other.start // DAY > one.start // DAY

    pairs = csr_array(np.array([[after(one, other) for other in chosen] for one in chosen], int))
    matched = maximum_bipartite_matching(pairs, perm_type="column")
    return len(chosen) - int((matched >= 0).sum())


@pytest.mark.parametrize("seed", range(20))
def test_people_who_are_held_at_once_are_all_that_rests_need(seed):
    chance = np.random.default_rng(seed)
    rest = float(chance.integers(0, 13)) * HOUR
    own = Rules(7, labour=week(EIGHT, labour={"rest": f"{rest:g} s"}).labour)
    chosen = [
        shift(int(chance.integers(4)), int(chance.integers(24)), int(chance.integers(4, 13)))
        for _ in range(int(chance.integers(2, 25)))
    ]
    counted = {kind: chosen.count(kind) for kind in chosen}
    assert own.staff(counted)[0] == people_needed(chosen, rest)


def test_a_late_shift_and_an_early_one_need_two_people():
    late, early = shift(0, 14, 8), shift(1, 6, 8)
    rested = rules(week(EIGHT, labour={"rest": "11 h"}))
    assert rested.staff({late: 3, early: 2})[0] == 5
    assert rules(week(EIGHT, labour={"rest": "8 h"})).staff({late: 3, early: 2})[0] == 3


def test_labour_binds_from_seven_days_on_and_one_shift_a_day_always():
    late, early = shift(0, 14, 8), shift(1, 6, 8)
    three_days = rules(week(EIGHT, days=3, labour={"rest": "11 h", "days_per_week": 1}))
    assert three_days.staff({late: 3, early: 2})[0] == 3
    assert three_days.staff({shift(0, 6, 2): 1, shift(0, 12, 2): 1})[0] == 2


def test_days_and_hours_of_a_week():
    every_day = {shift(day, 8, 8): 5 for day in range(7)}
    for labour, staff in [({"days_per_week": 5}, 7), ({"weekly_hours": {"max": "40 h"}}, 7), ({"most_in_a_row": 6}, 6)]:
        assert rules(week(EIGHT, labour=labour)).staff(every_day)[0] == staff
    least, _, most = rules(week(EIGHT, labour={"weekly_hours": {"min": "30 h"}})).staff(every_day)
    assert (least, most) == (5, 9)  # 280 h are 9 times 30 h


def test_a_fortnight_has_two_weeks_of_its_own():
    scenario = week(EIGHT, days=14, labour={"days_per_week": 5})
    first_week = {shift(day, 8, 8): 5 for day in range(7)}
    assert rules(scenario).staff(first_week)[0] == 7
    half_each = {shift(day, 8, 8): 5 for day in range(4, 10)}
    assert rules(scenario).staff(half_each)[0] == 5


def asked_for(scenario, people, hours):
    program = ShiftProgram(Roster.of(scenario))
    for hour in hours:
        program.demand(f"asked_{hour}", program.scheduled("team", hour), people)
    return program, program.solve()


def test_nobody_works_seven_days_so_seven_people_do_what_five_could():
    every_noon = [12 + 24 * day for day in range(7)]
    for headcount, possible in ((6, False), (7, True)):
        scenario = week(EIGHT, headcount={"team": headcount}, labour={"days_per_week": 5})
        program, solved = asked_for(scenario, 5, every_noon)
        assert isinstance(solved, Solved if possible else NoSolution)
        if isinstance(solved, Solved):
            assert program.roster.allows(solved.shifts) is None
            assert solved.values["staff_team"] == 7


def test_least_hours_make_somebody_work_longer():
    """Four people are needed at noon every day; whoever is hired works 40 h, so half-days alone do not do."""
    rules_of = [{"start": "10:00", "length": "4 h"}, EIGHT]
    every_noon = [12 + 24 * day for day in range(7)]
    _, free = asked_for(week(*rules_of), 4, every_noon)
    scenario = week(*rules_of, labour={"days_per_week": 5, "weekly_hours": {"min": "40 h"}})
    program, bound = asked_for(scenario, 4, every_noon)
    assert free.cost == 4 * 7 * 4
    assert bound.cost == 6 * 40  # 28 days of work are 6 people's, who are paid 40 h each
    assert program.roster.allows(bound.shifts) is None
    assert "least hours" in program.roster.allows(free.shifts)


def test_part_time_is_a_share_of_the_people_of_each_day():
    part_time = [{"groups": ["team"], "below": "6 h", "most": 0.25}]
    scenario = week(EIGHT, {"start": "10:00", "length": "4 h"}, days=2, part_time=part_time)
    program, solved = asked_for(scenario, 4, [12, 36])
    assert solved.cost == 2 * (3 * 8 + 4)
    assert program.roster.allows(solved.shifts) is None
    short = {kind: 4 for kind in program.roster.kinds if kind.length == 4 * HOUR}
    said = "team: 4 of the 4 people of a day work shifts below 6 h; at most 25 % may"
    assert program.roster.allows(short) == said


def test_a_share_of_part_time_is_told_as_it_was_written():
    part_time = [{"groups": ["team"], "below": "6 h", "most": 0.125}]
    roster = Roster.of(week(EIGHT, {"start": "10:00", "length": "4 h"}, days=1, part_time=part_time))
    people = {kind: 3 if kind.length == 4 * HOUR else 12 for kind in roster.kinds}
    assert roster.allows(people) == "team: 3 of the 15 people of a day work shifts below 6 h; at most 12.5 % may"


def test_what_is_broken_is_said():
    scenario = week(EIGHT, headcount={"team": 6}, labour={"days_per_week": 5})
    roster = Roster.of(scenario)
    assert roster.allows(dict.fromkeys(roster.kinds, 4)) is None
    assert roster.allows(dict.fromkeys(roster.kinds, 5)) == "team: days a week need 7 people; there are 6"
    assert roster.allows({roster.kinds[0]: 7}) == "team: shifts and rests that overlap need 7 people; there are 6"


def test_a_cyclic_week_rests_round_its_end():
    labour = {"rest": "11 h"}
    late, early = {"start": "14:00", "length": "8 h", "days": "sun"}, {"start": "06:00", "length": "8 h", "days": "mon"}
    for cyclic, staff in ((True, 2), (False, 1)):
        scenario = week(late, early, calendar={"cyclic": cyclic}, labour=labour)
        roster = Roster.of(scenario)
        assert roster.rules.staff(dict.fromkeys(roster.kinds, 1))[0] == staff
        program = ShiftProgram(roster)
        for kind, person in zip(roster.kinds, program.people, strict=True):
            program.demand(f"one_{kind.start:g}", program.people[0] * 0 + person, 1)
        assert program.solve().values["staff_team"] >= staff
