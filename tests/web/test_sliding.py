"""Sliders stand exactly where a study is, whatever its figures, and their ends are whole steps away."""

import pytest

from callfloor.web.work.sliding import STEP, _around


@pytest.mark.parametrize(
    ("here", "least", "most"), [(99.5, 69.5, 99.0), (10, 20, 99), (83.33, 53.33, 99), (0.2, 0.05, 0.8)]
)
def test_a_slider_can_stand_where_the_study_is(here, least, most):
    one = _around("share", "share, %", here, least, most)
    assert one.value == here
    assert 0 < one.least <= here <= one.most <= max(most, here)
    for end in (one.least, one.most):
        assert (end - here) / STEP == pytest.approx(round((end - here) / STEP))
