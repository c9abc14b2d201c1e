"""Curves: what an agent more brings by formula, whatever is asked."""

from itertools import pairwise

import pytest

from optimize.curves import Load, Patience, curve, steady
from scenarios.distributions import Exponential, Never
from scenarios.schema import Target

HANDLING, RATE = 180.0, 100 / 1800
SHORT = Target(queue="calls", per="horizon", mean_wait="15 s")


@pytest.mark.parametrize("patience", [Never(), Exponential(600.0)])
def test_a_long_wait_counts_for_as_long_as_it_is_and_nobody_there_for_longer(patience):
    """One that counted as twice what is asked, at most, made the first plan leave hours to nobody, and the next have a hundred too many."""
    load = Load(RATE, HANDLING, Patience.of([(patience, 1.0)], HANDLING))
    drawn, found = curve(SHORT, load), steady(load, 11, 0.0)
    assert found.mean_wait > 2 * 15
    assert drawn.at(0) < -10
    assert all(low < high for low, high in pairwise(drawn.score))
    place = drawn.agents.tolist().index(11)
    assert drawn.score[place] == pytest.approx(found.answered * (15 - found.mean_wait) / 15, abs=1e-6)
