"""Arrivals: surges, faults, appointments and recorded days bring whom they should, and shift nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.chance.arrivals import poisson
from sim.chance.contacts import Floats, Traffic
from sim.traffic import draw
from tests.sim.drawing import about_poisson, about_share, about_uniform, alike, centre

HOUR = 3600.0
RATE = 20 / 60  # a second


def surging(*events: dict[str, Any]) -> Scenario:
    return centre(call={"arrivals": {"rate": "20 per min"}, "enters": "calls"}, ivr={}, events=list(events))


def surge(at: str, lasts: str, factor: float) -> dict[str, Any]:
    return {"at": at, "lasts": lasts, "surge": {"call": factor}}


def between(day: Traffic, begins: float, ends: float) -> Floats:
    moments = day.arrives_at[: day.contacts]
    return np.asarray(moments[(moments >= begins) & (moments < ends)])


def test_a_surge_multiplies_volumes_while_it_lasts() -> None:
    day = draw(surging(surge("10:00", "2 h", 3.0)), 1, 0)
    during = between(day, 10 * HOUR, 12 * HOUR)
    about_poisson(len(during), 3 * RATE * 2 * HOUR)
    about_uniform(during, 10 * HOUR, 12 * HOUR)
    about_poisson(len(between(day, 12 * HOUR, 14 * HOUR)), RATE * 2 * HOUR)


def test_a_surge_leaves_everybody_who_would_come_anyway() -> None:
    retry = {"after_blocking": 1, "delay": {"exponential": {"mean": "1 h"}}, "attempts": 2}
    call = {"retry": retry}
    plain, more = draw(centre(call=call), 1, 0), draw(centre(call=call, events=[surge("10:10", "1 h", 2.5)]), 1, 0)
    assert more.contacts > plain.contacts
    alike(plain, more)


def test_a_surge_that_begins_within_an_interval_begins_there() -> None:
    day = draw(surging(surge("10:10", "35 min", 6.0)), 1, 0)
    begins, ends = 10 * HOUR + 600, 10 * HOUR + 2700
    about_poisson(len(between(day, begins, ends)), 6 * RATE * 2100)
    about_uniform(between(day, begins, ends), begins, ends)
    about_poisson(len(between(day, 10 * HOUR, begins)), RATE * 600)
    about_poisson(len(between(day, ends, 11 * HOUR)), RATE * 900)


def test_overlapping_surges_multiply() -> None:
    events = surge("10:00", "1 h", 2.0), surge("10:20", "20 min", 3.0), surge("10:30", "1 h", 0.5)
    days = [draw(surging(*events), 1, number) for number in range(5)]
    pieces = ((0, 20, 2.0), (20, 30, 6.0), (30, 40, 3.0), (40, 60, 1.0), (60, 90, 0.5), (90, 120, 1.0))
    for first, last, factor in pieces:
        moments = np.concatenate([between(day, 10 * HOUR + 60 * first, 10 * HOUR + 60 * last) for day in days])
        about_poisson(len(moments), 5 * factor * RATE * 60 * (last - first))
        about_uniform(moments, 10 * HOUR + 60 * first, 10 * HOUR + 60 * last)


def test_a_factor_below_one_keeps_some_of_those_who_would_have_come() -> None:
    plain, fewer = draw(surging(), 1, 0), draw(surging(surge("10:00", "3 h", 0.3)), 1, 0)
    during = between(plain, 10 * HOUR, 13 * HOUR)
    kept = between(fewer, 10 * HOUR, 13 * HOUR)
    assert np.all(np.isin(kept, during))
    about_share(len(kept) / len(during), 0.3, len(during))
    alike(fewer, plain)
    assert len(between(draw(surging(surge("10:00", "3 h", 0)), 1, 0), 10 * HOUR, 13 * HOUR)) == 0


def test_a_surge_over_midnight_holds_on_both_days() -> None:
    calendar = {"start": "2026-03-02", "days": 2, "interval": "30 min"}
    event = {"at": "2026-03-02 23:00", "lasts": "2 h", "surge": {"call": 4.0}}
    call = {"arrivals": {"rate": "20 per min"}}
    day = draw(centre(call=call, calendar=calendar, events=[event]), 1, 0)
    about_poisson(len(between(day, 23 * HOUR, 24 * HOUR)), 4 * RATE * HOUR)
    about_poisson(len(between(day, 24 * HOUR, 25 * HOUR)), 4 * RATE * HOUR)
    about_poisson(len(between(day, 25 * HOUR, 26 * HOUR)), RATE * HOUR)


def test_surges_ride_on_the_days_busyness() -> None:
    call = {"arrivals": {"rate": "20 per min", "busyness": "regional"}}
    busy = {"regional": {"gamma": {"mean": 1, "cv": 0.5}}}
    day = draw(centre(call=call, busyness=busy, events=[surge("10:00", "2 h", 3.0)]), 1, 0, {"regional": [0.9]})
    about_poisson(len(between(day, 10 * HOUR, 12 * HOUR)), 3 * RATE * 2 * HOUR * day.busyness["regional"][0])


def fault(at: str = "10:00", **repeat: Any) -> dict[str, Any]:
    part = {"contacts": 2000, "delay": {"exponential": {"mean": "20 min"}}, **repeat}
    return {"at": at, "lasts": "90 min", "call_in": {"call": part}}


def test_a_fault_makes_customers_call() -> None:
    plain, day = draw(centre(), 1, 0), draw(centre(events=[fault()]), 1, 0)
    alike(plain, day)
    added = day.arrives_at[: day.contacts][~np.isin(day.arrives_at[: day.contacts], plain.arrives_at)]
    about_poisson(len(added), 2000)
    assert abs((added - 10 * HOUR).mean() - 1200) < 5 * 1200 / np.sqrt(len(added))
    assert added.min() > 10 * HOUR


def test_one_fault_changes_nothing_about_another() -> None:
    one, two = draw(centre(events=[fault("14:00")]), 1, 0), draw(centre(events=[fault(), fault("14:00")]), 1, 0)
    alike(one, two)
    assert draw(centre(events=[fault(), fault()]), 1, 0).contacts > one.contacts + 1500  # not the same people twice


def test_who_would_call_in_after_the_end_does_not() -> None:
    day = draw(centre(call={"arrivals": {"rate": "0 per h"}}, events=[fault("23:30")]), 1, 0)
    share = 1 - np.exp(-1.5)
    about_poisson(day.contacts, 2000 * share)
    assert day.arrives_at[: day.contacts].max() < 86400


def test_who_called_in_and_was_answered_calls_again_while_the_fault_lasts() -> None:
    repeat: dict[str, Any] = {"repeat": {"share": 0.4, "delay": {"exponential": {"mean": "15 min"}}}}
    day = draw(
        centre(call={"arrivals": {"rate": "0 per h"}, "enters": "calls"}, ivr={}, events=[fault(**repeat)]), 1, 0
    )
    first, again_after = day.attempt == 1, day.calls_again_after
    again = np.isfinite(again_after)
    about_share(float(again[first].mean()), 0.4, first.sum())
    assert abs(again_after[again].mean() - 900) < 5 * 900 / np.sqrt(again.sum())
    assert np.all(day.fault_ends == 11.5 * HOUR)
    in_time = first & (np.nan_to_num(day.arrives_at) + again_after < 11.5 * HOUR)
    assert np.array_equal(day.next_row[first] >= 0, in_time[first])
    assert not day.sequels  # what an answer settles is another matter


def booked(**changes: Any) -> Traffic:
    bookings = {"slots": [0] * 18 + [60] * 10 + [0] * 20, **changes}
    call = {"channel": "counter", "arrivals": {"bookings": bookings}, "enters": "calls"}
    return draw(centre(call=call, ivr={}), 1, 0)


def test_appointments_are_spread_evenly_over_their_interval() -> None:
    day = booked(slots=[0] * 18 + [3, 2] + [0] * 28)
    assert day.arrives_at.tolist() == [9 * HOUR, 9 * HOUR + 600, 9 * HOUR + 1200, 9.5 * HOUR, 9.5 * HOUR + 900]


def test_some_do_not_come_and_the_others_are_early_or_late() -> None:
    early, late = {"fixed": "10 min"}, {"uniform": {"low": "0 min", "high": "20 min"}}
    everybody, shown = booked(early=early, late=late), booked(early=early, late=late, no_show=0.15)
    assert everybody.contacts == 600
    about_share(shown.contacts / 600, 0.85, 600)
    alike(shown, everybody)
    slots = np.arange(600) * 30.0 + 9 * HOUR
    by_slot = draw(
        centre(
            call={
                "channel": "counter",
                "arrivals": {"bookings": {"slots": [0] * 18 + [60] * 10 + [0] * 20, "late": late}},
                "enters": "calls",
            },
            ivr={},
        ),
        1,
        0,
    )
    assert abs(np.sort(by_slot.arrives_at).mean() - slots.mean() - 600) < 5 * 1200 / np.sqrt(12 * 600)
    assert abs(everybody.arrives_at.mean() - slots.mean()) < 5 * 1200 / np.sqrt(12 * 600)


def test_appointments_are_kept_on_every_day_of_the_calendar() -> None:
    calendar = {"start": "2026-03-02", "days": 3, "interval": "30 min"}
    bookings = {"slots": [0] * 20 + [100] + [0] * 27, "no_show": 0.5}
    call = {"channel": "counter", "arrivals": {"bookings": bookings}, "enters": "calls"}
    day = draw(centre(call=call, ivr={}, calendar=calendar), 1, 0)
    days = np.bincount((day.arrives_at // 86400).astype(int))
    for count in days:
        about_share(count / 100, 0.5, 100)
    assert len({tuple(day.arrives_at[day.arrives_at // 86400 == number] % 86400) for number in range(3)}) == 3


def test_nobody_comes_before_the_calendar_or_after_it() -> None:
    day = booked(slots=[6] * 48, early={"fixed": "30 min"})
    assert np.sum(day.arrives_at == 0) == 7  # the first half-hour's, and the second's first
    late = booked(slots=[6] * 48, late={"fixed": "30 min"})
    assert late.contacts == 6 * 47


LOG = """arrived_at,type,ivr_time,queue,wait,talk,wrap_up,outcome
08:00:00,call,30,calls,12,100,7,answered
08:00:10,call,45,calls,60,,,abandoned
08:00:10,other,45,calls,60,,,abandoned
08:02:00,call,20,contained,,,,contained
08:03:00,call,,,5,250,,answered
"""


@pytest.fixture
def replayed(tmp_path: Path) -> Any:
    (tmp_path / "log.csv").write_text(LOG)

    def make(**changes: Any) -> Scenario:
        arrivals = {"replay": {"log": "log.csv", "day": "2026-03-02", "type": "call"}}
        skills = {"calls": {"handle_time": {"exponential": {"mean": "3 min"}}, "wrap_up": {"fixed": "5 s"}}}
        slower = {"calls": {"handle_time": {"exponential": {"mean": "6 min"}}, "wrap_up": {"fixed": "9 s"}}}
        data = {
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min"},
            "contact_types": {
                "call": {"arrivals": arrivals, "enters": "menu", "patience": {"exponential": {"mean": "2 min"}}}
            },
            "ivr": {"menu": {"takes": {"fixed": "9 s"}, "then": {"calls": 1}}},
            "queues": {"calls": {}},
            "agent_groups": {"quick": {"skills": skills}, "slow": {"skills": slower}},
        }
        data["contact_types"]["call"] |= changes  # type: ignore[index]
        return parse(data | ({"ivr": {}} if changes.get("enters") == "calls" else {}), folder=tmp_path)

    return make


def test_a_recorded_day_comes_as_it_was(replayed: Any) -> None:
    day = draw(replayed(), 1, 0)
    assert (day.arrives_at - 8 * HOUR).tolist() == [0, 10, 120, 180]
    assert day.ivr[0].takes.tolist() == [30, 45, 20, 9]
    assert day.ivr[0].leads_to.tolist() == [0, 0, -1, 0]
    assert day.patience[1] == 60
    assert day.talk[0, 0][[0, 3]].tolist() == [100, 250]
    assert day.talk[0, 1][[0, 3]] == pytest.approx([200, 500])  # as hard for the slower group
    assert day.wrap_up[0, 0][0] == 7
    assert day.wrap_up[0, 0][3] == 5
    assert np.isnan(day.talk[0, 0][2])


def test_without_an_ivr_recorded_calls_come_when_they_asked_for_a_person(replayed: Any) -> None:
    day = draw(replayed(enters="calls"), 1, 0)
    assert (day.arrives_at - 8 * HOUR).tolist() == [30, 55, 180]
    assert day.patience[1] == 60


def test_what_a_log_does_not_say_is_drawn(replayed: Any) -> None:
    one, other = draw(replayed(), 1, 0), draw(replayed(), 2, 0)
    assert one.talk[0, 0][1] != other.talk[0, 0][1]
    assert one.patience[0] != other.patience[0]
    assert np.array_equal(one.arrives_at, other.arrives_at)


@pytest.mark.parametrize("mean", [0.0, 1e-6, 0.02, 0.7, 4.0, 33.0, 700.0, 2e4, 1e6])
def test_poisson_numbers_are_scipys(mean: float) -> None:
    rng = np.random.default_rng(1)
    expected = mean * rng.uniform(0.5, 1.5, 4000)
    ends = np.array([2.0**-54, 1e-12, 1e-9, 1 - 1e-9, 1 - 1e-12, 1 - 2.0**-53])
    uniforms = np.concatenate([ends, rng.random(3994)])
    steps = stats.poisson.cdf(stats.poisson.ppf(uniforms, expected), expected)  # beside the cdf's own values too
    for u in (uniforms, np.clip(steps, 2.0**-54, 1 - 2.0**-53), np.clip(steps * (1 - 1e-10), 2.0**-54, 1 - 2.0**-53)):
        assert np.array_equal(poisson(u, expected), stats.poisson.ppf(u, expected))
