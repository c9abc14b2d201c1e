"""Imported interval records become the history that a file of the same counts gives."""

from datetime import date
from types import SimpleNamespace

import numpy as np

from scenarios.history.coded import Coded
from scenarios.history.forecasts.from_intervals import of_intervals


def records(types):
    """Thirty days from Monday, hours from 08:00 to 10:00, a row for each type; only the columns that are read."""
    starts = np.array([86_400.0 * day + 3600 * hour for day in range(30) for hour in (8, 9) for _ in types])
    return SimpleNamespace(
        first_day=date(2026, 1, 5), starts=starts, offered=np.arange(len(starts), dtype=float) + 1, origin=SimpleNamespace(name="export"),
        contact_type=Coded.of([name for _ in range(60) for name in types]), queue=Coded.unknown(len(starts)),
    )  # fmt: skip


def test_each_type_has_its_own_counts():
    history = of_intervals(records(["vip", "standard"]))
    assert history.types == ("vip", "standard")
    assert history.starts == (8 * 3600, 9 * 3600)
    assert history.of("vip")[0].tolist() == [1, 3]
    assert history.of("standard")[29].tolist() == [118, 120]
