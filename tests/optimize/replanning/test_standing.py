"""A plan read back: what stands in the file is what stands, and what cannot be of this scenario is refused with its place."""

import json

import pytest

from optimize.replanning.standing import Allowed, read
from scenarios.faults import InputError
from sim.days.identity import digest_of_scenario
from tests.optimize.centres import one_queue
from tests.optimize.replanning.days import SHIFTS, clocks, document, standing, team_day


def said(tmp_path, written):
    path = tmp_path / "plan.json"
    path.write_text(written if isinstance(written, str) else json.dumps(written))
    with pytest.raises(InputError) as caught:
        read(path, team_day())
    return str(caught.value)


def test_a_plan_comes_back_as_it_was_written(tmp_path):
    found = standing(tmp_path, team_day())
    assert [(clocks(post.kind), post.people, post.kind.cost, post.rule) for post in found.posts] == [
        (("08:00", "14:00"), 5, 150.0, 0),
        (("08:00", "14:00"), 1, 150.0, 0),
        (("12:00", "18:00"), 5, 150.0, 0),
        (("14:00", "18:00"), 2, 120.0, 1),
    ]
    assert found.posts[1].kind.breaks == ((43200.0, 46800.0, False),)
    assert found.cost == 1890.0


def test_a_shift_that_was_changed_before_is_known_by_how_it_was_planned(tmp_path):
    row = {
        **SHIFTS[0],
        "end": "15:00",
        "cost": 900.0,
        "planned": {key: SHIFTS[0][key] for key in ("start", "end", "breaks")},
    }
    (post,) = standing(tmp_path, team_day(), [row]).posts
    assert clocks(post.kind) == ("08:00", "15:00")
    assert clocks(post.planned) == ("08:00", "14:00")
    assert post.kind.cost == 180.0


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("{", "is not JSON"),
        ({"format": "callfloor/measures/1"}, 'is "callfloor/measures/1", no plan; give the plan.json'),
        (document(scenario="other"), "is a plan of other, not of scenario; plan scenario first"),
        ({**document(), "shifts": []}, "the plan has no shifts"),
        (document([{**SHIFTS[0], "group": "tem"}]), 'no group is called "tem"; there are team. Did you mean team?'),
        (document([{**SHIFTS[0], "start": "07:00"}]), "no rule of the scenario allows this shift of team 07:00-14:00"),
        (document([{**SHIFTS[0], "breaks": [["09:00", "10:00"]]}]), "allows these breaks of team 08:00-14:00"),
        (document([{**SHIFTS[0], "cost": 800.0}]), "costs 160 a shift in the plan and 150 in the scenario"),
        (document([{**SHIFTS[0], "days": ["2026-03-03"]}]), "is on 2026-03-03, which is not in the calendar"),
        (document([{key: SHIFTS[0][key] for key in ("start", "end", "agents", "cost")}]), "has no breaks"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_plan_of_this_scenario_is_refused(tmp_path, written, why):
    assert why in said(tmp_path, written)


def test_all_faults_are_told_at_once(tmp_path):
    found = said(tmp_path, document([{**SHIFTS[0], "start": "07:00"}, {**SHIFTS[2], "cost": 1.0}]))
    assert "shifts[0]" in found
    assert "shifts[1]" in found


@pytest.mark.parametrize("order", [1, -1])
def test_a_row_without_a_price_is_the_cheapest_of_the_shifts_that_it_may_be(order):
    """Breaks in many ways, so that both rules stay apart: whichever comes first in the file, a planner would take the cheap one."""
    breaks = [
        {"length": "30 min", "between": ["2 h", "5 h"], "paid": False},
        {"length": "15 min", "between": ["1 h", "7 h"]},
    ]
    night = {"groups": ["team"], "start": "08:00", "length": "8 h", "breaks": breaks, "premium": 1.35}
    plain = {
        "groups": ["team"],
        "starts": {"from": "08:00", "to": "10:00", "every": "1 h"},
        "length": "8 h",
        "breaks": breaks,
    }
    scenario = one_queue([10] * 24, [night, plain][::order], [{"queue": "calls", "answer_rate": 0.8, "within": "20 s"}])
    allowed, hour = Allowed(scenario), 3600.0
    taken = ((11 * hour, 11.5 * hour), (13 * hour, 13.25 * hour))
    wage = float(scenario.agent_groups["team"].cost)
    kind, _ = allowed.kind("team", 8 * hour, 8 * hour, taken, None)
    assert kind.cost == pytest.approx(7.5 * wage)
    dear, _ = allowed.kind("team", 8 * hour, 8 * hour, taken, 7.5 * 1.35 * wage)
    assert dear.cost == pytest.approx(7.5 * 1.35 * wage)


def test_what_a_plan_kept_when_it_was_made_counts_for_the_scenario_that_it_was_made_for(tmp_path):
    """Not for another forecast, nor other targets; a seed and days to simulate change nothing."""
    path, scenario = tmp_path / "plan.json", team_day()
    path.write_text(json.dumps(document(status="met", made_for=digest_of_scenario(scenario))))
    same = team_day(experiment={"replications": 7, "seed": 3})
    found = [read(path, one) for one in (scenario, same, team_day([41] * 10), team_day(targets=[]))]
    assert [(one.as_made, one.outdated, len(one.notes)) for one in found] == [
        (True, False, 0), (True, False, 0), (False, True, 1), (False, True, 1),
    ]  # fmt: skip
    path.write_text(json.dumps(document(status="missed", made_for="another")))
    assert read(path, scenario).notes == ()
