"""What the day was like for each agent. Two intervals of 12 h (43,200 s)."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents import by_agent, by_group
from sim.staffing import Staffing
from sim.sums.tally import tally
from tests.sim.halves import two_halves
from tests.sim.logs import Attempt, answered, log, not_reached

THERE = [(0, 0, 0.0, 10000.0), (0, 0, 11000.0, 20000.0), (0, 1, 0.0, 86400.0), (0, 2, 86000.0, 86800.0)]
MINUTE = {"handle_time": {"fixed": "1 min"}}


def table(*attempts: Attempt, **changes: object) -> pd.DataFrame:
    return by_agent(two_halves(**changes), log(*attempts, presence=THERE))


def test_every_agent_who_was_there_has_a_row() -> None:
    found = table(
        answered(0, 100, 300, 400),
        answered(0, 400, 900, 1000),  # no pause: 900 s on end
        answered(0, 1010, 1200),
        answered(0, 9500, 10000),  # then a break
        answered(0, 11000, 11100),
        not_reached(0, 5000, 5100, agent=1),  # no contact, but work
        answered(86300, 86300, 86700, agent=2),
    )
    assert found.to_dict("list") == {
        "group": ["desk", "desk", "desk"],
        "agent": [1, 2, 3],
        "contacts": [5, 0, 1],
        "seconds_busy": [300 + 600 + 190 + 500 + 100, 100, 100],
        "seconds_present": [19000, 86400, 400],
        "occupancy": [1690 / 19000, 100 / 86400, 0.25],
        "longest_stretch": [900, 100, 400],
    }


def test_chats_that_overlap_are_one_stretch() -> None:
    chats = {"desk": {"skills": {"calls": MINUTE}, "staffing": 1}}
    found = table(
        answered(0, 0, 100), answered(0, 50, 200), answered(0, 200, 250), answered(0, 260, 400), agent_groups=chats
    )
    assert found.loc[0, ["seconds_busy", "longest_stretch"]].tolist() == [390, 250]


def test_the_warm_up_counts_in_no_figure_but_the_stretch() -> None:
    found = table(answered(0, 7000, 8000), answered(7300, 8000, 8100), experiment={"warm_up": "2 h"})
    assert found.iloc[0].tolist() == ["desk", 1, 1, 900, 2800 + 9000, 900 / 11800, 1100]


def test_a_day_without_anybody_is_an_empty_table() -> None:
    assert len(by_agent(two_halves(), log())) == 0


def test_over_days_there_is_the_mean_of_means_and_of_maxima() -> None:
    two_agents = table(answered(0, 0, 100), answered(0, 100, 200), answered(0, 0, 400, agent=1))
    two_agents = two_agents[two_agents.agent < 3]
    one_agent = table(answered(0, 0, 600)).head(1)
    found = by_group([two_agents, one_agent])
    assert found["group"].tolist() == ["desk"]
    assert found.loc[0, ["contacts mean", "contacts max"]].tolist() == [(1.5 + 1) / 2, (2 + 1) / 2]
    assert found.loc[0, ["longest_stretch mean", "longest_stretch max"]].tolist() == [(300 + 600) / 2, (400 + 600) / 2]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 85000), st.integers(0, 5000), st.integers(0, 4)), max_size=25))
def test_agents_add_up_to_their_group(day: list[tuple[int, int, int]]) -> None:
    scenario = two_halves(
        contact_types={"chat": {"channel": "chat", "arrivals": {"rate": "1 per h"}, "enters": "calls"}},
        agent_groups={"desk": {"skills": {"calls": MINUTE}, "concurrency": 30, "staffing": 5}},
        experiment={"warm_up": "1 h"},
    )
    there = [(0, agent, 0.0, 90000.0) for agent in range(5)]
    one = log(*(answered(at, at, at + length, agent=agent) for at, length, agent in day), presence=there)
    found, added = by_agent(scenario, one), tally(scenario, one, Staffing.of(scenario))
    added.check()
    for column, key in (
        ("seconds_busy", "seconds busy"),
        ("seconds_present", "seconds staffed"),
        ("contacts", "answered"),
    ):
        assert found[column].sum() == pytest.approx(added.sums["agent_group"][key].sum())
