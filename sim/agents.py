"""Agents: what the day was like for each of them.

A group's occupancy hides who bears it. Here every agent who was on the floor has a row: contacts answered, seconds busy and
present between the end of the warm-up and the calendar's end, occupancy (busy / present), and the longest stretch without a
pause: from taking a contact until the first moment with nothing in hand, be it idle or a break. The stretch is not cut.

Agents have no names: number 1 of a group is whoever came first. In groups whose shifts overlap a number may be worked by one person
in the morning and by another at night.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.log import Log, Outcome
from sim.sums.grid import FloatArray, Grid
from sim.sums.spans import AGENTS, Spans, agents, contacts_in_hand, merged, presence
from sim.sums.tally import INSTANT

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.schema import Scenario

FIGURES = ("contacts", "seconds_busy", "seconds_present", "occupancy", "longest_stretch")


def by_agent(scenario: Scenario, log: Log) -> pd.DataFrame:
    """One row an agent: group, number (from 1) and the figures of the module's docstring; occupancy is NaN if never present."""
    import pandas as pd

    grid, there, hand = Grid.of(scenario), presence(log), contacts_in_hand(log)
    owners = np.unique(np.r_[there.owner, hand.owner])
    answered = np.flatnonzero((log.outcome == Outcome.ANSWERED) & (log.joined_at >= grid.warm_up))
    served = np.searchsorted(owners, agents(log.group[answered], log.agent[answered]))
    busy, present = (_seconds(grid, owners, spans) for spans in (merged(hand), there))
    names = np.array(list(scenario.agent_groups))
    return pd.DataFrame(
        {
            "group": names[owners // AGENTS],
            "agent": owners % AGENTS + 1,
            "contacts": np.bincount(served, minlength=len(owners)),
            "seconds_busy": busy,
            "seconds_present": present,
            "occupancy": np.divide(busy, present, out=np.full(len(owners), np.nan), where=present > 0),
            "longest_stretch": _longest(owners, merged(hand, gap=INSTANT)),
        }
    )


def _seconds(grid: Grid, owners: np.ndarray, spans: Spans) -> FloatArray:
    """Seconds of each owner's spans within what is measured."""
    lengths = np.clip(spans.ends, grid.warm_up, grid.end) - np.clip(spans.begins, grid.warm_up, grid.end)
    return np.bincount(np.searchsorted(owners, spans.owner), lengths, minlength=len(owners)).astype(float)


def _longest(owners: np.ndarray, stretches: Spans) -> FloatArray:
    """Longest span of each owner, 0 without any."""
    longest = np.zeros(len(owners))
    np.maximum.at(longest, np.searchsorted(owners, stretches.owner), stretches.ends - stretches.begins)
    return longest


def by_group(days: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Over days (one ``by_agent`` table each): for each group and figure the mean of the days' means and of the days' maxima.

    A day's mean is over the agents who were there that day; days without any do not count. Groups keep the order in which
    they first appear.
    """
    import pandas as pd

    together = pd.concat([table.assign(day=number) for number, table in enumerate(days)], ignore_index=True)
    each = together.groupby(["group", "day"], sort=False)[list(FIGURES)]
    return pd.DataFrame(
        {
            f"{figure} {what}": values[figure].groupby(level="group", sort=False).mean()
            for figure in FIGURES
            for what, values in (("mean", each.mean()), ("max", each.max()))
        }
    ).reset_index()
