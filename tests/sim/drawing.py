"""Scenarios whose traffic is drawn in tests: one contact type through a small menu to one queue, and changes to that."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenarios.loading import parse
from scenarios.schema import Scenario
from sim.chance.contacts import Floats, Traffic

MENU = {
    "menu": {"takes": {"fixed": "20 s"}, "then": {"bot": 0.6, "calls": 0.3, "hang_up": 0.1}},
    "bot": {"takes": {"exponential": {"mean": "50 s"}}, "then": {"contained": 0.4, "calls": 0.6}},
}
BY_CONTACT = ("arrives_at", "patience", "retry_delay", "retries_abandoning", "complains_waiting", "fault_ends")


def centre(**changes: Any) -> Scenario:
    """A centre with a menu, one queue and two groups; ``call`` changes the contact type, ``others`` adds some."""
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


def about_share(found: float, share: float, count: float) -> None:
    """Check that a share of ``count`` is what it should be, within five standard errors."""
    assert count > 0
    assert abs(found - share) <= 5 * np.sqrt(share * (1 - share) / count), f"{found} for {share} of {count}"


def about_poisson(found: float, mean: float) -> None:
    """Check a Poisson number against its mean, within five standard errors."""
    assert abs(found - mean) <= 5 * np.sqrt(mean), f"{found} for {mean}"


def about_uniform(values: Floats, low: float, high: float) -> None:
    """Check that values are spread evenly: the mean and both quarters at the ends, within five standard errors."""
    u = (np.asarray(values) - low) / (high - low)
    assert u.min() >= 0
    assert u.max() <= 1
    assert abs(u.mean() - 0.5) < 5 * np.sqrt(1 / 12 / len(u))
    for share in (np.mean(u < 0.25), np.mean(u > 0.75)):
        about_share(float(share), 0.25, len(u))


def alike(plain: Traffic, more: Traffic, contact_type: int = 0) -> None:
    """Check that contacts of ``plain`` are in ``more`` to the last bit, retries and all, and in the same order."""
    first = (more.attempt == 1) & (more.contact_type == contact_type)
    same = np.flatnonzero(first & np.isin(more.arrives_at, plain.arrives_at[: plain.contacts]))
    assert len(same) == plain.contacts
    rows, others = np.arange(plain.contacts), same
    while len(rows):
        for name in BY_CONTACT:
            assert np.array_equal(getattr(plain, name)[rows], getattr(more, name)[others], equal_nan=True), name
        for skill in plain.talk:
            assert np.array_equal(plain.talk[skill][rows], more.talk[skill][others], equal_nan=True)
            assert np.array_equal(plain.wrap_up[skill][rows], more.wrap_up[skill][others], equal_nan=True)
        for node in plain.ivr:
            assert np.array_equal(plain.ivr[node].takes[rows], more.ivr[node].takes[others])
            assert np.array_equal(plain.ivr[node].leads_to[rows], more.ivr[node].leads_to[others])
        again = plain.next_row[rows] >= 0
        rows, others = plain.next_row[rows[again]], more.next_row[others[again]]
