"""Warning ahead, on days written by hand: five ordinary days, and one or two on which something is different."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from scenarios.schema import Scenario
from sim.outlook import Warned, outlook, serving
from sim.staffing import Staffing
from sim.sums.tally import Tally, tally
from tests.sim.halves import AFTERNOON, HALF, MORNING, two_halves
from tests.sim.logs import answered, log

ASKED = {"queue": "calls", "mean_wait": "20 s", "per": "interval"}


def asking(*targets: dict[str, Any]) -> Scenario:
    return two_halves(targets=list(targets))


def day(scenario: Scenario, calls: int, *, wait: float = 0.0, talk: float = 60.0, people: int = 2) -> Tally:
    """A morning of so many calls; the afternoon has one, answered at once."""
    contacts = [answered(at * 100, at * 100 + wait, at * 100 + wait + talk) for at in range(calls)]
    there = [(0, agent, 0.0, 86400.0) for agent in range(people)]
    rows = log(*contacts, answered(HALF, HALF, HALF + 60), presence=there)
    return tally(scenario, rows, Staffing.of(scenario))


def ordinary(scenario: Scenario) -> list[Tally]:
    """Days of 95 to 105 calls of about a minute."""
    return [day(scenario, calls, talk=60 + (calls % 3)) for calls in (95, 98, 100, 100, 100, 102, 104, 105)]


def morning(scenario: Scenario, tallies: Sequence[Tally]) -> Warned:
    found = outlook(scenario, tallies)
    assert [one.start for one in found] == [MORNING, AFTERNOON]
    assert (found[1].chance, found[1].why) == (0, None)
    return found[0]


def test_the_chance_is_the_share_of_days_that_miss() -> None:
    scenario = asking(ASKED)
    found = morning(scenario, [*ordinary(scenario), day(scenario, 200, wait=100), day(scenario, 200, wait=20)])
    assert (found.target, found.days, found.chance) == (0, 10, 0.1)


@pytest.mark.parametrize(
    ("different", "why"),
    [
        ({"calls": 200}, "volume"),
        ({"calls": 100, "talk": 120.0}, "handle_time"),
        ({"calls": 100, "people": 1}, "absence"),
        ({"calls": 100, "people": 0}, "absence"),  # nobody at all
        ({"calls": 103, "talk": 120.0, "people": 2}, "handle_time"),
        ({"calls": 100}, "staffing"),
        ({"calls": 80}, "staffing"),
    ],
)
def test_why_it_is_missed_is_what_was_different_on_those_days(different: dict[str, Any], why: str) -> None:
    scenario = asking(ASKED)
    found = morning(scenario, [*ordinary(scenario), day(scenario, **different, wait=100)])
    assert found.chance == pytest.approx(1 / 9)
    assert found.why == why


def test_the_parts_are_logarithms_of_the_load_against_all_days() -> None:
    scenario = asking(ASKED)
    found = morning(
        scenario, [day(scenario, 100), day(scenario, 100), day(scenario, 200, talk=120, people=1, wait=100)]
    )
    twice = 0.6931471805599453 * 2 / 3  # ln 2, less a third of it, which it adds to the mean of all days
    assert (found.volume, found.handle_time, found.absence) == pytest.approx((twice, twice, twice))


def test_what_is_missed_on_most_days_is_short_of_staff() -> None:
    scenario = asking(ASKED)
    found = morning(scenario, [day(scenario, calls, wait=100) for calls in (150, 150, 200)] + [day(scenario, 50)])
    assert (found.chance, found.why) == (0.75, "staffing")
    assert found.volume > 0


def test_days_on_which_nothing_is_offered_tell_nothing() -> None:
    scenario = asking({**ASKED, "at_least": 2})
    one, other = outlook(scenario, [day(scenario, 5, wait=100), day(scenario, 0)])
    assert (one.days, one.chance, one.why) == (1, 1, "staffing")
    assert (other.days, other.chance, other.why) == (0, None, None)  # one call is fewer than two: skipped


def test_targets_of_a_group_the_centre_and_a_type_have_causes_too() -> None:
    """A hundred calls are 3.5 % of two people's day, two hundred 7 %."""
    scenario = asking(
        {"agent_group": "desk", "occupancy": 0.05},
        {"mean_wait": "20 s"},
        {"contact_type": "call", "answer_rate": 0.9, "within": "20 s"},
    )
    for found in outlook(scenario, [*ordinary(scenario), day(scenario, 200, wait=100)]):
        assert (found.start, found.chance, found.why) == (MORNING, 1 / 9, "volume")


def test_work_for_the_same_people_in_another_queue_is_volume() -> None:
    desk = {"skills": {name: {"handle_time": {"fixed": "1 min"}} for name in ("calls", "chats")}, "staffing": 2}
    scenario = two_halves(targets=[ASKED], queues={"calls": {}, "chats": {"priority": 1}}, agent_groups={"desk": desk})
    there = [(0, agent, 0.0, 86400.0) for agent in range(2)]

    def morning_of(others: int, wait: float) -> Tally:
        calls = [answered(at * 100, at * 100 + wait, at * 100 + wait + 60) for at in range(100)]
        other = [answered(at * 10, at * 10, at * 10 + 60, queue=1) for at in range(others)]
        return tally(
            scenario, log(*calls, *other, answered(HALF, HALF, HALF + 60), presence=there), Staffing.of(scenario)
        )

    days = [morning_of(others, 0) for others in (95, 98, 100, 100, 102, 105)] + [morning_of(300, 100)]
    assert morning(scenario, days).why == "volume"


def test_whoever_serves_it_is_counted() -> None:
    minute = {"handle_time": {"fixed": "1 min"}}
    scenario = two_halves(
        contact_types={
            "gold": {"arrivals": {"rate": "1 per h"}, "enters": "gold_line"},
            "plain": {"arrivals": {"rate": "1 per h"}, "enters": "plain_line"},
        },
        queues={"gold_line": {}, "plain_line": {}},
        agent_groups={
            "desk": {"skills": {"gold_line": minute}},
            "pool": {"skills": {"gold_line": minute, "plain_line": minute}},
        },
        targets=[
            {"queue": "gold_line", "abandonment": 0.1},
            {"contact_type": "plain", "abandonment": 0.1},
            {"agent_group": "desk", "occupancy": 0.9},
            {"abandonment": 0.1},
        ],
    )
    assert [serving(scenario, target) for target in scenario.targets] == [[0, 1], [1], [0], [0, 1]]
