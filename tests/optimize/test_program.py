"""The shift program: its text for a small case, and its typed answers."""

import pytest

from optimize.program import Bundle, Roster, ShiftProgram, Solved
from optimize.solver import NoSolution, unit_of
from tests.optimize.centres import one_queue

GOLDEN = """\\* plan *\\
Minimize
OBJ: 2 team_0000_0200_0 + 2 team_0100_0300_1
Subject To
headcount_team: - team_0000_0200_0 - team_0100_0300_1 >= -4
need_1: floor_team_1 >= 2
rounding_team_1: - floor_team_1 + 0.7 team_0000_0200_0 + 0.7 team_0100_0300_1
 >= -0.5
Bounds
0 <= floor_team_1
0 <= team_0000_0200_0
0 <= team_0100_0300_1
Generals
floor_team_1
team_0000_0200_0
team_0100_0300_1
End
"""


def roster(headcount=4):
    shifts = [{"groups": ["team"], "starts": ["00:00", "01:00"], "length": "2 h"}]
    target = [{"queue": "calls", "abandonment": 0.1, "per": "horizon"}]
    scenario = one_queue([60] * 3, shifts, target, shrinkage=0.3)
    own = Roster.of(scenario)
    return own.__class__(**{**own.__dict__, "headcount": {"team": headcount}})


def program(headcount=4):
    made = ShiftProgram(roster(headcount))
    made.demand("need_1", made.on_floor("team", 1), 2)
    return made


def test_the_program_reads_as_it_should(tmp_path):
    program().problem.writeLP(str(tmp_path / "plan.lp"))
    text = (tmp_path / "plan.lp").read_text()
    assert sorted(text.split()) == sorted(GOLDEN.split())


def test_two_on_the_floor_need_three_people():
    solved = program().solve()
    assert isinstance(solved, Solved)
    assert sum(solved.shifts.values()) == 3  # 0.7 x 3 = 2.1
    assert solved.cost == solved.bound == 6


def test_too_few_heads_have_no_solution():
    assert program(headcount=2).solve() == NoSolution()


@pytest.mark.parametrize(
    ("prices", "unit"),
    [
        ([8.0, 12.0], 4.0),
        ([57.5, 40.0, 0.0], 2.5),
        ([0.0001, 0.0003], 0.0001),
        ([8.333333333, 8.333333333], 8.333333333),  # 25 an hour, by the third of an hour
        ([8.333333333, 12.5], 0.0),
        ([8.333333333, 16.666666667], 0.0),  # as good as twice as much, and not twice as much
        ([0.0], 0.0),
    ],
)
def test_costs_are_multiples_of_a_unit_only_if_they_surely_are(prices, unit):
    assert unit_of(prices) == unit


def free(*starts, bundles=(), penalty=None):
    """Shifts of two hours from these moments, nothing asked of them."""
    shifts = [{"groups": ["team"], "starts": list(starts), "length": "2 h"}]
    scenario = one_queue([60] * 6, shifts, [{"queue": "calls", "abandonment": 0.1, "per": "horizon"}])
    return ShiftProgram(Roster.of_kinds(scenario, Roster.of(scenario).kinds, bundles, penalty))


def test_a_bundle_is_worked_by_exactly_so_many_on_the_cheapest_of_its_kinds():
    made = free("00:00", "01:00", bundles=[Bundle((0, 1), 3)], penalty={0: 0.5})
    solved = made.solve()
    assert isinstance(solved, Solved)
    assert {kind.start: people for kind, people in solved.shifts.items()} == {3600.0: 3}
    assert made.roster.cost(solved.shifts) == 6.0


def test_a_penalty_counts_in_the_choice_and_not_in_the_cost():
    made = free("00:00", "01:00", bundles=[Bundle((0,), 1), Bundle((1,), 1)], penalty={0: 0.5})
    solved = made.solve()
    assert isinstance(solved, Solved)
    assert (solved.cost, made.roster.cost(solved.shifts)) == (4.5, 4.0)


def test_an_optional_bundle_may_be_dropped_but_not_exceeded():
    made = free("00:00", "01:00", bundles=[Bundle((0,), 2, optional=True)])
    made.demand("need_0", made.on_floor("team", 0), 3)
    assert made.solve() == NoSolution()
    assert free("00:00", bundles=[Bundle((0,), 2, optional=True)]).solve().shifts == {}
