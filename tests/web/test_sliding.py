"""Sliders stand exactly where a study is, whatever its figures, and their ends are whole steps away."""

import pytest

from callfloor.web.work.sliding import STEP, _around, _known
from optimize.lanes.moved import Where, at_home, movable, moved
from optimize.lanes.steps import key_of
from tests.callfloor.lanes_small import SHORT, study
from tests.optimize.lanes.centres import prepared


@pytest.mark.parametrize(
    ("here", "least", "most"), [(99.5, 69.5, 99.0), (10, 20, 99), (83.33, 53.33, 99), (0.2, 0.05, 0.8)]
)
def test_a_slider_can_stand_where_the_study_is(here, least, most):
    one = _around("share", "share, %", here, least, most)
    assert one.value == here
    assert 0 < one.least <= here <= one.most <= max(most, here)
    for end in (one.least, one.most):
        assert (end - here) / STEP == pytest.approx(round((end - here) / STEP))


def test_it_is_said_that_met_may_fall_short_by_chance():
    """Shown as met are designs whose figures fall short of what is asked, if their limits hold it: whoever reads that has to know."""
    made = study()
    where = Where(asked={key_of(movable(made)[0]): 0.84})
    found = moved(made, prepared(**SHORT), where, at_home(made))
    short = [one for one in found.designs if one.status == "met" and any(not verdict.met for verdict in one.verdicts)]
    assert short
    assert any("unless one of its targets is surely missed" in line for line in _known(found, made, where))
    priced = Where(value=80.0)
    assert not any(
        "surely missed" in line for line in _known(moved(made, prepared(**SHORT), priced, at_home(made)), made, priced)
    )
