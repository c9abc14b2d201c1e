"""The solver's answers: both solvers against enumeration, and every way in which a run can end."""

import random
from itertools import product
from pathlib import Path

import pulp
import pytest

from optimize.solver import SOLVERS, Feasible, NoSolution, Optimal, Unsolved, check_solver, solve
from optimize.solvers import cbc, highs
from scenarios.faults import InputError

MOST = 4  # of a column of a random program


def program(costs, rows, *, most=MOST, cat="Integer", constant=0.0):
    """Minimise ``costs`` over columns of 0 to ``most``; a row is (coefficients, sense, side)."""
    made = pulp.LpProblem("small", pulp.LpMinimize)
    columns = [pulp.LpVariable(f"x{n}", lowBound=0, upBound=most, cat=cat) for n in range(len(costs))]
    made.setObjective(pulp.LpAffineExpression(zip(columns, costs, strict=True), constant))
    for number, (coefficients, sense, side) in enumerate(rows):
        left = pulp.LpAffineExpression(zip(columns, coefficients, strict=True))
        made += pulp.LpConstraint(left, sense, f"row{number}", side)
    return made


def random_rows(dice, columns):
    senses = (pulp.LpConstraintGE, pulp.LpConstraintGE, pulp.LpConstraintLE, pulp.LpConstraintEQ)
    for _ in range(dice.randint(1, 3)):
        coefficients = [dice.randint(-2, 4) for _ in range(columns)]
        yield coefficients, dice.choice(senses), dice.randint(-2, 4 * columns)


def keeps(point, rows):
    sides = [(sum(c * x for c, x in zip(row, point, strict=True)), sense, side) for row, sense, side in rows]
    return all(s >= side if sense == 1 else s <= side if sense == -1 else s == side for s, sense, side in sides)


def by_enumeration(costs, rows, constant):
    points = product(range(MOST + 1), repeat=len(costs))
    found = [sum(c * x for c, x in zip(costs, point, strict=True)) for point in points if keeps(point, rows)]
    return min(found) + constant if found else None


@pytest.mark.parametrize("solver", SOLVERS)
def test_random_programs_have_the_optimum_that_enumeration_finds(solver):
    dice, impossible = random.Random(7), 0
    for _ in range(60):
        columns = dice.randint(2, 4)
        costs, rows = [dice.randint(-3, 9) for _ in range(columns)], list(random_rows(dice, columns))
        constant = dice.choice((0.0, 7.5))
        answer = solve(program(costs, rows, constant=constant), unit=1.0, solver=solver)
        best = by_enumeration(costs, rows, constant)
        if best is None:
            impossible += 1
            assert answer == NoSolution()
            continue
        assert isinstance(answer, Optimal)
        point = [answer.values[f"x{n}"] for n in range(columns)]
        assert (answer.cost, answer.bound, keeps(point, rows)) == (best, best, True)
    assert 5 <= impossible <= 40


def hard():
    """A program on which both solvers work for minutes; they have some solution of it at once."""
    dice = random.Random(1)
    rows = [
        ([dice.choice((0, dice.randint(20, 99))) for _ in range(60)], 1, dice.randint(5000, 9999)) for _ in range(40)
    ]
    return program([dice.randint(50, 99) for _ in range(60)], rows, most=None)


