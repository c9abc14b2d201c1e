"""People on call, once a day has begun: who is there stays, who is not there yet may be more or fewer."""

import json

import pytest

from optimize.replanning.choices import Freedom, choices, posts_of
from optimize.replanning.savings import moves
from optimize.replanning.standing import ON_CALL, read
from scenarios.faults import InputError
from tests.optimize.replanning.days import document, team_day

HOUR = 3600.0
EVENT = {"at": "11:00", "lasts": "3 h", "reinforce": {"team": {"up_to": 6}}}
ROW = {"group": "team", "start": "2026-03-02T11:00", "end": "2026-03-02T14:00", "agents": 2}


def stands(tmp_path, **changed):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document(called_in=[ROW | changed])))
    return read(path, team_day(events=[EVENT]))


def made(tmp_path, now, **changed):
    scenario = team_day(events=[EVENT])
    freedom = Freedom(now * HOUR, HOUR, HOUR, {"team": 30.0})
    return choices(scenario, posts_of(scenario, stands(tmp_path, **changed)), freedom)


def test_those_whom_the_plan_calls_in_are_read_with_it(tmp_path):
    *_, post = stands(tmp_path).posts
    assert (post.rule, post.people, post.kind.on_call, post.kind.cost) == (ON_CALL, 2, True, 90.0)
    assert all(not post.kind.on_call for post in stands(tmp_path, agents=0).posts)


def test_who_is_there_stays_and_nobody_more_can_come(tmp_path):
    found = made(tmp_path, 12)
    assert (len(found.ways[-1]), found.roster.bundles[4].optional) == (1, False)
    assert not any(kind.on_call for kind in found.new)


@pytest.mark.parametrize("people", [0, 2])
def test_who_is_to_come_may_be_told_not_to_and_others_may_be_called_up_to_the_limit(tmp_path, people):
    found = made(tmp_path, 9, agents=people)
    (new,) = [kind for kind in found.new if kind.on_call]
    limit = found.roster.bundles[-1]
    together = [found.roster.kinds[place] for place in limit.kinds]
    assert (limit.people, limit.optional, together[-1]) == (6, True, new)
    assert len(together) == (2 if people else 1)
    assert any(move.source == new and move.target is None for move in moves(found))
    if people:
        own = found.ways[-1][0]
        assert own.on_call
        assert any(move.source == own and move.target is None for move in moves(found))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"start": "2026-03-02T12:00"}, r"called_in\[0\].*nobody is on call then in the scenario"),
        ({"agents": "some"}, r"called_in\[0\].*some"),
    ],
)
def test_what_does_not_fit_is_said(tmp_path, changed, told):
    with pytest.raises(InputError, match=told):
        stands(tmp_path, **changed)
