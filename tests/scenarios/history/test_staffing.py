"""Presence, pauses, skills and whole people, on days that can be followed with a pencil."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.history import people, staffing
from scenarios.history.staffing import Stretch
from tests.scenarios.history.logs import hung_up, log, served

NINE = 9 * 3600
ALL = frozenset({0})


def presence(one, skilled=None):
    family = np.zeros(len(one), dtype=np.int64)
    return staffing.presence(one, family, skilled or {who: ALL for who in one.server if who != "NO_SERVER"})


def spans(found, server="ANN"):
    return [(one.start - NINE, one.end - NINE) for one in found.stretches if one.server == server]


def test_idle_while_nobody_waits_is_presence(tmp_path):
    found = presence(log(tmp_path, served(NINE, 100), served(NINE + 1000, 50)))
    assert spans(found) == [(0, 1050)]
    assert found.pauses.tolist() == [[0, 900]]  # free at once, or only just in time: nobody was there to tell


def test_idle_for_longer_than_the_longest_idle_is_absence(tmp_path):
    found = presence(log(tmp_path, served(NINE, 100), served(NINE + 101 + int(staffing.LONGEST_IDLE), 50)))
    assert spans(found) == [(0, 100), (2801, 2851)]


def test_the_pause_is_known_when_the_next_caller_had_waited(tmp_path):
    found = presence(log(tmp_path, served(NINE, 100), served(NINE + 50, 60, waited=80)))
    assert found.pauses.tolist() == [[30, 30]]
    assert spans(found) == [(0, 190)]


def test_a_caller_who_waited_in_vain_bears_witness_to_absence(tmp_path):
    rows = served(NINE, 100), hung_up(NINE + 150, 200), served(NINE + 600, 60)
    found = presence(log(tmp_path, *rows))
    assert found.pauses.tolist() == [[250, 500]]  # not back while the caller waited, until 350; back by 600
    assert spans(found) == [(0, 100), (600, 660)]


def test_a_caller_whom_the_person_does_not_serve_bears_no_witness(tmp_path):
    rows = served(NINE, 100), hung_up(NINE + 150, 200, type="IN"), served(NINE + 600, 60)
    one = log(tmp_path, *rows)
    found = staffing.presence(one, np.array([0, 1, 0]), {"ANN": ALL})
    assert spans(found) == [(0, 660)]


def test_calls_of_nobody_and_overlaps_are_presence_without_a_name(tmp_path):
    rows = served(NINE, 100), served(NINE + 70, 100), served(NINE + 500, 40, "NO_SERVER")
    found = presence(log(tmp_path, *rows))
    assert spans(found) == [(0, 170)]
    assert sorted(spans(found, "NO_SERVER")) == [(70, 100), (500, 540)]


def test_pauses_between_bounds_give_the_likeliest_distribution(monkeypatch):
    # Half are 5 s for certain; the rest are somewhere up to 60 s, which 5 s explains as well as anything: Turnbull's
    # estimate moves them there, as nothing else is ever seen.
    pauses = np.array([[5.0, 5]] * 50 + [[0.0, 60]] * 50)
    cells, share = staffing.pause_distribution(pauses)
    assert share[cells == 5] == pytest.approx(1, abs=1e-3)
    assert np.all(staffing.wrap_up(pauses) <= 5)


def test_pauses_longer_than_away_are_no_wrap_up():
    seconds = staffing.wrap_up(np.array([[4.0, 4]] * 80 + [[900.0, 900]] * 20))
    assert len(seconds) == 200
    assert seconds.max() <= 4


def test_a_person_has_the_skills_that_his_calls_show(tmp_path):
    rows = [served(NINE + i * 200, 100, "ANN", type="NE") for i in range(5)]
    rows += [served(NINE + i * 200, 100, "BEN") for i in range(50)] + [served(NINE + 20_000, 100, "BEN", type="NE")]
    one = log(tmp_path, *rows)
    family = np.where(one.kind == 3, 1, 0)
    # NE is 6 of 56 calls; one in 51 is under a fifth of that, and counts as a slip.
    assert staffing.skills(one, family, 2) == {"ANN": frozenset({1}), "BEN": frozenset({0})}


def test_hours_present_are_cut_at_the_edges():
    there = (Stretch(1, "ANN", 10, 70), Stretch(1, "BEN", 50, 130))
    assert staffing.hours_present(there, np.array([0.0, 60, 120, 180])).tolist() == [60, 70, 10]


def test_halves_of_people_take_turns():
    people_there = staffing.whole_people(np.array([[6.5, 6.5, 6.5, 6.5]]))
    assert people_there.tolist() == [[7, 6, 7, 6]]


def test_rounding_keeps_every_group_and_the_total():
    luck = np.random.default_rng(3)
    mean = luck.uniform(0, 3, (4, 48))
    mean[2, 10:20] = 0
    found = staffing.whole_people(mean)
    assert found.min() >= 0
    assert not found[2, 10:20].any()
    assert np.abs(np.cumsum(found.sum(axis=0)) - np.cumsum(mean.sum(axis=0))).max() <= 0.5 + 1e-9
    assert np.abs(found.sum(axis=1) - mean.sum(axis=1)).max() < 3


def test_nobody_is_carried_over_a_closed_interval():
    assert staffing.whole_people(np.array([[1.4, 0.0, 1.4]])).tolist() == [[1, 0, 1]]


def test_small_skill_sets_join_the_nearest(tmp_path):
    rows = [served(NINE + i * 200, 100, who) for who in ("ANN", "BEN") for i in range(30)]
    rows += [served(NINE, 10, "CLEO")]
    skilled = {"ANN": frozenset({0, 1}), "BEN": frozenset({0, 1, 2}), "CLEO": frozenset({0, 2})}
    made = people.groups(log(tmp_path, *rows), skilled, frozenset({0, 1, 2, 3}))
    assert [(one.name, one.people) for one in made] == [("general", ("ANN",)), ("general_stock", ("BEN", "CLEO"))]
    # Nobody is known to serve the fourth family, so everybody does.
    assert all(3 in one.skills for one in made)


def test_presence_without_a_name_is_shared_among_those_there():
    made = (people.Group("a", ALL, ("ANN",)), people.Group("b", ALL, ("BEN", "CLEO")))
    there = tuple(Stretch(1, who, 0, 1800) for who in ("ANN", "BEN", "CLEO", "NO_SERVER"))
    found = people.presence_by_group(there, made, np.array([1]), 1800.0)
    assert found[:, 0] == pytest.approx([4 / 3, 8 / 3])
    assert not found[:, 1:].any()
