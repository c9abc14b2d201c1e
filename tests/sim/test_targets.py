"""Targets judged on days written by hand; intervals of 30 min, so that 1,800 s begin a new one."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.schema import Scenario
from sim.experiment import simulate
from sim.targets import PeriodVerdict, Verdict, judge
from tests.sim.by_hand import centre
from tests.sim.logs import Attempt, abandoned, answered, tally_of

AT_EIGHT = 8 * 3600.0
DESK = {"skills": {"calls": {"handle_time": {"fixed": "1 min"}}}, "staffing": 2}


def asking(*targets: dict[str, Any], **changes: Any) -> Scenario:
    return centre(**{"agent_groups": {"desk": DESK}, "targets": list(targets), **changes})


def one_verdict(target: dict[str, Any], *days: list[Attempt], **changes: Any) -> Verdict:
    scenario = asking(target, **changes)
    (verdict,) = judge(scenario, [tally_of(scenario, *day) for day in days])
    return verdict


def calls(at: float, good: int, bad: int) -> list[Attempt]:
    """Calls of one moment: good ones are answered at once, bad ones after a minute."""
    return [answered(at, at, at + 60)] * good + [answered(at, at + 60, at + 90)] * bad


def judged(verdict: Verdict) -> list[PeriodVerdict]:
    return [period for period in verdict.periods if period.skipped is None]


ANSWER_RATE = {"queue": "calls", "answer_rate": 0.8, "within": "20 s"}


def test_a_target_over_the_horizon_is_met_by_the_ratio_of_sums() -> None:
    verdict = one_verdict(ANSWER_RATE, calls(0, 7, 1), calls(0, 1, 1))  # 8 of 10, though one day has 1 of 2
    (period,) = verdict.periods
    assert (period.start, period.first, period.last) == ("2026-03-02T00:00", 0, 47)
    assert (period.reached, period.days_met, period.met, period.skipped) == (0.8, 0.5, True, None)
    assert period.low is not None
    assert period.high is not None
    assert period.low < 0.8 < period.high
    assert verdict.met
    assert verdict.worst == period


def test_every_period_has_to_reach_it_and_the_worst_one_is_named() -> None:
    day = [*calls(0, 9, 1), *calls(1800, 2, 2), *calls(3600, 6, 4)]
    verdict = one_verdict({**ANSWER_RATE, "per": "interval"}, day)
    assert [(period.reached, period.met) for period in judged(verdict)] == [(0.9, True), (0.5, False), (0.6, False)]
    assert not verdict.met
    assert verdict.worst is not None
    assert verdict.worst.start == "2026-03-02T00:30"
    assert {period.skipped for period in verdict.periods[3:]} == {"nothing offered"}


def test_an_hour_is_two_half_hours() -> None:
    day = [*calls(0, 9, 1), *calls(1800, 2, 2), *calls(3600, 6, 4)]
    verdict = one_verdict({**ANSWER_RATE, "per": "hour"}, day)
    assert len(verdict.periods) == 24
    assert [(period.first, period.last) for period in verdict.periods[:2]] == [(0, 1), (2, 3)]
    assert [period.reached for period in judged(verdict)] == [11 / 14, 0.6]


def test_a_calendar_of_days_is_judged_day_by_day() -> None:
    days = {"start": "2026-03-02", "days": 3, "interval": "30 min"}
    verdict = one_verdict({**ANSWER_RATE, "per": "day"}, [*calls(100, 1, 0), *calls(86500, 1, 1)], calendar=days)
    assert [period.start[:10] for period in verdict.periods] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert [period.reached for period in verdict.periods] == [1, 0.5, None]
    assert [period.met for period in verdict.periods] == [True, False, False]
    assert verdict.periods[2].skipped == "nothing offered"


def test_confidence_is_the_share_of_days_in_each_period_separately() -> None:
    target = {**ANSWER_RATE, "per": "interval", "confidence": 0.75}
    good, bad = calls(0, 1, 0), calls(0, 0, 1)
    met = one_verdict(target, good, good, good, bad)
    assert (met.periods[0].days_met, met.periods[0].reached, met.met) == (0.75, 0.75, True)
    # Each day reaches it in one interval of two: neither interval is kept often enough.
    late = calls(1800, 1, 0)
    missed = one_verdict(target, good + calls(1800, 0, 1), bad + late)
    assert [period.days_met for period in judged(missed)] == [0.5, 0.5]
    assert not missed.met


def test_days_on_which_nobody_calls_tell_nothing() -> None:
    verdict = one_verdict({**ANSWER_RATE, "confidence": 0.9}, calls(0, 1, 0), [])
    assert verdict.periods[0].days_met == 1


def test_the_worst_period_under_confidence_is_the_one_kept_on_fewest_days() -> None:
    target = {**ANSWER_RATE, "per": "interval", "confidence": 0.5}
    days = [calls(0, 0, 1) + calls(1800, 3, 1), calls(0, 9, 0) + calls(1800, 3, 1)]
    worst = one_verdict(target, *days).worst
    assert worst is not None
    assert (worst.start, worst.days_met) == ("2026-03-02T00:30", 0)


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ({"abandonment": 0.25}, 0.25),
        ({"mean_wait": "20 s"}, 20),
        ({"abandonment": 0.24}, 0.25),
        ({"mean_wait": "19 s"}, 20),
    ],
)
def test_abandonment_and_mean_wait_are_asked_at_most(target: dict[str, Any], reached: float) -> None:
    verdict = one_verdict({"queue": "calls", **target}, [*calls(0, 2, 1), abandoned(0, 30)])
    assert verdict.periods[0].reached == reached
    assert verdict.met is (target in ({"abandonment": 0.25}, {"mean_wait": "20 s"}))


def test_occupancy_is_asked_at_most_and_needs_staff() -> None:
    desk = {**DESK, "staffing": [1] + [0] * 46 + [1]}
    target = {"agent_group": "desk", "occupancy": 0.5, "per": "interval"}
    verdict = one_verdict(target, [answered(0, 0, 900), answered(84600, 84600, 85600)], agent_groups={"desk": desk})
    assert [(period.reached, period.met) for period in judged(verdict)] == [(0.5, True), (1000 / 1800, False)]
    assert verdict.periods[1].skipped == "nobody staffed"


def test_where_nobody_is_answered_no_wait_is_short() -> None:
    verdict = one_verdict({"queue": "calls", "mean_wait": "60 s"}, [abandoned(0, 30)])
    (period,) = verdict.periods
    assert (period.reached, period.met, period.skipped) == (None, False, None)
    assert verdict.worst == period
    assert not verdict.met


def test_periods_with_few_contacts_and_the_warm_up_are_skipped_and_listed() -> None:
    target = {**ANSWER_RATE, "per": "interval", "at_least": 2}
    day = [*calls(0, 0, 9), *calls(1800, 0, 1), *calls(3600, 2, 0)]
    verdict = one_verdict(target, day, experiment={"warm_up": "30 min"})
    assert [period.skipped for period in verdict.periods[:4]] == [
        "in the warm-up",
        "expects 1 contacts, fewer than 2",
        None,
        "nothing offered",
    ]
    assert verdict.met
    assert not verdict.periods[1].met


def test_hours_in_which_all_queues_are_closed_are_skipped_though_a_retry_is_still_due() -> None:
    again = {
        "after_blocking": 1,
        "delay": {"fixed": "6 h"},
        "attempts": 2,
    }  # turned away in the evening: due after midnight
    scenario = asking(
        {"contact_type": "call", "answer_rate": 0.5, "within": "20 s", "per": "hour"},
        {"answer_rate": 0.5, "within": "20 s", "per": "hour"},
        contact_types={
            "call": {"arrivals": {"rate": "60 per h"}, "enters": "calls", "patience": "never", "retry": again}
        },
        open={"calls": "08:00-20:00"},
    )
    results = simulate(scenario, replications=1, seed=1, engine="simpy")
    assert sum(tally.sums["contact_type"]["unfinished"][0, -2:].sum() for tally in results.tallies) > 0
    for verdict in results.verdicts:
        assert {period.skipped for period in verdict.periods[20:]} == {"closed"}
        assert [period.skipped for period in verdict.periods[8:20]] == [None] * 12


def test_a_target_about_the_centre_or_a_contact_type() -> None:
    scenario = asking({"abandonment": 0.5}, {"contact_type": "call", "abandonment": 0.5})
    for verdict in judge(scenario, [tally_of(scenario, *calls(0, 1, 0), abandoned(0, 30))]):
        assert verdict.periods[0].reached == 0.5
