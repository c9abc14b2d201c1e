"""The program of a week of many provinces, here of four: large enough that breaks are counted in parts of people."""

import pytest

from benchmarks.national_week import scenario
from optimize.beliefs import Beliefs
from optimize.master import Master
from optimize.model import Model
from optimize.program import LARGE, Roster, Solved
from optimize.visits import visits


@pytest.mark.slow
def test_a_week_of_four_provinces_is_solved_within_three_percent_and_keeps_the_labour_rules():
    week = scenario(4)
    roster = Roster.of(week)
    program = Master(Model.of(week, roster, visits(week)), Beliefs()).program
    assert sum(one.cat == "Integer" for one in program.problem.variables()) > LARGE
    solved = program.solve_near(gap=0.01, seconds=120.0)
    assert isinstance(solved, Solved)
    assert solved.cost <= 1.03 * solved.bound
    assert roster.allows(solved.shifts) is None
    assert roster.cost(solved.shifts) == solved.cost
    rules = {(kind.start % 86400, kind.length) for kind in roster.kinds}
    assert all((kind.start % 86400, kind.length) in rules for kind in solved.shifts)
