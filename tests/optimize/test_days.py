"""Common days: the same figures as from `simulate`, whoever runs them and whether or not their contacts were kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from optimize.search import days
from optimize.search.days import Days
from sim.experiment import simulate
from sim.staffing import Staffing
from tests.optimize.centres import two_groups

FEW, MANY = {"desk": 4, "floor": 7}, {"desk": 6, "floor": 9}


@pytest.fixture(scope="module")
def centre():
    busy = {"floor": {"gamma": {"mean": 1, "cv": 0.2}}}
    scenario = two_groups(busyness=busy)
    calls = {name: kind.model_copy(update={"arrivals": kind.arrivals.model_copy(update={"busyness": "floor"})})
             for name, kind in scenario.contact_types.items()}  # fmt: skip
    return scenario.model_copy(update={"contact_types": calls})


@pytest.fixture(scope="module")
def staffings(centre):
    return [
        Staffing.by_interval(centre, {name: [count] * 24 for name, count in people.items()}) for people in (FEW, MANY)
    ]


@pytest.fixture(scope="module")
def simulated(centre, staffings):
    return [simulate(centre, staffing, replications=5, seed=9, stratify=True).rows for staffing in staffings]


def test_common_days_are_the_days_of_simulate(centre, staffings, simulated):
    common = Days(centre, seed=9, count=5)
    assert [results.rows for results in common.run(staffings)] == simulated
    assert [results.rows for results in common.run(staffings[::-1])] == simulated[::-1]  # from contacts that were kept


def test_it_does_not_matter_who_runs_them_nor_in_how_many_pieces(centre, staffings, simulated):
    with ThreadPoolExecutor(3) as crew:
        assert [results.rows for results in Days(centre, seed=9, count=5, workers=crew).run(staffings)] == simulated


def test_days_that_find_no_room_are_drawn_each_time(centre, staffings, simulated, monkeypatch):
    kept = Days(centre, seed=9, count=5)
    kept.run(staffings[:1])
    two_days = days.ROOM - kept._here.room
    monkeypatch.setattr(days, "ROOM", two_days * 2 // 5)
    short = Days(centre, seed=9, count=5)
    assert [results.rows for results in short.run(staffings)] == simulated
    assert 0 < len(short._here.drawn) < 5


def test_other_seeds_and_later_days_are_other_days(centre, staffings, simulated):
    first = staffings[:1]
    other, later = Days(centre, seed=10, count=5).run(first), Days(centre, seed=9, count=5, first_day=5).run(first)
    assert simulated[0] not in (other[0].rows, later[0].rows)
    assert other[0].rows != later[0].rows
