"""Slopes: what one agent more or less brings is what simulation says it brings, and groups apart can be tried together."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from optimize.beliefs import Beliefs
from optimize.effort import Clock, Effort
from optimize.roster import Roster
from optimize.search.ground import Moves
from optimize.simulated import Search
from optimize.slopes import MANY, together
from tests.optimize.centres import two_groups

DAYS = 400


@pytest.fixture(scope="module")
def at_work():
    """A search that has measured its first plan."""
    scenario = two_groups()
    search = Search(scenario, Roster.of(scenario), Effort(DAYS, DAYS, 1, 1), Clock(None), lambda _: None)
    search._approach()
    search._try_slopes(search.leading)
    search._learn(search.leading, 1.0)
    return search


def test_around_a_measured_plan_what_is_predicted_is_what_was_measured(at_work):
    moves = Moves(at_work.model, at_work.beliefs, at_work.leading.shifts)
    scores = moves._state(moves.people).scores
    for demand, predicted in zip(at_work.model.demands, scores, strict=True):
        one = at_work.leading.standings[demand.place, demand.first]
        top = max(float(at_work.model.curves[demand.place, c.queue, c.interval].score[-1]) for c in demand.cells)
        if one.score < top - 0.02:  # else more than enough is as good as enough
            assert predicted / demand.weight == pytest.approx(one.score, abs=0.01)


@pytest.mark.parametrize("change", [-1, 1])
def test_one_person_more_or_less_changes_scores_as_predicted(at_work, change):
    moves, search = Moves(at_work.model, at_work.beliefs, at_work.leading.shifts), at_work
    before = moves._state(moves.people).scores
    keys = [(demand.place, demand.first) for demand in search.model.demands]
    predicted, true = np.zeros(len(keys)), np.zeros(len(keys))
    for place in np.flatnonzero(moves.people):
        people = moves.people.copy()
        people[place] += change
        (tried,) = search._try([search._worked(moves._shifts(people))], "one person")
        predicted += moves._state(people).scores - before
        for number, key in enumerate(keys):
            old, new = search.leading.standings[key], tried.standings[key]
            true[number] += (new.score - old.score) * new.weight
    assert np.sign(true.sum()) == change
    assert predicted.sum() == pytest.approx(true.sum(), rel=0.25)


def test_few_groups_are_tried_one_by_one_and_of_many_those_without_a_common_queue_together():
    def model(groups):
        skills = {f"g{n}": SimpleNamespace(skills={f"q{n}": None, f"q{(n + 1) % groups}": None}) for n in range(groups)}
        return SimpleNamespace(
            roster=SimpleNamespace(planned=tuple(skills)), scenario=SimpleNamespace(agent_groups=skills)
        )

    assert together(model(MANY)) == [(f"g{n}",) for n in range(MANY)]
    many = 2 * MANY + 1
    sets = together(model(many))
    assert sorted(name for members in sets for name in members) == sorted(f"g{n}" for n in range(many))
    assert len(sets) == 3
    for members in sets:
        queues = [queue for name in members for queue in model(many).scenario.agent_groups[name].skills]
        assert len(queues) == len(set(queues))


def test_a_plan_that_failed_its_test_leads_no_longer(at_work):
    failed = at_work.leading
    try:
        at_work._failed.append(failed.shifts)
        assert at_work._merit(failed) == np.inf
        assert at_work._polish("single moves")
        assert at_work.leading.shifts != failed.shifts
    finally:
        at_work._failed.clear()
        at_work.leading = failed


def test_a_large_centre_that_failed_its_test_gets_people_where_it_missed(at_work, monkeypatch):
    monkeypatch.setattr("optimize.search.tried.MANY", 0)
    monkeypatch.setattr(at_work, "beliefs", at_work.beliefs)
    failed = at_work.leading
    fewer = dict(failed.shifts)
    fewer[max(fewer, key=fewer.get)] -= 2
    (short,) = at_work._try([at_work._worked(fewer)], "too few")
    try:
        at_work.leading = short
        at_work._failed.append(short.shifts)
        assert at_work._mend()
        mended = at_work.leading.shifts
        assert all(mended.get(kind, 0) >= people for kind, people in short.shifts.items())
        assert sum(mended.values()) > sum(short.shifts.values())
        assert at_work.leading.lacks < short.lacks
        assert not at_work._mend()  # it did not fail
    finally:
        at_work._failed.clear()
        at_work.leading = failed


def test_a_search_may_begin_with_a_plan(at_work):
    scenario, shifts = at_work.scenario, at_work.leading.shifts
    said = []
    search = Search(scenario, at_work.roster, Effort(20, 20, 1, 1), Clock(0.0), said.append, start=shifts)
    found = search.run()
    assert search.leading.shifts == shifts
    assert found.best is None
    assert found.failed == 0
    assert search.beliefs == Beliefs()
    assert said[0].startswith("where it begins")


def test_where_every_test_fails_the_nearest_plan_is_one_that_was_tested(monkeypatch):
    monkeypatch.setattr("optimize.simulated.Tried.met", False)  # whatever is tested
    monkeypatch.setattr("optimize.simulated.TESTS", 2)
    scenario = two_groups()
    search = Search(scenario, Roster.of(scenario), Effort(10, 40, 1, 1), Clock(None), lambda _: None)
    found = search.run()
    assert found.best is None
    assert found.failed == 2
    assert found.last.shifts in search._failed
    assert found.last.results.replications == 40


def test_that_no_plan_can_is_said_at_the_end_and_only_where_people_are_limited(at_work, monkeypatch):
    monkeypatch.setattr(at_work, "_solve", lambda *_: (None, False))
    monkeypatch.setattr("optimize.simulated.Tried.met", False)
    monkeypatch.setattr("optimize.simulated.movable", lambda _: False)
    assert at_work._proposals(at_work.leading, 0, 1.0) == []
    assert at_work.possible  # around a plan there may be none; that says nothing of others
    assert at_work._still_possible()  # nobody limits how many people there are
    monkeypatch.setattr(at_work, "beliefs", at_work.beliefs)  # put back afterwards: others use this search, too
    monkeypatch.setattr(at_work, "roster", replace(at_work.roster, headcount={"first": 1}))
    assert not at_work._still_possible()


def test_a_longer_test_that_time_cut_short_is_none(at_work, monkeypatch):
    monkeypatch.setattr("optimize.simulated.PASS", 1e6)  # so that the first one does not decide
    monkeypatch.setattr("optimize.simulated.Tried.met", True)
    scenario = two_groups()
    search = Search(scenario, Roster.of(scenario), Effort(10, 20, 1, 1, None, 40), Clock(None), lambda _: None)
    search.leading, asked = at_work.leading, []
    fresh = search._fresh

    def cut_short(worked, days, name):
        asked.append(days)
        return fresh(worked, 8 if len(asked) == 2 else days, name)

    monkeypatch.setattr(search, "_fresh", cut_short)
    search._test(1)
    assert asked == [20, 40]
    assert search.best is None
    assert search._failed == []
