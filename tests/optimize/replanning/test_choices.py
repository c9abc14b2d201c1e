"""What may still be changed at a moment, by pencil."""

import pytest

from optimize.replanning.changes import changes, price, without
from optimize.replanning.choices import Freedom, choices, posts_of, straight
from tests.optimize.replanning.days import clocks, standing, team_day

HOUR = 3600.0


def made(tmp_path, now, *, reach=1.0, notice=1.0, shifts=None, scenario=None):
    scenario = scenario or team_day()
    plan = standing(tmp_path, scenario, shifts)
    freedom = Freedom(now * HOUR, reach * HOUR, notice * HOUR, {"team": 30.0})
    return choices(straight(scenario, plan), posts_of(scenario, plan), freedom)


def ways(found, post):
    return [
        (*clocks(kind), [int(start // HOUR) for start, _, _ in kind.breaks], kind.cost) for kind in found.ways[post]
    ]


def test_a_shift_that_has_begun_may_end_earlier_or_later_and_a_break_ahead_may_move(tmp_path):
    found = made(tmp_path, 11)
    assert ways(found, 0) == [  # its break is over
        ("08:00", "14:00", [10], 150.0),
        ("08:00", "13:00", [10], 120.0),
        ("08:00", "13:30", [10], 135.0),
        ("08:00", "14:30", [10], 165.0),
        ("08:00", "15:00", [10], 180.0),
    ]
    assert ways(found, 1) == [  # 12:00 to 13:00 ahead; the rule has it begin between 10:00 and 12:00
        ("08:00", "14:00", [12], 150.0),
        ("08:00", "13:00", [12], 120.0),
        ("08:00", "13:30", [12], 135.0),
        ("08:00", "14:30", [12], 165.0),
        ("08:00", "15:00", [12], 180.0),
        ("08:00", "14:00", [11], 150.0),
        ("08:00", "14:00", [11], 150.0),
    ]
    assert {kind.breaks[0][0] for kind in found.ways[1][5:]} == {11 * HOUR, 11.5 * HOUR}


def test_what_is_over_is_as_it_was_and_what_has_not_begun_may_be_dropped(tmp_path):
    found = made(tmp_path, 14)
    assert [len(own) for own in found.ways] == [1, 1, 9, 5]
    assert [bundle.optional for bundle in found.roster.bundles] == [False, False, False, True]
    assert found.new == ()
    early = made(tmp_path, 9)
    assert [bundle.optional for bundle in early.roster.bundles] == [False, False, True, True]


def test_the_called_in_have_their_notice(tmp_path):
    assert {clocks(kind)[0] for kind in made(tmp_path, 9, notice=1.0).new} == {"10:00", "11:00", "12:00", "14:00"}
    assert {clocks(kind)[0] for kind in made(tmp_path, 9, notice=2.5).new} == {"12:00", "14:00"}


def test_a_shift_never_ends_before_now_and_a_break_that_is_taken_is_not_cut(tmp_path):
    found = made(tmp_path, 12, reach=3.0)
    assert min(clocks(kind)[1] for kind in found.ways[0]) == "12:30"
    half_way = made(tmp_path, 12, reach=3.0, shifts=[
        {"start": "08:00", "end": "14:00", "breaks": [["11:30", "12:30"]], "agents": 5, "cost": 750.0},
    ])  # fmt: skip
    assert min(clocks(kind)[1] for kind in half_way.ways[0]) == "12:30"
    assert all(kind.breaks == ((11.5 * HOUR, 12.5 * HOUR, False),) for kind in half_way.ways[0])


def test_a_break_that_no_longer_fits_is_not_taken_and_its_time_is_paid(tmp_path):
    found = made(tmp_path, 11, reach=2.0)
    (cut,) = [kind for kind in found.ways[1] if clocks(kind) == ("08:00", "12:30")]
    assert cut.breaks == ()
    assert cut.cost == 4.5 * 30


def test_changes_are_counted_by_person_and_can_be_taken_back(tmp_path):
    found = made(tmp_path, 11)
    (own, _, _, _, longer), (late, *_) = found.ways[0], found.ways[3]
    shifts = {**found.unchanged, own: 3, longer: 2, late: 1, found.new[-1]: 1}
    seen = changes(found, shifts)
    assert [(change.what, change.people, change.cost) for change in seen] == [
        ("longer", 2, 60.0),
        ("dropped", 1, -120.0),
        ("called in", 1, 120.0),
    ]
    assert price(seen, {"team": 30.0}) == 120.0
    assert without(found, shifts, seen[1], 1)[late] == 2
    back = shifts
    for change in seen:
        back = without(found, back, change, change.people)
    assert back == found.unchanged


def test_the_program_prices_changes_as_they_are_counted(tmp_path):
    """Cost and penalties of a choice differ from those of the plan as it stands by its money and the price of its changes."""
    found = made(tmp_path, 11)
    place = {kind: number for number, kind in enumerate(found.roster.kinds)}

    def objective(shifts):
        return sum(n * (kind.cost + found.roster.penalty.get(place[kind], 0.0)) for kind, n in shifts.items())

    (own, *_, longer), (late, *_) = found.ways[0], found.ways[3]
    shifts = {**found.unchanged, own: 3, longer: 2, late: 1, found.new[0]: 2}
    money = found.roster.cost(shifts) - found.roster.cost(found.unchanged)
    assert objective(shifts) - objective(found.unchanged) == pytest.approx(
        money + price(changes(found, shifts), {"team": 30.0})
    )


def test_those_at_work_from_the_night_before_stay_and_tonights_shifts_are_left_alone(tmp_path):
    night = {"groups": ["team"], "start": "22:00", "length": "8 h"}
    scenario = team_day(shifts=[night], calendar={"start": "2026-03-02", "days": 1, "interval": "1 h", "cyclic": True})
    rows = [{"start": "22:00", "end": "06:00", "breaks": [], "agents": 3, "cost": 720.0}]
    found = made(tmp_path, 4, shifts=rows, scenario=scenario)
    assert [(clocks(own[0]), own[0].cost, len(own)) for own in found.ways] == [
        (("22:00", "06:00"), 240.0, 1),
        (("00:00", "06:00"), 0.0, 1),
    ]
    assert found.roster.scheduled("team", found.unchanged).tolist() == [3.0] * 6 + [0.0] * 16 + [3.0] * 2


def test_a_new_shift_of_a_cyclic_day_is_paid_past_midnight_as_a_plan_of_that_day_pays_it(tmp_path):
    """A Sunday, again and again: 22:00 to 06:00 are eight hours of a Sunday, at 30 x 1.5."""
    night = {"groups": ["team"], "start": "22:00", "length": "8 h"}
    sunday = {"start": "2026-03-01", "days": 1, "interval": "1 h", "cyclic": True}
    scenario = team_day(shifts=[night], calendar=sunday, premium_hours={"sun": 1.5})
    rows = [{"days": ["2026-03-01"], "start": "22:00", "end": "06:00", "breaks": [], "agents": 3, "cost": 1080.0}]
    found = made(tmp_path, 4, shifts=rows, scenario=scenario)
    assert [(clocks(kind), kind.cost) for kind in found.new] == [(("22:00", "06:00"), 360.0)]
