"""Intervals: what an ACD's export says, one row an interval and key, in columns.

The key of a row is all that tells it from others of the same interval: queue, contact type, channel, skill and language, as
far as the export has them. ``starts`` is seconds of the centre's wall clock counted from 00:00 of ``first_day``, as in `Calls`;
where the clocks are put back, two rows of one key may start at the same second. Rows stand in order of ``starts``, ties in the
order of the file. Counts are contacts, ``…_seconds`` are sums over contacts; nan is unknown, never nought.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from scenarios.history.coded import Coded
from scenarios.history.columns import Columns, FloatArray
from scenarios.history.origin import Origin

KEYS = ("queue", "contact_type", "channel", "skill", "language")
COUNTS = ("offered", "answered", "abandoned", "answered_within")
SUMS = ("handle_seconds", "wait_seconds")


@dataclass(frozen=True, eq=False)
class Intervals(Columns):
    """Interval records in columns; see the module for units.

    ``length``: seconds of an interval. ``answered_within``: answered after a wait of at most ``threshold`` seconds (nan: not
    said). ``handle_seconds``: talk, hold and wrap-up of the contacts of the row together, as ACDs sum them;
    ``wait_seconds``: waits of the answered together.
    """

    of_all: ClassVar = frozenset({"first_day", "length", "threshold", "origin"})
    moment: ClassVar = "starts"

    first_day: date
    length: float
    starts: FloatArray
    queue: Coded
    contact_type: Coded
    channel: Coded
    skill: Coded
    language: Coded
    offered: FloatArray
    answered: FloatArray
    abandoned: FloatArray
    answered_within: FloatArray
    handle_seconds: FloatArray
    wait_seconds: FloatArray
    threshold: float
    origin: Origin


COLUMNS = Intervals.names()
