"""Traffic: contacts drawn as the scenario says, and nobody's luck shifted by anybody else."""

from __future__ import annotations

import os
import platform
import time
from hashlib import sha256

import numpy as np
import pytest

from scenarios.loading import load
from sim.chance.contacts import CONTAINED, HANG_UP, Floats, StaffLuck
from sim.chance.room import keep
from sim.traffic import Drawing, draw
from tests.sim.drawing import about_poisson, about_share, alike, centre
from tests.sim.walking import walked

RETRY = {"after_abandoning": 0.5, "after_blocking": 0.8, "delay": {"exponential": {"mean": "8 min"}}, "attempts": 3}


def test_contacts_come_in_order_and_the_same_seed_gives_the_same_day() -> None:
    one, two, other = (draw(centre(), seed, 0) for seed in (1, 1, 2))
    assert np.array_equal(one.arrives_at, two.arrives_at)
    assert not np.array_equal(one.arrives_at[:50], other.arrives_at[:50])
    assert np.all(np.diff(one.arrives_at[: one.contacts]) >= 0)
    assert np.array_equal(one.number[: one.contacts], np.arange(one.contacts))


def test_volumes_paths_and_times_are_what_the_scenario_says() -> None:
    scenario = centre()
    days = [draw(scenario, 3, day) for day in range(20)]
    calls = sum(day.contacts for day in days)
    about_poisson(calls, 20 * 2880)
    place = np.concatenate([walked(scenario, day)[1] for day in days])
    for where, share in ((0, 0.3 + 0.6 * 0.6), (CONTAINED, 0.24), (HANG_UP, 0.1)):
        about_share(float(np.mean(place == where)), share, calls)
    patience = np.concatenate([day.patience for day in days])
    assert abs(patience.mean() - 120) < 5 * 120 / np.sqrt(calls)


def test_a_hard_contact_is_hard_for_every_group() -> None:
    scenario = centre()
    day = draw(scenario, 1, 0)
    asks = walked(scenario, day)[1] == 0
    assert np.allclose(day.talk[0, 1][asks], 2 * day.talk[0, 0][asks])
    assert np.all(np.isnan(day.talk[0, 0][~asks]))


def test_an_added_contact_type_shifts_nobodys_luck() -> None:
    vip = {"arrivals": {"rate": "1 per min"}, "enters": "calls", "retry": RETRY}
    alike(draw(centre(call={"retry": RETRY}), 1, 0), draw(centre(call={"retry": RETRY}, others={"vip": vip}), 1, 0))


def test_more_volume_keeps_the_contacts_that_were_there() -> None:
    fewer = draw(centre(), 1, 0)
    more = draw(centre(call={"arrivals": {"rate": "2.2 per min"}}), 1, 0)
    assert more.contacts > fewer.contacts
    alike(fewer, more)


def test_busyness_multiplies_the_volumes_of_all_who_name_it() -> None:
    busy = {"busyness": {"regional": {"gamma": {"mean": 1, "cv": 0.3}}}}
    call = {"arrivals": {"rate": "2 per min", "busyness": "regional"}}
    scenario = centre(call=call, **busy)
    median, high = (draw(scenario, 1, 0, luck={"regional": [luck]}) for luck in (0.5, 0.95))
    for day in (median, high):
        about_poisson(day.contacts, 2880 * day.busyness["regional"][0])
    assert high.busyness["regional"][0] == pytest.approx(1.539, abs=0.01)  # gamma, shape 1 / 0.09, at 95 %


