"""HiGHS, called as a library, on one thread and with a fixed seed, so that the same program has the same answer."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from optimize.solvers.ended import Ended, Ending, Limits
from optimize.solvers.form import Form

FEASIBLE = 2  # HiGHS's solution status of a point that keeps the rows
LARGE = 20_000  # rows or columns above which a program without whole numbers is solved by interior points and crossover
HEURISTICS = ("mip_heuristic_run_rens", "mip_heuristic_run_rins", "mip_heuristic_run_root_reduced_cost")
ENDINGS = {
    "kOptimal": Ending.OPTIMAL,
    "kInfeasible": Ending.INFEASIBLE,
    "kUnbounded": Ending.UNBOUNDED,
    "kUnboundedOrInfeasible": Ending.EITHER,
    "kTimeLimit": Ending.STOPPED,
    "kIterationLimit": Ending.STOPPED,
    "kSolutionLimit": Ending.STOPPED,
    "kInterrupt": Ending.STOPPED,
    "kHighsInterrupt": Ending.STOPPED,
    "kMemoryLimit": Ending.STOPPED,
}


def missing() -> str | None:
    """Say what to install if HiGHS cannot be used."""
    return None if find_spec("highspy") else "HiGHS is not installed; run pip install highspy"


def run(form: Form, limits: Limits) -> Ended:
    """Solve a program with at least one column."""
    highs = import_module("highspy").Highs()
    options = {
        "output_flag": False, "mip_rel_gap": limits.gap, "mip_abs_gap": limits.nearness, "threads": 1,
        "time_limit": limits.seconds, "random_seed": 1, "parallel": "off",
    }  # fmt: skip
    if limits.branches is not None:
        options["mip_max_nodes"] = max(limits.branches, 1)
    if limits.branches == 0:
        options |= dict.fromkeys(HEURISTICS, False) | {"mip_heuristic_effort": 0.0}
    if max(form.rows.shape) > LARGE and not form.whole.any():
        options["solver"] = "ipm"
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(_model(form))
    highs.run()
    status = highs.getModelStatus().name
    ending = ENDINGS.get(status, Ending.FAILED)
    info, solution = highs.getInfo(), highs.getSolution()
    point = np.array(solution.col_value) if info.primal_solution_status == FEASIBLE else None
    if form.whole.any():
        return Ended(ending, point, float(info.mip_dual_bound), why=f"HiGHS ended with {status[1:]}")
    optimal = ending is Ending.OPTIMAL
    return Ended(
        ending,
        point,
        float(info.objective_function_value) if optimal else float("-inf"),
        np.array(solution.col_dual) if optimal else None,
        why=f"HiGHS ended with {status[1:]}",
    )


def _model(form: Form) -> Any:  # noqa: ANN401 - highspy's classes have no names for mypy
    highspy = import_module("highspy")
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(form.names), len(form.row_names)
    model.col_cost_, model.col_lower_, model.col_upper_ = form.costs, form.lower, form.upper
    model.row_lower_, model.row_upper_ = form.least, form.most
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = form.rows.indptr, form.rows.indices
    model.a_matrix_.value_ = form.rows.data
    if form.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in form.whole.tolist()]
    return model
