"""The measurement of memory, on a small centre: it simulates as many contacts as it was asked for, and measures them."""

from __future__ import annotations

import pytest

from benchmarks.memory import measured
from scenarios.loading import load


def test_it_says_how_many_contacts_it_measured_and_what_that_took() -> None:
    found = measured("shop_counter", 2000, "simpy")
    assert found["attempts"] == pytest.approx(2000, rel=0.25)  # a whole number of days of about 450
    assert found["days"] == round(2000 / (found["attempts"] / found["days"]))
    assert found["targets judged"] == len(load("shop_counter").targets)
    assert (
        0 < found["megabytes after three days"] <= found["megabytes after all days"] <= found["megabytes at the most"]
    )
    assert 1 < found["kilobytes that a day leaves"] < 1000