def test_weekdays_and_holidays_have_their_own_volumes() -> None:
    arrivals = {"rate": "5 per min", "weekdays": {"sat": 0.6, "sun": 0.4}, "holidays": 0.2}
    calendar = {"start": "2026-03-02", "days": 7, "interval": "30 min", "holidays": ["2026-03-04"]}
    week = draw(centre(call={"arrivals": arrivals}, calendar=calendar), 1, 0)
    days = np.bincount((week.arrives_at // 86400).astype(int), minlength=7)
    for day, factor in enumerate((1, 1, 0.2, 1, 1, 0.6, 0.4)):
        about_poisson(days[day], 7200 * factor)


def test_days_of_a_calendar_are_the_days_of_shorter_ones() -> None:
    calendar = {"start": "2026-03-02", "days": 3, "interval": "30 min"}
    long, short = draw(centre(calendar=calendar), 1, 4), draw(centre(), 1, 6)
    last = long.arrives_at >= 2 * 86400
    assert np.allclose(long.arrives_at[last], short.arrives_at + 2 * 86400, rtol=0, atol=1e-9)
    assert np.array_equal(long.patience[last], short.patience)


def test_retries_are_drawn_beforehand_for_those_who_would_try_again() -> None:
    scenario = centre(call={"arrivals": {"rate": "5 per min"}, "retry": RETRY})
    day = draw(scenario, 1, 0)
    asks = walked(scenario, day)[1] >= 0
    rows = (day.attempt == 1) & asks
    about_share(float(day.retries_blocked[rows].mean()), 0.8, rows.sum())
    about_share(float(day.retries_abandoning[rows].mean()), 0.5, rows.sum())
    assert np.array_equal(day.next_row[rows] >= 0, day.retries_blocked[rows])
    assert not np.any(day.next_row[day.attempt == 3] >= 0)
    assert not np.any(day.next_row[(day.attempt == 1) & ~asks] >= 0)
    again = day.next_row >= 0
    assert np.array_equal(day.number[day.next_row[again]], day.number[again])
    assert np.array_equal(day.attempt[day.next_row[again]], day.attempt[again] + 1)


def test_nothing_follows_an_attempt_that_would_come_after_the_end() -> None:
    retry = {**RETRY, "after_blocking": 1.0, "delay": {"fixed": "13 h"}}
    day = draw(centre(call={"retry": retry, "enters": "calls"}, ivr={}), 1, 0)
    second = day.attempt == 2
    comes_at = day.arrives_at[day.number[second]] + 13 * 3600  # the number is the first row
    assert np.array_equal(day.next_row[second] >= 0, comes_at < 86400)
    assert second.sum() == day.contacts  # to be told as unfinished


@pytest.mark.parametrize("rate", ["0 per min", "2 per d"])
def test_a_day_with_nobody_or_next_to_nobody_is_a_day(rate: str) -> None:
    sizes = [draw(centre(call={"arrivals": {"rate": rate}}), 1, day).contacts for day in range(20)]
    assert min(sizes) == 0
    about_poisson(sum(sizes), 40 if rate[0] == "2" else 0)


def test_deferred_work_has_no_patience() -> None:
    mail = {"channel": "email", "arrivals": {"rate": "1 per min"}, "enters": "mail"}
    day = draw(
        centre(
            others={"mail": mail},
            queues={"calls": {}, "mail": {"deadline": "4 h"}},
            agent_groups={"desk": {"skills": {name: {"handle_time": {"fixed": "60 s"}} for name in ("calls", "mail")}}},
        ),
        1,
        0,
    )
    assert np.all(np.isinf(day.patience[day.contact_type == 1]))
    assert np.all(np.isfinite(day.patience[day.contact_type == 0]))


def test_learning_shortens_handle_times_week_by_week() -> None:
    def desk(**learning: object) -> dict[str, object]:
        skill = {"handle_time": {"exponential": {"mean": "3 min"}}, "wrap_up": {"fixed": "20 s"}}
        return {"desk": {"skills": {"calls": skill}, **learning}}

    calendar = {"start": "2026-03-02", "days": 16, "interval": "30 min"}
    call = {"arrivals": {"rate": "10 per h"}, "enters": "calls"}
    plain, learning = (
        draw(centre(call=call, ivr={}, calendar=calendar, agent_groups=desk(**part)), 1, 0)
        for part in ({}, {"learning": {"handle_time": [1.5, 1.2], "since": "2026-02-27"}})
    )
    ratio = learning.talk[0, 0] / plain.talk[0, 0]
    fourth_day = 4 * 86400  # the first week began three days before the calendar
    assert np.allclose(ratio[plain.arrives_at < fourth_day], 1.5)
    assert np.allclose(ratio[plain.arrives_at >= fourth_day], 1.2)
    assert np.array_equal(learning.wrap_up[0, 0], plain.wrap_up[0, 0])


def test_call_backs_are_accepted_dialled_and_answered_as_the_queue_says() -> None:
    offer = {
        "offer_above": "1 min",
        "accept": 0.4,
        "dial": {"uniform": {"low": "5 s", "high": "20 s"}},
        "reached": 0.85,
    }
    day = draw(centre(call={"arrivals": {"rate": "10 per min"}}, queues={"calls": {"callback": offer}}), 1, 0)
    luck, asks = day.callbacks[0], ~np.isnan(day.talk[0, 0])
    about_share(float(luck.accepts[asks].mean()), 0.4, asks.sum())
    about_share(float(luck.reached[asks].mean()), 0.85, asks.sum())
    about_share(float(luck.reached[luck.accepts].mean()), 0.85, luck.accepts.sum())
    assert abs(luck.dial[asks].mean() - 12.5) < 5 * 15 / np.sqrt(12 * asks.sum())


def test_staff_have_luck_of_their_own_by_group_and_day() -> None:
    luck = StaffLuck(seed=1, day=3)
    assert np.array_equal(luck.absent("desk", 2, 10), StaffLuck(1, 5).absent("desk", 0, 20)[:10])
    assert not np.any(luck.absent("desk", 0, 10) == luck.late("desk", 0, 10))
    assert not np.any(luck.absent("desk", 0, 10) == luck.absent("other", 0, 10))


def _digest(columns: list[Floats]) -> str:
    """A digest of values to the sixth digit after the point: the last bits depend on the processor."""
    plain = [np.nan_to_num(column.astype(float), nan=-1.0, posinf=-2.0) for column in columns]
    return sha256(b"".join((np.round(column, 6) + 0.0).tobytes() for column in plain)).hexdigest()[:16]


@pytest.mark.parametrize(
    ("name", "digest"), [("single_queue", "319896d9c07f1913"), ("telecom_hotline", "a2c239a5b61140b8")]
)
def test_what_a_seed_gives_stays_what_it_was(name: str, digest: str) -> None:
    # Third attempts are left out: how many of them are worth drawing may change.
    scenario = load(name)
    day = draw(scenario, 1, 0)
    seconds, place = walked(scenario, day)
    columns = [day.number, day.attempt, day.contact_type, day.arrives_at, seconds, place, day.patience]
    columns += [day.retries_abandoning, day.retries_blocked, day.retry_delay]
    columns += [lengths[skill] for lengths in (day.talk, day.wrap_up) for skill in sorted(lengths)]
    assert _digest([column[day.attempt <= 2] for column in columns]) == digest


def test_a_day_of_20_000_calls_is_drawn_in_a_moment() -> None:
    scenario = load("telecom_hotline")
    times = []
    for day in range(5):
        begun = time.process_time()
        draw(scenario, 1, day)
        times.append(time.process_time() - begun)
    assert min(times) < 0.1  # 0.01 s on the machine it was written on


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_memory_of_a_day_is_kept_for_the_next() -> None:
    """A day is some megabytes; without it each one is cleared by the system page by page (4 kB)."""
    from resource import RUSAGE_SELF, getrusage  # not everywhere

    told = any(name.startswith("MALLOC_") for name in os.environ)
    assert keep() is not told
    drawing = Drawing(load("telecom_hotline"))
    for day in range(3):
        drawing.draw(1, day)
    before = getrusage(RUSAGE_SELF).ru_minflt
    for day in range(3, 13):
        drawing.draw(1, day)
    assert told or (getrusage(RUSAGE_SELF).ru_minflt - before) / 10 < 800  # above 1,500 if it is not kept
