"""What a further skill would save: ten people of a group, split off so that nothing changes but the skill."""

import numpy as np
import pytest

from optimize.outcome import staffing_of
from optimize.roster import Roster
from optimize.telling.binding import binding, questions
from optimize.telling.lens import Lens
from optimize.telling.skills import TRAINED, _apart, _with_twin, pairs, savings
from tests.optimize.centres import two_groups


@pytest.fixture(scope="module")
def lens():
    scenario = two_groups(headcount={"floor": 9, "desk": 20})
    roster = Roster.of(scenario)
    people = [0] * len(roster.kinds)
    for place, kind in enumerate(roster.kinds):
        if kind.length == 4 * 3600:
            people[place] = {"desk": 4, "floor": 7}[kind.group]
    return Lens.at(scenario, roster, roster.shifts(people), seed=11)


def staffing(lens):
    return staffing_of(lens.scenario, lens.roster, lens.shifts)


def test_only_skills_that_somebody_lacks_and_another_has_are_asked_about(lens):
    assert pairs(lens) == [("desk", "general")]


def test_the_split_group_has_the_same_people_at_every_moment(lens):
    whole = staffing(lens)
    split, people = _apart(whole, "desk")
    assert people == 4
    together = split.mean_scheduled("desk") + split.mean_scheduled("desk" + TRAINED)
    assert np.allclose(together, whole.mean_scheduled("desk"))
    assert sum(float(cost.sum()) for cost in split.cost.values()) == pytest.approx(
        sum(float(cost.sum()) for cost in whole.cost.values())
    )


def test_the_twin_serves_one_queue_more_after_all_it_prefers(lens):
    plain, skilled = (
        _with_twin(lens.scenario, "desk", queue).agent_groups["desk" + TRAINED] for queue in (None, "general")
    )
    assert set(plain.skills) == {"vip"}
    assert set(skilled.skills) == {"vip", "general"}
    assert skilled.skills["general"].preference > skilled.skills["vip"].preference
    assert skilled.skills["general"].handle_time == lens.scenario.agent_groups["floor"].skills["general"].handle_time


@pytest.mark.slow
def test_people_with_time_to_spare_save_something_if_they_may_help(lens):
    (saving,) = savings(lens, staffing(lens))
    assert (saving.group, saving.queue, saving.people) == ("desk", "general", 4)
    assert saving.low <= saving.saves <= saving.high
    assert saving.sure


def test_every_limit_is_moved_by_one(lens):
    moved = [(limit.kind, limit.of, limit.now, limit.moved) for limit, _ in questions(lens)]
    assert ("headcount", "floor", "9", "10") in moved
    assert ("shift_starts", "shifts[0] (desk, floor)", "earliest start 08:00", "07:00") in moved
    assert ("shift_starts", "shifts[0] (desk, floor)", "latest start 10:00", "11:00") in moved


def test_limits_that_save_nothing_are_not_told_and_the_dearest_come_first(lens):
    found = binding(lens)
    assert all(one.saves > 0 for one in found)
    assert [one.saves for one in found] == sorted((one.saves for one in found), reverse=True)
