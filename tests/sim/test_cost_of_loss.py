"""Who is lost, and what that costs: customers who give up for good, each once. A lost call costs 5."""

from __future__ import annotations

from sim.log import Outcome
from tests.sim.halves import Figures, two_halves
from tests.sim.logs import abandoned, answered, never_offered, tally_of, too_late


def test_a_customer_is_lost_once_and_only_with_the_last_attempt() -> None:
    scenario = two_halves()
    day = tally_of(
        scenario,
        abandoned(0, 5, number=0),
        abandoned(60, 65, number=0, attempt=2),
        abandoned(0, 5, number=1),
        answered(60, 60, 70, number=1, attempt=2),
        abandoned(0, 5, number=2),
        too_late(90000, number=2, attempt=2),
    )
    found = Figures(scenario, day)
    assert found("abandoned") == [4, 4, 0]
    assert found("cost_of_loss") == [5, 5, 0]
    # Only first attempts can resolve at first contact, and the second customer was not answered at first.
    assert found("first_contact_resolution") == [None, None, None]


def test_who_finds_every_line_busy_and_does_not_call_again_is_lost() -> None:
    day = tally_of(
        two_halves(),
        never_offered(Outcome.BLOCKED_LINES, 10, number=0),
        never_offered(Outcome.BLOCKED_LINES, 20, number=1),
        answered(60, 60, 70, number=1, attempt=2),
        never_offered(Outcome.BLOCKED_LINES, 30, number=2),
        never_offered(Outcome.BLOCKED_LINES, 50000, number=2, attempt=2),
        never_offered(Outcome.HUNG_UP, 40, number=3),
    )
    found = Figures(two_halves(), day)
    assert found("blocked_lines", "centre") == [4, 3, 1]
    assert found("cost_of_loss", "centre") == found("cost_of_loss", "contact_type") == [10, 5, 5]
    assert found("cost_of_loss") == [0, 0, 0]  # they never came to a queue
