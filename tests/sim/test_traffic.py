"""Traffic: contacts drawn as the scenario says, and nobody's luck shifted by anybody else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.log import Outcome
from sim.traffic import NEVER_ASKS, draw

MENU = {
    "menu": {"takes": {"fixed": "20 s"}, "then": {"bot": 0.6, "calls": 0.3, "hang_up": 0.1}},
    "bot": {"takes": {"exponential": {"mean": "50 s"}}, "then": {"contained": 0.4, "calls": 0.6}},
}


def centre(**changes: Any) -> Scenario:
    call = {
        "arrivals": {"rate": "2 per min"},
        "enters": "menu",
        "patience": {"exponential": {"mean": "2 min"}},
        **changes.pop("call", {}),
    }
    return parse(
        {
            "calendar": {"start": "2026-03-02", "days": 1, "interval": "30 min"},
            "contact_types": {"call": call, **changes.pop("others", {})},
            "ivr": MENU,
            "queues": {"calls": {}},
            "agent_groups": {
                "quick": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "3 min"}}}}},
                "slow": {"skills": {"calls": {"handle_time": {"exponential": {"mean": "6 min"}}}}},
            },
            **changes,
        }
    )


def test_contacts_come_in_order_and_the_same_seed_gives_the_same_day() -> None:
    one, two, other = (draw(centre(), seed, 0) for seed in (1, 1, 2))
    assert np.array_equal(one.arrives_at, two.arrives_at)
    assert not np.array_equal(one.arrives_at[:50], other.arrives_at[:50])
    assert np.all(np.diff(one.arrives_at[: one.contacts]) >= 0)
    assert np.array_equal(one.number[: one.contacts], np.arange(one.contacts))


def test_volumes_paths_and_times_are_what_the_scenario_says() -> None:
    days = [draw(centre(), 3, day) for day in range(20)]
    calls = sum(day.contacts for day in days)
    assert abs(calls - 20 * 2880) < 5 * np.sqrt(20 * 2880)
    asks, outcome = (np.concatenate([getattr(day, name) for day in days]) for name in ("asks_for", "ivr_outcome"))
    never = asks == NEVER_ASKS
    for share, exact in (
        (np.mean(~never), 0.3 + 0.6 * 0.6),
        (np.mean(never & (outcome == Outcome.CONTAINED)), 0.24),
        (np.mean(never & (outcome == Outcome.HUNG_UP)), 0.1),
    ):
        assert abs(share - exact) < 5 * np.sqrt(exact * (1 - exact) / calls)
    patience = np.concatenate([day.patience for day in days])
    assert abs(patience.mean() - 120) < 5 * 120 / np.sqrt(calls)


def test_a_hard_contact_is_hard_for_every_group() -> None:
    day = draw(centre(), 1, 0)
    asks = day.asks_for == 0
    assert np.allclose(day.talk[0, 1][asks], 2 * day.talk[0, 0][asks])
    assert np.all(np.isnan(day.talk[0, 0][~asks]))


def test_an_added_contact_type_shifts_nobodys_luck() -> None:
    plain = draw(centre(), 1, 0)
    more = draw(centre(others={"vip": {"arrivals": {"rate": "1 per min"}, "enters": "calls"}}), 1, 0)
    old = more.contact_type == 0
    assert np.array_equal(plain.arrives_at, more.arrives_at[old])
    assert np.array_equal(plain.talk[0, 0], more.talk[0, 0][old], equal_nan=True)


def test_more_volume_keeps_the_contacts_that_were_there() -> None:
    fewer = draw(centre(), 1, 0)
    more = draw(centre(call={"arrivals": {"rate": "2.2 per min"}}), 1, 0)
    assert more.contacts > fewer.contacts
    assert np.all(np.isin(fewer.arrives_at, more.arrives_at))


def test_busyness_multiplies_the_volumes_of_all_who_name_it() -> None:
    busy = {"busyness": {"regional": {"gamma": {"mean": 1, "cv": 0.3}}}}
    call = {"arrivals": {"rate": "2 per min", "busyness": "regional"}}
    scenario = centre(call=call, **busy)
    median, high = (draw(scenario, 1, 0, luck={"regional": luck}) for luck in (0.5, 0.95))
    for day in (median, high):
        expected = 2880 * day.busyness["regional"][0]
        assert abs(day.contacts - expected) < 5 * np.sqrt(expected)
    assert high.busyness["regional"][0] == pytest.approx(1.539, abs=0.01)  # gamma, shape 1 / 0.09, at 95 %


def test_retries_are_drawn_beforehand_for_those_who_would_try_again() -> None:
    retry = {
        "after_abandoning": 0.5,
        "after_blocking": 0.8,
        "delay": {"exponential": {"mean": "8 min"}},
        "attempts": 3,
    }
    day = draw(centre(call={"arrivals": {"rate": "5 per min"}, "retry": retry}), 1, 0)
    asks = day.asks_for != NEVER_ASKS
    for attempt, last in ((1, False), (2, False), (3, True)):
        rows = (day.attempt == attempt) & asks
        would = (day.retry_row[rows] >= 0).mean()
        assert would == 0 if last else abs(would - 0.8) < 5 * np.sqrt(0.16 / rows.sum())
    again = day.retry_row >= 0
    assert np.array_equal(day.number[day.retry_row[again]], day.number[again])
    assert np.array_equal(day.attempt[day.retry_row[again]], day.attempt[again] + 1)


def test_no_contacts_is_an_empty_day() -> None:
    day = draw(centre(call={"arrivals": {"rate": "0 per min"}}), 1, 0)
    assert (day.contacts, len(day.number)) == (0, 0)
