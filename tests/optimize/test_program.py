"""The shift program: its text for a small case, and its typed answers."""

from optimize.program import NoSolution, Roster, ShiftProgram, Solved
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
    assert sum(solved.agents) == 3  # 0.7 x 3 = 2.1
    assert solved.cost == solved.bound == 6


def test_too_few_heads_have_no_solution():
    assert program(headcount=2).solve() == NoSolution()
