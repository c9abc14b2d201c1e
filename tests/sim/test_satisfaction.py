"""Satisfaction by pencil: what each contact scores, and the means and bands of them."""

from __future__ import annotations

import pytest

from sim.log import Cause, Sequel
from sim.sums.rows import Rows
from sim.sums.satisfaction import bands, scores
from sim.sums.tally import Tally
from tests.sim.halves import Figures, two_halves
from tests.sim.logs import Attempt, abandoned, answered, log, tally_of

MODEL = {
    "dimensions": {"reliability": 90, "responsiveness": 80, "assurance": 100, "empathy": 95, "tangibles": 60},
    "weights": {"reliability": 0.4, "responsiveness": 0.3, "assurance": 0.1, "empathy": 0.1, "tangibles": 0.1},
    "wait_per_min": 10,
    "unresolved": 50,
    "transfer": 20,
    "repeat": 30,
    "bands": {"good": 80, "pass": 60},
}
ALL_WELL = 0.4 * 90 + 0.3 * 80 + 0.1 * 100 + 0.1 * 95 + 0.1 * 60  # 85.5
SCENARIO = two_halves(satisfaction=MODEL)


def scored(*attempts: Attempt) -> list[float]:
    day = log(*attempts)
    assert SCENARIO.satisfaction is not None
    given: list[float] = scores(SCENARIO.satisfaction, Rows.of(day), day.wait).tolist()
    return given


def test_all_well_scores_what_the_scenario_says() -> None:
    assert scored(answered(0, 0, 60)) == [pytest.approx(85.5)]


@pytest.mark.parametrize(
    ("contact", "lost"),
    [
        (answered(0, 90, 150), 0.3 * 15),  # a minute and a half
        (
            answered(0, 6000, 6060),
            0.3 * 80,
        ),  # an hour and forty minutes: nothing is left of responsiveness, no more is lost
        (answered(0, 0, 60, sequel=Sequel.UNRESOLVED), 0.4 * 50),
        (answered(0, 0, 60, sequel=Sequel.REPEAT), 0.4 * 50),
        (answered(0, 0, 60, sequel=Sequel.WARM), 0.4 * 50),
        (answered(0, 0, 60, sequel=Sequel.COMPLAINT), 0.4 * 50),
        (answered(0, 0, 60, sequel=Sequel.FOLLOW_UP), 0),
    ],
)
def test_what_goes_wrong_takes_points_off_its_dimension(contact: Attempt, lost: float) -> None:
    assert scored(contact) == [pytest.approx(ALL_WELL - lost)]


def test_a_contact_remembers_transfers_and_having_to_come_again() -> None:
    found = scored(
        abandoned(0, 0, number=0),
        answered(600, 600, 660, number=0, attempt=2, cause=Cause.RETRY, sequel=Sequel.COLD),
        answered(660, 660, 700, number=0, attempt=3, cause=Cause.ESCALATION, sequel=Sequel.REPEAT),
        answered(9000, 9000, 9060, number=0, attempt=4, cause=Cause.REPEAT),
        answered(0, 0, 60, number=1),
    )
    assert found[1:] == pytest.approx(
        [
            ALL_WELL - 0.1 * 30 - 0.4 * 50,
            ALL_WELL - 0.1 * 30 - 0.1 * 20 - 0.4 * 50,
            ALL_WELL - 0.1 * 60 - 0.1 * 20,
            ALL_WELL,
        ]
    )


def a_day() -> Tally:
    return tally_of(
        SCENARIO,
        answered(0, 0, 60),  # 85.5: good
        answered(0, 300, 360),  # five minutes off: 70.5, a pass
        answered(43200, 43200, 43260, sequel=Sequel.UNRESOLVED),  # 65.5, a pass
        answered(0, 6000, 6060, sequel=Sequel.REPEAT),  # 41.5, poor
        abandoned(0, 600),  # nobody asks those
    )


def test_the_mean_is_over_the_rated_wherever_it_stands() -> None:
    found = Figures(SCENARIO, a_day())
    morning = (85.5 + 70.5 + 41.5) / 3
    for scope in ("centre", "contact_type", "queue", "agent_group"):
        assert found("satisfaction", scope) == pytest.approx([(3 * morning + 65.5) / 4, morning, 65.5])


def test_bands_are_shares_of_the_rated() -> None:
    found = bands(SCENARIO, [a_day(), tally_of(SCENARIO)], "queue", "calls")
    assert (found.good, found.passed, found.poor) == (1 / 4, 2 / 4, 1 / 4)
    nobody = bands(SCENARIO, [tally_of(SCENARIO)], "centre", "centre")
    assert (nobody.good, nobody.passed, nobody.poor) == (None, None, None)


def test_deferred_work_is_not_rated_and_without_a_model_nobody_is() -> None:
    work = {
        "contact_types": {"order": {"channel": "email", "arrivals": {"rate": "1 per h"}, "enters": "work"}},
        "queues": {"work": {}},
        "agent_groups": {"desk": {"skills": {"work": {"handle_time": {"fixed": "1 min"}}}, "staffing": 1}},
    }
    deferred, unasked = two_halves(**work, satisfaction=MODEL), two_halves()
    for scenario in (deferred, unasked):
        assert Figures(scenario, tally_of(scenario, answered(0, 0, 60)))("satisfaction", "centre") == [None] * 3
