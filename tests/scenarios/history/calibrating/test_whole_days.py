"""Days that the log has in part, and days on which the clocks change, are left out and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scenarios.history.calibrating.study import study
from scenarios.history.calibrating.whole_days import whole_days
from scenarios.history.calls import Calls
from scenarios.history.coded import Coded
from scenarios.history.origin import Origin

HOUR = 3600
MONDAY = date(2026, 3, 2)


def round_the_clock(begins: float, ends: float, rate: float = 20.0, people: int = 6, seed: int = 1) -> Calls:
    """Poisson calls of a minute between two hours from the first midnight on, taken by people in turn."""
    luck = np.random.default_rng(seed)
    at = np.sort(luck.uniform(begins * HOUR, ends * HOUR, luck.poisson(rate * (ends - begins))))
    size = len(at)
    nothing = Coded.unknown(size)
    return Calls(
        MONDAY, at, at, np.zeros(size), np.zeros(size), np.zeros(size, dtype=np.int8), at, luck.exponential(60, size),
        np.full(size, 5.0),
        Coded.of(["calls"] * size), nothing, nothing, Coded.of([f"P{n % people}" for n in range(size)]), nothing,
        np.full(size, -1, dtype=np.int64), Origin("edge.csv", size),
    )  # fmt: skip


def test_a_log_cut_inside_its_first_and_last_day_gives_the_whole_days_volumes_and_no_busyness():
    made = study(round_the_clock(12, 21 * 24 + 12), MONDAY)
    assert made.notes["contacts of 2026-03-02, of which the log has only a part: left out"] > 0
    assert made.notes["contacts of 2026-03-23, of which the log has only a part: left out"] > 0
    assert abs(made.day.volumes.mean.sum() - 480) < 5 * (480 / 2) ** 0.5
    assert len(made.day.days) == 2
    assert not made.busyness.pools
    assert made.day.people.sum() == pytest.approx(6 * 48, rel=0.05)


@pytest.mark.parametrize(("begins", "ends"), [(0, 21 * 24), (0.1, 21 * 24 - 0.1)])
def test_whole_days_stay(begins, ends):
    calls = round_the_clock(begins, ends)
    kept, notes = whole_days(calls)
    assert (len(kept), notes) == (len(calls), {})


def test_a_quiet_day_is_not_a_cut_one():
    calls = round_the_clock(0, 21 * 24)
    last = calls.day == 20
    thinned = calls.where(~last | (np.arange(len(calls)) % 40 == 0))
    assert whole_days(thinned)[1] == {}


def test_the_days_on_which_clocks_change_are_left_out():
    calls = round_the_clock(0, 35 * 24)
    there = replace(calls, origin=replace(calls.origin, time_zone="Europe/Berlin"))
    kept, notes = whole_days(there)
    assert list(notes) == ["contacts of 2026-03-29, on which the clocks changed: left out"]
    assert not (kept.day == 27).any()
    assert len(kept) == len(calls) - int((calls.day == 27).sum())
