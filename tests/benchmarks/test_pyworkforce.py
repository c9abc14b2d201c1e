"""The day beside pyworkforce: our side of it always, theirs where it is installed."""

import pytest

from benchmarks.pyworkforce import (
    ASKED,
    HANDLING,
    INTERVAL,
    SHIFTS,
    VOLUMES,
    WITHIN,
    cost_of,
    covered,
    interpreter,
    ours,
    pyworkforce,
    scenario,
    theirs,
)  # fmt: skip
from optimize.shifts import kinds
from sim.erlang import Demand, Goal, fewest_agents


def test_the_shifts_are_the_same_on_both_sides():
    same = {(kind.start, kind.length, kind.cost) for kind in kinds(scenario())}
    assert same == {(shift.first * 1800.0, shift.hours * 3600.0, shift.cost) for shift in SHIFTS}


def test_our_positions_are_the_fewest_and_our_shifts_cover_them_at_a_proved_cost():
    own = ours()
    for calls, positions in zip(VOLUMES, own.positions, strict=True):
        demand = Demand(calls / (INTERVAL * 60), HANDLING * 60, within=WITHIN * 60)
        assert positions == (fewest_agents("c", demand, Goal(ASKED)).agents if calls else 0)
    assert covered(own.people, own.positions)
    assert cost_of(own.people) == pytest.approx(own.cost)
    assert own.cost == pytest.approx(own.bound, abs=0.01)


def test_one_person_less_does_not_cover():
    own = ours()
    busiest = max(own.people, key=own.people.__getitem__)
    short = {**own.people, busiest: 0}
    assert not covered(short, own.positions)
    assert cost_of(short) < cost_of(own.people)


@pytest.mark.skipif(
    interpreter() is None, reason="pyworkforce is not here (PYWORKFORCE_PYTHON names a Python that has it)"
)
def test_positions_and_cost_agree_with_pyworkforce():
    own = ours()
    rival = theirs(str(interpreter()), own.positions)
    assert rival["positions"] == own.positions
    assert cost_of(rival["same"]["people"]) == pytest.approx(own.cost)


def test_without_pyworkforce_the_table_says_so(monkeypatch):
    monkeypatch.setattr("benchmarks.pyworkforce.interpreter", lambda: None)
    section = pyworkforce()
    assert len(section.rows) == 1
    assert "PYWORKFORCE_PYTHON" in section.notes[0]
