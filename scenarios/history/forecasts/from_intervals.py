"""A history out of imported interval records: a contact type (or queue) each its own column, rows of one interval added up."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from scenarios.history.coded import Coded
from scenarios.history.forecasts.history import History
from scenarios.history.forecasts.reading import of_table
from scenarios.history.intervals import Intervals

KEYS = ("contact_type", "queue")
ALL = "contacts"


def of_intervals(records: Intervals, interval: int | None = None) -> History:
    """Offered contacts by contact type, or by queue where types are not said.

    A kind without a row in an interval had no contacts there; an hour that the clocks made twice holds the contacts of both.

    Raises:
        InputError: the records follow no grid, or are too few.

    """
    kind = next(
        (column for name in KEYS if (column := getattr(records, name)).names), Coded.unknown(len(records.starts))
    )
    midnight = datetime.fromisoformat(f"{records.first_day} 00:00")
    starts, place = np.unique(records.starts, return_inverse=True)
    counts = {}
    for name in kind.names or (ALL,):
        own = kind.is_(name) if kind.names else np.ones(len(records.starts), dtype=bool)
        counts[name] = np.bincount(place[own], weights=records.offered[own], minlength=len(starts)).tolist()
    at = [midnight + timedelta(seconds=float(second)) for second in starts]
    return of_table(records.origin.name, at, counts, interval)
