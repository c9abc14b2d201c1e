"""What a chat takes of an agent who has several."""

import pytest

from optimize.handling import handling, least_handling
from sim.experiment import simulate
from sim.staffing import Staffing
from tests.optimize.whole_floor import chats, morning


def test_a_call_takes_its_talk_and_wrap_up():
    skill = {"handle_time": {"fixed": "4 min"}, "wrap_up": {"fixed": "1 min"}}
    scenario = morning(team={"skills": {"calls": skill}})
    assert handling(scenario, "team", "calls") == least_handling(scenario, "team", "calls") == 300


def test_a_group_that_has_learned_takes_less():
    scenario = morning(team={"learning": {"handle_time": [1.5, 1.0], "since": "2026-02-23"}})  # the second week
    slow = morning(team={"learning": {"handle_time": [1.5, 1.0], "since": "2026-03-02"}})
    assert handling(scenario, "team", "calls") == 240
    assert handling(slow, "team", "calls") == 360


def test_a_chat_takes_its_part_of_a_full_agent():
    scenario = chats(3, [1, 1.3, 1.7])
    assert handling(scenario, "team", "chats") == pytest.approx(540 * 1.7 / 3)
    # One chat that began alone, one that began as the second, one as the third.
    assert least_handling(scenario, "team", "chats") == pytest.approx(1 / sum(1 / (540 * f) for f in (1, 1.3, 1.7)))


@pytest.mark.parametrize("slowdown", [[1, 1, 1], [1, 1.3, 1.7], [1, 2, 4]])
def test_nobody_gets_through_more_chats_than_the_least_handling_allows(slowdown):
    scenario = chats(3, slowdown, handle={"exponential": {"mean": "2 min"}})
    crowded = scenario.contact_types["chat"].arrivals
    results = simulate(
        scenario, Staffing.by_interval(scenario, {"team": [0] * 8 + [1] + [0] * 15}), replications=100, seed=4
    )
    answered = results.value("answered", "queue", "chats")
    assert sum(crowded.volumes) == 160
    most = 3600 / least_handling(scenario, "team", "chats") + 3  # those in hand at the end are begun, too
    assert answered.mean <= most + 2.5 * (answered.high - answered.mean)