def split():
    """A program of which a solution is hard to find: 40 numbers split into halves of the same sum, five times over."""
    dice = random.Random(5)
    rows = [[dice.randint(0, 99) for _ in range(40)] for _ in range(5)]
    return program([n % 5 + 1 for n in range(40)], [(row, 0, sum(row) // 2) for row in rows], most=1)


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_run_cut_off_by_its_time_is_feasible_and_never_optimal(solver):
    answer = solve(hard(), seconds=0.5, unit=1.0, solver=solver)
    assert isinstance(answer, Feasible)
    relaxed = solve(hard(), solver=solver, relaxed=True)
    assert isinstance(relaxed, Optimal)
    assert relaxed.cost <= answer.bound < answer.cost <= 1.1 * relaxed.cost


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_run_cut_off_by_its_branches_ends_the_same_way_every_time(solver):
    answers = [solve(hard(), seconds=60, branches=20, unit=1.0, solver=solver) for _ in range(2)]
    assert isinstance(answers[0], Feasible)
    assert answers[0] == answers[1]
    assert answers[0].bound < answers[0].cost


@pytest.mark.parametrize("solver", SOLVERS)
def test_the_root_alone_gives_a_bound_between_the_relaxed_cost_and_the_least(solver):
    relaxed = solve(hard(), solver=solver, relaxed=True)
    assert isinstance(relaxed, Optimal)
    found = solve(hard(), seconds=60, branches=200, solver=solver)
    assert isinstance(found, Optimal | Feasible)
    root = solve(hard(), seconds=60, branches=0, solver=solver)
    assert isinstance(root, Optimal | Feasible | Unsolved)
    assert relaxed.cost - 1e-2 <= root.bound <= found.cost


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_run_cut_off_with_nothing_found_is_unsolved_and_has_a_bound(solver):
    answer = solve(split(), seconds=0.3, solver=solver)
    assert isinstance(answer, Unsolved)
    assert 30 < answer.bound < 41  # the relaxed cost is 35.5; the sum of all costs is 120
    assert answer.why in ("HiGHS ended with TimeLimit",) or answer.why.startswith(
        "CBC says: Stopped on time (no integer"
    )


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_solution_within_the_gap_has_a_bound_that_says_so(solver):
    answer = solve(hard(), gap=0.02, seconds=30, solver=solver)
    relaxed = solve(hard(), solver=solver, relaxed=True)
    assert isinstance(answer, Optimal)
    assert relaxed.cost - 0.01 <= answer.bound <= answer.cost <= answer.bound / 0.98 + 0.01


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_program_with_parts_of_everything_has_reduced_costs(solver):
    relaxed = solve(program([2, 3, 9], [([1, 2, 1], 1, 3)]), solver=solver, relaxed=True)
    assert isinstance(relaxed, Optimal)
    assert (relaxed.cost, relaxed.bound) == (4.5, 4.5)
    assert relaxed.values == pytest.approx({"x0": 0, "x1": 1.5, "x2": 0})
    assert relaxed.reduced == pytest.approx({"x0": 0.5, "x1": 0, "x2": 7.5})  # less the row's price of 1.5 each


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("cat", ["Integer", "Continuous"])
def test_what_has_no_solution_or_no_end(solver, cat):
    both = [([1], 1, 2), ([1], -1, 1)]
    assert solve(program([1], both, cat=cat), solver=solver) == NoSolution()
    assert (
        solve(program([-1], both, most=None, cat=cat), solver=solver) == NoSolution()
    )  # though it would be unbounded, too
    endless = solve(program([-1], [([1], 1, 2)], most=None, cat=cat), solver=solver)
    assert endless == Unsolved(float("-inf"), "the program is unbounded: something in it can become ever cheaper")


@pytest.mark.parametrize("solver", SOLVERS)
def test_halves_are_no_whole_numbers(solver):
    assert solve(program([1, 1], [([2, -2], 0, 1)]), solver=solver) == NoSolution()


@pytest.mark.parametrize("solver", SOLVERS)
def test_programs_without_rows_or_columns(solver):
    assert solve(program([2], [], constant=1), unit=1.0, solver=solver) == Optimal({"x0": 0.0}, 1.0, 1.0)
    assert solve(program([], [], constant=4), solver=solver) == Optimal({}, 4.0, 4.0)
    assert solve(program([], [([], 1, 1)]), solver=solver) == NoSolution()


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_column_may_be_negative(solver):
    made = pulp.LpProblem("free", pulp.LpMinimize)
    free = pulp.LpVariable("free", cat="Integer")
    made += 2 * free
    made += free >= -3.2
    answer = solve(made, unit=2.0, solver=solver)
    assert answer == Optimal({"free": -3.0}, -6.0, -6.0)


def test_the_same_program_has_the_same_answer_again():
    assert solve(hard(), gap=0.01) == solve(hard(), gap=0.01)


def test_what_cannot_be_told_apart_or_is_to_be_largest_is_a_mistake_of_ours():
    made = pulp.LpProblem("twins", pulp.LpMinimize)
    made += pulp.LpVariable("x", lowBound=0) + pulp.LpVariable("x", lowBound=1)
    with pytest.raises(ValueError, match="two variables of the program have the same name"):
        solve(made)
    largest = pulp.LpProblem("largest", pulp.LpMaximize)
    largest += pulp.LpVariable("x", upBound=1)
    with pytest.raises(ValueError, match="must minimise"):
        solve(largest)


def stand_in(tmp_path, monkeypatch, script):
    path = tmp_path / "cbc"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    path.chmod(0o755)
    monkeypatch.setattr(cbc, "_path", lambda: str(path))


LAST = 'for last; do :; done; solution="$last"'  # the solution's file is CBC's last argument


def small():
    return program([3, 5], [([1, 1], 1, 3)])


def test_a_solver_that_is_killed_has_solved_nothing(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "kill -9 $$")
    assert solve(small(), solver="cbc") == Unsolved(0.0, "CBC was ended with code -9")


def test_a_solver_that_does_not_stop_is_stopped(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, "exec sleep 60")
    monkeypatch.setattr(cbc, "GRACE", 0.2)
    assert solve(small(), seconds=0.1, solver="cbc") == Unsolved(0.0, "CBC did not stop 0.2 s after its time limit")


def test_a_solver_is_not_believed_a_solution_that_breaks_a_row(tmp_path, monkeypatch):
    lie = r"printf 'Optimal - objective value 6\n 0 R0000000 3 0\n 0 X0000000 2 0\n 1 X0000001 0 0\n' > "
    stand_in(tmp_path, monkeypatch, f'{LAST}\n{lie} "$solution"')
    answer = solve(small(), solver="cbc")
    assert isinstance(answer, Unsolved)
    assert answer.why == "CBC says: Optimal - objective value 6, with a point that breaks row row0"


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    solve(small(), solver="cbc")
    assert list(Path(tmp_path).iterdir()) == []


def test_a_missing_solver_is_told_with_what_to_install_or_which_other_to_name(monkeypatch):
    monkeypatch.setattr(highs, "find_spec", lambda name: None)
    with pytest.raises(InputError) as raised:
        check_solver("highs")
    assert str(raised.value) == (
        "--solver  highs   HiGHS is not installed; run pip install highspy, or name the other solver: --solver cbc\n"
        "1 fault; nothing was run."
    )
    monkeypatch.setattr(cbc, "_path", lambda: None)
    with pytest.raises(InputError) as raised:
        solve(small(), solver="cbc")
    assert str(raised.value) == (
        "--solver  cbc   CBC is not installed; run pip install 'pulp<4', which brings it along, or put cbc on the path\n"
        "1 fault; nothing was run."
    )


def test_an_unknown_solver_is_told_with_those_that_there_are():
    with pytest.raises(InputError) as raised:
        check_solver("hihgs")
    assert str(raised.value) == (
        "--solver  hihgs   no solver is called that; write highs, cbc. Did you mean highs?\n1 fault; nothing was run."
    )
