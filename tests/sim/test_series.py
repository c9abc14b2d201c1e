"""The day as step functions: by pencil, and against the measures, which are sums of the same time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.series import Series, series
from sim.staffing import Staffing
from sim.sums.spans import Counts
from sim.sums.tally import tally
from tests.sim.halves import two_halves
from tests.sim.logs import Attempt, abandoned, answered, blocked, log, not_reached, on_the_floor, unfinished

SCENARIO = two_halves()
THERE = [(0, 0, 0.0, 20000.0), (0, 0, 21000.0, 86400.0), (0, 1, 0.0, 1000.0)]


def of(*attempts: Attempt) -> Series:
    return series(SCENARIO, log(*attempts, presence=THERE))


def steps(counts: Counts) -> list[tuple[float, int]]:
    return list(zip(counts.moments.tolist(), counts.values.tolist(), strict=True))


def test_the_waiting_are_those_who_joined_and_were_neither_answered_nor_gave_up() -> None:
    found = of(
        answered(100, 130, 200),
        abandoned(110, 150),
        answered(130, 130, 200),  # at once: never waits
        blocked(140),
        answered(300, 340, 400, taken=320, called_back=True),  # waits until it is reached
        not_reached(300, 320, 345),
        unfinished(86000),
    )
    assert steps(found.waiting["calls"]) == [
        (0, 0),
        (100, 1),
        (110, 2),
        (130, 1),
        (150, 0),
        (300, 2),
        (340, 1),
        (345, 0),
        (86000, 1),
        (86400, 0),
    ]


def test_agents_are_present_busy_or_idle() -> None:
    found = of(answered(100, 100, 190, 200), answered(200, 200, 300), answered(150, 150, 400, agent=1))
    assert steps(found.present["desk"]) == [(0, 2), (1000, 1), (20000, 0), (21000, 1), (86400, 0)]
    # At 200 one contact ends and the next begins: the agent was never idle.
    assert steps(found.busy["desk"]) == [(0, 0), (100, 1), (150, 2), (300, 1), (400, 0)]
    assert steps(found.idle["desk"])[:5] == [(0, 2), (100, 1), (150, 0), (300, 1), (400, 2)]


def test_several_chats_make_one_busy_agent() -> None:
    found = of(answered(100, 100, 200), answered(150, 150, 300))
    assert steps(found.busy["desk"]) == [(0, 0), (100, 1), (300, 0)]


def test_a_table_of_samples() -> None:
    table = of(answered(100, 130, 200)).sampled(every=50)
    assert list(table.columns) == ["second", "calls waiting", "desk present", "desk busy", "desk idle"]
    assert len(table) == 86400 / 50
    assert table.iloc[1:5].to_numpy().tolist() == [
        [50, 0, 2, 0, 2],
        [100, 1, 2, 0, 2],
        [150, 0, 2, 1, 1],
        [200, 0, 2, 0, 2],
    ]
    with pytest.raises(ValueError, match=r"every\(=0\) must be > 0 s"):
        of().sampled(every=0)


CONTACTS = st.lists(st.tuples(st.integers(0, 80000), st.integers(0, 900), st.integers(0, 900)), max_size=20)


@settings(max_examples=60, deadline=None)
@given(CONTACTS)
def test_the_time_under_the_steps_is_what_is_measured(day: list[tuple[int, int, int]]) -> None:
    """Every contact has an agent of its own, so that nobody has two in hand."""
    scenario = two_halves(
        agent_groups={"desk": {"skills": {"calls": {"handle_time": {"fixed": "1 s"}}}, "staffing": 20}}
    )
    staffing = Staffing.of(scenario)
    contacts = [answered(at, at + wait, at + wait + talk, agent=agent) for agent, (at, wait, talk) in enumerate(day)]
    one = log(*contacts, presence=on_the_floor(staffing))
    found, sums = series(scenario, one), tally(scenario, one, staffing).sums

    def area(counts: Counts) -> float:
        return float((counts.values * np.diff(np.append(counts.moments, 86400.0))).sum())

    assert area(found.waiting["calls"]) == pytest.approx(sums["queue"]["seconds in queue"].sum())
    assert area(found.present["desk"]) == pytest.approx(sums["agent_group"]["seconds staffed"].sum())
    assert area(found.busy["desk"]) == pytest.approx(sums["agent_group"]["seconds busy"].sum())
    assert np.all(found.idle["desk"].values >= 0)
