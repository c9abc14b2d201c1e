"""How waits spread, by pencil."""

from __future__ import annotations

import numpy as np
import pytest

from sim.sums.waits import histogram, pooled
from tests.sim.halves import two_halves
from tests.sim.logs import abandoned, answered, tally_of


def test_the_waits_of_all_days_are_pooled() -> None:
    scenario = two_halves()
    days = [
        tally_of(scenario, answered(0, 40, 60), answered(0, 0, 60), abandoned(0, 5)),
        tally_of(scenario, answered(0, 20, 60)),
    ]
    for scope, name in (("queue", "calls"), ("centre", "centre"), ("agent_group", "desk")):
        assert pooled(scenario, days, scope, name).tolist() == [0, 20, 40]


def test_a_histogram_tells_who_was_answered_at_once_and_who_waited_longer_than_all_bars() -> None:
    found = histogram(np.array([0.0, 0.0, 1.0, 10.0, 11.0, 20.0, 20.5, 90.0]), width=10, bars=2)
    assert found.edges.tolist() == [0, 10, 20]
    assert (found.at_once, found.shares.tolist(), found.longer) == (2 / 8, [2 / 8, 2 / 8], 2 / 8)


def test_nobody_answered_is_no_share() -> None:
    assert np.isnan(histogram(np.empty(0), width=10, bars=2).at_once)
    with pytest.raises(ValueError, match=r"width\(=0\)"):
        histogram(np.empty(0), width=0, bars=2)
