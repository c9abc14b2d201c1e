"""Clues: what a log shows and its scenario does not have is told with its figure, and nothing is told of a log without it."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.history.bank_log_calls import as_calls
from scenarios.history.calibrating.clues import clues
from scenarios.history.calibrating.own_log import read
from scenarios.history.calibrating.study import study
from scenarios.loading import load
from sim.experiment import simulate
from tests.scenarios.history.logs import hung_up, log, served

NINE = 9 * 3600


def told(made):
    return {clue.name: clue for clue in clues(made)}


def test_a_simulated_log_of_one_queue_shows_nothing_that_its_scenario_lacks(tmp_path):
    simulate(load("single_queue"), replications=6, workers=1, logs=tmp_path / "logs")
    assert told(study(read(tmp_path / "logs"))) == {}


@pytest.mark.parametrize(("takes", "is_told"), [("priority", True), ("longest_wait", False)])
def test_a_priority_between_queues_is_told_where_there_is_one(tmp_path, takes, is_told):
    floor = load("telecom_hotline", [f"routing.freed_agent={takes}"])
    simulate(floor, replications=4, workers=1, logs=tmp_path / "logs")
    assert ("priority between queues" in told(study(read(tmp_path / "logs")))) == is_told


def passing_over(often: int):
    """Sixty times somebody is talked to while two wait, regular before stock; so often stock is answered first."""
    for n in range(60):
        at = NINE + 300 * n
        first, second = (110, 60) if n < often else (60, 110)  # when the one that came first is answered, and the other
        yield served(at, 60, type="PS")
        yield served(at + 20, 40, waited=first - 20, type="PS")
        yield served(at + 40, 40, waited=second - 40, type="NE")


def test_those_passed_over_are_a_share_of_all_who_waited_for_people_of_several_queues(tmp_path):
    name = "priority between queues"
    assert name not in told(study(as_calls(log(tmp_path, *passing_over(0)), "log.csv")))
    found = told(study(as_calls(log(tmp_path, *passing_over(30)), "log.csv")))
    assert found[name].said.startswith("25% of those who waited over 5 s")  # 30 of 120


def test_chats_that_one_person_holds_together_are_named(tmp_path):
    simulate(load("bot_and_chat"), replications=1, workers=1, logs=tmp_path / "logs")
    assert "several contacts at once" in told(study(read(tmp_path / "logs")))


def rows(nameless: int = 0, early: int = 3, instant: int = 0):
    """A morning of calls of a minute, some of nobody, some lost at once."""
    luck = np.random.default_rng(1)
    calls = [
        served(NINE + 100 * n, 60, "NO_SERVER" if n < nameless else "ANN", waited=int(luck.integers(0, 2)) * 8)
        for n in range(140)
    ]
    return calls + [
        hung_up(NINE + 100 * n, 0 if n >= 60 - instant else 2 if n < early else 20 + 70 * (n % 2)) for n in range(60)
    ]


@pytest.mark.parametrize(
    ("made", "name", "figure"),
    [
        ({"nameless": 14}, "answers that name nobody", "14 answered contacts (10.0%)"),
        ({"early": 30}, "losses at the greeting", "30 of 60"),
        ({"instant": 12}, "losses without a wait", "12 of 60"),
    ],
)
def test_what_is_there_is_told_with_its_figure(tmp_path, made, name, figure):
    without = told(study(as_calls(log(tmp_path, *rows()), "log.csv")))
    found = told(study(as_calls(log(tmp_path, *rows(**made)), "log.csv")))
    assert name not in without
    assert figure in found[name].said
