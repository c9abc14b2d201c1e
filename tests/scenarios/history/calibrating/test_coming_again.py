"""Retries and repeats told from chance: customers who call at random, and some who come back after a loss."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from scenarios.history.calibrating import retrying
from scenarios.history.calibrating.repeating import repeats
from scenarios.history.calibrating.retrying import retries
from scenarios.history.calibrating.sample import sample
from scenarios.history.calls import Calls, Outcome
from scenarios.history.coded import Coded
from scenarios.history.columns import DAY
from scenarios.history.origin import Origin

DAYS = 28
CUSTOMERS = 1500


def callers(returning: float, rate: float = 0.15, seed: int = 1) -> Calls:
    """Each customer calls ``rate`` times a day by chance, a third are lost, of whom a share is back after 10 minutes on average."""
    luck = np.random.default_rng(seed)
    count = luck.poisson(rate * DAYS, CUSTOMERS)
    who = np.repeat(np.arange(CUSTOMERS), count)
    at = luck.integers(0, DAYS, len(who)) * float(DAY) + luck.uniform(8 * 3600, 18 * 3600, len(who))
    lost = luck.random(len(who)) < 1 / 3
    back = lost & (luck.random(len(who)) < returning)
    again = at[back] + 30 + luck.exponential(600, back.sum())
    who, at = np.concatenate((who, who[back])), np.concatenate((at, again))
    lost = np.concatenate((lost, np.zeros(back.sum(), dtype=np.bool_)))
    order = np.argsort(at)
    who, at, lost = who[order], at[order], lost[order]
    size, nothing = len(at), Coded.unknown(len(at))
    answered = np.where(lost, np.nan, at + 30)
    return Calls(
        date(2026, 3, 2), at, at, np.zeros(size), np.full(size, 30.0),
        np.where(lost, Outcome.ABANDONED, Outcome.ANSWERED).astype(np.int8), answered, answered * 0 + 60,
        answered * 0 + 5, Coded.of(["calls"] * size), nothing, nothing, Coded.of(["ANN"] * size), nothing, who,
        Origin("again.csv", size),
    )  # fmt: skip


def test_calls_by_chance_are_taken_away_from_retries():
    assert retries(sample(callers(returning=0.0)), [0]) is None
    found = retries(sample(callers(returning=0.1)), [0])
    # A day of 0.15 calls: of those answered at a random moment, 7 % call later the same day, whatever happened.
    assert 0.05 < found.chance < 0.09
    assert abs(found.after_abandoning - 0.1) < 5 * found.after_abandoning_error
    assert 0.2 < found.weight < 0.6  # the share of what looks like retries that is volume


def test_customers_who_come_back_are_counted_beside_chance():
    found = retries(sample(callers(returning=0.5)), [0])
    assert abs(found.after_abandoning - 0.5) < 5 * found.after_abandoning_error
    assert found.after_abandoning_error < 0.03


def test_repeats_stand_beside_what_chance_does():
    without, some = repeats(sample(callers(returning=0.0))), repeats(sample(callers(returning=0.5)))
    for found in (without, some):
        assert set(found.within_day) == set(found.within_week) == {"answered", "abandoned"}
        assert abs(found.chance_day.value - (1 - np.exp(-0.15))) < 0.05
        assert found.chance_week.value > found.chance_day.value
    day = without.within_day
    assert abs(day["abandoned"].value - without.chance_day.value) < 5 * np.hypot(
        day["abandoned"].error, without.chance_day.error
    )
    assert some.within_day["abandoned"].value > 0.5
    assert some.within_day["abandoned"].value - some.within_day["answered"].value > 0.3


def test_without_customers_there_is_nothing_to_tell():
    from dataclasses import replace

    calls = callers(returning=0.5)
    nameless = sample(replace(calls, customer=np.full(len(calls), -1, dtype=np.int64)))
    assert (repeats(nameless), retries(nameless, [0])) == (None, None)


@pytest.mark.parametrize(
    ("lost", "back", "chance", "expected"),
    [
        # Losses on attempts 1, 2, 3 and how many of each came again.
        ((200, 60, 12), (100, 30, 0), 0.0, (3, True)),
        ((200, 60, 0), (100, 30, 0), 0.0, (2, False)),  # their third attempt was answered: two is no limit
        ((200, 60, 4), (100, 30, 0), 0.0, (3, False)),  # four who stay away say little
        ((200, 60, 30), (110, 32, 3), 0.1, (3, True)),  # they too come by chance, no more than others
        ((200, 60, 30), (110, 32, 9), 0.1, (3, False)),  # rarer, but more often than by chance: no limit
    ],
)
def test_a_limit_is_shown_where_those_lost_on_it_come_again_by_chance_alone(lost, back, chance, expected):
    attempt = np.repeat([1, 2, 3], lost)
    returned = np.concatenate([np.arange(n) < came for n, came in zip(lost, back, strict=True)])
    assert retrying._limit(SimpleNamespace(attempt=attempt), np.ones(len(attempt), bool), returned, chance) == expected
