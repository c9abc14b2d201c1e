"""CBC, called as a process: the one that PuLP brings along, else a ``cbc`` on the path.

What it did is read from what it writes itself, not from PuLP, which calls a run cut off by its time limit optimal and gives values
for programs without solution: the first line of the solution file says how it ended, its log says the lower bound. The bound is
printed with three decimals, so a thousandth is taken off; where none is printed the search was complete, to the absolute gap.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pulp

from optimize.solvers.ended import Ended, Ending, Limits
from optimize.solvers.form import FloatArray, Form

PRINTED = 1e-3  # the last decimal of the bound in the log
GRACE = 15.0  # seconds for CBC to stop by itself, which it does not while it prepares
NOTHING_FOUND = "no integer solution"


def missing() -> str | None:
    """Say what to install if CBC cannot be used."""
    return (
        None
        if _path()
        else "CBC is not installed; run pip install 'pulp<4', which brings it along, or put cbc on the path"
    )


def _path() -> str | None:
    bundled = getattr(getattr(pulp, "PULP_CBC_CMD", None), "pulp_cbc_path", None)
    return bundled if bundled and os.access(bundled, os.X_OK) else shutil.which("cbc")


def _effort(limits: Limits) -> list[str]:
    if limits.branches is None:
        return []
    return ["-maxNodes", str(max(limits.branches, 1)), *([] if limits.branches else ["-heuristicsOnOff", "off"])]


def run(form: Form, limits: Limits) -> Ended:
    """Solve a program with at least one column."""
    with TemporaryDirectory(prefix="callfloor-") as folder:
        program, solution = Path(folder, "program.mps"), Path(folder, "solution.txt")
        program.write_text("\n".join(_mps(form)), encoding="ascii")
        command = [
            str(_path()), str(program), "-timeMode", "elapsed", "-sec", str(limits.seconds), "-ratio", str(limits.gap),
            "-allow", str(limits.nearness), *_effort(limits),
            "-solve" if form.whole.any() else "-initialSolve",
            "-printingOptions", "all", "-solution", str(solution),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=limits.seconds + GRACE,
            )
        except subprocess.TimeoutExpired:
            return Ended(Ending.FAILED, why=f"CBC did not stop {GRACE:g} s after its time limit")
        except OSError as reason:
            return Ended(Ending.FAILED, why=f"CBC cannot be started: {reason}")
        if done.returncode != 0 or not solution.exists():
            return Ended(Ending.FAILED, why=f"CBC was ended with code {done.returncode}")
        return _read(form, limits, solution.read_text(encoding="ascii"), done.stdout)


def _read(form: Form, limits: Limits, written: str, log: str) -> Ended:
    head, *lines = written.splitlines() or [""]
    ending, why = _ending(head), f"CBC says: {head.strip()}"
    if ending not in {Ending.OPTIMAL, Ending.STOPPED}:
        return Ended(ending, why=why)
    point, reduced = np.zeros(len(form.names)), np.zeros(len(form.names))
    for line in lines:
        name, value, price = line.replace("**", "").split()[1:4]
        if name.startswith("X"):
            point[int(name[1:])], reduced[int(name[1:])] = float(value), float(price)
    if form.whole.any():
        return Ended(
            ending, None if NOTHING_FOUND in head else point, _bound(form, limits, ending, point, log), why=why
        )
    if ending is Ending.STOPPED:
        return Ended(ending, point, why=why)
    return Ended(
        ending, point, float(head.rsplit(maxsplit=1)[-1]), reduced, why
    )  # the cost there has more digits than the values


def _bound(form: Form, limits: Limits, ending: Ending, point: FloatArray, log: str) -> float:
    printed = re.findall(r"^Lower bound:\s+(\S+)\s*$", log, flags=re.MULTILINE)
    if printed:
        return float(printed[-1]) - PRINTED
    return float(form.costs @ point) - limits.nearness if ending is Ending.OPTIMAL else float("-inf")


def _ending(head: str) -> Ending:
    words = head.strip()
    if words.startswith("Optimal"):
        return Ending.OPTIMAL
    if words.startswith("Stopped"):
        return Ending.STOPPED
    if words.startswith(("Infeasible", "Integer infeasible")):
        return Ending.EITHER  # it says so of unbounded programs, too, where it noticed while preparing
    return Ending.UNBOUNDED if words.startswith("Unbounded") else Ending.FAILED


def _mps(form: Form) -> Iterator[str]:
    """The program in MPS of fixed columns; X0000000, X0000001, … and R0000000, … because that has names of eight letters."""
    yield "NAME          PROGRAM"
    yield "ROWS"
    yield " N  COST"
    for number, (least, most) in enumerate(zip(form.least, form.most, strict=True)):
        yield f" {'E' if least == most else 'G' if np.isinf(most) else 'L'}  R{number:07d}"
    yield "COLUMNS"
    by_column = form.rows.tocsc()
    for number, cost in enumerate(form.costs):
        if form.whole[number]:
            yield "    MARK      'MARKER'                 'INTORG'"
        yield f"    X{number:07d}  COST      {_number(cost)}"
        for at in range(by_column.indptr[number], by_column.indptr[number + 1]):
            yield f"    X{number:07d}  R{by_column.indices[at]:07d}  {_number(by_column.data[at])}"
        if form.whole[number]:
            yield "    MARK      'MARKER'                 'INTEND'"
    yield "RHS"
    for number, (least, most) in enumerate(zip(form.least, form.most, strict=True)):
        yield f"    RHS       R{number:07d}  {_number(most if np.isinf(least) else least)}"
    yield "BOUNDS"
    for number, (lower, upper) in enumerate(zip(form.lower, form.upper, strict=True)):
        yield f" MI BND       X{number:07d}" if np.isinf(lower) else f" LO BND       X{number:07d}  {_number(lower)}"
        yield f" PL BND       X{number:07d}" if np.isinf(upper) else f" UP BND       X{number:07d}  {_number(upper)}"
    yield "ENDATA"
    yield ""


def _number(value: float) -> str:
    return f"{value: .12e}"
